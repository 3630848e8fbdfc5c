package review

import (
	"bytes"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

type note struct {
	presumed   []determination.Presumption
	unverified []string
}

// take turns the derivations made since the last call into steps.
func (d *decider) take() {
	for _, dv := range d.m.Take() {
		if dv.Record == d.dealing {
			d.about[dv.Rule.Index] = dv
		}
		if passes(dv) {
			d.index = append(d.index, -1)
			d.passed = append(d.passed, dv)
			continue
		}
		d.index = append(d.index, int32(d.proof.Len()))
		if n := d.note(dv); len(n.presumed)+len(n.unverified) > 0 {
			d.notes[d.proof.Len()] = n
		}
		d.proof.Add(d.step(dv))
	}
}

// passes reports whether a provision fails at its first element, on what was given
// alone, as an exemption does that nobody claims. The last step of the dealing tells of it.
func passes(dv law.Derivation) bool {
	return dv.Rule.Outcome != "" && dv.Value.Truth == fact.No && len(dv.Elements) > 0 && dv.Elements[0].Value == fact.No &&
		!slices.ContainsFunc(dv.Reads, func(rd law.Read) bool { return rd.Derivation >= 0 })
}

// conclude makes the last step of a dealing: what every provision came to, and
// the outcomes that leaves open.
func (d *decider) conclude(r *law.Record, possible []determination.Outcome) {
	s := d.newStep(d.world.code.Pack.ID+"/"+determination.DecideStep, d.world.code.Pack.Title, r.ID, joinOutcomes(possible))
	for _, rule := range d.world.code.Decide {
		v, n := d.m.Derive(r, rule.Field())
		s.Elements = append(s.Elements, determination.Input{Name: rule.ID, Value: v.Truth.String()})
		if i := d.index[n]; i >= 0 {
			s.Uses = append(s.Uses, int(i))
		}
	}
	for _, dv := range d.passed {
		d.read(s, dv)
	}
	slices.Sort(s.Uses)
	s.From = sortedIDs(s.From)
	d.proof.Add(s)
}

func joinOutcomes(os []determination.Outcome) string {
	var out []string
	for _, o := range os {
		out = append(out, string(o))
	}
	return strings.Join(out, ", ")
}

// newStep begins a step, in the memory of the one before: the proof keeps what it needs.
func (d *decider) newStep(rule, citation, about, value string) *determination.Step {
	s := &d.made
	*s = determination.Step{Rule: rule, Citation: citation, About: about, Value: value, Elements: s.Elements[:0], Inputs: s.Inputs[:0], Uses: s.Uses[:0]}
	return s
}

func (d *decider) step(dv law.Derivation) *determination.Step {
	s := d.newStep(d.ruleName(dv.Rule), dv.Rule.Citation, dv.Record.ID, dv.Value.Format(dv.Rule.Field().Type))
	for _, e := range dv.Elements {
		s.Elements = append(s.Elements, determination.Input{Name: elementName(dv.Rule, e.Index), Value: e.Value.String()})
	}
	d.read(s, dv)
	slices.Sort(s.Uses)
	s.Uses = slices.Compact(s.Uses)
	s.From = sortedIDs(s.From)
	return s
}

// read adds what a derivation read to a step.
func (d *decider) read(s *determination.Step, dv law.Derivation) {
	for _, rd := range dv.Reads {
		name := rd.Record.Label(rd.Field)
		if slices.ContainsFunc(s.Inputs, func(in determination.Input) bool { return in.Name == name }) {
			continue
		}
		s.Inputs = append(s.Inputs, determination.Input{Name: name, Value: inputText(rd.Value, rd.Field.Type)})
		if rd.Derivation >= 0 {
			s.Uses = append(s.Uses, int(d.index[rd.Derivation]))
		}
		switch {
		case len(s.From) == 0:
			s.From = rd.Facts[:len(rd.Facts):len(rd.Facts)] // shared: most steps read one record
		case len(rd.Facts) > 0 && &s.From[0] != &rd.Facts[0]:
			s.From = append(s.From, rd.Facts...)
		}
	}
}

func elementName(rule *law.Rule, i int) string {
	elements, _ := rule.Elements()
	if i < len(elements) {
		return elements[i].ID
	}
	return "exception " + rule.Exceptions[i-len(elements)].ID
}

// ruleName returns the name of a rule in proofs.
func (d *decider) ruleName(rule *law.Rule) string {
	s := &d.ruleNames[rule.Index]
	if *s == "" {
		*s = d.world.code.Pack.ID + "/" + rule.ID
	}
	return *s
}

// inputText prints a value as proofs do: records by their ids.
func inputText(v law.Value, t law.Type) string {
	if t != law.Ref && t != law.List {
		return v.Format(t)
	}
	ids := law.Value{Open: v.Open}
	for _, r := range v.List {
		ids.Words = append(ids.Words, r.ID)
	}
	if t == law.Ref {
		if v.Ref == nil {
			return "unknown"
		}
		return v.Ref.ID
	}
	return ids.Format(law.Words)
}

// sortedIDs returns ids in order and without duplicates. Ids that are so already are returned as they are.
func sortedIDs(ids []fact.ID) []fact.ID {
	strictly := true
	for i := 1; i < len(ids) && strictly; i++ {
		strictly = compareIDs(ids[i-1], ids[i]) < 0
	}
	if strictly {
		return ids
	}
	ids = slices.Clone(ids)
	slices.SortFunc(ids, compareIDs)
	return slices.Compact(ids)
}

func compareIDs(a, b fact.ID) int { return bytes.Compare(a[:], b[:]) }
