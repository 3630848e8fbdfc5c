package document

import (
	"fmt"
	"slices"

	"github.com/longarm-project/longarm/document/page"
	"github.com/longarm-project/longarm/document/prose"
)

// notOwn is the score from which a unit of a copy is held to come from the root. It is
// lower than present: that something is a copy's own must be plain.
const notOwn = 0.38

// loose is the score from which a unit of nothing but the root's words is a looser saying of the root.
const loose = 0.35

// own lists what a copy has and the root has not.
func (p *pair) own() []Own {
	var out []Own
	c := p.copy
	p.vocabulary = concepts(p.root)
	for k := range c.units {
		u := &c.units[k]
		if score := p.back.matches[k].score; score >= present || p.used(u.Span) || score >= notOwn && !p.fresh(u) {
			if s, ok := tail(u.Tokens, p.vocabulary); ok && !p.fillsSpan(s) {
				out = append(out, Own{c.doc.ID, "words", snippet(s.In(c.doc.Page.Prose)), "stands with what " + p.root.doc.ID + " states, and not there", c.place(s)})
			}
			continue
		}
		if p.back.matches[k].score >= loose && !p.fresh(u) && vague(u, p.vocabulary) {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Kind == "statement" && k > 0 && c.units[k-1].Sentence == u.Sentence && p.back.matches[k-1].score < notOwn {
			joined := prose.Span{From: c.units[k-1].From, To: u.To}
			out[n-1].Text, out[n-1].At = snippet(joined.In(c.doc.Page.Prose)), c.place(joined)
			continue
		}
		out = append(out, Own{c.doc.ID, "statement", snippet(u.In(c.doc.Page.Prose)), "", c.place(u.Span)})
	}
	out = append(out, p.filled()...)
	out = append(out, p.inferred()...)
	for _, b := range c.doc.Page.Of(page.Caption) {
		out = append(out, Own{c.doc.ID, "caption", snippet(c.doc.Page.Text[b.From:b.To]), "", c.doc.place(b.From, b.To)})
	}
	return out
}

// fresh reports whether a unit names somebody or gives a number that the root does not.
// A name is known if a word of it is.
func (p *pair) fresh(u *unit) bool {
	for _, n := range p.copy.lexicon.Names(u.Tokens) {
		known, telling := false, false
		for i := range u.Tokens {
			if t := &u.Tokens[i]; t.From >= n.From && t.To <= n.To && t.Content() {
				known = known || p.vocabulary[t.Concept]
				telling = telling || t.Weight >= 3
			}
		}
		if telling && !known {
			return true
		}
	}
	return slices.ContainsFunc(u.Tokens, func(t prose.Token) bool {
		return t.Shape == prose.Number && !p.vocabulary[t.Concept]
	})
}

// used reports whether a claim of the root was found in a span.
func (p *pair) used(s prose.Span) bool {
	for i, f := range p.found {
		if p.points[i].laid < 0 && f.verdict != Absent && overlap(f.span, s)*2 > s.Len() {
			return true
		}
	}
	return false
}

func (p *pair) fillsSpan(s prose.Span) bool {
	for _, q := range p.quotes {
		if overlap(q.filled, s) > 0 {
			return true
		}
	}
	return false
}

func concepts(t *text) map[prose.Concept]bool {
	out := map[prose.Concept]bool{}
	for i := range t.sentences {
		for _, k := range t.sentences[i].Tokens {
			if k.Content() {
				out[k.Concept] = true
			}
		}
	}
	return out
}

// vague reports whether a unit holds nothing that the root's vocabulary has not: a
// looser saying of what stands there.
func vague(u *unit, vocabulary map[prose.Concept]bool) bool {
	fresh, all := float32(0), float32(0)
	for _, t := range u.bag {
		all += t.weight
		if !vocabulary[t.concept] {
			fresh += t.weight
		}
	}
	return fresh*10 < all*3
}

// tail finds words that a unit adds at its end after a preposition: "during a dispute that the root does not know".
func tail(ts []prose.Token, vocabulary map[prose.Concept]bool) (prose.Span, bool) {
	for i := range ts {
		switch ts[i].Word {
		case "during", "because", "despite", "following", "including", "amid", "over":
		default:
			continue
		}
		fresh, all := 0, 0
		for k := i + 1; k < len(ts); k++ {
			if ts[k].Content() {
				all += ts[k].Weight
				if !vocabulary[ts[k].Concept] {
					fresh += ts[k].Weight
				}
			}
		}
		if fresh >= 6 && fresh*2 >= all {
			return prose.Span{From: ts[i].From, To: ts[len(ts)-1].To}, true
		}
	}
	return prose.Span{}, false
}

// filled lists words that stand where the root has an ellipsis: they prove a second source.
func (p *pair) filled() []Own {
	var out []Own
	for _, q := range p.quotes {
		if q.filled.Len() > 0 {
			out = append(out, Own{p.copy.doc.ID, "second source", snippet(q.filled.In(p.copy.doc.Page.Prose)),
				p.root.doc.ID + " has an ellipsis here: these words came from another source", p.copy.place(q.filled)})
		}
	}
	return out
}

// inferred lists years that a copy writes where the root names the month alone.
func (p *pair) inferred() []Own {
	var out []Own
	for i, f := range p.found {
		if p.points[i].laid >= 0 || f.verdict == Absent {
			continue
		}
		months := yearOf(p.root.units[p.points[i].unit].Tokens)
		for m, at := range yearOf(p.copy.lexicon.Tokens(p.copy.doc.Page.Prose, f.span.From, f.span.To)) {
			if was, ok := months[m]; ok && was.year == "" && at.year != "" {
				out = append(out, Own{p.copy.doc.ID, "inference", snippet(at.In(p.copy.doc.Page.Prose)),
					fmt.Sprintf("%s names the month and no year", p.root.doc.ID), p.copy.place(at.Span)})
			}
		}
	}
	return out
}

type monthAt struct {
	prose.Span
	year string
}

var monthNames = map[string]bool{"january": true, "february": true, "march": true, "april": true, "may": true, "june": true, "july": true, "august": true, "september": true, "october": true, "november": true, "december": true}

// yearOf finds the months among tokens, and the year after each. Where one month stands twice, the last counts.
func yearOf(ts []prose.Token) map[string]monthAt {
	out := map[string]monthAt{}
	for i := range ts {
		if !monthNames[ts[i].Word] || !ts[i].Cap {
			continue
		}
		m := monthAt{Span: prose.Span{From: ts[i].From, To: ts[i].To}}
		for k := i + 1; k < len(ts) && k <= i+3; k++ {
			if ts[k].Shape == prose.Number && len(ts[k].Word) == 4 {
				m.year, m.To = ts[k].Word, ts[k].To
				break
			}
		}
		out[ts[i].Word] = m
	}
	return out
}
