package check

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
)

// A span is the least and the most that a holder has.
type span struct{ lo, hi uint64 }

// A holding table as the checker reads it: what each holder has, and what is stated of holders indirectly.
type checked struct {
	rows, summaries map[fact.PartyID]span
}

// sum adds what parties on a list surely hold of asset; where all holders are listed, the rest of 100 % counts too. What is
// stated of an indirect holder is a bound of its own: it is added to nothing that may be a part of it.
func (k *chain) sum(asset fact.PartyID, held []*fact.Interest, kinds []fact.InterestKind, list int) fact.Share {
	t := k.table(asset, held, kinds)
	weight := func(owner fact.PartyID) uint64 {
		if owner == asset {
			return 0 // nobody comes in by what is its own
		}
		return uint64(k.weight(owner, list, held))
	}
	best := k.sumRows(asset, t, func(owner fact.PartyID) uint64 { return weight(owner) })
	var in []fact.PartyID
	for owner := range t.summaries {
		if weight(owner) > 0 {
			in = append(in, owner)
		}
	}
	slices.Sort(in)
	for set := 1; set < 1<<min(len(in), 10); set++ {
		var chosen []fact.PartyID
		total := uint64(0)
		for i, owner := range in[:min(len(in), 10)] {
			if set&(1<<i) != 0 {
				chosen = append(chosen, owner)
				total += t.summaries[owner].lo * weight(owner) / uint64(fact.Whole)
			}
		}
		if k.mayOverlap(chosen, t) {
			continue
		}
		total += k.sumRows(asset, t, func(owner fact.PartyID) uint64 {
			if slices.ContainsFunc(chosen, func(c fact.PartyID) bool { return k.partOf(c, owner, t) }) {
				return 0
			}
			return weight(owner)
		})
		best = max(best, total)
	}
	return fact.Share(min(best, uint64(fact.Whole)))
}

// sumRows adds the rows by their weights.
func (k *chain) sumRows(asset fact.PartyID, t checked, weight func(fact.PartyID) uint64) uint64 {
	var in, out, all uint64
	for owner, s := range t.rows {
		all += s.hi
		if w := weight(owner); w > 0 {
			in += s.lo * w / uint64(fact.Whole)
		} else {
			out += s.hi
		}
	}
	if k.complete(asset) && all >= uint64(fact.Whole) && out < uint64(fact.Whole) && k.reading.Through != "multiply" {
		in = max(in, uint64(fact.Whole)-out)
	}
	return in
}

// table joins the records of each holder of asset. An indirect statement with nothing beside it that may be a part of it is
// a row.
func (k *chain) table(asset fact.PartyID, held []*fact.Interest, kinds []fact.InterestKind) checked {
	t := checked{rows: k.ranges(held, kinds, false), summaries: map[fact.PartyID]span{}}
	indirect := k.ranges(held, kinds, true)
	for owner, s := range indirect {
		alone := true
		for other := range t.rows {
			alone = alone && (other == asset || other != owner && !k.isBehind(owner, other))
		}
		for other := range indirect {
			alone = alone && (other == owner || !k.isBehind(owner, other))
		}
		if !alone {
			t.summaries[owner] = s
		}
	}
	for owner, s := range indirect {
		if _, ok := t.summaries[owner]; !ok {
			t.rows[owner] = s
		}
	}
	return t
}

// partOf reports whether what owner has may be a part of what is stated of holder indirectly.
func (k *chain) partOf(holder, owner fact.PartyID, t checked) bool {
	if holder == owner {
		direct, stated := t.rows[owner], t.summaries[owner]
		return direct.lo <= stated.hi && stated.lo <= direct.hi
	}
	return k.isBehind(holder, owner)
}

// mayOverlap reports whether of two of the chosen one is behind the other, or both are behind a third.
func (k *chain) mayOverlap(chosen []fact.PartyID, t checked) bool {
	for i, a := range chosen {
		for _, b := range chosen[i+1:] {
			if k.isBehind(a, b) || k.isBehind(b, a) {
				return true
			}
			for _, others := range []map[fact.PartyID]span{t.rows, t.summaries} {
				for h := range others {
					if k.isBehind(a, h) && k.isBehind(b, h) {
						return true
					}
				}
			}
		}
	}
	return false
}

// isBehind reports whether direct interests lead from owner to x.
func (k *chain) isBehind(owner, x fact.PartyID) bool {
	if owner == x {
		return false
	}
	seen, queue := map[fact.PartyID]bool{owner: true}, []fact.PartyID{owner}
	for i := 0; i < len(queue); i++ {
		for _, next := range k.behind[queue[i]] {
			if next == x {
				return true
			}
			if !seen[next] {
				seen[next] = true
				queue = append(queue, next)
			}
		}
	}
	return false
}

// behind lists, by owner, the parties of which claims say that it has, or may have, something directly.
func behind(claims []*fact.Claim, at fact.Date) map[fact.PartyID][]fact.PartyID {
	out := map[fact.PartyID][]fact.PartyID{}
	for _, c := range claims {
		i := c.Interest
		if i == nil || i.Direct == fact.No || i.Owner == i.Asset || fact.Active(i.From, i.To, at) == fact.No {
			continue
		}
		switch i.Kind {
		case fact.Shares, fact.Votes, fact.Surplus, fact.Profit, fact.Beneficiary, fact.UnknownInterest, fact.Nominator:
			if !slices.Contains(out[i.Owner], i.Asset) {
				out[i.Owner] = append(out[i.Owner], i.Asset)
			}
		}
	}
	return out
}

// ranges joins the direct or the indirect records of each holder: the least it surely has and the most it may have.
func (k *chain) ranges(held []*fact.Interest, kinds []fact.InterestKind, indirect bool) map[fact.PartyID]span {
	out := make(map[fact.PartyID]span)
	for _, i := range held {
		if (i.Direct == fact.No) != indirect || i.Kind != fact.Proxy && i.Kind != k.kindOf(i.Owner, held, kinds) {
			continue
		}
		lo, hi := uint64(i.Lo), uint64(i.Hi)
		if i.Conditional || fact.Active(i.From, i.To, k.at) != fact.Yes {
			lo = 0
		}
		switch s, ok := out[i.Owner]; {
		case !ok:
			out[i.Owner] = span{lo, hi}
		case i.Kind == fact.Proxy || slices.ContainsFunc(held, func(p *fact.Interest) bool { return p.Owner == i.Owner && p.Kind == fact.Proxy }):
			out[i.Owner] = span{s.lo + lo, s.hi + hi} // votes of others on top of its own
		case hi >= s.lo && lo <= s.hi: // the same stake twice
			out[i.Owner] = span{max(s.lo, lo), min(s.hi, hi)}
		default:
			out[i.Owner] = span{min(s.lo, lo), max(s.hi, hi)}
		}
	}
	return out
}
