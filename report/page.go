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
	Width int // columns; at least 40 are used, at most 200, of these 120 for prose; 0: 100
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
	// Exit is the exit code that the page comes with, in words; empty: none is told.
	Exit string
	// Digest ends the page with the digest of the determination, which another day of reading changes.
	Digest bool
}

// Page writes the page that a tired person can act on: what needs action, what
// waits for an answer, who can read, cut and enter, what was seen and what was not.
func Page(w io.Writer, d *determination.Determination, s Style) error {
	p := &page{pen: newPen(w, s), d: d, s: s}
	p.head()
	p.summary()
	p.findings()
	p.grades()
	p.reach()
	p.reported()
	p.foot()
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
	tells *explainer              // made when first asked
}

// head writes what was asked, and of which day the law is and was read.
func (p *page) head() {
	title := clean(cmp.Or(p.s.Title, "longarm review"))
	day := "as of " + string(p.d.At)
	if read := p.s.readDays(p.d); read != "" {
		day += ", law read to " + read
	}
	p.between(p.bold(title), title, day)
	p.blank()
}

// between writes what stands at the left and at the right of a line, or on two lines where there is no room.
func (p *pen) between(left, plain, right string) {
	if columns(plain)+3+columns(right) > p.width {
		p.wrapped(0, plain, p.bold)
		p.faint(0, right)
		return
	}
	p.line(0, left+strings.Repeat(" ", p.width-columns(plain)-columns(right))+p.dim(right))
}

// readDays says to which day the packs were read that were read to a day before the one asked about.
func (s Style) readDays(d *determination.Determination) string {
	days := slices.Sorted(maps.Keys(s.unread(d)))
	switch len(days) {
	case 0:
		return ""
	case 1:
		return string(days[0])
	}
	return string(days[0]) + " or later"
}

// unread holds the packs whose text was read to a day before the one asked about, by that day.
func (s Style) unread(d *determination.Determination) map[fact.Date][]string {
	byDay := map[fact.Date][]string{}
	for _, k := range d.Packs {
		if day := s.Read[k.ID]; day != "" && day < d.At && speaks(d, k) {
			byDay[day] = append(byDay[day], k.ID)
		}
	}
	return byDay
}

// speaks reports whether a pack has a finding, or no dealing is plainly none of its concern.
func speaks(d *determination.Determination, k determination.Pack) bool {
	return k.Silent == 0 || slices.ContainsFunc(d.Findings, func(f determination.Finding) bool { return f.Pack == k.ID })
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

// counts says how many dealings have each answer, the most serious first, and the exit code.
func (p *page) counts(gs []group) {
	var parts, plain []string
	permitted := 0
	n := map[string]int{}
	for _, g := range gs {
		n[labelOf(g[0].Outcome).text]++
	}
	for _, g := range gs {
		l := labelOf(g[0].Outcome)
		switch {
		case g[0].Outcome.Permits():
			permitted++
		case n[l.text] > 0:
			text := fmt.Sprintf("%s %s", thousands(int64(n[l.text])), l.text)
			parts, plain = append(parts, p.paint(l.color, text)), append(plain, text)
			n[l.text] = 0
		}
	}
	if permitted > 0 {
		text := thousands(int64(permitted)) + " permitted"
		parts, plain = append(parts, p.paint(green, text)), append(plain, text)
	}
	line := strings.Join(plain, " · ")
	switch {
	case len(parts) == 0:
	case p.s.Exit == "":
		p.counted(parts, plain)
	case columns(line)+3+columns(p.s.Exit) <= p.width:
		p.between(strings.Join(parts, " · "), line, p.s.Exit)
	default:
		p.counted(append(parts, p.dim(p.s.Exit)), append(plain, p.s.Exit))
	}
}

// counted writes parts in one line, or in more where they are too wide.
func (p *page) counted(parts, plain []string) {
	line, used := "", 0
	for i, part := range parts {
		n := columns(plain[i])
		switch {
		case line == "":
			line, used = part, n
		case used+3+n > p.width:
			p.line(0, line)
			line, used = part, n
		default:
			line, used = line+" · "+part, used+3+n
		}
	}
	p.line(0, line)
}

func (p *page) summary() {
	act, wait := 0, 0
	gs := groups(p.d)
	p.counts(gs)
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
	p.wrap(0, s)
	p.presumed()
	p.blank()
}

// presumed says that nobody named the reviewed organisation.
func (p *page) presumed() {
	for _, f := range p.d.Facts {
		if c, ok := f.Body.(*fact.Claim); ok && c.Author == fact.AuthorPresumed && c.Party != nil && len(c.Party.Organized) == 1 {
			p.faint(0, fmt.Sprintf("Nobody says who is reviewed: a company of %s is presumed. A case file with a subject, or --home, changes that.", theCountry(c.Party.Organized[0])))
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

// labelOf is the label of an outcome; those that only a pack knows are said in its words.
func labelOf(o determination.Outcome) label {
	if l, ok := labels[o]; ok {
		return l
	}
	return label{strings.ToUpper(words(string(o), "")), yellow}
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
	p.blank()
	name := p.first()
	if name == "" {
		p.row(0, footWide, "NEXT", "give evidence (Terraform state, flow logs, Zeek logs, DNS zones) or a case file; longarm case schema prints its form.", "")
		return
	}
	next := [][2]string{{p.s.run("explain", name), "why"}}
	if slices.ContainsFunc(p.d.Findings, func(f determination.Finding) bool { return f.Outcome.Open() }) {
		next = append(next, [2]string{p.s.run("case new"), "questions"})
	}
	if len(p.d.Grades) > 0 || slices.ContainsFunc(p.d.Findings, func(f determination.Finding) bool { return f.NeedsAction() }) {
		next = append(next, [2]string{p.s.run("review --remedy"), "what helps"})
	}
	next = append(next, [2]string{p.s.run("review --format json -o review.json"), "the proof"})
	wide := 0
	for _, n := range next {
		wide = max(wide, columns(n[0]))
	}
	label := "NEXT"
	for _, n := range next {
		command := clean(n[0])
		if footWide+wide+4+len("what helps") <= p.full {
			command = pad(command, wide+2) + p.dim("# "+n[1])
		}
		p.line(0, p.labelText(label, footWide)+command)
		label = ""
	}
}
