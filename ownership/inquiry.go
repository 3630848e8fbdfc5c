package ownership

import (
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
	w.named = partySet{}
	for i, n := range part.labels.(*partLabels).nodes {
		if q.w.named.has(n) {
			w.named.add(uint32(i))
		}
	}
	r = &Result{Rule: w.rule, At: w.at, w: &w}
	r.InForce, _ = w.rule.InForce(w.at)
	for _, reading := range w.rule.readings() {
		r.runs = append(r.runs, w.solve(reading))
	}
	return r, true
}
