package longarm

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/reach"
)

// Changes of where and with whom data lies.

// attributed lists the attributions of the finding's assets to the provider used.
func (b *bench) attributed() map[fact.ID]bool {
	ids := map[fact.ID]bool{}
	for _, a := range b.assets {
		for _, at := range a.Attributions {
			if at.Body.Provider == b.provider && b.provider != "" {
				ids[at.ID] = true
			}
		}
	}
	return ids
}

func (b *bench) atHome(c fact.Country) bool { return slices.Contains(b.s.Facts.Home, c) }

// stores reports whether something of the finding is held by the provider, rather than only talked to.
func (b *bench) stores() bool {
	return slices.ContainsFunc(b.assets, func(a *reach.Asset) bool { return a.Declared() })
}

// regionMoved moves what stands abroad to a region of the same provider at home.
func (b *bench) regionMoved(of *catalogued) []change {
	ours := b.attributed()
	var away []fact.ID
	for _, a := range b.assets {
		for _, at := range a.Attributions {
			if ours[at.ID] && at.Body.Country != "" && !b.atHome(at.Body.Country) && len(b.s.Facts.Home) > 0 {
				away = append(away, at.ID)
			}
		}
	}
	if len(away) == 0 || !b.stores() {
		return nil
	}
	for _, s := range b.s.Rules.Providers.Sites(b.provider) {
		if !b.atHome(s.Country) {
			continue
		}
		c := change{Change: of.fill("asset", b.assetWords(), "to", fmt.Sprintf("%s %s (%s)", b.s.Rules.Providers.Name(b.provider), s.Region, s.Country)), law: true}
		operator := b.operatorAt(s.Country)
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
func (b *bench) operatorAt(c fact.Country) fact.PartyID {
	for _, at := range b.x.places {
		if at.Provider == b.provider && at.Country == c && at.Operator != "" {
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
func (b *bench) targets() []*fact.Attribution {
	var out []*fact.Attribution
	for _, p := range b.x.used {
		i := slices.IndexFunc(b.x.places, func(at *fact.Attribution) bool {
			return at.Provider == p && p != b.provider && b.atHome(at.Country) && at.Operator != "" && b.covered(at.Operator) == fact.No
		})
		if i < 0 || len(out) == maxTargets || len(b.x.pairs[pair{b.dealing.Subject, b.x.places[i].Contracts}]) > maxShared {
			continue
		}
		out = append(out, b.x.places[i])
	}
	return out
}

func (b *bench) moveTo(of *catalogued, to *fact.Attribution) change {
	ours := b.attributed()
	where := "a provider that no covered person runs, or systems of your own"
	if to != nil {
		where = strings.TrimSpace(b.s.Rules.Providers.Name(to.Provider) + " " + to.Region)
	}
	c := change{Change: of.fill("asset", b.assetWords(), "provider", b.s.Rules.Providers.Name(b.provider), "to", where), law: true, wide: to != nil}
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
func (b *bench) move(of *catalogued, to *fact.Attribution) (*tried, error) {
	if t := b.moved[to]; t != nil {
		return t, nil
	}
	t, err := b.try([]change{b.moveTo(of, to)})
	if err == nil {
		if b.moved == nil {
			b.moved = map[*fact.Attribution]*tried{}
		}
		b.moved[to] = t
	}
	return t, err
}

// providerMoved moves to the first provider in use where the answer is best, or else to one not named.
func (b *bench) providerMoved(of *catalogued) ([]change, error) {
	if !b.derived || !b.stores() || b.provider == "" {
		return nil, nil
	}
	best := b.moveTo(of, nil)
	least := b.before.rank
	for _, to := range b.targets() {
		t, err := b.move(of, to)
		if err != nil {
			return nil, err
		}
		if t.rank < least {
			best, least = b.moveTo(of, to), t.rank
		}
	}
	return []change{best}, nil
}

func (b *bench) trafficStopped(of *catalogued) []change {
	if !b.derived || b.stores() || b.provider == "" {
		return nil
	}
	c := b.moveTo(of, nil)
	c.Change = of.fill("asset", b.assetWords(), "provider", b.s.Rules.Providers.Name(b.provider))
	return []change{c}
}
