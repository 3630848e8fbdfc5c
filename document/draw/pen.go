// Package draw sets out a report on documents for people: as a page of text and as
// a picture of the lineage. It decides nothing.
package draw

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/longarm-project/longarm/document"
)

// width is the width of the page in columns.
const width = 100

// A pen writes lines and remembers the first error.
type pen struct {
	w   io.Writer
	err error
}

func (p *pen) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintln(p.w, strings.TrimRight(fmt.Sprintf(format, args...), " "))
	}
}

// wrap writes text in lines that begin at indent.
func (p *pen) wrap(indent int, text string) { p.hang(strings.Repeat(" ", indent), indent, text) }

// hang writes text in lines, the first after a label, the others at indent.
func (p *pen) hang(label string, indent int, text string) {
	line := label
	used := utf8.RuneCountInString(label)
	if used >= indent && strings.TrimSpace(label) != "" { // a long label
		line += " "
		used++
	}
	for used < indent {
		line += " "
		used++
	}
	start := used
	for _, w := range strings.Fields(clean(text)) {
		n := utf8.RuneCountInString(w)
		if used > start && used+1+n > width {
			p.line("%s", line)
			line, used = strings.Repeat(" ", indent), indent
			start = indent
		}
		if used > start {
			line += " "
			used++
		}
		line += w
		used += n
	}
	p.line("%s", line)
}

// clean replaces control characters and marks of direction, which a text may hold to deceive a terminal.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return '\ufffd'
		}
		return r
	}, s)
}

// at cites a place: T3:188-222.
func at(p document.Place) string { return fmt.Sprintf("%s:%d-%d", p.Doc, p.From, p.To) }

// cut shortens a text to n characters.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	r := []rune(s)
	return strings.TrimRight(string(r[:n-1]), " ") + "…"
}

func count(n int, one, more string) string {
	if n == 1 {
		return "one " + one
	}
	return number(n) + " " + more
}

// number writes small numbers in words.
func number(n int) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
	if n >= 0 && n < len(words) {
		return words[n]
	}
	return fmt.Sprint(n)
}

// name writes the name of a publisher, which is kept in lower case.
func name(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if words[i] = title(w); len(w) <= 3 && len(words) == 1 {
			words[i] = strings.ToUpper(w)
		}
	}
	return strings.Join(words, " ")
}

func title(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
