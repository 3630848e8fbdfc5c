package prose

import "strings"

// A Mood is how a statement is made. Its bits may stand together.
type Mood uint8

// The moods.
const (
	Possible    Mood = 1 << iota // could, may, a risk of
	Conditional                  // if, would
	Question                     // whether
	Negated
	Hearsay // reportedly
)

// A Unit is the smallest part of a sentence that states something by itself.
type Unit struct {
	Span
	Sentence int     // index of its sentence
	Tokens   []Token // without attributions
	Laid     int     // index of its attribution within Attributions of the sentence; -1: none
	Mood     Mood
}

// Units cuts a sentence into what it states. Attributions are taken out of the
// units and told by index.
func (l *Lexicon) Units(index int, s *Sentence, as []Attribution) []Unit {
	var out []Unit
	start := 0
	rest := without(s.Tokens, as)
	for i := range rest {
		if i > start && l.splits(rest, start, i) {
			out = l.appendUnit(out, index, rest[start:i], as)
			start = i
		}
	}
	out = l.appendUnit(out, index, rest[start:], as)
	return out
}

// without drops the tokens of attributions.
func without(ts []Token, as []Attribution) []Token {
	if len(as) == 0 {
		return ts
	}
	out := make([]Token, 0, len(ts))
	for i := range ts {
		inside := false
		for k := range as {
			inside = inside || ts[i].From >= as[k].From && ts[i].To <= as[k].To
		}
		if !inside {
			out = append(out, ts[i])
		}
	}
	return out
}

// minUnit is how many words with content a unit has at least.
const minUnit = 2

func (l *Lexicon) appendUnit(out []Unit, index int, ts []Token, as []Attribution) []Unit {
	for len(ts) > 0 && ts[0].Shape == Mark && ts[0].Word != "\"" && ts[0].Word != "“" && ts[0].Word != "$" {
		ts = ts[1:]
	}
	for len(ts) > 0 && (ts[len(ts)-1].Shape == Mark && ts[len(ts)-1].Word != "%" || dangling(ts[len(ts)-1].Word)) {
		ts = ts[:len(ts)-1]
	}
	n := content(ts)
	if n == 0 {
		return out
	}
	span := Span{ts[0].From, ts[len(ts)-1].To}
	if n < minUnit && len(out) > 0 {
		last := &out[len(out)-1]
		last.Tokens = append(last.Tokens[:len(last.Tokens):len(last.Tokens)], ts...)
		last.To = span.To
		last.Mood |= l.mood(ts)
		return out
	}
	u := Unit{Span: span, Sentence: index, Tokens: ts, Laid: -1, Mood: l.mood(ts)}
	if ts[0].Word == "or" && len(out) > 0 { // a second object of the same verb
		u.Mood |= out[len(out)-1].Mood & (Possible | Conditional)
	}
	for k := range as { // an attribution governs what stands before it; the first, what comes after it too
		if as[k].From >= span.From || k == 0 {
			u.Laid = k
			break
		}
	}
	if u.Laid < 0 && len(as) > 0 {
		u.Laid = len(as) - 1
	}
	return append(out, u)
}

func dangling(w string) bool { return w == "and" || w == "or" || w == "as" || w == "well" }

func content(ts []Token) int {
	n := 0
	for i := range ts {
		if ts[i].Content() {
			n++
		}
	}
	return n
}

// splits reports whether a new unit begins at i.
func (l *Lexicon) splits(ts []Token, start, i int) bool {
	w := ts[i].Word
	prev := ts[i-1].Word
	before := content(ts[start:i])
	if before < minUnit || content(ts[i:]) < minUnit {
		return false
	}
	comma := prev == "," || prev == ";" || prev == "—" || prev == "–"
	switch w {
	case "but", "while", "although", "though", "whereas", "however":
		return true
	case "whether":
		return before >= 4 && (prev == "and" || prev == "or" || prev == "as" || prev == ",")
	case "as":
		return comma && l.finite(ts[i+1:], 8) || comma && i+3 < len(ts) && ts[i+1].Word == "well" && ts[i+3].Word == "whether"
	case "amid":
		return before >= 3
	case "after", "because":
		return comma
	case "or":
		return before >= 4 && i+2 < len(ts) && (article(ts[i+1].Word) || !ts[i+1].Cap && ts[i+1].Content() && !strings.HasSuffix(ts[i+1].Word, "ing") && (ts[i+2].Cap || article(ts[i+2].Word)))
	case "and":
		return before >= 4 && i+2 < len(ts) && (article(ts[i+1].Word) || pronoun(ts[i+1].Word)) && l.finite(ts[i+2:], 9)
	}
	if preposition(w) && before >= 5 && term(ts[i+1:]) {
		return true
	}
	if prev == "," && subordinate(ts[start].Word) && !commas(ts[start:i-1]) {
		return ts[i].Cap || article(w) || pronoun(w)
	}
	return prev == ";" && before >= 3
}

// subordinate reports whether a word begins a clause that the main one follows after a comma. "If" is not among them: the two say one thing.
func subordinate(w string) bool {
	switch w {
	case "as", "while", "although", "though", "after", "before", "since", "whereas":
		return true
	}
	return false
}

func preposition(w string) bool {
	return w == "from" || w == "of" || w == "against" || w == "as" || w == "to"
}

// term reports whether tokens begin with a few words in quotation marks: a term of law, not a quotation of speech.
func term(ts []Token) bool {
	if len(ts) < 3 || ts[0].Word != "\"" && ts[0].Word != "“" && ts[0].Word != "«" && ts[0].Word != "„" {
		return false
	}
	for i := 1; i < len(ts) && i <= 4; i++ {
		if ts[i].Shape == Mark {
			return i > 1 && (ts[i].Word == "\"" || ts[i].Word == "”" || ts[i].Word == "»" || ts[i].Word == "“")
		}
	}
	return false
}

func commas(ts []Token) bool {
	for i := range ts {
		if ts[i].Word == "," {
			return true
		}
	}
	return false
}

func article(w string) bool {
	return w == "a" || w == "an" || w == "the" || w == "its" || w == "his" || w == "her" || w == "their"
}

func pronoun(w string) bool { return w == "it" || w == "he" || w == "she" || w == "they" || w == "we" }

// finite reports whether one of the next n words, up to a comma, is a verb form that the tables know.
func (l *Lexicon) finite(ts []Token, n int) bool {
	for i := range ts {
		if i >= n || ts[i].Word == "," {
			return false
		}
		if l.auxiliary(ts[i].Word) || l.Is("say", ts[i].Word) || l.Is("begin", ts[i].Word) && !ts[i].Cap || i > 0 && i < 4 && third(&ts[i], &ts[i-1]) {
			return true
		}
	}
	return false
}

// third guesses a verb in the third person: "the government ramps up".
func third(t, prev *Token) bool {
	return t.Shape == Word && !t.Cap && len(t.Word) > 3 && t.Word[len(t.Word)-1] == 's' && !t.Possessive && prev.Shape == Word && prev.Concept != 0 && t.Strength == 0
}

// mood reads how a unit is stated.
func (l *Lexicon) mood(ts []Token) Mood {
	var m Mood
	for i := range ts {
		w := ts[i].Word
		switch {
		case ts[i].Shape != Word:
		case w == "whether":
			m |= Question
		case l.Is("possible", w) && !(ts[i].Cap && w == "may") && !(w == "risk" && riskNoun(ts, i)):
			m |= Possible
		case l.Is("conditional", w):
			m |= Conditional
		case l.Is("deny", w) || len(w) > 3 && w[len(w)-3:] == "n't":
			m |= Negated
		case w == "reportedly" || w == "allegedly":
			m |= Hearsay
		}
	}
	return m
}

// riskNoun reports whether "risk" at i is a thing rather than a chance that something happens.
func riskNoun(ts []Token, i int) bool { return i+1 >= len(ts) || ts[i+1].Word != "of" }
