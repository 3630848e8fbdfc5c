package longarm

import (
	"context"
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/ownership"
	"github.com/longarm-project/longarm/review"
)

// tests are the ownership tests that a review runs for every party of a dealing or an attribution.
var tests = []string{"dsp", "ofac50"}

// control finds out who is behind every party that matters: under the legal
// tests, and which governments' arms reach it.
func (r *journey) control(context.Context) error {
	for _, f := range review.Presumed(&r.set) {
		if _, err := r.set.Add(f); err != nil {
			return err
		}
	}
	r.base = r.set.Len()
	var b ownership.Builder
	b.Claims(&r.set)
	g := b.Build()
	parties := r.parties()
	var facts []fact.Fact
	rules, err := r.ownershipTests()
	if err != nil {
		return err
	}
	for _, rule := range rules {
		facts = append(facts, ownership.Facts(g.Solve(rule, r.At), parties)...)
	}
	for _, p := range parties {
		for _, over := range g.GovernmentsOver(p, r.At) {
			if f, ok := over.Result.Fact(p); ok {
				facts = append(facts, f)
			}
		}
	}
	for _, f := range facts {
		if _, err := r.set.Add(f); err != nil {
			return err
		}
	}
	return nil
}

// ownershipTests returns the rules of the tests, read once.
func (r *journey) ownershipTests() ([]*ownership.Rule, error) {
	if len(r.rules) > 0 {
		return r.rules, nil
	}
	var rules []*ownership.Rule
	for _, name := range tests {
		rule, err := ownership.RuleNamed(name)
		if err != nil {
			return nil, err
		}
		rules = append(rules, rule)
	}
	r.rules = rules
	return rules, nil
}

// parties lists every party that a claim, an attribution or a dealing names, sorted.
func (r *journey) parties() []fact.PartyID {
	seen := map[fact.PartyID]bool{}
	for f := range r.set.All() {
		switch b := f.Body.(type) {
		case *fact.Claim:
			if b.Party != nil {
				seen[b.Party.ID] = true
			}
		case *fact.Attribution:
			seen[b.Operator], seen[b.Contracts] = true, true
		case *fact.Dealing:
			seen[b.Subject], seen[b.Counterparty] = true, true
			for _, a := range b.Access {
				seen[a.Party] = true
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
