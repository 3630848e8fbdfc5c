package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// A Style says how a page is laid out. The zero value is plain text, 100 columns wide.
type Style struct {
	Color bool
	Width int // columns; at least 40 are used, at most 120
	// Title is the first words of the page, as a rule the command.
	Title string
	// All prints every finding in full, also those that permit.
	All bool
	// Paths are what was reviewed, Flags those of the review, and Program how longarm is
	// called, for the commands that are told; empty: longarm.
	Paths          []string
	Flags, Program string
	// Read is the day to which the text of each pack of law was read, where known.
	Read map[string]fact.Date
	// Elements has Explain tell each element of the law, and All each fact too.
	Elements bool
	// Quiet leaves out what to do next.
	Quiet bool
	// Digest ends the page with the digest of the determination, which another day of reading changes.
	Digest bool
}

// Page writes the page that a tired person can act on: what needs action, what
// waits for an answer, who can read, cut and enter, and what was not read.
func Page(w io.Writer, d *determination.Determination, s Style) error {
	p := &page{pen: newPen(w, s), d: d, s: s, codes: map[fact.Country]bool{}}
	p.head()
	p.summary()
	p.findings()
	p.grades()
	p.leftOut()
	p.reach()
	p.listings()
	p.reported()
	p.differ()
	p.unseen()
	p.unread()
	p.next()
	if s.Digest || s.All {
		p.digest(d)
	}
	return p.pen.err
}

type page struct {
	*pen
	d     *determination.Determination
	s     Style
	names map[fact.PartyID]string // made when first asked
	codes map[fact.Country]bool   // told by code in the table of reach
	tells *explainer              // made when first asked
}

func (p *page) head() {
	parts := []string{cmp.Or(p.s.Title, "longarm review"), "as of " + string(p.d.At)}
	if len(p.d.Packs) > 0 {
		parts = append(parts, "law "+p.packs())
	}
	p.faint(0, strings.Join(append(parts, filesRead(&p.d.Evidence)), " · "))
	if s := p.s.unread(p.d); s != "" {
		p.faint(0, s)
	}
	p.blank()
}

// unread cautions where the day asked about is past those to which the law was read.
func (s Style) unread(d *determination.Determination) string {
	byDay := map[fact.Date][]string{}
	for _, k := range d.Packs {
		if day := s.Read[k.ID]; day != "" && day < d.At && (k.Silent == 0 || slices.ContainsFunc(d.Findings, func(f determination.Finding) bool { return f.Pack == k.ID })) {
			byDay[day] = append(byDay[day], k.ID)
		}
	}
	var parts []string
	for _, day := range slices.Backward(slices.Sorted(maps.Keys(byDay))) {
		parts = append(parts, string(day)+" ("+strings.Join(byDay[day], ", ")+")")
	}
	if len(parts) == 0 {
		return ""
	}
	return "The law was read to " + strings.Join(parts, ", ") + ": what changed since is not in these answers."
}

// packs names the packs that have a finding, and counts those that have none, since no dealing is their concern.
func (p *page) packs() string {
	speaks := map[string]bool{}
	for i := range p.d.Findings {
		speaks[p.d.Findings[i].Pack] = true
	}
	var names []string
	silent := 0
	for _, k := range p.d.Packs {
		if k.Silent > 0 && !speaks[k.ID] {
			silent++
			continue
		}
		names = append(names, k.ID)
	}
	if silent == 0 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s (%d more silent)", strings.Join(names, ", "), silent)
}

// A group is the findings about one dealing, the most serious first.
type group []*determination.Finding

// groups gathers findings by dealing; findings come sorted by seriousness.
func groups(d *determination.Determination) []group {
	at := map[fact.ID]int{}
	var out []group
	for i := range d.Findings {
		f := &d.Findings[i]
		k, ok := at[f.Fact]
		if !ok {
			k = len(out)
			at[f.Fact] = k
			out = append(out, nil)
		}
		out[k] = append(out[k], f)
	}
	for _, g := range out {
		// A firm answer of one law stands before an open one of another.
		slices.SortStableFunc(g, func(a, b *determination.Finding) int {
			return cmp.Or(cmp.Compare(place(a), place(b)), -cmp.Compare(a.Worst(), b.Worst()))
		})
	}
	slices.SortStableFunc(out, func(a, b group) int { return cmp.Compare(place(a[0]), place(b[0])) })
	return out
}

// place orders findings on the page: what is forbidden or needs something, what
// is open, what only a pack of law knows or may be reviewed, what is allowed; in each the more serious first.
func place(f *determination.Finding) int {
	o := f.Outcome
	class := 2
	switch {
	case o.Acts():
		class = 0
	case o.Open():
		class = 1
	case o.Permits():
		class = 3
	}
	return class<<8 + o.Seriousness()
}

func (p *page) summary() {
	act, wait := 0, 0
	gs := groups(p.d)
	for _, g := range gs {
		switch {
		case g[0].NeedsAction():
			act++
		case g[0].Outcome.Open():
			wait++
		}
	}
	n := len(gs)
	var s string
	switch {
	case n == 0 && len(p.d.Grades) > 0:
		s = "No law in force was decided; how far each use comes on a scale stands below."
	case n == 0:
		s = "Nothing was assessed: no dealing and no use of a provider was found in what was read."
		if u := p.d.Evidence.Unknown; u != nil {
			s = "Nothing was assessed: no dealing was found in what was read, and no use of a provider that is known."
		}
	case n == 1 && act == 1:
		s = "The one dealing needs action."
	case n == 1 && wait == 1:
		s = "The one dealing waits for an answer from you."
	case n == 1:
		s = "The one dealing needs no action."
	case act == 0 && wait == 0:
		s = fmt.Sprintf("None of %s needs action.", dealings(n))
	default:
		s = fmt.Sprintf("%s of %s need action", capital(number(act)), dealings(n))
		if act == 1 {
			s = fmt.Sprintf("One of %s needs action", dealings(n))
		} else if act == 0 {
			s = fmt.Sprintf("None of %s needs action", dealings(n))
		}
		if wait == 1 {
			s += "; one waits for an answer from you"
		} else if wait > 1 {
			s += fmt.Sprintf("; %s wait for an answer from you", number(wait))
		}
		s += "."
	}
	p.strong(0, s)
	p.presumed()
	p.blank()
}

// presumed says that nobody named the reviewed organisation.
func (p *page) presumed() {
	for _, f := range p.d.Facts {
		if c, ok := f.Body.(*fact.Claim); ok && c.Author == fact.AuthorPresumed && c.Party != nil && len(c.Party.Organized) == 1 {
			p.faint(0, fmt.Sprintf("Nobody says who is reviewed: a company of %s is presumed. A case file with a subject, or --home, changes that.", country(c.Party.Organized[0])))
		}
	}
}

func dealings(n int) string { return number(n) + " dealings" }

// labels are the words and colors of outcomes. Others are said in the words of their pack.
var labels = map[determination.Outcome]label{
	determination.Prohibited:   {"PROHIBITED", red},
	determination.Conditional:  {"CONDITIONAL", yellow},
	determination.Restricted:   {"RESTRICTED", yellow},
	determination.Undetermined: {"UNDETERMINED", magenta},
	determination.NotDecided:   {"NOT DECIDED", magenta},
	determination.Authorized:   {"AUTHORIZED", green},
	determination.Exempt:       {"EXEMPT", green},
	determination.NotCovered:   {"NOT COVERED", green},
}

type label struct{ text, color string }

const indent = 14

func (p *page) findings() {
	var permitted []group
	all := groups(p.d)
	for i, g := range all {
		switch alike := likeUndecided(all, i); {
		case !p.s.All && g[0].Outcome.Permits():
			permitted = append(permitted, g)
		case p.s.All || len(alike) == 0:
			p.finding(g)
		case alike[0] == i:
			p.undecided(all, alike)
		}
	}
	p.permitted(permitted)
}

// likeUndecided lists the places of the dealings of which the same laws are not decided
// as of the one at place i, and nothing else is open; empty for one alone.
func likeUndecided(all []group, i int) []int {
	key := undecidedLaws(all[i])
	if key == "" {
		return nil
	}
	var out []int
	for k, g := range all {
		if undecidedLaws(g) == key {
			out = append(out, k)
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// undecidedLaws names the laws that are not decided of a dealing, where all else permits it.
func undecidedLaws(g group) string {
	if g[0].Outcome != determination.NotDecided || len(g) > 1 && !g[1].Outcome.Permits() {
		return ""
	}
	return strings.Join(g[0].Headline, " ")
}

// undecided writes dealings of which the same laws are not decided as one.
func (p *page) undecided(all []group, alike []int) {
	l := labels[determination.NotDecided]
	p.sides(p.paint(l.color, pad(l.text, indent)), count(len(alike), "dealing"), "")
	for _, h := range all[alike[0]][0].Headline {
		p.wrap(indent, h)
	}
	for n, i := range alike {
		if n == 5 {
			p.faint(indent, fmt.Sprintf("and %d more (--all shows them)", len(alike)-n))
			break
		}
		f := all[i][0]
		p.sides(pad("", indent), cmp.Or(f.Title, f.Dealing), f.Name)
	}
	p.command(indent, p.s.run("case new"))
	p.blank()
}

func (p *page) finding(g group) {
	f := g[0]
	l, ok := labels[f.Outcome]
	if !ok {
		l = label{strings.ToUpper(words(string(f.Outcome), "")), yellow}
	}
	p.sides(p.paint(l.color, pad(l.text, indent)), cmp.Or(f.Title, f.Dealing), f.Name)
	for _, h := range f.Headline {
		p.wrap(indent, h)
	}
	if f.Outcome.Open() {
		p.questions(f)
	}
	if shown, missing := measures(f); missing > 0 && f.Outcome == determination.Restricted {
		p.wrap(indent, fmt.Sprintf("%d of %d measures shown, %d missing:", shown, shown+missing, missing))
		p.command(indent, p.s.run("explain", f.Name))
	}
	for _, other := range g[1:] {
		if other.Outcome == determination.NotDecided {
			for _, h := range other.Headline {
				p.wrap(indent, h)
			}
			p.command(indent, p.s.run("explain", other.Name))
		} else if other.Outcome != determination.NotCovered {
			p.faint(indent, fmt.Sprintf("%s: %s (%s)", other.Pack, words(string(other.Outcome), ""), other.Name))
		}
	}
	if n := len(f.Unverified); n > 0 {
		p.faint(indent, "rests on "+count(n, "unverified value")+", which the proof marks")
	}
	p.blank()
}

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

const maxAsked = 3 // questions of a finding

func (p *page) questions(f *determination.Finding) {
	if len(f.Possible) > 0 {
		var ws []string
		for _, o := range f.Possible {
			ws = append(ws, words(string(o), ""))
		}
		p.wrap(indent, "still possible: "+strings.Join(ws, ", "))
	}
	if len(f.Deciding) == 0 {
		return
	}
	first := f.Deciding[0]
	switch len(first.Questions) {
	case 1:
		p.wrap(indent, "one fact decides: "+first.Questions[0].Ask)
	default:
		p.wrap(indent, fmt.Sprintf("%s facts decide:", number(len(first.Questions))))
		for i, q := range first.Questions {
			if i == maxAsked && !p.s.All {
				p.faint(indent+2, fmt.Sprintf("and %d more", len(first.Questions)-i))
				break
			}
			p.wrap(indent+2, "- "+q.Ask)
		}
	}
	for i, q := range first.Questions {
		if i == maxAsked && !p.s.All {
			break
		}
		p.faint(indent, "answer at "+q.Path)
	}
}

func (p *page) permitted(gs []group) {
	if len(gs) == 0 {
		return
	}
	p.sides(p.paint(green, pad("PERMITTED", indent)), count(len(gs), "dealing"), "")
	for i, g := range gs {
		if i == 5 {
			p.faint(indent, fmt.Sprintf("and %d more (--all shows them)", len(gs)-i))
			break
		}
		p.sides(strings.Repeat(" ", indent), cmp.Or(g[0].Title, g[0].Dealing)+": "+words(string(g[0].Outcome), ""), g[0].Name)
	}
	p.blank()
}

// listings tells which parties are on a list, and why it is held to be they, the likest first.
func (p *page) listings() {
	var found []fact.Fact
	for _, f := range p.d.Facts {
		if l, ok := f.Body.(*fact.Listing); ok && !ofCatalogue(l) {
			found = append(found, f)
		}
	}
	p.onRecord()
	slices.SortStableFunc(found, func(a, b fact.Fact) int {
		x, y := a.Body.(*fact.Listing), b.Body.(*fact.Listing)
		return cmp.Or(-cmp.Compare(x.Score, y.Score), strings.Compare(string(x.Party), string(y.Party)), strings.Compare(x.Entry, y.Entry))
	})
	for i, f := range found {
		l := f.Body.(*fact.Listing)
		if i == 5 && !p.s.All {
			p.faint(0, fmt.Sprintf("and %d more on lists (--all shows them)", len(found)-i))
			break
		}
		p.wrap(0, fmt.Sprintf("On a list: %s is %d.%03d like %s (%s)", p.name(l.Party), l.Score/1000, l.Score%1000, l.Name, l.Entry))
		p.faint(2, strings.Join(append([]string{cmp.Or(l.Program, "no programme") + since(l.From)}, l.Reasons...), "; "))
	}
	if len(found) > 0 {
		p.blank()
	}
}

// ofCatalogue reports whether a name is one of the catalogue of instruments, whose ids are in capitals.
func ofCatalogue(l *fact.Listing) bool { return strings.ToUpper(l.List) == l.List }

// onRecord names the parties that the catalogue of instruments knows by name, with the instruments.
func (p *page) onRecord() {
	by := map[string][]string{}
	for _, f := range p.d.Facts {
		if l, ok := f.Body.(*fact.Listing); ok && ofCatalogue(l) {
			if name := p.name(l.Party); !slices.Contains(by[name], l.List) {
				by[name] = append(by[name], l.List)
			}
		}
	}
	if len(by) == 0 {
		return
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(by)) {
		slices.Sort(by[name])
		out = append(out, name+" ("+strings.Join(by[name], ", ")+")")
	}
	p.wrap(0, "Names in the catalogue, which holds a selection: "+short(out)+" (longarm law show ID)")
	p.blank()
}

// unseen tells what people state that met nothing.
func (p *page) unseen() {
	for i, u := range p.d.Unseen {
		if i == 10 && !p.s.All {
			p.faint(0, fmt.Sprintf("and %d more that met nothing (--all shows them)", len(p.d.Unseen)-i))
			break
		}
		p.wrap(0, fmt.Sprintf("Not seen: %s %s (%s): %s", u.Kind, u.Name, u.Place, u.Why))
	}
	if len(p.d.Unseen) > 0 {
		p.blank()
	}
}

// differ tells where those who state something do not agree.
func (p *page) differ() {
	for i, d := range p.d.Disagreements {
		if i == 8 && !p.s.All {
			p.faint(0, fmt.Sprintf("and %d more on which statements differ (--all shows them)", len(p.d.Disagreements)-i))
			break
		}
		var said []string
		for _, s := range d.Said {
			said = append(said, s.Value+" ("+s.Author+")")
		}
		end := "not known until they agree"
		if d.Taken != "" {
			end = d.Taken + " is taken, since a person states it"
		}
		p.wrap(0, fmt.Sprintf("Statements differ: %s of %s: %s; %s", strings.ReplaceAll(d.Field, "_", " "), p.name(fact.PartyID(d.About)), strings.Join(said, ", "), end))
	}
	if len(p.d.Disagreements) > 0 {
		p.blank()
	}
}

// name returns the primary name of a party as the highest authority states it, or its id.
func (p *page) name(id fact.PartyID) string {
	if p.names == nil {
		p.names = namesOf(p.d)
	}
	return cmp.Or(p.names[id], string(id))
}

// namesOf returns the primary name of each party that has one, as the highest authority states it.
func namesOf(d *determination.Determination) map[fact.PartyID]string {
	out := map[fact.PartyID]string{}
	for id, said := range fact.PartyClaims(slices.Values(d.Facts)) {
		for _, s := range said {
			if len(s.Party.Names) > 0 {
				out[id] = s.Party.Name()
				break
			}
		}
	}
	return out
}

// short joins the first two of what may be many.
func short(words []string) string {
	if len(words) <= 2 {
		return strings.Join(words, "; ")
	}
	return strings.Join(words[:2], "; ") + fmt.Sprintf(" and %d more", len(words)-2)
}

// first is the name of the first finding or grade; empty: there is none.
func (p *page) first() string {
	switch {
	case len(p.d.Findings) > 0:
		return p.d.Findings[0].Name
	case len(p.d.Grades) > 0:
		return p.d.Grades[0].Name
	}
	return ""
}

// next tells commands that go on from here, each as it can be typed.
func (p *page) next() {
	if p.s.Quiet {
		return
	}
	name := p.first()
	if name == "" {
		p.faint(0, "Next: give evidence (Terraform state, flow logs, Zeek logs, DNS zones) or a case file; longarm case schema prints its form.")
		return
	}
	next := [][2]string{{p.s.run("explain", name), "why"}}
	if slices.ContainsFunc(p.d.Findings, func(f determination.Finding) bool { return f.Outcome.Open() }) {
		next = append(next, [2]string{p.s.run("case new"), "ask what is open"})
	}
	if len(p.d.Grades) > 0 || slices.ContainsFunc(p.d.Findings, func(f determination.Finding) bool { return f.NeedsAction() }) {
		next = append(next, [2]string{p.s.run("review --remedy"), "what helps"})
	}
	next = append(next, [2]string{p.s.run("review --format json -o review.json"), "the proof"})
	p.faint(0, "Next:")
	wide := 0
	for _, n := range next {
		wide = max(wide, columns(n[0]))
	}
	for _, n := range next {
		if wide+4+columns(n[1]) <= p.width {
			n[0] = pad(n[0], wide+2) + "# " + n[1]
		}
		p.command(2, n[0])
	}
}
