package report

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// ErrNotFound is returned for a name that the determination does not know.
var ErrNotFound = errors.New("no finding, asset or fact has this name")

// Explain writes the proof of what name names: a finding, an asset's reach, an
// entry of a list, or a fact by the beginning of its ID. It goes down to the places that were read.
func Explain(w io.Writer, d *determination.Determination, name string, s Style) error {
	e := &explainer{pen: newPen(w, s), d: d, facts: map[fact.ID]fact.Fact{}, told: map[fact.ID]bool{}, names: namesOf(d)}
	for _, f := range d.Facts {
		e.facts[f.ID] = f
	}
	for i := range d.Findings {
		if f := &d.Findings[i]; f.Name == name || f.Dealing == name {
			e.finding(f)
			return e.err
		}
	}
	var reach []fact.Fact
	for _, f := range d.Facts {
		if b, ok := f.Body.(*fact.Reach); ok && string(b.Asset) == name {
			reach = append(reach, f)
		}
	}
	if len(reach) > 0 {
		e.reaches(reach)
		return e.err
	}
	listed := false
	for _, f := range d.Facts {
		if l, ok := f.Body.(*fact.Listing); ok && l.Entry == name {
			e.fact(f.ID, 0)
			listed = true
		}
	}
	if listed {
		return e.err
	}
	for _, f := range d.Facts {
		if len(name) >= 6 && strings.HasPrefix(f.ID.String(), name) {
			e.fact(f.ID, 0)
			return e.err
		}
	}
	var names []string
	for _, f := range d.Findings {
		names = append(names, f.Name)
	}
	return fmt.Errorf("%q: %w; findings are: %s", name, ErrNotFound, strings.Join(names, ", "))
}

type explainer struct {
	*pen
	d     *determination.Determination
	facts map[fact.ID]fact.Fact
	told  map[fact.ID]bool
	names map[fact.PartyID]string
}

func (e *explainer) finding(f *determination.Finding) {
	label := strings.ToUpper(strings.ReplaceAll(string(f.Outcome), "-", " "))
	e.sides(label+"  ", cmp.Or(f.Title, f.Dealing), f.Name)
	for _, h := range f.Headline {
		e.wrap(2, h)
	}
	e.blank()
	e.strong(0, "The law")
	for _, p := range f.Provisions {
		e.provision(p)
	}
	if len(f.Terms) > 0 {
		e.strong(0, "What follows from the definitions")
		for _, t := range f.Terms {
			e.wrap(2, cmp.Or(t.Name+on(t.About))+" = "+t.Value)
		}
		e.blank()
	}
	e.questions(f)
	e.measures(f)
	for _, x := range f.Presumed {
		e.faint(2, fmt.Sprintf("presumed: %s = %s: %s", x.Path, x.Value, x.Why))
	}
	for _, u := range f.Unverified {
		e.faint(2, "unverified: "+u)
	}
	if len(f.Presumed)+len(f.Unverified) > 0 {
		e.blank()
	}
	e.strong(0, "The facts, down to where they were read")
	e.fact(f.Fact, 2)
	for _, id := range e.beneath(f) {
		e.fact(id, 2)
	}
}

func on(about string) string {
	if about == "" {
		return ""
	}
	return " of " + about
}

// beneath lists the facts that the steps of a finding rest on, in proof order.
func (e *explainer) beneath(f *determination.Finding) []fact.ID {
	var ids []fact.ID
	seen := map[int]bool{}
	var visit func(int)
	visit = func(i int) {
		if i < 0 || i >= len(e.d.Proof) || seen[i] {
			return
		}
		seen[i] = true
		for _, u := range e.d.Proof[i].Uses {
			visit(u)
		}
		ids = append(ids, e.d.Proof[i].From...)
	}
	for _, p := range f.Provisions {
		for _, el := range slices.Concat(p.Elements, p.Exceptions, p.Conditions) {
			ids = append(ids, el.Facts...)
		}
		visit(p.Step)
	}
	return ids
}

func (e *explainer) provision(p determination.Provision) {
	e.wrap(2, fmt.Sprintf("%s %s: applies %s -> %s", p.Citation, p.Title, p.Applies, p.Outcome))
	if p.Quote != "" {
		e.faint(4, "\u201c"+p.Quote+"\u201d")
	}
	for _, part := range []struct {
		name string
		els  []determination.Element
	}{{"", p.Elements}, {"exception: ", p.Exceptions}, {"condition: ", p.Conditions}} {
		for _, el := range part.els {
			e.wrap(4, fmt.Sprintf("[%s] %s%s (%s)", el.Value, part.name, el.Says, el.Citation))
			for _, v := range el.Values {
				e.faint(8, v)
			}
		}
	}
	e.blank()
}

func (e *explainer) questions(f *determination.Finding) {
	for i, set := range f.Deciding {
		if i == 0 {
			e.strong(0, "What would decide")
		}
		for _, q := range set.Questions {
			e.wrap(2, "- "+q.Ask)
			e.faint(4, "answer at "+q.Path+list("one of ", q.Values, ", "))
		}
		for _, a := range set.Answers {
			still := ""
			if len(a.Still) > 0 {
				still = " (still possible: " + join(a.Still) + ")"
			}
			e.wrap(4, strings.Join(a.Values, ", ")+" -> "+string(a.Outcome)+still)
		}
	}
	if len(f.Deciding) > 0 {
		e.blank()
	}
}

func join(os []determination.Outcome) string {
	var s []string
	for _, o := range os {
		s = append(s, string(o))
	}
	return strings.Join(s, ", ")
}

func (e *explainer) measures(f *determination.Finding) {
	for i, m := range f.Measures {
		if i == 0 {
			e.strong(0, "Measures")
		}
		state := map[fact.Truth]string{fact.Yes: "shown", fact.No: "absent", fact.Unknown: "not shown"}[m.State]
		e.wrap(2, fmt.Sprintf("[%s] %s: %s (%s)", state, m.ID, m.Says, m.Citation))
	}
	for i, d := range f.Duties {
		if i == 0 {
			e.strong(0, "Duties")
		}
		due := ""
		if d.Due != "" {
			due = ", by " + string(d.Due)
		}
		e.wrap(2, fmt.Sprintf("%s (%s)%s", d.Says, d.Citation, due))
	}
	if len(f.Measures)+len(f.Duties) > 0 {
		e.blank()
	}
}

func (e *explainer) reaches(fs []fact.Fact) {
	slices.SortStableFunc(fs, func(a, b fact.Fact) int {
		x, y := a.Body.(*fact.Reach), b.Body.(*fact.Reach)
		return cmp.Or(strings.Compare(string(x.Government), string(y.Government)), -strings.Compare(string(x.Arm), string(y.Arm)))
	})
	for _, f := range fs {
		b := f.Body.(*fact.Reach)
		e.strong(0, Describe(f))
		for _, s := range b.Path {
			e.wrap(2, fmt.Sprintf("- %s [%s]", e.step(s), s.Fact.Short()))
		}
		for _, l := range b.Laws {
			e.wrap(2, "law that compels: "+l)
		}
		for _, id := range b.Blocked {
			e.wrap(2, "in the way: "+Describe(e.facts[id]))
		}
		for _, q := range b.Deciding {
			e.wrap(2, "would decide: "+q)
		}
		e.blank()
	}
	e.strong(0, "The facts, down to where they were read")
	for _, f := range fs {
		for _, id := range f.From {
			e.fact(id, 2)
		}
	}
}

// fact tells one fact, its sources and what it comes from; each once.
func (e *explainer) fact(id fact.ID, indent int) {
	f, ok := e.facts[id]
	if !ok || e.told[id] {
		return
	}
	e.told[id] = true
	e.wrap(indent, fmt.Sprintf("%s %s: %s", id.Short(), f.Body.Kind(), Describe(f)))
	for _, s := range f.Sources {
		where := s.String()
		if s.Line > 0 && s.Place != "" {
			where += " (" + s.Place + ")"
		}
		e.faint(indent+2, fmt.Sprintf("read at %s, sha256 %.12s", where, s.Digest))
	}
	if f.Rule != "" {
		e.faint(indent+2, "by rule "+string(f.Rule))
	}
	for _, from := range f.From {
		e.fact(from, min(indent+2, 20))
	}
}
