// Package eu reads the consolidated list of persons, groups and entities subject
// to EU financial sanctions: XML 1.1 and CSV 1.1 of the Financial Sanctions File.
package eu

import (
	"cmp"
	"encoding/xml"
	"errors"
	"iter"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/country"
	"github.com/longarm-project/longarm/internal/pattern"
	"github.com/longarm-project/longarm/registry"
)

// List is the short id of the list.
const List = "eu_fsf"

const publisher = "European Commission"

// maxEntity bounds one sanctionEntity.
const maxEntity = 4 << 20

// Errors of a file.
var (
	ErrKind   = errors.New("the XML has no export of the EU Financial Sanctions File")
	errNoName = errors.New("the entity has no name")
	errNoID   = errors.New("the row has no Entity_LogicalId")
)

// XML imports xmlFullSanctionsList_1_1.
type XML struct{}

// Name returns "eu-xml".
func (XML) Name() string { return "eu-xml" }

var root = pattern.New(`<export\b[^>]*eu\.europa\.ec/fpi/fsd`)

// Recognizes says how surely head begins the export.
func (XML) Recognizes(head []byte) registry.Strength {
	return registry.Certain.If(root.Match(head[:min(len(head), 4096)]))
}

// An entity is a sanctionEntity of the XML. The rows of the CSV fill the same fields.
type entity struct {
	Logical        string       `xml:"logicalId,attr"`
	Reference      string       `xml:"euReferenceNumber,attr"`
	UN             string       `xml:"unitedNationId,attr"`
	Designated     string       `xml:"designationDate,attr"`
	Details        string       `xml:"designationDetails,attr"`
	Remarks        []string     `xml:"remark"`
	Regulations    []regulation `xml:"regulation"`
	Type           subject      `xml:"subjectType"`
	Names          []alias      `xml:"nameAlias"`
	Births         []birth      `xml:"birthdate"`
	Addresses      []address    `xml:"address"`
	Identification []document   `xml:"identification"`
	Citizenship    []place      `xml:"citizenship"`
}

type subject struct {
	Code           string `xml:"code,attr"`
	Classification string `xml:"classificationCode,attr"`
}

type regulation struct {
	Published string `xml:"publicationDate,attr"`
	InForce   string `xml:"entryIntoForceDate,attr"`
	Title     string `xml:"numberTitle,attr"`
	Programme string `xml:"programme,attr"`
}

type summary struct {
	Published string `xml:"publicationDate,attr"`
}

type alias struct {
	Whole    string    `xml:"wholeName,attr"`
	First    string    `xml:"firstName,attr"`
	Middle   string    `xml:"middleName,attr"`
	Last     string    `xml:"lastName,attr"`
	Language string    `xml:"nameLanguage,attr"`
	Strong   string    `xml:"strong,attr"`
	ID       string    `xml:"logicalId,attr"`
	Acts     []summary `xml:"regulationSummary"`
}

type birth struct {
	Date  string `xml:"birthdate,attr"`
	Year  string `xml:"year,attr"`
	Month string `xml:"monthOfYear,attr"`
	Day   string `xml:"dayOfMonth,attr"`
}

type place struct {
	ISO  string `xml:"countryIso2Code,attr"`
	Name string `xml:"countryDescription,attr"`
}

type address struct {
	Street string `xml:"street,attr"`
	Place  string `xml:"place,attr"`
	City   string `xml:"city,attr"`
	Region string `xml:"region,attr"`
	Zip    string `xml:"zipCode,attr"`
	PoBox  string `xml:"poBox,attr"`
	place
}

type document struct {
	Type   string `xml:"identificationTypeCode,attr"`
	Number string `xml:"number,attr"`
	Latin  string `xml:"latinNumber,attr"`
	False  string `xml:"knownFalse,attr"`
	place
}

// Read yields an entry for each sanctionEntity, in file order.
func (XML) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	var version fact.Date
	return registry.Elements(in, "export", maxEntity, ErrKind, func(d *xml.Decoder, start xml.StartElement) (rec registry.Record, is bool, err error) {
		switch start.Name.Local {
		case "export":
			version = generated(start)
		case "sanctionEntity":
			rec, err = readEntity(in, d, start, version)
			return rec, true, err
		}
		return rec, false, nil
	})
}

func generated(start xml.StartElement) fact.Date {
	for _, a := range start.Attr {
		if a.Name.Local == "generationDate" {
			d, _ := fact.ParseDate(a.Value)
			return d
		}
	}
	return ""
}

func readEntity(in *registry.Input, d *xml.Decoder, start xml.StartElement, version fact.Date) (registry.Record, error) {
	line, _ := d.InputPos()
	ref := registry.Ref{File: in.Name, Line: int64(line), Offset: d.InputOffset(), Date: version, Publisher: publisher}
	var e entity
	if err := d.DecodeElement(&e, &start); err != nil {
		return registry.Record{}, err
	}
	rec := registry.Record{Ref: ref, Entry: &registry.Entry{List: List, Version: version}}
	if !e.fill(in, &rec) {
		in.Tally.Skip("no-name")
		return registry.Record{}, &registry.LineError{Name: in.Name, Line: ref.Line, Offset: ref.Offset, Err: errNoName}
	}
	rec.Entry.Raw = rec.Entry.Number + " " + rec.Entry.Names[0].Text
	in.Tally.Map()
	return rec, nil
}

// fill sets the fields of the record's entry, and reports whether it has a name.
func (u *entity) fill(in *registry.Input, rec *registry.Record) bool {
	e := rec.Entry
	e.Number, e.Quality = cmp.Or(tidy(u.Reference), tidy(u.Logical)), "official"
	rec.Ref.ID = e.Number
	for _, n := range u.Names {
		e.AddName(n.name(len(e.Names) == 0))
	}
	if len(e.Names) == 0 {
		return false
	}
	if e.Number == "" {
		e.Number, e.Quality = registry.HashNumber(List, e.Names[0].Text), "hash"
	}
	switch cmp.Or(u.Type.Code, u.Type.Classification) {
	case "person", "P":
		e.Type = registry.PersonEntry
	case "enterprise", "E":
		e.Type = registry.OrganizationEntry
	}
	for _, a := range u.Addresses {
		e.AddAddress(a.address())
	}
	for _, c := range u.Citizenship {
		e.AddCitizenship(c.code())
	}
	for _, b := range u.Births {
		e.AddBorn(b.date())
	}
	for _, doc := range u.Identification {
		if doc.False != "true" {
			e.AddIdentifier(fact.Identifier{Country: doc.code(), Scheme: cmp.Or(tidy(doc.Type), "document"), Value: tidy(cmp.Or(doc.Number, doc.Latin))})
		}
	}
	if un := tidy(u.UN); un != "" {
		e.AddIdentifier(fact.Identifier{Scheme: "un-sc", Value: un})
	}
	u.dates(in, rec)
	e.Remarks = strings.Join(append([]string{}, u.Remarks...), "; ")
	return true
}

// dates sets basis, programmes and dates. The regulation told of an entity is the
// latest that changed it, so the first day is the earliest of all acts named:
// publication for Listed, entry into force for Effective where the act of the
// earliest publication has one.
func (u *entity) dates(in *registry.Input, rec *registry.Record) {
	e := rec.Entry
	earliest := func(s string) fact.Date {
		d, ok := registry.ParseDate(s)
		if !ok {
			rec.Flag(in, "date-not-read")
		}
		if d != "" && (e.Listed == "" || d < e.Listed) {
			e.Listed = d
		}
		return d
	}
	for _, n := range u.Names {
		for _, a := range n.Acts {
			earliest(a.Published)
		}
	}
	var titles []string
	for _, r := range u.Regulations {
		published := earliest(r.Published)
		if force, ok := registry.ParseDate(r.InForce); ok && published == e.Listed && published != "" {
			e.Effective = force
		}
		e.AddProgram(tidy(r.Programme))
		titles = append(titles, tidy(r.Title))
	}
	if e.Listed == "" {
		earliest(u.Designated)
	}
	e.Basis = strings.Join(titles, "; ")
}

func (n alias) name(first bool) fact.Name {
	text := tidy(n.Whole)
	if text == "" {
		text = tidy(n.First + " " + n.Middle + " " + n.Last)
	}
	out := fact.Name{Text: text, Row: n.ID, Lang: strings.ToLower(tidy(n.Language))}
	switch {
	case first:
	case n.Strong == "false":
		out.Kind = fact.WeakAlias
	default:
		out.Kind = fact.AlsoKnownAs
	}
	return out
}

func (b birth) date() fact.Date {
	if d, ok := registry.ParseDate(tidy(b.Date)); ok && d != "" {
		return d
	}
	s := tidy(b.Year)
	if m := tidy(b.Month); m != "" && m != "0" {
		s += "-" + strings.Repeat("0", max(0, 2-len(m))) + m
		if day := tidy(b.Day); day != "" && day != "0" {
			s += "-" + strings.Repeat("0", max(0, 2-len(day))) + day
		}
	}
	d, _ := registry.ParseDate(s)
	return d
}

// code returns the country: "00" is the file's own code for unknown.
func (p place) code() fact.Country {
	if c, err := fact.ParseCountry(tidy(p.ISO)); err == nil {
		return c
	}
	return fact.Country(country.Code(tidy(p.Name)))
}

func (a address) address() registry.Address {
	var parts []string
	for _, s := range []string{a.Street, a.PoBox, a.Place, a.Zip, a.City, a.Region, a.Name} {
		if s = tidy(s); s != "" && s != "UNKNOWN" {
			parts = append(parts, s)
		}
	}
	return registry.Address{Text: strings.Join(parts, ", "), Country: a.code()}
}

func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }
