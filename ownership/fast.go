package ownership

import (
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
	"github.com/longarm-project/longarm/registry"
)

// The hot path: a rule that sums one dimension and knows no other means but
// employment, read in the plain way. One worklist decides both bounds and looks at
// every interest of a party in reach once; everything else of the rule tables goes
// by rounds (solveBound), which a test holds it equal to.
//
// The parties surely in come first; their ranks end at top. Then those possibly in
// go on from there: the sums gathered so far are those of both bounds, since who is
// surely in is possibly in. What is kept for a party is one cell of 8 bytes, so
// that an interest costs one cache line. The lower bounds of a whole table are
// needed only for companies whose upper bounds alone would do.

// plain reports whether the hot path applies.
func (w *world) plain(reading Reading) bool {
	r := w.rule
	return len(r.means) == 0 && len(r.sums) == 1 && r.sums[0].basis != ByVotes &&
		!reading.Lists && w.g.Parties() < maxCells && reading.Through == "" && reading.Tiers == 0 && !w.opts.Undisclosed
}

// A fastRun is one run of the hot path.
type fastRun struct {
	w         *world
	cells     *cells
	queue     []uint32 // parties in, in order of rank
	postponed []uint32 // parties to look at when the certain set is done
	complete  []uint64 // a bit for each company whose holders are all listed; nil for none
	mixed     []uint64 // a bit for each company that is judged by its table alone; nil for none
	simple    graph.Meta
	shares    bool     // whether the table of lower sums is that of the dimension
	upper     bool     // whether the certain set is done
	last      uint32   // the greatest rank that Add gave
	at        []uint32 // the copy by owner, once it is known to be sound; nil before
	out       []graph.Edge
	persons   []uint64
	lows      []uint32
	totals    map[uint32]uint32 // what lowest had to add up
	prefetch  prefetch
	lower, up *fixpoint
	adding    adding
}

// solvePlain decides both bounds.
func (w *world) solvePlain(reading Reading) (lower, upper *fixpoint) {
	certain, doubtful := w.seeds()
	r := &fastRun{w: w, cells: newCells(w.g.Parties(), w.touched(certain)+w.touched(doubtful)), queue: certain}
	for i := range 32 {
		if w.rule.sums[0].kinds[0]&(1<<i) != 0 {
			r.simple = graph.Meta(i)
		}
	}
	r.prepare()
	r.shares = w.rule.sums[0].basis == ByOwnership
	r.complete, r.mixed = w.g.bits(w.g.complete), w.g.bits(w.g.mixed)
	r.lower = &fixpoint{w: w, reading: reading, certain: true, fastRun: r}
	r.up = &fixpoint{w: w, reading: reading, fastRun: r}
	r.lower.seeds = len(r.queue)
	if many := w.g.Parties() / 16; len(certain) > many && r.pull(certain) {
		r.run(len(certain))
	} else {
		for i, x := range certain {
			r.cells.at(x).enter(uint32(i) + 1)
		}
		r.run(0)
	}
	r.lower.top, r.up.top, r.upper = uint32(len(r.queue)), noLimit, true
	from := len(r.queue)
	for _, x := range doubtful {
		r.enter(x)
	}
	r.up.seeds = r.lower.seeds
	r.up.lateSeeds = [2]uint32{r.lower.top + 1, uint32(len(r.queue))}
	for i := 0; i < len(r.postponed); i += ahead {
		batch := r.postponed[i:min(i+ahead, len(r.postponed))]
		r.warm(batch)
		r.prefetch.warmTotals(batch)
		for _, x := range batch {
			r.decidePostponed(x)
		}
	}
	r.run(from)
	r.postponed = nil
	return r.lower, r.up
}

// touched counts, at least, the parties that come to be looked at from seeds.
func (w *world) touched(seeds []uint32) int {
	n := len(seeds)
	if n > w.g.Parties()/32 {
		return n
	}
	for _, x := range seeds {
		if at := w.g.outAt.Rows(x, x+2); at != nil {
			n += int(at[1] - at[0])
		}
	}
	return n
}

// bits marks the parties of a list; nil for none.
func (g *Graph) bits(list *graph.Column[uint32]) []uint64 {
	var bits []uint64
	for i := range uint32(list.Len()) {
		if bits == nil {
			bits = make([]uint64, (g.Parties()+63)/64)
		}
		x := list.At(i)
		bits[x/64] |= 1 << (x % 64)
	}
	return bits
}

// enter puts x in; it is looked at once by run.
func (r *fastRun) enter(x uint32) {
	if c := r.cells.at(x); c.rank() == 0 {
		r.queue = append(r.queue, x)
		c.enter(uint32(len(r.queue)))
	}
}

// ahead is how many parties of the queue are looked at together.
const ahead = 256

// run looks at the parties of the queue from place i on, and at those that they bring in.
//
// Rows and cells lie all over memory. Each batch first reads those it will need, one
// after the other without depending on each other, so that the processor waits for
// many at once: a third less time on a graph of five million parties.
func (r *fastRun) run(i int) {
	var rows [ahead][]graph.Edge
	for i < len(r.queue) {
		batch := r.queue[i:min(i+ahead, len(r.queue))]
		r.gather(batch, &rows)
		if r.upper {
			r.prefetch.warm(rows[:len(batch)])
		}
		i += len(batch)
		for k, x := range batch {
			r.propagate(x, rows[k])
		}
	}
}

// assets returns what x holds.
func (r *fastRun) assets(x uint32) []graph.Edge {
	if r.at == nil {
		return r.w.g.assets(x)
	}
	if from, to := r.at[x], r.at[x+1]; from < to {
		return r.out[from:to]
	}
	return nil
}

// prepare checks the copy by owner at once where most of it will be read.
func (r *fastRun) prepare() {
	g := r.w.g
	r.prefetch = prefetch{at: g.outAt.Unchecked(), out: g.out.Unchecked(), lows: g.lows.Unchecked(), persons: g.persons.Unchecked()}
	at, out := g.outAt.Whole(), g.out.Whole()
	if r.cells.dense != nil {
		at, out = g.outAt.Check(), g.out.Check()
		g.persons.Check()
		g.lows.Check()
	}
	r.lows = g.lows.Whole()
	if at != nil && out != nil {
		r.at, r.out = at, out
	}
	r.persons = g.persons.Whole()
}

// propagate adds what x holds to the companies it holds.
func (r *fastRun) propagate(x uint32, edges []graph.Edge) {
	for i := 0; i < len(edges); {
		e := &edges[i]
		j := i + 1
		for j < len(edges) && edges[j].Other == e.Other {
			j++
		}
		lo, hi := e.Lo, e.Hi
		if e.Other != x && (j == i+1 && r.plain(*e) || r.joined(x, edges[i:j], &lo, &hi)) {
			switch c := r.cells.at(e.Other); {
			case c.a&cellIn == 0:
				c.hold(lo, hi)
				r.judge(e.Other, c)
			case r.upper && c.rank() > r.lower.top && c.promoted() == 0: // for Add, as a bound of what may be sure
				c.holdMore(lo)
			}
		}
		i = j
	}
}

// plainMeta masks what a record must have none of to be taken as it stands, and its kind.
const plainMeta = graph.MetaIndirect | graph.MetaConditional | (1<<5 - 1)

// plain reports whether a record counts as it stands: of the kind that is summed, direct, without conditions, surely in force.
func (r *fastRun) plain(e graph.Edge) bool {
	return e.Meta&plainMeta == r.simple && r.w.spans[e.Meta.Span()] == fact.Yes
}

// joined makes one stake of the records by which x holds a party, and follows employment.
func (r *fastRun) joined(x uint32, run []graph.Edge, lo, hi *uint32) bool {
	if r.w.rule.Employment != "" {
		r.employ(x, run)
	}
	s, summary := r.w.join(run, r.w.rule.sums[0])
	*lo, *hi = s.lo, s.hi
	return s.stated || summary.stated
}

// employ enters individuals whom x employs or engages.
func (r *fastRun) employ(x uint32, run []graph.Edge) {
	for _, e := range run {
		if k := e.Meta.Kind(); k != fact.Employment && k != fact.Contractor || r.w.g.node(e.Other).Kind == graph.NodeCompany {
			continue
		}
		switch f := r.bound(); {
		case f.hires(x, e):
			r.enter(e.Other)
		case !r.upper && r.up.hires(x, e):
			r.postponed = append(r.postponed, e.Other)
		}
	}
}

// bound returns the fixpoint that is being computed.
func (r *fastRun) bound() *fixpoint {
	if r.upper {
		return r.up
	}
	return r.lower
}

// judge enters a company whose sums have grown if they reach the threshold.
func (r *fastRun) judge(d uint32, c *cell) {
	if r.mixed != nil && r.isMixed(d) {
		r.judgeTable(d, c)
		return
	}
	rule := r.w.rule
	lo, hi := c.sums()
	if r.upper {
		if rule.reaches(uint64(hi)) && rule.reaches(r.most(d, lo, hi)) {
			r.own(d, c)
		}
		return
	}
	switch {
	case rule.reaches(uint64(lo)), r.isComplete(d) && r.byTable(d):
		r.own(d, c)
	case !c.waits() && rule.reaches(uint64(hi)):
		c.wait()
		r.postponed = append(r.postponed, d)
	}
}

// own enters a company by what is held of it; a person is not held.
func (r *fastRun) own(d uint32, c *cell) {
	if !r.person(d) {
		r.queue = append(r.queue, d)
		c.enter(uint32(len(r.queue)))
	}
}

func (r *fastRun) person(x uint32) bool {
	if r.persons != nil {
		return r.persons[x/64]&(1<<(x%64)) != 0
	}
	return r.w.g.person(x)
}

// isComplete reports whether the holders of d are all listed.
func (r *fastRun) isComplete(d uint32) bool {
	return r.complete != nil && r.complete[d/64]&(1<<(d%64)) != 0
}

// most is the greatest sum that holders in can have of d, of whom the sums are known.
func (r *fastRun) most(d, lo, hi uint32) uint64 {
	total := r.lowest(d)
	if total > whole {
		return uint64(hi)
	}
	return min(uint64(hi), whole-(total-uint64(lo)))
}

// lowest adds the lower bounds of all holders of d, from the table of the file where it has them.
func (r *fastRun) lowest(d uint32) uint64 {
	if r.shares && len(r.lows) > 0 {
		if v := r.lows[d]; v != registry.LowUnknown {
			return uint64(v)
		}
	} else if r.shares && r.w.g.lows.Len() > 0 {
		if v := r.w.g.lows.At(d); v != registry.LowUnknown {
			return uint64(v)
		}
	}
	if total, ok := r.totals[d]; ok {
		return uint64(total)
	}
	var total uint64
	t := r.w.table(d, r.w.rule.sums[0], nil)
	for _, s := range t.rows {
		total += uint64(s.lo)
	}
	total = min(total, whole+1)
	if r.totals == nil {
		r.totals = make(map[uint32]uint32)
	}
	r.totals[d] = uint32(total)
	return total
}

// byTable judges a company whose holders are all listed.
func (r *fastRun) byTable(d uint32) bool {
	t := r.w.table(d, r.w.rule.sums[0], nil)
	return r.lower.reaches(r.w.add(&t, r.lower.counts(d, listB, noLimit)))
}

// judgeTable judges a company with own shares or summaries, whose sums are not those of its holders one by one.
func (r *fastRun) judgeTable(d uint32, c *cell) {
	f := r.bound()
	t := r.w.table(d, r.w.rule.sums[0], nil)
	switch s := r.w.add(&t, f.counts(d, listB, noLimit)); {
	case f.reaches(s):
		r.own(d, c)
	case !r.upper && !c.waits():
		c.wait()
		r.postponed = append(r.postponed, d)
	}
}

// isMixed reports whether d has own shares or summaries.
func (r *fastRun) isMixed(d uint32) bool {
	return r.mixed != nil && r.mixed[d/64]&(1<<(d%64)) != 0
}

// decidePostponed looks at a party that was left for the upper bound.
func (r *fastRun) decidePostponed(d uint32) {
	c := r.cells.at(d)
	if c.rank() != 0 {
		return
	}
	if r.w.rule.Employment != "" && r.w.g.node(d).Kind != graph.NodeCompany &&
		r.up.employed(d, noLimit) && (!r.w.rule.ForeignOnly || r.up.holds(foreign(r.w.g.node(d)))) {
		r.enter(d)
		return
	}
	r.judge(d, c)
}

// rankOf returns the rank of x in the certain or the possible set.
func (r *fastRun) rankOf(x uint32, f *fixpoint) uint32 {
	c := r.cells.cell(x)
	if rank := c.rank(); rank <= f.top || !r.upper {
		return rank
	}
	if f.certain {
		return c.promoted()
	}
	return 0
}
