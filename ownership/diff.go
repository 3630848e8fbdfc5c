package ownership

import (
	"fmt"
	"iter"
	"slices"

	"github.com/longarm-project/longarm/fact"
)

// A Difference is a party whose verdict is another in the newer of two results, with what caused it.
type Difference struct {
	Party    fact.PartyID
	Old, New fact.Truth
	// Known says whether the party was in the older graph, and is in the newer.
	WasKnown, IsKnown bool
	Causes            []Cause
}

// A Cause is a record that one result rests on and the other does not have, or has otherwise.
type Cause struct {
	What string // in words
	Old  []Ground
	New  []Ground
}

// Diff yields the parties whose verdicts differ between two results of one rule, as a rule from an older and a
// newer registry file: those of the newer graph in order of its numbers, then those that only the older has.
func Diff(old, new *Result) iter.Seq[Difference] {
	return func(yield func(Difference) bool) {
		moved, gone := candidates(old, new)
		for _, n := range moved {
			p := new.w.g.ID(n)
			o, known := old.w.g.Find(p)
			was := fact.No
			if known {
				was = old.verdict(o)
			}
			if is := new.verdict(n); is != was {
				d := Difference{Party: p, Old: was, New: is, WasKnown: known, IsKnown: true}
				d.Causes = causes(old, new, p)
				if !yield(d) {
					return
				}
			}
		}
		for _, o := range gone {
			p := old.w.g.ID(o)
			if old.verdict(o) == fact.No {
				continue
			}
			d := Difference{Party: p, Old: old.verdict(o), New: fact.No, WasKnown: true}
			d.Causes = []Cause{{What: fmt.Sprintf("%s is not in the newer register", p), Old: old.w.g.labels.party(o)}}
			if !yield(d) {
				return
			}
		}
	}
}

// candidates lists the parties that are in under either result: by their numbers in the newer
// graph, and by those in the older for parties that only the older has.
func candidates(old, new *Result) (moved, gone []uint32) {
	moved = new.inside()
	for _, o := range old.inside() {
		if n, known := new.w.g.Find(old.w.g.ID(o)); known {
			moved = append(moved, n)
		} else {
			gone = append(gone, o)
		}
	}
	slices.Sort(moved)
	return slices.Compact(moved), gone
}

// causes looks through the proof of whichever result says more for what the other lacks.
func causes(old, new *Result, p fact.PartyID) []Cause {
	more, less := new, old
	if old.Verdict(p) > new.Verdict(p) {
		more, less = old, new
	}
	var out []Cause
	add := func(what string, mine, other []Ground) {
		c := Cause{What: what, New: mine, Old: other}
		if more == old {
			c.New, c.Old = other, mine
		}
		if !slices.ContainsFunc(out, func(x Cause) bool { return x.What == what }) {
			out = append(out, c)
		}
	}
	proof, ok := more.Why(p)
	if !ok {
		return nil
	}
	for _, s := range proof.Steps {
		if len(s.Holdings) == 0 {
			less.differs(more, s, add)
		}
		for _, h := range s.Holdings {
			less.lacks(more, h, add)
		}
	}
	if x, ok := less.w.g.Find(p); ok && len(out) == 0 { // what the other has besides: a holder that rules it out
		add(fmt.Sprintf("the holders of %s", p), more.grounds(p), less.tableOf(x))
	}
	return out
}

// differs looks at a party that is in without an owner in the other result.
func (r *Result) differs(more *Result, s Step, add func(string, []Ground, []Ground)) {
	x, ok := r.w.g.Find(s.Party)
	m, _ := more.w.g.Find(s.Party)
	if ok && r.w.seed(x).truth >= more.w.seed(m).truth {
		return
	}
	var other []Ground
	if ok {
		other = r.w.g.labels.party(x)
	}
	add(fmt.Sprintf("%s: %s", s.Party, s.Basis), s.Grounds, other)
}

// lacks looks at a holding that the other result rests on.
func (r *Result) lacks(more *Result, h Holding, add func(string, []Ground, []Ground)) {
	mine, mineText := more.pairOf(h)
	other, otherText := r.pairOf(h)
	if mineText != otherText {
		add(fmt.Sprintf("%s in %s: %s, in the other %s", h.Owner, h.Asset, mineText, otherText), mine, other)
	}
}

// pairOf returns the records of one pair that are or may be in force, and in words what they say.
func (r *Result) pairOf(h Holding) ([]Ground, string) {
	o, ok1 := r.w.g.Find(h.Owner)
	a, ok2 := r.w.g.Find(h.Asset)
	if !ok1 || !ok2 {
		return nil, "nothing"
	}
	var grounds []Ground
	first := r.w.g.first(a)
	edges := r.w.g.owners(a)
	from, to := len(edges), 0
	for i, e := range edges {
		if e.Other == o {
			from, to = min(from, i), i+1
			if r.w.spans[e.Meta.Span()] != fact.No {
				grounds = append(grounds, r.w.g.labels.edge(first+uint32(i)))
			}
		}
	}
	if from >= to {
		return nil, "nothing"
	}
	p := painter{r: r}
	if text := p.label(edges[from:to]); text != "" {
		return grounds, text
	}
	return nil, "nothing"
}

func (r *Result) grounds(p fact.PartyID) []Ground {
	x, ok := r.w.g.Find(p)
	if !ok {
		return nil
	}
	return r.tableOf(x)
}

// tableOf returns the records of all interests in a party.
func (r *Result) tableOf(x uint32) []Ground {
	var out []Ground
	first := r.w.g.first(x)
	for i := range r.w.g.owners(x) {
		out = append(out, r.w.g.labels.edge(first+uint32(i)))
	}
	return out
}
