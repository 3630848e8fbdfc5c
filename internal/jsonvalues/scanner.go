package jsonvalues

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"
)

// A Scanner reads values from a file. Create it with NewScanner.
type Scanner struct {
	// Limit is the longest value in bytes; zero is DefaultLimit.
	Limit int

	window
	enter []string
	stack []frame
	lines bool // each line holds one value
	begun bool

	tape  tape
	key   string
	start int64 // offset of the value
	from  int64 // its line
	bad   error
	err   error
}

// A frame is an array, or an object that wraps one, which is being read.
type frame struct {
	kind Kind
	key  string // of a wrapper: the member under way
	some bool   // a value was read and no comma after it
}

// NewScanner returns a scanner of r. An object at the top of the file whose
// first key is in enter is a wrapper: its members are scanned as values, and
// those that are arrays element by element.
func NewScanner(r io.Reader, enter ...string) *Scanner {
	return &Scanner{window: window{r: r, line: 1}, enter: enter}
}

// Scan goes on to the next value. It returns false at the end of the file, or where r fails: see Err.
func (s *Scanner) Scan() bool {
	s.bad, s.key = nil, ""
	if !s.begun {
		s.begin()
	}
	for s.err == nil {
		if s.lines {
			return s.scanLine()
		}
		if !s.skipSpace() {
			return s.end()
		}
		if s.step() {
			return s.err == nil
		}
	}
	return false
}

func (s *Scanner) begin() {
	s.begun = true
	if s.Limit == 0 {
		s.Limit = DefaultLimit
	}
	s.want(3)
	if b := s.rest(); len(b) >= 3 && string(b[:3]) == "\xef\xbb\xbf" {
		s.i += 3
	}
}

// Value returns the value that Scan found; it is missing where Bad is not nil.
func (s *Scanner) Value() Value {
	if s.bad != nil {
		return Value{}
	}
	return Value{t: &s.tape}
}

// Bad says why the text that Scan found is no value; nil where it is one.
func (s *Scanner) Bad() error { return s.bad }

// Err returns the error that ended scanning, nil at the end of the file.
func (s *Scanner) Err() error { return s.err }

// Key returns the name of the wrapper's member that the value was found in, "" where there is no wrapper.
func (s *Scanner) Key() string { return s.key }

// Offset returns where in the file the value begins.
func (s *Scanner) Offset() int64 { return s.start }

// Line returns the line, from 1, on which the value begins.
func (s *Scanner) Line() int64 { return s.from }

// Raw returns the text of the value, nil where it is bad.
func (s *Scanner) Raw() []byte { return s.Value().Raw() }

// UTF8 reports whether the text of the value is valid UTF-8.
func (s *Scanner) UTF8() bool { return s.bad != nil || utf8.Valid(s.tape.text) }

// end is what the end of the file means: an error where r failed or something is open.
func (s *Scanner) end() bool {
	if s.fail != io.EOF {
		s.err = s.fail
		return false
	}
	if len(s.stack) == 0 {
		return false
	}
	s.stack = nil
	s.mark()
	s.bad = fmt.Errorf("%w: no closing bracket", ErrTruncated)
	return true
}

func (s *Scanner) mark() { s.start, s.from = s.place() }

// step reads one mark of punctuation, then returns false, or one value.
func (s *Scanner) step() bool {
	c := s.buf[s.i]
	if len(s.stack) == 0 {
		return s.top(c)
	}
	f := &s.stack[len(s.stack)-1]
	switch {
	case f.kind == Array && c == ']', f.kind == Object && c == '}':
		s.i++
		s.stack = s.stack[:len(s.stack)-1]
	case f.some && c == ',':
		s.i++
		f.some = false
	case f.some && f.kind == Array && c == '{': // no comma: the value may be sound
		f.some = false
		s.mark()
		s.bad = syntax("','", c)
		return true
	case f.some:
		s.mark()
		return s.resync(0, syntax("',' or a closing bracket", c))
	case f.kind == Object:
		return s.member(f)
	default:
		f.some = true
		return s.value(f.key)
	}
	return false
}

func (s *Scanner) push(k Kind, key string) bool {
	s.i++
	s.stack = append(s.stack, frame{kind: k, key: key})
	return false
}

func (s *Scanner) top(c byte) bool {
	switch {
	case c == '[':
		return s.push(Array, "")
	case c == '{' && s.wraps():
		return s.push(Object, "")
	case c == '{' && s.eachLine():
		s.lines = true
		return s.scanLine()
	}
	return s.value("")
}

// wraps reports whether the object at hand begins with a key of enter.
func (s *Scanner) wraps() bool {
	if len(s.enter) == 0 {
		return false
	}
	s.want(1024)
	t := tape{text: s.rest()}
	at := space(t.text, 1)
	if at >= len(t.text) || t.text[at] != '"' {
		return false
	}
	_, err := t.str(at)
	return err == nil && slices.Contains(s.enter, Value{t: &t}.String())
}

// member reads a key of a wrapper, and the value unless that is an array or a wrapper itself.
func (s *Scanner) member(f *frame) bool {
	f.some = true
	if c := s.buf[s.i]; c != '"' {
		s.mark()
		return s.resync(0, syntax("a key", c))
	}
	if s.value(""); s.bad != nil || s.err != nil {
		return true
	}
	key := s.Value().String()
	if !s.skipSpace() {
		return s.end()
	}
	if c := s.buf[s.i]; c != ':' {
		return s.resync(0, syntax("':'", c))
	}
	s.i++
	if !s.skipSpace() {
		return s.end()
	}
	switch c := s.buf[s.i]; {
	case c == '[':
		return s.push(Array, key)
	case c == '{' && slices.Contains(s.enter, key) && len(s.stack) < MaxDepth:
		return s.push(Object, "")
	}
	return s.value(key)
}

// value parses the value at hand, reading more of the file as needed. It returns true.
func (s *Scanner) value(key string) bool {
	s.mark()
	s.key = key
	for {
		text := s.rest()
		end, err := s.tape.parse(text, 0)
		// A number that touches the end of what is read may go on.
		open := errors.Is(err, ErrTruncated) || err == nil && end == len(text) && text[0] != '{' && text[0] != '['
		if open && s.fail == nil && len(text) <= s.Limit {
			s.want(2 * len(text)) // doubling keeps the work linear
			continue
		}
		switch {
		case open && len(text) > s.Limit, end > s.Limit:
			s.bad = fmt.Errorf("%w: more than %d bytes", ErrLong, s.Limit)
			s.skipLong()
		case err == nil:
			s.tape.text = text[:end]
			s.i += end
		case open && s.fail != io.EOF:
			s.err = s.fail
		default:
			s.bad = err
			s.recover(end)
		}
		return true
	}
}

// scanLine reads the value of one line.
func (s *Scanner) scanLine() bool {
	for {
		line, whole := s.lineAt(0, s.Limit)
		s.mark()
		if !whole {
			s.bad = fmt.Errorf("%w: more than %d bytes", ErrLong, s.Limit)
			s.skipLine()
			return true
		}
		at := space(line, 0)
		last := s.i+len(line) == s.n
		if at == len(line) {
			s.i = min(s.i+len(line)+1, s.n)
			if last {
				return s.end()
			}
			continue
		}
		s.start += int64(at)
		s.i = min(s.i+len(line)+1, s.n)
		end, err := s.tape.parse(line, at)
		if err == nil && space(line, end) < len(line) {
			err = syntax("the end of the line", line[space(line, end)])
		}
		if err != nil && last && s.fail != io.EOF {
			s.err = s.fail // the line was cut off
			return false
		}
		s.bad = err
		s.tape.text = line[:end]
		return true
	}
}

// eachLine reports whether the line at hand, or the one after it, is exactly one value:
// then the file holds one on each line, and a broken one ends with its line.
func (s *Scanner) eachLine() bool {
	first, whole := s.lineAt(0, s.Limit)
	if !whole || isValue(first) {
		return whole
	}
	n := len(first)
	if n > 0 && (first[n-1] == ':' || first[n-1] == ',') {
		return false // somebody's layout of one object
	}
	second, whole := s.lineAt(n+1, s.Limit)
	return whole && len(second) > 0 && second[0] == '{' && isValue(second)
}

func isValue(line []byte) bool {
	_, err := Parse(line)
	return err == nil
}
