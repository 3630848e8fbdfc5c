package registry

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/longarm-project/longarm/internal/delimited"
)

// ErrHeader ends the reading of a table whose header line is not found.
var ErrHeader = errors.New("no header line with the columns of this format")

// headerRows is how far down the header line may stand: some lists put a date before it.
const headerRows = 5

// A Row is a row of a table with a header line.
type Row struct {
	delimited.Row
	Preamble [][]string // rows before the header line
	columns  map[string]int
}

// Get returns the value under a column name, without blanks around it: "" where
// the table has no such column or the row ends before it. Case does not matter.
func (r *Row) Get(column string) string {
	if i, ok := r.columns[fieldName(column)]; ok && i < len(r.Fields) {
		return strings.TrimSpace(r.Fields[i])
	}
	return ""
}

// Has reports whether the table has a column.
func (r *Row) Has(column string) bool {
	_, ok := r.columns[fieldName(column)]
	return ok
}

// Record returns a record of an entry of list for the row.
func (r *Row) Record(in *Input, list, publisher string) Record {
	return Record{
		Entry: &Entry{List: list, Raw: r.Raw},
		Ref:   Ref{File: in.Name, Line: r.Line, Offset: r.Offset, Publisher: publisher},
	}
}

func fieldName(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// Table yields the rows below the header line of in, which is the first of the
// first five rows with all of the wanted columns. A row that cannot be read
// yields a *LineError and is counted as skipped; the caller counts the others.
func Table(in *Input, comma byte, wanted ...string) iter.Seq2[*Row, error] {
	return func(yield func(*Row, error) bool) {
		var head Row
		for row, err := range delimited.Rows(in, comma) {
			if bad, ok := errors.AsType[*delimited.RowError](err); ok {
				in.Tally.Skip("malformed")
				if !yield(nil, &LineError{Name: in.Name, Line: bad.Line, Offset: bad.Offset, Err: bad.Err}) {
					return
				}
				continue
			}
			switch {
			case err != nil:
				yield(nil, err)
				return
			case head.columns == nil:
				if columns, ok := headerOf(row.Fields, wanted); ok {
					head.columns = columns
				} else if head.Preamble = append(head.Preamble, row.Fields); len(head.Preamble) == headerRows {
					yield(nil, ErrHeader)
					return
				}
				continue
			case len(row.Fields) < len(head.columns):
				in.Tally.Note("row-short")
			}
			if row.Recoded {
				in.Tally.Note("encoding-windows-1252")
			}
			if !yield(&Row{Row: row, Preamble: head.Preamble, columns: head.columns}, nil) {
				return
			}
		}
		if head.columns == nil {
			yield(nil, ErrHeader)
		}
	}
}

// IsTable reports whether head begins a table with all of the wanted columns.
func IsTable(head []byte, comma byte, wanted ...string) bool {
	for _, row := range delimited.Head(head, comma, headerRows) {
		if _, ok := headerOf(row, wanted); ok {
			return true
		}
	}
	return false
}

// RowRecords yields the record that read makes of each row, and counts them: as mapped, or as skipped for the reason
// that read gives. A row on which read fails by a fault of the program is one that cannot be read.
func RowRecords(in *Input, rows iter.Seq2[*Row, error], read func(*Row) (rec Record, skip string)) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for row, err := range rows {
			var rec Record
			skip := ""
			if err == nil {
				err = Guard(in, row.Line, row.Offset, func() error { rec, skip = read(row); return nil })
				switch {
				case err != nil:
				case skip != "":
					in.Tally.Skip(skip)
					continue
				default:
					in.Tally.Map()
				}
			}
			if !yield(rec, err) {
				return
			}
		}
	}
}

// Delimiter returns what parts the columns of a table that head begins, with all of the wanted columns:
// comma, semicolon, tab or vertical bar; 0 where there is none. Lists are saved anew with another one than the publisher's.
func Delimiter(head []byte, wanted ...string) byte {
	for _, comma := range []byte{',', ';', '\t', '|'} {
		if IsTable(head, comma, wanted...) {
			return comma
		}
	}
	return 0
}

// AnyTable is Table for any of the delimiters that [Delimiter] knows.
func AnyTable(in *Input, wanted ...string) iter.Seq2[*Row, error] {
	return func(yield func(*Row, error) bool) {
		head, err := Peek(in)
		if err != nil {
			yield(nil, err)
			return
		}
		Table(in, cmp.Or(Delimiter(head, wanted...), ','), wanted...)(yield)
	}
}

// Peek returns the first bytes of in, at most 64 KiB, and leaves them to be read.
func Peek(in *Input) ([]byte, error) {
	head := make([]byte, 64<<10)
	n, err := io.ReadFull(in.Reader, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	in.Reader = io.MultiReader(bytes.NewReader(head[:n]), in.Reader)
	return head[:n], nil
}

func headerOf(fields, wanted []string) (map[string]int, bool) {
	columns := make(map[string]int, len(fields))
	for i, f := range fields {
		if name := fieldName(f); name != "" {
			if _, twice := columns[name]; !twice {
				columns[name] = i
			}
		}
	}
	for _, w := range wanted {
		if _, ok := columns[fieldName(w)]; !ok {
			return nil, false
		}
	}
	return columns, true
}

// Groups joins rows that belong to one entry, for lists with a row for each
// name or address. The zero value is ready for use.
type Groups struct {
	at   map[string]int
	recs []Record
}

// maxGroups bounds the entries held; the largest published list has 70,000.
const maxGroups = 1 << 20

// ErrGroups ends the reading of a file with too many entries.
var ErrGroups = fmt.Errorf("the list has more than %d entries", maxGroups)

// Get returns the record of key, made by first where there is none yet.
func (g *Groups) Get(key string, first func() Record) (*Record, error) {
	if i, ok := g.at[key]; ok {
		return &g.recs[i], nil
	}
	if len(g.recs) == maxGroups {
		return nil, ErrGroups
	}
	if g.at == nil {
		g.at = make(map[string]int)
	}
	g.at[key] = len(g.recs)
	g.recs = append(g.recs, first())
	return &g.recs[len(g.recs)-1], nil
}

// Yield yields the records in the order they were made, and reports whether the caller wants more.
func (g *Groups) Yield(yield func(Record, error) bool) bool {
	for _, r := range g.recs {
		if !yield(r, nil) {
			return false
		}
	}
	return true
}

// Flag adds a flag to r and counts it, once for each record.
func (r *Record) Flag(in *Input, flag string) {
	for _, f := range r.Flags {
		if f == flag {
			return
		}
	}
	r.Flags = append(r.Flags, flag)
	in.Tally.Note(flag)
}
