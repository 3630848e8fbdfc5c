package review

import (
	"fmt"
	"testing"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// An estate builds facts for tests.
type estate struct {
	t    testing.TB
	set  fact.Set
	line int64
}

func (e *estate) add(b fact.Body) fact.ID {
	e.line++
	id, err := e.set.Add(fact.New(b, []fact.Source{{Digest: "d", Name: "case.yaml", Line: e.line}}, ""))
	if err != nil {
		e.t.Fatal(err)
	}
	return id
}

func (e *estate) party(p fact.Party) fact.ID { return e.add(&fact.Claim{Author: "test", Party: &p}) }

func (e *estate) company(id fact.PartyID, country fact.Country) {
	e.party(fact.Party{ID: id, Kind: fact.Company, Organized: []fact.Country{country}, Seat: country, Complete: fact.Yes})
}

func exactly(n int64) fact.Range { return fact.Range{Lo: n, Hi: n} }

func library(t testing.TB) *law.Library {
	t.Helper()
	lib, err := law.NewLibrary(law.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// big makes n dealings over ten assets each, of several sorts, one in ten with facts missing.
func big(t testing.TB, n int) *fact.Set {
	e := &estate{t: t}
	e.company("acme", "US")
	for i := range 50 {
		e.company(fact.PartyID(fmt.Sprintf("cn%d", i)), "CN")
		e.company(fact.PartyID(fmt.Sprintf("de%d", i)), "DE")
		e.party(fact.Party{ID: fact.PartyID(fmt.Sprintf("open%d", i)), Kind: fact.Company, Organized: []fact.Country{"SG"}})
	}
	categories := []fact.Category{fact.PersonalHealth, fact.PersonalFinancial, fact.HumanGenomic, fact.OtherData}
	for i := range n {
		d := &fact.Dealing{Name: fmt.Sprintf("use-%05d", i), Subject: "acme", Class: fact.Vendor, AccessKnown: fact.Yes}
		group := "cn"
		switch i % 10 {
		case 1, 2, 3, 4, 5:
			group = "de"
		case 9:
			group = "open"
		}
		d.Counterparty = fact.PartyID(fmt.Sprintf("%s%d", group, i%50))
		d.Access = []fact.Access{{Party: d.Counterparty, Able: fact.Yes}}
		d.From, d.To = fact.Date(fmt.Sprintf("%d-%02d-01", 2010+i/12%15, 1+i%12)), fact.Date(fmt.Sprintf("%d-%02d-02", 2011+i/12%15, 1+i%12))
		for j := range 10 {
			a := fact.AssetID(fmt.Sprintf("asset-%d-%d", i, j))
			d.Assets = append(d.Assets, a)
			e.add(&fact.Count{Asset: a, Category: categories[(i+j)%4], Number: exactly(int64(50 * (i%7 + j))), Unit: "us-persons"})
		}
		e.add(d)
	}
	return &e.set
}

// BenchmarkDecide decides 10,000 dealings over 100,000 assets with proof. What it takes stands in
// doc/performance-review.md.
//
//	go test ./review -run xxx -bench Decide -benchtime 1x
func BenchmarkDecide(b *testing.B) {
	set, lib := big(b, 10_000), library(b)
	b.ReportAllocs()
	for b.Loop() {
		d, err := Decide(set, lib, Options{At: "2026-06-01", Packs: []string{"us-dsp"}})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(d.Proof.Len()), "steps")
	}
}
