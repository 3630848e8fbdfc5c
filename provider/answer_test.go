package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
)

// A name that tells nothing is attributed by the addresses shown for it; one that tells something is not.
func TestAnswers(t *testing.T) {
	table := open(t, Options{Prefixes: []string{write(t, "mine.csv", "prefix,provider,region\n"+
		"8.208.0.0/24,alibaba-cloud,us-west-1\n8.209.0.0/24,alibaba-cloud,cn-shenzhen\n")}})
	type told struct{ Provider, Region, Country, Method string }
	for name, c := range map[string]struct {
		o    fact.Observation
		want []told
	}{
		"an address of a cloud":       {fact.Observation{Endpoint: "app.example.com", Names: []string{"47.251.197.221"}}, []told{{"alibaba-cloud", "", "", "answer"}}},
		"an alias is told elsewhere":  {fact.Observation{Endpoint: "app.example.com", Names: []string{"acme.oss-cn-shenzhen.aliyuncs.com"}}, nil},
		"nothing shown":               {fact.Observation{Endpoint: "app.example.com"}, nil},
		"an address of nobody":        {fact.Observation{Endpoint: "app.example.com", Names: []string{"192.0.2.7", "10.1.2.3"}}, nil},
		"a delivery network":          {fact.Observation{Endpoint: "app.example.com", Names: []string{"104.22.123.164"}}, []told{{"cloudflare", "", "", "front"}}},
		"two addresses of one":        {fact.Observation{Endpoint: "app.example.com", Names: []string{"47.251.197.221", "47.251.197.222"}}, []told{{"alibaba-cloud", "", "", "answer"}}},
		"two regions of one":          {fact.Observation{Endpoint: "app.example.com", Names: []string{"8.208.0.5", "8.209.0.5"}}, []told{{"alibaba-cloud", "cn-shenzhen", "CN", "answer"}, {"alibaba-cloud", "us-west-1", "US", "answer"}}},
		"two providers":               {fact.Observation{Endpoint: "app.example.com", Names: []string{"193.32.218.138", "47.251.197.221"}}, []told{{"alibaba-cloud", "", "", "answer"}, {"yandex-cloud", "", "", "answer"}}},
		"the name tells":              {fact.Observation{Endpoint: "acme.oss-us-west-1.aliyuncs.com", Names: []string{"193.32.218.138"}}, []told{{"alibaba-cloud", "us-west-1", "US", "region-name"}}},
		"an address is the endpoint":  {fact.Observation{Endpoint: "47.251.197.221", Names: []string{"193.32.218.138"}}, []told{{"alibaba-cloud", "", "", "asn"}}},
		"the evidence names somebody": {fact.Observation{Endpoint: "app.example.com", Provider: "AS45102", Names: []string{"193.32.218.138"}}, []told{{"alibaba-cloud", "", "", "asn"}}},
	} {
		t.Run(name, func(t *testing.T) {
			c.o.Asset, c.o.What = "a", fact.ObservedName
			var got []told
			for _, a := range attribute(t, table, c.o) {
				got = append(got, told{string(a.Provider), a.Region, string(a.Country), string(a.Method)})
			}
			slices.SortFunc(got, func(a, b told) int { return strings.Compare(a.Provider+a.Region, b.Provider+b.Region) })
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}
