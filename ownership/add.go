package ownership

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

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
	if w := r.w; len(w.named) < len(seeds) {
		named := make(map[uint32]bool, len(w.named)+len(seeds))
		maps.Copy(named, w.named)
		w.named = named
	}
	r.prepare()
	a := &adding{rush: r, certain: make([]uint32, 0, 4*len(seeds))}
	from := len(r.queue)
	for rest := seeds; len(rest) > 0; {
		batch := rest[:min(ahead, len(rest))]
		rest = rest[len(batch):]
		r.warm(batch)
		for _, x := range batch {
			r.w.named[x] = true
			r.enter(x)
			a.promote(x)
		}
	}
	r.run(from)
	a.run()
	moved = slices.Grow(a.certain, len(r.queue)-from)
	for _, x := range r.queue[from:] {
		if r.cells.cell(x).promoted() == 0 {
			moved = append(moved, x)
		}
	}
	return moved
}

type adding struct {
	*rush
	certain []uint32 // parties promoted, in order
	perhaps []uint32 // to be added up
	stakes  []stake
}

// promote gives x, which is possibly in, a rank in the certain set.
func (a *adding) promote(x uint32) {
	c := a.cells.at(x)
	if c.rank() <= a.lower.top || c.promoted() != 0 {
		return
	}
	a.last = max(a.last, uint32(len(a.queue))) + 1
	c.promote(a.last)
	a.certain = append(a.certain, x)
}

// run looks at what the promoted hold, many at a time for the reason given at rush.run.
func (a *adding) run() {
	var rows [ahead][]registry.Edge
	for i := 0; i < len(a.certain); {
		batch := a.certain[i:min(i+ahead, len(a.certain))]
		i += len(batch)
		a.perhaps = a.perhaps[:0]
		a.gather(batch, &rows)
		for k, x := range batch {
			for _, e := range rows[k] {
				if e.Other != x && a.mayBeSure(e.Other) {
					a.perhaps = append(a.perhaps, e.Other)
				}
			}
		}
		a.warmTables(a.perhaps)
		for _, d := range a.perhaps {
			if a.surely(d) {
				a.promote(d)
			}
		}
	}
}

// mayBeSure is a quick look at a party that was not surely in: it must be possibly in, and what
// those possibly in hold for certain must be enough.
func (a *adding) mayBeSure(d uint32) bool {
	c := a.cells.cell(d)
	if c.rank() <= a.lower.top || c.promoted() != 0 {
		return false
	}
	return (a.w.rule.reaches(uint64(c.atLeast())) || a.isComplete(d)) && !a.person(d)
}

// surely adds up what parties surely in hold of d.
func (a *adding) surely(d uint32) bool {
	a.stakes = a.w.stakes(d, a.w.rule.sums[0], a.stakes[:0])
	return a.lower.reaches(a.w.add(a.stakes, a.isComplete(d), a.lower.counts(d, listB, noLimit)))
}

// warmTables reads the beginning of the tables of companies, none waiting for another.
func (a *adding) warmTables(companies []uint32) {
	at, in := a.w.g.inAt.Unchecked(), a.w.g.in.Unchecked()
	sum := uint32(0)
	for _, d := range companies {
		sum += at[d]
	}
	for _, d := range companies {
		if i := at[d]; int(i) < len(in) {
			sum += in[i].Other
		}
	}
	a.hints.read += sum
}
