package review

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// open makes n dealings at random of which much is not known: a few sorts of parties and of
// data, so that many are alike, with other names and other numbers.
func open(t testing.TB, lib *law.Library, n int, seed uint64) *fact.Set {
	other := rand.New(rand.NewPCG(seed, 0)) // what tells like dealings apart
	var rnd *rand.Rand
	e := &estate{t: t}
	e.company("acme", "US")
	words := termsOf(t, lib)
	number := func() fact.Range {
		lo := []int64{0, 50, 99, 100, 101, 1_000, 9_999, 10_000, 100_000, 1_000_001}[rnd.IntN(10)] + int64(other.IntN(3))
		switch other.IntN(3) {
		case 0:
			return exactly(lo)
		case 1:
			return fact.Range{Lo: lo, Hi: lo + int64(other.IntN(100_000))}
		}
		return fact.Range{Lo: lo, Hi: fact.Unbounded}
	}
	party := func(id fact.PartyID) {
		p := fact.Party{ID: id, Kind: []fact.PartyKind{fact.Company, fact.Company, fact.Person, ""}[rnd.IntN(4)]}
		if c := []fact.Country{"", "", "", "CN", "SG", "US"}[rnd.IntN(6)]; c != "" {
			p.Seat = c
		}
		if rnd.IntN(4) == 0 {
			p.Complete = fact.Yes
		}
		if rnd.IntN(6) == 0 {
			p.Unknown = []string{[]string{"seat", "organized", "designated", "employers"}[rnd.IntN(4)]}
		}
		e.party(p)
		if rnd.IntN(5) == 0 {
			e.add(&fact.Claim{Author: "test", Interest: &fact.Interest{Owner: "acme", Asset: id, Kind: []fact.InterestKind{fact.Shares, fact.Employment}[rnd.IntN(2)], Lo: fact.Whole / 10, Hi: fact.Whole / 10 * 6}})
		}
	}
	categories := []fact.Category{fact.PersonalHealth, fact.HumanGenomic, fact.UnknownCategory, fact.ListedIdentifiers, fact.PreciseGeolocation}
	terms := func(on string) map[string]string {
		out := map[string]string{}
		for range rnd.IntN(3) {
			w := words[on][rnd.IntN(len(words[on]))]
			out[w] = []string{"yes", "no", "unknown"}[rnd.IntN(3)]
		}
		return out
	}
	for i := range n {
		rnd = rand.New(rand.NewPCG(seed, uint64(1+other.IntN(n/3)))) // one of a few sorts
		id := fact.PartyID(fmt.Sprintf("party-%d", i))
		party(id)
		if i > 0 && other.IntN(6) == 0 {
			id = fact.PartyID(fmt.Sprintf("party-%d", other.IntN(i)))
		}
		d := &fact.Dealing{Name: fmt.Sprintf("dealing-%d", i), Subject: "acme", Counterparty: id, Terms: terms("dealing"),
			Class: []fact.Class{fact.Vendor, fact.UnknownClass, fact.UnknownClass, fact.Investment, fact.DataBrokerage}[rnd.IntN(5)], AccessKnown: fact.Truth(rnd.IntN(3))}
		if i > 1 && other.IntN(8) == 0 {
			d.Counterparty, d.CounterpartyOneOf = "", []fact.PartyID{"party-0", "party-1"}
		}
		if rnd.IntN(3) > 0 {
			d.Access = append(d.Access, fact.Access{Party: id, Able: fact.Truth(rnd.IntN(3))})
		}
		if rnd.IntN(4) == 0 {
			d.From = fact.Date(fmt.Sprintf("202%d-05-01", 3+rnd.IntN(3)))
		}
		switch rnd.IntN(3) {
		case 0:
			d.Data = append(d.Data, fact.Data{Category: categories[rnd.IntN(len(categories))], Number: number(), Terms: terms("data")})
		case 1:
			a := fact.AssetID(fmt.Sprintf("asset-%d", i))
			d.Assets = append(d.Assets, a)
			e.add(&fact.Count{Asset: a, Category: categories[rnd.IntN(len(categories))], Number: number(), Unit: "us-persons"})
		}
		e.add(d)
	}
	return &e.set
}

// termsOf lists the yes-no words that packs have of dealings and of data.
func termsOf(t testing.TB, lib *law.Library) map[string][]string {
	out := map[string][]string{}
	for _, name := range lib.Names() {
		p, err := lib.Pack(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, term := range p.Terms {
			if term.Type == law.YesNo.String() {
				out[term.On] = append(out[term.On], term.Name)
			}
		}
	}
	return out
}

// What is taken over from a like dealing is what a search of its own finds, byte for byte.
func TestTapesAreSearches(t *testing.T) {
	lib := library(t)
	seeds := uint64(40)
	if testing.Short() {
		seeds = 3
	}
	open1, played := 0, 0
	for seed := range seeds {
		set := open(t, lib, 9, seed)
		for i, pack := range lib.Names() {
			if testing.Short() && pack != "us-dsp" && uint64(i)%4 != seed%4 {
				continue
			}
			o := Options{At: "2026-11-01", Packs: []string{pack}, played: func() { played++ }}
			fast, err := Decide(set, lib, o)
			if err != nil {
				t.Fatal(err)
			}
			o.slow = true
			slow, err := Decide(set, lib, o)
			if err != nil {
				t.Fatal(err)
			}
			for k := range slow.Findings {
				f, s := fact.Canonical(fast.Findings[k]), fact.Canonical(slow.Findings[k])
				if !bytes.Equal(f, s) {
					t.Fatalf("seed %d, %s: taken over\n%s\nsearched\n%s", seed, pack, f, s)
				}
				if slow.Findings[k].Outcome == determination.Undetermined {
					open1++
				}
			}
			if fast.Digest != slow.Digest {
				t.Fatalf("seed %d, %s: the determinations differ", seed, pack)
			}
		}
	}
	if played < open1/10 || open1 == 0 {
		t.Errorf("%d findings are open, and %d were taken over", open1, played)
	}
	t.Logf("%d findings are open, %d were taken over", open1, played)
}
