// Package jsontokens reads JSON (RFC 8259) token by token from a stream, in bounded
// memory, and knows the line it is at.
//
// It is for files of any size of which little is wanted: [Scanner.Skip] passes
// over a value without decoding it. The grammar is that of
// github.com/go-json-experiment/json/jsontext, with names that repeat and text
// that is not UTF-8 let through; added are the line, the bounds, and errors that
// tell both.
package jsontokens

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// MaxString is the length in bytes to which strings and numbers are kept; the rest is passed over.
const MaxString = 64 << 10

// MaxDepth bounds the nesting of values.
const MaxDepth = 1000

// maxToken bounds what is held in memory of one string or number.
const maxToken = 64 << 20

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
// It must not be copied once it is used.
type Scanner struct {
	dec  jsontext.Decoder
	in   lines        // what is read, by New
	text bytes.Buffer // what is read, by Reset
	fail error        // final
	last []byte       // decoded text of the last token
}

// New returns a Scanner of r.
func New(r io.Reader) *Scanner {
	s := &Scanner{in: lines{r: r, line: 1}}
	s.in.done = s.dec.InputOffset
	s.dec.Reset(&s.in, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	return s
}

// Reset makes s read b, from line 1. It allows one Scanner to read many short texts.
func (s *Scanner) Reset(b []byte) {
	s.in = lines{line: 1}
	s.in.note(b)
	s.fail = nil
	s.text = *bytes.NewBuffer(b)
	s.dec.Reset(&s.text, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

// Line returns the number of the line at which the last token ended, from 1.
func (s *Scanner) Line() int64 { return s.in.at(s.dec.InputOffset()) }

// Depth returns the number of open objects and arrays.
func (s *Scanner) Depth() int { return s.dec.StackDepth() }

// Text returns the decoded text of the last Key, String or Number, cut at MaxString; it is valid until Next.
func (s *Scanner) Text() []byte { return s.last }

// Next returns the next token. It returns End and no error at the end of the
// input; any error is final: a *SyntaxError, or that of the reader.
func (s *Scanner) Next() (Kind, error) {
	if s.fail != nil {
		return End, s.fail
	}
	switch k := s.dec.PeekKind(); k {
	case '"', '0':
		return s.read(k)
	case '{', '[':
		if s.Depth() >= MaxDepth {
			s.fail = &SyntaxError{Line: s.Line(), What: fmt.Sprintf("nested more than %d deep", MaxDepth)}
			return End, s.fail
		}
	}
	t, err := s.dec.ReadToken()
	if err != nil {
		return s.failed(err)
	}
	switch k := t.Kind(); k {
	case 'n':
		return Null, nil
	default:
		return Kind(k), nil
	}
}

// read reads a name, a string or a number.
func (s *Scanner) read(k jsontext.Kind) (Kind, error) {
	raw, err := s.dec.ReadValue()
	if err != nil {
		return s.failed(err)
	}
	if k == '0' {
		s.last = append(s.last[:0], raw[:min(len(raw), MaxString)]...)
		return Number, nil
	}
	if bytes.IndexByte(raw, '\\') < 0 {
		s.last = append(s.last[:0], raw[1:min(len(raw)-1, 1+MaxString)]...)
	} else {
		s.last, _ = jsontext.AppendUnquote(s.last[:0], raw) // that it is not UTF-8 is let through
		s.last = s.last[:min(len(s.last), MaxString)]
	}
	if in, n := s.dec.StackIndex(s.Depth()); in == '{' && n%2 == 1 {
		return Key, nil
	}
	return String, nil
}

// failed makes an error of the decoder ours, for good.
func (s *Scanner) failed(err error) (Kind, error) {
	if err == io.EOF {
		return End, nil
	}
	s.fail = err
	bad, isBad := errors.AsType[*jsontext.SyntacticError](err)
	switch {
	case s.in.err != nil && s.in.err != io.EOF:
		s.fail = s.in.err
	case errors.Is(err, io.ErrUnexpectedEOF):
		s.fail = &SyntaxError{s.in.last(), fmt.Sprintf("the file ends within a value, %d levels deep", s.Depth()), true}
	case isBad:
		s.fail = &SyntaxError{Line: s.in.at(bad.ByteOffset), What: bad.Err.Error()}
	}
	return End, s.fail
}

// Skip passes over the next value: after a Key its value, else the next element.
func (s *Scanner) Skip() error {
	if s.fail != nil {
		return s.fail
	}
	if err := s.dec.SkipValue(); err != nil {
		_, err = s.failed(err)
		return err
	}
	return nil
}

// Close passes over the rest of the object or array that is open.
func (s *Scanner) Close() error {
	for depth := s.Depth(); s.Depth() >= depth; {
		if s.fail != nil {
			return s.fail
		}
		if _, err := s.dec.ReadToken(); err != nil {
			_, err = s.failed(err)
			return err
		}
	}
	return nil
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
		if err := f(string(s.last)); err != nil {
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
		if k := s.dec.PeekKind(); k == ']' || k == 0 {
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
		return string(s.last), true, nil
	}
	return "", false, s.rest(k, nil)
}
