package casefile

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
	"github.com/longarm-project/longarm/internal/pattern"
)

// Kind is the kind of a file that is a case file.
const Kind = "case"

// Reader reads case files among other evidence.
type Reader struct {
	Areas Areas // as for Parse
}

// Name implements evidence.Reader.
func (Reader) Name() string { return Kind }

var form = pattern.New(`(?m)^case:[ \t]+["']?longarm-case/`)

// Recognizes implements evidence.Reader: a line says "case: longarm-case/1".
func (Reader) Recognizes(head []byte) evidence.Strength {
	return evidence.Certain.If(form.Match(head))
}

// Read implements evidence.Reader. It yields the statements in the order of the file, then the errors.
func (r Reader) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		b, err := io.ReadAll(io.LimitReader(in.R, MaxSize+1))
		if err != nil {
			yield(evidence.Item{}, err)
			return
		}
		c, err := Parse(bytes.TrimRight(b, "\x00"), in.Name, r.Areas)
		for _, it := range c.Items {
			in.Records++
			if !yield(evidence.Item{Body: it.Body, Line: it.Line, Place: it.Place}, nil) {
				return
			}
		}
		for _, e := range all(err) {
			if !yield(evidence.Item{}, e) {
				return
			}
		}
	}
}

// all splits a joined error and gives each the form of evidence.
func all(err error) []error {
	if err == nil {
		return nil
	}
	errs := []error{err}
	if j, ok := err.(interface{ Unwrap() []error }); ok {
		errs = j.Unwrap()
	}
	for i, e := range errs {
		var ce *Error
		if errors.As(e, &ce) {
			errs[i] = &evidence.LineError{Line: int64(ce.Line), Err: errors.New(ce.What)}
		}
	}
	return errs
}

// SubjectText is the text of the claim by which a case file names the reviewed organisation.
const SubjectText = "is the reviewed organisation"

// Subject returns who is reviewed, and the countries under whose law it is
// organised. It is the party given or, where that is empty, the one that the case
// files of a set name; two are an error. Where nobody names one, Subject adds a
// company of home, or of the United States, to the set, and says of it that it is
// presumed: a review without a case file is mostly that of one's own organisation.
func Subject(set *fact.Set, given fact.PartyID, home fact.Country) (id fact.PartyID, at []fact.Country, err error) {
	named := subjects(set)
	switch {
	case given != "":
		if err := known(set, given); err != nil {
			return "", nil, err
		}
		id = given
	case len(named) > 1:
		return "", nil, fmt.Errorf("the case files name several reviewed organisations (%s, %s); choose one with --subject", named[0], named[1])
	case len(named) == 1:
		id = named[0]
	default:
		id = "reviewed-organisation"
		home = cmp.Or(home, "US")
		p := &fact.Party{ID: id, Kind: fact.Company, Names: []fact.Name{{Text: "the reviewed organisation"}}, Organized: []fact.Country{home}, Seat: home}
		from := fact.Source{Name: "command line", Place: "--home " + string(home)}
		if _, err := set.Add(fact.New(&fact.Claim{Author: fact.AuthorPresumed, Authority: fact.Presumed, Party: p}, []fact.Source{from}, "")); err != nil {
			return "", nil, err
		}
	}
	for _, s := range fact.PartyClaims(set.All())[id] {
		at = append(at, s.Party.Organized...)
	}
	slices.Sort(at)
	return id, slices.Compact(at), nil
}

// known returns an error for a subject of whom nobody says anything.
func known(set *fact.Set, p fact.PartyID) error {
	parties := fact.PartyClaims(set.All())
	if len(parties[p]) > 0 {
		return nil
	}
	var ids []string
	for id := range parties {
		ids = append(ids, string(id))
	}
	slices.Sort(ids)
	return fmt.Errorf("--subject %s: no case file knows such a party%s", p, datafile.Nearest(string(p), ids))
}

// subjects lists the parties that facts name as the reviewed organisation, sorted.
func subjects(set *fact.Set) []fact.PartyID {
	var out []fact.PartyID
	for _, c := range fact.Of[*fact.Claim](set) {
		if c.Text == SubjectText && c.Party != nil {
			out = append(out, c.Party.ID)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Errors joins the problems of case files. What people state must be right before it is judged.
func Errors(reading *evidence.Reading) error {
	cases := map[string]bool{}
	for _, f := range reading.Files {
		cases[f.Name] = cases[f.Name] || f.Kind == Kind
	}
	var errs []error
	for _, p := range reading.Problems {
		if cases[p.Name] {
			errs = append(errs, errors.New(p.String()))
		}
	}
	return errors.Join(errs...)
}
