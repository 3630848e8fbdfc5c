package screening

import "github.com/longarm-project/longarm/screening/script"

// A rule names why one word was held to be another.
type rule uint8

const (
	ruleNone rule = iota
	ruleIdentical
	ruleSpelling        // few letters differ, by how easily one passes into the other
	ruleTransliteration // an abjad word and a Latin spelling of it
	ruleNameVariant     // one name in two languages or romanisations
	ruleAbbreviation    // a shorter writing, or the word in another language
	ruleTranslation     // the word in another script, by meaning
	ruleInitial         // a first letter for the word
	ruleArticle         // the word with the Arabic article grown to it
	ruleLegalForm       // legal forms of one kind
	ruleHomophone       // Han characters of one reading
	ruleShortened       // a word cut short
	ruleJoined          // neighbours asked are one word of the list
	ruleSplit           // one word asked is neighbours of the list
	ruleNumeral         // a number in digits, in Roman numerals or in words
)

var ruleNames = [...]string{"none", "identical", "spelling", "transliteration", "name-variant", "abbreviation", "translation", "initial", "article", "legal-form", "homophone", "shortened", "joined", "split", "numeral"}

// likeness tells quickly how far the word w of the index may be a spelling of q.
func likeness(q *script.Spelled, w []byte) int {
	if len(w) > 0 && w[0] >= 0x80 && len(q.Bytes) > 0 {
		return sameCharacter(q.Bytes, w)
	}
	return q.SimilarFrom(w, nearest)
}

// sameCharacter compares Han characters.
func sameCharacter(q, w []byte) int {
	switch {
	case string(q) == string(w):
		return 1000
	case q[0] >= 0x80 && w[0] >= 0x80 && script.SameReading([]rune(string(q))[0], []rune(string(w))[0]):
		return 800
	}
	return 0
}

// compareWords compares a word asked with a listed one, both folded.
func compareWords(a *asked, w []byte) (alike int, why rule) {
	q := a.bytes
	switch {
	case string(q) == string(w):
		return 1000, ruleIdentical
	case q[0] == script.LegalMark && w[0] == script.LegalMark:
		return script.SimilarForm(string(q), string(w)), ruleLegalForm
	case q[0] == script.LegalMark || w[0] == script.LegalMark:
		return 0, ruleNone
	case q[0] >= 0x80 || w[0] >= 0x80:
		return sameCharacter(q, w), ruleHomophone
	}
	if (len(q) == 1 || len(w) == 1) && !isDigit(q[0]) && !isDigit(w[0]) {
		return compareInitial(q, w)
	}
	if len(a.classes) > 0 {
		if id := sharedClass(a.classes, w); id != 0 {
			return classes[id].alike, classes[id].rule
		}
	}
	if isNumber(q) || isNumber(w) {
		return compareNumbers(q, w)
	}
	if a.Role == script.Particle && len(w) > 4 {
		return 0, ruleNone
	}
	why = ruleSpelling
	if script.IsCapital(q[0]) != script.IsCapital(w[0]) {
		why = ruleTransliteration
	}
	alike = a.spelled.Similar(w)
	if alike < 900 {
		if n := similarWithArticle(a, w); n > alike {
			return n, ruleArticle
		}
	}
	if alike < cutShort && shortened(q, w) {
		return cutShort, ruleShortened
	}
	return alike, why
}

// cutShort is how alike a word and its beginning are held to be.
const cutShort = 790

// shortened reports whether one word, of five letters or more, begins the other.
func shortened(q, w []byte) bool {
	n := min(len(q), len(w))
	return n >= 5 && string(q[:n]) == string(w[:n]) && !script.IsCapital(q[0])
}

// compareInitial compares where one side is a single letter.
func compareInitial(q, w []byte) (int, rule) {
	if c := script.LetterCost(q[0], w[0]); c > 10 || isDigit(q[0]) || isDigit(w[0]) {
		return 0, ruleNone
	}
	return 920, ruleInitial
}

// similarWithArticle compares the words with "al" or an assimilated "es", "er" ... taken off one of them.
func similarWithArticle(a *asked, w []byte) int {
	best := 0
	if r := afterArticle(a.bytes); r != nil && mayStart(r[0], w[0]) {
		best = script.Similar(r, w)
	}
	if r := afterArticle(w); r != nil && mayStart(r[0], a.bytes[0]) {
		best = max(best, a.spelled.Similar(r))
	}
	return max(0, best-60)
}

// mayStart reports whether words with these first letters can be much alike.
func mayStart(a, b byte) bool { return script.LetterCost(a, b) <= 50 }

// afterArticle returns what follows an article grown to a Latin word, or nil.
func afterArticle(w []byte) []byte {
	if len(w) < 6 || w[0] != 'a' && w[0] != 'e' && w[0] != 'u' {
		return nil
	}
	if w[1] == 'l' || w[1] == w[2] && !script.IsVowel(w[1]) {
		return w[2:]
	}
	return nil
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isNumber(w []byte) bool {
	for _, c := range w {
		if !isDigit(c) {
			return false
		}
	}
	return true
}

// compareNumbers knows leading zeros and nothing else: digits agree or do not.
func compareNumbers(q, w []byte) (int, rule) {
	if string(trimZeros(q)) == string(trimZeros(w)) {
		return 980, ruleSpelling
	}
	return 0, ruleNone
}

func trimZeros(w []byte) []byte {
	for len(w) > 1 && w[0] == '0' {
		w = w[1:]
	}
	return w
}
