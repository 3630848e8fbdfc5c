package ownership

import (
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// A Graph is an immutable graph of parties and interests: dense node numbers,
// interests twice in compressed rows, by owner and by asset. Both copies are
// sorted by the other end, then kind, so that all interests of one pair stand together.
//
// A Graph is safe for concurrent use.
type Graph struct {
	nodes    []registry.Node
	sets     []registry.CountrySet
	spans    []registry.Span
	outStart []uint32 // len(nodes)+1
	out      []registry.Edge
	inStart  []uint32 // len(nodes)+1
	in       []registry.Edge
	marks    []designation // sorted by node
	labels   labels
}

// labels is what a graph knows beside numbers: names and grounds.
type labels interface {
	find(fact.PartyID) (uint32, bool)
	id(node uint32) fact.PartyID
	name(node uint32) string
	// edge returns the grounds of the interest at place i of the copy by asset.
	edge(i uint32) Ground
	// party returns the grounds of what is known of a node itself.
	party(node uint32) []Ground
}

// A Ground is where an interest or a party's facts come from: a claim in a set of
// facts, or a record of a register, or both.
type Ground struct {
	Claim  fact.ID
	Record registry.Ref
}

// A designation is one entry of the table of designations.
type designation struct {
	node      uint32
	programme string
	span      registry.Span
}

// Parties counts the nodes of g, Interests the edges.
func (g *Graph) Parties() int { return len(g.nodes) }

// Interests counts the interests of g.
func (g *Graph) Interests() int { return len(g.in) }

// Find returns the number of a party, from 0 to Parties()-1.
func (g *Graph) Find(p fact.PartyID) (uint32, bool) { return g.labels.find(p) }

// ID returns the id of the party with that number.
func (g *Graph) ID(node uint32) fact.PartyID { return g.labels.id(node) }

// Name returns the primary name of a node, or its id where none is known.
func (g *Graph) Name(node uint32) string { return g.labels.name(node) }

func (g *Graph) owners(asset uint32) []registry.Edge {
	return g.in[g.inStart[asset]:g.inStart[asset+1]]
}

func (g *Graph) assets(owner uint32) []registry.Edge {
	return g.out[g.outStart[owner]:g.outStart[owner+1]]
}

// active evaluates the table of spans once for a day, so that edges need one look each.
func (g *Graph) active(at fact.Date) []fact.Truth {
	out := make([]fact.Truth, len(g.spans))
	day, ok := at.Days()
	for i, s := range g.spans {
		out[i] = fact.Yes
		if ok {
			out[i] = s.Active(day)
		}
	}
	return out
}
