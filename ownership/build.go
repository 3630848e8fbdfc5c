package ownership

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
)

// A Builder collects parties and interests, in any order, and makes a Graph of
// them. The zero value is ready. The order of calls does not matter, nor does
// a call repeated.
type Builder struct {
	parties   []statedParty
	interests []statedInterest
}

type statedParty struct {
	party *fact.Party
	claim fact.ID
}

type statedInterest struct {
	interest *fact.Interest
	claim    fact.ID
}

// Party adds what a claim says of a party. Several claims of one party are all
// kept: where they disagree on a country, any of them may be right.
func (b *Builder) Party(p *fact.Party, claim fact.ID) {
	b.parties = append(b.parties, statedParty{p, claim})
}

// Interest adds an interest that a claim states.
func (b *Builder) Interest(i *fact.Interest, claim fact.ID) {
	b.interests = append(b.interests, statedInterest{i, claim})
}

// Claims adds what counts of all claims among facts, by the order of authority that
// package fact tells. A claim in words alone adds nothing.
func (b *Builder) Claims(facts iter.Seq[fact.Fact]) {
	for _, said := range fact.PartyClaims(facts) {
		for _, s := range said {
			if s.Body.Text == "" {
				b.Party(s.Party, s.ID)
			}
		}
	}
	for _, f := range fact.InterestClaims(facts) {
		b.Interest(f.Body.(*fact.Claim).Interest, f.ID)
	}
}

// Build makes the graph. A branch becomes one node with the party it is a branch of.
// The builder may be added to and built again.
func (b *Builder) Build() *Graph {
	w := &wiring{small: &small{index: make(map[fact.PartyID]uint32)}, g: &Graph{}, spans: make(map[graph.Span]uint32)}
	w.span(graph.Always)
	w.number(b)
	w.describe(b.parties)
	w.join(b.interests)
	w.g.nodes, w.g.facts, w.g.marks, w.g.anonymous = column(w.nodes), column(w.facts.Rows), column(w.marks), column(w.anonymous)
	w.g.complete, w.g.mixed = column(w.complete), column(w.mixed)
	w.g.persons, w.g.lows = w.g.personBits(), column[uint32](nil)
	w.g.labels = w.small
	return w.g
}

// small holds the labels of a graph that a Builder made.
type small struct {
	ids    []fact.PartyID
	index  map[fact.PartyID]uint32
	names  []string
	stated [][]Ground
	edges  []Ground // by place in the copy by asset
	// heads are what branches are said to be branches of, and branches the claims that say so.
	heads    map[fact.PartyID]fact.PartyID
	branches map[fact.PartyID][]Ground
	beside   map[fact.ID][]Ground // claims by which the owner or the asset of an interest is a branch
}

// via returns the claims by which an interest that claim states is one of a head office.
func (s *small) via(claim fact.ID) []Ground { return s.beside[claim] }

// branch returns the claims by which a party is a branch, up to its head office.
func (s *small) branch(p fact.PartyID) (out []Ground) {
	seen := map[fact.PartyID]bool{}
	for h, ok := s.heads[p]; ok && !seen[p]; h, ok = s.heads[p] {
		seen[p] = true
		out = append(out, s.branches[p]...)
		p = h
	}
	return out
}

func (s *small) find(p fact.PartyID) (uint32, bool) { n, ok := s.index[p]; return n, ok }
func (s *small) id(n uint32) fact.PartyID           { return s.ids[n] }
func (s *small) edge(i uint32) Ground               { return s.edges[i] }
func (s *small) party(n uint32) []Ground            { return s.stated[n] }
func (s *small) name(n uint32) string               { return s.names[n] }
func (s *small) err() error                         { return nil }

type wiring struct {
	*small
	g         *Graph
	spans     map[graph.Span]uint32
	nodes     []uint32
	facts     graph.FactTable
	marks     []graph.Mark
	anonymous []uint32
	complete  []uint32
	mixed     []uint32
}

func (w *wiring) span(s graph.Span) uint32 {
	if n, ok := w.spans[s]; ok {
		return n
	}
	n := uint32(len(w.g.spans))
	w.spans[s] = n
	w.g.spans = append(w.g.spans, s)
	return n
}

// number gives every party its place in the order of ids; branches share that of
// their head office, where those who state it agree.
func (w *wiring) number(b *Builder) {
	head, disputed := make(map[fact.PartyID]fact.PartyID), make(map[fact.PartyID]bool)
	all := make(map[fact.PartyID]bool)
	for _, p := range b.parties {
		all[p.party.ID] = true
		if h := p.party.BranchOf; h != "" && h != p.party.ID {
			all[h] = true
			if old, ok := head[p.party.ID]; ok && h != old {
				disputed[p.party.ID] = true
			}
			head[p.party.ID] = h
		}
	}
	for id := range disputed {
		delete(head, id)
	}
	for _, i := range b.interests {
		all[i.interest.Owner], all[i.interest.Asset] = true, true
	}
	for id := range all {
		if headOf(id, head) == id {
			w.ids = append(w.ids, id)
		}
	}
	slices.Sort(w.ids)
	for n, id := range w.ids {
		w.index[id] = uint32(n)
	}
	for id := range head {
		w.index[id] = w.index[headOf(id, head)]
	}
	w.heads, w.branches = head, map[fact.PartyID][]Ground{}
	for _, p := range b.parties {
		if h, ok := head[p.party.ID]; ok && p.party.BranchOf == h {
			w.branches[p.party.ID] = append(w.branches[p.party.ID], Ground{Claim: p.claim})
		}
	}
	w.beside = map[fact.ID][]Ground{}
	for _, i := range b.interests {
		for _, p := range []fact.PartyID{i.interest.Owner, i.interest.Asset} {
			if _, ok := head[p]; ok {
				w.beside[i.claim] = append(w.beside[i.claim], w.branch(p)...)
			}
		}
	}
	w.names = make([]string, len(w.ids))
	w.stated = make([][]Ground, len(w.ids))
	w.nodes = make([]uint32, len(w.ids))
}

// personBits marks the nodes that are natural persons.
func (g *Graph) personBits() *graph.Column[uint64] {
	bits := make([]uint64, (g.Parties()+63)/64)
	for x := range uint32(g.Parties()) {
		if g.node(x).Kind == graph.NodePerson {
			bits[x/64] |= 1 << (x % 64)
		}
	}
	return column(bits)
}

// headOf follows branches to the head office; of branches that form a ring, the least id is the head.
func headOf(id fact.PartyID, head map[fact.PartyID]fact.PartyID) fact.PartyID {
	seen := map[fact.PartyID]bool{}
	for !seen[id] {
		seen[id] = true
		h, ok := head[id]
		if !ok {
			return id
		}
		id = h
	}
	least := id
	for x := head[id]; x != id; x = head[x] {
		least = min(least, x)
	}
	return least
}

// describe fills the nodes from the claims about them, ordered by claim so that the outcome has one form.
func (w *wiring) describe(stated []statedParty) {
	byNode := make([][]statedParty, len(w.ids))
	for _, s := range stated {
		if s.party.BranchOf != "" && s.party.BranchOf != s.party.ID {
			continue // a branch says nothing of its head office
		}
		n := w.index[s.party.ID]
		byNode[n] = append(byNode[n], s)
	}
	for n, claims := range byNode {
		slices.SortFunc(claims, func(a, b statedParty) int { return slices.Compare(a.claim[:], b.claim[:]) })
		claims = slices.CompactFunc(claims, func(a, b statedParty) bool { return a.claim == b.claim && a.party == b.party })
		w.names[n] = string(w.ids[n])
		var parties []*fact.Party
		for _, c := range claims {
			parties = append(parties, c.party)
			w.stated[n] = append(w.stated[n], Ground{Claim: c.claim})
		}
		node := graph.NewNode(parties, &w.g.sets)
		w.nodes[n] = w.facts.Row(node)
		if node.Flags&graph.NodeAnonymous != 0 {
			w.anonymous = append(w.anonymous, uint32(n))
		}
		if node.Flags&graph.NodeComplete != 0 {
			w.complete = append(w.complete, uint32(n))
		}
		w.mark(uint32(n), parties)
		for _, p := range parties {
			if len(p.Names) > 0 {
				w.names[n] = p.Name()
				break
			}
		}
	}
}

func (w *wiring) mark(node uint32, parties []*fact.Party) {
	var marks []graph.Mark
	for _, p := range parties {
		for _, d := range p.Designated {
			span := graph.NewSpan(d.From, d.To)
			if d.Possible {
				span.FromLast = graph.DayLast // on no day is it certain
			}
			marks = append(marks, graph.Mark{Node: node, Programme: w.programme(d.Programme), Span: span})
		}
	}
	slices.SortFunc(marks, func(a, b graph.Mark) int {
		return cmp.Or(strings.Compare(w.g.programmes[a.Programme], w.g.programmes[b.Programme]), compareSpans(a.Span, b.Span))
	})
	w.marks = append(w.marks, slices.Compact(marks)...)
}

func (w *wiring) programme(name string) uint32 {
	n := slices.Index(w.g.programmes, name)
	if n < 0 {
		n = len(w.g.programmes)
		w.g.programmes = append(w.g.programmes, name)
	}
	return uint32(n)
}

func compareSpans(a, b graph.Span) int {
	return cmp.Or(cmp.Compare(a.FromFirst, b.FromFirst), cmp.Compare(a.FromLast, b.FromLast),
		cmp.Compare(a.ToFirst, b.ToFirst), cmp.Compare(a.ToLast, b.ToLast))
}

type wire struct {
	owner, asset uint32
	edge         graph.Edge // Other is not set
	ground       Ground
}

func (w *wiring) join(interests []statedInterest) {
	slices.SortFunc(interests, func(a, b statedInterest) int { return slices.Compare(a.claim[:], b.claim[:]) })
	wires := make([]wire, 0, len(interests))
	for _, s := range interests {
		if a, b := s.interest.Owner, s.interest.Asset; a != b && w.index[a] == w.index[b] {
			continue // what a company has of its own branch
		}
		span := w.span(graph.NewSpan(s.interest.From, s.interest.To))
		wires = append(wires, wire{
			owner: w.index[s.interest.Owner], asset: w.index[s.interest.Asset],
			edge: graph.NewEdge(s.interest, span), ground: Ground{Claim: s.claim},
		})
	}
	slices.SortFunc(wires, func(a, b wire) int {
		return cmp.Or(cmp.Compare(a.asset, b.asset), cmp.Compare(a.owner, b.owner), graph.CompareEdges(a.edge, b.edge),
			slices.Compare(a.ground.Claim[:], b.ground.Claim[:]))
	})
	wires = slices.Compact(wires)
	w.g.in, w.g.inAt = rows(wires, len(w.ids), func(x wire) (uint32, uint32) { return x.asset, x.owner })
	for _, x := range wires {
		w.edges = append(w.edges, x.ground)
		if n := len(w.mixed); mixes(x.owner, x.asset, x.edge) && (n == 0 || w.mixed[n-1] != x.asset) {
			w.mixed = append(w.mixed, x.asset)
		}
	}
	slices.SortStableFunc(wires, func(a, b wire) int { return cmp.Or(cmp.Compare(a.owner, b.owner), cmp.Compare(a.asset, b.asset)) })
	w.g.out, w.g.outAt = rows(wires, len(w.ids), func(x wire) (uint32, uint32) { return x.owner, x.asset })
}

// mixes reports whether an interest makes the table of its asset more than a sum of holders: own shares, or a summary.
func mixes(owner, asset uint32, e graph.Edge) bool {
	return owner == asset || e.Meta&graph.MetaIndirect != 0
}

// rows lays sorted wires out as compressed rows by the first end.
func rows(wires []wire, n int, ends func(wire) (row, other uint32)) (*graph.Column[graph.Edge], *graph.Column[uint32]) {
	edges := make([]graph.Edge, len(wires))
	start := make([]uint32, n+1)
	for i, x := range wires {
		row, other := ends(x)
		edges[i] = x.edge
		edges[i].Other = other
		start[row+1]++
	}
	for i := range n {
		start[i+1] += start[i]
	}
	return column(edges), column(start)
}
