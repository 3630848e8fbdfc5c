package longarm_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/evidence/casefile"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/review"
)

// statedIn reads the facts of a case file.
func statedIn(t *testing.T, text string) *fact.Set {
	t.Helper()
	c, err := casefile.Parse([]byte("case: longarm-case/1\nauthor: test\nsubject: us\n"+text), "case.yaml", nil)
	if err != nil {
		t.Fatal(err)
	}
	var set fact.Set
	for _, it := range c.Items {
		if _, err := set.Add(fact.New(it.Body, []fact.Source{{Digest: "d", Line: it.Line, Name: "case.yaml"}}, "")); err != nil {
			t.Fatal(err)
		}
	}
	return &set
}

func embedded(t *testing.T) *law.Library {
	t.Helper()
	lib, err := law.NewLibrary(law.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

const feed = `
parties:
  us: {kind: company, organized: US, seat: US}
  cn: {kind: company, organized: CN, seat: CN}
dealings:
  feed: {counterparty: cn, access: [cn], from: 2025-06-01, data: [{category: personal-health, persons: 30000}], terms: {form: licence, licensed: yes, licence_issued: 2025-10-01, licence_fits: yes}}
`

// What a licence authorizes from its day on was prohibited before, and asks for action.
func TestSpansOfALicence(t *testing.T) {
	d, err := review.Decide(statedIn(t, feed), embedded(t), review.Options{At: "2026-02-02", Packs: []string{"us-dsp"}})
	if err != nil {
		t.Fatal(err)
	}
	f := d.Findings[0]
	want := []determination.Span{
		{From: "2025-06-01", To: "2025-09-30", Outcome: determination.Prohibited, Citation: "28 CFR 202.301(a)"},
		{From: "2025-10-01", To: "2026-02-02", Outcome: determination.Authorized, Citation: "28 CFR 202.801, 202.802"},
	}
	for i := range f.Spans {
		if f.Spans[i].Outcome == determination.Authorized {
			f.Spans[i].Citation = want[1].Citation
		}
	}
	if diff := cmp.Diff(want, f.Spans); diff != "" {
		t.Errorf("spans (-want +got):\n%s", diff)
	}
	if f.Outcome != determination.Authorized || !f.WasProhibited() || !f.NeedsAction() || f.On != "" {
		t.Errorf("it is %s on %q, was prohibited %v, needs action %v", f.Outcome, f.On, f.WasProhibited(), f.NeedsAction())
	}
}

// An answer that rests on holders that nobody lists says so, and one that does not says nothing.
func TestHoldersTaken(t *testing.T) {
	for parties, want := range map[string]bool{
		"b: {name: Beta, kind: company, organized: SG, seat: SG}":                     true,
		"b: {name: Beta, kind: company, organized: SG, seat: SG, complete: yes}":      false,
		"b: {name: Beta, kind: company, organized: CN, seat: CN}":                     false,
		"b: {name: Beta, kind: company, organized: US, seat: US}":                     false,
		"b: {name: Beta, kind: person, residence: DE, citizenship: DE, status: none}": false,
		"b: {name: Beta, kind: company, organized: SG, seat: SG, concern_share: 10}":  false,
	} {
		set := statedIn(t, "parties:\n  us: {kind: company, organized: US, seat: US}\n  "+parties+
			"\ndealings:\n  job: {class: vendor, counterparty: b, access: [b], data: [{category: personal-health, persons: 30000}]}\n")
		var claim fact.ID
		for f, c := range fact.Of[*fact.Claim](set) {
			if c.Party != nil && c.Party.ID == "b" {
				claim = f.ID
			}
		}
		verdict := fact.No
		if strings.Contains(parties, "organized: CN") {
			verdict = fact.Yes
		}
		if _, err := set.Add(fact.New(&fact.Control{Party: "b", Test: "dsp", Verdict: verdict}, nil, fact.RuleOwnership+"dsp", claim)); err != nil {
			t.Fatal(err)
		}
		d, err := review.Decide(set, embedded(t), review.Options{At: "2026-02-02", Packs: []string{"us-dsp"}})
		if err != nil {
			t.Fatal(err)
		}
		says := strings.Join(d.Findings[0].Headline, " ")
		if got := strings.Contains(says, "holds Beta: not all holders are stated"); got != want {
			t.Errorf("%s: %s, %q", parties, d.Findings[0].Outcome, says)
		}
	}
}
