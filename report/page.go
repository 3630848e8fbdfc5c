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
	p.listings()
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

// A group is the findings about one dealing, the most serious first.
type group []*review.Finding

// groups gathers findings by dealing; findings come sorted by seriousness.
func groups(d *review.Determination) []group {
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
		slices.SortStableFunc(g, func(a, b *review.Finding) int { return cmp.Compare(rank(a), rank(b)) })
	}
	slices.SortStableFunc(out, func(a, b group) int { return cmp.Compare(rank(a[0]), rank(b[0])) })
	return out
}

// rank orders findings on the page: what is forbidden, what needs something,
// what is open, what is allowed.
func rank(f *review.Finding) int {
	i := slices.IndexFunc(labels, func(l label) bool { return l.outcome == f.Outcome })
	if i < 0 {
		return otherRank
	}
	return i
}

func (p *page) summary() {
	act, wait := 0, 0
	gs := groups(p.d)
	for _, g := range gs {
		switch {
		case needsAction(g[0]):
			act++
		case g[0].Outcome == review.Undetermined:
			wait++
		}
	}
	n := len(gs)
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
	p.presumed()
	p.blank()
}

// presumed says that nobody named the reviewed organisation.
func (p *page) presumed() {
	for _, f := range p.d.Facts {
		if c, ok := f.Body.(*fact.Claim); ok && c.Author == "presumed" && c.Party != nil && len(c.Party.Organized) == 1 {
			p.faint(0, fmt.Sprintf("Nobody says who is reviewed: a company of %s is presumed. A case file with a subject, or --home, changes that.", country(c.Party.Organized[0])))
		}
	}
}

func dealings(n int) string {
	if n == 1 {
		return "one dealing"
	}
	return number(n) + " dealings"
}

type label struct {
	outcome review.Outcome
	label   string
	color   string
}

// labels names the outcomes in the order in which they stand on the page.
// Outcomes of other packs stand between what is open and what is allowed.
var labels = []label{
	{review.Prohibited, "PROHIBITED", red},
	{review.Conditional, "CONDITIONAL", yellow},
	{review.Restricted, "RESTRICTED", yellow},
	{review.Undetermined, "UNDETERMINED", magenta},
	{"", "", ""},
	{review.Authorized, "AUTHORIZED", green},
	{review.Exempt, "EXEMPT", green},
	{review.NotCovered, "NOT COVERED", green},
}

const otherRank = 4

const indent = 14

func permits(o review.Outcome) bool {
	return o == review.Exempt || o == review.NotCovered || o == review.Authorized
}

func (p *page) findings() {
	var permitted []group
	for _, g := range groups(p.d) {
		if !p.s.All && permits(g[0].Outcome) {
			permitted = append(permitted, g)
			continue
		}
		p.finding(g)
	}
	p.permitted(permitted)
}

func (p *page) finding(g group) {
	f := g[0]
	l := label{label: strings.ToUpper(words(string(f.Outcome), "")), color: yellow}
	if i := rank(f); i != otherRank {
		l = labels[i]
	}
	p.sides(p.paint(l.color, pad(l.label, indent)), cmp.Or(f.Title, f.Dealing), f.Name)
	for _, h := range f.Headline {
		p.wrap(indent, h)
	}
	if f.Outcome == review.Undetermined {
		p.questions(f)
	}
	if shown, missing := measures(f); missing > 0 && f.Outcome == review.Restricted {
		p.wrap(indent, fmt.Sprintf("%d of %d measures shown, %d missing: longarm explain %s", shown, shown+missing, missing, f.Name))
	}
	for _, other := range g[1:] {
		if other.Outcome != review.NotCovered {
			p.faint(indent, fmt.Sprintf("%s: %s (%s)", other.Pack, words(string(other.Outcome), ""), other.Name))
		}
	}
	if n := len(f.Unverified); n > 0 {
		p.faint(indent, "rests on "+count(n, "unverified value")+", which the proof marks")
	}
	p.blank()
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
		for _, q := range first.Questions {
			p.wrap(indent+2, "- "+q.Ask)
		}
	}
	for _, q := range first.Questions {
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
	const most = 10
	t := [][]string{{"who can", "read", "cut", "enter"}}
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
	var out []row
	loose := row{}
	n := 0
	for _, r := range rows {
		if r.sure() || p.s.All {
			out = append(out, *r)
			continue
		}
		n++
		loose.asset = r.asset
		loose.join(r)
	}
	if n > 1 {
		loose.asset = fact.AssetID(count(n, "asset") + " seen in traffic or names")
	}
	if n > 0 {
		out = append(out, loose)
	}
	return out
}

// sure reports whether some government surely has one of the arms.
func (r *row) sure() bool {
	for _, arm := range r.arms {
		for _, v := range arm {
			if v == fact.Yes {
				return true
			}
		}
	}
	return false
}

// join adds what is possible of another row.
func (r *row) join(o *row) {
	for i, arm := range o.arms {
		if r.arms[i] == nil {
			r.arms[i] = map[fact.Country]fact.Truth{}
		}
		for c, v := range arm {
			if old, ok := r.arms[i][c]; !ok || v > old {
				r.arms[i][c] = v
			}
		}
	}
}

// weight orders rows: reading before cutting before entering, what is sure before what is possible.
func (r *row) weight() int {
	n := 0
	for i, arm := range r.arms {
		for _, v := range arm {
			switch v {
			case fact.Yes:
				n += []int{10000, 3000, 1000}[i]
			case fact.Unknown:
				n++
			}
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
	most := 2
	if len(cs) > 2 {
		most = 1
	}
	var out []string
	for i, c := range cs {
		if i == most && !p.s.All {
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

// listings tells which parties are on a list, and why it is held to be they.
func (p *page) listings() {
	any := false
	for _, f := range p.d.Facts {
		l, ok := f.Body.(*fact.Listing)
		if !ok {
			continue
		}
		any = true
		p.wrap(0, fmt.Sprintf("On a list: %s is %d.%03d like %s (%s; longarm explain %s)", p.name(l.Party), l.Score/1000, l.Score%1000, l.Name, l.Entry, f.ID.Short()))
		p.faint(2, strings.Join(append([]string{cmp.Or(l.Program, "no programme") + since(l.From)}, l.Reasons...), "; "))
	}
	if any {
		p.blank()
	}
}

// name returns the primary name of a party, or its id.
func (p *page) name(id fact.PartyID) string {
	for _, f := range p.d.Facts {
		if c, ok := f.Body.(*fact.Claim); ok && c.Party != nil && c.Party.ID == id && len(c.Party.Names) > 0 {
			return c.Party.Name()
		}
	}
	return string(id)
}

// short joins the first two of what may be many.
func short(words []string) string {
	if len(words) <= 2 {
		return strings.Join(words, "; ")
	}
	return strings.Join(words[:2], "; ") + fmt.Sprintf(" and %d more", len(words)-2)
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
