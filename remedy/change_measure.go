package remedy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// Changes of measures that stand, and of what is said of a dealing.

// safeguarded makes a safeguard stand of which the law may know nothing.
func (sc *scope) safeguarded(of *entry) []change {
	out := sc.safeguard(of)
	for i := range out {
		out[i].lawNeutral = !sc.measured(fact.Measure(of.ID))
	}
	return out
}

// safeguard makes a safeguard stand on every asset of the finding.
func (sc *scope) safeguard(of *entry) []change {
	if !sc.stores() {
		return nil
	}
	measure := fact.Measure(of.ID)
	inPlace := true
	old := map[fact.ID]bool{}
	for _, a := range sc.assets {
		stands := false
		for _, s := range a.Safeguards {
			if s.Body.Measure == measure {
				old[s.ID] = true
				stands = stands || s.Body.State == fact.Yes
			}
		}
		inPlace = inPlace && stands
	}
	c := change{Change: of.fill("asset", sc.assetWords())}
	c.InPlace = inPlace
	c.apply = func(d *draft) {
		d.replace(of.ID, func(f fact.Fact) fact.Body {
			if old[f.ID] {
				return nil
			}
			return f.Body
		})
		for _, a := range sc.assets {
			d.put(of.ID, &fact.Safeguard{Asset: a.ID, Measure: measure, Seen: fact.No, State: fact.Yes})
		}
	}
	return []change{c}
}

// measured reports whether the finding's law knows a measure of that name.
func (sc *scope) measured(measure fact.Measure) bool {
	return slices.ContainsFunc(sc.known(), func(m determination.Measure) bool { return m.ID == measure })
}

// encrypted encrypts with keys out of reach: a safeguard on assets, and a word about data that lies in none.
func (sc *scope) encrypted(of *entry) []change {
	cs := sc.safeguard(of)
	if len(sc.dealing.Data) == 0 || sc.derived {
		return cs
	}
	c := change{Change: of.fill("asset", sc.assetWords())}
	if len(cs) > 0 {
		c = cs[0]
	}
	guard := c.apply
	encrypt := sc.restate(of.ID, func(d *fact.Dealing) {
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
func (sc *scope) restate(id string, edit func(*fact.Dealing)) func(*draft) {
	return func(d *draft) {
		found := false
		d.replace(id, func(f fact.Fact) fact.Body {
			s, ok := f.Body.(*fact.Dealing)
			if !ok || s.Name != sc.dealing.Name {
				return f.Body
			}
			found = true
			c := cloneDealing(s)
			if sc.derived && len(c.Access) == 0 {
				c.Access = slices.Clone(sc.dealing.Access)
			}
			edit(c)
			return c
		})
		if found {
			return
		}
		c := cloneDealing(sc.dealing)
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

// clauseAdded puts into the agreement what the catalogue says of it.
func (sc *scope) clauseAdded(of *entry) []change {
	return []change{sc.term(of, of.fill("dealing", sc.name()), of.Terms)}
}

// term states terms of the dealing.
func (sc *scope) term(of *entry, what determination.Change, terms map[string]string) change {
	c := change{Change: what, law: true}
	c.InPlace = true
	for k, v := range terms {
		c.InPlace = c.InPlace && sc.dealing.Terms[k] == v
	}
	c.apply = sc.restate(of.ID, func(d *fact.Dealing) { maps.Copy(d.Terms, terms) })
	return c
}

// securityRequirements shows every measure that the finding asks for, or, where it is prohibited, that its law knows.
func (sc *scope) securityRequirements(of *entry) []change {
	measures := sc.finding.Measures
	if sc.finding.Outcome == determination.Prohibited && len(measures) == 0 {
		measures = sc.known()
	}
	if len(measures) == 0 {
		return nil
	}
	missing := 0
	old := map[fact.Measure]bool{}
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
		said, ok := sc.dealing.Terms[k]
		if ok && said != v && said != "met" || !ok && !sc.presumed(k, v) {
			terms[k] = v
		}
	}
	c := sc.term(of, of.fill("what", what, "dealing", sc.name()), terms)
	c.InPlace = missing == 0 && len(terms) == 0
	state := c.apply
	c.apply = func(d *draft) {
		if len(terms) > 0 {
			state(d)
		}
		d.replace(of.ID, func(f fact.Fact) fact.Body {
			if s, ok := f.Body.(*fact.Safeguard); ok && s.Dealing == sc.dealing.Name && old[s.Measure] {
				return nil
			}
			return f.Body
		})
		for _, m := range measures {
			d.put(of.ID, &fact.Safeguard{Dealing: sc.dealing.Name, Measure: m.ID, Seen: fact.No, State: fact.Yes})
		}
	}
	return []change{c}
}

// presumed reports whether the finding's law takes a term of a dealing to have value where nothing is said.
func (sc *scope) presumed(term, value string) bool {
	k, err := sc.words()
	if err != nil {
		return false
	}
	f := k.Field(term)
	return f != nil && f.Term != nil && slices.ContainsFunc(f.Term.Presume, func(p *law.Presume) bool {
		return p.Value == value && len(p.Where) == 0
	})
}

// known lists the measures of the finding's law, none of them shown.
func (sc *scope) known() []determination.Measure {
	p, err := sc.study.Rules.Law.Pack(sc.finding.Pack)
	if err != nil {
		return nil
	}
	var out []determination.Measure
	for _, m := range p.Measures {
		out = append(out, determination.Measure{ID: m.ID})
	}
	return out
}

// exemption documents the facts on which an exemption waits: one change for each exemption.
func (sc *scope) exemption(of *entry) ([]change, error) {
	words, err := sc.words()
	if err != nil {
		return nil, err
	}
	var out []change
	for _, p := range sc.finding.Provisions {
		if p.Outcome != determination.Exempt || p.Applies != fact.Unknown {
			continue
		}
		terms := map[string]string{}
		for _, e := range p.Elements {
			if e.Value != fact.Unknown {
				continue
			}
			for _, u := range e.Unknown {
				if f := words.Field(u.Name); u.About == words.Name+" "+sc.dealing.Name && f != nil && f.Rule == nil && f.Type == law.YesNo {
					terms[u.Name] = "yes"
				}
			}
		}
		if len(terms) > 0 {
			c := sc.term(of, of.fill("what", "the exemption of "+p.Citation+" ("+strings.ToLower(p.Title)+")", "dealing", sc.name()), terms)
			c.Citation = p.Citation
			out = append(out, c)
		}
	}
	return out, nil
}

// words are what the finding's law asks of a dealing.
func (sc *scope) words() (*law.Kind, error) {
	p, err := sc.study.Rules.Law.Pack(sc.finding.Pack)
	if err != nil {
		return nil, err
	}
	c, err := p.At(sc.study.Rules.At)
	if err != nil {
		return nil, err
	}
	return c.Schema.Kind("dealing"), nil
}
