package reach

import (
	"cmp"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// groups knows, from facts alone, who belongs to a provider's group.
type groups struct {
	roles  map[fact.ProviderID][]Seen[*fact.Role]
	claims map[fact.PartyID]bool           // parties of whom anything is stated
	owners map[fact.PartyID][]fact.PartyID // who holds, employs or controls a party
	// covered are the parties that an ownership test finds to count.
	covered map[fact.PartyID][]fact.ID
}

func newGroups(set *fact.Set) *groups {
	g := &groups{roles: map[fact.ProviderID][]Seen[*fact.Role]{}, claims: map[fact.PartyID]bool{}, owners: map[fact.PartyID][]fact.PartyID{},
		covered: map[fact.PartyID][]fact.ID{}}
	for f, r := range fact.Of[*fact.Role](set) {
		g.roles[r.Provider] = append(g.roles[r.Provider], Seen[*fact.Role]{f.ID, r})
	}
	for _, rs := range g.roles {
		order(rs, func(x, y *fact.Role) int {
			return cmp.Or(strings.Compare(string(x.Party), string(y.Party)), strings.Compare(string(x.Relation), string(y.Relation)), strings.Compare(x.Scope, y.Scope), strings.Compare(x.Means, y.Means))
		})
	}
	for id := range fact.PartyClaims(set.All()) {
		g.claims[id] = true
	}
	for _, f := range fact.InterestClaims(set.All()) {
		i := f.Body.(*fact.Claim).Interest
		g.owners[i.Asset] = append(g.owners[i.Asset], i.Owner)
	}
	for f, c := range fact.Of[*fact.Control](set) {
		if c.Verdict == fact.Yes && c.On == "" && !strings.HasPrefix(c.Test, ControlTest) {
			g.covered[c.Party] = append(g.covered[c.Party], f.ID)
		}
	}
	return g
}

// A member of a provider's group may be able to get at customers' data.
type member struct {
	party fact.PartyID
	able  fact.Truth
	means string
	cites []fact.ID
}

// members lists, by party, who else of a provider's group may be able to get at data
// that the parties on its side hold: those above them, and of their group the staff,
// those said to be able, and those whom an ownership test finds to count. Companies
// that only operate or contract elsewhere, or for other customers, are left out.
func (g *groups) members(id fact.ProviderID, side []fact.PartyID) []member {
	above := g.above(side)
	var out []member
	for _, r := range g.roles[id] {
		m := r.Body
		elsewhere := m.Scope != "" && (m.Relation == fact.Operates || m.Relation == fact.Contracts)
		if elsewhere || !g.claims[m.Party] || slices.Contains(side, m.Party) {
			continue
		}
		group := false
		for p := range g.above([]fact.PartyID{m.Party}) {
			group = group || above[p]
		}
		covered := g.covered[m.Party]
		if !above[m.Party] && !(group && (m.Relation == fact.Staff || m.Able == fact.Yes || len(covered) > 0)) {
			continue
		}
		cites := append([]fact.ID{r.ID}, covered...)
		if i := slices.IndexFunc(out, func(o member) bool { return o.party == m.Party }); i >= 0 {
			out[i].able, out[i].cites = max(out[i].able, m.Able), append(out[i].cites, cites...)
			continue
		}
		out = append(out, member{m.Party, m.Able, m.Means, cites})
	}
	return out
}

// above returns parties and all that hold, employ or control them.
func (g *groups) above(parties []fact.PartyID) map[fact.PartyID]bool {
	seen := map[fact.PartyID]bool{}
	queue := slices.Clone(parties)
	for len(queue) > 0 {
		p := queue[0]
		queue = queue[1:]
		if seen[p] {
			continue
		}
		seen[p] = true
		queue = append(queue, g.owners[p]...)
	}
	return seen
}
