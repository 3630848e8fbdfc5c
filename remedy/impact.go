package remedy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/reach"
)

// Impact says what a prohibition of the finding of that name would take away.
func (s *Study) Impact(name string) (*determination.Impact, error) {
	f, err := s.named(name)
	if err != nil {
		return nil, err
	}
	c, err := changes()
	if err != nil {
		return nil, err
	}
	b, err := newScope(s, f)
	if err != nil {
		return nil, err
	}
	i := b.impact(c)
	return i, b.replacements(c, i)
}

func (sc *scope) impact(c *catalogue) *determination.Impact {
	i := &determination.Impact{Finding: sc.finding.Name, Assets: []determination.AssetImpact{}, Dependants: []determination.Dependant{}, Replacements: []determination.Replacement{}}
	used := sc.seen()
	for _, a := range sc.assets {
		i.Assets = append(i.Assets, sc.holds(a))
		i.Dependants = append(i.Dependants, dependants(a)...)
		for _, o := range a.Observations {
			if used == nil || used[o.ID] {
				measure(&i.Volume, o.Body)
			}
		}
	}
	if len(sc.assets) == 0 {
		i.Assets = sc.stated()
	}
	sc.ends(c, i)
	return i
}

// seen is the set of observations attributed to the providers used, nil where all count.
func (sc *scope) seen() map[fact.ID]bool {
	if len(sc.used) == 0 {
		return nil
	}
	out := map[fact.ID]bool{}
	ours := sc.attributed(sc.used...)
	for id := range ours {
		f, _ := sc.study.Set.Get(id)
		for _, from := range f.From {
			out[from] = true
		}
	}
	return out
}

func (sc *scope) holds(a *reach.Asset) determination.AssetImpact {
	out := determination.AssetImpact{Asset: a.ID, Store: a.Store()}
	for _, c := range a.Counts {
		out.Data = append(out.Data, determination.Amount{Category: c.Body.Category, Number: c.Body.Number, Unit: c.Body.Unit})
	}
	slices.SortFunc(out.Data, func(x, y determination.Amount) int { return strings.Compare(string(x.Category), string(y.Category)) })
	return out
}

// stated lists the data of a dealing that names no asset, under the dealing's own name.
func (sc *scope) stated() []determination.AssetImpact {
	out := []determination.AssetImpact{}
	for _, e := range sc.dealing.Data {
		out = append(out, determination.AssetImpact{
			Asset: fact.AssetID(cmp.Or(string(e.Asset), e.Name, sc.dealing.Name)), Store: fact.Yes,
			Data: []determination.Amount{{Category: e.Category, Number: e.Number, Unit: e.Unit}},
		})
	}
	return out
}

// dependants lists what is seen to use an asset: names that point to it, and others that talk to it.
func dependants(a *reach.Asset) []determination.Dependant {
	own := map[string]bool{strings.ToLower(string(a.ID)): true}
	for _, o := range a.Observations {
		if o.Body.What == fact.ObservedAsset {
			for _, n := range o.Body.Also {
				own[strings.ToLower(n)] = true
			}
		}
	}
	var out []determination.Dependant
	add := func(name, how string, id fact.ID) {
		i := slices.IndexFunc(out, func(d determination.Dependant) bool { return d.Name == name && d.How == how })
		if i < 0 {
			out = append(out, determination.Dependant{Name: name, Asset: a.ID, How: how})
			i = len(out) - 1
		}
		out[i].Facts = append(out[i].Facts, id)
	}
	for _, o := range a.Observations {
		name := string(o.Body.Asset)
		switch {
		case o.Body.What == fact.ObservedRecord:
			add(name, "dns", o.ID)
		case own[strings.ToLower(name)]:
		case o.Body.What == fact.ObservedPeer:
			add(name, "traffic", o.ID)
		case o.Body.What == fact.ObservedName:
			add(name, "name", o.ID)
		}
	}
	slices.SortFunc(out, func(x, y determination.Dependant) int {
		return cmp.Or(strings.Compare(x.How, y.How), strings.Compare(x.Name, y.Name))
	})
	return out
}

func measure(v *determination.Volume, o *fact.Observation) {
	v.Flows += o.Flows
	v.BytesIn += o.BytesIn
	v.BytesOut += o.BytesOut
	if o.First != "" && (v.First == "" || o.First < v.First) {
		v.First = o.First
	}
	v.Last = max(v.Last, o.Last)
}

// ends says from when the deciding provision applies, and by when the dealing must end.
func (sc *scope) ends(c *catalogue, i *determination.Impact) {
	if len(sc.finding.Provisions) == 0 || sc.finding.Provisions[0].Applies == fact.No {
		return
	}
	p := sc.finding.Provisions[0]
	i.Citation = p.Citation
	if pack, err := sc.study.Rules.Law.Pack(sc.finding.Pack); err == nil {
		if code, err := pack.At(sc.study.Rules.At); err == nil {
			if rule := code.Rule(strings.TrimPrefix(p.Rule, sc.finding.Pack+"/")); rule != nil && p.Applies == fact.Yes {
				i.InForce = rule.From
				for _, day := range rule.Days() { // it may bind from a later day than it is law
					if day > i.InForce && day <= sc.study.Rules.At {
						i.InForce = day
					}
				}
			}
		}
	}
	switch sc.finding.Outcome {
	case determination.Prohibited:
		i.By = c.Ends[sc.finding.Pack].Prohibited
	case determination.Restricted, determination.Conditional:
		i.By = c.Ends[sc.finding.Pack].Conditions
	}
}

// replacements lists copies stated to stand elsewhere, and providers in use to which the assets could move.
func (sc *scope) replacements(c *catalogue, i *determination.Impact) error {
	for _, a := range sc.assets {
		for _, s := range a.Safeguards {
			if s.Body.Measure == fact.ReplicaOutOfReach && s.Body.State == fact.Yes {
				says := "A copy of " + string(a.ID) + " is stated to stand out of reach"
				if s.Body.Text != "" {
					says += ": " + s.Body.Text
				}
				i.Replacements = append(i.Replacements, determination.Replacement{Kind: "replica", Says: says + ".", Facts: []fact.ID{s.ID}})
			}
		}
	}
	if !sc.derived || !sc.stores() {
		return nil
	}
	of := c.entries[providerMoved]
	for _, to := range sc.targets() {
		t, err := sc.move(of, to)
		if err != nil {
			return err
		}
		i.Replacements = append(i.Replacements, determination.Replacement{
			Kind: "provider", Says: fmt.Sprintf("%s %s (%s) is in use already.", sc.study.Rules.Providers.Name(to.Provider), to.Region, to.Country), Outcome: t.finding.Outcome,
		})
	}
	return nil
}
