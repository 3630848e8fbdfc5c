package remedy

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/assess"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/provider"
	"github.com/longarm-project/longarm/reach"
)

// Readings of a test that differ leave open whether a party is covered, whichever comes first.
func TestCoveredByAllReadings(t *testing.T) {
	reading := func(test string, v fact.Truth) fact.Fact {
		return fact.New(&fact.Control{Party: "p", Test: test, Verdict: v}, nil, "test")
	}
	yes, no, other := reading("dsp", fact.Yes), reading("dsp", fact.No), reading("ofac50", fact.Yes)
	for _, tt := range []struct {
		said []fact.Fact
		want fact.Truth
	}{
		{nil, fact.Unknown}, {[]fact.Fact{other}, fact.Unknown}, {[]fact.Fact{other, no}, fact.No}, {[]fact.Fact{yes, yes}, fact.Yes},
		{[]fact.Fact{yes, no}, fact.Unknown}, {[]fact.Fact{no, yes}, fact.Unknown}, {[]fact.Fact{no, yes, no}, fact.Unknown},
	} {
		sc := &scope{test: "dsp", x: &index{controls: map[fact.PartyID][]fact.Fact{"p": tt.said}}}
		if got := sc.covered("p"); got != tt.want {
			t.Errorf("covered by %d facts = %v, want %v", len(tt.said), got, tt.want)
		}
	}
}

// A dealing that may be with companies of two providers is about both, in either order of its assets.
func TestUsedProviders(t *testing.T) {
	place := func(p fact.ProviderID, operator fact.PartyID) *reach.Asset {
		return &reach.Asset{ID: fact.AssetID(p), Attributions: []reach.Seen[*fact.Attribution]{{Body: &fact.Attribution{Provider: p, Operator: operator}}}}
	}
	assets := []*reach.Asset{place("left", "left/inc"), place("right", "right/inc"), place("third", "third/inc")}
	for _, tt := range []struct {
		dealing fact.Dealing
		want    []fact.ProviderID
	}{
		{fact.Dealing{CounterpartyOneOf: []fact.PartyID{"left/inc", "right/other"}}, []fact.ProviderID{"left", "right"}},
		{fact.Dealing{Counterparty: "right/inc"}, []fact.ProviderID{"right"}},
		{fact.Dealing{Counterparty: "somebody"}, nil},
		{fact.Dealing{}, nil},
	} {
		for range 2 {
			sc := &scope{dealing: &tt.dealing, assets: assets}
			if diff := cmp.Diff(tt.want, sc.usedProviders(fact.Fact{Body: &tt.dealing})); diff != "" {
				t.Errorf("usedProviders of %v (-want +got):\n%s", tt.dealing, diff)
			}
			slices.Reverse(assets)
		}
	}
}

// Places that differ in who runs them are all kept, of those that do not one; the order does not matter.
func TestDistinctPlaces(t *testing.T) {
	at := func(region string, country fact.Country, operators ...fact.PartyID) *fact.Attribution {
		return &fact.Attribution{Region: region, Country: country, OperatorOneOf: operators}
	}
	places := []*fact.Attribution{at("c", "US", "x"), at("a", "US", "x"), at("b", "US", "x", "y"), at("d", "DE", "x")}
	for range 2 {
		var got []string
		for _, p := range distinct(slices.Clone(places), 8) {
			got = append(got, p.Region)
		}
		if want := []string{"a", "b", "d"}; !slices.Equal(got, want) {
			t.Errorf("distinct places %q, want %q", got, want)
		}
		slices.Reverse(places)
	}
	if got := distinct(slices.Clone(places), 2); len(got) != 2 {
		t.Errorf("%d places, want no more than 2", len(got))
	}
}

// Two regions at home are run by different companies, and both are tried with the right one.
func TestSitesAtHome(t *testing.T) {
	table, err := provider.Open(provider.Options{Seen: "2026-11-01"})
	if err != nil {
		t.Fatal(err)
	}
	sc := &scope{study: &Study{Assessment: &assess.Assessment{Facts: assess.Facts{Home: []fact.Country{"CN"}}, Rules: assess.Rules{Providers: table.For("CN")}}}}
	got := map[string][]fact.PartyID{}
	for _, at := range sc.sitesAtHome("aws-china") {
		got[at.Region] = at.Operators()
	}
	want := map[string][]fact.PartyID{"cn-north-1": {"aws-china/sinnet"}, "cn-northwest-1": {"aws-china/nwcd"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("regions of aws-china at home in China (-want +got):\n%s", diff)
	}
}
