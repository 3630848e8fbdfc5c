package ownership

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
)

// part cuts out the graph of some parties and the interests among them.
func (g *Graph) part(nodes []uint32) *Graph {
	view := &partLabels{of: g, nodes: slices.Clone(nodes)}
	slices.Sort(view.nodes)
	n := len(nodes)
	rows := make([]uint32, 0, n)
	inAt, outAt := make([]uint32, 1, n+1), make([]uint32, n+1)
	var in []graph.Edge
	var marks []graph.Mark
	var anonymous, complete, mixed []uint32
	for i, x := range view.nodes {
		node := g.node(x)
		rows = append(rows, g.nodes.At(x))
		first := g.first(x)
		for j, e := range g.owners(x) {
			if o, ok := view.local(e.Other); ok {
				e.Other = o
				if n := len(mixed); mixes(o, uint32(i), e) && (n == 0 || mixed[n-1] != uint32(i)) {
					mixed = append(mixed, uint32(i))
				}
				in = append(in, e)
				outAt[o+1]++
				view.places = append(view.places, first+uint32(j))
			}
		}
		inAt = append(inAt, uint32(len(in)))
		if node.Flags&graph.NodeDesignated != 0 {
			for _, m := range g.marksOf(x) {
				marks = append(marks, graph.Mark{Node: uint32(i), Programme: m.Programme, Span: m.Span})
			}
		}
		if node.Flags&graph.NodeAnonymous != 0 {
			anonymous = append(anonymous, uint32(i))
		}
		if node.Flags&graph.NodeComplete != 0 {
			complete = append(complete, uint32(i))
		}
	}
	for i := range n {
		outAt[i+1] += outAt[i]
	}
	p := &Graph{facts: g.facts, sets: g.sets, spans: g.spans, programmes: g.programmes, labels: view}
	p.nodes, p.complete, p.lows = column(rows), column(complete), column[uint32](nil)
	p.mixed = column(mixed)
	p.persons = p.personBits()
	p.inAt, p.outAt, p.marks, p.anonymous = column(inAt), column(outAt), column(marks), column(anonymous)
	return p.rewired(in)
}

// rewired returns g with other bounds in the copy by asset, and the copy by owner made anew from it.
func (g *Graph) rewired(in []graph.Edge) *Graph {
	at := slices.Clone(g.outAt.Rows(0, uint32(g.outAt.Len())))
	out := make([]graph.Edge, len(in))
	for asset := range uint32(g.Parties()) {
		b := g.inAt.Rows(asset, asset+2)
		for _, e := range in[b[0]:b[1]] {
			owner := e.Other
			e.Other = asset
			out[at[owner]] = e
			at[owner]++
		}
	}
	c := *g
	c.in, c.out = column(in), column(out)
	return &c
}

func column[T any](rows []T) *graph.Column[T] {
	c := graph.NewColumn(rows)
	return &c
}

// partLabels reads the labels of the whole graph by the numbers of a part.
type partLabels struct {
	of     *Graph
	nodes  []uint32 // of the whole, sorted
	places []uint32
}

// local returns the number in the part of a node of the whole.
func (l *partLabels) local(x uint32) (uint32, bool) {
	i, ok := slices.BinarySearch(l.nodes, x)
	return uint32(i), ok
}

func (l *partLabels) find(p fact.PartyID) (uint32, bool) {
	x, ok := l.of.Find(p)
	if !ok {
		return 0, false
	}
	return l.local(x)
}

func (l *partLabels) id(n uint32) fact.PartyID       { return l.of.ID(l.nodes[n]) }
func (l *partLabels) name(n uint32) string           { return l.of.Name(l.nodes[n]) }
func (l *partLabels) edge(i uint32) Ground           { return l.of.labels.edge(l.places[i]) }
func (l *partLabels) via(claim fact.ID) []Ground     { return l.of.labels.via(claim) }
func (l *partLabels) branch(p fact.PartyID) []Ground { return l.of.labels.branch(p) }
func (l *partLabels) party(n uint32) []Ground        { return l.of.labels.party(l.nodes[n]) }
func (l *partLabels) err() error                     { return l.of.Err() }
