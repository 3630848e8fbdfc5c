package ownership

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// seeds lists the seeds, certain and possible, each in order of numbers. A rule that names
// seeds by designation alone is served from the designations, without a look at every party.
func (w *world) seeds() (certain, possible []uint32) {
	if len(w.rule.Seeds.By) == 0 {
		for _, x := range w.markedSeeds() {
			switch w.seed(x).truth {
			case fact.Yes:
				certain = append(certain, x)
			case fact.Unknown:
				possible = append(possible, x)
			}
		}
		return certain, possible
	}
	const many = 1 << 12
	n := uint32(w.g.Parties())
	seen := new(seedCache)
	certain = make([]uint32, 0, n/3) // and, in the hot path, room for those they bring in
	for from := uint32(0); from < n; from += many {
		rows := w.g.nodes.Rows(from, min(from+many, n))
		for i := range rows {
			switch w.quickSeed(from+uint32(i), &rows[i], seen) {
			case fact.Yes:
				certain = append(certain, from+uint32(i))
			case fact.Unknown:
				possible = append(possible, from+uint32(i))
			}
		}
	}
	return certain, possible
}

// A seedCache remembers the verdicts on facts seen before: of millions of parties there
// are some thousand different ones.
type seedCache [1 << 12]struct {
	node  registry.Node
	truth fact.Truth
	used  bool
}

// quickSeed is the truth of seed, without the reason, for a party whose facts are at hand.
func (w *world) quickSeed(x uint32, n *registry.Node, seen *seedCache) fact.Truth {
	if n.Flags&(registry.NodeDesignated|registry.NodeAnonymous) != 0 || len(w.named) > 0 {
		return w.seed(x).truth
	}
	h := uint32(n.Organized)*0x9e3779b1 ^ uint32(n.Seat)*0x85ebca77 ^ uint32(n.Residence)*0xc2b2ae3d ^
		uint32(n.State)*0x27d4eb2f ^ uint32(n.Citizenship)*0x165667b1 ^ (uint32(n.Kind)<<8|uint32(n.Flags))*0x2c1b3c6d
	e := &seen[h>>20]
	if e.used && e.node == *n {
		return e.truth
	}
	best := fact.No
	for _, by := range w.rule.by {
		if t, _ := w.seedBy(n, by); t > best {
			best = t
		}
	}
	e.node, e.truth, e.used = *n, best, true
	return best
}

// markedSeeds lists the parties that are named, designated or anonymous, sorted.
func (w *world) markedSeeds() []uint32 {
	var some []uint32
	for x := range w.named {
		some = append(some, x)
	}
	const many = 1 << 12
	for from, n := uint32(0), uint32(w.g.marks.Len()); from < n; from += many {
		for _, m := range w.g.marks.Rows(from, min(from+many, n)) {
			if w.marked(m) != fact.No {
				some = append(some, m.Node)
			}
		}
	}
	for i := range uint32(w.g.anonymous.Len()) {
		some = append(some, w.g.anonymous.At(i))
	}
	slices.Sort(some)
	return slices.Compact(some)
}
