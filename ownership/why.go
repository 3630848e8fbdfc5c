package ownership

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// A Proof is why a party is in, or for a verdict of possible, how it could be.
// Its steps stand in an order in which each cites only earlier ones. It is
// irredundant: without any one of its holdings the last step no longer follows.
type Proof struct {
	Party   fact.PartyID
	Rule    string
	Reading string
	// Certain is set where the proof rests on lower bounds and stated facts only.
	Certain bool
	Steps   []Step
}

// A Step puts one party in.
type Step struct {
	Party fact.PartyID
	Basis Basis
	// Sum is what the holdings add up to: the least for a certain proof, the greatest otherwise.
	Sum fact.Share
	// ByComplete is set where the sum rests on all holders being listed, so that Holdings has the whole table.
	ByComplete bool
	Holdings   []Holding
	// Grounds are those of the party's own facts, where the step rests on them.
	Grounds []Ground
}

// A Holding is one interest that a step cites.
type Holding struct {
	Owner, Asset fact.PartyID
	Kind         fact.InterestKind
	Lo, Hi       fact.Share
	// Counts is set for a holding of a party in, not for others of a complete table.
	Counts bool
	// Seats and SeatsOf are those of a board interest; Power is set where the record states
	// a power over important matters.
	Seats, SeatsOf int
	Power          bool
	Grounds        []Ground
}

// ByComplete reports whether any step rests on a complete list of holders.
func (p *Proof) ByComplete() bool {
	return slices.ContainsFunc(p.Steps, func(s Step) bool { return s.ByComplete })
}

// Edges counts the holdings of a proof that count.
func (p *Proof) Edges() int {
	n := 0
	for _, s := range p.Steps {
		for _, h := range s.Holdings {
			if h.Counts {
				n++
			}
		}
	}
	return n
}

// Why returns the proof of a verdict of yes or possible; ok is false for a party that is not in.
// Where readings differ, a yes of one reading is proven, and the proof names the reading.
func (r *Result) Why(p fact.PartyID) (proof *Proof, ok bool) {
	x, ok := r.w.g.Find(p)
	if !ok {
		return nil, false
	}
	var best *fixpoint
	for _, run := range slices.Backward(r.runs) { // the strictest reading is last
		if run.lower.status(x, noLimit) {
			best = run.lower
			break
		}
	}
	for _, run := range r.runs {
		if best == nil && run.upper.status(x, noLimit) {
			best = run.upper
		}
	}
	if best == nil {
		return nil, false
	}
	return best.prove(x), true
}

// A goal is a party on a list, or with the status of the test.
type goal struct {
	x      uint32
	list   int
	status bool
}

// prover collects the steps of one proof.
type prover struct {
	f      *fixpoint
	done   map[goal]bool
	steps  []Step
	failed bool
}

func (f *fixpoint) prove(x uint32) *Proof {
	p, ok := f.attempt(x)
	if !ok {
		panic(fmt.Sprintf("ownership: no ground for %s under %s", f.w.g.ID(x), f.w.rule.Name))
	}
	if slices.ContainsFunc(p.Steps, func(s Step) bool { return s.ByComplete }) {
		p = f.spare(x, p)
	}
	return p
}

func (f *fixpoint) attempt(x uint32) (*Proof, bool) {
	p := &prover{f: f, done: make(map[goal]bool)}
	p.show(goal{x, f.firstList(x, noLimit), true})
	return &Proof{Party: f.w.g.ID(x), Rule: f.w.rule.Name, Reading: f.reading.Name, Certain: f.certain, Steps: p.steps}, !p.failed
}

// spare proves x without each other party in turn and keeps what succeeds. Largest-first sums are
// irredundant as they are; a complete table may count on a party that another choice would spare.
func (f *fixpoint) spare(x uint32, p *Proof) *Proof {
	without := *f
	without.barred = make(map[uint32]bool)
	for i := len(p.Steps) - 1; i >= 0; i-- {
		o, _ := f.w.g.Find(p.Steps[i].Party)
		if o == x {
			continue
		}
		without.barred[o] = true
		if q, ok := without.attempt(x); ok {
			p, i = q, len(q.Steps)
		} else {
			delete(without.barred, o)
		}
	}
	return p
}

// firstList returns the list on which x stands by its smaller rank.
func (f *fixpoint) firstList(x, limit uint32) int {
	if f.in(x, listA, limit) && (!f.in(x, listB, limit) || f.rankOf(x, listA) < f.rankOf(x, listB)) {
		return listA
	}
	return listB
}

// show proves a goal after everything it rests on.
func (p *prover) show(g goal) {
	if p.done[g] {
		return
	}
	p.done[g] = true
	step, needs, ok := p.f.step(g)
	p.failed = p.failed || !ok
	for _, n := range needs {
		if !p.failed {
			p.show(n)
		}
	}
	for i := range p.steps {
		if p.steps[i].same(step) { // one sum may put a party on both lists
			if len(p.steps[i].Grounds) == 0 {
				p.steps[i].Grounds = step.Grounds
			}
			return
		}
	}
	p.steps = append(p.steps, step)
}

// same reports whether two steps cite the same holdings for the same thing.
func (s *Step) same(o Step) bool {
	return o.Party == s.Party && o.Basis == s.Basis && o.Sum == s.Sum &&
		slices.EqualFunc(o.Holdings, s.Holdings, func(a, b Holding) bool {
			return a.Owner == b.Owner && a.Asset == b.Asset && a.Kind == b.Kind && a.Counts == b.Counts
		})
}

// step says what put a goal in, and which goals of smaller rank that needs.
func (f *fixpoint) step(g goal) (s Step, needs []goal, ok bool) {
	limit := f.rankOf(g.x, g.list)
	s.Party = f.w.g.ID(g.x)
	if f.isSeed(g.x, limit) {
		s.Basis, s.Grounds = f.w.seed(g.x).basis, f.w.g.labels.party(g.x)
		return s, nil, true
	}
	if f.basisOfEntry(g.x) == ByDominance {
		s, needs = f.cite(s, g, entry{g.list, ByDominance, -1, 0}, limit)
		return s, needs, true
	}
	for _, e := range f.grounds(g.x, limit) {
		if e.list != g.list {
			continue
		}
		s, needs = f.cite(s, g, e, limit)
		return s, needs, true
	}
	return s, nil, false
}

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
	stakes := f.w.stakes(x, f.w.rule.sums[e.dim], nil)
	member := f.counts(x, e.from, limit)
	if e.from == bloc {
		member = func(s stake) bool { return s.owner != x && f.votesAlong(s.owner, limit) }
	}
	all := f.w.add(stakes, f.w.complete(x), member)
	s.Sum = fact.Share(all.lo)
	if !f.certain {
		s.Sum = fact.Share(all.hi)
	}
	taken := f.enough(stakes, member, e.basis)
	s.ByComplete = f.certain && taken == nil
	if s.ByComplete {
		member = f.needed(stakes, x, member)
		if len(s.Grounds) == 0 {
			s.Grounds = f.w.g.labels.party(x)
		}
	}
	if taken == nil || !f.certain {
		taken = stakes
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
func (f *fixpoint) enough(stakes []stake, member func(stake) bool, basis Basis) []stake {
	var mine []stake
	for _, s := range stakes {
		if member(s) && s.lo > 0 {
			mine = append(mine, s)
		}
	}
	if basis == ByDominance {
		return mine
	}
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
func (f *fixpoint) needed(stakes []stake, x uint32, member func(stake) bool) func(stake) bool {
	spared := make(map[uint32]bool)
	pick := func(s stake) bool { return member(s) && !spared[s.owner] }
	small := slices.Clone(stakes)
	slices.SortStableFunc(small, func(a, b stake) int { return cmp.Compare(a.hi, b.hi) })
	for _, s := range small {
		if !member(s) {
			continue
		}
		spared[s.owner] = true
		if !f.reaches(f.w.add(stakes, f.w.complete(x), pick)) {
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
			if f.w.used(place, f.w.rule.sums[e.dim]) {
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
		for _, t := range f.w.stakes(queue[i], f.w.rule.sums[dim], nil) {
			seed := f.in(t.owner, listB, uint32(f.seeds)+1)
			if !seed && f.values[dim][t.owner] == 0 || f.certain && t.lo == 0 {
				continue
			}
			for place := t.first; place < t.last; place++ {
				if f.w.used(place, f.w.rule.sums[dim]) {
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

// used reports whether the edge at place is a record of the dimension on the day.
func (w *world) used(place uint32, d dimension) bool {
	e := w.g.edge(place)
	if w.spans[e.Meta.Span()] == fact.No {
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
	h.Power = e.Meta&registry.MetaDecisive != 0
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

func (w *world) complete(x uint32) bool { return w.g.node(x).Flags&registry.NodeComplete != 0 }

// String prints the proof as sentences, one step a line.
func (p *Proof) String() string {
	var b strings.Builder
	for _, s := range p.Steps {
		fmt.Fprintf(&b, "%s: %s", s.Party, s.Basis)
		if s.Sum > 0 {
			fmt.Fprintf(&b, ", %s", s.Sum)
		}
		for i, h := range s.Holdings {
			sep := ", "
			if i == 0 {
				sep = ": "
			}
			fmt.Fprintf(&b, "%sheld by %s", sep, h.Owner)
			if h.Hi > 0 {
				fmt.Fprintf(&b, " (%s)", shareRange(h.Lo, h.Hi))
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func shareRange(lo, hi fact.Share) string {
	if lo == hi {
		return lo.String()
	}
	return fmt.Sprintf("%s to %s", lo, hi)
}
