package assess

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/ownership"
	"github.com/longarm-project/longarm/review"
)

// tests are the ownership tests that are run for every party of a dealing or an attribution.
var tests = []string{"dsp", "ofac50"}

// Control adds to set what is presumed of its parties, and who is behind every
// party that matters: under the legal tests, and which governments' arms reach it.
func Control(set *fact.Set, at fact.Date) error {
	_, err := control(set, at, nil)
	return err
}

// control does as Control does, or adds known control facts, and returns how many facts were there before these.
func control(set *fact.Set, at fact.Date, known []fact.Fact) (given int, err error) {
	if err := set.AddAll(review.Presumed(set)...); err != nil {
		return 0, err
	}
	given = set.Len()
	if known != nil {
		return given, set.AddAll(known...)
	}
	rules, err := Tests()
	if err != nil {
		return 0, err
	}
	var b ownership.Builder
	b.Claims(set.All())
	g := b.Build()
	parties := Parties(set)
	for _, rule := range rules {
		if err := set.AddAll(ownership.Facts(g.Solve(rule, at), parties)...); err != nil {
			return 0, err
		}
	}
	for _, p := range parties {
		for _, over := range g.GovernmentsOver(p, at) {
			if f, ok := over.Result.Fact(p); ok {
				if err := set.AddAll(f); err != nil {
					return 0, err
				}
			}
		}
	}
	return given, nil
}

// Tests returns the rules of the ownership tests that are run.
func Tests() ([]*ownership.Rule, error) {
	var rules []*ownership.Rule
	for _, name := range tests {
		rule, err := ownership.RuleNamed(name)
		if err != nil {
			return nil, err
		}
		rules = append(rules, rule)
	}
	return rules, nil
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
