package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Span is text[From:To], in bytes.
type Span struct{ From, To int }

// In returns the text of the span.
func (s Span) In(text string) string { return text[s.From:s.To] }

// Len is the length in bytes.
func (s Span) Len() int { return s.To - s.From }

// A Sentence is a sentence of a paragraph.
type Sentence struct {
	Span
	Paragraph int // index of the paragraph
	Tokens    []Token
	Damaged   bool // a full stop stands inside it
}

// maxSentence is how many tokens a sentence has at most; a longer run is cut.
const maxSentence = 250

// abbreviations end with a dot that does not end a sentence.
var abbreviations = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "dr": true, "prof": true, "st": true, "gen": true, "col": true, "lt": true, "sen": true, "rep": true, "gov": true,
	"inc": true, "corp": true, "ltd": true, "co": true, "llc": true, "plc": true, "pte": true, "bros": true,
	"jan": true, "feb": true, "mar": true, "apr": true, "jun": true, "jul": true, "aug": true, "sep": true, "sept": true, "oct": true, "nov": true, "dec": true,
	"no": true, "vs": true, "etc": true, "e.g": true, "i.e": true, "approx": true, "est": true, "dept": true, "univ": true, "jr": true, "sr": true,
}

// Sentences cuts the paragraphs of text.
func (l *Lexicon) Sentences(text string, paragraphs []Span) []Sentence {
	var out []Sentence
	for p, span := range paragraphs {
		tokens := l.Tokens(text, span.From, span.To)
		start := 0
		damaged := false
		for i := range tokens {
			end, broken := sentenceEnd(text, tokens, i)
			damaged = damaged || broken
			if !end && i+1 < len(tokens) && i-start < maxSentence {
				continue
			}
			stop := i + 1
			for stop < len(tokens) && closer(tokens[stop].Word) && !spaceBefore(text, tokens[stop].From) {
				stop++
			}
			if stop > start {
				out = appendSentence(out, text, p, tokens[start:stop], damaged)
			}
			start, damaged = stop, false
		}
	}
	return out
}

// appendSentence adds a sentence, joining to the one before what damage cut off it.
func appendSentence(out []Sentence, text string, p int, tokens []Token, damaged bool) []Sentence {
	if n := len(out); n > 0 && out[n-1].Paragraph == p && fragment(tokens) {
		last := &out[n-1]
		last.Tokens = append(last.Tokens[:len(last.Tokens):len(last.Tokens)], tokens...)
		last.To, last.Damaged = tokens[len(tokens)-1].To, true
		return out
	}
	for i := range tokens {
		if tokens[i].Shape == Word {
			tokens[i].First = true
			break
		}
	}
	return append(out, Sentence{Span: Span{tokens[0].From, tokens[len(tokens)-1].To}, Paragraph: p, Tokens: tokens, Damaged: damaged})
}

// fragment reports whether a sentence is only the tail of one: a word or two, a comma and an attribution, or punctuation alone.
func fragment(ts []Token) bool {
	words := 0
	for i := range ts {
		if ts[i].Shape != Mark {
			words++
			continue
		}
		if ts[i].Word == "," && words <= 2 {
			return i+2 < len(ts) && ts[i+1].Word == "according" && ts[i+2].Word == "to"
		}
	}
	return words == 0
}

// sentenceEnd reports whether a sentence ends with token i, and whether a full stop there is damage.
func sentenceEnd(text string, ts []Token, i int) (end, damaged bool) {
	t := &ts[i]
	abbreviated := t.Shape == Word && strings.HasSuffix(t.Word, ".") || t.Word == "us" && t.To-t.From == 4
	switch {
	case abbreviated:
		return i+1 < len(ts) && opensSentence(&ts[i+1]), false
	case t.Shape != Mark:
		return false, false
	case t.Word == "!" || t.Word == "?" || t.Word == "。" || t.Word == "！" || t.Word == "？" || t.Word == "।":
		return true, false
	case t.Word != "." && t.Word != "…":
		return false, false
	}
	if t.Word == "." && i > 0 && ts[i-1].To == t.From && (abbreviations[ts[i-1].Word] || ts[i-1].Shape == Word && ts[i-1].To-ts[i-1].From == 1) {
		return i+1 < len(ts) && spaceBefore(text, ts[i+1].From) && opensSentence(&ts[i+1]), false
	}
	j := i + 1
	for j < len(ts) && closer(ts[j].Word) && !spaceBefore(text, ts[j].From) {
		j++
	}
	if j == len(ts) {
		return true, false
	}
	next := &ts[j]
	switch {
	case next.Shape == Mark && (next.Word == "," || next.Word == ";" || next.Word == ":"):
		return false, true
	case next.Shape == Word && !next.Cap && startsLower(text, next.From):
		return false, t.Word == "."
	case t.Word == "…":
		return spaceBefore(text, next.From), false
	}
	return spaceBefore(text, next.From) || next.Shape == Mark, false
}

// opensSentence reports whether a word after an abbreviation begins a new sentence:
// a capital where the word would not have one.
func opensSentence(t *Token) bool { return t.Shape == Word && t.Cap && t.Concept == 0 && !t.Country }

func closer(w string) bool {
	switch w {
	case "\"", "”", "’", "'", "»", ")", "]", "」", "』", "“":
		return true
	}
	return false
}

func spaceBefore(text string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:i])
	return i == 0 || unicode.IsSpace(r)
}

func startsLower(text string, i int) bool {
	r, _ := utf8.DecodeRuneInString(text[i:])
	return unicode.IsLower(r)
}
