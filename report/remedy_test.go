package report_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report"
)

func remedies() *determination.Remedies {
	few := int64(100)
	keys := determination.Change{ID: "keys-out-of-reach", Says: "Encrypt store with keys of your own.", Shows: "where the keys are", Citation: "28 CFR 202.206"}
	small := determination.Change{ID: "data-minimised", Says: "Keep data on at most 100 U.S. persons.", Shows: "a count", Citation: "28 CFR 202.205", Number: &few}
	show := determination.Change{ID: "security-requirements", Says: "Show all measures.", Shows: "evidence", Citation: "28 CFR 202.248"}
	return &determination.Remedies{Schema: determination.RemedySchema, Determination: "0123456789abcdef", At: "2026-11-01", Remedies: []determination.Remedy{{
		Finding: "sto-ali", Pack: "us-dsp", Dealing: "store", Outcome: determination.Prohibited, Complete: true,
		Ways: []determination.Way{
			{Smallest: true, Trial: determination.Trial{Changes: []determination.Change{small}, Outcome: determination.NotCovered}},
			{Trial: determination.Trial{Changes: []determination.Change{small, show}, Outcome: determination.Authorized}},
		},
		NoHelp: []determination.Trial{{Changes: []determination.Change{keys}, Outcome: determination.Prohibited, Why: "It counts all the same.", Reach: []determination.ReachChange{
			{Asset: "store", Government: "CN", Arm: fact.Read, Before: fact.Yes, After: fact.No},
			{Asset: "store", Government: "RU", Arm: fact.Read, Before: fact.Yes, After: fact.No},
		}}},
		Impact: &determination.Impact{
			Assets:     []determination.AssetImpact{{Asset: "store", Store: fact.Yes, Data: []determination.Amount{{Category: fact.HumanGenomic, Number: fact.Range{Lo: 4212, Hi: 4212}, Unit: "us-persons"}}}},
			Dependants: []determination.Dependant{{Name: "archive.example", Asset: "store", How: "dns"}},
		},
	}}}
}

func TestRemedyTellsWhatHelpsAndWhatDoesNot(t *testing.T) {
	var b strings.Builder
	if err := report.Remedy(&b, remedies(), report.Style{}); err != nil {
		t.Fatal(err)
	}
	want := `longarm review --remedy · as of 2026-11-01 · remedies for determination 0123456789ab

PROHIBITED    store · us-dsp                                                                 sto-ali

  What helps
    1. Keep data on at most 100 U.S. persons.
       then: not covered
       to be shown: a count (28 CFR 202.205)

    2. Keep data on at most 100 U.S. persons.
    + Show all measures.
       then: authorized; all measures are in place
       to be shown: a count (28 CFR 202.205)
       to be shown: evidence (28 CFR 202.248)
       none of these can be left out

  What does not help
    - Encrypt store with keys of your own.
      still prohibited. It counts all the same.
      read: yes -> no for China, Russia

  What the prohibition takes away
    store: human genomic, 4,212 U.S. persons
    names that point there: archive.example
    nothing is known that could take its place

Every outcome here was decided again from the facts as they would be then. Nothing of it is in the
saved determination.
`
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Errorf("page (-want +got):\n%s", d)
	}
}

func TestRemedyOfNothing(t *testing.T) {
	var b strings.Builder
	if err := report.Remedy(&b, &determination.Remedies{At: "2026-11-01"}, report.Style{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "No finding needs a remedy.") {
		t.Errorf("got %q", b.String())
	}
}

func TestRemedyJSON(t *testing.T) {
	var b strings.Builder
	if err := report.RemedyJSON(&b, remedies()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"schema":"longarm-remedy/1"`, `"determination":"0123456789abcdef"`, `"number":100`, `"before":"yes","after":"no"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("JSON lacks %s:\n%s", want, b.String())
		}
	}
	if !strings.HasSuffix(b.String(), "}\n") {
		t.Error("JSON does not end in a newline")
	}
}
