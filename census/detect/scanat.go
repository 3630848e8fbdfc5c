package detect

import (
	"bytes"
	"net/netip"
)

// wordEnds reports whether no word goes on at e, nor a part number (a dash or dot and a digit).
func (f *finder) wordEnds(e int) bool {
	if e >= len(f.d) {
		return true
	}
	c := f.d[e]
	if isAlnum(c) || c == '_' {
		return false
	}
	return !(has("-.", c) && e+1 < len(f.d) && isDigit(f.d[e+1]))
}

// wordBegins reports whether nothing before s makes it the middle of a longer code.
func (f *finder) wordBegins(s int) bool {
	if s == 0 {
		return true
	}
	c := f.d[s-1]
	if isAlnum(c) || c == '_' || c == '#' && s > 1 && isAlnum(f.d[s-2]) {
		return false
	}
	return !(has("-./", c) && s > 1 && isAlnum(f.d[s-2]))
}

// mailAt looks at an @.
func (f *finder) mailAt(i int) {
	if s, e := emailAt(f.d, i); e > 0 {
		f.add(Email, A, s, e)
	}
}

// runAt looks at nine digits or more from i.
func (f *finder) runAt(i int) {
	c := f.d[i]
	n := 9
	for i+n < len(f.d) && isDigit(f.d[i+n]) {
		n++
	}
	e := i + n
	if n > 20 || !f.wordEnds(e) {
		return
	}
	if c == '1' || c == '7' || c == '9' || c == '0' { // no issuer of cards begins so, but for closed brands
		if n < 15 && !(n == 9 || n == 10 || n == 11) {
			return
		}
	}
	if i > 4 && f.d[i-1] == '-' && f.d[i-5] == 'x' && f.d[i-4] == 'o' && f.d[i-3] == 'x' && has("abprs", f.d[i-2]) {
		return // a Slack token is found from its beginning
	}
	if i > 0 && f.d[i-1] == '+' && n >= 10 && n <= 15 {
		f.add(Phone, A, i-1, e)
		return
	}
	if !f.wordBegins(i) {
		return
	}
	d := f.d[i:e]
	if n >= 13 && n <= 19 && c != '1' && c != '7' && c != '8' && c != '9' && c != '0' && card(d, false) {
		conf := B
		if f.cues(i)&cueCard != 0 {
			conf = A
		}
		f.add(Card, conf, i, e)
		return
	}
	cues := f.cues(i)
	switch {
	case cues == 0:
	case n == 15 && cues&cueIMEI != 0 && imei(d):
		f.add(IMEI, A, i, e)
	case n >= 12 && cues&cueCard != 0 && card(d, true):
		f.add(Card, B, i, e)
	case n == 15 && cues&cueIMSI != 0 && imsi(d):
		f.add(IMSI, B, i, e)
	case (n == 19 || n == 20) && cues&cueSIM != 0 && iccid(d):
		f.add(ICCID, A, i, e)
	case n == 9 && cues&cueSSN != 0 && ssn(d):
		f.add(SSN, B, i, e)
	case n == 9 && cues&cueABA != 0 && aba(d):
		f.add(ABA, A, i, e)
	case n == 10 && cues&cueNPI != 0 && npi(d):
		f.add(NPI, A, i, e)
	case cues&cuePhone != 0 && (n == 10 && nanp(d) || n == 11 && c == '1' && nanp(d[1:])):
		f.add(Phone, B, i, e)
	}
}

// ssnAt looks at three, two and four digits from i.
func (f *finder) ssnAt(i int) {
	d := f.d
	if i+11 > len(d) || d[i+3] != d[i+6] || !f.wordEnds(i+11) || !f.wordBegins(i) {
		return
	}
	var b [9]byte
	copy(b[:], d[i:i+3])
	copy(b[3:], d[i+4:i+6])
	copy(b[5:], d[i+7:i+11])
	switch {
	case !ssn(b[:]):
		if itin(b[:]) && f.cues(i)&cueTaxpayer != 0 {
			f.add(ITIN, B, i, i+11)
		}
	case d[i+3] == '-' || f.cues(i)&cueSSN != 0:
		f.add(SSN, A, i, i+11)
	}
}

// phoneAt looks at three and four digits from i: the end of a number of the North American plan, if an area stands before them.
func (f *finder) phoneAt(i int) {
	d := f.d
	if i < 4 || i+8 > len(d) || d[i] < '2' || !f.wordEnds(i+8) {
		return
	}
	j := i - 1
	switch {
	case d[j] == ' ' && d[j-1] == ')':
		j -= 2
	case has(")-. ", d[j]):
		j--
	default:
		return
	}
	if j < 2 || !isDigit(d[j]) || !isDigit(d[j-1]) || !isDigit(d[j-2]) {
		return
	}
	var b [10]byte
	copy(b[:], d[j-2:j+1])
	copy(b[3:], d[i:i+3])
	copy(b[6:], d[i+4:i+8])
	s := j - 2
	if !nanp(b[:]) || s > 0 && isDigit(d[s-1]) {
		return
	}
	if s > 0 && d[s-1] == '(' {
		s--
	}
	for k := 1; k <= 2 && s >= k; k++ { // the country's 1
		if p := s - k; d[p] == '1' && (k == 1 || has(" -.", d[s-1])) {
			if p > 0 && d[p-1] == '+' {
				s = p - 1
			} else if p == 0 || !isAlnum(d[p-1]) && !has("-.", d[p-1]) {
				s = p
			}
			break
		}
	}
	if !f.wordBegins(s) {
		return
	}
	f.add(Phone, A, s, i+8)
}

// groupsAt looks at a card number written in groups.
func (f *finder) groupsAt(i int) {
	var b [19]byte
	n, e := 0, i
	sep := f.d[i+4]
	for ; e < len(f.d) && n < 19; e++ {
		c := f.d[e]
		if isDigit(c) {
			b[n] = c
			n++
		} else if c != sep || e+1 >= len(f.d) || !isDigit(f.d[e+1]) || n == 15 || n == 16 {
			break
		}
	}
	if !f.wordEnds(e) || !f.wordBegins(i) {
		return
	}
	if hinted := f.cues(i)&cueCard != 0; card(b[:n], hinted) {
		f.add(Card, A, i, e)
	}
}

// codeAt looks at a long word that begins with a capital, or a longer one that begins with a letter or digit.
func (f *finder) codeAt(i int) {
	d := f.d[i:min(len(f.d), i+96)]
	switch d[0] {
	case 'A':
		switch string(d[:min(4, len(d))]) {
		case "AKIA", "ASIA":
			f.key(i, d, 4, 16, 16, func(c byte) bool { return isUpper(c) || isDigit(c) })
			return
		case "AKID":
			f.key(i, d, 4, 32, 32, isAlnum)
			return
		case "AIza":
			f.key(i, d, 4, 35, 35, func(c byte) bool { return isAlnum(c) || c == '_' || c == '-' })
			return
		case "Acco":
			f.accountKey(i)
		}
	case 'L':
		if bytes.HasPrefix(d, []byte("LTAI")) {
			f.key(i, d, 4, 12, 20, isAlnum)
			return
		}
	case 'g':
		if len(d) >= 40 && d[1] == 'h' && has("pousr", d[2]) && d[3] == '_' && all(d[4:40], isAlnum) {
			f.add(SecretToken, A, i, i+40)
			return
		}
		if bytes.HasPrefix(d, []byte("github_pat_")) && len(d) >= 60 {
			f.add(SecretToken, A, i, i+60)
			return
		}
	case 's', 'r':
		if (bytes.HasPrefix(d, []byte("sk_live_")) || bytes.HasPrefix(d, []byte("rk_live_"))) && len(d) >= 24 && all(d[8:24], isAlnum) {
			f.add(SecretToken, A, i, f.wordEnd(i))
			return
		}
	case 'e':
		if bytes.HasPrefix(d, []byte("eyJ")) && f.jwt(i) {
			return
		}
	case '0':
		if len(d) >= 42 && d[1] == 'x' && all(d[2:42], isHex) && f.wordEnds(i+42) {
			f.add(Crypto, B, i, i+42)
		}
		return
	case '1', '3', 'b':
		f.wallet(i)
	}
	f.ibanAt(i, d)
	f.receipt(i, d)
	f.slack(i)
}

func (f *finder) wordEnd(i int) int {
	for i < len(f.d) && (isAlnum(f.d[i]) || f.d[i] == '_') {
		i++
	}
	return i
}

// key adds a cloud key: a prefix of n bytes and from least to most characters.
func (f *finder) key(i int, d []byte, n, least, most int, ok func(byte) bool) {
	e := n
	for e < len(d) && ok(d[e]) {
		e++
	}
	if e-n < least || e-n > most || bytes.Contains(d[:e], []byte("EXAMPLE")) || repeated(d[n:e]) {
		return
	}
	f.add(CloudKey, A, i, i+e)
}

// accountKey looks at AccountKey=… of an Azure connection string: 88 characters of base64.
func (f *finder) accountKey(i int) {
	const name = "AccountKey="
	d := f.d[i:min(len(f.d), i+len(name)+88)]
	if len(d) == len(name)+88 && bytes.HasPrefix(d, []byte(name)) && d[len(d)-1] == '=' {
		f.add(CloudKey, A, i, i+len(d))
	}
}

// jwt looks at a signed token: three parts of base64, the first beginning with {".
func (f *finder) jwt(i int) bool {
	dots, e := 0, i
	for ; e < len(f.d) && e-i < 8192; e++ {
		c := f.d[e]
		if c == '.' {
			dots++
		} else if !isAlnum(c) && c != '_' && c != '-' {
			break
		}
	}
	if dots != 2 || e-i < 40 {
		return false
	}
	f.add(SecretToken, A, i, e)
	return true
}

// wallet looks at an address of Bitcoin.
func (f *finder) wallet(i int) {
	e := f.wordEnd(i)
	if e-i >= 26 && e-i <= 62 && cryptoValue(f.d[i:e], false) != nil {
		f.add(Crypto, A, i, e)
	}
}

// ibanAt looks at an account number written without blanks.
func (f *finder) ibanAt(i int, d []byte) {
	if len(d) < 15 || !isAlpha(d[0]) || !isAlpha(d[1]) || !isDigit(d[2]) || !isDigit(d[3]) {
		return
	}
	n := ibanLengths[string(upper2(d))]
	if n != 0 && n <= len(d) && f.wordEnd(i) == i+n && iban(d[:n]) {
		f.add(IBAN, A, i, i+n)
	}
}

// spacedAt looks at an account number in groups of four.
func (f *finder) spacedAt(i int) {
	d := f.d[i:min(len(f.d), i+44)]
	n := ibanLengths[string(d[:2])]
	if n == 0 {
		return
	}
	var b [34]byte
	k := 0
	for e, c := range d {
		switch {
		case k == n:
			if iban(b[:n]) && f.wordEnds(i+e) {
				f.add(IBAN, A, i, i+e)
			}
			return
		case isAlnum(c):
			b[k] = c
			k++
		case c != ' ':
			return
		}
	}
	if k == n && iban(b[:n]) {
		f.add(IBAN, A, i, i+len(d))
	}
}

// receipt looks at a receipt number of U.S. immigration.
func (f *finder) receipt(i int, d []byte) {
	if len(d) >= 13 && receiptValue(d[:13], true) != nil && f.wordEnds(i+13) {
		f.add(USCISReceipt, A, i, i+13)
	}
}

// slack looks back from a long part for the beginning of a Slack token.
func (f *finder) slack(i int) {
	if i < 5 || f.d[i-1] != '-' {
		return
	}
	s := bytes.LastIndex(f.d[max(0, i-40):i], []byte("xox"))
	if s < 0 {
		return
	}
	s += max(0, i-40)
	if s+5 <= i && has("abprs", f.d[s+3]) && f.d[s+4] == '-' && all(f.d[s+5:i], func(c byte) bool { return isDigit(c) || c == '-' }) {
		f.add(SecretToken, A, s, f.wordEnd(i))
	}
}

// mbiAt looks at a Medicare number.
func (f *finder) mbiAt(i int) {
	n := 11
	if i+5 < len(f.d) && f.d[i+4] == '-' {
		n = 13
	}
	if i+n > len(f.d) || n == 13 && f.d[i+8] != '-' || !f.wordEnds(i+n) || !f.wordBegins(i) {
		return
	}
	if alnumWhere(f.d[i:i+n], mbi) == nil {
		return
	}
	c := B
	if n == 13 || f.cues(i)&cueMBI != 0 {
		c = A
	}
	f.add(MBI, c, i, i+n)
}

// ipAt looks at the first dot of four numbers.
func (f *finder) ipAt(i int) {
	s := i
	for s > 0 && i-s < 4 && isDigit(f.d[s-1]) {
		s--
	}
	e, dots := i, 0
	for e < len(f.d) && e-s < 16 && (isDigit(f.d[e]) || f.d[e] == '.' && dots < 3 && e+1 < len(f.d) && isDigit(f.d[e+1])) {
		if f.d[e] == '.' {
			dots++
		}
		e++
	}
	if dots != 3 || s > 0 && (isAlnum(f.d[s-1]) || has(".-_/", f.d[s-1]) && !(f.d[s-1] == '/' && s > 1 && f.d[s-2] == '/')) || e < len(f.d) && (isAlnum(f.d[e]) || has("-_", f.d[e]) || f.d[e] == '.' && e+1 < len(f.d) && isDigit(f.d[e+1])) {
		return
	}
	a, err := netip.ParseAddr(string(f.d[s:e]))
	if err != nil || !public(a) || f.cues(s)&cueVersion != 0 {
		return
	}
	f.add(IP, A, s, e)
}

// colonsAt looks at the first of at least three colons close together: a hardware address or an IPv6 address.
func (f *finder) colonsAt(i int) {
	s := i
	for s > 0 && i-s < 5 && isHex(f.d[s-1]) {
		s--
	}
	e := i
	for e < len(f.d) && e-s < 46 && (isHex(f.d[e]) || f.d[e] == ':' || f.d[e] == '.') {
		e++
	}
	for e > i && has(":.", f.d[e-1]) && !(e-2 > i && f.d[e-1] == ':' && f.d[e-2] == ':') {
		e--
	}
	if s > 0 && (isAlnum(f.d[s-1]) || has(":.-_", f.d[s-1])) || e < len(f.d) && (isAlnum(f.d[e]) || has(":_-", f.d[e])) {
		return
	}
	v := f.d[s:e]
	if len(v) == 17 {
		if bytes.Count(v, []byte(":")) == 5 && macValue(v, false) != nil {
			f.add(MAC, A, s, e)
			return
		}
	}
	a, err := netip.ParseAddr(string(v))
	if err != nil || !a.Is6() || !public(a) || bytes.Count(v, []byte(":")) < 3 {
		return
	}
	f.add(IP, A, s, e)
}

// pemAt looks at five dashes.
func (f *finder) pemAt(i int) {
	d := f.d[i:min(len(f.d), i+80)]
	if !bytes.HasPrefix(d, []byte("-----BEGIN ")) {
		return
	}
	line, _, _ := bytes.Cut(d, []byte("\n"))
	if j := bytes.Index(line, []byte("PRIVATE KEY-----")); j > 0 {
		f.add(PrivateKey, A, i, i+j+16)
	}
}
