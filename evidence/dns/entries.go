package dns

import (
	"bytes"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/internal/pattern"
)

// maxEntry bounds the tokens of one entry, which parentheses spread over lines.
const maxEntry = 10_000

// A token is one word or quoted string, with escapes resolved.
type token struct {
	text   string
	quoted bool
}

// An entries cuts a zone file into entries (RFC 1035, section 5.1).
type entries struct {
	lines  *evidence.Lines
	tokens []token
	line   int64  // the first of the entry
	blank  bool   // the entry begins with a blank: the owner is the last one
	wrong  string // why the entry cannot be read
	depth  int    // of parentheses
}

// next moves to the next entry that is not empty; false at the end.
func (e *entries) next() bool {
	e.tokens, e.wrong, e.depth = nil, "", 0
	for e.lines.Next() {
		line := e.lines.Bytes()
		if len(e.tokens) == 0 && e.depth == 0 {
			e.line = e.lines.Number()
			e.blank = len(line) > 0 && (line[0] == ' ' || line[0] == '\t')
		}
		switch {
		case e.lines.TooLong():
			e.wrong = "line of more than 1 MiB"
		case bytes.IndexByte(line, 0) >= 0:
			e.wrong = "line with NUL bytes"
		default:
			e.cut(line)
		}
		if len(e.tokens) > maxEntry {
			e.wrong, e.tokens = "entry with too much data, or a parenthesis that is not closed", e.tokens[:1]
		}
		if e.wrong != "" {
			return true
		}
		if e.depth == 0 && len(e.tokens) > 0 {
			return true
		}
	}
	if len(e.tokens) > 0 || e.depth > 0 {
		if e.lines.Err() == nil {
			e.wrong = "parenthesis that is not closed"
			return true
		}
	}
	return false
}

// cut adds the tokens of a line.
func (e *entries) cut(line []byte) {
	for i := 0; i < len(line); {
		switch c := line[i]; c {
		case ' ', '\t', '\r':
			i++
		case ';':
			return
		case '(':
			e.depth++
			i++
		case ')':
			if e.depth--; e.depth < 0 {
				e.wrong, e.depth = "parenthesis that was not opened", 0
				return
			}
			i++
		case '"':
			i = e.quoted(line, i+1)
		default:
			i = e.word(line, i)
		}
	}
}

// quoted adds the string that begins at i, and returns where it ends.
func (e *entries) quoted(line []byte, i int) int {
	var text []byte
	for i < len(line) {
		switch line[i] {
		case '"':
			e.tokens = append(e.tokens, token{string(text), true})
			return i + 1
		case '\\':
			text, i = escape(text, line, i)
		default:
			text = append(text, line[i])
			i++
		}
	}
	e.wrong = "quotation mark that is not closed"
	return i
}

func (e *entries) word(line []byte, i int) int {
	var text []byte
	for i < len(line) && bytes.IndexByte([]byte(" \t\r;()\""), line[i]) < 0 {
		if line[i] == '\\' {
			text, i = escape(text, line, i)
			continue
		}
		text = append(text, line[i])
		i++
	}
	if i < len(line) && line[i] == '"' && bytes.HasSuffix(text, []byte("=")) { // key="value" of SVCB
		n := len(e.tokens)
		i = e.quoted(line, i+1)
		if len(e.tokens) > n {
			e.tokens[n] = token{text: string(text) + e.tokens[n].text}
			return i
		}
	}
	e.tokens = append(e.tokens, token{text: string(text)})
	return i
}

// escape resolves \DDD and \X at i.
func escape(text, line []byte, i int) ([]byte, int) {
	if i+3 < len(line) {
		if n, ok := evidence.Number(line[i+1 : i+4]); ok && n < 256 {
			return append(text, byte(n)), i + 4
		}
	}
	if i+1 < len(line) {
		return append(text, line[i+1]), i + 2
	}
	return text, i + 1
}

const types = `(?i:SOA|NS|A|AAAA|CNAME|DNAME|MX|TXT|SRV|CAA|PTR|DS|CDS|DNSKEY|CDNSKEY|RRSIG|NSEC|NSEC3|NSEC3PARAM|HTTPS|SVCB|SPF|NAPTR|SSHFP|TLSA|SMIMEA|LOC|HINFO|RP|AFSDB|CERT|URI|KX|IPSECKEY|OPENPGPKEY|DHCID|HIP|APL|CSYNC|ZONEMD|WKS|X25|ISDN|RT|PX|KEY|SIG|EUI48|EUI64|NID|L32|L64|LP|ALIAS|ANAME|WINS|WINSR|TYPE\d+)`

var (
	directive  = pattern.New(`^\$(?i:ORIGIN|TTL|INCLUDE|GENERATE)[ \t]`)
	recordLine = pattern.New(`^[^ \t;"]*[ \t]+(?:\[AGE:\d+\][ \t]+)?(?:(?i:\d[\dsmhdw]*|IN|CH|HS)[ \t]+){0,2}` + types + `[ \t]+\S`)
	certain    = pattern.New(`(?m)^\$(?i:ORIGIN|TTL)[ \t]|[ \t](?i:IN)[ \t]+` + types + `[ \t]|[ \t](?i:SOA)[ \t]+\S+[ \t]+\S+[ \t]*\(?\s*\d+|[ \t]\d+[ \t]+(?i:CNAME|MX|NS)[ \t]+(?:\d+[ \t]+)?\S+\.[ \t\r]*$`)
)

// Recognizes implements evidence.Reader: the text begins with a directive or a
// record, and somewhere there is what only a zone file has.
func (Reader) Recognizes(head []byte) evidence.Strength {
	if bytes.IndexByte(head, 0) >= 0 {
		return evidence.No
	}
	for line := range bytes.Lines(head) {
		if text := bytes.TrimSpace(line); len(text) == 0 || text[0] == ';' {
			continue
		}
		return evidence.Strong.If((directive.Match(line) || recordLine.Match(line)) && certain.Match(head))
	}
	return evidence.No
}
