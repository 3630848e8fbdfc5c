package reach

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/longarm-project/longarm/fact"
)

// narrow answers with one law for each ground, named for it.
func narrow(_ fact.Country, _ fact.Arm, on ...Ground) []Law {
	var out []Law
	for _, g := range on {
		out = append(out, Law{Citation: string(g), Applies: fact.Yes, Abroad: fact.Yes})
	}
	return out
}

// only answers with one law, for one of the grounds.
func only(ground Ground, l Law) Compels {
	return func(_ fact.Country, _ fact.Arm, on ...Ground) []Law {
		if slices.Contains(on, ground) {
			return []Law{l}
		}
		return nil
	}
}

var everywhere = Law{Citation: "a law", Applies: fact.Yes, Abroad: fact.Yes}

// cuts judges whether a government can cut a store, and returns the whole answer.
func (w *world) cuts(t *testing.T, g fact.Country, laws Compels) *fact.Reach {
	t.Helper()
	for _, f := range Judge(Input{Set: &w.set, Assets: Assets(&w.set), Compels: laws, Governments: []fact.Country{g}}) {
		if r := f.Body.(*fact.Reach); r.Arm == fact.Cut {
			if _, err := w.set.Add(f); err != nil {
				t.Fatal(err)
			}
			return r
		}
	}
	t.Fatal("nothing judged")
	return nil
}

// heldBy adds that owners hold x/sg together, and that this puts it within a government's reach.
func (w *world) heldBy(g fact.Country, v fact.Truth, owners ...*fact.Party) {
	var chain []fact.ID
	for _, p := range owners {
		chain = append(chain, w.add(&fact.Claim{Author: "g", Party: p}))
		chain = append(chain, w.add(&fact.Claim{Author: "g", Interest: &fact.Interest{Owner: p.ID, Asset: "x/sg", Kind: fact.Shares, Hi: fact.Whole}}))
	}
	w.add(&fact.Control{Party: "x/sg", Test: ControlTest + string(g), Verdict: v, Hi: fact.Whole, Chain: chain}, chain...)
}

func in(c ...fact.Country) []fact.Country { return c }

// Whoever holds the operator is reached on the grounds that the facts about it give, and on no other.
func TestGroundsOfHolders(t *testing.T) {
	company, person := fact.Company, fact.Person
	for name, c := range map[string]struct {
		party fact.Party
		want  string
	}{
		"organised there":                {fact.Party{Kind: company, Organized: in("CN"), Seat: "SG"}, "incorporation"},
		"organised there and elsewhere":  {fact.Party{Kind: company, Organized: in("KY", "CN"), Seat: "SG"}, "incorporation"},
		"seated there":                   {fact.Party{Kind: company, Organized: in("KY"), Seat: "CN"}, "operation presence"},
		"organised and seated there":     {fact.Party{Kind: company, Organized: in("CN"), Seat: "CN"}, "incorporation operation presence"},
		"kind not known, seated there":   {fact.Party{Seat: "CN"}, "operation presence"},
		"lives there":                    {fact.Party{Kind: person, Residence: "CN", Citizenship: in("SG")}, "presence"},
		"citizen who lives there":        {fact.Party{Kind: person, Residence: "CN", Citizenship: in("SG", "CN")}, "nationality presence"},
		"citizen who lives elsewhere":    {fact.Party{Kind: person, Residence: "SG", Citizenship: in("CN")}, "nationality"},
		"is there now":                   {fact.Party{Kind: person, Residence: "SG", Present: "CN"}, "presence"},
		"the state":                      {fact.Party{Kind: fact.State, State: "CN"}, "incorporation"},
		"body of the state, seated":      {fact.Party{Kind: fact.StateBody, State: "CN", Seat: "CN"}, "incorporation operation presence"},
		"organised in Hong Kong":         {fact.Party{Kind: company, Organized: in("HK"), Seat: "SG"}, "incorporation"},
		"a company with a state in name": {fact.Party{Kind: company, State: "CN", Organized: in("SG"), Seat: "CN"}, "operation presence"},
	} {
		t.Run(name, func(t *testing.T) {
			w := cloud(t, "US")
			c.party.ID = "x/parent"
			w.heldBy("CN", fact.Yes, &c.party)
			r := w.cuts(t, "CN", narrow)
			slices.Sort(r.Laws)
			if got := strings.Join(r.Laws, " "); got != c.want || r.Verdict != fact.Yes {
				t.Errorf("%s by %q, want yes by %q", r.Verdict, got, c.want)
			}
		})
	}
}

// A party on the path is reached on its own grounds, as one that holds it is.
func TestGroundsOfOperators(t *testing.T) {
	for name, c := range map[string]struct {
		claims []fact.Party
		laws   Compels
		want   fact.Truth
		decide string // part of what would decide
	}{
		"seated there, a law on those who operate":       {[]fact.Party{{Organized: in("NL"), Seat: "RU"}}, only(Operation, everywhere), fact.Yes, ""},
		"both, a law on those who operate":               {[]fact.Party{{Organized: in("RU"), Seat: "RU"}}, only(Operation, everywhere), fact.Yes, ""},
		"organised there, a law on those who operate":    {[]fact.Party{{Organized: in("RU"), Seat: "NL"}}, only(Operation, everywhere), fact.Unknown, "none is in the catalogue"},
		"organised there, seat not known":                {[]fact.Party{{Organized: in("RU")}}, only(Operation, everywhere), fact.Unknown, "whether x/sg has its principal place of business in RU"},
		"seated there, a law on the organised":           {[]fact.Party{{Organized: in("NL"), Seat: "RU"}}, only(Incorporation, everywhere), fact.Unknown, "none is in the catalogue"},
		"seat told two ways":                             {[]fact.Party{{Organized: in("NL"), Seat: "RU"}, {Seat: "NL"}}, only(Operation, everywhere), fact.Unknown, "whether x/sg has its principal place of business in RU"},
		"seat told two ways, organised there":            {[]fact.Party{{Organized: in("RU"), Seat: "RU"}, {Seat: "NL"}}, only(Operation, everywhere), fact.Unknown, "whether x/sg has its principal place of business in RU"},
		"a person who lives there, a law on operators":   {[]fact.Party{{Kind: fact.Person, Residence: "RU", Citizenship: in("RU")}}, only(Operation, everywhere), fact.Unknown, "none is in the catalogue"},
		"a person of unknown citizenship":                {[]fact.Party{{Kind: fact.Person, Residence: "RU"}}, only(Nationality, everywhere), fact.Unknown, "whether x/sg is a citizen of RU"},
		"a law that may have lapsed":                     {[]fact.Party{{Seat: "RU"}}, only(Operation, Law{Citation: "old", Abroad: fact.Yes, Why: "orders live on"}), fact.Unknown, "whether old applies: orders live on"},
		"a law that stays at home, the service abroad":   {[]fact.Party{{Seat: "RU"}}, only(Operation, Law{Citation: "here", Applies: fact.Yes, Abroad: fact.No}), fact.Unknown, "none is in the catalogue"},
		"a law that does not say whether it goes abroad": {[]fact.Party{{Seat: "RU"}}, only(Operation, Law{Citation: "here", Applies: fact.Yes}), fact.Yes, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := operated(t, "US", c.claims...)
			r := w.cuts(t, "RU", c.laws)
			if r.Verdict != c.want || !strings.Contains(strings.Join(r.Deciding, "\n"), c.decide) || (c.decide == "") != (len(r.Deciding) == 0) {
				t.Errorf("%s, decided by %q; want %s, %q", r.Verdict, r.Deciding, c.want, c.decide)
			}
			if c.want == fact.Yes && len(r.Laws) == 0 {
				t.Error("no law is cited")
			}
		})
	}
}

// operated adds a store in country, operated by a company of which only claims tell.
func operated(t testing.TB, country fact.Country, claims ...fact.Party) *world {
	w := &world{t: t}
	o := w.add(&fact.Observation{Asset: "oss.db", Provider: "x", Store: fact.Yes, What: fact.ObservedResource})
	w.add(&fact.Attribution{Asset: "oss.db", Provider: "x", Operator: "x/sg", Country: country, Method: fact.ByResource}, o)
	for _, p := range claims {
		p.ID = "x/sg"
		w.add(&fact.Claim{Author: "g", Party: &p})
	}
	return w
}

// A law that stays at home binds where the service stands there, and perhaps where nobody knows.
func TestLawAtHome(t *testing.T) {
	home := only(Operation, Law{Citation: "here", Applies: fact.Yes, Abroad: fact.No})
	for country, want := range map[fact.Country]fact.Truth{"RU": fact.Yes, "": fact.Unknown, "NL": fact.Unknown} {
		w := operated(t, country, fact.Party{Seat: "RU"})
		r := w.cuts(t, "RU", home)
		if r.Verdict != want || (len(r.Laws) > 0) != (country != "NL") {
			t.Errorf("in %q: %s by %q, want %s", country, r.Verdict, r.Laws, want)
		}
		if country == "" && !strings.Contains(strings.Join(r.Deciding, "\n"), "whether it stands in RU") {
			t.Errorf("decided by %q", r.Deciding)
		}
	}
}

// Where two holders make the control only together, a law must reach each of them.
func TestHoldersTogether(t *testing.T) {
	a := &fact.Party{ID: "a", Kind: fact.Company, Organized: in("RU"), Seat: "NL"}
	b := &fact.Party{ID: "b", Kind: fact.Company, Organized: in("NL"), Seat: "RU"}
	for name, c := range map[string]struct {
		laws Compels
		want fact.Truth
	}{
		"a law for each":        {narrow, fact.Yes},
		"a law for one of them": {only(Operation, everywhere), fact.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			w := cloud(t, "US")
			w.heldBy("RU", fact.Yes, a, b)
			if r := w.cuts(t, "RU", c.laws); r.Verdict != c.want {
				t.Errorf("%s by %q, want %s", r.Verdict, r.Laws, c.want)
			}
		})
	}
}

// A holder of whom nothing ties it to the government leaves the answer open, whatever the laws.
func TestNoTie(t *testing.T) {
	w := cloud(t, "US")
	w.heldBy("RU", fact.Yes, &fact.Party{ID: "a", Anonymous: true})
	r := w.cuts(t, "RU", narrow)
	if r.Verdict != fact.Unknown || len(r.Laws) > 0 || !slices.Contains(r.Deciding, "on what ground the law of RU reaches a") {
		t.Errorf("%s by %q, decided by %q", r.Verdict, r.Laws, r.Deciding)
	}
}

// Judging again from what an answer cites, and from nothing else, gives it again.
func TestJudgedAgain(t *testing.T) {
	countries := []fact.Country{"", "CN", "HK", "RU", "SG"}
	rapid.Check(t, func(rt *rapid.T) {
		draw := func(name string) fact.Country { return rapid.SampledFrom(countries).Draw(rt, name) }
		party := func(id fact.PartyID) *fact.Party {
			p := &fact.Party{ID: id, Kind: rapid.SampledFrom([]fact.PartyKind{"", fact.Company, fact.Person, fact.State}).Draw(rt, "kind")}
			p.Seat, p.Residence, p.State = draw("seat"), draw("residence"), draw("state")
			if c := draw("organized"); c != "" {
				p.Organized = in(c)
			}
			return p
		}
		w := operated(t, draw("site"), *party("x/sg"), *party("x/sg"))
		w.add(&fact.Claim{Author: "other", Party: party("x/parent")})
		w.heldBy("CN", rapid.SampledFrom([]fact.Truth{fact.Yes, fact.Unknown}).Draw(rt, "control"), party("x/parent"))
		laws := only(rapid.SampledFrom([]Ground{Incorporation, Operation, Presence, Nationality}).Draw(rt, "ground"), everywhere)
		facts := Judge(Input{Set: &w.set, Assets: Assets(&w.set), Compels: laws})
		for _, f := range facts {
			var set fact.Set
			for _, g := range w.set.Closure(f.From...) {
				if _, err := set.Add(g); err != nil {
					rt.Fatal(err)
				}
			}
			r := f.Body.(*fact.Reach)
			again := Judge(Input{Set: &set, Assets: Assets(&set), Compels: laws, Governments: in(r.Government)})
			if !slices.ContainsFunc(again, func(g fact.Fact) bool { return g.ID == f.ID }) {
				rt.Fatalf("%s by %s comes out otherwise from what it cites", r.Arm, r.Government)
			}
		}
	})
}
