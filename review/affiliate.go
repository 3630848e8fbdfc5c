package review

import (
	"maps"
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// affiliate sets the term of that name, where a pack has it and nobody states it,
// to yes for parties of one group: one holds half of the other, or a third half of
// both, directly or through such holdings. 28 CFR 202.506(a)(1) speaks of a
// subsidiary or affiliate and defines neither; half of the shares is our reading.
// That no such holding is stated shows nothing.
func (w *world) affiliate(r *law.Record, d dealing) {
	f := r.Kind.Field("affiliate")
	if f == nil || f.Term == nil || d.Terms["affiliate"] != "" || d.Subject == "" || d.Counterparty == "" || d.Subject == d.Counterparty {
		return
	}
	a, b := w.above(d.Subject), w.above(d.Counterparty)
	for _, p := range slices.Sorted(maps.Keys(a)) {
		if through, ok := b[p]; ok {
			ids := sortedIDs(slices.Concat(a[p], through))
			w.cited = append(w.cited, ids...)
			r.Set(f, law.Value{Truth: fact.Yes}, ids...)
			return
		}
	}
}

// above returns party and all who hold half of it or more, with the interests that lead there.
func (w *world) above(party fact.PartyID) map[fact.PartyID][]fact.ID {
	out := map[fact.PartyID][]fact.ID{party: nil}
	for open := []fact.PartyID{party}; len(open) > 0; open = open[1:] {
		for _, id := range sortedIDs(slices.Clone(w.holders[open[0]])) {
			f, _ := w.set.Get(id)
			c, ok := f.Body.(*fact.Claim)
			if !ok || c.Interest.Lo < fact.Whole/2 {
				continue
			}
			if _, seen := out[c.Interest.Owner]; !seen {
				out[c.Interest.Owner] = append(slices.Clone(out[open[0]]), id)
				open = append(open, c.Interest.Owner)
			}
		}
	}
	return out
}
