package uk

import (
	"encoding/xml"
	"errors"
	"iter"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/pattern"
	"github.com/longarm-project/longarm/registry"
)

// XML imports the UK Sanctions List as XML.
type XML struct{}

// Name returns "uk-xml".
func (XML) Name() string { return "uk-xml" }

var root = pattern.New(`<Designations\b`)

// Recognizes says how surely head begins the list.
func (XML) Recognizes(head []byte) registry.Strength {
	return registry.Certain.If(root.Match(head[:min(len(head), 4096)]))
}

// ErrKind ends the reading of XML that is not the list.
var ErrKind = errors.New("the XML has no Designations of the UK Sanctions List")

var errNoName = errors.New("the designation has no id or no name")

// maxDesignation bounds one designation.
const maxDesignation = 2 << 20

type designation struct {
	ID         string   `xml:"UniqueID"`
	UN         string   `xml:"UNReferenceNumber"`
	Updated    string   `xml:"LastUpdated"`
	Designated string   `xml:"DateDesignated"`
	Regime     string   `xml:"RegimeName"`
	Kind       string   `xml:"IndividualEntityShip"`
	Imposed    string   `xml:"SanctionsImposed"`
	Other      string   `xml:"OtherInformation"`
	Reasons    string   `xml:"UKStatementofReasons"`
	Names      []part   `xml:"Names>Name"`
	NonLatin   []string `xml:"NonLatinNames>NonLatinName>NameNonLatinScript"`
	Addresses  []struct {
		Line1   string `xml:"AddressLine1"`
		Line2   string `xml:"AddressLine2"`
		Line3   string `xml:"AddressLine3"`
		Line4   string `xml:"AddressLine4"`
		Line5   string `xml:"AddressLine5"`
		Line6   string `xml:"AddressLine6"`
		Zip     string `xml:"AddressPostalCode"`
		Country string `xml:"AddressCountry"`
	} `xml:"Addresses>Address"`
	Births        []string `xml:"IndividualDetails>Individual>DOBs>DOB"`
	Nationalities []string `xml:"IndividualDetails>Individual>Nationalities>Nationality"`
	Passports     []string `xml:"IndividualDetails>Individual>PassportDetails>Passport>PassportNumber"`
	NationalIDs   []string `xml:"IndividualDetails>Individual>NationalIdentifierDetails>NationalIdentifier>NationalIdentifierNumber"`
	IMO           []string `xml:"ShipDetails>Ship>IMONumbers>IMONumber"`
	Owners        []string `xml:"ShipDetails>Ship>CurrentOwnerOperators>CurrentOwnerOperator"`
	Flags         []string `xml:"ShipDetails>Ship>CurrentBelievedFlagOfShips>CurrentBelievedFlagOfShip"`
	Hulls         []string `xml:"ShipDetails>Ship>HullIdentificationNumbers>HullIdentificationNumber"`
	Parents       []string `xml:"EntityDetails>Entity>ParentCompanies>ParentCompany"`
	Subsidiaries  []string `xml:"EntityDetails>Entity>Subsidiaries>Subsidiary"`
	Registrations []string `xml:"EntityDetails>Entity>BusinessRegistrationNumbers>BusinessRegistrationNumber"`
}

type part struct {
	Name1 string `xml:"Name1"`
	Name2 string `xml:"Name2"`
	Name3 string `xml:"Name3"`
	Name4 string `xml:"Name4"`
	Name5 string `xml:"Name5"`
	Name6 string `xml:"Name6"`
	Type  string `xml:"NameType"`
	Alias string `xml:"AliasStrength"`
}

// Read yields an entry for each designation, in file order.
func (XML) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	var version fact.Date
	return registry.Elements(in, "Designations", maxDesignation, ErrKind, func(d *xml.Decoder, start xml.StartElement) (rec registry.Record, is bool, err error) {
		switch start.Name.Local {
		case "DateGenerated":
			var s string
			if err := d.DecodeElement(&s, &start); err != nil {
				return rec, false, err
			}
			version, _ = readDate(s)
		case "Designation":
			rec, err = readDesignation(in, d, start, version)
			return rec, true, err
		}
		return rec, false, nil
	})
}

func readDesignation(in *registry.Input, d *xml.Decoder, start xml.StartElement, version fact.Date) (registry.Record, error) {
	line, _ := d.InputPos()
	ref := registry.Ref{File: in.Name, Line: int64(line), Offset: d.InputOffset(), Publisher: publisher}
	var x designation
	if err := d.DecodeElement(&x, &start); err != nil {
		return registry.Record{}, err
	}
	rec := registry.Record{Ref: ref, Entry: &registry.Entry{List: List, Number: tidy(x.ID), Quality: "official", Version: version}}
	x.fill(in, &rec)
	e := rec.Entry
	if len(e.Names) == 0 || e.Number == "" {
		in.Tally.Skip("no-name")
		return registry.Record{}, &registry.LineError{Name: in.Name, Line: ref.Line, Offset: ref.Offset, Err: errNoName}
	}
	rec.Ref.ID = e.Number
	e.Raw = e.Number + " " + e.Names[0].Text
	in.Tally.Map()
	return rec, nil
}

func (x *designation) fill(in *registry.Input, rec *registry.Record) {
	e := rec.Entry
	e.Type = types[strings.ToLower(tidy(x.Kind))]
	for _, n := range x.Names {
		parts := []string{n.Name1, n.Name2, n.Name3, n.Name4, n.Name5, n.Name6}
		e.AddName(fact.Name{Kind: kind(tidy(n.Type), tidy(n.Alias)), Text: fullName(func(i int) string { return parts[i-1] })})
	}
	for _, s := range x.NonLatin {
		e.AddName(fact.Name{Kind: fact.OriginalScript, Text: tidy(s)})
	}
	primaryFirst(e)
	for _, a := range x.Addresses {
		e.AddAddress(address([]string{a.Line1, a.Line2, a.Line3, a.Line4, a.Line5, a.Line6, a.Zip}, a.Country))
	}
	for _, s := range x.Births {
		e.AddBorn(date(in, rec, tidy(s)))
	}
	for _, s := range x.Nationalities {
		e.AddCitizenship(countryOf(in, rec, tidy(s)))
	}
	addAll(e, "passport", x.Passports)
	addAll(e, "national-id", x.NationalIDs)
	addAll(e, "imo", x.IMO)
	addAll(e, "registration-number", x.Registrations)
	addAll(e, "un-sc", []string{x.UN})
	addAll(e, "hull", x.Hulls)
	for _, names := range [][]string{x.Parents, x.Subsidiaries, x.Owners} {
		for _, s := range names {
			e.AddLinked(tidy(s))
		}
	}
	for _, s := range x.Flags {
		e.AddCountry(countryOf(in, rec, tidy(s)))
	}
	e.AddProgram(tidy(x.Regime))
	for _, m := range split(x.Imposed) {
		e.AddMeasure(m)
	}
	e.Listed = date(in, rec, tidy(x.Designated))
	rec.Ref.Date = date(in, rec, tidy(x.Updated))
	e.Remarks = remarks(x.Reasons, x.Other)
}

func addAll(e *registry.Entry, scheme string, values []string) {
	for _, v := range values {
		e.AddIdentifier(fact.Identifier{Scheme: scheme, Value: tidy(v)})
	}
}
