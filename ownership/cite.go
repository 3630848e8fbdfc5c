package ownership

import (
	"cmp"
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
)

// cite fills a step from the entry that holds.
func (f *fixpoint) cite(s Step, g goal, e entry, limit uint32) (Step, []goal) {
	x := g.x
	s.Basis = e.basis
	crosses := e.dim >= 0 && f.reading.Lists && e.from != g.list
	if f.w.rule.ForeignOnly && (g.status || crosses || e.basis == ByEmployment) {
		s.Grounds = f.w.g.labels.party(x)
	}
	switch {
	case e.dim >= 0:
		return f.citeSum(s, x, e, limit)
	case e.basis == ByEmployment:
		place, _ := f.employer(x, limit)
		s.Holdings = []Holding{f.w.holding(place, x, true)}
	case e.basis == ByDominance:
		return f.citeSum(s, x, entry{e.list, e.basis, f.w.rule.votes(), bloc}, limit)
	default:
		for _, m := range f.means(x, limit) {
			if m.basis == e.basis && f.holds(m.truth) {
				for _, place := range m.edges {
					s.Holdings = append(s.Holdings, f.w.holding(place, x, true))
				}
				break
			}
		}
	}
	var needs []goal
	for _, h := range s.Holdings {
		o, _ := f.w.g.Find(h.Owner)
		needs = append(needs, goal{o, f.firstList(o, limit), e.basis == ByEmployment})
	}
	return s, needs
}

// citeSum takes the largest stakes first until they reach the threshold; by that
// order no stake taken can be spared.
func (f *fixpoint) citeSum(s Step, x uint32, e entry, limit uint32) (Step, []goal) {
	if e.from == multiplied {
		return f.citeProduct(s, x, e.dim)
	}
	t := f.w.table(x, f.w.rule.sums[e.dim], nil)
	member := f.counts(x, e.from, limit)
	if e.from == bloc {
		member = func(s stake) bool { return s.owner != x && f.votesAlong(s.owner, limit) }
	}
	all := f.w.add(&t, member)
	s.Sum = fact.Share(all.lo)
	if !f.certain {
		s.Sum = fact.Share(all.hi)
	}
	taken := f.enough(&t, member, e.basis)
	s.ByComplete = f.certain && taken == nil
	if s.ByComplete {
		member = f.needed(&t, member)
		if len(s.Grounds) == 0 {
			s.Grounds = f.w.g.labels.party(x)
		}
	}
	if taken == nil || !f.certain {
		taken = t.all()
	} else {
		s.Sum = 0
		for _, t := range taken {
			s.Sum = min(s.Sum+fact.Share(t.lo), fact.Whole)
		}
	}
	return f.citeStakes(s, x, taken, member, e, limit)
}

// enough returns the fewest largest stakes of members whose lower bounds reach the
// threshold; nil if they do not without the rest of the table.
func (f *fixpoint) enough(t *table, member func(stake) bool, basis Basis) []stake {
	var mine []stake
	for _, s := range t.rows {
		if member(s) && s.lo > 0 {
			mine = append(mine, s)
		}
	}
	if basis == ByDominance {
		return mine
	}
	taken := f.largest(mine)
	t.choices(member, func(chosen []*summary) {
		if taken != nil || !t.apart(chosen, (*summary).mayShare) {
			return
		}
		var apart []stake
		for _, c := range chosen {
			apart = append(apart, c.stake)
		}
		for _, s := range mine {
			if !overlapped(chosen, s.owner, (*summary).mayShare) {
				apart = append(apart, s)
			}
		}
		taken = f.largest(apart)
	})
	return taken
}

// largest takes the largest stakes until they reach the threshold; nil if they do not.
func (f *fixpoint) largest(mine []stake) []stake {
	slices.SortStableFunc(mine, func(a, b stake) int { return cmp.Compare(b.lo, a.lo) })
	var total uint64
	for i, s := range mine {
		total += uint64(s.lo)
		if f.w.rule.reaches(total) {
			return mine[:i+1]
		}
	}
	return nil
}

// needed picks, for a sum that rests on a complete table, the members without which it would not
// reach: the rest may as well be out.
func (f *fixpoint) needed(t *table, member func(stake) bool) func(stake) bool {
	spared := make(map[uint32]bool)
	pick := func(s stake) bool { return member(s) && !spared[s.owner] }
	small := slices.Clone(t.all())
	slices.SortStableFunc(small, func(a, b stake) int { return cmp.Compare(a.hi, b.hi) })
	for _, s := range small {
		if !member(s) {
			continue
		}
		spared[s.owner] = true
		if !f.reaches(f.w.add(t, pick)) {
			delete(spared, s.owner)
		}
	}
	return pick
}

func (f *fixpoint) citeStakes(s Step, x uint32, taken []stake, member func(stake) bool, e entry, limit uint32) (Step, []goal) {
	var needs []goal
	for _, t := range taken {
		in := member(t)
		for place := t.first; place < t.last; place++ {
			if f.w.used(place, f.w.rule.sums[e.dim], t.indirect) {
				h := f.w.holding(place, x, in)
				h.Lo, h.Hi = fact.Share(t.lo), fact.Share(t.hi)
				s.Holdings = append(s.Holdings, h)
			}
		}
		if !in {
			continue
		}
		if e.from != bloc || f.member(t.owner, limit) {
			list := e.from
			if list == bloc {
				list = f.firstList(t.owner, limit)
			}
			needs = append(needs, goal{t.owner, list, false})
			continue
		}
		place := f.ally(t.owner, limit)
		h := f.w.holding(place, t.owner, true)
		if h.Owner == f.w.g.ID(t.owner) { // an undirected arrangement read from its other end
			h = f.w.arrangement(place, t.owner)
		}
		s.Holdings = append(s.Holdings, h)
		o, _ := f.w.g.Find(h.Owner)
		needs = append(needs, goal{o, f.firstList(o, limit), false})
	}
	return s, needs
}

// citeProduct cites every holding on a chain from seeds to x, as one step: percentages
// along a chain are multiplied, so none of them stands alone.
func (f *fixpoint) citeProduct(s Step, x uint32, dim int) (Step, []goal) {
	s.Sum = fact.Share(f.values[dim][x])
	var needs []goal
	seen, queue := map[uint32]bool{x: true}, []uint32{x}
	for i := 0; i < len(queue); i++ {
		table := f.w.table(queue[i], f.w.rule.sums[dim], nil)
		for _, t := range table.all() {
			if t.owner == queue[i] && f.certain {
				continue
			}
			seed := f.in(t.owner, listB, uint32(f.seeds)+1)
			if !seed && f.values[dim][t.owner] == 0 || f.certain && t.lo == 0 {
				continue
			}
			for place := t.first; place < t.last; place++ {
				if f.w.used(place, f.w.rule.sums[dim], t.indirect) {
					h := f.w.holding(place, queue[i], true)
					h.Lo, h.Hi = fact.Share(t.lo), fact.Share(t.hi)
					s.Holdings = append(s.Holdings, h)
				}
			}
			if seed {
				needs = append(needs, goal{t.owner, listB, false})
			} else if !seen[t.owner] {
				seen[t.owner] = true
				queue = append(queue, t.owner)
			}
		}
	}
	slices.Reverse(s.Holdings) // holders before those they hold
	return s, needs
}

// used reports whether the edge at place is a record, direct or indirect, of the dimension on the day.
func (w *world) used(place uint32, d dimension, indirect bool) bool {
	e := w.g.edge(place)
	if w.spans[e.Meta.Span()] == fact.No || (e.Meta&graph.MetaIndirect != 0) != indirect {
		return false
	}
	var all uint32
	for _, k := range d.kinds {
		all |= k
	}
	if d.basis == ByVotes {
		all |= proxyMask
	}
	return all&(1<<e.Meta.Number()) != 0
}

func (w *world) holding(place, asset uint32, counts bool) Holding {
	e := w.g.edge(place)
	h := Holding{
		Owner: w.g.ID(e.Other), Asset: w.g.ID(asset), Kind: e.Meta.Kind(),
		Lo: fact.Share(e.Lo), Hi: fact.Share(e.Hi), Counts: counts, Grounds: []Ground{w.g.labels.edge(place)},
	}
	h.Power = e.Meta&graph.MetaDecisive != 0
	h.Indirect = e.Meta&graph.MetaIndirect != 0
	if isBoard(h.Kind) {
		h.Seats, h.SeatsOf = int(h.Lo), int(h.Hi)
	}
	if isBoard(h.Kind) || h.Kind == fact.Employment || h.Kind == fact.Contractor {
		h.Lo, h.Hi = 0, 0
	}
	return h
}

// arrangement cites an undirected interest whose record names x as the owner.
func (w *world) arrangement(place, x uint32) Holding {
	asset := w.g.assetAt(place)
	h := w.holding(place, asset, true)
	h.Owner, h.Asset = w.g.ID(asset), w.g.ID(x)
	return h
}
