package html

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report"
)

// A finding is a dealing told in full, with those of which the same is said.
type finding struct {
	f                                *determination.Finding
	Anchor, Label, Class, Title      string
	Name, With, Assets, Pack, Closed string
	Like                             []string // the names of others of which the same is said
	LikeLeft                         int
	Answers                          []answer // of each law, the most serious first
	Figures                          []*figure
	Measures                         []measure
	Shown, Missing                   int
	Duties                           []duty
	Accepted                         string
}

// An answer is what one law makes of the dealing, with its proof.
type answer struct {
	Name, Pack, Label, Class string
	Sentences                []string
	Anchor                   string
	Possible                 string
	Provisions               []provision
	Not                      []string // provisions that do not apply
	Terms                    [][2]string
	Questions                []question
	Facts                    []row
	FactsLeft                int
	Presumed                 [][3]string
	Unverified               []string
}

type provision struct {
	Citation, Title, URL, Quote, Applies, Class string
	Elements                                    []element
}

type element struct {
	Sort, Says, Citation, Value, Class, Reading string
	Values                                      []string
	Facts                                       []link
}

type link struct{ Short, Text string }

// A row is a fact in a line.
type row struct {
	ID, Kind, Says, Rule string
	Places               []string
	From                 []string // short ids
	InList               bool
}

type measure struct{ State, Class, ID, Says, Citation, Group string }

type duty struct{ Says, Citation, Due string }

func measures(f *determination.Finding) (shown, missing int) {
	for _, m := range f.Measures {
		if m.State == fact.Yes {
			shown++
		} else {
			missing++
		}
	}
	return shown, missing
}

const maxLike = 200

// finding tells the first of several dealings of which the same is said.
func (p *page) finding(gs [][]*determination.Finding, n int) finding {
	g := gs[0]
	f := g[0]
	x := finding{f: f, Anchor: anchor(f.Name), Label: report.Label(f.Outcome), Class: class(f.Outcome), Title: p.title(f), Name: f.Name, With: short(p.v.With(f)), Pack: f.Pack}
	var assets []string
	for _, a := range f.Assets {
		assets = append(assets, string(a))
	}
	x.Assets = named(assets, 8)
	for i, o := range gs[1:] {
		if i == maxLike {
			x.LikeLeft = len(gs) - 1 - i
			break
		}
		x.Like = append(x.Like, p.title(o[0])+" ("+o[0].Name+")")
	}
	if f.Outcome.Permits() {
		x.Closed = "yes"
	}
	if a, ok := p.v.Accepted[f.Name]; ok {
		x.Accepted = p.accepted(a)
	}
	id := fmt.Sprint("p", n)
	for _, fig := range []*figure{p.lanes(f, id+"-way"), p.chains(f, id+"-owners"), p.bars(f, id+"-data")} {
		if fig != nil {
			fig.Of = x.Name
			x.Figures = append(x.Figures, fig)
		}
	}
	x.Shown, x.Missing = measures(f)
	for _, m := range f.Measures {
		group := ""
		if m.Group != "" {
			group = p.t.say("measures.group", m.Group, m.Option)
		}
		says := m.Says
		if m.Unverified {
			says += " (" + p.t.say("unverified.word") + ")"
		}
		x.Measures = append(x.Measures, measure{p.t.say("measure." + m.State.String()), "m-" + m.State.String(), string(m.ID), says, m.Citation, group})
	}
	for _, d := range f.Duties {
		due := string(d.Due)
		if len(d.Past) > 0 {
			due = strings.TrimPrefix(due+"; "+p.t.say("duty.past", d.Past[0]), "; ")
		}
		x.Duties = append(x.Duties, duty{d.Says, d.Citation, cmp.Or(due, p.t.say("duty.open"))})
	}
	for _, o := range g {
		x.Answers = append(x.Answers, p.answer(o))
	}
	return x
}

func (p *page) answer(f *determination.Finding) answer {
	a := answer{Name: f.Name, Pack: f.Pack, Label: report.Label(f.Outcome), Class: class(f.Outcome), Anchor: anchor(f.Name) + "-proof"}
	for _, h := range f.Headline {
		a.Sentences = append(a.Sentences, clip(plain(h), 3*maxText))
	}
	a.Possible = outcomes(f.Possible)
	for i := range f.Provisions {
		v := &f.Provisions[i]
		if v.Applies == fact.No {
			a.Not = append(a.Not, strings.TrimSpace(v.Citation+" "+v.Title))
			continue
		}
		a.Provisions = append(a.Provisions, p.provision(f, v))
	}
	for _, t := range f.Terms {
		name := strings.ReplaceAll(t.Name, "_", " ")
		if t.About != "" {
			name += ", " + t.About
		}
		a.Terms = append(a.Terms, [2]string{short(name), short(t.Value)})
	}
	for _, set := range f.Deciding {
		for _, q := range set.Questions {
			if len(a.Questions) < maxFacts && !slices.ContainsFunc(a.Questions, func(o question) bool { return o.Ask == short(q.Ask) }) {
				a.Questions = append(a.Questions, question{Ask: short(q.Ask), Path: short(q.Path), Values: short(strings.Join(q.Values, ", "))})
			}
		}
	}
	for _, x := range f.Presumed {
		a.Presumed = append(a.Presumed, [3]string{short(x.Path), short(x.Value), x.Why})
	}
	for _, u := range f.Unverified {
		a.Unverified = append(a.Unverified, short(u))
	}
	ids := p.v.Beneath(f)
	for i, id := range ids {
		if i == maxFacts {
			a.FactsLeft = len(ids) - i
			break
		}
		if len(p.anchors) < maxListed {
			p.anchors[id] = true
		}
		a.Facts = append(a.Facts, p.row(id))
	}
	return a
}

func (p *page) provision(f *determination.Finding, v *determination.Provision) provision {
	x := provision{Citation: v.Citation, Title: v.Title, Quote: v.Quote, Applies: report.Applies(f, v), Class: "t-" + v.Applies.String()}
	if strings.HasPrefix(v.URL, "https://") {
		x.URL = v.URL
	}
	for _, part := range []struct {
		sort string
		els  []determination.Element
	}{{"", v.Elements}, {p.t.say("element.exception"), v.Exceptions}, {p.t.say("element.condition"), v.Conditions}} {
		for _, e := range part.els {
			el := element{Sort: part.sort, Says: e.Says, Citation: e.Citation, Value: p.t.say("truth." + e.Value.String()), Class: "t-" + e.Value.String(), Reading: e.Reading}
			for _, s := range e.Values {
				el.Values = append(el.Values, short(s))
			}
			for _, id := range e.Facts {
				el.Facts = append(el.Facts, link{id.Short(), p.places(id)})
				if len(p.anchors) < maxListed {
					p.anchors[id] = true
				}
			}
			x.Elements = append(x.Elements, el)
		}
	}
	return x
}

// row tells a fact in a line, with where it was read or what it comes from.
func (p *page) row(id fact.ID) row {
	f := p.v.Fact(id)
	if f.Body == nil {
		return row{ID: id.Short(), Says: p.t.say("fact.missing")}
	}
	r := row{ID: id.Short(), Kind: string(f.Body.Kind()), Says: short(report.Describe(f)), Rule: string(f.Rule), InList: p.anchors[id]}
	for i, s := range f.Sources {
		if i == 3 {
			r.Places = append(r.Places, p.t.count("fact.places", len(f.Sources)-i))
			break
		}
		where := s.String()
		if s.Line > 0 && s.Place != "" {
			where += " (" + s.Place + ")"
		}
		r.Places = append(r.Places, short(where))
	}
	for i, from := range f.From {
		if i == 12 {
			r.From = append(r.From, "+"+thousands(int64(len(f.From)-i)))
			break
		}
		r.From = append(r.From, from.Short())
	}
	return r
}

// facts lists the facts that the page speaks of, and what these come from, premises before conclusions.
func (p *page) facts() {
	wanted := map[fact.ID]bool{}
	var visit func(fact.ID)
	visit = func(id fact.ID) {
		if wanted[id] || len(wanted) >= maxListed {
			return
		}
		wanted[id] = true
		for _, from := range p.v.Fact(id).From {
			visit(from)
		}
	}
	for _, f := range p.v.Facts { // in the order of the determination, not of a map
		if p.anchors[f.ID] {
			visit(f.ID)
		}
	}
	p.anchors = wanted
	for _, f := range p.v.Facts {
		if wanted[f.ID] {
			p.Facts = append(p.Facts, p.row(f.ID))
		}
	}
	p.FactsLeft = len(p.v.Facts) - len(p.Facts)
	for i := range p.Findings {
		for k := range p.Findings[i].Answers {
			for n := range p.Findings[i].Answers[k].Facts {
				p.Findings[i].Answers[k].Facts[n].InList = true
			}
		}
	}
}

// A grade is how far one use comes on a scale.
type grade struct {
	Name, Title, Scale, Levels string
	Criteria                   []element
}

func (p *page) grades() {
	for i := range p.v.Grades {
		g := &p.v.Grades[i]
		x := grade{Name: g.Name, Title: short(cmp.Or(g.Title, g.Dealing)), Scale: g.Scale, Levels: fmt.Sprint(g.Reached)}
		if g.Possible > g.Reached {
			x.Levels = p.t.say("grade.levels", g.Reached, g.Possible)
		}
		for _, l := range g.Levels {
			for _, c := range l.Criteria {
				if c.Value != fact.Yes && len(x.Criteria) < maxFacts {
					x.Criteria = append(x.Criteria, element{Sort: fmt.Sprint(g.Scale, " ", l.Level), Says: c.Says, Citation: c.Citation, Value: p.t.say("truth." + c.Value.String()), Class: "t-" + c.Value.String()})
				}
			}
		}
		if len(p.Grades) < maxTold {
			p.Grades = append(p.Grades, x)
		}
	}
}
