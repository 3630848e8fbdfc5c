package check

import (
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// graded checks the last step of a grade: whether the scale is about the use, what
// each level came to by its own step, and how far that goes.
func (c *checker) graded(code *law.Code, s *determination.Step) error {
	pack := code.Pack.ID
	if len(s.Elements) != len(code.Levels)+1 || s.Citation != code.Pack.Title {
		return refuse("the grade of %s does not tell of every level", s.About)
	}
	known := func(field string) string { return c.value[pack+"|"+s.About+" "+field] }
	of := code.Schema.Kind("dealing").Field(code.Pack.Scale.Of)
	if of == nil || of.Rule == nil {
		return refuse("the grade of %s is by a scale that is not in force", s.About)
	}
	about := of.Rule
	if want := (determination.Input{Name: about.ID, Value: known(about.Field().Name)}); s.Elements[0] != want {
		return refuse("the grade of %s says %s is %s", s.About, about.ID, s.Elements[0].Value)
	}
	low, high, sure := 0, 0, true
	for i, rule := range code.Levels {
		v := known(rule.Field().Name)
		if want := (determination.Input{Name: rule.ID, Value: v}); v == "" || s.Elements[i+1] != want {
			return refuse("the grade of %s says %s is %s", s.About, rule.ID, s.Elements[i+1].Value)
		}
		sure = sure && v == "yes"
		if sure {
			low = rule.Level
		}
		if v != "no" && high == i {
			high = rule.Level
		}
	}
	if span := (&determination.Grade{Reached: low, Possible: high}).Span(); s.Value != span {
		return refuse("the levels of %s give %s, it says %s", s.About, span, s.Value)
	}
	c.value[pack+"|"+s.About+" "+determination.DecideStep] = s.Value
	return nil
}

// grades holds every grade against the steps, and asks for one wherever a scale is about a use.
func (c *checker) grades() error {
	seen := map[string]bool{}
	for i := range c.d.Grades {
		g := &c.d.Grades[i]
		f, ok := c.set.Get(g.Fact)
		body, isDealing := f.Body.(*fact.Dealing)
		about := g.Pack + "|dealing " + g.Dealing
		if c.codes[g.Pack] == nil || !ok || !isDealing || body.Name != g.Dealing || seen[about] {
			return refuse("grade %s is not about dealing %s, or stands twice", g.Name, g.Dealing)
		}
		seen[about] = true
		if got := c.value[about+" "+determination.DecideStep]; got != g.Span() || len(g.Levels) != len(c.codes[g.Pack].Levels) {
			return refuse("grade %s: the proof gives %s, it says %s", g.Name, got, g.Span())
		}
		for k := range g.Levels {
			if g.Levels[k].Level != k+1 {
				return refuse("grade %s: level %d stands in the place of level %d", g.Name, g.Levels[k].Level, k+1)
			}
			if err := c.level(g, &g.Levels[k]); err != nil {
				return err
			}
		}
	}
	taken := takenUp(c.d.Facts)
	for f, b := range fact.Of[*fact.Dealing](c.set) {
		for pack, code := range c.codes {
			if taken[f.ID] || code.Pack.Scale == nil {
				continue
			}
			about := pack + "|dealing " + b.Name
			of := c.value[about+" "+code.Pack.Scale.Of]
			if of == "" || (of != "no") != seen[about] {
				return refuse("dealing %s is on the scale of %s: %q, and there is a grade: %v", b.Name, pack, of, seen[about])
			}
		}
	}
	return nil
}

// level holds one level of a grade against the step that it names and the rule.
func (c *checker) level(g *determination.Grade, l *determination.Level) error {
	if l.Step < 0 || l.Step >= c.d.Proof.Len() {
		return refuse("grade %s: there is no step %d", g.Name, l.Step)
	}
	s := c.d.Proof.At(l.Step)
	_, rule, err := c.rule(l.Rule)
	if err != nil {
		return err
	}
	if s.Rule != l.Rule || s.About != "dealing "+g.Dealing || s.Value != l.Holds.String() || rule.Level != l.Level || !strings.HasPrefix(l.Rule, g.Pack+"/") {
		return refuse("grade %s: level %d differs from its step", g.Name, l.Level)
	}
	var said []determination.Input
	for i, e := range l.Criteria {
		if i >= len(rule.All) || e.Citation != rule.All[i].Citation || e.Says != rule.All[i].Says {
			return refuse("grade %s: criterion %s differs from the rule", g.Name, e.ID)
		}
		said = append(said, determination.Input{Name: e.ID, Value: e.Value.String()})
	}
	if !slices.Equal(said, s.Elements) {
		return refuse("grade %s: the criteria of level %d differ from the proof", g.Name, l.Level)
	}
	return nil
}
