package bis

import (
	"slices"
	"strings"
	"unicode"

	"github.com/longarm-project/longarm/internal/country"
	"github.com/longarm-project/longarm/internal/pattern"
)

// seeNote points to the same party under another country, in some forty spellings.
var seeNote = pattern.New(`(?i)[,.]?\s*\((?:see|for)\b(?: also)?\s*(?:the )?(?:(?:also |alternat(?:e|ive) |additional )*address(?:es)?,? )?(?:under|in|see|also)?\s*([^()]*(?:\([^()]*\)[^()]*)*)\)\.?`)

// takeSee removes the notes of s and adds the countries they name to see.
func takeSee(s string, see []string) (string, []string) {
	rest, found := cutSee(s)
	return rest, append(see, found...)
}

// listedAs finds the name under which a note says that the other row stands.
var listedAs = pattern.New(`which is listed as ([^()]+)\)`)

func cutSee(s string) (rest string, see []string) {
	if !strings.Contains(s, "(") {
		return s, nil
	}
	for _, m := range seeNote.FindAllStringSubmatch(s, -1) {
		text := strings.Trim(m[1], " .")
		if i := strings.Index(text, " for this entry"); i >= 0 {
			text = text[:i]
		}
		if i := strings.LastIndex(text, " in "); i >= 0 {
			text = text[i+4:]
		}
		if country.Code(text) != "" {
			see = append(see, text)
			continue
		}
		for _, c := range seeBreak.Split(text, -1) {
			if c = strings.TrimPrefix(strings.TrimSpace(c), "the "); c != "" {
				see = append(see, c)
			}
		}
	}
	rest = seeNote.ReplaceAllString(s, "")
	if m := seeOpen.FindStringSubmatchIndex(rest); m != nil { // a bracket too many
		see = append(see, strings.TrimPrefix(strings.Trim(rest[m[2]:m[3]], "(). "), "the "))
		rest = rest[:m[0]]
	}
	return rest, see
}

var seeOpen = pattern.New(`(?i)[,.]?\s*\(see (?:also )?(?:alternate )?address(?:es)? (?:under|in) (.*)$`)

var seeBreak = pattern.New(`,\s*(?:and\s+)?|\s+and\s+`)

var addressLabel = pattern.New(`(?i)^(?:(?:alt\.? )?address: ?|addresses for [^:]*: ?)`)

// addAddresses reads lines of addresses: "A; and B; and C." Addresses are also
// parted by "and" alone behind a country, and by labels.
func (p *party) addAddresses(lines []line) {
	var b strings.Builder
	for _, l := range lines {
		text, see := cutSee(l.text)
		p.see = append(p.see, see...)
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		if addressLabel.MatchString(text) && b.Len() > 0 {
			b.WriteString("; ")
		}
		b.WriteString(text + " ")
	}
	for _, a := range splitAddresses(b.String()) {
		if a = addressLabel.ReplaceAllString(a, ""); a != "" && !slices.Contains(p.addresses, a) {
			p.addresses = append(p.addresses, a)
		}
	}
}

var afterCountry = pattern.New(`,?\.?;?\s*\band\b\s*`)

func splitAddresses(s string) []string {
	var out []string
	add := func(s string) {
		if s = tidyAddress(s); s != "" {
			out = append(out, s)
		}
	}
	for _, part := range splitTop(s, ';') {
		from := 0
		for _, at := range afterCountry.FindAllStringIndex(part, -1) {
			if endsInCountry(part[from:at[0]]) && !isCountry(part[at[1]:]) {
				add(part[from:at[0]])
				from = at[1]
			}
		}
		add(part[from:])
	}
	return out
}

// endsInCountry reports whether an address is complete, so that "and" may begin the next.
func endsInCountry(s string) bool {
	s = trailingNote.ReplaceAllString(s[max(0, len(s)-200):], "")
	c, _ := country.Tail(s)
	return c != ""
}

// isCountry reports whether s is nothing but a country.
func isCountry(s string) bool { return len(s) < 80 && country.Code(tidyAddress(s)) != "" }

var trailingNote = pattern.New(`\s*\([^()]*\)$`)

func tidyAddress(s string) string {
	s = strings.Trim(s, " ,;")
	if s == "and" {
		return ""
	}
	s = strings.TrimPrefix(s, "and, ")
	if t := strings.TrimPrefix(s, "and"); t != s && strings.IndexFunc(t, isStart) == 0 {
		s = strings.TrimSpace(t) // "and House", and "andHouse" too
	}
	s = strings.TrimSuffix(s, " and")
	if t := strings.TrimSuffix(s, "."); !strings.HasSuffix(t, "U.A.E") && !strings.HasSuffix(t, "U.K") && !endsInAbbreviation(s) {
		s = t
	}
	return strings.TrimRight(s, " ,;")
}

func isStart(r rune) bool { return r == ' ' || unicode.IsUpper(r) || unicode.IsDigit(r) }

// splitTop splits s at sep outside of brackets. An open bracket counts only if it is closed.
func splitTop(s string, sep rune) []string {
	var out []string
	depth, from := 0, 0
	for i, r := range s {
		switch {
		case r == '(' && strings.ContainsRune(s[i:], ')'):
			depth++
		case r == ')' && depth > 0:
			depth--
		case r == sep && depth == 0:
			out = append(out, s[from:i])
			from = i + 1
		}
	}
	return append(out, s[from:])
}

func splitCommas(s string) []string {
	parts := splitTop(s, ',')
	out := parts[:0]
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// suffix is a form of company that a comma may part from the name.
var suffix = pattern.New(`(?i)^(?:(?:co|company|ltd|limited|inc|incorporated|corp|corporation|l\.?l\.?c|llp|plc|pvt|pte|pty|private|gmbh|ag|kg|bv|b\.v|nv|n\.v|s\.?a\.?|s\.?a\.?r\.?l|sas|srl|s\.r\.l|spa|s\.p\.a|sl|a\.?s|as|ab|oy|aps|kft|d\.?o\.?o|ood|eood|ad|jsc|pjsc|ojsc|cjsc|ooo|oao|zao|pao|ao|tov|too|fsue|fgup|gup|sdn|bhd|fze|fzc|fzco|fz-llc|fz|jlt|dmcc|est|lda|ltda|s\.?a\.? de c\.?v|c\.?v|sti|şti|tic|dis|sanayi|unipessoal|lp|l\.p|pt|tbk)\.?\s*)+(?:\([^()]*\))?\.?$`)

func isSuffix(s string) bool {
	return suffix.MatchString(strings.TrimSpace(s))
}

// addressWord tells an address by a word, addressStart by its beginning.
var (
	addressStart = pattern.New(`(?i)^(?:no\.?|nos\.?|room|rm\.?|unit|units|floor|flat|suite|ste\.?|office|shop|shops|building|bldg\.?|block|blk\.?|p\.? ?o\.? ?box|po box|post box|box|plot|house|apt\.?|apartment|level|lot|sector|street|km|c/o|ul\.?|ulitsa|pr\.|prospekt|d\.|nab\.|al\.|calle|rua|rue|av\.?|avenida|via|jalan|near|opposite|behind|corner|tower|villa|warehouse|hangar|lit\.?|litera|letter|str\.|pgt|sk\.?|east|west|north of|south of|southeast of|village|camp|mezzanine|ground|tower|gate|g/f|\d+/f)\b`)
	addressWord  = pattern.New(`(?i)\b(?:street|str|st|road|rd|avenue|ave|highway|blvd|boulevard|lane|alley|square|sq|district|dist|zone|park|building|bldg|tower|towers|plaza|mansion|floor|fl|city|province|county|village|town|township|oblast|region|krai|naberezhnaya|embankment|ulitsa|pereulok|prospekt|prospect|proezd|passage|shosse|sokak|sok|caddesi|cad|mah|mahallesi|mahalle|mh|bulvari|sitesi|estate|airport|quarter|colony|housing|bazar|bazaar|market|nagar|jalan|strasse|straße|weg|platz|via|calle|rua|rue|khiaban|kuche|junction|intersection|crescent|drive|dr|way|court|centre|garden|gardens|residence|complex|campus|island|governorate|prefecture|municipality|subdistrict|sub-district|box|harbour|hall|apartments|apartment|house|hotel|parkway|route|sector|phase|raion|compound)\b`)
	organWord    = pattern.New(`(?i)\b(?:institute|institution|research|scientific|council|calibration|etudes|institut|center for|university|ministry|academy|department|bureau|laboratory|division|faculty|committee|agency|branch|subsidiary|sciences|federation|command|directorate|office of|organization|administration|service)\b`)
)

// looksAddress reports whether a part between commas is certainly no name.
func looksAddress(s string) bool {
	s = strings.TrimSpace(s)
	if strings.IndexFunc(s, unicode.IsDigit) >= 0 && !organWord.MatchString(s) {
		return true
	}
	return addressStart.MatchString(s) || addressWord.MatchString(s) && !organWord.MatchString(s)
}

// fused is a company form with the address behind it and no comma between.
var (
	fused       = pattern.New(`^(.*?\b(?:Co\.,? ?Ltd\.?|Ltd\.?|Inc\.?|LLC|Limited|Corp\.?|G[mM][bB][hH]|Parts|Co\.))\.? ((?:No\.? |Room |Floor |Unit |\d|P\.? ?O\.? ?Box).*)$`)
	fusedStreet = pattern.New(`^((?:.*?\b)?(?:Co\., ?Ltd\.|Ltd\.|Inc\.|LLC\.)) ([^,]+)$`)
	fusible     = pattern.New(`\b(?:Co|Ltd|Inc|LLC|Limited|Corp|G[mM][bB][hH]|Parts)\b`)
	shortForm   = pattern.New(`(?i)\b(?:ltd|limited|inc|llc|gmbh|s\.a|co)\.?(?: \([^()]*\))?$`)
	formBefore  = pattern.New(`^(?:(?:Public |Open |Closed )?Joint[- ]Stock Company|NPO|OOO|AO|JSC|OJSC|PJSC|Federal State) `)
	plant       = pattern.New(`\b(?:Plant|Factory|Works)\b`)
)

// splitFused parts a company form from the address that follows it without a comma.
func splitFused(part string, isFirst bool) (name, address string, ok bool) {
	if !strings.Contains(part, " ") || isFirst && !fusible.MatchString(part) {
		return "", "", false
	}
	if m := fused.FindStringSubmatch(part); m != nil && (isFirst || isSuffix(m[1])) {
		return m[1], m[2], true
	}
	m := fusedStreet.FindStringSubmatch(part)
	if m == nil || isSuffix(part) || isFirst && !addressWord.MatchString(m[2]) || !isFirst && !isSuffix(m[1]) {
		return "", "", false
	}
	return m[1], m[2], true
}

// goesOn reports whether a part behind the first comma still belongs to the name.
func goesOn(name, part, next string) bool {
	switch {
	case looksAddress(part) || shortForm.MatchString(name):
		return false
	case isSuffix(next):
		return true
	case !company.MatchString(name) && !organWord.MatchString(name):
		return false // a person, and where they work
	}
	return organWord.MatchString(part) || formBefore.MatchString(part) || plant.MatchString(part)
}

// splitName parts name and address, which only commas divide. sure is false
// where the place is a guess: where words of an organisation follow the first
// comma, or nothing tells where the address begins.
func splitName(s string) (name, address string, sure bool) {
	parts := splitCommas(s)
	if len(parts) == 0 {
		return "", "", false
	}
	join := func(head string, tail []string) string { return strings.Join(append([]string{head}, tail...), ", ") }
	if form, rest, ok := splitFused(parts[0], true); ok {
		return form, join(rest, parts[1:]), false
	}
	name, sure = parts[0], true
	i := 1
	for ; i < len(parts); i++ {
		part, next := parts[i], ""
		if i+1 < len(parts) {
			next = parts[i+1]
		}
		if form, rest, ok := splitFused(part, false); ok {
			return name + ", " + form, join(rest, parts[i+1:]), true
		}
		if isSuffix(part) || strings.HasPrefix(part, "(") {
			name += ", " + part
			continue
		}
		if next == "" || !goesOn(name, part, next) {
			break
		}
		name, sure = name+", "+part, false
	}
	rest := parts[i:]
	if len(rest) > 2 && !looksAddress(rest[0]) && country.Code(strings.TrimRight(rest[0], ".")) == "" && !shortForm.MatchString(name) {
		sure = false
	}
	return name, strings.Join(rest, ", "), sure
}

// sentence is a full stop that ends a name, with an address behind it.
var sentence = pattern.New(`\.['’”]*\s+`)

// cutSentence parts "NAME. ADDRESS", where the rest looks like an address to its end.
func cutSentence(s string) (name, address string, ok bool) {
	for _, at := range sentence.FindAllStringIndex(s, 20) {
		if at[1] >= len(s) || endsInAbbreviation(s[:at[0]+1]) && !mayFollowForm(s[:at[0]+1], s[at[1]:]) {
			continue
		}
		name, address = strings.TrimSpace(s[:at[1]]), s[at[1]:]
		if strings.Contains(name, ",") && !strings.ContainsAny(address, ",") {
			continue
		}
		if parts := splitCommas(name); len(parts) > 1 && !isSuffix(parts[len(parts)-1]) {
			return "", "", false // a comma comes first
		}
		if isAddress(address) {
			return name, address, true
		}
	}
	return "", "", false
}

// mayFollowForm reports whether address may stand behind a company form that
// ends in a full stop: it begins like one, or is no more than a place and a country.
func mayFollowForm(name, address string) bool {
	if addressStart.MatchString(address) || unicode.IsDigit([]rune(address)[0]) {
		return true
	}
	parts := splitCommas(address)
	c, _ := country.Tail(address)
	return shortForm.MatchString(name) && len(parts) == 2 && c != "" && !isSuffix(parts[0])
}

// isAddress reports whether s ends in a country, or begins as addresses do.
func isAddress(s string) bool {
	first, _, _ := strings.Cut(s, ";")
	c, _ := country.Tail(first)
	return c != "" || len(s) > 6 && (addressStart.MatchString(s) || unicode.IsDigit([]rune(s)[0]))
}

// cutAfterName parts an alias from the address that runs on behind it.
func cutAfterName(s string) (name, address string, ok bool) {
	if name, address, ok = cutSentence(s); ok {
		return name, address, true
	}
	name, address, _ = splitName(s)
	if address == "" || !isAddress(address) {
		return "", "", false
	}
	return name, address, true
}
