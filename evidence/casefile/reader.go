package casefile

import (
	"bytes"
	"errors"
	"io"
	"iter"

	"github.com/longarm-project/longarm/evidence"
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
