package ownership

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
	"github.com/longarm-project/longarm/registry"
)

// A Graph is an immutable graph of parties and interests: dense node numbers,
// interests twice in compressed rows, by owner and by asset. Both copies are
// sorted by the other end, then kind, so that all interests of one pair stand together.
//
// A Graph is safe for concurrent use. One that stands on a registry file answers
// with nothing where the file is damaged; Err says so.
type Graph struct {
	nodes      *graph.Column[uint32] // of each party the row in facts
	facts      *graph.Column[graph.Node]
	inAt       *graph.Column[uint32] // Parties()+1 rows
	in         *graph.Column[graph.Edge]
	outAt      *graph.Column[uint32]
	out        *graph.Column[graph.Edge]
	sets       []graph.CountrySet
	spans      []graph.Span
	marks      *graph.Column[graph.Mark] // sorted by node
	programmes []string
	anonymous  *graph.Column[uint32] // nodes, sorted
	complete   *graph.Column[uint32] // companies whose holders are all listed, sorted
	mixed      *graph.Column[uint32] // companies with own shares or indirect records, sorted
	persons    *graph.Column[uint64] // a bit for each node that is a natural person
	lows       *graph.Column[uint32] // see registry.File.Lows; empty for a graph in memory
	labels     labels
}

// labels is what a graph knows beside numbers: names and grounds.
type labels interface {
	find(fact.PartyID) (uint32, bool)
	id(node uint32) fact.PartyID
	name(node uint32) string
	// edge returns the grounds of the interest at place i of the copy by asset.
	via(claim fact.ID) []Ground     // why an interest of a branch is its head office's
	branch(p fact.PartyID) []Ground // why a party is a branch of the one whose place it shares
	edge(i uint32) Ground
	// party returns the grounds of what is known of a node itself.
	party(node uint32) []Ground
	err() error
}

// A Ground is where an interest or a party's facts come from: a claim in a set of
// facts, or a record of a register, or both.
type Ground struct {
	Claim  fact.ID
	Record registry.Ref
}

// FromFile returns the graph that a registry file holds. The file must stay open as long as the graph is used.
func FromFile(f *registry.File) *Graph {
	return &Graph{
		nodes: f.Nodes(), facts: f.Facts(), inAt: f.InAt(), in: f.In(), outAt: f.OutAt(), out: f.Out(),
		sets: f.Sets(), spans: f.Spans(), marks: f.Marks(), programmes: f.Programmes(), anonymous: f.Anonymous(), complete: f.Complete(),
		mixed: f.Mixed(), persons: f.Persons(), lows: f.Lows(), labels: fileLabels{f},
	}
}

// fileLabels reads names and records from a registry file.
type fileLabels struct{ f *registry.File }

func (l fileLabels) find(p fact.PartyID) (uint32, bool) { return l.f.Find(p) }
func (l fileLabels) id(n uint32) fact.PartyID           { return l.f.ID(n) }

// branch has nothing: importers join a branch and its head office themselves.
func (l fileLabels) branch(fact.PartyID) []Ground { return nil }
func (l fileLabels) via(fact.ID) []Ground         { return nil }

func (l fileLabels) edge(i uint32) Ground { return Ground{Record: l.f.EdgeRef(i)} }
func (l fileLabels) err() error           { return l.f.Err() }
func (l fileLabels) name(n uint32) string { return l.f.Party(n).Name() }

func (l fileLabels) party(n uint32) []Ground {
	var out []Ground
	for _, r := range l.f.PartyRefs(n) {
		out = append(out, Ground{Record: r})
	}
	return out
}

// Err returns the damage found so far in the file on which g stands. Ask it after an answer.
func (g *Graph) Err() error { return g.labels.err() }

// Parties counts the nodes of g, Interests the edges.
func (g *Graph) Parties() int { return g.nodes.Len() }

// Interests counts the interests of g.
func (g *Graph) Interests() int { return g.in.Len() }

// Find returns the number of a party, from 0 to Parties()-1.
func (g *Graph) Find(p fact.PartyID) (uint32, bool) { return g.labels.find(p) }

// ID returns the id of the party with that number.
func (g *Graph) ID(node uint32) fact.PartyID { return g.labels.id(node) }

// Name returns the primary name of a node, or its id where none is known.
func (g *Graph) Name(node uint32) string { return g.labels.name(node) }

// none stands for a node of a damaged block.
var none graph.Node

func (g *Graph) node(x uint32) *graph.Node {
	if row := g.nodes.Rows(x, x+1); row != nil {
		if n := g.facts.Rows(row[0], row[0]+1); n != nil {
			return &n[0]
		}
	}
	return &none
}

// person reports whether x is a natural person.
func (g *Graph) person(x uint32) bool { return g.persons.At(x/64)&(1<<(x%64)) != 0 }

// edge returns the interest at a place of the copy by asset, first the place of the first interest in asset.
func (g *Graph) edge(place uint32) graph.Edge { return g.in.At(place) }
func (g *Graph) first(asset uint32) uint32    { return g.inAt.At(asset) }

// owners returns the interests in asset, assets those of owner.
func (g *Graph) owners(asset uint32) []graph.Edge { return rowOf(g.inAt, g.in, asset) }
func (g *Graph) assets(owner uint32) []graph.Edge { return rowOf(g.outAt, g.out, owner) }

func rowOf(at *graph.Column[uint32], edges *graph.Column[graph.Edge], x uint32) []graph.Edge {
	b := at.Rows(x, x+2)
	if b == nil {
		return nil
	}
	return edges.Rows(b[0], b[1])
}

// assetAt returns the row of a place in the copy by asset.
func (g *Graph) assetAt(place uint32) uint32 {
	lo, hi := uint32(0), uint32(g.Parties())
	for lo < hi {
		mid := lo + (hi-lo)/2
		if g.inAt.At(mid+1) > place {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

// marksOf returns the designations of a node.
func (g *Graph) marksOf(x uint32) []graph.Mark {
	lo, hi := uint32(0), uint32(g.marks.Len())
	for lo < hi {
		mid := lo + (hi-lo)/2
		if g.marks.At(mid).Node >= x {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	end := lo
	for end < uint32(g.marks.Len()) && g.marks.At(end).Node == x {
		end++
	}
	return g.marks.Rows(lo, end)
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

// upstream returns x and all that hold it through anything, breadth first, at most limit parties.
func (g *Graph) upstream(x uint32, limit int) []uint32 {
	queue := []uint32{x}
	seen := newNumbers(x)
	for i := 0; i < len(queue); i++ {
		for _, e := range g.owners(queue[i]) {
			if len(queue) < limit && seen.add(e.Other, uint32(len(queue))) {
				queue = append(queue, e.Other)
			}
		}
	}
	return queue
}

// numbers is a small map from nodes to numbers: a list that is searched while it is short.
type numbers struct {
	few []uint32
	all map[uint32]uint32
}

func newNumbers(first uint32) *numbers { return &numbers{few: []uint32{first}} }

// add gives x a number; it reports false if x has one.
func (n *numbers) add(x, number uint32) bool {
	if n.all == nil {
		if slices.Contains(n.few, x) {
			return false
		}
		if n.few = append(n.few, x); len(n.few) <= 16 {
			return true
		}
		n.all = make(map[uint32]uint32)
		for i, y := range n.few {
			n.all[y] = uint32(i)
		}
		return true
	}
	if _, ok := n.all[x]; ok {
		return false
	}
	n.all[x] = number
	return true
}
