package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"github.com/longarm-project/longarm/determination"
)

const (
	red     = "31"
	green   = "32"
	yellow  = "33"
	magenta = "35"
)

// The widths of a page in columns. Prose in lines longer than maxProse tires; tables use all there is.
const (
	minWidth     = 40
	maxWidth     = 200
	maxProse     = 120
	defaultWidth = 100
)

// A pen writes lines of bounded width and remembers the first error.
type pen struct {
	w     io.Writer
	color bool
	width int // of prose
	full  int // of tables
	err   error
}

func newPen(w io.Writer, s Style) *pen {
	full := min(max(cmp.Or(s.Width, defaultWidth), minWidth), maxWidth)
	return &pen{w: w, color: s.Color, width: min(full, maxProse), full: full}
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

func (p *pen) strong(indent int, s string) { p.wrapped(indent, s, p.bold) }

func (p *pen) bold(s string) string {
	if !p.color || s == "" {
		return s
	}
	return "\x1b[1m" + s + "\x1b[0m"
}

func (p *pen) wrapped(indent int, s string, style func(string) string) {
	for _, l := range p.lines(s, p.width-indent) {
		p.line(indent, style(l))
	}
}

// lines breaks a text into lines of bounded width; a word that is wider is broken, after a mark where it has one.
func (p *pen) lines(s string, width int) (out []string) {
	line, used := "", 0
	for _, word := range strings.Fields(clean(s)) {
		n := columns(word)
		if line != "" && used+1+n > width {
			out = append(out, line)
			line, used = "", 0
		}
		if line != "" {
			line, used = line+" "+word, used+1+n
			continue
		}
		for n > width && width > 0 {
			head := broken(word, width)
			out = append(out, head)
			word = word[len(head):]
			n = columns(word)
		}
		line, used = word, n
	}
	return append(out, line)
}

// broken is the beginning of a word that fits into width: up to its last mark, or as much as fits.
func broken(word string, width int) string {
	used, fits, mark := 0, 0, 0
	for i, r := range word {
		used += runeColumns(r)
		if used > width && fits > 0 {
			break
		}
		fits = i + utf8.RuneLen(r)
		if strings.ContainsRune("/._-@,:;=", r) {
			mark = fits
		}
	}
	if mark >= fits/2 && mark > 0 {
		return word[:mark]
	}
	return word[:fits]
}

// row writes a text beside a label, indented by what the label takes, and what is right at the margin of
// its first line where there is room, else before the text.
func (p *pen) row(indent, wide int, label, text, right string) {
	in := indent + wide
	width := p.width - in
	if right = clean(right); right != "" {
		if rest := width - columns(right) - 2; rest >= 50 {
			width = rest
		} else {
			text, right = right+": "+text, ""
		}
	}
	for i, l := range p.lines(text, width) {
		if i == 0 && right != "" {
			l = pad(l, p.width-in-columns(right)) + p.dim(right)
		}
		p.line(indent, p.labelText(label, wide)+l)
		label = ""
	}
}

// labelText is a label, dimmed where it has no colour of its own.
func (p *pen) labelText(label string, wide int) string {
	if strings.HasPrefix(label, "\x1b") {
		return pad(label, wide)
	}
	return p.dim(pad(clean(label), wide))
}

// commandRow writes a command beside a label; it is never broken, so that it can be typed as it stands.
func (p *pen) commandRow(indent, wide int, label, command string) {
	p.line(indent, p.dim(pad(label, wide))+clean(command))
}

// titled writes a label, a name and a title that goes on below itself where it is long.
func (p *pen) titled(l label, wide int, name string, nameWide int, title string) {
	head := p.paint(l.color, pad(l.text, wide)) + p.bold(pad(clean(name), nameWide))
	in := columns(head)
	if p.width-in < 24 { // no room beside them
		p.line(0, head)
		p.wrap(2, title)
		return
	}
	for i, t := range p.lines(title, p.width-in) {
		if i > 0 {
			head = strings.Repeat(" ", in)
		}
		p.line(0, head+t)
	}
}

// sides writes a label, a text and a word at the right margin of its first line; the text goes on below itself.
func (p *pen) sides(label, text, right string) {
	right = clean(right)
	in := columns(label)
	free := p.width - in - columns(right) - 1
	if free < 20 {
		p.wrap(in, text+" "+right)
		return
	}
	for i, t := range p.lines(text, free) {
		if i > 0 {
			p.line(in, t)
			continue
		}
		p.line(0, label+pad(t, free)+" "+p.dim(right))
	}
}

func pad(s string, n int) string { return s + strings.Repeat(" ", max(0, n-columns(s))) }

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
