package review

import (
	"maps"
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// affiliate sets the term of that name, where a pack has it and nobody states it, for
// a counterparty of the subject's group, or one of which holdings leave it open.
// That no such holding is stated shows nothing.
func (w *world) affiliate(r *law.Record, d dealing) {
	f := r.Kind.Field("affiliate")
	if f == nil || f.Term == nil || d.Terms["affiliate"] != "" || d.Subject == "" || d.Counterparty == "" {
		return
	}
	if t, ids := w.grouped(d.Subject, d.Counterparty); len(ids) > 0 {
		r.Set(f, law.Value{Truth: t}, ids...)
	}
}

// inGroup sets whether a party with access is of the subject's group. Where no holding
// says anything of it, it is taken not to be.
func (w *world) inGroup(rec *law.Record, a fact.Access, d dealing) {
	f := w.kind.access.Field("in_group")
	if w.kind.dealing.Field("affiliate") == nil || d.Subject == "" || len(a.OneOf) > 0 {
		return
	}
	if a.Party == d.Subject {
		rec.Set(f, law.Value{Truth: fact.Yes})
		return
	}
	if t, ids := w.grouped(d.Subject, a.Party); len(ids) > 0 {
		rec.Set(f, law.Value{Truth: t}, ids...)
		return
	}
	rec.Presume(f, law.Value{Truth: fact.No}, "no holding is stated that makes it one of the group")
}

// grouped says whether two parties are of one group: one holds half of the other, or a
// third half of both, directly or through such holdings. 28 CFR 202.506(a)(1) speaks of
// a subsidiary or affiliate and defines neither; half of the shares is our reading.
// With less than half, a share that is not known, or another power, it is open. The
// facts are those that show it; none where nothing stated connects the two.
func (w *world) grouped(x, y fact.PartyID) (fact.Truth, []fact.ID) {
	if x == y {
		return fact.Unknown, nil
	}
	for _, least := range []fact.Truth{fact.Yes, fact.Unknown} {
		a, b := w.above(x, least), w.above(y, least)
		for _, p := range slices.Sorted(maps.Keys(a)) {
			if through, ok := b[p]; ok {
				ids := sortedIDs(slices.Concat(a[p], through))
				w.cited = append(w.cited, ids...)
				return least, ids
			}
		}
	}
	return fact.Unknown, nil
}

// smallHolding is below what leaves open whether a holder makes an affiliate: nothing
// that is stated of a share that small points to one.
const smallHolding = fact.Whole / 10

// above returns party and all who hold half of it or more, or, where least is Unknown,
// who may or have another tie, with the interests that lead there.
func (w *world) above(party fact.PartyID, least fact.Truth) map[fact.PartyID][]fact.ID {
	out := map[fact.PartyID][]fact.ID{party: nil}
	for open := []fact.PartyID{party}; len(open) > 0; open = open[1:] {
		for _, id := range sortedIDs(slices.Clone(w.ties[open[0]])) {
			f, _ := w.set.Get(id)
			c, ok := f.Body.(*fact.Claim)
			if !ok || !holds(c.Interest, least) {
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

// holds reports whether an interest is half of the shares, or, for Unknown, may make an affiliate.
func holds(i *fact.Interest, least fact.Truth) bool {
	switch {
	case i.Kind == fact.Shares && least == fact.Yes:
		return i.Lo >= fact.Whole/2
	case least == fact.Yes:
		return false
	}
	return i.Kind != fact.Shares || i.Hi >= smallHolding
}
