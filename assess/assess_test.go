package assess_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/assess"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/compel"
	"github.com/longarm-project/longarm/provider"
)

// gathered is a U.S. company whose store lies with a provider, and a stated
// dealing with a Singapore company that a Chinese one holds.
func gathered(t *testing.T) (assess.Facts, assess.Rules) {
	t.Helper()
	table, err := provider.Open(provider.Options{Seen: "2026-11-01"})
	if err != nil {
		t.Fatal(err)
	}
	lib, err := law.NewLibrary(law.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	compels, err := compel.Default()
	if err != nil {
		t.Fatal(err)
	}
	var set fact.Set
	add := func(fs ...fact.Fact) {
		for _, f := range fs {
			if _, err := set.Add(f); err != nil {
				t.Fatal(err)
			}
		}
	}
	state := func(b fact.Body) fact.Fact {
		return fact.New(b, []fact.Source{{Name: "case.yaml", Digest: "00", Line: int64(set.Len() + 1)}}, "")
	}
	company := func(id fact.PartyID, c fact.Country) {
		add(state(&fact.Claim{Author: "a", Party: &fact.Party{ID: id, Kind: fact.Company, Organized: []fact.Country{c}, Seat: c}}))
	}
	company("us", "US")
	company("vendor", "SG")
	company("holder", "CN")
	add(state(&fact.Claim{Author: "a", Interest: &fact.Interest{Owner: "holder", Asset: "vendor", Kind: fact.Shares, Lo: fact.Whole / 5 * 3, Hi: fact.Whole / 5 * 3}}))
	add(state(&fact.Count{Asset: "archive", Category: fact.HumanGenomic, Number: fact.Range{Lo: 4212, Hi: 4212}, Unit: "us-persons"}))
	add(state(&fact.Dealing{Name: "analysis", Class: fact.Vendor, Subject: "us", Counterparty: "vendor",
		Access: []fact.Access{{Party: "vendor", Able: fact.Yes}}, AccessKnown: fact.Yes, Assets: []fact.AssetID{"archive"}}))
	seen := state(&fact.Observation{Asset: "archive", What: fact.ObservedResource, Service: "alicloud_oss_bucket", Store: fact.Yes,
		Provider: "registry.terraform.io/aliyun/alicloud", Region: "us-west-1"})
	add(seen)
	add(table.Attribute(seen)...)
	for _, a := range fact.Of[*fact.Attribution](&set) {
		add(append(table.Parties(a.Provider), table.Roles(a.Provider)...)...)
		break
	}
	return assess.Facts{Set: &set, Subject: "us", Home: []fact.Country{"US"}},
		assess.Rules{At: "2026-11-01", Law: lib, Packs: []string{"us-dsp"}, Compels: compels, Providers: table.For("US")}
}

func outcomes(d *determination.Determination) map[string]determination.Outcome {
	out := map[string]determination.Outcome{}
	for _, f := range d.Findings {
		out[f.Dealing] = f.Outcome
	}
	return out
}

func TestAssess(t *testing.T) {
	f, r := gathered(t)
	n := f.Set.Len()
	a, err := assess.Assess(t.Context(), f, r, assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]determination.Outcome{"analysis": determination.Prohibited, "archive on alibaba-cloud": determination.Prohibited}
	if diff := cmp.Diff(want, outcomes(a.Determination)); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
	if f.Set.Len() != n || a.Given < n {
		t.Errorf("%d facts were given; the set given now holds %d, the assessment says %d", n, f.Set.Len(), a.Given)
	}
	again, err := assess.Assess(t.Context(), f, r, assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if again.Determination.Digest != a.Determination.Digest {
		t.Error("assessed again it comes out otherwise")
	}
}

// What an option leaves out does not change what is left.
func TestOptions(t *testing.T) {
	f, r := gathered(t)
	whole, err := assess.Assess(t.Context(), f, r, assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var controls []fact.Fact
	for c := range fact.Of[*fact.Control](whole.Set) {
		controls = append(controls, c)
	}
	for name, o := range map[string]assess.Options{
		"controls known": {Controls: controls},
		"brief":          {Brief: true},
		"one dealing":    {Only: func(d string) bool { return d == "analysis" }},
		"no law":         {NoLaw: true},
	} {
		a, err := assess.Assess(t.Context(), f, r, o)
		if err != nil {
			t.Fatal(err)
		}
		if a.Set.Len() != whole.Set.Len() {
			t.Errorf("%s: %d facts, want %d", name, a.Set.Len(), whole.Set.Len())
		}
		if a.Determination == nil {
			if !o.NoLaw {
				t.Errorf("%s: no determination", name)
			}
			continue
		}
		all := outcomes(whole.Determination)
		for dealing, got := range outcomes(a.Determination) {
			if got != all[dealing] {
				t.Errorf("%s: %s is %s, want %s", name, dealing, got, all[dealing])
			}
		}
	}
}

func TestInterrupted(t *testing.T) {
	f, r := gathered(t)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := assess.Assess(ctx, f, r, assess.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want an interrupt", err)
	}
}
