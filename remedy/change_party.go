package longarm

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/assess"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/ownership"
	"github.com/longarm-project/longarm/reach"
)

// Changes of who gets at the data, and of who these are.

const maxParties = 3

// accessRemoved takes access from those who may be covered: each alone, or all
// where they are many. Those who run a provider's systems, or contract for them, keep the ability as
// long as they do; where one of these may be covered, nothing less than another operator helps.
func (b *bench) accessRemoved(of *catalogued) []change {
	var who []fact.PartyID
	runs := ""
	for _, a := range b.dealing.Access {
		if a.Able == fact.No || b.covered(a.Party) == fact.No {
			continue
		}
		who = append(who, a.Party)
		if b.derived && runs == "" && b.runs(a.Party) {
			runs = b.party(a.Party)
		}
	}
	switch {
	case runs != "":
		words := "every party that is or may be covered, " + runs + " as operator or contractor included,"
		c := b.withoutAccess(of, words, who)
		c.Shows = "who runs the systems instead; " + c.Shows
		return []change{c}
	case len(who) > maxParties:
		return []change{b.withoutAccess(of, fmt.Sprintf("%s and %d more", b.party(who[0]), len(who)-1), who)}
	}
	var out []change
	for _, p := range who {
		out = append(out, b.withoutAccess(of, b.party(p), []fact.PartyID{p}))
	}
	return out
}

// runs reports whether a party runs the systems of the finding's assets, or contracts for them.
func (b *bench) runs(p fact.PartyID) bool {
	return p == b.dealing.Counterparty || slices.ContainsFunc(b.assets, func(a *reach.Asset) bool {
		return slices.ContainsFunc(a.Attributions, func(at reach.Seen[*fact.Attribution]) bool { return at.Body.Operator == p })
	})
}

func (b *bench) withoutAccess(of *catalogued, words string, parties []fact.PartyID) change {
	c := change{Change: of.fill("party", words, "dealing", b.name()), law: true}
	c.apply = b.restate(of.ID, func(d *fact.Dealing) {
		for i := range d.Access {
			if slices.Contains(parties, d.Access[i].Party) {
				d.Access[i].Able = fact.No
			}
		}
	})
	return c
}

// covered is the verdict of the ownership test of the Data Security Program on a party; Unknown where it was not run.
func (b *bench) covered(p fact.PartyID) fact.Truth {
	for _, f := range b.x.controls[p] {
		if c := f.Body.(*fact.Control); c.Test == "dsp" {
			return c.Verdict
		}
	}
	return fact.Unknown
}

// party is the name of a party.
func (b *bench) party(p fact.PartyID) string {
	for _, f := range b.x.claims[p] {
		if c := f.Body.(*fact.Claim); c.Party != nil && len(c.Party.Names) > 0 {
			return c.Party.Name()
		}
	}
	if p == "" {
		return "a party not known"
	}
	return string(p)
}

// newParty is the id of a party that exists only in a remedy.
const newParty fact.PartyID = "remedy/new-party"

// stranger states a company at home of which all holders are known and none matters.
func (b *bench) stranger(d *draft, id string) {
	d.owned = true
	d.put(id, &fact.Claim{Author: "remedy", Party: &fact.Party{
		Complete: fact.Yes, ID: newParty, Kind: fact.Company, Organized: b.s.Facts.Home[:1], Seat: b.s.Facts.Home[0],
		Names: []fact.Name{{Text: "another company"}},
	}})
}

// counterpartyChanged deals with somebody at home whom nobody of concern holds.
func (b *bench) counterpartyChanged(of *catalogued) []change {
	if b.derived || len(b.s.Facts.Home) == 0 || b.dealing.Counterparty == "" {
		return nil
	}
	ours := b.attributed()
	old := b.dealing.Counterparty
	c := change{Change: of.fill("dealing", b.name(), "to", string(b.s.Facts.Home[0]), "party", b.party(old)), law: true}
	restate := b.restate(of.ID, func(d *fact.Dealing) {
		d.Counterparty = newParty
		for i := range d.Access {
			if d.Access[i].Party == old || b.covered(d.Access[i].Party) != fact.No {
				d.Access[i].Party = newParty
			}
		}
	})
	c.apply = func(d *draft) {
		b.stranger(d, of.ID)
		d.replace(of.ID, func(f fact.Fact) fact.Body {
			if ours[f.ID] {
				return nil
			}
			return f.Body
		})
		restate(d)
	}
	return []change{c}
}

// Parties with more above them are not searched for sales, which would take too long.
const (
	maxAbove = 6
	maxSales = 2 // parties for whom sales are sought
)

// divested sells what makes a party of the dealing covered.
func (b *bench) divested(of *catalogued) ([]change, error) {
	if len(b.s.Facts.Home) == 0 {
		return nil, nil
	}
	parties := []fact.PartyID{b.dealing.Counterparty}
	for _, a := range b.dealing.Access {
		if a.Able != fact.No && !slices.Contains(parties, a.Party) {
			parties = append(parties, a.Party)
		}
	}
	var out []change
	for _, p := range parties {
		if len(out) == maxSales || p == "" || b.covered(p) == fact.No {
			continue
		}
		held := b.above(p)
		if len(held) == 0 || len(held) > maxAbove {
			continue
		}
		c, ok, err := b.sales(of, p, held)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, c)
		}
	}
	return out, nil
}

// above lists the claims on what is held in a party and in those who hold it.
func (b *bench) above(p fact.PartyID) []fact.Fact {
	var out []fact.Fact
	seen := map[fact.PartyID]bool{p: true}
	todo := []fact.PartyID{p}
	for len(todo) > 0 {
		for _, f := range b.x.claims[todo[0]] {
			c := f.Body.(*fact.Claim)
			if c.Interest == nil || c.Interest.Asset != todo[0] {
				continue
			}
			out = append(out, f)
			if !seen[c.Interest.Owner] {
				seen[c.Interest.Owner] = true
				todo = append(todo, c.Interest.Owner)
			}
		}
		todo = todo[1:]
	}
	return out
}

func (b *bench) sales(of *catalogued, p fact.PartyID, held []fact.Fact) (c change, ok bool, err error) {
	rules, err := assess.Tests()
	if err != nil {
		return c, false, err
	}
	var above fact.Set
	for _, f := range held {
		i := f.Body.(*fact.Claim).Interest
		said := []fact.Fact{f}
		for _, q := range []fact.PartyID{i.Owner, i.Asset} {
			for _, g := range b.x.claims[q] {
				if g.Body.(*fact.Claim).Party != nil {
					said = append(said, g)
				}
			}
		}
		for _, g := range said {
			for _, part := range b.s.Set.Closure(g.ID) {
				if _, err := above.Add(part); err != nil {
					return c, false, err
				}
			}
		}
	}
	var graph ownership.Builder
	graph.Claims(&above)
	least := graph.Build().Solve(rules[0], b.s.Rules.At).WhatIf(p).Least
	if least == nil || len(least.Sales) == 0 {
		return c, false, nil
	}
	var says []string
	for _, s := range least.Sales {
		says = append(says, fmt.Sprintf("%s sells more than %s of %s", b.party(s.Owner), s.Exceeds, b.party(s.Asset)))
	}
	c = change{Change: of.fill("what", strings.Join(says, "; ")), law: true}
	c.apply = func(d *draft) { b.sell(d, of.ID, least.Sales) }
	return c, true, nil
}

// sell takes the parts sold from their holders and gives them to somebody at home.
func (b *bench) sell(d *draft, id string, sales []ownership.Sale) {
	b.stranger(d, id)
	for _, s := range sales {
		part := s.Exceeds + 1
		d.replace(id, func(f fact.Fact) fact.Body {
			c, ok := f.Body.(*fact.Claim)
			if !ok || c.Interest == nil || c.Interest.Owner != s.Owner || c.Interest.Asset != s.Asset || c.Interest.Hi == 0 {
				return f.Body
			}
			i := *c.Interest
			i.Lo -= min(i.Lo, part)
			i.Hi -= min(i.Hi, part)
			n := *c
			n.Interest = &i
			return &n
		})
		d.put(id, &fact.Claim{Author: "remedy", Interest: &fact.Interest{Owner: newParty, Asset: s.Asset, Kind: fact.Shares, Lo: part, Hi: part}})
	}
}
