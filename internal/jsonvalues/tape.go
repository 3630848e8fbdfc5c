package jsonvalues

import (
	"fmt"
	"math"
)

// A Kind is the kind of a JSON value. Missing is that of the zero Value.
type Kind uint8

// The kinds of value.
const (
	Missing Kind = iota
	Null
	False
	True
	Number
	String
	Array
	Object
)

// A node is one value, or one key, of a parsed text. Nodes stand in the order
// of the text: members of an object as key, value, key, value.
type node struct {
	start, end uint32 // bytes; of a string without its quotes
	next       uint32 // index of the node after this one and all it holds
	kind       Kind
	escaped    bool // a string with backslashes
}

// A tape is a parsed value and its text.
type tape struct {
	text  []byte
	nodes []node
}

// errMore is that the text ends before the value does.
var errMore = fmt.Errorf("%w: %w", ErrSyntax, ErrTruncated)

// parse parses the value that begins at text[i], which is no space, and
// returns where it ends. The nodes of the tape are replaced.
func (t *tape) parse(text []byte, i int) (end int, err error) {
	if len(text) > math.MaxUint32 {
		return i, ErrLong
	}
	t.text, t.nodes = text, t.nodes[:0]
	return t.value(i, 0)
}

func (t *tape) value(i, depth int) (int, error) {
	if i >= len(t.text) {
		return i, errMore
	}
	switch c := t.text[i]; {
	case c == '"':
		return t.str(i)
	case c == '{' || c == '[':
		if depth == MaxDepth {
			return i, fmt.Errorf("%w: more than %d levels", ErrDepth, MaxDepth)
		}
		if c == '{' {
			return t.object(i, depth+1)
		}
		return t.array(i, depth+1)
	case c == '-' || '0' <= c && c <= '9':
		return t.number(i)
	case c == 't':
		return t.word(i, "true", True)
	case c == 'f':
		return t.word(i, "false", False)
	case c == 'n':
		return t.word(i, "null", Null)
	}
	return i, syntax("a value", t.text[i])
}

func syntax(want string, c byte) error {
	return fmt.Errorf("%w: want %s, not %q", ErrSyntax, want, c)
}

func (t *tape) object(i, depth int) (end int, err error) {
	self := len(t.nodes)
	t.nodes = append(t.nodes, node{kind: Object, start: uint32(i)})
	i = space(t.text, i+1)
	if i < len(t.text) && t.text[i] == '}' {
		return t.close(self, i+1), nil
	}
	for {
		if i >= len(t.text) {
			return i, errMore
		}
		if t.text[i] != '"' {
			return i, syntax("a key", t.text[i])
		}
		if i, err = t.str(i); err != nil {
			return i, err
		}
		if i = space(t.text, i); i >= len(t.text) {
			return i, errMore
		}
		if t.text[i] != ':' {
			return i, syntax("':'", t.text[i])
		}
		if i, err = t.value(space(t.text, i+1), depth); err != nil {
			return i, err
		}
		if i = space(t.text, i); i >= len(t.text) {
			return i, errMore
		}
		switch t.text[i] {
		case ',':
			i = space(t.text, i+1)
		case '}':
			return t.close(self, i+1), nil
		default:
			return i, syntax("',' or '}'", t.text[i])
		}
	}
}

func (t *tape) array(i, depth int) (end int, err error) {
	self := len(t.nodes)
	t.nodes = append(t.nodes, node{kind: Array, start: uint32(i)})
	i = space(t.text, i+1)
	if i < len(t.text) && t.text[i] == ']' {
		return t.close(self, i+1), nil
	}
	for {
		if i, err = t.value(i, depth); err != nil {
			return i, err
		}
		if i = space(t.text, i); i >= len(t.text) {
			return i, errMore
		}
		switch t.text[i] {
		case ',':
			i = space(t.text, i+1)
		case ']':
			return t.close(self, i+1), nil
		default:
			return i, syntax("',' or ']'", t.text[i])
		}
	}
}

func (t *tape) close(self, end int) int {
	t.nodes[self].end, t.nodes[self].next = uint32(end), uint32(len(t.nodes))
	return end
}

func (t *tape) leaf(k Kind, start, end int, escaped bool) {
	t.nodes = append(t.nodes, node{
		kind: k, start: uint32(start), end: uint32(end), next: uint32(len(t.nodes) + 1), escaped: escaped,
	})
}

// stops holds the bytes that end a plain run inside a string.
var stops = [256]bool{'"': true, '\\': true, '\n': true, '\r': true, 0: true}

func (t *tape) str(i int) (end int, err error) {
	text, escaped := t.text, false
	start := i + 1
	for i = start; ; {
		for i < len(text) && !stops[text[i]] {
			i++
		}
		if i >= len(text) {
			return i, errMore
		}
		switch text[i] {
		case '"':
			t.leaf(String, start, i, escaped)
			return i + 1, nil
		case '\\':
			escaped = true
			if i, err = escape(text, i+1); err != nil {
				return i, err
			}
		default:
			return i, fmt.Errorf("%w: %q inside a string", ErrSyntax, text[i])
		}
	}
}

// escape checks the escape whose letter is at text[i] and returns its end.
func escape(text []byte, i int) (int, error) {
	if i >= len(text) {
		return i, errMore
	}
	switch text[i] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return i + 1, nil
	case 'u':
		for n := range 4 {
			if i+1+n >= len(text) {
				return len(text), errMore
			}
			if !isHex(text[i+1+n]) {
				return i, fmt.Errorf("%w: a \\u without four hexadecimal digits", ErrSyntax)
			}
		}
		return i + 5, nil
	}
	return i, syntax("an escape", text[i])
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// number reads a number by the grammar of RFC 8259, section 6.
func (t *tape) number(i int) (int, error) {
	text, start := t.text, i
	if text[i] == '-' {
		i++
	}
	whole := digits(text, i)
	if whole == i || text[i] == '0' && whole > i+1 {
		return badNumber(text, whole)
	}
	i = whole
	if i < len(text) && text[i] == '.' {
		if i = digits(text, i+1); text[i-1] == '.' {
			return badNumber(text, i)
		}
	}
	if i < len(text) && (text[i] == 'e' || text[i] == 'E') {
		if i++; i < len(text) && (text[i] == '+' || text[i] == '-') {
			i++
		}
		exp := digits(text, i)
		if exp == i {
			return badNumber(text, exp)
		}
		i = exp
	}
	t.leaf(Number, start, i, false)
	return i, nil
}

func badNumber(text []byte, i int) (int, error) {
	if i >= len(text) {
		return i, errMore
	}
	return i, fmt.Errorf("%w: bad number", ErrSyntax)
}

func digits(text []byte, i int) int {
	for i < len(text) && '0' <= text[i] && text[i] <= '9' {
		i++
	}
	return i
}

func (t *tape) word(i int, w string, k Kind) (int, error) {
	rest := t.text[i:]
	if len(rest) >= len(w) && string(rest[:len(w)]) == w {
		t.leaf(k, i, i+len(w), false)
		return i + len(w), nil
	}
	if len(rest) < len(w) && w[:len(rest)] == string(rest) {
		return len(t.text), errMore
	}
	return i, syntax("a value", t.text[i])
}

// space returns the first index from i on that holds no white space.
func space(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}
