package review

import (
	"fmt"
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

// grouped says whether two parties are of one group, as the pack has it: one holds so much
// of the other, or a third of both, directly or through such holdings. With less, a share
// that is not known, or another power, it is open. The facts are those that show it; none
// where nothing stated connects the two.
func (w *world) grouped(x, y fact.PartyID) (fact.Truth, []fact.ID) {
	g := w.code.Pack.Group
	if x == y || g == nil {
		return fact.Unknown, nil
	}
	surely, perhaps := g.Shares()
	a, b := w.above(x, perhaps), w.above(y, perhaps)
	t, ids := fact.Unknown, []fact.ID(nil)
	for _, p := range slices.Sorted(maps.Keys(a)) {
		through, ok := b[p]
		if !ok {
			continue
		}
		lo, hi := min(a[p].lo, through.lo), min(a[p].hi, through.hi)
		switch {
		case lo >= surely:
			t, ids = fact.Yes, slices.Concat(a[p].ids, through.ids)
		case hi >= perhaps && ids == nil:
			ids = slices.Concat(a[p].ids, through.ids)
		}
		if t == fact.Yes {
			break
		}
	}
	ids = sortedIDs(ids)
	w.cited = append(w.cited, ids...)
	return t, ids
}

// A hold is how much of a party another has, over the chain of holdings that gives the most:
// the least share in it, for sure and at most. Another power may be worth any share.
type hold struct {
	lo, hi fact.Share
	ids    []fact.ID
}

// above returns party and all who may hold so much of it or have another tie, directly or through others.
func (w *world) above(party fact.PartyID, least fact.Share) map[fact.PartyID]hold {
	return w.reachable(party, least, w.ties, func(i *fact.Interest) fact.PartyID { return i.Owner })
}

// reachable follows interests from a party as far as any leads that may be of so much.
func (w *world) reachable(party fact.PartyID, least fact.Share, along map[fact.PartyID][]fact.ID, to func(*fact.Interest) fact.PartyID) map[fact.PartyID]hold {
	out := map[fact.PartyID]hold{party: {lo: fact.Whole, hi: fact.Whole}}
	for open := []fact.PartyID{party}; len(open) > 0; open = open[1:] {
		of := out[open[0]]
		for _, id := range sortedIDs(slices.Clone(along[open[0]])) {
			f, _ := w.set.Get(id)
			c, ok := f.Body.(*fact.Claim)
			if !ok {
				continue
			}
			lo, hi := fact.Share(0), fact.Share(fact.Whole)
			if c.Interest.Kind == fact.Shares {
				lo, hi = c.Interest.Lo, c.Interest.Hi
			}
			lo, hi = min(lo, of.lo), min(hi, of.hi)
			if hi < least {
				continue
			}
			p := to(c.Interest)
			was, seen := out[p]
			if seen && was.lo >= lo && was.hi >= hi {
				continue
			}
			next := hold{max(lo, was.lo), max(hi, was.hi), append(slices.Clone(of.ids), id)}
			if seen && was.lo >= lo {
				next.ids = append(slices.Clone(was.ids), next.ids...)
			}
			out[p] = next
			open = append(open, p)
		}
	}
	return out
}

// affiliations lists those with whom a party is connected by holdings or other ties, each
// with the share that surely and at most connects them: of those above it, and of what these hold.
func (w *world) affiliations(id fact.PartyID, r *law.Record) {
	k := w.kind.affiliation
	found := map[fact.PartyID]hold{}
	above := w.above(id, 1)
	for _, top := range slices.Sorted(maps.Keys(above)) { // in one order: what is cited depends on it
		up := above[top]
		for p, down := range w.reachable(top, 1, w.held, func(i *fact.Interest) fact.PartyID { return i.Asset }) {
			if p == id {
				continue
			}
			was := found[p]
			lo, hi := min(up.lo, down.lo), min(up.hi, down.hi)
			if lo > was.lo || hi > was.hi || was.ids == nil {
				was.ids = slices.Concat(was.ids, up.ids, down.ids)
			}
			found[p] = hold{max(was.lo, lo), max(was.hi, hi), was.ids}
		}
	}
	var v law.Value
	var ids []fact.ID
	for _, p := range slices.Sorted(maps.Keys(found)) {
		h := found[p]
		rec := &law.Record{Kind: k, ID: fmt.Sprintf("affiliation of %s with %s", id, p) + w.dated(w.base == nil), Name: string(p), Path: "interests", Facts: sortedIDs(h.ids)}
		rec.Set(k.Field("party"), law.Value{Ref: w.party(p)})
		rec.Set(k.Field("share"), law.Value{Lo: int64(h.lo), Hi: int64(h.hi)})
		v.List = append(v.List, rec)
		ids = append(ids, h.ids...)
	}
	ids = sortedIDs(ids)
	w.cited = append(w.cited, ids...)
	r.Set(r.Kind.Field("affiliations"), v, ids...)
}
