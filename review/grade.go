package review

import (
	"slices"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// grades adds the grades of the world's dealings to those before, and lists the facts of
// dealings that the scale is not about: a step says so of each.
func (d *decider) grades(before []determination.Grade, only func(string) bool) (grades []determination.Grade, beside []fact.ID) {
	grades = before
	for _, p := range sortedPairs(d.world) {
		for _, i := range d.world.groups[p] {
			if only != nil && !only(d.world.dealings[i].Name) {
				continue
			}
			if g, ok := d.grade(i); ok {
				grades = append(grades, g)
			} else {
				beside = append(beside, g.Fact)
			}
		}
		d.forget()
	}
	return grades, beside
}

// grade puts dealing i on the scale of the pack. ok is false for one that the scale is not about.
func (d *decider) grade(i int) (g determination.Grade, ok bool) {
	w, deal := d.world, d.world.dealings[i]
	scale, r := w.code.Pack.Scale, w.dealing(i)
	d.dealing = r
	d.passed = d.passed[:0]
	d.m.Reset()
	w.windows(d.trial, i)
	g = determination.Grade{
		Pack: w.code.Pack.ID, Dealing: deal.Name, Fact: deal.fact.ID, Title: deal.Title, Assets: deal.Assets,
		Subject: deal.Subject, Counterparty: deal.Counterparty, Scale: scale.Name, Citation: scale.Citation,
	}
	of := r.Kind.Field(scale.Of)
	about, n := d.m.Derive(r, of)
	d.take()
	g.Concerns = about.Truth
	steps := []int{int(d.index[n])}
	elements := []determination.Input{{Name: of.Rule.ID, Value: about.Truth.String()}}
	for _, rule := range w.code.Levels {
		v, n := d.m.Derive(r, rule.Field())
		d.take()
		steps = append(steps, int(d.index[n]))
		elements = append(elements, determination.Input{Name: rule.ID, Value: v.Truth.String()})
		g.Levels = append(g.Levels, d.level(rule, r, v.Truth, int(d.index[n])))
	}
	g.Reached, g.Possible = reachedOf(elements[1:])
	if !d.brief {
		d.trial.Forget()
		d.ask(&g, r, of)
	}
	notes := d.notesBelow(steps)
	g.Presumed, g.Unverified = sortedPresumptions(notes.presumed), notes.unverified
	for _, rule := range w.code.Levels {
		if rule.Unverified != "" {
			g.Unverified = append(g.Unverified, rule.Citation+": "+rule.Unverified)
		}
	}
	g.Unverified = sortedWords(g.Unverified)
	slices.Sort(steps)
	d.proof.Add(&determination.Step{
		Rule: g.Pack + "/" + determination.DecideStep, Citation: w.code.Pack.Title, About: r.ID,
		Elements: elements, Value: g.Span(), Uses: slices.Compact(steps),
	})
	return g, g.Concerns != fact.No
}

// reachedOf reads from what each level came to how far the levels go without one that fails.
func reachedOf(levels []determination.Input) (reached, possible int) {
	for i, l := range levels {
		if l.Value == fact.No.String() {
			break
		}
		if possible = i + 1; reached == i && l.Value == fact.Yes.String() {
			reached = possible
		}
	}
	return reached, possible
}

// level shows how a use meets each criterion of one level.
func (d *decider) level(rule *law.Rule, r *law.Record, holds fact.Truth, step int) determination.Level {
	out := determination.Level{Level: rule.Level, Rule: d.ruleName(rule), Citation: rule.Citation, Title: rule.Title, URL: rule.URL, Holds: holds, Step: step}
	dv := d.derivation(rule)
	for _, ev := range dv.Elements {
		e := &rule.All[ev.Index]
		c := d.element(dv, e, ev, "")
		if sub := ruleOf(e); sub != nil {
			d.unfold(&c, sub)
		}
		out.Criteria = append(out.Criteria, c)
	}
	return out
}

// ruleOf returns the rule of the term that is all that an element asks for, or nil.
func ruleOf(e *law.Element) *law.Rule {
	if n := e.When.Node(); n.Op == law.OpField && len(n.Args) == 0 {
		return n.Field.Rule
	}
	return nil
}

// unfold puts what the rule of a criterion, and the rules below it, looked at of the
// dealing and of others in place of the term that only names it.
func (d *decider) unfold(e *determination.Element, sub *law.Rule) {
	e.Values, e.Unknown, e.Facts = nil, nil, nil
	d.looked(e, sub)
	e.Facts = sortedIDs(e.Facts)
}

func (d *decider) looked(e *determination.Element, rule *law.Rule) {
	dv := d.derivation(rule)
	for _, rd := range dv.Reads {
		e.Facts = append(e.Facts, rd.Facts...)
		if rd.Derivation >= 0 && rd.Record == d.dealing {
			d.looked(e, rd.Field.Rule)
			continue
		}
		value := rd.Record.Name + ": " + rd.Field.Name + " = " + rd.Value.Format(rd.Field.Type)
		if slices.Contains(e.Values, value) {
			continue
		}
		e.Values = append(e.Values, value)
		if !rd.Value.Known(rd.Field.Type) {
			e.Unknown = append(e.Unknown, determination.Field{About: rd.Record.ID, Name: rd.Field.Name})
		}
	}
	elements, _ := rule.Elements()
	for _, ev := range dv.Elements {
		if ev.Index < len(elements) && e.Reading == "" {
			e.Reading = elements[ev.Index].Reading
		}
	}
}

// ask puts beside every criterion that is not known the questions for it, and beside
// every one that does not hold for certain what would make it hold; and it asks whether the scale is about the use at all.
func (d *decider) ask(g *determination.Grade, r *law.Record, of *law.Field) {
	if g.Concerns == fact.Unknown {
		g.About = d.asked(r, of)
	}
	for i := range g.Levels {
		l := &g.Levels[i]
		rule := d.world.code.Levels[i]
		for k := range l.Criteria {
			c := &l.Criteria[k]
			sub := ruleOf(&rule.All[k])
			if c.Value == fact.Yes || sub == nil {
				continue
			}
			if c.Value == fact.Unknown {
				c.Questions = d.asked(r, sub.Field())
			}
			c.Lifts = d.lifts(r, sub)
		}
	}
}

// asked lists the questions for what keeps a term of r from being known, as far as an answer can be stated.
func (d *decider) asked(r *law.Record, f *law.Field) []determination.Question {
	var out []determination.Question
	_, leaves := d.trial.Leaves(r, f)
	for _, l := range distinct(leaves) {
		q, by := d.question(l), map[string]string{}
		var offered []string
		for _, c := range d.settlings(l) {
			offered, by[c.label] = append(offered, c.label), c.write().text()
		}
		written(&q, offered, by)
		if len(q.Write) > 0 && len(out) < maxAsked {
			out = append(out, q)
		}
	}
	return out
}

// lifts lists what, stated, would make a criterion hold: other values of the words of the
// dealing that it looks at, and answers to what is not known. Where none does so alone,
// the first few that do so together.
func (d *decider) lifts(r *law.Record, rule *law.Rule) [][]determination.Question {
	_, leaves := d.trial.Leaves(r, rule.Field())
	leaves = distinct(append(d.words(rule), leaves...))
	leaves = slices.DeleteFunc(leaves, func(l law.Leaf) bool {
		return !slices.ContainsFunc(d.settlings(l), func(c settling) bool { return c.write() != nil })
	})
	d.trial.Forget()
	s := &search{d: d, r: r, limit: d.trial.Work() + maxWork}
	holds := func() bool {
		s.tries++
		d.again()
		return d.trial.Value(r, rule.Field()).Truth == fact.Yes
	}
	var out [][]determination.Question
	for _, l := range leaves {
		var labels []string
		s.each(l, func(label string) {
			if holds() {
				labels = append(labels, label)
			}
		})
		if q := d.answered(l, labels); len(q.Write) > 0 {
			out = append(out, []determination.Question{q})
		}
	}
	for size := 2; size <= maxTriple && len(out) == 0; size++ {
		combinations(leaves[:min(len(leaves), maxAsked)], size, func(of []law.Leaf) {
			if len(out) > 0 || s.spent() {
				return
			}
			if labels := s.together(of, holds); labels != nil {
				var qs []determination.Question
				for i, l := range of {
					qs = append(qs, d.answered(l, labels[i:i+1]))
				}
				out = append(out, qs)
			}
		})
	}
	d.trial.Forget()
	return out
}

// together settles leaves in every combination that can be stated, and returns the answers of the first after which holds is so.
func (s *search) together(of []law.Leaf, holds func() bool) (labels []string) {
	if len(of) == 0 {
		if holds() {
			return []string{}
		}
		return nil
	}
	by := map[string]bool{}
	for _, c := range s.d.settlings(of[0]) {
		by[c.label] = c.write() != nil
	}
	s.each(of[0], func(label string) {
		if labels == nil && by[label] {
			if rest := s.together(of[1:], holds); rest != nil {
				labels = append([]string{label}, rest...)
			}
		}
	})
	return labels
}

// answered is the question for a leaf with some of its answers.
func (d *decider) answered(l law.Leaf, labels []string) determination.Question {
	q, by := d.question(l), map[string]string{}
	for _, c := range d.settlings(l) {
		by[c.label] = c.write().text()
	}
	written(&q, labels, by)
	return q
}

// words lists the words of the dealing that a rule, and the rules below it, looked at.
func (d *decider) words(rule *law.Rule) []law.Leaf {
	var out []law.Leaf
	for _, rd := range d.derivation(rule).Reads {
		switch {
		case rd.Record != d.dealing:
		case rd.Derivation >= 0:
			out = append(out, d.words(rd.Field.Rule)...)
		case rd.Field.Term != nil && (rd.Field.Type == law.YesNo || rd.Field.Type == law.Word):
			out = append(out, law.Leaf{Record: rd.Record, Field: rd.Field})
		}
	}
	return out
}
