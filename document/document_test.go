package document

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// analyse reads and judges the files of a pattern; where there are none the test is skipped.
func analyse(t *testing.T, pattern string) *Report {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Skipf("%s is not at hand", pattern)
	}
	docs, problems, err := Read(context.Background(), paths)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Analyse(context.Background(), docs, 0)
	if err != nil {
		t.Fatal(err)
	}
	r.NotRead = problems
	return r
}

// edges writes edges as lines, those without a direction with a question mark.
func edges(r *Report) []string {
	out := []string{}
	for _, e := range r.Edges {
		if e.Undetermined != "" {
			out = append(out, e.From+" ? "+e.To)
		} else {
			out = append(out, fmt.Sprintf("%s is a %s of %s", e.From, e.Kind, e.To))
		}
	}
	return out
}

func alterations(r *Report, doc string) []string {
	out := []string{}
	for _, a := range r.Alterations {
		if a.Doc == doc {
			out = append(out, a.Kind+": "+a.Copy)
		}
	}
	return out
}

func quotations(r *Report, doc string) map[QuotationVerdict]int {
	out := map[QuotationVerdict]int{}
	for _, q := range r.Quotations {
		if q.Doc == doc {
			out[q.Verdict]++
		}
	}
	return out
}

func own(r *Report, doc string) []string {
	out := []string{}
	for _, o := range r.Own {
		if o.Doc == doc {
			out = append(out, o.Kind+": "+o.Text)
		}
	}
	return out
}

// held gives how documents hold the claim that begins with words.
func held(t *testing.T, r *Report, words string) map[string]Verdict {
	t.Helper()
	for _, c := range r.Claims {
		if strings.HasPrefix(c.Text, words) {
			return c.Documents
		}
	}
	t.Fatalf("no claim begins with %q", words)
	return nil
}

// A wire story, two honest rewrites and one independent confirmation.
func TestWireStory(t *testing.T) {
	r := analyse(t, "testdata/wire")
	if len(r.Clusters) != 1 {
		t.Fatalf("%d clusters, want 1", len(r.Clusters))
	}
	c := r.Clusters[0]
	if c.Root != "wire" || c.IndependentReports != 2 || !c.Confirmed {
		t.Errorf("root %s, %d independent, confirmed %v; want wire, 2, true", c.Root, c.IndependentReports, c.Confirmed)
	}
	if diff := cmp.Diff([]string{"wire", "standard"}, c.Independent); diff != "" {
		t.Errorf("independent (-want +got):\n%s", diff)
	}
	if c.Persons.Low != 2 || c.Persons.High != 3 {
		t.Errorf("persons %s, want 2 to 3", c.Persons)
	}
	if diff := cmp.Diff([]string{"daily is a abridgement of wire", "online is a rewrite of wire"}, edges(r)); diff != "" {
		t.Errorf("edges (-want +got):\n%s", diff)
	}
	if got := alterations(r, "daily"); len(got) != 0 {
		t.Errorf("an honest rewrite alters nothing, got %q", got)
	}
	if diff := cmp.Diff(map[QuotationVerdict]int{Exact: 1}, quotations(r, "daily")); diff != "" {
		t.Errorf("quotations of daily (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[QuotationVerdict]int{Fuller: 1}, quotations(r, "online")); diff != "" {
		t.Errorf("quotations of online (-want +got):\n%s", diff)
	}
	want := []string{"second source: including those under warranty", "statement: Halden opened a second development centre in the port city of Dravik last year, with 180 engineers"}
	if diff := cmp.Diff(want, own(r, "online")); diff != "" {
		t.Errorf("own of online (-want +got):\n%s", diff)
	}
	if got := own(r, "daily"); len(got) != 0 {
		t.Errorf("daily adds nothing, got %q", got)
	}
	var figures []string
	for _, k := range r.Contradictions {
		figures = append(figures, strings.Join(k.Text, " / "))
	}
	slices.Sort(figures)
	if diff := cmp.Diff([]string{"140 substations / 152 substations", "85 million euros / 90 million euros"}, figures); diff != "" {
		t.Errorf("contradictions (-want +got):\n%s", diff)
	}
}

// Two reporters at one event: no edge, two reports, on the record both.
func TestUnrelatedPair(t *testing.T) {
	r := analyse(t, "testdata/pair")
	if got := edges(r); len(got) != 0 {
		t.Errorf("edges %q, want none", got)
	}
	n := 0
	for _, c := range r.Clusters {
		n += c.IndependentReports
	}
	if n != 2 {
		t.Errorf("%d independent reports, want 2", n)
	}
	if len(r.Alterations) != 0 {
		t.Errorf("alterations %v, want none", r.Alterations)
	}
}

// Another story about the same firm is another cluster.
func TestSameSubjectOtherStory(t *testing.T) {
	docs, _, err := Read(context.Background(), []string{"testdata/wire", "testdata/topic"})
	if err != nil {
		t.Fatal(err)
	}
	r, err := Analyse(context.Background(), docs, 0)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range r.Clusters {
		got = append(got, strings.Join(c.Members, " "))
	}
	if diff := cmp.Diff([]string{"daily online standard wire", "results"}, got); diff != "" {
		t.Errorf("clusters (-want +got):\n%s", diff)
	}
}

// Five press texts of January 2022 about one review; what a careful reader finds is beside them.
func TestAlibaba(t *testing.T) {
	r := analyse(t, "../../shared/data/documents/alibaba-2022/T?.txt")
	i := slices.IndexFunc(r.Clusters, func(c Cluster) bool { return c.Root == "T3" })
	if i < 0 {
		t.Fatal("no cluster with root T3")
	}
	c := r.Clusters[i]
	if diff := cmp.Diff([]string{"T0", "T1", "T2", "T3", "T4"}, c.Members); diff != "" {
		t.Errorf("members (-want +got):\n%s", diff)
	}
	if c.IndependentReports != 1 || c.Persons.Low != 4 || c.Persons.High != 5 || c.Confirmed || len(c.OnRecord) != 3 {
		t.Errorf("%d independent, persons %s, confirmed %v, %d on the record; want 1, 4 to 5, false, 3", c.IndependentReports, c.Persons, c.Confirmed, len(c.OnRecord))
	}
	want := []string{"T0 is a translation of T3", "T1 is a rewrite of T3", "T2 is a translation of T3", "T4 is a abridgement of T3", "T0 ? T2"}
	if diff := cmp.Diff(want, edges(r)); diff != "" {
		t.Errorf("edges (-want +got):\n%s", diff)
	}
	for doc, want := range map[string]map[QuotationVerdict]int{
		"T0": {Garbled: 3}, "T1": {Exact: 2, Fuller: 1, OwnQuote: 2}, "T2": {Garbled: 3}, "T4": {Exact: 1},
	} {
		if diff := cmp.Diff(want, quotations(r, doc)); diff != "" {
			t.Errorf("quotations of %s (-want +got):\n%s", doc, diff)
		}
	}
	kinds := map[string][]string{}
	for _, a := range r.Alterations {
		kinds[a.Doc] = append(kinds[a.Doc], a.Kind)
	}
	wantKinds := map[string][]string{
		"T0": {kindNarrowed, kindFact, kindStronger, kindSource, kindStronger, kindStance, kindSubject, kindTerm},
		"T1": {kindCount, kindStronger, kindNarrowed, kindSharper},
		"T2": {kindFact, kindTerm},
		"T4": {kindCount, kindWord},
	}
	if diff := cmp.Diff(wantKinds, kinds); diff != "" {
		t.Errorf("alterations (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]Verdict{"T0": Altered, "T1": Paraphrased, "T2": Altered, "T3": Kept, "T4": Paraphrased}, held(t, r, "whether the Chinese government")); diff != "" {
		t.Errorf("the claim of access (-want +got):\n%s", diff)
	}
	if n := len(r.Contradictions); n != 4 {
		t.Errorf("%d contradictions, want 4: %v", n, r.Contradictions)
	}
}

// A story that tells what another paper reported rests on that report: the paper does not stand behind it on the record,
// its headline is no claim, and "U.S Department" is one name.
func TestReportOfAReport(t *testing.T) {
	story := `U.S. to bar Halden Systems from grid tenders -Meridian News

(Atlas Press) - The U.S Department of Energy plans to bar Halden Systems and 12 other suppliers from tenders for grid software, Meridian News reported on Tuesday.

The department will publish its list as early as next week, the report said, citing a person familiar with the matter.

Halden Systems declined to comment, and the U.S. Department of Energy did not respond to a request for comment.
`
	var docs []*Document
	for name, text := range map[string]string{"one.txt": story, "two.txt": story + "\n(Reporting by Ana Prado. Editing by Jon Bell)\n"} {
		d, err := Of(name, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, d...)
	}
	r, err := Analyse(context.Background(), Named(docs), 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Clusters) != 1 {
		t.Fatalf("%d clusters; want one", len(r.Clusters))
	}
	c := r.Clusters[0]
	core := r.claim(c.Core)
	if want := "The U.S Department of Energy plans to bar Halden Systems and 12 other suppliers from tenders for grid software"; !strings.HasPrefix(core.Text, want) {
		t.Errorf("core claim %q; want %q", core.Text, want)
	}
	if c.Confirmed || c.IndependentReports != 1 || c.Persons.Low != 1 || c.Persons.High != 1 || !strings.Contains(c.Undetermined, "meridian news is not here") {
		t.Errorf("confirmed %v, %d reports on %s persons, %q; want one report on one person, confirmed by nobody", c.Confirmed, c.IndependentReports, c.Persons, c.Undetermined)
	}
	if r.Documents[0].Publisher != "atlas press" {
		t.Errorf("publisher %q", r.Documents[0].Publisher)
	}
}
