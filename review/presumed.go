package review

import (
	"slices"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

const presumedWhy = "no U.S. immigration status is stated of a person who is abroad"

// Presumed returns a claim that a person has no U.S. status, for every person
// stated to live abroad of whom nobody states a status, U.S. citizenship, presence
// in the United States, or that the status is unknown. The rules presume the same of
// a party they look at; the claims let tests of ownership count such persons, and
// findings list them. They rest on all that is stated of the person.
func Presumed(set *fact.Set) []fact.Fact {
	type person struct {
		claims  []fact.ID
		abroad  bool
		settled bool
	}
	people := map[fact.PartyID]*person{}
	var order []fact.PartyID
	for f, c := range fact.Of[*fact.Claim](set) {
		p := c.Party
		if p == nil || c.Text != "" || f.Rule == fact.RulePresumed {
			continue
		}
		who := people[p.ID]
		if who == nil {
			who = &person{}
			people[p.ID] = who
			order = append(order, p.ID)
		}
		who.claims = append(who.claims, f.ID)
		who.abroad = who.abroad || p.Kind == fact.Person && p.Residence != "" && p.Residence != "US"
		who.settled = who.settled || p.Status != "" || p.Present == "US" || p.Residence == "US" || slices.Contains(p.Citizenship, "US") ||
			slices.ContainsFunc([]string{"status", "present", "citizenship"}, func(s string) bool { return slices.Contains(p.Unknown, s) })
	}
	slices.Sort(order)
	var out []fact.Fact
	for _, id := range order {
		if who := people[id]; who.abroad && !who.settled {
			c := &fact.Claim{Author: "longarm", Authority: fact.Presumed, Party: &fact.Party{ID: id, Kind: fact.Person, Status: "none"}}
			out = append(out, fact.New(c, nil, fact.RulePresumed, who.claims...))
		}
	}
	return out
}

// presumedIn lists what a fact rests on that nobody stated.
func (w *world) presumedIn(id fact.ID) []determination.Presumption {
	f, ok := w.set.Get(id)
	if c, control := f.Body.(*fact.Control); !ok || !control || c.Verdict == fact.No {
		return nil // who is presumed foreign can only bring a party nearer to being covered
	}
	var out []determination.Presumption
	for _, from := range f.From {
		g, _ := w.set.Get(from)
		if c, ok := g.Body.(*fact.Claim); ok && g.Rule == fact.RulePresumed {
			out = append(out, determination.Presumption{Path: "parties." + string(c.Party.ID) + ".status", Value: c.Party.Status, Why: presumedWhy})
		}
	}
	return out
}
