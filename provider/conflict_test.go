package provider

import (
	"errors"
	"testing"
	"testing/fstest"
)

// A gazetteer in which only the order of files would tell whose something is, is not used.
func TestConflict(t *testing.T) {
	const sources = "sources:\n  - {key: seen, title: A page, url: \"https://example.com\", date: 2026-01-01}\n"
	for name, test := range map[string]struct {
		left, right string
		bad         bool
	}{
		"nothing in common":                {"", "", false},
		"a name":                           {"aliases:\n  - cloud\n", "aliases:\n  - Cloud\n", true},
		"an autonomous system":             {"asns:\n  - {asn: 64500, unverified: all}\n", "asns:\n  - {asn: 64500, unverified: all}\n", true},
		"a Terraform address":              {"terraform:\n  - {address: some/cloud, unverified: all}\n", "terraform:\n  - {address: some/cloud, unverified: all}\n", true},
		"an address, one by region":        {"terraform:\n  - {address: some/cloud, unverified: all}\n", "terraform:\n  - {address: some/cloud, by: region, unverified: all}\n", false},
		"an address and a region":          {"terraform:\n  - {address: some/cloud, unverified: all}\nregions:\n  - {code: x-1, unverified: all}\n", "terraform:\n  - {address: some/cloud, by: region, unverified: all}\nregions:\n  - {code: x-1, unverified: all}\n", true},
		"a region, and no address":         {"regions:\n  - {code: x-1, unverified: all}\n", "regions:\n  - {code: x-1, unverified: all}\n", false},
		"a region of one technology":       {"technology: base\nregions:\n  - {code: x-1, unverified: all}\n", "technology: base\nregions:\n  - {code: x-1, unverified: all}\n", true},
		"other regions of one technology":  {"technology: base\nregions:\n  - {code: x-1, unverified: all}\n", "technology: base\nregions:\n  - {code: x-2, unverified: all}\n", false},
		"a prefix of types without region": {"types:\n  - {prefix: some_, unverified: all}\n", "types:\n  - {prefix: some_, unverified: all}\n", true},
	} {
		files := fstest.MapFS{"gazetteer/sources.yaml": {Data: []byte(sources)}}
		for id, rest := range map[string]string{"left": test.left, "right": test.right} {
			files["gazetteer/"+id+".yaml"] = &fstest.MapFile{Data: []byte("provider: " + id + "\nname: The " + id + "\nhome: US\nkind: cloud\n" + rest)}
		}
		if test.left != "" && test.left[:4] == "tech" {
			files["gazetteer/base.yaml"] = &fstest.MapFile{Data: []byte("provider: base\nname: Base\nhome: US\nkind: cloud\n")}
		}
		g, err := readGazetteer(files)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := newTable(g).conflict(); errors.Is(err, errGazetteer) != test.bad {
			t.Errorf("%s: conflict %v, want one %t", name, err, test.bad)
		}
	}
}
