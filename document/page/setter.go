package page

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A setter finds the blocks of a page's text.
type setter struct {
	p     *Page
	lines []line
	apart []Block
	given []Block // paragraphs that the form of the page tells apart; nil: they are found by lines
}

type line struct {
	from, to int // bytes, without the end of line and blanks around
	empty    bool
	links    int // bytes of link addresses in it
}

func newSetter(p *Page) *setter { return &setter{p: p} }

// run sets apart first what marks can tell, then cuts the rest into paragraphs.
func (s *setter) run() {
	s.cutLines()
	s.links()
	paragraphs := s.given
	if paragraphs == nil {
		paragraphs = s.paragraphs()
	}
	var body []Block
	for _, b := range paragraphs {
		if k := s.judge(b, len(body) == 0); k != Body {
			b.Kind = k
			s.apart = append(s.apart, b)
			continue
		}
		if b = s.trim(b, len(body) == 0); b.To > b.From {
			body = append(body, b)
		}
	}
	s.p.Prose = blank(s.p.Text, s.apart)
	s.p.Blocks = append(body, s.apart...)
	slices.SortStableFunc(s.p.Blocks, func(a, b Block) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
}

// blank replaces the blocks of a text by blanks of the same length.
func blank(text string, apart []Block) string {
	b := []byte(text)
	for _, a := range apart {
		for i := a.From; i < a.To; i++ {
			if b[i] != '\n' {
				b[i] = ' '
			}
		}
	}
	return string(b)
}

func (s *setter) cutLines() {
	text := s.p.Text
	for i := 0; i < len(text); {
		end := strings.IndexByte(text[i:], '\n')
		next := len(text)
		if end >= 0 {
			next = i + end + 1
		}
		from, to := trimSpan(text, i, next)
		s.lines = append(s.lines, line{from: from, to: to, empty: from == to})
		i = next
	}
}

func trimSpan(text string, from, to int) (int, int) {
	part := text[from:to]
	left := strings.TrimLeftFunc(part, unicode.IsSpace)
	from = to - len(left)
	return from, from + len(strings.TrimRightFunc(left, unicode.IsSpace))
}

var address = regexp.MustCompile(`(?i)\b(?:https?://|www\.)[^\s<>"“”]+`)

// linked is a cheap look for an address.
func linked(s string) bool {
	return strings.Contains(s, "://") || strings.Contains(s, "www.") || strings.Contains(s, "WWW.")
}

// links sets apart addresses of links, without the punctuation after them.
func (s *setter) links() {
	for i := range s.lines {
		l := &s.lines[i]
		if !linked(s.p.Text[l.from:l.to]) {
			continue
		}
		for _, m := range address.FindAllStringIndex(s.p.Text[l.from:l.to], -1) {
			from, to := l.from+m[0], l.from+m[1]
			to = from + len(strings.TrimRight(s.p.Text[from:to], ".,;:)]"))
			s.apart = append(s.apart, Block{Link, from, to})
			l.links += to - from
		}
	}
}

// paragraphs cuts the lines into paragraphs, of the kind Body for now. Lines broken at
// a width are joined; otherwise each line is one.
func (s *setter) paragraphs() []Block {
	width := s.width()
	var out []Block
	for i := 0; i < len(s.lines); {
		if s.lines[i].empty {
			i++
			continue
		}
		j := i + 1
		for j < len(s.lines) && !s.lines[j].empty {
			j++
		}
		out = append(out, s.group(s.lines[i:j], width)...)
		i = j
	}
	return out
}

// width is the width at which lines are broken, in characters, or 0 where they are not.
// It shows in lines that another follows and that do not end as a sentence does.
func (s *setter) width() int {
	var lengths []int
	for i, l := range s.lines[:max(0, len(s.lines)-1)] {
		text := s.p.Text[l.from:l.to]
		if !l.empty && !s.lines[i+1].empty && l.links == 0 && !terminal(text) && !capitals(text) {
			lengths = append(lengths, s.length(l))
		}
	}
	if len(lengths) < 2 {
		return 0
	}
	slices.Sort(lengths)
	w := lengths[len(lengths)*9/10]
	middle := lengths[len(lengths)/2]
	if w > 110 || w < 30 || middle*10 < w*7 {
		return 0
	}
	return w
}

func (s *setter) length(l line) int {
	return utf8.RuneCountInString(s.p.Text[l.from:l.to]) - l.links
}

// group cuts lines with no empty line among them.
func (s *setter) group(lines []line, width int) []Block {
	if s.captions(lines) {
		return []Block{{Caption, lines[0].from, lines[len(lines)-1].to}}
	}
	var out []Block
	start := 0
	for i := range lines {
		last := i == len(lines)-1
		if !last && width > 0 && !s.stops(lines, i, width) {
			continue
		}
		out = append(out, Block{Body, lines[start].from, lines[i].to})
		start = i + 1
	}
	return out
}

// stops reports whether a paragraph of broken lines ends with line i: a short line that ends a
// sentence, a line in capitals, or one before such.
func (s *setter) stops(lines []line, i, width int) bool {
	text := s.p.Text[lines[i].from:lines[i].to]
	if capitals(text) || capitals(s.p.Text[lines[i+1].from:lines[i+1].to]) {
		return true
	}
	next := firstWord(s.p.Text[lines[i+1].from:lines[i+1].to])
	return terminal(text) && s.length(lines[i])+1+utf8.RuneCountInString(next) < width
}

func firstWord(s string) string {
	if i := strings.IndexFunc(s, unicode.IsSpace); i >= 0 {
		return s[:i]
	}
	return s
}

// capitals reports whether a short line has letters and all are capitals: a heading.
func capitals(s string) bool {
	if len(s) > 80 {
		return false
	}
	letters := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters >= 4
}

// terminal reports whether text ends as a sentence does.
func terminal(s string) bool {
	s = strings.TrimRight(s, "\"”’')»] \t")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?…。！？।:", r)
}
