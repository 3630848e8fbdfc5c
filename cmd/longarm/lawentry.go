package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/compel"
	"github.com/longarm-project/longarm/law/instrument"
	"github.com/longarm-project/longarm/provider"
	"github.com/longarm-project/longarm/report"
)

// errNotShown is that nothing has the citation or the id.
var errNotShown = errors.New("no instrument or law that compels has that id")

// A shower prints what has a citation or an id.
type shower struct {
	w     io.Writer
	day   fact.Date
	code  bool
	shown int
	known []string // ids and citations, for what may be meant
}

// show prints all that has a citation; one with a paragraph of which nothing speaks is
// looked for without it.
func show(w io.Writer, asked string, day fact.Date, code bool) error {
	s := &shower{w: w, day: day, code: code}
	e, err := engine()
	if err != nil {
		return err
	}
	for c := plainCite(asked); c != "" && s.shown == 0; c = wider(c) {
		for _, of := range []func(*law.Rule, string) bool{isOf, names, elementOf} {
			if err := s.packs(e.Law, asked, c, of); err != nil {
				return err
			}
			if s.shown > 0 {
				break
			}
		}
		if err := s.entries(asked, c); err != nil {
			return err
		}
		if s.shown > 0 && c != plainCite(asked) {
			fmt.Fprintf(w, "Nothing here is of %s alone; what is above is of %s.\n", asked, c)
		}
	}
	if s.shown == 0 {
		return fmt.Errorf("no rule in force on %s cites %q, and %w; longarm law and longarm law compel list them%s", day, asked, errNotShown, datafile.Nearest(asked, s.known))
	}
	return nil
}

// isOf reports whether a rule is that of a citation, names whether its citation has it
// among others, and elementOf whether that of one of its elements has.
func isOf(r *law.Rule, c string) bool {
	return strings.EqualFold(r.ID, c) || within(c, citesIn(r.Citation)[0])
}

func names(r *law.Rule, c string) bool { return cited(c, r.Citation) }

func elementOf(r *law.Rule, c string) bool {
	elements, _ := r.Elements()
	return slices.ContainsFunc(elements, func(e law.Element) bool { return cited(c, e.Citation) })
}

// packs prints what packs have of a citation; "us-dsp/202.303" asks one of them.
func (s *shower) packs(lib *law.Library, asked, c string, of func(*law.Rule, string) bool) error {
	pack, rule, _ := strings.Cut(asked, "/")
	for _, name := range lib.Names() {
		p, err := lib.Pack(name)
		if err != nil {
			return err
		}
		query := c
		if strings.EqualFold(pack, name) && rule != "" {
			query = plainCite(rule)
		}
		if err := s.pack(p, query, of); err != nil {
			return err
		}
	}
	return nil
}

// pack prints what of a pack has the citation: the pack itself and a part of the code as
// a list, a provision in full, and duties and measures.
func (s *shower) pack(p *law.Pack, asked string, is func(*law.Rule, string) bool) error {
	code, err := p.At(s.day)
	if err != nil {
		return err
	}
	s.known = append(s.known, p.ID)
	all := strings.EqualFold(p.ID, asked)
	var of []*law.Rule
	for _, r := range code.Rules {
		s.known = append(s.known, r.Citation)
		if all || is(r, asked) {
			of = append(of, r)
		}
	}
	const most = 20
	if len(of) > most || all {
		s.list(p, of)
	} else if err := s.rules(p, of); err != nil {
		return err
	}
	for _, d := range p.Duties {
		if cited(asked, d.Citation) {
			s.shown++
			fmt.Fprintf(s.w, "%s  duty %s of %s: %s\n", d.Citation, d.ID, p.ID, d.Says)
		}
	}
	for _, m := range p.Measures {
		if cited(asked, m.Citation) || strings.EqualFold(string(m.ID), asked) {
			s.shown++
			fmt.Fprintf(s.w, "%s  measure %s of %s: %s\n", m.Citation, m.ID, p.ID, m.Says)
		}
	}
	return nil
}

// list prints rules one a line, under the head of their pack.
func (s *shower) list(p *law.Pack, rules []*law.Rule) {
	if len(rules) == 0 {
		return
	}
	s.shown++
	fmt.Fprintf(s.w, "%s  %s\n%s%s\n%s\n\n", p.ID, p.Title, p.Source, readTo(p), p.URL)
	for _, r := range rules {
		fmt.Fprintf(s.w, "  %-24s %s\n", r.Citation, cmp.Or(r.Title, r.ID))
	}
	fmt.Fprintln(s.w)
}

func readTo(p *law.Pack) string {
	if p.Read == "" {
		return ""
	}
	return "; read to " + string(p.Read)
}

func (s *shower) rules(p *law.Pack, rules []*law.Rule) error {
	for _, r := range rules {
		s.shown++
		style := styleOf(s.w, s.code, "")
		if err := report.Rule(s.w, p, r, s.day, style); err != nil {
			return err
		}
	}
	return nil
}

// entries prints instruments, laws that compel and entries of the gazetteer.
func (s *shower) entries(asked, c string) error {
	lib, err := instrument.Default()
	if err != nil {
		return err
	}
	laws, err := compel.Default()
	if err != nil {
		return err
	}
	var texts []func(io.Writer) error
	for _, i := range lib.Instruments() {
		s.known = append(s.known, i.ID)
		if strings.EqualFold(i.ID, asked) || cited(c, i.Citation) || cited(c, i.CiteOn(s.day)) || strings.EqualFold(i.Title, asked) {
			if st, ok := lib.Standing(i.ID, s.day, s.day); ok {
				texts = append(texts, st.WriteText)
			}
		}
	}
	for _, l := range laws.All() {
		s.known = append(s.known, l.ID)
		if strings.EqualFold(l.ID, asked) || strings.EqualFold(l.Instrument, asked) || cited(c, l.Citation) || within(c, plainCite(l.Citation)) || within(c, plainCite(l.Title)) {
			texts = append(texts, l.WriteText)
		}
	}
	for _, text := range texts {
		if s.shown > 0 {
			fmt.Fprintln(s.w)
		}
		s.shown++
		if err := text(s.w); err != nil {
			return err
		}
	}
	text, ids := provider.Entry(asked)
	s.known = append(s.known, ids...)
	if text != "" {
		s.shown++
		_, err = io.WriteString(s.w, text)
	}
	return err
}
