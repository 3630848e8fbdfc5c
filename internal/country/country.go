// Package country reads the names of countries as public lists spell them.
//
// There are as many spellings as lists: OFAC writes "Korea, North" and "Burma",
// the EAR "CHINA, PEOPLE'S REPUBLIC OF" and "U.A.E.", the UN "Iran (Islamic
// Republic of)". Names that mean no single country ("Korea", "undetermined",
// "possibly Palestinian", "Region: Kafia Kingi") give no code.
package country

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/unicode/norm"
)

// withArticle are the countries whose names take an article.
var withArticle = strings.Fields("AE BS CD CF CG CK DO FK FO GB GM KM KY MH MP MV NL PH SB SC TC US VG VI")

// In returns the English name of a country as it stands after "in": "the United States".
func In(code string) string {
	if slices.Contains(withArticle, code) {
		return "the " + Name(code)
	}
	return Name(code)
}

// Name returns the English name of the country with an ISO 3166-1 code (Unicode CLDR), or the code where there is none.
func Name(code string) string {
	r, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	switch name := display.English.Regions().Name(r); name {
	case "":
		return code
	case "Hong Kong SAR China":
		return "Hong Kong"
	case "Macao SAR China":
		return "Macao"
	default:
		return name
	}
}

// Code returns the ISO 3166-1 alpha-2 code of the country that name spells, in
// upper case, or "" where it is not known. Case, accents and punctuation do not
// matter. A bare code is not a name: "DE" gives "".
func Code(name string) string {
	if len(name) > maxName {
		return ""
	}
	return codes()[fold(name)]
}

// Tail finds the country that an address ends with. It returns the code and the
// address before it, without separators; code is "" and rest the whole address
// where the end is no country. A postal code after the country, and a full stop,
// are skipped: "Moscow, Russia 115583." gives RU.
func Tail(address string) (code, rest string) {
	s := strings.TrimRight(address, " .,;")
	if code, rest = tail(s); code != "" {
		return code, rest
	}
	if cut := strings.TrimRightFunc(s, isPostal); cut != s {
		if code, rest = tail(strings.TrimRight(cut, " .,;")); code != "" {
			return code, rest
		}
	}
	return "", address
}

// maxWords is the number of words of the longest spelling.
const (
	maxWords = 9
	maxName  = 80
)

// tail tries the last words of s, longest first, cutting at blanks and commas.
func tail(s string) (code, rest string) {
	cuts := make([]int, 0, maxWords)
	for i := len(s); i > 0 && len(cuts) < maxWords && len(s)-i < maxName; i-- {
		if i < len(s) && (s[i-1] == ' ' || s[i-1] == ',' || s[i-1] == ';') && s[i] != ' ' {
			cuts = append(cuts, i)
		}
	}
	if len(s) <= maxName {
		cuts = append(cuts, 0)
	}
	for j := len(cuts) - 1; j >= 0; j-- {
		if c := Code(s[cuts[j]:]); c != "" {
			return c, strings.TrimRight(s[:cuts[j]], " ,;")
		}
	}
	return "", s
}

func isPostal(r rune) bool { return unicode.IsDigit(r) || r == ' ' || r == '-' || r == ',' }

var codes = sync.OnceValue(func() map[string]string {
	m := make(map[string]string, 600)
	for line := range strings.Lines(strings.TrimSpace(table)) {
		names := strings.Split(strings.TrimSpace(line), "|")
		for _, n := range names[1:] {
			m[fold(n)] = names[0]
		}
	}
	return m
})

// fold keeps letters and digits in lower case without marks, and one blank
// between words; an apostrophe or full stop inside a word joins it.
func fold(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(lower(r))
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’':
		case r == '.':
			gap = gap || b.Len() > 0
		default:
			gap = true
		}
	}
	return b.String()
}

func lower(r rune) rune {
	if r == 'ı' {
		return 'i'
	}
	return unicode.ToLower(r)
}
