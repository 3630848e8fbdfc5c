package remedy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/ownership"
	"github.com/longarm-project/longarm/reach"
)

// Changes of who gets at the data, and of who these are.

const maxParties = 3

// accessRemoved takes access from those who may be covered: each alone, or all
// where they are many. Those who run a provider's systems, or contract for them, keep the ability as
// long as they do; where one of these may be covered, nothing less than another operator helps.
func (sc *scope) accessRemoved(of *entry) []change {
	var who []fact.PartyID
	runs := ""
	for _, a := range sc.dealing.Access {
		if a.Able == fact.No || sc.covered(a.Party) == fact.No {
			continue
		}
		who = append(who, a.Party)
		if sc.derived && runs == "" && sc.runs(a.Party) {
			runs = sc.party(a.Party)
		}
	}
	switch {
	case runs != "":
		words := "every party that is or may be covered, " + runs + " as operator or contractor included,"
		c := sc.withoutAccess(of, words, who)
		c.Shows = "who runs the systems instead; " + c.Shows
		return []change{c}
	case len(who) > maxParties:
		return []change{sc.withoutAccess(of, fmt.Sprintf("%s and %d more", sc.party(who[0]), len(who)-1), who)}
	}
	var out []change
	for _, p := range who {
		out = append(out, sc.withoutAccess(of, sc.party(p), []fact.PartyID{p}))
	}
	return out
}

// runs reports whether a party runs the systems of the finding's assets, or contracts for them.
func (sc *scope) runs(p fact.PartyID) bool {
	return p == sc.dealing.Counterparty || slices.ContainsFunc(sc.assets, func(a *reach.Asset) bool {
		return slices.ContainsFunc(a.Attributions, func(at reach.Seen[*fact.Attribution]) bool { return at.Body.Operator == p })
	})
}

func (sc *scope) withoutAccess(of *entry, words string, parties []fact.PartyID) change {
	c := change{Change: of.fill("party", words, "dealing", sc.name()), law: true}
	c.apply = sc.restate(of.ID, func(d *fact.Dealing) {
		for i := range d.Access {
			if slices.Contains(parties, d.Access[i].Party) {
				d.Access[i].Able = fact.No
			}
		}
	})
	return c
}

// covered is the verdict on a party of the ownership test that the pack names;
// Unknown where it was not run, or where its readings of the text differ.
func (sc *scope) covered(p fact.PartyID) fact.Truth {
	verdict, run := fact.Unknown, false
	for _, f := range sc.x.controls[p] {
		c := f.Body.(*fact.Control)
		switch {
		case c.Test != sc.test || c.On != "":
		case run && c.Verdict != verdict:
			return fact.Unknown
		default:
			verdict, run = c.Verdict, true
		}
	}
	return verdict
}

// party is the name of a party.
func (sc *scope) party(p fact.PartyID) string {
	for _, f := range sc.x.claims[p] {
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

// unaffiliated states a company of a country at home of which all holders are known and none matters.
func unaffiliated(d *draft, id string, home fact.Country) {
	d.owned = true
	d.put(id, &fact.Claim{Author: "remedy", Party: &fact.Party{
		Complete: fact.Yes, ID: newParty, Kind: fact.Company, Organized: []fact.Country{home}, Seat: home,
		Names: []fact.Name{{Text: "another company"}},
	}})
}

// homes lists the countries at home, sorted.
func (sc *scope) homes() []fact.Country {
	out := slices.Clone(sc.study.Facts.Home)
	slices.Sort(out)
	return slices.Compact(out)
}

// counterpartyChanged deals with somebody at home whom nobody of concern holds; where
// several countries are home, with somebody of the one where the answer is best.
func (sc *scope) counterpartyChanged(of *entry) ([]change, error) {
	if sc.derived || sc.dealing.Counterparty == "" {
		return nil, nil
	}
	var ways []change
	for _, home := range sc.homes() {
		ways = append(ways, sc.counterpartyOf(of, home))
	}
	c, ok, err := sc.best(ways)
	if err != nil || !ok {
		return nil, err
	}
	return []change{c}, nil
}

func (sc *scope) counterpartyOf(of *entry, home fact.Country) change {
	ours := sc.attributed(sc.used...)
	old := sc.dealing.Counterparty
	c := change{Change: of.fill("dealing", sc.name(), "to", string(home), "party", sc.party(old)), law: true}
	restate := sc.restate(of.ID, func(d *fact.Dealing) {
		d.Counterparty = newParty
		maps.Copy(d.Terms, of.States[sc.finding.Pack])
		for i := range d.Access {
			if d.Access[i].Party == old || sc.covered(d.Access[i].Party) != fact.No {
				d.Access[i].Party = newParty
			}
		}
	})
	c.apply = func(d *draft) {
		unaffiliated(d, of.ID, home)
		d.replace(of.ID, func(f fact.Fact) fact.Body {
			if ours[f.ID] {
				return nil
			}
			return f.Body
		})
		restate(d)
	}
	return c
}

// Parties with more above them are not searched for sales, which would take too long.
const (
	maxAbove = 6
	maxSales = 2 // parties for whom sales are sought
)

// divested sells what makes a party of the dealing covered.
func (sc *scope) divested(of *entry) ([]change, error) {
	if len(sc.study.Facts.Home) == 0 || sc.test == "" {
		return nil, nil
	}
	parties := []fact.PartyID{sc.dealing.Counterparty}
	for _, a := range sc.dealing.Access {
		if a.Able != fact.No && !slices.Contains(parties, a.Party) {
			parties = append(parties, a.Party)
		}
	}
	var out []change
	for _, p := range parties {
		if len(out) == maxSales || p == "" || sc.covered(p) == fact.No {
			continue
		}
		held := sc.above(p)
		if len(held) == 0 || len(held) > maxAbove {
			continue
		}
		c, ok, err := sc.sales(of, p, held)
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
func (sc *scope) above(p fact.PartyID) []fact.Fact {
	var out []fact.Fact
	seen := map[fact.PartyID]bool{p: true}
	todo := []fact.PartyID{p}
	for len(todo) > 0 {
		for _, f := range sc.x.claims[todo[0]] {
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

func (sc *scope) sales(of *entry, p fact.PartyID, held []fact.Fact) (c change, ok bool, err error) {
	rule, err := ownership.RuleNamed(sc.test)
	if err != nil {
		return c, false, err
	}
	var above []fact.Fact
	for _, f := range held {
		i := f.Body.(*fact.Claim).Interest
		above = append(above, f)
		for _, q := range []fact.PartyID{i.Owner, i.Asset} {
			for _, g := range sc.x.claims[q] {
				if g.Body.(*fact.Claim).Party != nil {
					above = append(above, g)
				}
			}
		}
	}
	var graph ownership.Builder
	graph.Claims(slices.Values(above))
	least := graph.Build().Solve(rule, sc.study.Rules.At).WhatIf(p).Least
	if least == nil || len(least.Sales) == 0 {
		return c, false, nil
	}
	var says []string
	for _, s := range least.Sales {
		says = append(says, fmt.Sprintf("%s sells more than %s of %s", sc.party(s.Owner), s.Exceeds, sc.party(s.Asset)))
	}
	var ways []change
	homes := sc.homes()
	for _, home := range homes {
		what := strings.Join(says, "; ")
		if len(homes) > 1 {
			what += fmt.Sprintf(" (to a company of %s)", home)
		}
		c := change{Change: of.fill("what", what), law: true}
		c.apply = func(d *draft) { sell(d, of.ID, home, least.Sales) }
		ways = append(ways, c)
	}
	return sc.best(ways)
}

// sell takes the parts sold from their holders and gives them to somebody at home.
func sell(d *draft, id string, home fact.Country, sales []ownership.Sale) {
	unaffiliated(d, id, home)
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
