package review

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/check"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// A law of another government is a folder of data: its test of ownership, its
// words, its questions and what these may turn out to be, and what it takes as given.
func TestAnotherGovernment(t *testing.T) {
	lib, err := law.NewLibrary(os.DirFS("testdata"))
	if err != nil {
		t.Fatal(err)
	}
	e := &estate{t: t}
	e.company("hospital", "FR")
	e.company("sao", "BR")
	e.add(&fact.Claim{Author: "a", Party: &fact.Party{ID: "lyon", Kind: fact.Company, Names: []fact.Name{{Text: "Lyon SA"}}, Seat: "FR"}})
	e.add(&fact.Claim{Author: "a", Party: &fact.Party{ID: "who", Kind: fact.Company, Names: []fact.Name{{Text: "Qui SARL"}}}})
	e.add(&fact.Control{Party: "lyon", Test: "union-control", Verdict: fact.Yes, Lo: fact.Whole / 4, Hi: fact.Whole / 2})
	e.add(&fact.Control{Party: "who", Test: "another-test", Verdict: fact.Yes, Lo: fact.Whole, Hi: fact.Whole})
	for _, with := range []fact.PartyID{"sao", "lyon", "who"} {
		d := e.vendor("to-"+string(with), with, fact.PersonalHealth, fact.Range{Lo: 7, Hi: 7})
		d.Subject = "hospital"
		e.add(d)
	}
	d, err := Decide(&e.set, lib, Options{At: "2026-11-01"})
	if err != nil {
		t.Fatal(err)
	}
	if err := check.Steps(d, packs(lib)); err != nil {
		t.Error(err)
	}
	for dealing, want := range map[string]string{
		"to-sao":  "art. 5: sao (established in BR) may not get health data of 7 data subjects.",
		"to-lyon": "art. 5: Lyon SA (at least 25 % held from third countries) may not get health data of 7 data subjects.",
	} {
		f := finding(t, d, dealing)
		if f.Outcome != "forbidden" || f.Headline[0] != want || f.Class != "transfer" {
			t.Errorf("%s: %s, %s, %q", dealing, f.Outcome, f.Class, f.Headline)
		}
	}
	f := finding(t, d, "to-who")
	if f.Outcome != determination.Undetermined || !strings.HasPrefix(f.Headline[0], "Not known whether an outsider gets access: Qui SARL") {
		t.Errorf("to-who: %s, %q", f.Outcome, f.Headline)
	}
	want := []determination.Question{
		{Path: "parties.who.seat", Ask: "Where is Qui SARL established?", Values: []string{"in the Union", "a third country"},
			Write: []string{`{"parties":{"who":{"seat":"FR"}}}`, `{"parties":{"who":{"seat":"BR"}}}`}},
		{Path: "interests (asset: who)", Ask: "How much of Qui SARL do third countries hold?", Values: []string{"less than 25 %", "25 % or more"},
			Write: []string{`{"parties":{"who":{"concern_share":"0..24.9999999"}}}`, `{"parties":{"who":{"concern_share":"25..100"}}}`}},
	}
	if diff := cmp.Diff(want, f.Deciding[0].Questions); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	e.add(&fact.Claim{Author: "a", Party: &fact.Party{ID: "p", Kind: fact.Person, Residence: "BR"}})
	presumed, err := Presumed(&e.set, lib, "2026-11-01")
	if err != nil || len(presumed) != 1 || presumed[0].Body.(*fact.Claim).Party.Status != "none" {
		t.Errorf("presumed %v, %v", presumed, err)
	}
}
