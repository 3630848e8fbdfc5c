package reach

import (
	"cmp"
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
// for each declared asset that may hold data, and provider. Other use of a
// provider (resources that hold no data, traffic, names) is gathered into one
// dealing of a class that is not known, since somebody may have bought a service
// or only visited it; where data lies with the provider anyway, it adds nothing.
//
// A stated dealing of the same name adds to the derived one what evidence cannot
// show, and is taken up in it. An asset that another stated dealing names, with
// a party of the same provider, is left to that dealing.
func Dealings(in Uses) []fact.Fact {
	d := deriver{Uses: in, stated: map[string]stated{}}
	for f, b := range fact.Of[*fact.Dealing](in.Set) {
		d.stated[b.Name] = stated{f.ID, b}
	}
	var out []fact.Fact
	loose, known := map[fact.ProviderID][]use{}, map[fact.ProviderID]bool{}
	for _, a := range in.Assets {
		for _, u := range uses(a) {
			holds := a.Declared() && a.Store() != fact.No
			known[u.provider] = known[u.provider] || holds
			switch {
			case holds && !d.told(a, u):
				out = append(out, d.store(u))
			case !holds:
				loose[u.provider] = append(loose[u.provider], u)
			}
		}
	}
	for id, us := range loose {
		if !known[id] {
			out = append(out, d.other(us))
		}
	}
	slices.SortFunc(out, fact.Compare)
	return out
}

// Uses is what Dealings needs.
type Uses struct {
	Set     *fact.Set
	Assets  []*Asset // of Set
	Subject fact.PartyID
	// Affiliates tells who of the group of a provider, beside the parties on the
	// path (operators and contracting companies), may be able to get at data.
	Affiliates func(id fact.ProviderID, path []fact.PartyID) []Affiliate
	// Contracts lists the companies that a customer may contract with for what an
	// attribution is about, the most likely first. Nil: the attribution knows best.
	Contracts func(*fact.Attribution) []fact.PartyID
	// Name gives a provider's name for titles. Nil: its id.
	Name func(fact.ProviderID) string
}

func (u Uses) name(id fact.ProviderID) string {
	if u.Name == nil {
		return string(id)
	}
	return u.Name(id)
}

type deriver struct {
	Uses
	stated map[string]stated
}

type stated struct {
	id   fact.ID
	body *fact.Dealing
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

// operators lists the operators of a use, sorted.
func (u use) operators() []fact.PartyID {
	var out []fact.PartyID
	for _, at := range u.attrs {
		if op := at.Body.Operator; op != "" {
			out = append(out, op)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// contracts returns the party a use is contracted with, or, where several are
// possible and it matters which, none and all that it may be.
func (d *deriver) contracts(u use) (party fact.PartyID, perhaps []fact.PartyID) {
	for _, at := range u.attrs {
		if at.Body.Method == fact.ByStatement && at.Body.Contracts != "" {
			return at.Body.Contracts, nil
		}
	}
	for _, at := range u.attrs {
		if d.Contracts != nil {
			perhaps = append(perhaps, d.Contracts(at.Body)...)
		} else if at.Body.Contracts != "" {
			perhaps = append(perhaps, at.Body.Contracts)
		}
	}
	var unique []fact.PartyID
	for _, p := range perhaps {
		if !slices.Contains(unique, p) {
			unique = append(unique, p)
		}
	}
	if len(unique) == 1 {
		return unique[0], nil
	}
	if ops := u.operators(); len(unique) == 0 && len(ops) > 0 {
		return ops[0], nil
	}
	return "", unique
}

// told reports whether a stated dealing under another name is about this use.
func (d *deriver) told(a *Asset, u use) bool {
	ours := u.operators()
	if c, perhaps := d.contracts(u); c != "" {
		ours = append(ours, c)
	} else {
		ours = append(ours, perhaps...)
	}
	for name, s := range d.stated {
		if name == storeName(u) || !slices.Contains(s.body.Assets, a.ID) {
			continue
		}
		if slices.Contains(ours, s.body.Counterparty) || strings.HasPrefix(string(s.body.Counterparty), string(u.provider)+"/") {
			return true
		}
	}
	return false
}

// where returns the regions of a use, each after a blank, or "".
func (u use) where() string {
	var all []string
	for _, at := range u.attrs {
		if w := where(at.Body); w != "" {
			all = append(all, w)
		}
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), ",")
}

func storeName(u use) string { return string(u.asset.ID) + " on " + string(u.provider) }

// store makes the vendor agreement that the use of a cloud by a declared asset is.
func (d *deriver) store(u use) fact.Fact {
	b := &fact.Dealing{
		Assets: []fact.AssetID{u.asset.ID}, Class: fact.Vendor, Subject: d.Subject,
		Name: storeName(u), Title: fmt.Sprintf("%s on %s%s", u.asset.ID, d.name(u.provider), u.where()),
	}
	from := d.access(b, u)
	for _, c := range u.asset.Counts {
		from = append(from, c.ID)
		b.Data = append(b.Data, fact.Data{
			Areas: c.Body.Areas, Asset: u.asset.ID, Category: c.Body.Category, Identifiers: c.Body.Identifiers,
			Listed: c.Body.Listed, Number: c.Body.Number, Unit: c.Body.Unit,
		})
	}
	if len(b.Data) == 0 && u.asset.Store() != fact.No {
		b.Data = []fact.Data{{Asset: u.asset.ID, Number: fact.Range{Hi: fact.Unbounded}}}
	}
	for _, o := range u.asset.Observations {
		from = append(from, o.ID)
	}
	return d.take(b, from)
}

// other makes one dealing of all assets that use a provider without being seen to keep data there.
func (d *deriver) other(us []use) fact.Fact {
	all := us[0]
	for _, u := range us[1:] {
		all.attrs = slices.Concat(all.attrs, u.attrs)
	}
	b := &fact.Dealing{
		Subject: d.Subject,
		Name:    "use of " + string(all.provider),
		Title:   fmt.Sprintf("use of %s by %s", d.name(all.provider), plural(len(us), "asset")),
		Data:    []fact.Data{{Number: fact.Range{Hi: fact.Unbounded}}},
	}
	for _, u := range us {
		b.Assets = append(b.Assets, u.asset.ID)
	}
	return d.take(b, d.access(b, all))
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// access settles the counterparty and lists who on the provider's side is able
// to get at the data. The list is never known to be complete: a provider does
// not say whom it lets in.
func (d *deriver) access(b *fact.Dealing, u use) (from []fact.ID) {
	for _, at := range u.attrs {
		from = append(from, at.ID)
	}
	add := func(p fact.PartyID, able fact.Truth, means string) {
		if p == "" || slices.ContainsFunc(b.Access, func(a fact.Access) bool { return a.Party == p }) {
			return
		}
		b.Access = append(b.Access, fact.Access{Able: able, Means: means, Party: p})
	}
	for _, p := range u.operators() {
		add(p, fact.Yes, "operates the service")
	}
	contracts, perhaps := d.contracts(u)
	b.Counterparty = contracts
	add(contracts, fact.Yes, "provides the service under the contract")
	for _, p := range perhaps {
		add(p, fact.Unknown, "may be the company under contract")
	}
	var path []fact.PartyID
	for _, a := range b.Access {
		path = append(path, a.Party)
	}
	for _, g := range d.Affiliates(u.provider, path) {
		add(g.Party, g.Able, g.Means)
		from = append(from, g.Claim)
	}
	return from
}

// take makes the fact, taking up what a stated dealing of the same name adds.
func (d *deriver) take(b *fact.Dealing, from []fact.ID) fact.Fact {
	if s, ok := d.stated[b.Name]; ok {
		from = append(from, s.id)
		adopt(b, s.body)
	}
	return fact.New(b, nil, UseRule, from...)
}

// adopt overrides what was derived by what is stated.
func adopt(b, s *fact.Dealing) {
	b.Title = cmp.Or(s.Title, b.Title)
	b.Class = cmp.Or(s.Class, b.Class)
	b.Subject = cmp.Or(s.Subject, b.Subject)
	b.Counterparty = cmp.Or(s.Counterparty, b.Counterparty)
	b.From, b.To, b.Terms = s.From, s.To, s.Terms
	if s.AccessKnown == fact.Yes || len(s.Access) > 0 {
		b.Access, b.AccessKnown = s.Access, s.AccessKnown
	}
	if len(s.Data) > 0 {
		b.Data = s.Data
	}
}
