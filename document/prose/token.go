package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Shape tells tokens apart.
type Shape uint8

// The shapes.
const (
	Word   Shape = iota
	Number       // begins with a digit
	Mark         // one punctuation character, or an ellipsis
)

// A Token is a word, a number or a mark of the text.
type Token struct {
	From, To   int    // bytes of the text
	Word       string // lower case, straight apostrophes, no possessive; a mark as itself; any ellipsis "…"
	Concept    Concept
	Strength   int  // on the scale of its concept; 0: none
	Weight     int  // 0 to 5
	Cap        bool // begins with a capital
	Possessive bool
	Country    bool
	Shape      Shape
	First      bool // first word of its sentence
}

// Content reports whether the token carries meaning by itself.
func (t *Token) Content() bool { return t.Concept != 0 && t.Shape != Mark }

// maxWord is the length in bytes beyond which a run of letters is cut: an address or a code, not a word.
const maxWord = 80

// Tokens cuts text[from:to].
func (l *Lexicon) Tokens(text string, from, to int) []Token {
	out := make([]Token, 0, (to-from)/5)
	for i := from; i < to; {
		r, n := utf8.DecodeRuneInString(text[i:to])
		switch {
		case unicode.IsSpace(r) || r == utf8.RuneError || unicode.IsControl(r):
			i += n
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			end := wordEnd(text[:to], i)
			out = append(out, l.word(text, i, end))
			i = end
		default:
			end := markEnd(text[:to], i, n)
			w := text[i:end]
			if end-i > n || r == '…' {
				w = "…"
			}
			out = append(out, Token{From: i, To: end, Word: w, Shape: Mark})
			i = end
		}
	}
	l.phrases(out)
	return out
}

// markEnd joins the dots of an ellipsis.
func markEnd(text string, i, n int) int {
	if text[i] != '.' {
		return i + n
	}
	end := i + 1
	for end < len(text) && text[end] == '.' {
		end++
	}
	return end
}

// wordEnd finds the end of the word or number that begins at i.
func wordEnd(text string, i int) int {
	j := i
	for j < len(text) && j-i < maxWord {
		r, n := utf8.DecodeRuneInString(text[j:])
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r):
			if j > i && ideograph(r) { // no blanks between words: each stands alone
				return j
			}
			j += n
			if ideograph(r) {
				return j
			}
		case (r == '.' || r == ',') && digitAt(text, j+n) && j > 0 && digitAt(text, j-1):
			j += n
		case r == '.' && j > i && initial(text, i, j, n):
			j += n
		case isApostrophe(r) && j > i && letterAt(text, j+n):
			j += n
		default:
			return j
		}
	}
	return j
}

func ideograph(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }

// initial reports whether the dot at j belongs to an abbreviation of single letters: U.S., P.O.
func initial(text string, i, j, n int) bool {
	if !letterAt(text, j-1) || j-i >= 2 && text[j-2] != '.' {
		return false
	}
	return letterAt(text, j+n) && (j+n+1 >= len(text) || text[j+n+1] == '.') || j-i >= 2
}

func digitAt(s string, i int) bool { return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9' }

func letterAt(s string, i int) bool {
	if i < 0 || i >= len(s) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsLetter(r)
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' }

func (l *Lexicon) word(text string, from, to int) Token {
	raw := text[from:to]
	r, _ := utf8.DecodeRuneInString(raw)
	t := Token{From: from, To: to, Cap: unicode.IsUpper(r)}
	if unicode.IsDigit(r) {
		t.Shape = Number
		t.Word = raw
		t.Concept, t.Weight = hash(strings.ReplaceAll(raw, ",", "")), 4
		return t
	}
	t.Word = lower(raw)
	if i := strings.IndexByte(t.Word, '\''); i >= 0 {
		if rest := t.Word[i:]; rest == "'s" {
			t.Word, t.Possessive = t.Word[:i], true
		}
	} else if rest := text[to:]; strings.HasSuffix(t.Word, "s") && plural(rest) {
		t.Possessive = true
	}
	if raw == "US" || raw == "USA" || t.Word == "u.s." || t.Word == "u.s" || t.Word == "u.s.a." {
		e := l.concepts["america"]
		t.Word, t.Concept, t.Weight, t.Country = "us", e.concept, e.weight, true
		return t
	}
	if raw == "UK" || t.Word == "u.k." {
		e := l.concepts[l.stem("britain")]
		t.Concept, t.Weight, t.Country = e.concept, e.weight, true
		return t
	}
	e := l.look(t.Word)
	t.Concept, t.Strength, t.Weight, t.Country = e.concept, e.strength, e.weight, e.country
	return t
}

// plural reports whether what follows a word in s is the apostrophe of a plural possessive.
func plural(rest string) bool {
	r, n := utf8.DecodeRuneInString(rest)
	if !isApostrophe(r) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(rest[n:])
	return unicode.IsSpace(next)
}

func lower(s string) string {
	s = strings.ToLower(s)
	if strings.ContainsAny(s, "’ʼ") {
		s = strings.NewReplacer("’", "'", "ʼ", "'").Replace(s)
	}
	return s
}

// phrases gives entries of several words their concept: the first word bears it, the others bear none.
func (l *Lexicon) phrases(ts []Token) {
	for i := range ts {
		if ts[i].Shape != Word {
			continue
		}
		s := l.stemOf(ts[i].Word)
		if !l.starts[s] {
			continue
		}
		for n := min(maxPhrase, len(ts)-i); n > 1; n-- {
			if e, ok := l.phrase(ts[i : i+n]); ok {
				ts[i].Concept, ts[i].Strength, ts[i].Weight, ts[i].Country = e.concept, e.strength, e.weight, e.country
				for k := 1; k < n; k++ {
					ts[i+k].Concept, ts[i+k].Weight, ts[i+k].Strength = 0, 0, 0
				}
				break
			}
		}
	}
}

func (l *Lexicon) phrase(ts []Token) (entry, bool) {
	stems := make([]string, len(ts))
	for i := range ts {
		if ts[i].Shape != Word {
			return entry{}, false
		}
		stems[i] = l.stemOf(ts[i].Word)
	}
	e, ok := l.concepts[strings.Join(stems, "_")]
	return e, ok
}

// stemOf is the stem of a word that may be one that carries nothing.
func (l *Lexicon) stemOf(w string) string {
	if e := l.look(w); e.stem != "" {
		return e.stem
	}
	return w
}
