package script

import "golang.org/x/text/unicode/norm"

// Arabic and Hebrew write consonants and some long vowels. A word of theirs is kept as a chain
// of capital letters, one for each letter written, and compared with Latin spellings by what
// each letter may sound like (see distance.go), so that no vowel has to be guessed.
//
// The capitals: A alef; B ב ب; C th, s (ث); D; E sh, ch (ش); F; G gh, g (غ); H; I ayin; J j, g (ج);
// K; L; M; N; O d, z, dh (ض); P p (پ); Q; R; S; T; U z, dh (ظ); V dh, z (ذ); W w, u, o, v; X kh, h (خ); Y y, i, e;
// Z. Further: [ ch (چ); \ zh (ژ); ] g (گ); ^ a, ah, at (ة); _ ts, tz (צ).
var abjadLetters = map[rune]byte{
	'ا': 'A', 'ٱ': 'A', 'ب': 'B', 'ت': 'T', 'ث': 'C', 'ج': 'J', 'ح': 'H', 'خ': 'X', 'د': 'D', 'ذ': 'V', 'ر': 'R', 'ز': 'Z',
	'س': 'S', 'ش': 'E', 'ص': 'S', 'ض': 'O', 'ط': 'T', 'ظ': 'U', 'ع': 'I', 'غ': 'G', 'ف': 'F', 'ق': 'Q', 'ك': 'K', 'ل': 'L',
	'م': 'M', 'ن': 'N', 'ه': 'H', 'و': 'W', 'ي': 'Y', 'ى': 'Y', 'ة': '^',
	// Persian, Urdu, Pashto, Kurdish, Uyghur
	'پ': 'P', 'چ': '[', 'ژ': '\\', 'گ': ']', 'ک': 'K', 'ی': 'Y', 'ې': 'Y', 'ۍ': 'Y', 'ئ': 'Y', 'ٹ': 'T', 'ټ': 'T', 'ډ': 'D', 'ڈ': 'D',
	'ړ': 'R', 'ڑ': 'R', 'ښ': 'E', 'ږ': ']', 'ګ': ']', 'ڼ': 'N', 'ں': 'N', 'ځ': 'Z', 'څ': 'C', 'ے': 'Y', 'ہ': 'H', 'ھ': 'H', 'ۀ': 'H', 'ە': '^',
	'ۃ': '^', 'ڤ': 'F', 'ۋ': 'W', 'ۆ': 'W', 'ۇ': 'W', 'ۈ': 'W', 'ڭ': 'N', 'ێ': 'Y', 'ڵ': 'L', 'ڕ': 'R',
	// Hebrew
	'א': 'A', 'ב': 'B', 'ג': ']', 'ד': 'D', 'ה': 'H', 'ו': 'W', 'ז': 'Z', 'ח': 'X', 'ט': 'T', 'י': 'Y', 'כ': 'K', 'ך': 'K', 'ל': 'L',
	'מ': 'M', 'ם': 'M', 'נ': 'N', 'ן': 'N', 'ס': 'S', 'ע': 'I', 'פ': 'F', 'ף': 'F', 'צ': '_', 'ץ': '_', 'ק': 'K', 'ר': 'R', 'ש': 'E', 'ת': 'T',
}

// foldAbjad appends the letters of a run as capitals. Marks, hamza and vowel points are left out.
func foldAbjad(dst []byte, rs []rune) []byte {
	for _, r := range rs {
		if c, ok := abjadLetters[r]; ok {
			dst = append(dst, c)
			continue
		}
		switch {
		case r == 'ء' || r == 0x654 || r == 0x655:
			continue
		case 0x660 <= r && r <= 0x669:
			dst = append(dst, '0'+byte(r-0x660))
			continue
		case 0x6F0 <= r && r <= 0x6F9:
			dst = append(dst, '0'+byte(r-0x6F0))
			continue
		}
		for _, d := range norm.NFKD.String(string(r)) {
			if c, ok := abjadLetters[d]; ok {
				dst = append(dst, c)
			}
		}
	}
	return dst
}

// isAbjad reports whether a folded word is a chain of abjad letters.
func isAbjad(w string) bool { return w != "" && IsCapital(w[0]) }

func IsCapital(c byte) bool { return 'A' <= c && c <= '_' }
