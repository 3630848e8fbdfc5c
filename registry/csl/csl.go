// Package csl reads the Consolidated Screening List of the International Trade
// Administration: CSV or TSV with a header line, of 28 columns (2019) or 29, and JSON, the
// download or answers of the interface. Columns and members are found by name. It repeats lists of three departments as of its day; each keeps
// an id of its own here, beside those of the lists themselves.
package csl

import (
	"iter"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/country"
	"github.com/longarm-project/longarm/internal/pattern"
	"github.com/longarm-project/longarm/registry"
)

var columns = []string{"source", "entity_number", "type", "programs", "name", "addresses", "federal_register_notice", "start_date", "alt_names", "ids"}

// Importer imports consolidated.csv and consolidated.tsv. The list ids are "us_csl_" and the
// abbreviation of the source list: "us_csl_el", "us_csl_sdn".
type Importer struct{}

// Name returns "csl".
func (Importer) Name() string { return "csl" }

// Recognizes says how surely head has the columns of the list.
func (Importer) Recognizes(head []byte) registry.Strength {
	return registry.Strong.If(registry.Delimiter(head, columns...) != 0)
}

// Read yields an entry for each row, in file order.
func (Importer) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	return registry.RowRecords(in, registry.AnyTable(in, columns...), func(row *registry.Row) (rec registry.Record, skip string) {
		if row.Get("name") == "" {
			return rec, "no-name"
		}
		rec = row.Record(in, listOf(row.Get("source")), row.Get("source"))
		fill(in, &rec, rowFields{row})
		return rec, ""
	})
}

var abbreviation = pattern.New(`\(([A-Za-z]{2,5})\)`)

// listOf names the list of a source such as "Entity List (EL) - Bureau of Industry and Security".
func listOf(source string) string {
	if m := abbreviation.FindStringSubmatch(source); m != nil {
		return "us_csl_" + strings.ToLower(m[1])
	}
	switch {
	case strings.Contains(source, "Military-Industrial"):
		return "us_csl_cmic"
	case strings.Contains(source, "Menu-Based"):
		return "us_csl_mbs"
	}
	return "us_csl"
}

var types = map[string]registry.EntryType{
	"individual": registry.PersonEntry,
	"entity":     registry.OrganizationEntry,
	"vessel":     registry.VesselEntry,
	"aircraft":   registry.AircraftEntry,
}

// A fields is one listing of the file, whatever its form.
type fields interface {
	text(name string) string   // one value
	list(name string) []string // several
	addresses() []registry.Address
	identify(e *registry.Entry) // adds what stands under ids
}

// fill maps one listing.
func fill(in *registry.Input, rec *registry.Record, f fields) {
	e := rec.Entry
	e.Type = types[strings.ToLower(f.text("type"))]
	e.Number, e.Quality = f.text("entity_number"), "official"
	if e.Number == "" {
		// The list's own _id is a digest that changes with the row.
		e.Number, e.Quality = registry.HashNumber(f.text("source"), f.text("name"), f.text("start_date")), "hash"
	}
	rec.Ref.ID = e.Number
	name, rest := cutSuccessors(f.text("name"))
	e.AddName(fact.Name{Text: name})
	for _, s := range f.list("alt_names") {
		e.AddName(fact.Name{Kind: fact.AlsoKnownAs, Text: strings.TrimSuffix(s, ".")})
	}
	for _, a := range f.addresses() {
		e.AddAddress(a)
	}
	for _, s := range f.list("programs") {
		e.AddProgram(s)
	}
	for _, c := range append(f.list("citizenships"), f.list("nationalities")...) {
		e.AddCitizenship(code(c))
	}
	for _, d := range f.list("dates_of_birth") {
		e.AddBorn(born(d))
	}
	e.AddCountry(code(f.text("vessel_flag")))
	e.AddLinked(f.text("vessel_owner"))
	e.AddIdentifier(fact.Identifier{Scheme: "call-sign", Value: f.text("call_sign")})
	f.identify(e)
	addLabelled(e, "licence requirement: ", f.text("license_requirement"))
	addLabelled(e, "licence review: ", f.text("license_policy"))
	e.Basis = f.text("federal_register_notice")
	e.Listed = date(rec, in, f.text("start_date"))
	e.Removed = date(rec, in, f.text("end_date"))
	e.Remarks = strings.Trim(rest+"; "+f.text("remarks"), "; ")
	if m := linked.FindStringSubmatch(f.text("remarks")); m != nil {
		e.AddLinked(m[1])
	}
}

// rowFields is a row of the table; several values are joined in one cell.
type rowFields struct{ row *registry.Row }

func (r rowFields) text(name string) string   { return r.row.Get(name) }
func (r rowFields) list(name string) []string { return items(r.row.Get(name)) }

func (r rowFields) addresses() (out []registry.Address) {
	for _, s := range items(r.row.Get("addresses")) {
		out = append(out, address(s))
	}
	return out
}

func (r rowFields) identify(e *registry.Entry) { readIDs(e, r.row.Get("ids"), r.row.Has("_id")) }

var linked = pattern.New(`\(Linked To: ([^()]+)\)`)

func addLabelled(e *registry.Entry, label, s string) {
	if s != "" {
		e.AddMeasure(label + s)
	}
}

// cutSuccessors parts the formula of the nonproliferation lists from a name.
func cutSuccessors(s string) (name, rest string) {
	if i := strings.Index(s, "; and any successor"); i > 0 {
		return s[:i], s[i+2:]
	}
	return s, ""
}

// items splits values joined by "; ", the last of which may begin with "and ".
func items(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, ";") {
		part = strings.TrimSpace(part)
		part = strings.TrimSpace(strings.TrimPrefix(part, "and "))
		if part != "" {
			out = append(out, part)
		}
	}
	return out
}

func address(s string) registry.Address {
	last := strings.TrimSpace(s[strings.LastIndexByte(s, ',')+1:])
	return registry.Address{Text: s, Country: code(last)}
}

// code reads a country as ISO code or name; addresses of the Entity List end in either.
func code(s string) fact.Country {
	if c, err := fact.ParseCountry(s); err == nil && s == strings.ToUpper(s) {
		return c
	}
	return fact.Country(country.Code(s))
}

func born(s string) fact.Date {
	d, err := fact.ParseDate(strings.TrimPrefix(s, "circa "))
	if err != nil {
		return ""
	}
	return d
}

func date(rec *registry.Record, in *registry.Input, s string) fact.Date {
	d, ok := registry.ParseDate(s)
	if !ok {
		rec.Flag(in, "date-not-read")
		return ""
	}
	return d
}

// pseudo are kinds of the column ids that identify nobody.
var pseudo = map[string]bool{"Gender": true, "Email Address": true, "Website": true, "Phone Number": true}

// readIDs reads "Type, number, country; ..." of the newer layout and
// "country, number, type; ..." of the older one. A type that ends in a colon or
// dash is a remark about sanctions.
func readIDs(e *registry.Entry, s string, newer bool) {
	for _, item := range items(s) {
		parts := strings.Split(item, ", ")
		if len(parts) < 2 {
			continue
		}
		kind, land := parts[0], ""
		switch {
		case newer:
			parts = parts[1:]
			if n := len(parts); n > 1 && code(parts[n-1]) != "" {
				land, parts = parts[n-1], parts[:n-1]
			}
		default:
			kind, parts = parts[len(parts)-1], parts[:len(parts)-1]
			if len(parts) > 1 && code(parts[0]) != "" {
				land, parts = parts[0], parts[1:]
			}
		}
		addID(e, kind, strings.Join(parts, ", "), land)
	}
}

// addID adds an identifier, or a remark about sanctions that stands among them.
func addID(e *registry.Entry, kind, value, land string) {
	switch {
	case strings.HasSuffix(kind, ":") || strings.HasSuffix(kind, "-"):
		e.AddMeasure(strings.TrimSpace(kind + " " + value))
	case pseudo[kind] || kind == "":
	default:
		id := fact.Identifier{Country: code(land), Scheme: scheme(kind), Value: value}
		if imo, ok := strings.CutPrefix(value, "IMO "); ok {
			id.Scheme, id.Value = "imo", imo
		}
		if symbol, ok := strings.CutPrefix(kind, "Digital Currency Address - "); ok {
			id.Scheme = "wallet-" + strings.ToLower(strings.TrimSpace(symbol))
		}
		e.AddIdentifier(id)
	}
}

var schemes = map[string]string{
	"SWIFT/BIC": "bic", "Passport": "passport", "National ID No.": "national-id", "Tax ID No.": "tax-id",
	"Unified Social Credit Code (USCC)": "uscc", "Vessel Registration Identification": "imo",
}

func scheme(kind string) string {
	if s, ok := schemes[kind]; ok {
		return s
	}
	kind = strings.ReplaceAll(strings.ToLower(kind), ".", "")
	return strings.Join(strings.FieldsFunc(kind, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }), "-")
}
