package plain

import (
	"bytes"
	"errors"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/longarm-project/longarm/internal/delimited"
	"github.com/longarm-project/longarm/internal/jsonvalues"
	"github.com/longarm-project/longarm/registry"
)

// Given imports a file of which somebody says that it is a list: a table with one of the
// headings that people give to names, objects of JSON with one, or a name on each line. It
// is never offered what merely lies in a folder, since a table of vendors is no list.
type Given struct {
	Lines bool // a text may be a name on each line
}

// Name returns "given".
func (Given) Name() string { return "given" }

// headings are those of names, in the order in which they are looked for.
var headings = []string{
	"name", "full name", "fullname", "full_name", "legal name", "legal_name", "primary name", "listed name", "name of entity", "entity name", "entity_name", "entity",
	"company name", "company_name", "company", "organisation name", "organization name", "organisation", "organization",
	"vendor name", "vendor_name", "vendor", "supplier name", "supplier", "party name", "party", "counterparty",
	"customer name", "customer", "client name", "client", "person", "individual", "caption",
}

// surnames are the headings of the second part of a name that stands in two columns, with those of the first.
var surnames = []string{"last name", "last_name", "lastname", "surname", "family name", "family_name"}
var givenNames = []string{"first name", "first_name", "firstname", "given name", "given_name", "forename"}

// nameOf returns the name that a row or object has.
func nameOf(row cells) string {
	for _, h := range headings {
		if s := row.Get(h); s != "" {
			return s
		}
	}
	last, first := firstOf(row, surnames), firstOf(row, givenNames)
	return strings.TrimSpace(first + " " + last)
}

func firstOf(row cells, headings []string) string {
	for _, h := range headings {
		if s := row.Get(h); s != "" {
			return s
		}
	}
	return ""
}

func isHeading(cell string) bool {
	cell = strings.ToLower(strings.TrimSpace(cell))
	return slices.Contains(headings, cell) || slices.Contains(surnames, cell)
}

// Recognizes says that head may begin such a file, less surely than any other importer would.
func (g Given) Recognizes(head []byte) registry.Strength {
	if comma(head) != 0 {
		return registry.No // a table that Importer knows
	}
	_, _, _, table := tableOf(head)
	return registry.Weak.If(table || isObjects(head) || g.Lines && isNames(head))
}

// tableOf finds the delimiter of a table whose first rows have a heading of names, that
// heading, and how many columns there are.
func tableOf(head []byte) (comma byte, heading string, columns int, ok bool) {
	for _, comma := range []byte{',', ';', '\t', '|'} {
		rows := delimited.Head(head, comma, 5)
		for i, row := range rows {
			if len(row) == 1 && i > 0 {
				continue // a name among names, not the head of a table of one column
			}
			if at := slices.IndexFunc(row, isHeading); at >= 0 {
				return comma, row[at], len(row), true
			}
		}
	}
	return 0, "", 0, false
}

func isObjects(head []byte) bool {
	head = bytes.ToLower(bytes.TrimLeft(head, " \t\r\n"))
	return len(head) > 0 && (head[0] == '{' || head[0] == '[') &&
		slices.ContainsFunc(append(headings, surnames...), func(h string) bool { return bytes.Contains(head, []byte(`"`+h+`"`)) })
}

// isNames reports whether head may be a name on each line: short lines of letters, no markup and no code.
func isNames(head []byte) bool {
	if i := bytes.LastIndexByte(head, '\n'); i >= 0 && len(head) >= 32<<10 {
		head = head[:i]
	}
	if text := bytes.TrimSpace(head); len(text) == 0 || strings.ContainsRune("<{[#%", rune(text[0])) {
		return false
	}
	for line := range bytes.Lines(head) {
		line = bytes.TrimSpace(line)
		if len(line) > 300 || !utf8.Valid(line) || bytes.ContainsFunc(line, func(r rune) bool { return r < ' ' && r != '\t' }) {
			return false
		}
	}
	return true
}

// Read yields an entry for each row, object or line, in file order.
func (Given) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	return func(yield func(registry.Record, error) bool) {
		head, err := registry.Peek(in)
		if err != nil {
			yield(registry.Record{}, err)
			return
		}
		comma, heading, columns, table := tableOf(head)
		switch {
		case isObjects(head):
			objects(in, yield)
		case table && columns > 1:
			rows(in, comma, heading)(yield)
		default:
			names(in, yield, table)
		}
	}
}

// rows reads a table.
func rows(in *registry.Input, comma byte, heading string) iter.Seq2[registry.Record, error] {
	return registry.RowRecords(in, registry.Table(in, comma, heading), func(row *registry.Row) (rec registry.Record, skip string) {
		name := nameOf(row)
		if name == "" {
			return rec, "no-name"
		}
		return record(in, row.Record(in, listOf(row), in.Name), name, row), ""
	})
}

// names reads a name on each line, below a heading if there is one. Lines that begin
// with # are left out.
func names(in *registry.Input, yield func(registry.Record, error) bool, headed bool) {
	for row, err := range delimited.Lines(in) {
		if bad, ok := errors.AsType[*delimited.RowError](err); ok {
			in.Tally.Skip("malformed")
			if !yield(registry.Record{}, &registry.LineError{Name: in.Name, Line: bad.Line, Offset: bad.Offset, Err: bad.Err}) {
				return
			}
			continue
		}
		if err != nil {
			yield(registry.Record{}, err)
			return
		}
		name := strings.TrimSpace(row.Raw)
		if quoted := strings.Trim(name, `"`); len(name)-len(quoted) == 2 && !strings.Contains(quoted, `"`) {
			name = quoted
		}
		heading := headed
		if headed = false; name == "" || strings.HasPrefix(name, "#") || heading {
			in.Tally.Skip("no-name")
			continue
		}
		in.Tally.Map()
		of := &registry.Row{Row: row}
		if !yield(record(in, of.Record(in, List, in.Name), name, of), nil) {
			return
		}
	}
}

// objects reads objects of JSON: an array, one after another, or within an object.
func objects(in *registry.Input, yield func(registry.Record, error) bool) {
	e := registry.NewEmitter(in, yield)
	e.Values(jsonvalues.NewScanner(in, "results", "data", "items", "entries", "records"), func(s *jsonvalues.Scanner) {
		v := s.Value()
		if !v.Is(jsonvalues.Object) {
			in.Tally.Skip("not-an-object")
			return
		}
		e.Begin(s.Line(), s.Offset(), in.Name)
		o := object{}
		for name, x := range v.Members() {
			o[strings.ToLower(strings.TrimSpace(name.String()))] = joined(x)
		}
		name := nameOf(o)
		if name == "" {
			e.End("no-name")
			return
		}
		rec := registry.Record{Entry: &registry.Entry{List: listOf(o), Raw: string(v.AppendCompact(nil))}}
		rec = record(in, rec, name, o)
		e.Ref.ID = rec.Ref.ID
		e.Emit(rec, rec.Flags...)
		e.End("")
	})
}

// An object is one of JSON, by names in small letters.
type object map[string]string

// Get implements cells.
func (o object) Get(heading string) string { return o[heading] }

// joined is a string, or the strings of an array, parted by semicolons.
func joined(v jsonvalues.Value) string {
	if !v.Is(jsonvalues.Array) {
		return strings.TrimSpace(v.String())
	}
	var all []string
	for x := range v.Elems() {
		if s := strings.TrimSpace(x.String()); s != "" {
			all = append(all, s)
		}
	}
	return strings.Join(all, "; ")
}
