package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/review"
)

// A Style says how a page is laid out. The zero value is plain text, 100 columns wide.
type Style struct {
	Color bool
	Width int // columns; at least 60 are used, at most 120
	// Title is the first words of the page, as a rule the command.
	Title string
	// All prints every finding in full, also those that permit.
	All bool
	// Paths are what was reviewed, for the hints of what to do next.
	Paths []string
}

// Page writes the page that a tired person can act on: what needs action, what
// waits for an answer, who can read, cut and enter, and what was not read.
func Page(w io.Writer, d *review.Determination, s Style) error {
	p := &page{pen: newPen(w, s), d: d, s: s}
	p.head()
	p.summary()
	p.findings()
	p.reach()
	p.unread()
	p.next()
	return p.pen.err
}

type page struct {
	*pen
	d *review.Determination
	s Style
}

func (p *page) head() {
	var packs []string
	for _, k := range p.d.Packs {
		packs = append(packs, k.ID)
	}
	read, not := 0, 0
	for _, f := range p.d.Evidence.Files {
		if f.Kind != "" {
			read++
		} else {
			not++
		}
	}
	parts := []string{cmp.Or(p.s.Title, "longarm review"), "as of " + string(p.d.At)}
	if len(packs) > 0 {
		parts = append(parts, "law "+strings.Join(packs, ", "))
	}
	files := count(read, "file")
	if not > 0 {
		files += fmt.Sprintf(", %d not evidence", not)
	}
	if n := len(p.d.Evidence.Problems); n > 0 {
		files += ", " + count(n, "problem")
	}
	p.faint(0, strings.Join(append(parts, files), " · "))
	p.blank()
}

// needsAction reports whether somebody must do something about f.
func needsAction(f *review.Finding) bool {
	switch f.Outcome {
	case review.Prohibited, review.Restricted:
		return true
	case review.Conditional:
		return f.Met != fact.Yes
	}
	return false
}

func (p *page) summary() {
	act, wait := 0, 0
	for i := range p.d.Findings {
		switch f := &p.d.Findings[i]; {
		case needsAction(f):
			act++
		case f.Outcome == review.Undetermined:
			wait++
		}
	}
	n := len(p.d.Findings)
	var s string
	switch {
	case n == 0:
		s = "Nothing was assessed: no dealing and no use of a provider was found in what was read."
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
	p.blank()
}

func dealings(n int) string {
	if n == 1 {
		return "one dealing"
	}
	return number(n) + " dealings"
}

// labelled outcomes stand in this order on the page.
var labels = []struct {
	outcome review.Outcome
	label   string
	color   string
}{
	{review.Prohibited, "PROHIBITED", red},
	{review.Conditional, "CONDITIONAL", yellow},
	{review.Restricted, "RESTRICTED", yellow},
	{review.Reviewable, "REVIEWABLE", yellow},
	{review.Undetermined, "UNDETERMINED", magenta},
	{review.Authorized, "AUTHORIZED", green},
	{review.Exempt, "EXEMPT", green},
	{review.NotCovered, "NOT COVERED", green},
}

const indent = 14

func (p *page) findings() {
	permitted := map[review.Outcome][]*review.Finding{}
	for _, l := range labels {
		for i := range p.d.Findings {
			f := &p.d.Findings[i]
			if f.Outcome != l.outcome {
				continue
			}
			if !p.s.All && (f.Outcome == review.Exempt || f.Outcome == review.NotCovered || f.Outcome == review.Authorized) {
				permitted[f.Outcome] = append(permitted[f.Outcome], f)
				continue
			}
			p.finding(f, l.label, l.color)
		}
	}
	p.permitted(permitted)
}

func (p *page) finding(f *review.Finding, label, color string) {
	title := cmp.Or(f.Title, f.Dealing)
	p.sides(p.paint(color, pad(label, indent)), title, f.Name)
	for _, h := range f.Headline {
		p.wrap(indent, h)
	}
	if f.Outcome == review.Undetermined {
		p.questions(f)
	}
	if shown, missing := measures(f); missing > 0 && f.Outcome == review.Restricted {
		p.faint(indent, fmt.Sprintf("%d of %d measures shown, %d missing; longarm explain %s lists them", shown, shown+missing, missing, f.Name))
	}
	if len(f.Unverified) > 0 {
		p.faint(indent, "rests on "+count(len(f.Unverified), "unverified value")+": "+short(f.Unverified))
	}
	p.blank()
}

// short joins the first two of what may be many.
func short(words []string) string {
	if len(words) <= 2 {
		return strings.Join(words, "; ")
	}
	return strings.Join(words[:2], "; ") + fmt.Sprintf(" and %d more", len(words)-2)
}

func measures(f *review.Finding) (shown, missing int) {
	for _, m := range f.Measures {
		if m.State == fact.Yes {
			shown++
		} else {
			missing++
		}
	}
	return shown, missing
}

func (p *page) questions(f *review.Finding) {
	if len(f.Possible) > 0 {
		var words []string
		for _, o := range f.Possible {
			words = append(words, strings.ReplaceAll(string(o), "-", " "))
		}
		p.wrap(indent, "still possible: "+strings.Join(words, ", "))
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
		for _, q := range first.Questions {
			p.wrap(indent+2, "- "+q.Ask)
		}
	}
	for _, q := range first.Questions {
		p.faint(indent+2, "answer at "+q.Path)
	}
}

func (p *page) permitted(by map[review.Outcome][]*review.Finding) {
	n := 0
	for _, fs := range by {
		n += len(fs)
	}
	if n == 0 {
		return
	}
	p.sides(p.paint(green, pad("PERMITTED", indent)), count(n, "dealing"), "")
	for _, l := range labels {
		fs := by[l.outcome]
		for i, f := range fs {
			if i == 5 {
				p.faint(indent, fmt.Sprintf("and %d more (--all shows them)", len(fs)-i))
				break
			}
			p.sides(strings.Repeat(" ", indent), cmp.Or(f.Title, f.Dealing)+"  "+strings.ToLower(l.label), f.Name)
		}
	}
	p.blank()
}

// A row is one asset of the table of reach.
type row struct {
	asset fact.AssetID
	arms  [3]map[fact.Country]fact.Truth
}

func (p *page) reach() {
	rows := p.rows()
	if len(rows) == 0 {
		return
	}
	const most = 12
	var t [][]string
	t = append(t, []string{"who can", "read", "cut", "enter"})
	for i, r := range rows {
		if i == most && !p.s.All {
			t = append(t, []string{fmt.Sprintf("and %d more (--all shows them)", len(rows)-most), "", "", ""})
			break
		}
		t = append(t, []string{string(r.asset), p.cell(r.arms[0]), p.cell(r.arms[1]), p.cell(r.arms[2])})
	}
	p.table(t)
	p.faint(0, "? marks what is possible, - is no; longarm explain ASSET tells the path")
	p.blank()
}

// rows gathers the reach facts by asset: those that somebody can surely read first.
func (p *page) rows() []row {
	byAsset := map[fact.AssetID]*row{}
	var rows []*row
	for _, f := range p.d.Facts {
		b, ok := f.Body.(*fact.Reach)
		if !ok {
			continue
		}
		r := byAsset[b.Asset]
		if r == nil {
			r = &row{asset: b.Asset}
			byAsset[b.Asset] = r
			rows = append(rows, r)
		}
		i := slices.Index([]fact.Arm{fact.Read, fact.Cut, fact.Enter}, b.Arm)
		if r.arms[i] == nil {
			r.arms[i] = map[fact.Country]fact.Truth{}
		}
		r.arms[i][b.Government] = b.Verdict
	}
	slices.SortFunc(rows, func(a, b *row) int {
		return cmp.Or(cmp.Compare(b.weight(), a.weight()), strings.Compare(string(a.asset), string(b.asset)))
	})
	out := make([]row, len(rows))
	for i, r := range rows {
		out[i] = *r
	}
	return out
}

func (r *row) weight() int {
	n := 0
	for i, arm := range r.arms {
		for _, v := range arm {
			n += []int{9, 3, 1}[i] * int(v+1)
		}
	}
	return n
}

// cell lists governments by name, those of concern first, then the sure ones;
// those of which the answer is possible carry a mark.
func (p *page) cell(arm map[fact.Country]fact.Truth) string {
	concern := p.concern()
	var cs []fact.Country
	for c, v := range arm {
		if v != fact.No {
			cs = append(cs, c)
		}
	}
	slices.SortFunc(cs, func(a, b fact.Country) int {
		return cmp.Or(-cmp.Compare(concern[a], concern[b]), -cmp.Compare(arm[a], arm[b]), strings.Compare(country(a), country(b)))
	})
	const most = 2
	var out []string
	for i, c := range cs {
		if i == most && !p.s.All && len(cs) > most+1 {
			out = append(out, fmt.Sprintf("+%d", len(cs)-most))
			break
		}
		name := country(c)
		if arm[c] == fact.Unknown {
			name += " ?"
		}
		out = append(out, name)
	}
	if len(out) == 0 {
		return "-"
	}
	return strings.Join(out, ", ")
}

// concern counts, by government, the parties that a legal test ties to it.
func (p *page) concern() map[fact.Country]int {
	out := map[fact.Country]int{}
	for _, f := range p.d.Facts {
		if c, ok := f.Body.(*fact.Control); ok && c.Test == "dsp" && c.Verdict != fact.No {
			for _, g := range c.Governments {
				out[g] = 1
			}
		}
	}
	return out
}

func (p *page) unread() {
	for _, pr := range p.d.Evidence.Problems {
		s := "Not read: " + pr.Name
		if pr.Place != "" {
			s += " (" + pr.Place + ")"
		}
		s += ": " + pr.What
		if pr.Read > 0 {
			s += fmt.Sprintf("; %s before that were read", count(int(pr.Read), "record"))
		}
		p.wrap(0, s)
	}
	var other []string
	for _, f := range p.d.Evidence.Files {
		if f.Kind == "" {
			other = append(other, f.Name)
		}
	}
	if len(other) > 0 {
		p.faint(0, "Not evidence: "+short(other))
	}
	if len(p.d.Evidence.Problems)+len(other) > 0 {
		p.blank()
	}
}

func (p *page) next() {
	if len(p.d.Findings) == 0 {
		p.faint(0, "Next: give evidence (Terraform state, flow logs, Zeek logs, DNS zones) or a case file; longarm case schema prints its form.")
		return
	}
	paths := strings.Join(p.s.Paths, " ")
	p.faint(0, fmt.Sprintf("Next: longarm explain %s %s · longarm review --questions %s · longarm review --format json -o review.json %s",
		p.d.Findings[0].Name, paths, paths, paths))
}
