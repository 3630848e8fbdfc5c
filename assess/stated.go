package assess

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
	"github.com/longarm-project/longarm/provider"
	"github.com/longarm-project/longarm/reach"
)

// Wrong returns an error for everything that people state and that cannot be
// right, with its place and what may be meant: a provider that the gazetteer does
// not know and of which nobody says who runs it, a measure that no law and no arm
// of reach knows, a name given to two assets, a dealing stated twice.
func Wrong(set *fact.Set, r Rules) error {
	var errs []error
	fail := func(f fact.Fact, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: %s", place(f), fmt.Sprintf(format, args...)))
	}
	measures := knownMeasures(r)
	told := map[fact.AssetID]bool{} // assets of which somebody says who runs them, or where
	for f, a := range fact.Of[*fact.Attribution](set) {
		told[a.Asset] = told[a.Asset] || f.Rule == ""
	}
	dealings, names := map[string]fact.Fact{}, map[string]fact.Fact{}
	for _, f := range set.Sorted() {
		switch b := f.Body.(type) {
		case *fact.Observation:
			if b.What != fact.ObservedAsset {
				continue
			}
			if b.Provider != "" && !told[b.Asset] && r.Providers != nil && len(r.Providers.Attribute(f)) == 0 {
				fail(f, "assets.%s.on: no provider %q is known (or state its operator and country)%s", b.Asset, b.Provider, datafile.Nearest(b.Provider, providerNames(r)))
			}
			for _, n := range append([]string{string(b.Asset)}, b.Also...) {
				key := strings.ToLower(n)
				if old, ok := names[key]; ok && old.Body.(*fact.Observation).Asset != b.Asset {
					fail(f, "assets.%s: %q is a name of %s too (%s); evidence of it would count for neither", b.Asset, n, old.Body.(*fact.Observation).Asset, place(old))
				}
				names[key] = f
			}
		case *fact.Safeguard:
			if f.Rule == "" && b.Seen == fact.No && !slices.Contains(measures, string(b.Measure)) {
				fail(f, "safeguards: no measure is called %q%s", b.Measure, datafile.Nearest(string(b.Measure), measures))
			}
		case *fact.Dealing:
			if old, ok := dealings[b.Name]; ok {
				at := []string{place(old), place(f)}
				slices.Sort(at)
				errs = append(errs, fmt.Errorf("dealing %q is stated at %s and at %s; state it once, or give the other dealing a name of its own", b.Name, at[0], at[1]))
			}
			dealings[b.Name] = f
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(errs...)
}

func place(f fact.Fact) string {
	if len(f.Sources) == 0 {
		return "a derived fact"
	}
	return f.Sources[0].String()
}

func providerNames(r Rules) []string {
	var out []string
	for p := range r.Providers.Providers() {
		out = append(append(out, string(p.ID), p.Name), p.Aliases...)
	}
	return out
}

// knownMeasures lists the measures that stand in an arm's way and those of all packs of law.
func knownMeasures(r Rules) []string {
	out := reach.Measures()
	if r.Law != nil {
		for _, name := range r.Law.Names() {
			if p, err := r.Law.Pack(name); err == nil {
				for _, m := range p.Measures {
					out = append(out, string(m.ID))
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// unseen lists, by place, what people state that met nothing in what was read, in
// the gazetteer or in a register.
func unseen(a *Assessment) []determination.Unseen {
	u := &lookout{set: a.Set, providers: a.Rules.Providers, assets: map[fact.AssetID]*reach.Asset{}, seen: map[string]bool{}, parties: map[fact.PartyID]bool{}, used: map[fact.PartyID]bool{}, named: map[fact.AssetID]bool{}}
	for _, x := range a.Assets {
		u.assets[x.ID] = x
	}
	u.read()
	for _, f := range a.Set.Sorted() {
		if f.Rule == "" && len(f.Sources) > 0 {
			u.look(f)
		}
	}
	slices.SortFunc(u.out, func(x, y determination.Unseen) int {
		return cmp.Or(strings.Compare(x.Kind, y.Kind), strings.Compare(x.Name, y.Name), strings.Compare(x.Place, y.Place), strings.Compare(x.Why, y.Why))
	})
	return slices.Compact(u.out)
}

// A lookout knows what there is, and looks for what is stated among it.
type lookout struct {
	set       *fact.Set
	providers *provider.Table
	assets    map[fact.AssetID]*reach.Asset
	seen      map[string]bool // names and endpoints of evidence, in lower case
	parties   map[fact.PartyID]bool
	used      map[fact.PartyID]bool // parties that a dealing, a holding, an asset or the subject refers to
	named     map[fact.AssetID]bool // assets that a dealing names
	derived   []string              // names of dealings that evidence makes
	taken     map[string]bool       // stated dealings that add to a derived one
	ids       []string
	out       []determination.Unseen
}

// read notes what there is.
func (u *lookout) read() {
	u.taken = map[string]bool{}
	for f := range u.set.All() {
		switch b := f.Body.(type) {
		case *fact.Observation:
			if b.What != fact.ObservedAsset {
				for _, n := range append([]string{string(b.Asset), b.Endpoint}, b.Names...) {
					u.seen[strings.ToLower(n)] = true
				}
			}
		case *fact.Claim:
			if b.Party != nil && b.Text == "" {
				u.parties[b.Party.ID] = true
			}
			if b.Party != nil {
				u.used[b.Party.BranchOf] = true
				u.used[b.Party.ID] = u.used[b.Party.ID] || b.Text != "" || b.Authority != fact.Stated
			}
			if b.Interest != nil {
				u.used[b.Interest.Owner], u.used[b.Interest.Asset] = true, true
			}
		case *fact.Attribution:
			for _, p := range slices.Concat(b.Operators(), b.Contractors()) {
				u.used[p] = true
			}
		case *fact.Dealing:
			u.used[b.Subject], u.used[b.Counterparty] = true, true
			for _, p := range b.CounterpartyOneOf {
				u.used[p] = true
			}
			for _, x := range b.Access {
				for _, p := range x.Parties() {
					u.used[p] = true
				}
			}
			for _, x := range b.Assets {
				u.named[x] = true
			}
			if f.Rule == fact.RuleUse {
				u.derived = append(u.derived, b.Name)
				for _, id := range f.From {
					if g, ok := u.set.Get(id); ok && g.Body.Kind() == fact.KindDealing {
						u.taken[b.Name] = true
					}
				}
			}
		}
	}
	for p := range u.parties {
		u.ids = append(u.ids, string(p))
	}
	slices.Sort(u.ids)
	slices.Sort(u.derived)
}

func (u *lookout) miss(f fact.Fact, kind, name, format string, args ...any) {
	u.out = append(u.out, determination.Unseen{Kind: kind, Name: name, Place: place(f), Why: fmt.Sprintf(format, args...)})
}

// look notes what of one statement met nothing.
func (u *lookout) look(f fact.Fact) {
	switch b := f.Body.(type) {
	case *fact.Observation:
		if b.What == fact.ObservedAsset {
			u.asset(f, b)
		}
	case *fact.Attribution:
		for _, p := range slices.Concat(b.Operators(), b.Contractors()) {
			u.party(f, p)
		}
	case *fact.Safeguard:
		if b.Asset != "" && u.assets[b.Asset] == nil || b.Asset != "" && len(u.assets[b.Asset].Observations) == 0 {
			u.miss(f, "asset", string(b.Asset), "a measure is stated of it, and neither evidence nor a case file knows it")
		}
		if b.Dealing != "" && !u.dealingKnown(b.Dealing) {
			u.miss(f, "dealing", b.Dealing, "a measure is stated of it, and there is no such dealing%s", datafile.Nearest(b.Dealing, u.derived))
		}
	case *fact.Claim:
		if i := b.Interest; i != nil && b.Authority == fact.Stated {
			u.party(f, i.Owner)
			u.party(f, i.Asset)
		}
		if p := b.Party; p != nil && b.Authority == fact.Stated && b.Text == "" {
			if p.BranchOf != "" {
				u.party(f, p.BranchOf)
			}
			if !u.used[p.ID] {
				u.miss(f, "party", string(p.ID), "it is party to nothing: no dealing, holding or asset refers to it")
			}
		}
	case *fact.Dealing:
		u.dealing(f, b)
	}
}

func (u *lookout) dealingKnown(name string) bool {
	if slices.Contains(u.derived, name) {
		return true
	}
	for _, d := range fact.Of[*fact.Dealing](u.set) {
		if d.Name == name {
			return true
		}
	}
	return false
}

func (u *lookout) party(f fact.Fact, p fact.PartyID) {
	if p != "" && !u.parties[p] {
		u.miss(f, "party", string(p), "nothing is known of it: not its country, nor who holds it%s", datafile.Nearest(string(p), u.ids))
	}
}

// asset looks for the names, the place and the use of a stated asset.
func (u *lookout) asset(f fact.Fact, b *fact.Observation) {
	for _, n := range b.Also {
		if !u.seen[strings.ToLower(n)] {
			u.miss(f, "name", n, "no evidence speaks of it, which %s goes by", b.Asset)
		}
	}
	a := u.assets[b.Asset]
	if a == nil || len(a.Attributions)+len(a.Overruled) == 0 {
		if !u.named[b.Asset] {
			u.miss(f, "asset", string(b.Asset), "nobody says where it runs: no evidence knows it and it has no provider (on: {provider: ...})")
		}
		return
	}
	for _, at := range a.Attributions {
		x := at.Body
		if b.Region != "" && x.Method == fact.ByStatement && strings.EqualFold(x.Region, b.Region) && u.providers != nil && !u.providers.HasRegion(x.Provider, b.Region) {
			u.miss(f, "region", b.Region, "no such region of %s is known%s%s", cmp.Or(x.ProviderName, string(x.Provider)), cannotTell(b, x), meantRegion(b.Region, u.providers.Regions(x.Provider)))
		}
	}
}

// cannotTell says what is not known where a region is not.
func cannotTell(b *fact.Observation, x *fact.Attribution) string {
	if x.Country != "" {
		return fmt.Sprintf(", so neither is who runs %s there", b.Asset)
	}
	return fmt.Sprintf(", so neither is where %s stands nor who runs it there", b.Asset)
}

// meantRegion suggests the region of the place that somebody wrote for it, or one with a like code.
func meantRegion(written string, all []provider.Region) string {
	var codes, at []string
	for _, r := range all {
		codes = append(codes, r.Code)
		if strings.Contains(strings.ToLower(r.Place), strings.ToLower(written)) {
			at = append(at, r.Code)
		}
	}
	if len(at) > 0 && len(at) <= 3 {
		return fmt.Sprintf("; did you mean %q?", strings.Join(at, `" or "`))
	}
	return datafile.Nearest(written, codes)
}

// dealing looks for the use that a stated dealing speaks of.
func (u *lookout) dealing(f fact.Fact, b *fact.Dealing) {
	for _, p := range slices.Concat([]fact.PartyID{b.Subject, b.Counterparty}, b.CounterpartyOneOf) {
		u.party(f, p)
	}
	for _, x := range b.Access {
		for _, p := range x.Parties() {
			u.party(f, p)
		}
	}
	for _, x := range b.Assets {
		if a := u.assets[x]; a == nil || len(a.Observations) == 0 {
			u.miss(f, "asset", string(x), "dealing %s is about it, and neither evidence nor a case file knows it", b.Name)
		}
	}
	if u.taken[b.Name] {
		return
	}
	if use := strings.HasPrefix(b.Name, "use of ") || strings.Contains(b.Name, " on "); use && b.Counterparty == "" && len(b.Access) == 0 {
		u.miss(f, "dealing", b.Name, "no use of this name was found, to which it would add%s", datafile.Nearest(b.Name, u.derived))
	}
}
