package registry

import (
	"cmp"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// MaxCountrySets bounds the table of country sets of one file.
const MaxCountrySets = 1 << 15

// NewNode packs what records say of one party. Where they disagree on a country, a set of
// which one is right is added to sets; an entity organised in two countries gets a set of which all are.
func NewNode(records []*fact.Party, sets *[]CountrySet) Node {
	n := Node{Kind: nodeKind(records)}
	pick := func(f func(*fact.Party) []fact.Country) uint16 { return packField(records, f, sets) }
	n.Organized = pick(func(p *fact.Party) []fact.Country { return p.Organized })
	n.Seat = pick(func(p *fact.Party) []fact.Country { return one(p.Seat) })
	n.Residence = pick(func(p *fact.Party) []fact.Country { return one(p.Residence) })
	n.State = pick(func(p *fact.Party) []fact.Country { return one(p.State) })
	n.Citizenship = pick(func(p *fact.Party) []fact.Country { return p.Citizenship })
	us := usPerson(records, n.Kind)
	for _, b := range []struct {
		flag uint8
		set  bool
	}{
		{NodeAnonymous, slices.ContainsFunc(records, func(p *fact.Party) bool { return p.Anonymous })},
		{NodeComplete, complete(records)},
		{NodeUSPerson, us == fact.Yes},
		{NodeForeign, us == fact.No},
		{NodeDesignated, slices.ContainsFunc(records, func(p *fact.Party) bool { return len(p.Designated) > 0 })},
		{NodeStated, len(records) > 0},
		{NodeUSNational, slices.ContainsFunc(records, usNational)},
	} {
		if b.set {
			n.Flags |= b.flag
		}
	}
	return n
}

func usNational(p *fact.Party) bool {
	return p.Status == "us-citizen" || p.Status == "us-national" || slices.Contains(p.Citizenship, "US")
}

func one(c fact.Country) []fact.Country {
	if c == "" {
		return nil
	}
	return []fact.Country{c}
}

// nodeKind returns the kind on which all records that name one agree; 0 where they differ.
func nodeKind(records []*fact.Party) uint8 {
	kind := NodeUnknown
	for _, p := range records {
		k := NodeKind(p.Kind)
		switch {
		case k == NodeUnknown:
		case kind == NodeUnknown:
			kind = k
		case kind != k && (k == NodePerson || kind == NodePerson):
			return NodeUnknown
		case k > kind: // a state body is more than a company
			kind = k
		}
	}
	return kind
}

// complete is set when a record declares all holders listed and none denies it.
func complete(records []*fact.Party) bool {
	yes := false
	for _, p := range records {
		if p.Complete == fact.No {
			return false
		}
		yes = yes || p.Complete == fact.Yes
	}
	return yes
}

func packField(records []*fact.Party, f func(*fact.Party) []fact.Country, sets *[]CountrySet) uint16 {
	var readings [][]fact.Country
	for _, p := range records {
		if c := sortedCountries(f(p)); len(c) > 0 {
			readings = append(readings, c)
		}
	}
	if len(readings) == 0 {
		return 0
	}
	slices.SortFunc(readings, slices.Compare)
	readings = slices.CompactFunc(readings, slices.Equal)
	set := CountrySet{Countries: readings[0]}
	if len(readings) > 1 {
		set = CountrySet{OneOf: true, Countries: sortedCountries(slices.Concat(readings...))}
	}
	if len(set.Countries) == 1 {
		return PackCountry(set.Countries[0])
	}
	return addSet(set, sets)
}

func sortedCountries(cs []fact.Country) []fact.Country {
	cs = slices.Clone(cs)
	slices.Sort(cs)
	return slices.Compact(cs)
}

// addSet returns the number of set with its mark. A full table gives 0: not known.
func addSet(set CountrySet, sets *[]CountrySet) uint16 {
	for i, s := range *sets {
		if s.OneOf == set.OneOf && slices.Equal(s.Countries, set.Countries) {
			return SetBit | uint16(i)
		}
	}
	if len(*sets) >= MaxCountrySets {
		return 0
	}
	*sets = append(*sets, set)
	return SetBit | uint16(len(*sets)-1)
}

// usPerson says whether a party is a U.S. person as 28 CFR 202.256 defines it (in force from
// 8 April 2025): a citizen, national, permanent resident, refugee or asylee, an entity organised
// solely under U.S. law, any person in the United States. Records that disagree leave it unknown.
func usPerson(records []*fact.Party, kind uint8) fact.Truth {
	said, known := fact.Unknown, false
	for _, p := range records {
		t := usPersonBy(p, kind)
		switch {
		case t == fact.Unknown:
		case known && t != said:
			return fact.Unknown
		default:
			said, known = t, true
		}
	}
	return said
}

func usPersonBy(p *fact.Party, kind uint8) fact.Truth {
	switch kind {
	case NodeState, NodeStateBody:
		if p.State == "" {
			return organizedUS(p)
		}
		return fact.Is(p.State == "US")
	case NodePerson:
		return individualUS(p)
	case NodeUnknown:
		if len(p.Organized) == 0 {
			return individualUS(p)
		}
	}
	return organizedUS(p)
}

func organizedUS(p *fact.Party) fact.Truth {
	if len(p.Organized) == 0 {
		return fact.Unknown
	}
	return fact.Is(!slices.ContainsFunc(p.Organized, func(c fact.Country) bool { return c != "US" }))
}

// individualUS takes a person whose citizenships are listed without that of the United States,
// who resides elsewhere and of whom no other status is stated, to be foreign.
func individualUS(p *fact.Party) fact.Truth {
	switch {
	case strings.HasPrefix(p.Status, "us-"), p.Present == "US", slices.Contains(p.Citizenship, "US"):
		return fact.Yes
	case p.Status == "none":
		return fact.No
	case len(p.Citizenship) > 0 && p.Residence != "" && p.Residence != "US":
		return fact.No
	}
	return fact.Unknown
}

// NewEdge packs an interest; Other is left for the caller to set.
func NewEdge(i *fact.Interest, span uint32) Edge {
	var flags Meta
	if i.Direct == fact.No {
		flags |= MetaIndirect
	}
	if i.Conditional {
		flags |= MetaConditional
	}
	switch decisive(i.Note) {
	case fact.Yes:
		flags |= MetaDecisive
	case fact.No:
		flags |= MetaDenied
	}
	e := Edge{Lo: uint32(min(i.Lo, fact.Whole)), Hi: uint32(min(i.Hi, fact.Whole)), Meta: NewMeta(i.Kind, flags, span)}
	if i.Hi < i.Lo {
		e.Lo, e.Hi = 0, uint32(fact.Whole)
	}
	switch i.Kind {
	case fact.BoardAppointment, fact.BoardMember, fact.BoardChair, fact.Director:
		e.Lo, e.Hi = uint32(max(i.Seats, 0)), uint32(max(i.SeatsOf, 0))
	}
	return e
}

// decisive says whether a note names a power over important matters, or denies one.
func decisive(note string) fact.Truth {
	note = strings.ToLower(note)
	for _, w := range []string{"no veto", "no casting", "without veto", "no power"} {
		if strings.Contains(note, w) {
			return fact.No
		}
	}
	for _, w := range []string{"veto", "casting", "power of attorney", "power-of-attorney", "important matters", "exclusive", "appoint or remove", "majority of the board", "majority of directors"} {
		if strings.Contains(note, w) && !strings.Contains(note, "unknown") {
			return fact.Yes
		}
	}
	return fact.Unknown
}

// CompareEdges orders the interests of one pair: by kind, flags and interval, then bounds.
func CompareEdges(a, b Edge) int {
	return cmp.Or(cmp.Compare(a.Meta.Number(), b.Meta.Number()), cmp.Compare(a.Meta, b.Meta), cmp.Compare(a.Lo, b.Lo), cmp.Compare(a.Hi, b.Hi))
}
