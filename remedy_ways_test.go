package longarm_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// An invented estate, with what a remedy changes written into the case file.
type invented struct {
	genomic, health, patients int
	provider                  string
	access, clause, secured   bool // of the use of the cloud; clause is of the licence
	dealAccess                string
	dealWith, brokerWith      string
	secureDeal                bool
	users                     []fact.Access // who has access under the use of the cloud
}

func (v invented) yaml() string {
	var b strings.Builder
	b.WriteString(parties)
	b.WriteString("  - {owner: fund, asset: lure, share: 30}\n")
	text := strings.Replace(b.String(), "interests:", "  lure: {kind: company, organized: SG, seat: SG, complete: yes}\n  home: {kind: company, organized: US, seat: US, complete: yes}\ninterests:", 1)
	text += fmt.Sprintf("assets:\n  store: {on: {provider: %s, region: %s}, data: [{category: human-genomic, persons: %d}, {category: personal-health, persons: %d}]}\n",
		v.provider, "us-east-1", v.genomic, v.health)
	text += "  portal: {on: {provider: aws, region: us-east-1}, data: [{category: other, persons: unknown}]}\n"
	text += fmt.Sprintf("  patients: {data: [{category: personal-health, persons: %d}]}\n", v.patients)
	text += fmt.Sprintf("dealings:\n  deal: {class: vendor, counterparty: %s, access: [%s], assets: [patients], from: 2026-02-01%s}\n", v.dealWith, v.dealAccess, kept(v.secureDeal))
	text += fmt.Sprintf("  licence: {class: data-brokerage, counterparty: %s, access: [%s], assets: [patients], from: 2026-02-01", v.brokerWith, v.brokerWith)
	if v.clause {
		text += ", terms: {onward_clause: yes, onward_reports: yes}"
	}
	text += "}\n"
	if v.access || v.secured {
		text += "  store on alibaba-cloud: {class: vendor"
		for i, a := range v.users {
			who := fmt.Sprintf("party: %s", a.Party)
			if len(a.OneOf) > 0 {
				var ids []string
				for _, p := range a.OneOf {
					ids = append(ids, string(p))
				}
				who = "one_of: [" + strings.Join(ids, ", ") + "]"
			}
			if v.access {
				text += map[bool]string{true: ", access: [", false: ", "}[i == 0] + "{" + who + ", able: no}"
			}
		}
		text += map[bool]string{true: "]", false: ""}[v.access && len(v.users) > 0] + kept(v.secured) + "}\n"
	}
	text += "safeguards:\n  - {on: portal, measure: keys-out-of-reach, state: yes}\n"
	for dealing, secured := range map[string]bool{"deal": v.secureDeal, "store on alibaba-cloud": v.secured} {
		for _, m := range cisa {
			if secured {
				text += fmt.Sprintf("  - {dealing: %s, measure: %s, state: yes}\n", dealing, m)
			}
		}
	}
	return text
}

// kept states that the other requirements of a restricted dealing are complied with, too.
func kept(secured bool) string {
	if !secured {
		return ""
	}
	return ", terms: {other_requirements: yes}"
}

var cisa = strings.Fields(`cisa-i-a-1 cisa-i-a-2 cisa-i-a-3 cisa-i-a-4 cisa-i-a-5 cisa-i-a-6 cisa-i-a-7 cisa-i-b-1 cisa-i-b-2 cisa-i-b-3
	cisa-i-b-3a cisa-i-b-3b cisa-i-b-4 cisa-i-b-5 cisa-i-c-1 cisa-i-c-2 cisa-i-c-3 cisa-ii-a-1 cisa-ii-b-1 cisa-ii-d`)

// with writes a change into the estate; ok is false for one it has no words for.
func (v invented) with(dealing string, c determination.Change) (out invented, ok bool) {
	switch dealing + " " + c.ID {
	case "store on alibaba-cloud provider-moved":
		v.provider = "aws"
	case "store on alibaba-cloud access-removed":
		v.access = true
	case "store on alibaba-cloud security-requirements":
		v.secured = true
	case "store on alibaba-cloud data-minimised":
		if strings.Contains(c.Says, "genomic") {
			v.genomic = min(v.genomic, int(*c.Number))
		} else {
			v.health = min(v.health, int(*c.Number))
		}
	case "deal data-minimised", "licence data-minimised":
		v.patients = min(v.patients, int(*c.Number))
	case "deal access-removed":
		v.dealAccess = "{party: " + v.dealWith + ", able: no}"
	case "deal counterparty-changed":
		v.dealWith, v.dealAccess = "home", "home"
	case "licence counterparty-changed":
		v.brokerWith = "home"
	case "licence clause-added":
		v.clause = true
	case "deal security-requirements":
		v.secureDeal = true
	default:
		return v, false
	}
	return v, true
}

// badness orders outcomes as remedies do.
func badness(f *determination.Finding) int {
	if f == nil {
		return 0
	}
	order := map[determination.Outcome]int{determination.Prohibited: 5, determination.Conditional: 4, determination.Restricted: 3, determination.Reviewable: 2}
	if f.Outcome == determination.Conditional && f.Met == fact.Yes {
		return 0
	}
	worst := order[f.Outcome]
	for _, o := range f.Possible {
		worst = max(worst, order[o])
	}
	return worst
}

// Every way holds when a person makes the changes and states them, and none of its parts does as much.
func TestWaysHoldInACaseFile(t *testing.T) {
	x := newExaminer(t)
	estates := rapid.Custom(func(t *rapid.T) invented {
		return invented{
			genomic:    rapid.SampledFrom([]int{0, 99, 100, 101, 4212}).Draw(t, "genomic"),
			health:     rapid.SampledFrom([]int{0, 100, 101, 10000, 10001, 20000}).Draw(t, "health"),
			patients:   rapid.SampledFrom([]int{9999, 10000, 10001, 20150}).Draw(t, "patients"),
			provider:   "alibaba-cloud",
			dealWith:   rapid.SampledFrom([]string{"tide", "fund", "harb", "lure"}).Draw(t, "vendor"),
			brokerWith: rapid.SampledFrom([]string{"tide", "fund", "harb"}).Draw(t, "broker"),
		}
	})
	checked, pairs := 0, 0
	for seed := range 10 {
		v := estates.Example(seed)
		v.dealAccess = v.dealWith
		s, err := x.study(v.yaml())
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range s.Determination.Facts {
			if d, ok := f.Body.(*fact.Dealing); ok && d.Name == "store on alibaba-cloud" {
				v.users = append(v.users, d.Access...)
			}
		}
		all, err := s.Remedies()
		if err != nil {
			t.Fatal(err)
		}
		for i := range all.Remedies {
			r := &all.Remedies[i]
			for _, w := range r.Ways {
				if checkWay(t, x, v, r, w, badness(finding(s, r.Dealing))) {
					checked++
					pairs += len(w.Changes) / 2
				}
			}
		}
	}
	if checked < 50 || pairs < 5 {
		t.Errorf("only %d ways were checked, %d of them of several changes", checked, pairs)
	}
}

func checkWay(t *testing.T, x *examiner, v invented, r *determination.Remedy, w determination.Way, before int) bool {
	t.Helper()
	got := badnessAfter(t, x, v, r.Dealing, w.Changes)
	if got < 0 {
		return false // a change that the case file of this test has no words for
	}
	want := badness(&determination.Finding{Outcome: w.Outcome, Possible: w.Possible, Met: w.Met})
	if got != want || got >= before {
		t.Fatalf("%s: %s: stated in a case file it comes to %d, the remedy says %d, before %d\n%s", r.Dealing, told(r), got, want, before, v.yaml())
	}
	for i := range w.Changes {
		part := slices.Delete(slices.Clone(w.Changes), i, i+1)
		if less := badnessAfter(t, x, v, r.Dealing, part); less >= 0 && less <= got {
			t.Fatalf("%s: without %s it comes to %d, with it to %d", r.Dealing, w.Changes[i].ID, less, got)
		}
	}
	return true
}

// badnessAfter states the changes in the case file and reviews it; -1 where there are no words for one.
func badnessAfter(t *testing.T, x *examiner, v invented, dealing string, changes []determination.Change) int {
	for _, c := range changes {
		var ok bool
		if v, ok = v.with(dealing, c); !ok {
			return -1
		}
	}
	s, err := x.study(v.yaml())
	if err != nil {
		t.Fatal(err)
	}
	return badness(finding(s, dealing))
}
