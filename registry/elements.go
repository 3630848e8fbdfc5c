package registry

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/longarm-project/longarm/internal/bounded"
)

// Elements yields what each says of the elements of an XML list, in file order. Each gets every
// element that it did not read as part of another, the root and containers included, and tells whether
// the record is one; it may read the element from d, of at most max bytes. A *[LineError] goes on
// with the next element, other errors end the list. A file without the element root is not of
// the kind: errKind.
func Elements(in *Input, root string, max int64, errKind error, each func(d *xml.Decoder, start xml.StartElement) (rec Record, is bool, err error)) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		budget := bounded.New(in, max)
		d := xml.NewDecoder(budget)
		found := false
		for {
			budget.Refill()
			t, err := d.Token()
			if err == io.EOF {
				if !found {
					yield(Record{}, errKind)
				}
				return
			}
			var rec Record
			if err == nil {
				start, ok := t.(xml.StartElement)
				if !ok {
					continue
				}
				found = found || start.Name.Local == root
				var is bool
				line, _ := d.InputPos()
				err = Guard(in, int64(line), d.InputOffset(), func() (err error) {
					rec, is, err = each(d, start)
					return err
				})
				if err == nil && !is {
					continue
				}
			}
			_, goesOn := errors.AsType[*LineError](err)
			if !yield(rec, located(d, err)) || err != nil && !goesOn {
				return
			}
		}
	}
}

// located adds the place to an error that ends the reading.
func located(d *xml.Decoder, err error) error {
	if _, ok := errors.AsType[*LineError](err); ok || err == nil {
		return err
	}
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return fmt.Errorf("line %d: %s", syntax.Line, syntax.Msg)
	}
	line, _ := d.InputPos()
	return fmt.Errorf("line %d: %w", line, err)
}
