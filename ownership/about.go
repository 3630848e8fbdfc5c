package ownership

import (
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
	"github.com/longarm-project/longarm/internal/country"
)

// A Description is what a graph knows of a party itself, for people.
type Description struct {
	ID   fact.PartyID
	Name string
	Kind fact.PartyKind
	// Countries says in words which countries it is tied to: "Cayman Islands, seat in China".
	Countries string
	// Organized lists where an entity is organised; where records disagree, all that they say.
	Organized []fact.Country
	Anonymous bool
}

// Describe returns what g knows of a party; ok is false for one that it does not know.
func (g *Graph) Describe(p fact.PartyID) (d Description, ok bool) {
	x, ok := g.Find(p)
	if !ok {
		return Description{ID: p, Name: string(p)}, false
	}
	return g.describe(x), true
}

func (g *Graph) describe(x uint32) Description {
	n := g.node(x)
	d := Description{ID: g.ID(x), Name: g.Name(x), Kind: graph.PartyKind(n.Kind), Organized: g.unpack(n.Organized), Anonymous: n.Flags&graph.NodeAnonymous != 0}
	var words []string
	for _, f := range []struct {
		word string
		v    uint16
	}{{"", n.Organized}, {"seat in ", n.Seat}, {"resides in ", n.Residence}, {"of ", n.State}, {"citizen of ", n.Citizenship}} {
		if f.v == 0 || f.word == "seat in " && f.v == n.Organized || f.word == "citizen of " && f.v == n.Residence {
			continue
		}
		var names []string
		for _, c := range g.unpack(f.v) {
			if f.word == "" {
				names = append(names, country.Name(string(c)))
			} else {
				names = append(names, country.In(string(c)))
			}
		}
		sep := " and "
		if f.v&graph.SetBit != 0 && int(f.v&^graph.SetBit) < len(g.sets) && g.sets[f.v&^graph.SetBit].OneOf {
			sep = " or "
		}
		if len(names) > 0 {
			words = append(words, f.word+strings.Join(names, sep))
		}
	}
	d.Countries = strings.Join(words, ", ")
	return d
}

// String is the name with the countries behind it.
func (d Description) String() string {
	if d.Countries == "" {
		return d.Name
	}
	return d.Name + " (" + d.Countries + ")"
}

// Exception says why a party whose owners meet the test does not have the status itself; "" for any other party.
func (r *Result) Exception(p fact.PartyID) string {
	x, ok := r.w.g.Find(p)
	if !ok || r.verdict(x) == fact.Yes || !r.Rule.ForeignOnly || r.counts(x) == fact.No {
		return ""
	}
	n := r.w.g.node(x)
	owners := "its owners meet the test"
	if r.counts(x) == fact.Unknown {
		owners = "its owners may meet the test"
	}
	switch {
	case foreign(n) != fact.No:
		return ""
	case n.Kind == graph.NodePerson:
		return "a U.S. person, so no foreign person; what it holds counts as held by those behind it"
	}
	return owners + ", but it is organised in the United States alone, so it is no foreign person; what it holds counts as held by them"
}
