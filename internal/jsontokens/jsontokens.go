// Package jsontokens reads JSON (RFC 8259) token by token from a stream, in bounded
// memory, and knows the line it is at.
//
// It is for files of any size of which little is wanted: [Scanner.Skip] passes
// over a value without decoding it. Strings longer than MaxString are cut.
package jsontokens

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxString is the length in bytes to which strings and numbers are kept; the rest is passed over.
const MaxString = 64 << 10

// MaxDepth bounds the nesting of values.
const MaxDepth = 1000

// A Kind is the kind of a token: one of { } [ ] or those below.
type Kind byte

// The kinds of token beside the four brackets.
const (
	Key    Kind = 'k' // the name of a member; its value follows
	String Kind = 's'
	Number Kind = 'n'
	True   Kind = 't'
	False  Kind = 'f'
	Null   Kind = '0'
	End    Kind = 0 // the end of the input, after one whole value or more
)

// A SyntaxError says where the input stops being JSON.
type SyntaxError struct {
	Line  int64
	What  string
	Ended bool // the input ends where there should be more
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.What) }

// A Scanner reads one stream. Values may follow each other, as in JSON lines.
type Scanner struct {
	r          io.Reader
	buf        []byte
	start, end int
	line       int64
	err        error // of the reader
	fail       error // of the syntax, final

	stack []byte // '{' or '['
	want  want
	text  []byte
}

// A want is what may come next.
type want byte

const (
	wantValue  want = iota
	wantFirst       // a value or the end of an array
	wantKey         // a name
	wantMember      // a name or the end of an object
	wantMore        // a comma or the end
)

// New returns a Scanner of r.
func New(r io.Reader) *Scanner {
	return &Scanner{r: r, buf: make([]byte, 64<<10), line: 1}
}

// Line returns the number of the line at which the last token ended, from 1.
func (s *Scanner) Line() int64 { return s.line }

// Depth returns the number of open objects and arrays.
func (s *Scanner) Depth() int { return len(s.stack) }

// Text returns the decoded text of the last Key, String or Number, cut at MaxString; it is valid until Next.
func (s *Scanner) Text() []byte { return s.text }

// more reads more input; false at the end or on failure.
func (s *Scanner) more() bool {
	if s.err != nil {
		return false
	}
	s.start, s.end = 0, 0
	for range 100 {
		n, err := s.r.Read(s.buf)
		s.end, s.err = n, err
		if n > 0 {
			return true
		}
		if err != nil {
			return false
		}
	}
	s.err = io.ErrNoProgress
	return false
}

// peek returns the next byte after blanks; ok is false at the end.
func (s *Scanner) peek() (c byte, ok bool) {
	for {
		for s.start < s.end {
			switch c := s.buf[s.start]; c {
			case '\n':
				s.line++
				s.start++
			case ' ', '\t', '\r':
				s.start++
			default:
				return c, true
			}
		}
		if !s.more() {
			return 0, false
		}
	}
}

// byte returns the next byte, whatever it is.
func (s *Scanner) byte() (byte, bool) {
	if s.start == s.end && !s.more() {
		return 0, false
	}
	c := s.buf[s.start]
	s.start++
	return c, true
}

func (s *Scanner) syntax(what string, args ...any) (Kind, error) {
	s.fail = &SyntaxError{Line: s.line, What: fmt.Sprintf(what, args...)}
	return End, s.fail
}

// ended says why there is no more input where there should be.
func (s *Scanner) ended() (Kind, error) {
	if s.err != io.EOF {
		s.fail = s.err
		return End, s.err
	}
	k, err := s.syntax("the file ends within a value, %d levels deep", len(s.stack))
	if se, ok := errors.AsType[*SyntaxError](err); ok {
		se.Ended = true
	}
	return k, err
}

// Next returns the next token. It returns End and no error at the end of the
// input; any error is final: a *SyntaxError, or that of the reader.
func (s *Scanner) Next() (Kind, error) {
	if s.fail != nil {
		return End, s.fail
	}
	c, ok := s.peek()
	if !ok {
		if len(s.stack) == 0 && s.err == io.EOF {
			return End, nil
		}
		return s.ended()
	}
	if len(s.stack) == 0 {
		return s.value(c)
	}
	if s.want == wantMore {
		switch {
		case c == ',':
			s.start++
			s.want = wantValue
			if s.stack[len(s.stack)-1] == '{' {
				s.want = wantKey
			}
			if c, ok = s.peek(); !ok {
				return s.ended()
			}
		case c == '}' || c == ']':
			return s.close(c)
		default:
			return s.syntax("%s where a comma or the end should be", show(c))
		}
	}
	switch {
	case s.want == wantMember && c == '}', s.want == wantFirst && c == ']':
		return s.close(c)
	case s.want == wantKey || s.want == wantMember:
		return s.key(c)
	}
	return s.value(c)
}

func show(c byte) string {
	if c < ' ' || c >= utf8.RuneSelf {
		return fmt.Sprintf("byte 0x%02x", c)
	}
	return "a character"
}

func (s *Scanner) close(c byte) (Kind, error) {
	if open := s.stack[len(s.stack)-1]; open == '{' && c != '}' || open == '[' && c != ']' {
		return s.syntax("bracket %q closes another", c)
	}
	s.start++
	s.stack = s.stack[:len(s.stack)-1]
	s.want = wantMore
	return Kind(c), nil
}

func (s *Scanner) key(c byte) (Kind, error) {
	if c != '"' {
		return s.syntax("%s where a name in quotes should be", show(c))
	}
	s.start++
	if !s.string() {
		return End, s.fail
	}
	if c, ok := s.peek(); !ok {
		return s.ended()
	} else if c != ':' {
		return s.syntax("%s where a colon should be", show(c))
	}
	s.start++
	s.want = wantValue
	return Key, nil
}

func (s *Scanner) value(c byte) (Kind, error) {
	s.want = wantMore
	switch {
	case c == '{' || c == '[':
		if len(s.stack) >= MaxDepth {
			return s.syntax("nested more than %d deep", MaxDepth)
		}
		s.start++
		s.stack = append(s.stack, c)
		s.want = wantFirst
		if c == '{' {
			s.want = wantMember
		}
		return Kind(c), nil
	case c == '"':
		s.start++
		if !s.string() {
			return End, s.fail
		}
		return String, nil
	case c == '-' || c >= '0' && c <= '9':
		return s.number()
	case c == 't':
		return s.word("true", True)
	case c == 'f':
		return s.word("false", False)
	case c == 'n':
		return s.word("null", Null)
	}
	return s.syntax("%s where a value should be", show(c))
}

func (s *Scanner) word(w string, k Kind) (Kind, error) {
	for i := range len(w) {
		c, ok := s.byte()
		if !ok {
			return s.ended()
		}
		if c != w[i] {
			return s.syntax("a word that is not JSON")
		}
	}
	return k, nil
}

func (s *Scanner) number() (Kind, error) {
	s.text = s.text[:0]
	for {
		if s.start == s.end && !s.more() {
			break
		}
		c := s.buf[s.start]
		if (c < '0' || c > '9') && c != '-' && c != '+' && c != '.' && c != 'e' && c != 'E' {
			break
		}
		s.start++
		s.keep(c)
	}
	if _, err := strconv.ParseFloat(string(s.text), 64); err != nil && len(s.text) < 400 {
		if e, ok := err.(*strconv.NumError); !ok || e.Err != strconv.ErrRange {
			return s.syntax("a number that is not JSON")
		}
	}
	return Number, nil
}

func (s *Scanner) keep(c ...byte) {
	if len(s.text)+len(c) <= MaxString {
		s.text = append(s.text, c...)
	}
}

// string decodes a string whose opening quote was read; false with s.fail set if there is none.
func (s *Scanner) string() bool {
	s.text = s.text[:0]
	for {
		if s.start == s.end && !s.more() {
			s.ended()
			return false
		}
		run := s.start
		for s.start < s.end {
			if c := s.buf[s.start]; c == '"' || c == '\\' || c < ' ' {
				break
			}
			s.start++
		}
		s.text = append(s.text, s.buf[run:min(s.start, run+MaxString-len(s.text))]...)
		if s.start == s.end {
			continue
		}
		c := s.buf[s.start]
		s.start++
		switch {
		case c == '"':
			return true
		case c < ' ':
			s.syntax("byte 0x%02x within a string", c)
			return false
		}
		if !s.escape() {
			return false
		}
	}
}

func (s *Scanner) escape() bool {
	c, ok := s.byte()
	if !ok {
		s.ended()
		return false
	}
	switch c {
	case '"', '\\', '/':
		s.keep(c)
	case 'b':
		s.keep('\b')
	case 'f':
		s.keep('\f')
	case 'n':
		s.keep('\n')
	case 'r':
		s.keep('\r')
	case 't':
		s.keep('\t')
	case 'u':
		return s.unicode()
	default:
		s.syntax("an escape that is not JSON")
		return false
	}
	return true
}

// unicode decodes \uXXXX whose \u was read, with the surrogate that follows if it is one of a pair.
func (s *Scanner) unicode() bool {
	r, ok := s.hex4()
	if !ok {
		return false
	}
	for utf16.IsSurrogate(r) {
		if c, ok := s.peekByte(); !ok || c != '\\' {
			break
		}
		s.start++
		if c, ok := s.peekByte(); !ok || c != 'u' {
			s.keep([]byte(string(utf8.RuneError))...)
			return s.escape()
		}
		s.start++
		low, ok := s.hex4()
		if !ok {
			return false
		}
		if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
			r = both
			break
		}
		s.keep([]byte(string(utf8.RuneError))...)
		r = low
	}
	s.keep([]byte(string(r))...) // a lone surrogate becomes U+FFFD
	return true
}

func (s *Scanner) peekByte() (byte, bool) {
	if s.start == s.end && !s.more() {
		return 0, false
	}
	return s.buf[s.start], true
}

func (s *Scanner) hex4() (rune, bool) {
	var r rune
	for range 4 {
		c, ok := s.byte()
		if !ok {
			s.ended()
			return 0, false
		}
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			s.syntax("an escape that is not JSON")
			return 0, false
		}
	}
	return r, true
}

// Skip passes over the next value: after a Key its value, else the next element.
// It counts brackets and passes strings, and does not check the grammar within.
func (s *Scanner) Skip() error {
	k, err := s.Next()
	if err != nil {
		return err
	}
	if k == '{' || k == '[' {
		return s.Close()
	}
	return nil
}

// Close passes over the rest of the object or array that is open.
func (s *Scanner) Close() error {
	if s.fail != nil {
		return s.fail
	}
	depth := 1
	for {
		for s.start < s.end {
			c := s.buf[s.start]
			s.start++
			switch c {
			case '\n':
				s.line++
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					s.stack = s.stack[:len(s.stack)-1]
					s.want = wantMore
					return nil
				}
			case '"':
				if !s.pass() {
					return s.fail
				}
			}
		}
		if !s.more() {
			_, err := s.ended()
			return err
		}
	}
}

// pass passes over a string whose opening quote was read.
func (s *Scanner) pass() bool {
	for {
		for s.start < s.end {
			c := s.buf[s.start]
			s.start++
			switch c {
			case '"':
				return true
			case '\n':
				s.syntax("a line feed within a string")
				return false
			case '\\':
				if _, ok := s.byte(); !ok {
					s.ended()
					return false
				}
			}
		}
		if !s.more() {
			s.ended()
			return false
		}
	}
}

// Members calls f for each name of the object that follows; f must read or Skip
// the value. Anything but an object is passed over and calls nothing.
func (s *Scanner) Members(f func(name string) error) error {
	k, err := s.Next()
	if err != nil || k != '{' {
		return s.rest(k, err)
	}
	for {
		k, err := s.Next()
		if err != nil || k == '}' {
			return err
		}
		if err := f(string(s.text)); err != nil {
			return err
		}
	}
}

// Elements calls f before each element of the array that follows; f must read or
// Skip it. Anything but an array is passed over and calls nothing.
func (s *Scanner) Elements(f func() error) error {
	k, err := s.Next()
	if err != nil || k != '[' {
		return s.rest(k, err)
	}
	for {
		if c, ok := s.peek(); ok && c == ']' || !ok {
			_, err := s.Next()
			return err
		}
		if err := f(); err != nil {
			return err
		}
	}
}

// rest passes over what remains of a value whose first token was k.
func (s *Scanner) rest(k Kind, err error) error {
	if err == nil && (k == '{' || k == '[') {
		return s.Close()
	}
	return err
}

// Value returns the text of the next value if it is a string or a number; other values are passed over.
func (s *Scanner) Value() (text string, ok bool, err error) {
	k, err := s.Next()
	if err != nil {
		return "", false, err
	}
	if k == String || k == Number {
		return string(s.text), true, nil
	}
	return "", false, s.rest(k, nil)
}

// Reset makes s read b, from line 1. It allows one Scanner to read many short texts.
func (s *Scanner) Reset(b []byte) {
	*s = Scanner{buf: b, end: len(b), err: io.EOF, line: 1, stack: s.stack[:0], text: s.text[:0]}
}
