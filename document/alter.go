package document

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/document/prose"
)

// A change is what a copy made of a claim, before it is given names and places.
type change struct {
	kind       string
	root, copy prose.Span // the words concerned
	says       string
	contrary   bool // the two cannot both be so
	loss       bool // as copying does: hedges, counts and scope are lost, strength is gained
}

// The kinds of alteration.
const (
	kindFact     = "possibility to fact"
	kindPossible = "fact to possibility"
	kindStronger = "stronger"
	kindWeaker   = "weaker"
	kindNarrowed = "narrowed"
	kindSharper  = "time sharpened"
	kindNumber   = "number changed"
	kindBound    = "bound lost"
	kindNegated  = "negated"
	kindSubject  = "subject changed"
	kindTerm     = "term of law lost"
	kindStance   = "stance changed"
	kindWord     = "word added"
	kindCount    = "count of sources lost"
	kindCounted  = "count of sources changed"
	kindSource   = "source lost"
)

// changes compares a unit of the root with the window of a copy that states it.
func changes(r *text, u *unit, c *text, w *window) []change {
	var out []change
	for _, f := range []func(*text, *unit, *text, *window) []change{
		modality, strength, scope, possessor, sharper, quantities, negation, subject, stance, added,
	} {
		out = append(out, f(r, u, c, w)...)
	}
	return out
}

const open = prose.Possible | prose.Question | prose.Conditional

// modality finds what is possible in one and so in the other.
func modality(_ *text, u *unit, _ *text, w *window) []change {
	rm, cm := u.Mood, w.mood
	switch {
	case rm&prose.Possible != 0 && cm&(prose.Possible|prose.Conditional) == 0, rm&open == prose.Question && cm&open == 0:
		return []change{{kindFact, u.Span, w.Span, "what may be so in the root is so in the copy", false, true}}
	case rm == 0 && w.unit >= 0 && cm&prose.Possible != 0 && cm&prose.Question == 0:
		return []change{{kindPossible, u.Span, w.Span, "what is so in the root may be so in the copy", false, false}}
	}
	return nil
}

// strength compares words on one scale: disrupt and prevent, damage and lose.
func strength(_ *text, u *unit, _ *text, w *window) []change {
	var out []change
	rs, cs := strongest(u.Tokens), strongest(w.tokens)
	for i := range u.Tokens {
		t := &u.Tokens[i]
		r, ok := rs[t.Concept]
		if !ok || r != t {
			continue
		}
		c, ok := cs[t.Concept]
		switch {
		case !ok || c.Strength == r.Strength:
		case c.Strength > r.Strength:
			out = append(out, change{kindStronger, span(r), span(c), fmt.Sprintf("%q says more than %q", c.Word, r.Word), false, true})
		default:
			out = append(out, change{kindWeaker, span(r), span(c), fmt.Sprintf("%q says less than %q", c.Word, r.Word), false, false})
		}
	}
	return out
}

func strongest(ts []prose.Token) map[prose.Concept]*prose.Token {
	out := map[prose.Concept]*prose.Token{}
	for i := range ts {
		if t := &ts[i]; t.Strength > 0 && (out[t.Concept] == nil || out[t.Concept].Strength < t.Strength) {
			out[t.Concept] = t
		}
	}
	return out
}

func span(t *prose.Token) prose.Span { return prose.Span{From: t.From, To: t.To} }

// scopes are phrases that say how far a statement reaches.
var scopes = []string{"at home and abroad", "worldwide", "globally", "around the world", "nationwide", "across the country", "everywhere"}

// scope finds a reach that the copy left out.
func scope(r *text, u *unit, _ *text, w *window) []change {
	if !slices.ContainsFunc(u.Tokens, func(t prose.Token) bool { return r.lexicon.Is("reach", t.Word) }) {
		return nil
	}
	rt, ct := " "+wordsOf(u.Tokens)+" ", " "+wordsOf(w.tokens)+" "
	for _, p := range scopes {
		if strings.Contains(rt, " "+p+" ") && !strings.Contains(ct, " "+p+" ") && !strings.Contains(ct, " abroad ") && !strings.Contains(ct, " overseas ") {
			return []change{{kindNarrowed, u.Span, w.Span, fmt.Sprintf("%q is gone", p), false, true}}
		}
	}
	return nil
}

func wordsOf(ts []prose.Token) string {
	var b strings.Builder
	for i := range ts {
		if ts[i].Shape != prose.Mark {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(ts[i].Word)
		}
	}
	return b.String()
}

// possessor finds a class that became one member of it: "companies' dealings" and "Acme's dealings".
func possessor(r *text, u *unit, _ *text, w *window) []change {
	for i := range u.Tokens {
		p := &u.Tokens[i]
		if !p.Possessive || !r.lexicon.Is("generic", p.Word) {
			continue
		}
		head := headAfter(u.Tokens, i)
		for k := range w.tokens {
			q := &w.tokens[k]
			if q.Possessive && q.Cap && !q.Country && !r.lexicon.Is("generic", q.Word) && head != 0 && headAfter(w.tokens, k) == head {
				return []change{{kindNarrowed, span(p), span(q), fmt.Sprintf("a class, %q, became one of it, %q", p.Word, q.Word), false, true}}
			}
		}
	}
	return nil
}

// headAfter is the concept of what is possessed.
func headAfter(ts []prose.Token, i int) prose.Concept {
	for k := i + 1; k < len(ts) && k <= i+3; k++ {
		if ts[k].Shape == prose.Mark {
			continue
		}
		if ts[k].Content() {
			return ts[k].Concept
		}
	}
	return 0
}

// sharper finds a time made nearer: "after" and "shortly after".
func sharper(r *text, u *unit, _ *text, w *window) []change {
	for i := range w.tokens {
		t := &w.tokens[i]
		if !r.lexicon.Is("soon", t.Word) || i+1 >= len(w.tokens) || w.tokens[i+1].Word != "after" && w.tokens[i+1].Word != "before" {
			continue
		}
		for k := range u.Tokens {
			if v := u.Tokens[k].Word; r.lexicon.Is("soon", v) {
				return nil
			}
		}
		return []change{{kindSharper, u.Span, span(t), fmt.Sprintf("%q is added", t.Word), false, true}}
	}
	return nil
}

// negation finds what is so in one and not in the other.
func negation(r *text, u *unit, _ *text, w *window) []change {
	if w.unit < 0 || (u.Mood^w.mood)&prose.Negated == 0 {
		return nil
	}
	if s, _ := r.lexicon.StanceOf(u.Tokens); s != "" {
		return nil
	}
	if s, _ := r.lexicon.StanceOf(w.tokens); s != "" {
		return nil
	}
	if dice(u.bag, w.bag) < 0.6 {
		return nil
	}
	return []change{{kindNegated, u.Span, w.Span, "one denies what the other states", true, false}}
}

// dice is the share of concepts that two bags have in common.
func dice(a, b []term) float64 {
	n := 0
	for _, t := range a {
		if has(b, t.concept) {
			n++
		}
	}
	if len(a)+len(b) == 0 {
		return 0
	}
	return 2 * float64(n) / float64(len(a)+len(b))
}

// added finds a word that judges, put before what the root has without it.
func added(r *text, u *unit, _ *text, w *window) []change {
	if w.unit < 0 {
		return nil
	}
	for i := range w.tokens {
		t := &w.tokens[i]
		if !r.lexicon.Is("evaluative", t.Word) || has(u.bag, t.Concept) || i+1 >= len(w.tokens) || !has(u.bag, w.tokens[i+1].Concept) {
			continue
		}
		if has(r.bags[u.Sentence], t.Concept) {
			continue
		}
		return []change{{kindWord, u.Span, span(t), fmt.Sprintf("%q is added", t.Word), false, true}}
	}
	return nil
}
