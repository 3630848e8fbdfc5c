package main

import (
	"fmt"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
	"github.com/longarm-project/longarm/report"
)

// acceptedForm is the first key of a file of accepted findings.
const acceptedForm = "longarm-accepted/1"

// An acceptedFile is what doc/formats/reports.md describes.
type acceptedFile struct {
	Form     string `yaml:"accepted"`
	Findings []struct {
		Place   datafile.Place        `yaml:"-"`
		Law     string                `yaml:"law"`
		Dealing string                `yaml:"dealing"`
		Outcome determination.Outcome `yaml:"outcome"`
		Reason  string                `yaml:"reason"`
		Author  string                `yaml:"author"`
		Until   string                `yaml:"until"`
	} `yaml:"findings"`
}

// readAccepted reads which findings of d somebody accepted, by their names. One that says less than who, why and
// until when, or that meets no finding, is an error: none may lie there unseen.
func readAccepted(name string, d *determination.Determination) (map[string]report.Acceptance, error) {
	if name == "" {
		return nil, nil
	}
	b, err := readNamed(name)
	if err != nil {
		return nil, err
	}
	var file acceptedFile
	if err := datafile.Decode(b, name, &file); err != nil {
		return nil, err
	}
	if file.Form != acceptedForm {
		return nil, fmt.Errorf("%s: accepted is %q, want %s", name, file.Form, acceptedForm)
	}
	out := map[string]report.Acceptance{}
	for _, x := range file.Findings {
		until, err := fact.ParseDate(x.Until)
		switch {
		case err != nil || len(until) != len("2006-01-02"):
			return nil, x.Place.Errorf("until: %q is not a day such as 2027-03-31", x.Until)
		case x.Reason == "" || x.Author == "":
			return nil, x.Place.Errorf("reason and author are wanted: who accepts it, and why")
		case !x.Outcome.Known() || x.Outcome.Permits():
			return nil, x.Place.Errorf("outcome: %q is none that anybody needs to accept", x.Outcome)
		}
		f := findingOf(d, x.Law, x.Dealing)
		if f == nil {
			return nil, x.Place.Errorf("no finding of law %q about the dealing %q: take it out, or say what it is called now", x.Law, x.Dealing)
		}
		if _, twice := out[f.Name]; twice {
			return nil, x.Place.Errorf("the finding of law %q about the dealing %q stands above already", x.Law, x.Dealing)
		}
		out[f.Name] = report.Acceptance{Reason: x.Reason, Author: x.Author, Until: until, Outcome: x.Outcome, Stands: d.At <= until && f.Outcome == x.Outcome}
	}
	return out, nil
}

func findingOf(d *determination.Determination, law, dealing string) *determination.Finding {
	for i := range d.Findings {
		if f := &d.Findings[i]; f.Pack == law && f.Dealing == dealing {
			return f
		}
	}
	return nil
}
