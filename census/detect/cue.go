package detect

// Cues are words before a value that say what it is.
type cues uint16

const (
	cueCard cues = 1 << iota
	cueIMEI
	cueIMSI
	cueSIM
	cueSSN
	cueABA
	cueNPI
	cuePhone
	cueMBI
	cueTaxpayer
	cueVersion
)

// A cueWord is one of them, in small letters.
type cueWord struct {
	word string
	cue  cues
}

// cueWords holds the words by their first letter.
var cueWords = func() (t [26][]cueWord) {
	for _, c := range []struct {
		cue   cues
		words []string
	}{
		{cueCard, []string{"card", "credit", "visa", "mastercard", "amex", "debit", "cc", "ccn", "pan", "discover", "maestro"}},
		{cueIMEI, []string{"imei"}}, {cueIMSI, []string{"imsi"}}, {cueSIM, []string{"iccid", "sim"}},
		{cueSSN, []string{"ssn", "social security", "ss#"}}, {cueABA, []string{"aba", "routing"}}, {cueNPI, []string{"npi"}},
		{cuePhone, []string{"phone", "tel", "mobile", "cell", "fax", "call"}}, {cueMBI, []string{"mbi", "medicare", "beneficiary"}},
		{cueTaxpayer, []string{"itin", "taxpayer"}}, {cueVersion, []string{"version", "ver", "v", "oid", "section"}},
	} {
		for _, w := range c.words {
			t[w[0]-'a'] = append(t[w[0]-'a'], cueWord{w, c.cue})
		}
	}
	return t
}()

// cueWindow is how far before a value a cue may stand.
const cueWindow = 32

// cues returns the cues in the bytes before s: whole words, in any case, or in the plural.
func (f *finder) cues(s int) (found cues) {
	w := f.d[max(0, s-cueWindow):s]
	for i := 0; i < len(w); i++ {
		c := (w[i] | 0x20) - 'a'
		if c >= 26 {
			continue
		}
		for _, x := range cueWords[c] {
			if follows(w[i:], x.word) {
				found |= x.cue
			}
		}
		for i+1 < len(w) && (w[i+1]|0x20)-'a' < 26 { // to the end of the word
			i++
		}
	}
	return found
}

// follows reports whether text begins with a word in any case that ends there.
func follows(text []byte, word string) bool {
	if len(text) < len(word) {
		return false
	}
	for i := range len(word) {
		if c := text[i]; c != word[i] && (c|0x20 != word[i] || !isAlpha(c)) {
			return false
		}
	}
	return len(text) == len(word) || !isAlpha(text[len(word)]) || text[len(word)]|0x20 == 's'
}
