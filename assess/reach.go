package assess

import (
	"bytes"
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law/compel"
	"github.com/longarm-project/longarm/provider"
	"github.com/longarm-project/longarm/reach"
)

// Reach judges which governments can read, cut and enter the assets of a set
// that holds its control facts, and adds nothing to it.
func Reach(set *fact.Set, home []fact.Country, r Rules) []fact.Fact {
	return reachOf(set, reach.Assets(set), home, r)
}

func reachOf(set *fact.Set, assets []*reach.Asset, home []fact.Country, r Rules) []fact.Fact {
	return reach.Judge(reach.Input{Set: set, Assets: assets, Compels: r.compels, Governments: r.Governments, Home: home})
}

// compels answers reach's question from the catalogue of laws that compel.
func (r Rules) compels(government fact.Country, arm fact.Arm, on ...reach.Ground) []reach.Law {
	grounds := make([]compel.Ground, len(on))
	for i, g := range on {
		grounds[i] = compel.Ground(g)
	}
	var out []reach.Law
	for _, a := range r.Compels.For(government, arm, r.At, grounds...) {
		out = append(out, reach.Law{Citation: a.Citation, Applies: a.Applies, Why: a.Why, Abroad: a.Abroad.Truth(), Unverified: a.Unverified})
	}
	return out
}

// dealings derives what the use of providers is in law.
func dealings(set *fact.Set, assets []*reach.Asset, subject fact.PartyID, providers *provider.Table) []fact.Fact {
	if providers == nil {
		return nil
	}
	c := newCompanies(set, providers)
	return reach.Dealings(reach.Uses{
		Set: set, Assets: assets, Subject: subject, Affiliates: c.affiliates, Contracts: c.contracts, Name: providers.Name,
	})
}

// companies answers who of a provider's group matters, from the gazetteer and the facts about them.
type companies struct {
	providers *provider.Table
	claims    map[fact.PartyID]fact.ID        // that speak of a party
	owners    map[fact.PartyID][]fact.PartyID // who holds, employs or controls it
	covered   map[fact.PartyID]bool           // under the legal test
}

func newCompanies(set *fact.Set, providers *provider.Table) *companies {
	c := &companies{providers, map[fact.PartyID]fact.ID{}, map[fact.PartyID][]fact.PartyID{}, map[fact.PartyID]bool{}}
	for f, b := range fact.Of[*fact.Claim](set) {
		if b.Interest != nil {
			c.owners[b.Interest.Asset] = append(c.owners[b.Interest.Asset], b.Interest.Owner)
		}
		if b.Party == nil || b.Text != "" {
			continue
		}
		if old, ok := c.claims[b.Party.ID]; !ok || bytes.Compare(f.ID[:], old[:]) < 0 {
			c.claims[b.Party.ID] = f.ID
		}
	}
	for _, b := range fact.Of[*fact.Control](set) {
		if b.Test == tests[0] && b.Verdict == fact.Yes {
			c.covered[b.Party] = true
		}
	}
	return c
}

// affiliates tells who else of a provider's group may be able to get at data
// that the parties on the path hold: those above them, and of their group the
// staff and those known to be covered. Companies that only operate or contract
// elsewhere, or for other customers, are not on the path.
func (c *companies) affiliates(id fact.ProviderID, path []fact.PartyID) []reach.Affiliate {
	above := c.above(path)
	var out []reach.Affiliate
	for _, m := range c.providers.Affiliates(id) {
		claim, ok := c.claims[m.Party]
		elsewhere := m.Scope != "" && (m.Relation == provider.Operator || m.Relation == provider.Contractor)
		if !ok || elsewhere {
			continue
		}
		group := false
		for p := range c.above([]fact.PartyID{m.Party}) {
			group = group || above[p]
		}
		if above[m.Party] || group && (m.Relation == provider.Staff || m.Able == fact.Yes || c.covered[m.Party]) {
			out = append(out, reach.Affiliate{Party: m.Party, Able: m.Able, Means: m.Means, Claim: claim})
		}
	}
	return out
}

// above returns parties and all that hold, employ or control them.
func (c *companies) above(parties []fact.PartyID) map[fact.PartyID]bool {
	seen := map[fact.PartyID]bool{}
	queue := slices.Clone(parties)
	for len(queue) > 0 {
		p := queue[0]
		queue = queue[1:]
		if seen[p] {
			continue
		}
		seen[p] = true
		queue = append(queue, c.owners[p]...)
	}
	return seen
}

// contracts lists the companies that the subject may contract with for what an
// attribution is about. Where a test finds all or none of them covered, it does
// not matter which, and the most likely stands for them.
func (c *companies) contracts(a *fact.Attribution) []fact.PartyID {
	var out []fact.PartyID
	covered := 0
	for _, k := range c.providers.Contracts(a.Provider, a.Region, a.Country) {
		out = append(out, k.Party)
		if c.covered[k.Party] {
			covered++
		}
	}
	if len(out) > 0 && (covered == 0 || covered == len(out)) {
		return out[:1]
	}
	return out
}
