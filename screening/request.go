package screening

import (
	"unicode/utf8"
)

// readPlain reads a line that is written plainly, as nearly all are: an object of the members of a request, each by its exact
// name, whose values are strings without escapes, or small whole numbers. It reports whether it could; a line
// that it cannot read is left to encoding/json, which says what is wrong with it if anything is.
// What it read is valid as long as the line.
func (req *request) readPlain(line []byte) bool {
	*req = request{}
	p := plain{b: line}
	if !p.take('{') {
		return false
	}
	for {
		key, ok := p.text()
		if !ok || !p.take(':') || !req.member(&p, key) {
			return false
		}
		if p.take(',') {
			continue
		}
		return p.take('}') && p.end()
	}
}

// member reads the value of one member.
func (req *request) member(p *plain, key []byte) bool {
	switch string(key) {
	case "id":
		p.space()
		from := p.at
		if _, ok := p.text(); !ok {
			p.at = from
			if _, ok := p.number(); !ok {
				return false
			}
		}
		req.ID = p.b[from:p.at]
		return true
	case "limit":
		n, ok := p.number()
		req.Limit = n
		return ok
	}
	value, ok := p.text()
	if !ok {
		return false
	}
	switch string(key) {
	case "query":
		req.query = string(value)
		req.Query = &req.query
	case "candidate":
		req.candidate = string(value)
		req.Candidate = &req.candidate
	case "schema":
		req.Schema = schemaName(value)
	case "at":
		req.At = string(value)
	case "party":
		req.Party = string(value)
	case "country":
		req.Country = string(value)
	case "born":
		req.Born = string(value)
	default:
		return false
	}
	return true
}

// schemaName is string for the usual schemas without a copy.
func schemaName(b []byte) string {
	for _, s := range [...]string{"Person", "Organization", "Company", ""} {
		if string(b) == s {
			return s
		}
	}
	return string(b)
}

// A plain reads the simplest of JSON.
type plain struct {
	b  []byte
	at int
}

func (p *plain) space() {
	for p.at < len(p.b) {
		switch p.b[p.at] {
		case ' ', '\t', '\n', '\r':
			p.at++
		default:
			return
		}
	}
}

func (p *plain) take(c byte) bool {
	p.space()
	if p.at < len(p.b) && p.b[p.at] == c {
		p.at++
		return true
	}
	return false
}

func (p *plain) end() bool {
	p.space()
	return p.at == len(p.b)
}

// text reads a string without escapes, of valid UTF-8.
func (p *plain) text() ([]byte, bool) {
	if !p.take('"') {
		return nil, false
	}
	from, ascii := p.at, true
	for i := plainTo(p.b, from); i < len(p.b); i = plainTo(p.b, i+1) {
		switch c := p.b[i]; {
		case c == '"':
			p.at = i + 1
			return p.b[from:i], ascii || utf8.Valid(p.b[from:i])
		case c < utf8.RuneSelf:
			return nil, false
		}
		ascii = false
	}
	return nil, false
}

// number reads a whole number of up to nine digits without a sign.
func (p *plain) number() (int, bool) {
	p.space()
	from, n := p.at, 0
	for p.at < len(p.b) && isDigit(p.b[p.at]) && p.at-from < 9 {
		n = n*10 + int(p.b[p.at]-'0')
		p.at++
	}
	digits := p.at - from
	if digits == 0 || digits > 1 && p.b[from] == '0' || p.at == len(p.b) {
		return 0, false
	}
	c := p.b[p.at]
	return n, c == ',' || c == '}' || c == ' '
}
