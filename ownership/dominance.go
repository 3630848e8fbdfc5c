package ownership

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
)

// dominate puts in the companies in which members and their allies are a dominant minority.
//
// A bloc that casts more than half of the votes that come to a meeting dominates for
// certain; one that is larger than any other holder's stake can be, and at least the rule's floor,
// possibly does, and one that a rule holds to be large enough to block does whoever holds more. Who may yet turn out to be a member counts as a rival of a certain bloc.
// Sources: "dominant minority" in 15 CFR 791.2 and 31 CFR 800.208, neither of which has a figure;
// 47 CFR 1.70001(g) has 10 percent.
func (f *fixpoint) dominate(limit uint32) []uint32 {
	var candidates, in []uint32
	for _, x := range f.order {
		for _, e := range f.w.g.assets(x) {
			candidates = append(candidates, e.Other)
		}
	}
	slices.Sort(candidates)
	for _, x := range slices.Compact(candidates) {
		if f.member(x, limit) || f.w.g.node(x).Kind == graph.NodePerson {
			continue
		}
		if f.holds(f.dominated(x, limit)) && f.enter(x, listB, ByDominance) {
			in = append(in, x)
		}
	}
	return in
}

// dominated says how surely members hold a dominant minority of x.
func (f *fixpoint) dominated(x, limit uint32) fact.Truth {
	dim := f.w.rule.votes()
	if dim < 0 {
		return fact.No
	}
	stakes := f.w.stakes(x, f.w.rule.sums[dim], nil)
	var block, rival uint64
	for _, s := range stakes {
		if s.owner == x {
			continue // a company's own shares do not vote against anybody
		}
		if f.votesAlong(s.owner, limit) {
			block += f.pick(sum{lo: uint64(s.lo), hi: uint64(s.hi)})
		} else {
			rival = max(rival, f.pick(sum{lo: uint64(s.hi), hi: uint64(s.lo)}))
		}
	}
	attend, known := f.w.opts.Attendance[f.w.g.ID(x)]
	switch {
	case known && 2*block > uint64(attend) && block > rival:
		return fact.Yes
	case f.w.rule.blocking > 0 && block >= uint64(f.w.rule.blocking):
		return fact.Unknown
	case known && block <= rival, block < uint64(f.w.rule.floor), block == 0, block <= rival:
		return fact.No
	}
	return fact.Unknown
}

// votes returns the place of the dimension of votes in the rule's sums, -1 for none.
func (r *Rule) votes() int {
	return slices.IndexFunc(r.sums, func(d dimension) bool { return d.basis == ByVotes })
}
