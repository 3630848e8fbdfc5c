package remedy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/reach"
)

// Changes of where and with whom data lies.

// attributed lists the attributions of the finding's assets to the providers named.
func (sc *scope) attributed(to ...fact.ProviderID) map[fact.ID]bool {
	ids := map[fact.ID]bool{}
	for _, a := range sc.assets {
		for _, at := range slices.Concat(a.Attributions, a.Overruled) {
			if slices.Contains(to, at.Body.Provider) {
				ids[at.ID] = true
			}
		}
	}
	return ids
}

// providerNames names the providers used.
func (sc *scope) providerNames() string {
	var names []string
	for _, p := range sc.used {
		names = append(names, sc.study.Rules.Providers.Name(p))
	}
	return strings.Join(names, " and ")
}

func (sc *scope) atHome(c fact.Country) bool { return slices.Contains(sc.study.Facts.Home, c) }

// stores reports whether something of the finding is held by the provider, rather than only talked to.
func (sc *scope) stores() bool {
	return slices.ContainsFunc(sc.assets, func(a *reach.Asset) bool { return a.Declared() })
}

// regionMoved moves what stands abroad to a region of the same provider at home, for
// each provider used: to the one where the answer is best.
func (sc *scope) regionMoved(of *entry) ([]change, error) {
	var out []change
	for _, p := range sc.used {
		ours := sc.attributed(p)
		var away []fact.ID
		for _, a := range sc.assets {
			for _, at := range a.Attributions {
				if ours[at.ID] && at.Body.Country != "" && !sc.atHome(at.Body.Country) && len(sc.study.Facts.Home) > 0 {
					away = append(away, at.ID)
				}
			}
		}
		if len(away) == 0 || !sc.stores() {
			continue
		}
		var ways []change
		for _, site := range sc.sitesAtHome(p) {
			ways = append(ways, sc.moveRegion(of, away, site))
		}
		best, ok, err := sc.best(ways)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, best)
		}
	}
	return out, nil
}

func (sc *scope) moveRegion(of *entry, away []fact.ID, site *fact.Attribution) change {
	to := fmt.Sprintf("%s %s (%s)", sc.study.Rules.Providers.Name(site.Provider), site.Region, site.Country)
	c := change{Change: of.fill("asset", sc.assetWords(), "to", to), law: true}
	c.apply = func(d *draft) {
		d.replace(of.ID, func(f fact.Fact) fact.Body {
			at, ok := f.Body.(*fact.Attribution)
			if !ok || !slices.Contains(away, f.ID) {
				return f.Body
			}
			n := *site
			n.Asset, n.Method = at.Asset, at.Method
			return &n
		})
	}
	return c
}

const maxSites = 8 // regions of one provider at home, of different companies

// sitesAtHome lists the regions of a provider at home with who runs each and contracts for it,
// by code; of regions that are alike in these the first stands for all.
func (sc *scope) sitesAtHome(p fact.ProviderID) []*fact.Attribution {
	var out []*fact.Attribution
	for _, s := range sc.study.Rules.Providers.Sites(p) {
		if !sc.atHome(s.Country) {
			continue
		}
		seen := &fact.Observation{Provider: string(p), Region: s.Region, What: fact.ObservedAsset}
		for _, f := range sc.study.Rules.Providers.Attribute(fact.New(seen, []fact.Source{s.Source}, "")) {
			if at := f.Body.(*fact.Attribution); at.Provider == p && at.Region == s.Region {
				out = append(out, at)
			}
		}
	}
	return distinct(out, maxSites)
}

// distinct sorts places by what they are called, and keeps one of those where the same
// companies run and contract in the same country, at most so many.
func distinct(places []*fact.Attribution, most int) []*fact.Attribution {
	slices.SortFunc(places, func(a, b *fact.Attribution) int {
		return cmp.Or(strings.Compare(a.Region, b.Region), compareSides(a, b))
	})
	var out []*fact.Attribution
	for _, at := range places {
		same := func(o *fact.Attribution) bool { return compareSides(o, at) == 0 }
		if len(out) < most && !slices.ContainsFunc(out, same) {
			out = append(out, at)
		}
	}
	return out
}

// compareSides orders places by where they are and by the companies of the provider's side.
func compareSides(a, b *fact.Attribution) int {
	return cmp.Or(strings.Compare(string(a.Country), string(b.Country)), slices.Compare(a.Operators(), b.Operators()), slices.Compare(a.Contractors(), b.Contractors()))
}

// best tries changes of which one is to be offered, each alone, and returns the one
// after which the answer is best, of equals the first; ok is false where there is none.
func (sc *scope) best(cs []change) (out change, ok bool, err error) {
	if len(cs) == 1 {
		return cs[0], true, nil
	}
	least := 0
	for _, c := range cs {
		t, err := sc.decide([]change{c})
		if err != nil {
			return out, false, err
		}
		if !ok || t.rank < least {
			out, least, ok = c, t.rank, true
		}
	}
	return out, ok, nil
}

const (
	maxTargets = 4  // providers
	maxPlaces  = 4  // of one provider, of different companies
	maxShared  = 50 // dealings with a provider's company, all of which are decided again
)

// targets lists places in use at home to which something could be moved, by provider
// and region: those none of whose possible operators may be covered, one for all that are alike.
func (sc *scope) targets() []*fact.Attribution {
	var out []*fact.Attribution
	providers := 0
	for _, p := range sc.x.used {
		if slices.Contains(sc.used, p) || providers == maxTargets {
			continue
		}
		var places []*fact.Attribution
		for _, at := range sc.x.places {
			if at.Provider == p && sc.atHome(at.Country) && sc.uncovered(at.Operators()) && !sc.crowded(at) {
				places = append(places, at)
			}
		}
		if len(places) > 0 {
			providers++
			out = append(out, distinct(places, maxPlaces)...)
		}
	}
	return out
}

// uncovered reports whether there are parties, and none of them may be covered.
func (sc *scope) uncovered(parties []fact.PartyID) bool {
	return len(parties) > 0 && !slices.ContainsFunc(parties, func(p fact.PartyID) bool { return sc.covered(p) != fact.No })
}

// pairsWith lists the pairs of parties of what would lie at a place: the dealing
// is with who contracts there, or else with who operates.
func (sc *scope) pairsWith(to *fact.Attribution) []pair {
	with := to.Contractors()
	if len(with) == 0 {
		with = to.Operators()
	}
	out := []pair{}
	for _, p := range with {
		out = append(out, pair{sc.dealing.Subject, p})
	}
	if len(out) != 1 {
		out = append(out, pair{sc.dealing.Subject, ""})
	}
	return out
}

// crowded reports whether too many dealings would be decided again.
func (sc *scope) crowded(to *fact.Attribution) bool {
	n := 0
	for _, p := range sc.pairsWith(to) {
		n += len(sc.x.pairs[p])
	}
	return n > maxShared
}

func (sc *scope) moveTo(of *entry, to *fact.Attribution) change {
	ours := sc.attributed(sc.used...)
	where := "a provider that no covered person runs, or systems of your own"
	if to != nil {
		where = strings.TrimSpace(sc.study.Rules.Providers.Name(to.Provider) + " " + to.Region)
	}
	c := change{Change: of.fill("asset", sc.assetWords(), "provider", sc.providerNames(), "to", where), law: true, wide: to != nil}
	c.apply = func(d *draft) {
		moved := map[fact.AssetID]bool{}
		d.replace(of.ID, func(f fact.Fact) fact.Body {
			if s, ok := f.Body.(*fact.Dealing); ok && sc.derived && s.Name == sc.dealing.Name {
				return nil // what is stated of a use, a determination about it too, goes with the use
			}
			at, ok := f.Body.(*fact.Attribution)
			switch {
			case !ok || !ours[f.ID]:
				return f.Body
			case to == nil || moved[at.Asset]:
				return nil
			}
			moved[at.Asset] = true
			n := *to
			n.Asset, n.Endpoint, n.Prefix, n.ASN = at.Asset, "", "", 0
			return &n
		})
	}
	return c
}

// move tries what came of moving to a target, once.
func (sc *scope) move(of *entry, to *fact.Attribution) (*result, error) {
	if t := sc.moves[to]; t != nil {
		return t, nil
	}
	t, err := sc.decide([]change{sc.moveTo(of, to)})
	if err == nil {
		if sc.moves == nil {
			sc.moves = map[*fact.Attribution]*result{}
		}
		sc.moves[to] = t
	}
	return t, err
}

// providerMoved moves to the place in use where the answer is best, of equals the first by name, or else to one not named.
func (sc *scope) providerMoved(of *entry) ([]change, error) {
	if !sc.derived || !sc.stores() || len(sc.used) == 0 {
		return nil, nil
	}
	best := sc.moveTo(of, nil)
	least := sc.before.rank
	for _, to := range sc.targets() {
		t, err := sc.move(of, to)
		if err != nil {
			return nil, err
		}
		if t.rank < least {
			best, least = sc.moveTo(of, to), t.rank
		}
	}
	return []change{best}, nil
}

func (sc *scope) trafficStopped(of *entry) []change {
	if !sc.derived || sc.stores() || len(sc.used) == 0 {
		return nil
	}
	c := sc.moveTo(of, nil)
	c.Change = of.fill("asset", sc.assetWords(), "provider", sc.providerNames())
	return []change{c}
}
