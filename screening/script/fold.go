package script

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A script is a writing system as far as romanising cares.
type script uint8

const (
	noScript script = iota // digits and signs that go with any script
	latin
	cyrillic
	greek
	arabic
	hebrew
	han
	hangul
	kana
	georgian
	armenian
	thai
	indic // the Brahmic blocks laid out like ISCII, U+0900 to U+0D7F
	otherScript
)

// A run is a maximal stretch of letters and digits of one script, between separators.
type run struct {
	runes    []rune
	from, to int // byte span in the cleaned text
	script   script
	glued    bool // no separator stands before it: the script changed within a word
	dotted   bool // a full stop stands directly before it
	hyphen   bool // a hyphen stands directly before it
	comma    bool // a comma stands before it
}

// Clean returns s as valid UTF-8 in a form in which syllable blocks are composed.
// Nearly every name is returned as it is.
func Clean(s string) string {
	if isASCII(s) {
		return s
	}
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, " ")
	}
	if !norm.NFC.IsNormalString(s) {
		s = norm.NFC.String(s)
	}
	return s
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// splitRuns cuts s into runs, appended to buf; their letters are appended to letters, which is returned too. Marks that carry no meaning in a name (apostrophes, zero-width
// characters, direction marks, the Arabic tatweel) are left out; all other signs separate.
func splitRuns(s string, buf []run, letters []rune) ([]run, []rune) {
	var (
		cur                   run
		open                  bool
		dotted, hyphen, comma bool
		start                 int // of the run's letters
	)
	end := func(at int) {
		if open {
			cur.to = at
			cur.runes = letters[start:len(letters):len(letters)]
			buf = append(buf, cur)
			open = false
		}
	}
	for i, r := range s {
		sc, kind := classify(r)
		switch kind {
		case ignored:
			continue
		case separator:
			end(i)
			switch r {
			case '.':
				dotted = len(buf) > 0 && buf[len(buf)-1].to == i
			case ',', '،', '、', '，':
				comma, dotted = true, false
			case '&', '＆':
				buf = append(buf, run{runes: []rune("and"), from: i, to: i + utf8.RuneLen(r), script: latin})
				dotted = false
			default:
				hyphen = isHyphen(r)
				dotted = false
			}
			continue
		}
		if open && sc != noScript && cur.script != noScript && sc != cur.script && !confusable(cur.script, sc) {
			end(i)
			cur = run{from: i, script: sc, glued: true}
			start, open = len(letters), true
		}
		if !open {
			cur = run{from: i, script: sc, dotted: dotted, hyphen: hyphen, comma: comma}
			start, open = len(letters), true
		}
		dotted, hyphen, comma = false, false, false
		if cur.script == noScript {
			cur.script = sc
		}
		letters = append(letters, r)
	}
	end(len(s))
	for i := range buf {
		unmask(&buf[i])
	}
	return buf, letters
}

type runeKind uint8

const (
	letter runeKind = iota
	separator
	ignored
)

// classify tells what a rune does in a name.
func classify(r rune) (script, runeKind) {
	switch {
	case r < utf8.RuneSelf:
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z':
			return latin, letter
		case '0' <= r && r <= '9':
			return noScript, letter
		case r == '\'' || r == '`':
			return noScript, ignored
		}
		return noScript, separator
	case isIgnored(r):
		return noScript, ignored
	case !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r):
		if unicode.Is(unicode.So, r) && r > 0xFFFF {
			return otherScript, letter // emoji and the like are all that some names have
		}
		return noScript, separator
	}
	return scriptOf(r), letter
}

func isIgnored(r rune) bool {
	switch {
	case 0x2018 <= r && r <= 0x201B, r == 0x02BC, r == 0x02BB, r == 0x02BE, r == 0x02BF, r == 0x02B9, r == 0x02C8,
		r == 0x00B4, r == 0x2032, r == 0x05F3, r == 0x05F4, r == 0xFF07, r == 0x0640, r == 0x02BD, r == 0x02B0:
		return true
	case r == 0x201D || r == 0x201C || r == 0x00AD || r == 0xFEFF:
		return r != 0x201C && r != 0x201D
	}
	return unicode.Is(unicode.Cf, r) || 0xFE00 <= r && r <= 0xFE0F
}

func isHyphen(r rune) bool { return r == '-' || 0x2010 <= r && r <= 0x2015 || r == 0xFF0D }

// scriptOf names the script of a letter, mark or number.
func scriptOf(r rune) script {
	switch {
	case r < 0x250, 0x1E00 <= r && r < 0x1F00, 0x2C60 <= r && r < 0x2C80, 0xA720 <= r && r < 0xA800,
		0xFB00 <= r && r < 0xFB07, 0xFF21 <= r && r <= 0xFF5A:
		return latin
	case 0x300 <= r && r < 0x370, 0xFF10 <= r && r <= 0xFF19:
		return noScript
	case 0x250 <= r && r < 0x300, 0x1D00 <= r && r < 0x1DC0:
		return latin
	case 0x370 <= r && r < 0x400, 0x1F00 <= r && r < 0x2000:
		return greek
	case 0x400 <= r && r < 0x530, 0x1C80 <= r && r < 0x1C90, 0x2DE0 <= r && r < 0x2E00, 0xA640 <= r && r < 0xA6A0:
		return cyrillic
	case 0x530 <= r && r < 0x590, 0xFB13 <= r && r < 0xFB18:
		return armenian
	case 0x590 <= r && r < 0x600, 0xFB1D <= r && r < 0xFB50:
		return hebrew
	case 0x600 <= r && r < 0x700, 0x750 <= r && r < 0x780, 0x8A0 <= r && r < 0x900, 0xFB50 <= r && r < 0xFE00, 0xFE70 <= r && r < 0xFF00:
		return arabic
	case 0x900 <= r && r < 0xD80:
		return indic
	case 0xE00 <= r && r < 0xE80:
		return thai
	case 0x10A0 <= r && r < 0x1100, 0x1C90 <= r && r < 0x1CC0, 0x2D00 <= r && r < 0x2D30:
		return georgian
	case 0xAC00 <= r && r < 0xD7A4, 0x1100 <= r && r < 0x1200, 0x3130 <= r && r < 0x3190:
		return hangul
	case 0x3040 <= r && r < 0x3100, 0x31F0 <= r && r < 0x3200, 0xFF66 <= r && r < 0xFFA0:
		return kana
	case 0x3400 <= r && r < 0xA000, r == 0x3007, r == 0x3005, 0xF900 <= r && r < 0xFB00, 0x20000 <= r && r < 0x32000:
		return han
	case unicode.IsDigit(r):
		return noScript
	}
	return otherScript
}

// confusable reports whether letters of both scripts are known to be mixed in one word to deceive.
func confusable(a, b script) bool {
	mixed := func(s script) bool { return s == latin || s == cyrillic || s == greek }
	return mixed(a) && mixed(b)
}

// Letters of Cyrillic and Greek that look like a Latin one, and that letter.
const (
	lookFrom = "аАеЕоОрРсСуУхХіІјЈѕЅкКмМнНтТвВбгԁԛԝѵһ" + "αΑοΟιΙκΚνΝρΡτΤυΥχΧεΕηΗμΜβΒγΖ"
	lookTo   = "aAeEoOpPcCyYxXiIjJsSkKmMhHtTbBbrdqwvh" + "aAoOiIkKvNpPtTuYxXeEnHuMbByZ"
)

var lookalike = func() map[rune]rune {
	m := make(map[rune]rune)
	to := []rune(lookTo)
	for i, r := range []rune(lookFrom) {
		m[r] = to[i]
	}
	return m
}()

// unmask brings a run that mixes Latin with letters of another script that look Latin
// into one script: Latin where every foreign letter has a Latin look, else the other.
func unmask(r *run) {
	if !confusable(r.script, r.script) {
		return
	}
	var latins, others int
	foreign := noScript
	maskable := true
	for _, c := range r.runes {
		switch sc := scriptOf(c); sc {
		case latin:
			latins++
		case cyrillic, greek:
			others++
			foreign = sc
			if lookalike[c] == 0 {
				maskable = false
			}
		}
	}
	if others == 0 || latins == 0 {
		return
	}
	if maskable {
		for i, c := range r.runes {
			if l := lookalike[c]; l != 0 {
				r.runes[i] = l
			}
		}
		r.script = latin
		return
	}
	for i, c := range r.runes {
		if scriptOf(c) == latin {
			r.runes[i] = unlook(unicode.ToLower(c), foreign)
		}
	}
	r.script = foreign
}

// unlook returns the letter of script sc that looks like the Latin letter c, or c.
func unlook(c rune, sc script) rune {
	to := []rune(lookTo)
	for i, f := range []rune(lookFrom) {
		if to[i] == c && scriptOf(f) == sc {
			return f
		}
	}
	return c
}
