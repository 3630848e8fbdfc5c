package registry

import (
	"encoding/xml"
	"errors"
	"iter"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/internal/jsonvalues"
)

// A record on which a reader panics is a bad record, counted, and the others are read, whatever the form of the file.
func TestFaultsCostOneRecord(t *testing.T) {
	party := func() Record { return Record{Entry: &Entry{List: "x"}} }
	forms := map[string]struct {
		text string
		read func(in *Input) iter.Seq2[Record, error]
	}{
		"values": {"1\n2\n3\n", func(in *Input) iter.Seq2[Record, error] {
			return func(yield func(Record, error) bool) {
				e := NewEmitter(in, yield)
				e.Values(jsonvalues.NewScanner(in), func(s *jsonvalues.Scanner) {
					if s.Value().String() == "2" {
						panic("two")
					}
					e.Begin(s.Line(), s.Offset(), "")
					e.Emit(party())
					e.End("")
				})
			}
		}},
		"rows": {"name\n1\n2\n3\n", func(in *Input) iter.Seq2[Record, error] {
			return RowRecords(in, AnyTable(in, "name"), func(r *Row) (Record, string) {
				if r.Get("name") == "2" {
					panic("two")
				}
				return party(), ""
			})
		}},
		"elements": {"<r><a>1</a><a>2</a><a>3</a></r>", func(in *Input) iter.Seq2[Record, error] {
			return Elements(in, "r", 1<<10, errors.New("not it"), func(d *xml.Decoder, start xml.StartElement) (Record, bool, error) {
				if start.Name.Local != "a" {
					return Record{}, false, nil
				}
				var s string
				if err := d.DecodeElement(&s, &start); err != nil {
					return Record{}, false, err
				}
				if s == "2" {
					panic("two")
				}
				in.Tally.Map()
				return party(), true, nil
			})
		}},
	}
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			in := &Input{Reader: strings.NewReader(form.text), Name: "f"}
			good, bad := 0, 0
			for _, err := range form.read(in) {
				switch _, line := errors.AsType[*LineError](err); {
				case err == nil:
					good++
				case line && errors.Is(err, ErrFault):
					bad++
				default:
					t.Error(err)
				}
			}
			if good != 2 || bad != 1 || in.Tally.Read != 3 || in.Tally.Skipped["malformed"] != 1 {
				t.Errorf("%d records, %d faults, tally %s", good, bad, in.Tally.String())
			}
		})
	}
}

// A panic of the caller is the caller's.
func TestFaultsOfTheCaller(t *testing.T) {
	defer func() {
		if r := recover(); r != "mine" {
			t.Errorf("recovered %v, want the caller's panic", r)
		}
	}()
	in := &Input{Reader: strings.NewReader("1\n"), Name: "f"}
	for range func(yield func(Record, error) bool) {
		e := NewEmitter(in, yield)
		e.Values(jsonvalues.NewScanner(in), func(*jsonvalues.Scanner) { e.Emit(Record{Entry: &Entry{}}) })
	} {
		panic("mine")
	}
}
