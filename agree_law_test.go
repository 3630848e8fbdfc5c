package longarm_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/assess"
	"github.com/longarm-project/longarm/check"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/territory"
	"github.com/longarm-project/longarm/ownership"
	"github.com/longarm-project/longarm/review"
)

var dealt = flag.Int("dealt", 500, "how many random dealings TestCheckAgrees decides and checks under all packs")

// What the rooms that decide make of random dealings under all packs, the checker makes of them too; and of what one of
// them would have said otherwise, the checker says that it is wrong.
func TestCheckAgrees(t *testing.T) {
	lib, err := law.NewLibrary(law.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	packs, err := check.NewPacks(lib.Files()...)
	if err != nil {
		t.Fatal(err)
	}
	left := *dealt
	if testing.Short() {
		left = min(left, 60)
	}
	for seed := uint64(0); left > 0; seed++ {
		g := dealer{generator{rand.New(rand.NewPCG(seed, 38))}, lib, &fact.Set{}, nil}
		at := g.pick("2026-11-01", "2025-04-08", "2025-10-06", "2024-10-15", "2022-01-18", "2025-02-04")
		n := 1 + g.IntN(6)
		g.estate(t, at, n)
		left -= n
		if err := assess.Control(g.set, assess.Rules{At: at, Law: lib}); err != nil {
			t.Fatal(err)
		}
		test := func(name string) (*check.Test, error) { return ownTest(name, at) }
		err := check.Controls(g.set, test, at)
		if err == nil {
			err = check.Open(g.set, []string{"dsp", "icts"}, test, at)
		}
		if err != nil {
			t.Fatalf("seed %d on %s: %v\n%s", seed, at, err, g.told())
		}
		o := review.Options{At: at}
		for f := range g.set.All() {
			o.Cite = append(o.Cite, f.ID)
		}
		d, err := review.Decide(g.set, lib, o)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if err := check.Steps(d, packs); err != nil {
			t.Fatalf("seed %d on %s: %v\n%s", seed, at, err, g.told())
		}
		for range 4 {
			what := g.otherwise(d)
			if what == "" {
				continue
			}
			d.Digest = d.Sum()
			if err := check.Steps(d, packs); err == nil {
				t.Fatalf("seed %d on %s: %s passes\n%s", seed, at, what, g.told())
			}
			break // one thing said otherwise is enough
		}
	}
}

// A dealer draws facts about parties and dealings, with the words of all packs.
type dealer struct {
	generator
	lib   *law.Library
	set   *fact.Set
	lines []string
}

func (g *dealer) told() string { return strings.Join(g.lines, "\n") }

func (g *dealer) add(t *testing.T, b fact.Body) {
	t.Helper()
	line := int64(g.set.Len() + 1)
	if _, err := g.set.Add(fact.New(b, []fact.Source{{Name: "drawn", Digest: "00", Line: line}}, "")); err != nil {
		t.Fatal(err)
	}
	g.lines = append(g.lines, fmt.Sprintf("%s %s", b.Kind(), fact.Canonical(b)))
}

func (g *dealer) truth() fact.Truth { return []fact.Truth{fact.Yes, fact.No, fact.Unknown}[g.IntN(3)] }

func (g *dealer) who(n int) fact.PartyID { return fact.PartyID(fmt.Sprintf("p%d", g.IntN(n))) }

func (g *dealer) land() fact.Country { return fact.Country(g.country()) }

// estate draws parties, what they hold of each other, measures and n dealings.
func (g *dealer) estate(t *testing.T, at fact.Date, n int) {
	parties := 3 + g.IntN(5)
	for i := range parties {
		branch := false
		for n := range 1 + g.IntN(5)/4 {
			p := g.drawn(i)
			if n > 0 && (branch || p.BranchOf != "") {
				break // of a branch one speaks
			}
			branch = p.BranchOf != ""
			g.add(t, &fact.Claim{Author: g.one("a", "b"), Authority: []fact.Authority{fact.Stated, fact.Registered}[g.IntN(5)/4], Party: p})
		}
	}
	for range g.IntN(7) {
		owner, asset := g.who(parties), g.who(parties)
		if owner == asset {
			continue
		}
		i := &fact.Interest{Owner: owner, Asset: asset, Kind: fact.InterestKind(g.one("shares", "shares", "shares", "employment", "contractor", "contract", "board-appointment", "votes")), Hi: fact.Whole}
		switch g.IntN(4) {
		case 0:
			i.Lo = fact.Share(g.IntN(101)) * fact.Percent
		default:
			i.Lo = []fact.Share{0, 5, 10, 25, 50, 51, 100}[g.IntN(7)] * fact.Percent
			i.Hi = i.Lo
		}
		if g.IntN(6) == 0 {
			i.From = g.pick("2020-01-01", "2025", "2027-01-01")
		}
		g.add(t, &fact.Claim{Author: "a", Interest: i})
	}
	for range g.IntN(5) {
		s := &fact.Safeguard{Measure: g.measure(), State: g.truth(), Seen: fact.No}
		if g.IntN(2) == 0 {
			s.Dealing = "d0"
		} else {
			s.Asset = fact.AssetID(g.one("s0", "s1"))
		}
		s.Since = g.pick("", "", "2024-01-01", "2027", "2026-11")
		g.add(t, s)
	}
	for _, a := range []fact.AssetID{"s0", "s1"} {
		for range g.IntN(3) {
			d := g.entry()
			g.add(t, &fact.Count{Asset: a, Category: d.Category, Identifiers: d.Identifiers, Number: d.Number, People: d.People, Apart: d.Apart, Listed: d.Listed, Unit: "us-persons", Terms: d.Terms})
		}
		for _, gov := range []fact.Country{"CN", "US"} {
			if g.IntN(2) == 0 {
				g.reach(t, a, gov)
			}
		}
	}
	for i := range n {
		g.add(t, g.deal(i, parties, at))
	}
}

// reach adds what a government can do, as if it had been judged.
func (g *dealer) reach(t *testing.T, a fact.AssetID, gov fact.Country) {
	for _, arm := range []fact.Arm{fact.Read, fact.Cut, fact.Enter} {
		g.add(t, &fact.Reach{Arm: arm, Asset: a, Government: gov, Verdict: g.truth()})
	}
}

// measure is one of those of the packs, the first of them more often than chance has it.
func (g *dealer) measure() fact.Measure {
	var all []fact.Measure
	for _, name := range g.lib.Names() {
		if p, err := g.lib.Pack(name); err == nil {
			for _, m := range p.Measures {
				all = append(all, m.ID)
			}
		}
	}
	return all[g.IntN(len(all))]
}

func (g *dealer) drawn(i int) *fact.Party {
	p := &fact.Party{ID: fact.PartyID(fmt.Sprintf("p%d", i)), Kind: fact.PartyKind(g.one("company", "company", "company", "person", "person", "state", "state-body", "branch", "arrangement", ""))}
	if g.IntN(3) > 0 {
		p.Organized = []fact.Country{g.land()}
		if g.IntN(5) == 0 {
			p.Organized = append(p.Organized, "US")
		}
	}
	if g.IntN(3) > 0 {
		p.Seat = g.land()
	}
	if p.Kind == fact.Person || p.Kind == "" {
		p.Organized, p.Seat = nil, ""
		if g.IntN(3) > 0 {
			p.Residence = g.land()
		}
		if g.IntN(3) == 0 {
			p.Citizenship = []fact.Country{g.land()}
		}
		if g.IntN(4) == 0 {
			p.Present = g.land()
		}
		p.Status = g.one("", "", "", "none", "us-citizen", "us-permanent-resident")
	}
	if p.Kind == fact.State || p.Kind == fact.StateBody {
		p.State = g.land()
	}
	if i > 1 && (p.Kind == fact.Branch || g.IntN(12) == 0) {
		p.BranchOf = g.who(i)
	}
	p.Complete = []fact.Truth{fact.Yes, fact.No, fact.Unknown, fact.Unknown}[g.IntN(4)]
	if g.IntN(5) == 0 {
		p.Unknown = []string{g.one("status", "designated", "employers", "citizenship", "seat", "organized", "present")}
	}
	if g.IntN(4) == 0 {
		p.Designated = []fact.Designation{{Programme: g.one("dsp-covered-person", "sdn", "us_ofac", "sdn:CMIC", "SEC-1260H", "ICTS-FD-KASPERSKY", "nobody-asks"), Possible: g.IntN(3) == 0, From: g.pick("", "2024-01-01", "2026", "2027-01-01"), To: g.pick("", "", "2026-01-01")}}
	}
	if g.IntN(8) == 0 {
		lo := fact.Share(g.IntN(60)) * fact.Percent
		p.Concern = &fact.ShareRange{Lo: lo, Hi: lo + fact.Share(g.IntN(3)*20)*fact.Percent}
	}
	return p
}

// terms draws words for some of the terms that packs declare for a kind of record.
func (g *dealer) terms(on string, likely int) map[string]string {
	out := map[string]string{}
	for _, name := range g.lib.Names() {
		p, err := g.lib.Pack(name)
		if err != nil {
			continue
		}
		for _, term := range p.Terms {
			if term.On != on || g.IntN(100) >= likely {
				continue
			}
			out[term.Name] = g.word(term)
		}
	}
	return out
}

func (g *dealer) word(t *law.Term) string {
	switch {
	case g.IntN(8) == 0:
		return "unknown"
	case t.Type == "yes-no":
		return g.one("yes", "no")
	case t.Type == "number":
		return g.one("0", "5", "100", "100..100000", ">1000000", "<=10", "1000001", "50_000")
	case t.Type == "date":
		return g.one("2025-10-05", "2025-10-06", "2024-07-20", "2025-10", "2026", "2024-01-01")
	case len(t.Words) > 0 && t.Type == "word":
		return t.Words[g.IntN(len(t.Words))]
	case len(t.Words) > 0:
		return t.Words[g.IntN(len(t.Words))] + g.perhaps(2, ", "+t.Words[g.IntN(len(t.Words))])
	}
	return g.one("a", "b")
}

func (g *dealer) entry() fact.Data {
	d := fact.Data{Category: fact.Category(g.one("human-genomic", "human-proteomic", "human-epigenomic", "biometric-identifiers", "precise-geolocation", "personal-health", "personal-financial",
		"covered-personal-identifiers", "listed-identifiers", "listed-identifiers", "other", "")), Unit: "us-persons"}
	if d.Category == fact.ListedIdentifiers && g.IntN(4) > 0 || g.IntN(8) == 0 {
		for _, x := range []string{"a", "d", "f", "g"} {
			if g.IntN(2) == 0 {
				d.Identifiers = append(d.Identifiers, x)
			}
		}
	}
	n := []int64{0, 50, 99, 100, 101, 600, 999, 1000, 1001, 5000, 9_999, 10_000, 10_001, 60_000, 100_000, 100_001, 1_000_001}[g.IntN(17)]
	d.Number = fact.Range{Lo: n, Hi: n}
	switch g.IntN(5) {
	case 0:
		d.Number.Hi = n * 2
	case 1:
		d.Number.Hi = fact.Unbounded
	}
	d.People = g.perhaps(5, g.one("patients", "staff"))
	d.Apart = []fact.Truth{fact.Yes, fact.Unknown, fact.Unknown}[g.IntN(3)]
	d.Listed = []fact.Truth{fact.Yes, fact.No, fact.Unknown, fact.Unknown}[g.IntN(4)]
	d.Terms = g.terms("data", 4)
	return d
}

func (g *dealer) deal(i, parties int, at fact.Date) *fact.Dealing {
	d := &fact.Dealing{Name: fmt.Sprintf("d%d", i), Class: fact.Class(g.one("", "", "vendor", "data-brokerage", "data-brokerage", "employment", "investment", "none"))}
	if g.IntN(9) > 0 {
		d.Subject = fact.PartyID(g.one("p0", "p0", "p0", "p1"))
	}
	switch g.IntN(7) {
	case 0:
		d.CounterpartyOneOf = []fact.PartyID{"p1", "p2"}
	case 1:
	default:
		d.Counterparty = fact.PartyID(fmt.Sprintf("p%d", 1+g.IntN(min(parties-1, 3))))
	}
	for range g.IntN(3) {
		a := fact.Access{Able: []fact.Truth{fact.Yes, fact.Yes, fact.No, fact.Unknown}[g.IntN(4)], Party: g.who(parties), Role: g.one("", "operates", "group", "contracts")}
		if g.IntN(6) == 0 {
			a.Party, a.OneOf = "", []fact.PartyID{"p1", "p2"}
		}
		d.Access = append(d.Access, a)
	}
	d.AccessKnown = g.truth()
	for range g.IntN(4) {
		e := g.entry()
		if g.IntN(4) == 0 {
			e.Asset = fact.AssetID(g.one("s0", "s1"))
		}
		d.Data = append(d.Data, e)
	}
	d.DataKnown = []fact.Truth{fact.Yes, fact.Unknown, fact.Unknown}[g.IntN(3)]
	if g.IntN(3) == 0 {
		d.Assets = [][]fact.AssetID{{"s0"}, {"s0", "s1"}, {"s2"}}[g.IntN(3)]
	}
	d.Terms = g.terms("dealing", 3+g.IntN(8))
	if len(d.Terms) > 0 && g.IntN(4) == 0 {
		delete(d.Terms, "form")
	}
	if g.IntN(3) == 0 {
		d.From = g.around(at)
	}
	if g.IntN(3) == 0 {
		d.To = g.around(at)
		if d.From != "" && d.To.First() <= d.From.Last() {
			d.To = ""
		}
	}
	if g.IntN(5) == 0 {
		d.Places, d.PlacesKnown = []fact.Country{"CN", "DE"}[:1+g.IntN(2)], g.truth()
	}
	return d
}

// around is a day at or beside the borders of a window of a year before a day.
func (g *dealer) around(at fact.Date) fact.Date {
	year := map[fact.Date]fact.Date{"2026-11-01": "2025-11-01", "2025-04-08": "2024-04-08", "2025-10-06": "2024-10-06", "2024-10-15": "2023-10-15", "2022-01-18": "2021-01-18", "2025-02-04": "2024-02-04"}[at]
	switch n, _ := year.Days(); g.IntN(6) {
	case 0:
		return law.DayDate(int64(n) + int64(g.IntN(3)) - 1)
	case 1:
		return year[:7]
	case 2:
		return at
	case 3:
		return at[:4]
	}
	n, _ := at.Days()
	return law.DayDate(int64(n) + int64(g.IntN(800)) - 500)
}

// otherwise says one thing of a determination otherwise, and says what.
func (g *dealer) otherwise(d *determination.Determination) string {
	flip := func(s string) string {
		switch s {
		case "yes":
			return g.one("no", "unknown")
		case "no":
			return g.one("yes", "unknown")
		case "unknown":
			return g.one("yes", "no")
		}
		return s + "0"
	}
	steps := d.Proof.Steps()
	kept := func(what string) string {
		d.Proof = determination.NewProof(steps...)
		return what
	}
	var s *determination.Step
	i := g.IntN(len(steps) + 1)
	if i < len(steps) {
		s = &steps[i]
	}
	switch k := g.IntN(7); {
	case k < 4 && s == nil:
	case k < 2:
		s.Value = flip(s.Value)
		return kept(fmt.Sprintf("step %d of value %s", i, s.Value))
	case k == 2 && len(s.Inputs) > 0:
		n := g.IntN(len(s.Inputs))
		s.Inputs[n].Value = flip(s.Inputs[n].Value)
		return kept(fmt.Sprintf("step %d, input %v", i, s.Inputs[n]))
	case k == 3 && len(s.Elements) > 0:
		n := g.IntN(len(s.Elements))
		s.Elements[n].Value = flip(s.Elements[n].Value)
		return kept(fmt.Sprintf("step %d, element %v", i, s.Elements[n]))
	case k == 4:
		if i := g.IntN(len(d.Findings) + 1); i < len(d.Findings) {
			d.Findings[i].Outcome = "none-of-these"
			return "finding " + d.Findings[i].Name
		}
	case k == 5:
		if i := g.IntN(len(d.Findings) + 1); i < len(d.Findings) {
			d.Findings = slices.Delete(d.Findings, i, i+1)
			return "a finding too few"
		}
	case k == 6:
		i := g.IntN(len(d.Packs))
		d.Packs[i].Silent++
		return "silence of " + d.Packs[i].ID
	}
	return ""
}

// ownTest reads an ownership test as the checker does.
func ownTest(name string, at fact.Date) (*check.Test, error) {
	if country, ok := strings.CutPrefix(name, "government-"); ok {
		return check.Government(name, territory.Of(fact.Country(country), at)), nil
	}
	tests, err := check.Tests(ownership.Tables())
	if err != nil {
		return nil, err
	}
	return check.Named(tests, name)
}
