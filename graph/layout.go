package graph

import (
	"github.com/longarm-project/longarm/fact"
)

// An Edge is one interest as the compiled file holds it: 16 bytes, little-endian.
// In the copy ordered by owner, Other is the asset; in the copy ordered by asset, the owner.
//
// For interests of shares, votes, surplus and profit and for proxies, Lo and Hi are
// [fact.Share]; for board interests they are seats held and seats in all, 0 for not known.
type Edge struct {
	Other uint32
	Lo    uint32
	Hi    uint32
	Meta  Meta
}

// A Meta packs an interest's kind (bits 0 to 4), its flags (5 to 8) and the
// number of its interval in the table of spans (9 to 31).
type Meta uint32

// Flags of a Meta.
const (
	// MetaIndirect marks an interest that the source calls indirect: a summary of a chain.
	MetaIndirect Meta = 1 << 5
	// MetaConditional marks a right that depends on an event.
	MetaConditional Meta = 1 << 6
	// MetaDecisive marks a right over important matters: a veto, a casting vote, a power of attorney.
	MetaDecisive Meta = 1 << 7
	// MetaDenied marks an instrument whose record says that it gives no such right.
	MetaDenied Meta = 1 << 8

	metaKindMask = 1<<5 - 1
	metaSpan     = 9
	// MaxSpans bounds the table of distinct intervals of one file.
	MaxSpans = 1 << 23
)

// NewMeta packs kind, flags and span. The kind must be one of [Kinds].
func NewMeta(kind fact.InterestKind, flags Meta, span uint32) Meta {
	return Meta(KindNumber(kind)) | flags | Meta(span)<<metaSpan
}

// Kind returns the kind of interest.
func (m Meta) Kind() fact.InterestKind { return Kinds[m.Number()%Meta(len(Kinds))] }

// Number returns the kind's place in [Kinds].
func (m Meta) Number() Meta { return m & metaKindMask }

// WithSpan returns m with the interval of that number in place of its own.
func (m Meta) WithSpan(n uint32) Meta { return m&(1<<metaSpan-1) | Meta(n)<<metaSpan }

// Span returns the number of the interval.
func (m Meta) Span() uint32 { return uint32(m >> metaSpan) }

// Kinds numbers the kinds of interest as files store them. New kinds go at the end; at most 32 fit.
var Kinds = [...]fact.InterestKind{
	fact.UnknownInterest, fact.Shares, fact.Votes, fact.Surplus, fact.Profit,
	fact.Employment, fact.Contractor, fact.BoardAppointment, fact.BoardMember, fact.BoardChair, fact.Director,
	fact.SpecialShare, fact.Articles, fact.Statute, fact.Contract, fact.Proxy, fact.Trustee, fact.Settlor,
	fact.Protector, fact.Beneficiary, fact.Nominee, fact.Nominator, fact.Consolidation, fact.OtherInfluence,
	fact.Family, fact.Concert,
}

// KindNumber returns the place of kind in [Kinds], 0 (unknown) for a kind not in it.
func KindNumber(kind fact.InterestKind) uint32 {
	for i, k := range Kinds {
		if k == kind {
			return uint32(i)
		}
	}
	return 0
}

// A Span is an interval of days since 1 January 1970. A bound known only to
// its month or year is a range: begun surely on FromLast, perhaps on FromFirst.
type Span struct {
	FromFirst, FromLast int32
	ToFirst, ToLast     int32
}

// Days outside every date: open bounds of a [Span].
const (
	DayFirst int32 = -1 << 31
	DayLast  int32 = 1<<31 - 1
)

// Always is the span without bounds. It is number 0 in every table of spans.
var Always = Span{DayFirst, DayFirst, DayLast, DayLast}

// NewSpan reads the bounds of an interval; a malformed bound is open and not exact, so that it never decides.
func NewSpan(from, to fact.Date) Span {
	s := Always
	if from != "" {
		s.FromFirst, s.FromLast = days(from)
	}
	if to != "" {
		s.ToFirst, s.ToLast = days(to)
	}
	return s
}

func days(d fact.Date) (first, last int32) {
	first, ok := d.Days()
	if !ok {
		return DayFirst, DayLast
	}
	last, ok = d.Last().Days()
	if !ok {
		last = first
	}
	return first, last
}

// Active says whether the interval holds on a day; compare [fact.Active].
func (s Span) Active(day int32) fact.Truth {
	switch {
	case s.FromFirst > day || s.ToLast <= day:
		return fact.No
	case s.FromLast <= day && s.ToFirst > day:
		return fact.Yes
	}
	return fact.Unknown
}

// A Node holds what tests ask of a party, in 12 bytes. Countries are packed by
// [PackCountry]; a value with the high bit set is a number in the table of country sets.
type Node struct {
	Organized   uint16
	Seat        uint16
	Residence   uint16
	State       uint16
	Citizenship uint16
	Kind        uint8
	Flags       uint8
}

// Flags of a Node.
const (
	NodeAnonymous  uint8 = 1 << 0
	NodeComplete   uint8 = 1 << 1 // all holders are listed
	NodeUSPerson   uint8 = 1 << 2 // 28 CFR 202.256: surely
	NodeForeign    uint8 = 1 << 3 // 28 CFR 202.221: surely
	NodeDesignated uint8 = 1 << 4 // has rows in the table of designations
	NodeStated     uint8 = 1 << 5 // some record describes the party itself
	NodeGap        uint8 = 1 << 6 // a register says that a holder is missing
	NodeUSNational uint8 = 1 << 7 // a citizen or national of the United States: surely
)

// The kinds of party as numbers of Node.Kind.
const (
	NodeUnknown uint8 = iota
	NodePerson
	NodeCompany
	NodeBranch
	NodeArrangement
	NodeState
	NodeStateBody
)

var nodeKinds = [...]fact.PartyKind{"", fact.Person, fact.Company, fact.Branch, fact.Arrangement, fact.State, fact.StateBody}

// NodeKind returns the number of a kind of party.
func NodeKind(k fact.PartyKind) uint8 {
	for i, x := range nodeKinds {
		if x == k {
			return uint8(i)
		}
	}
	return NodeUnknown
}

// PartyKind returns the kind of party with that number.
func PartyKind(n uint8) fact.PartyKind { return nodeKinds[int(n)%len(nodeKinds)] }

// A CountrySet stands for more than one country in a field of a [Node].
type CountrySet struct {
	// OneOf is set where records disagree: one of the countries is right. Otherwise all are.
	OneOf     bool
	Countries []fact.Country
}

// SetBit marks a packed country that is a number in the table of country sets.
const SetBit uint16 = 1 << 15

// PackCountry packs a two-letter code into 1 to 676; 0 is not known.
func PackCountry(c fact.Country) uint16 {
	if len(c) != 2 || c[0] < 'A' || c[0] > 'Z' || c[1] < 'A' || c[1] > 'Z' {
		return 0
	}
	return uint16(c[0]-'A')*26 + uint16(c[1]-'A') + 1
}

// UnpackCountry undoes [PackCountry]; it returns "" for what it cannot have written.
func UnpackCountry(v uint16) fact.Country {
	if v == 0 || v > 26*26 {
		return ""
	}
	v--
	return fact.Country([]byte{'A' + byte(v/26), 'A' + byte(v%26)})
}

// A Mark is a designation of a node.
type Mark struct {
	Node      uint32
	Programme uint32 // place in the table of programmes
	Span      Span
}
