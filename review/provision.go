package review

import (
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// provision shows how rule applies to the dealing r.
func (d *decider) provision(rule *law.Rule, r *law.Record, applies fact.Truth, step int) determination.Provision {
	p := determination.Provision{
		Rule: d.ruleName(rule), Citation: rule.Citation, Title: rule.Title, URL: rule.URL,
		Quote: rule.Quote, Applies: applies, Step: int(d.index[step]),
	}
	if applies == fact.No {
		p.Elements = exact(d.failing(d.derivation(rule), ""))
		return p
	}
	elements, exceptions := d.elements(d.derivation(rule), "", 0)
	p.Elements, p.Exceptions = exact(elements), exact(exceptions)
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

// exact returns a list without the room that it grew with: findings live to the end.
func exact[T any](list []T) []T {
	if len(list) == cap(list) || len(list) == 0 {
		return list
	}
	return append(make([]T, 0, len(list)), list...)
}

// derivation returns the derivation of rule about the dealing being decided. A
// rule whose value was found while another dealing was decided is looked at again.
func (d *decider) derivation(rule *law.Rule) law.Derivation {
	if dv := d.about[rule.Index]; dv.Record == d.dealing {
		return dv
	}
	return law.Derivation{Rule: rule, Record: d.dealing}
}

// failing lists why a provision does not apply: the elements that fail, unfolded
// down to what fails in them, or the exception that holds.
func (d *decider) failing(dv law.Derivation, prefix string) (out []determination.Element) {
	list, _ := dv.Rule.Elements()
	for _, ev := range dv.Elements {
		switch {
		case ev.Index < len(list) && ev.Value == fact.No:
			e := &list[ev.Index]
			if sub := d.unfolds(e); sub != nil {
				out = append(out, d.failing(d.derivation(sub), prefix+e.ID+"/")...)
				continue
			}
			out = append(out, d.element(dv, e, ev, prefix))
		case ev.Index >= len(list) && ev.Value == fact.Yes:
			out = append(out, d.element(dv, &dv.Rule.Exceptions[ev.Index-len(list)].Element, ev, prefix))
		}
	}
	return out
}

const maxUnfold = 3

// elements lists the elements of a derivation that were looked at. An element that
// only names a term whose own elements must all hold is unfolded into these,
// unless the provision does not apply.
func (d *decider) elements(dv law.Derivation, prefix string, level int) (elements, exceptions []determination.Element) {
	list, any := dv.Rule.Elements()
	for _, ev := range dv.Elements {
		if ev.Index >= len(list) {
			exceptions = append(exceptions, d.element(dv, &dv.Rule.Exceptions[ev.Index-len(list)].Element, ev, prefix))
			continue
		}
		e := &list[ev.Index]
		if sub := d.unfolds(e); sub != nil && !any && level < maxUnfold {
			below, _ := d.elements(d.derivation(sub), prefix+e.ID+"/", level+1)
			elements = append(elements, below...)
			continue
		}
		elements = append(elements, d.element(dv, e, ev, prefix))
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
	if d.about[sub.Index].Record != d.dealing {
		return nil
	}
	return sub
}

func (d *decider) element(dv law.Derivation, e *law.Element, ev law.ElementValue, prefix string) determination.Element {
	out := determination.Element{ID: prefix + e.ID, Says: e.Says, Citation: e.Citation, Reading: e.Reading, Value: ev.Value}
	for _, rd := range dv.Reads {
		if rd.Element != ev.Index {
			continue
		}
		out.Values = append(out.Values, rd.Record.Name+": "+rd.Field.Name+" = "+rd.Value.Format(rd.Field.Type))
		if !rd.Value.Known(rd.Field.Type) {
			out.Unknown = append(out.Unknown, determination.Field{About: rd.Record.ID, Name: rd.Field.Name})
		}
		out.Facts = append(out.Facts, rd.Facts...)
	}
	out.Facts = sortedIDs(out.Facts)
	return out
}
