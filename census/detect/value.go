package detect

import (
	"bytes"
	"net/netip"
	"strconv"
)

// Missing reports whether a value stands for none: empty, NULL, N/A, a dash.
func Missing(v []byte) bool {
	switch len(v) {
	case 0:
		return true
	case 1:
		return has("-? ", v[0])
	case 2, 3, 4, 5, 6, 7:
	default:
		return false
	}
	if c := v[0] | 0x20; c != 'n' && c != 'u' && c != '-' && c != ' ' && v[0] != '\\' {
		return false
	}
	switch string(bytes.ToLower(bytes.TrimSpace(v))) {
	case "", "null", "none", "na", "n/a", "nan", "nil", "-", "--", `\n`, "unknown", "?", "undef":
		return true
	}
	return false
}

// Value judges v as a whole as a value of kind k, where the name of its column or key says so (hinted)
// or only the values do. It returns the form in which two spellings of one value agree,
// in a buffer of its own or v itself, or nil if v is no such value.
func Value(k Kind, v []byte, hinted bool) []byte {
	v = bytes.TrimSpace(v)
	if len(v) == 0 || len(v) > 256 || Missing(v) {
		return nil
	}
	if f := values[k]; f != nil {
		return f(v, hinted)
	}
	return nil
}

// values judges one value for each kind that a column can be.
var values = [Kinds]func(v []byte, hinted bool) []byte{
	SSN:            socialValue,
	SSNTruncated:   truncatedValue,
	ITIN:           func(v []byte, _ bool) []byte { return digitsWhere(v, "- ", itin) },
	MBI:            func(v []byte, _ bool) []byte { return alnumWhere(v, mbi) },
	VIN:            func(v []byte, _ bool) []byte { return alnumWhere(v, vin) },
	Passport:       codeValue(6, 12),
	DriverLicence:  codeValue(5, 16),
	StateID:        codeValue(5, 16),
	AlienNumber:    codeValue(7, 11),
	USCISReceipt:   receiptValue,
	Medicaid:       codeValue(7, 14),
	DoDID:          func(v []byte, _ bool) []byte { return digitsWhere(v, "", length(10, 10)) },
	NationalID:     nationalValue,
	Plate:          codeValue(4, 9),
	Card:           cardValue,
	MaskedCard:     maskedCardValue,
	IBAN:           func(v []byte, _ bool) []byte { return alnumWhere(v, iban) },
	BankAccount:    func(v []byte, _ bool) []byte { return digitsWhere(v, "- ", length(6, 17)) },
	PIN:            func(v []byte, _ bool) []byte { return digitsWhere(v, "", length(4, 6)) },
	CVV:            func(v []byte, _ bool) []byte { return digitsWhere(v, "", length(3, 4)) },
	ABA:            func(v []byte, _ bool) []byte { return digitsWhere(v, "", aba) },
	NPI:            func(v []byte, _ bool) []byte { return digitsWhere(v, "", npi) },
	Crypto:         cryptoValue,
	IMEI:           func(v []byte, _ bool) []byte { return digitsWhere(v, "- ", imei) },
	IMSI:           func(v []byte, _ bool) []byte { return digitsWhere(v, "", imsi) },
	ICCID:          func(v []byte, _ bool) []byte { return digitsWhere(v, " ", iccid) },
	MAC:            macValue,
	Serial:         serialValue,
	Given:          nameValue,
	Family:         nameValue,
	Name:           nameValue,
	BirthDate:      birthValue,
	Birthplace:     placeValue,
	City:           placeValue,
	Address:        addressValue,
	Zip:            zipValue,
	Phone:          phoneValue,
	Email:          emailValue,
	PublicAccount:  handleValue,
	AdvertisingID:  advertisingValue,
	Username:       wordValue(2, 64),
	Password:       wordValue(4, 256),
	SecurityAnswer: placeValue,
	Token:          wordValue(16, 256),
	IP:             ipValue,
	Cookie:         wordValue(6, 256),
	Caller:         callNumber,
	Callee:         callNumber,
	CellID:         wordValue(2, 32),
	PatientID:      idValue,
	PersonID:       idValue,
	AccountID:      idValue,
	DeviceID:       idValue,
	TransactionID:  idValue,
	Duration:       func(v []byte, _ bool) []byte { return numeric(v) },
	FinancialData:  func(v []byte, _ bool) []byte { return numeric(v) },
	Amount:         func(v []byte, _ bool) []byte { return numeric(v) },
	Template:       templateValue,
}

func length(from, to int) func([]byte) bool {
	return func(d []byte) bool { return len(d) >= from && len(d) <= to && !repeated(d) }
}

func digitsWhere(v []byte, separators string, ok func([]byte) bool) []byte {
	d, clean := digitsOf(make([]byte, 0, 24), v, separators)
	if !clean || !ok(d) {
		return nil
	}
	return d
}

// alnumWhere takes blanks and dashes out, makes letters large and asks ok.
func alnumWhere(v []byte, ok func([]byte) bool) []byte {
	out := make([]byte, 0, 40)
	for _, c := range v {
		switch {
		case c == ' ' || c == '-':
			continue
		case !isAlnum(c) || len(out) == cap(out):
			return nil
		case isAlpha(c):
			c &^= 0x20
		}
		out = append(out, c)
	}
	if !ok(out) {
		return nil
	}
	return out
}

// socialValue takes nine digits. What a column or key declares to be a social security number is an account number of the
// government even where it was never issued, as long as it is written as one (3-2-4).
func socialValue(v []byte, hinted bool) []byte {
	d := digitsWhere(v, "- ", func(d []byte) bool { return len(d) == 9 })
	if d == nil {
		return nil
	}
	written := len(v) == 11 && (v[3] == '-' || v[3] == ' ') && v[3] == v[6]
	if ssn(d) && (written || hinted && len(v) == 9) || hinted && written && !repeated(d) && number(d[3:5]) != 0 && number(d[5:]) != 0 && !(repeated(d[:3]) && repeated(d[3:5]) && repeated(d[5:])) {
		return d
	}
	return nil
}

// IssuedSSN reports whether nine digits can have been issued as a social security number.
func IssuedSSN(d []byte) bool { return ssn(d) }

func truncatedValue(v []byte, hinted bool) []byte {
	if masked := bytes.TrimLeft(v, "Xx*-"); len(v) == 11 && len(masked) == 4 && all(masked, isDigit) {
		return masked
	}
	if hinted && len(v) == 4 && all(v, isDigit) {
		return v
	}
	return nil
}

func all(v []byte, ok func(byte) bool) bool {
	for _, c := range v {
		if !ok(c) {
			return false
		}
	}
	return true
}

func some(v []byte, ok func(byte) bool) bool {
	for _, c := range v {
		if ok(c) {
			return true
		}
	}
	return false
}

// codeValue takes letters and digits, at least two of them digits, within a length.
func codeValue(from, to int) func([]byte, bool) []byte {
	return func(v []byte, _ bool) []byte {
		return alnumWhere(v, func(b []byte) bool {
			n := 0
			for _, c := range b {
				if isDigit(c) {
					n++
				}
			}
			return len(b) >= from && len(b) <= to && n >= 2 && n*2 >= len(b) && !repeated(b)
		})
	}
}

func receiptValue(v []byte, _ bool) []byte {
	if len(v) != 13 || !all(v[3:], isDigit) {
		return nil
	}
	switch string(v[:3]) {
	case "EAC", "WAC", "LIN", "SRC", "MSC", "NBC", "IOE", "YSC":
		return v
	}
	return nil
}

// nationalValue takes the numbers of other countries that bear check digits, and, where hinted, any code of their lengths.
func nationalValue(v []byte, hinted bool) []byte {
	if s := alnumWhere(v, resident); s != nil {
		return s
	}
	if d := digitsWhere(v, " ", func(d []byte) bool { return len(d) == 12 && d[0] >= '2' && verhoeff(d) }); d != nil && hinted {
		return d
	}
	if !hinted {
		return nil
	}
	out := make([]byte, 0, 24)
	digits := 0
	for _, c := range v {
		switch {
		case has(" -./", c):
			continue
		case !isAlnum(c) || len(out) == cap(out):
			return nil
		case isAlpha(c):
			c &^= 0x20
		default:
			digits++
		}
		out = append(out, c)
	}
	if len(out) < 6 || digits < 5 || repeated(out) {
		return nil
	}
	return out
}

func cardValue(v []byte, hinted bool) []byte {
	return digitsWhere(v, " -", func(d []byte) bool { return card(d, hinted) })
}

func maskedCardValue(v []byte, hinted bool) []byte {
	n, stars := 0, 0
	for _, c := range v {
		switch {
		case isDigit(c):
			n++
		case has("*xX", c):
			stars++
		case !has(" -", c):
			return nil
		}
	}
	if n >= 4 && n <= 10 && stars >= 4 || hinted && n == 4 && stars == 0 && len(v) == 4 {
		return v
	}
	return nil
}

func macValue(v []byte, _ bool) []byte {
	out := make([]byte, 0, 12)
	for _, c := range v {
		switch {
		case has(":-.", c):
			continue
		case !isHex(c) || len(out) == 12:
			return nil
		}
		out = append(out, c|0x20)
	}
	if len(out) != 12 || len(v) == 12 && all(v, isDigit) || string(out) == "ffffffffffff" || repeated(out) {
		return nil
	}
	return out
}

func serialValue(v []byte, hinted bool) []byte {
	if !hinted {
		return nil
	}
	return alnumWhere(v, func(b []byte) bool { return len(b) >= 6 && some(b, isDigit) && !repeated(b) })
}

// oneLine makes one blank of line breaks, tabs and repeated blanks, so that a value broken over lines is the same value.
func oneLine(v []byte) []byte {
	if bytes.IndexByte(v, '\n') < 0 && bytes.IndexByte(v, '\r') < 0 && bytes.IndexByte(v, '\t') < 0 && !bytes.Contains(v, []byte("  ")) {
		return v
	}
	return bytes.Join(bytes.Fields(v), []byte(" "))
}

func nameValue(v []byte, hinted bool) []byte {
	v = oneLine(v)
	if hinted && personName(v) || !hinted && FullName(v) {
		return bytes.ToLower(v)
	}
	return nil
}

func placeValue(v []byte, hinted bool) []byte {
	if hinted && len(v) > 1 && !all(v, isDigit) {
		return bytes.ToLower(v)
	}
	return nil
}

func addressValue(v []byte, hinted bool) []byte {
	v = oneLine(v)
	if hinted && len(v) >= 5 && some(v, func(c byte) bool { return isAlpha(c) || c >= 0x80 }) && !bytes.ContainsAny(v, "@{}<>") && !bytes.Contains(v, []byte("://")) {
		return bytes.ToLower(v)
	}
	if StreetAddress(v) {
		return bytes.ToLower(v)
	}
	return nil
}

func zipValue(v []byte, hinted bool) []byte {
	if !hinted || len(v) < 3 || len(v) > 10 || !some(v, isDigit) {
		return nil
	}
	for _, c := range v {
		if !isAlnum(c) && c != ' ' && c != '-' {
			return nil
		}
	}
	return v
}

func handleValue(v []byte, hinted bool) []byte {
	if !hinted || bytes.ContainsAny(v, " \t") || len(v) < 3 || all(v, isDigit) {
		return nil
	}
	return bytes.ToLower(v)
}

func advertisingValue(v []byte, hinted bool) []byte {
	if !hinted || len(v) == 36 && string(v) == "00000000-0000-0000-0000-000000000000" {
		return nil
	}
	if uuid(v) || (len(v) == 32 || len(v) == 40 || len(v) == 64) && all(v, isHex) {
		return bytes.ToLower(v)
	}
	return nil
}

func uuid(v []byte) bool {
	if len(v) != 36 {
		return false
	}
	for i, c := range v {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if c != '-' {
				return false
			}
		} else if !isHex(c) {
			return false
		}
	}
	return true
}

// wordValue takes a value without blanks within a length.
func wordValue(from, to int) func([]byte, bool) []byte {
	return func(v []byte, hinted bool) []byte {
		if !hinted || len(v) < from || len(v) > to || bytes.ContainsAny(v, " \t\n") {
			return nil
		}
		return v
	}
}

func idValue(v []byte, hinted bool) []byte {
	if !hinted || len(v) > 80 {
		return nil
	}
	return bytes.ToLower(v)
}

func ipValue(v []byte, _ bool) []byte {
	if len(v) > 45 {
		return nil
	}
	a, err := netip.ParseAddr(string(v))
	if err != nil || !public(a) {
		return nil
	}
	return []byte(a.Unmap().String())
}

// callNumber takes a telephone number or a subscriber identity.
func callNumber(v []byte, _ bool) []byte {
	return digitsWhere(v, "+-. ()", length(6, 15))
}

func numeric(v []byte) []byte {
	s := bytes.Trim(v, "$€£ ")
	if len(s) == 0 || len(s) > 24 {
		return nil
	}
	for i, c := range s {
		if !isDigit(c) && !has(".,-", c) && !(i > 0 && has("eE+", c)) {
			return nil
		}
	}
	if !some(s, isDigit) {
		return nil
	}
	return v
}

// templateValue takes what can hold a biometric template: a vector of 128, 256, 512 or 1,024 numbers, or 200 and more characters of base64 or hex.
func templateValue(v []byte, hinted bool) []byte {
	if hinted && len(v) >= 64 {
		return v
	}
	return nil
}

func cryptoValue(v []byte, _ bool) []byte {
	switch {
	case len(v) == 42 && v[0] == '0' && v[1] == 'x' && all(v[2:], isHex):
		return bytes.ToLower(v)
	case len(v) >= 26 && len(v) <= 35 && (v[0] == '1' || v[0] == '3') && base58check(v):
		return v
	case len(v) >= 42 && len(v) <= 62 && bytes.HasPrefix(bytes.ToLower(v), []byte("bc1")) && bech32(bytes.ToLower(v)):
		return bytes.ToLower(v)
	}
	return nil
}

// Coordinate reads a latitude or longitude in degrees and how many decimals it is written with.
func Coordinate(v []byte, most float64) (degrees float64, decimals int, ok bool) {
	v = bytes.TrimSpace(v)
	if len(v) == 0 || len(v) > 32 {
		return 0, 0, false
	}
	f, err := strconv.ParseFloat(string(v), 64)
	if err != nil || !(f >= -most && f <= most) {
		return 0, 0, false
	}
	if i := bytes.IndexByte(v, '.'); i >= 0 {
		for _, c := range v[i+1:] {
			if !isDigit(c) {
				break
			}
			decimals++
		}
	}
	return f, decimals, true
}

// Normal returns the form in which two spellings of a value that a Scanner found agree, built in buf where it must be.
func Normal(k Kind, v, buf []byte) []byte {
	buf = buf[:0]
	switch k {
	case Email:
		for _, c := range v {
			if isUpper(c) {
				c |= 0x20
			}
			buf = append(buf, c)
		}
		return buf
	case SSN, ITIN, Card, IMEI, IMSI, ICCID, ABA, NPI:
		for _, c := range v {
			if isDigit(c) {
				buf = append(buf, c)
			}
		}
		return buf
	case Phone:
		n := 0
		for _, c := range v {
			if isDigit(c) {
				n++
			}
		}
		buf = append(buf, '+')
		if n == 10 && v[0] != '+' {
			buf = append(buf, '1')
		}
		for _, c := range v {
			if isDigit(c) {
				buf = append(buf, c)
			}
		}
		return buf
	case IP:
		if len(v) <= 15 && !some(v, func(c byte) bool { return c == ':' }) {
			return v // as the standard writes it: leading zeros are refused
		}
	}
	if n := Value(k, v, true); n != nil {
		return n
	}
	return v
}
