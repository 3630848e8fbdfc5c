package ownership

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/longarm-project/longarm/fact"
)

// headHeight is the room for the title above the boxes.
const headHeight = 40

// SVG returns the picture as an SVG document of its own: no scripts, no outside fonts,
// title and description inside, verdicts told in words and not by colour alone.
func (p *Picture) SVG() string {
	l := newLayout(p)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" viewBox="0 0 %d %d" width="%d" height="%d" font-family="system-ui, sans-serif" font-size="13">`+"\n", l.w, l.h, l.w, l.h)
	fmt.Fprintf(&b, "<title id=\"title\">%s</title>\n<desc id=\"desc\">%s</desc>\n", escape(p.Title), escape(p.Text))
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#ffffff"/>`+"\n", l.w, l.h)
	fmt.Fprintf(&b, `<text x="%d" y="30" font-size="16" font-weight="600" fill="#1c1c1c">%s</text>`+"\n", margin, escape(fit(p.Title, l.w-2*margin, 9)))
	b.WriteString(`<defs><marker id="to" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M0 0 8 4 0 8z" fill="#4a4a4a"/></marker></defs>` + "\n")
	for g := range l.segments {
		l.segment(&b, g)
	}
	for i := range l.spots {
		if s := &l.spots[i]; s.box >= 0 {
			l.box(&b, s)
		}
	}
	for g := range l.segments {
		l.label(&b, g)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// segment draws part of a line as a curve that leaves and arrives level.
func (l *layout) segment(b *strings.Builder, g int) {
	s := l.segments[g]
	from, to := &l.spots[s.from], &l.spots[s.to]
	x1, y1, x2, y2 := from.x+from.w, l.port(s.from, g, true), to.x, l.port(s.to, g, false)
	line := l.p.Lines[s.line]
	stroke, dash := "#4a4a4a", ""
	if line.Counts != fact.Yes {
		stroke, dash = "#8a8a8a", ` stroke-dasharray="5 4"`
	}
	mark := ""
	if l.back[s.line] && from.box >= 0 {
		mark = ` marker-start="url(#to)"`
	} else if !l.back[s.line] && to.box >= 0 {
		mark = ` marker-end="url(#to)"`
	}
	start := x1
	if from.box < 0 { // run straight through the bend
		start = from.x
	}
	mid := (x1 + x2) / 2
	fmt.Fprintf(b, `<path d="M%d %dH%dC%d %d %d %d %d %d" fill="none" stroke="%s" stroke-width="1.4"%s%s/>`+"\n", start, y1, x1, mid, y1, mid, y2, x2, y2, stroke, dash, mark)
}

// label writes what a line stands for where it leaves its holder.
func (l *layout) label(b *strings.Builder, g int) {
	s := l.segments[g]
	from := &l.spots[s.from]
	if from.box < 0 {
		return
	}
	text := l.p.Lines[s.line].Label
	if l.back[s.line] {
		text = "ring: " + text
	}
	x, y := from.x+from.w+8, l.port(s.from, g, true)-5
	fmt.Fprintf(b, `<text x="%d" y="%d" font-size="12" fill="#1c1c1c" stroke="#ffffff" stroke-width="3" paint-order="stroke">%s</text>`+"\n", x, y, escape(fit(text, columnGap-24, 6)))
}

func (l *layout) box(b *strings.Builder, s *spot) {
	box := &l.p.Boxes[s.box]
	fill, stroke, dash := "#ffffff", "#8a8a8a", ""
	switch box.Verdict {
	case fact.Yes:
		fill, stroke = "#fde7e4", "#a3261b"
	case fact.Unknown:
		fill, stroke, dash = "#fff6d9", "#8a6100", ` stroke-dasharray="6 3"`
	}
	width := "1.2"
	if box.Subject {
		width = "3"
	}
	texts := box.texts()
	fmt.Fprintf(b, `<g><title>%s</title><rect x="%d" y="%d" width="%d" height="%d" rx="5" fill="%s" stroke="%s" stroke-width="%s"%s/>`+"\n",
		escape(string(box.ID)+": "+strings.Join(texts, "; ")), s.x, s.y, s.w, s.h, fill, stroke, width, dash)
	top := s.y + (s.h-len(texts)*lineHeight)/2 + 12
	for i, t := range texts {
		weight, letter := "", 7
		if i == 0 {
			weight, letter = ` font-weight="600"`, 8
		}
		fmt.Fprintf(b, `<text x="%d" y="%d" fill="#1c1c1c"%s>%s</text>`+"\n", s.x+boxPad, top+i*lineHeight, weight, escape(fit(t, s.w-2*boxPad, letter)))
	}
	b.WriteString("</g>\n")
}

// fit cuts a text to a width in pixels, at so many for a letter; capitals and
// scripts other than Latin take a little more, wide scripts twice as much.
func fit(s string, width, letter int) string {
	used := 0
	for i, r := range s {
		used += letter
		switch {
		case r > 0x2e80:
			used += letter
		case r > 0x24f || 'A' <= r && r <= 'Z':
			used += 2
		}
		if used > width {
			return strings.TrimRight(s[:i], " ") + "…"
		}
	}
	return s
}

// escape makes text safe in XML and drops characters that XML does not allow.
func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		case r < ' ' && r != '\t' && r != '\n', r == utf8.RuneError, r == 0xfffe, r == 0xffff:
			b.WriteRune(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
