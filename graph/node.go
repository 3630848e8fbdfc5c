package graph

import (
	"cmp"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// MaxCountrySets bounds the table of country sets of one file.
const MaxCountrySets = 1 << 15

// NewNode packs what records say of one party: [MergeNodes] of [PackNode] of each.
func NewNode(records []*fact.Party, sets *[]CountrySet) Node {
	packed := make([]Node, len(records))
	for i, p := range records {
		packed[i] = PackNode(p, sets)
	}
	return MergeNodes(packed, sets)
}

// PackNode packs one record of a party. More than one country in a field becomes a set in sets.
func PackNode(p *fact.Party, sets *[]CountrySet) Node {
	n := Node{Kind: NodeKind(p.Kind), Flags: NodeStated}
	n.Organized = packCountries(p.Organized, sets)
	n.Seat, n.Residence, n.State = PackCountry(p.Seat), PackCountry(p.Residence), PackCountry(p.State)
	n.Citizenship = packCountries(p.Citizenship, sets)
	us := usPerson(p)
	for _, b := range []struct {
		flag uint8
		set  bool
	}{
		{NodeAnonymous, p.Anonymous},
		{NodeComplete, p.Complete == fact.Yes},
		{nodeIncomplete, p.Complete == fact.No},
		{NodeUSPerson, us == fact.Yes},
		{NodeForeign, us == fact.No},
		{NodeDesignated, len(p.Designated) > 0},
		{NodeUSNational, usNational(p)},
	} {
		if b.set {
			n.Flags |= b.flag
		}
	}
	return n
}

// A FactTable holds distinct facts of parties: of millions of parties there are some
// thousand different ones. The zero value is empty.
type FactTable struct {
	Rows []Node
	at   map[Node]uint32
}

// maxKnown bounds the rows that are recognised when they come again; later ones get a row each.
const maxKnown = 1 << 20

// Row returns the row of n, a new one if need be.
func (t *FactTable) Row(n Node) uint32 {
	if i, ok := t.at[n]; ok {
		return i
	}
	if t.at == nil {
		t.at = make(map[Node]uint32)
	}
	i := uint32(len(t.Rows))
	t.Rows = append(t.Rows, n)
	if i < maxKnown {
		t.at[n] = i
	}
	return i
}

// nodeIncomplete marks, in a packed record alone, that the record says holders are missing.
const nodeIncomplete = NodeGap

// MergeNodes joins packed records of one party. Where they disagree on a country, the field
// becomes a set of which one is right; where they disagree whether it is a U.S. person, that is not
// known. No records give the zero Node.
func MergeNodes(records []Node, sets *[]CountrySet) Node {
	var n Node
	for _, r := range records {
		n.Flags |= r.Flags
	}
	if n.Flags&(NodeUSPerson|NodeForeign) == NodeUSPerson|NodeForeign {
		n.Flags &^= NodeUSPerson | NodeForeign
	}
	if n.Flags&nodeIncomplete != 0 {
		n.Flags &^= NodeComplete | nodeIncomplete
	}
	n.Kind = mergeKinds(records)
	n.Organized = mergeField(records, func(r *Node) uint16 { return r.Organized }, sets)
	n.Seat = mergeField(records, func(r *Node) uint16 { return r.Seat }, sets)
	n.Residence = mergeField(records, func(r *Node) uint16 { return r.Residence }, sets)
	n.State = mergeField(records, func(r *Node) uint16 { return r.State }, sets)
	n.Citizenship = mergeField(records, func(r *Node) uint16 { return r.Citizenship }, sets)
	return n
}

// mergeKinds returns the kind on which all records that name one agree; 0 where a person is said to be something else.
func mergeKinds(records []Node) uint8 {
	kind := NodeUnknown
	for _, r := range records {
		switch {
		case r.Kind == NodeUnknown:
		case kind == NodeUnknown:
			kind = r.Kind
		case kind != r.Kind && (r.Kind == NodePerson || kind == NodePerson):
			return NodeUnknown
		case r.Kind > kind: // a state body is more than a company
			kind = r.Kind
		}
	}
	return kind
}

// mergeField returns the value on which all records that have one agree, or a set of which one is right.
func mergeField(records []Node, field func(*Node) uint16, sets *[]CountrySet) uint16 {
	var first uint16
	differ := false
	for i := range records {
		v := field(&records[i])
		differ = differ || v != 0 && first != 0 && v != first
		if first == 0 {
			first = v
		}
	}
	if !differ {
		return first
	}
	var all []fact.Country
	for i := range records {
		all = append(all, Unpack(field(&records[i]), *sets)...)
	}
	return addSet(CountrySet{OneOf: true, Countries: sortedCountries(all)}, sets)
}

// Unpack lists the countries of a packed field.
func Unpack(v uint16, sets []CountrySet) []fact.Country {
	if v&SetBit == 0 {
		if c := UnpackCountry(v); c != "" {
			return []fact.Country{c}
		}
		return nil
	}
	if i := int(v &^ SetBit); i < len(sets) {
		return sets[i].Countries
	}
	return nil
}

func packCountries(cs []fact.Country, sets *[]CountrySet) uint16 {
	cs = sortedCountries(cs)
	switch len(cs) {
	case 0:
		return 0
	case 1:
		return PackCountry(cs[0])
	}
	return addSet(CountrySet{Countries: cs}, sets)
}

func usNational(p *fact.Party) bool {
	return p.Status == "us-citizen" || p.Status == "us-national" || slices.Contains(p.Citizenship, "US")
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

// usPerson says whether a record shows a U.S. person as 28 CFR 202.256 defines it (in force from
// 8 April 2025): a citizen, national, permanent resident, refugee or asylee, an entity organised
// solely under U.S. law, any person in the United States.
func usPerson(p *fact.Party) fact.Truth {
	switch NodeKind(p.Kind) {
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
	for _, w := range []string{"veto", "casting", "power of attorney", "power-of-attorney", "important matters", "appoint or remove", "majority of the board", "majority of directors"} {
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
