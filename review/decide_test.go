package review

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/check"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

func decideDSP(t testing.TB, set *fact.Set, at fact.Date) *determination.Determination {
	t.Helper()
	lib := library(t)
	d, err := Decide(set, lib, Options{At: at, Packs: []string{"us-dsp"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := check.Steps(d, packs(lib)); err != nil {
		t.Error(err)
	}
	return d
}

func finding(t testing.TB, d *determination.Determination, dealing string) *determination.Finding {
	t.Helper()
	i := slices.IndexFunc(d.Findings, func(f determination.Finding) bool { return f.Dealing == dealing })
	if i < 0 {
		t.Fatalf("no finding for %s", dealing)
	}
	return &d.Findings[i]
}

// vendor makes a vendor agreement of acme with a party about data of one category.
func (e *estate) vendor(name string, with fact.PartyID, category fact.Category, n fact.Range) *fact.Dealing {
	return &fact.Dealing{
		Name: name, Subject: "acme", Counterparty: with, Class: fact.Vendor, AccessKnown: fact.Yes,
		Access: []fact.Access{{Party: with, Able: fact.Yes}}, Data: []fact.Data{{Category: category, Number: n}},
	}
}

func newEstate(t testing.TB) *estate {
	e := &estate{t: t}
	e.company("acme", "US")
	e.company("beihai", "CN")
	e.company("rhein", "DE")
	return e
}

func TestThreshold(t *testing.T) {
	for _, c := range []struct {
		name   string
		number fact.Range
		want   determination.Outcome
	}{
		{"the number itself is not bulk", exactly(10_000), determination.NotCovered},
		{"one more is", exactly(10_001), determination.Restricted},
		{"a range above", fact.Range{Lo: 18_400, Hi: 18_650}, determination.Restricted},
		{"a range across", fact.Range{Lo: 9_000, Hi: 11_000}, determination.Undetermined},
		{"only a lower bound", fact.Range{Lo: 1, Hi: fact.Unbounded}, determination.Undetermined},
		{"a lower bound above", fact.Range{Lo: 10_001, Hi: fact.Unbounded}, determination.Restricted},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := newEstate(t)
			e.add(e.vendor("store", "beihai", fact.PersonalHealth, c.number))
			if got := finding(t, decideDSP(t, &e.set, "2026-06-01"), "store").Outcome; got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestCombinedData(t *testing.T) {
	for _, c := range []struct {
		name string
		data []fact.Data
		want determination.Outcome
	}{
		{"below each", []fact.Data{{Category: fact.PersonalHealth, Number: exactly(900)}, {Category: fact.PreciseGeolocation, Number: exactly(900), Terms: map[string]string{"listed_location": "no"}}}, determination.NotCovered},
		{"health above the lowest", []fact.Data{{Category: fact.PersonalHealth, Number: exactly(1001)}, {Category: fact.PreciseGeolocation, Number: exactly(5), Terms: map[string]string{"listed_location": "no"}}}, determination.Restricted},
		{"the same, kept apart", []fact.Data{{Category: fact.PersonalHealth, Number: exactly(1001), Terms: map[string]string{"separate": "yes"}}, {Category: fact.PreciseGeolocation, Number: exactly(5), Terms: map[string]string{"listed_location": "no"}}}, determination.NotCovered},
		{"encrypted counts all the same", []fact.Data{{Category: fact.PersonalHealth, Number: exactly(20_000), Terms: map[string]string{"encrypted": "yes"}}}, determination.Restricted},
		{"few genomes beside much else do not make the genomes bulk", []fact.Data{{Category: fact.HumanGenomic, Number: exactly(50)}, {Category: fact.PersonalHealth, Number: exactly(200)}}, determination.Restricted},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := newEstate(t)
			d := e.vendor("store", "beihai", "", exactly(0))
			d.Data = c.data
			e.add(d)
			if got := finding(t, decideDSP(t, &e.set, "2026-06-01"), "store").Outcome; got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// TestWindow bounds the distinct persons of the dealings of one pair in twelve months, and only those.
func TestWindow(t *testing.T) {
	type part struct {
		with     fact.PartyID
		from, to fact.Date
		asset    fact.AssetID
		n        int64
		apart    fact.Truth
		people   string
	}
	for _, c := range []struct {
		name  string
		parts []part
		want  determination.Outcome // of the first part
	}{
		{"two small ones may add up", []part{{"beihai", "2026-01-01", "", "", 6000, 0, ""}, {"beihai", "2025-10-01", "", "", 6000, 0, ""}}, determination.Undetermined},
		{"two that are apart add up", []part{{"beihai", "2026-01-01", "", "", 6000, 1, ""}, {"beihai", "2025-10-01", "", "", 6000, 0, ""}}, determination.Restricted},
		{"two of the same people do not", []part{{"beihai", "2026-01-01", "", "", 6000, 0, "patients"}, {"beihai", "2025-10-01", "", "", 6000, 0, "patients"}}, determination.NotCovered},
		{"two that never are enough", []part{{"beihai", "2026-01-01", "", "", 4000, 0, ""}, {"beihai", "2025-10-01", "", "", 6000, 0, ""}}, determination.NotCovered},
		{"another party is another pair", []part{{"beihai", "2026-01-01", "", "", 6000, 0, ""}, {"rhein", "2025-10-01", "", "", 6000, 0, ""}}, determination.NotCovered},
		{"one that ended a year before", []part{{"beihai", "2026-01-01", "", "", 6000, 0, ""}, {"beihai", "2024-01-01", "2025-06-01", "", 6000, 0, ""}}, determination.NotCovered},
		{"one that ended a day later", []part{{"beihai", "2026-01-01", "", "", 6000, 0, ""}, {"beihai", "2024-01-01", "2025-06-02", "", 6000, 1, ""}}, determination.Restricted},
		{"one still to come", []part{{"beihai", "2026-01-01", "", "", 6000, 0, ""}, {"beihai", "2026-07-01", "", "", 6000, 0, ""}}, determination.NotCovered},
		{"the same store is counted once", []part{{"beihai", "2026-01-01", "", "claims", 6000, 0, ""}, {"beihai", "2025-10-01", "", "claims", 6000, 0, ""}}, determination.NotCovered},
		{"two stores", []part{{"beihai", "2026-01-01", "", "claims", 6000, 0, ""}, {"beihai", "2025-10-01", "", "visits", 6000, 0, ""}}, determination.Undetermined},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := newEstate(t)
			for i, p := range c.parts {
				d := e.vendor(fmt.Sprintf("part-%d", i), p.with, fact.PersonalHealth, exactly(p.n))
				d.From, d.To, d.Data[0].Asset, d.Data[0].Apart, d.Data[0].People = p.from, p.to, p.asset, p.apart, p.people
				e.add(d)
			}
			if got := finding(t, decideDSP(t, &e.set, "2026-06-01"), "part-0").Outcome; got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// TestSubsidiary: a U.S.-organised company held from China is no covered person;
// what decides is whether its parent is able to get at the data.
func TestSubsidiary(t *testing.T) {
	for _, c := range []struct {
		able fact.Truth
		want determination.Outcome
	}{{fact.Yes, determination.Restricted}, {fact.No, determination.NotCovered}, {fact.Unknown, determination.Undetermined}} {
		t.Run(c.able.String(), func(t *testing.T) {
			e := newEstate(t)
			e.company("cloud-us", "US")
			d := e.vendor("store", "cloud-us", fact.PersonalHealth, exactly(20_000))
			d.Access = append(d.Access, fact.Access{Party: "beihai", Able: c.able, Means: "parent of the provider"})
			e.add(d)
			f := finding(t, decideDSP(t, &e.set, "2026-06-01"), "store")
			if f.Outcome != c.want {
				t.Fatalf("got %s, want %s: %v", f.Outcome, c.want, f.Headline)
			}
			if c.able != fact.Unknown {
				return
			}
			want := []determination.DecidingSet{{
				Surely: true,
				Questions: []determination.Question{{Ask: "Is beihai able to get at the data under store?", Path: "dealings.store.access[1].able", Values: []string{"yes", "no"},
					Write: []string{`{"dealings":{"store":{"access":[{"able":"yes","party":"beihai"}]}}}`, `{"dealings":{"store":{"access":[{"able":"no","party":"beihai"}]}}}`}}},
				Answers: []determination.Answer{{Values: []string{"yes"}, Outcome: determination.Restricted}, {Values: []string{"no"}, Outcome: determination.NotCovered}},
			}}
			if diff := cmp.Diff(want, f.Deciding); diff != "" {
				t.Errorf("deciding questions (-want +got):\n%s", diff)
			}
		})
	}
}

// TestAnswers gives each answer of each question in turn and decides anew: the promise must hold.
func TestAnswers(t *testing.T) {
	build := func(terms map[string]string, able fact.Truth) *fact.Set {
		e := newEstate(t)
		d := e.vendor("store", "rhein", fact.PersonalHealth, exactly(20_000))
		d.Class, d.Terms = fact.UnknownClass, terms
		d.Access = []fact.Access{{Party: "beihai", Able: able}, {Party: "rhein", Able: fact.Yes}}
		e.add(d)
		return &e.set
	}
	f := finding(t, decideDSP(t, build(nil, fact.Unknown), "2026-06-01"), "store")
	if f.Outcome != determination.Undetermined || len(f.Deciding) == 0 {
		t.Fatalf("got %s asking %v", f.Outcome, f.Deciding)
	}
	tried := 0
	for _, set := range f.Deciding {
		for _, a := range set.Answers {
			terms, able := map[string]string{}, fact.Unknown
			for i, q := range set.Questions {
				switch {
				case strings.HasSuffix(q.Path, ".able"):
					if err := able.UnmarshalText([]byte(a.Values[i])); err != nil {
						t.Fatal(err)
					}
				case strings.HasSuffix(q.Path, ".class"):
					terms["form"] = map[string]string{"data-brokerage": "sale", "vendor": "services", "employment": "board", "investment": "", "none": "internal"}[a.Values[i]]
				default:
					terms = nil
				}
			}
			if terms == nil || terms["form"] == "" && len(terms) > 0 {
				continue
			}
			tried++
			got := finding(t, decideDSP(t, build(terms, able), "2026-06-01"), "store")
			if got.Outcome != a.Outcome {
				t.Errorf("%v = %v: got %s, promised %s", set.Questions, a.Values, got.Outcome, a.Outcome)
			}
		}
	}
	if tried < 4 {
		t.Errorf("only %d answers tried of %v", tried, f.Deciding)
	}
}

// What an element looks at and does not know stands on it by record and field.
func TestUnknownFields(t *testing.T) {
	e := newEstate(t)
	deal := e.vendor("deal", "beihai", fact.PersonalHealth, exactly(20_000))
	deal.Terms = map[string]string{"financial_service": "banking", "ordinarily_incident": "unknown", "knowing": "yes"}
	e.add(deal)
	d := decideDSP(t, &e.set, "2026-06-01")
	want := determination.Field{About: "dealing deal", Name: "ordinarily_incident"}
	found := false
	for _, p := range d.Findings[0].Provisions {
		for _, x := range p.Elements {
			found = found || slices.Contains(x.Unknown, want)
			if x.Value == fact.Unknown && len(x.Unknown) == 0 {
				t.Errorf("%s of %s is open, and nothing it looks at is", x.ID, p.Rule)
			}
			for _, u := range x.Unknown {
				if u.Name == "knowing" {
					t.Errorf("%s of %s: what is stated counts as not known", x.ID, p.Rule)
				}
			}
		}
	}
	if !found {
		t.Errorf("no element lists %v", want)
	}
}

func TestMeasures(t *testing.T) {
	pack, err := library(t).Pack("us-dsp")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		state func(m law.Measure) fact.Truth
		want  determination.Outcome
	}{
		{"none shown", func(law.Measure) fact.Truth { return fact.Unknown }, determination.Restricted},
		{"all shown", func(law.Measure) fact.Truth { return fact.Yes }, determination.Authorized},
		{"one option of the data level is enough", func(m law.Measure) fact.Truth { return fact.Is(m.Group == "" || m.Option == "II.B") }, determination.Authorized},
		{"half of an option is not", func(m law.Measure) fact.Truth { return fact.Is(m.Group == "" || m.ID == "cisa-ii-b-2") }, determination.Prohibited},
		{"none of the data level", func(m law.Measure) fact.Truth { return fact.Is(m.Group == "") }, determination.Prohibited},
		{"one required is missing", func(m law.Measure) fact.Truth { return fact.Is(m.ID != "cisa-i-a-7") }, determination.Prohibited},
		{"one required is not shown", func(m law.Measure) fact.Truth {
			if m.ID == "cisa-i-a-7" {
				return fact.Unknown
			}
			return fact.Yes
		}, determination.Restricted},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := newEstate(t)
			store := e.vendor("store", "beihai", fact.PersonalHealth, exactly(20_000))
			store.Terms = map[string]string{"other_requirements": "yes"}
			e.add(store)
			for _, m := range pack.Measures {
				if s := c.state(m); s != fact.Unknown {
					e.add(&fact.Safeguard{Dealing: "store", Measure: m.ID, State: s, Seen: fact.No})
				}
			}
			f := finding(t, decideDSP(t, &e.set, "2026-06-01"), "store")
			if f.Outcome != c.want || len(f.Measures) != 24 {
				t.Errorf("got %s with %d measures, want %s with 24", f.Outcome, len(f.Measures), c.want)
			}
		})
	}
}

func TestMeasuresOnAssets(t *testing.T) {
	e := newEstate(t)
	d := e.vendor("store", "beihai", fact.PersonalHealth, exactly(20_000))
	d.Assets = []fact.AssetID{"one", "two"}
	e.add(d)
	e.add(&fact.Safeguard{Asset: "one", Measure: "cisa-i-a-1", State: fact.Yes})
	e.add(&fact.Safeguard{Asset: "one", Measure: "cisa-i-a-2", State: fact.Yes})
	e.add(&fact.Safeguard{Asset: "two", Measure: "cisa-i-a-1", State: fact.Yes})
	f := finding(t, decideDSP(t, &e.set, "2026-06-01"), "store")
	got := map[fact.Measure]fact.Truth{f.Measures[0].ID: f.Measures[0].State, f.Measures[1].ID: f.Measures[1].State}
	want := map[fact.Measure]fact.Truth{"cisa-i-a-1": fact.Yes, "cisa-i-a-2": fact.Unknown}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a measure must stand on every asset (-want +got):\n%s", diff)
	}
}

func TestDuties(t *testing.T) {
	e := newEstate(t)
	d := e.vendor("store", "beihai", fact.PersonalHealth, exactly(20_000))
	d.From, d.To = "2025-11-01", "2027-01-15"
	d.Terms = map[string]string{"audit_completed": "2026-05-05", "form": "cloud", "foreign_equity": "3000"}
	e.add(d)
	got := map[string]fact.Date{}
	for _, duty := range finding(t, decideDSP(t, &e.set, "2026-06-01"), "store").Duties {
		got[duty.ID] = duty.Due
	}
	want := map[string]fact.Date{
		"program": "", "certification": "2026-12-31", "audit": "2026-12-31", "audit-report": "2026-07-06", // 4 July is a Saturday, its holiday the Friday
		"records": "2037-01-15", "restricted-records": "2037-01-15", "reports-on-demand": "", "annual-report": "2027-03-01",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("duties (-want +got):\n%s", diff)
	}
}

func TestReadings(t *testing.T) {
	e := newEstate(t)
	id := e.party(fact.Party{ID: "mixed", Kind: fact.Company, Organized: []fact.Country{"SG"}, Seat: "SG"})
	c := &fact.Control{Party: "mixed", Test: "dsp", Verdict: fact.Unknown, Reading: "aggregate", Lo: 500_000_000, Hi: 500_000_000}
	if _, err := e.set.Add(fact.New(c, nil, "ownership/dsp", id)); err != nil {
		t.Fatal(err)
	}
	e.add(e.vendor("store", "mixed", fact.PersonalHealth, exactly(20_000)))
	f := finding(t, decideDSP(t, &e.set, "2026-06-01"), "store")
	if diff := cmp.Diff([]determination.Outcome{determination.Restricted, determination.NotCovered}, f.Possible); diff != "" {
		t.Errorf("where readings differ both outcomes stay possible (-want +got):\n%s", diff)
	}
	if len(f.Deciding) != 1 || len(f.Deciding[0].Questions) != 1 || f.Deciding[0].Questions[0].Path != "a reading of the law: no fact decides it" {
		t.Errorf("no fact decides between readings, but it asks %v", f.Deciding)
	}
	if !strings.Contains(strings.Join(f.Headline, " "), "persons described in paragraph (a)(2)") {
		t.Errorf("the words that decide are not printed: %v", f.Headline)
	}
}

func TestPresence(t *testing.T) {
	for _, c := range []struct {
		name    string
		person  fact.Party
		covered string
	}{
		{"resident abroad", fact.Party{Kind: fact.Person, Residence: "CN"}, "yes"},
		{"in the United States", fact.Party{Kind: fact.Person, Residence: "CN", Present: "US"}, "no"},
		{"citizen of the United States", fact.Party{Kind: fact.Person, Residence: "CN", Citizenship: []fact.Country{"US"}}, "no"},
		{"where it is, is stated to be unknown", fact.Party{Kind: fact.Person, Residence: "CN", Unknown: []string{"present"}}, "unknown"},
		{"status stated to be unknown", fact.Party{Kind: fact.Person, Residence: "CN", Unknown: []string{"status"}}, "unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := newEstate(t)
			c.person.ID = "x"
			e.party(c.person)
			d := e.vendor("hire", "x", fact.PersonalHealth, exactly(20_000))
			d.Class = fact.EmploymentAgr
			e.add(d)
			f := finding(t, decideDSP(t, &e.set, "2026-06-01"), "hire")
			i := slices.IndexFunc(f.Terms, func(t determination.Term) bool { return t.Name == "covered_person" && t.About == "party x" })
			if got := f.Terms[i].Value; got != c.covered {
				t.Errorf("covered person: got %s, want %s", got, c.covered)
			}
		})
	}
}

func TestBeforeTheLaw(t *testing.T) {
	e := newEstate(t)
	e.add(e.vendor("store", "beihai", fact.PersonalHealth, exactly(20_000)))
	if d := decideDSP(t, &e.set, "2025-04-07"); len(d.Findings) != 0 {
		t.Errorf("the day before the effective date: %v", d.Findings)
	}
	if d := decideDSP(t, &e.set, "2025-04-08"); d.Findings[0].Outcome != determination.Restricted {
		t.Errorf("on the effective date: %v", d.Findings)
	}
}

func TestMisspeltTerm(t *testing.T) {
	e := newEstate(t)
	d := e.vendor("store", "beihai", fact.PersonalHealth, exactly(20_000))
	d.Terms = map[string]string{"consideraton": "yes"}
	e.add(d)
	_, err := Decide(&e.set, library(t), Options{At: "2026-06-01"})
	want := `case.yaml:4: dealing store: no pack of law knows the term "consideraton" of a dealing; did you mean "consideration"?`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if _, err := Decide(&e.set, library(t), Options{}); !errors.Is(err, ErrDate) {
		t.Errorf("without a date: %v", err)
	}
}

// TestSameBytes decides the same facts in another order: the bytes must not differ.
func TestSameBytes(t *testing.T) {
	first := fact.Canonical(decideDSP(t, big(t, 40), "2026-06-01"))
	facts := slices.Collect(big(t, 40).All())
	for seed := range uint64(5) {
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
		var set fact.Set
		for _, f := range facts {
			if _, err := set.Add(f); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(first, fact.Canonical(decideDSP(t, &set, "2026-06-01"))) {
			t.Fatal("facts in another order give other bytes")
		}
	}
}
