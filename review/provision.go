package review

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// provision shows how rule applies to the dealing r.
func (d *decider) provision(rule *law.Rule, r *law.Record, applies fact.Truth, step int) Provision {
	p := Provision{
		Rule: d.world.code.Pack.ID + "/" + rule.ID, Citation: rule.Citation, Title: rule.Title, URL: rule.URL,
		Quote: rule.Quote, Applies: applies, Step: d.first + step,
	}
	dv := d.derivation(rule)
	p.Elements, p.Exceptions = d.elements(dv, "", 0)
	if rule.Condition == "" {
		return p
	}
	if cond := r.Kind.Field(rule.Condition); cond.Rule != nil {
		d.m.Value(r, cond)
		d.take()
		p.Conditions, _ = d.elements(d.derivation(cond.Rule), "", 1)
	}
	return p
}

// derivation returns the derivation of rule about the dealing being decided. A
// rule whose value was found while another dealing was decided is looked at again.
func (d *decider) derivation(rule *law.Rule) law.Derivation {
	if dv, ok := d.about[rule]; ok {
		return dv
	}
	return law.Derivation{Rule: rule, Record: d.dealing}
}

const maxUnfold = 3

// elements lists the elements of a derivation. An element that only names a term
// whose own elements must all hold is unfolded into these.
func (d *decider) elements(dv law.Derivation, prefix string, level int) (elements, exceptions []Element) {
	list, any := dv.Rule.Elements()
	for i := range list {
		e := &list[i]
		if sub := d.unfolds(e); sub != nil && !any && level < maxUnfold {
			below, _ := d.elements(d.derivation(sub), prefix+e.ID+"/", level+1)
			elements = append(elements, below...)
			continue
		}
		elements = append(elements, d.element(dv, e, i, prefix))
	}
	for i := range dv.Rule.Exceptions {
		exceptions = append(exceptions, d.element(dv, &dv.Rule.Exceptions[i].Element, len(list)+i, prefix))
	}
	return elements, exceptions
}

// unfolds returns the rule of a term that is all that e asks for, if its elements must all hold.
func (d *decider) unfolds(e *law.Element) *law.Rule {
	n := e.When.Node()
	if n.Op != law.OpField || len(n.Args) > 0 || n.Field.Rule == nil || n.Type != law.YesNo {
		return nil
	}
	sub := n.Field.Rule
	if _, any := sub.Elements(); any || len(sub.All) == 0 || len(sub.Exceptions) > 0 {
		return nil
	}
	if _, ok := d.about[sub]; !ok {
		return nil
	}
	return sub
}

func (d *decider) element(dv law.Derivation, e *law.Element, i int, prefix string) Element {
	out := Element{ID: prefix + e.ID, Says: e.Says, Citation: e.Citation, Reading: e.Reading}
	if i < len(dv.Elements) {
		out.Value = dv.Elements[i]
	}
	for _, rd := range dv.Reads {
		if rd.Element != i {
			continue
		}
		out.Values = append(out.Values, rd.Record.Name+": "+rd.Field.Name+" = "+rd.Value.Format(rd.Field.Type))
		out.Facts = append(out.Facts, rd.Facts...)
		if rd.Derivation >= 0 {
			out.Facts = append(out.Facts, d.grounds(rd.Derivation)...)
		}
	}
	out.Facts = sortedIDs(slices.Clone(out.Facts))
	return out
}

// grounds returns the facts under a derivation.
func (d *decider) grounds(n int) []fact.ID {
	var out []fact.ID
	seen := map[int]bool{}
	var visit func(int)
	visit = func(n int) {
		if seen[n] {
			return
		}
		seen[n] = true
		s := &d.steps[n-d.first]
		out = append(out, s.From...)
		for _, u := range s.Uses {
			visit(u)
		}
	}
	visit(d.first + n)
	return sortedIDs(out)
}
