package html

import (
	"fmt"
	"html/template"
	"strings"
	"unicode/utf8"

	"github.com/longarm-project/longarm/report"
)

// A figure is a picture with its title, its description and the table that says the same.
type figure struct {
	ID, Title, Desc string
	Of              string // what it is about, where several have the title
	SVG             template.HTML
	Head            []string
	Rows            [][]string
}

// A drawing is an SVG element in the making. Texts are escaped as they go in; colours
// are classes of the style sheet, so that light, dark and print each have theirs.
type drawing struct{ b strings.Builder }

func (d *drawing) add(format string, with ...any) { fmt.Fprintf(&d.b, format, with...) }

// text writes a line of text at a place.
func (d *drawing) text(x, y int, class, s string) {
	d.add(`<text x="%d" y="%d" class="%s">%s</text>`, x, y, class, safe(s))
}

// lines writes lines of text one below another, and returns the height of the next.
func (d *drawing) lines(x, y int, class string, ls []string) int {
	for _, l := range ls {
		d.text(x, y, class, l)
		y += lineHeight
	}
	return y
}

// close makes the figure of a drawing.
func (d *drawing) close(f figure, w, h int) *figure {
	f.SVG = template.HTML(fmt.Sprintf(`<svg role="img" aria-labelledby="%[1]s-t %[1]s-d" viewBox="0 0 %[2]d %[3]d" width="%[2]d" height="%[3]d"><title id="%[1]s-t">%[4]s</title><desc id="%[1]s-d">%[5]s</desc>%[6]s</svg>`,
		f.ID, w, h, safe(f.Title), safe(f.Desc), d.b.String()))
	return &f
}

// safe is text as it may stand in an element or an attribute.
func safe(s string) string { return template.HTMLEscapeString(plain(s)) }

// plain is text without what deceives a reader: control characters and overrides of direction.
func plain(s string) string { return report.Clean(s) }

// maxText bounds a name or a sentence of strangers on a page, in characters; the determination has all of it.
const maxText = 400

// short cuts what is longer than a page can show.
func short(s string) string { return clip(plain(s), maxText) }

func clip(s string, most int) string {
	if len(s) <= most || utf8.RuneCountInString(s) <= most {
		return s
	}
	r := []rune(s)
	return string(r[:most]) + fmt.Sprintf("… (%s characters)", thousands(int64(len(r))))
}

const (
	lineHeight = 17
	letter     = 7 // pixels of a letter, about
)

// wrap breaks text into at most most lines as wide as width pixels, ending in … where something is left out.
func wrap(s string, width, most int) []string {
	width = max(40, width)
	var out []string
	line, used := "", 0
	push := func() { out, line, used = append(out, line), "", 0 }
	for _, word := range strings.Fields(plain(s)) {
		if used > 0 && used+letter+pixels(word) > width {
			push()
		}
		if used > 0 {
			line, used = line+" ", used+letter
		}
		for _, r := range word {
			if used+runePixels(r) > width {
				push()
			}
			line, used = line+string(r), used+runePixels(r)
		}
		if len(out) > most {
			break
		}
	}
	if line != "" || len(out) == 0 {
		push()
	}
	if len(out) > most {
		last := []rune(out[most-1])
		for len(last) > 0 && pixels(string(last))+letter*2 > width {
			last = last[:len(last)-1]
		}
		out = append(out[:most-1], string(last)+"…")
	}
	return out
}

func pixels(s string) (n int) {
	for _, r := range s {
		n += runePixels(r)
	}
	return n
}

// runePixels is about how wide a letter is at the size of the pictures: capitals are wider, letters of East Asia and emoji twice
// as wide.
func runePixels(r rune) int {
	switch {
	case strings.ContainsRune("WMmw@%", r):
		return letter + 5
	case r >= 'A' && r <= 'Z':
		return letter + 2
	case r < 0x1100:
		return letter
	case r >= 0x1100 && r < 0x1160 || r >= 0x2e80 && r < 0xa4d0 || r >= 0xac00 && r < 0xd7a4 || r >= 0xf900 && r < 0xfb00 || r >= 0xfe30 && r < 0xfe70 || r >= 0xff00 && r < 0xff61 || r >= 0x1f300:
		return 2 * letter
	}
	return letter
}
