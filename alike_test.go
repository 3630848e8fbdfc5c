package longarm_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/evidence/terraform"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/reach"
	"github.com/longarm-project/longarm/verify"
)

// buckets writes a Terraform configuration of so many like stores, in each of two regions.
func buckets(n int) string {
	var b strings.Builder
	for _, r := range []string{"us-west-1", "cn-hangzhou"} {
		alias := strings.ReplaceAll(r, "-", "_")
		fmt.Fprintf(&b, "provider \"alicloud\" {\n  alias  = %q\n  region = %q\n}\n", alias, r)
		for i := range n {
			fmt.Fprintf(&b, "resource \"alicloud_oss_bucket\" \"%s_%d\" {\n  provider = alicloud.%s\n  bucket = \"b-%s-%d\"\n}\n", alias, i, alias, alias, i)
		}
	}
	return b.String()
}

// configEngine reads configurations of Terraform too.
func configEngine(t testing.TB) *longarm.Engine {
	x := forgeEngine(t)
	x.Readers = append(x.Readers, terraform.Config{})
	return x
}

// Six hundred stores of which nothing tells one from another are one finding with one
// question for each place, and what a person says of one is not said of the others.
func TestLikeAssetsAreOne(t *testing.T) {
	x := configEngine(t)
	west := "alicloud_oss_bucket@us-west-1 on alibaba-cloud"
	one := "alicloud_oss_bucket.us_west_1_7 on alibaba-cloud"
	for name, c := range map[string]struct {
		answer string
		want   map[string]determination.Outcome
	}{
		"nothing is said": {"", map[string]determination.Outcome{
			west: determination.Undetermined, "alicloud_oss_bucket@cn-hangzhou on alibaba-cloud": determination.Undetermined}},
		"all are answered": {"dealings:\n  " + west + ": {data: [{category: human-genomic, persons: 500}]}\n", map[string]determination.Outcome{
			west: determination.Prohibited}},
		"one is answered": {"dealings:\n  " + one + ": {data: [{category: human-genomic, persons: 500}]}\n", map[string]determination.Outcome{
			west: determination.Undetermined, one: determination.Prohibited}},
		"some are named together": {"assets:\n  pair: {also: [alicloud_oss_bucket.us_west_1_7, alicloud_oss_bucket.us_west_1_8], data: none}\n", map[string]determination.Outcome{
			west: determination.Undetermined, "pair on alibaba-cloud": determination.NotCovered}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder{"main.tf": buckets(300), "case.yaml": caseHead + c.answer}.write(t)
			d, err := x.Review(t.Context(), []string{dir}, longarm.Options{At: "2026-11-01", ReadOn: "2026-11-01", Packs: []string{"us-dsp"}})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := verify.Determination(t.Context(), d, verify.Rules{Law: x.Law, Compels: x.Compels}); err != nil {
				t.Error(err)
			}
			if len(d.Findings) > 4 {
				t.Errorf("%d findings", len(d.Findings))
			}
			found := byDealing(d)
			for dealing, want := range c.want {
				if f := found[dealing]; f == nil {
					t.Errorf("%s: no finding", dealing)
				} else if f.Outcome != want || want == determination.Undetermined && len(f.Deciding) == 0 {
					t.Errorf("%s: %s with %d questions, want %s", dealing, f.Outcome, len(f.Deciding), want)
				}
			}
		})
	}
}

// Many unlike stores with one provider, of none of which anything is known, count together
// under the law; each is asked about, and the search for what to ask ends.
func TestUnlikeStoresAreAsked(t *testing.T) {
	x := configEngine(t)
	var b strings.Builder
	b.WriteString("provider \"alicloud\" {\n  region = \"us-west-1\"\n}\n")
	for _, kind := range []string{"oss_bucket", "db_instance", "kvstore_instance", "mongodb_instance", "log_project", "nas_file_system", "ots_instance", "polardb_cluster"} {
		fmt.Fprintf(&b, "resource \"alicloud_%s\" \"one\" {\n  name = \"one\"\n}\n", kind)
	}
	dir := folder{"main.tf": b.String()}.write(t)
	d, err := x.Review(t.Context(), []string{dir}, longarm.Options{At: "2026-11-01", ReadOn: "2026-11-01", Packs: []string{"us-dsp"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Findings) < 6 {
		t.Errorf("%d findings", len(d.Findings))
	}
	for _, f := range d.Findings {
		if f.Outcome != determination.Undetermined || len(f.Deciding) == 0 || len(f.Deciding[0].Questions) == 0 {
			t.Errorf("%s is %s and asks %v", f.Dealing, f.Outcome, f.Deciding)
		}
	}
}

// An observation that stands for others is refused where one of these is another's, or missing.
func TestLikeAssetsAreChecked(t *testing.T) {
	var set fact.Set
	add := func(o fact.Observation) fact.ID {
		id, err := set.Add(fact.New(&o, []fact.Source{{Name: "main.tf", Line: 1}}, ""))
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	like := fact.Observation{Asset: "s.a", Service: "s", Provider: "p", Region: "r", What: fact.ObservedResource}
	a := add(like)
	like.Asset = "s.b"
	b := add(like)
	like.Asset, like.Region = "s.c", "elsewhere"
	c := add(like)
	group := func(also []string, from ...fact.ID) fact.Fact {
		return fact.New(&fact.Observation{Also: also, Asset: "s@r", Service: "s", Provider: "p", Region: "r", What: fact.ObservedResource}, nil, fact.RuleAlike, from...)
	}
	right := group([]string{"s.a", "s.b"}, a, b)
	if got := reach.Alike(&set); !slices.ContainsFunc(got, func(f fact.Fact) bool { return f.ID == right.ID }) || len(got) != 1 {
		t.Errorf("Alike = %v, want %v", got, right)
	}
	if err := reach.CheckAlike(&set, right); err != nil {
		t.Error(err)
	}
	for _, wrong := range []fact.Fact{
		group([]string{"s.a", "s.b"}, a), group([]string{"s.a"}, a, b), group([]string{"s.a", "s.c"}, a, c), group([]string{"s.a", "s.b", "s.x"}, a, b),
	} {
		if reach.CheckAlike(&set, wrong) == nil {
			t.Errorf("%+v passes", wrong.Body)
		}
	}
}

// BenchmarkLikeAssets reviews a Terraform configuration of 100,000 stores of which nothing is said.
func BenchmarkLikeAssets(b *testing.B) {
	x := configEngine(b)
	files := folder{}
	for i := range 50 {
		files[fmt.Sprintf("stack-%d/main.tf", i)] = strings.ReplaceAll(buckets(1000), "_bucket\" \"", fmt.Sprintf("_bucket\" \"stack%d_", i))
	}
	dir := files.write(b)
	b.ReportAllocs()
	for b.Loop() {
		d, err := x.Review(b.Context(), []string{dir}, longarm.Options{At: "2026-11-01", ReadOn: "2026-11-01"})
		if err != nil {
			b.Fatal(err)
		}
		if len(d.Findings) != 4 {
			b.Fatalf("%d findings", len(d.Findings))
		}
	}
}
