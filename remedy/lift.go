package remedy

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/assess"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// Lifts looks, for every use that a scale grades and that may come further, for what
// brings it to the next level: of each criterion what, stated and shown, makes it hold; what each change of the
// catalogue does to the grade; and whether all of it together reaches the level. Each is graded again.
func (s *Study) Lifts(names ...string) ([]determination.Lift, error) {
	c, err := changes()
	if err != nil {
		return nil, err
	}
	var out []determination.Lift
	for i := range s.Determination.Grades {
		g := &s.Determination.Grades[i]
		if g.Next() == nil || len(names) > 0 && !slices.Contains(names, g.Name) {
			continue
		}
		l, err := newLifter(s, g).lift(c)
		if err != nil {
			return nil, err
		}
		out = append(out, *l)
	}
	return out, nil
}

// A lifter grades one use again under other facts.
type lifter struct {
	*scope
	grade *determination.Grade
	// work counts the facts gone through in all gradings, and limit bounds it.
	work, limit int
}

// maxLift is the bound of a Study without another.
const maxLift = 4_000_000

// spent reports whether no more may be tried. The two gradings that tell what all together comes to are always made.
func (l *lifter) spent() bool { return l.work > l.limit }

func newLifter(s *Study, g *determination.Grade) *lifter {
	f := &determination.Finding{Name: g.Name, Pack: g.Pack, Dealing: g.Dealing, Fact: g.Fact, Title: g.Title, Assets: g.Assets, Subject: g.Subject, Counterparty: g.Counterparty}
	sc := &scope{study: s, x: s.index, finding: f, pairs: map[string]bool{}, close: map[string]bool{}}
	sc.about(g.Fact)
	sc.everything()
	df, _ := s.Set.Get(g.Fact)
	sc.source = sc.sourceOf(df)
	return &lifter{scope: sc, grade: g, limit: cmp.Or(s.Limit, maxLift)}
}

// lift tries each change alone, and then all that helps.
func (l *lifter) lift(c *catalogue) (*determination.Lift, error) {
	next := l.grade.Next()
	out := &determination.Lift{Grade: l.grade.Name, Pack: l.grade.Pack, Dealing: l.grade.Dealing, Title: l.grade.Title, Scale: l.grade.Scale,
		Reached: l.grade.Reached, Possible: l.grade.Possible, Level: next.Level, Tried: []determination.Lifted{}}
	var stay []change
	for _, ch := range l.changes(c) {
		if ch.ID != providerMoved {
			stay = append(stay, ch)
		}
		if l.spent() {
			out.NotTried = append(out.NotTried, ch.ID)
			continue
		}
		after, err := l.again([]change{ch}, true)
		if err != nil {
			return nil, err
		}
		t := determination.Lifted{Change: ch.Change}
		if after == nil {
			t.Gone = true
		} else {
			t.Reached, t.Possible, t.Moved = after.Reached, after.Possible, after.Dealing != l.grade.Dealing
			t.Met, t.Lost = l.differ(next.Level, after)
		}
		out.Tried = append(out.Tried, t)
	}
	return out, l.together(out, stay)
}

// changes lists what may bear on a grade: measures against an arm, and moving to another provider in use.
func (l *lifter) changes(c *catalogue) []change {
	var out []change
	add := func(of *entry, made ...change) {
		for _, ch := range made {
			if ch.of = of; !ch.InPlace {
				ch.Citation = "doc/formats/case.md, safeguards"
				out = append(out, ch)
			}
		}
	}
	for _, m := range []fact.Measure{fact.KeysOutOfReach, fact.ReplicaOutOfReach, fact.NoStandingAccess} {
		of := c.entries[string(m)]
		add(of, l.safeguard(of)...)
	}
	if of := c.entries[providerMoved]; l.derived && l.stores() {
		for _, to := range l.targets() {
			out = append(out, l.moveTo(of, to))
		}
	}
	return out
}

// again makes changes and grades: the use itself or, where it is gone, what takes its place; nil where nothing does.
func (l *lifter) again(cs []change, brief bool) (*determination.Grade, error) {
	d := draft{facts: l.facts, source: l.source}
	for _, c := range cs {
		c.apply(&d)
	}
	l.work += len(d.facts)
	var set fact.Set
	if err := set.AddAll(d.facts...); err != nil {
		return nil, err
	}
	rules := l.study.Rules
	rules.Packs = []string{l.grade.Pack}
	a, err := assess.Assess(context.Background(), assess.Facts{Set: &set, Subject: l.study.Facts.Subject, Home: l.study.Facts.Home, Asked: l.study.Facts.Asked},
		rules, assess.Options{Controls: l.controls, Brief: brief})
	if err != nil {
		return nil, err
	}
	var place *determination.Grade
	for i := range a.Determination.Grades {
		g := &a.Determination.Grades[i]
		f, _ := a.Set.Get(g.Fact)
		switch seen := f.Rule == fact.RuleUse; {
		case g.Dealing == l.grade.Dealing && seen == l.derived:
			return g, nil
		case g.Dealing != l.grade.Dealing && place == nil && slices.Equal(g.Assets, l.grade.Assets):
			place = g // grades stand from the lowest
		}
	}
	return place, nil
}

// differ lists the criteria of a level that come to hold, and those that no longer do.
func (l *lifter) differ(level int, after *determination.Grade) (met, lost []string) {
	for i, e := range l.grade.Levels[level-1].Criteria {
		now := after.Levels[level-1].Criteria[i].Value
		switch {
		case now == fact.Yes && e.Value != fact.Yes:
			met = append(met, e.ID)
		case now != fact.Yes && e.Value == fact.Yes:
			lost = append(lost, e.ID)
		}
	}
	return met, lost
}

// together makes every measure stand, states of each criterion that is left what makes it hold, and
// grades once more; then it leaves out what the level does not need.
func (l *lifter) together(out *determination.Lift, measures []change) error {
	shielded, err := l.again(measures, false)
	if err != nil || shielded == nil {
		return err
	}
	all := slices.Clone(measures)
	for i, e := range shielded.Levels[out.Level-1].Criteria {
		if now := l.grade.Levels[out.Level-1].Criteria[i]; now.Value != fact.Yes {
			out.Criteria = append(out.Criteria, now)
		}
		if e.Value != fact.Yes {
			all = append(all, l.stating(e)...)
		}
	}
	with, err := l.again(all, true)
	if err != nil || with == nil {
		return err
	}
	holds := criteria(with, out.Level)
	for i := len(all) - 1; i >= 0; i-- {
		if l.spent() {
			out.Untested = i + 1
			break
		}
		less := slices.Delete(slices.Clone(all), i, i+1)
		g, err := l.again(less, true)
		if err != nil {
			return err
		}
		if g != nil && slices.Equal(criteria(g, out.Level), holds) {
			all = less
		}
	}
	for _, ch := range all {
		out.Way = append(out.Way, ch.Change)
	}
	for i, e := range with.Levels[out.Level-1].Criteria {
		if holds[i] != fact.Yes {
			out.Without = append(out.Without, e.ID)
		}
	}
	out.After, out.AfterPossible = with.Reached, with.Possible
	return nil
}

// criteria lists the values of the criteria of a level.
func criteria(g *determination.Grade, level int) (out []fact.Truth) {
	for _, e := range g.Levels[level-1].Criteria {
		out = append(out, e.Value)
	}
	return out
}

// stating lists the statements by which a criterion comes to hold: of several ways the first that
// words of the dealing can say.
func (l *lifter) stating(e determination.Element) []change {
	for _, way := range e.Lifts {
		var out []change
		for _, q := range way {
			terms, ok := termsOf(q.Write[0], l.grade.Dealing)
			if !ok {
				break
			}
			ch := change{Change: determination.Change{ID: "stated", Says: fmt.Sprintf("%s: %s", strings.TrimSuffix(q.Ask, "?"), q.Values[0]), Shows: "evidence that it is so", Citation: e.Citation}}
			ch.apply = func(d *draft) { d.state(l.grade.Dealing, l.study.Facts.Subject, terms) }
			out = append(out, ch)
		}
		if len(out) == len(way) {
			return out
		}
	}
	return nil
}

// termsOf reads an answer that states terms of the dealing and nothing else.
func termsOf(written, dealing string) (map[string]string, bool) {
	var p struct {
		Dealings map[string]struct {
			Terms map[string]string `json:"terms"`
		} `json:"dealings"`
	}
	if err := json.Unmarshal([]byte(written), &p); err != nil {
		return nil, false
	}
	terms := p.Dealings[dealing].Terms
	return terms, len(terms) > 0
}

// state adds terms to what is stated of a dealing.
func (d *draft) state(dealing string, subject fact.PartyID, terms map[string]string) {
	found := false
	d.replace("stated", func(f fact.Fact) fact.Body {
		b, ok := f.Body.(*fact.Dealing)
		if !ok || b.Name != dealing || f.Rule == fact.RuleUse {
			return f.Body
		}
		found = true
		n := *b
		n.Terms = maps.Clone(b.Terms)
		if n.Terms == nil {
			n.Terms = map[string]string{}
		}
		maps.Copy(n.Terms, terms)
		return &n
	})
	if !found {
		d.put("stated", &fact.Dealing{Name: dealing, Subject: subject, Terms: terms})
	}
}
