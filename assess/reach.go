package assess

import (
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law/compel"
	"github.com/longarm-project/longarm/reach"
)

// Reach judges which governments can read, cut and enter the assets of a set
// that holds its control facts, and adds nothing to it.
func Reach(set *fact.Set, home []fact.Country, r Rules) []fact.Fact {
	return reachOf(set, reach.Assets(set), home, r)
}

func reachOf(set *fact.Set, assets []*reach.Asset, home []fact.Country, r Rules) []fact.Fact {
	return reach.Judge(reach.Input{Set: set, Assets: assets, At: r.At, Compels: r.compels, Governments: r.Governments, Home: home})
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
