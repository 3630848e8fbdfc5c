package provider

import (
	"cmp"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// Author is the author of every claim of the gazetteer.
const Author = "longarm gazetteer"

// Parties returns what the gazetteer claims of the companies of a provider: a
// claim for each party, and one for each interest, of the companies themselves
// and of all above them. Staff known to be at a place stands as one anonymous
// person who resides there, with an interest of employment. Each claim cites its
// line and is marked unverified where any of it rests on memory; a share that is
// not known is the range from nothing to the whole. Unknown ids have none.
func (t *Table) Parties(id fact.ProviderID) []fact.Fact {
	p := t.gazetteer.byID[id]
	if p == nil {
		return nil
	}
	var out []fact.Fact
	claim := func(v *value, c *fact.Claim) {
		c.Author, c.Authority, c.Unverified = Author, fact.Sourced, len(v.unverified) > 0
		if c.Unverified {
			c.Authority = fact.Completed
		}
		out = append(out, fact.New(c, []fact.Source{v.cite()}, ""))
	}
	group, interests := t.gazetteer.group(p)
	seen := make(map[fact.PartyID]bool)
	for _, pt := range group {
		claim(&pt.value, &fact.Claim{Party: pt.body()})
	}
	for _, i := range interests {
		if c := stateOf(i.owner); c != "" && !seen[i.owner] {
			seen[i.owner] = true
			claim(&i.value, &fact.Claim{Party: &fact.Party{ID: i.owner, Kind: fact.State, State: c}})
		}
		claim(&i.value, &fact.Claim{Interest: &fact.Interest{Asset: i.asset, Direct: i.direct, From: i.from, Hi: i.hi,
			Kind: i.kind, Lo: i.lo, Note: i.note, Owner: i.owner}})
	}
	for i := range p.staff {
		s := &p.staff[i]
		claim(&s.value, &fact.Claim{Party: &fact.Party{Anonymous: true, ID: s.id(), Kind: fact.Person,
			Names: []fact.Name{{Text: s.means}}, Residence: s.country}})
		claim(&s.value, &fact.Claim{Interest: &fact.Interest{Asset: s.id(), Hi: fact.Whole, Kind: fact.Employment, Owner: s.employer}})
	}
	return out
}

// group returns the parties of p, those its roles and staff name, and all above
// them, by id; and the interests among them, in a stable order.
func (g *gazetteer) group(p *profile) ([]*party, []*interest) {
	in := make(map[fact.PartyID]bool)
	var queue []fact.PartyID
	add := func(id fact.PartyID) {
		if !in[id] {
			in[id] = true
			queue = append(queue, id)
		}
	}
	for _, pt := range p.parties {
		add(pt.id)
	}
	for i := range p.roles {
		add(p.roles[i].party)
	}
	for i := range p.staff {
		add(p.staff[i].employer)
	}
	var interests []*interest
	for n := 0; n < len(queue); n++ {
		for _, i := range g.holders[queue[n]] {
			interests = append(interests, i)
			add(i.owner)
		}
	}
	var parties []*party
	for _, id := range queue {
		if pt := g.parties[id]; pt != nil {
			parties = append(parties, pt)
		}
	}
	slices.SortFunc(parties, func(a, b *party) int { return strings.Compare(string(a.id), string(b.id)) })
	slices.SortFunc(interests, func(a, b *interest) int {
		return cmp.Or(strings.Compare(string(a.asset), string(b.asset)), strings.Compare(string(a.owner), string(b.owner)),
			strings.Compare(a.file.name, b.file.name), cmp.Compare(a.line, b.line))
	})
	return parties, interests
}

func (p *party) body() *fact.Party {
	b := &fact.Party{ID: p.id, Kind: p.kind, Seat: p.seat, State: p.state}
	if p.organized != "" {
		b.Organized = []fact.Country{p.organized}
	}
	for i, n := range p.names {
		k := fact.PrimaryName
		if i > 0 {
			k = fact.AlsoKnownAs
		}
		b.Names = append(b.Names, fact.Name{Kind: k, Text: n})
	}
	return b
}

func (s *staff) id() fact.PartyID {
	return s.employer + "/staff-" + fact.PartyID(strings.ToLower(string(s.country)))
}

// A Relation is what a party is to a provider.
type Relation string

// The relations.
const (
	Contractor Relation = "contracts" // it contracts with customers
	Operator   Relation = "operates"  // it runs the systems
	Parent     Relation = "parent"    // it holds an interest in another party of the group
	Affiliate  Relation = "affiliate" // it belongs to the group
	Staff      Relation = "staff"     // people at a place
)

// A Member is one way in which a party of a provider's group, or its staff, may
// come at customers' data and systems.
//
// A U.S.-organised company with a parent in a country of concern is not itself a
// covered person (28 CFR 202.211 reaches foreign persons). What matters is which
// foreign parent, affiliate, site or staff is able to access (202.201).
type Member struct {
	Party     fact.PartyID
	Name      string
	Relation  Relation
	Organized fact.Country // empty: not known
	Seat      fact.Country // of a company; residence of staff
	// Scope says for which sites or customers, in the words of the gazetteer; empty: all.
	Scope string
	// Able is whether it is able to access. Who operates a system is; the rest is rarely known.
	Able       fact.Truth
	Means      string // how, in words
	Unverified bool
	Source     fact.Source
}

// Affiliates returns the parties of a provider's group with what each is to it,
// by party and relation: the operators, contracting companies, parents, other
// affiliates and staff. Unknown ids have none.
func (t *Table) Affiliates(id fact.ProviderID) []Member {
	p := t.gazetteer.byID[id]
	if p == nil {
		return nil
	}
	var out []Member
	add := func(id fact.PartyID, rel Relation, v *value, scope string, able fact.Truth, means string) {
		m := Member{Party: id, Name: string(id), Relation: rel, Scope: scope, Able: able, Means: means,
			Unverified: len(v.unverified) > 0, Source: v.cite()}
		if pt := t.gazetteer.parties[id]; pt != nil {
			m.Name, m.Organized, m.Seat = pt.names[0], pt.organized, pt.seat
			m.Unverified = m.Unverified || len(pt.unverified) > 0
		}
		out = append(out, m)
	}
	named := make(map[fact.PartyID]bool)
	for i := range p.roles {
		l := &p.roles[i]
		named[l.party] = true
		able, means := fact.Unknown, ""
		if l.does == "operates" {
			able, means = fact.Yes, "operates the systems"
		}
		add(l.party, Relation(l.does), &l.value, strings.Join(l.scope, " "), able, means)
	}
	group, interests := t.gazetteer.group(p)
	for _, i := range interests {
		if i.kind != fact.Employment {
			named[i.owner] = true
			add(i.owner, Parent, &i.value, "", fact.Unknown, "holds "+string(i.kind)+" in "+string(i.asset))
		}
	}
	for _, pt := range group {
		if !named[pt.id] {
			add(pt.id, Affiliate, &pt.value, "", fact.Unknown, "")
		}
	}
	for i := range p.staff {
		s := &p.staff[i]
		out = append(out, Member{Party: s.id(), Name: s.means, Relation: Staff, Seat: s.country, Able: s.able, Means: s.means,
			Unverified: len(s.unverified) > 0, Source: s.cite()})
	}
	slices.SortStableFunc(out, func(a, b Member) int {
		return cmp.Or(strings.Compare(string(a.Party), string(b.Party)), strings.Compare(string(a.Relation), string(b.Relation)))
	})
	return out
}

// A Contract is a company that may be the one a customer contracts with.
type Contract struct {
	Party      fact.PartyID
	Scope      string // for which sites or customers; empty: all
	Unverified bool
	Source     fact.Source
}

// Contracts returns the companies that contract for a provider with customers of
// the country the table was opened for, at a site, the most likely first. Region
// or site may be empty: not known. Further ones matter where the first is unverified.
func (t *Table) Contracts(id fact.ProviderID, regionCode string, site fact.Country) []Contract {
	p := t.gazetteer.byID[id]
	if p == nil {
		return nil
	}
	if g := p.region(regionCode); g != nil {
		regionCode, site = g.code, g.country
	}
	var out []Contract
	roles, known := p.rolesFor("contracts", setting{home: p.Home, region: regionCode, site: site, customer: t.customer})
	for _, l := range roles {
		out = append(out, Contract{l.party, strings.Join(l.scope, " "), !known || len(l.unverified) > 0, l.cite()})
	}
	return out
}

// A Site is a region of a provider.
type Site struct {
	Region     string
	Country    fact.Country // empty: not known
	Place      string
	Unverified bool
	Source     fact.Source
}

// Sites returns the regions of a provider in the order of the gazetteer.
func (t *Table) Sites(id fact.ProviderID) []Site {
	p := t.gazetteer.byID[id]
	if p == nil {
		return nil
	}
	var out []Site
	for _, code := range p.zones {
		g := p.regions[code]
		out = append(out, Site{g.code, g.country, g.place, len(g.unverified) > 0, g.cite()})
	}
	return out
}
