package registry

import (
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// A numbering is the form of the one national number of companies in a country.
type numbering struct {
	scheme string // an org-id.guide code in lower case
	form   string // 9: a digit, A: a letter; alternatives are divided by |
	pad    bool   // numbers of digits alone are written with leading zeros
}

// numberings holds the countries whose companies have one national number of a
// fixed form, so that country and number name one company. Countries with
// several registers or kinds of number of the same form are left out: there a
// number alone proves nothing. Forms after the registers' own descriptions.
var numberings = map[fact.Country]numbering{
	"CN": {"cn-sac", "999999999999999999|99999999AAAAAAAAAA", false}, // GB 32100-2015
	"CZ": {"cz-ico", "99999999", true},
	"DK": {"dk-cvr", "99999999", false},
	"EE": {"ee-krx", "99999999", false},
	"FI": {"fi-pro", "99999999", false}, // written 1234567-8
	"FR": {"fr-rcs", "999999999", false},
	"GB": {"gb-coh", "99999999|AA999999", true},
	"LT": {"lt-rc", "999999999", false},
	"LV": {"lv-re", "99999999999", false},
	"NO": {"no-brc", "999999999", false},
	"RU": {"ru-ogrn", "9999999999999", false},
	"SE": {"se-bolv", "9999999999", false}, // written 123456-7890
	"SK": {"sk-orsr", "99999999", true},
	"UA": {"ua-edr", "99999999", true},
}

// RegisterNumber returns the number of a company in the national register of its
// country in one normal form, for joining records. ok is false where the country
// has no single number or the number has not its form.
func RegisterNumber(c fact.Country, number string) (id fact.Identifier, ok bool) {
	n, ok := numberings[c]
	if !ok || len(number) > 40 {
		return fact.Identifier{}, false
	}
	value := alphanumeric(number)
	width := len(strings.SplitN(n.form, "|", 2)[0])
	if short := width - len(value); n.pad && short > 0 && len(value) >= 4 {
		if at := strings.IndexAny(value, "0123456789"); at == 0 || at == 2 && c == "GB" {
			value = value[:at] + strings.Repeat("0", short) + value[at:]
		}
	}
	for form := range strings.SplitSeq(n.form, "|") {
		if hasForm(value, form, c == "CN") {
			return fact.Identifier{Country: c, Scheme: n.scheme, Value: value}, true
		}
	}
	return fact.Identifier{}, false
}

// alphanumeric keeps letters and digits, in upper case.
func alphanumeric(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case '0' <= r && r <= '9', 'A' <= r && r <= 'Z':
			return r
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		}
		return -1
	}, s)
}

// hasForm compares value with form; with mixed, a letter of the form allows a digit too.
func hasForm(value, form string, mixed bool) bool {
	if len(value) != len(form) {
		return false
	}
	for i := range len(value) {
		digit := '0' <= value[i] && value[i] <= '9'
		if form[i] == '9' && !digit || form[i] == 'A' && digit && !mixed {
			return false
		}
	}
	return true
}

// Joins reports whether two parties that bear the identifier are certainly one:
// an LEI, a national company number in the form of [RegisterNumber], or the
// number in a register that GLEIF names by code ("ra000602").
func Joins(id fact.Identifier) bool {
	if id.Value == "" {
		return false
	}
	if id.Scheme == "lei" {
		_, err := ParseLEI(id.Value)
		return err == nil
	}
	if n, ok := numberings[id.Country]; ok && n.scheme == id.Scheme {
		normal, ok := RegisterNumber(id.Country, id.Value)
		return ok && normal.Value == id.Value
	}
	return len(id.Scheme) == 8 && strings.HasPrefix(id.Scheme, "ra") && id.Scheme < "ra777777"
}

// SchemeIdentifier returns an identifier of a scheme as org-id.guide names it,
// such as "GB-COH" or "XI-LEI", in normal form.
func SchemeIdentifier(scheme, value string) fact.Identifier {
	scheme, value = strings.ToLower(strings.TrimSpace(scheme)), strings.TrimSpace(value)
	switch {
	case scheme == "xi-lei" || scheme == "lei":
		if lei, err := ParseLEI(value); err == nil {
			return fact.Identifier{Scheme: "lei", Value: lei}
		}
		return fact.Identifier{Scheme: "lei-invalid", Value: value}
	case len(scheme) > 3 && scheme[2] == '-':
		c := fact.Country(strings.ToUpper(scheme[:2]))
		if id, ok := RegisterNumber(c, value); ok && id.Scheme == scheme {
			return id
		}
		if isCountry(c) {
			return fact.Identifier{Country: c, Scheme: scheme, Value: value}
		}
	}
	return fact.Identifier{Scheme: scheme, Value: value}
}

// isCountry excludes the codes that org-id.guide uses for what is not national ("XI", "XM").
func isCountry(c fact.Country) bool {
	_, err := fact.ParseCountry(string(c))
	return err == nil && c[0] != 'X'
}

// JurisdictionCountry returns the country of an ISO 3166-1 or 3166-2 code: "US" of "US-DE".
func JurisdictionCountry(code string) fact.Country {
	code = strings.TrimSpace(code)
	if len(code) > 2 && code[2] != '-' {
		return ""
	}
	c, err := fact.ParseCountry(code[:min(len(code), 2)])
	if err != nil {
		return ""
	}
	return c
}
