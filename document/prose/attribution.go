package prose

import "strings"

// A Basis is what kind of source a statement is laid to.
type Basis string

// The kinds of source.
const (
	Unnamed Basis = "unnamed persons"
	Voice   Basis = "spokesperson" // speaks for an organisation, on the record
	Named   Basis = "named"        // a named person, firm or body
	Paper   Basis = "document"     // a report, a filing, a release, an indictment
)

// A Source is one party that a statement is laid to.
type Source struct {
	Span
	Basis     Basis
	Head      string // the word for the persons: "people", "official"
	Name      string // of a named source, as Name.Key
	Count     int    // persons; 0: a plural without a number
	Partitive bool   // one of a group told of before
	Definite  bool   // "the people": told of before
	Beside    bool   // named beside another source of the same statement
}

// An Attribution lays a statement to sources.
type Attribution struct {
	Span
	Sources   []Source
	Credit    string // the publisher that was told: "told Reuters"
	Assertive bool   // the verb vouches: "revealed", "confirmed"
}

// Attributions finds who the statements of a sentence are laid to.
func (l *Lexicon) Attributions(text string, ts []Token) []Attribution {
	var out []Attribution
	for i := range ts {
		var from, to int
		a := Attribution{}
		switch {
		case ts[i].Word == "according" && i+1 < len(ts) && ts[i+1].Word == "to":
			from, to = i, phraseEnd(ts, i+2)
			a.Sources = l.sources(text, ts[i+2:to])
		case (ts[i].Word == "citing" || ts[i].Word == "quoting") && i+1 < len(ts):
			from, to = i, phraseEnd(ts, i+1)
			a.Sources = l.sources(text, ts[i+1:to])
		case l.Is("say", ts[i].Word) && ts[i].Shape == Word && (!ts[i].Cap || ts[i].First) && !(i > 0 && (ts[i-1].Word == "to" || l.auxiliary(ts[i-1].Word) && ts[i-1].Word != "have" && ts[i-1].Word != "has" && ts[i-1].Word != "had")):
			from, to = l.saying(text, ts, i, &a)
		default:
			continue
		}
		if len(a.Sources) == 0 || len(out) > 0 && ts[from].From < out[len(out)-1].To {
			continue
		}
		if from > 0 && ts[from-1].Word == "," {
			from--
		}
		a.Span = Span{ts[from].From, ts[to-1].To}
		for k := range a.Sources {
			a.Sources[k].Beside = len(a.Sources) > 1
		}
		out = append(out, a)
	}
	return out
}

// saying reads "NP said", ", NP said" and ", said NP" around the verb at i.
func (l *Lexicon) saying(text string, ts []Token, i int, a *Attribution) (from, to int) {
	from, to = i, i+1
	for from > 0 && !stopsNP(ts[from-1].Word) {
		from--
	}
	if from > 0 && ts[from-1].Word == "," && relative(ts, from) { // "the source, who asked not to be named, said"
		for from--; from > 0 && !stopsNP(ts[from-1].Word); from-- {
		}
	}
	a.Sources = l.sources(text, ts[from:i])
	if len(a.Sources) == 0 && i+1 < len(ts) && i > 0 && (ts[i-1].Word == "," || closer(ts[i-1].Word)) {
		from, to = i, phraseEnd(ts, i+1)
		a.Sources = l.sources(text, ts[i+1:to])
	}
	a.Assertive = l.Is("assertive", ts[i].Word)
	if ts[i].Word == "told" || ts[i].Word == "tells" || ts[i].Word == "tell" {
		k := i + 1
		for k < len(ts) && (ts[k].Word == "the" || ts[k].Cap && ts[k].Shape == Word) {
			k++
		}
		if k > i+1 {
			a.Credit = keyOf(ts[i+1 : k])
			to = k
		}
	}
	if to < len(ts) && ts[to].Word == "that" {
		to++
	}
	return from, to
}

func relative(ts []Token, from int) bool { return ts[from].Word == "who" || ts[from].Word == "which" }

func stopsNP(w string) bool {
	switch w {
	case ",", ".", ";", ":", "(", ")", "—", "–", "but", "that", "because", "\"", "“", "”", "…":
		return true
	}
	return false
}

// phraseEnd finds where the noun phrase that begins at i ends.
func phraseEnd(ts []Token, i int) int {
	for k := i; k < len(ts); k++ {
		switch ts[k].Word {
		case ",":
			if k+1 < len(ts) && (ts[k+1].Word == "who" || ts[k+1].Word == "and") {
				continue
			}
			return k
		case ".", ";", ":", "—", "–", "\"", "“", "(", "as", "amid", "but", "while":
			return k
		}
	}
	return len(ts)
}

// sources reads a noun phrase; parts joined by "and" stand each for itself where both have a head.
func (l *Lexicon) sources(text string, ts []Token) []Source {
	for i := range ts {
		if ts[i].Word == "and" && i > 0 && i+1 < len(ts) {
			left, ok := l.source(text, ts[:i])
			right := l.sources(text, ts[i+1:])
			if ok && len(right) > 0 && (ts[i+1].Word == "a" || ts[i+1].Word == "an" || ts[i+1].Word == "the" || spelled[ts[i+1].Word] > 0 || ts[i+1].Cap) {
				return append([]Source{left}, right...)
			}
		}
	}
	if s, ok := l.source(text, ts); ok {
		return []Source{s}
	}
	return nil
}

// source reads one noun phrase.
func (l *Lexicon) source(text string, ts []Token) (Source, bool) {
	if len(ts) == 0 || len(ts) > 40 {
		return Source{}, false
	}
	s := Source{Span: Span{ts[0].From, ts[len(ts)-1].To}}
	head := -1
	for i := range ts {
		w := ts[i].Word
		if head >= 0 && (ends(w) || ts[i].Shape == Mark) {
			break
		}
		switch {
		case ts[i].Shape != Word:
		case l.Is("person", w) || l.Is("voice", w):
			head = i
		}
	}
	if head < 0 {
		return l.impersonal(text, ts, s)
	}
	s.Head = ts[head].Word
	if head+1 < len(ts) && ts[head+1].Cap && ts[head+1].Shape == Word && !ts[head+1].Country { // "spokesman John Doe"
		s.Basis, s.Name = Named, nameAt(ts, head+1)
		return s, true
	}
	if head >= 2 && ts[head-1].Cap && ts[0].Cap && ts[head].Cap { // a title in capitals before no name: a named office
		s.Name = keyOf(ts[:head+1])
	}
	s.Basis = Unnamed
	if l.Is("voice", s.Head) {
		s.Basis = Voice
	}
	l.count(ts[:head+1], &s)
	return s, true
}

// count reads how many persons a phrase names, and whether they were told of before.
func (l *Lexicon) count(ts []Token, s *Source) {
	plural := strings.HasSuffix(s.Head, "s") || s.Head == "people" || s.Head == "spokespeople"
	if !plural {
		s.Count = 1
	}
	for i := range ts {
		n := spelled[ts[i].Word]
		if ts[i].Shape == Number && len(ts[i].Word) < 4 {
			for _, c := range ts[i].Word {
				if c >= '0' && c <= '9' {
					n = n*10 + int(c-'0')
				}
			}
		}
		if n > 0 && i+1 < len(ts) && ts[i+1].Word == "of" {
			s.Count, s.Partitive = n, true
			return
		}
		if n > 0 {
			s.Count = n
			break
		}
	}
	s.Definite = ts[0].Word == "the" || ts[0].Word == "those" || ts[0].Word == "these"
}

// impersonal reads a phrase without a person: a paper, a firm, a name.
func (l *Lexicon) impersonal(text string, ts []Token, s Source) (Source, bool) {
	for i := range ts {
		if ends(ts[i].Word) {
			ts = ts[:i]
			break
		}
	}
	for len(ts) > 0 && strings.HasSuffix(ts[len(ts)-1].Word, "ly") { // "the company reportedly"
		ts = ts[:len(ts)-1]
	}
	if len(ts) == 0 {
		return s, false
	}
	last := &ts[len(ts)-1]
	name := ""
	for i := range ts {
		if ts[i].Cap && ts[i].Shape == Word && ts[i].Concept != 0 {
			name = keyOf(ts[i:])
			break
		}
	}
	switch {
	case last.Shape == Word && l.Is("paper", last.Word):
		s.Basis, s.Head, s.Name = Paper, last.Word, name
	case name != "" && (last.Cap || last.Shape == Word && l.Is("collective", last.Word)):
		s.Basis, s.Name = Named, name
	case last.Shape == Word && l.Is("collective", last.Word) && len(ts) <= 3:
		s.Basis, s.Head, s.Definite = Named, last.Word, true
	default:
		return s, false
	}
	return s, true
}

// ends reports whether a word ends the head of a noun phrase.
func ends(w string) bool {
	switch w {
	case "with", "who", "familiar", "briefed", "close", "on", "at", "in", "for", "from", "of", "speaking", "that", "which", "whose", "to":
		return w != "of"
	}
	return false
}

func nameAt(ts []Token, i int) string {
	j := i
	for j < len(ts) && ts[j].Cap && ts[j].Shape == Word {
		j++
	}
	return keyOf(ts[i:j])
}

// keyOf joins the capitalised words of tokens into a name.
func keyOf(ts []Token) string {
	var out []string
	for i := range ts {
		if ts[i].Shape == Word && ts[i].Cap && !legalForms[ts[i].Word] && ts[i].Word != "the" {
			out = append(out, strings.TrimSuffix(ts[i].Word, "."))
		}
	}
	return strings.Join(out, " ")
}

// auxiliary reports whether a word is a form of be, have or do, or a modal verb.
func (l *Lexicon) auxiliary(w string) bool {
	switch w {
	case "is", "are", "was", "were", "be", "been", "has", "have", "had", "do", "does", "did", "will", "would", "can", "could", "may", "might", "shall", "should", "must", "didn't", "doesn't", "isn't", "wasn't", "hasn't", "won't", "wouldn't", "don't", "aren't", "weren't", "haven't":
		return true
	}
	return false
}
