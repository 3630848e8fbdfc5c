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
// entry of a list, or a fact by the beginning of its ID. Of a finding it tells the answer
// in a few lines; with s.Elements each element of the law; with s.All all of it, down
// to the places that were read.
func Explain(w io.Writer, d *determination.Determination, name string, s Style) error {
	e := &explainer{pen: newPen(w, s), d: d, s: s, facts: map[fact.ID]fact.Fact{}, told: map[fact.ID]bool{}, names: namesOf(d)}
	for _, f := range d.Facts {
		e.facts[f.ID] = f
	}
	for i := range d.Findings {
		if f := &d.Findings[i]; f.Name == name || f.Dealing == name {
			if !s.Elements && !s.All {
				e.brief(f)
			} else {
				e.finding(f)
			}
			e.digest(d)
			return e.err
		}
	}
	for i := range d.Grades {
		if g := &d.Grades[i]; g.Name == name || g.Dealing == name {
			e.grade(g)
			return e.err
		}
	}
	var reach []fact.Fact
	if of := standsFor(d, name); of != "" {
		e.wrap(0, fmt.Sprintf("%s is told from others by its name alone; %s stands for all of them.", name, of))
		e.blank()
		name = of
	}
	for _, f := range d.Facts {
		if b, ok := f.Body.(*fact.Reach); ok && string(b.Asset) == name {
			reach = append(reach, f)
		}
	}
	if len(reach) > 0 {
		e.reaches(reach)
		e.digest(d)
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
	return fmt.Errorf("%q: %w; %s", name, ErrNotFound, findingsLike(d, name))
}

// standsFor is the asset that stands for the one of that name and others alike; empty: none does.
func standsFor(d *determination.Determination, name string) string {
	for _, f := range d.Facts {
		if o, ok := f.Body.(*fact.Observation); ok && f.Rule == fact.RuleAlike && slices.Contains(o.Also, name) {
			return string(o.Asset)
		}
	}
	return ""
}

// findingsLike lists the findings that may be meant, or the first there are.
func findingsLike(d *determination.Determination, name string) string {
	const most = 8
	var like, all []string
	for _, f := range d.Findings {
		all = append(all, f.Name)
		if head := name[:min(3, len(name))]; head != "" && strings.HasPrefix(f.Name, head) {
			like = append(like, f.Name)
		}
	}
	for _, g := range d.Grades {
		all = append(all, g.Name)
	}
	if len(like) > 0 {
		return "did you mean " + strings.Join(like[:min(most, len(like))], ", ") + "?"
	}
	s := "findings are: " + strings.Join(all[:min(most, len(all))], ", ")
	if len(all) > most {
		s += fmt.Sprintf(" and %d more", len(all)-most)
	}
	return s
}

type explainer struct {
	*pen
	d     *determination.Determination
	s     Style
	facts map[fact.ID]fact.Fact
	told  map[fact.ID]bool
	names map[fact.PartyID]string
	// made when first asked
	controls map[tested]fact.ID
	doubts   map[fact.ID]bool
}

func (e *explainer) finding(f *determination.Finding) {
	l := labelOf(f.Outcome)
	e.sides(e.paint(l.color, l.text+"  "), cmp.Or(f.Title, f.Dealing), f.Name)
	for _, h := range f.Headline {
		e.wrap(2, h)
	}
	e.blank()
	e.strong(0, "The law")
	for _, p := range f.Provisions {
		e.provision(f, p)
	}
	if len(f.Terms) > 0 {
		e.strong(0, "What follows from the definitions")
		for _, t := range f.Terms {
			e.wrap(2, words(strings.ReplaceAll(t.Name, "_", " "), "")+on(t.About)+": "+t.Value)
		}
		e.blank()
	}
	e.questions(f)
	e.measures(f)
	e.taken(f.Presumed, f.Unverified)
	if !e.s.All {
		e.more([2]string{"--all", "each fact, down to where it was read"}, f.Name)
		return
	}
	e.strong(0, "The facts, down to where they were read")
	e.fact(f.Fact, 2)
	for _, id := range e.beneath(f) {
		e.fact(id, 2)
	}
}

// taken lists what was presumed and what was not verified.
func (e *explainer) taken(presumed []determination.Presumption, unverified []string) {
	for _, x := range presumed {
		e.faint(2, fmt.Sprintf("presumed: %s = %s: %s", x.Path, x.Value, x.Why))
	}
	for _, u := range unverified {
		e.faint(2, "unverified: "+u)
	}
	if len(presumed)+len(unverified) > 0 {
		e.blank()
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
	var steps []int
	for _, p := range f.Provisions {
		for _, el := range slices.Concat(p.Elements, p.Exceptions, p.Conditions) {
			ids = append(ids, el.Facts...)
		}
		steps = append(steps, p.Step)
	}
	return append(ids, e.below(steps...)...)
}

// below lists the facts that steps rest on, in proof order.
func (e *explainer) below(steps ...int) []fact.ID {
	var ids []fact.ID
	seen := map[int]bool{}
	var visit func(int)
	visit = func(i int) {
		if i < 0 || i >= e.d.Proof.Len() || seen[i] {
			return
		}
		seen[i] = true
		s := e.d.Proof.At(i)
		for _, u := range s.Uses {
			visit(u)
		}
		ids = append(ids, s.From...)
	}
	for _, i := range steps {
		visit(i)
	}
	return ids
}

// harmless says of what is not known behind a finding that is decided, that it does not matter.
func harmless(f *determination.Finding, value fact.Truth) string {
	if f.Outcome.Open() || value != fact.Unknown {
		return ""
	}
	return " (the answer is " + words(string(f.Outcome), "") + " either way)"
}

// notShown says of a condition that is not known to be met, how long the answer stands.
func notShown(f *determination.Finding, value fact.Truth) string {
	if f.Outcome.Open() || value != fact.Unknown {
		return ""
	}
	return " (" + words(string(f.Outcome), "") + " until it is shown)"
}

// applies says whether a provision applies, and what follows.
func applies(f *determination.Finding, p *determination.Provision) string {
	switch {
	case p.Applies == fact.Yes:
		return "applies: " + words(string(p.Outcome), "")
	case p.Applies == fact.No:
		return "does not apply"
	case f.Outcome.Open():
		return "may apply: then " + words(string(p.Outcome), "")
	}
	return "may apply, " + words(string(p.Outcome), "") + harmless(f, fact.Unknown)
}

func (e *explainer) provision(f *determination.Finding, p determination.Provision) {
	e.wrap(2, fmt.Sprintf("%s %s: %s", p.Citation, p.Title, applies(f, &p)))
	if p.Quote != "" {
		e.faint(4, "\u201c"+p.Quote+"\u201d")
	}
	for _, part := range []struct {
		name    string
		els     []determination.Element
		unknown func(*determination.Finding, fact.Truth) string
	}{{"", p.Elements, harmless}, {"exception: ", p.Exceptions, harmless}, {"condition: ", p.Conditions, notShown}} {
		for _, el := range part.els {
			e.wrap(4, fmt.Sprintf("[%s] %s%s (%s)%s", el.Value, part.name, el.Says, el.Citation, part.unknown(f, el.Value)))
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
		if len(d.Past) > 0 {
			var days []string
			for _, p := range d.Past {
				days = append(days, string(p))
			}
			due += "; fell due " + strings.Join(days, " and ") + ": was it done? Nobody states it"
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
