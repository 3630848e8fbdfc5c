package script

import (
	"strings"
)

// A Role says how a word weighs in a name.
type Role uint8

const (
	PlainWord Role = iota
	LegalWord      // a legal form
	Particle       // al, bin, de, of, and ...
	Title          // of a person
	Initial        // one letter
	Number         // digits, or digits among letters
	Character      // one Han character
)

// A Token is one word of a name, folded.
type Token struct {
	Text     string // ASCII; capitals for abjads; "~form"; or a Han character as it is
	From, To int32  // byte span in form.source
	Role     Role
	hyphen   bool // joined to the token before by a hyphen
	comma    bool // a comma stands before it
	sure     bool // written with full stops (S.A.); of legalWord: no ordinary word is written so
}

// A Form is one reading of a name as words. A name in Han script has several.
type Form struct {
	Source string // the name, cleaned
	Tokens []Token
	Native bool // Han characters stand for themselves
	Read   bool // Han characters have been romanised
}

// A NameKind is what rules a name is read by.
type NameKind uint8

const (
	AnyName NameKind = iota
	PersonName
	BodyName // a company, vessel, authority ...
)

// MaxTokens bounds the words of a name that are compared.
const MaxTokens = 40

// A Reader turns names into forms. It is not safe for concurrent use; its zero value is ready.
type Reader struct {
	runs  []run
	runes []rune
	bytes []byte
	key   []byte
	texts strings.Builder // the texts of words end to end
}

// textsAtMost is from when on memory that strings share is left to them, and new memory begun.
const textsAtMost = 16 << 10

// renew begins new memory for strings where the old is full: strings that a caller keeps hold no more than that with them.
func renew(b *strings.Builder) {
	if b.Len() > textsAtMost || b.Cap() == 0 {
		b.Reset()
		b.Grow(textsAtMost + textsAtMost/4)
	}
}

// text returns the word in rd.bytes.
func (rd *Reader) text() string {
	from := rd.texts.Len()
	rd.texts.Write(rd.bytes)
	return rd.texts.String()[from:]
}

// Read returns the readings of a name: at least one, perhaps without tokens.
func (rd *Reader) Read(name string, kind NameKind) []Form {
	source := Clean(name)
	renew(&rd.texts)
	rd.runs, rd.runes = splitRuns(source, rd.runs[:0], rd.runes[:0])
	var hans bool
	for _, r := range rd.runs {
		hans = hans || r.script == han
	}
	if !hans {
		forms := []Form{{Source: source, Tokens: rd.tokens(source, kind, nil)}}
		if kind == BodyName {
			if ts := rd.ungrown(forms[0].Tokens); ts != nil {
				forms = append(forms, Form{Source: source, Tokens: ts})
			}
		}
		return forms
	}
	forms := []Form{{Source: source, Tokens: rd.tokens(source, kind, nativeHan), Native: true}}
	for _, reading := range hanReadings {
		forms = append(forms, Form{Source: source, Tokens: rd.tokens(source, kind, reading), Read: true})
	}
	return forms
}

// tokens folds the runs into words. hanReader turns a run of Han characters into words.
func (rd *Reader) tokens(source string, kind NameKind, hanReader func(*Reader, run, NameKind, []Token) []Token) []Token {
	ts := make([]Token, 0, len(rd.runs)+2)
	surname := kind != BodyName
	for i, r := range rd.runs {
		if r.script == han {
			ts = hanReader(rd, r, kind, ts)
			continue
		}
		if r.script == hangul {
			ts = rd.hangul(ts, r, surname && (i == 0 || len(rd.runs) == 1))
			continue
		}
		rd.bytes = foldRun(rd.bytes[:0], r)
		if len(rd.bytes) == 0 {
			continue
		}
		t := Token{Text: rd.text(), From: int32(r.from), To: int32(r.to), hyphen: r.hyphen || r.glued, comma: r.comma}
		if r.dotted && len(t.Text) == 1 && len(ts) > 0 && isAcronym(source, ts[len(ts)-1], r) {
			last := &ts[len(ts)-1]
			last.Text += t.Text
			last.To = t.To
			last.sure = true
			continue
		}
		ts = splitCompound(ts, t, r.script)
	}
	ts = dropServantArticles(ts)
	ts = joinNumbers(ts, kind)
	if kind == PersonName {
		ts = givenFirst(ts)
	} else {
		ts = rd.joinLegal(ts)
	}
	if len(ts) > MaxTokens {
		ts = ts[:MaxTokens]
	}
	for i := range ts {
		ts[i].Role = roleOf(ts, i, kind)
	}
	return ts
}

// givenFirst turns "LAST, First" into "First LAST". Names with several commas are left as they stand.
func givenFirst(ts []Token) []Token {
	at := 0
	for i := 1; i < len(ts); i++ {
		if !ts[i].comma {
			continue
		}
		if at > 0 {
			return ts
		}
		at = i
	}
	if at == 0 {
		return ts
	}
	return append(append(make([]Token, 0, len(ts)), ts[at:]...), ts[:at]...)
}

// isAcronym reports whether a single letter after a full stop continues single letters before it, as in "S.A.".
func isAcronym(source string, last Token, r run) bool {
	piece := source[last.From:last.To]
	letters := len(last.Text)
	return last.To+1 == int32(r.from) && len(piece) == 2*letters-1 && len(last.Text) < 9
}

// foldRun folds the letters of a run into dst.
func foldRun(dst []byte, r run) []byte {
	switch r.script {
	case cyrillic:
		return foldCyrillic(dst, r.runes)
	case greek:
		return foldGreek(dst, r.runes)
	case arabic, hebrew:
		return foldAbjad(dst, r.runes)
	case hangul:
		return foldHangul(dst, r.runes, false)
	case kana:
		return foldKana(dst, r.runes)
	case georgian:
		return foldLetters(dst, r.runes, georgianLetters)
	case armenian:
		return foldArmenian(dst, r.runes)
	case thai:
		return foldThai(dst, r.runes)
	case indic:
		return foldIndic(dst, r.runes)
	case otherScript:
		for _, c := range r.runes {
			dst = foldOther(dst, c)
		}
		return dst
	}
	return foldLatin(dst, r.runes)
}

// FoldWord folds one word of any alphabet.
func FoldWord(w string) string {
	if isFolded(w) {
		return w
	}
	runs, _ := splitRuns(Clean(w), nil, nil)
	var b []byte
	for _, r := range runs {
		b = foldRun(b, r)
	}
	return string(b)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isFolded reports whether w is small letters and digits only, which fold to themselves.
func isFolded(w string) bool {
	for i := range len(w) {
		if c := w[i]; !isDigit(c) && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

// hangul appends a run of syllables: a name of two to four written together is surname and given name.
func (rd *Reader) hangul(ts []Token, r run, surname bool) []Token {
	put := func(rs []rune, from int, first bool) int {
		to := from + len(string(rs))
		switch text := string(foldHangul(nil, rs, first)); {
		case text != "":
			ts = append(ts, Token{Text: text, From: int32(from), To: int32(to)})
		case len(ts) > 0: // a mark that combines with the syllable before it
			ts[len(ts)-1].To = int32(to)
		}
		return to
	}
	n := len(r.runes)
	if !surname || n < 2 || n > 4 || len(string(r.runes)) != r.to-r.from {
		if put(r.runes, r.from, surname); len(ts) > 0 {
			ts[len(ts)-1].To = int32(r.to)
		}
		return ts
	}
	cut := 1
	if n == 4 && hangulDouble[string(r.runes[:2])] {
		cut = 2
	}
	at := put(r.runes[:cut], r.from, true)
	for _, c := range r.runes[cut:] {
		at = put([]rune{c}, at, false)
	}
	return ts
}

// splitCompound appends t, taken apart where it is a compound that is as often written in pieces:
// names with abd, allah and din, and the Arabic article.
func splitCompound(ts []Token, t Token, sc script) []Token {
	switch sc {
	case arabic:
		return splitAbjadCompound(ts, t)
	case hebrew, han, thai, otherScript:
		return append(ts, t)
	}
	a, b := latinCompound(t.Text)
	if b == "" {
		t.Text = a
		return append(ts, t)
	}
	first, second := t, t
	first.Text, second.Text, second.hyphen, second.comma = a, b, true, false
	if int(t.To-t.From) == len(t.Text) {
		cut := int32(len(a))
		if strings.HasSuffix(t.Text, b) {
			cut = int32(len(t.Text) - len(b))
		}
		first.To, second.From = t.From+cut, t.From+cut
	}
	return append(ts, first, second)
}

// latinCompound returns the parts of a compound name, or the word itself and "".
func latinCompound(w string) (string, string) {
	switch w {
	case "abdul", "abdel", "abdal", "abdol", "abdoul", "abdil":
		return "abd", ""
	case "ullah", "ollah", "ulla":
		return "allah", ""
	case "abdulah", "abdalah", "abdula", "abdela", "abdelah":
		return "abd", "allah"
	}
	if len(w) < 6 {
		return w, ""
	}
	if strings.HasPrefix(w, "abd") {
		if rest := servant(w[3:]); rest != "" {
			return "abd", rest
		}
	}
	for _, s := range []string{"ullah", "allah", "ollah", "ullahi", "illah", "ulla"} {
		if stem, ok := strings.CutSuffix(w, s); ok && len(stem) >= 3 {
			return stem, "allah"
		}
	}
	for _, s := range faithEndings {
		if stem, ok := strings.CutSuffix(w, s); ok && len(stem) >= 3 {
			return stem, "din"
		}
	}
	return w, ""
}

var faithEndings = []string{
	"uddin", "eddin", "eddine", "addin", "addine", "iddin", "iddine", "oddin", "oddine", "uldin", "eldin", "eldine", "aldin", "aldeen", "uldeen", "eldeen", "uddeen", "eddeen", "addeen", "edine", "udin", "idin",
}

// servant returns the name of God in a compound of abd ("servant of") less its first three letters, or "".
func servant(rest string) string {
	vowel := rest[0]
	if vowel == 'o' && len(rest) > 1 && rest[1] == 'u' {
		rest = rest[1:]
		vowel = 'u'
	}
	if !IsVowel(vowel) || len(rest) < 4 {
		return ""
	}
	body := rest[1:]
	switch {
	case strings.HasPrefix(body, "la") && len(body) <= 4: // abdullah, abdallah, abdulla(hi)
		return "allah" + strings.TrimPrefix(strings.TrimPrefix(body, "la"), "h")
	case strings.HasPrefix(body, "llah"), body == "lla":
		return "allah" + strings.TrimPrefix(strings.TrimPrefix(body, "lla"), "h")
	case body[0] == 'l' && len(body) >= 4:
		return body[1:]
	case body[0] == body[1] && len(body) >= 4 && !IsVowel(body[0]):
		return body[1:]
	case strings.HasPrefix(body, "rahm") || strings.HasPrefix(body, "rakhm") || strings.HasPrefix(body, "rahim"):
		return body
	}
	return ""
}

// Words that begin with alef and lam without holding the article: Allah, Iliyas, Ilham, Alexander, Albert, Alman (Germany) ...
var noArticle = wordSet("ALLH ALYAS ALHAM ALKSNDR ALBRT ALMAN ALBANYA ALYASYN ALYWT ALLHY ALYZABT ALNA ALWND")

// CutArticle cuts the article al from a folded Arabic word.
func CutArticle(w string) (bool, string) {
	if len(w) >= 4 && w[:2] == "AL" && w[0] == 'A' && !noArticle[w] {
		return true, w[2:]
	}
	return false, w
}

func splitAbjadCompound(ts []Token, t Token) []Token {
	exact := int(t.To-t.From) == 2*len(t.Text) // no mark among the letters, of two bytes each
	put := func(parts ...string) []Token {
		for i, p := range parts {
			u := t
			u.Text = p
			u.hyphen = t.hyphen || i > 0
			u.comma = t.comma && i == 0
			if exact && i < len(parts)-1 {
				u.To = t.From + int32(2*len(p))
			} else if exact {
				u.From = t.To - int32(2*len(p))
			}
			ts = append(ts, u)
		}
		return ts
	}
	w := t.Text
	if rest, ok := strings.CutPrefix(w, "IBD"); ok && len(rest) >= 4 && strings.HasPrefix(rest, "AL") {
		if strings.HasPrefix(rest, "ALLH") {
			return put("IBD", "ALLH")
		}
		return put("IBD", rest[2:])
	}
	if rest, ok := strings.CutPrefix(w, "ABWAL"); ok && len(rest) >= 2 {
		return put("ABW", rest)
	}
	if stem, ok := strings.CutSuffix(w, "ALDYN"); ok && len(stem) >= 2 {
		return put(stem, "DYN")
	}
	if stem, ok := strings.CutSuffix(w, "ALLH"); ok && len(stem) >= 2 {
		return put(stem, "ALLH")
	}
	if article, rest := CutArticle(w); article {
		return put("AL", rest)
	}
	return put(w)
}

// dropServantArticles leaves out the article after abd, which the compound written as one word has lost too.
func dropServantArticles(ts []Token) []Token {
	for i := 0; i+2 < len(ts); i++ {
		if t := ts[i].Text; t != "abd" && t != "IBD" {
			continue
		}
		switch ts[i+1].Text {
		case "al", "el", "ul", "ur", "ar", "er", "us", "as", "es", "un", "an", "en", "AL":
			ts = append(ts[:i+1], ts[i+2:]...)
		}
	}
	return ts
}

var tens = map[string]int{"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}

var units = map[string]int{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9}

// joinNumbers writes tens with units as digits ("forty-four": 44) in names of bodies.
func joinNumbers(ts []Token, kind NameKind) []Token {
	if kind == PersonName {
		return ts
	}
	for i := 0; i+1 < len(ts); i++ {
		t, u := tens[ts[i].Text], units[ts[i+1].Text]
		if t == 0 || u == 0 {
			continue
		}
		ts[i].Text = string([]byte{'0' + byte(t/10), '0' + byte(u)})
		ts[i].To = ts[i+1].To
		ts = append(ts[:i+1], ts[i+2:]...)
	}
	return ts
}

// joinLegal makes one word of each legal form. Weak writings count at the ends of the name only,
// and a name that is nothing but a form keeps its words.
func (rd *Reader) joinLegal(ts []Token) []Token {
	out := make([]Token, 0, len(ts))
	plain := false
	for i := 0; i < len(ts); {
		n, e := rd.legalAt(ts[i:])
		if n == 0 {
			out = append(out, ts[i])
			plain = plain || !particleWords[ts[i].Text]
			i++
			continue
		}
		t := ts[i]
		t.Text, t.To, t.Role, t.sure = e.text, ts[i+n-1].To, LegalWord, !e.weak || t.sure
		out = append(out, t)
		i += n
	}
	if !plain {
		return ts
	}
	unlessAtEnd(out, ts)
	return out
}

// legalAt returns how many of the words at the head of ts are a legal form, at most.
func (rd *Reader) legalAt(ts []Token) (int, legalEntry) {
	longest := legalLongest[ts[0].Text]
	found, entry := 0, legalEntry{}
	if longest == 0 {
		return 0, entry
	}
	rd.key = rd.key[:0]
	for n := 1; n <= longest && n <= len(ts); n++ {
		if n > 1 {
			rd.key = append(rd.key, ' ')
		}
		rd.key = append(rd.key, ts[n-1].Text...)
		if e, ok := legalWritings[string(rd.key)]; ok {
			found, entry = n, e
		}
	}
	return found, entry
}

// unlessAtEnd turns weak forms inside a name back into ordinary words.
func unlessAtEnd(out, words []Token) {
	first, last := 0, len(out)-1
	for first < len(out) && out[first].Role == LegalWord {
		first++
	}
	for last >= 0 && out[last].Role == LegalWord {
		last--
	}
	for i := first; i <= last; i++ {
		if out[i].Role == LegalWord && !out[i].sure {
			out[i].Role = PlainWord
			for _, w := range words {
				if w.From == out[i].From {
					out[i].Text = w.Text
					break
				}
			}
		}
	}
}

// roleOf says how word i of a name weighs.
func roleOf(ts []Token, i int, kind NameKind) Role {
	t := ts[i]
	switch {
	case t.Role == LegalWord || t.Text[0] == LegalMark:
		return LegalWord
	case t.Text[0] >= 0x80:
		return Character
	case strings.ContainsAny(t.Text, "0123456789"):
		return Number
	case len(t.Text) == 1 && !isAbjad(t.Text):
		return Initial
	case kind != BodyName && titleWords[t.Text]:
		return Title
	case particleWords[t.Text]:
		return Particle
	case articleWords[t.Text] && (t.hyphen || i+1 < len(ts) && ts[i+1].hyphen):
		return Particle
	}
	return PlainWord
}
