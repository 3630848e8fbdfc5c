package script

import "strings"

// Legal forms that are found written together with the name beside them (JSCORTOVEN, ORTOVENLTD): those that
// seldom begin or end an ordinary word.
var (
	grownBefore = strings.Fields("pjsc ojsc cjsc jsc ooo oao zao pao fgup llc gmbh")
	grownBehind = strings.Fields("pjsc ojsc cjsc jsc llc ltd limited gmbh corp plc bhd fze sarl pvtltd pteltd coltd")
)

// leastStem is the least number of letters of a name that a form has grown to.
const leastStem = 4

// ungrown returns the words of a body with a legal form that has grown to one of them cut off, nil where none has.
func (rd *Reader) ungrown(ts []Token) []Token {
	for i, t := range ts {
		if t.Role != PlainWord || len(t.Text) < leastStem+3 {
			continue
		}
		form, stem, first := grown(t.Text)
		if stem == "" {
			continue
		}
		e := legalWritings[form]
		if e.text == "" {
			e.text = legalWritings["ltd"].text // co, private: of limited companies
		}
		cut := t.From + int32(len(form))
		if !first {
			cut = t.To - int32(len(form))
		}
		a, b := t, t
		if int(t.To-t.From) == len(t.Text) { // each letter is one byte of the name
			a.To, b.From = cut, cut
		}
		b.comma, b.hyphen = false, true
		if first {
			a.Text, a.Role, b.Text = e.text, LegalWord, stem
		} else {
			a.Text, b.Text, b.Role = stem, e.text, LegalWord
		}
		out := append(append(append(make([]Token, 0, len(ts)+1), ts[:i]...), a, b), ts[i+1:]...)
		return out[:min(len(out), MaxTokens)]
	}
	return nil
}

// grown cuts a word into a legal form and the name that it has grown to; first says which comes first.
func grown(w string) (form, stem string, first bool) {
	for _, f := range grownBehind {
		if s, ok := strings.CutSuffix(w, f); ok && isStem(s) {
			return f, s, false
		}
	}
	for _, f := range grownBefore {
		if s, ok := strings.CutPrefix(w, f); ok && isStem(s) {
			return f, s, true
		}
	}
	return "", "", false
}

// isStem reports whether letters can be a name of their own: long enough, with a vowel and not of vowels alone.
func isStem(s string) bool {
	vowels := 0
	for i := range len(s) {
		if c := s[i]; c < 'a' || c > 'z' {
			return false
		} else if IsVowel(c) {
			vowels++
		}
	}
	return len(s) >= leastStem && vowels > 0 && vowels < len(s)
}
