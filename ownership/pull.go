package ownership

import (
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// pull adds up, company by company, what the seeds hold: for a whole country as seed that is one
// pass in the order of the file with a bit for each party, where pushing from each seed goes
// all over memory. It reports false where the file is damaged, having done nothing.
func (r *rush) pull(seeds []uint32) bool {
	at, in := r.w.g.inAt.Check(), r.w.g.in.Check()
	if at == nil || in == nil && r.w.g.in.Len() > 0 {
		return false
	}
	bits := make([]uint64, (r.w.g.Parties()+63)/64)
	for _, x := range seeds {
		bits[x/64] |= 1 << (x % 64)
	}
	for d := range uint32(r.w.g.Parties()) {
		if from, to := at[d], at[d+1]; from < to {
			r.pullRow(d, in[from:to], bits)
		}
	}
	return true
}

// pullRow adds up what the seeds hold of one company.
func (r *rush) pullRow(d uint32, edges []registry.Edge, bits []uint64) {
	var sumLo, sumHi uint32
	for i := 0; i < len(edges); {
		e := &edges[i]
		j := i + 1
		for j < len(edges) && edges[j].Other == e.Other {
			j++
		}
		if owner := e.Other; bits[owner/64]&(1<<(owner%64)) != 0 && owner != d {
			lo, hi := e.Lo, e.Hi
			plain := j == i+1 && e.Meta&plainMeta == r.simple && r.w.spans[e.Meta.Span()] == fact.Yes
			if plain || r.pulled(owner, d, edges[i:j], &lo, &hi) {
				sumLo = min(sumLo+lo, uint32(fact.Whole))
				sumHi = min(sumHi+hi, fullHi)
			}
		}
		i = j
	}
	if c := r.cells.at(d); sumHi > 0 && c.rank == 0 {
		c.lo, c.hi = sumLo, sumHi
		r.judge(d, c)
	}
}

// pulled makes one stake of the records by which owner holds d, and follows employment.
func (r *rush) pulled(owner, d uint32, run []registry.Edge, lo, hi *uint32) bool {
	if r.w.rule.Employment != "" {
		jobs := make([]registry.Edge, len(run))
		for i, e := range run {
			e.Other = d
			jobs[i] = e
		}
		r.employ(owner, jobs)
	}
	s, ok := r.w.join(owner, d, run, r.w.rule.sums[0])
	*lo, *hi = s.lo, s.hi
	return ok
}
