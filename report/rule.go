package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// Rule writes one rule for a reader of law: prose, then each element with its citation,
// and the tables that it reads as they are on a day. With s.All it writes the
// expressions that stand for the sentences too.
func Rule(w io.Writer, p *law.Pack, r *law.Rule, day fact.Date, s Style) error {
	e := rulePen{newPen(w, s), s.All}
	e.strong(0, r.Citation+"  "+r.Title)
	from := "in force from"
	if p.Status != "" {
		from = p.Status + "; as it stands from"
	}
	e.faint(0, fmt.Sprintf("pack %s, rule %s, %s %s%s", p.ID, r.ID, from, cmp.Or(string(r.From), "always"), until(r)))
	if r.URL != "" {
		e.faint(0, r.URL)
	}
	e.blank()
	if r.Quote != "" {
		e.wrap(2, "\u201c"+r.Quote+"\u201d")
		e.blank()
	}
	e.wrap(0, prose(r))
	e.blank()
	elements, _ := r.Elements()
	for i, el := range elements {
		e.element(fmt.Sprint(i+1), el)
	}
	if r.Value.Text != "" {
		e.expression(4, r.Value.Text)
	}
	for _, x := range r.Exceptions {
		e.element("unless", x.Element)
		e.faint(8, fmt.Sprintf("priority %d, then %s", x.Priority, x.Then))
	}
	if r.Condition != "" {
		e.wrap(2, fmt.Sprintf("condition %s: %s where it is met, %s where it is not, %s while it is not known", r.Condition, r.Met, r.Unmet, r.Outcome))
	}
	if len(r.SwitchesOff) > 0 {
		e.wrap(2, "switches off subparts "+strings.Join(r.SwitchesOff, ", ")+"; what remains: "+cmp.Or(strings.Join(r.Remain, ", "), "nothing"))
	}
	if len(r.Duties) > 0 {
		e.wrap(2, "duties: "+strings.Join(r.Duties, ", "))
	}
	e.tables(p, r, day)
	if r.Unverified != "" {
		e.wrap(2, "unverified: "+r.Unverified)
	}
	e.blank()
	return e.err
}

func until(r *law.Rule) string {
	if r.To == "" {
		return ""
	}
	return " until " + string(r.To)
}

// prose says what the rule does in one sentence.
func prose(r *law.Rule) string {
	_, anyOf := r.Elements()
	how := "if all of these hold"
	switch {
	case anyOf:
		how = "if one of these holds"
	case r.Value.Text != "":
		how = "as this says"
	}
	var s []string
	if r.Defines != "" {
		s = append(s, fmt.Sprintf("It defines %q of a %s: it is so %s.", strings.ReplaceAll(r.Defines, "_", " "), r.On, how))
	}
	if r.Outcome != "" {
		s = append(s, fmt.Sprintf("A %s is %s %s.", r.On, strings.ReplaceAll(r.Outcome, "-", " "), how))
	}
	return strings.Join(s, " ")
}

// A rulePen writes rules; code is whether it writes expressions too.
type rulePen struct {
	*pen
	code bool
}

func (p rulePen) expression(indent int, text string) {
	if p.code {
		p.faint(indent, text)
	}
}

// tables writes the tables that the expressions of a rule name, a line for each value.
func (p rulePen) tables(pack *law.Pack, r *law.Rule, day fact.Date) {
	elements, _ := r.Elements()
	texts := []string{r.Value.Text}
	for _, el := range elements {
		texts = append(texts, el.When.Text)
	}
	for _, t := range pack.Tables {
		if !slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, t.Name+"[") }) {
			continue
		}
		p.wrap(2, strings.ReplaceAll(t.Name, "_", " ")+" ("+t.Citation+"):")
		var now law.TableVersion
		for _, v := range t.Versions {
			if v.From <= day {
				now = v
			}
		}
		for _, k := range slices.Sorted(maps.Keys(now.Values)) {
			p.line(6, pad(k, 32)+thousands(now.Values[k]))
		}
	}
}

func (p rulePen) element(n string, el law.Element) {
	p.wrap(2, fmt.Sprintf("%s. %s (%s)", n, el.Says, el.Citation))
	p.expression(6, el.When.Text)
	if el.Reading != "" {
		p.faint(6, "our reading: "+el.Reading)
	}
}
