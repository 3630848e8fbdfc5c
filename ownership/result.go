package ownership

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
)

// A Result holds the verdicts of one rule on one day for every party of a graph.
// It is safe for concurrent use.
type Result struct {
	Rule *Rule
	At   fact.Date
	// InForce says whether the rule applies on the day; verdicts are given all the same.
	InForce fact.Truth

	w    *world
	runs []pair // one for each reading
}

// A pair is the certain and the possible set under one reading.
type pair struct {
	reading      Reading
	lower, upper *fixpoint
}

// Solve decides every party of g under rule on the day at; an empty day takes every record as in force.
func (g *Graph) Solve(rule *Rule, at fact.Date) *Result { return g.SolveWith(rule, at, Options{}) }

// SolveWith is Solve with options.
func (g *Graph) SolveWith(rule *Rule, at fact.Date, o Options) *Result {
	w := g.world(rule, at, o)
	r := &Result{Rule: rule, At: at, w: w}
	r.InForce, _ = rule.InForce(at)
	for _, reading := range rule.readings() {
		r.runs = append(r.runs, w.solve(reading))
	}
	return r
}

// solve decides both bounds under one reading, by the hot path where it applies.
func (w *world) solve(reading Reading) pair {
	if w.plain(reading) && !w.opts.rounds {
		lower, upper := w.solvePlain(reading)
		return pair{reading, lower, upper}
	}
	return pair{reading, w.solveBound(reading, true), w.solveBound(reading, false)}
}

// truth is the verdict of one reading for a node.
func (p pair) truth(x uint32) fact.Truth {
	switch {
	case p.lower.status(x, noLimit):
		return fact.Yes
	case p.upper.status(x, noLimit):
		return fact.Unknown
	}
	return fact.No
}

const noLimit = ^uint32(0)

// Verdict is yes where the party meets the test for certain, unknown where it
// possibly does, no otherwise. Where the text has several readings, they must agree.
// A party that is not in the graph is unknown.
func (r *Result) Verdict(p fact.PartyID) fact.Truth {
	x, ok := r.w.g.Find(p)
	if !ok {
		return fact.Unknown
	}
	return r.verdict(x)
}

func (r *Result) verdict(x uint32) fact.Truth {
	v := r.runs[0].truth(x)
	for _, p := range r.runs[1:] {
		if p.truth(x) != v {
			return fact.Unknown
		}
	}
	return v
}

// Under returns the verdict of each reading by name, where the rule has more than one.
func (r *Result) Under(p fact.PartyID) map[string]fact.Truth {
	x, ok := r.w.g.Find(p)
	if !ok || len(r.runs) < 2 {
		return nil
	}
	out := make(map[string]fact.Truth, len(r.runs))
	for _, run := range r.runs {
		out[run.reading.Name] = run.truth(x)
	}
	return out
}

// Split names the readings that decide a party where they differ: those that say
// most, "" where all agree.
func (r *Result) Split(p fact.PartyID) string {
	x, ok := r.w.g.Find(p)
	if !ok {
		return ""
	}
	best, name, differ := r.runs[0].truth(x), r.runs[0].reading.Name, false
	for _, run := range r.runs[1:] {
		t := run.truth(x)
		differ = differ || t != r.runs[0].truth(x)
		if t > best {
			best, name = t, run.reading.Name
		}
	}
	if !differ {
		return ""
	}
	return name
}

// Bounds returns the least and the greatest sum, in the rule's dimension with the greatest
// reach, that parties surely in and possibly in hold of p directly. Both are 0 for a party without holders.
func (r *Result) Bounds(p fact.PartyID) (lo, hi fact.Share) {
	x, ok := r.w.g.Find(p)
	if !ok {
		return 0, 0
	}
	for _, s := range r.sums(x) {
		lo, hi = max(lo, fact.Share(s.lo)), max(hi, fact.Share(s.hi))
	}
	return lo, hi
}

// sums returns, for each dimension, the least and the greatest sum held by members.
func (r *Result) sums(x uint32) []sum {
	var out []sum
	run := r.runs[0]
	members := func(f *fixpoint) func(stake) bool {
		return func(s stake) bool { return s.owner != x && f.member(s.owner, noLimit) }
	}
	for _, dim := range r.Rule.sums {
		t := r.w.table(x, dim, nil)
		low, high := r.w.add(&t, members(run.lower)), r.w.add(&t, members(run.upper))
		low.hi, low.issued, low.own = high.hi, high.issued, high.own
		low.excess, low.short = low.excess || high.excess, low.short || high.short
		out = append(out, low)
	}
	return out
}

// Bases returns what the verdict on p rests on, the surest first: one for the party itself and,
// for a chain, those of the parties behind it in the order of the proof.
func (r *Result) Bases(p fact.PartyID) []Basis {
	proof, ok := r.Why(p)
	if !ok {
		return nil
	}
	var out []Basis
	for _, s := range slices.Backward(proof.Steps) {
		if !slices.Contains(out, s.Basis) {
			out = append(out, s.Basis)
		}
	}
	return out
}

// Parties returns, in order of ids, the parties with that verdict.
func (r *Result) Parties(v fact.Truth) []fact.PartyID {
	var out []fact.PartyID
	if v == fact.No {
		for x := range uint32(r.w.g.Parties()) {
			if r.verdict(x) == v {
				out = append(out, r.w.g.ID(x))
			}
		}
		return out
	}
	for _, x := range r.inside() {
		if r.verdict(x) == v {
			out = append(out, r.w.g.ID(x))
		}
	}
	return out
}

// Counts returns how many parties are surely in and how many possibly, but not surely.
func (r *Result) Counts() (yes, possible int) {
	for _, x := range r.inside() {
		switch r.verdict(x) {
		case fact.Yes:
			yes++
		case fact.Unknown:
			possible++
		}
	}
	return yes, possible
}

// inside lists the parties that are in under some reading and bound, sorted: all others are not.
func (r *Result) inside() []uint32 {
	var out []uint32
	for _, p := range r.runs {
		for _, f := range []*fixpoint{p.lower, p.upper} {
			if f.fastRun == nil {
				out = append(out, f.order...)
			} else if !f.certain {
				out = append(out, f.fastRun.queue...)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
