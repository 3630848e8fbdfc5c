package detect

import (
	"bytes"
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed given.txt
var givenText string

//go:embed family.txt
var familyText string

var nameSets = sync.OnceValue(func() (s struct{ given, family map[string]bool }) {
	s.given, s.family = wordSet(withoutComment(givenText)), wordSet(withoutComment(familyText))
	return s
})

func withoutComment(text string) string {
	_, rest, _ := strings.Cut(text, "\n")
	return rest
}

// IsGiven and IsFamily report whether a word is among the frequent names of the United States.
func IsGiven(word string) bool { return nameSets().given[strings.ToLower(word)] }

// IsFamily is as IsGiven.
func IsFamily(word string) bool { return nameSets().family[strings.ToLower(word)] }

// personName judges a whole value below a name's heading: letters of any script, no digits, up to eight words.
func personName(v []byte) bool {
	if len(v) == 0 || len(v) > 120 {
		return false
	}
	letters, words, in := 0, 0, false
	for i := 0; i < len(v); {
		r, n := utf8.DecodeRune(v[i:])
		i += n
		switch {
		case unicode.IsLetter(r) || unicode.Is(unicode.M, r):
			letters++
			if !in {
				words++
			}
			in = true
		case r == ' ', r == ',':
			in = false
		case r == '.', r == '-', r == '\'', r == '’', r == '^', r == '(', r == ')', r == '`':
		default:
			return false
		}
	}
	return letters >= 1 && words <= 8
}

// FullName reports whether a value reads as a person's name by itself: two to four words, one of them
// a frequent given name, another a frequent family name.
func FullName(v []byte) bool {
	if len(v) < 5 || len(v) > 60 || !personName(v) {
		return false
	}
	words := strings.FieldsFunc(string(v), func(r rune) bool { return r == ' ' || r == ',' || r == '.' })
	if len(words) < 2 || len(words) > 4 {
		return false
	}
	for i, g := range words {
		for j, f := range words {
			if i != j && len(g) > 1 && len(f) > 1 && IsGiven(g) && IsFamily(f) {
				return true
			}
		}
	}
	return false
}

// titles are words before which a capitalised word is a person's name.
var titles = wordSet("mr mrs ms miss dr prof sir madam")

// Names returns the persons that a text names by itself, in small letters and in order, each once: after a title or
// "my name is", and a frequent given name before a frequent family name.
func Names(text []byte) []string {
	if !MayName(text) {
		return nil
	}
	var out []string
	add := func(words ...[]byte) {
		n := strings.ToLower(string(bytes.Join(words, []byte(" "))))
		if !slices.Contains(out, n) && len(out) < 100 {
			out = append(out, n)
		}
	}
	w := wordReader{text: text}
	a, b, c, d := []byte(nil), []byte(nil), w.next(), w.next() // c is looked at; before it a and b, after it d
	for c != nil {
		next := w.next()
		switch {
		case d == nil || !capital(d):
		case titles[lowered(c)], equal(c, "is") && equal(b, "name") && equal(a, "my"):
			if next != nil && capital(next) {
				add(d, next)
			} else {
				add(d)
			}
		case capital(c) && len(c) > 1 && len(d) > 1 && IsGiven(string(c)) && IsFamily(string(d)):
			add(c, d)
		}
		a, b, c, d = b, c, d, next
	}
	return out
}

// lowered is a short word in small letters.
func lowered(w []byte) string {
	if len(w) > 8 {
		return ""
	}
	return string(bytes.ToLower(w))
}

func equal(w []byte, small string) bool {
	return len(w) == len(small) && string(bytes.ToLower(w)) == small
}

// A wordReader cuts text into words.
type wordReader struct {
	text []byte
	at   int
}

// inWord marks bytes of words: letters, apostrophe, hyphen, and all beyond ASCII.
var inWord = func() (t [256]bool) {
	for c := range 256 {
		b := byte(c)
		t[c] = isAlpha(b) || b == '\'' || b == '-' || b >= 0x80
	}
	return t
}()

// next returns the next word, or nil.
func (w *wordReader) next() []byte {
	i := w.at
	for i < len(w.text) && !inWord[w.text[i]] {
		i++
	}
	start := i
	for i < len(w.text) && inWord[w.text[i]] {
		i++
	}
	w.at = i
	if start == i {
		return nil
	}
	return w.text[start:i]
}

// capital reports whether a word begins with a capital letter and is not all capitals.
func capital(w []byte) bool {
	if isUpper(w[0]) {
		return len(w) == 1 || !isUpper(w[1])
	}
	if w[0] < utf8.RuneSelf {
		return false
	}
	r, _ := utf8.DecodeRune(w)
	return unicode.IsUpper(r)
}

// MayName reports whether a text can name somebody, which Names then finds out: it has a word that begins with a capital and goes on small.
func MayName(text []byte) bool {
	for i := 0; i+1 < len(text); i++ {
		if isUpper(text[i]) && !isUpper(text[i+1]) && isAlpha(text[i+1]) && (i == 0 || !inWord[text[i-1]]) || text[i] >= 0xc3 && text[i] < 0xe0 {
			return true
		}
	}
	return false
}
