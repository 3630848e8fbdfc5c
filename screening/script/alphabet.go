package script

import "unicode"

// Romanisation of alphabets, letter by letter. One plain spelling is produced for each letter;
// the many other romanisations in use (Latvian, French, German, BGN, ISO 9 ...) are met when
// two spellings are compared (see distance.go), not by listing them.

// pairs reads "а a  б b ..." into a map.
func pairs(s string) map[rune]string {
	m := make(map[rune]string)
	var key rune
	var val []rune
	put := func() {
		if key != 0 {
			m[key] = string(val)
		}
		key, val = 0, nil
	}
	inKey := true
	for _, r := range s + " " {
		switch {
		case r == ' ' || r == '\n' || r == '\t':
			if !inKey || key != 0 {
				put()
			}
			inKey = true
		case inKey:
			key, inKey = r, false
		default:
			val = append(val, r)
		}
	}
	return m
}

// Cyrillic of Russian, Ukrainian, Belarusian, Bulgarian, Serbian, Macedonian, Kazakh, Kyrgyz, Tajik, Uzbek, Mongolian.
var cyrillicLetters = pairs(`
аa бb вv гg дd еe ёyo жzh зz иi йy кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ ыy ьэe эe юyu яya
іi їyi єye ґg ўu ђdj јj љlj њnj ћc џdzh ѓgj ќkj ѕdz әa ғgh қq ңng өo ұu үu һh ҳh ҷj ӣi ӯu ӑa ӗe ѐe ѝi ҡq ҙz ҫs ҥng ҕgh
ӏ ѣe ѳf ѵi ѫa ѧya
`)

var greekLetters = pairs(`
αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo
`)

// Georgian letters of the modern (mkhedruli) alphabet; capitals are lower-cased first.
var georgianLetters = pairs(`
აa ბb გg დd ეe ვv ზz თt იi კk ლl მm ნn ოo პp ჟzh რr სs ტt უu ფp ქk ღgh ყq შsh ჩch ცts ძdz წts ჭch ხkh ჯj ჰh
`)

var armenianLetters = pairs(`
աa բb գg դd եe զz էe ըy թt ժzh իi լl խkh ծts կk հh ձdz ղgh ճch մm յy նn շsh ոo չch պp ջj ռr սs վv տt րr ցts ւv փp քk օo ֆf եւev ևev
`)

// foldLetters appends the run romanised letter by letter.
func foldLetters(dst []byte, rs []rune, table map[rune]string) []byte {
	for _, r := range rs {
		r = unicode.ToLower(r)
		if s, ok := table[r]; ok {
			dst = append(dst, s...)
			continue
		}
		dst = foldRune(dst, r)
	}
	return dst
}

// foldCyrillic romanises, with и before another и or at the end after it kept apart ("Дмитрий": dmitriy).
func foldCyrillic(dst []byte, rs []rune) []byte { return foldLetters(dst, rs, cyrillicLetters) }

// foldArmenian knows that ու is u and a leading ո is vo.
func foldArmenian(dst []byte, rs []rune) []byte {
	for i := 0; i < len(rs); i++ {
		r := unicode.ToLower(rs[i])
		next := rune(0)
		if i+1 < len(rs) {
			next = unicode.ToLower(rs[i+1])
		}
		switch {
		case r == 'ո' && next == 'ւ':
			dst = append(dst, 'u')
			i++
		case r == 'ո' && i == 0 && next != 'վ':
			dst = append(dst, "vo"...)
		case r == 'ե' && i == 0:
			dst = append(dst, "ye"...)
		default:
			dst = foldLetters(dst, rs[i:i+1], armenianLetters)
		}
	}
	return dst
}

// Greek digraphs: a pair that is one sound, by its two plain letters.
var greekPairs = map[[2]rune]string{
	{'ο', 'υ'}: "ou", {'α', 'υ'}: "av", {'ε', 'υ'}: "ev", {'γ', 'γ'}: "ng", {'γ', 'κ'}: "g", {'γ', 'χ'}: "nch",
	{'μ', 'π'}: "b", {'ν', 'τ'}: "nt", {'τ', 'ζ'}: "tz", {'ε', 'ι'}: "ei", {'ο', 'ι'}: "oi", {'α', 'ι'}: "ai",
}

func foldGreek(dst []byte, rs []rune) []byte {
	plain := make([]rune, 0, len(rs))
	for _, r := range rs {
		plain = append(plain, bareGreek(unicode.ToLower(r)))
	}
	for i := 0; i < len(plain); i++ {
		if i+1 < len(plain) {
			if s, ok := greekPairs[[2]rune{plain[i], plain[i+1]}]; ok {
				if s == "b" && i > 0 && i+2 < len(plain) {
					s = "mp"
				}
				if s == "nt" && i == 0 {
					s = "d"
				}
				dst = append(dst, s...)
				i++
				continue
			}
		}
		dst = foldLetters(dst, plain[i:i+1], greekLetters)
	}
	return dst
}

// bareGreek strips tonos and dialytika from a lower-case letter.
func bareGreek(r rune) rune {
	const from, to = "άέήίόύώϊϋΐΰ", "αεηιουωιυιυ"
	t := []rune(to)
	for i, f := range []rune(from) {
		if f == r {
			return t[i]
		}
	}
	return r
}

// Kana by Hepburn. Small ya, yu, yo and the doubling tsu are handled in foldKana.
var kanaSyllables = pairs(`
アa イi ウu エe オo カka キki クku ケke コko ガga ギgi グgu ゲge ゴgo サsa シshi スsu セse ソso ザza ジji ズzu ゼze ゾzo
タta チchi ツtsu テte トto ダda ヂji ヅzu デde ドdo ナna ニni ヌnu ネne ノno ハha ヒhi フfu ヘhe ホho バba ビbi ブbu ベbe ボbo
パpa ピpi プpu ペpe ポpo マma ミmi ムmu メme モmo ヤya ユyu ヨyo ラra リri ルru レre ロro ワwa ヰi ヱe ヲo ンn ヴvu
ァa ィi ゥu ェe ォo ャya ュyu ョyo ヮwa ヶke ヵka
`)

func foldKana(dst []byte, rs []rune) []byte {
	double := false
	for _, r := range rs {
		if 0x3041 <= r && r <= 0x3096 {
			r += 0x60 // hiragana to katakana
		}
		switch {
		case r == 'ッ':
			double = true
			continue
		case r == 'ー':
			continue
		case isSmallKana(r) && len(dst) > 1 && IsVowel(dst[len(dst)-1]):
			dst = joinSmallKana(dst, kanaSyllables[r])
			continue
		}
		s, ok := kanaSyllables[r]
		if !ok {
			dst = foldRune(dst, r)
			continue
		}
		if double && !IsVowel(s[0]) {
			dst = append(dst, s[0])
		}
		double = false
		dst = append(dst, s...)
	}
	return dst
}

func isSmallKana(r rune) bool {
	switch r {
	case 'ャ', 'ュ', 'ョ', 'ァ', 'ィ', 'ゥ', 'ェ', 'ォ':
		return true
	}
	return false
}

// joinSmallKana replaces the vowel of the syllable before: ki + ya is kya, shi + yu is shu, fu + e is fe.
func joinSmallKana(dst []byte, small string) []byte {
	dst = dst[:len(dst)-1]
	if small[0] == 'y' && len(dst) > 0 {
		switch dst[len(dst)-1] {
		case 'h', 'j':
			small = small[1:]
		}
	}
	return append(dst, small...)
}

func IsVowel(b byte) bool {
	switch b {
	case 'a', 'e', 'i', 'o', 'u':
		return true
	}
	return false
}
