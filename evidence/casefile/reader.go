package casefile

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"slices"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/pattern"
)

// Reader reads case files among other evidence.
type Reader struct {
	Areas Areas // as for Parse
}

// Name implements evidence.Reader.
func (Reader) Name() string { return "case" }

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
			if !yield(evidence.Item{Body: it.Body, Line: it.Line}, nil) {
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

// Subjects returns the parties that facts name as the reviewed organisation,
// sorted; two or more are a contradiction for the caller to report.
func Subjects(set *fact.Set) []fact.PartyID {
	var out []fact.PartyID
	for _, c := range fact.Of[*fact.Claim](set) {
		if c.Text == SubjectText && c.Party != nil {
			out = append(out, c.Party.ID)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
