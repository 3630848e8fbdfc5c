// Package plain reads a list of the user's own: CSV with a header line, of which
// only "name" must be there. The columns are described in doc/formats/lists.md.
package plain

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/country"
	"github.com/longarm-project/longarm/internal/delimited"
	"github.com/longarm-project/longarm/registry"
)

// List is the id of the list where no column says one.
const List = "own"

// columns are the columns that mean something, each with its other spellings.
var columns = map[string][]string{
	"name":        {"name"},
	"id":          {"id", "number"},
	"list":        {"list"},
	"type":        {"type", "schema"},
	"aliases":     {"aliases", "alias", "aka"},
	"weak":        {"weak_aliases"},
	"former":      {"former_names", "fka"},
	"country":     {"country", "countries"},
	"citizenship": {"citizenship", "nationality"},
	"address":     {"address", "addresses"},
	"born":        {"birth_date", "dob", "born"},
	"identifiers": {"identifiers", "identifier"},
	"program":     {"program", "programme", "programs"},
	"listed":      {"listed", "from", "start_date"},
	"effective":   {"effective"},
	"removed":     {"removed", "to", "end_date"},
	"remarks":     {"remarks", "note"},
}

// Importer imports the user's CSV, with comma, semicolon or tab. Its marks are weak: any
// other importer that recognises a file is surer.
type Importer struct{}

// Name returns "plain-csv".
func (Importer) Name() string { return "plain-csv" }

// Recognizes says how surely the first line of head has a column "name" and
// either one that only a list has (aliases, programme, days on the list ...), or
// another one and none that this format does not know.
func (Importer) Recognizes(head []byte) registry.Strength {
	return registry.Weak.If(comma(head) != 0)
}

// comma returns the delimiter of a table of this format, 0 where head begins none.
func comma(head []byte) byte {
	for _, c := range []byte{',', ';', '\t'} {
		rows := delimited.Head(head, c, 1)
		if len(rows) == 0 {
			continue
		}
		known, named, unknown, sure := 0, false, 0, false
		for _, f := range rows[0] {
			switch key := keyOf(f); key {
			case "":
				unknown++
			case "name":
				named = true
			case "id", "type", "country", "address", "born", "remarks":
				known++
			default:
				sure = true
			}
		}
		if named && (sure || known > 0 && unknown == 0) {
			return c
		}
	}
	return 0
}

func keyOf(field string) string {
	field = strings.ToLower(strings.TrimSpace(field))
	for key, names := range columns {
		if slices.Contains(names, field) {
			return key
		}
	}
	return ""
}

// Read yields an entry for each row, in file order.
func (Importer) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	return func(yield func(registry.Record, error) bool) {
		head, err := registry.Peek(in)
		if err != nil {
			yield(registry.Record{}, err)
			return
		}
		c := comma(head)
		if c == 0 {
			yield(registry.Record{}, registry.ErrHeader)
			return
		}
		registry.RowRecords(in, registry.Table(in, c, "name"), func(row *registry.Row) (rec registry.Record, skip string) {
			if row.Get("name") == "" {
				return rec, "no-name"
			}
			return record(in, row.Record(in, listOf(row), in.Name), row.Get("name"), row), ""
		})(yield)
	}
}

// cells give what one row or object has under a heading.
type cells interface{ Get(heading string) string }

// get returns the value of a column under any of its spellings.
func get(row cells, key string) string {
	for _, name := range columns[key] {
		if s := row.Get(name); s != "" {
			return s
		}
	}
	return ""
}

// values splits a cell at semicolons.
func values(row cells, key string) []string {
	var out []string
	for s := range strings.SplitSeq(get(row, key), ";") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

var types = map[string]registry.EntryType{
	"person": registry.PersonEntry, "individual": registry.PersonEntry,
	"organization": registry.OrganizationEntry, "organisation": registry.OrganizationEntry,
	"company": registry.OrganizationEntry, "entity": registry.OrganizationEntry,
	"vessel": registry.VesselEntry, "aircraft": registry.AircraftEntry, "address": registry.AddressEntry,
}

func listOf(row cells) string { return cmp.Or(get(row, "list"), List) }

// record fills the entry of rec with a name and what a row says of it.
func record(in *registry.Input, rec registry.Record, name string, row cells) registry.Record {
	e := rec.Entry
	e.AddName(fact.Name{Text: name})
	e.Number, e.Quality = get(row, "id"), "official"
	if e.Number == "" {
		e.Number, e.Quality = registry.HashNumber(e.List, name, get(row, "country")), "hash"
	}
	rec.Ref.ID = e.Number
	typ, ok := types[strings.ToLower(get(row, "type"))]
	if e.Type = typ; !ok && get(row, "type") != "" {
		rec.Flag(in, "type-unknown")
	}
	for key, kind := range map[string]fact.NameKind{
		"aliases": fact.AlsoKnownAs, "weak": fact.WeakAlias, "former": fact.FormerlyKnownAs} {
		for _, s := range values(row, key) {
			e.AddName(fact.Name{Kind: kind, Text: s})
		}
	}
	slices.SortStableFunc(e.Names, func(a, b fact.Name) int { return strings.Compare(string(a.Kind), string(b.Kind)) })
	for _, s := range values(row, "address") {
		c, _ := country.Tail(s)
		e.AddAddress(registry.Address{Text: s, Country: fact.Country(c)})
	}
	countries(in, &rec, values(row, "country"), e.AddCountry)
	countries(in, &rec, values(row, "citizenship"), e.AddCitizenship)
	for _, s := range values(row, "born") {
		e.AddBorn(date(in, &rec, s))
	}
	for _, s := range values(row, "identifiers") {
		scheme, value, ok := strings.Cut(s, ":")
		if !ok {
			scheme, value = "identifier", s
		}
		e.AddIdentifier(fact.Identifier{Scheme: strings.ToLower(strings.TrimSpace(scheme)), Value: strings.TrimSpace(value)})
	}
	for _, s := range values(row, "program") {
		e.AddProgram(s)
	}
	e.Listed = date(in, &rec, get(row, "listed"))
	e.Effective = date(in, &rec, get(row, "effective"))
	e.Removed = date(in, &rec, get(row, "removed"))
	e.Remarks = get(row, "remarks")
	return rec
}

func countries(in *registry.Input, rec *registry.Record, names []string, add func(fact.Country)) {
	for _, s := range names {
		c := fact.Country(country.Code(s))
		if code, err := fact.ParseCountry(s); c == "" && err == nil {
			c = code
		}
		if c == "" {
			rec.Flag(in, "country-unknown")
		}
		add(c)
	}
}

func date(in *registry.Input, rec *registry.Record, s string) fact.Date {
	d, ok := registry.ParseDate(s)
	if !ok {
		rec.Flag(in, "date-not-read")
	}
	return d
}
