package registry

import (
	"cmp"
	"hash/crc32"
	"slices"
	"time"

	"github.com/cespare/xxhash/v2"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
)

// A refRow is a Ref as files store it, in 20 bytes.
type refRow struct {
	OffsetLow  uint32
	OffsetHigh uint16
	Source     uint16
	ID         uint32 // place in refids, in fours of bytes; 0 for none
	Date       int32  // days since 1970; DayFirst for none
	Line       uint32
}

func (r refRow) compare(o refRow) int {
	return cmp.Or(cmp.Compare(r.Source, o.Source), cmp.Compare(r.OffsetHigh, o.OffsetHigh), cmp.Compare(r.OffsetLow, o.OffsetLow),
		cmp.Compare(r.Line, o.Line), cmp.Compare(r.Date, o.Date), cmp.Compare(r.ID, o.ID))
}

// date returns the day of the statement, empty for none.
func (r refRow) date() fact.Date {
	if r.Date == graph.DayFirst {
		return ""
	}
	return fact.Date(time.Unix(int64(r.Date)*86400, 0).UTC().Format(time.DateOnly))
}

// unnumbered is the number of a party that has none yet.
const unnumbered = ^uint32(0)

// A named is a party by the hashes of its id until it has its number.
type named struct {
	Hash  uint64
	Check uint32
	Num   uint32
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// nameOf hashes an id to 96 bits, by two functions that have nothing to do with each other.
func nameOf(id string) named {
	return named{xxhash.Sum64String(id), crc32.Checksum([]byte(id), castagnoli), unnumbered}
}

// Rows as they come, before parties have numbers. Seq is the number of the record
// in the stream and Series its series, for [Ends].
type (
	rawEdge struct {
		Owner, Asset named
		Seq, Series  uint64
		Lo, Hi       uint32
		Meta         graph.Meta
		Ref          refRow
	}
	rawParty struct {
		Who         named
		Seq, Series uint64
		At          uint64 // place of its profile in the spill
		Len         uint32
		Node        graph.Node
		Ref         refRow
		Kind        uint32 // rawStated, rawBranch or rawGap
	}
	rawSame struct{ A, B named }
	rawMark struct {
		Who       named
		Programme uint32
		Span      graph.Span
		_         uint32
	}
	rawName struct {
		Who  named
		Key  uint32
		Zero uint32
	}
)

// Kinds of rawParty.
const (
	rawStated uint32 = iota
	rawBranch        // the facts of a branch: not those of its head office
	rawGap
)

// Rows with numbers.
type (
	inRow struct {
		Asset uint32
		Edge  graph.Edge // Other is the owner
		Ref   refRow
	}
	outRow struct {
		Owner uint32
		Edge  graph.Edge
	}
)

func compareIn(a, b inRow) int {
	switch { // not cmp.Or, which works out all its operands: this is most of a build
	case a.Asset != b.Asset:
		return cmp.Compare(a.Asset, b.Asset)
	case a.Edge.Other != b.Edge.Other:
		return cmp.Compare(a.Edge.Other, b.Edge.Other)
	}
	return cmp.Or(graph.CompareEdges(a.Edge, b.Edge), a.Ref.compare(b.Ref))
}

func compareOut(a, b outRow) int {
	switch {
	case a.Owner != b.Owner:
		return cmp.Compare(a.Owner, b.Owner)
	case a.Edge.Other != b.Edge.Other:
		return cmp.Compare(a.Edge.Other, b.Edge.Other)
	}
	return graph.CompareEdges(a.Edge, b.Edge)
}

func compareParty(a, b rawParty) int {
	if a.Who.Num != b.Who.Num {
		return cmp.Compare(a.Who.Num, b.Who.Num)
	}
	return cmp.Or(a.Ref.compare(b.Ref), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Seq, b.Seq))
}

// A joiner joins parties that are one: union-find over numbers, the root being the party that keeps its id.
type joiner struct {
	parent []uint32 // nil while nothing was joined
	n      int
	worse  func(a, b uint32) bool // whether b keeps its id rather than a
}

func (j *joiner) root(x uint32) uint32 {
	if j.parent == nil {
		return x
	}
	for j.parent[x] != x {
		j.parent[x] = j.parent[j.parent[x]]
		x = j.parent[x]
	}
	return x
}

func (j *joiner) join(a, b uint32) {
	if j.parent == nil {
		j.parent = make([]uint32, j.n)
		for i := range j.parent {
			j.parent[i] = uint32(i)
		}
	}
	a, b = j.root(a), j.root(b)
	if a == b {
		return
	}
	if j.worse(a, b) {
		a, b = b, a
	}
	j.parent[b] = a
}

// joinKeys returns the ids under which a party of another register may carry the same number.
func joinKeys(p *fact.Party) []fact.PartyID {
	var keys []fact.PartyID
	for _, id := range p.Identifiers {
		if Joins(id) {
			if key := fact.PartyID(id.Scheme + ":" + id.Value); key != p.ID {
				keys = append(keys, key)
			}
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}
