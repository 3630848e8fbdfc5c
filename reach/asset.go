package reach

import (
	"cmp"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// An Asset is what is known of one asset, under whatever names evidence calls it.
type Asset struct {
	ID fact.AssetID
	// Stated is set if a person named the asset; its ID is then that person's.
	Stated bool
	// Alike counts the resources that it stands for, where it is several that are alike; else 0.
	Alike        int
	Observations []Seen[*fact.Observation]
	// Attributions are as far as they count: what a person states of a provider's
	// side stands in every attribution of the asset to that provider.
	Attributions []Seen[*fact.Attribution]
	// Overruled do not count: a person states another place, or others say where that is.
	Overruled  []Seen[*fact.Attribution]
	Counts     []Seen[*fact.Count]
	Safeguards []Seen[*fact.Safeguard]
	// Disagreements are where people state different things of it.
	Disagreements []fact.Disagreement
}

// Seen is a body with the ID of its fact.
type Seen[B fact.Body] struct {
	ID   fact.ID
	Body B
}

// Store says whether the asset holds data: as a person states it, or else as its
// data and the evidence show.
func (a *Asset) Store() fact.Truth {
	if t := a.storeStated(); t != fact.Unknown {
		return t
	}
	if len(a.Counts) > 0 {
		return fact.Yes
	}
	store := fact.No
	for _, o := range a.Observations {
		store = fact.Or(store, o.Body.Store)
	}
	return store
}

// storeStated is what people say of whether it holds data, where they agree.
func (a *Asset) storeStated() fact.Truth {
	said := fact.Unknown
	for _, o := range a.Observations {
		t := o.Body.Store
		if o.Body.What != fact.ObservedAsset || t == fact.Unknown {
			continue
		}
		if said != fact.Unknown && said != t {
			return fact.Unknown
		}
		said = t
	}
	return said
}

// Declared reports whether a person or a configuration names the asset, rather than traffic alone.
func (a *Asset) Declared() bool {
	return a.Stated || slices.ContainsFunc(a.Observations, func(o Seen[*fact.Observation]) bool {
		return o.Body.What == fact.ObservedResource
	})
}

// Assets gathers the facts of set by asset, sorted by ID. Names that a person
// lists for an asset (Observation.Also) are resolved to it.
func Assets(set *fact.Set) []*Asset {
	names := aliases(set)
	byID := map[fact.AssetID]*Asset{}
	at := func(id fact.AssetID) *Asset {
		if to, ok := names[strings.ToLower(string(id))]; ok {
			id = to
		}
		a := byID[id]
		if a == nil {
			a = &Asset{ID: id}
			byID[id] = a
		}
		return a
	}
	folded := Folded(set)
	for _, f := range set.Sorted() {
		switch b := f.Body.(type) {
		case *fact.Observation:
			if folded[f.ID] {
				continue
			}
			a := at(owner(names, b))
			a.Stated = a.Stated || b.What == fact.ObservedAsset
			if f.Rule == fact.RuleAlike {
				a.Alike = len(b.Also)
			}
			a.Observations = append(a.Observations, Seen[*fact.Observation]{f.ID, b})
		case *fact.Count:
			a := at(b.Asset)
			a.Counts = append(a.Counts, Seen[*fact.Count]{f.ID, b})
		case *fact.Safeguard:
			if b.Asset != "" {
				a := at(b.Asset)
				a.Safeguards = append(a.Safeguards, Seen[*fact.Safeguard]{f.ID, b})
			}
		}
	}
	said := map[*Asset]*statements{}
	for f, b := range fact.Of[*fact.Attribution](set) {
		from, o, of := observed(set, f)
		a := at(b.Asset)
		if of {
			a = at(owner(names, o))
		}
		a.Attributions = append(a.Attributions, Seen[*fact.Attribution]{f.ID, b})
		if said[a] == nil {
			said[a] = &statements{own: map[fact.ID]bool{}, resolved: map[string][]fact.ProviderID{}, stated: map[fact.ID]bool{}, seen: map[fact.ID]string{}, regions: map[fact.ProviderID][]fact.Saying{}}
		}
		said[a].note(f, b, from.Sources, o, of && a.ID != o.Asset)
	}
	out := make([]*Asset, 0, len(byID))
	for _, a := range byID {
		a.order()
		if s := said[a]; s != nil {
			a.stand(s)
			a.settle(s)
			a.place(s)
			slices.SortFunc(a.Disagreements, fact.CompareDisagreements)
		}
		out = append(out, a)
	}
	slices.SortFunc(out, func(x, y *Asset) int { return strings.Compare(string(x.ID), string(y.ID)) })
	return out
}

// order sorts what is known of the asset by what it says, so that nothing depends on
// where or when it was read.
func (a *Asset) order() {
	order(a.Observations, func(x, y *fact.Observation) int {
		return cmp.Or(strings.Compare(string(x.Asset), string(y.Asset)), strings.Compare(x.Endpoint, y.Endpoint), strings.Compare(x.Service, y.Service),
			strings.Compare(x.Region, y.Region), strings.Compare(x.Provider, y.Provider), strings.Compare(x.Trust, y.Trust), strings.Compare(string(x.What), string(y.What)))
	})
	order(a.Attributions, func(x, y *fact.Attribution) int {
		return cmp.Or(strings.Compare(string(x.Provider), string(y.Provider)), strings.Compare(x.Region, y.Region), strings.Compare(string(x.Country), string(y.Country)),
			strings.Compare(x.Endpoint, y.Endpoint), strings.Compare(string(x.Method), string(y.Method)), strings.Compare(string(x.Asset), string(y.Asset)),
			strings.Compare(string(x.Operator), string(y.Operator)), strings.Compare(string(x.Contracts), string(y.Contracts)))
	})
	order(a.Counts, func(x, y *fact.Count) int {
		return cmp.Or(strings.Compare(string(x.Category), string(y.Category)), cmp.Compare(x.Number.Lo, y.Number.Lo), cmp.Compare(x.Number.Hi, y.Number.Hi),
			slices.Compare(x.Identifiers, y.Identifiers), strings.Compare(string(x.Asset), string(y.Asset)))
	})
	order(a.Safeguards, func(x, y *fact.Safeguard) int {
		return cmp.Or(cmp.Compare(x.Measure, y.Measure), cmp.Compare(x.State, y.State), strings.Compare(x.Text, y.Text))
	})
}

// order sorts by what bodies say, and those that say the same by ID.
func order[B fact.Body](s []Seen[B], by func(x, y B) int) {
	slices.SortFunc(s, func(x, y Seen[B]) int { return cmp.Or(by(x.Body, y.Body), slices.Compare(x.ID[:], y.ID[:])) })
}

// aliases maps every further name, in lower case, to the asset that a person gave
// it to, or that stands for several that are alike. A name given to several assets leads to none of them.
func aliases(set *fact.Set) map[string]fact.AssetID {
	names, twice := map[string]fact.AssetID{}, map[string]bool{}
	give := func(name string, a fact.AssetID) {
		name = strings.ToLower(name)
		if old, ok := names[name]; ok && old != a {
			twice[name] = true
		}
		names[name] = a
	}
	for f, b := range fact.Of[*fact.Observation](set) {
		if b.What == fact.ObservedAsset || f.Rule == fact.RuleAlike {
			give(string(b.Asset), b.Asset)
			for _, n := range b.Also {
				give(n, b.Asset)
			}
		}
	}
	for n := range twice {
		delete(names, n)
	}
	return names
}

// owner is the asset an observation is about: its own, or the one that goes by its endpoint.
func owner(names map[string]fact.AssetID, b *fact.Observation) fact.AssetID {
	if id, ok := names[b.Endpoint]; ok && b.Endpoint != "" {
		return id
	}
	return b.Asset
}

// observed is the observation that an attribution comes from.
// ok is false for one that a person states.
func observed(set *fact.Set, f fact.Fact) (from fact.Fact, o *fact.Observation, ok bool) {
	for _, id := range f.From {
		if g, ok := set.Get(id); ok {
			if ob, ok := g.Body.(*fact.Observation); ok {
				return g, ob, true
			}
		}
	}
	return fact.Fact{}, nil, false
}
