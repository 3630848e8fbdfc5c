package assess

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/ownership"
	"github.com/longarm-project/longarm/review"
)

// Control adds to set what is presumed of its parties, and who is behind every party
// that matters: under the ownership tests of the packs, and which governments' arms reach it.
func Control(set *fact.Set, r Rules) error {
	_, err := control(set, r, nil)
	return err
}

// control does as Control does, or adds known control facts, and returns how many facts were there before these.
func control(set *fact.Set, r Rules, known []fact.Fact) (given int, err error) {
	presumed, err := review.Presumed(set, r.Law, r.At)
	if err != nil {
		return 0, err
	}
	if err := set.AddAll(append(presumed, review.Listed(set)...)...); err != nil {
		return 0, err
	}
	given = set.Len()
	if known != nil {
		return given, set.AddAll(known...)
	}
	rules, err := r.tests()
	if err != nil {
		return 0, err
	}
	g := graphOn(set, r.At)
	parties := Parties(set)
	for _, rule := range rules {
		if err := set.AddAll(ownership.Facts(g.Solve(rule, r.At), parties)...); err != nil {
			return 0, err
		}
	}
	for _, other := range review.Days(set, r.At) {
		h := g
		if stays(set) {
			h = graphOn(set, other.On)
		}
		for _, rule := range rules {
			if err := set.AddAll(ownership.FactsOn(h.Solve(rule, other.On), other.Parties, other.On)...); err != nil {
				return 0, err
			}
		}
	}
	for _, p := range parties {
		for _, over := range g.GovernmentsOver(p, r.At) {
			if f, ok := over.Result.Fact(p); ok {
				if err := set.AddAll(f); err != nil {
					return 0, err
				}
			}
		}
	}
	return given, nil
}

// graphOn builds the graph of what is claimed, with persons where they were on a day.
func graphOn(set *fact.Set, at fact.Date) *ownership.Graph {
	var b ownership.Builder
	b.Claims(func(yield func(fact.Fact) bool) {
		for f := range set.All() {
			if c, ok := f.Body.(*fact.Claim); ok && c.Party != nil && len(c.Party.Stays) > 0 {
				d := *c
				d.Party = c.Party.OnDay(at)
				f.Body = &d
			}
			if !yield(f) {
				return
			}
		}
	})
	return b.Build()
}

// stays reports whether anybody is stated to have been in a country for a time.
func stays(set *fact.Set) bool {
	for _, c := range fact.Of[*fact.Claim](set) {
		if c.Party != nil && len(c.Party.Stays) > 0 {
			return true
		}
	}
	return false
}

// tests returns the ownership tests that the packs name, those that decide and those shown beside them.
func (r Rules) tests() ([]*ownership.Rule, error) {
	packs := r.Packs
	if len(packs) == 0 {
		packs = r.Law.Names()
	}
	var names []string
	for _, name := range packs {
		p, err := r.Law.Pack(name)
		if err != nil {
			return nil, err
		}
		for _, test := range append([]string{p.Ownership.Test}, p.Ownership.Also...) {
			if test != "" && !slices.Contains(names, test) {
				names = append(names, test)
			}
		}
	}
	var out []*ownership.Rule
	for _, name := range names {
		rule, err := ownership.RuleNamed(name)
		if err != nil {
			return nil, err
		}
		out = append(out, rule)
	}
	return out, nil
}

// Parties lists every party that a claim, an attribution or a dealing names, sorted.
func Parties(set *fact.Set) []fact.PartyID {
	seen := map[fact.PartyID]bool{}
	note := func(parties []fact.PartyID) {
		for _, p := range parties {
			seen[p] = true
		}
	}
	for f := range set.All() {
		switch b := f.Body.(type) {
		case *fact.Claim:
			if b.Party != nil {
				seen[b.Party.ID] = true
			}
		case *fact.Attribution:
			note(b.Operators())
			note(b.Contractors())
		case *fact.Dealing:
			note([]fact.PartyID{b.Subject, b.Counterparty})
			note(b.CounterpartyOneOf)
			for _, a := range b.Access {
				note(a.Parties())
			}
		}
	}
	delete(seen, "")
	var out []fact.PartyID
	for p := range seen {
		out = append(out, p)
	}
	slices.Sort(out)
	return out
}
