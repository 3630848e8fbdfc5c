package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Quote is what stands in quotation marks. Span leaves the marks out.
type Quote struct {
	Span
	Paragraph int
	// Broken says what is wrong with the marks, or is empty.
	Broken string
}

// What can be wrong with the marks of a quotation.
const (
	NoClosing  = "the closing mark is missing"
	StrayClose = "a closing mark stands inside"
	NoOpening  = "the opening mark is missing"
)

// maxQuote bounds a quotation, in bytes: a longer one is a mark gone astray.
const maxQuote = 4000

// Quotes finds the quotations of each paragraph. Marks are paired within a
// paragraph only, so that one stray mark cannot swallow the next.
func Quotes(text string, paragraphs []Span) []Quote {
	var out []Quote
	for p, span := range paragraphs {
		out = append(out, quotesOf(text, span, p)...)
	}
	return out
}

// A side is what a quotation mark may be by its form and its neighbours.
type side uint8

const (
	noMark side = iota
	opens
	closes
)

func quotesOf(text string, p Span, index int) []Quote {
	var out []Quote
	open, end := -1, -1 // inner start of the open quotation; place after the last closing mark
	for i := p.From; i < p.To; {
		r, n := utf8.DecodeRuneInString(text[i:p.To])
		switch s := sideOf(text, p, i, n, r, open >= 0); {
		case s == opens:
			if open >= 0 && i > open {
				out = append(out, Quote{Span{open, stopBefore(text, open, i)}, index, NoClosing})
			}
			open = i + n
		case s == closes && open >= 0:
			if i > open && i-open <= maxQuote {
				out = append(out, Quote{Span{open, i}, index, ""})
			}
			open, end = -1, i+n
		case s == closes:
			if k := len(out) - 1; k >= 0 && goesOn(text, end, i) {
				out[k].To, out[k].Broken = i, StrayClose
			} else {
				from := clauseBefore(text, p.From, max(end, p.From), i)
				out = append(out, Quote{Span{from, i}, index, NoOpening})
			}
			end = i + n
		}
		i += n
	}
	if open >= 0 && open < p.To {
		out = append(out, Quote{Span{open, stopBefore(text, open, p.To)}, index, NoClosing})
	}
	return out
}

// sideOf judges one character.
func sideOf(text string, p Span, i, n int, r rune, inside bool) side {
	switch r {
	case '“', '«', '„', '「', '『':
		return opens
	case '”', '»', '」', '』':
		return closes
	case '"':
		before, after := i == p.From || spaceOrOpen(text, i), i+n >= p.To || spaceOrClose(text, i+n)
		switch {
		case before && !after:
			return opens
		case after && !before:
			return closes
		case inside:
			return closes
		}
		return opens
	}
	return noMark
}

func spaceOrOpen(text string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:i])
	return unicode.IsSpace(r) || strings.ContainsRune("([{-–—:", r)
}

func spaceOrClose(text string, i int) bool {
	r, _ := utf8.DecodeRuneInString(text[i:])
	return unicode.IsSpace(r) || strings.ContainsRune(")]}.,;:!?-–—", r)
}

// goesOn reports whether the text after a closing mark goes on as if it were still
// quoted: punctuation, then lower case, up to another closing mark without an opening one.
func goesOn(text string, end, stray int) bool {
	if end < 0 || stray-end > maxQuote {
		return false
	}
	rest := strings.TrimLeftFunc(text[end:stray], func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(".,;", r) })
	r, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsLower(r) && len(rest) < stray-end && strings.ContainsAny(text[end:end+1], ".,;")
}

// stopBefore ends an unclosed quotation with its first sentence.
func stopBefore(text string, from, to int) int {
	to = min(to, from+maxQuote)
	for i := from; i+1 < to; i++ {
		if (text[i] == '.' || text[i] == '!' || text[i] == '?') && (text[i+1] == ' ' || text[i+1] == '\n') && i+2 < len(text) && text[i+2] >= 'A' && text[i+2] <= 'Z' {
			return i + 1
		}
	}
	for to > from && !utf8.RuneStart(text[min(to, len(text)-1)]) {
		to--
	}
	return from + len(strings.TrimRightFunc(text[from:to], unicode.IsSpace))
}

// clauseBefore finds where the clause that ends at i begins.
func clauseBefore(text string, from, after, i int) int {
	start := max(from, after)
	if k := strings.LastIndexAny(text[start:i], ".,:;"); k >= 0 && start+k+1 < i {
		start += k + 1
	}
	for start < i {
		r, n := utf8.DecodeRuneInString(text[start:])
		if !unicode.IsSpace(r) {
			break
		}
		start += n
	}
	return start
}

// Words normalises a quotation for comparison: lower-case words without quotation
// marks, hyphens and punctuation; "US" for "U.S."; any ellipsis "…".
func (l *Lexicon) Words(text string, s Span) []string {
	var out []string
	for _, t := range l.Tokens(text, s.From, s.To) {
		switch {
		case t.Word == "…":
			out = append(out, "…")
		case t.Shape != Mark:
			w := t.Word
			switch {
			case t.Possessive && strings.HasSuffix(w, "s"):
				w += "'"
			case t.Possessive:
				w += "'s"
			}
			out = append(out, w)
		}
	}
	return out
}
