package draw

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/document"
)

// Text writes the page. With all, claims that stand in the root alone and the parts set
// apart are written too.
func Text(w io.Writer, r *document.Report, all bool) error {
	p := &page{pen: pen{w: w}, r: r, all: all}
	p.head()
	for i := range r.Clusters {
		p.cluster(&r.Clusters[i])
	}
	p.notRead()
	return p.err
}

type page struct {
	pen
	r   *document.Report
	all bool
}

func (p *page) head() {
	s := "longarm documents · " + count(len(p.r.Documents), "document", "documents")
	if n := len(p.r.NotRead); n > 0 {
		s += fmt.Sprintf(" · %s not read", number(n))
	}
	p.line("%s", s)
	copies := 0
	for _, d := range p.r.Documents {
		copies += len(d.Copies)
		if len(d.Copies) > 0 {
			p.wrap(2, fmt.Sprintf("%s is the same file as %s: one document", strings.Join(d.Copies, ", "), d.Name))
		}
	}
}

// verdict is the sentence that a reader must be told.
func verdict(r *document.Report, c *document.Cluster) string {
	s := title(count(len(c.Members), "document", "documents")) + ", " + count(c.IndependentReports, "independent report", "independent reports") + "."
	if c.IndependentReports == 1 {
		s = title(count(len(c.Members), "document", "documents")) + ", one report."
	}
	unread := ""
	if len(c.Unread) > 0 {
		unread = " The language of " + strings.Join(c.Unread, ", ") + " is not read: on whom it rests and who confirms it is not known."
		if len(c.Unread) == len(c.Independent) {
			return s + unread
		}
	}
	switch {
	case c.Persons.Low == 0 && !c.Persons.Open:
		s += " No unnamed persons stand behind it."
	case c.IndependentReports == 1:
		s += " It rests on " + unnamed(c.Persons) + "."
	default:
		s += " They rest on " + unnamed(c.Persons) + "."
	}
	if c.Confirmed {
		s += " Somebody on the record stands behind the core claim."
	} else if unread == "" {
		s += " Nobody on the record confirms the core claim."
	}
	if n := len(r.Firmer(c)); n == 1 {
		s += " One of the copies states as fact what the original states as a possibility."
	} else if n > 1 {
		s += " " + title(number(n)) + " of the copies state as fact what the original states as a possibility."
	}
	return s + unread
}

func (p *page) cluster(c *document.Cluster) {
	p.line("")
	p.hang(c.ID, 4, verdict(p.r, c))
	if c.Undetermined != "" {
		p.wrap(4, "Undetermined: "+c.Undetermined+".")
	}
	if k := p.claim(c.Core); k != nil {
		p.hang("    core claim ("+k.ID+")", 4, fmt.Sprintf("%q  %s", k.Text, at(k.At)))
	}
	p.lineage(c)
	p.persons(c)
	p.altered(c)
	p.quotations(c)
	p.contradictions(c)
	p.own(c)
	p.claims(c)
}

func (p *page) claim(id string) *document.Claim {
	for i := range p.r.Claims {
		if p.r.Claims[i].ID == id && id != "" {
			return &p.r.Claims[i]
		}
	}
	return nil
}

// about describes a document in a few words.
func (p *page) about(id string) string {
	i := slices.IndexFunc(p.r.Documents, func(d document.Listed) bool { return d.ID == id })
	if i < 0 {
		return ""
	}
	d := &p.r.Documents[i]
	var parts []string
	for _, s := range []string{name(d.Publisher), d.Dateline, d.Date} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if d.Language != "en" {
		parts = append(parts, "language not read: compared by numbers and names")
	}
	return strings.Join(parts, ", ")
}

func (p *page) lineage(c *document.Cluster) {
	if len(c.Members) == 1 {
		p.hang("    "+c.Root, 4, p.about(c.Root))
		return
	}
	p.line("")
	p.line("    Lineage")
	for _, id := range c.Independent {
		label := "root"
		if id != c.Root {
			label = "independent"
		}
		p.hang("      "+id, 12, strings.TrimSuffix(label+"; "+p.about(id), "; "))
	}
	for _, id := range p.r.Apart(c) {
		p.hang("      "+id, 12, strings.TrimSuffix("of the same matter, by itself; the core claim was not found in it; "+p.about(id), "; "))
	}
	for _, e := range p.r.Edges {
		if !slices.Contains(c.Members, e.From) {
			continue
		}
		if e.Undetermined != "" {
			p.hang("      "+e.From+" ? "+e.To, 12, "undetermined: "+e.Undetermined+evidence(e))
			continue
		}
		p.hang("      "+e.From, 12, fmt.Sprintf("%s of %s%s", e.Kind, e.To, evidence(e)))
	}
}

// unnamed counts persons: "4 to 5 unnamed persons".
func unnamed(p document.Persons) string {
	if p.Low == 1 && p.High == 1 && !p.Open {
		return "1 unnamed person"
	}
	return p.String() + " unnamed persons"
}

// evidence is the reasons of an edge on one line.
func evidence(e document.Edge) string {
	var s strings.Builder
	for _, v := range e.Evidence {
		s.WriteString("; " + v.Text)
		for i, a := range v.At[:min(2, len(v.At))] {
			if i == 0 {
				s.WriteString(" (" + at(a))
			} else {
				s.WriteString(", " + at(a))
			}
		}
		if n := len(v.At); n > 2 {
			fmt.Fprintf(&s, " and %d more", n-2)
		}
		if len(v.At) > 0 {
			s.WriteString(")")
		}
	}
	return s.String()
}

func (p *page) persons(c *document.Cluster) {
	if len(c.Persons.Groups) > 0 {
		p.line("")
		p.line("    Behind it: %s", unnamed(c.Persons))
		for _, g := range c.Persons.Groups {
			if g.High == 0 {
				continue // told of before
			}
			n := fmt.Sprint(g.High)
			if g.Low != g.High {
				n = fmt.Sprintf("%d-%d", g.Low, g.High)
			}
			p.hang("      "+n, 12, fmt.Sprintf("%s (%s)  %s", g.Text, g.Why, at(g.At)))
		}
	}
	if len(c.OnRecord) == 0 {
		return
	}
	p.line("")
	p.line("    On the record")
	for _, o := range c.OnRecord {
		text := ""
		if o.Stance == "statement" {
			text = ": " + cut(o.Text, 60)
		}
		p.hang("      "+o.Stance, 20, fmt.Sprintf("%s%s  %s", o.Who, text, at(o.At)))
	}
}

func (p *page) altered(c *document.Cluster) {
	p.section("Altered", len(p.r.Alterations), func(i int) string { return p.r.Alterations[i].Doc }, c, func(i int) {
		a := &p.r.Alterations[i]
		p.hang("      "+a.Doc+" "+a.Claim, 16, fmt.Sprintf("%s: %q (%s) became %q (%s): %s", a.Kind, cut(a.Root, 110), at(a.From), cut(a.Copy, 110), at(a.At), a.Says))
	})
}

// section writes a heading and the items of a list that are of the members of a cluster.
func (p *page) section(heading string, n int, doc func(int) string, c *document.Cluster, item func(int)) {
	first := true
	for i := range n {
		if !slices.Contains(c.Members, doc(i)) {
			continue
		}
		if first {
			p.line("")
			p.line("    %s", heading)
			first = false
		}
		item(i)
	}
}

func (p *page) quotations(c *document.Cluster) {
	p.section("Quotations", len(p.r.Quotations), func(i int) string { return p.r.Quotations[i].Doc }, c, func(i int) {
		q := &p.r.Quotations[i]
		s := fmt.Sprintf("%q  %s", q.Text, at(q.At))
		if q.Speaker != "" {
			s = q.Speaker + ": " + s
		}
		if q.Verdict == document.Garbled || q.Verdict == document.Fuller || q.Says != "" {
			s += "; " + q.Says
		}
		if q.Ref != nil {
			s += " (reference " + at(*q.Ref) + ")"
		}
		p.hang("      "+q.Doc+" "+string(q.Verdict), 18, s)
	})
}

func (p *page) contradictions(c *document.Cluster) {
	p.section("Contradictions", len(p.r.Contradictions), func(i int) string { return p.r.Contradictions[i].At[0].Doc }, c, func(i int) {
		k := &p.r.Contradictions[i]
		var parts []string
		for n, t := range k.Text {
			parts = append(parts, fmt.Sprintf("%q (%s)", cut(t, 110), at(k.At[n])))
		}
		p.hang("      -", 8, k.Kind+": "+strings.Join(parts, " against ")+": "+k.Says)
	})
}

func (p *page) own(c *document.Cluster) {
	p.section("Of their own", len(p.r.Own), func(i int) string { return p.r.Own[i].Doc }, c, func(i int) {
		o := &p.r.Own[i]
		s := fmt.Sprintf("%s: %q  %s", o.Kind, cut(o.Text, 160), at(o.At))
		if o.Says != "" {
			s += "; " + o.Says
		}
		p.hang("      "+o.Doc, 12, s)
	})
}

var signs = map[document.Verdict]string{document.Kept: "=", document.Paraphrased: "~", document.Altered: "!", document.Absent: "-", "": " "}

// maxColumns is the number of documents up to which the table of claims is written.
const maxColumns = 12

func (p *page) claims(c *document.Cluster) {
	var others []string
	for _, m := range c.Members {
		if m != c.Root {
			others = append(others, m)
		}
	}
	if len(others) == 0 || len(others) > maxColumns {
		return
	}
	p.line("")
	p.line("    Claims of %s   = kept  ~ paraphrased  ! altered  - absent", c.Root)
	head := "      " + strings.Repeat(" ", 6)
	for _, o := range others {
		head += fmt.Sprintf("%-*s ", column(o), cut(o, 8))
	}
	p.line("%s", head)
	hidden := 0
	for i := range p.r.Claims {
		k := &p.r.Claims[i]
		if k.Cluster != c.ID {
			continue
		}
		row, held := fmt.Sprintf("      %-6s", k.ID), false
		for _, o := range others {
			held = held || k.Documents[o] != document.Absent
			row += fmt.Sprintf("%-*s ", column(o), signs[k.Documents[o]])
		}
		if !held && !p.all {
			hidden++
			continue
		}
		text := k.Text
		if k.Kind == "source" {
			text = "[" + text + "]"
		}
		room := width - len(row) - len(at(k.At)) - 2
		p.line("%s%s  %s", row, cut(clean(text), max(20, room)), at(k.At))
	}
	if hidden > 0 {
		p.line("      %s in %s alone (--all)", count(hidden, "more claim stands", "more claims stand"), c.Root)
	}
}

func column(id string) int { return max(2, min(8, len(id))) }

func (p *page) notRead() {
	if len(p.r.NotRead) == 0 {
		return
	}
	p.line("")
	p.line("Not read")
	for _, n := range p.r.NotRead {
		p.wrap(2, n.Name+": "+n.What)
	}
}
