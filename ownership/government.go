package ownership

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law/territory"
)

// GovernmentRule asks whether one country's arm reaches a party: as a state or body of
// it, by organisation, principal place of business or residence there, by a half or more
// of the shares or the votes held through such parties, or by another means of control.
// It is a question of fact for the reach room, not a legal test.
// Territories that belong to the state on the day at are asked with it.
func GovernmentRule(country fact.Country, at fact.Date) (*Rule, error) {
	r := &Rule{
		Name:      "government-" + string(country),
		Title:     "Within reach of the government of " + string(country),
		Citation:  "no law: who is subject to the state, directly or through those who hold it",
		Threshold: "50", Sum: []string{"shares", "votes"},
		Seeds: Seeds{Countries: territory.Of(country, at), By: seedFields[:4]},
		Control: []Basis{
			ByBoard, BySpecial, ByArticles, ByStatute, ByContract, ByProxy, ByTrustee, ByNominator, ByInfluence, ByConsolidate, ByConcert,
		},
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
		n := g.node(u)
		for _, v := range []uint16{n.State, n.Organized, n.Seat, n.Residence} {
			for _, c := range g.unpack(v) {
				seen = append(seen, territory.State(c, at))
			}
		}
	}
	slices.Sort(seen)
	part := g.part(up)
	var out []Governed
	for _, c := range slices.Compact(seen) {
		rule, err := GovernmentRule(c, at)
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
