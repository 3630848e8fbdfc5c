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

	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/casefile"
	"github.com/longarm-project/longarm/evidence/dns"
	"github.com/longarm-project/longarm/evidence/flowlog"
	"github.com/longarm-project/longarm/evidence/terraform"
	"github.com/longarm-project/longarm/evidence/zeek"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/compel"
	"github.com/longarm-project/longarm/law/geofence"
	"github.com/longarm-project/longarm/remedy"
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
		Readers: []evidence.Reader{casefile.Reader{Areas: geofence.Judge}, terraform.State{}, zeek.Reader{}, flowlog.Reader{}, dns.Reader{}},
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

func (x *examiner) study(text string) (*remedy.Study, error) {
	if err := os.WriteFile(x.file, []byte(text), 0o600); err != nil {
		return nil, err
	}
	a, err := x.engine.Assess(context.Background(), []string{x.file}, longarm.Options{At: reviewDay, ReadOn: reviewDay, Packs: []string{"us-dsp"}})
	if err != nil {
		return nil, err
	}
	return remedy.New(a), nil
}

func mustStudy(t *testing.T, text string) *remedy.Study {
	t.Helper()
	s, err := newExaminer(t).study(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// finding returns the first finding about the dealing.
func finding(s *remedy.Study, dealing string) *determination.Finding {
	for i := range s.Determination.Findings {
		if s.Determination.Findings[i].Dealing == dealing {
			return &s.Determination.Findings[i]
		}
	}
	return nil
}

func remedyFor(t *testing.T, s *remedy.Study, dealing string) *determination.Remedy {
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
func told(r *determination.Remedy) []string {
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

func noHelp(r *determination.Remedy, id string) *determination.Trial {
	i := slices.IndexFunc(r.NoHelp, func(t determination.Trial) bool { return t.Changes[0].ID == id })
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
		want := determination.ReachChange{Asset: "store", Government: "CN", Arm: fact.Read, Before: fact.Yes, After: fact.No}
		if !slices.Contains(keys.Reach, want) {
			t.Errorf("%s: reach changes are %v, want among them %v", data, keys.Reach, want)
		}
		if slices.ContainsFunc(r.Ways, func(w determination.Way) bool {
			return slices.ContainsFunc(w.Changes, func(c determination.Change) bool { return c.ID == "keys-out-of-reach" })
		}) {
			t.Errorf("%s: a way contains an encryption measure", data)
		}
	}
}

// What is encrypted where no asset is named counts all the same.
func TestEncryptedDataOfADealing(t *testing.T) {
	s := mustStudy(t, parties+"dealings:\n  deal: {class: vendor, counterparty: fund, access: [fund], data: [{category: human-genomic, persons: 4212}], from: 2026-02-01}\n")
	keys := noHelp(remedyFor(t, s, "deal"), "keys-out-of-reach")
	if keys == nil || keys.Outcome != determination.Prohibited {
		t.Errorf("encryption of the data of a prohibited dealing: got %+v, want it to stay prohibited", keys)
	}
}

// Copies and closed doors, stated in a case file, leave the answer of the law as it is.
func TestSafeguardsThatTheLawDoesNotRead(t *testing.T) {
	const store = "assets:\n  store: {on: {provider: alibaba-cloud, region: us-west-1}, data: [{category: personal-health, persons: 18400..18650}]}\n"
	s := mustStudy(t, parties+store)
	r := remedyFor(t, s, "store on alibaba-cloud")
	for measure, arm := range map[string]fact.Arm{"replica-out-of-reach": fact.Cut, "no-standing-access": fact.Enter} {
		tr := noHelp(r, measure)
		if tr == nil {
			t.Errorf("%s is not among what does not help", measure)
			continue
		}
		stated := mustStudy(t, parties+store+"safeguards:\n  - {on: store, measure: "+measure+", state: yes}\n")
		if got := finding(stated, "store on alibaba-cloud").Outcome; got != tr.Outcome {
			t.Errorf("%s: stated in a case file it comes to %s, the remedy says %s", measure, got, tr.Outcome)
		}
		if !slices.ContainsFunc(tr.Reach, func(c determination.ReachChange) bool { return c.Arm == arm && c.After == fact.No }) {
			t.Errorf("%s: reach changes are %v, want %s to become no", measure, tr.Reach, arm)
		}
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
	if _, err := s.Remedy("nothing-of-the-kind"); !errors.Is(err, remedy.ErrFinding) {
		t.Errorf("got %v, want ErrFinding", err)
	}
	if _, err := s.Impact("nothing-of-the-kind"); !errors.Is(err, remedy.ErrFinding) {
		t.Errorf("got %v, want ErrFinding", err)
	}
}

func exampleStudy(tb testing.TB) *remedy.Study {
	tb.Helper()
	a, err := remedyEngine(tb).Assess(context.Background(), []string{"examples/estate"}, longarm.Options{At: reviewDay, ReadOn: reviewDay})
	if err != nil {
		tb.Fatal(err)
	}
	return remedy.New(a)
}

// The example has a prohibited use of a cloud for genomic data, and a restricted one.
func TestRemedyOfTheExample(t *testing.T) {
	r, err := exampleStudy(t).Remedies()
	if err != nil {
		t.Fatal(err)
	}
	want := map[determination.Outcome][]string{
		determination.Prohibited: {"provider-moved", "access-removed", "data-minimised"},
		determination.Restricted: {"provider-moved", "access-removed", "data-minimised", "security-requirements"},
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

func TestImpact(t *testing.T) {
	r, err := exampleStudy(t).Remedies()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(r.Remedies, func(x determination.Remedy) bool { return x.Outcome == determination.Prohibited })
	if i < 0 {
		t.Fatal("the example has no prohibited finding")
	}
	got := r.Remedies[i].Impact
	if len(got.Assets) != 1 || len(got.Assets[0].Data) != 1 || got.Assets[0].Data[0].Number.Lo <= 100 {
		t.Errorf("assets: got %+v, want one with bulk data", got.Assets)
	}
	if !slices.ContainsFunc(got.Dependants, func(d determination.Dependant) bool { return d.How == "dns" }) {
		t.Errorf("dependants: got %+v, want the DNS name that points there", got.Dependants)
	}
	if got.Volume.Flows == 0 || got.Volume.First == "" || got.Volume.First > got.Volume.Last {
		t.Errorf("volume: got %+v, want flows in a period", got.Volume)
	}
	if !slices.ContainsFunc(got.Replacements, func(x determination.Replacement) bool {
		return x.Kind == "provider" && x.Outcome == determination.NotCovered
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
