package ownership

import (
	"errors"
	"fmt"
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
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
	fastRun := r.runs[0].lower.fastRun
	if len(r.runs) != 1 || fastRun == nil || r.Rule.Employment != "" {
		return nil, ErrContinue
	}
	seeds = slices.Clone(seeds)
	slices.Sort(seeds)
	return fastRun.add(slices.Compact(seeds)), r.w.g.Err()
}

// add promotes seeds to the certain set and continues both worklists, that of the possible set
// first: only who is possibly in can be surely in. It returns the parties that moved, sorted.
func (r *fastRun) add(seeds []uint32) (moved []uint32) {
	r.w.named.room(len(seeds))
	r.prepare()
	a := &r.adding
	*a = adding{fastRun: r, certain: a.certain[:0], held: a.held[:0], perhaps: a.perhaps, stakes: a.stakes, rest: a.rest}
	from := len(r.queue)
	for rest := seeds; len(rest) > 0; {
		batch := rest[:min(ahead, len(rest))]
		rest = rest[len(batch):]
		r.warm(batch)
		r.prefetch.read += r.w.named.warm(batch)
		for _, x := range batch {
			r.w.named.add(x)
			r.enter(x)
			a.promote(x)
		}
	}
	fresh := len(r.queue)
	a.propagateSeeds(seeds, uint32(from))
	r.run(fresh)
	a.judge()
	a.run()
	return a.moved(r.queue[from:])
}

// An adding is one run of add; the next takes over its memory.
type adding struct {
	*fastRun
	certain []uint32 // parties promoted, in order
	seeds   int      // the first of them, sorted
	looked  int      // how many of them were looked at
	held    []uint32 // what they hold, to be judged
	perhaps []uint32 // of these, to be added up
	stakes  []stake
	rest    []uint32
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

// propagateSeeds adds what seeds of a rank above from hold, and notes what any of them holds.
func (a *adding) propagateSeeds(seeds []uint32, from uint32) {
	var rows [ahead][]graph.Edge
	for len(seeds) > 0 {
		batch := seeds[:min(ahead, len(seeds))]
		seeds = seeds[len(batch):]
		a.gather(batch, &rows)
		a.prefetch.warm(rows[:len(batch)])
		for k, x := range batch {
			if a.cells.cell(x).rank() > from {
				a.propagate(x, rows[k])
			}
		}
		a.note(batch, &rows)
	}
	a.seeds, a.looked = len(a.certain), len(a.certain)
}

// note keeps what parties hold, to be looked at by judge.
func (a *adding) note(batch []uint32, rows *[ahead][]graph.Edge) {
	least := a.w.rule.least()
	for k, x := range batch {
		row := rows[k]
		for i, e := range row {
			d := e.Other
			if d == x {
				continue
			}
			once := (i == 0 || row[i-1].Other != d) && (i+1 == len(row) || row[i+1].Other != d)
			if once && uint64(e.Lo) >= least && a.plain(e) {
				d |= enough
			}
			a.held = append(a.held, d)
		}
	}
}

// enough marks a company of which one holder alone has what the rule asks; see maxCells for room.
const enough = 1 << 31

// judge promotes those of the noted that are surely in.
func (a *adding) judge() {
	for rest := a.held; len(rest) > 0; {
		batch := rest[:min(ahead, len(rest))]
		rest = rest[len(batch):]
		a.perhaps = a.perhaps[:0]
		a.warmHeld(batch)
		for _, d := range batch {
			switch by := d & enough; {
			case !a.mayBeSure(d &^ enough):
			case by != 0:
				a.promote(d &^ enough)
			default:
				a.perhaps = append(a.perhaps, d)
			}
		}
		a.warmTables(a.perhaps)
		for _, d := range a.perhaps {
			if a.surely(d) {
				a.promote(d)
			}
		}
	}
	a.held = a.held[:0]
}

// run looks at what the promoted hold, many at a time for the reason given at fastRun.run.
func (a *adding) run() {
	var rows [ahead][]graph.Edge
	for a.looked < len(a.certain) {
		batch := a.certain[a.looked:min(a.looked+ahead, len(a.certain))]
		a.looked += len(batch)
		a.gather(batch, &rows)
		a.note(batch, &rows)
		a.judge()
	}
}

// mayBeSure is a quick look at a party that was not surely in: it must be possibly in, and what
// those possibly in hold for certain must be enough.
func (a *adding) mayBeSure(d uint32) bool {
	c := a.cells.cell(d)
	if c.rank() <= a.lower.top || c.promoted() != 0 {
		return false
	}
	return (a.w.rule.reaches(uint64(c.atLeast())) || a.isComplete(d) || a.isMixed(d)) && !a.person(d)
}

// surely adds up what parties surely in hold of d.
func (a *adding) surely(d uint32) bool {
	if sum, ok := a.plainSum(d); ok {
		return a.w.rule.reaches(min(sum, whole))
	}
	t := a.w.table(d, a.w.rule.sums[0], a.stakes[:0])
	a.stakes = t.rows
	return a.lower.reaches(a.w.add(&t, a.lower.counts(d, listB, noLimit)))
}

// plainSum adds the lower bounds of holders surely in, where each has one plain record and nothing else tightens the sum.
func (a *adding) plainSum(d uint32) (sum uint64, ok bool) {
	edges := a.w.g.owners(d)
	for i, e := range edges {
		if !a.plain(e) || e.Other == d || i > 0 && edges[i-1].Other == e.Other {
			return 0, false
		}
		if a.rankOf(e.Other, a.lower) != 0 {
			sum += uint64(e.Lo)
		}
	}
	return sum, !a.isComplete(d)
}

// moved lists the promoted and, of those that came in anew, the others.
func (a *adding) moved(fresh []uint32) []uint32 {
	rest := append(a.rest[:0], a.certain[a.seeds:]...)
	for _, x := range fresh {
		if a.cells.cell(x).promoted() == 0 {
			rest = append(rest, x)
		}
	}
	slices.Sort(rest)
	a.rest = rest
	out := make([]uint32, 0, a.seeds+len(rest))
	for _, x := range a.certain[:a.seeds] {
		for len(rest) > 0 && rest[0] < x {
			out, rest = append(out, rest[0]), rest[1:]
		}
		out = append(out, x)
	}
	return append(out, rest...)
}

// warmHeld reads what mayBeSure asks.
func (a *adding) warmHeld(parties []uint32) {
	sum := uint32(0)
	for _, d := range parties {
		d &^= enough
		sum += a.cells.warm(d) + uint32(a.prefetch.persons[d/64])
	}
	a.prefetch.read += sum
}

// few is how many holders most companies have at most.
const few = 4

// warmTables reads the beginning of the tables of companies, none waiting for another.
func (a *adding) warmTables(companies []uint32) {
	at, in := a.w.g.inAt.Unchecked(), a.w.g.in.Unchecked()
	sum := uint32(0)
	for _, d := range companies {
		sum += at[d]
	}
	for _, d := range companies {
		for i := at[d]; i < min(at[d]+few, at[d+1]) && int(i) < len(in); i++ {
			sum += a.cells.warm(in[i].Other % uint32(a.cells.n))
		}
	}
	a.prefetch.read += sum
}
