package provider

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// A Card is all that the gazetteer says of a provider on the day of its table.
type Card struct {
	ID         fact.ProviderID `json:"id"`
	Name       string          `json:"name"`
	Aliases    []string        `json:"aliases"`
	Kind       Kind            `json:"kind"`
	Home       fact.Country    `json:"home"`
	Technology fact.ProviderID `json:"technology,omitempty"`
	Note       string          `json:"note,omitempty"`
	At         fact.Date       `json:"at"`
	Regions    []Zone          `json:"regions"`
	Names      []Named         `json:"names"`
	Networks   []System        `json:"networks"`
	Blocks     Blocks          `json:"address_blocks"`
	Companies  []Company       `json:"companies"`
	Holders    []Holder        `json:"holders"`
	Staff      []Worker        `json:"staff"`
	Sources    []Source        `json:"sources"`
}

// Standing is where an entry stands, on which days it holds, and how far it can be trusted.
type Standing struct {
	On         fact.Truth `json:"on_the_day"` // whether it holds on the day of the card
	From       fact.Date  `json:"from,omitempty"`
	To         fact.Date  `json:"to,omitempty"` // the first day no longer
	Place      string     `json:"place"`        // file and line of the gazetteer
	Sources    []string   `json:"sources"`
	Unverified []string   `json:"unverified"` // fields not seen in a source
}

// Certain reports whether all of the entry was seen in a source.
func (s *Standing) Certain() bool { return len(s.Unverified) == 0 }

// A Zone is a region.
type Zone struct {
	Code    string       `json:"code"`
	Country fact.Country `json:"country,omitempty"`
	Where   string       `json:"where,omitempty"`
	Standing
}

// A Named is a suffix or pattern of names, or an address of a Terraform provider.
type Named struct {
	Name  string `json:"name"`
	Front bool   `json:"front,omitempty"`
	Standing
}

// A System is an autonomous system.
type System struct {
	ASN        int64        `json:"asn"`
	Registrant string       `json:"registrant,omitempty"`
	Holder     fact.PartyID `json:"holder,omitempty"`
	Shared     bool         `json:"shared,omitempty"`
	Standing
}

// Blocks counts the prefixes of the tables in use that are the provider's.
type Blocks struct {
	V4 int `json:"ipv4"`
	V6 int `json:"ipv6"`
}

// A Company is a party of the provider's group and what it does for it.
type Company struct {
	ID        fact.PartyID   `json:"id"`
	Names     []string       `json:"names"`
	Kind      fact.PartyKind `json:"kind"`
	Organized fact.Country   `json:"organized,omitempty"`
	Seat      fact.Country   `json:"seat,omitempty"`
	Does      []Duty         `json:"does"`
	Standing
}

// A Duty is what a company does, and for whom.
type Duty struct {
	Does string   `json:"does"`
	For  []string `json:"for"` // none: everybody
	Standing
}

// A Holder is an interest of one party in another.
type Holder struct {
	Owner fact.PartyID      `json:"owner"`
	Asset fact.PartyID      `json:"asset"`
	Kind  fact.InterestKind `json:"kind"`
	Lo    fact.Share        `json:"lo"`
	Hi    fact.Share        `json:"hi"`
	Note  string            `json:"note,omitempty"`
	Standing
}

// A Worker is staff at a place.
type Worker struct {
	Employer fact.PartyID `json:"employer"`
	Country  fact.Country `json:"country"`
	Able     fact.Truth   `json:"able"`
	Means    string       `json:"means"`
	Standing
}

// Card returns the card of a provider, by id, name or alias; false where there is none.
func (t *Table) Card(called string) (*Card, bool) {
	p, ok := t.aliases[plainName(called)]
	if !ok {
		return nil, false
	}
	c := &Card{
		ID: p.ID, Name: p.Name, Aliases: slices.Clone(p.Aliases), Kind: p.Kind, Home: p.Home, Technology: p.Technology, Note: p.Note, At: t.at,
		Regions: []Zone{}, Names: []Named{}, Networks: []System{}, Companies: []Company{}, Holders: []Holder{}, Staff: []Worker{}, Sources: []Source{},
	}
	cited := map[string]bool{}
	stands := func(v *value) Standing {
		for _, s := range v.sources {
			cited[s] = true
		}
		s := v.cite()
		return Standing{On: v.on(t.at), From: v.from, To: v.to, Place: s.String(), Sources: slices.Clone(v.sources), Unverified: slices.Clone(v.unverified)}
	}
	for _, code := range p.zones {
		g := p.regions[code]
		c.Regions = append(c.Regions, Zone{g.code, g.country, g.place, stands(&g.value)})
	}
	for _, list := range [][]name{p.suffixes, p.endpoints, p.terraform, p.types} {
		for i := range list {
			c.Names = append(c.Names, Named{list[i].text, list[i].front, stands(&list[i].value)})
		}
	}
	for i := range p.systems {
		s := &p.systems[i]
		c.Networks = append(c.Networks, System{s.number, s.registrant, s.holder, s.shared, stands(&s.value)})
	}
	t.companies(c, p, stands)
	for i := range p.staff {
		s := &p.staff[i]
		c.Staff = append(c.Staff, Worker{s.employer, s.country, s.able, s.means, stands(&s.value)})
	}
	c.Blocks = t.prefixes.blocks(p)
	for _, key := range slices.Sorted(maps.Keys(cited)) {
		c.Sources = append(c.Sources, t.gazetteer.cited[key])
	}
	return c, true
}

// companies adds the parties of the group, and who holds whom.
func (t *Table) companies(c *Card, p *profile, stands func(*value) Standing) {
	group, interests := t.gazetteer.group(p)
	for _, pt := range group {
		x := Company{pt.id, pt.names, cmp.Or(pt.kind, fact.Company), pt.organized, pt.seat, []Duty{}, stands(&pt.value)}
		for i := range p.roles {
			if l := &p.roles[i]; l.party == pt.id {
				x.Does = append(x.Does, Duty{l.does, slices.Clone(l.scope), stands(&l.value)})
			}
		}
		c.Companies = append(c.Companies, x)
	}
	for _, i := range interests {
		c.Holders = append(c.Holders, Holder{i.owner, i.asset, i.kind, i.lo, i.hi, i.note, stands(&i.value)})
	}
	slices.SortStableFunc(c.Companies, func(a, b Company) int { // those that do something first
		return cmp.Or(cmp.Compare(min(len(b.Does), 1), min(len(a.Does), 1)), strings.Compare(string(a.ID), string(b.ID)))
	})
}

// blocks counts the prefixes of a provider.
func (t *prefixTable) blocks(p *profile) (b Blocks) {
	for i := range t.rows {
		switch r := &t.rows[i]; {
		case r.profile != p:
		case r.prefix.Addr().Is4():
			b.V4++
		default:
			b.V6++
		}
	}
	return b
}
