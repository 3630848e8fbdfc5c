//go:build unix

package main

import (
	"path/filepath"
	"testing"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/ownership"
	"github.com/longarm-project/longarm/registry"
)

// cascade is the obvious way: whole passes over all holdings until nothing moves.
func cascade(n *network, seeds []uint32, bound func(holding) uint32) map[uint32]bool {
	in := make(map[uint32]bool)
	for _, x := range seeds {
		in[x] = true
	}
	for changed := true; changed; {
		changed = false
		sums := make(map[uint32]uint64)
		for _, h := range n.holdings {
			if in[h.owner] && h.owner != h.asset {
				sums[h.asset] += uint64(bound(h))
			}
		}
		for x, s := range sums {
			if !in[x] && s >= uint64(fact.Whole)/2 {
				in[x], changed = true, true
			}
		}
	}
	return in
}

// TestSolverAgreesWithCascades holds the solver to the baselines: the same certain set, and a
// possible set inside of that of plain upper sums.
func TestSolverAgreesWithCascades(t *testing.T) {
	n := generate(20_000)
	path := filepath.Join(t.TempDir(), "bench.registry")
	if _, err := registry.Create(path, n.records(), registry.BuildOptions{}); err != nil {
		t.Fatal(err)
	}
	f, err := registry.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rules, err := tests()
	if err != nil {
		t.Fatal(err)
	}
	for i, seeds := range [][]uint32{n.light, n.heavy} {
		r := ownership.FromFile(f).Solve(rules[i], "")
		low := cascade(n, seeds, func(h holding) uint32 { return h.lo })
		high := cascade(n, seeds, func(h holding) uint32 { return h.hi })
		yes, possible := r.Counts()
		if yes != len(low) || yes+possible > len(high) || possible == 0 {
			t.Errorf("%s: %d certain and %d possible, want %d certain and at most %d in all", rules[i].Name, yes, possible, len(low), len(high))
		}
		for x := range uint32(n.nodes) {
			v := r.Verdict(partyID(x))
			if (v == fact.Yes) != low[x] || v == fact.Unknown && !high[x] {
				t.Fatalf("%s: party %d is %s; in the lower cascade %v, in the upper %v", rules[i].Name, x, v, low[x], high[x])
			}
		}
	}
}
