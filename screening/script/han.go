package script

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// hanReadings are the ways in which Han characters are read aloud, each giving one form of a name.
var hanReadings = []func(*Reader, run, NameKind, []Token) []Token{mandarin, cantonese, koreanHanja}

// nativeHan makes each character a word, with traditional and variant characters as their plain ones.
func nativeHan(_ *Reader, r run, _ NameKind, ts []Token) []Token {
	rs, exact := characters(r)
	first, at := len(ts), r.from
	for i, c := range rs {
		n := len(string(c))
		ts = append(ts, Token{Text: string(plainHan(c)), From: int32(at), To: int32(at + n), hyphen: i > 0})
		at += n
	}
	placed(ts[first:], r, exact)
	return ts
}

// characters returns the runes of a run without marks that combine with them, which are not read, and reports
// whether they follow one another in the name without anything between them.
func characters(r run) (rs []rune, exact bool) {
	rs = r.runes
	if slices.ContainsFunc(rs, unicode.IsMark) {
		rs = slices.DeleteFunc(slices.Clone(rs), unicode.IsMark)
	}
	return rs, len(string(rs)) == r.to-r.from
}

// placed gives words the place of their whole run where each one's own is not known.
func placed(ts []Token, r run, exact bool) {
	for i := range ts {
		if !exact {
			ts[i].From, ts[i].To = int32(r.from), int32(r.to)
		}
	}
}

// mandarin reads in pinyin: surname and given name of a person, else words of bodies by their
// meaning and the rest syllable by syllable.
func mandarin(_ *Reader, r run, kind NameKind, ts []Token) []Token {
	return readHan(r, kind, ts, Pinyin, true)
}

func cantonese(_ *Reader, r run, kind NameKind, ts []Token) []Token {
	return readHan(r, kind, ts, func(c rune) string { return firstOf(cantoneseReading[plainHan(c)], Pinyin(c)) }, true)
}

func koreanHanja(_ *Reader, r run, kind NameKind, ts []Token) []Token {
	return readHan(r, kind, ts, func(c rune) string { return firstOf(koreanReading[plainHan(c)], Pinyin(c)) }, false)
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// readHan appends the words of a run. joined writes a given name of two characters as one word.
func readHan(r run, kind NameKind, ts []Token, read func(rune) string, joined bool) []Token {
	rs, exact := characters(r)
	first := len(ts)
	ts = readCharacters(rs, r.from, kind, ts, read, joined)
	placed(ts[first:], r, exact)
	return ts
}

// readCharacters is readHan for characters that stand in the name from place at.
func readCharacters(rs []rune, at int, kind NameKind, ts []Token, read func(rune) string, joined bool) []Token {
	put := func(rs []rune, text string, hyphen bool) {
		n := len(string(rs))
		if text != "" {
			ts = append(ts, Token{Text: text, From: int32(at), To: int32(at + n), hyphen: hyphen})
		}
		at += n
	}
	if kind != BodyName && len(rs) <= 4 && hanTermAt(rs) == nil {
		cut := 1
		if len(rs) > 2 && hanDouble[string([]rune{plainHan(rs[0]), plainHan(rs[1])})] {
			cut = 2
		}
		var family strings.Builder
		for _, c := range rs[:min(cut, len(rs))] {
			family.WriteString(firstOf(hanSurname[plainHan(c)], read(c)))
		}
		if joined || cut == 2 {
			put(rs[:min(cut, len(rs))], family.String(), false)
		} else {
			put(rs[:1], read(rs[0]), false)
		}
		rest := rs[min(cut, len(rs)):]
		if joined && len(rest) > 0 {
			var given strings.Builder
			for _, c := range rest {
				given.WriteString(read(c))
			}
			put(rest, given.String(), false)
			return ts
		}
		for _, c := range rest {
			put([]rune{c}, read(c), false)
		}
		return ts
	}
	for len(rs) > 0 {
		if t := hanTermAt(rs); t != nil {
			words := strings.Fields(t.meaning)
			n := len([]rune(t.term))
			span := len(string(rs[:n]))
			for _, w := range words {
				ts = append(ts, Token{Text: w, From: int32(at), To: int32(at + span)})
			}
			at += span
			rs = rs[n:]
			continue
		}
		put(rs[:1], read(rs[0]), true)
		rs = rs[1:]
	}
	return ts
}

// Pinyin returns the commonest Mandarin reading without its tone.
func Pinyin(c rune) string {
	readings, ok := pinyin.PinyinDict[int(c)]
	if !ok {
		if c = plainHan(c); c == 0 {
			return ""
		}
		readings, ok = pinyin.PinyinDict[int(c)]
		if !ok {
			return string(c)
		}
	}
	first, _, _ := strings.Cut(readings, ",")
	return string(foldLatin(nil, []rune(first)))
}

// SameReading reports whether two characters share a Mandarin reading.
func SameReading(a, b rune) bool {
	ra, rb := pinyin.PinyinDict[int(a)], pinyin.PinyinDict[int(b)]
	for x := range strings.SplitSeq(ra, ",") {
		for y := range strings.SplitSeq(rb, ",") {
			if x != "" && x == y {
				return true
			}
		}
	}
	return false
}

// A hanTerm is a word of bodies with its meaning in English.
type hanTerm struct{ term, meaning string }

// hanTermAt returns the longest term that rs begins with, or nil.
func hanTermAt(rs []rune) *hanTerm {
	best, length := -1, 0
	for _, i := range hanTermsBy[plainHan(rs[0])] {
		t := []rune(hanTerms[i].term)
		if len(t) <= len(rs) && len(t) > length && samePlain(t, rs[:len(t)]) {
			best, length = i, len(t)
		}
	}
	if best < 0 {
		return nil
	}
	return &hanTerms[best]
}

func samePlain(a, b []rune) bool {
	for i := range a {
		if plainHan(a[i]) != plainHan(b[i]) {
			return false
		}
	}
	return true
}

var hanTermsBy = func() map[rune][]int {
	m := make(map[rune][]int)
	for i, t := range hanTerms {
		c := plainHan([]rune(t.term)[0])
		m[c] = append(m[c], i)
	}
	return m
}()
