package ownership

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
)

// maxSweeps bounds the iteration around rings of cross-holdings.
const maxSweeps = 10_000

// An Effective is the share of one party that another holds, with percentages multiplied along
// every chain and added over chains. It is a figure for reports; no verdict rests on it but
// where a text may be read so (15 USC 9901(c)(2)).
//
// Plain counts a chain that comes back through the party itself each time round
// (integrated ownership, Brioschi, Buzzacchi and Colombo 1989); Corrected ends each chain where it first
// reaches the party (Baldone, Brioschi and Paleari 1998). They differ only where the party holds itself
// through others. Bounds are rounded outward at each step.
type Effective struct {
	PlainLo, PlainHi         fact.Share
	CorrectedLo, CorrectedHi fact.Share
	// Open is set where rings hold so much of themselves that no upper bound was found.
	Open bool
}

// Effective computes what owner effectively holds of asset in shares on a day. It looks only at the
// parties above asset. ok is false if either is not in the graph.
func (g *Graph) Effective(owner, asset fact.PartyID, at fact.Date) (e Effective, ok bool) {
	x, known := g.Find(asset)
	_, ok = g.Find(owner)
	if !known || !ok {
		return Effective{}, false
	}
	part := g.part(g.upstream(x, maxUpstream))
	target, _ := part.Find(asset)
	source, ok := part.Find(owner)
	if !ok {
		return Effective{}, true // nothing leads from owner to asset
	}
	w := part.world(&Rule{}, at, Options{})
	seed := func(n uint32) bool { return n == source }
	all := func(uint32) bool { return true }
	once := func(n uint32) bool { return n != target }
	for _, run := range []struct {
		through func(uint32) bool
		lo, hi  *fact.Share
	}{{all, &e.PlainLo, &e.PlainHi}, {once, &e.CorrectedLo, &e.CorrectedHi}} {
		lo, _ := w.multiply(dimensions["shares"], true, true, seed, run.through)
		hi, converged := w.multiply(dimensions["shares"], false, true, seed, run.through)
		*run.lo, *run.hi = fact.Share(lo[target]), fact.Share(hi[target])
		if !converged {
			*run.hi, e.Open = fact.Whole, true
		}
	}
	return e, true
}

// multiply computes for every party what seeds effectively hold of it: the least
// solution of v(x) = sum over holders o of share(o, x) * (1 if o is a seed, else v(o)).
// Holders for which through is false pass nothing on. The least values are rounded
// down and may be cut short; of the greatest, rounded up, converged says whether they are final.
//
// With own, what a company has of its own shares goes round: what others have of it is a part of the rest.
func (w *world) multiply(d dimension, least, own bool, seed, through func(uint32) bool) (v []uint32, converged bool) {
	v = make([]uint32, w.g.Parties())
	reach := w.below(seed)
	tables, bounds := make([][]stake, len(reach)), make([]int, len(reach))
	for i, x := range reach {
		t := w.table(x, d, nil)
		tables[i] = slices.DeleteFunc(t.all(), func(s stake) bool { return s.owner == x && !own })
		for range t.summaries {
			bounds[i]++
		}
	}
	for range maxSweeps {
		changed := false
		for i, x := range reach {
			if next := product(tables[i], bounds[i], v, least, seed, through); next > v[x] {
				v[x], changed = next, true
			}
		}
		if !changed {
			return v, true
		}
	}
	return v, false
}

// product adds one table's stakes times what is held of their holders, in 128 bits' worth of whole units.
// The last of them are summaries, of which each is a bound of its own.
func product(table []stake, summaries int, v []uint32, least bool, seed, through func(uint32) bool) uint32 {
	var total, bound uint64
	for i, s := range table {
		share, of := uint64(s.hi), uint64(v[s.owner])
		if least {
			share = uint64(s.lo)
		}
		switch {
		case seed(s.owner):
			of = whole
		case !through(s.owner):
			of = 0
		}
		p := share * of // at most 1e18
		if !least {
			p += whole - 1
		}
		if i < len(table)-summaries {
			total += p / whole
		} else {
			bound = max(bound, p/whole)
		}
	}
	return clip(max(total, bound))
}

// below returns the parties held, through any interests, by seeds, in order of distance and number.
func (w *world) below(seed func(uint32) bool) []uint32 {
	seen := make([]bool, w.g.Parties())
	var queue, out []uint32
	for x := range uint32(w.g.Parties()) {
		if seed(x) {
			queue = append(queue, x)
		}
	}
	for i := 0; i < len(queue); i++ {
		next := len(out)
		for _, e := range w.g.assets(queue[i]) {
			if !seen[e.Other] {
				seen[e.Other] = true
				out = append(out, e.Other)
			}
		}
		slices.Sort(out[next:])
		queue = append(queue, out[next:]...)
	}
	return out
}

// solveByProduct enters the parties whose effective share reaches the threshold, and
// then those that other means bring in.
func (f *fixpoint) solveByProduct(seeds []uint32) []uint32 {
	seed := make([]bool, f.w.g.Parties())
	for _, x := range seeds {
		seed[x] = true
	}
	isSeed := func(x uint32) bool { return seed[x] }
	all := func(uint32) bool { return true }
	touched := f.touch(seeds, make([]bool, f.w.g.Parties()))
	for _, d := range f.w.rule.sums {
		v, converged := f.w.multiply(d, f.certain, !f.certain, isSeed, all)
		if !converged && !f.certain {
			for _, x := range f.w.below(isSeed) {
				v[x] = uint32(whole)
			}
		}
		f.values = append(f.values, v)
		for x := range v {
			if f.w.rule.reaches(uint64(v[x])) {
				touched = append(touched, uint32(x))
			}
		}
	}
	slices.Sort(touched)
	return f.round(slices.Compact(touched), uint32(len(f.order))+1)
}
