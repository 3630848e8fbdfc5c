package provider_test

import (
	"testing"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/provider"
)

// Regions are written as codes, as zones, and as the places that consoles and price lists show.
func TestRegionsAsPeopleWriteThem(t *testing.T) {
	table, err := provider.Open(provider.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		provider, region string
		country          fact.Country // empty: not known
		known            bool
	}{
		{"aws", "eu-west-1c", "IE", true},
		{"aws", "EU (Frankfurt)", "DE", true},
		{"aws", "Asia Pacific (Tokyo)", "JP", true},
		{"aws", "US East (N. Virginia)", "US", true},
		{"aws", "Frankfurt", "DE", true},
		{"aws", "us-east1", "", false},
		{"aws", "US East", "", false}, // there are two
		{"azure", "(Europe) West Europe", "NL", true},
		{"azure", "Germany West Central", "DE", true},
		{"gcp", "europe-west3-a", "DE", true},
		{"gcp", "EU", "", true},
		{"gcp", "US", "US", true},
		{"Google Cloud", "us-west2", "US", true},
		{"google-cloud", "NAM4", "US", true},
		{"tencent-cloud", "ap-frankfurt", "", false},
		{"alibaba-cloud", "cn-hangzhou-b", "CN", true},
	} {
		p, ok := table.Find(c.provider)
		if !ok {
			t.Errorf("no provider %q", c.provider)
			continue
		}
		if got := table.HasRegion(p.ID, c.region); got != c.known {
			t.Errorf("%s has region %q: %v, want %v", c.provider, c.region, got, c.known)
		}
		o := fact.New(&fact.Observation{Asset: "a", What: fact.ObservedAsset, Provider: c.provider, Region: c.region}, []fact.Source{{Name: "case.yaml", Line: 1}}, "")
		for _, f := range table.Attribute(o) {
			if got := f.Body.(*fact.Attribution).Country; got != c.country {
				t.Errorf("%s in %q stands in %q, want %q", c.provider, c.region, got, c.country)
			}
		}
	}
}

func TestRegionsAreListedWithTheirPlaces(t *testing.T) {
	table, err := provider.Open(provider.Options{})
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, r := range table.Regions("aws") {
		found = found || r == provider.Region{Code: "eu-central-1", Place: "Europe (Frankfurt)"}
	}
	if !found || table.Regions("nobody") != nil {
		t.Errorf("%v", table.Regions("aws"))
	}
}
