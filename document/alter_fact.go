package document

import (
	"fmt"
	"slices"

	"github.com/longarm-project/longarm/document/prose"
)

// quantities compares numbers with the same unit.
func quantities(r *text, u *unit, c *text, w *window) []change {
	rq := prose.Quantities(r.doc.Page.Prose, u.Tokens)
	if len(rq) == 0 {
		return nil
	}
	cq := prose.Quantities(c.doc.Page.Prose, w.tokens)
	var out []change
	done := map[string]bool{}
	for i := range rq {
		kind := sort(&rq[i])
		if done[kind] {
			continue
		}
		done[kind] = true
		var left, right []*prose.Quantity
		for k := range rq {
			if sort(&rq[k]) == kind {
				left = append(left, &rq[k])
			}
		}
		for k := range cq {
			if sort(&cq[k]) == kind {
				right = append(right, &cq[k])
			}
		}
		if ch, ok := compareQuantities(r, c, left, right); ok {
			out = append(out, ch)
		}
	}
	return out
}

func sort(q *prose.Quantity) string {
	if q.Of != 0 {
		return fmt.Sprint(q.Unit, q.Of)
	}
	return q.Unit
}

func compareQuantities(r, c *text, left, right []*prose.Quantity) (change, bool) {
	if len(right) == 0 {
		return change{}, false
	}
	for _, a := range left {
		for _, b := range right {
			if a.Value != b.Value {
				continue
			}
			if a.Bound != "" && b.Bound == "" && a.Unit != "year" {
				return change{kindBound, a.Span, b.Span, fmt.Sprintf("%q is a bound in the root and a figure in the copy", snippet(a.In(r.doc.Page.Prose))), false, true}, true
			}
			return change{}, false
		}
	}
	a, b := left[0], right[0]
	if a.Bound != b.Bound && (a.Bound != "" && b.Bound != "") || len(left) != len(right) {
		return change{}, false
	}
	return change{kindNumber, a.Span, b.Span, fmt.Sprintf("%s in the root, %s in the copy", snippet(a.In(r.doc.Page.Prose)), snippet(b.In(c.doc.Page.Prose))), true, false}, true
}

// subject compares what was done by the same to two different subjects: "the office
// was created by X" and "the inquiry was established by X".
func subject(r *text, u *unit, c *text, w *window) []change {
	rs, rv, ra, ok := passive(r.lexicon, u.Tokens)
	if !ok {
		return nil
	}
	cs, cv, ca, ok := passive(c.lexicon, w.tokens)
	if !ok || rv != cv || !slices.ContainsFunc(ra, func(x prose.Concept) bool { return slices.Contains(ca, x) }) {
		return nil
	}
	kind, head := r.kindOf(rs, u.Sentence, u.Tokens), head(cs)
	if head == nil || kind == "" {
		return nil
	}
	other := classOf(c.lexicon, head.Word)
	if other == "" || other == kind {
		return nil
	}
	return []change{{kindSubject, u.Span, w.Span, fmt.Sprintf("the root says it of an %s, the copy of the %s", kind, head.Word), true, true}}
}

// passive takes "SUBJECT was VERBed by AGENT" apart.
func passive(l *prose.Lexicon, ts []prose.Token) (subj []prose.Token, verb prose.Concept, agent []prose.Concept, ok bool) {
	for i := 1; i+2 < len(ts); i++ {
		if ts[i].Word != "was" && ts[i].Word != "were" && ts[i].Word != "been" && ts[i].Word != "is" {
			continue
		}
		if ts[i+2].Word != "by" || !ts[i+1].Content() {
			continue
		}
		for k := i + 3; k < len(ts) && k < i+8 && ts[k].Shape != prose.Mark; k++ {
			if ts[k].Cap && ts[k].Content() {
				agent = append(agent, ts[k].Concept)
			}
		}
		return ts[:i], ts[i+1].Concept, agent, len(agent) > 0
	}
	return nil, 0, nil, false
}

// head is the last word of the first noun phrase of a subject.
func head(ts []prose.Token) *prose.Token {
	var h *prose.Token
	for i := range ts {
		switch w := ts[i].Word; {
		case w == "," || w == "of" || w == "in" || w == "by" || w == "from" || w == "that" || w == "which" || w == "into" || w == "within" || w == "against":
			if h != nil {
				return h
			}
		case ts[i].Content():
			h = &ts[i]
		}
	}
	return h
}

func classOf(l *prose.Lexicon, w string) string {
	switch {
	case l.Is("organisation", w):
		return "organisation"
	case l.Is("event", w):
		return "event"
	}
	return ""
}

// kindOf says what a subject is; a pronoun is what the sentence before speaks of: an
// organisation, where what is said can be said of one only.
func (t *text) kindOf(subj []prose.Token, sentence int, ts []prose.Token) string {
	h := head(subj)
	if h != nil {
		return classOf(t.lexicon, h.Word)
	}
	if sentence == 0 || !slices.ContainsFunc(ts, func(k prose.Token) bool {
		return k.Word == "powers" || k.Word == "wield" || k.Word == "staff" || k.Word == "authority"
	}) {
		return ""
	}
	for _, k := range t.sentences[sentence-1].Tokens {
		if t.lexicon.Is("organisation", k.Word) && !k.Cap {
			return "organisation"
		}
	}
	return ""
}

// stance compares what the parties asked did: a silence and a statement are two things.
func stance(r *text, u *unit, c *text, w *window) []change {
	rs, _ := r.lexicon.StanceOf(u.Tokens)
	cs := c.stanceAt(w)
	if rs == "" || cs == "" || rs == cs {
		return nil
	}
	return []change{{kindStance, u.Span, w.Span, fmt.Sprintf("%s in the root, %s in the copy", stanceWords[rs], stanceWords[cs]), true, true}}
}

var stanceWords = map[prose.Stance]string{
	prose.NoComment: "a refusal to comment", prose.NoResponse: "no response", prose.Denies: "a denial", prose.Confirms: "a confirmation",
}

// stanceAt is the stance in a window; one that is like the one before takes that.
func (t *text) stanceAt(w *window) prose.Stance {
	s, _ := t.lexicon.StanceOf(w.tokens)
	if s != prose.Likewise {
		return s
	}
	for k := len(t.units) - 1; k >= 0; k-- {
		u := &t.units[k]
		if u.From >= w.From || t.sentences[u.Sentence].Paragraph != t.sentences[w.sentence].Paragraph {
			continue
		}
		if s, _ := t.lexicon.StanceOf(u.Tokens); s != "" && s != prose.Likewise {
			return s
		}
	}
	return ""
}
