package ownership

import (
	"cmp"
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
)

// seeds lists the seeds, certain and possible, each in order of numbers. A rule that names
// seeds by designation alone is served from the designations, without a look at every party.
func (w *world) seeds() (certain, possible []uint32) {
	if len(w.rule.Seeds.By) == 0 {
		for _, s := range w.markedSeeds() {
			switch s.truth {
			case fact.Yes:
				certain = append(certain, s.node)
			case fact.Unknown:
				possible = append(possible, s.node)
			}
		}
		return certain, possible
	}
	n := uint32(w.g.Parties())
	certain = make([]uint32, n+1) // room for those they bring in, too
	sure := 0
	truths := w.seedTruths()
	named := append(w.named.sorted(), n)
	for from := uint32(0); from < n; from += manyRows {
		rows := w.g.nodes.Rows(from, min(from+manyRows, n))
		for i, row := range rows {
			x := from + uint32(i)
			t := byItself
			if int(row) < len(truths) {
				t = truths[row]
			}
			// Without a branch: whether a party is in is as hard to foretell as a coin.
			certain[sure] = x
			sure += int(t & surely)
			if t <= surely && x != named[0] {
				continue
			}
			if x == named[0] {
				t, named, sure = byItself, named[1:], sure-int(t&surely)
			}
			switch {
			case t == possibly:
				possible = append(possible, x)
			case w.seed(x).truth == fact.Yes:
				sure++
			case w.seed(x).truth == fact.Unknown:
				possible = append(possible, x)
			}
		}
	}
	return certain[:sure], possible
}

// manyRows is how many rows of a column are read at once.
const manyRows = 1 << 12

// What the facts of a party say of it as a seed.
const (
	surely   uint8 = 1
	possibly uint8 = 2
	byItself uint8 = 4 // has to be looked at: designated or anonymous
)

// seedTruths judges each row of facts once.
func (w *world) seedTruths() []uint8 {
	n := uint32(w.g.facts.Len())
	out := make([]uint8, 0, n)
	for from := uint32(0); from < n; from += manyRows {
		rows := w.g.facts.Rows(from, min(from+manyRows, n))
		for i := range rows {
			out = append(out, w.seedTruth(&rows[i]))
		}
	}
	return out
}

func (w *world) seedTruth(n *graph.Node) uint8 {
	if n.Flags&(graph.NodeDesignated|graph.NodeAnonymous) != 0 {
		return byItself
	}
	best := fact.No
	for _, by := range w.rule.by {
		if t, _ := w.seedBy(n, by); t > best {
			best = t
		}
	}
	switch best {
	case fact.Yes:
		return surely
	case fact.Unknown:
		return possibly
	}
	if w.opts.Undisclosed {
		return byItself // by the holders that nobody lists
	}
	return 0
}

// A markedSeed is a party that is named, designated or anonymous.
type markedSeed struct {
	node  uint32
	truth fact.Truth
}

// markedSeeds lists them in order of numbers: seeds in a rule that knows no others.
func (w *world) markedSeeds() []markedSeed {
	var all []markedSeed
	for _, x := range w.named.sorted() {
		all = append(all, markedSeed{x, fact.Yes})
	}
	for from, n := uint32(0), uint32(w.g.marks.Len()); from < n; from += manyRows {
		for _, m := range w.g.marks.Rows(from, min(from+manyRows, n)) {
			if t := w.marked(m); t != fact.No {
				all = append(all, markedSeed{m.Node, t})
			}
		}
	}
	for i := range uint32(w.g.anonymous.Len()) {
		x := w.g.anonymous.At(i)
		all = append(all, markedSeed{x, w.seed(x).truth})
	}
	slices.SortFunc(all, func(a, b markedSeed) int {
		return cmp.Or(cmp.Compare(a.node, b.node), cmp.Compare(b.truth, a.truth)) // the surest first
	})
	return slices.CompactFunc(all, func(a, b markedSeed) bool { return a.node == b.node })
}
