// Package paper writes drafts of the papers that a law asks of the reviewed organisation, filled in from a
// determination as far as somebody stated what is asked. Each field names the paragraph that asks for it, and one that
// nobody stated says so.
package paper

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report"
)

// ErrNotAsked is returned where no finding is of the kind for which the law asks for the paper.
var ErrNotAsked = errors.New("the law asks for no such paper here")

// A Kind is one paper of the law.
type Kind struct {
	Name     string // "audit-report"
	Title    string
	Citation string
	// When says for whom the law asks for it, in words.
	When string
	// of selects the findings that it is about.
	of func(*determination.Finding) bool
	// notes are what to know before it is used.
	notes  []string
	fields []field
}

// A field is one thing asked for.
type field struct {
	cite string // below the citation of its section: "28 CFR 202.1001(b)(1)(i)"
	asks string
	fill func(*draft) []Line // nil: nothing that a determination holds answers it
}

// A Line is one thing stated.
type Line struct {
	Text   string
	Places []string // where it was read
	// Open is set for what is not known, and is to be answered.
	Open bool
}

// A Paper is a draft.
type Paper struct {
	Title, Citation, When string
	Subject               string
	At                    fact.Date
	Digest                fact.Digest
	Notes                 []string
	Fields                []Field
	Unstated              int // fields that nobody stated
}

// A Field is one thing asked for, with what was stated of it.
type Field struct {
	Cite, Asks string
	Lines      []Line
}

// Kinds lists the papers, by name.
func Kinds() []Kind {
	out := slices.Concat(dataPapers, reviewPapers)
	slices.SortFunc(out, func(a, b Kind) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Named finds a kind of paper.
func Named(name string) (Kind, bool) {
	ks := Kinds()
	i := slices.IndexFunc(ks, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return Kind{}, false
	}
	return ks[i], true
}

// Asks lists the paragraphs that the fields of a paper name, and what each asks for.
func (k Kind) Asks() [][2]string {
	var out [][2]string
	for _, f := range k.fields {
		out = append(out, [2]string{f.cite, f.asks})
	}
	return out
}

// Draft fills in a paper. It returns [ErrNotAsked] where no finding is one that the paper is about.
func (k Kind) Draft(v *report.View) (*Paper, error) {
	d := &draft{v: v}
	for i := range v.Findings {
		if f := &v.Findings[i]; k.of(f) {
			d.findings = append(d.findings, f)
		}
	}
	if len(d.findings) == 0 {
		return nil, fmt.Errorf("%s (%s): %w: it is asked of %s, and no finding is one", k.Name, k.Citation, ErrNotAsked, k.When)
	}
	p := &Paper{Title: k.Title, Citation: k.Citation, When: k.When, At: v.At, Digest: v.Digest, Notes: k.notes, Subject: v.Party(d.findings[0].Subject)}
	for _, f := range k.fields {
		x := Field{Cite: f.cite, Asks: f.asks}
		if f.fill != nil {
			x.Lines = f.fill(d)
		}
		if len(x.Lines) == 0 {
			p.Unstated++
		}
		p.Fields = append(p.Fields, x)
	}
	return p, nil
}

// A draft is a paper in the making.
type draft struct {
	v        *report.View
	findings []*determination.Finding
}

// each makes lines of each dealing that the paper is about.
func (d *draft) each(of func(*determination.Finding, *fact.Dealing) []Line) (out []Line) {
	for _, f := range d.findings {
		x, ok := d.v.Fact(f.Fact).Body.(*fact.Dealing)
		if !ok {
			continue
		}
		for _, l := range of(f, x) {
			l.Text = title(f) + ": " + l.Text
			out = append(out, l)
		}
	}
	return out
}

func title(f *determination.Finding) string {
	if f.Title != "" {
		return f.Title
	}
	return f.Dealing
}

// places names where a fact was read, at most a few.
func (d *draft) places(id fact.ID) (out []string) {
	for _, s := range d.v.Places(id, 4) {
		out = append(out, s.String())
	}
	return out
}

// dealings describes each dealing.
func dealings(d *draft) []Line {
	return d.each(func(f *determination.Finding, x *fact.Dealing) []Line {
		return []Line{{Text: fmt.Sprintf("%s with %s", report.Words(string(x.Class), "a dealing of a class not known"), d.v.With(f)), Places: d.places(f.Fact)}}
	})
}

// data tells types and volumes.
func data(d *draft) []Line {
	return d.each(func(f *determination.Finding, x *fact.Dealing) (out []Line) {
		for _, n := range x.Data {
			out = append(out, d.amount(n.Category, n.Number, n.Unit, string(n.Asset), f.Fact))
		}
		for _, a := range f.Assets {
			for _, c := range d.v.Facts {
				if b, ok := c.Body.(*fact.Count); ok && b.Asset == a && len(x.Data) == 0 {
					out = append(out, d.amount(b.Category, b.Number, b.Unit, string(b.Asset), c.ID))
				}
			}
		}
		if len(out) == 0 {
			out = []Line{{Text: "what data it is about is not known", Open: true}}
		}
		return out
	})
}

func (d *draft) amount(c fact.Category, n fact.Range, unit, asset string, id fact.ID) Line {
	s := report.Words(string(c), "data of a category not known") + ", " + report.Amount(n, unit)
	if asset != "" {
		s += " (" + asset + ")"
	}
	return Line{Text: s, Places: d.places(id), Open: c == "" || n.Hi == fact.Unbounded}
}

// parties tells who takes part, with owners, citizenship and residence as stated.
func parties(d *draft) []Line {
	return d.each(func(f *determination.Finding, x *fact.Dealing) (out []Line) {
		told := map[fact.PartyID]bool{}
		tell := func(id fact.PartyID, role string) {
			if id == "" || told[id] {
				return
			}
			told[id] = true
			out = append(out, d.party(id, role)...)
		}
		tell(x.Subject, "the U.S. person")
		tell(x.Counterparty, "the other party")
		for _, id := range x.CounterpartyOneOf {
			tell(id, "one of those who may be the other party")
		}
		for _, a := range x.Access {
			for _, id := range a.Parties() {
				tell(id, map[fact.Truth]string{fact.Yes: "gets access", fact.Unknown: "may get access", fact.No: "gets no access"}[a.Able])
			}
		}
		return out
	})
}

// party tells what is stated of one party and of who holds it.
func (d *draft) party(id fact.PartyID, role string) (out []Line) {
	line := Line{Text: fmt.Sprintf("%s (%s)", d.v.Party(id), role), Open: true}
	for _, f := range d.v.Facts {
		c, ok := f.Body.(*fact.Claim)
		if !ok {
			continue
		}
		switch {
		case c.Party != nil && c.Party.ID == id && (len(c.Party.Organized) > 0 || c.Party.Seat != "" || c.Party.Residence != "" || c.Party.State != ""):
			text := fmt.Sprintf("%s (%s)", report.Describe(f), role)
			out = append(out, Line{Text: text, Places: d.places(f.ID)})
			line.Open = false
		case c.Interest != nil && c.Interest.Asset == id:
			out = append(out, Line{Text: d.v.Party(c.Interest.Owner) + " holds of " + d.v.Party(id) + ": " + strings.TrimSpace(d.v.Held(f.ID)), Places: d.places(f.ID)})
		}
	}
	if line.Open {
		line.Text += ": where it is organised or seated is not known"
		out = append(out, line)
	}
	return out
}

// covered tells the covered persons and governments as the test of the pack has them.
func covered(d *draft) []Line {
	tests := map[string]string{}
	for _, k := range d.v.Packs {
		tests[k.ID] = k.Test
	}
	return d.each(func(f *determination.Finding, x *fact.Dealing) (out []Line) {
		of := map[fact.PartyID]bool{x.Counterparty: true}
		for _, a := range x.Access {
			for _, id := range a.Parties() {
				of[id] = true
			}
		}
		for _, c := range d.v.Facts {
			b, ok := c.Body.(*fact.Control)
			if !ok || !of[b.Party] || b.Test != tests[f.Pack] || b.Verdict == fact.No {
				continue
			}
			var governments []string
			for _, g := range b.Governments {
				governments = append(governments, report.Country(g))
			}
			word := "is one"
			if b.Verdict == fact.Unknown {
				word = "may be one"
			}
			s := d.v.Party(b.Party) + " " + word
			if len(governments) > 0 {
				s += ", by ties to " + strings.Join(governments, ", ")
			}
			out = append(out, Line{Text: s, Places: d.places(c.ID), Open: b.Verdict == fact.Unknown})
		}
		return out
	})
}

// dates tells when a dealing began and ended.
func dates(d *draft) []Line {
	return d.each(func(f *determination.Finding, x *fact.Dealing) []Line {
		from, to := string(x.From), string(x.To)
		if from == "" && to == "" {
			return []Line{{Text: "neither its first nor its last day is stated", Open: true}}
		}
		if from == "" {
			from = "a day not stated"
		}
		s := "from " + from
		if to != "" {
			s += " until " + to
		} else {
			s += "; no end is stated"
		}
		return []Line{{Text: s, Places: d.places(f.Fact), Open: x.From == ""}}
	})
}

// term tells a term of the dealing that somebody stated.
func term(names ...string) func(*draft) []Line {
	return func(d *draft) []Line {
		return d.each(func(f *determination.Finding, x *fact.Dealing) (out []Line) {
			for _, name := range names {
				if v := x.Terms[name]; v != "" {
					out = append(out, Line{Text: strings.ReplaceAll(name, "_", " ") + ": " + v, Places: d.places(f.Fact)})
				}
			}
			return out
		})
	}
}

// security tells each measure with its state.
func security(d *draft) []Line { return d.measured(func(fact.Truth) bool { return true }) }

// deficient tells the measures that are absent or not shown.
func deficient(d *draft) []Line { return d.measured(func(t fact.Truth) bool { return t != fact.Yes }) }

func (d *draft) measured(want func(fact.Truth) bool) []Line {
	return d.each(func(f *determination.Finding, _ *fact.Dealing) (out []Line) {
		for _, m := range f.Measures {
			if want(m.State) {
				l := Line{Text: map[fact.Truth]string{fact.Yes: "shown", fact.No: "absent", fact.Unknown: "not shown"}[m.State] + ": " + m.Says + " (" + m.Citation + ")", Open: m.State == fact.Unknown}
				for _, id := range m.Facts {
					l.Places = append(l.Places, d.places(id)...)
				}
				out = append(out, l)
			}
		}
		return out
	})
}

// answers tells what the law was found to make of each dealing.
func answers(d *draft) []Line {
	return d.each(func(f *determination.Finding, _ *fact.Dealing) []Line {
		return []Line{{Text: strings.ToLower(report.Label(f.Outcome)) + ". " + strings.Join(f.Headline, " "), Open: f.Outcome.Open()}}
	})
}

// duties tells what is due, by day.
func duties(ids ...string) func(*draft) []Line {
	return func(d *draft) []Line {
		return d.each(func(f *determination.Finding, _ *fact.Dealing) (out []Line) {
			for _, x := range f.Duties {
				if !slices.Contains(ids, x.ID) {
					continue
				}
				s := x.Says
				if x.Due != "" {
					s += ", by " + string(x.Due)
				}
				for _, p := range x.Past {
					s += "; fell due " + string(p) + ", and nobody states that it was done"
				}
				out = append(out, Line{Text: s, Open: len(x.Past) > 0 || strings.HasPrefix(x.Says, "if ")})
			}
			return out
		})
	}
}

// subject names the U.S. person.
func subject(d *draft) []Line {
	var out []Line
	told := map[fact.PartyID]bool{}
	for _, f := range d.findings {
		if f.Subject != "" && !told[f.Subject] {
			told[f.Subject] = true
			out = append(out, d.party(f.Subject, "the reviewed organisation")...)
		}
	}
	return out
}

// read names the evidence that was examined.
func read(d *draft) (out []Line) {
	for i := range d.v.Evidence.Files {
		f := &d.v.Evidence.Files[i]
		if report.State(f) == "" {
			out = append(out, Line{Text: fmt.Sprintf("%s (%s, %d records, SHA-256 %s)", f.Name, f.Kind, f.Records, f.Digest)})
		}
	}
	for _, p := range d.v.Evidence.Problems {
		out = append(out, Line{Text: "not read: " + report.Problem(p), Open: true})
	}
	return out
}

// screened tells how names were compared with lists.
func screened(d *draft) (out []Line) {
	for _, f := range d.v.Facts {
		if l, ok := f.Body.(*fact.Listing); ok {
			out = append(out, Line{Text: fmt.Sprintf("%s is like %s (%s), %d of 1000", d.v.Party(l.Party), l.Name, l.Entry, l.Score), Places: d.places(f.ID), Open: true})
		}
	}
	return out
}

func fixed(text string) func(*draft) []Line {
	return func(*draft) []Line { return []Line{{Text: text}} }
}

func both(fills ...func(*draft) []Line) func(*draft) []Line {
	return func(d *draft) (out []Line) {
		for _, f := range fills {
			out = append(out, f(d)...)
		}
		return out
	}
}

func hasDuty(id string) func(*determination.Finding) bool {
	return func(f *determination.Finding) bool {
		return slices.ContainsFunc(f.Duties, func(d determination.Duty) bool { return d.ID == id })
	}
}
