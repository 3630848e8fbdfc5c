package screening

import "slices"

// A ranking is a row and how likely it is to be alike, so that they sort, the likeliest first and among
// equals the first row, as numbers from the greatest down: the score, then the row with its bits turned over.
type ranking uint64

func rankingOf(row uint32, score int32) ranking { return ranking(score)<<32 | ranking(^row) }

func (r ranking) row() uint32  { return ^uint32(r) }
func (r ranking) score() int32 { return int32(r >> 32) }

// rank orders the gathered rows by the part of the query and of themselves that is covered.
func (x *Index) rank(s *search, k int, w want) {
	total := 0
	for i := range s.words {
		total += int(s.words[i].load[k])
	}
	least, most := s.leastSum(), 3*maxRanked
	if x.Names() > millions {
		most = 2 * maxRanked
	}
	rows := s.gathered[:s.count]
	for i := range rows {
		if g := &rows[i]; g.sum >= least {
			if s.ranked = append(s.ranked, rankingOf(g.row, g.sum)); len(s.ranked) == most {
				break
			}
		}
	}
	x.touchRows(s, s.ranked)
	n := 0
	for _, r := range s.ranked {
		flags, load, ok := x.rowLoad(r.row())
		if len(s.words) == 1 {
			load = min(load, total) // one word asked says nothing of how many there are
		}
		if ok && int(flags&rowBody) == k*rowBody && flags&w.mask == w.flags {
			s.ranked[n] = rankingOf(r.row(), int32(2*uint32(r.score())/uint32(total+load+unit)))
			n++
		}
	}
	s.ranked = s.ranked[:n]
	s.cutRanked()
	slices.SortFunc(s.ranked, func(a, b ranking) int {
		if a > b {
			return -1
		}
		return 1
	})
}

// shares64 returns what turns a number up to most into 64ths of most+1, rounded down: a product a hair too
// small is lifted over the whole number, and nothing else comes as near to one.
func shares64(most int32) func(int32) int {
	each := 64 / (float64(most) + 1)
	return func(n int32) int { return int(float64(n)*each + 1.0/(1<<40)) }
}

// leastSum returns how much of the query a row must hold to be looked at: a third of the best, and
// more where too many rows do, for each look costs a visit to far-off memory.
func (s *search) leastSum() int32 {
	if s.count <= maxRanked {
		return s.mostSum / 3
	}
	share := shares64(s.mostSum)
	var counts [65]int // rows by the part of the best they hold, in 64ths
	rows := s.gathered[:s.count]
	for i := range rows {
		counts[share(rows[i].sum)]++
	}
	n, part := 0, 64
	for part > 21 && n < maxRanked {
		n += counts[part]
		part--
	}
	return int32((int64(part) + 1) * (int64(s.mostSum) + 1) / 64)
}

// cutRanked leaves out rows so far behind the best that they will not be compared, so that few need sorting.
func (s *search) cutRanked() {
	top := int32(0)
	for _, r := range s.ranked {
		top = max(top, r.score())
	}
	for percent := int32(farBehind); percent > 0; percent -= 20 {
		least, n := ranking(top*percent/100)<<32, 0
		for _, r := range s.ranked {
			if r >= least {
				n++
			}
		}
		if n < fewScored {
			continue
		}
		if n > maxScored {
			least = s.cutAt(top, least)
		}
		kept := s.ranked[:0]
		for _, r := range s.ranked {
			if r >= least {
				kept = append(kept, r)
			}
		}
		s.ranked = kept
		return
	}
}

// cutAt raises least so that still at least maxScored rows reach it.
func (s *search) cutAt(top int32, least ranking) ranking {
	share := shares64(top)
	var counts [65]int
	for _, r := range s.ranked {
		counts[share(r.score())]++
	}
	n, part := 0, 64
	for part > 0 && n < maxScored {
		n += counts[part]
		part--
	}
	// the part before the last counted begins at part+1 64ths, rounded up
	score := ((int64(part)+1)*(int64(top)+1) + 63) / 64
	return max(least, ranking(score)<<32)
}
