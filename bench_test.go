package longarm_test

import (
	"fmt"
	"testing"

	"github.com/longarm-project/longarm/check"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/review"
)

// estate makes dealings, each with another party and ten assets of its own; one
// in ten lacks a fact that decides.
func estate(tb testing.TB, dealings int) *fact.Set {
	tb.Helper()
	var s fact.Set
	add := func(line int64, b fact.Body) {
		if _, err := s.Add(fact.New(b, []fact.Source{{Name: "estate", Digest: "00", Line: line}}, "")); err != nil {
			tb.Fatal(err)
		}
	}
	add(1, &fact.Claim{Author: "a", Party: &fact.Party{ID: "us", Kind: fact.Company, Organized: []fact.Country{"US"}, Seat: "US"}})
	for i := range dealings {
		line := int64(i + 2)
		party := fact.PartyID(fmt.Sprintf("party-%05d", i))
		seat := []fact.Country{"CN", "DE", "RU", "SG", "US"}[i%5]
		add(line, &fact.Claim{Author: "a", Party: &fact.Party{ID: party, Kind: fact.Company, Organized: []fact.Country{seat}, Seat: seat, Complete: fact.Yes}})
		d := &fact.Dealing{
			Name: fmt.Sprintf("dealing-%05d", i), Class: fact.Vendor, Subject: "us", Counterparty: party, AccessKnown: fact.Yes,
			Access: []fact.Access{{Able: fact.Yes, Party: party}}, Terms: map[string]string{"knowing": "yes"},
		}
		for k := range 10 {
			a := fact.AssetID(fmt.Sprintf("asset-%06d", i*10+k))
			n := fact.Range{Lo: int64(1000 * (k + 1)), Hi: int64(1000*(k+1) + 50)}
			if i%10 == 9 {
				n.Hi = fact.Unbounded
			}
			add(line, &fact.Count{Asset: a, Category: fact.PersonalHealth, Number: n, Unit: "us-persons"})
			d.Assets = append(d.Assets, a)
		}
		add(line, d)
	}
	return &s
}

// BenchmarkDecide decides 10,000 dealings over 100,000 assets with their proof.
func BenchmarkDecide(b *testing.B) {
	set := estate(b, 10_000)
	lib, err := law.NewLibrary(law.Embedded())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		d, err := review.Decide(set, lib, review.Options{At: "2026-11-01", Packs: []string{"us-dsp"}})
		if err != nil {
			b.Fatal(err)
		}
		if len(d.Findings) != 10_000 {
			b.Fatalf("%d findings", len(d.Findings))
		}
	}
}

// allOpen makes dealings of whose other parties, access and data little is known, so that each is open under most packs.
func allOpen(tb testing.TB, dealings int) *fact.Set {
	tb.Helper()
	var s fact.Set
	add := func(line int64, b fact.Body) {
		if _, err := s.Add(fact.New(b, []fact.Source{{Name: "estate", Digest: "00", Line: line}}, "")); err != nil {
			tb.Fatal(err)
		}
	}
	add(1, &fact.Claim{Author: "a", Party: &fact.Party{ID: "us", Kind: fact.Company, Organized: []fact.Country{"US"}, Seat: "US"}})
	for i := range dealings {
		line := int64(i + 2)
		party := fact.PartyID(fmt.Sprintf("party-%05d", i))
		add(line, &fact.Claim{Author: "a", Party: &fact.Party{ID: party, Kind: fact.Company}})
		d := &fact.Dealing{Name: fmt.Sprintf("dealing-%05d", i), Subject: "us", Counterparty: party, Access: []fact.Access{{Able: fact.Yes, Party: party}}}
		for k := range 10 {
			a := fact.AssetID(fmt.Sprintf("asset-%06d", i*10+k))
			add(line, &fact.Count{Asset: a, Category: fact.PersonalHealth, Number: fact.Range{Lo: int64(1000*(k+1) + i%7), Hi: fact.Unbounded}, Unit: "us-persons"})
			d.Assets = append(d.Assets, a)
		}
		add(line, d)
	}
	return &s
}

// BenchmarkDecideOpen decides dealings under all packs for a company of the United States, of which almost all findings are open.
func BenchmarkDecideOpen(b *testing.B) {
	lib, err := law.NewLibrary(law.Embedded())
	if err != nil {
		b.Fatal(err)
	}
	packs, _, err := lib.For([]fact.Country{"US"}, "2026-11-01")
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{100, 1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			set := allOpen(b, n)
			b.ReportAllocs()
			for b.Loop() {
				d, err := review.Decide(set, lib, review.Options{At: "2026-11-01", Packs: packs})
				if err != nil {
					b.Fatal(err)
				}
				open := 0
				for i := range d.Findings {
					if d.Findings[i].Outcome.Open() {
						open++
					}
				}
				if open < 5*n {
					b.Fatalf("%d findings are open", open)
				}
			}
		})
	}
}

// BenchmarkVerify verifies the example: what was read is derived again, decided again, and checked by other code.
func BenchmarkVerify(b *testing.B) {
	f := newForger(b)
	for b.Loop() {
		if err := f.verify(f.a.Determination); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkProof lays the facts of 10,000 dealings out again and checks their proof, with code of its own.
func BenchmarkProof(b *testing.B) {
	set := estate(b, 10_000)
	lib, err := law.NewLibrary(law.Embedded())
	if err != nil {
		b.Fatal(err)
	}
	d, err := review.Decide(set, lib, review.Options{At: "2026-11-01", Packs: []string{"us-dsp"}})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		packs, err := check.NewPacks(lib.Files()...)
		if err == nil {
			err = check.Proof(d, set, packs)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
