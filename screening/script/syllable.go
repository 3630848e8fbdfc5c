package script

import "unicode"

// Hangul syllables by arithmetic (The Unicode Standard, section 3.12), spelt between the
// McCune-Reischauer system without its marks and the Revised Romanization.
var (
	hangulInitial = [19]string{"k", "kk", "n", "t", "tt", "r", "m", "p", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"}
	hangulVowel   = [21]string{"a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"}
	hangulFinal   = [28]string{"", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t"}
)

// Surnames as their bearers write them, where that is not what the rule gives.
var hangulSurname = map[rune]string{
	'김': "kim", '이': "lee", '리': "ri", '박': "pak", '최': "choe", '류': "ryu", '유': "yu", '임': "im", '림': "rim",
	'노': "no", '로': "ro", '양': "yang", '량': "ryang", '우': "u", '여': "yeo", '구': "ku", '강': "kang",
}

// Two-syllable surnames.
var hangulDouble = map[string]bool{"남궁": true, "황보": true, "선우": true, "제갈": true, "사공": true, "독고": true, "서문": true}

func foldSyllable(dst []byte, r rune) []byte {
	if r < 0xAC00 || r > 0xD7A3 {
		return foldRune(dst, r)
	}
	i := int(r - 0xAC00)
	dst = append(dst, hangulInitial[i/588]...)
	dst = append(dst, hangulVowel[i%588/28]...)
	return append(dst, hangulFinal[i%28]...)
}

// foldHangul romanises a run; a first syllable that is a surname is spelt as one when surname is set.
func foldHangul(dst []byte, rs []rune, surname bool) []byte {
	for i, r := range rs {
		if s, ok := hangulSurname[r]; ok && i == 0 && surname {
			dst = append(dst, s...)
			continue
		}
		dst = foldSyllable(dst, r)
	}
	return dst
}

// Devanagari letters. The other Brahmic blocks of ISCII order are moved onto this one.
var indicLetters = pairs(`
अa आa इi ईi उu ऊu ऋri एe ऐai ओo औau ऍe ऑo ऎe ऒo
कk खkh गg घgh ङng चch छchh जj झjh ञny टt ठth डd ढdh णn तt थth दd धdh नn ऩn पp फph बb भbh मm यy रr ऱr लl ळl ऴl वv शsh षsh सs हh
`)

var indicSigns = pairs(`
ाa िi ीi ुu ूu ृri ॅe ॆe ेe ैai ॉo ॊo ोo ौau
`)

// Devanagari consonants with a dot below (nukta).
var indicDotted = map[rune]string{'क': "q", 'ख': "kh", 'ग': "gh", 'ज': "z", 'ड': "r", 'ढ': "rh", 'फ': "f"}

const (
	indicVirama   = 0x94D
	indicNukta    = 0x93C
	indicAnusvara = 0x902
	indicCandra   = 0x901
	indicVisarga  = 0x903
)

// devanagari moves a letter of a sister block to its place in Devanagari.
func devanagari(r rune) rune {
	if 0x900 <= r && r < 0xD80 {
		return 0x900 + (r-0x900)%0x80
	}
	return r
}

// foldIndic romanises with the inherent a, which is silent at the end of a word.
func foldIndic(dst []byte, rs []rune) []byte {
	for i := 0; i < len(rs); i++ {
		r := devanagari(rs[i])
		at := func(k int) rune {
			if i+k < len(rs) {
				return devanagari(rs[i+k])
			}
			return 0
		}
		switch {
		case r == indicAnusvara || r == indicCandra:
			dst = append(dst, 'n')
			continue
		case r == indicVirama || r == indicNukta || r == indicVisarga:
			continue
		}
		if s, ok := indicSigns[r]; ok {
			dst = append(dst, s...)
			continue
		}
		s, ok := indicLetters[r]
		if !ok {
			if unicode.IsDigit(r) {
				dst = foldDigit(dst, rs[i])
			} else if !unicode.IsMark(rs[i]) {
				dst = foldOther(dst, rs[i])
			}
			continue
		}
		consonant := r >= 0x915
		if consonant && at(1) == indicNukta {
			if d, ok := indicDotted[r]; ok {
				s = d
			}
			i++
		}
		dst = append(dst, s...)
		if !consonant {
			continue
		}
		next := at(1)
		_, sign := indicSigns[next]
		if next != 0 && !sign && next != indicVirama {
			dst = append(dst, 'a')
		}
	}
	return dst
}

// foldDigit appends a decimal digit of any script.
func foldDigit(dst []byte, r rune) []byte {
	zero := r
	for k := 0; k < 10 && unicode.IsDigit(zero-1); k++ {
		zero--
	}
	return append(dst, '0'+byte((r-zero)%10))
}

// Thai consonants, and vowels where they are sounded; those written before their consonant are moved behind it.
var thaiLetters = pairs(`
กk ขkh ฃkh คkh ฅkh ฆkh งng จch ฉch ชch ซs ฌch ญy ฎd ฏt ฐth ฑth ฒth ณn ดd ตt ถth ทth ธth นn บb ปp ผph ฝf พph ฟf ภph มm ยy รr ฤrue ลl ฦlue วw ศs ษs สs หh ฬl อo ฮh
ะa ัa าa ำam ิi ีi ึue ืue ุu ูu ๅa
`)

var thaiLeading = map[rune]string{'เ': "e", 'แ': "ae", 'โ': "o", 'ใ': "ai", 'ไ': "ai"}

func foldThai(dst []byte, rs []rune) []byte {
	for i := 0; i < len(rs); i++ {
		r := rs[i]
		if lead, ok := thaiLeading[r]; ok {
			if i+1 < len(rs) {
				dst = append(dst, thaiLetters[rs[i+1]]...)
				i++
			}
			dst = append(dst, lead...)
			continue
		}
		if r == 0xE4C { // silences the letter before it
			if i > 0 {
				n := len(thaiLetters[rs[i-1]])
				dst = dst[:max(0, len(dst)-n)]
			}
			continue
		}
		if r == 'อ' && i+1 < len(rs) && unicode.IsMark(rs[i+1]) {
			continue // carries the vowel
		}
		if s, ok := thaiLetters[r]; ok {
			dst = append(dst, s...)
			continue
		}
		if unicode.IsDigit(r) {
			dst = foldDigit(dst, r)
		}
	}
	return dst
}
