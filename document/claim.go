package document

import (
	"github.com/longarm-project/longarm/document/prose"
)

// A point is a claim of a root before it is reported: a unit, or an attribution.
type point struct {
	unit     int // index of the unit; of an attribution, the last unit laid to it
	sentence int
	laid     int // index of the attribution in its sentence; -1: the point is a unit
	span     prose.Span
}

// points lists what a root states, in order.
func (t *text) points() []point {
	var out []point
	for from, to := 0, 0; from < len(t.units); from = to {
		i := t.units[from].Sentence
		last := map[int]int{}
		for to = from; to < len(t.units) && t.units[to].Sentence == i; to++ {
			if l := t.units[to].Laid; l >= 0 {
				last[l] = to
			}
		}
		for k := from; k < to; k++ {
			u := &t.units[k]
			out = append(out, point{k, i, -1, u.Span})
			if u.Laid >= 0 && last[u.Laid] == k && t.tells(i, u.Laid) {
				out = append(out, point{k, i, u.Laid, trimComma(t.doc.Page.Prose, t.laid[i][u.Laid].Span)})
			}
		}
	}
	return out
}

func trimComma(text string, s prose.Span) prose.Span {
	for s.From < s.To && (text[s.From] == ',' || text[s.From] == ' ' || text[s.From] == '\n') {
		s.From++
	}
	return s
}

// tells reports whether an attribution is worth a claim of its own: it brings in a
// source, or picks one of a group. "The people said" does neither.
func (t *text) tells(sentence, laid int) bool {
	for _, s := range t.laid[sentence][laid].Sources {
		if s.Basis != prose.Voice && !(s.Definite && !s.Partitive) {
			return true
		}
	}
	return false
}

// attribution is the words that a unit is laid to, or "".
func (t *text) attribution(u *unit) string {
	if u.Laid < 0 {
		return ""
	}
	return snippet(t.doc.Page.Prose[trimComma(t.doc.Page.Prose, t.laid[u.Sentence][u.Laid].Span).From:t.laid[u.Sentence][u.Laid].To])
}

// certainty reads how a unit is stated.
func (t *text) certainty(u *unit) Certainty {
	switch s, _ := t.lexicon.StanceOf(u.Tokens); s {
	case prose.NoComment, prose.NoResponse:
		return NoAnswer
	case prose.Denies:
		return Denied
	}
	if u.Mood&(prose.Possible|prose.Question|prose.Conditional) != 0 {
		return Possible
	}
	return Asserted
}

// A finding is how a copy holds a point of its root.
type finding struct {
	verdict Verdict
	span    prose.Span // in the copy; zero: absent
	changes []change
}

// hold judges each point of r in the copy c.
func hold(r, c *text, points []point, al *alignment, quotes []reading) []finding {
	out := make([]finding, len(points))
	for i, p := range points {
		if p.laid < 0 {
			out[i] = holdUnit(r, c, p.unit, al, quotes)
		}
	}
	for i, p := range points {
		if p.laid >= 0 {
			out[i] = holdSource(r, c, p, al)
		}
	}
	return out
}

func holdUnit(r, c *text, k int, al *alignment, quotes []reading) finding {
	m, u := al.matches[k], &r.units[k]
	q := quoteIn(r, c, u, quotes)
	if m.window < 0 || m.score < present {
		if q < 0 || quotes[q].verdict == OwnQuote {
			return finding{verdict: Absent}
		}
		f := finding{verdict: Paraphrased, span: c.quotes[q].Span}
		return withQuote(f, r, u, c, q, quotes)
	}
	w := &c.windows[m.window]
	f := finding{verdict: Paraphrased, span: w.Span, changes: changes(r, u, c, w)}
	if alike(u.Tokens, w.tokens) >= 0.72 {
		f.verdict = Kept
	}
	if len(f.changes) > 0 {
		f.verdict = Altered
	}
	if q >= 0 && overlap(c.quotes[q].Span, c.sentences[w.sentence].Span) > 0 {
		f = withQuote(f, r, u, c, q, quotes)
	}
	return f
}

// quoteIn finds the quotation of c that is of words which u quotes, or gives -1.
func quoteIn(r, c *text, u *unit, quotes []reading) int {
	for i := range quotes {
		if ref := quotes[i].ref; ref >= 0 && overlap(r.quotes[ref].Span, u.Span) > 0 {
			return i
		}
	}
	return -1
}

// maxTerm is the number of words up to which a quotation is a term rather than speech.
const maxTerm = 3

// withQuote adds what became of the quotation in a unit.
func withQuote(f finding, r *text, u *unit, c *text, q int, quotes []reading) finding {
	if quotes[q].verdict != Garbled {
		return f
	}
	f.verdict = Altered
	if ref := &r.quotes[quotes[q].ref]; len(ref.words) <= maxTerm {
		f.changes = append(f.changes, change{kindTerm, ref.Span, c.quotes[q].Span, quotes[q].says, false, true})
	}
	return f
}

// alike is how far two runs of tokens have the same words, by their stems.
func alike(a, b []prose.Token) float64 {
	count := map[string]int{}
	n, both := 0, 0
	for i := range a {
		if a[i].Shape != prose.Mark {
			count[a[i].Word]++
			n++
		}
	}
	for i := range b {
		if b[i].Shape != prose.Mark {
			n++
			if count[b[i].Word] > 0 {
				count[b[i].Word]--
				both++
			}
		}
	}
	if n == 0 {
		return 0
	}
	return 2 * float64(both) / float64(n)
}
