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
			Kind: i.kind, Lo: i.lo, Note: i.note, Owner: i.owner, To: i.to}})
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
	b := &fact.Party{From: p.from, ID: p.id, Kind: p.kind, Seat: p.seat, State: p.state, To: p.to}
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

// Roles returns what each party of a provider's group is to it, as facts: the
// operators, contracting companies, parents, other affiliates and staff. Each
// cites its line. Those that do not hold on the day of the table are left out.
// Unknown ids have none.
//
// A U.S.-organised company with a parent in a country of concern is not itself a
// covered person (28 CFR 202.211 reaches foreign persons). What matters is which
// foreign parent, affiliate, site or staff is able to access (202.201).
func (t *Table) Roles(id fact.ProviderID) []fact.Fact {
	p := t.gazetteer.byID[id]
	if p == nil {
		return nil
	}
	var out []fact.Fact
	add := func(v *value, r fact.Role) {
		r.Provider, r.Unverified = p.ID, len(v.unverified) > 0 || v.on(t.at) != fact.Yes
		if pt := t.gazetteer.parties[r.Party]; pt != nil {
			r.Unverified = r.Unverified || len(pt.unverified) > 0
		}
		out = append(out, fact.New(&r, []fact.Source{v.cite()}, ""))
	}
	named := make(map[fact.PartyID]bool)
	for i := range p.roles {
		l := &p.roles[i]
		if l.on(t.at) == fact.No {
			continue
		}
		named[l.party] = true
		r := fact.Role{Party: l.party, Relation: fact.Relation(l.does), Scope: strings.Join(l.scope, " ")}
		if r.Relation == fact.Operates {
			r.Able, r.Means = fact.Yes, "operates the systems"
		}
		add(&l.value, r)
	}
	group, interests := t.gazetteer.group(p)
	for _, i := range interests {
		if i.kind != fact.Employment && i.on(t.at) != fact.No {
			named[i.owner] = true
			add(&i.value, fact.Role{Party: i.owner, Relation: fact.Parent, Means: "holds " + string(i.kind) + " in " + string(i.asset)})
		}
	}
	for _, pt := range group {
		if !named[pt.id] {
			add(&pt.value, fact.Role{Party: pt.id, Relation: fact.Affiliate})
		}
	}
	for i := range p.staff {
		s := &p.staff[i]
		add(&s.value, fact.Role{Party: s.id(), Relation: fact.Staff, Able: s.able, Means: s.means})
	}
	slices.SortFunc(out, fact.Compare)
	return out
}

// A Site is a region of a provider.
type Site struct {
	Region     string
	Country    fact.Country // empty: not known
	Place      string
	From, To   fact.Date // the days it is open: From inclusive, To exclusive; empty: not bounded
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
		out = append(out, Site{g.code, g.country, g.place, g.from, g.to, len(g.unverified) > 0, g.cite()})
	}
	return out
}
