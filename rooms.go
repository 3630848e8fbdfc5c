package longarm

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
)

// What one room hands to the next where their words differ.

// Presumed is the author of what is taken as given because nobody says otherwise.
const Presumed = "presumed"

// presume makes a subject where nobody names one: a company of Home. A review
// without a case file is mostly that of one's own organisation.
func (r *journey) presume() error {
	r.Subject = "reviewed-organisation"
	home := cmp.Or(r.Home, "US")
	p := &fact.Party{ID: r.Subject, Kind: fact.Company, Names: []fact.Name{{Text: "the reviewed organisation"}}, Organized: []fact.Country{home}, Seat: home}
	_, err := r.set.Add(fact.New(&fact.Claim{Author: Presumed, Authority: fact.Presumed, Party: p}, []fact.Source{{Name: "command line", Place: "--home " + string(home)}}, ""))
	return err
}

func (r *journey) fold(a netip.Addr) netip.Prefix {
	p, _ := r.providers.Prefix(a)
	return p
}

func (r *journey) tell(p evidence.Progress) {
	if r.Progress == nil {
		return
	}
	r.Progress(fmt.Sprintf("read %d of %d files, %d of %d MB", p.Files, p.OfFiles, p.Bytes>>20, p.OfBytes>>20))
}

// caseErrors joins the errors of case files, which stop a review.
func caseErrors(reading *evidence.Reading) error {
	cases := map[string]bool{}
	for _, f := range reading.Files {
		cases[f.Name] = cases[f.Name] || f.Kind == "case"
	}
	var errs []error
	for _, p := range reading.Problems {
		if cases[p.Name] {
			errs = append(errs, errors.New(p.String()))
		}
	}
	if len(errs) == 0 {
		return nil
	}
	return fmt.Errorf("%w:\n%w", ErrCase, errors.Join(errs...))
}

func evidenceOf(reading *evidence.Reading, on fact.Date) determination.Evidence {
	e := determination.Evidence{ReadOn: on, Files: []determination.File{}}
	for _, f := range reading.Files {
		kind := f.Kind
		if kind == evidence.NotEvidence || kind == evidence.NotRecognized {
			kind = ""
		}
		e.Files = append(e.Files, determination.File{Digest: f.Digest, Kind: kind, Name: f.Name, Records: f.Records, Size: f.Size, Skipped: f.Skipped, Note: f.Note, SameAs: f.SameAs})
	}
	for _, p := range reading.Problems {
		place := ""
		switch {
		case p.Line > 0:
			place = fmt.Sprintf("line %d", p.Line)
		case p.Offset > 0:
			place = fmt.Sprintf("byte %d", p.Offset)
		}
		e.Problems = append(e.Problems, determination.Problem{Name: p.Name, Place: place, Read: p.Read, What: p.What})
	}
	return e
}
