package review

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// describe puts the finding in words, and adds measures, duties and what was presumed.
func (d *decider) describe(f *determination.Finding, r *law.Record, deal dealing, rules []*law.Rule) {
	d.trial.Forget()
	if v, ok := d.term(r, d.wording().Class); ok {
		f.Class = fact.Class(v.Word)
	}
	f.Terms = d.summary(r)
	v := d.voice(r)
	switch {
	case f.Outcome == determination.NotDecided:
		f.Headline = d.notDecided(f, v)
	case f.Outcome == determination.Undetermined:
		f.Headline = d.openAnswer(f, r, v)
	case len(rules) == 0 || settledOtherwise(f, rules[0], d.world.code.Pack):
		f.Headline = append([]string{d.world.code.Pack.Otherwise.Says}, d.whyNot(r, v)...)
	default:
		f.Headline = d.lines(f, rules[0], v)
	}
	for _, rule := range rules {
		if rule.Measures && len(f.Measures) == 0 {
			f.Measures = d.measures(deal)
		}
		if rule.Unverified != "" {
			f.Unverified = append(f.Unverified, rule.Citation+": "+rule.Unverified)
		}
	}
	if len(rules) > 0 && !f.Outcome.Open() {
		f.Duties = d.duties(rules[0], r, deal)
	}
}

// settledOtherwise reports whether nothing applies in whatever way the open facts turn out.
func settledOtherwise(f *determination.Finding, first *law.Rule, p *law.Pack) bool {
	return string(f.Outcome) == p.Otherwise.Outcome && !slices.Contains([]string{first.Outcome, first.Met, first.Unmet}, p.Otherwise.Outcome)
}

func (d *decider) measures(deal dealing) []determination.Measure {
	out := make([]determination.Measure, 0, len(d.world.code.Pack.Measures))
	for _, m := range d.world.code.Pack.Measures {
		out = append(out, d.world.measure(m, deal))
	}
	same := func(a, b determination.Measure) bool {
		return a.ID == b.ID && a.State == b.State && a.Seen == b.Seen && a.Since == b.Since && slices.Equal(a.Facts, b.Facts)
	}
	if !slices.EqualFunc(out, d.measured, same) {
		d.measured = out
	}
	return d.measured // shared: of most dealings nobody states any
}

// term returns the value of a field that rules define, for sentences: no step is made of it.
func (d *decider) term(r *law.Record, name string) (law.Value, bool) {
	field := r.Kind.Field(name)
	if field == nil {
		return law.Value{}, false
	}
	return d.trial.Value(r, field), true
}

// note keeps of a derivation what was presumed and what is unverified.
func (d *decider) note(dv law.Derivation) note {
	var n note
	for _, rd := range dv.Reads {
		for _, id := range rd.Facts {
			n.unverified = append(n.unverified, d.world.doubts(id)...)
			n.presumed = append(n.presumed, d.world.presumedIn(id)...)
		}
		if rd.Presumed == "" {
			continue
		}
		p := determination.Presumption{Path: rd.Record.Path + "." + rd.Field.Name, Value: rd.Value.Format(rd.Field.Type), Why: rd.Presumed}
		switch {
		case rd.Field.Term != nil:
			p.Path = rd.Record.Path + ".terms." + rd.Field.Name
		case rd.Field.Name == "control":
			p.Path, p.Value = rd.Record.Path+".complete", "yes" // what a case file says of owners is that all are listed
		}
		n.presumed = append(n.presumed, p)
	}
	return n
}

// notesOf gathers the notes of all steps below the provisions of a finding, and
// below the steps that keep other provisions from applying.
func (d *decider) notesOf(f *determination.Finding, fails []int) {
	steps := slices.Clone(fails)
	for i := range f.Provisions {
		p := &f.Provisions[i]
		told := p.Step >= 0
		if !told {
			p.Step = d.proof.Len() - 1 // the last step of the dealing tells of it
		}
		if f.Outcome != determination.NotCovered && p.Applies == fact.No {
			continue
		}
		if told {
			steps = append(steps, p.Step)
			continue
		}
		n := d.note(d.derivation(d.world.code.Rule(strings.TrimPrefix(p.Rule, f.Pack+"/"))))
		f.Presumed, f.Unverified = append(f.Presumed, n.presumed...), append(f.Unverified, n.unverified...)
	}
	n := d.notesBelow(steps)
	f.Presumed = sortedPresumptions(append(f.Presumed, n.presumed...))
	f.Unverified = sortedWords(append(f.Unverified, n.unverified...))
}

// notesBelow gathers the notes of steps and of all that they use.
func (d *decider) notesBelow(steps []int) note {
	var out note
	seen := map[int]bool{}
	var visit func(int)
	visit = func(i int) {
		if seen[i] {
			return
		}
		seen[i] = true
		n := d.notes[i]
		out.presumed = append(out.presumed, n.presumed...)
		out.unverified = append(out.unverified, n.unverified...)
		for u := range d.proof.Uses(i) {
			visit(u)
		}
	}
	for _, i := range steps {
		visit(i)
	}
	return out
}

func sortedPresumptions(ps []determination.Presumption) []determination.Presumption {
	slices.SortStableFunc(ps, func(a, b determination.Presumption) int { return strings.Compare(a.Path, b.Path) })
	return slices.Compact(ps)
}

func sortedWords(ws []string) []string {
	slices.Sort(ws)
	return slices.Compact(ws)
}

// doubts says which values of a fact, and of those it comes from, are unverified.
func (w *world) doubts(id fact.ID) []string {
	if known, ok := w.doubt[id]; ok {
		return known
	}
	w.doubt[id] = nil
	f, ok := w.set.Get(id)
	if !ok {
		return nil
	}
	var out []string
	switch b := f.Body.(type) {
	case *fact.Claim:
		if b.Unverified {
			out = append(out, "a statement of "+b.Author+claimAbout(b))
		}
	case *fact.Attribution:
		for _, field := range b.Unverified {
			out = append(out, field+" of "+string(b.Provider))
		}
	}
	for _, from := range f.From {
		out = append(out, w.doubts(from)...)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	w.doubt[id] = out
	return out
}

func claimAbout(c *fact.Claim) string {
	switch {
	case c.Interest != nil:
		return fmt.Sprintf(" on what %s holds in %s", c.Interest.Owner, c.Interest.Asset)
	case c.Party != nil:
		return " about " + c.Party.Name()
	}
	return ""
}

// summary lists the derived values that readers and tests ask for most.
func (d *decider) summary(r *law.Record) []determination.Term {
	var out []determination.Term
	add := func(rec *law.Record, names ...string) {
		for _, name := range names {
			if v, ok := d.term(rec, name); ok {
				about := rec.ID
				if rec == r {
					about = ""
				}
				out = append(out, determination.Term{Name: name, About: about, Value: v.Format(rec.Kind.Field(name).Type)})
			}
		}
	}
	say := d.wording().Summary
	add(r, say.Dealing...)
	for _, name := range []string{"subject", "counterparty"} {
		if v, _, _ := r.Given(r.Kind.Field(name)); v.Ref != nil {
			add(v.Ref, say.Party...)
		}
	}
	return out
}
