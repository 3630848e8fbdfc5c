package screening

import (
	"cmp"
	"slices"
)

// rank orders the gathered rows by the part of the query and of themselves that is covered.
func (x *Index) rank(s *search, k int, w want) {
	total := 0
	for i := range s.words {
		total += int(s.words[i].load[k])
	}
	least, looked, most := s.leastSum(), 0, 3*maxRanked
	if x.Names() > millions {
		most = 2 * maxRanked
	}
	for _, at := range s.slots {
		g := &s.table[at]
		if g.sum < least || looked == most {
			continue
		}
		looked++
		flags, load, ok := x.rowLoad(g.row)
		if !ok || int(flags&rowBody) != k*rowBody || flags&w.mask != w.flags {
			continue
		}
		s.ranked = append(s.ranked, ranking{g.row, int32(2 * int(g.sum) / (total + load + unit))})
	}
	s.cutRanked()
	slices.SortFunc(s.ranked, func(a, b ranking) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.row, b.row)) })
}

// leastSum returns how much of the query a row must hold to be looked at: a third of the best, and
// more where too many rows do, for each look costs a visit to far-off memory.
func (s *search) leastSum() int32 {
	best := int32(0)
	for _, at := range s.slots {
		best = max(best, s.table[at].sum)
	}
	if len(s.slots) <= maxRanked {
		return best / 3
	}
	var counts [65]int // rows by the part of the best they hold, in 64ths
	for _, at := range s.slots {
		counts[int64(s.table[at].sum)*64/int64(best+1)]++
	}
	n, part := 0, 64
	for part > 21 && n < maxRanked {
		n += counts[part]
		part--
	}
	return int32((int64(part) + 1) * int64(best+1) / 64)
}

// cutRanked leaves out rows so far behind the best that they will not be compared, so that few need sorting.
func (s *search) cutRanked() {
	top := int32(0)
	for _, r := range s.ranked {
		top = max(top, r.score)
	}
	for percent := int32(farBehind); percent > 0; percent -= 20 {
		n := 0
		for _, r := range s.ranked {
			if r.score >= top*percent/100 {
				n++
			}
		}
		if n < fewScored {
			continue
		}
		kept := s.ranked[:0]
		for _, r := range s.ranked {
			if r.score >= top*percent/100 {
				kept = append(kept, r)
			}
		}
		s.ranked = kept
		return
	}
}
