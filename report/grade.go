package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// grades writes how far each use comes on the scale of each pack that has one, and who outside can reach it.
func (p *page) grades() {
	for _, k := range p.d.Packs {
		gs := gradesOf(p.d, k.ID)
		if len(gs) == 0 {
			continue
		}
		p.strong(0, scaleSummary(gs))
		if k.Status != "" {
			p.faint(0, k.Title+" · "+k.Status)
		}
		p.blank()
		for _, g := range gs {
			p.grade(g)
		}
		if len(k.For) > 0 {
			p.outside(gs, k)
		}
	}
}

func gradesOf(d *determination.Determination, pack string) (out []*determination.Grade) {
	for i := range d.Grades {
		if d.Grades[i].Pack == pack {
			out = append(out, &d.Grades[i])
		}
	}
	return out
}

// scaleSummary counts the uses that surely reach some level, that may, and that do not.
func scaleSummary(gs []*determination.Grade) string {
	sure, may := 0, 0
	for _, g := range gs {
		switch {
		case g.Reached > 0 && g.Concerns == fact.Yes:
			sure++
		case g.Possible > 0:
			may++
		}
	}
	uses := count(len(gs), "use")
	if len(gs) > 1 {
		uses = number(len(gs)) + " uses"
	}
	return fmt.Sprintf("%s of %s: %s a level for sure, %s, %s not.", gs[0].Scale, uses,
		some(sure, "reaches", "reach"), some(may, "may", "may"), some(len(gs)-sure-may, "does", "do"))
}

// some counts those who do something: "none may", "one does", "two do".
func some(n int, one, more string) string {
	switch n {
	case 0:
		return "none " + one
	case 1:
		return "one " + one
	}
	return number(n) + " " + more
}

// label says in one or two words how far a use comes.
func gradeLabel(g *determination.Grade) label {
	switch {
	case g.Possible == 0:
		return label{"NO LEVEL", red}
	case g.Reached == g.Possible:
		return label{fmt.Sprintf("LEVEL %d", g.Reached), green}
	}
	return label{fmt.Sprintf("LEVEL %d TO %d", g.Reached, g.Possible), magenta}
}

// grade writes one use: what keeps it from the next level, and what bars the first that it cannot reach.
func (p *page) grade(g *determination.Grade) {
	p.titled(gradeLabel(g), labelWide, g.Name+"  ", nameWide, cmp.Or(g.Title, g.Dealing))
	for _, q := range g.About {
		p.say("asks", "not known whether the scale is about it: "+q.Ask, "")
		p.say("write", p.caseFile()+blankOf(q), "")
	}
	for i := range g.Levels {
		l := &g.Levels[i]
		if l.Level == g.Reached+1 || l.Level == g.Possible+1 {
			p.level(g, l)
		}
	}
	p.commandRow(rowIn, rowWide, "proof", p.s.run("explain", g.Name))
	p.blank()
}

// maxCriteria bounds the criteria of a level that the page lists of each sort.
const maxCriteria = 4

// level writes the criteria of a level that fail, and those that are not known.
func (p *page) level(g *determination.Grade, l *determination.Level) {
	for _, sort := range []struct {
		value fact.Truth
		label string
	}{{fact.No, "fails"}, {fact.Unknown, "open"}} {
		var of []*determination.Element
		for i := range l.Criteria {
			if l.Criteria[i].Value == sort.value {
				of = append(of, &l.Criteria[i])
			}
		}
		if len(of) == 0 {
			continue
		}
		if sort.value == fact.Unknown && l.Level > g.Possible {
			p.say(sort.label, fmt.Sprintf("level %d at %s more", l.Level, number(len(of))), "")
			continue
		}
		p.say(sort.label, fmt.Sprintf("level %d, for want of:", l.Level), l.Citation)
		in := rowIn + rowWide
		for i, e := range of {
			if i == maxCriteria && !p.s.All {
				p.faint(in, fmt.Sprintf("and at %s more", number(len(of)-i)))
				break
			}
			p.wrap(in, criterion(l, e)+p.because(e))
			switch {
			case sort.value == fact.Unknown && len(e.Questions) > 0:
				p.faint(in+4, e.Questions[0].Ask)
				p.faint(in+4, "write "+p.caseFile()+blankOf(e.Questions[0]))
			case len(e.Lifts) > 0:
				p.faint(in+4, "lifted by "+lifts(e.Lifts))
			}
		}
	}
}

// lifts words what would make a criterion hold.
func lifts(ways [][]determination.Question) string {
	var out []string
	for _, qs := range ways {
		var all []string
		for _, q := range qs {
			all = append(all, fmt.Sprintf("%q: %s", q.Ask, strings.Join(q.Values, " or ")))
		}
		out = append(out, strings.Join(all, " and "))
	}
	return strings.Join(out, "; or by ")
}

// criterion names a criterion by what its citation adds to that of its level.
func criterion(l *determination.Level, e *determination.Element) string {
	if short, ok := strings.CutPrefix(e.Citation, l.Citation); ok && short != "" {
		return short + " " + e.Says
	}
	return fmt.Sprintf("%s (%s)", e.Says, e.Citation)
}

// because says what of it governments surely can do, where a criterion fails on that.
func (p *page) because(e *determination.Element) string {
	if e.Value != fact.No {
		return ""
	}
	var out []string
	for _, id := range e.Facts {
		if b, ok := p.fact(id).Body.(*fact.Reach); ok && b.Verdict == fact.Yes {
			out = append(out, fmt.Sprintf("%s can %s %s", theCountry(b.Government), b.Arm, b.Asset))
		}
	}
	if len(out) == 0 {
		return ""
	}
	slices.Sort(out)
	return " But " + strings.Join(slices.Compact(out), ", ") + "."
}

// fact returns a fact of the determination.
func (p *page) fact(id fact.ID) fact.Fact {
	return p.told().facts[id]
}

// told is what words the steps of paths.
func (p *page) told() *explainer {
	if p.tells == nil {
		p.tells = &explainer{pen: p.pen, d: p.d, s: p.s, facts: map[fact.ID]fact.Fact{}, names: namesOf(p.d)}
		for _, f := range p.d.Facts {
			p.tells.facts[f.ID] = f
		}
	}
	return p.tells
}

// outside tells which governments outside the countries of a pack can read, cut or
// enter what was graded, on what law and by which path.
func (p *page) outside(gs []*determination.Grade, k determination.Pack) {
	graded := map[fact.AssetID]bool{}
	for _, g := range gs {
		for _, a := range g.Assets {
			graded[a] = true
		}
	}
	type reach struct {
		asset      fact.AssetID
		government fact.Country
	}
	by := map[reach]*armsOf{}
	var found []*armsOf
	for _, f := range p.d.Facts {
		b, ok := f.Body.(*fact.Reach)
		if !ok || !graded[b.Asset] || b.Verdict == fact.No || slices.Contains(k.For, b.Government) {
			continue
		}
		x := by[reach{b.Asset, b.Government}]
		if x == nil {
			x = &armsOf{asset: b.Asset, government: b.Government}
			by[reach{b.Asset, b.Government}] = x
			found = append(found, x)
		}
		x.reach = append(x.reach, b)
	}
	slices.SortFunc(found, func(a, b *armsOf) int {
		return cmp.Or(strings.Compare(string(a.asset), string(b.asset)), cmp.Compare(b.surest(), a.surest()), strings.Compare(country(a.government), country(b.government)))
	})
	if len(found) == 0 {
		p.strong(0, "No government outside the countries of "+k.ID+" is known to reach what was graded.")
		p.blank()
		return
	}
	p.strong(0, "Governments outside the countries of "+k.ID+", with the law and the path")
	last := fact.AssetID("")
	for _, x := range found {
		if x.asset != last {
			p.strong(0, string(x.asset))
			last = x.asset
		}
		p.means(x)
	}
	p.blank()
}

// An armsOf is what one government can do, or perhaps can, to one asset.
type armsOf struct {
	asset      fact.AssetID
	government fact.Country
	reach      []*fact.Reach
}

func (x *armsOf) surest() fact.Truth {
	t := fact.No
	for _, r := range x.reach {
		t = max(t, r.Verdict)
	}
	return t
}

// means writes what one government can do: the arms, those of one path together, with its laws.
func (p *page) means(x *armsOf) {
	slices.SortFunc(x.reach, func(a, b *fact.Reach) int { return cmp.Compare(armOrder(a.Arm), armOrder(b.Arm)) })
	var words []string
	for _, t := range []fact.Truth{fact.Yes, fact.Unknown} {
		var arms []string
		for _, r := range x.reach {
			if r.Verdict == t {
				arms = append(arms, string(r.Arm))
			}
		}
		if len(arms) > 0 {
			words = append(words, map[fact.Truth]string{fact.Yes: "can ", fact.Unknown: "perhaps "}[t]+and(arms))
		}
	}
	p.wrap(2, country(x.government)+" "+strings.Join(words, ", "))
	var paths []string
	for _, r := range x.reach {
		var steps []string
		for _, s := range r.Path {
			if s.Kind != fact.StepUses {
				steps = append(steps, p.told().step(s))
			}
		}
		if path := strings.Join(steps, "; "); !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	for i, path := range paths {
		p.row(4, rowWide, map[bool]string{true: "path"}[i == 0], path, "")
	}
	p.alike(x.reach, "law", "to %s: %s", func(r *fact.Reach) string { return strings.Join(r.Laws, "; ") })
	p.alike(x.reach, "open", "whether it can %s: %s", func(r *fact.Reach) string {
		if r.Verdict != fact.Unknown || len(r.Deciding) == 0 {
			return ""
		}
		return r.Deciding[0]
	})
}

// alike writes what is said of each arm, that of which the same is said in one line.
func (p *page) alike(reach []*fact.Reach, label, format string, says func(*fact.Reach) string) {
	var said []string
	arms := map[string][]string{}
	for _, r := range reach {
		if s := says(r); s != "" {
			if arms[s] == nil {
				said = append(said, s)
			}
			arms[s] = append(arms[s], string(r.Arm))
		}
	}
	for _, s := range said {
		p.row(4, rowWide, label, fmt.Sprintf(format, and(arms[s]), s), "")
		label = ""
	}
}

func armOrder(a fact.Arm) int { return slices.Index([]fact.Arm{fact.Read, fact.Cut, fact.Enter}, a) }

// and joins words as a sentence does.
func and(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// grade writes the proof of a grade: every criterion of every level, with what was looked at.
func (e *explainer) grade(g *determination.Grade) {
	l := gradeLabel(g)
	e.sides(e.paint(l.color, l.text+"  "), cmp.Or(g.Title, g.Dealing), g.Name)
	for _, k := range e.d.Packs {
		if k.ID == g.Pack && k.Status != "" {
			e.wrap(2, k.Title+": "+k.Status)
		}
	}
	e.wrap(2, fmt.Sprintf("%s: %s. Failing a lower level bars the higher (%s).", g.Scale, g.Span(), g.Citation))
	for _, q := range g.About {
		e.wrap(2, q.Ask)
		e.faint(4, "answer at "+q.Path+list("one of ", q.Values, ", "))
	}
	e.blank()
	if !e.s.Elements && !e.s.All {
		p := &page{pen: e.pen, d: e.d, s: e.s, tells: e}
		for i := range g.Levels {
			if l := &g.Levels[i]; l.Level == g.Reached+1 || l.Level == g.Possible+1 {
				p.level(g, l)
			}
		}
		if n := len(g.Unverified); n > 0 {
			p.say("doubt", count(n, "value")+" seen in no source, such as "+g.Unverified[0], "")
		}
		e.blank()
		e.more([2]string{"--elements", "each criterion of each level"}, g.Name)
		e.more([2]string{"--all", "down to each line that was read"}, g.Name)
		return
	}
	var ids []fact.ID
	for _, l := range g.Levels {
		e.strong(0, fmt.Sprintf("%s (%s): %s", l.Title, l.Citation, l.Holds))
		for i := range l.Criteria {
			c := &l.Criteria[i]
			e.wrap(2, fmt.Sprintf("[%s] %s", c.Value, criterion(&l, c)))
			if c.Reading != "" {
				e.faint(6, "reading: "+c.Reading)
			}
			for _, v := range c.Values {
				e.faint(6, v)
			}
			for _, q := range c.Questions {
				e.wrap(6, "? "+q.Ask)
				e.faint(8, "answer at "+q.Path+list("one of ", q.Values, ", "))
			}
			if len(c.Lifts) > 0 {
				e.faint(6, "lifted by "+lifts(c.Lifts))
			}
			ids = append(ids, c.Facts...)
		}
		ids = append(ids, e.below(l.Step)...)
		e.blank()
	}
	e.taken(g.Presumed, g.Unverified)
	if !e.s.All {
		e.more([2]string{"--all", "each fact, down to where it was read"}, g.Name)
		return
	}
	e.strong(0, "The facts, down to where they were read")
	e.fact(g.Fact, 2)
	for _, id := range ids {
		e.fact(id, 2)
	}
}

// gradeQuestions writes what is asked of the next level of every use that is open.
func gradeQuestions(p *pen, d *determination.Determination) (asked int) {
	for i := range d.Grades {
		g := &d.Grades[i]
		if !g.Open() {
			continue
		}
		p.sides("", fmt.Sprintf("%s: %s %s", cmp.Or(g.Title, g.Dealing), g.Scale, g.Span()), g.Name)
		questions := slices.Clone(g.About)
		if next := g.Next(); next != nil {
			for _, c := range next.Criteria {
				questions = append(questions, c.Questions...)
			}
			p.faint(2, fmt.Sprintf("for level %d, answer all", next.Level))
		}
		for _, q := range questions {
			asked++
			p.wrap(4, q.Ask)
			p.faint(6, q.Path+list("one of ", q.Values, ", "))
		}
		p.blank()
	}
	return asked
}

// lift writes what would bring a use to the next level.
func (p remedyPage) lift(l *determination.Lift) {
	g := &determination.Grade{Reached: l.Reached, Possible: l.Possible}
	is := gradeLabel(g)
	p.sides(p.paint(is.color, pad(is.text, labelWide)), cmp.Or(l.Title, l.Dealing)+" · "+l.Pack, l.Grade)
	p.blank()
	p.strong(2, fmt.Sprintf("What level %d needs", l.Level))
	for n, c := range l.Way {
		p.wrap(4, fmt.Sprintf("%d. %s", n+1, c.Says))
		p.faint(7, "to be shown: "+c.Shows+" ("+c.Citation+")")
	}
	after := determination.Grade{Reached: l.After, Possible: l.AfterPossible}
	if len(l.Way) > 0 {
		p.wrap(4, "then: level "+strings.ReplaceAll(after.Span(), "..", " to "))
	}
	if l.Untested > 0 {
		p.wrap(4, fmt.Sprintf("whether all of 1 to %d are needed was not tried: each trial of an estate of this size costs too much", l.Untested))
	}
	for _, e := range l.Criteria {
		if slices.Contains(l.Without, e.ID) {
			p.wrap(4, fmt.Sprintf("still in the way: %s (%s)", e.Says, e.Citation))
		}
	}
	p.blank()
	var idle []string
	for _, t := range l.Tried {
		now := determination.Grade{Reached: t.Reached, Possible: t.Possible}
		level := "level " + strings.ReplaceAll(now.Span(), "..", " to ")
		switch {
		case t.Gone:
			p.wrap(4, t.Change.Says+" Then nothing is left to grade.")
		case t.Moved:
			p.wrap(4, fmt.Sprintf("%s Then what takes its place has %s, as long as nothing is stated of it.", t.Change.Says, level))
		case len(t.Met) > 0:
			p.wrap(4, fmt.Sprintf("%s Then (%s) of level %d hold: %s.", t.Change.Says, strings.Join(t.Met, "), ("), l.Level, level))
		default:
			idle = append(idle, t.Change.ID)
		}
	}
	if len(idle) > 0 {
		p.faint(4, "alone no help for level "+fmt.Sprint(l.Level)+": "+strings.Join(idle, ", "))
	}
	if len(l.NotTried) > 0 {
		p.faint(4, "not tried alone: "+strings.Join(l.NotTried, ", "))
	}
	if len(l.Tried)+len(l.NotTried) > 0 {
		p.blank()
	}
}
