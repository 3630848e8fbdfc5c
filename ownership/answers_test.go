package ownership

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
)

func solved(t *testing.T, name, graph string, at fact.Date) *Result {
	t.Helper()
	return parseGraph(t, graph).builder.Build().Solve(rule(t, name), at)
}

func TestLimbs(t *testing.T) {
	r := solved(t, "icts", `
		state S state=CN
		company A organized=CN seat=CN
		company B organized=SG seat=SG
		person E residence=DE citizen=DE
		person P residence=DE citizen=CN
		company M organized=SG seat=SG
		company N organized=SG seat=SG
		A 60 B
		S employs E
		A 1 M
		A 0 M special-share note=veto_over_important_matters
		A 30 N
		B employs P`, "2025-06-01")
	want := map[fact.PartyID]string{
		"A": "3 yes [organized seat]", "B": "4 yes [voting-majority]", "E": "1 yes [employment]",
		"P": "1 unknown [employment]; 2 yes [citizenship]", "M": "4 yes [special-share]", "N": "4 unknown [dominant-minority]",
	}
	for p, w := range want {
		var got []string
		for _, l := range r.Limbs(p) {
			if l.Verdict != fact.No {
				var bases []string
				for _, b := range l.Bases {
					if b != ByDominance || len(l.Bases) == 1 {
						bases = append(bases, string(b))
					}
				}
				got = append(got, l.Limb.Name+" "+l.Verdict.String()+" ["+strings.Join(bases, " ")+"]")
			}
		}
		if g := strings.Join(got, "; "); g != w {
			t.Errorf("limbs of %s: %q, want %q", p, g, w)
		}
	}
}

func TestHistoryAndStay(t *testing.T) {
	g := parseGraph(t, `
		company L organized=CN seat=CN designated=entity-list@2025-03-01
		company A organized=SG seat=SG
		L 60 A from=2024-01-01 to=2026-02-01`)
	rows, complete := g.builder.Build().History(rule(t, "bis-affiliates"), "A", Options{})
	want := []Change{
		{From: "", InForce: fact.No},
		{From: "2025-09-29", Verdict: fact.Yes, InForce: fact.Yes},
		{From: "2025-11-10", InForce: fact.No},
		{From: "2026-11-10", Verdict: fact.No, InForce: fact.Unknown},
	}
	if diff := cmp.Diff(want, rows); diff != "" || !complete {
		t.Errorf("history (-want +got), complete %v:\n%s", complete, diff)
	}
}

func TestGovernments(t *testing.T) {
	g := parseGraph(t, `
		state cn state=CN
		company A organized=HK seat=HK
		company B organized=SG seat=SG
		company C organized=US seat=US
		cn 51 A
		A 40 B
		C 60 B`).builder.Build()
	got := map[fact.Country]fact.Truth{}
	for _, o := range g.GovernmentsOver("B", "2025-06-01") {
		got[o.Country] = o.Verdict
	}
	if diff := cmp.Diff(map[fact.Country]fact.Truth{"SG": fact.Yes, "US": fact.Yes}, got); diff != "" {
		t.Errorf("governments over B (-want +got):\n%s", diff)
	}
	r := g.Solve(rule(t, "dsp"), "2025-06-01")
	if got := r.Governments("A"); !slices.Equal(got, []fact.Country{"CN"}) {
		t.Errorf("governments behind A: %v, want CN", got)
	}
}

func TestDiff(t *testing.T) {
	before := solved(t, "dsp", `
		company A organized=CN seat=CN
		company B organized=SG seat=SG
		company C organized=SG seat=SG
		company D organized=SG seat=SG
		A 40 B
		A 60 C
		C 60 D`, "2025-06-01")
	after := solved(t, "dsp", `
		company A organized=CN seat=CN
		company B organized=SG seat=SG
		company C organized=SG seat=SG
		company D organized=SG seat=SG
		A 55 B
		A 20 C
		C 60 D`, "2025-06-01")
	var got []string
	for d := range Diff(before, after) {
		for _, c := range d.Causes {
			got = append(got, string(d.Party)+" "+d.Old.String()+"-"+d.New.String()+": "+c.What)
		}
	}
	want := []string{
		"B no-yes: A in B: 55 %, in the other 40 %",
		"C yes-no: A in C: 60 %, in the other 20 %",
		"D yes-no: A in C: 60 %, in the other 20 %",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("differences (-want +got):\n%s", diff)
	}
	for range Diff(before, before) {
		t.Error("a result differs from itself")
	}
}

func TestControllers(t *testing.T) {
	g := parseGraph(t, `
		person P
		A 60 B
		P 60 A
		P 60 B
		C 40 B`).builder.Build()
	got, complete := g.Controllers(rule(t, "majority"), "B", "")
	want := []Controller{{Party: "A", Verdict: fact.Yes}, {Party: "P", Verdict: fact.Yes, Ultimate: true}}
	if diff := cmp.Diff(want, got); diff != "" || !complete {
		t.Errorf("controllers (-want +got), complete %v:\n%s", complete, diff)
	}
}

func TestWhatIfIsSmallest(t *testing.T) {
	r := solved(t, "dsp", `
		company S organized=CN seat=CN
		company A organized=SG seat=SG
		company B organized=SG seat=SG
		company C organized=SG seat=SG
		S 80 A
		S 60 B
		A 30 C
		B 30 C`, "2025-06-01")
	relief := r.WhatIf("C")
	want := &Divestment{Sales: []Sale{{"S", "B", 10 * fact.Percent}}, Total: 10 * fact.Percent, Smallest: true}
	if diff := cmp.Diff(want, relief.Least); diff != "" {
		t.Errorf("least divestment (-want +got):\n%s", diff)
	}
	if got := len(relief.Single); got != 4 {
		t.Errorf("%d single sales, want 4", got)
	}
	if r := r.WhatIf("S"); r.Least != nil || r.Single != nil {
		t.Errorf("a seed can be sold out of: %+v", r)
	}
}
