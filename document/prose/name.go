package prose

import "strings"

// A Name is a run of capitalised words that is not merely the start of a sentence.
type Name struct {
	Span
	Key     string // lower case, without titles, articles and legal forms
	Country bool
}

var legalForms = map[string]bool{"inc": true, "corp": true, "ltd": true, "co": true, "llc": true, "plc": true, "ag": true, "gmbh": true, "sa": true, "corporation": true, "incorporated": true, "limited": true, "company": true, "holdings": true}

// Names finds the names among the tokens of one sentence.
func (l *Lexicon) Names(ts []Token) []Name {
	var out []Name
	for i := 0; i < len(ts); i++ {
		if !l.begins(ts, i) {
			continue
		}
		j := i + 1
		for j < len(ts) && ts[j].Shape == Word && ts[j].Cap && ts[j].From-ts[j-1].To <= 1 && !ts[j-1].Possessive || joins(ts, j) {
			j++
		}
		var words []string
		country := true
		for _, t := range ts[i:j] {
			if legalForms[t.Word] {
				continue
			}
			words = append(words, strings.TrimSuffix(t.Word, "."))
			country = country && t.Country
		}
		if len(words) > 0 {
			out = append(out, Name{Span{ts[i].From, ts[j-1].To}, strings.Join(words, " "), country})
		}
		i = j - 1
	}
	return out
}

// begins reports whether a name begins at token i. The first word of a sentence is one only if it is not a common word.
func (l *Lexicon) begins(ts []Token, i int) bool {
	t := &ts[i]
	if t.Shape != Word || !t.Cap || t.Concept == 0 && !t.Country {
		return false
	}
	if n, ok := l.plain[t.Word]; ok && n == 1 && !t.Country && !(i+1 < len(ts) && ts[i+1].Cap && ts[i+1].Shape == Word) {
		return false // months, days and the like
	}
	if t.First && !t.Country && l.known(t.Word) {
		return i+1 < len(ts) && ts[i+1].Shape == Word && ts[i+1].Cap
	}
	return true
}

// joins reports whether the word at j stands inside a name: "Office of Intelligence".
func joins(ts []Token, j int) bool {
	return j > 0 && j+1 < len(ts) && (ts[j].Word == "of" || ts[j].Word == "and" && j > 2 && ts[j-2].Word == "of") && ts[j+1].Cap && ts[j+1].Shape == Word && ts[j-1].Cap && !ts[j-1].Country
}

// known reports whether a word is an ordinary English one, as far as the tables say.
func (l *Lexicon) known(w string) bool {
	if _, ok := l.plain[w]; ok {
		return true
	}
	e := l.look(w)
	if _, ok := l.common[e.stem]; ok {
		return true
	}
	_, ok := l.concepts[e.stem]
	return ok
}

// English reports the share, in a hundred, of tokens that are words this package
// knows as empty or common. Below about 30 a text is not English prose.
func (l *Lexicon) English(ts []Token) int {
	words, known := 0, 0
	for i := range ts {
		if ts[i].Shape == Word {
			words++
			if n, ok := l.plain[ts[i].Word]; ok && n == 0 {
				known++
			}
		}
	}
	if words == 0 {
		return 0
	}
	return known * 100 / words
}
