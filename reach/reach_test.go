package reach

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/longarm-project/longarm/fact"
)

var read = []fact.Source{{Name: "test", Line: 1}}

// A world is a small set of facts: an asset on a provider, operated from abroad.
type world struct {
	t   testing.TB
	set fact.Set
}

func (w *world) add(b fact.Body, from ...fact.ID) fact.ID {
	w.t.Helper()
	f := fact.New(b, read, "", from...)
	if len(from) > 0 {
		f = fact.New(b, nil, "test", from...)
	}
	id, err := w.set.Add(f)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// cloud adds a store on a provider in country, contracted with a company of Singapore.
func cloud(t testing.TB, country fact.Country) *world {
	w := &world{t: t}
	o := w.add(&fact.Observation{Asset: "oss.db", Provider: "x", Service: "oss", Store: fact.Yes, What: fact.ObservedResource})
	w.add(&fact.Attribution{Asset: "oss.db", Provider: "x", Operator: "x/sg", Contracts: "x/sg", Country: country, Method: fact.ByResource}, o)
	w.add(&fact.Claim{Author: "g", Party: &fact.Party{ID: "x/sg", Organized: []fact.Country{"SG"}}})
	return w
}

// held adds that a government's arm reaches x/sg by holdings.
func (w *world) held(g string, v fact.Truth) {
	w.heldBy(fact.Country(g), v, &fact.Party{ID: "x/parent", Kind: fact.Company, Organized: []fact.Country{fact.Country(g)}})
}

// judge returns the verdicts of one government, "read cut enter".
func (w *world) judge(g fact.Country, laws Compels) string {
	w.t.Helper()
	in := Input{Set: &w.set, Assets: Assets(&w.set), Compels: laws, Home: []fact.Country{"US"}}
	var out []string
	for _, f := range Judge(in) {
		if _, err := w.set.Add(f); err != nil {
			w.t.Fatal(err)
		}
		if r := f.Body.(*fact.Reach); r.Government == g {
			out = append(out, r.Verdict.String())
			if r.Verdict == fact.Unknown && len(r.Deciding) == 0 {
				w.t.Errorf("%s of %s is possible, and nothing would decide", r.Arm, g)
			}
		}
	}
	return strings.Join(out, " ")
}

func compelled(fact.Country, fact.Arm, ...Ground) []Law { return []Law{everywhere} }
func lawless(fact.Country, fact.Arm, ...Ground) []Law   { return nil }

func TestVerdicts(t *testing.T) {
	for name, c := range map[string]struct {
		make func(*world)
		laws Compels
		want string // read cut enter, of CN
	}{
		"parent known to hold":          {func(w *world) { w.held("CN", fact.Yes) }, compelled, "yes yes unknown"},
		"parent may hold":               {func(w *world) { w.held("CN", fact.Unknown) }, compelled, "unknown unknown unknown"},
		"no law known":                  {func(w *world) { w.held("CN", fact.Yes) }, lawless, "unknown unknown unknown"},
		"another government holds":      {func(w *world) { w.held("RU", fact.Yes) }, compelled, ""},
		"keys out of reach":             {func(w *world) { w.held("CN", fact.Yes); w.guard("keys-out-of-reach", fact.Yes) }, compelled, "no yes unknown"},
		"keys perhaps out of reach":     {func(w *world) { w.held("CN", fact.Yes); w.guard("keys-out-of-reach", fact.Unknown) }, compelled, "unknown yes unknown"},
		"keys not out of reach":         {func(w *world) { w.held("CN", fact.Yes); w.guard("keys-out-of-reach", fact.No) }, compelled, "yes yes unknown"},
		"replica out of reach":          {func(w *world) { w.held("CN", fact.Yes); w.guard("replica-out-of-reach", fact.Yes) }, compelled, "yes no unknown"},
		"standing trust":                {func(w *world) { w.held("CN", fact.Yes); w.trust() }, compelled, "yes yes yes"},
		"trust and no law":              {func(w *world) { w.held("CN", fact.Yes); w.trust() }, lawless, "unknown unknown unknown"},
		"no standing access, as stated": {func(w *world) { w.held("CN", fact.Yes); w.guard("no-standing-access", fact.Yes) }, compelled, "yes yes no"},
	} {
		t.Run(name, func(t *testing.T) {
			w := cloud(t, "US")
			c.make(w)
			if got := w.judge("CN", c.laws); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func (w *world) guard(measure fact.Measure, state fact.Truth) {
	w.add(&fact.Safeguard{Asset: "oss.db", Measure: measure, State: state})
}

func (w *world) trust() {
	w.add(&fact.Observation{Asset: "oss.db", Service: "vpn", Trust: "vpn", What: fact.ObservedResource})
}

func TestPlace(t *testing.T) {
	w := cloud(t, "CN")
	if got := w.judge("CN", compelled); got != "yes yes unknown" {
		t.Errorf("a site in China: %q", got)
	}
	w = cloud(t, "US")
	if got := w.judge("SG", compelled); got != "yes yes unknown" {
		t.Errorf("a company of Singapore: %q", got)
	}
	if got := w.judge("US", compelled); got != "" {
		t.Errorf("the subject's own government: %q", got)
	}
}

func TestTrafficAloneIsPossible(t *testing.T) {
	w := &world{t: t}
	o := w.add(&fact.Observation{Asset: "eni-1", Endpoint: "192.0.2.1", Flows: 3, What: fact.ObservedPeer})
	w.add(&fact.Attribution{Asset: "eni-1", Provider: "y", Operator: "y", Country: "RU", Method: fact.ByRange}, o)
	if got := w.judge("RU", compelled); got != "unknown unknown unknown" {
		t.Errorf("got %q", got)
	}
}

func TestAliases(t *testing.T) {
	w := cloud(t, "US")
	w.add(&fact.Observation{Asset: "claims", Also: []string{"oss.db", "bucket.example"}, What: fact.ObservedAsset})
	w.add(&fact.Observation{Asset: "eni-1", Endpoint: "bucket.example", What: fact.ObservedName})
	w.add(&fact.Count{Asset: "claims", Category: fact.PersonalHealth, Number: fact.Range{Lo: 5, Hi: 5}})
	as := Assets(&w.set)
	if len(as) != 1 || as[0].ID != "claims" || len(as[0].Observations) != 3 || len(as[0].Attributions) != 1 || len(as[0].Counts) != 1 {
		t.Errorf("assets: %+v", as)
	}
}

func TestDealings(t *testing.T) {
	w := cloud(t, "US")
	w.add(&fact.Count{Asset: "oss.db", Category: fact.PersonalHealth, Number: fact.Range{Lo: 5, Hi: 9}, Unit: "us-persons"})
	for _, eni := range []fact.AssetID{"eni-1", "eni-2"} {
		o := w.add(&fact.Observation{Asset: eni, Endpoint: "192.0.2.1", What: fact.ObservedPeer})
		w.add(&fact.Attribution{Asset: eni, Provider: "y", Operator: "y", Contracts: "y", Method: fact.ByRange}, o)
	}
	w.add(&fact.Claim{Author: "g", Party: &fact.Party{ID: "x/cn"}})
	w.add(&fact.Claim{Author: "g", Interest: &fact.Interest{Owner: "x/cn", Asset: "x/sg", Hi: fact.Whole, Kind: fact.Shares}})
	w.add(&fact.Role{Party: "x/cn", Provider: "x", Relation: fact.Parent, Means: "parent"})
	var got []fact.Dealing
	for _, f := range Dealings(Uses{Set: &w.set, Assets: Assets(&w.set), Subject: "us"}) {
		if f.Rule != fact.RuleUse || len(f.From) == 0 {
			t.Errorf("%s: rule %q from %d facts", f.Body.(*fact.Dealing).Name, f.Rule, len(f.From))
		}
		got = append(got, *f.Body.(*fact.Dealing))
	}
	slices.SortFunc(got, func(a, b fact.Dealing) int { return strings.Compare(a.Name, b.Name) })
	want := []fact.Dealing{
		{
			Name: "oss.db on x", Title: "oss.db on x", Class: fact.Vendor, Subject: "us", Counterparty: "x/sg", Assets: []fact.AssetID{"oss.db"},
			Access: []fact.Access{{Able: fact.Yes, Means: "operates the service", Party: "x/sg", Role: roleOperates}, {Means: "parent", Party: "x/cn", Role: roleGroup}},
			Places: []fact.Country{"US"}, PlacesKnown: fact.Yes,
			Data: []fact.Data{{Asset: "oss.db", Category: fact.PersonalHealth, Number: fact.Range{Lo: 5, Hi: 9}, Unit: "us-persons"}},
		},
		{
			Name: "use of y", Title: "use of y by 2 assets", Subject: "us", Counterparty: "y", Assets: []fact.AssetID{"eni-1", "eni-2"},
			Access: []fact.Access{{Able: fact.Yes, Means: "operates the service", Party: "y", Role: roleOperates}},
			Data:   []fact.Data{{Number: fact.Range{Hi: fact.Unbounded}}},
		},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	answer := w.add(&fact.Dealing{Name: "use of y", Class: fact.NoClass, Subject: "us"})
	for _, f := range Dealings(Uses{Set: &w.set, Assets: Assets(&w.set), Subject: "us"}) {
		b := f.Body.(*fact.Dealing)
		if b.Name == "use of y" && (b.Class != fact.NoClass || len(b.Assets) != 2 || !slices.Contains(f.From, answer)) {
			t.Errorf("an answer is not taken up: %+v", b)
		}
	}
	w.add(&fact.Dealing{Name: "hosting", Assets: []fact.AssetID{"oss.db"}, Counterparty: "x/sg", Class: fact.Vendor})
	if left := Dealings(Uses{Set: &w.set, Assets: Assets(&w.set), Subject: "us"}); len(left) != 1 {
		t.Errorf("a stated dealing about the same use leaves %d derived ones, want 1", len(left))
	}
}

// A safeguard never makes an answer worse, and knowing more never turns yes into no by itself.
func TestSafeguardsNeverHarm(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		held := fact.Truth(rapid.IntRange(0, 1).Draw(rt, "held"))
		state := fact.Truth(rapid.IntRange(-1, 1).Draw(rt, "state"))
		measure := rapid.SampledFrom([]fact.Measure{"keys-out-of-reach", "replica-out-of-reach", "no-standing-access", "access-removed", "other"}).Draw(rt, "measure")
		verdicts := func(guarded bool) (out []fact.Truth) {
			w := cloud(t, "US")
			w.held("CN", held)
			if guarded {
				w.guard(measure, state)
			}
			for _, f := range Judge(Input{Set: &w.set, Assets: Assets(&w.set), Compels: compelled}) {
				out = append(out, f.Body.(*fact.Reach).Verdict)
			}
			return out
		}
		bare, guarded := verdicts(false), verdicts(true)
		for i := range bare {
			if guarded[i] > bare[i] {
				rt.Errorf("%s %s makes arm %d go from %s to %s", measure, state, i, bare[i], guarded[i])
			}
		}
	})
}
