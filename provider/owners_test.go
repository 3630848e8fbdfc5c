package provider

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
)

// Tables of one rank that give an address to two providers, or to two regions of one,
// leave open which is right, whatever the order of their rows.
func TestSeveralOwners(t *testing.T) {
	type found struct {
		Provider   fact.ProviderID
		Region     string
		Unverified bool // the provider
	}
	for name, test := range map[string]struct {
		rows     []string
		provider string
		want     []found
	}{
		"two providers":               {[]string{"100.0.0.0/24,tencent-cloud,64500,", "100.0.0.0/24,alibaba-cloud,64501,"}, "", []found{{"alibaba-cloud", "", true}, {"tencent-cloud", "", true}}},
		"evidence names one":          {[]string{"100.0.0.0/24,tencent-cloud,64500,", "100.0.0.0/24,alibaba-cloud,64501,"}, "tencent-cloud", []found{{"tencent-cloud", "", false}}},
		"two regions":                 {[]string{"100.0.0.0/24,alibaba-cloud,,us-east-1", "100.0.0.0/24,alibaba-cloud,,us-west-1"}, "", []found{{"alibaba-cloud", "", false}}},
		"three rows, two regions":     {[]string{"100.0.0.0/24,alibaba-cloud,,us-east-1", "100.0.0.0/24,alibaba-cloud,,us-west-1", "100.0.0.0/24,alibaba-cloud,,us-east-1"}, "", []found{{"alibaba-cloud", "", false}}},
		"one region, said twice":      {[]string{"100.0.0.0/24,alibaba-cloud,,us-east-1", "100.0.0.0/24,alibaba-cloud,,us-east-1"}, "", []found{{"alibaba-cloud", "us-east-1", false}}},
		"the longer prefix decides":   {[]string{"100.0.0.0/24,tencent-cloud,64500,", "100.0.0.0/25,alibaba-cloud,64501,"}, "", []found{{"alibaba-cloud", "", false}}},
		"the stronger source decides": {[]string{"100.0.0.0/24,tencent-cloud,64500,", "100.0.0.0/24,alibaba-cloud,,us-east-1"}, "", []found{{"alibaba-cloud", "us-east-1", false}}},
	} {
		for range 2 {
			file := filepath.Join(t.TempDir(), "table.csv")
			text := "prefix,provider,asn,region\n" + strings.Join(test.rows, "\n") + "\n"
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			var got []found
			for _, a := range attribute(t, open(t, Options{Prefixes: []string{file}}), fact.Observation{Asset: "a", What: fact.ObservedPeer, Endpoint: "100.0.0.7", Provider: test.provider}) {
				got = append(got, found{a.Provider, a.Region, slices.Contains(a.Unverified, "provider")})
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s, rows %q (-want +got):\n%s", name, test.rows, diff)
			}
			slices.Reverse(test.rows)
		}
	}
}
