package jsonvalues

import (
	"encoding/json"
	"iter"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// A Value is one JSON value. It is valid until the next call of [Scanner.Scan].
// The zero Value is one that is missing; every method may be called on it.
type Value struct {
	t *tape
	i uint32
}

// Parse parses text, which must hold one value with at most white space around it.
func Parse(text []byte) (Value, error) {
	t := new(tape)
	end, err := t.parse(text, space(text, 0))
	if err != nil {
		return Value{}, err
	}
	if end = space(text, end); end < len(text) {
		return Value{}, syntax("nothing after the value", text[end])
	}
	return Value{t: t}, nil
}

func (v Value) node() node {
	if v.t == nil {
		return node{}
	}
	return v.t.nodes[v.i]
}

// Kind returns the kind of v.
func (v Value) Kind() Kind { return v.node().kind }

// Is reports whether v is of kind k.
func (v Value) Is(k Kind) bool { return v.node().kind == k }

// Get returns the member of an object that is named key, the last one where
// several are, as encoding/json does. It is missing where v is no object.
func (v Value) Get(key string) (found Value) {
	n := v.node()
	if n.kind != Object {
		return Value{}
	}
	nodes := v.t.nodes
	for i := v.i + 1; i < n.next; i = nodes[i+1].next {
		k := &nodes[i]
		if !k.escaped && string(v.t.text[k.start:k.end]) == key ||
			k.escaped && (Value{v.t, i}).String() == key {
			found = Value{v.t, i + 1}
		}
	}
	return found
}

// Path follows keys from object to object.
func (v Value) Path(keys ...string) Value {
	for _, k := range keys {
		v = v.Get(k)
	}
	return v
}

// Members yields the keys of an object, as strings, and its values, in order; of anything else, none.
func (v Value) Members() iter.Seq2[Value, Value] {
	return func(yield func(Value, Value) bool) {
		n := v.node()
		if n.kind != Object {
			return
		}
		for i := v.i + 1; i < n.next; i = v.t.nodes[i+1].next {
			if !yield(Value{v.t, i}, Value{v.t, i + 1}) {
				return
			}
		}
	}
}

// Elems yields the elements of an array, in order. A single value that is no
// array counts as an array of itself; a missing value or null as an empty one.
func (v Value) Elems() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		n := v.node()
		if n.kind != Array {
			if n.kind > Null {
				yield(v)
			}
			return
		}
		for i := v.i + 1; i < n.next; i = v.t.nodes[i].next {
			if !yield(Value{v.t, i}) {
				return
			}
		}
	}
}

// Len counts the values that Elems yields.
func (v Value) Len() (n int) {
	for range v.Elems() {
		n++
	}
	return n
}

// Raw returns the text of v: of a string without its quotes, escapes not undone.
func (v Value) Raw() []byte {
	n := v.node()
	if n.kind == Missing {
		return nil
	}
	return v.t.text[n.start:n.end]
}

// Span returns where Raw begins and ends in the text that was parsed, of which the value that Scan found is the whole.
func (v Value) Span() (start, end int) {
	n := v.node()
	return int(n.start), int(n.end)
}

// String returns the text of a string, or the digits of a number; of any other
// value it returns "". Bytes that are not UTF-8 are read as Windows-1252.
func (v Value) String() string {
	n := v.node()
	if n.kind != String && n.kind != Number {
		return ""
	}
	b := v.t.text[n.start:n.end]
	if !utf8.Valid(b) {
		b, _ = charmap.Windows1252.NewDecoder().Bytes(b) // a table of bytes: does not fail
	}
	if !n.escaped {
		return string(b)
	}
	quoted := append(append(append(make([]byte, 0, len(b)+2), '"'), b...), '"')
	var s string
	if err := json.Unmarshal(quoted, &s); err != nil {
		return string(b) // control characters that encoding/json refuses: as they stand
	}
	return s
}

// AppendCompact appends the text of v without white space: the same for the same
// value however it is laid out, but for the order of members.
func (v Value) AppendCompact(dst []byte) []byte {
	n := v.node()
	switch n.kind {
	case Missing:
		return dst
	case Object:
		dst = append(dst, '{')
		for i := v.i + 1; i < n.next; i = v.t.nodes[i+1].next {
			dst = append(Value{v.t, i}.AppendCompact(dst), ':')
			dst = append(Value{v.t, i + 1}.AppendCompact(dst), ',')
		}
		return append(dst, '}')
	case Array:
		dst = append(dst, '[')
		for i := v.i + 1; i < n.next; i = v.t.nodes[i].next {
			dst = append(Value{v.t, i}.AppendCompact(dst), ',')
		}
		return append(dst, ']')
	case String:
		return append(append(append(dst, '"'), v.t.text[n.start:n.end]...), '"')
	}
	return append(dst, v.t.text[n.start:n.end]...)
}

// Equal reports whether v is a string, without escapes, of exactly this text. It does not allocate.
func (v Value) Equal(s string) bool {
	n := v.node()
	return n.kind == String && string(v.t.text[n.start:n.end]) == s
}

// Bool returns the value of true and false; ok is false for any other kind.
func (v Value) Bool() (b, ok bool) {
	k := v.Kind()
	return k == True, k == True || k == False
}
