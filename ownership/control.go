package ownership

import (
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
)

// A means is one way other than a sum by which parties in reach may control another.
type means struct {
	basis Basis
	truth fact.Truth
	edges []uint32 // places in the copy by asset
}

// byMeans adds the means of control that the rule accepts and the bound allows.
func (f *fixpoint) byMeans(x uint32, limit uint32, out []entry) []entry {
	for _, m := range f.means(x, limit) {
		if f.w.rule.accepts(m.basis) && f.holds(m.truth) {
			out = append(out, entry{listB, m.basis, -1, 0})
		}
	}
	return out
}

// accepts reports whether the rule counts a means; half a board and single seats go with the board.
func (r *Rule) accepts(b Basis) bool {
	if b == ByHalfBoard || b == BySeats {
		b = ByBoard
	}
	return r.means[b]
}

// means returns the means by which members below limit hold x, in the order of owners.
func (f *fixpoint) means(x uint32, limit uint32) []means {
	var out []means
	var b board
	for i, e := range f.w.g.owners(x) {
		t := f.w.spans[e.Meta.Span()]
		if t == fact.No || e.Other == x || !f.member(e.Other, limit) {
			continue
		}
		place := f.w.g.first(x) + uint32(i)
		if e.Meta&graph.MetaConditional != 0 {
			t = fact.And(t, fact.Unknown)
		}
		if isBoard(e.Meta.Kind()) {
			b.add(e, t, place)
			continue
		}
		if basis, power := f.instrument(x, e); basis != "" {
			out = append(out, means{basis, fact.And(t, power), []uint32{place}})
		}
	}
	return b.means(out, f.w.rule.halfBoard)
}

// instrument says how surely an instrument other than a board seat gives control.
//
// 15 CFR 791.2 (in force from 4 February 2025) and 31 CFR 800.208 name special
// shares, contracts and other arrangements that give power to determine, direct
// or decide important matters: an instrument whose record states such a power is
// certain, one that does not is possible.
func (f *fixpoint) instrument(x uint32, e graph.Edge) (Basis, fact.Truth) {
	stated := fact.Unknown
	if e.Meta&graph.MetaDecisive != 0 {
		stated = fact.Yes
	} else if e.Meta&graph.MetaDenied != 0 {
		stated = fact.No
	}
	switch e.Meta.Kind() {
	case fact.SpecialShare:
		return BySpecial, stated
	case fact.Contract:
		return ByContract, stated
	case fact.Articles:
		return ByArticles, fact.Or(fact.Yes, stated)
	case fact.Statute:
		return ByStatute, fact.Yes
	case fact.Trustee:
		return ByTrustee, fact.Yes
	case fact.Nominator:
		return ByNominator, fact.Yes
	case fact.Settlor, fact.Protector, fact.Beneficiary:
		return ByTrust, stated
	case fact.OtherInfluence:
		return ByInfluence, stated
	case fact.Consolidation:
		return ByConsolidate, fact.Unknown
	case fact.Proxy:
		if e.Lo == 0 && e.Hi == uint32(fact.Whole) && f.w.g.node(x).Kind != graph.NodePerson {
			return ByProxy, stated
		}
	}
	return "", fact.No
}

func isBoard(k fact.InterestKind) bool {
	return k == fact.BoardAppointment || k == fact.BoardMember || k == fact.BoardChair || k == fact.Director
}

// A board counts the seats that members hold or fill.
type board struct {
	seats, of      uint32
	casting        fact.Truth
	truth          fact.Truth // least truth of the interests counted
	edges, unsized []uint32
	appoints       fact.Truth // a right to appoint, without numbers
	castingKnown   bool
}

func (b *board) add(e graph.Edge, t fact.Truth, place uint32) {
	if e.Hi == 0 || e.Lo == 0 {
		b.unsized = append(b.unsized, place)
		if e.Meta.Kind() == fact.BoardAppointment && e.Meta&graph.MetaDecisive != 0 {
			b.appoints = max(b.appoints, t)
		}
		return
	}
	if len(b.edges) == 0 {
		b.truth = fact.Yes
	}
	b.truth = fact.And(b.truth, t)
	b.edges = append(b.edges, place)
	b.seats, b.of = b.seats+e.Lo, max(b.of, e.Hi)
	if e.Meta&(graph.MetaDecisive|graph.MetaDenied) != 0 {
		b.castingKnown = true
		b.casting = max(b.casting, fact.Is(e.Meta&graph.MetaDecisive != 0))
	}
}

func (b *board) means(out []means, half bool) []means {
	if b.of > 0 {
		switch {
		case 2*b.seats > b.of, 2*b.seats == b.of && half:
			out = append(out, means{ByBoard, b.truth, b.edges})
		case 2*b.seats == b.of && !b.castingKnown:
			out = append(out, means{ByHalfBoard, fact.Unknown, b.edges})
		case 2*b.seats == b.of && b.casting == fact.Yes:
			out = append(out, means{ByBoard, b.truth, b.edges})
		}
	}
	switch {
	case b.appoints == fact.Yes:
		out = append(out, means{ByBoard, fact.Yes, b.unsized})
	case len(b.unsized) > 0 && b.of == 0:
		out = append(out, means{BySeats, fact.Unknown, b.unsized})
	}
	return out
}

// byConcert adds, to the votes of members, those of parties that act in concert with
// one of them or gave them their proxy. Somebody in reach must itself have votes.
func (f *fixpoint) byConcert(x, limit uint32, t *table, dim int, out []entry) []entry {
	own := false
	for _, s := range t.all() {
		own = own || f.in(s.owner, listB, limit) && (s.lo > 0 || !f.certain)
	}
	if !own {
		return out
	}
	basis := ByProxy
	member := func(s stake) bool {
		if s.owner == x || f.member(s.owner, limit) {
			return s.owner != x
		}
		place := f.ally(s.owner, limit)
		if place != noEdge && f.w.g.edge(place).Meta.Kind() == fact.Concert {
			basis = ByConcert
		}
		return place != noEdge
	}
	if f.reaches(f.w.add(t, member)) {
		out = append(out, entry{listB, basis, dim, bloc})
	}
	return out
}

// votesAlong reports whether a party is in, or votes with one that is.
func (f *fixpoint) votesAlong(x, limit uint32) bool {
	return f.member(x, limit) || f.ally(x, limit) != noEdge
}

// noEdge is the place of no edge.
const noEdge = ^uint32(0)

// ally returns the place, in the copy by asset, of an arrangement that binds x to a member.
func (f *fixpoint) ally(x, limit uint32) uint32 {
	for i, e := range f.w.g.owners(x) {
		k := e.Meta.Kind()
		if (k == fact.Concert || k == fact.Proxy) && f.holds(f.w.spans[e.Meta.Span()]) && f.member(e.Other, limit) {
			return f.w.g.first(x) + uint32(i)
		}
	}
	for _, e := range f.w.g.assets(x) {
		if e.Meta.Kind() == fact.Concert && f.holds(f.w.spans[e.Meta.Span()]) && f.member(e.Other, limit) {
			return f.w.g.place(x, e)
		}
	}
	return noEdge
}

// place finds an edge of the copy by owner in the copy by asset.
func (g *Graph) place(owner uint32, e graph.Edge) uint32 {
	for i, x := range g.owners(e.Other) {
		if x.Other == owner && x.Meta == e.Meta && x.Lo == e.Lo && x.Hi == e.Hi {
			return g.first(e.Other) + uint32(i)
		}
	}
	return noEdge
}
