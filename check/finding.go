package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// findings asks for one finding and one conclusion for each dealing that the pack speaks of, and compares them.
func (c *checker) findings(p *determination.Pack, concluded map[string]bool) error {
	given := map[string]*determination.Finding{}
	for i := range c.d.Findings {
		if f := &c.d.Findings[i]; f.Pack == c.id {
			if given[f.Dealing] != nil {
				return refuse("dealing %s has two findings", f.Dealing)
			}
			given[f.Dealing] = f
		}
	}
	silent, found := 0, 0
	for i, d := range c.estate.deals {
		f := given[d.Name]
		if j := c.judged[i]; !j.varied && j.on == "" && c.silent(c.record(i)) {
			silent++
			if f != nil || concluded["dealing "+d.Name] {
				return refuse("it is plainly not about dealing %s, and there is a finding", d.Name)
			}
			continue
		}
		if found++; f == nil || !concluded["dealing "+d.Name] {
			return refuse("there is no finding for dealing %s, or no conclusion", d.Name)
		}
		if f.On != c.judged[i].on || !slices.Equal(f.Spans, c.judged[i].spans) {
			return refuse("finding %s is of the day %q with %d spans, and comes to %q and %d", f.Name, f.On, len(f.Spans), c.judged[i].on, len(c.judged[i].spans))
		}
		if err := c.finding(f, d, c.record(i)); err != nil {
			return err
		}
	}
	if found != len(given) || silent != p.Silent {
		return refuse("there are findings for %d dealings and silence on %d, it says %d and %d", found, silent, len(given), p.Silent)
	}
	return nil
}

// silent reports whether the pack plainly does not concern a dealing.
func (c *checker) silent(r *record) bool {
	about := c.world.code.concerned()
	if len(about) == 0 || !c.speaks {
		return false
	}
	e := evaluator{}
	return !slices.ContainsFunc(about, func(f *field) bool { return e.get(r, f).yes })
}

// finding compares a finding with what comes of its dealing.
func (c *checker) finding(f *determination.Finding, d deal, r *record) error {
	if f.Fact != d.id || f.Subject != d.Subject || f.Counterparty != d.Counterparty || f.Title != d.Title || !slices.Equal(f.Assets, d.Dealing.Assets) {
		return refuse("finding %s is not about dealing %s", f.Name, d.Name)
	}
	open := r.world.open(r)
	switch {
	case len(open.words) == 1 && (string(f.Outcome) != open.words[0] || len(f.Possible) > 0):
		return refuse("finding %s: the proof gives %s, it says %s", f.Name, open.words[0], f.Outcome)
	case f.Outcome.Open() && c.world.code.pack.Catalogue != (f.Outcome == determination.NotDecided):
		return refuse("finding %s: %s is not what is said under that pack", f.Name, f.Outcome)
	case f.Outcome.Open() && (len(open.words) < 2 && !slices.Contains(open.words, string(f.Outcome)) || len(f.Possible) < 2 && len(open.words) > 1):
		return refuse("finding %s: it is open, and the proof gives %s", f.Name, strings.Join(open.words, ", "))
	case !f.Outcome.Open() && !slices.Contains(open.words, string(f.Outcome)):
		return refuse("finding %s: %s does not follow from the proof", f.Name, f.Outcome)
	case f.Met.String() != open.met.String():
		return refuse("finding %s: the condition comes to %s, it says %s", f.Name, open.met, f.Met)
	}
	for _, o := range f.Possible {
		if !slices.Contains(open.words, string(o)) {
			return refuse("finding %s: %s does not follow from the proof", f.Name, o)
		}
	}
	for _, m := range f.Measures {
		if t := r.world.stand(m.ID, d); m.State != t {
			return refuse("finding %s: measure %s is %s, it says %s", f.Name, m.ID, t, m.State)
		}
	}
	return c.provisions(f, r)
}

// provisions compares those that a finding shows with the rules and what they come to.
func (c *checker) provisions(f *determination.Finding, r *record) error {
	for _, p := range f.Provisions {
		pack, id, _ := strings.Cut(p.Rule, "/")
		x := c.world.code.rules[id]
		if pack != c.id || x == nil || !slices.Contains(c.world.code.decide, x) || p.Citation != x.Citation || p.Quote != x.Quote {
			return refuse("finding %s: provision %s differs from the rule", f.Name, p.Rule)
		}
		e := evaluator{}
		if v, _ := e.apply(x, r); v.String() != p.Applies.String() {
			return refuse("finding %s: provision %s comes to %s, it says %s", f.Name, x.ID, v, p.Applies)
		}
		if p.Step < -1 || p.Step >= c.d.Proof.Len() {
			return refuse("finding %s: there is no step %d", f.Name, p.Step)
		}
		conditions := x
		if x.Condition != "" {
			conditions = r.kind.fields[x.Condition].rule
		}
		for _, shown := range []struct {
			of   *rule
			list []determination.Element
		}{{x, p.Elements}, {x, p.Exceptions}, {conditions, p.Conditions}} {
			for _, el := range shown.list {
				if err := shows(shown.of, r, el); err != nil {
					return refuse("finding %s: %s: %w", f.Name, x.ID, err)
				}
			}
		}
	}
	return nil
}

// shows holds an element of a finding against the rule: its name leads from the rule through elements that are one
// term alone to the elements of the rules of these.
func shows(x *rule, r *record, el determination.Element) error {
	path := strings.Split(el.ID, "/")
	for i, id := range path {
		var of *element
		for _, e := range slices.Concat(x.All, x.Any) {
			if e.ID == id {
				of = &e
			}
		}
		for k := range x.Exceptions {
			if of == nil && x.Exceptions[k].ID == id {
				of = &x.Exceptions[k].element
			}
		}
		if of == nil {
			return fmt.Errorf("there is no element %s", el.ID)
		}
		if i < len(path)-1 {
			if of.when.op != "name" || of.when.field.rule == nil {
				return fmt.Errorf("element %s is no term alone", id)
			}
			x = of.when.field.rule
			continue
		}
		e := evaluator{}
		if v := e.eval(of.when, r); v.String() != el.Value.String() || el.Says != of.Says || el.Citation != of.Citation {
			return fmt.Errorf("element %s is %s, it says %s, or it is worded otherwise", el.ID, v, el.Value)
		}
	}
	return nil
}

// graded checks the last step of a grade: whether the scale is about the use, what each level came to, and how far that goes.
func (c *checker) graded(s *determination.Step, r *record) error {
	span, elements := c.levels(r)
	if !slices.Equal(elements, s.Elements) || s.Value != span.Span() {
		return refuse("the levels of %s come to %v, %s, it says %v, %s", s.About, elements, span.Span(), s.Elements, s.Value)
	}
	return nil
}

// levels says what the levels come to, after whether the scale is about the use, and how far they go.
func (c *checker) levels(r *record) (*determination.Grade, []determination.Input) {
	x, e := c.world.code, evaluator{}
	out := &determination.Grade{}
	of := r.kind.fields[x.pack.Scale.Of]
	if of == nil || of.rule == nil {
		return out, nil
	}
	about := e.get(r, of)
	elements := []determination.Input{{Name: of.rule.ID, Value: about.String()}}
	surely, maybe := true, true
	for _, l := range x.levels {
		v := e.get(r, x.fields[l])
		elements = append(elements, determination.Input{Name: l.ID, Value: v.String()})
		surely, maybe = surely && !v.no, maybe && v.yes
		if surely {
			out.Reached = l.Level
		}
		if maybe {
			out.Possible = l.Level
		}
	}
	if about.yes {
		out.Concerns = fact.Unknown
		if !about.no {
			out.Concerns = fact.Yes
		}
	} else {
		out.Concerns = fact.No
	}
	return out, elements
}

// grades asks for a conclusion about each dealing and a grade for each that the scale is about, and compares them.
func (c *checker) grades(p *determination.Pack, concluded map[string]bool) error {
	given := map[string]*determination.Grade{}
	for i := range c.d.Grades {
		if g := &c.d.Grades[i]; g.Pack == c.id {
			if given[g.Dealing] != nil {
				return refuse("dealing %s has two grades", g.Dealing)
			}
			given[g.Dealing] = g
		}
	}
	found := 0
	for i, d := range c.estate.deals {
		want, elements := c.levels(c.record(i))
		g := given[d.Name]
		if !concluded["dealing "+d.Name] || elements == nil || (want.Concerns != fact.No) != (g != nil) {
			return refuse("dealing %s is on the scale: %s; there is a grade: %v", d.Name, want.Concerns, g != nil)
		}
		if g == nil {
			continue
		}
		found++
		if g.Fact != d.id || g.Concerns != want.Concerns || g.Reached != want.Reached || g.Possible != want.Possible || len(g.Levels) != len(c.world.code.levels) {
			return refuse("grade %s: the levels come to %s, it says %s", g.Name, want.Span(), g.Span())
		}
		for k := range g.Levels {
			if err := c.level(g, k, c.record(i)); err != nil {
				return err
			}
		}
	}
	if found != len(given) || p.Silent != 0 {
		return refuse("there are %d grades, and it is about %d dealings", len(given), found)
	}
	return nil
}

// level compares one level of a grade with its rule.
func (c *checker) level(g *determination.Grade, k int, r *record) error {
	l, x, e := &g.Levels[k], c.world.code.levels[k], evaluator{}
	v, elements := e.apply(x, r)
	if l.Level != x.Level || l.Rule != c.id+"/"+x.ID || l.Citation != x.Citation || l.Holds.String() != v.String() || len(l.Criteria) != len(elements) {
		return refuse("grade %s: level %d comes to %s, it says %s", g.Name, x.Level, v, l.Holds)
	}
	for i, el := range l.Criteria {
		if elements[i] != (determination.Input{Name: el.ID, Value: el.Value.String()}) || el.Citation != x.All[i].Citation || el.Says != x.All[i].Says {
			return refuse("grade %s: criterion %s differs from the rule", g.Name, el.ID)
		}
	}
	if l.Step < 0 || l.Step >= c.d.Proof.Len() || c.d.Proof.At(l.Step).Rule != l.Rule || c.d.Proof.At(l.Step).About != "dealing "+g.Dealing {
		return refuse("grade %s: level %d names a step that is not its own", g.Name, l.Level)
	}
	return nil
}
