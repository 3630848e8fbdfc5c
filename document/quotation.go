package document

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/document/prose"
)

// A reading is how a quotation of a copy stands to one of the root.
type reading struct {
	verdict QuotationVerdict
	ref     int // index in the root's quotes; -1: none
	says    string
	filled  prose.Span // what fills an ellipsis of the reference, in the copy
}

// likeness is the share of concepts from which two quotations are held to be of the same words.
const likeness = 0.4

// readQuotes compares each quotation of c with the quotations of r.
func readQuotes(r, c *text) []reading {
	out := make([]reading, len(c.quotes))
	for i := range c.quotes {
		out[i] = readQuote(r, c, &c.quotes[i])
	}
	return out
}

func readQuote(r, c *text, q *quote) reading {
	best, ref := 0.0, -1
	for k := range r.quotes {
		s := dice(q.bag, r.quotes[k].bag)
		if contained(q.bag, r.quotes[k].bag) >= 0.8 && len(q.bag) >= 3 {
			s = max(s, 0.7) // a part of it, or it and more
		}
		if s > best {
			best, ref = s, k
		}
	}
	if ref < 0 || best < likeness {
		return reading{verdict: OwnQuote, ref: -1, says: onlyRoot(r, q)}
	}
	return compareQuote(c, q, &r.quotes[ref], ref)
}

// onlyRoot says that a quotation is of words that the root has without marks.
func onlyRoot(r *text, q *quote) string {
	if len(q.words) >= 4 && slices.Contains(windowsOf(r, len(q.words)), strings.Join(q.words, " ")) {
		return "the root has these words without quotation marks"
	}
	return ""
}

func windowsOf(r *text, n int) []string {
	var out []string
	for _, s := range r.sentences {
		w := strings.Fields(wordsOf(s.Tokens))
		for i := 0; i+n <= len(w); i++ {
			out = append(out, strings.Join(w[i:i+n], " "))
		}
	}
	return out
}

// contained is the share of the smaller bag that the larger has.
func contained(a, b []term) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return 0
	}
	n := 0
	for _, t := range a {
		if has(b, t.concept) {
			n++
		}
	}
	return float64(n) / float64(len(a))
}

// compareQuote judges a quotation by its words. Equal, and cut at the ends, is exact.
// So is one that leaves words out where it puts an ellipsis. One that has words where
// the reference has an ellipsis, or goes on where it ends, is fuller. All else is garbled.
func compareQuote(c *text, q, ref *quote, k int) reading {
	broken := ""
	if q.Broken != "" {
		broken = "; " + q.Broken
	}
	a, b := ends(q.words), ends(ref.words)
	switch {
	case q.Broken == prose.StrayClose || q.Broken == prose.NoOpening:
		return reading{verdict: Garbled, ref: k, says: differ(a, b) + broken}
	case slices.Equal(a, b) || within(b, a) || elided(a, b):
		return reading{verdict: Exact, ref: k, says: strings.TrimPrefix(broken, "; ")}
	}
	if from, to, ok := fills(a, b); ok {
		r := reading{verdict: Fuller, ref: k, says: fmt.Sprintf("has %q where the reference has an ellipsis", strings.Join(a[from:to], " "))}
		r.filled = c.wordSpan(q, from, to)
		return r
	}
	if len(b) >= 3 && within(a, b) {
		return reading{verdict: Fuller, ref: k, says: "goes on where the reference ends"}
	}
	return reading{verdict: Garbled, ref: k, says: differ(a, b) + broken}
}

// ends drops an ellipsis at either end.
func ends(w []string) []string {
	for len(w) > 0 && w[0] == "…" {
		w = w[1:]
	}
	for len(w) > 0 && w[len(w)-1] == "…" {
		w = w[:len(w)-1]
	}
	return w
}

// within reports whether part stands in whole as one run.
func within(whole, part []string) bool { return runAt(whole, part, 0) >= 0 }

func runAt(whole, part []string, from int) int {
	for i := from; i+len(part) <= len(whole); i++ {
		if slices.Equal(whole[i:i+len(part)], part) {
			return i
		}
	}
	return -1
}

// elided reports whether short is long with words left out at an ellipsis of short.
func elided(short, long []string) bool {
	if !slices.Contains(short, "…") {
		return false
	}
	at := 0
	for _, part := range split(short) {
		i := runAt(long, part, at)
		if i < 0 {
			return false
		}
		at = i + len(part)
	}
	return true
}

func split(w []string) [][]string {
	var out [][]string
	start := 0
	for i := 0; i <= len(w); i++ {
		if i == len(w) || w[i] == "…" {
			if i > start {
				out = append(out, w[start:i])
			}
			start = i + 1
		}
	}
	return out
}

// fills reports whether a is the reference b with words in place of an ellipsis, the ends
// perhaps cut, and which words of a these are.
func fills(a, b []string) (from, to int, ok bool) {
	i := slices.Index(b, "…")
	if i < 0 || slices.Contains(a, "…") {
		return 0, 0, false
	}
	left, right := b[:i], b[i+1:]
	if slices.Contains(right, "…") {
		return 0, 0, false
	}
	l := longestSuffix(left, a)
	if l == 0 || l*2 < len(left) {
		return 0, 0, false
	}
	from = l
	for n := len(right); n*2 >= len(right) && n > 0; n-- {
		if len(a)-n > from && slices.Equal(a[len(a)-n:], right[:n]) {
			return from, len(a) - n, true
		}
	}
	return 0, 0, false
}

// longestSuffix is how many words at the end of left stand at the start of a.
func longestSuffix(left, a []string) int {
	for n := min(len(left), len(a)); n > 0; n-- {
		if slices.Equal(left[len(left)-n:], a[:n]) {
			return n
		}
	}
	return 0
}

// wordSpan is where words from to to of a quotation stand.
func (t *text) wordSpan(q *quote, from, to int) prose.Span {
	var at []prose.Token
	for _, k := range t.lexicon.Tokens(t.doc.Page.Prose, q.From, q.To) {
		if k.Shape != prose.Mark || k.Word == "…" {
			at = append(at, k)
		}
	}
	for len(at) > 0 && at[0].Word == "…" {
		at = at[1:]
	}
	if from >= len(at) || to > len(at) || to <= from {
		return q.Span
	}
	return prose.Span{From: at[from].From, To: at[to-1].To}
}

// differ names the first words that differ.
func differ(a, b []string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	show := func(w []string) string {
		if i >= len(w) {
			return "nothing more"
		}
		return fmt.Sprintf("%q", strings.Join(w[i:min(len(w), i+4)], " "))
	}
	return show(a) + " where the reference has " + show(b)
}

// speaker names who a quotation is laid to: the source of its sentence, or its subject.
func (t *text) speaker(q *quote) string {
	if q.sentence < 0 {
		return ""
	}
	for _, a := range t.laid[q.sentence] {
		for _, s := range a.Sources {
			return strings.TrimSuffix(snippet(s.In(t.doc.Page.Prose)), " reportedly")
		}
	}
	if len(q.words) <= maxTerm {
		return "" // a term, not speech
	}
	ts := t.sentences[q.sentence].Tokens
	for i := range ts {
		if ts[i].From >= q.From {
			break
		}
		if t.lexicon.Is("paper", ts[i].Word) && ts[i].Shape == prose.Word && i > 0 && ts[i-1].Word != "in" {
			from := i
			for from > 0 && ts[from-1].Shape == prose.Word && !(ts[from-1].Concept == 0 && !ts[from-1].Possessive) {
				from--
			}
			return snippet(t.doc.Page.Prose[ts[from].From:ts[i].To])
		}
	}
	if s := t.lexicon.Subject(ts); len(s) > 0 && len(s) < 12 && s[len(s)-1].To <= q.From {
		return snippet(t.doc.Page.Prose[s[0].From:s[len(s)-1].To])
	}
	return ""
}
