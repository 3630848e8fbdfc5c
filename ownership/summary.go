package ownership

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
)

// A summary is an indirect statement beside records that may be a part of what it sums up: "P holds 50 percent
// of A, indirectly", where there are records of chains from P to A.
//
// It is a bound of its own: what P holds of A is at least what it states, however much of it the chains explain.
type summary struct {
	stake
	// linked are the holders of the company whom its holder is behind, by direct records: what these have may
	// be a part of it.
	linked []uint32
	// held are those of them whom its holder has half or more of at each step: what these have is a part of it.
	held []uint32
}

// mayShare reports whether what owner has may be a part of the summary, shares whether it surely is.
func (s *summary) mayShare(owner uint32) bool { return slices.Contains(s.linked, owner) }
func (s *summary) shares(owner uint32) bool   { return slices.Contains(s.held, owner) }

func overlapped(chosen []*summary, owner uint32, overlaps func(*summary, uint32) bool) bool {
	return slices.ContainsFunc(chosen, func(s *summary) bool { return overlaps(s, owner) })
}

// summarize sorts indirect stakes into rows, where nothing else in the table can be a part of them, and summaries.
func (w *world) summarize(t *table, indirect []stake, d dimension) {
	direct := t.rows
	holders := make(map[uint32]bool)
	for _, s := range slices.Concat(direct, indirect) {
		holders[s.owner] = s.owner != t.asset
	}
	for _, s := range indirect {
		x := summary{stake: s}
		i, both := slices.BinarySearchFunc(direct, s.owner, func(r stake, o uint32) int { return int(int64(r.owner) - int64(o)) })
		x.linked, x.held = w.linksOf(s.owner, t.asset, holders, d)
		if both && direct[i].lo <= s.hi && s.lo <= direct[i].hi {
			x.linked = append(x.linked, s.owner) // perhaps the same stake, told as direct and as indirect
		}
		if len(x.linked) == 0 && !both {
			t.rows = append(t.rows, s)
		} else {
			t.summaries = append(t.summaries, x)
		}
	}
	slices.SortStableFunc(t.rows, func(a, b stake) int { return int(int64(a.owner) - int64(b.owner)) })
}

// maxChain bounds the search for chains behind an indirect statement.
const maxChain = 4096

// linksOf returns the holders of asset whom owner is behind by direct records, and those whom it is behind by
// half or more at each step. Where there is more above a holder than is looked at, it may be.
func (w *world) linksOf(owner, asset uint32, holders map[uint32]bool, d dimension) (linked, held []uint32) {
	for h, ok := range holders {
		if !ok || h == owner {
			continue
		}
		if w.behind(owner, h, asset, d, 0, true) {
			linked = append(linked, h)
			if w.behind(owner, h, asset, d, uint32(fact.Whole)/2, false) {
				held = append(held, h)
			}
		}
	}
	slices.Sort(linked)
	slices.Sort(held)
	return linked, held
}

// behind reports whether direct stakes of at least so much lead from owner to x, other than over asset; perhaps
// where there are too many to follow.
func (w *world) behind(owner, x, asset uint32, d dimension, least uint32, perhaps bool) bool {
	seen := map[uint32]bool{asset: true, x: true}
	queue := []uint32{x}
	for i := 0; i < len(queue); i++ {
		if len(queue) > maxChain {
			return perhaps
		}
		edges := w.g.owners(queue[i])
		for from := 0; from < len(edges); {
			to := from + 1
			for to < len(edges) && edges[to].Other == edges[from].Other {
				to++
			}
			o := edges[from].Other
			s, _ := w.join(edges[from:to], d)
			from = to
			if !s.stated || s.hi == 0 || s.lo < least || seen[o] {
				continue
			}
			if o == owner {
				return true
			}
			seen[o] = true
			queue = append(queue, o)
		}
	}
	return false
}

// maxSummaries bounds the summaries of one company whose choices are all tried.
const maxSummaries = 8

// choices gives each choice of one or more summaries of members; where there are too many, each by itself.
func (t *table) choices(member func(stake) bool, give func([]*summary)) {
	var in []*summary
	for i := range t.summaries {
		if member(t.summaries[i].stake) {
			in = append(in, &t.summaries[i])
		}
	}
	if len(in) > maxSummaries {
		for i := range in {
			give(in[i : i+1])
		}
		return
	}
	for set := 1; set < 1<<len(in); set++ {
		var chosen []*summary
		for i, s := range in {
			if set&(1<<i) != 0 {
				chosen = append(chosen, s)
			}
		}
		give(chosen)
	}
}

// apart reports whether no two of the chosen overlap: neither holder is behind the other, nor both behind a third.
func (t *table) apart(chosen []*summary, overlaps func(*summary, uint32) bool) bool {
	for i, a := range chosen {
		for _, b := range chosen[i+1:] {
			if overlaps(a, b.owner) || overlaps(b, a.owner) {
				return false
			}
			for _, h := range a.linked {
				if overlaps(a, h) && overlaps(b, h) {
					return false
				}
			}
		}
	}
	return true
}

// most is the greatest sum that the chosen summaries and the rows beside them allow. What is held through others is
// held through them, so that a summary has room only beside those that its holder is not behind.
func (w *world) most(t *table, chosen []*summary, member func(stake) bool) sum {
	s := w.addRows(t, func(s stake) bool { return member(s) && !overlapped(chosen, s.owner, (*summary).shares) })
	var beside, own, all, lo, hi uint64
	for _, r := range t.rows {
		if overlapped(chosen, r.owner, (*summary).mayShare) {
			continue
		}
		all += uint64(r.lo)
		if r.owner == t.asset {
			own = uint64(r.lo)
		} else if !member(r) {
			beside += uint64(r.lo)
		}
	}
	for _, c := range chosen {
		lo, hi = lo+uint64(c.lo), hi+uint64(c.hi)
	}
	s.issued += hi
	if all+lo <= whole {
		s.issued = min(s.issued, whole-beside-own)
	}
	s.issued = min(s.issued, whole)
	s.own = max(min(s.own, whole-s.issued), min(own, whole-s.issued))
	return s
}

// beside is the greatest sum that the members can have beside what is stated of somebody else: so much at least is held through
// holders whom that one is behind, and the others have no more than the rest. Own is the most that they and the company itself have.
func (t *table) beside(s *summary, member func(stake) bool) sum {
	var mine, own, linked, others, all uint64
	for _, r := range t.rows {
		if !s.mayShare(r.owner) {
			all += uint64(r.lo)
		}
		switch {
		case r.owner == t.asset:
			own = uint64(r.lo)
		case member(r) && s.mayShare(r.owner):
			linked += uint64(r.hi)
		case member(r):
			mine += uint64(r.hi)
		case !s.mayShare(r.owner):
			others += uint64(r.lo)
		}
	}
	if uint64(s.lo)+all > whole {
		return sum{issued: whole, own: whole} // they cannot all be right
	}
	rest := whole - uint64(s.lo) - others
	return sum{issued: min(whole, min(mine, rest-own)+linked), own: min(whole, rest+linked)}
}
