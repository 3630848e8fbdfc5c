package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// brief tells a finding in a few lines: the answer and its rule, with whom, what it rests
// on, and what would change it.
func (e *explainer) brief(f *determination.Finding) {
	l := labelOf(f.Outcome)
	e.sides(e.paint(l.color, l.text+"  "), cmp.Or(f.Title, f.Dealing), f.Name)
	for _, h := range f.Headline {
		e.wrap(2, h)
	}
	e.blank()
	if len(f.Provisions) > 0 {
		p := &f.Provisions[0]
		e.row("rule", strings.TrimSpace(p.Citation+" "+p.Title)+", "+applies(f, p))
	}
	e.row("with", e.with(f))
	e.row("rests on", e.ground(f))
	if n := len(f.Unverified); n > 0 {
		e.row("doubt", count(n, "value")+" seen in no source, such as "+f.Unverified[0])
	}
	if n := len(f.Presumed); n > 0 {
		x := slices.MinFunc(f.Presumed, func(a, b determination.Presumption) int {
			return cmp.Compare(len(a.Path)+len(a.Value), len(b.Path)+len(b.Value))
		})
		e.row("presumed", fmt.Sprintf("%s that nobody stated, such as %s = %s", count(n, "thing"), x.Path, x.Value))
	}
	if shown, missing := measures(f); shown+missing > 0 {
		e.row("measures", fmt.Sprintf("%d of %d shown", shown, shown+missing))
	}
	e.changes(f)
	e.blank()
	e.more([2]string{"--elements", "each element of the law"}, f.Name)
	e.more([2]string{"--all", "down to each line that was read"}, f.Name)
}

// row writes a labelled line.
func (e *explainer) row(name, text string) {
	if text != "" {
		e.pen.row(2, 10, name, text, "")
	}
}

// more tells a command that tells more.
func (e *explainer) more(of [2]string, name string) {
	if !e.s.Quiet && len(e.s.Paths) > 0 {
		s := e.s.run("explain "+of[0], name)
		if 2+columns(s)+4+columns(of[1]) <= e.full {
			s += "  # " + of[1]
		}
		e.command(2, s)
	}
}

// with names the other party, or those of whom it is one, and counts who gets at the data.
func (e *explainer) with(f *determination.Finding) string {
	d, ok := e.facts[f.Fact].Body.(*fact.Dealing)
	if !ok {
		return e.name(f.Counterparty)
	}
	var names []string
	for _, p := range d.CounterpartyOneOf {
		names = append(names, e.name(p))
	}
	s := cmp.Or(e.name(d.Counterparty), strings.Join(names, " or "), "a party not known")
	n := map[fact.Truth]int{}
	for _, a := range d.Access {
		n[a.Able]++
	}
	switch sure, may := n[fact.Yes], n[fact.Unknown]; {
	case sure > 0 && may > 0:
		return fmt.Sprintf("%s; %d surely get access, %d may", s, sure, may)
	case sure+may > 0:
		return fmt.Sprintf("%s; %d %s access", s, sure+may, map[bool]string{true: "surely get", false: "may get"}[sure > 0])
	}
	return s
}

// ground names the places that a finding was read at, the first of each file.
func (e *explainer) ground(f *determination.Finding) string {
	places := map[string]int64{}
	seen := map[fact.ID]bool{}
	var visit func(fact.ID)
	visit = func(id fact.ID) {
		if seen[id] {
			return
		}
		seen[id] = true
		for _, s := range e.facts[id].Sources {
			if old, ok := places[s.Name]; !ok || s.Line < old {
				places[s.Name] = s.Line
			}
		}
		for _, from := range e.facts[id].From {
			visit(from)
		}
	}
	visit(f.Fact)
	for _, id := range e.beneath(f) {
		visit(id)
	}
	var out []string
	for name, line := range places {
		if line > 0 {
			name += fmt.Sprintf(":%d", line)
		}
		out = append(out, name)
	}
	slices.Sort(out)
	const most = 4
	if len(out) > most {
		return count(len(seen), "fact") + " from " + strings.Join(out[:most], ", ") + fmt.Sprintf(" and %d more files", len(out)-most)
	}
	return count(len(seen), "fact") + " from " + strings.Join(out, ", ")
}

// changes tells what would change the answer.
func (e *explainer) changes(f *determination.Finding) {
	if len(f.Deciding) == 0 {
		if f.NeedsAction() && len(e.s.Paths) > 0 {
			e.row("changes", "what would make it better:")
			e.command(12, e.s.run("review --remedy --finding", f.Name))
		}
		return
	}
	for i, q := range f.Deciding[0].Questions {
		e.row(map[bool]string{true: "asks"}[i == 0], q.Ask)
	}
}
