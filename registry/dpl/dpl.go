// Package dpl reads the Denied Persons List of the Bureau of Industry and
// Security: tab-separated text with a header line.
package dpl

import (
	"iter"
	"strings"
	"time"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/country"
	"github.com/longarm-project/longarm/registry"
)

// List is the short id of the list.
const List = "us_bis_dpl"

var columns = []string{"Name", "Effective_Date", "Expiration_Date", "Standard_Order", "FR_Citation"}

// Importer imports dpl.txt.
type Importer struct{}

// Name returns "bis-dpl".
func (Importer) Name() string { return "bis-dpl" }

// Recognizes says how surely head has the columns of the list.
func (Importer) Recognizes(head []byte) registry.Strength {
	return registry.Strong.If(registry.Delimiter(head, columns...) != 0)
}

// Read yields an entry for each order: rows of the same name and dates are the
// addresses of one. An order stands through its expiration date, so Removed is
// the day after.
func (Importer) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	return func(yield func(registry.Record, error) bool) {
		var orders registry.Groups
		for row, err := range registry.AnyTable(in, columns...) {
			if err == nil && row.Get("Name") == "" {
				in.Tally.Skip("no-name")
				continue
			}
			if err == nil {
				err = registry.Guard(in, row.Line, row.Offset, func() error { return addRow(in, &orders, row) })
			}
			if err != nil && !yield(registry.Record{}, err) {
				return
			}
		}
		orders.Yield(yield)
	}
}

func addRow(in *registry.Input, orders *registry.Groups, row *registry.Row) error {
	name, from, to := row.Get("Name"), row.Get("Effective_Date"), row.Get("Expiration_Date")
	key := registry.HashNumber(List, name, from, to)
	rec, err := orders.Get(key, func() registry.Record {
		rec := row.Record(in, List, "US Bureau of Industry and Security")
		rec.Ref.ID = key
		e := rec.Entry
		e.Number, e.Quality = key, "hash"
		e.AddName(fact.Name{Text: name})
		e.Effective, e.Removed = date(from), dayAfter(date(to))
		e.Basis = row.Get("FR_Citation")
		e.Remarks = row.Get("Action")
		if row.Get("Standard_Order") == "Y" {
			e.AddMeasure("standard order: denial of export privileges (supplement No. 1 to 15 CFR part 764)")
		}
		if e.Effective == "" || to != "" && e.Removed == "" {
			rec.Flag(in, "date-not-read")
		}
		return rec
	})
	if err != nil {
		return err
	}
	in.Tally.Map()
	rec.Entry.AddAddress(address(row))
	if d, err := fact.ParseDate(row.Get("Last_Update")); err == nil {
		rec.Ref.Date = max(rec.Ref.Date, d)
	}
	return nil
}

// address joins the columns of a row. Country holds ISO codes, and names by mistake.
func address(row *registry.Row) registry.Address {
	var parts []string
	for _, c := range []string{"Street_Address", "City", "State", "Postal_Code", "Country"} {
		if s := row.Get(c); s != "" {
			parts = append(parts, s)
		}
	}
	land := row.Get("Country")
	c := fact.Country(country.Code(land))
	if code, err := fact.ParseCountry(land); c == "" && err == nil && row.Get("State") != land {
		c = code
	}
	return registry.Address{Text: strings.Join(parts, ", "), Country: c}
}

// date reads MM/DD/YYYY.
func date(s string) fact.Date {
	t, err := time.Parse("01/02/2006", s)
	if err != nil {
		return ""
	}
	return fact.Date(t.Format(time.DateOnly))
}

func dayAfter(d fact.Date) fact.Date {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return fact.Date(t.AddDate(0, 0, 1).Format(time.DateOnly))
}
