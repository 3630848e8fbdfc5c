package ownership

import (
	"errors"
	"fmt"
	"slices"

	"github.com/longarm-project/longarm/fact"
)

// An Inquiry asks for single parties under one rule on one day, without solving
// the whole graph. It is safe for concurrent use.
type Inquiry struct {
	w *world
}

// Inquire prepares an inquiry: what depends on rule and day alone is worked out once.
func (g *Graph) Inquire(rule *Rule, at fact.Date, o Options) *Inquiry {
	w := g.world(rule, at, o)
	w.at = at
	return &Inquiry{w}
}

// Ask decides p from the parties above it alone; ok is false where p is not in the
// graph. The result speaks of p and of those above it; of at most 10,000 of them, nearest first.
func (q *Inquiry) Ask(p fact.PartyID) (r *Result, ok bool) {
	x, ok := q.w.g.Find(p)
	if !ok {
		return nil, false
	}
	part := q.w.g.part(q.w.g.upstream(x, maxUpstream))
	w := *q.w
	w.g = part
	w.named = make(map[uint32]bool)
	for i, n := range part.labels.(*partLabels).nodes {
		if q.w.named[n] {
			w.named[uint32(i)] = true
		}
	}
	r = &Result{Rule: w.rule, At: w.at, w: &w}
	r.InForce, _ = w.rule.InForce(w.at)
	for _, reading := range w.rule.readings() {
		r.runs = append(r.runs, w.solve(reading))
	}
	return r, true
}

// Counts returns how many parties are surely in and how many possibly, but not surely.
func (r *Result) Counts() (yes, possible int) {
	for x := range uint32(r.w.g.Parties()) {
		switch r.verdict(x) {
		case fact.Yes:
			yes++
		case fact.Unknown:
			possible++
		}
	}
	return yes, possible
}

// ErrContinue is for a result that cannot be continued and has to be solved anew.
var ErrContinue = errors.New("only a plain result of one reading can be continued")

// Add takes further parties as listed, as if a name had been added to a list, and goes
// on from the result so far. It returns the parties whose verdict changed, sorted. Results of
// rules with several readings or with means other than one sum are solved anew instead: ErrContinue.
// Nobody else may use r meanwhile.
func (r *Result) Add(seeds []fact.PartyID) (changed []fact.PartyID, err error) {
	var fresh []uint32
	for _, p := range seeds {
		x, ok := r.w.g.Find(p)
		if !ok {
			return nil, fmt.Errorf("%s is not in the graph", p)
		}
		fresh = append(fresh, x)
	}
	moved, err := r.AddNodes(fresh)
	for _, x := range moved {
		changed = append(changed, r.w.g.ID(x))
	}
	slices.Sort(changed)
	return changed, err
}

// AddNodes is Add by the numbers of parties.
func (r *Result) AddNodes(seeds []uint32) (changed []uint32, err error) {
	rush := r.runs[0].lower.rush
	if len(r.runs) != 1 || rush == nil || r.Rule.Employment != "" {
		return nil, ErrContinue
	}
	seeds = slices.Clone(seeds)
	slices.Sort(seeds)
	changed = rush.add(slices.Compact(seeds))
	slices.Sort(changed)
	return slices.Compact(changed), r.w.g.Err()
}

// add promotes seeds to the certain set and continues both worklists, that of the possible set
// first: only who is possibly in can be surely in. It returns the parties that moved, perhaps twice.
func (r *rush) add(seeds []uint32) (moved []uint32) {
	if r.promoted == nil {
		r.promoted = make(map[uint32]uint32, 4*len(seeds))
	}
	certain := make([]uint32, 0, 4*len(seeds))
	moved = make([]uint32, 0, 4*len(seeds))
	promote := func(x uint32) {
		if r.rankOf(x, r.lower) != 0 {
			return
		}
		r.last = max(r.last, uint32(len(r.queue))) + 1
		r.promoted[x] = r.last
		certain = append(certain, x)
		moved = append(moved, x)
	}
	from := len(r.queue)
	for _, x := range seeds {
		r.w.named[x] = true
		promote(x)
		r.enter(x)
	}
	r.run(from)
	for i := 0; i < len(certain); i++ {
		for _, e := range r.w.g.assets(certain[i]) {
			d := e.Other
			if d != certain[i] && r.mayBeSure(d) && r.surely(d) {
				promote(d)
			}
		}
	}
	for _, x := range r.queue[from:] {
		if r.promoted[x] == 0 {
			moved = append(moved, x)
		}
	}
	return moved
}

// mayBeSure is a quick look at a party that was not surely in: it must be possibly in, and what
// those possibly in hold for certain must be enough.
func (r *rush) mayBeSure(d uint32) bool {
	c := r.cells.cell(d)
	if c.rank == 0 || c.rank <= r.lower.top || r.promoted[d] != 0 || r.w.g.person(d) {
		return false
	}
	return r.w.rule.reaches(uint64(c.lo)) || r.w.complete(d)
}

// surely adds up what parties surely in hold of d.
func (r *rush) surely(d uint32) bool {
	stakes := r.w.stakes(d, r.w.rule.sums[0], nil)
	return r.lower.reaches(r.w.add(stakes, r.w.complete(d), r.lower.counts(d, listB, noLimit)))
}
