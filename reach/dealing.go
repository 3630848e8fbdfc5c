package reach

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// UseRule is the rule by which use of a cloud becomes a dealing: cloud computing
// for payment is a vendor agreement (28 CFR 202.258(a)) with the party that
// contracts, and whoever on that side is able to get at the data has access
// (28 CFR 202.201), used or not.
const UseRule = "reach/use-is-vendor-agreement"

// An Affiliate is a party of a provider's group that may be able to get at customers' data.
type Affiliate struct {
	Party fact.PartyID
	Able  fact.Truth
	Means string
	Claim fact.ID // what says so
}

// Dealings derives the vendor agreements that the use of clouds amounts to, one
// for each asset and provider. Assets of which only traffic or names were seen
// are gathered into one dealing for each provider, of a class that is not known:
// somebody may have bought a service, or only visited it.
//
// An asset that a stated dealing already names, with a party of the same
// provider, is left to that dealing. affiliates tells the group of a provider
// beside the parties of the attribution.
func Dealings(set *fact.Set, assets []*Asset, subject fact.PartyID, affiliates func(fact.ProviderID) []Affiliate) []fact.Fact {
	stated := statedDealings(set)
	taken := map[string]bool{}
	for _, d := range stated {
		taken[d.Name] = true
	}
	var out []fact.Fact
	loose := map[fact.ProviderID][]use{}
	for _, a := range assets {
		for _, u := range uses(a) {
			switch {
			case covered(stated, a, u):
			case a.Declared():
				out = append(out, u.dealing(subject, affiliates(u.provider), taken))
			default:
				loose[u.provider] = append(loose[u.provider], u)
			}
		}
	}
	for _, us := range loose {
		out = append(out, gather(us, subject, affiliates(us[0].provider), taken))
	}
	slices.SortFunc(out, fact.Compare)
	return out
}

func statedDealings(set *fact.Set) []*fact.Dealing {
	var out []*fact.Dealing
	for _, d := range fact.Of[*fact.Dealing](set) {
		out = append(out, d)
	}
	return out
}

// A use is one asset's use of one provider.
type use struct {
	asset    *Asset
	provider fact.ProviderID
	attrs    []Seen[*fact.Attribution]
}

// uses splits the attributions of a by provider, sorted.
func uses(a *Asset) []use {
	var out []use
	for _, at := range a.Attributions {
		i := slices.IndexFunc(out, func(u use) bool { return u.provider == at.Body.Provider })
		if i < 0 {
			out = append(out, use{asset: a, provider: at.Body.Provider})
			i = len(out) - 1
		}
		out[i].attrs = append(out[i].attrs, at)
	}
	slices.SortFunc(out, func(x, y use) int { return strings.Compare(string(x.provider), string(y.provider)) })
	return out
}

// parties returns the contracting party and all operators of a use, in order of weight.
func (u use) parties() (contracts fact.PartyID, operators []fact.PartyID) {
	for _, at := range u.attrs {
		if contracts == "" {
			contracts = at.Body.Contracts
		}
		if op := at.Body.Operator; op != "" && !slices.Contains(operators, op) {
			operators = append(operators, op)
		}
	}
	slices.Sort(operators)
	if contracts == "" && len(operators) > 0 {
		contracts = operators[0]
	}
	return contracts, operators
}

func covered(stated []*fact.Dealing, a *Asset, u use) bool {
	contracts, operators := u.parties()
	return slices.ContainsFunc(stated, func(d *fact.Dealing) bool {
		return slices.Contains(d.Assets, a.ID) &&
			(d.Counterparty == contracts || slices.Contains(operators, d.Counterparty) || strings.HasPrefix(string(d.Counterparty), string(u.provider)+"/"))
	})
}

func (u use) dealing(subject fact.PartyID, group []Affiliate, taken map[string]bool) fact.Fact {
	contracts, operators := u.parties()
	d := &fact.Dealing{
		Assets: []fact.AssetID{u.asset.ID}, Class: fact.Vendor, Counterparty: contracts, Subject: subject,
		Name:  unique(string(u.asset.ID)+" on "+string(u.provider), taken),
		Title: fmt.Sprintf("%s on %s%s", u.asset.ID, u.provider, where(u.attrs[0].Body)),
	}
	from := u.access(d, contracts, operators, group)
	for _, c := range u.asset.Counts {
		from = append(from, c.ID)
		d.Data = append(d.Data, fact.Data{Asset: u.asset.ID, Category: c.Body.Category, Identifiers: c.Body.Identifiers, Number: c.Body.Number, Unit: c.Body.Unit})
	}
	if len(d.Data) == 0 && u.asset.Store() != fact.No {
		d.Data = []fact.Data{{Asset: u.asset.ID, Number: fact.Range{Hi: fact.Unbounded}}}
	}
	for _, o := range u.asset.Observations {
		from = append(from, o.ID)
	}
	return fact.New(d, nil, UseRule, from...)
}

// gather makes one dealing of all assets that are only seen to talk to a provider.
func gather(us []use, subject fact.PartyID, group []Affiliate, taken map[string]bool) fact.Fact {
	contracts, operators := us[0].parties()
	d := &fact.Dealing{
		Counterparty: contracts, Subject: subject,
		Name:  unique("traffic to "+string(us[0].provider), taken),
		Title: fmt.Sprintf("traffic to %s from %s", us[0].provider, plural(len(us), "asset")),
		Data:  []fact.Data{{Number: fact.Range{Hi: fact.Unbounded}}},
	}
	var from []fact.ID
	for _, u := range us {
		d.Assets = append(d.Assets, u.asset.ID)
		if _, ops := u.parties(); len(ops) > 0 {
			operators = append(operators, ops...)
		}
		for _, at := range u.attrs {
			from = append(from, at.ID)
		}
	}
	slices.Sort(operators)
	from = append(from, us[0].access(d, contracts, slices.Compact(operators), group)...)
	return fact.New(d, nil, UseRule, from...)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// access lists who on the provider's side is able to get at the data. The list is
// never known to be complete: a provider does not say whom it lets in.
func (u use) access(d *fact.Dealing, contracts fact.PartyID, operators []fact.PartyID, group []Affiliate) (from []fact.ID) {
	for _, at := range u.attrs {
		from = append(from, at.ID)
	}
	add := func(p fact.PartyID, able fact.Truth, means string) {
		if p == "" || slices.ContainsFunc(d.Access, func(a fact.Access) bool { return a.Party == p }) {
			return
		}
		d.Access = append(d.Access, fact.Access{Able: able, Means: means, Party: p})
	}
	for _, p := range operators {
		add(p, fact.Yes, "operates the service")
	}
	add(contracts, fact.Yes, "provides the service under the contract")
	for _, g := range group {
		add(g.Party, g.Able, g.Means)
		from = append(from, g.Claim)
	}
	return from
}

// unique makes a name that no other dealing has.
func unique(name string, taken map[string]bool) string {
	try := name
	for i := 2; taken[try]; i++ {
		try = fmt.Sprintf("%s (%d)", name, i)
	}
	taken[try] = true
	return try
}
