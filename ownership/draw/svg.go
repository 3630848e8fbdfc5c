package draw

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/ownership"
)

// Room for what stands above and below the boxes.
const (
	titleHeight  = 26
	legendHeight = 22
)

// SVG returns a picture as an SVG document of its own, at most as wide as a page: no scripts, no outside fonts, title and
// description inside, verdicts told in words and not by colour alone.
func SVG(p *ownership.Picture) string {
	l := newLayout(p)
	answer := wrap(p.Answer, l.w-2*margin, 7)
	title := wrap(p.Title, l.w-2*margin, 9)
	head := margin + len(title)*titleHeight + len(answer)*lineHeight
	legend := l.legend()
	height := head + l.h + len(legend)*legendHeight + margin
	shown := min(l.w, pageWidth)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" viewBox="0 0 %d %d" width="%d" height="%d" font-family="system-ui, sans-serif" font-size="13">`+"\n", l.w, height, shown, height*shown/l.w)
	fmt.Fprintf(&b, "<title id=\"title\">%s</title>\n<desc id=\"desc\">%s</desc>\n", escape(p.Title), escape(p.Text))
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#ffffff"/>`+"\n", l.w, height)
	b.WriteString(`<defs><marker id="to" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M0 0 8 4 0 8z" fill="#4a4a4a"/></marker></defs>` + "\n")
	y := margin
	for _, t := range title {
		y += titleHeight
		fmt.Fprintf(&b, `<text x="%d" y="%d" font-size="17" font-weight="600" fill="#1c1c1c">%s</text>`+"\n", margin, y-8, escape(t))
	}
	for _, t := range answer {
		y += lineHeight
		fmt.Fprintf(&b, `<text x="%d" y="%d" fill="#1c1c1c">%s</text>`+"\n", margin, y-4, escape(t))
	}
	fmt.Fprintf(&b, "<g transform=\"translate(0 %d)\">\n", head)
	l.draw(&b)
	b.WriteString("</g>\n")
	for i, row := range legend {
		fmt.Fprintf(&b, "<g transform=\"translate(0 %d)\">\n%s</g>\n", head+l.h+i*legendHeight, row)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func (l *layout) draw(b *strings.Builder) {
	for g := range l.segments {
		l.segment(b, g)
	}
	for i := range l.spots {
		if s := &l.spots[i]; s.box >= 0 {
			l.drawBox(b, s)
		}
	}
	for g := range l.segments {
		l.label(b, g)
	}
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
	if n := l.bandOf(from); n != l.bandOf(to) { // on to the next band: out, down between the two, and in from the left
		below := l.bands[n].top + l.bands[n].height + bandGap/2 + g%7*3 - 9
		fmt.Fprintf(b, `<path d="M%d %dH%dV%dH%dV%dH%d" fill="none" stroke="%s" stroke-width="1.4"%s%s/>`+"\n", start, y1, x1+10, below, margin-12, y2, x2, stroke, dash, mark)
		return
	}
	mid := (x1 + x2) / 2
	fmt.Fprintf(b, `<path d="M%d %dH%dC%d %d %d %d %d %d" fill="none" stroke="%s" stroke-width="1.4"%s%s/>`+"\n", start, y1, x1, mid, y1, mid, y2, x2, y2, stroke, dash, mark)
}

func (l *layout) bandOf(s *spot) int {
	n, _ := l.band(s.column)
	return n
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
	x, y := from.x+from.w+6, l.port(s.from, g, true)-5
	lines := wrap(text, l.gap-14, 6)
	for i, t := range lines {
		fmt.Fprintf(b, `<text x="%d" y="%d" font-size="12" fill="#1c1c1c" stroke="#ffffff" stroke-width="3" paint-order="stroke">%s</text>`+"\n", x, y-(len(lines)-1-i)*13, escape(t))
	}
}

// looks are fill, stroke and dashes of boxes by verdict.
var looks = map[fact.Truth][3]string{
	fact.Yes:     {"#fde7e4", "#a3261b", ""},
	fact.Unknown: {"#fff6d9", "#8a6100", ` stroke-dasharray="6 3"`},
	fact.No:      {"#ffffff", "#8a8a8a", ""},
}

func (l *layout) drawBox(b *strings.Builder, s *spot) {
	box := &l.p.Boxes[s.box]
	look, width := looks[box.Verdict], "1.2"
	if box.Subject {
		width = "3"
	}
	fmt.Fprintf(b, `<g><title>%s</title><rect x="%d" y="%d" width="%d" height="%d" rx="5" fill="%s" stroke="%s" stroke-width="%s"%s/>`+"\n",
		escape(string(box.ID)+": "+strings.Join(box.Texts(), "; ")), s.x, s.y, s.w, s.h, look[0], look[1], width, look[2])
	bold := len(wrap(box.Texts()[0], l.box-2*boxPad, 8))
	top := s.y + (s.h-len(l.texts[s.box])*lineHeight)/2 + 12
	for i, t := range l.texts[s.box] {
		weight := ""
		if i < bold {
			weight = ` font-weight="600"`
		}
		fmt.Fprintf(b, `<text x="%d" y="%d" fill="#1c1c1c"%s>%s</text>`+"\n", s.x+boxPad, top+i*lineHeight, weight, escape(t))
	}
	b.WriteString("</g>\n")
}

// legend says what boxes and lines stand for, in rows as wide as the picture.
func (l *layout) legend() []string {
	var rows []string
	var b strings.Builder
	x := margin
	add := func(text, sample string) {
		width := 36 + 7*utf8.RuneCountInString(text) + 22
		if x > margin && x+width > l.w-margin {
			rows = append(rows, b.String())
			b.Reset()
			x = margin
		}
		fmt.Fprintf(&b, "<g transform=\"translate(%d 0)\">%s<text x=\"36\" y=\"14\" font-size=\"12\" fill=\"#1c1c1c\">%s</text></g>\n", x, sample, escape(text))
		x += width
	}
	for _, k := range []struct {
		v    fact.Truth
		text string
	}{{fact.Yes, "meets the test"}, {fact.Unknown, "possibly"}, {fact.No, "does not"}} {
		look := looks[k.v]
		add(k.text, fmt.Sprintf(`<rect x="1" y="3" width="26" height="13" rx="3" fill="%s" stroke="%s" stroke-width="1.2"%s/>`, look[0], look[1], look[2]))
	}
	add("asked about", `<rect x="1" y="3" width="26" height="13" rx="3" fill="#ffffff" stroke="#4a4a4a" stroke-width="3"/>`)
	add("counts", `<path d="M1 10H28" stroke="#4a4a4a" stroke-width="1.4"/>`)
	add("does not count, or not surely", `<path d="M1 10H28" stroke="#8a8a8a" stroke-width="1.4" stroke-dasharray="5 4"/>`)
	return append(rows, b.String())
}

// wide returns how many pixels a letter takes, at so many for a small Latin one; capitals and scripts other than Latin
// take a little more, wide scripts twice as much.
func wide(r rune, letter int) int {
	switch {
	case r > 0x2e80:
		return 2 * letter
	case r > 0x24f || 'A' <= r && r <= 'Z':
		return letter + 2
	}
	return letter
}

// wrap breaks a text into lines of at most so many pixels, between words where it can. Nothing is left out.
func wrap(s string, width, letter int) []string {
	var lines []string
	var line strings.Builder
	used := 0
	end := func() {
		if line.Len() > 0 {
			lines = append(lines, line.String())
			line.Reset()
		}
		used = 0
	}
	for _, word := range strings.Fields(s) {
		size := 0
		for _, r := range word {
			size += wide(r, letter)
		}
		if used > 0 && used+letter/2+size > width {
			end()
		}
		if used > 0 {
			line.WriteByte(' ')
			used += letter / 2
		}
		for _, r := range word {
			if n := wide(r, letter); used > 0 && used+n > width {
				end()
				used = n
			} else {
				used += n
			}
			line.WriteRune(r)
		}
	}
	end()
	if len(lines) == 0 {
		return []string{""}
	}
	return lines
}

// escape makes text safe in XML and drops characters that XML does not allow, controls, and overrides of direction.
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
		case r < ' ' && r != '\t' && r != '\n', r >= 0x7f && r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == utf8.RuneError, r == 0xfffe, r == 0xffff:
			b.WriteRune(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
