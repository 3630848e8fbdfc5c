package remedy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/reach"
)

// Changes of where and with whom data lies.

// attributed lists the attributions of the finding's assets to the provider used.
func (sc *scope) attributed() map[fact.ID]bool {
	ids := map[fact.ID]bool{}
	for _, a := range sc.assets {
		for _, at := range slices.Concat(a.Attributions, a.Overruled) {
			if at.Body.Provider == sc.provider && sc.provider != "" {
				ids[at.ID] = true
			}
		}
	}
	return ids
}

func (sc *scope) atHome(c fact.Country) bool { return slices.Contains(sc.study.Facts.Home, c) }

// stores reports whether something of the finding is held by the provider, rather than only talked to.
func (sc *scope) stores() bool {
	return slices.ContainsFunc(sc.assets, func(a *reach.Asset) bool { return a.Declared() })
}

// regionMoved moves what stands abroad to a region of the same provider at home.
func (sc *scope) regionMoved(of *entry) []change {
	ours := sc.attributed()
	var away []fact.ID
	for _, a := range sc.assets {
		for _, at := range a.Attributions {
			if ours[at.ID] && at.Body.Country != "" && !sc.atHome(at.Body.Country) && len(sc.study.Facts.Home) > 0 {
				away = append(away, at.ID)
			}
		}
	}
	if len(away) == 0 || !sc.stores() {
		return nil
	}
	for _, s := range sc.study.Rules.Providers.Sites(sc.provider) {
		if !sc.atHome(s.Country) {
			continue
		}
		c := change{Change: of.fill("asset", sc.assetWords(), "to", fmt.Sprintf("%s %s (%s)", sc.study.Rules.Providers.Name(sc.provider), s.Region, s.Country)), law: true}
		operator := sc.operatorAt(s.Country)
		c.apply = func(d *draft) {
			d.replace(of.ID, func(f fact.Fact) fact.Body {
				at, ok := f.Body.(*fact.Attribution)
				if !ok || !slices.Contains(away, f.ID) {
					return f.Body
				}
				n := *at
				n.Region, n.Country, n.Endpoint, n.Prefix = s.Region, s.Country, "", ""
				if operator != "" {
					n.Operator = operator
				}
				return &n
			})
		}
		return []change{c}
	}
	return nil
}

// operatorAt is who runs the provider's systems in a country, as far as something in use there shows it.
func (sc *scope) operatorAt(c fact.Country) fact.PartyID {
	for _, at := range sc.x.places {
		if at.Provider == sc.provider && at.Country == c && at.Operator != "" {
			return at.Operator
		}
	}
	return ""
}

const (
	maxTargets = 4
	maxShared  = 50 // dealings with a provider's company, all of which are decided again
)

// targets lists providers in use at home to which something could be moved, one
// place each: those whose operator is surely not covered.
func (sc *scope) targets() []*fact.Attribution {
	var out []*fact.Attribution
	for _, p := range sc.x.used {
		i := slices.IndexFunc(sc.x.places, func(at *fact.Attribution) bool {
			return at.Provider == p && p != sc.provider && sc.atHome(at.Country) && at.Operator != "" && sc.covered(at.Operator) == fact.No
		})
		if i < 0 || len(out) == maxTargets || len(sc.x.pairs[pair{sc.dealing.Subject, sc.x.places[i].Contracts}]) > maxShared {
			continue
		}
		out = append(out, sc.x.places[i])
	}
	return out
}

func (sc *scope) moveTo(of *entry, to *fact.Attribution) change {
	ours := sc.attributed()
	where := "a provider that no covered person runs, or systems of your own"
	if to != nil {
		where = strings.TrimSpace(sc.study.Rules.Providers.Name(to.Provider) + " " + to.Region)
	}
	c := change{Change: of.fill("asset", sc.assetWords(), "provider", sc.study.Rules.Providers.Name(sc.provider), "to", where), law: true, wide: to != nil}
	c.apply = func(d *draft) {
		moved := map[fact.AssetID]bool{}
		d.replace(of.ID, func(f fact.Fact) fact.Body {
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

// providerMoved moves to the first provider in use where the answer is best, or else to one not named.
func (sc *scope) providerMoved(of *entry) ([]change, error) {
	if !sc.derived || !sc.stores() || sc.provider == "" {
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
	if !sc.derived || sc.stores() || sc.provider == "" {
		return nil
	}
	c := sc.moveTo(of, nil)
	c.Change = of.fill("asset", sc.assetWords(), "provider", sc.study.Rules.Providers.Name(sc.provider))
	return []change{c}
}
