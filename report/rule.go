package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/longarm-project/longarm/law"
)

// Rule writes one rule for a reader of law: prose, then each element with its
// citation and the expression that stands for it.
func Rule(w io.Writer, p *law.Pack, r *law.Rule, s Style) error {
	e := newPen(w, s)
	e.strong(0, r.Citation+"  "+r.Title)
	e.faint(0, fmt.Sprintf("pack %s, rule %s, in force from %s%s", p.ID, r.ID, cmp.Or(string(r.From), "always"), until(r)))
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
		e.faint(4, r.Value.Text)
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
		s = append(s, fmt.Sprintf("It defines %s of a %s: it is so %s.", strings.ReplaceAll(r.Defines, "_", " "), r.On, how))
	}
	if r.Outcome != "" {
		s = append(s, fmt.Sprintf("A %s is %s %s.", r.On, strings.ReplaceAll(r.Outcome, "-", " "), how))
	}
	return strings.Join(s, " ")
}

func (p *pen) element(n string, el law.Element) {
	p.wrap(2, fmt.Sprintf("%s. %s (%s)", n, el.Says, el.Citation))
	p.faint(6, el.When.Text)
	if el.Reading != "" {
		p.faint(6, "our reading: "+el.Reading)
	}
}
