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
	d := deriver{Uses: in, stated: map[string]stated{}, group: newGroups(in.Set)}
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
}

type deriver struct {
	Uses
	stated map[string]stated
	group  *groups
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

// contractors lists whom a use is contracted with: one list for each place it has,
// of one party or of those of whom it is one. Where no contract is known, it is
// with the operators.
func (u use) contractors() [][]fact.PartyID {
	out := u.each((*fact.Attribution).Contractors)
	if len(out) == 0 {
		out = u.each((*fact.Attribution).Operators)
	}
	return out
}

// each lists what is not empty of its attributions, sorted, each once.
func (u use) each(of func(*fact.Attribution) []fact.PartyID) [][]fact.PartyID {
	var out [][]fact.PartyID
	for _, at := range u.attrs {
		if ps := of(at.Body); len(ps) > 0 {
			out = append(out, ps)
		}
	}
	slices.SortFunc(out, slices.Compare)
	return slices.CompactFunc(out, slices.Equal)
}

// provider side of a use: all who operate or contract, or may.
func (u use) side() []fact.PartyID {
	var out []fact.PartyID
	for _, ps := range slices.Concat(u.each((*fact.Attribution).Operators), u.contractors()) {
		out = append(out, ps...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// told reports whether a stated dealing under another name is about this use.
func (d *deriver) told(a *Asset, u use) bool {
	ours := u.side()
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

// name is the provider's name.
func (u use) name() string {
	for _, at := range u.attrs {
		if n := at.Body.ProviderName; n != "" {
			return n
		}
	}
	return string(u.provider)
}

func storeName(u use) string { return string(u.asset.ID) + " on " + string(u.provider) }

// store makes the vendor agreement that the use of a cloud by a declared asset is.
func (d *deriver) store(u use) fact.Fact {
	b := &fact.Dealing{
		Assets: []fact.AssetID{u.asset.ID}, Class: fact.Vendor, Subject: d.Subject,
		Name: storeName(u), Title: fmt.Sprintf("%s on %s%s", u.asset.ID, u.name(), u.where()),
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
		Title:   fmt.Sprintf("use of %s by %s", all.name(), plural(len(us), "asset")),
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
	add := func(able fact.Truth, means string, parties ...fact.PartyID) {
		a := fact.Access{Able: able, Means: means, Party: parties[0]}
		if len(parties) > 1 {
			a.Party, a.OneOf = "", parties
		}
		same := func(x fact.Access) bool { return x.Party == a.Party && slices.Equal(x.OneOf, a.OneOf) }
		if !slices.ContainsFunc(b.Access, same) {
			b.Access = append(b.Access, a)
		}
	}
	for _, ps := range u.each((*fact.Attribution).Operators) {
		add(fact.Yes, "operates the service", ps...)
	}
	var with []fact.PartyID
	for _, ps := range u.contractors() {
		add(fact.Yes, "provides the service under the contract", ps...)
		with = append(with, ps...)
	}
	slices.Sort(with)
	switch with = slices.Compact(with); len(with) {
	case 0:
	case 1:
		b.Counterparty = with[0]
	default:
		b.CounterpartyOneOf = with
	}
	for _, m := range d.group.members(u.provider, u.side()) {
		add(m.able, m.means, m.party)
		from = append(from, m.cites...)
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
	if s.Counterparty != "" {
		b.Counterparty, b.CounterpartyOneOf = s.Counterparty, nil
	}
	b.From, b.To, b.Terms = s.From, s.To, s.Terms
	if s.AccessKnown == fact.Yes || len(s.Access) > 0 {
		b.Access, b.AccessKnown = s.Access, s.AccessKnown
	}
	if len(s.Data) > 0 {
		b.Data = s.Data
	}
}
