package ownership

import (
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
)

// A claimTo is how surely, and why, a party is a seed.
type claimTo struct {
	truth fact.Truth
	basis Basis
	// list is where its stakes count: a country of concern itself is on the list of
	// 28 CFR 202.211(a)(1), all other seeds on that of (a)(2).
	list int
}

// seed says whether a party is in without an owner.
func (w *world) seed(x uint32) claimTo {
	best := w.seedByMark(x)
	if best.truth == fact.Yes {
		return best
	}
	n := w.g.node(x)
	for _, by := range w.rule.by {
		if t, list := w.seedBy(n, by); t > best.truth {
			best = claimTo{t, seedBases[by], list}
			if t == fact.Unknown {
				best.basis = ByUnknown
			}
		}
	}
	if best.truth == fact.No && w.undisclosed(x, n) {
		best = claimTo{fact.Unknown, ByUnknown, listB}
	}
	if best.truth == fact.No && n.Flags&graph.NodeAnonymous != 0 && n.Flags&graph.NodeUSPerson == 0 {
		best = claimTo{fact.Unknown, ByAnonymity, listB}
	}
	return best
}

// undisclosed reports whether holders of an entity that nobody lists may alone meet the threshold of a rule that asks for all.
func (w *world) undisclosed(x uint32, n *graph.Node) bool {
	if !w.opts.Undisclosed || w.opts.Closed || w.complete(x) || n.Kind == graph.NodePerson || w.isState(x) {
		return false
	}
	for _, dim := range w.rule.sums {
		t := w.table(x, dim, nil)
		listed := uint64(0)
		for _, s := range t.all() {
			listed += uint64(s.lo)
		}
		if listed <= whole && w.rule.reaches(whole-listed) {
			return true
		}
	}
	return false
}

// seedByMark looks at the caller's seeds and at designations.
func (w *world) seedByMark(x uint32) claimTo {
	if w.named.has(x) {
		list := listB
		if k := w.g.node(x).Kind; k == graph.NodeState || k == graph.NodeStateBody {
			list = listA
		}
		return claimTo{fact.Yes, ByList, list}
	}
	if w.g.node(x).Flags&graph.NodeDesignated != 0 {
		if t := w.designated(x); t != fact.No {
			return claimTo{t, ByDesignation, listB}
		}
	}
	return claimTo{fact.No, "", listB}
}

// designated says whether x is designated under a programme of the rule on the day.
func (w *world) designated(x uint32) fact.Truth {
	t := fact.No
	for _, m := range w.g.marksOf(x) {
		t = max(t, w.marked(m))
	}
	return t
}

// marked says whether a designation counts on the day.
func (w *world) marked(m graph.Mark) fact.Truth {
	switch {
	case !w.programmes[m.Programme]:
		return fact.No
	case w.dated:
		return m.Span.Active(w.day)
	}
	return fact.Yes
}

// names reports whether a designation under programme counts.
func (r *Rule) names(programme string) bool {
	return slices.ContainsFunc(r.Seeds.Programmes, func(p string) bool {
		if head, ok := strings.CutSuffix(p, "*"); ok {
			return strings.HasPrefix(programme, head)
		}
		return p == programme
	})
}

// The facts that may tie a party to a rule's countries, in the order of seedFields.
const (
	byState = iota
	byOrganized
	bySeat
	byResidence
	byCitizenship
	byPlaces
	byNationality
)

var (
	seedFields = []string{"state", "organized", "seat", "residence", "citizenship", "organized-and-seat", "foreign-national"}
	seedBases  = []Basis{ByState, ByOrganized, BySeat, ByResidence, ByCitizenship, ByPlaces, ByNationality}
)

// seedBy applies one of the facts that tie a party to the rule's countries, and says on which list it puts it.
func (w *world) seedBy(n *graph.Node, by uint8) (t fact.Truth, list int) {
	state := n.Kind == graph.NodeState || n.Kind == graph.NodeStateBody
	open := n.Kind == graph.NodeUnknown
	person := n.Kind == graph.NodePerson || open && n.Organized == 0 && n.Seat == 0
	entity := n.Kind != graph.NodePerson && !(state && n.State != 0)
	t, list = fact.No, listB
	switch by {
	case byState:
		if state {
			t, list = w.within(n.State), listA
		}
	case byOrganized:
		if entity && !(open && n.Organized == 0) {
			t = w.foreignToo(n, w.within(n.Organized))
		}
	case bySeat:
		if entity && !state && !(open && n.Seat == 0) {
			t = w.foreignToo(n, w.seat(n))
		}
	case byPlaces:
		if entity && !(open && n.Organized == 0 && n.Seat == 0) {
			t = w.foreignToo(n, fact.And(w.within(n.Organized), w.seat(n)))
		}
	case byResidence:
		if person {
			t = w.foreignToo(n, w.within(n.Residence))
		}
	case byCitizenship:
		if person {
			t = w.foreignToo(n, w.within(n.Citizenship))
		}
	case byNationality:
		if person {
			t = w.foreignNational(n)
		}
	}
	return t, list
}

// unsaid is what becomes of a fact that nobody states.
func (w *world) unsaid() fact.Truth {
	if w.opts.Closed {
		return fact.No
	}
	return fact.Unknown
}

func (w *world) seat(n *graph.Node) fact.Truth {
	if n.Seat == 0 && w.opts.PresumeSeat {
		return w.within(n.Organized)
	}
	return w.within(n.Seat)
}

// foreignToo adds the condition that the party be a foreign person, where the rule has
// it. An individual who is tied to one of the countries is one unless something says
// otherwise, where what nobody states is not so; of an entity it has to be stated
// where it is organised.
func (w *world) foreignToo(n *graph.Node, t fact.Truth) fact.Truth {
	switch {
	case w.rule.Seeds.Foreign == "all", w.rule.Seeds.Foreign == "persons" && n.Kind == graph.NodePerson:
		is := foreign(n)
		if is == fact.Unknown && w.opts.Closed && n.Kind == graph.NodePerson {
			is = fact.Yes
		}
		return fact.And(t, is)
	case w.rule.Seeds.Foreign == "persons" && n.Kind == graph.NodeUnknown:
		return min(t, max(foreign(n), fact.Unknown))
	}
	return t
}

// foreignNational says whether an individual is not a national of the United States (31 CFR 800.222); a
// permanent resident is one.
func (w *world) foreignNational(n *graph.Node) fact.Truth {
	switch {
	case n.Flags&graph.NodeUSNational != 0:
		return fact.No
	case n.Flags&graph.NodeForeign != 0, n.Citizenship != 0:
		return fact.Yes
	}
	return w.unsaid()
}

// foreign says whether a party is a foreign person: everyone who is not a U.S. person (28 CFR 202.221).
func foreign(n *graph.Node) fact.Truth {
	switch {
	case n.Flags&graph.NodeForeign != 0:
		return fact.Yes
	case n.Flags&graph.NodeUSPerson != 0:
		return fact.No
	}
	return fact.Unknown
}

// within says whether a packed country is, or a set of them has, one of the rule's countries.
func (w *world) within(v uint16) fact.Truth {
	if v == 0 {
		return w.unsaid()
	}
	if v&graph.SetBit == 0 {
		return fact.Is(int(v) < len(w.rule.countries) && w.rule.countries[v])
	}
	i := int(v &^ graph.SetBit)
	if i >= len(w.g.sets) {
		return fact.Unknown
	}
	return w.withinSet(w.g.sets[i])
}

func (w *world) withinSet(set graph.CountrySet) fact.Truth {
	some, all := false, true
	for _, c := range set.Countries {
		in := w.rule.countries[graph.PackCountry(c)]
		some, all = some || in, all && in
	}
	switch {
	case all, some && !set.OneOf:
		return fact.Yes
	case some:
		return fact.Unknown
	}
	return fact.No
}
