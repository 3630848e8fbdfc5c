package document

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/longarm-project/longarm/document/page"
	"github.com/longarm-project/longarm/document/prose"
	"github.com/longarm-project/longarm/fact"
)

// A Document is one text, however many files hold it.
type Document struct {
	ID     string      // short and unique within the set
	Name   string      // of the first file that holds it
	Copies []string    // further files with the same bytes
	Digest fact.Digest // of the bytes; of the text where a file holds several documents
	Files  []File      // that hold it, as Name and Copies
	Page   *page.Page

	counted []int // characters before each stride of the text; made when first needed, by the one goroutine that has the document
}

// A File is what a document was read from.
type File struct {
	Name   string
	Digest fact.Digest
	Size   int64
	Part   int // which of the documents in it, from 1; 0: it holds no other
}

// A text is a document taken apart. It is large and made again where it is needed.
type text struct {
	doc       *Document
	sentences []prose.Sentence
	laid      [][]prose.Attribution // for each sentence
	units     []unit
	windows   []window
	quotes    []quote
	english   bool
	short     bool // there is more than was compared
	lexicon   *prose.Lexicon

	bags [][]term        // of the sentences
	said [][]prose.Token // words of the sentences outside quotation marks
	runs map[uint64]bool // every runLength of these in a row; made when first needed
}

// A unit is a prose.Unit with what it is compared by.
type unit struct {
	prose.Unit
	bag     []term // by concept, each once
	subject []prose.Token
}

// A window is a stretch of a text that a claim may be found in: a unit, a
// sentence, or what "including" adds to one.
type window struct {
	prose.Span
	sentence int
	unit     int // index of the unit it is, or that holds it; -1: a whole sentence of several units
	tokens   []prose.Token
	bag      []term
	mood     prose.Mood
}

// A term is a concept in a bag, with the weight it has by itself.
type term struct {
	concept prose.Concept
	weight  float32
}

// quote is a quotation with its normalised words.
type quote struct {
	prose.Quote
	words    []string
	bag      []term
	sentence int // that it begins in; -1: none
}

// take takes a document apart.
func take(d *Document, l *prose.Lexicon) *text {
	t := &text{doc: d, lexicon: l}
	var spans []prose.Span
	size := 0
	for _, b := range d.Page.Paragraphs() {
		if size += b.To - b.From; size > maxProse {
			t.short = true
			if b.To = b.From + maxProse - (size - (b.To - b.From)); b.To <= b.From {
				break
			}
			for !utf8.RuneStart(d.Page.Prose[b.To]) {
				b.To--
			}
		}
		spans = append(spans, prose.Span{From: b.From, To: b.To})
	}
	t.sentences = l.Sentences(d.Page.Prose, spans)
	var all []prose.Token
	for i := range t.sentences {
		s := &t.sentences[i]
		if len(all) < 2000 {
			all = append(all, s.Tokens...)
		}
		as := l.Attributions(d.Page.Prose, s.Tokens)
		t.laid = append(t.laid, as)
		t.addUnits(i, as)
	}
	t.english = l.English(all) >= leastEnglish
	t.addQuotes(spans)
	for i := range t.sentences {
		t.bags = append(t.bags, bag(t.sentences[i].Tokens))
		t.said = append(t.said, t.spoken(i))
	}
	return t
}

// maxProse bounds the prose of a document that is compared, in bytes: some forty thousand
// words. A longer one is a book, or no text.
const maxProse = 256 << 10

// maxQuotes bounds the quotations of a document that are compared.
const maxQuotes = 400

// leastEnglish is the share of empty and common English words below which a text is not held to be English.
const leastEnglish = 22

func (t *text) addUnits(i int, as []prose.Attribution) {
	s := &t.sentences[i]
	first := len(t.units)
	for _, u := range t.lexicon.Units(i, s, as) {
		t.units = append(t.units, unit{Unit: u, bag: bag(u.Tokens), subject: t.lexicon.Subject(u.Tokens)})
	}
	for k := first; k < len(t.units); k++ {
		u := &t.units[k]
		t.windows = append(t.windows, window{u.Span, i, k, u.Tokens, u.bag, u.Mood})
		t.addTail(i, k)
	}
	if len(t.units)-first > 1 {
		w := window{s.Span, i, -1, s.Tokens, bag(s.Tokens), 0}
		for k := first; k < len(t.units); k++ {
			w.mood |= t.units[k].Mood
		}
		t.windows = append(t.windows, w)
	}
}

// addTail adds what stands after "including" as a window of its own.
func (t *text) addTail(sentence, k int) {
	u := &t.units[k]
	for i := range u.Tokens {
		if u.Tokens[i].Word == "including" && i > 3 && len(u.Tokens)-i > 3 {
			tail := u.Tokens[i+1:]
			span := prose.Span{From: tail[0].From, To: u.To}
			t.windows = append(t.windows, window{span, sentence, k, tail, bag(tail), u.Mood})
			return
		}
	}
}

func (t *text) addQuotes(spans []prose.Span) {
	for _, q := range prose.Quotes(t.doc.Page.Prose, spans) {
		if len(t.quotes) == maxQuotes {
			t.short = true
			return
		}
		words := t.lexicon.Words(t.doc.Page.Prose, q.Span)
		if len(words) == 0 || len(words) == 1 && q.Broken == "" {
			continue // a word in marks is set off, not quoted
		}
		at, ok := slices.BinarySearchFunc(t.sentences, q.From, func(s prose.Sentence, from int) int {
			switch {
			case s.To <= from:
				return -1
			case s.From > from:
				return 1
			}
			return 0
		})
		if !ok {
			at = -1
		}
		t.quotes = append(t.quotes, quote{q, words, bag(t.lexicon.Tokens(t.doc.Page.Prose, q.From, q.To)), at})
	}
}

// bag collects the concepts of tokens, each once, in order of their numbers.
func bag(ts []prose.Token) []term {
	out := make([]term, 0, len(ts))
	for i := range ts {
		if t := &ts[i]; t.Content() {
			w := float32(t.Weight)
			if t.Cap && !t.First && t.Weight >= 2 {
				w++
			}
			out = append(out, term{t.Concept, w})
		}
	}
	slices.SortFunc(out, func(a, b term) int { return cmp.Or(cmp.Compare(a.concept, b.concept), cmp.Compare(b.weight, a.weight)) })
	return slices.CompactFunc(out, func(a, b term) bool { return a.concept == b.concept })
}

func has(bag []term, c prose.Concept) bool {
	_, ok := slices.BinarySearchFunc(bag, c, func(t term, c prose.Concept) int { return cmp.Compare(t.concept, c) })
	return ok
}

// snippet is text on one line.
func snippet(s string) string { return strings.Join(strings.Fields(s), " ") }
