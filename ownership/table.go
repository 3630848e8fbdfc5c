package ownership

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
)

const whole = uint64(fact.Whole)

// A table is who holds one company in one dimension on a day.
type table struct {
	asset uint32
	// rows are what holders have, in order of holders, the company's own shares among them. A
	// summary that nothing else explains is a row like any other.
	rows []stake
	// summaries are indirect statements beside other records that may be a part of what they sum up.
	summaries []summary
	complete  bool
}

// A stake is what one holder has of one company, all its records joined.
type stake struct {
	owner  uint32
	lo, hi uint32
	// first and last bound the places of its edges in the copy by asset.
	first, last uint32
	indirect    bool // its records are summaries
	proxied     bool
	proxy       uint32 // at most so much of it is votes of others
	conflict    bool   // records that cannot all be right
}

// table gathers what each holder has of asset in dimension d.
//
// Records of one pair are one stake: ranges that overlap are intersected, ranges
// that do not are joined and marked as a conflict. A record that may or may not
// be in force widens the stake. Direct records and indirect ones are told apart.
func (w *world) table(asset uint32, d dimension, buf []stake) table {
	t := table{asset: asset, rows: buf, complete: w.complete(asset)}
	base := w.g.first(asset)
	edges := w.g.owners(asset)
	var indirect []stake
	for i := 0; i < len(edges); {
		j := i + 1
		for j < len(edges) && edges[j].Other == edges[i].Other {
			j++
		}
		direct, sum := w.join(edges[i:j], d)
		for _, s := range []pairStake{direct, sum} {
			if !s.stated {
				continue
			}
			s.owner, s.first, s.last = edges[i].Other, base+uint32(i), base+uint32(j)
			if s.indirect && s.owner != asset {
				indirect = append(indirect, s.stake)
			} else {
				t.rows = append(t.rows, s.stake)
			}
		}
		i = j
	}
	if len(indirect) > 0 {
		w.summarize(&t, indirect, d)
	}
	return t
}

// stakes appends the rows of a table to buf.
func (w *world) stakes(asset uint32, d dimension, buf []stake) []stake {
	return w.table(asset, d, buf).rows
}

// A pairStake is a stake if the records state one.
type pairStake struct {
	stake
	stated bool
}

// join makes one stake of the direct records of one pair and one of the indirect.
func (w *world) join(edges []graph.Edge, d dimension) (direct, indirect pairStake) {
	for _, kinds := range d.kinds {
		direct, indirect = w.joinKinds(edges, kinds, 0), w.joinKinds(edges, kinds, graph.MetaIndirect)
		if direct.stated || indirect.stated {
			break
		}
	}
	if d.basis != ByVotes {
		return direct, indirect
	}
	p := w.joinKinds(edges, proxyMask, 0)
	if p.stated && (p.hi < uint32(fact.Whole) || p.lo > 0) {
		direct.lo, direct.hi = clip(uint64(direct.lo)+uint64(p.lo)), clip(uint64(direct.hi)+uint64(p.hi))
		direct.proxied, direct.proxy, direct.stated = true, p.hi, true
	}
	return direct, indirect
}

var proxyMask = mask(fact.Proxy)

func clip(v uint64) uint32 { return uint32(min(v, whole)) }

// joinKinds joins the records of some kinds, direct or indirect.
func (w *world) joinKinds(edges []graph.Edge, kinds uint32, level graph.Meta) pairStake {
	var sure, maybe pairStake
	for _, e := range edges {
		if kinds&(1<<e.Meta.Number()) == 0 || e.Meta&graph.MetaIndirect != level {
			continue
		}
		t := w.spans[e.Meta.Span()]
		if t != fact.No && e.Meta&graph.MetaConditional != 0 {
			t = fact.Unknown
		}
		switch t {
		case fact.Yes:
			sure.meet(e)
		case fact.Unknown:
			maybe.meet(e)
		}
	}
	if !sure.stated {
		maybe.lo = 0
		sure = maybe
	} else if maybe.stated && (maybe.hi < sure.lo || maybe.lo > sure.hi) {
		sure.lo, sure.hi, sure.conflict = min(sure.lo, maybe.lo), max(sure.hi, maybe.hi), true
	}
	sure.indirect = level != 0
	return sure
}

// meet intersects a stake with one more record, or joins them where they are disjoint.
func (s *pairStake) meet(e graph.Edge) {
	switch {
	case !s.stated:
		s.lo, s.hi, s.stated = e.Lo, e.Hi, true
	case e.Lo > s.hi || e.Hi < s.lo || s.conflict:
		s.lo, s.hi, s.conflict = min(s.lo, e.Lo), max(s.hi, e.Hi), true
	default:
		s.lo, s.hi = max(s.lo, e.Lo), min(s.hi, e.Hi)
	}
}

// A sum is what a set of holders has of a company: the least and the most that
// the ranges of all holders allow, and what went wrong in the table.
//
// A company's own shares are read in two ways. Where they count as outstanding, a holder's part is a part
// of all shares issued; where they do not, of the rest. The second is never less, so lo is the least under
// the first and hi the greatest under the second.
type sum struct {
	lo, hi uint64
	// issued is the greatest sum as a part of all shares issued, own what the company itself has then.
	issued, own uint64
	// parts is the sum of lower bounds of the set alone, without the use of completeness.
	parts uint64
	// excess marks lower bounds above 100 % in sum, short a complete table below 100 %.
	excess, short bool
}

// add computes the least and the greatest sum of the members in a table.
//
// Of stakes that may be parts of one another those are added, that surely are not, for the least sum; for
// the greatest, those that are not known to be. Each choice of such stakes is a bound, and the best is taken, so
// that no further record can lower what a summary states.
func (w *world) add(t *table, member func(stake) bool) sum {
	best := w.addRows(t, member)
	if len(t.summaries) == 0 {
		return best
	}
	for i := range t.summaries {
		if !member(t.summaries[i].stake) {
			best.lower(t.beside(&t.summaries[i], member), w.rule.Strict)
		}
	}
	t.choices(member, func(chosen []*summary) {
		if t.apart(chosen, (*summary).mayShare) {
			s := w.addRows(t, func(s stake) bool { return member(s) && !overlapped(chosen, s.owner, (*summary).mayShare) })
			for _, c := range chosen {
				s.lo += uint64(c.lo)
			}
			best.lo = max(best.lo, min(s.lo, whole))
		}
		if t.apart(chosen, (*summary).shares) {
			best.raise(w.most(t, chosen, member), w.rule.Strict)
		}
	})
	return best
}

// addRows computes the sums of the members among the rows.
//
// A table whose lower bounds exceed 100 % says nothing about the rest, so only
// plain sums are used; a complete table whose upper bounds do not reach 100 % is not complete.
func (w *world) addRows(t *table, member func(stake) bool) sum {
	var loIn, hiIn, loOut, hiOut, loOwn, hiOwn uint64
	proxied := false
	for _, s := range t.rows {
		proxied = proxied || s.proxied
		switch {
		case s.owner == t.asset:
			loOwn, hiOwn = uint64(s.lo), uint64(s.hi)
		case member(s):
			loIn, hiIn = loIn+uint64(s.lo), hiIn+uint64(s.hi)
		default:
			loOut, hiOut = loOut+uint64(s.lo), hiOut+uint64(s.hi)
		}
	}
	r := sum{parts: min(loIn, whole), excess: loIn+loOut+loOwn > whole && !proxied}
	r.short = t.complete && hiIn+hiOut+hiOwn < whole
	r.lo, r.issued = r.parts, min(hiIn, whole)
	r.own = min(hiOwn, whole-r.issued)
	if !r.excess && !proxied {
		if rest := hiOut + hiOwn; t.complete && !r.short && rest < whole {
			r.lo = max(r.lo, whole-rest)
		}
		r.issued = min(r.issued, whole-loOut-loOwn)
		if w.opts.Undisclosed && !t.complete {
			r.issued = whole - loOut - loOwn
		}
		r.own = min(hiOwn, whole-loOut-r.issued)
	}
	r.hi = outstanding(r.issued, r.own, w.rule.Strict)
	return r
}

// outstanding gives a part of all shares issued as a part of those that the company itself does not have. It
// is rounded so that comparing it with a threshold decides as the exact figure does: up where more than the
// threshold is needed, else down.
func outstanding(part, own uint64, strict bool) uint64 {
	if part == 0 || own == 0 {
		return part
	}
	rest := whole - own
	if part >= rest {
		return whole
	}
	if strict {
		return (part*whole + rest - 1) / rest
	}
	return part * whole / rest
}

// lower takes over a smaller greatest sum.
func (s *sum) lower(o sum, strict bool) {
	s.issued = min(s.issued, o.issued)
	s.own = min(s.own, max(o.own, o.issued)-s.issued)
	s.hi = outstanding(s.issued, s.own, strict)
}

// raise takes over a greater sum.
func (s *sum) raise(o sum, strict bool) {
	if o.hi = outstanding(o.issued, o.own, strict); o.hi > s.hi {
		s.hi, s.issued, s.own = o.hi, o.issued, o.own
	}
}

// all returns the rows and then the summaries.
func (t *table) all() []stake {
	if len(t.summaries) == 0 {
		return t.rows
	}
	out := slices.Clone(t.rows)
	for i := range t.summaries {
		out = append(out, t.summaries[i].stake)
	}
	return out
}
