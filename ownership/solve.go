package ownership

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
)

// Options refine a solve. The zero value is the default.
type Options struct {
	// Seeds are in whatever is known of them.
	Seeds []fact.PartyID
	// Closed takes facts of parties that nobody stated as not so, except for parties known to be anonymous.
	Closed bool
	// PresumeSeat takes a principal place of business that nobody stated to be where the entity is organised.
	PresumeSeat bool
	// Undisclosed gives what no holder is listed for to an unknown party that is in.
	Undisclosed bool
	// Attendance is the part of all votes that comes to a company's meetings, where somebody states it.
	Attendance map[fact.PartyID]fact.Share

	rounds bool // solve by rounds where the hot path would do: for tests
}

// A world is a graph under one rule on one day.
type world struct {
	g     *Graph
	rule  *Rule
	opts  Options
	spans []fact.Truth
	named partySet // the caller's seeds
	day   int32
	dated bool
	// programmes says of each programme of the graph whether the rule names it.
	programmes []bool
	at         fact.Date
}

func (g *Graph) world(rule *Rule, at fact.Date, o Options) *world {
	o.Undisclosed = o.Undisclosed || rule.Undisclosed
	w := &world{g: g, rule: rule, opts: o, spans: g.active(at)}
	w.day, w.dated = at.Days()
	w.programmes = make([]bool, len(g.programmes))
	for i, p := range g.programmes {
		w.programmes[i] = rule.names(p)
	}
	for _, p := range o.Seeds {
		if n, ok := g.Find(p); ok {
			w.named.add(n)
		}
	}
	return w
}

// The lists on which a party in the fixpoint may stand. A rule without lists uses listB for all.
const (
	listA      = iota // owners of the rule's first list: countries, and parties that they hold
	listB             // owners of the second list
	bloc              // no status, but votes together with parties in
	multiplied        // not a list: effective shares were added
	lists      = bloc
)

// A fixpoint is the least set for one bound, with ranks. Rank 0 is out.
type fixpoint struct {
	w        *world
	reading  Reading
	certain  bool
	rank     [lists][]uint32 // nil for a list that the reading does not use
	basis    []uint8         // of the first entry of each party, by number
	order    []uint32
	excluded map[uint32]bool // parties that a proof must do without; nil for none
	seeds    int             // the first of order are seeds
	// lateSeeds bounds the ranks of possible seeds that entered after the certain set.
	lateSeeds [2]uint32
	fastRun   *fastRun   // instead of rank, basis and order: the hot path
	top       uint32     // with fastRun: ranks above are out
	values    [][]uint32 // effective shares by dimension, for a reading that multiplies
}

// solveBound computes the least fixpoint for the lower bounds (certain) or the upper bounds.
//
// Dominant minorities are a stratum of their own, since a larger rival bloc takes
// one away: when nothing else moves, those that stand are put in and the rounds go on.
//
// It works in rounds: a company is looked at again when a holder of it came in
// during the round before, and its whole table is added anew, so each round costs
// the tables it touches, and rank never cites a party of its own round.
func (w *world) solveBound(reading Reading, certain bool) *fixpoint {
	f := &fixpoint{w: w, reading: reading, certain: certain}
	n := w.g.Parties()
	f.rank[listB] = make([]uint32, n)
	if reading.Lists || reading.Through == "majority" {
		f.rank[listA] = make([]uint32, n)
	}
	f.basis = make([]uint8, n)
	frontier := f.enterSeeds()
	f.seeds = len(f.order)
	if reading.Through == "multiply" {
		frontier = f.solveByProduct(frontier)
	}
	dirty := make([]bool, n)
	for tier := 0; len(frontier) > 0 && (reading.Tiers == 0 || tier < reading.Tiers); tier++ {
		touched := f.touch(frontier, dirty)
		frontier = f.round(touched, uint32(len(f.order))+1)
		if len(frontier) == 0 && w.rule.means[ByDominance] {
			frontier = f.dominate(uint32(len(f.order)) + 1)
		}
	}
	return f
}

func (f *fixpoint) enterSeeds() []uint32 {
	var out []uint32
	certain, possible := f.w.seeds()
	if !f.certain {
		certain = append(certain, possible...)
		slices.Sort(certain)
	}
	for _, x := range certain {
		c := f.w.seed(x)
		list := c.list
		if !f.reading.Lists {
			list = listB
		}
		f.enter(x, list, c.basis)
		if f.reading.Through == "majority" || f.reading.Lists && f.isAgency(x, c.list) {
			f.rank[listA+listB-list][x] = f.rank[list][x]
		}
		out = append(out, x)
	}
	return out
}

// isAgency reports whether x is a body of a country on the first list that is itself organised there.
func (f *fixpoint) isAgency(x uint32, list int) bool {
	n := f.w.g.node(x)
	return list == listA && n.Kind == graph.NodeStateBody && f.w.within(n.Organized) == fact.Yes
}

// enter puts x on a list. It reports whether that is new.
func (f *fixpoint) enter(x uint32, list int, basis Basis) bool {
	if f.rank[list][x] != 0 {
		return false
	}
	f.order = append(f.order, x)
	f.rank[list][x] = uint32(len(f.order))
	if f.basis[x] == 0 {
		f.basis[x] = basis.code()
	}
	return true
}

// touch returns, in order, the parties that something in the frontier may bring in.
func (f *fixpoint) touch(frontier []uint32, dirty []bool) []uint32 {
	var touched []uint32
	mark := func(x uint32) {
		if !dirty[x] {
			dirty[x] = true
			touched = append(touched, x)
		}
	}
	for _, x := range frontier {
		for _, e := range f.w.g.assets(x) {
			mark(e.Other)
			if e.Meta.Kind() == fact.Proxy || e.Meta.Kind() == fact.Concert {
				f.touchAssets(e.Other, mark)
			}
		}
		if f.w.rule.means[ByConcert] {
			for _, e := range f.w.g.owners(x) {
				if e.Meta.Kind() == fact.Concert {
					mark(e.Other)
				}
			}
		}
	}
	for _, x := range touched {
		dirty[x] = false
	}
	slices.Sort(touched)
	return touched
}

func (f *fixpoint) touchAssets(x uint32, mark func(uint32)) {
	for _, e := range f.w.g.assets(x) {
		mark(e.Other)
	}
}

// round looks at each touched party by the ranks below limit and returns those that came in.
func (f *fixpoint) round(touched []uint32, limit uint32) []uint32 {
	var in []uint32
	for _, x := range touched {
		fresh := false
		for _, g := range f.grounds(x, limit) {
			fresh = f.enter(x, g.list, g.basis) || fresh
		}
		if fresh {
			in = append(in, x)
		}
	}
	return in
}

// in reports whether x is on a list by a rank below limit.
func (f *fixpoint) in(x uint32, list int, limit uint32) bool {
	r := f.rankOf(x, list)
	return r != 0 && r < limit && !f.excluded[x]
}

// rankOf returns the rank of x on a list, 0 where it is not on it.
func (f *fixpoint) rankOf(x uint32, list int) uint32 {
	switch {
	case f.fastRun != nil && list == listB:
		return f.fastRun.rankOf(x, f)
	case f.fastRun != nil, f.rank[list] == nil:
		return 0
	}
	return f.rank[list][x]
}

// isSeed reports whether x, of that rank, is a seed.
func (f *fixpoint) isSeed(x, rank uint32) bool {
	return rank <= uint32(f.seeds) || rank >= f.lateSeeds[0] && rank <= f.lateSeeds[1] || f.w.named.has(x)
}

// basisOfEntry returns why x first came in; the hot path keeps no record of it.
func (f *fixpoint) basisOfEntry(x uint32) Basis {
	if f.fastRun != nil {
		return ""
	}
	return bases[f.basis[x]]
}

// member reports whether x counts on any list, blocs apart.
func (f *fixpoint) member(x uint32, limit uint32) bool {
	return f.in(x, listA, limit) || f.in(x, listB, limit)
}

// status reports whether x itself meets the test, rather than only passing it on.
func (f *fixpoint) status(x uint32, limit uint32) bool {
	if !f.member(x, limit) {
		return false
	}
	return !f.w.rule.ForeignOnly || f.holds(foreign(f.w.g.node(x))) || f.holds(f.w.seedByMark(x).truth) || f.w.isState(x)
}

func (w *world) isState(x uint32) bool {
	k := w.g.node(x).Kind
	return k == graph.NodeState || k == graph.NodeStateBody
}

// holds reads a truth for the bound: only yes is certain, all but no is possible.
func (f *fixpoint) holds(t fact.Truth) bool { return t == fact.Yes || t == fact.Unknown && !f.certain }
