package ownership

import (
	"cmp"
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
)

// A Sale is a stake that its holder sells, in whole or in part, to somebody who is not in.
type Sale struct {
	Owner, Asset fact.PartyID
	// Exceeds is the part of the whole company of which more must be sold.
	Exceeds fact.Share
}

// A Divestment is a set of sales after which the verdict on a party is no.
type Divestment struct {
	Sales []Sale
	// Total is the sum of Exceeds over the sales.
	Total fact.Share
	// Smallest is set where no divestment with a smaller total exists among sales of the
	// direct stakes above the party; otherwise it is the smallest that was found.
	Smallest bool
}

// Bounds of the search for a divestment.
const (
	maxSales     = 200 // stakes above a party that are tried one by one
	maxCompanies = 12  // companies whose subsets are tried exactly
)

// A Relief is what would take a party out.
type Relief struct {
	// Single lists the stakes of which a sale alone suffices, the smallest part first.
	Single []Sale
	// Least is the smallest divestment found, nil where sales do not help: a seed, or control by other means.
	Least *Divestment
}

// WhatIf searches for the divestments after which p is out. Each answer was
// solved anew. A verdict of no has no relief.
//
// Taking a company out costs what its holders in reach have above the threshold,
// whoever sells, so the search is over sets of companies to take out: exact for
// up to 12 companies above p, else greedy.
func (r *Result) WhatIf(p fact.PartyID) Relief {
	x, ok := r.w.g.Find(p)
	if !ok || r.verdict(x) == fact.No {
		return Relief{}
	}
	s := newDivestmentSearch(r, p)
	return Relief{Single: s.single(), Least: s.least()}
}

// A divestmentSearch tries sales on the part of the graph above one party.
type divestmentSearch struct {
	r       *Result
	part    *Graph
	party   fact.PartyID
	target  uint32
	edges   []graph.Edge // of part, by asset
	members []uint32     // companies on the way, in order of number
	cut     bool         // more stakes or companies than are tried
}

func newDivestmentSearch(r *Result, p fact.PartyID) *divestmentSearch {
	x, _ := r.w.g.Find(p)
	s := &divestmentSearch{r: r, part: r.w.g.part(r.w.g.upstream(x, maxUpstream)), party: p}
	s.target, _ = s.part.Find(p)
	s.edges = s.part.in.Rows(0, uint32(s.part.in.Len()))
	now := s.solve(s.part)
	for n := range uint32(s.part.Parties()) {
		if now.counts(n) != fact.No && len(s.part.owners(n)) > 0 {
			s.members = append(s.members, n)
		}
	}
	return s
}

func (s *divestmentSearch) solve(g *Graph) *Result { return g.SolveWith(s.r.Rule, s.r.At, s.r.w.opts) }

// out reports whether the party is out once the edges have changed.
func (s *divestmentSearch) out(change func(place uint32, e *graph.Edge)) bool {
	edges := slices.Clone(s.edges)
	for i := range edges {
		change(uint32(i), &edges[i])
	}
	return s.solve(s.part.rewired(edges)).verdict(s.target) == fact.No
}

// reduce takes part of a stake away.
func reduce(e *graph.Edge, part uint32) {
	e.Lo -= min(e.Lo, part)
	e.Hi -= min(e.Hi, part)
}

// single tries every stake above the party by itself and finds the least part by halving.
func (s *divestmentSearch) single() []Sale {
	var sales []Sale
	tried := 0
	for place := range uint32(len(s.edges)) {
		if !summed(s.edges[place].Meta) {
			continue
		}
		if tried++; tried > maxSales {
			s.cut = true
			break
		}
		enough := func(part uint32) bool {
			return s.out(func(i uint32, e *graph.Edge) {
				if i == place {
					reduce(e, part)
				}
			})
		}
		if !enough(uint32(whole)) {
			continue
		}
		low, high := uint32(0), s.edges[place].Hi // low is too little, high enough
		for high-low > 1 {
			if mid := low + (high-low)/2; enough(mid) {
				high = mid
			} else {
				low = mid
			}
		}
		asset := s.part.assetAt(place)
		sales = append(sales, Sale{s.part.ID(s.edges[place].Other), s.part.ID(asset), fact.Share(low)})
	}
	slices.SortStableFunc(sales, func(a, b Sale) int { return cmp.Compare(a.Exceeds, b.Exceeds) })
	return sales
}

// summed reports whether an interest is one that can be sold in parts.
func summed(m graph.Meta) bool {
	switch m.Kind() {
	case fact.Shares, fact.Votes, fact.Surplus, fact.Profit:
		return true
	}
	return false
}

// least searches over sets of companies to take out.
func (s *divestmentSearch) least() *Divestment {
	exact := len(s.members) <= maxCompanies && !s.cut
	var best *Divestment
	try := func(set uint64) {
		if d := s.bringBelow(set); d != nil && (best == nil || d.Total < best.Total || d.Total == best.Total && len(d.Sales) < len(best.Sales)) {
			best = d
		}
	}
	if exact {
		for set := uint64(1); set < 1<<len(s.members); set++ {
			try(set)
		}
	} else {
		for i := range min(len(s.members), 64) {
			try(1 << i)
		}
	}
	if best != nil {
		best.Smallest = exact
	}
	return best
}

// bringBelow brings the sums of the companies in set just below the threshold, largest
// stakes first, and returns the sales if the party is out then.
func (s *divestmentSearch) bringBelow(set uint64) *Divestment {
	edges := slices.Clone(s.edges)
	d := &Divestment{}
	for round := 0; round <= len(s.members); round++ {
		now := s.solve(s.part.rewired(slices.Clone(edges)))
		if now.verdict(s.target) == fact.No {
			return d
		}
		moved := false
		for i, n := range s.members {
			if set&(1<<i) != 0 && now.counts(n) != fact.No {
				moved = s.sell(edges, now, n, d) || moved
			}
		}
		if !moved {
			return nil
		}
	}
	return nil
}

// sell lowers what counts in one company to where the test is just not met.
func (s *divestmentSearch) sell(edges []graph.Edge, now *Result, n uint32, d *Divestment) bool {
	sums := now.sums(n)
	moved := false
	for dim := range sums {
		if !s.r.Rule.reaches(sums[dim].hi) {
			continue
		}
		over := sums[dim].issued + 1 - s.r.Rule.reaching(sums[dim].own)
		t := now.w.table(n, s.r.Rule.sums[dim], nil)
		stakes := t.all()
		slices.SortStableFunc(stakes, func(a, b stake) int { return cmp.Compare(b.hi, a.hi) })
		for _, t := range stakes {
			if over == 0 || t.owner == n || now.counts(t.owner) == fact.No {
				continue
			}
			part := uint32(min(over, uint64(t.hi)))
			over -= uint64(part)
			for place := t.first; place < t.last; place++ {
				if summed(edges[place].Meta) && (edges[place].Meta&graph.MetaIndirect != 0) == t.indirect {
					reduce(&edges[place], part)
				}
			}
			exceeds := fact.Share(part)
			if !s.r.Rule.Strict && over == 0 {
				exceeds--
			}
			d.add(Sale{s.part.ID(t.owner), s.part.ID(n), exceeds})
			moved = true
		}
	}
	return moved
}

func (d *Divestment) add(s Sale) {
	d.Total += s.Exceeds
	for i := range d.Sales {
		if d.Sales[i].Owner == s.Owner && d.Sales[i].Asset == s.Asset {
			d.Sales[i].Exceeds += s.Exceeds
			return
		}
	}
	d.Sales = append(d.Sales, s)
}
