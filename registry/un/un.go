// Package un reads the consolidated list of the United Nations Security Council
// in XML.
package un

import (
	"encoding/xml"
	"errors"
	"iter"
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/country"
	"github.com/longarm-project/longarm/internal/pattern"
	"github.com/longarm-project/longarm/registry"
)

// List is the short id of the list.
const List = "un_sc"

// ErrKind ends the reading of XML that is not the list.
var ErrKind = errors.New("the XML has no CONSOLIDATED_LIST of the UN")

// Importer imports consolidated.xml.
type Importer struct{}

// Name returns "un-xml".
func (Importer) Name() string { return "un-xml" }

var root = pattern.New(`<CONSOLIDATED_LIST\b`)

// Recognizes says how surely head begins the list.
func (Importer) Recognizes(head []byte) registry.Strength {
	return registry.Certain.If(root.Match(head[:min(len(head), 4096)]))
}

// An entry of the file. Individuals and entities differ by a prefix of element names.
type entry struct {
	FirstName, SecondName, ThirdName, FourthName string
	Number, Listed, Delisted, Original, Comments string
	ListType                                     string
	Nationalities, Programmes                    []string
	Aliases                                      []alias
	Addresses                                    []place
	Births                                       []birth
	Documents                                    []document
}

type alias struct {
	Quality string `xml:"QUALITY"`
	Name    string `xml:"ALIAS_NAME"`
}

type place struct {
	Street  string `xml:"STREET"`
	City    string `xml:"CITY"`
	State   string `xml:"STATE_PROVINCE"`
	Zip     string `xml:"ZIP_CODE"`
	Country string `xml:"COUNTRY"`
}

type birth struct {
	Date string `xml:"DATE"`
	Year string `xml:"YEAR"`
	From string `xml:"FROM_YEAR"`
	To   string `xml:"TO_YEAR"`
}

type document struct {
	Type    string `xml:"TYPE_OF_DOCUMENT"`
	Number  string `xml:"NUMBER"`
	Issuing string `xml:"ISSUING_COUNTRY"`
	Issued  string `xml:"COUNTRY_OF_ISSUE"`
}

// Read yields an entry for each individual and entity, in file order.
func (Importer) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	var version fact.Date
	return registry.Elements(in, "CONSOLIDATED_LIST", maxSize, ErrKind, func(d *xml.Decoder, start xml.StartElement) (rec registry.Record, is bool, err error) {
		switch start.Name.Local {
		case "CONSOLIDATED_LIST":
			for _, a := range start.Attr {
				if a.Name.Local == "dateGenerated" {
					version, _ = fact.ParseDate(a.Value)
				}
			}
		case "INDIVIDUAL", "ENTITY":
			rec, err = readEntry(in, d, start, version)
			return rec, true, err
		}
		return rec, false, nil
	})
}

func readEntry(in *registry.Input, d *xml.Decoder, start xml.StartElement, version fact.Date) (registry.Record, error) {
	line, _ := d.InputPos()
	rec := registry.Record{Ref: registry.Ref{File: in.Name, Line: int64(line), Offset: d.InputOffset(), Date: version,
		Publisher: "United Nations Security Council"}}
	e, err := decode(d)
	if err != nil {
		return registry.Record{}, err
	}
	rec.Entry = &registry.Entry{List: List, Version: version, Type: registry.OrganizationEntry}
	if start.Name.Local == "INDIVIDUAL" {
		rec.Entry.Type = registry.PersonEntry
	}
	if !e.fill(in, &rec) {
		in.Tally.Skip("no-name")
		return registry.Record{}, &registry.LineError{Name: in.Name, Line: rec.Ref.Line, Offset: rec.Ref.Offset, Err: errNoName}
	}
	in.Tally.Map()
	return rec, nil
}

var errNoName = errors.New("the entry has no name")

// maxSize bounds one entry; the largest of 2026 has 30 kB.
const maxSize = 1 << 20

// decode reads the children of an individual or entity.
func decode(d *xml.Decoder) (*entry, error) {
	e := new(entry)
	for {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.EndElement:
			return e, nil
		case xml.StartElement:
			if err := e.child(d, t); err != nil {
				return nil, err
			}
		}
	}
}

func (e *entry) child(d *xml.Decoder, start xml.StartElement) error {
	texts := map[string]*string{
		"FIRST_NAME": &e.FirstName, "SECOND_NAME": &e.SecondName, "THIRD_NAME": &e.ThirdName, "FOURTH_NAME": &e.FourthName,
		"REFERENCE_NUMBER": &e.Number, "LISTED_ON": &e.Listed, "DELISTED_ON": &e.Delisted, "UN_LIST_TYPE": &e.ListType,
		"NAME_ORIGINAL_SCRIPT": &e.Original, "COMMENTS1": &e.Comments,
	}
	name := start.Name.Local
	if to := texts[name]; to != nil {
		return d.DecodeElement(to, &start)
	}
	_, name, _ = strings.Cut(name, "_")
	switch {
	case start.Name.Local == "NATIONALITY":
		var v struct {
			Values []string `xml:"VALUE"`
		}
		err := d.DecodeElement(&v, &start)
		e.Nationalities = append(e.Nationalities, v.Values...)
		return err
	case name == "ALIAS":
		return decodeTo(d, start, &e.Aliases)
	case name == "ADDRESS":
		return decodeTo(d, start, &e.Addresses)
	case name == "DATE_OF_BIRTH":
		return decodeTo(d, start, &e.Births)
	case name == "DOCUMENT":
		return decodeTo(d, start, &e.Documents)
	}
	return d.Skip()
}

func decodeTo[T any](d *xml.Decoder, start xml.StartElement, to *[]T) error {
	var v T
	err := d.DecodeElement(&v, &start)
	*to = append(*to, v)
	return err
}

// tidy removes stray blanks; "na" stands for no value.
func tidy(s string) string {
	if s = strings.Join(strings.Fields(s), " "); strings.EqualFold(s, "na") {
		return ""
	}
	return s
}

func code(s string) fact.Country { return fact.Country(country.Code(tidy(s))) }

// fill sets the fields of an entry, and reports whether it has a name.
func (u *entry) fill(in *registry.Input, rec *registry.Record) bool {
	e := rec.Entry
	e.Number, e.Quality = tidy(u.Number), "official"
	e.AddName(fact.Name{Text: tidy(strings.Join([]string{u.FirstName, u.SecondName, u.ThirdName, u.FourthName}, " "))})
	if len(e.Names) == 0 {
		return false
	}
	if e.Number == "" {
		e.Number, e.Quality = registry.HashNumber(List, e.Names[0].Text, u.Listed), "hash"
	}
	rec.Ref.ID = e.Number
	e.AddName(fact.Name{Kind: fact.OriginalScript, Text: tidy(u.Original)})
	for _, a := range u.Aliases {
		e.AddName(fact.Name{Kind: kind(a.Quality), Text: tidy(a.Name)})
	}
	for _, p := range u.Addresses {
		e.AddAddress(p.address())
	}
	for _, n := range u.Nationalities {
		e.AddCitizenship(code(n))
	}
	for _, b := range u.Births {
		b.add(e)
	}
	for _, doc := range u.Documents {
		c := code(doc.Issuing)
		if c == "" {
			c = code(doc.Issued)
		}
		e.AddIdentifier(fact.Identifier{Country: c, Scheme: scheme(doc.Type), Value: tidy(doc.Number)})
	}
	e.AddProgram(tidy(u.ListType))
	e.Listed = date(in, rec, u.Listed)
	e.Removed = date(in, rec, u.Delisted)
	e.Remarks = tidy(u.Comments)
	e.Raw = e.Number + " " + e.Names[0].Text
	return true
}

func kind(quality string) fact.NameKind {
	switch tidy(quality) {
	case "Low":
		return fact.WeakAlias
	case "f.k.a.":
		return fact.FormerlyKnownAs
	}
	return fact.AlsoKnownAs
}

func (p place) address() registry.Address {
	var parts []string
	for _, s := range []string{p.Street, p.City, p.State, p.Zip, p.Country} {
		if s = tidy(s); s != "" {
			parts = append(parts, s)
		}
	}
	return registry.Address{Text: strings.Join(parts, ", "), Country: code(p.Country)}
}

// add adds a day or year, or every year of a range of at most twelve.
func (b birth) add(e *registry.Entry) {
	for _, s := range []string{b.Date, b.Year} {
		if d, ok := registry.ParseDate(tidy(s)); ok {
			e.AddBorn(d)
		}
	}
	from, err1 := strconv.Atoi(tidy(b.From))
	to, err2 := strconv.Atoi(tidy(b.To))
	if err1 != nil || err2 != nil || to-from > 12 {
		return
	}
	for y := from; y <= to; y++ {
		if d, ok := registry.ParseDate(strconv.Itoa(y)); ok {
			e.AddBorn(d)
		}
	}
}

func scheme(kind string) string {
	low := strings.ToLower(tidy(kind))
	switch {
	case strings.Contains(low, "pas"): // in three languages
		return "passport"
	case strings.HasPrefix(low, "national identification"):
		return "national-id"
	}
	return "document"
}

func date(in *registry.Input, rec *registry.Record, s string) fact.Date {
	d, ok := registry.ParseDate(zone.ReplaceAllString(tidy(s), "$1"))
	if !ok {
		rec.Flag(in, "date-not-read")
	}
	return d
}

// zone is the time zone that XML Schema allows behind a date.
var zone = pattern.New(`^(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)$`)
