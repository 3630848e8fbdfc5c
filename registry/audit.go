package registry

import (
	"cmp"
	"math"
	"slices"

	"github.com/longarm-project/longarm/fact"
)

// maxAudit bounds the interests that an Audit holds, at 40 bytes each.
const maxAudit = 50_000_000

// An Audit finds what no importer can see in one record: parties that are
// referred to and nowhere described, holdings of more than the whole, and
// circles. The zero value is ready for use. It holds all ids in memory.
//
// Circles and sums are no errors of the program: they stand in registers, and
// whoever computes with them must bear them.
type Audit struct {
	index     map[fact.PartyID]uint32
	ids       []fact.PartyID
	described []bool
	interests []auditEdge
	left      int64 // interests beyond maxAudit
}

type auditEdge struct {
	owner, asset uint32
	lo           fact.Share
	kind         fact.InterestKind
	from, to     int32 // days; to is exclusive
}

// A Finding is one sort of oddity, with the first parties concerned.
type Finding struct {
	Reason   string // "dangling", "shares-above-100", "votes-above-100", "cycle", "self-holding", "not-checked"
	Count    int64
	Examples []fact.PartyID // at most five, sorted
}

// Add takes a record of the run.
func (a *Audit) Add(r Record) {
	if a.index == nil {
		a.index = make(map[fact.PartyID]uint32)
	}
	switch {
	case r.Party != nil:
		a.described[a.number(r.Party.ID)] = true
	case r.Same != nil: // either may be the description of the other
		a.described[a.number(r.Same.A)] = true
		a.described[a.number(r.Same.B)] = true
	case r.Gap != nil:
		a.number(r.Gap.Party)
	case r.Interest != nil:
		a.interest(r.Interest)
	}
}

func (a *Audit) number(id fact.PartyID) uint32 {
	n, ok := a.index[id]
	if !ok {
		n = uint32(len(a.ids))
		a.index[id] = n
		a.ids = append(a.ids, id)
		a.described = append(a.described, false)
	}
	return n
}

func (a *Audit) interest(i *fact.Interest) {
	e := auditEdge{owner: a.number(i.Owner), asset: a.number(i.Asset), lo: i.Lo, kind: i.Kind, from: math.MinInt32, to: math.MaxInt32}
	switch {
	case i.Direct == fact.No, i.Conditional:
		return // summaries and options are no part of sums or chains
	case i.Kind != fact.Shares && i.Kind != fact.Votes && i.Kind != fact.Consolidation:
		return
	case len(a.interests) >= maxAudit:
		a.left++
		return
	}
	if d, ok := i.From.Last().Days(); ok { // certain from then on
		e.from = d
	}
	if d, ok := i.To.Days(); ok {
		e.to = d
	}
	a.interests = append(a.interests, e)
}

// Findings returns what was found, sorted by reason; empty where all is well.
func (a *Audit) Findings() []Finding {
	found := make(map[string]*Finding)
	add := func(reason string, party uint32) {
		f := found[reason]
		if f == nil {
			f = &Finding{Reason: reason}
			found[reason] = f
		}
		f.Count++
		f.Examples = append(f.Examples, a.ids[party])
		if len(f.Examples) > 1000 {
			f.trim()
		}
	}
	for n, ok := range a.described {
		if !ok {
			add("dangling", uint32(n))
		}
	}
	for _, e := range a.interests {
		if e.owner == e.asset {
			add("self-holding", e.asset)
		}
	}
	a.sums(add)
	a.cycles(add)
	if a.left > 0 {
		found["not-checked"] = &Finding{Reason: "not-checked", Count: a.left}
	}
	all := make([]Finding, 0, len(found))
	for _, f := range found {
		f.trim()
		all = append(all, *f)
	}
	slices.SortFunc(all, func(x, y Finding) int { return cmp.Compare(x.Reason, y.Reason) })
	return all
}

// Audit looks through all that the file holds; it takes memory by the number of
// parties and interests. Ask Err afterwards.
func (f *File) Audit() []Finding {
	var a Audit
	in, inAt := f.In(), f.InAt()
	for n := range uint32(max(inAt.Len()-1, 0)) {
		id := f.ID(n)
		if len(f.PartyRefs(n)) > 0 {
			a.Add(Record{Party: &fact.Party{ID: id}})
		}
		for _, e := range in.Rows(inAt.At(n), inAt.At(n+1)) {
			i := e.Interest(f.ID(e.Other), id, f.Spans())
			a.Add(Record{Interest: &i})
		}
	}
	return a.Findings()
}

func (f *Finding) trim() {
	slices.Sort(f.Examples)
	f.Examples = f.Examples[:min(len(f.Examples), 5)]
}

// sums finds assets of which more than the whole is held on some day, counting
// lower bounds, and each owner once: two records of one holding are no two holdings.
func (a *Audit) sums(add func(string, uint32)) {
	for _, kind := range []fact.InterestKind{fact.Shares, fact.Votes} {
		var edges []auditEdge
		for _, e := range a.interests {
			if e.kind == kind && e.lo > 0 && e.from < e.to {
				edges = append(edges, e)
			}
		}
		slices.SortFunc(edges, func(x, y auditEdge) int { return cmp.Compare(x.asset, y.asset) })
		for len(edges) > 0 {
			n := 1
			for n < len(edges) && edges[n].asset == edges[0].asset {
				n++
			}
			if overfull(edges[:n]) {
				add(string(kind)+"-above-100", edges[0].asset)
			}
			edges = edges[n:]
		}
	}
}

// overfull reports whether the holdings of one asset exceed the whole on some day.
func overfull(edges []auditEdge) bool {
	type change struct {
		day   int32
		begin bool
		edge  *auditEdge
	}
	var changes []change
	for i := range edges {
		changes = append(changes, change{edges[i].from, true, &edges[i]}, change{edges[i].to, false, &edges[i]})
	}
	slices.SortStableFunc(changes, func(x, y change) int {
		if x.day == y.day && x.begin != y.begin { // ends come first: to is exclusive
			if y.begin {
				return -1
			}
			return 1
		}
		return cmp.Compare(x.day, y.day)
	})
	held := make(map[uint32][]fact.Share) // by owner, what is held at the time
	var sum uint64
	for _, c := range changes {
		list := held[c.edge.owner]
		before := largest(list)
		if c.begin {
			list = append(list, c.edge.lo)
		} else {
			i := slices.Index(list, c.edge.lo)
			list = slices.Delete(list, i, i+1)
		}
		held[c.edge.owner] = list
		if sum += uint64(largest(list)) - uint64(before); sum > uint64(fact.Whole) {
			return true
		}
	}
	return false
}

func largest(list []fact.Share) fact.Share {
	if len(list) == 0 {
		return 0
	}
	return slices.Max(list)
}

// cycles finds circles of two parties and more, by the algorithm of Tarjan
// (Depth-first search and linear graph algorithms, 1972) without recursion. Each
// circle counts once, whatever winds within it; its example is its first party.
func (a *Audit) cycles(add func(string, uint32)) {
	edges := slices.Clone(a.interests)
	slices.SortFunc(edges, func(x, y auditEdge) int { return cmp.Compare(x.owner, y.owner) })
	first := make([]int, len(a.ids)+1)
	for _, e := range edges {
		first[e.owner+1]++
	}
	for i := range a.ids {
		first[i+1] += first[i]
	}
	t := &tarjan{edges: edges, first: first, low: make([]uint32, len(a.ids)), next: slices.Clone(first[:len(a.ids)])}
	for n := range a.ids {
		if t.low[n] == 0 {
			t.from(uint32(n), func(members []uint32) {
				if len(members) > 1 {
					add("cycle", slices.MinFunc(members, func(x, y uint32) int { return cmp.Compare(a.ids[x], a.ids[y]) }))
				}
			})
		}
	}
}

type tarjan struct {
	edges []auditEdge // by owner
	first []int       // of the edges of each party
	next  []int       // edge to follow
	low   []uint32    // 0: not visited; done: in a component
	open  []uint32
	path  []uint32
	count uint32
}

const done = math.MaxUint32

// from visits what can be reached from a party and yields the components found.
func (t *tarjan) from(root uint32, yield func(members []uint32)) {
	index := make(map[uint32]uint32)
	enter := func(n uint32) {
		t.count++
		t.low[n], index[n] = t.count, t.count
		t.open, t.path = append(t.open, n), append(t.path, n)
	}
	for enter(root); len(t.path) > 0; {
		n := t.path[len(t.path)-1]
		if t.next[n] < t.first[n+1] {
			to := t.edges[t.next[n]].asset
			t.next[n]++
			switch {
			case t.low[to] == 0:
				enter(to)
			case t.low[to] != done:
				t.low[n] = min(t.low[n], index[to])
			}
			continue
		}
		t.path = t.path[:len(t.path)-1]
		if len(t.path) > 0 {
			up := t.path[len(t.path)-1]
			t.low[up] = min(t.low[up], t.low[n])
		}
		if t.low[n] == index[n] {
			at := len(t.open) - 1
			for t.open[at] != n {
				at--
			}
			yield(t.open[at:])
			for _, m := range t.open[at:] {
				t.low[m] = done
			}
			t.open = t.open[:at]
		}
	}
}
