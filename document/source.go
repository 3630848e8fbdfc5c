package document

import (
	"fmt"
	"slices"

	"github.com/longarm-project/longarm/document/prose"
)

// holdSource judges a claim about sources: "according to three people briefed on the matter".
func holdSource(r, c *text, p point, al *alignment) finding {
	ra := &r.laid[p.sentence][p.laid]
	ca := c.attributionOf(p, al, r, ra)
	if ca == nil && introduces(ra) {
		ca = c.firstGroup()
	}
	if ca == nil {
		return finding{verdict: Absent}
	}
	f := finding{verdict: Paraphrased, span: trimComma(c.doc.Page.Prose, ca.Span)}
	if snippet(ra.In(r.doc.Page.Prose)) == snippet(ca.In(c.doc.Page.Prose)) {
		f.verdict = Kept
	}
	if ch, ok := compareSources(r, c, ra, ca, p); ok {
		f.verdict, f.changes = Altered, []change{ch}
	}
	return f
}

// introduces reports whether an attribution brings in a group of unnamed persons.
func introduces(a *prose.Attribution) bool {
	for _, s := range a.Sources {
		if s.Basis == prose.Unnamed && !s.Definite && !s.Partitive && s.Count != 1 {
			return true
		}
	}
	return false
}

// firstGroup is the first attribution of a text to several unnamed persons.
func (t *text) firstGroup() *prose.Attribution {
	for i := range t.laid {
		for k := range t.laid[i] {
			for _, s := range t.laid[i][k].Sources {
				if s.Basis == prose.Unnamed && s.Count != 1 {
					return &t.laid[i][k]
				}
			}
		}
	}
	return nil
}

// sameKind gives the attribution of a sentence that is of the kind of ra: the one asked
// for, or another beside it ("an agency reported, citing two officials").
func (t *text) sameKind(sentence, laid int, ra *prose.Attribution) *prose.Attribution {
	all := t.laid[sentence]
	if a := &all[laid]; sameBasis(ra, a) {
		return a
	}
	for i := range all {
		if sameBasis(ra, &all[i]) {
			return &all[i]
		}
	}
	return nil
}

// attributionOf finds who the copy lays to what the root lays to an attribution.
func (t *text) attributionOf(p point, al *alignment, r *text, ra *prose.Attribution) *prose.Attribution {
	for k := range r.units {
		u := &r.units[k]
		if u.Sentence != p.sentence || u.Laid != p.laid {
			continue
		}
		m := al.matches[k]
		if m.window < 0 || m.score < present {
			continue
		}
		w := &t.windows[m.window]
		for i := range t.units {
			if v := &t.units[i]; v.Sentence == w.sentence && v.Laid >= 0 && (w.unit < 0 || w.unit == i) {
				if a := t.sameKind(w.sentence, v.Laid, ra); a != nil {
					return a
				}
			}
		}
	}
	return nil
}

func sameBasis(a, b *prose.Attribution) bool {
	for _, s := range a.Sources {
		if slices.ContainsFunc(b.Sources, func(o prose.Source) bool {
			return o.Basis == s.Basis && (s.Name == "" || o.Name == "" || s.Name == o.Name)
		}) {
			return true
		}
	}
	return false
}

// compareSources finds what a copy lost of who is behind a statement.
func compareSources(r, c *text, ra, ca *prose.Attribution, p point) (change, bool) {
	rs, cs := trimComma(r.doc.Page.Prose, ra.Span), trimComma(c.doc.Page.Prose, ca.Span)
	persons := func(a *prose.Attribution) (out []prose.Source) {
		for _, s := range a.Sources {
			if s.Basis == prose.Unnamed {
				out = append(out, s)
			}
		}
		return out
	}
	rp, cp := persons(ra), persons(ca)
	switch {
	case len(rp) == 0 || len(cp) == 0:
		return change{}, false
	case len(rp) > len(cp):
		return change{kindSource, rs, cs, fmt.Sprintf("%d sources in the root, %d in the copy", len(rp), len(cp)), false, true}, true
	case rp[0].Count > 1 && !rp[0].Partitive && cp[0].Count == 0 && !cp[0].Definite:
		return change{kindCount, rs, cs, fmt.Sprintf("%d persons in the root, a plural without a number in the copy", rp[0].Count), false, true}, true
	case rp[0].Count > 0 && cp[0].Count > 0 && rp[0].Count != cp[0].Count && rp[0].Partitive == cp[0].Partitive:
		return change{kindCounted, rs, cs, fmt.Sprintf("%d persons in the root, %d in the copy", rp[0].Count, cp[0].Count), true, true}, true
	}
	return change{}, false
}
