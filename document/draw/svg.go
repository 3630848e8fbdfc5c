package draw

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/document"
)

// Measures of the picture, in pixels.
const (
	boxWidth   = 240
	boxHeight  = 58
	gapX       = 28
	lineHeight = 16
	margin     = 30
	headline   = 26 // the title of a cluster
	leastWidth = 680
	labelLines = 6  // alterations written on an edge at most
	perRow     = 5  // copies beside each other
	maxBoxes   = 60 // documents drawn of a cluster
	maxDrawn   = 30 // clusters drawn
)

// SVG draws who was made from whom, one cluster under the other, time downward: each
// text stands under the one it was made from, with what was altered on the way written
// on the edge. The picture has no scripts and no outside fonts.
func SVG(w io.Writer, r *document.Report) error {
	var plans []*plan
	high, wide := margin, leastWidth
	left := 0
	for i := range r.Clusters {
		if len(plans) == maxDrawn {
			left = len(r.Clusters) - i
			break
		}
		p := newPlan(r, &r.Clusters[i])
		p.top = high
		high += p.height + margin
		wide = max(wide, p.width+2*margin)
		plans = append(plans, p)
	}
	if left > 0 {
		high += 2 * lineHeight
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" viewBox="0 0 %d %d" width="%d" height="%d" font-family="system-ui, sans-serif" font-size="13">`+"\n", wide, high, wide, high)
	fmt.Fprintf(&b, "<title id=\"title\">Lineage of %s</title>\n<desc id=\"desc\">%s</desc>\n", escape(count(len(r.Documents), "document", "documents")), escape(describe(r)))
	fmt.Fprintf(&b, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n", wide, high)
	b.WriteString(`<defs><marker id="to" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="#4a4a4a"/></marker></defs>` + "\n")
	for _, p := range plans {
		p.draw(&b)
	}
	if left > 0 {
		fmt.Fprintf(&b, `<text x="%d" y="%d" fill="#5a5a5a">%s more</text>`+"\n", margin, high-margin/2, escape(count(left, "cluster", "clusters")))
	}
	b.WriteString("</svg>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// describe says the picture in words.
func describe(r *document.Report) string {
	var s []string
	for i := range r.Clusters {
		if i == maxDrawn {
			break
		}
		s = append(s, verdict(r, &r.Clusters[i]))
	}
	for _, e := range r.Edges {
		if len(s) > 200 {
			break
		}
		if e.Undetermined == "" {
			s = append(s, fmt.Sprintf("%s: %s of %s.", e.From, e.Kind, e.To))
		}
	}
	return strings.Join(s, " ")
}

// A plan is where the documents of a cluster stand.
type plan struct {
	r             *document.Report
	c             *document.Cluster
	top           int
	width, height int
	boxes         map[string]*box
	order         []*box
	left          int // documents not drawn
}

// A box is one document.
type box struct {
	id, parent string
	kind       document.EdgeKind
	x, y       int // upper left corner, y from the top of the plan
	labels     []string
}

func newPlan(r *document.Report, c *document.Cluster) *plan {
	p := &plan{r: r, c: c, boxes: map[string]*box{}}
	for _, m := range c.Members {
		p.boxes[m] = &box{id: m}
	}
	for _, e := range r.Edges {
		if b := p.boxes[e.From]; b != nil && e.Undetermined == "" {
			b.parent, b.kind = e.To, e.Kind
		}
	}
	for _, a := range r.Alterations {
		if b := p.boxes[a.Doc]; b != nil {
			b.labels = append(b.labels, a.Claim+" "+a.Kind)
		}
	}
	p.lay()
	return p
}

// lay puts the texts without a source in the first row, and each row of copies under
// the row of their sources.
func (p *plan) lay() {
	row := []string{p.c.Root}
	for _, m := range p.c.Members {
		if m != p.c.Root && p.boxes[m].parent == "" {
			row = append(row, m)
		}
	}
	y := headline + lineHeight*len(rest(verdict(p.r, p.c))) - 14
	for len(row) > 0 {
		for from := 0; from < len(row); from += perRow {
			y = p.line(row[from:min(len(row), from+perRow)], y)
		}
		var next []string
		for _, parent := range row {
			for _, m := range p.c.Members {
				if p.boxes[m].parent == parent {
					next = append(next, m)
				}
			}
		}
		row = next
	}
	p.height = y
	for _, e := range p.r.Edges {
		if e.Undetermined != "" && p.boxes[e.From] != nil {
			p.height = y + 24 // room for the broken line
		}
	}
}

// line lays out one line of boxes below y and returns where it ends.
func (p *plan) line(ids []string, y int) int {
	lines := 0
	for _, id := range ids {
		b := p.boxes[id]
		if b.parent != "" {
			lines = max(lines, 1+min(len(b.labels), labelLines+1))
		}
	}
	y += lines*lineHeight + 30
	x := margin
	for _, id := range ids {
		if len(p.order) == maxBoxes {
			p.left++
			continue
		}
		b := p.boxes[id]
		b.x, b.y = x, y
		x += boxWidth + gapX
		p.order = append(p.order, b)
	}
	p.width = max(p.width, x-gapX-margin)
	return y + boxHeight
}

func (p *plan) draw(b *strings.Builder) {
	fmt.Fprintf(b, `<text x="%d" y="%d" font-size="16" font-weight="600" fill="#1c1c1c">%s</text>`+"\n", margin, p.top+20, escape(p.c.ID+"  "+short(verdict(p.r, p.c))))
	for n, s := range rest(verdict(p.r, p.c)) {
		fmt.Fprintf(b, `<text x="%d" y="%d" fill="#4a4a4a">%s</text>`+"\n", margin, p.top+20+lineHeight*(n+1)+2, escape(s))
	}
	for _, k := range p.order {
		p.edge(b, k)
	}
	for _, e := range p.r.Edges {
		p.open(b, e)
	}
	for _, k := range p.order {
		p.box(b, k)
	}
	if p.left > 0 {
		fmt.Fprintf(b, `<text x="%d" y="%d" fill="#5a5a5a">and %s more</text>`+"\n", margin, p.top+p.height+lineHeight, escape(count(p.left, "document", "documents")))
	}
}

// short is the first sentence, rest the others.
func short(s string) string {
	a, _, _ := strings.Cut(s, ". ")
	return strings.TrimSuffix(a, ".") + "."
}

func rest(s string) []string {
	_, b, ok := strings.Cut(s, ". ")
	if !ok {
		return nil
	}
	var out []string
	for _, s := range strings.SplitAfter(b, ". ") {
		out = append(out, strings.TrimSpace(s))
	}
	return out
}

// edge draws the line from a source down to a copy, and what was altered beside its end.
func (p *plan) edge(b *strings.Builder, k *box) {
	from := p.boxes[k.parent]
	if from == nil || !slices.Contains(p.order, from) {
		return
	}
	x1, y1 := from.x+boxWidth/2, p.top+from.y+boxHeight
	x2, y2 := k.x+22, p.top+k.y
	mid := y1 + 16
	fmt.Fprintf(b, `<path d="M%d %dV%dH%dV%d" fill="none" stroke="#4a4a4a" stroke-width="1.4" marker-end="url(#to)"/>`+"\n", x1, y1, mid, x2, y2)
	labels := k.labels
	more := 0
	if len(labels) > labelLines {
		more = len(labels) - labelLines
		labels = labels[:labelLines]
	}
	lines := append([]string{string(k.kind)}, labels...)
	if more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	y := y2 - lineHeight*len(lines) + 6
	for i, s := range lines {
		weight, fill := "", "#a3261b"
		if i == 0 {
			weight, fill = ` font-weight="600"`, "#1c1c1c"
		}
		fmt.Fprintf(b, `<text x="%d" y="%d" font-size="12"%s fill="%s" stroke="#ffffff" stroke-width="3" paint-order="stroke">%s</text>`+"\n", x2+10, y, weight, fill, escape(cut(s, 32)))
		y += lineHeight
	}
}

// open draws a relation that is not determined: a broken line below the boxes.
func (p *plan) open(b *strings.Builder, e document.Edge) {
	from, to := p.boxes[e.From], p.boxes[e.To]
	if e.Undetermined == "" || from == nil || to == nil || !slices.Contains(p.order, from) || !slices.Contains(p.order, to) {
		return
	}
	x1, y1 := from.x+boxWidth-30, p.top+from.y+boxHeight
	x2, y2 := to.x+boxWidth-30, p.top+to.y+boxHeight
	low := max(y1, y2) + 24
	fmt.Fprintf(b, `<path d="M%d %dC%d %d %d %d %d %d" fill="none" stroke="#8a6100" stroke-width="1.4" stroke-dasharray="5 4"><title>%s</title></path>`+"\n", x1, y1, x1, low, x2, low, x2, y2, escape(e.Undetermined))
	fmt.Fprintf(b, `<text x="%d" y="%d" font-size="12" text-anchor="middle" fill="#8a6100" stroke="#ffffff" stroke-width="3" paint-order="stroke">undetermined</text>`+"\n", (x1+x2)/2, low-2)
}

func (p *plan) box(b *strings.Builder, k *box) {
	stroke, wide := "#8a8a8a", "1.2"
	if slices.Contains(p.c.Independent, k.id) {
		stroke, wide = "#1c4f82", "2.6"
	}
	d := p.listed(k.id)
	lines := []string{k.id, d, ""}
	own := 0
	for _, o := range p.r.Own {
		if o.Doc == k.id && o.Kind != "caption" {
			own++
		}
	}
	switch {
	case k.id == p.c.Root && len(p.c.Members) > 1:
		lines[2] = "root"
	case slices.Contains(p.c.Independent, k.id) && len(p.c.Members) > 1:
		lines[2] = "independent report"
	case own > 0:
		lines[2] = fmt.Sprintf("%d of its own", own)
	}
	fmt.Fprintf(b, `<g><title>%s</title><rect x="%d" y="%d" width="%d" height="%d" rx="5" fill="#fbfbfb" stroke="%s" stroke-width="%s"/>`+"\n", escape(k.id+"; "+d), k.x, p.top+k.y, boxWidth, boxHeight, stroke, wide)
	lines = slices.DeleteFunc(lines, func(s string) bool { return s == "" })
	for i, s := range lines {
		weight := ""
		if i == 0 {
			weight = ` font-weight="600"`
		}
		fmt.Fprintf(b, `<text x="%d" y="%d" fill="#1c1c1c"%s>%s</text>`+"\n", k.x+10, p.top+k.y+18+i*lineHeight, weight, escape(cut(s, 29)))
	}
	b.WriteString("</g>\n")
}

// listed says who published a document and when.
func (p *plan) listed(id string) string {
	for _, d := range p.r.Documents {
		if d.ID == id {
			var parts []string
			for _, s := range []string{name(d.Publisher), d.Dateline, d.Date} {
				if s != "" {
					parts = append(parts, s)
				}
			}
			return strings.Join(parts, ", ")
		}
	}
	return ""
}

// escape makes text safe in XML.
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\ufffe", "", "\uffff", "").Replace(clean(strings.ToValidUTF8(s, "\ufffd")))
}
