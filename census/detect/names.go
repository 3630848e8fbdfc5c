package detect

import (
	_ "embed"
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
	var out []string
	seen := map[string]bool{}
	add := func(words ...string) {
		n := strings.ToLower(strings.Join(words, " "))
		if !seen[n] && len(out) < 100 {
			seen[n] = true
			out = append(out, n)
		}
	}
	words := strings.FieldsFunc(string(text), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '-' })
	for i := 0; i+1 < len(words); i++ {
		w, next := words[i], words[i+1]
		switch {
		case !capital(next):
		case capital(w) && len(w) > 1 && len(next) > 1 && IsGiven(w) && IsFamily(next):
			add(w, next)
			i++
		case titles[strings.ToLower(w)]:
			if i+2 < len(words) && capital(words[i+2]) {
				add(next, words[i+2])
			} else {
				add(next)
			}
			i++
		case i >= 2 && strings.EqualFold(w, "is") && strings.EqualFold(words[i-1], "name") && strings.EqualFold(words[i-2], "my"):
			if i+2 < len(words) && capital(words[i+2]) {
				add(next, words[i+2])
			} else {
				add(next)
			}
			i++
		}
	}
	return out
}

func capital(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r)
}
