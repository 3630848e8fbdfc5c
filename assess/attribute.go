package assess

import (
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/provider"
	"github.com/longarm-project/longarm/reach"
)

// Attribute adds to what was read of an estate who runs it, by the gazetteer and the
// tables of prefixes, and what the gazetteer knows of these providers and of those
// whose companies somebody names. Resources that differ by their names alone are one from here on.
// It returns what belongs to nobody known.
func Attribute(set *fact.Set, providers *provider.Table) (*determination.Unknown, error) {
	if err := set.AddAll(reach.Alike(set)...); err != nil {
		return nil, err
	}
	folded := reach.Folded(set)
	for _, f := range set.Sorted() {
		if folded[f.ID] {
			continue
		}
		if err := set.AddAll(providers.Attribute(f)...); err != nil {
			return nil, err
		}
	}
	none := unknown(set, providers)
	used := map[fact.ProviderID]bool{}
	for _, a := range fact.Of[*fact.Attribution](set) {
		used[a.Provider] = true
	}
	for _, p := range Parties(set) { // a provider's company that somebody names
		id, _, _ := strings.Cut(string(p), "/")
		used[fact.ProviderID(id)] = true
	}
	for _, id := range slices.Sorted(maps.Keys(used)) {
		if err := set.AddAll(slices.Concat(providers.Parties(id), providers.Roles(id))...); err != nil {
			return nil, err
		}
	}
	return none, nil
}
