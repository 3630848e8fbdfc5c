package longarm_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/casefile"
	"github.com/longarm-project/longarm/evidence/dns"
	"github.com/longarm-project/longarm/evidence/flowlog"
	"github.com/longarm-project/longarm/evidence/terraform"
	"github.com/longarm-project/longarm/evidence/zeek"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/compel"
	"github.com/longarm-project/longarm/review"
)

func remedyEngine(tb testing.TB) *longarm.Engine {
	tb.Helper()
	lib, err := law.NewLibrary(law.Embedded())
	if err != nil {
		tb.Fatal(err)
	}
	compels, err := compel.Default()
	if err != nil {
		tb.Fatal(err)
	}
	return &longarm.Engine{
		Readers: []evidence.Reader{casefile.Reader{}, terraform.State{}, zeek.Reader{}, flowlog.Reader{}, dns.Reader{}},
		Law:     lib, Compels: compels,
	}
}

const reviewDay = "2026-11-01"

// An examiner studies case files one after another.
type examiner struct {
	engine *longarm.Engine
	file   string
}

func newExaminer(tb testing.TB) *examiner {
	return &examiner{remedyEngine(tb), filepath.Join(tb.TempDir(), "case.yaml")}
}

func (x *examiner) study(text string) (*longarm.Study, error) {
	if err := os.WriteFile(x.file, []byte(text), 0o600); err != nil {
		return nil, err
	}
	return x.engine.Study(context.Background(), []string{x.file}, longarm.Options{At: reviewDay, ReadOn: reviewDay, Packs: []string{"us-dsp"}})
}

func mustStudy(t *testing.T, text string) *longarm.Study {
	t.Helper()
	s, err := newExaminer(t).study(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// finding returns the first finding about the dealing.
func finding(s *longarm.Study, dealing string) *review.Finding {
	for i := range s.Determination.Findings {
		if s.Determination.Findings[i].Dealing == dealing {
			return &s.Determination.Findings[i]
		}
	}
	return nil
}

func remedyFor(t *testing.T, s *longarm.Study, dealing string) *review.Remedy {
	t.Helper()
	f := finding(s, dealing)
	if f == nil {
		t.Fatalf("no finding about %q", dealing)
	}
	r, err := s.Remedy(f.Name)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// told writes the ways of a remedy as lines: changes, outcome, and what is known of its size.
func told(r *review.Remedy) []string {
	var out []string
	for _, w := range r.Ways {
		var ids []string
		for _, c := range w.Changes {
			id := c.ID
			if c.Number != nil {
				id += fmt.Sprintf(" %d", *c.Number)
			}
			ids = append(ids, id)
		}
		line := strings.Join(ids, " + ") + ": " + string(w.Outcome)
		if w.Gone {
			line += ", gone"
		}
		if w.Smallest {
			line += ", smallest"
		}
		out = append(out, line)
	}
	return out
}

func noHelp(r *review.Remedy, id string) *review.Trial {
	i := slices.IndexFunc(r.NoHelp, func(t review.Trial) bool { return t.Changes[0].ID == id })
	if i < 0 {
		return nil
	}
	return &r.NoHelp[i]
}

const parties = `
case: longarm-case/1
author: A. Tester
date: 2026-10-01
subject: mill
parties:
  mill: {name: Mill Health Inc., kind: company, organized: US, seat: US}
  tide: {name: Tide Analytics Pte. Ltd., kind: company, organized: SG, seat: SG}
  fund: {name: Long River Fund, kind: company, organized: CN, seat: CN}
  ann:  {kind: person, residence: SG, citizenship: SG}
  harb: {name: Harbour Genomics GmbH, kind: company, organized: DE, seat: DE, complete: yes}
interests:
  - {owner: fund, asset: tide, min: 40, max: 60}
  - {owner: ann, asset: tide, min: 40, max: 60}
`

func TestRemedyOfCloudUse(t *testing.T) {
	const portal = "  portal: {on: {provider: aws, region: us-east-1}, data: [{category: other, persons: unknown}]}\n"
	for _, tt := range []struct {
		name, assets string
		want         []string
	}{
		{"genomic data is moved, kept small or out of reach", "  store: {on: {provider: alibaba-cloud, region: us-west-1}, data: [{category: human-genomic, persons: 4212}]}\n", []string{
			"provider-moved: not-covered, gone, smallest",
			"access-removed: not-covered, smallest",
			"data-minimised 100: not-covered, smallest",
		}},
		{"health data may also stay with measures", "  store: {on: {provider: alibaba-cloud, region: us-east-1}, data: [{category: personal-health, persons: 18400..18650}]}\n", []string{
			"provider-moved: not-covered, gone, smallest",
			"access-removed: not-covered, smallest",
			"data-minimised 10000: not-covered, smallest",
			"security-requirements: authorized, smallest",
		}},
		{"combined data falls under the lowest threshold", "  store: {on: {provider: alibaba-cloud, region: us-west-1}, data: [{category: human-genomic, persons: 4212}, {category: personal-health, persons: 20000}]}\n", []string{
			"provider-moved: not-covered, gone, smallest",
			"access-removed: not-covered, smallest",
			"data-minimised 100: restricted, smallest",
			"data-minimised 100 + data-minimised 100: not-covered",
			"data-minimised 100 + security-requirements: authorized",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := mustStudy(t, parties+"assets:\n"+tt.assets+portal)
			r := remedyFor(t, s, "store on alibaba-cloud")
			if d := cmp.Diff(tt.want, told(r)); d != "" {
				t.Errorf("ways (-want +got):\n%s", d)
			}
			if !r.Complete {
				t.Error("the search was cut short")
			}
		})
	}
}

func TestRemedyOfAgreements(t *testing.T) {
	const assets = "assets:\n  cohort: {data: [{category: human-genomic, persons: 4212}]}\n  patients: {data: [{category: personal-health, persons: 20150}]}\n"
	for _, tt := range []struct {
		name, dealing string
		want          []string
	}{
		{"brokerage with a foreign person takes a clause", "class: data-brokerage, counterparty: harb, access: [harb], assets: [cohort]", []string{
			"data-minimised 100: not-covered, smallest",
			"clause-added: conditional, smallest",
			"counterparty-changed: not-covered, smallest",
		}},
		{"an owner who may be covered sells", "class: vendor, counterparty: tide, access: [tide], assets: [patients]", []string{
			"access-removed: not-covered, smallest",
			"data-minimised 10000: not-covered, smallest",
			"counterparty-changed: not-covered, smallest",
			"divestment: not-covered, smallest",
			"security-requirements: undetermined, smallest",
		}},
		{"an exemption waits for a fact", "class: vendor, counterparty: fund, access: [fund], assets: [patients], terms: {financial_service: banking, ordinarily_incident: unknown}", []string{
			"exemption-documented: exempt, smallest",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := mustStudy(t, parties+assets+"dealings:\n  deal: {from: 2026-02-01, "+tt.dealing+"}\n")
			got := told(remedyFor(t, s, "deal"))
			if len(tt.want) == 1 && slices.Contains(got, tt.want[0]) {
				return // others are tested above
			}
			slices.Sort(got)
			slices.Sort(tt.want)
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("ways (-want +got):\n%s", d)
			}
		})
	}
}

func TestEncryptionAloneDoesNotHelp(t *testing.T) {
	for _, data := range []string{"{category: human-genomic, persons: 4212}", "{category: personal-health, persons: 20000}"} {
		s := mustStudy(t, parties+"assets:\n  store: {on: {provider: alibaba-cloud, region: us-west-1}, data: ["+data+"]}\n")
		before := finding(s, "store on alibaba-cloud").Outcome
		r := remedyFor(t, s, "store on alibaba-cloud")
		keys := noHelp(r, "keys-out-of-reach")
		if keys == nil {
			t.Fatalf("%s: keys out of reach are not among what does not help", data)
		}
		if keys.Outcome != before {
			t.Errorf("%s: with keys out of reach the outcome is %s, was %s", data, keys.Outcome, before)
		}
		for _, cite := range []string{"202.206", "202.201"} {
			if !strings.Contains(keys.Why, cite) {
				t.Errorf("%s: the reason does not cite %s: %s", data, cite, keys.Why)
			}
		}
		want := review.ReachChange{Asset: "store", Government: "CN", Arm: fact.Read, Before: fact.Yes, After: fact.No}
		if !slices.Contains(keys.Reach, want) {
			t.Errorf("%s: reach changes are %v, want among them %v", data, keys.Reach, want)
		}
		if slices.ContainsFunc(r.Ways, func(w review.Way) bool {
			return slices.ContainsFunc(w.Changes, func(c review.Change) bool { return c.ID == "keys-out-of-reach" })
		}) {
			t.Errorf("%s: a way contains an encryption measure", data)
		}
	}
}

// What is encrypted where no asset is named counts all the same.
func TestEncryptedDataOfADealing(t *testing.T) {
	s := mustStudy(t, parties+"dealings:\n  deal: {class: vendor, counterparty: fund, access: [fund], data: [{category: human-genomic, persons: 4212}], from: 2026-02-01}\n")
	keys := noHelp(remedyFor(t, s, "deal"), "keys-out-of-reach")
	if keys == nil || keys.Outcome != review.Prohibited {
		t.Errorf("encryption of the data of a prohibited dealing: got %+v, want it to stay prohibited", keys)
	}
}

func TestRemediesLeaveTheDeterminationAlone(t *testing.T) {
	s := exampleStudy(t)
	before := fact.Canonical(s.Determination)
	first, err := s.Remedies()
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(before), string(fact.Canonical(s.Determination))); d != "" {
		t.Error("the determination changed")
	}
	if strings.Contains(string(before), `"remedy/`) {
		t.Error("the determination holds a hypothetical fact")
	}
	again, err := exampleStudy(t).Remedies()
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(fact.Canonical(first)), string(fact.Canonical(again))); d != "" {
		t.Errorf("the same evidence gives other remedies:\n%s", d)
	}
	if first.Determination != s.Determination.Digest {
		t.Error("the remedies name another determination")
	}
}

func TestRemedyOfUnknownFinding(t *testing.T) {
	s := mustStudy(t, parties+"assets:\n  store: {on: {provider: aws, region: us-east-1}, data: [{category: other, persons: unknown}]}\n")
	if _, err := s.Remedy("nothing-of-the-kind"); !errors.Is(err, longarm.ErrFinding) {
		t.Errorf("got %v, want ErrFinding", err)
	}
	if _, err := s.Impact("nothing-of-the-kind"); !errors.Is(err, longarm.ErrFinding) {
		t.Errorf("got %v, want ErrFinding", err)
	}
}

func exampleStudy(tb testing.TB) *longarm.Study {
	tb.Helper()
	s, err := remedyEngine(tb).Study(context.Background(), []string{"examples/estate"}, longarm.Options{At: reviewDay, ReadOn: reviewDay})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// The example has a prohibited use of a cloud for genomic data, and a restricted one.
func TestRemedyOfTheExample(t *testing.T) {
	r, err := exampleStudy(t).Remedies()
	if err != nil {
		t.Fatal(err)
	}
	want := map[review.Outcome][]string{
		review.Prohibited: {"provider-moved", "access-removed", "data-minimised"},
		review.Restricted: {"provider-moved", "access-removed", "data-minimised", "security-requirements"},
	}
	for _, x := range r.Remedies {
		var got []string
		for _, w := range x.Ways {
			if len(w.Changes) == 1 {
				got = append(got, w.Changes[0].ID)
			}
		}
		w, ok := want[x.Outcome]
		if !ok || x.Pack != "us-dsp" {
			continue
		}
		delete(want, x.Outcome)
		if d := cmp.Diff(w, got); d != "" {
			t.Errorf("%s %s (-want +got):\n%s", x.Outcome, x.Finding, d)
		}
		if keys := noHelp(&x, "keys-out-of-reach"); keys == nil || keys.Outcome != x.Outcome {
			t.Errorf("%s: encryption alone: got %+v, want it not to help", x.Finding, keys)
		}
	}
	for o := range maps.Keys(want) {
		t.Errorf("no %s finding has a remedy", o)
	}
}

// An invented estate, with what a remedy changes written into the case file.
type invented struct {
	genomic, health, patients int
	provider                  string
	access, clause, secured   bool // of the use of the cloud; clause is of the licence
	dealAccess                string
	dealWith, brokerWith      string
	secureDeal                bool
	users                     []fact.PartyID // who has access under the use of the cloud
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
	text += fmt.Sprintf("dealings:\n  deal: {class: vendor, counterparty: %s, access: [%s], assets: [patients], from: 2026-02-01}\n", v.dealWith, v.dealAccess)
	text += fmt.Sprintf("  licence: {class: data-brokerage, counterparty: %s, access: [%s], assets: [patients], from: 2026-02-01", v.brokerWith, v.brokerWith)
	if v.clause {
		text += ", terms: {onward_clause: yes, onward_reports: yes}"
	}
	text += "}\n"
	if v.access || v.secured {
		text += "  store on alibaba-cloud: {class: vendor"
		for i, p := range v.users {
			if v.access {
				text += map[bool]string{true: ", access: [", false: ", "}[i == 0] + fmt.Sprintf("{party: %s, able: no}", p)
			}
		}
		text += map[bool]string{true: "]}\n", false: "}\n"}[v.access && len(v.users) > 0]
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

var cisa = strings.Fields(`cisa-i-a-1 cisa-i-a-2 cisa-i-a-3 cisa-i-a-4 cisa-i-a-5 cisa-i-a-6 cisa-i-a-7 cisa-i-b-1 cisa-i-b-2 cisa-i-b-3
	cisa-i-b-3a cisa-i-b-3b cisa-i-b-4 cisa-i-b-5 cisa-i-c-1 cisa-i-c-2 cisa-i-c-3 cisa-ii-a-1 cisa-ii-b-1 cisa-ii-d`)

// with writes a change into the estate; ok is false for one it has no words for.
func (v invented) with(dealing string, c review.Change) (out invented, ok bool) {
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
func badness(f *review.Finding) int {
	if f == nil {
		return 0
	}
	order := map[review.Outcome]int{review.Prohibited: 5, review.Conditional: 4, review.Restricted: 3, review.Reviewable: 2}
	if f.Outcome == review.Conditional && f.Met == fact.Yes {
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
				for _, a := range d.Access {
					v.users = append(v.users, a.Party)
				}
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

func checkWay(t *testing.T, x *examiner, v invented, r *review.Remedy, w review.Way, before int) bool {
	t.Helper()
	got := badnessAfter(t, x, v, r.Dealing, w.Changes)
	if got < 0 {
		return false // a change that the case file of this test has no words for
	}
	want := badness(&review.Finding{Outcome: w.Outcome, Possible: w.Possible, Met: w.Met})
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
func badnessAfter(t *testing.T, x *examiner, v invented, dealing string, changes []review.Change) int {
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

func TestImpact(t *testing.T) {
	r, err := exampleStudy(t).Remedies()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(r.Remedies, func(x review.Remedy) bool { return x.Outcome == review.Prohibited })
	if i < 0 {
		t.Fatal("the example has no prohibited finding")
	}
	got := r.Remedies[i].Impact
	if len(got.Assets) != 1 || len(got.Assets[0].Data) != 1 || got.Assets[0].Data[0].Number.Lo <= 100 {
		t.Errorf("assets: got %+v, want one with bulk data", got.Assets)
	}
	if !slices.ContainsFunc(got.Dependants, func(d review.Dependant) bool { return d.How == "dns" }) {
		t.Errorf("dependants: got %+v, want the DNS name that points there", got.Dependants)
	}
	if got.Volume.Flows == 0 || got.Volume.First == "" || got.Volume.First > got.Volume.Last {
		t.Errorf("volume: got %+v, want flows in a period", got.Volume)
	}
	if !slices.ContainsFunc(got.Replacements, func(x review.Replacement) bool {
		return x.Kind == "provider" && x.Outcome == review.NotCovered
	}) {
		t.Errorf("replacements: got %+v, want a provider in use whose use is not covered", got.Replacements)
	}
	if got.InForce != "2025-04-08" || !strings.Contains(got.By, "202.216") {
		t.Errorf("got in force %s, by %q; want 2025-04-08 and the provision", got.InForce, got.By)
	}
}

func BenchmarkRemedies(b *testing.B) {
	s := exampleStudy(b)
	b.ReportAllocs()
	before := cpuTime()
	for b.Loop() {
		if _, err := s.Remedies(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(cpuTime()-before)/1e6/float64(b.N), "cpu-ms/op")
}

// cpuTime is the user and system time used so far, in nanoseconds.
func cpuTime() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return u.Utime.Nano() + u.Stime.Nano()
}
