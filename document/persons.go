package document

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/document/prose"
)

// persons counts the unnamed persons that a text rests on. A phrase that picks some of
// a group, or says "the sources", adds nobody. One put beside such a phrase adds its own. A
// later phrase may speak of somebody counted already: it raises the upper bound alone.
func (t *text) persons() Persons {
	out := Persons{Groups: []Person{}}
	open := false
	seen := map[string]bool{}
	group := false
	for i := range t.laid {
		for _, a := range t.laid[i] {
			for _, s := range a.Sources {
				if s.Basis != prose.Unnamed {
					continue
				}
				p := Person{Text: snippet(s.In(t.doc.Page.Prose)), At: t.place(s.Span)}
				many, known := s.Count, s.Count > 0
				if !known {
					many = 2
				}
				switch {
				case (s.Partitive || s.Definite) && group:
					p.Why = "of those told of before"
				case seen[p.Text]:
					p.Why = "the same words as before"
				case !group, s.Beside && besideGroup(a):
					p.Low, p.High = many, many
					p.Why = "counted"
					if s.Beside && group {
						p.Why = "named beside one of the others"
					}
					open = open || !known
				default:
					p.High = many
					p.Why = "may be one of those counted"
					open = open || !known
				}
				group = true
				seen[p.Text] = true
				out.Low += p.Low
				out.High += p.High
				out.Groups = append(out.Groups, p)
			}
		}
	}
	out.Open = open
	return out
}

// besideGroup reports whether an attribution names somebody of a group told of before.
func besideGroup(a prose.Attribution) bool {
	return slices.ContainsFunc(a.Sources, func(s prose.Source) bool { return s.Partitive })
}

// joined is the persons of several reports: they may be the same.
func joined(all []Persons) Persons {
	out := Persons{Groups: []Person{}}
	for _, p := range all {
		out.Low = max(out.Low, p.Low)
		out.High += p.High
		out.Open = out.Open || p.Open
		out.Groups = append(out.Groups, p.Groups...)
	}
	return out
}

// record lists what named parties and spokespersons did about the matter.
func (t *text) record() []Record {
	var out []Record
	for k := range t.units {
		u := &t.units[k]
		s, end := t.lexicon.StanceOf(u.Tokens)
		who := t.voice(u)
		if s == prose.Likewise {
			s = t.stanceAt(&window{Span: u.Span, sentence: u.Sentence, unit: k, tokens: u.Tokens})
		}
		switch {
		case s == "" && who == "":
			continue
		case s == "":
			out = append(out, Record{who, "statement", snippet(u.In(t.doc.Page.Prose)), t.place(u.Span)})
			continue
		case who == "" && end > 0 && pronoun(u.Tokens[0].Word):
			who = t.laidTo(u)
		case who == "" && end > 0:
			who = strings.Trim(snippet(t.doc.Page.Prose[u.Tokens[0].From:u.Tokens[end-1].To]), " ,")
		}
		out = append(out, Record{who, string(s), snippet(u.In(t.doc.Page.Prose)), t.place(u.Span)})
	}
	return out
}

// pronoun reports whether a word stands for somebody named before.
func pronoun(w string) bool { return slices.Contains([]string{"it", "he", "she", "they"}, w) }

// laidTo is whoever a unit is laid to, or "".
func (t *text) laidTo(u *unit) string {
	if u.Laid >= 0 {
		for _, s := range t.laid[u.Sentence][u.Laid].Sources {
			return snippet(s.In(t.doc.Page.Prose))
		}
	}
	return ""
}

// voice is the spokesperson or named person that a unit is laid to, or "".
func (t *text) voice(u *unit) string {
	if u.Laid < 0 {
		return ""
	}
	for _, s := range t.laid[u.Sentence][u.Laid].Sources {
		if s.Basis == prose.Voice || s.Basis == prose.Named && s.Head != "" && s.Name != "" {
			return snippet(s.In(t.doc.Page.Prose))
		}
	}
	return ""
}

// onRecord reports whether somebody on the record stands behind a unit. A publisher
// that reported it does not: it is one more that tells it.
func (t *text) onRecord(u *unit, known map[string]bool) bool {
	if s, _ := t.lexicon.StanceOf(u.Tokens); s == prose.Confirms {
		return true
	}
	if u.Laid < 0 {
		return false
	}
	return slices.ContainsFunc(t.laid[u.Sentence][u.Laid].Sources, func(s prose.Source) bool {
		return s.Basis != prose.Unnamed && !(s.Basis == prose.Named && isPublisher(s.Name, known))
	})
}

// String says the bounds: "4 to 5", "2 or more".
func (p Persons) String() string {
	switch {
	case p.Open:
		return fmt.Sprintf("%d or more", p.Low)
	case p.Low == p.High:
		return fmt.Sprint(p.Low)
	}
	return fmt.Sprintf("%d to %d", p.Low, p.High)
}
