package longarm

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// What each change of the catalogue does to the facts.

// What each change of the catalogue does to the facts.

// candidates lists the changes that could be made for the finding, in the order of the catalogue.
func (b *bench) candidates(c *catalogue) ([]change, error) {
	var out []change
	for i := range c.Changes {
		of := &c.Changes[i]
		if of.From > b.s.Rules.At {
			continue
		}
		cs, err := b.makeOut(of)
		if err != nil {
			return nil, err
		}
		for _, x := range cs {
			x.of = of
			out = append(out, x)
		}
	}
	return out, nil
}

func (b *bench) makeOut(of *catalogued) ([]change, error) {
	if of.Rule != "" && !b.mayApply(of.Rule) {
		return nil, nil
	}
	switch of.ID {
	case "keys-out-of-reach":
		return b.keys(of), nil
	case "replica-out-of-reach", "no-standing-access":
		cs := b.guarded(of)
		for i := range cs {
			cs[i].unheard = !b.measured(of.ID)
		}
		return cs, nil
	case "region-moved":
		return b.regionMoved(of), nil
	case "provider-moved":
		return b.providerMoved(of)
	case "traffic-stopped":
		return b.trafficStopped(of), nil
	case "access-removed":
		return b.accessRemoved(of), nil
	case "data-minimised":
		return b.minimised(of)
	case "clause-added":
		return []change{b.termed(of, of.fill("dealing", b.name()), of.Terms)}, nil
	case "security-requirements":
		return b.secured(of), nil
	case "exemption-documented":
		return b.exempted(of), nil
	case "counterparty-changed":
		return b.counterpartyChanged(of), nil
	case "divestment":
		return b.divested(of)
	}
	return nil, fmt.Errorf("changes.yaml: nobody knows how to make the change %q", of.ID)
}

func (b *bench) mayApply(rule string) bool {
	return slices.ContainsFunc(b.finding.Provisions, func(p determination.Provision) bool { return p.Rule == rule && p.Applies != fact.No })
}

func (b *bench) name() string { return cmp.Or(b.finding.Title, b.dealing.Name) }

func (b *bench) assetWords() string {
	switch len(b.assets) {
	case 0:
		return "the data of " + b.name()
	case 1:
		return string(b.assets[0].ID)
	}
	return fmt.Sprintf("%s and %d more", b.assets[0].ID, len(b.assets)-1)
}

// guarded makes a safeguard stand on every asset of the finding.
func (b *bench) guarded(of *catalogued) []change {
	if !b.stores() {
		return nil
	}
	inPlace := true
	old := map[fact.ID]bool{}
	for _, a := range b.assets {
		stands := false
		for _, s := range a.Safeguards {
			if s.Body.Measure == of.ID {
				old[s.ID] = true
				stands = stands || s.Body.State == fact.Yes
			}
		}
		inPlace = inPlace && stands
	}
	c := change{Change: of.fill("asset", b.assetWords())}
	c.InPlace = inPlace
	c.apply = func(d *draft) {
		d.replace(of.ID, func(f fact.Fact) fact.Body {
			if old[f.ID] {
				return nil
			}
			return f.Body
		})
		for _, a := range b.assets {
			d.put(of.ID, &fact.Safeguard{Asset: a.ID, Measure: of.ID, Seen: fact.No, State: fact.Yes})
		}
	}
	return []change{c}
}

// measured reports whether the finding's law knows a measure of that name.
func (b *bench) measured(measure string) bool {
	return slices.ContainsFunc(b.known(), func(m determination.Measure) bool { return m.ID == measure })
}

// keys encrypts with keys out of reach: a safeguard on assets, and a word about data that lies in none.
func (b *bench) keys(of *catalogued) []change {
	cs := b.guarded(of)
	if len(b.dealing.Data) == 0 || b.derived {
		return cs
	}
	c := change{Change: of.fill("asset", b.assetWords())}
	if len(cs) > 0 {
		c = cs[0]
	}
	guard := c.apply
	encrypt := b.restate(of.ID, func(d *fact.Dealing) {
		for i := range d.Data {
			d.Data[i].Terms = maps.Clone(d.Data[i].Terms)
			if d.Data[i].Terms == nil {
				d.Data[i].Terms = map[string]string{}
			}
			d.Data[i].Terms["encrypted"] = "yes"
		}
	})
	c.apply = func(d *draft) {
		if guard != nil {
			guard(d)
		}
		encrypt(d)
	}
	return []change{c}
}

// restate alters what is stated of the dealing; of a derived one, what a case file would state under its name.
func (b *bench) restate(id string, edit func(*fact.Dealing)) func(*draft) {
	return func(d *draft) {
		found := false
		d.replace(id, func(f fact.Fact) fact.Body {
			s, ok := f.Body.(*fact.Dealing)
			if !ok || s.Name != b.dealing.Name {
				return f.Body
			}
			found = true
			c := cloneDealing(s)
			if b.derived && len(c.Access) == 0 {
				c.Access = slices.Clone(b.dealing.Access)
			}
			edit(c)
			return c
		})
		if found {
			return
		}
		c := cloneDealing(b.dealing)
		c.Data = nil // still what the assets hold
		edit(c)
		d.put(id, c)
	}
}

func cloneDealing(d *fact.Dealing) *fact.Dealing {
	c := *d
	c.Access, c.Assets, c.Data, c.Terms = slices.Clone(d.Access), slices.Clone(d.Assets), slices.Clone(d.Data), maps.Clone(d.Terms)
	if c.Terms == nil {
		c.Terms = map[string]string{}
	}
	return &c
}

func (b *bench) termed(of *catalogued, what determination.Change, terms map[string]string) change {
	c := change{Change: what, law: true}
	c.InPlace = true
	for k, v := range terms {
		c.InPlace = c.InPlace && b.dealing.Terms[k] == v
	}
	c.apply = b.restate(of.ID, func(d *fact.Dealing) { maps.Copy(d.Terms, terms) })
	return c
}

// secured shows every measure that the finding asks for, or, where it is prohibited, that its law knows.
func (b *bench) secured(of *catalogued) []change {
	measures := b.finding.Measures
	if b.finding.Outcome == determination.Prohibited && len(measures) == 0 {
		measures = b.known()
	}
	if len(measures) == 0 {
		return nil
	}
	missing := 0
	old := map[string]bool{}
	for _, m := range measures {
		old[m.ID] = true
		if m.State != fact.Yes {
			missing++
		}
	}
	what := fmt.Sprintf("the %d missing of the %d measures", missing, len(measures))
	if missing == len(measures) {
		what = fmt.Sprintf("all %d measures", missing)
	}
	terms := map[string]string{}
	for k, v := range of.Terms {
		if said, ok := b.dealing.Terms[k]; ok && said != v && said != "met" {
			terms[k] = v
		}
	}
	c := b.termed(of, of.fill("what", what, "dealing", b.name()), terms)
	c.InPlace = missing == 0 && len(terms) == 0
	state := c.apply
	c.apply = func(d *draft) {
		if len(terms) > 0 {
			state(d)
		}
		d.replace(of.ID, func(f fact.Fact) fact.Body {
			if s, ok := f.Body.(*fact.Safeguard); ok && s.Dealing == b.dealing.Name && old[s.Measure] {
				return nil
			}
			return f.Body
		})
		for _, m := range measures {
			d.put(of.ID, &fact.Safeguard{Dealing: b.dealing.Name, Measure: m.ID, Seen: fact.No, State: fact.Yes})
		}
	}
	return []change{c}
}

// known lists the measures of the finding's law, none of them shown.
func (b *bench) known() []determination.Measure {
	p, err := b.s.Rules.Law.Pack(b.finding.Pack)
	if err != nil {
		return nil
	}
	var out []determination.Measure
	for _, m := range p.Measures {
		out = append(out, determination.Measure{ID: m.ID})
	}
	return out
}

// exempted documents the facts on which an exemption waits: one change for each exemption.
func (b *bench) exempted(of *catalogued) []change {
	var out []change
	for _, p := range b.finding.Provisions {
		if p.Outcome != determination.Exempt || p.Applies != fact.Unknown {
			continue
		}
		terms := map[string]string{}
		for _, e := range p.Elements {
			for _, v := range e.Values {
				if term, ok := strings.CutSuffix(v, " = unknown"); ok && e.Value == fact.Unknown {
					_, term, _ = strings.Cut(term, ": ")
					terms[term] = "yes"
				}
			}
		}
		if len(terms) > 0 {
			c := b.termed(of, of.fill("what", "the exemption of "+p.Citation+" ("+strings.ToLower(p.Title)+")", "dealing", b.name()), terms)
			c.Citation = p.Citation
			out = append(out, c)
		}
	}
	return out
}
