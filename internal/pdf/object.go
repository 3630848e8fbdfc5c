package pdf

import (
	"bytes"
	"strconv"
)

// A value is an object: nil, bool, float64, name, text, array, dict, ref or *stream.
type (
	name   string
	text   []byte
	array  []any
	dict   map[name]any
	ref    int
	stream struct {
		dict
		raw []byte
	}
	keyword string // an operator, or anything else that is not an object
)

// A parser reads objects from bytes.
type parser struct {
	b []byte
	i int
}

func space(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func delimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

func (p *parser) skip() {
	for p.i < len(p.b) {
		switch c := p.b[p.i]; {
		case space(c):
			p.i++
		case c == '%':
			for p.i < len(p.b) && p.b[p.i] != '\n' && p.b[p.i] != '\r' {
				p.i++
			}
		default:
			return
		}
	}
}

// next reads one object or keyword; ok is false at the end.
func (p *parser) next(depth int) (v any, ok bool) {
	p.skip()
	if p.i >= len(p.b) || depth > maxDepth {
		p.i = len(p.b)
		return nil, false
	}
	switch c := p.b[p.i]; c {
	case '/':
		return p.name(), true
	case '(':
		return p.literal(), true
	case '[':
		p.i++
		return p.array(depth), true
	case '<':
		if p.i+1 < len(p.b) && p.b[p.i+1] == '<' {
			p.i += 2
			return p.dict(depth), true
		}
		return p.hex(), true
	case ']', '}', '{', ')', '>':
		p.i++
		if c == '>' && p.i < len(p.b) && p.b[p.i] == '>' {
			p.i++
			return keyword(">>"), true
		}
		return keyword(string(c)), true
	}
	return p.token(), true
}

func (p *parser) token() any {
	from := p.i
	for p.i < len(p.b) && !space(p.b[p.i]) && !delimiter(p.b[p.i]) {
		p.i++
	}
	s := string(p.b[from:p.i])
	if f, err := strconv.ParseFloat(s, 64); err == nil && len(s) < 40 && (s[0] < 'A' || s[0] > 'z') {
		return f
	}
	switch s {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	}
	return keyword(s)
}

func (p *parser) name() any {
	p.i++
	var out []byte
	for p.i < len(p.b) && !space(p.b[p.i]) && !delimiter(p.b[p.i]) {
		c := p.b[p.i]
		if c == '#' && p.i+2 < len(p.b) {
			if n, err := strconv.ParseUint(string(p.b[p.i+1:p.i+3]), 16, 8); err == nil {
				c = byte(n)
				p.i += 2
			}
		}
		out = append(out, c)
		p.i++
	}
	return name(out)
}

func (p *parser) literal() any {
	p.i++
	var out []byte
	for depth := 1; p.i < len(p.b); p.i++ {
		switch c := p.b[p.i]; c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				p.i++
				return text(out)
			}
		case '\\':
			out = p.escape(out)
			continue
		}
		out = append(out, p.b[p.i])
	}
	p.i = min(p.i, len(p.b))
	return text(out)
}

// escape reads what follows a backslash, and leaves i on its last byte.
func (p *parser) escape(out []byte) []byte {
	p.i++
	if p.i >= len(p.b) {
		return out
	}
	switch c := p.b[p.i]; c {
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'b', 'f':
		return out
	case '\n':
		return out
	case '\r':
		if p.i+1 < len(p.b) && p.b[p.i+1] == '\n' {
			p.i++
		}
		return out
	default:
		if c < '0' || c > '7' {
			return append(out, c)
		}
		n := 0
		for k := 0; k < 3 && p.i < len(p.b) && p.b[p.i] >= '0' && p.b[p.i] <= '7'; k++ {
			n = n*8 + int(p.b[p.i]-'0')
			p.i++
		}
		p.i--
		return append(out, byte(n))
	}
}

func (p *parser) hex() any {
	p.i++
	var out []byte
	half := -1
	for ; p.i < len(p.b) && p.b[p.i] != '>'; p.i++ {
		n, err := strconv.ParseUint(string(p.b[p.i:p.i+1]), 16, 8)
		switch {
		case err != nil:
		case half < 0:
			half = int(n)
		default:
			out = append(out, byte(half<<4|int(n)))
			half = -1
		}
	}
	if half >= 0 {
		out = append(out, byte(half<<4))
	}
	p.i = min(p.i+1, len(p.b))
	return text(out)
}

func (p *parser) array(depth int) any {
	out := array{}
	for {
		v, ok := p.next(depth + 1)
		if !ok || v == keyword("]") {
			return out
		}
		out = collect(out, v)
	}
}

// collect appends a value; "12 0 R" becomes a reference.
func collect(out array, v any) array {
	if n := len(out); v == keyword("R") && n >= 2 {
		num, ok := out[n-2].(float64)
		if _, gen := out[n-1].(float64); ok && gen && num >= 0 && num < 1<<30 {
			return append(out[:n-2], ref(num))
		}
	}
	return append(out, v)
}

func (p *parser) dict(depth int) any {
	items := array{}
	for {
		v, ok := p.next(depth + 1)
		if !ok || v == keyword(">>") {
			break
		}
		items = collect(items, v)
	}
	out := dict{}
	for i := 0; i+1 < len(items); i += 2 {
		if k, ok := items[i].(name); ok {
			out[k] = items[i+1]
		}
	}
	return out
}
