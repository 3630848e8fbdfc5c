package detect

import (
	"bytes"
	"net/netip"
	"strconv"
	"time"

	"github.com/longarm-project/longarm/internal/pattern"
)

var special = func() (out []netip.Prefix) {
	for _, p := range []string{"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "2001:db8::/32", "3fff::/20", "100::/64"} {
		out = append(out, netip.MustParsePrefix(p))
	}
	return out
}()

// public reports whether an address can be somebody's on the Internet: neither private, local, multicast nor set aside for documentation (RFC 6890).
func public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsValid() || a.Zone() != "" || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified() {
		return false
	}
	for _, p := range special {
		if p.Contains(a) {
			return p.Bits() == 4 // 240.0.0.0/4 is reserved, but is found in data that stands for people
		}
	}
	return true
}

// emailValue takes a whole value that is a mail address, in small letters.
func emailValue(v []byte, _ bool) []byte {
	i := bytes.IndexByte(v, '@')
	if i <= 0 {
		return nil
	}
	s, e := emailAt(v, i)
	if s != 0 || e != len(v) {
		return nil
	}
	return bytes.ToLower(v)
}

// fileEndings are last labels that follow an @ in names of files and versions, and no domain's.
var fileEndings = wordSet("png jpg jpeg gif svg webp js ts css json html py go rb java class md txt zip gz local localhost internal")

// emailAt returns the bounds of a mail address around the @ at i, or end 0.
func emailAt(d []byte, i int) (start, end int) {
	s := i
	for s > 0 && i-s <= 64 && (isAlnum(d[s-1]) || has("._%+-'", d[s-1])) {
		s--
	}
	for s < i && has(".'-", d[s]) {
		s++
	}
	if s == i || i-s > 64 || s > 0 && (d[s-1] == ':' && s > 1 && !isBlankOrQuote(d[s-2]) && userinfo(d, s) || d[s-1] >= 0x80 || d[s-1] == '@') {
		return 0, 0
	}
	e, dot := i+1, -1
	for e < len(d) && e-i < 254 && (isAlnum(d[e]) || d[e] == '.' || d[e] == '-') {
		if d[e] == '.' {
			if dot == e-1 || e == i+1 {
				return 0, 0
			}
			dot = e
		}
		e++
	}
	for e > i+1 && (d[e-1] == '.' || d[e-1] == '-') { // the end of a sentence
		e--
		if dot == e {
			dot = bytes.LastIndexByte(d[i+1:e], '.')
			if dot >= 0 {
				dot += i + 1
			}
		}
	}
	if dot < i+2 || e-dot < 3 || e < len(d) && (d[e] == '@' || d[e] == ':' && e+1 < len(d) && !has(" \t\r\n\"',;", d[e+1])) {
		return 0, 0
	}
	for _, c := range d[dot+1 : e] {
		if !isAlpha(c) {
			return 0, 0
		}
	}
	if e-dot <= 9 {
		var b [9]byte
		n := copy(b[:], d[dot+1:e])
		for k := range b[:n] {
			b[k] |= 0x20
		}
		if fileEndings[string(b[:n])] {
			return 0, 0
		}
	}
	return s, e
}

func isBlankOrQuote(c byte) bool { return has(" \t\r\n\"'{,", c) }

// userinfo reports whether what ends before s is user:password@host: a scheme stands before it.
func userinfo(d []byte, s int) bool {
	from := max(0, s-80)
	return bytes.Contains(d[from:s], []byte("://"))
}

// nonUS are the area codes of the North American plan outside the United States (NANPA).
var nonUS = wordSet("204 226 236 249 250 257 263 289 306 343 354 365 367 368 382 387 403 416 418 428 431 437 438 450 460 468 474 506 514 519 548 579 581 584 587 604 613 639 647 672 683 705 709 742 753 778 780 782 807 819 825 867 873 879 902 905 942 " +
	"242 246 264 268 284 345 441 473 649 658 664 721 758 767 784 809 829 849 868 869 876")

// nanp judges ten digits as a number of the North American plan.
func nanp(d []byte) bool {
	return len(d) == 10 && d[0] >= '2' && d[3] >= '2' && !(d[1] == '1' && d[2] == '1') && !repeated(d) && !repeated(d[3:])
}

// USPhone reports whether a normalised number lies in a U.S. area.
func USPhone(d []byte) bool {
	if len(d) == 12 && d[0] == '+' && d[1] == '1' {
		d = d[2:]
	}
	return nanp(d) && !nonUS[string(d[:3])] && d[0] != '8' && !(d[0] == '9' && d[1] == '0' && d[2] == '0')
}

// phoneValue takes a telephone number: of the North American plan as +1 and ten digits, others as their digits.
func phoneValue(v []byte, hinted bool) []byte {
	if len(v) > 40 {
		return nil
	}
	if i := bytes.IndexAny(v, "xX"); i >= 7 { // an extension
		v = bytes.TrimRight(v[:i], " ")
	}
	if c := bytes.TrimPrefix(v, []byte("tel:")); len(c) < len(v) {
		v = c
	}
	d, ok := digitsOf(make([]byte, 0, 16), v, "+-. ()/")
	if !ok || len(d) < 7 || len(d) > 15 || repeated(d) {
		return nil
	}
	switch {
	case len(d) == 10 && nanp(d) && v[0] != '+':
		return append([]byte("+1"), d...)
	case len(d) == 11 && d[0] == '1' && nanp(d[1:]):
		return append([]byte("+"), d...)
	case v[0] == '+':
		return append([]byte("+"), d...)
	case !hinted:
		return nil
	}
	return d
}

// layouts are those in which a day is written.
var layouts = []string{"2006-01-02", "01/02/2006", "1/2/2006", "02.01.2006", "2.1.2006", "2006/01/02", "2006/1/2", "20060102", "01-02-2006", "1-2-2006", "1/2/06", "Jan 2, 2006", "January 2, 2006", "2 Jan 2006", "02-Jan-2006", "02-Jan-06", "02/01/2006", "2/1/2006"}

// day reads a day, with or without a time after it.
func day(v []byte) (time.Time, bool) {
	s := string(v)
	for _, cut := range []byte{'T', ' '} {
		if i := bytes.IndexByte(v, cut); i >= 8 && i+1 < len(v) && isDigit(v[i+1]) && bytes.IndexByte(v[i:], ':') > 0 {
			s = s[:i]
			break
		}
	}
	if len(s) < 6 || len(s) > 18 || !some(v, isDigit) {
		return time.Time{}, false
	}
	for _, l := range layouts {
		if t, err := time.Parse(l, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// birthValue takes a day since 1900, as yyyy-mm-dd.
func birthValue(v []byte, hinted bool) []byte {
	if !hinted {
		return nil
	}
	t, ok := day(v)
	if !ok {
		if n, err := strconv.Atoi(string(v)); err == nil && len(v) == 4 && n >= 1900 && n < 2030 {
			return v // the year alone
		}
		return nil
	}
	if t.Year() < 1900 || t.Year() > 2030 {
		return nil
	}
	return []byte(t.Format("2006-01-02"))
}

// IsMoment reports whether v is a point in time: a day with hours, or Unix seconds or milliseconds.
func IsMoment(v []byte) bool {
	if len(v) < 8 || len(v) > 40 {
		return false
	}
	if all(v, isDigit) {
		return (len(v) == 10 || len(v) == 13) && v[0] == '1'
	}
	_, ok := day(v)
	return ok && bytes.IndexByte(v, ':') > 0
}

var street = pattern.New(`(?i)^\s*(?:\d{1,6}[a-z]?\s+(?:[\p{L}\d.'#-]+\s+){0,5}(?:st|street|ave|avenue|rd|road|blvd|boulevard|dr|drive|ln|lane|ct|court|way|pl|place|ter|terrace|cir|circle|pkwy|parkway|hwy|highway|sq|square)\b|p\.?\s?o\.?\s+box\s+\d+)`)

// StreetAddress reports whether a value begins as a street address or post box of the United States.
func StreetAddress(v []byte) bool {
	return len(v) >= 8 && len(v) <= 200 && (isDigit(v[0]) || v[0]|0x20 == 'p') && street.MatchString(string(v))
}

var stateZip = pattern.New(`\b([A-Z]{2}),? \d{5}(?:-\d{4})?\b`)

// states are the codes of U.S. states, territories and military post.
var states = wordSet("AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR GU VI AS MP FM MH PW AA AE AP")

var stateNames = wordSet("alabama alaska arizona arkansas california colorado connecticut delaware florida hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington wisconsin wyoming")

// IsState reports whether a value names a U.S. state by code or name.
func IsState(v []byte) bool {
	s := bytes.TrimSpace(v)
	if len(s) == 2 {
		return states[string(bytes.ToUpper(s))]
	}
	l := string(bytes.ToLower(s))
	if stateNames[l] {
		return true
	}
	switch l {
	case "new york", "new jersey", "new mexico", "new hampshire", "north carolina", "south carolina", "north dakota", "south dakota", "west virginia", "rhode island", "georgia", "district of columbia", "puerto rico":
		return true
	}
	return false
}

// IsZip reports whether a value is a ZIP code in use: 00501 to 99950, with leading zeros or without.
func IsZip(v []byte) bool {
	v = bytes.TrimSpace(v)
	if len(v) == 10 && v[5] == '-' && all(v[6:], isDigit) {
		v = v[:5]
	}
	if len(v) < 3 || len(v) > 5 || !all(v, isDigit) {
		return false
	}
	n := number(v)
	return n >= 501 && n <= 99950
}

// USAddress reports whether an address ends in a U.S. state and ZIP code.
func USAddress(v []byte) bool {
	m := stateZip.FindStringSubmatch(string(v))
	return m != nil && states[m[1]]
}

// Nation judges a country: +1 the United States or its territories, -1 another, 0 not said.
func Nation(v []byte) int {
	s := string(bytes.ToLower(bytes.TrimSpace(v)))
	switch s {
	case "us", "usa", "u.s.", "u.s.a.", "united states", "united states of america", "840", "pr", "pri", "puerto rico", "gu", "gum", "guam", "vi", "vir", "as", "mp", "american samoa":
		return 1
	}
	if Missing(v) || len(s) < 2 || !some(v, isAlpha) && s[0] < 0x80 {
		return 0
	}
	return -1
}

var cuedPhone = pattern.New(`(?i)\b(?:phone|telephone|tel|mobile|cell|fax|call|ring|contact|reach)\b[^0-9+(\n]{0,24}(\+?\(?\d[\d ().-]{6,18}\d)\b`)

// CuedPhones finds telephone numbers of any country in prose by the word before them.
func CuedPhones(text []byte) []Hit {
	var out []Hit
	for _, m := range cuedPhone.FindAllStringSubmatchIndex(string(text), 1000) {
		if phoneValue(text[m[2]:m[3]], true) != nil {
			out = append(out, Hit{Phone, B, m[2], m[3]})
		}
	}
	return out
}
