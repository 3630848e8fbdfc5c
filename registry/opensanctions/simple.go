// Package opensanctions reads targets.simple.csv of OpenSanctions, which users
// bring themselves: the data is licensed CC BY-NC 4.0 and none is part of longarm.
package opensanctions

import (
	"encoding/csv"
	"iter"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// List is the id of the list whatever the dataset: the dataset is told among the programmes.
const List = "opensanctions"

var columns = []string{"id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers", "sanctions", "dataset"}

// Importer imports targets.simple.csv, in the layouts with and without program_ids.
type Importer struct{}

// Name returns "opensanctions-simple".
func (Importer) Name() string { return "opensanctions-simple" }

// Recognizes says how surely head has the columns of the file.
func (Importer) Recognizes(head []byte) registry.Strength {
	return registry.Strong.If(registry.Delimiter(head, columns...) != 0)
}

var types = map[string]registry.EntryType{
	"Person": registry.PersonEntry, "Organization": registry.OrganizationEntry, "Company": registry.OrganizationEntry,
	"LegalEntity": registry.OrganizationEntry, "PublicBody": registry.OrganizationEntry,
	"Vessel": registry.VesselEntry, "Airplane": registry.AircraftEntry, "Address": registry.AddressEntry,
}

// Read yields an entry for each row, in file order. Values of a cell are sorted
// by the publisher, so no alias is better than another.
func (Importer) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	return registry.RowRecords(in, registry.AnyTable(in, columns...), func(row *registry.Row) (rec registry.Record, skip string) {
		if row.Get("id") == "" || row.Get("name") == "" {
			return rec, "no-name"
		}
		return record(in, row), ""
	})
}

func record(in *registry.Input, row *registry.Row) registry.Record {
	rec := row.Record(in, List, "OpenSanctions")
	e := rec.Entry
	e.Number, e.Quality = row.Get("id"), "official"
	rec.Ref.ID = e.Number
	e.Type = types[row.Get("schema")]
	e.AddName(fact.Name{Text: row.Get("name")})
	values := func(column string) []string {
		vs, ok := split(row.Get(column))
		if !ok {
			rec.Flag(in, "values-not-split")
		}
		return vs
	}
	for _, s := range values("aliases") {
		e.AddName(fact.Name{Kind: fact.AlsoKnownAs, Text: s})
	}
	for _, s := range values("birth_date") {
		if d, err := fact.ParseDate(s); err == nil {
			e.AddBorn(d)
		} else {
			rec.Flag(in, "date-not-read")
		}
	}
	for _, s := range values("addresses") {
		e.AddAddress(registry.Address{Text: s})
	}
	for _, s := range values("countries") {
		if c, err := fact.ParseCountry(s); err == nil {
			e.AddCountry(c)
		}
	}
	for _, s := range values("identifiers") {
		e.AddIdentifier(fact.Identifier{Scheme: "identifier", Value: s})
	}
	for _, column := range []string{"program_ids", "dataset"} {
		for _, s := range values(column) {
			e.AddProgram(s)
		}
	}
	for _, s := range values("sanctions") {
		e.AddMeasure(s)
	}
	rec.Ref.Date = day(&rec, in, row.Get("last_change"))
	// first_seen is the day the publisher saw the entry, at or after it was listed:
	// it bounds Listed from above and is not taken for it.
	return rec
}

func day(rec *registry.Record, in *registry.Input, s string) fact.Date {
	d, ok := registry.ParseDate(s)
	if !ok {
		rec.Flag(in, "date-not-read")
	}
	return d
}

// split reads the values of a cell, which are a CSV record of their own with
// semicolons. Where that does not read, the cell is one value.
func split(s string) (values []string, ok bool) {
	if s == "" {
		return nil, true
	}
	r := csv.NewReader(strings.NewReader(s))
	r.Comma = ';'
	values, err := r.Read()
	if err != nil {
		return []string{s}, false
	}
	return values, true
}
