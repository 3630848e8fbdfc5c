package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/fact"
)

// on attributes a use of a region on a day, by a customer in a country.
func on(t *testing.T, day fact.Date, customer fact.Country, o fact.Observation) *fact.Attribution {
	t.Helper()
	table := open(t, Options{At: day, Customers: []fact.Country{customer}})
	o.Asset = "a"
	got := table.Attribute(fact.New(&o, []fact.Source{{Name: "t"}}, ""))
	if len(got) != 1 {
		t.Fatalf("%+v on %s: %d attributions", o, day, len(got))
	}
	return got[0].Body.(*fact.Attribution)
}

func stated(provider, region string) fact.Observation {
	return fact.Observation{What: fact.ObservedAsset, Provider: provider, Region: region}
}

// TestDays asks who runs a place on several days.
func TestDays(t *testing.T) {
	for _, tt := range []struct {
		day                 fact.Date
		o                   fact.Observation
		country             fact.Country
		operator, contracts string // joined by "|"
		note                string
	}{
		{"2026-11-01", stated("aws", "eusc-de-east-1"), "DE", "aws/sovereign", "aws/sovereign", ""},
		{"2026-01-14", stated("aws", "eusc-de-east-1"), "DE", "aws/inc", "aws/emea", "open from 2026-01-15"},
		{"", stated("aws", "eusc-de-east-1"), "DE", "aws/inc|aws/sovereign", "aws/emea|aws/inc|aws/sovereign", "open from 2026-01-15"},
		{"2024-09-29", stated("alibaba-cloud", "ap-southeast-2"), "AU", "alibaba-cloud/singapore", "alibaba-cloud/singapore", ""},
		{"2024-09-30", stated("alibaba-cloud", "ap-southeast-2"), "AU", "alibaba-cloud/singapore", "alibaba-cloud/singapore", "closed since 2024-09-30"},
		{"2026-11-01", stated("alibaba-cloud", "ap-south-1"), "IN", "alibaba-cloud/singapore", "alibaba-cloud/singapore", "closed since 2024-07-15"},
		{"2026-11-01", stated("aws", ""), "", "aws/inc", "aws/emea", ""},
		{"2026-11-01", fact.Observation{What: fact.ObservedPeer, Endpoint: "sts.amazonaws.eu"}, "DE", "aws/sovereign", "aws/sovereign", ""},
		{"2026-11-01", stated("alibaba-cloud", "me-central-1"), "SA", "alibaba-cloud/saudi", "alibaba-cloud/saudi|alibaba-cloud/singapore", ""},
		{"2026-11-01", stated("nebius", "eu-north1"), "FI", "nebius/group", "nebius/group", ""},
		{"2025-05-20", stated("mts-cloud", ""), "", "mts-cloud/pjsc", "mts-cloud/pjsc", ""},
		{"2025-05-21", stated("mts-cloud", ""), "", "mts-cloud/pjsc", "mts-cloud/mws", ""},
		{"2025-12-31", stated("tiktok-us", ""), "", "bytedance/group", "bytedance/group", ""},
		{"2026-02-01", stated("tiktok-us", ""), "", "tiktok-us/usds", "tiktok-us/usds", ""},
		{"2026-06-29", fact.Observation{What: fact.ObservedPeer, Endpoint: "api.metal.equinix.com"}, "", "equinix/inc", "equinix/inc", ""},
		{"2026-07-01", fact.Observation{What: fact.ObservedPeer, Endpoint: "api.metal.equinix.com"}, "", "equinix/inc", "equinix/inc", "closed since 2026-06-30"},
		{"2026-07-01", fact.Observation{What: fact.ObservedResource, Provider: "registry.terraform.io/equinix/equinix", Service: "equinix_metal_device"}, "", "equinix/inc", "equinix/inc", "closed since 2026-06-30"},
		{"2026-07-01", fact.Observation{What: fact.ObservedResource, Provider: "registry.terraform.io/equinix/equinix", Service: "equinix_fabric_connection"}, "", "equinix/inc", "equinix/inc", ""},
	} {
		a := on(t, tt.day, "DE", tt.o)
		join := func(ps []fact.PartyID) string {
			var all []string
			for _, p := range ps {
				all = append(all, string(p))
			}
			return strings.Join(all, "|")
		}
		if got := join(a.Operators()); got != tt.operator {
			t.Errorf("%+v on %s: operator %s, want %s", tt.o, tt.day, got, tt.operator)
		}
		if got := join(a.Contractors()); got != tt.contracts {
			t.Errorf("%+v on %s: contracts %s, want %s", tt.o, tt.day, got, tt.contracts)
		}
		if a.Country != tt.country || a.Note != tt.note {
			t.Errorf("%+v on %s: in %q, note %q, want %q, %q", tt.o, tt.day, a.Country, a.Note, tt.country, tt.note)
		}
	}
}

// TestDaysOfRoles checks that the roles given for a day are those of that day.
func TestDaysOfRoles(t *testing.T) {
	for day, want := range map[fact.Date][]fact.PartyID{"2025-01-01": {"mts-cloud/pjsc"}, "2026-01-01": {"mts-cloud/mws"},
		"": {"mts-cloud/mws", "mts-cloud/pjsc"}} {
		var got []fact.PartyID
		for _, f := range open(t, Options{At: day}).Roles("mts-cloud") {
			if r := f.Body.(*fact.Role); r.Relation == fact.Contracts {
				got = append(got, r.Party)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("on %q: %v, want %v", day, got, want)
		}
	}
}

// TestDaysInDoubt has a bound of which only the month is known.
func TestDaysInDoubt(t *testing.T) {
	v := value{from: "2026-03"}
	for day, want := range map[fact.Date]fact.Truth{"2026-02-28": fact.No, "2026-03-10": fact.Unknown, "2026-03-31": fact.Yes, "": fact.Unknown} {
		if got := v.on(day); got != want {
			t.Errorf("on %q: %v, want %v", day, got, want)
		}
	}
}

func TestBadDays(t *testing.T) {
	head := "provider: x\nname: X\nkind: cloud\nparties:\n  - {id: x/a, name: A, unverified: all}\nroles:\n"
	for _, item := range []string{"from: 2026-13-01", "to: soon", "from: 2026-01-02, to: 2026-01-02", "from: 2026, to: 2025-12"} {
		text := head + "  - {party: x/a, does: operates, " + item + ", unverified: all}\n"
		if _, errs := readProfile(newFile("x.yaml", []byte(text), ""), text, nil); len(errs) == 0 || !strings.Contains(errs[0].Error(), "x.yaml:7") {
			t.Errorf("%s: %v", item, errs)
		}
	}
}
