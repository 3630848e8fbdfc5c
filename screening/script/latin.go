package script

import (
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-unidecode"
	"golang.org/x/text/unicode/norm"
)

// Latin letters that do not decompose into a base letter and marks.
var latinLetters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ı': "i", 'ħ': "h",
	'ŋ': "ng", 'ə': "a", 'ɑ': "a", 'ɓ': "b", 'ɗ': "d", 'ɛ': "e", 'ɔ': "o", 'ƙ': "k", 'ƴ': "y", 'ɲ': "ny",
	'ʻ': "", 'ĸ': "k", 'ŧ': "t", 'ƒ': "f", 'ɩ': "i", 'ʒ': "z", 'ǝ': "e", 'ɣ': "g", 'ʋ': "v", 'ɡ': "g",
	'ɐ': "a", 'ᴀ': "a", 'ʙ': "b", 'ᴄ': "c", 'ᴅ': "d", 'ᴇ': "e", 'ɢ': "g", 'ʜ': "h", 'ɪ': "i", 'ᴊ': "j",
	'ᴋ': "k", 'ʟ': "l", 'ᴍ': "m", 'ɴ': "n", 'ᴏ': "o", 'ᴘ': "p", 'ʀ': "r", 'ᴛ': "t", 'ᴜ': "u", 'ᴠ': "v", 'ᴡ': "w", 'ʏ': "y", 'ᴢ': "z",
}

// foldLatin appends the run in lower-case ASCII without marks.
func foldLatin(dst []byte, rs []rune) []byte {
	for _, r := range rs {
		dst = foldRune(dst, r)
	}
	return dst
}

func foldRune(dst []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(dst, byte(r))
	}
	r = unicode.ToLower(r)
	if s, ok := latinLetters[r]; ok {
		return append(dst, s...)
	}
	if unicode.IsMark(r) {
		return dst
	}
	var b [utf8.UTFMax]byte
	n := utf8.EncodeRune(b[:], r)
	if d := norm.NFKD.Properties(b[:n]).Decomposition(); d != nil {
		for len(d) > 0 {
			c, size := utf8.DecodeRune(d)
			if c != r {
				dst = foldRune(dst, c)
			}
			d = d[size:]
		}
		return dst
	}
	return foldOther(dst, r)
}

// foldOther romanises a letter for which there is no table of our own. A letter nobody has
// romanised stands for itself, so that it still equals itself and nothing else.
func foldOther(dst []byte, r rune) []byte {
	before := len(dst)
	for _, c := range []byte(unidecode.Unidecode(string(r))) {
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			dst = append(dst, c)
		case 'A' <= c && c <= 'Z':
			dst = append(dst, c+'a'-'A')
		}
	}
	if len(dst) == before && !unicode.IsMark(r) {
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

// AppendLatin appends a Latin letter in lower-case ASCII without marks; of other scripts it appends nothing.
func AppendLatin(dst []byte, r rune) []byte {
	if scriptOf(r) != latin {
		return dst
	}
	return foldRune(dst, r)
}
