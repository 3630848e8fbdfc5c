package ownership

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
)

// pull gives the seeds, all there are and in order, their ranks and adds up, company by
// company, what they hold: for a whole country as seed that is one pass in the order of the
// file with a bit for each party, where pushing from each seed goes all over memory. Whether
// a holder is a seed and whether a company comes in is as hard to foretell as a coin, so the
// pass does not branch on either. It reports false where the file is damaged, having done nothing.
func (r *fastRun) pull(seeds []uint32) bool {
	at, in := r.w.g.inAt.Check(), r.w.g.in.Check()
	if at == nil || in == nil && r.w.g.in.Len() > 0 || r.persons == nil {
		return false
	}
	p := &forwardPass{fastRun: r, at: at, in: in, bits: make([]uint64, (len(at)+62)/64), least: r.w.rule.least()}
	for _, x := range seeds {
		p.bits[x/64] |= 1 << (x % 64)
	}
	p.pass()
	for i := range uint32(r.w.g.mixed.Len()) {
		d := r.w.g.mixed.At(i)
		if c := r.cells.at(d); c.rank() == 0 && !p.person(d) {
			if !c.waits() {
				c.wait()
				p.postponed = append(p.postponed, d)
			}
			p.listed = append(p.listed, d)
		}
	}
	for _, d := range p.listed {
		if c := r.cells.at(d); c.rank() == 0 {
			r.judge(d, c)
		}
	}
	for _, d := range p.jobs {
		p.employed(d)
	}
	return true
}

type forwardPass struct {
	*fastRun
	at           []uint32 // the copy by asset
	in           []graph.Edge
	bits         []uint64 // of the seeds
	least        uint64   // sum that is enough
	listed, jobs []uint32 // to look at when all seeds have their ranks: companies whose holders are all listed, and employers of seeds
}

// pass goes through all companies once.
func (p *forwardPass) pass() {
	n := uint32(len(p.queue))
	p.queue = slices.Grow(p.queue, len(p.at)-len(p.queue))
	queue, dense, in := p.queue[:cap(p.queue)], p.cells.dense, p.in
	bits, persons, spans := p.bits, p.persons, p.w.spans
	simple, least := p.simple, p.least
	seen, i := uint32(0), p.at[0]
	for d, to := range p.at[1:] {
		d := uint32(d)
		seed := uint32(bits[d/64] >> (d % 64) & 1)
		seen += seed
		if i == to {
			dense[d].a = (seen | cellIn) & -seed
			continue
		}
		var lo, hi uint64
		for i < to {
			e := &in[i]
			owner := e.Other
			holds := -(bits[owner/64] >> (owner % 64) & 1) // all ones for a seed
			i++
			plain := e.Meta == simple || e.Meta&plainMeta == simple && spans[e.Meta.Span()] == fact.Yes // without dates, or in force
			if !plain || i < to && in[i].Other == owner || owner == d {
				from := i - 1
				for i < to && in[i].Other == owner {
					i++
				}
				l, h := p.joined(owner, d, in[from:i])
				lo, hi = lo+l&holds, hi+h&holds
				continue
			}
			lo += uint64(e.Lo) & holds
			hi += uint64(e.Hi) & holds
		}
		out := seed | uint32(persons[d/64]>>(d%64)&1)
		sure := is(lo >= least) &^ out
		queue[n] = d
		n += sure
		low, high := uint32(min(lo, uint64(fact.Whole))), uint32(min(hi, uint64(fact.Whole)))
		c := cell{low, high}
		if out|sure|is(hi < least) == 0 {
			c.wait()
			p.wait(d)
		}
		entered := -(seed | sure) // all ones
		rank := cellIn | seen&-seed | n&-sure
		dense[d] = cell{c.a&^entered | rank&entered, c.b&^entered | low&entered}
	}
	p.queue = queue[:n]
}

func is(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// wait leaves a company for the upper bound, or for when all seeds have their ranks.
func (p *forwardPass) wait(d uint32) {
	p.postponed = append(p.postponed, d)
	if p.isComplete(d) {
		p.listed = append(p.listed, d)
	}
}

// joined makes one stake of the records by which owner holds d.
func (p *forwardPass) joined(owner, d uint32, run []graph.Edge) (lo, hi uint64) {
	if owner == d || p.bits[owner/64]&(1<<(owner%64)) == 0 {
		return 0, 0
	}
	if n := len(p.jobs); p.w.rule.Employment != "" && (n == 0 || p.jobs[n-1] != d) {
		p.jobs = append(p.jobs, d)
	}
	s, _ := p.w.join(run, p.w.rule.sums[0])
	return uint64(s.lo), uint64(s.hi)
}

// employed follows the employment of d by seeds.
func (p *forwardPass) employed(d uint32) {
	edges := p.in[p.at[d]:p.at[d+1]]
	for _, e := range edges {
		if owner := e.Other; p.bits[owner/64]&(1<<(owner%64)) != 0 && owner != d {
			e.Other = d
			p.employ(owner, []graph.Edge{e})
		}
	}
}
