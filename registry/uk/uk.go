// Package uk reads the sanctions lists of the United Kingdom: the UK Sanctions
// List of the Foreign, Commonwealth and Development Office (CSV and XML), the
// only list since 2026-01-28, and the consolidated list of OFSI (CSV) before it.
package uk

import (
	"cmp"
	"errors"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/country"
	"github.com/longarm-project/longarm/registry"
)

// Short ids of the lists.
const (
	List = "gb_uksl" // UK Sanctions List
	OFSI = "gb_ofsi" // OFSI consolidated list, closed 2026-01-28
)

const publisher = "UK Foreign, Commonwealth and Development Office"

// A layout maps what is needed to the columns of one of the two tables.
type layout struct {
	list, id                        string
	kind, nameKind, strength        string
	regime, designated, scriptName  string
	land, postcode, other           string
	line                            string // columns of an address begin with it
	passport, national, nationality string
	updated                         string
}

var layouts = []layout{
	{
		list: List, id: "Unique ID", kind: "Designation Type", nameKind: "Name type", strength: "Alias strength",
		regime: "Regime Name", designated: "Date Designated", scriptName: "Name non-latin script",
		land: "Address Country", postcode: "Address Postal Code", other: "Other Information", line: "Address Line ",
		passport: "Passport number", national: "National Identifier number", nationality: "Nationality(/ies)", updated: "Last Updated",
	},
	{
		list: OFSI, id: "Group ID", kind: "Group Type", nameKind: "Alias Type", strength: "Alias Quality",
		regime: "Regime", designated: "Listed On", scriptName: "Name Non-Latin Script",
		land: "Country", postcode: "Post/Zip Code", other: "Other Information", line: "Address ",
		passport: "Passport Number", national: "National Identification Number", nationality: "Nationality", updated: "Last Updated",
	},
}

func (l *layout) wanted() []string { return []string{l.id, "Name 6", l.kind, l.regime} }

var errNoID = errors.New("the row has no id of the list")

// CSV imports both tables: a row for each combination of name, address and date
// of birth, with a line before the header that tells the date of the report.
type CSV struct{}

// Name returns "uk-csv".
func (CSV) Name() string { return "uk-csv" }

// Recognizes says how surely head has the columns of either table.
func (CSV) Recognizes(head []byte) registry.Strength {
	_, c := find(head)
	return registry.Strong.If(c != 0)
}

// find returns the layout and delimiter of a table.
func find(head []byte) (*layout, byte) {
	for i := range layouts {
		for _, c := range []byte{',', ';'} {
			if registry.IsTable(head, c, layouts[i].wanted()...) {
				return &layouts[i], c
			}
		}
	}
	return nil, 0
}

// Read yields an entry for each id, in the order of their first rows.
func (CSV) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	return func(yield func(registry.Record, error) bool) {
		head, err := registry.Peek(in)
		if err != nil {
			yield(registry.Record{}, err)
			return
		}
		l, comma := find(head)
		if l == nil {
			yield(registry.Record{}, registry.ErrHeader)
			return
		}
		var groups registry.Groups
		for row, err := range registry.Table(in, comma, l.wanted()...) {
			if err == nil {
				err = registry.Guard(in, row.Line, row.Offset, func() error { return l.addRow(in, &groups, row) })
			}
			if err != nil && !yield(registry.Record{}, err) {
				return
			}
		}
		groups.Yield(func(rec registry.Record, _ error) bool {
			primaryFirst(rec.Entry)
			return yield(rec, nil)
		})
	}
}

func (l *layout) addRow(in *registry.Input, groups *registry.Groups, row *registry.Row) error {
	id := row.Get(l.id)
	if id == "" {
		in.Tally.Skip("no-id")
		return &registry.LineError{Name: in.Name, Line: row.Line, Offset: row.Offset, Err: errNoID}
	}
	name := fullName(func(n int) string { return row.Get("Name " + strconv.Itoa(n)) })
	script := tidy(row.Get(l.scriptName))
	if name == "" && script == "" {
		in.Tally.Skip("no-name")
		return nil
	}
	rec, err := groups.Get(id, func() registry.Record {
		rec := row.Record(in, l.list, publisher)
		rec.Ref.ID = id
		rec.Entry.Number, rec.Entry.Quality = id, "official"
		rec.Entry.Version = reportDate(row.Preamble)
		rec.Entry.Type = types[strings.ToLower(row.Get(l.kind))]
		return rec
	})
	if err != nil {
		return err
	}
	in.Tally.Map()
	e := rec.Entry
	e.AddName(fact.Name{Kind: kind(row.Get(l.nameKind), row.Get(l.strength)), Text: name})
	e.AddName(fact.Name{Kind: fact.OriginalScript, Text: script})
	e.AddAddress(l.address(row))
	for _, c := range splitCountries(row.Get(l.nationality)) {
		e.AddCitizenship(countryOf(in, rec, c))
	}
	for _, column := range []string{"D.O.B", "DOB"} {
		for _, d := range values(row, column) {
			e.AddBorn(date(in, rec, d))
		}
	}
	addAll(e, "passport", values(row, l.passport))
	addAll(e, "national-id", values(row, l.national))
	addAll(e, "imo", values(row, "IMO number"))
	addAll(e, "registration-number", values(row, "Business registration number"))
	addAll(e, "un-sc", values(row, "UN Reference Number"))
	addAll(e, "hull", values(row, "Hull identification number"))
	for _, column := range []string{"Parent company", "Subsidiaries", "Current owner/operator"} {
		for _, name := range values(row, column) {
			e.AddLinked(name)
		}
	}
	for _, flag := range values(row, "Current believed flag") {
		e.AddCountry(countryOf(in, rec, flag))
	}
	e.AddProgram(row.Get(l.regime))
	for _, m := range values(row, "Sanctions Imposed") {
		e.AddMeasure(m)
	}
	if d := date(in, rec, row.Get(l.designated)); d != "" && (e.Listed == "" || d < e.Listed) {
		e.Listed = d
	}
	rec.Ref.Date = max(rec.Ref.Date, date(in, rec, row.Get(l.updated)))
	e.Remarks = cmp.Or(e.Remarks, remarks(row.Get("UK Statement of Reasons"), row.Get(l.other)))
	return nil
}

// endings are what editions of the list write behind the name of a column, or do not.
var endings = []string{"", " (s)", "(s)", "s", " of ship", " (HIN)"}

// values returns the values of a cell, which are parted by vertical bars, or by line breaks.
func values(row *registry.Row, column string) []string {
	for _, end := range endings {
		if row.Has(column + end) {
			return split(row.Get(column + end))
		}
	}
	return nil
}

func split(s string) (out []string) {
	for _, v := range strings.FieldsFunc(s, func(r rune) bool { return r == '|' || r == '\n' || r == '\r' }) {
		if v = tidy(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// remarks joins why a party is listed and what else is said of it.
func remarks(reasons, other string) string {
	return strings.Trim(tidy(reasons)+"; "+tidy(other), "; ")
}

var types = map[string]registry.EntryType{
	"individual": registry.PersonEntry,
	"entity":     registry.OrganizationEntry,
	"ship":       registry.VesselEntry,
}

// fullName joins the parts of a name: 6 is the surname or the whole name of an entity, and comes last.
func fullName(part func(n int) string) string {
	var parts []string
	for n := 1; n <= 6; n++ {
		if s := tidy(part(n)); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " ")
}

// kind tells primary names and aliases apart, in the words of both lists.
func kind(nameType, strength string) fact.NameKind {
	nameType, strength = strings.ToLower(nameType), strings.ToLower(strength)
	switch {
	case nameType == "primary name" || strings.HasPrefix(nameType, "prim"): // "Prime Alias" is OFSI's primary name
		if strings.Contains(nameType, "variation") {
			return fact.AlsoKnownAs
		}
		return fact.PrimaryName
	case strings.Contains(nameType, "fka") || strings.Contains(nameType, "formerly"):
		return fact.FormerlyKnownAs
	case strings.Contains(strength, "low"):
		return fact.WeakAlias
	}
	return fact.AlsoKnownAs
}

// primaryFirst puts a primary name first; where rows have none, the first name is the primary one.
func primaryFirst(e *registry.Entry) {
	slices.SortStableFunc(e.Names, func(a, b fact.Name) int { return rank(a) - rank(b) })
	for i := range e.Names {
		switch {
		case i == 0:
			e.Names[i].Kind = fact.PrimaryName
		case e.Names[i].Kind == fact.PrimaryName:
			e.Names[i].Kind = fact.AlsoKnownAs
		}
	}
}

func rank(n fact.Name) int {
	switch n.Kind {
	case fact.PrimaryName:
		return 0
	case fact.OriginalScript:
		return 2
	}
	return 1
}

func (l *layout) address(row *registry.Row) registry.Address {
	var parts []string
	for n := 1; n <= 6; n++ {
		parts = append(parts, row.Get(l.line+strconv.Itoa(n)))
	}
	return address(append(parts, row.Get(l.postcode)), row.Get(l.land))
}

func address(lines []string, land string) registry.Address {
	var parts []string
	for _, s := range append(lines, land) {
		if s = tidy(s); s != "" {
			parts = append(parts, s)
		}
	}
	return registry.Address{Text: strings.Join(parts, ", "), Country: fact.Country(country.Code(withoutNote(land)))}
}

// withoutNote cuts "Pakistan (location as at May 2008)" where the bracket is no part of the country's name.
func withoutNote(s string) string {
	if i := strings.IndexByte(s, '('); i > 0 && country.Code(s) == "" {
		return s[:i]
	}
	return s
}

// splitCountries splits "(1) Iran (2) Turkey" and "Iran; Turkey".
func splitCountries(s string) []string {
	for n := range 9 {
		s = strings.ReplaceAll(s, "("+strconv.Itoa(n+1)+")", ";")
	}
	var out []string
	for part := range strings.SplitSeq(s, ";") {
		if part = strings.Trim(part, " .,"); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func countryOf(in *registry.Input, rec *registry.Record, s string) fact.Country {
	c := fact.Country(country.Code(withoutNote(s)))
	if c == "" {
		rec.Flag(in, "country-unknown") // older rows of OFSI name peoples, not countries
	}
	return c
}

// date reads DD/MM/YYYY, where 00 or dd and mm stand for unknown parts, and ISO dates.
func date(in *registry.Input, rec *registry.Record, s string) fact.Date {
	d, ok := readDate(s)
	if !ok {
		rec.Flag(in, "date-not-read")
	}
	return d
}

func readDate(s string) (fact.Date, bool) {
	f := strings.Split(strings.TrimSpace(s), "/")
	if t, err := time.Parse("2-Jan-2006", f[0]); len(f) == 1 && err == nil { // of the report
		return registry.ParseDate(t.Format(time.DateOnly))
	}
	if len(f) != 3 {
		return registry.ParseDate(s)
	}
	known := func(s string) bool { n, err := strconv.Atoi(s); return err == nil && n > 0 && len(s) == 2 }
	out := f[2]
	if known(f[1]) {
		out += "-" + f[1]
		if known(f[0]) {
			out += "-" + f[0]
		}
	}
	return registry.ParseDate(out)
}

// reportDate finds the date in the lines before the header.
func reportDate(lines [][]string) fact.Date {
	for _, l := range lines {
		for _, f := range l {
			f = strings.TrimSpace(f[strings.LastIndexByte(f, ':')+1:])
			if d, ok := readDate(f); ok && d != "" {
				return d
			}
		}
	}
	return ""
}

func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }
