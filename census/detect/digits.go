package detect

// digitsOf copies the digits of v into buf and returns them; ok is false if v holds anything
// but digits and the given separators, or more digits than fit.
func digitsOf(buf []byte, v []byte, separators string) (d []byte, ok bool) {
	d = buf[:0]
	for _, c := range v {
		switch {
		case isDigit(c):
			if len(d) == cap(buf) {
				return nil, false
			}
			d = append(d, c)
		case !has(separators, c):
			return nil, false
		}
	}
	return d, true
}

func has(set string, c byte) bool {
	for i := range len(set) {
		if set[i] == c {
			return true
		}
	}
	return false
}

func isDigit(c byte) bool { return c-'0' < 10 }
func isAlpha(c byte) bool { return (c|0x20)-'a' < 26 }
func isUpper(c byte) bool { return c-'A' < 26 }
func isAlnum(c byte) bool { return isDigit(c) || isAlpha(c) }
func isHex(c byte) bool   { return isDigit(c) || (c|0x20)-'a' < 6 }

func number(d []byte) (n int) {
	for _, c := range d {
		n = n*10 + int(c-'0')
	}
	return n
}

// repeated reports whether d is one digit again and again.
func repeated(d []byte) bool {
	for _, c := range d {
		if c != d[0] {
			return false
		}
	}
	return true
}

// luhn checks the last digit of d (ISO/IEC 7812-1, annex B).
func luhn(d []byte) bool {
	sum, double := 0, false
	for i := len(d) - 1; i >= 0; i-- {
		v := int(d[i] - '0')
		if double {
			if v *= 2; v > 9 {
				v -= 9
			}
		}
		double = !double
		sum += v
	}
	return sum%10 == 0
}

// ssn judges nine digits as a social security number: area not 000, 666 or 900 to 999, group not 00,
// serial not 0000. Since 25 June 2011 any other is possible. Numbers known from advertising
// and examples are none, nor are those whose three groups each repeat one digit (111-22-3333).
func ssn(d []byte) bool {
	if len(d) != 9 {
		return false
	}
	area := number(d[:3])
	if area == 0 || area == 666 || area >= 900 || d[3] == '0' && d[4] == '0' || number(d[5:]) == 0 {
		return false
	}
	switch string(d) {
	case "078051120", "219099999", "123456789", "457555462", "002281852":
		return false
	}
	return !(repeated(d[:3]) && repeated(d[3:5]) && repeated(d[5:]))
}

// itin judges nine digits as an individual taxpayer number (or one for adoption, group 93).
func itin(d []byte) bool {
	if len(d) != 9 || d[0] != '9' {
		return false
	}
	g := number(d[3:5])
	return g >= 50 && g <= 65 || g >= 70 && g <= 88 || g >= 90 && g <= 99
}

// A brand is a range of issuer numbers (ISO/IEC 7812) and the lengths of its card numbers.
type brand struct {
	digits   int // of the prefix
	from, to int
	lengths  []int
	closed   bool // no longer issued, or so wide that chance hits it: only with a hint
}

var brands = []brand{
	{1, 4, 4, []int{13, 16, 19}, false},
	{2, 51, 55, []int{16}, false},
	{4, 2221, 2720, []int{16}, false},
	{2, 34, 34, []int{15}, false},
	{2, 37, 37, []int{15}, false},
	{4, 6011, 6011, []int{16, 17, 18, 19}, false},
	{6, 622126, 622925, []int{16, 17, 18, 19}, false},
	{3, 644, 649, []int{16, 17, 18, 19}, false},
	{2, 65, 65, []int{16, 17, 18, 19}, false},
	{3, 300, 305, []int{14, 16}, false},
	{2, 36, 36, []int{14, 16}, false},
	{2, 38, 39, []int{14, 16}, false},
	{4, 3528, 3589, []int{16}, false},
	{2, 62, 62, []int{16, 17, 18, 19}, true},
	{2, 50, 50, []int{12, 13, 14, 15, 16, 17, 18, 19}, true},
	{2, 56, 69, []int{12, 13, 14, 15, 16, 17, 18, 19}, true},
	{4, 4903, 4911, []int{16, 18, 19}, true},
	{4, 4936, 4936, []int{16, 18, 19}, true},
	{4, 2014, 2014, []int{15}, true},
	{4, 2149, 2149, []int{15}, true},
	{4, 2131, 2131, []int{15}, true},
	{4, 1800, 1800, []int{15}, true},
}

// card judges digits as a card number: issuer range, length and check digit. Closed brands count only where hinted.
func card(d []byte, hinted bool) bool {
	if len(d) < 12 || len(d) > 19 || !luhn(d) || repeated(d) {
		return false
	}
	switch string(d) {
	case "4111111111111111", "4242424242424242", "5555555555554444", "378282246310005", "4012888888881881", "5105105105105100", "6011111111111117":
		return false // published for tests
	}
	for _, b := range brands {
		if b.closed && !hinted {
			continue
		}
		if p := number(d[:b.digits]); p < b.from || p > b.to {
			continue
		}
		for _, n := range b.lengths {
			if n == len(d) {
				return true
			}
		}
	}
	return hinted && len(d) >= 13 // national brands
}

// aba judges nine digits as a routing number of a U.S. bank.
func aba(d []byte) bool {
	if len(d) != 9 {
		return false
	}
	p := number(d[:2])
	if !(p <= 12 || p >= 21 && p <= 32 || p >= 61 && p <= 72 || p == 80) || repeated(d) {
		return false
	}
	at := func(i int) int { return int(d[i] - '0') }
	return (3*(at(0)+at(3)+at(6))+7*(at(1)+at(4)+at(7))+at(2)+at(5)+at(8))%10 == 0
}

// npi judges ten digits as a national provider identifier: Luhn after the prefix 80840 (45 CFR 162.406).
func npi(d []byte) bool {
	if len(d) != 10 || d[0] != '1' && d[0] != '2' {
		return false
	}
	var b [15]byte
	copy(b[:], "80840")
	copy(b[5:], d)
	return luhn(b[:])
}

// imei judges 15 digits as an equipment identity (3GPP TS 23.003): reporting body and check digit.
func imei(d []byte) bool {
	if len(d) != 15 || !luhn(d) || repeated(d) {
		return false
	}
	switch number(d[:2]) {
	case 1, 10, 30, 33, 35, 44, 45, 49, 50, 51, 52, 53, 54, 86, 91, 98, 99:
		return true
	}
	return false
}

// iccid judges digits as the number of a SIM card (ITU-T E.118).
func iccid(d []byte) bool {
	return (len(d) == 19 || len(d) == 20) && d[0] == '8' && d[1] == '9' && (luhn(d) || len(d) == 20 && luhn(d[:19]))
}

// imsi judges 15 digits as a subscriber identity by its mobile country code (ITU-T E.212).
func imsi(d []byte) bool {
	if len(d) != 14 && len(d) != 15 || repeated(d) {
		return false
	}
	mcc := number(d[:3])
	return mcc >= 200 && mcc <= 799 || mcc == 901
}

// ibanLengths holds the length of an account number for each country (ISO 13616 register).
var ibanLengths = map[string]int{
	"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28,
	"CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18,
	"GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32,
	"LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15,
	"PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27,
	"ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
}

// iban judges letters and digits without blanks as an account number: country, length, remainder 1 by 97.
func iban(v []byte) bool {
	if len(v) < 15 || len(v) > 34 || ibanLengths[string(upper2(v))] != len(v) {
		return false
	}
	rem := 0
	for i := range v {
		c := v[(i+4)%len(v)]
		switch {
		case isDigit(c):
			rem = (rem*10 + int(c-'0')) % 97
		case isAlpha(c):
			rem = (rem*100 + int(c&^0x20-'A') + 10) % 97
		default:
			return false
		}
	}
	return rem == 1
}

func upper2(v []byte) []byte { return []byte{v[0] &^ 0x20, v[1] &^ 0x20} }

// mbi judges 11 letters and digits as a Medicare beneficiary identifier (CMS, "Understanding the MBI Format").
func mbi(v []byte) bool {
	if len(v) != 11 {
		return false
	}
	for i := range v {
		letter := isUpper(v[i]) && !has("SLOIBZ", v[i])
		switch "CAXNAXNAANN"[i] {
		case 'C':
			if v[i] < '1' || v[i] > '9' {
				return false
			}
		case 'A':
			if !letter {
				return false
			}
		case 'X':
			if !letter && !isDigit(v[i]) {
				return false
			}
		case 'N':
			if !isDigit(v[i]) {
				return false
			}
		}
	}
	switch string(v) {
	case "1EG4TE5MK73", "1EG4TE5MK72":
		return false // the samples of CMS
	}
	return true
}

// vin judges 17 letters and digits as a vehicle identification number by its check digit (49 CFR 565.15).
func vin(v []byte) bool {
	if len(v) != 17 {
		return false
	}
	const values = "12345678.12345.7.923456789" // of A to Z; I, O and Q never occur
	weights := [17]int{8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2}
	sum, letters := 0, 0
	for i, c := range v {
		switch {
		case isDigit(c):
			sum += weights[i] * int(c-'0')
		case isUpper(c) && values[c-'A'] != '.':
			sum += weights[i] * int(values[c-'A']-'0')
			letters++
		default:
			return false
		}
	}
	return letters > 0 && v[8] == "0123456789X"[sum%11]
}

// verhoeff checks the last digit of d (J. Verhoeff, 1969).
func verhoeff(d []byte) bool {
	c := 0
	for i := range d {
		v := int(d[len(d)-1-i] - '0')
		for range i % 8 {
			v = verhoeffPermutation[v]
		}
		c = dihedral(c, v)
	}
	return c == 0
}

var verhoeffPermutation = [10]int{1, 5, 7, 6, 2, 8, 3, 0, 9, 4}

// dihedral multiplies in the symmetry group of the pentagon.
func dihedral(a, b int) int {
	switch {
	case a < 5 && b < 5:
		return (a + b) % 5
	case a < 5:
		return 5 + (a+b-5)%5
	case b < 5:
		return 5 + (a-5-b+5)%5
	}
	return (a - b + 5) % 5
}

// resident judges 18 characters as a number of a Chinese resident (GB 11643-1999, ISO 7064 mod 11-2).
func resident(v []byte) bool {
	if len(v) != 18 {
		return false
	}
	sum := 0
	for i, c := range v[:17] {
		if !isDigit(c) {
			return false
		}
		w := 1
		for range 17 - i {
			w = w * 2 % 11
		}
		sum += w * int(c-'0')
	}
	if y := number(v[6:10]); y < 1900 || y > 2100 {
		return false
	}
	return v[17]&^0x20 == "10X98765432"[sum%11]&^0x20 || v[17] == "10X98765432"[sum%11]
}
