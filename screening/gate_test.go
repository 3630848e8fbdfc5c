package screening

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"slices"
	"sort"
	"testing"
	"time"
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

func TestLabelledQueries(t *testing.T) {
	x := labelledIndex(t)
	qs := readLines[labelledQuery](t, "queries-dev.jsonl")
	start := time.Now()
	os := measure(t, x, qs)
	took := time.Since(start)
	q := assess(os)
	t.Logf("recall@1 %.4f recall@5 %.4f at 1%% false positives %.4f (threshold %d) %v a query", q.recall1, q.recall5, q.atOne, q.threshold, took/time.Duration(len(qs)))
	kinds := make([]string, 0, len(q.kinds))
	for k := range q.kinds {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	for _, k := range kinds {
		c := q.kinds[k]
		t.Logf("%-18s %4d  %.3f  %.3f", k, c[0], float64(c[1])/float64(c[0]), float64(c[2])/float64(c[0]))
	}
	writeDump(t, os, q)
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
