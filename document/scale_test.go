package document

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"runtime"
	"testing"

	"github.com/longarm-project/longarm/fact"
)

// documents reads the texts of a made set.
func documents(tb testing.TB, set []made) []*Document {
	tb.Helper()
	var out []*Document
	for _, m := range set {
		docs, err := Of(m.id+".txt", []byte(m.text))
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, docs...)
	}
	return Named(out)
}

// score compares a report with what is true: the share of pairs of one story that are in
// one cluster, the share of pairs in one cluster that are of one story, and of the rewrites
// the share that has an edge, has it to the text it was made from, and has it to that or to another text it descends from.
type score struct{ recall, precision, edges, parents, ancestors float64 }

func judgeSet(set []made, r *Report) score {
	byID := map[string]*made{}
	byText := map[fact.Digest]string{}
	for i := range set {
		byID[set[i].id] = &set[i]
		sum := sha256.Sum256([]byte(set[i].text))
		byText[fact.Digest(hex.EncodeToString(sum[:]))] = set[i].id
	}
	size, both, joined := map[int]int{}, 0, 0
	for _, d := range r.Documents {
		size[byID[byText[d.Digest]].story]++
	}
	pairs := 0
	for _, n := range size {
		pairs += n * (n - 1) / 2
	}
	for _, c := range r.Clusters {
		in := map[int]int{}
		for _, m := range c.Members {
			in[byID[m].story]++
		}
		joined += len(c.Members) * (len(c.Members) - 1) / 2
		for _, n := range in {
			both += n * (n - 1) / 2
		}
	}
	var s score
	s.recall, s.precision = share(both, pairs), share(both, joined)
	parent := map[string]string{}
	for _, e := range r.Edges {
		if e.Undetermined == "" {
			parent[e.From] = e.To
		}
	}
	rewrites, drawn, right, above := 0, 0, 0, 0
	for _, d := range r.Documents {
		m := byID[d.ID]
		p, ok := parent[d.ID]
		if m.parent == "" {
			continue
		}
		rewrites++
		if !ok {
			continue
		}
		drawn++
		if p == m.parent {
			right++
		}
		for a := m.parent; a != ""; a = byID[a].parent {
			if a == p {
				above++
				break
			}
		}
	}
	s.edges, s.parents, s.ancestors = share(drawn, rewrites), share(right, drawn), share(above, drawn)
	return s
}

func share(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

// Made rewrites are found again, and most edges are right.
func TestMadeSet(t *testing.T) {
	set := newMaker(1).set(300)
	r, err := Analyse(context.Background(), documents(t, set), 0)
	if err != nil {
		t.Fatal(err)
	}
	s := judgeSet(set, r)
	t.Logf("recall %.3f, precision %.3f, edges drawn %.3f, to the parent %.3f, to an ancestor %.3f", s.recall, s.precision, s.edges, s.parents, s.ancestors)
	if s.recall < 0.97 || s.precision < 0.99 || s.edges < 0.85 || s.ancestors < 0.85 {
		t.Errorf("worse than it was: %+v", s)
	}
}

func BenchmarkAnalyse(b *testing.B) {
	set := newMaker(2).set(10_000)
	docs := documents(b, set)
	b.ReportAllocs()
	var r *Report
	for b.Loop() {
		var err error
		if r, err = Analyse(context.Background(), docs, 0); err != nil {
			b.Fatal(err)
		}
	}
	s := judgeSet(set, r)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(s.recall, "recall")
	b.ReportMetric(s.precision, "precision")
	b.ReportMetric(s.edges, "edges")
	b.ReportMetric(s.parents, "parents")
	b.ReportMetric(s.ancestors, "ancestors")
	b.ReportMetric(float64(m.Sys)/(1<<20), "MB-from-system")
}
