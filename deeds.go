package longarm

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/ownership"
	"github.com/longarm-project/longarm/reach"
	"github.com/longarm-project/longarm/review"
)

// What each change of the catalogue does to the facts.

// candidates lists the changes that could be made for the finding, in the order of the catalogue.
func (b *bench) candidates(c *catalogue) ([]change, error) {
	var out []change
	for i := range c.Changes {
		of := &c.Changes[i]
		if of.From > b.s.journey.At {
			continue
		}
		cs, err := b.makeOut(of)
		if err != nil {
			return nil, err
		}
		for _, x := range cs {
			x.of = of
			out = append(out, x)
		}
	}
	return out, nil
}

func (b *bench) makeOut(of *catalogued) ([]change, error) {
	if of.Rule != "" && !b.mayApply(of.Rule) {
		return nil, nil
	}
	switch of.ID {
	case "keys-out-of-reach":
		return b.keys(of), nil
	case "replica-out-of-reach", "no-standing-access":
		return b.guarded(of), nil
	case "region-moved":
		return b.regionMoved(of), nil
	case "provider-moved":
		return b.providerMoved(of)
	case "traffic-stopped":
		return b.trafficStopped(of), nil
	case "access-removed":
		return b.accessRemoved(of), nil
	case "data-minimised":
		return b.minimised(of)
	case "clause-added":
		return []change{b.termed(of, of.fill("dealing", b.name()), of.Terms)}, nil
	case "security-requirements":
		return b.secured(of), nil
	case "exemption-documented":
		return b.exempted(of), nil
	case "counterparty-changed":
		return b.counterpartyChanged(of), nil
	case "divestment":
		return b.divested(of)
	}
	return nil, fmt.Errorf("changes.yaml: nobody knows how to make the change %q", of.ID)
}

func (b *bench) mayApply(rule string) bool {
	return slices.ContainsFunc(b.finding.Provisions, func(p review.Provision) bool { return p.Rule == rule && p.Applies != fact.No })
}

func (b *bench) name() string { return cmp.Or(b.finding.Title, b.dealing.Name) }

func (b *bench) providerName(id fact.ProviderID) string {
	if p, ok := b.s.journey.providers.Provider(id); ok {
		return p.Name
	}
	return string(id)
}

func (b *bench) assetWords() string {
	switch len(b.assets) {
	case 0:
		return "the data of " + b.name()
	case 1:
		return string(b.assets[0].ID)
	}
	return fmt.Sprintf("%s and %d more", b.assets[0].ID, len(b.assets)-1)
}

// guarded makes a safeguard stand on every asset of the finding.
func (b *bench) guarded(of *catalogued) []change {
	if !b.stores() {
		return nil
	}
	inPlace := true
	old := map[fact.ID]bool{}
	for _, a := range b.assets {
		stands := false
		for _, s := range a.Safeguards {
			if s.Body.Measure == of.ID {
				old[s.ID] = true
				stands = stands || s.Body.State == fact.Yes
			}
		}
		inPlace = inPlace && stands
	}
	c := change{Change: of.fill("asset", b.assetWords())}
	c.InPlace = inPlace
	c.apply = func(d *draft) {
		d.replace(of.ID, func(f fact.Fact) fact.Body {
			if old[f.ID] {
				return nil
			}
			return f.Body
		})
		for _, a := range b.assets {
			d.put(of.ID, &fact.Safeguard{Asset: a.ID, Measure: of.ID, Seen: fact.No, State: fact.Yes})
		}
	}
	return []change{c}
}

// keys encrypts with keys out of reach: a safeguard on assets, and a word about data that lies in none.
func (b *bench) keys(of *catalogued) []change {
	cs := b.guarded(of)
	if len(b.dealing.Data) == 0 || b.derived {
		return cs
	}
	c := change{Change: of.fill("asset", b.assetWords())}
	if len(cs) > 0 {
		c = cs[0]
	}
	guard := c.apply
	encrypt := b.restate(of.ID, func(d *fact.Dealing) {
		for i := range d.Data {
			d.Data[i].Terms = maps.Clone(d.Data[i].Terms)
			if d.Data[i].Terms == nil {
				d.Data[i].Terms = map[string]string{}
			}
			d.Data[i].Terms["encrypted"] = "yes"
		}
	})
	c.apply = func(d *draft) {
		if guard != nil {
			guard(d)
		}
		encrypt(d)
	}
	return []change{c}
}

// restate alters what is stated of the dealing; of a derived one, what a case file would state under its name.
func (b *bench) restate(id string, edit func(*fact.Dealing)) func(*draft) {
	return func(d *draft) {
		found := false
		d.replace(id, func(f fact.Fact) fact.Body {
			s, ok := f.Body.(*fact.Dealing)
			if !ok || s.Name != b.dealing.Name {
				return f.Body
			}
			found = true
			c := cloneDealing(s)
			if b.derived && len(c.Access) == 0 {
				c.Access = slices.Clone(b.dealing.Access)
			}
			edit(c)
			return c
		})
		if found {
			return
		}
		c := cloneDealing(b.dealing)
		c.Data = nil // still what the assets hold
		edit(c)
		d.put(id, c)
	}
}

func cloneDealing(d *fact.Dealing) *fact.Dealing {
	c := *d
	c.Access, c.Assets, c.Data, c.Terms = slices.Clone(d.Access), slices.Clone(d.Assets), slices.Clone(d.Data), maps.Clone(d.Terms)
	if c.Terms == nil {
		c.Terms = map[string]string{}
	}
	return &c
}

func (b *bench) termed(of *catalogued, what review.Change, terms map[string]string) change {
	c := change{Change: what, law: true}
	c.InPlace = true
	for k, v := range terms {
		c.InPlace = c.InPlace && b.dealing.Terms[k] == v
	}
	c.apply = b.restate(of.ID, func(d *fact.Dealing) { maps.Copy(d.Terms, terms) })
	return c
}

// attributed lists the attributions of the finding's assets to the provider used.
func (b *bench) attributed() map[fact.ID]bool {
	ids := map[fact.ID]bool{}
	for _, a := range b.assets {
		for _, at := range a.Attributions {
			if at.Body.Provider == b.provider && b.provider != "" {
				ids[at.ID] = true
			}
		}
	}
	return ids
}

func (b *bench) atHome(c fact.Country) bool { return slices.Contains(b.s.journey.home, c) }

// regionMoved moves what stands abroad to a region of the same provider at home.
func (b *bench) regionMoved(of *catalogued) []change {
	ours := b.attributed()
	var away []fact.ID
	for _, a := range b.assets {
		for _, at := range a.Attributions {
			if ours[at.ID] && at.Body.Country != "" && !b.atHome(at.Body.Country) && len(b.s.journey.home) > 0 {
				away = append(away, at.ID)
			}
		}
	}
	if len(away) == 0 || !b.stores() {
		return nil
	}
	for _, s := range b.s.journey.providers.Sites(b.provider) {
		if !b.atHome(s.Country) {
			continue
		}
		c := change{Change: of.fill("asset", b.assetWords(), "to", fmt.Sprintf("%s %s (%s)", b.providerName(b.provider), s.Region, s.Country)), law: true}
		operator := b.operatorAt(s.Country)
		c.apply = func(d *draft) {
			d.replace(of.ID, func(f fact.Fact) fact.Body {
				at, ok := f.Body.(*fact.Attribution)
				if !ok || !slices.Contains(away, f.ID) {
					return f.Body
				}
				n := *at
				n.Region, n.Country, n.Endpoint, n.Prefix = s.Region, s.Country, "", ""
				if operator != "" {
					n.Operator = operator
				}
				return &n
			})
		}
		return []change{c}
	}
	return nil
}

// operatorAt is who runs the provider's systems in a country, as far as something in use there shows it.
func (b *bench) operatorAt(c fact.Country) fact.PartyID {
	for _, at := range b.x.places {
		if at.Provider == b.provider && at.Country == c && at.Operator != "" {
			return at.Operator
		}
	}
	return ""
}

// stores reports whether something of the finding is held by the provider, rather than only talked to.
func (b *bench) stores() bool {
	return slices.ContainsFunc(b.assets, func(a *reach.Asset) bool { return a.Declared() })
}

const (
	maxTargets = 4
	maxShared  = 50 // dealings with a provider's company, all of which are decided again
)

// targets lists providers in use at home to which something could be moved, one
// place each: those whose operator is surely not covered.
func (b *bench) targets() []*fact.Attribution {
	var out []*fact.Attribution
	for _, p := range b.s.journey.used {
		i := slices.IndexFunc(b.x.places, func(at *fact.Attribution) bool {
			return at.Provider == p && p != b.provider && b.atHome(at.Country) && at.Operator != "" && b.covered(at.Operator) == fact.No
		})
		if i < 0 || len(out) == maxTargets || len(b.x.pairs[pair{b.dealing.Subject, b.x.places[i].Contracts}]) > maxShared {
			continue
		}
		out = append(out, b.x.places[i])
	}
	return out
}

func (b *bench) moveTo(of *catalogued, to *fact.Attribution) change {
	ours := b.attributed()
	where := "a provider that no covered person runs, or systems of your own"
	if to != nil {
		where = strings.TrimSpace(b.providerName(to.Provider) + " " + to.Region)
	}
	c := change{Change: of.fill("asset", b.assetWords(), "provider", b.providerName(b.provider), "to", where), law: true, wide: to != nil}
	c.apply = func(d *draft) {
		moved := map[fact.AssetID]bool{}
		d.replace(of.ID, func(f fact.Fact) fact.Body {
			at, ok := f.Body.(*fact.Attribution)
			switch {
			case !ok || !ours[f.ID]:
				return f.Body
			case to == nil || moved[at.Asset]:
				return nil
			}
			moved[at.Asset] = true
			n := *to
			n.Asset, n.Endpoint, n.Prefix, n.ASN = at.Asset, "", "", 0
			return &n
		})
	}
	return c
}

// move tries what came of moving to a target, once.
func (b *bench) move(of *catalogued, to *fact.Attribution) (*tried, error) {
	if t := b.moved[to]; t != nil {
		return t, nil
	}
	t, err := b.try([]change{b.moveTo(of, to)})
	if err == nil {
		if b.moved == nil {
			b.moved = map[*fact.Attribution]*tried{}
		}
		b.moved[to] = t
	}
	return t, err
}

// providerMoved moves to the first provider in use where the answer is best, or else to one not named.
func (b *bench) providerMoved(of *catalogued) ([]change, error) {
	if !b.derived || !b.stores() || b.provider == "" {
		return nil, nil
	}
	best := b.moveTo(of, nil)
	least := b.before.rank
	for _, to := range b.targets() {
		t, err := b.move(of, to)
		if err != nil {
			return nil, err
		}
		if t.rank < least {
			best, least = b.moveTo(of, to), t.rank
		}
	}
	return []change{best}, nil
}

func (b *bench) trafficStopped(of *catalogued) []change {
	if !b.derived || b.stores() || b.provider == "" {
		return nil
	}
	c := b.moveTo(of, nil)
	c.Change = of.fill("asset", b.assetWords(), "provider", b.providerName(b.provider))
	return []change{c}
}

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

// secured shows every measure that the finding asks for, or, where it is prohibited, that its law knows.
func (b *bench) secured(of *catalogued) []change {
	measures := b.finding.Measures
	if b.finding.Outcome == review.Prohibited && len(measures) == 0 {
		measures = b.known()
	}
	if len(measures) == 0 {
		return nil
	}
	missing := 0
	old := map[string]bool{}
	for _, m := range measures {
		old[m.ID] = true
		if m.State != fact.Yes {
			missing++
		}
	}
	what := fmt.Sprintf("the %d missing of the %d measures", missing, len(measures))
	if missing == len(measures) {
		what = fmt.Sprintf("all %d measures", missing)
	}
	terms := map[string]string{}
	for k, v := range of.Terms {
		if said, ok := b.dealing.Terms[k]; ok && said != v && said != "met" {
			terms[k] = v
		}
	}
	c := b.termed(of, of.fill("what", what, "dealing", b.name()), terms)
	c.InPlace = missing == 0 && len(terms) == 0
	state := c.apply
	c.apply = func(d *draft) {
		if len(terms) > 0 {
			state(d)
		}
		d.replace(of.ID, func(f fact.Fact) fact.Body {
			if s, ok := f.Body.(*fact.Safeguard); ok && s.Dealing == b.dealing.Name && old[s.Measure] {
				return nil
			}
			return f.Body
		})
		for _, m := range measures {
			d.put(of.ID, &fact.Safeguard{Dealing: b.dealing.Name, Measure: m.ID, Seen: fact.No, State: fact.Yes})
		}
	}
	return []change{c}
}

// known lists the measures of the finding's law, none of them shown.
func (b *bench) known() []review.Measure {
	p, err := b.s.journey.Law.Pack(b.finding.Pack)
	if err != nil {
		return nil
	}
	var out []review.Measure
	for _, m := range p.Measures {
		out = append(out, review.Measure{ID: m.ID})
	}
	return out
}

// exempted documents the facts on which an exemption waits: one change for each exemption.
func (b *bench) exempted(of *catalogued) []change {
	var out []change
	for _, p := range b.finding.Provisions {
		if p.Outcome != review.Exempt || p.Applies != fact.Unknown {
			continue
		}
		terms := map[string]string{}
		for _, e := range p.Elements {
			for _, v := range e.Values {
				if term, ok := strings.CutSuffix(v, " = unknown"); ok && e.Value == fact.Unknown {
					_, term, _ = strings.Cut(term, ": ")
					terms[term] = "yes"
				}
			}
		}
		if len(terms) > 0 {
			c := b.termed(of, of.fill("what", "the exemption of "+p.Citation+" ("+strings.ToLower(p.Title)+")", "dealing", b.name()), terms)
			c.Citation = p.Citation
			out = append(out, c)
		}
	}
	return out
}

// newParty is the id of a party that exists only in a remedy.
const newParty fact.PartyID = "remedy/new-party"

// stranger states a company at home of which all holders are known and none matters.
func (b *bench) stranger(d *draft, id string) {
	d.owned = true
	d.put(id, &fact.Claim{Author: "remedy", Party: &fact.Party{
		Complete: fact.Yes, ID: newParty, Kind: fact.Company, Organized: b.s.journey.home[:1], Seat: b.s.journey.home[0],
		Names: []fact.Name{{Text: "another company"}},
	}})
}

// counterpartyChanged deals with somebody at home whom nobody of concern holds.
func (b *bench) counterpartyChanged(of *catalogued) []change {
	if b.derived || len(b.s.journey.home) == 0 || b.dealing.Counterparty == "" {
		return nil
	}
	ours := b.attributed()
	old := b.dealing.Counterparty
	c := change{Change: of.fill("dealing", b.name(), "to", string(b.s.journey.home[0]), "party", b.party(old)), law: true}
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
	if len(b.s.journey.home) == 0 {
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
	rules, err := b.s.journey.ownershipTests()
	if err != nil {
		return c, false, err
	}
	var graph ownership.Builder
	for _, f := range held {
		add(&graph, f.ID, f.Body.(*fact.Claim))
		for _, q := range []fact.PartyID{f.Body.(*fact.Claim).Interest.Owner, f.Body.(*fact.Claim).Interest.Asset} {
			for _, g := range b.x.claims[q] {
				if g.Body.(*fact.Claim).Party != nil {
					add(&graph, g.ID, g.Body.(*fact.Claim))
				}
			}
		}
	}
	least := graph.Build().Solve(rules[0], b.s.journey.At).WhatIf(p).Least
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

// limits lists the numbers that rules derived for the finding, greatest first: thresholds among them.
func (b *bench) limits() []int64 {
	proof := b.s.Determination.Proof
	seen := map[int]bool{}
	var out []int64
	var visit func(int)
	visit = func(i int) {
		if i < 0 || i >= len(proof) || seen[i] {
			return
		}
		seen[i] = true
		if n, err := strconv.ParseInt(proof[i].Value, 10, 64); err == nil && n >= 0 {
			out = append(out, n)
		}
		for _, u := range proof[i].Uses {
			visit(u)
		}
	}
	for _, p := range b.finding.Provisions {
		visit(p.Step)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	slices.Reverse(out)
	return out
}

// A holding is data of one category under the finding.
type holding struct {
	category fact.Category
	unit     string
	most     int64 // the greatest number in one place; Unbounded: not known
	places   int
}

// holdings lists the data of the finding by category, in the order of the dealing.
func (b *bench) holdings() []holding {
	var out []holding
	add := func(c fact.Category, unit string, n fact.Range) {
		if c == "" || c == fact.OtherData {
			return
		}
		i := slices.IndexFunc(out, func(h holding) bool { return h.category == c })
		if i < 0 {
			out = append(out, holding{category: c, unit: unit})
			i = len(out) - 1
		}
		out[i].places++
		if n.Hi == fact.Unbounded || out[i].most == fact.Unbounded {
			out[i].most = fact.Unbounded
		} else {
			out[i].most = max(out[i].most, n.Hi)
		}
	}
	for _, e := range b.dealing.Data {
		add(e.Category, e.Unit, e.Number)
	}
	if len(b.dealing.Data) == 0 {
		for _, a := range b.assets {
			for _, c := range a.Counts {
				add(c.Body.Category, c.Body.Unit, c.Body.Number)
			}
		}
	}
	return out
}

// minimised keeps, for each category, no more than the number at which the answer gets as good as without it.
func (b *bench) minimised(of *catalogued) ([]change, error) {
	var out []change
	for _, h := range b.holdings() {
		n, ok, err := b.bearable(of, h)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, b.keep(of, h, n))
		}
	}
	return out, nil
}

// bearable finds the greatest number of a category that still makes the answer
// as good as none would. Where that alone does not help, it is the lowest
// threshold met in the proof, for use together with other changes.
func (b *bench) bearable(of *catalogued, h holding) (n int64, ok bool, err error) {
	good := func(n int64, want int) bool {
		t, e := b.try([]change{b.keep(of, h, n)})
		if e != nil {
			err = e
			return false
		}
		return t.rank <= want
	}
	limits := slices.DeleteFunc(b.limits(), func(n int64) bool { return h.most != fact.Unbounded && n >= h.most })
	none, err := b.try([]change{b.keep(of, h, 0)})
	if err != nil {
		return 0, false, err
	}
	if none.rank >= b.before.rank {
		if len(limits) == 0 {
			return 0, false, nil
		}
		return limits[len(limits)-1], true, nil
	}
	low, high := int64(0), h.most // low is few enough; high is too many
	if high == fact.Unbounded {
		high = 1 << 40
	}
	for _, l := range limits {
		if good(l, none.rank) {
			low = max(low, l)
			break
		}
		high = min(high, l)
	}
	if low+1 < high && !good(low+1, none.rank) {
		return low, err == nil, err
	}
	for low+1 < high && err == nil {
		if mid := low + (high-low)/2; good(mid, none.rank) {
			low = mid
		} else {
			high = mid
		}
	}
	return low, err == nil, err
}

// keep bounds the number of a category, wherever the finding takes it from.
func (b *bench) keep(of *catalogued, h holding, n int64) change {
	what := map[bool]string{true: "U.S. devices", false: "U.S. persons"}[h.unit == "us-devices" || h.category == fact.PreciseGeolocation]
	what += " (" + strings.ReplaceAll(string(h.category), "-", " ")
	if h.places > 1 {
		what += fmt.Sprintf(", in each of %d places", h.places)
	}
	c := change{Change: of.fill("number", grouped(n), "what", what+")", "dealing", b.name()), law: true}
	c.Number = &n
	counts := map[fact.ID]bool{}
	for _, a := range b.assets {
		for _, x := range a.Counts {
			if x.Body.Category == h.category {
				counts[x.ID] = true
			}
		}
	}
	c.apply = func(d *draft) {
		d.replace(of.ID, func(f fact.Fact) fact.Body {
			switch x := f.Body.(type) {
			case *fact.Count:
				if counts[f.ID] {
					m := *x
					m.Number = atMost(x.Number, n)
					return &m
				}
			case *fact.Dealing:
				if x.Name == b.dealing.Name && len(x.Data) > 0 {
					m := cloneDealing(x)
					for i := range m.Data {
						if m.Data[i].Category == h.category {
							m.Data[i].Number = atMost(m.Data[i].Number, n)
						}
					}
					return m
				}
			}
			return f.Body
		})
	}
	return c
}

func atMost(r fact.Range, n int64) fact.Range {
	if r.Hi == fact.Unbounded || r.Hi > n {
		r.Hi = n
	}
	r.Lo = min(r.Lo, r.Hi)
	return r
}

// grouped prints n with commas between groups of three digits.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
