package ownership

import (
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
)

// A ground of entry: the list a party comes onto and why.
type entry struct {
	list  int
	basis Basis
	// dim is the dimension of a sum, -1 for other means; from the list of owners that was summed.
	dim, from int
}

// grounds returns everything that puts x in, judged by the ranks below limit.
func (f *fixpoint) grounds(x uint32, limit uint32) []entry {
	n := f.w.g.node(x)
	var out []entry
	if n.Kind != graph.NodePerson {
		out = f.bySums(x, limit, out)
	}
	if f.w.rule.Employment != "" && n.Kind != graph.NodeCompany && f.employed(x, limit) && (!f.w.rule.ForeignOnly || f.holds(foreign(n))) {
		out = append(out, entry{listB, ByEmployment, -1, 0})
	}
	if len(f.w.rule.means) > 0 {
		out = f.byMeans(x, limit, out)
	}
	return out
}

// bySums adds the stakes of owners in reach in each dimension by itself.
func (f *fixpoint) bySums(x uint32, limit uint32, out []entry) []entry {
	for d, dim := range f.w.rule.sums {
		if f.reading.Through == "multiply" {
			if f.w.rule.reaches(uint64(f.values[d][x])) {
				out = append(out, entry{listB, dim.basis, d, multiplied})
			}
			continue
		}
		t := f.w.table(x, dim, nil)
		switch {
		case f.reading.Lists:
			for list := listA; list <= listB; list++ {
				if f.reaches(f.w.add(&t, f.counts(x, list, limit))) {
					out = f.enterBySum(x, list, d, out)
				}
			}
		case f.reading.Through == "majority":
			s := f.w.add(&t, f.counts(x, listA, limit))
			if f.pick(s) > whole/2 {
				out = append(out, entry{listA, dim.basis, d, listA})
			}
			if f.reaches(s) {
				out = append(out, entry{listB, dim.basis, d, listA})
			}
		case f.reaches(f.w.add(&t, f.counts(x, listB, limit))):
			out = append(out, entry{listB, f.basisOf(x, dim, t.all(), limit), d, listB})
		}
		if f.w.rule.means[ByConcert] && len(out) == 0 && dim.basis == ByVotes {
			out = f.byConcert(x, limit, &t, d, out)
		}
	}
	return out
}

func (f *fixpoint) reaches(s sum) bool { return f.w.rule.reaches(f.pick(s)) }

// pick returns the end of a sum that the bound uses.
func (f *fixpoint) pick(s sum) uint64 {
	if f.certain {
		return s.lo
	}
	return s.hi
}

// counts returns which stakes of a company are added on a list.
func (f *fixpoint) counts(x uint32, list int, limit uint32) func(stake) bool {
	return func(s stake) bool { return s.owner != x && f.in(s.owner, list, limit) }
}

// basisOf is the dimension's own, or proxies where the sum would not do without them.
func (f *fixpoint) basisOf(x uint32, dim dimension, stakes []stake, limit uint32) Basis {
	own, counts := uint64(0), f.counts(x, listB, limit)
	proxied := false
	for _, s := range stakes {
		if counts(s) {
			own += f.pick(sum{lo: uint64(s.lo - min(s.lo, s.proxy)), hi: uint64(s.hi - min(s.hi, s.proxy))})
			proxied = proxied || s.proxied
		}
	}
	if proxied && !f.w.rule.reaches(own) {
		return ByProxy
	}
	return dim.basis
}

// enterBySum says what a sum on one list makes of x. Where paragraphs have lists
// of their own (28 CFR 202.211), a foreign entity held by countries of concern or
// (a)(2) persons is an (a)(1) person, which (a)(2) lists, and is held indirectly by
// those behind it, whom (a)(1) lists; likewise the other way. A U.S. person has
// neither status, so only those behind it count, each on their own list.
func (f *fixpoint) enterBySum(x uint32, list, dim int, out []entry) []entry {
	basis := f.w.rule.sums[dim].basis
	out = append(out, entry{list, basis, dim, list})
	if f.holds(foreign(f.w.g.node(x))) {
		out = append(out, entry{listA + listB - list, basis, dim, list})
	}
	return out
}

// employed reports whether an entity with the status, or a country, employs or engages x.
func (f *fixpoint) employed(x uint32, limit uint32) bool {
	_, ok := f.employer(x, limit)
	return ok
}

// employer returns the place of the first such interest in the copy by asset.
func (f *fixpoint) employer(x uint32, limit uint32) (uint32, bool) {
	for i, e := range f.w.g.owners(x) {
		if k := e.Meta.Kind(); k != fact.Employment && k != fact.Contractor {
			continue
		}
		if f.works(e.Other, e, limit) {
			return f.w.g.first(x) + uint32(i), true
		}
	}
	return 0, false
}

// works reports whether an employer has the status and the interest e counts.
func (f *fixpoint) works(owner uint32, e graph.Edge, limit uint32) bool {
	t := f.w.spans[e.Meta.Span()]
	if f.w.rule.Employment == "state" && !f.w.isState(owner) || e.Meta&graph.MetaConditional != 0 {
		t = fact.And(t, fact.Unknown)
	}
	return f.w.g.node(owner).Kind != graph.NodePerson && f.holds(t) && f.status(owner, limit)
}

// hires reports whether the interest e of owner, by which it employs a party, gives that party the status.
func (f *fixpoint) hires(owner uint32, e graph.Edge) bool {
	return f.works(owner, e, noLimit) && (!f.w.rule.ForeignOnly || f.holds(foreign(f.w.g.node(e.Other))))
}
