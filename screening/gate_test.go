package screening

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"slices"
	"sort"
	"testing"
)

var dump = flag.String("dump", "", "write misses and false alarms of the labelled sets to this file")

type outcome struct {
	q    labelledQuery
	hits []Hit
	rank int
}

// measure asks every labelled query.
func measure(t testing.TB, x *Index, qs []labelledQuery) []outcome {
	var out []outcome
	for _, q := range qs {
		hits, err := x.Match(Query{Name: q.Query, Schema: q.Schema})
		if err != nil {
			t.Errorf("%s: %v", q.ID, err)
		}
		o := outcome{q: q, hits: hits}
		for i, h := range hits {
			if slices.Contains(q.Expect, h.ID) {
				o.rank = i + 1
				break
			}
		}
		out = append(out, o)
	}
	return out
}

type quality struct {
	recall1, recall5, atOne float64
	threshold               int
	kinds                   map[string][3]int
}

func assess(os []outcome) quality {
	q := quality{kinds: map[string][3]int{}}
	var strangers []int
	n := 0
	for _, o := range os {
		if len(o.q.Expect) == 0 {
			top := 0
			if len(o.hits) > 0 {
				top = o.hits[0].Score
			}
			strangers = append(strangers, top)
			continue
		}
		n++
		k := q.kinds[o.q.Kind]
		k[0]++
		if o.rank == 1 {
			q.recall1++
			k[1]++
		}
		if o.rank > 0 && o.rank <= 5 {
			q.recall5++
			k[2]++
		}
		q.kinds[o.q.Kind] = k
	}
	sort.Sort(sort.Reverse(sort.IntSlice(strangers)))
	q.threshold = strangers[len(strangers)/100]
	for _, o := range os {
		if o.rank > 0 && o.rank <= 5 && o.hits[o.rank-1].Score > q.threshold {
			q.atOne++
		}
	}
	q.recall1 /= float64(n)
	q.recall5 /= float64(n)
	q.atOne /= float64(n)
	return q
}

// The figures below are those reached; a change may not lower them, nor miss more, without a reason
// in doc/performance-screening.md beside the new figures.
const (
	gateRecall1 = 0.9934 // the right entry comes first
	gateRecall5 = 0.9981 // is among the first five
	gateAtOne   = 0.9840 // and above what 1 in 100 strangers reach
	gateMisses  = 2      // not among the first ten
	gateAUC     = 0.9740
	gatePairs   = 0.9150 // recall of pairs where 5 in 100 unlike pairs are taken for alike
)

// gateKinds is the recall among five of the kinds that are not perfect.
var gateKinds = map[string]float64{"alias_unlisted": 0.9918, "original_script": 0.9885}

func TestLabelledQueries(t *testing.T) {
	x := labelledIndex(t)
	qs := readLines[labelledQuery](t, "queries-dev.jsonl")
	os := measure(t, x, qs)
	q := assess(os)
	t.Logf("recall@1 %.4f, recall@5 %.4f, at 1 %% false positives %.4f (from %d)", q.recall1, q.recall5, q.atOne, q.threshold)
	writeDump(t, os, q)
	const slack = 0.00006 // the figures above are rounded
	if q.recall1 < gateRecall1-slack || q.recall5 < gateRecall5-slack || q.atOne < gateAtOne-slack {
		t.Errorf("recall@1 %.4f, @5 %.4f, at 1 %% %.4f, want %.4f, %.4f, %.4f", q.recall1, q.recall5, q.atOne, gateRecall1, gateRecall5, gateAtOne)
	}
	if q.threshold > 850 {
		t.Errorf("1 in 100 strangers reach %d, want 850 at most: the calibration no longer means what it says", q.threshold)
	}
	misses := 0
	for _, o := range os {
		if len(o.q.Expect) > 0 && o.rank == 0 {
			misses++
		}
	}
	if misses > gateMisses {
		t.Errorf("%d misses, want %d", misses, gateMisses)
	}
	for kind, c := range q.kinds {
		want, ok := gateKinds[kind]
		if !ok {
			want = 1
		}
		if got := float64(c[2]) / float64(c[0]); got < want-slack {
			t.Errorf("%s: recall@5 %.4f of %d, want %.4f", kind, got, c[0], want)
		}
	}
}

func TestLabelledPairs(t *testing.T) {
	ps := readLines[labelledPair](t, "pairs-dev.jsonl")
	auc, recall := pairQuality(t, labelledIndex(t), ps)
	t.Logf("area under the curve %.4f, recall at 5 %% false positives %.4f", auc, recall)
	if auc < gateAUC || recall < gatePairs {
		t.Errorf("area %.4f, recall %.4f, want %.4f, %.4f", auc, recall, gateAUC, gatePairs)
	}
}

// pairQuality scores pairs and returns the area under the curve, and the recall where 5 in 100 unlike pairs score as high.
func pairQuality(t *testing.T, x *Index, ps []labelledPair) (auc, recall float64) {
	var like, unlike []int
	for _, p := range ps {
		s, err := x.Compare(p.Query, p.Candidate, p.Schema)
		if err != nil {
			t.Errorf("%q, %q: %v", p.Query, p.Candidate, err)
		}
		if p.Match {
			like = append(like, s)
		} else {
			unlike = append(unlike, s)
		}
	}
	sort.Sort(sort.Reverse(sort.IntSlice(unlike)))
	limit := unlike[len(unlike)/20]
	for _, l := range like {
		for _, u := range unlike {
			switch {
			case l > u:
				auc++
			case l == u:
				auc += 0.5
			}
		}
		if l > limit {
			recall++
		}
	}
	n := float64(len(like))
	return auc / n / float64(len(unlike)), recall / n
}

func writeDump(t *testing.T, outs []outcome, q quality) {
	if *dump == "" {
		return
	}
	f, err := os.Create(*dump)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	slices.SortStableFunc(outs, func(a, b outcome) int { return cmp.Compare(a.q.Kind, b.q.Kind) })
	for _, o := range outs {
		top := ""
		for _, h := range o.hits[:min(2, len(o.hits))] {
			top += fmt.Sprintf("  %s %d %q", h.ID, h.Score, h.Reason.Name)
		}
		switch {
		case len(o.q.Expect) == 0 && len(o.hits) > 0:
			fmt.Fprintf(f, "neg %4d %-16s %q %s\n", o.hits[0].Score, o.q.Kind, o.q.Query, top)
		case len(o.q.Expect) == 0:
		case o.rank == 0:
			fmt.Fprintf(f, "MISS     %-16s %q (%s %v) %s\n", o.q.Kind, o.q.Query, o.q.Listed, o.q.Expect, top)
		case o.rank > 1:
			fmt.Fprintf(f, "RANK%d %4d %-16s %q (%s %v) %s\n", o.rank, o.hits[o.rank-1].Score, o.q.Kind, o.q.Query, o.q.Listed, o.q.Expect, top)
		case o.hits[0].Score <= q.threshold:
			fmt.Fprintf(f, "LOW  %4d %-16s %q (%s)  %q\n", o.hits[0].Score, o.q.Kind, o.q.Query, o.q.Listed, o.hits[0].Reason.Name)
		}
	}
}

func labelledIndex(t testing.TB) *Index {
	t.Helper()
	x, err := Open(Compile(loadList(t)))
	if err != nil {
		t.Fatal(err)
	}
	return x
}
