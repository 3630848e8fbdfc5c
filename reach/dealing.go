package reach

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// Dealings derives the vendor agreements that the use of clouds amounts to: cloud
// computing for payment is one (28 CFR 202.258(a)) with the party that contracts,
// and whoever on that side is able to get at the data has access (28 CFR 202.201),
// used or not. There is one
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
	loose, known, declared := map[fact.ProviderID][]use{}, map[fact.ProviderID]bool{}, map[fact.ProviderID]bool{}
	for _, a := range in.Assets {
		for _, u := range uses(a) {
			holds := a.Declared() && a.Store() != fact.No
			known[u.provider] = known[u.provider] || holds
			declared[u.provider] = declared[u.provider] || a.Declared()
			holds = holds || a.storeStated() == fact.No
			switch {
			case holds && !d.told(a, u):
				out = append(out, d.store(u))
			case !holds:
				loose[u.provider] = append(loose[u.provider], u)
			}
		}
	}
	for id, us := range loose {
		if declared[id] { // that a provider is configured says no more than its resources do
			us = slices.DeleteFunc(us, func(u use) bool { return u.asset.configures() })
		}
		if !known[id] && len(us) > 0 {
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

// configures reports whether the asset is nothing but the configuration of a provider.
func (a *Asset) configures() bool {
	return len(a.Observations) > 0 && !slices.ContainsFunc(a.Observations, func(o Seen[*fact.Observation]) bool { return o.Body.What != fact.ObservedDeclaration })
}

// kind is what sort of resource the asset is, as its configuration calls it.
func (a *Asset) kind() string {
	for _, o := range a.Observations {
		if o.Body.What == fact.ObservedResource && o.Body.Service != "" {
			return o.Body.Service
		}
	}
	return "resources"
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
	if n := u.asset.Alike; n > 0 {
		b.Title = fmt.Sprintf("%d %s on %s%s, all alike", n, u.asset.kind(), u.name(), u.where())
	}
	from := d.access(b, u)
	for _, c := range u.asset.Counts {
		from = append(from, c.ID)
		b.Data = append(b.Data, fact.Data{
			Apart: c.Body.Apart, Areas: c.Body.Areas, Asset: u.asset.ID, Category: c.Body.Category, Identifiers: c.Body.Identifiers,
			Listed: c.Body.Listed, Number: c.Body.Number, People: c.Body.People, Terms: c.Body.Terms, Unit: c.Body.Unit,
		})
	}
	switch {
	case len(b.Data) > 0:
	case u.asset.Store() == fact.No:
		b.DataKnown = fact.Yes
	default:
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
		Title:   fmt.Sprintf("use of %s by %s", all.name(), plural(countAssets(us), "asset")),
		Data:    []fact.Data{{Number: fact.Range{Hi: fact.Unbounded}}},
	}
	for _, u := range us {
		b.Assets = append(b.Assets, u.asset.ID)
	}
	return d.take(b, d.access(b, all))
}

// countAssets counts the assets of uses, each of those that one stands for.
func countAssets(us []use) (n int) {
	for _, u := range us {
		n += max(1, u.asset.Alike)
	}
	return n
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// The roles in which somebody on the provider's side has access, as fact.Access has them.
const (
	roleOperates  = "operates"
	roleContracts = "contracts"
	roleGroup     = "group"
)

// access settles the counterparty and lists who on the provider's side is able
// to get at the data. The list is never known to be complete: a provider does
// not say whom it lets in.
func (d *deriver) access(b *fact.Dealing, u use) (from []fact.ID) {
	for _, at := range u.attrs {
		from = append(from, at.ID)
	}
	add := func(able fact.Truth, role, means string, parties ...fact.PartyID) {
		a := fact.Access{Able: able, Means: means, Party: parties[0], Role: role}
		if len(parties) > 1 {
			a.Party, a.OneOf = "", parties
		}
		same := func(x fact.Access) bool { return x.Party == a.Party && slices.Equal(x.OneOf, a.OneOf) }
		if !slices.ContainsFunc(b.Access, same) {
			b.Access = append(b.Access, a)
		}
	}
	for _, ps := range u.each((*fact.Attribution).Operators) {
		add(fact.Yes, roleOperates, "operates the service", ps...)
	}
	var with []fact.PartyID
	for _, ps := range u.contractors() {
		add(fact.Yes, roleContracts, "provides the service under the contract", ps...)
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
		add(m.able, roleGroup, m.means, m.party)
		from = append(from, m.cites...)
	}
	b.Places, b.PlacesKnown = u.places()
	return from
}

// places lists the countries where a use stands, and whether that of every place is known.
func (u use) places() (out []fact.Country, known fact.Truth) {
	known = fact.Is(len(u.attrs) > 0)
	for _, at := range u.attrs {
		if at.Body.Country == "" {
			known = fact.Unknown
			continue
		}
		out = append(out, at.Body.Country)
	}
	slices.Sort(out)
	return slices.Compact(out), known
}

// take makes the fact, taking up what a stated dealing of the same name adds.
func (d *deriver) take(b *fact.Dealing, from []fact.ID) fact.Fact {
	if s, ok := d.stated[b.Name]; ok {
		from = append(from, s.id)
		adopt(b, s.body)
	}
	return fact.New(b, nil, fact.RuleUse, from...)
}

// adopt merges what is stated into what was derived: what a person says counts, and
// what the person does not speak of stays as it is.
func adopt(b, s *fact.Dealing) {
	b.Title = cmp.Or(s.Title, b.Title)
	b.Class = cmp.Or(s.Class, b.Class)
	b.Subject = cmp.Or(s.Subject, b.Subject)
	b.From, b.To, b.Terms = s.From, s.To, s.Terms
	for _, a := range s.Assets {
		if !slices.Contains(b.Assets, a) {
			b.Assets = append(b.Assets, a)
		}
	}
	if len(s.Places) > 0 {
		b.Places, b.PlacesKnown = s.Places, s.PlacesKnown
	}
	adoptCounterparty(b, s)
	adoptAccess(b, s)
	adoptData(b, s)
}

// adoptCounterparty also tells who it is that has access under the contract.
func adoptCounterparty(b, s *fact.Dealing) {
	if s.Counterparty == "" && len(s.CounterpartyOneOf) == 0 {
		return
	}
	for i, a := range b.Access {
		if s.Counterparty != "" && slices.Contains(a.OneOf, s.Counterparty) && slices.Equal(a.OneOf, b.CounterpartyOneOf) {
			b.Access[i].Party, b.Access[i].OneOf = s.Counterparty, nil
		}
	}
	b.Counterparty, b.CounterpartyOneOf = s.Counterparty, s.CounterpartyOneOf
}

// adoptAccess adds who is stated to have access, or not to. Who was derived stays
// unless it is stated that nobody has access.
func adoptAccess(b, s *fact.Dealing) {
	if s.AccessKnown == fact.Yes && len(s.Access) == 0 {
		b.Access, b.AccessKnown = nil, fact.Yes
		return
	}
	for _, a := range s.Access {
		if k := slices.IndexFunc(b.Access, func(x fact.Access) bool { return a.Party != "" && slices.Contains(x.OneOf, a.Party) }); k >= 0 && a.Able == fact.Yes {
			b.Access[k].Party, b.Access[k].OneOf = a.Party, nil // it is known now who of several it is
		}
		i := slices.IndexFunc(b.Access, func(x fact.Access) bool { return x.Party == a.Party && slices.Equal(x.OneOf, a.OneOf) })
		if i < 0 {
			b.Access = append(b.Access, a)
			continue
		}
		b.Access[i].Able, b.Access[i].Means, b.Access[i].Role = a.Able, cmp.Or(a.Means, b.Access[i].Means), cmp.Or(a.Role, b.Access[i].Role)
	}
	if len(s.Access) > 0 {
		b.AccessKnown = s.AccessKnown
	}
}

// adoptData merges data entries: one adds to the derived entry at the same place,
// where their categories do not differ, or to one of its category elsewhere; others
// are data that nobody else spoke of.
func adoptData(b, s *fact.Dealing) {
	if s.DataKnown == fact.Yes && len(s.Data) == 0 {
		b.Data, b.DataKnown = nil, fact.Yes
		return
	}
	b.Data = slices.Clone(b.Data)
	taken := make([]bool, len(b.Data))
	for n, e := range s.Data {
		fits := func(i int) bool {
			x := b.Data[i].Category
			return i < len(taken) && !taken[i] && (e.Category == "" || x == "" || x == e.Category)
		}
		i := n
		if n >= len(taken) || !fits(n) {
			i = slices.IndexFunc(b.Data[:len(taken)], func(x fact.Data) bool { return e.Category != "" && x.Category == e.Category })
			if i >= 0 && !fits(i) {
				i = -1
			}
		}
		if i < 0 {
			b.Data = append(b.Data, e)
			continue
		}
		if i < len(taken) {
			taken[i] = true
		}
		b.Data[i] = mergeData(b.Data[i], e)
	}
}

// mergeData is derived data with what is stated of it.
func mergeData(x, e fact.Data) fact.Data {
	x.Category = cmp.Or(e.Category, x.Category)
	x.Asset, x.Name, x.People = cmp.Or(e.Asset, x.Asset), cmp.Or(e.Name, x.Name), cmp.Or(e.People, x.People)
	if e.Number != (fact.Range{Hi: fact.Unbounded}) {
		x.Number, x.Unit = e.Number, e.Unit
	}
	x.Unit = cmp.Or(x.Unit, e.Unit)
	if len(e.Identifiers) > 0 {
		x.Identifiers = e.Identifiers
	}
	if e.Listed != fact.Unknown {
		x.Listed, x.Areas = e.Listed, e.Areas
	}
	x.Apart = cmp.Or(e.Apart, x.Apart)
	if len(e.Terms) > 0 {
		x.Terms = maps.Clone(x.Terms)
		if x.Terms == nil {
			x.Terms = map[string]string{}
		}
		maps.Copy(x.Terms, e.Terms)
	}
	return x
}
