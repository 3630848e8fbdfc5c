package reach

import (
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// An Asset is what is known of one asset, under whatever names evidence calls it.
type Asset struct {
	ID fact.AssetID
	// Stated is set if a person named the asset; its ID is then that person's.
	Stated       bool
	Observations []Seen[*fact.Observation]
	Attributions []Seen[*fact.Attribution]
	Counts       []Seen[*fact.Count]
	Safeguards   []Seen[*fact.Safeguard]
}

// Seen is a body with the ID of its fact.
type Seen[B fact.Body] struct {
	ID   fact.ID
	Body B
}

// Store says whether the asset holds data.
func (a *Asset) Store() fact.Truth {
	if len(a.Counts) > 0 {
		return fact.Yes
	}
	store := fact.No
	for _, o := range a.Observations {
		store = fact.Or(store, o.Body.Store)
	}
	return store
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
	for _, f := range set.Sorted() {
		switch b := f.Body.(type) {
		case *fact.Observation:
			a := at(owner(names, b))
			a.Stated = a.Stated || b.What == fact.ObservedAsset
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
	for f, b := range fact.Of[*fact.Attribution](set) {
		a := at(attributed(set, names, f, b))
		a.Attributions = append(a.Attributions, Seen[*fact.Attribution]{f.ID, b})
	}
	out := make([]*Asset, 0, len(byID))
	for _, a := range byID {
		slices.SortFunc(a.Attributions, func(x, y Seen[*fact.Attribution]) int { return slices.Compare(x.ID[:], y.ID[:]) })
		out = append(out, a)
	}
	slices.SortFunc(out, func(x, y *Asset) int { return strings.Compare(string(x.ID), string(y.ID)) })
	return out
}

// aliases maps every further name, in lower case, to the asset that a person gave it to.
func aliases(set *fact.Set) map[string]fact.AssetID {
	names := map[string]fact.AssetID{}
	for _, f := range set.Sorted() {
		if b, ok := f.Body.(*fact.Observation); ok && b.What == fact.ObservedAsset {
			names[strings.ToLower(string(b.Asset))] = b.Asset
			for _, n := range b.Also {
				names[strings.ToLower(n)] = b.Asset
			}
		}
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

// attributed is the asset of an attribution: that of the observation it comes from.
func attributed(set *fact.Set, names map[string]fact.AssetID, f fact.Fact, b *fact.Attribution) fact.AssetID {
	for _, id := range f.From {
		if o, ok := set.Get(id); ok {
			if ob, ok := o.Body.(*fact.Observation); ok {
				return owner(names, ob)
			}
		}
	}
	return b.Asset
}
