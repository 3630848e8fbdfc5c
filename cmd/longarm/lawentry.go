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
	w           io.Writer
	day         fact.Date
	code        bool
	shown       int
	known       []string // ids and citations, for what may be meant
	packs       []*law.Pack
	rules       map[string][]*law.Rule // of each pack, in force on the day
	instruments *instrument.Library
	compelling  *compel.Library
	cites       map[string][]cite // of texts that were taken apart
}

// newShower loads all that can be shown as it is on a day.
func newShower(w io.Writer, day fact.Date, code bool) (*shower, error) {
	s := &shower{w: w, day: day, code: code, rules: map[string][]*law.Rule{}, cites: map[string][]cite{}}
	e, err := engine()
	if err != nil {
		return nil, err
	}
	for _, name := range e.Law.Names() {
		p, err := e.Law.Pack(name)
		if err != nil {
			return nil, err
		}
		code, err := p.At(day)
		if err != nil {
			return nil, err
		}
		s.packs, s.rules[p.ID] = append(s.packs, p), code.Rules
		s.known = append(s.known, p.ID)
		for _, r := range code.Rules {
			s.known = append(s.known, r.Citation)
		}
	}
	if s.instruments, err = instrument.Default(); err != nil {
		return nil, err
	}
	if s.compelling, err = compel.Default(); err != nil {
		return nil, err
	}
	for _, i := range s.instruments.Instruments() {
		s.known = append(s.known, i.ID)
	}
	for _, l := range s.compelling.All() {
		s.known = append(s.known, l.ID)
	}
	_, ids := provider.Entry("")
	s.known = append(s.known, ids...)
	return s, nil
}

// show prints all that has a citation; of several citations each. One with a paragraph of which
// nothing speaks is looked for without it.
func (s *shower) show(asked string) error {
	s.shown = 0
	if err := s.one(asked); err != nil || s.shown > 0 {
		return err
	}
	var missing []string
	singles := citesIn(asked)[1:]
	for _, c := range singles {
		before := s.shown
		if err := s.cited(c.String(), c); err != nil {
			return err
		}
		if s.shown == before {
			missing = append(missing, c.String())
		}
	}
	if s.shown == 0 {
		return fmt.Errorf("no rule in force on %s cites %q, and %w; longarm law and longarm law compel list them%s", s.day, asked, errNotShown, datafile.Nearest(asked, s.known))
	}
	if len(missing) > 0 && len(missing) < len(singles) {
		fmt.Fprintf(s.w, "Nothing here is of %s.\n", strings.Join(missing, ", "))
	}
	return nil
}

// one prints what has the citation or the id as it stands.
func (s *shower) one(asked string) error {
	if pack, rule, ok := strings.Cut(asked, "/"); ok {
		for _, p := range s.packs {
			if strings.EqualFold(p.ID, pack) {
				return s.pack(p, rule, citeOf(rule), isOf)
			}
		}
	}
	if err := s.byID(asked); err != nil || s.shown > 0 {
		return err
	}
	return s.cited(asked, citeOf(asked))
}

// byID prints the instrument, the law that compels or the entry of the gazetteer that has an id.
func (s *shower) byID(id string) error {
	if i := s.instruments.Lookup(id); i != nil {
		if st, ok := s.instruments.Standing(i.ID, s.day, s.day); ok {
			if err := s.text(st.WriteText); err != nil {
				return err
			}
		}
	}
	for _, l := range s.compelling.All() {
		if strings.EqualFold(l.ID, id) {
			if err := s.version([]*compel.Law{l}); err != nil {
				return err
			}
		}
	}
	if text, _ := provider.Entry(id); text != "" {
		return s.text(func(w io.Writer) error { _, err := io.WriteString(w, text); return err })
	}
	return nil
}

// A relation is how a rule has to do with a citation.
type relation func(s *shower, r *law.Rule, asked string, c cite) bool

// cited prints what has a citation: rules of it, or else those that name it, of which an element
// does, or of which the name or any part of the citation is what was asked for.
func (s *shower) cited(asked string, c cite) error {
	c = s.inFull(c)
	first := c
	for ; len(c) > 0 && s.shown == 0; c = c.wider() {
		for _, of := range []relation{isOf, names, elementOf, named} {
			for _, p := range s.packs {
				if err := s.pack(p, asked, c, of); err != nil {
					return err
				}
			}
			if s.shown > 0 {
				break
			}
		}
		if err := s.entries(asked, c); err != nil {
			return err
		}
		if s.shown > 0 && len(c) < len(first) {
			fmt.Fprintf(s.w, "Nothing here is of %s alone; what is above is of %s.\n", asked, c)
		}
	}
	return nil
}

// inFull puts the citation of an act in the place of its short name: "gdpr art 46".
func (s *shower) inFull(c cite) cite {
	for _, p := range s.packs {
		for _, r := range s.rules[p.ID] {
			name := s.whole(strings.ReplaceAll(r.ID, "-", " "))
			if len(name) == 0 || isNumber(name[0]) || len(c) <= len(name) || !slices.Contains([]string{"art", "annex", "div"}, c[len(name)]) || !slices.Equal(c[:len(name)], name) {
				continue
			}
			act := s.citesIn(r.Citation)[1]
			if i := slices.Index(act, c[len(name)]); i > 0 {
				act = act[:i]
			}
			return slices.Concat(act, c[len(name):])
		}
	}
	return c
}

// citesIn remembers what a text was taken apart into.
func (s *shower) citesIn(text string) []cite {
	out, ok := s.cites[text]
	if !ok {
		out = citesIn(text)
		s.cites[text] = out
	}
	return out
}

// whole is a text as one citation.
func (s *shower) whole(text string) cite { return s.citesIn(text)[0] }

func (s *shower) has(text string, c cite) bool {
	return text != "" && slices.ContainsFunc(s.citesIn(text), c.holds)
}

func isOf(s *shower, r *law.Rule, asked string, c cite) bool {
	return strings.EqualFold(r.ID, asked) || len(s.citesIn(r.Citation)) > 1 && c.holds(s.citesIn(r.Citation)[1])
}

func names(s *shower, r *law.Rule, _ string, c cite) bool { return s.has(r.Citation, c) }

func elementOf(s *shower, r *law.Rule, _ string, c cite) bool {
	elements, _ := r.Elements()
	return slices.ContainsFunc(elements, func(e law.Element) bool { return s.has(e.Citation, c) }) ||
		slices.ContainsFunc(r.Exceptions, func(e law.Exception) bool { return s.has(e.Citation, c) })
}

func named(s *shower, r *law.Rule, asked string, c cite) bool {
	return s.isCalled(r.Title, r.Citation, asked, c)
}

// isCalled reports whether a title begins with what was asked for or has its initials, or
// whether title or citation has it amid others.
func (s *shower) isCalled(title, citation, asked string, c cite) bool {
	if c.holds(s.whole(title)) || strings.EqualFold(initials(title), asked) {
		return true
	}
	return c.telling() && (c.amid(s.whole(title)) || slices.ContainsFunc(s.citesIn(citation), c.amid))
}

// pack prints what of a pack has the citation: the pack itself and a part of the code as
// a list, a provision in full, and duties, measures and tables.
func (s *shower) pack(p *law.Pack, asked string, c cite, is relation) error {
	all := strings.EqualFold(p.ID, asked) || strings.EqualFold(p.Title, asked)
	var of []*law.Rule
	for _, r := range s.rules[p.ID] {
		if all || is(s, r, asked, c) {
			of = append(of, r)
		}
	}
	const most = 20
	before := s.shown
	if len(of) > most || all {
		s.list(p, of)
	} else if err := s.full(p, of); err != nil {
		return err
	}
	for _, d := range p.Duties {
		if s.has(d.Citation, c) || strings.EqualFold(d.ID, asked) {
			s.line("%s  duty %s of %s: %s", d.Citation, d.ID, p.ID, d.Says)
		}
	}
	for _, m := range p.Measures {
		if s.has(m.Citation, c) || strings.EqualFold(string(m.ID), asked) {
			s.line("%s  measure %s of %s: %s", m.Citation, m.ID, p.ID, m.Says)
		}
	}
	if s.shown > before {
		return nil
	}
	for _, t := range p.Tables {
		if s.has(t.Citation, c) {
			s.line("%s  table %s of %s", t.Citation, strings.ReplaceAll(t.Name, "_", " "), p.ID)
		}
	}
	if s.has(p.Source, c) || p.Scale != nil && s.has(p.Scale.Citation, c) {
		s.list(p, s.rules[p.ID])
	}
	return nil
}

func (s *shower) line(format string, a ...any) {
	s.shown++
	fmt.Fprintf(s.w, format+"\n", a...)
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

func (s *shower) full(p *law.Pack, rules []*law.Rule) error {
	for _, r := range rules {
		s.shown++
		style := styleOf(s.w, s.code, "")
		if err := report.Rule(s.w, p, r, s.day, style); err != nil {
			return err
		}
	}
	return nil
}

// entries prints instruments and laws that compel.
func (s *shower) entries(asked string, c cite) error {
	for _, i := range s.instruments.Instruments() {
		if s.has(i.Citation, c) || s.has(i.CiteOn(s.day), c) || s.isCalled(i.Title, i.Citation, asked, c) {
			if st, ok := s.instruments.Standing(i.ID, s.day, s.day); ok {
				if err := s.text(st.WriteText); err != nil {
					return err
				}
			}
		}
	}
	return s.compels(asked, c)
}

// text prints one entry, apart from those before it.
func (s *shower) text(write func(io.Writer) error) error {
	if s.shown > 0 {
		fmt.Fprintln(s.w)
	}
	s.shown++
	return write(s.w)
}

// compels prints the laws that compel which have an id or a citation. Of a line of versions it prints the
// one that is in force on the day, or else the last, with what became of it, and names the others.
func (s *shower) compels(asked string, c cite) error {
	lines := map[string][]*compel.Law{}
	var order []string
	for _, l := range s.compelling.All() {
		if !strings.EqualFold(l.Instrument, asked) && !s.has(l.Citation, c) && !s.isCalled(l.Title, l.Citation, asked, c) && !strings.HasPrefix(strings.ToLower(l.ID), strings.ToLower(asked)+"-") {
			continue
		}
		line := cmp.Or(l.Line, l.ID)
		if lines[line] == nil {
			order = append(order, line)
		}
		lines[line] = append(lines[line], l)
	}
	for _, line := range order {
		if err := s.version(lines[line]); err != nil {
			return err
		}
	}
	return nil
}

// version prints one of the versions of a law.
func (s *shower) version(of []*compel.Law) error {
	slices.SortStableFunc(of, func(a, b *compel.Law) int {
		return cmp.Or(-cmp.Compare(inForce(a, s.day), inForce(b, s.day)), -strings.Compare(string(a.From), string(b.From)))
	})
	l := of[0]
	if err := s.text(l.WriteText); err != nil {
		return err
	}
	switch {
	case inForce(l, s.day) == 2:
	case l.From > s.day:
		fmt.Fprintf(s.w, "%-14s not yet in force on %s\n", "on that day", s.day)
	case inForce(l, s.day) == 1:
		fmt.Fprintf(s.w, "%-14s it ended on %s; what was ordered before goes on, as told above\n", "on that day", l.Last)
	default:
		fmt.Fprintf(s.w, "%-14s not in force on %s: it ended on %s; %s\n", "on that day", s.day, l.Last, s.follows(l))
	}
	for _, o := range of[1:] {
		fmt.Fprintf(s.w, "%-14s %s, %s to %s: longarm law show %s\n", "other version", o.Title, o.From, cmp.Or(o.Last, "now"), o.ID)
	}
	return nil
}

// inForce orders versions: 2 in force, 1 open, 0 not in force.
func inForce(l *compel.Law, day fact.Date) int {
	return map[fact.Truth]int{fact.Yes: 2, fact.Unknown: 1}[l.InForce(day)]
}

// follows says what took the place of a law that ended.
func (s *shower) follows(l *compel.Law) string {
	var next *compel.Law
	for _, o := range s.compelling.All() {
		if l.Line != "" && o.Line == l.Line && o.From > l.From && (next == nil || o.From < next.From) {
			next = o
		}
	}
	if next == nil {
		return "nothing in the catalogue follows it"
	}
	return fmt.Sprintf("%s follows it from %s: longarm law show %s", next.Title, next.From, next.ID)
}
