package ownership

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// The hot path: a rule that sums one dimension and knows no other means but
// employment, read in the plain way. One worklist decides both bounds and looks at
// every interest of a party in reach once; everything else of the rule tables goes
// by rounds (solveBound), which a test holds it equal to.
//
// The parties surely in come first; their ranks end at top. Then those possibly in
// go on from there: the sums gathered so far are those of both bounds, since who is
// surely in is possibly in. What is kept for a party is one cell of 16 bytes, so
// that an interest costs one cache line: 68 million parties take 1.1 GB. The lower
// bounds of a whole table are added only for companies whose upper bounds alone
// would do, about one in ten.

// A cell is the state of one party.
type cell struct {
	rank uint32 // 0: out
	lo   uint32 // sum of the lower bounds of holders in, at most 100 %
	hi   uint32 // sum of their upper bounds, at most 400 %
	tot  uint32 // 0, 1: waits to be looked at for the upper bound, else 2 + sum of all lower bounds
}

const (
	waiting     = 1
	totalFrom   = 2
	fullHi      = 4 * uint32(fact.Whole)
	excessTotal = ^uint32(0) // lower bounds above 100 %: they say nothing of the rest
)

// plain reports whether the hot path applies.
func (w *world) plain(reading Reading) bool {
	r := w.rule
	return len(r.means) == 0 && len(r.sums) == 1 && r.sums[0].basis != ByVotes &&
		!reading.Lists && reading.Through == "" && reading.Tiers == 0 && !w.opts.Undisclosed
}

// A rush is one run of the hot path.
type rush struct {
	w         *world
	cells     []cell
	queue     []uint32 // parties in, in order of rank
	basis     []uint8
	late      []uint32 // parties to look at when the certain set is done
	complete  []uint64 // a bit for each company whose holders are all listed; nil for none
	simple    registry.Meta
	upper     bool              // whether the certain set is done
	promoted  map[uint32]uint32 // ranks in the certain set of parties that came to it by Add
	last      uint32            // the greatest of them
	lower, up *fixpoint
}

// solvePlain decides both bounds.
func (w *world) solvePlain(reading Reading) (lower, upper *fixpoint) {
	n := w.g.Parties()
	r := &rush{w: w, cells: make([]cell, n), basis: make([]uint8, n)}
	for i := range 32 {
		if w.rule.sums[0].kinds[0]&(1<<i) != 0 {
			r.simple = registry.Meta(i)
		}
	}
	r.markComplete()
	r.lower = &fixpoint{w: w, reading: reading, certain: true, rush: r}
	r.up = &fixpoint{w: w, reading: reading, rush: r}
	var doubtful []uint32
	w.eachSeed(func(x uint32, c claimTo) {
		if c.truth == fact.Yes {
			r.enter(x, c.basis)
		} else {
			doubtful = append(doubtful, x)
		}
	})
	r.lower.seeds = len(r.queue)
	r.run(0)
	r.lower.top, r.up.top, r.upper = uint32(len(r.queue)), noLimit, true
	from := len(r.queue)
	for _, x := range doubtful {
		r.enter(x, w.seed(x).basis)
	}
	r.up.seeds = r.lower.seeds
	r.up.lateSeeds = [2]uint32{r.lower.top + 1, uint32(len(r.queue))}
	for _, x := range r.late {
		r.reconsider(x)
	}
	r.run(from)
	return r.lower, r.up
}

func (r *rush) markComplete() {
	for i := range uint32(r.w.g.complete.Len()) {
		if r.complete == nil {
			r.complete = make([]uint64, (len(r.cells)+63)/64)
		}
		x := r.w.g.complete.At(i)
		r.complete[x/64] |= 1 << (x % 64)
	}
}

// enter puts x in; it is looked at once by run.
func (r *rush) enter(x uint32, basis Basis) {
	if r.cells[x].rank == 0 {
		r.queue = append(r.queue, x)
		r.cells[x].rank = uint32(len(r.queue))
		r.basis[x] = basis.code()
	}
}

// run looks at the parties of the queue from place i on, and at those that they bring in.
func (r *rush) run(i int) {
	for ; i < len(r.queue); i++ {
		r.spread(r.queue[i])
	}
}

// spread adds what x holds to the companies it holds.
func (r *rush) spread(x uint32) {
	edges := r.w.g.assets(x)
	spans := r.w.spans
	for i := 0; i < len(edges); {
		e := &edges[i]
		j := i + 1
		for j < len(edges) && edges[j].Other == e.Other {
			j++
		}
		lo, hi := e.Lo, e.Hi
		plain := j == i+1 && e.Meta&plainMeta == r.simple && spans[e.Meta.Span()] == fact.Yes
		if c := &r.cells[e.Other]; c.rank == 0 && e.Other != x && (plain || r.joined(x, edges[i:j], &lo, &hi)) {
			c.lo = min(c.lo+lo, uint32(fact.Whole))
			c.hi = min(c.hi+hi, fullHi)
			r.judge(e.Other, c)
		}
		i = j
	}
}

// plainMeta masks what a record must have none of to be taken as it stands, and its kind.
const plainMeta = registry.MetaIndirect | registry.MetaConditional | (1<<5 - 1)

// joined makes one stake of the records by which x holds a party, and follows employment.
func (r *rush) joined(x uint32, run []registry.Edge, lo, hi *uint32) bool {
	if r.w.rule.Employment != "" {
		r.employ(x, run)
	}
	s, ok := r.w.join(x, run[0].Other, run, r.w.rule.sums[0])
	*lo, *hi = s.lo, s.hi
	return ok
}

// employ enters individuals whom x employs or engages.
func (r *rush) employ(x uint32, run []registry.Edge) {
	for _, e := range run {
		if k := e.Meta.Kind(); k != fact.Employment && k != fact.Contractor || r.w.g.node(e.Other).Kind == registry.NodeCompany {
			continue
		}
		switch f := r.bound(); {
		case f.hires(x, e):
			r.enter(e.Other, ByEmployment)
		case !r.upper && r.up.hires(x, e):
			r.late = append(r.late, e.Other)
		}
	}
}

// bound returns the fixpoint that is being computed.
func (r *rush) bound() *fixpoint {
	if r.upper {
		return r.up
	}
	return r.lower
}

// judge enters a company whose sums have grown if they reach the threshold.
func (r *rush) judge(d uint32, c *cell) {
	rule := r.w.rule
	if !r.upper {
		if rule.reaches(uint64(c.lo)) || r.complete != nil && r.complete[d/64]&(1<<(d%64)) != 0 && r.byTable(d) {
			r.own(d)
		} else if c.tot == 0 && rule.reaches(uint64(c.hi)) {
			c.tot = waiting
			r.late = append(r.late, d)
		}
		return
	}
	if rule.reaches(uint64(c.hi)) && rule.reaches(r.most(d, c)) {
		r.own(d)
	}
}

// own enters a company by what is held of it; a person is not held.
func (r *rush) own(d uint32) {
	if r.w.g.node(d).Kind != registry.NodePerson {
		r.enter(d, r.w.rule.sums[0].basis)
	}
}

// most is the greatest sum that holders in can have of d.
func (r *rush) most(d uint32, c *cell) uint64 {
	if c.tot < totalFrom {
		var total uint64
		for _, s := range r.w.stakes(d, r.w.rule.sums[0], nil) {
			total += uint64(s.lo)
		}
		if c.tot = uint32(min(total, whole+1)) + totalFrom; total > whole {
			c.tot = excessTotal
		}
	}
	hi := min(uint64(c.hi), whole)
	if c.tot == excessTotal {
		return hi
	}
	return min(hi, whole-(uint64(c.tot-totalFrom)-uint64(c.lo)))
}

// byTable judges a company whose holders are all listed.
func (r *rush) byTable(d uint32) bool {
	stakes := r.w.stakes(d, r.w.rule.sums[0], nil)
	return r.lower.reaches(r.w.add(stakes, true, r.lower.counts(d, listB, noLimit)))
}

// reconsider looks at a party that was left for the upper bound.
func (r *rush) reconsider(d uint32) {
	c := &r.cells[d]
	if c.rank != 0 {
		return
	}
	if r.w.g.node(d).Kind != registry.NodeCompany && r.hired(d) {
		if r.up.employed(d, noLimit) && (!r.w.rule.ForeignOnly || r.up.holds(foreign(r.w.g.node(d)))) {
			r.enter(d, ByEmployment)
			return
		}
	}
	r.judge(d, c)
}

// hired reports whether anybody may employ d.
func (r *rush) hired(d uint32) bool {
	return r.w.rule.Employment != "" && slices.ContainsFunc(r.w.g.owners(d), func(e registry.Edge) bool {
		return e.Meta.Kind() == fact.Employment || e.Meta.Kind() == fact.Contractor
	})
}

// eachSeed hands out the seeds, certain and possible, in order. A rule that names
// seeds by designation alone is served from the designations, without a look at every party.
func (w *world) eachSeed(take func(uint32, claimTo)) {
	give := func(x uint32) {
		if c := w.seed(x); c.truth != fact.No {
			take(x, c)
		}
	}
	if len(w.rule.Seeds.By) > 0 {
		for x := range uint32(w.g.Parties()) {
			give(x)
		}
		return
	}
	var some []uint32
	for x := range w.named {
		some = append(some, x)
	}
	for i := range uint32(w.g.marks.Len()) {
		if m := w.g.marks.At(i); w.marked(m) != fact.No {
			some = append(some, m.Node)
		}
	}
	for i := range uint32(w.g.anonymous.Len()) {
		some = append(some, w.g.anonymous.At(i))
	}
	slices.Sort(some)
	for _, x := range slices.Compact(some) {
		give(x)
	}
}

// rankOf returns the rank of x in the certain or the possible set.
func (r *rush) rankOf(x uint32, f *fixpoint) uint32 {
	rank := r.cells[x].rank
	if rank != 0 && rank <= f.top || !r.upper {
		return rank
	}
	if f.certain && r.promoted != nil {
		return r.promoted[x]
	}
	return 0
}
