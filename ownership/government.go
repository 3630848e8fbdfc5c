package ownership

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// GovernmentRule asks whether one country's arm reaches a party: as a state or body of
// it, by organisation, principal place of business or residence there, by a half or more
// of the shares or the votes held through such parties, or by another means of control.
// It is a question of fact for the reach room, not a legal test.
func GovernmentRule(country fact.Country) (*Rule, error) {
	r := &Rule{
		Name:      "government-" + string(country),
		Title:     "Within reach of the government of " + string(country),
		Citation:  "no law: who is subject to the state, directly or through those who hold it",
		Threshold: "50", Sum: []string{"shares", "votes"},
		Seeds: Seeds{Countries: []fact.Country{country}, By: seedFields[:4]},
		Control: []Basis{
			ByBoard, BySpecial, ByArticles, ByStatute, ByContract, ByProxy, ByTrustee, ByNominator, ByInfluence, ByConsolidate, ByConcert,
		},
	}
	if country == "CN" {
		r.Seeds.Countries = []fact.Country{"CN", "HK", "MO"}
	}
	if err := r.Compile(); err != nil {
		return nil, err
	}
	return r, nil
}

// A Governed is the verdict for one government over one party.
type Governed struct {
	Country fact.Country
	Verdict fact.Truth
	Result  *Result
}

// GovernmentsOver answers, for each country that any party on the way up is tied to, whether its
// government's arm reaches p. Countries whose verdict is no are left out. Sorted by country.
//
// Unknown facts of parties are taken as not so here (see [Options.Closed]): what is asked is which of
// the countries in sight have reach, and any country at all could hide behind a fact that nobody stated.
func (g *Graph) GovernmentsOver(p fact.PartyID, at fact.Date) []Governed {
	x, ok := g.Find(p)
	if !ok {
		return nil
	}
	var seen []fact.Country
	up := g.upstream(x, maxUpstream)
	for _, u := range up {
		n := &g.nodes[u]
		for _, v := range []uint16{n.State, n.Organized, n.Seat, n.Residence} {
			for _, c := range g.unpack(v) {
				seen = append(seen, sovereign(c))
			}
		}
	}
	slices.Sort(seen)
	part := g.part(up)
	var out []Governed
	for _, c := range slices.Compact(seen) {
		rule, err := GovernmentRule(c)
		if err != nil {
			continue // no country: unpacked fields hold nothing but codes
		}
		r := part.SolveWith(rule, at, Options{Closed: true})
		if v := r.Verdict(p); v != fact.No {
			out = append(out, Governed{c, v, r})
		}
	}
	return out
}

// part cuts out the graph of some parties and the interests among them.
func (g *Graph) part(nodes []uint32) *Graph {
	nodes = slices.Clone(nodes)
	slices.Sort(nodes)
	local := make(map[uint32]uint32, len(nodes))
	for i, x := range nodes {
		local[x] = uint32(i)
	}
	p := &Graph{sets: g.sets, spans: g.spans, inStart: []uint32{0}, outStart: []uint32{0}}
	view := &partLabels{of: g, nodes: nodes, local: local}
	for i, x := range nodes {
		p.nodes = append(p.nodes, g.nodes[x])
		for j, e := range g.owners(x) {
			if o, ok := local[e.Other]; ok {
				e.Other = o
				p.in = append(p.in, e)
				view.places = append(view.places, g.inStart[x]+uint32(j))
			}
		}
		for _, e := range g.assets(x) {
			if o, ok := local[e.Other]; ok {
				e.Other = o
				p.out = append(p.out, e)
			}
		}
		p.inStart, p.outStart = append(p.inStart, uint32(len(p.in))), append(p.outStart, uint32(len(p.out)))
		p.marks = append(p.marks, g.marksOf(x, uint32(i))...)
	}
	p.labels = view
	return p
}

// marksOf returns the designations of x under another number.
func (g *Graph) marksOf(x, as uint32) []designation {
	if g.nodes[x].Flags&registry.NodeDesignated == 0 {
		return nil
	}
	i, _ := slices.BinarySearchFunc(g.marks, x, func(d designation, x uint32) int { return int(int64(d.node) - int64(x)) })
	var out []designation
	for ; i < len(g.marks) && g.marks[i].node == x; i++ {
		out = append(out, designation{as, g.marks[i].programme, g.marks[i].span})
	}
	return out
}

// partLabels reads the labels of the whole graph by the numbers of a part.
type partLabels struct {
	of     *Graph
	nodes  []uint32
	local  map[uint32]uint32
	places []uint32
}

func (l *partLabels) find(p fact.PartyID) (uint32, bool) {
	x, ok := l.of.Find(p)
	if !ok {
		return 0, false
	}
	n, ok := l.local[x]
	return n, ok
}

func (l *partLabels) id(n uint32) fact.PartyID { return l.of.ID(l.nodes[n]) }
func (l *partLabels) name(n uint32) string     { return l.of.Name(l.nodes[n]) }
func (l *partLabels) edge(i uint32) Ground     { return l.of.labels.edge(l.places[i]) }
func (l *partLabels) party(n uint32) []Ground  { return l.of.labels.party(l.nodes[n]) }
