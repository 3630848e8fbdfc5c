package report

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"github.com/longarm-project/longarm/determination"
)

const (
	red     = "31"
	green   = "32"
	yellow  = "33"
	magenta = "35"
)

// A pen writes lines of bounded width and remembers the first error.
type pen struct {
	w     io.Writer
	color bool
	width int
	err   error
}

func newPen(w io.Writer, s Style) *pen {
	width := s.Width
	if width == 0 {
		width = 100
	}
	return &pen{w: w, color: s.Color, width: min(max(width, 40), 120)}
}

func (p *pen) line(indent int, s string) {
	if p.err == nil {
		s = strings.Map(func(r rune) rune { // whatever came here, it is one line
			if r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029 {
				return ' '
			}
			return r
		}, s)
		_, p.err = fmt.Fprintf(p.w, "%s%s\n", strings.Repeat(" ", indent), strings.TrimRight(s, " "))
	}
}

func (p *pen) blank() { p.line(0, "") }

func (p *pen) paint(color, s string) string {
	if !p.color || s == "" {
		return s
	}
	return "\x1b[1;" + color + "m" + s + "\x1b[0m"
}

// digest names a determination: what is saved, signed and verified has the same.
func (p *pen) digest(d *determination.Determination) {
	if d.Digest != "" {
		p.line(0, p.dim("digest "+string(d.Digest)))
	}
}

// clean replaces line breaks and control characters, which evidence may hold to deceive a terminal and a reader.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r): // a line break would begin a line of its own
			return ' '
		case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return '\ufffd'
		}
		return r
	}, s)
}

// Plain is text of several lines without the control characters that names of strangers may bring.
func Plain(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = clean(l)
	}
	return strings.Join(lines, "\n")
}

func (p *pen) dim(s string) string {
	if !p.color || s == "" {
		return s
	}
	return "\x1b[2m" + s + "\x1b[0m"
}

// wrap writes s in lines that begin at indent.
func (p *pen) wrap(indent int, s string) { p.wrapped(indent, s, func(s string) string { return s }) }

// faint writes as wrap does, dimmed; strong in bold.
func (p *pen) faint(indent int, s string) { p.wrapped(indent, s, p.dim) }

func (p *pen) strong(indent int, s string) {
	p.wrapped(indent, s, func(s string) string {
		if !p.color {
			return s
		}
		return "\x1b[1m" + s + "\x1b[0m"
	})
}

func (p *pen) wrapped(indent int, s string, style func(string) string) {
	line := ""
	for _, word := range strings.Fields(clean(s)) {
		if line != "" && columns(line)+1+columns(word) > p.width-indent {
			p.line(indent, style(line))
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	p.line(indent, style(line))
}

// sides writes a label, a text and a word at the right margin on one line.
func (p *pen) sides(label, text, right string) {
	text, right = clean(text), clean(right)
	free := p.width - columns(label) - columns(right) - 1
	if columns(text) > free {
		text = cut(text, free)
	}
	p.line(0, label+text+strings.Repeat(" ", max(1, free-columns(text)+1))+p.dim(right))
}

// table writes rows in columns as wide as their widest cell; the first is cut where a row is too long.
func (p *pen) table(rows [][]string) {
	wide := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, c := range r {
			wide[i] = max(wide[i], columns(c))
		}
	}
	// the first column gives way: what the others say must not lose its end
	wide[0] = min(wide[0], max(12, p.width-sum(wide[1:])-2*len(wide)))
	for n, r := range rows {
		var b strings.Builder
		for i, c := range r {
			b.WriteString(pad(cut(clean(c), wide[i]), wide[i]+2))
		}
		if n == 0 {
			p.line(0, p.dim(strings.TrimRight(b.String(), " ")))
			continue
		}
		p.line(0, b.String())
	}
}

func sum(ns []int) (t int) {
	for _, n := range ns {
		t += n
	}
	return t
}

func pad(s string, n int) string { return s + strings.Repeat(" ", max(0, n-columns(s))) }

// cut shortens s to n columns, ending in "…" where something was left out.
func cut(s string, n int) string {
	if columns(s) <= n {
		return s
	}
	var b strings.Builder
	used := 0
	for _, r := range s {
		w := runeColumns(r)
		if used+w > n-1 {
			break
		}
		b.WriteRune(r)
		used += w
	}
	return b.String() + "…"
}

// columns counts the columns that s takes on a terminal, without its colours.
func columns(s string) int {
	n := 0
	for i := 0; i < len(s); {
		if s[i] == 0x1b {
			for i < len(s) && s[i] != 'm' {
				i++
			}
			i++
			continue
		}
		r := []rune(s[i:min(len(s), i+4)])[0]
		n += runeColumns(r)
		i += max(1, len(string(r)))
	}
	return n
}

func runeColumns(r rune) int {
	switch k := width.LookupRune(r).Kind(); {
	case k == width.EastAsianWide || k == width.EastAsianFullwidth:
		return 2
	case r >= 0x300 && r < 0x370 || r == 0x200b:
		return 0
	}
	return 1
}

// number writes small numbers as words.
func number(n int) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	if n >= 0 && n < len(words) {
		return words[n]
	}
	return thousands(int64(n))
}

// thousands groups digits: 1,234,567.
func thousands(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return thousands(int64(n)) + " " + what + "s"
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
