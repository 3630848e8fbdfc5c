// Package csl reads the Consolidated Screening List of the International Trade
// Administration: CSV with a header line, of 28 columns (2019) or 29. Columns are
// found by name. It repeats lists of three departments as of its day; each keeps
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

// Importer imports consolidated.csv. The list ids are "us_csl_" and the
// abbreviation of the source list: "us_csl_el", "us_csl_sdn".
type Importer struct{}

// Name returns "csl".
func (Importer) Name() string { return "csl" }

// Recognizes reports whether head has the columns of the list.
func (Importer) Recognizes(head []byte) bool { return registry.IsTable(head, ',', columns...) }

// Read yields an entry for each row, in file order.
func (Importer) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	return func(yield func(registry.Record, error) bool) {
		for row, err := range registry.Table(in, ',', columns...) {
			var rec registry.Record
			if err == nil {
				if row.Get("name") == "" {
					in.Tally.Skip("no-name")
					continue
				}
				rec = record(in, row)
				in.Tally.Map()
			}
			if !yield(rec, err) {
				return
			}
		}
	}
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

func record(in *registry.Input, row *registry.Row) registry.Record {
	source := row.Get("source")
	list := listOf(source)
	rec := row.Record(in, list, source)
	e := rec.Entry
	e.Type = types[strings.ToLower(row.Get("type"))]
	e.Number, e.Quality = row.Get("entity_number"), "official"
	if e.Number == "" {
		// The list's own _id is a digest that changes with the row.
		e.Number, e.Quality = registry.HashNumber(source, row.Get("name"), row.Get("start_date")), "hash"
	}
	rec.Ref.ID = e.Number
	name, rest := cutSuccessors(row.Get("name"))
	e.AddName(fact.Name{Text: name})
	for _, s := range items(row.Get("alt_names")) {
		e.AddName(fact.Name{Kind: fact.AlsoKnownAs, Text: strings.TrimSuffix(s, ".")})
	}
	for _, s := range items(row.Get("addresses")) {
		e.AddAddress(address(s))
	}
	for _, s := range items(row.Get("programs")) {
		e.AddProgram(s)
	}
	for _, c := range append(items(row.Get("citizenships")), items(row.Get("nationalities"))...) {
		e.AddCitizenship(code(c))
	}
	for _, d := range items(row.Get("dates_of_birth")) {
		e.AddBorn(born(d))
	}
	e.AddCountry(code(row.Get("vessel_flag")))
	e.AddLinked(row.Get("vessel_owner"))
	e.AddIdentifier(fact.Identifier{Scheme: "call-sign", Value: row.Get("call_sign")})
	readIDs(e, row.Get("ids"), row.Has("_id"))
	addLabelled(e, "licence requirement: ", row.Get("license_requirement"))
	addLabelled(e, "licence review: ", row.Get("license_policy"))
	e.Basis = row.Get("federal_register_notice")
	e.Listed = date(&rec, in, row.Get("start_date"))
	e.Removed = date(&rec, in, row.Get("end_date"))
	e.Remarks = strings.Trim(rest+"; "+row.Get("remarks"), "; ")
	if m := linked.FindStringSubmatch(row.Get("remarks")); m != nil {
		e.AddLinked(m[1])
	}
	return rec
}

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
		value := strings.Join(parts, ", ")
		switch {
		case strings.HasSuffix(kind, ":") || strings.HasSuffix(kind, "-"):
			e.AddMeasure(kind + " " + value)
		case !pseudo[kind]:
			e.AddIdentifier(fact.Identifier{Country: code(land), Scheme: scheme(kind), Value: value})
		}
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
