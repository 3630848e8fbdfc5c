package ownership

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
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
	// PresumedForeign is set where the step takes the party for a foreign person only
	// because nobody says that it is a U.S. person.
	PresumedForeign bool
}

// A Holding is one interest that a step cites.
type Holding struct {
	Owner, Asset fact.PartyID
	Kind         fact.InterestKind
	Lo, Hi       fact.Share
	// Indirect is set for a statement of what Owner holds through others.
	Indirect bool
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

// Behind returns the proof that the owners of a party meet the test where the party itself does not have the status; see
// [Result.Exception].
func (r *Result) Behind(p fact.PartyID) (proof *Proof, ok bool) {
	x, ok := r.w.g.Find(p)
	if !ok || r.Exception(p) == "" {
		return nil, false
	}
	for _, run := range slices.Backward(r.runs) {
		if run.lower.member(x, noLimit) {
			return run.lower.prove(x), true
		}
	}
	for _, run := range r.runs {
		if run.upper.member(x, noLimit) {
			return run.upper.prove(x), true
		}
	}
	return nil, false
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
	without.excluded = make(map[uint32]bool)
	for i := len(p.Steps) - 1; i >= 0; i-- {
		o, _ := f.w.g.Find(p.Steps[i].Party)
		if o == x {
			continue
		}
		without.excluded[o] = true
		if q, ok := without.attempt(x); ok {
			p, i = q, len(q.Steps)
		} else {
			delete(without.excluded, o)
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
		s.PresumedForeign = f.w.opts.Closed && f.w.rule.Seeds.Foreign != "" && slices.Contains([]Basis{ByResidence, ByCitizenship}, s.Basis) && foreign(f.w.g.node(g.x)) == fact.Unknown
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

func (w *world) complete(x uint32) bool { return w.g.node(x).Flags&graph.NodeComplete != 0 }

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
	return strings.TrimSuffix(lo.String(), " %") + " to " + hi.String()
}
