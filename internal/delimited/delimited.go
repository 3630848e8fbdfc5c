// Package delimited reads delimited text as the publishers of lists write it:
// with or without quotes, with quotes inside quoted fields, with line breaks in
// fields, in UTF-8 or Windows-1252, and with a DOS end-of-file mark.
//
// encoding/csv is not used because one quote that is never closed makes it hold
// the rest of the file, and because it does not keep a record as it stands; here
// such a quote costs its own line and no more. Fields are cut out of the one
// string that a record is.
package delimited

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Bounds of one record.
const (
	MaxLine   = 1 << 20 // bytes of a line
	maxRecord = 1 << 20 // bytes of a record with line breaks in fields
)

// Errors of single records; reading goes on after them.
var (
	ErrQuote = errors.New("a quoted field is not closed")
	ErrLong  = fmt.Errorf("the line is longer than %d bytes", MaxLine)
)

// ErrUTF16 ends a reading: the text is not in a byte encoding.
var ErrUTF16 = errors.New("the text is UTF-16; save it as UTF-8")

// A Row is one record.
type Row struct {
	Line   int64 // of its first line, from 1
	Offset int64 // of its first byte
	Fields []string
	Raw    string // as it stands in the file, without the final line end
	// Recoded is set where the record is not UTF-8 and was read as Windows-1252.
	Recoded bool
}

// A RowError is why the record that begins at Line gave no row.
type RowError struct {
	Line, Offset int64
	Err          error
}

func (e *RowError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }
func (e *RowError) Unwrap() error { return e.Err }

// Lines yields the lines of r as Rows does its records, each with Raw alone: quotes mean nothing in them.
func Lines(r io.Reader) iter.Seq2[Row, error] { return records(r, (*scanner).plain, 0) }

// Rows yields the records of r in order. Lines without any character are left
// out, and so is a final 0x1A. A record that cannot be read yields a *RowError
// and reading goes on with the next line; a failure of r ends the sequence.
// Rows may be kept.
func Rows(r io.Reader, comma byte) iter.Seq2[Row, error] {
	return records(r, (*scanner).record, comma)
}

func records(r io.Reader, from func(*scanner, line) (Row, error), comma byte) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		s := &scanner{in: bufio.NewReaderSize(r, 64<<10), comma: comma, line: 1}
		for {
			row, err := s.next(from)
			var bad *RowError
			switch {
			case err == io.EOF:
				return
			case err == nil || errors.As(err, &bad):
				if !yield(row, err) {
					return
				}
			default:
				yield(Row{}, err)
				return
			}
		}
	}
}

// Head returns the complete records in the first bytes of a file, at most n.
func Head(head []byte, comma byte, n int) [][]string {
	if i := bytes.LastIndexByte(head, '\n'); i >= 0 && len(head) >= 32<<10 {
		head = head[:i]
	}
	var out [][]string
	for row, err := range Rows(bytes.NewReader(head), comma) {
		if err != nil {
			continue
		}
		if out = append(out, row.Fields); len(out) == n {
			break
		}
	}
	return out
}

type line struct {
	text   string // with its line end
	no     int64
	offset int64
	again  bool // was read once as part of a record that did not close
	long   bool
}

type scanner struct {
	in     *bufio.Reader
	comma  byte
	line   int64
	offset int64
	queue  []line // read but not used
	fields int    // of the record before, a guess at those of the next
}

// next returns what begins on the next line that is not empty.
func (s *scanner) next(from func(*scanner, line) (Row, error)) (Row, error) {
	for {
		l, err := s.take()
		if err != nil {
			return Row{}, err
		}
		if l.long {
			return Row{}, &RowError{l.no, l.offset, ErrLong}
		}
		if isEmpty(l.text) {
			continue
		}
		return from(s, l)
	}
}

func isEmpty(text string) bool {
	text = strings.TrimRight(text, "\r\n")
	return text == "" || text == "\x1A"
}

// record reads the record that begins on first, with as many further lines as
// its quotes ask for.
func (s *scanner) record(first line) (Row, error) {
	if !leavesOpen(first.text, s.comma, false) {
		return s.row(first, first.text), nil
	}
	if first.again {
		return Row{}, &RowError{first.no, first.offset, ErrQuote}
	}
	size := len(first.text)
	var more []line
	for {
		l, err := s.take()
		if err != nil && err != io.EOF {
			return Row{}, err
		}
		size += len(l.text)
		if err == nil {
			more = append(more, l)
		}
		if err == io.EOF || l.long || size > maxRecord {
			s.giveBack(more)
			return Row{}, &RowError{first.no, first.offset, ErrQuote}
		}
		if !leavesOpen(l.text, s.comma, true) {
			return s.row(first, joined(first, more, size)), nil
		}
	}
}

func joined(first line, more []line, size int) string {
	var text strings.Builder
	text.Grow(size)
	text.WriteString(first.text)
	for _, l := range more {
		text.WriteString(l.text)
	}
	return text.String()
}

// leavesOpen reports whether a quoted field goes on after the line; inside says
// that one goes on before it.
func leavesOpen(text string, comma byte, inside bool) bool {
	text = strings.TrimRight(text, "\r\n")
	for {
		if !inside && (text == "" || text[0] != '"') {
			i := strings.IndexByte(text, comma)
			if i < 0 {
				return false
			}
			text = text[i+1:]
			continue
		}
		if !inside {
			text = text[1:]
		}
		i, rest, more := closing(text, comma)
		if !more {
			return i < 0
		}
		text, inside = rest, false
	}
}

// closing finds the quote that closes a quoted field in text, which begins after
// the opening one; i is -1 where there is none. What follows the delimiter is
// rest; more is false at the end of the record.
func closing(text string, comma byte) (i int, rest string, more bool) {
	for i := 0; i < len(text); i++ {
		next := strings.IndexByte(text[i:], '"')
		if next < 0 {
			break
		}
		i += next
		if strings.HasPrefix(text[i+1:], `"`) {
			i++
			continue
		}
		after := strings.TrimLeft(text[i+1:], " ")
		if after == "" {
			return i, "", false
		}
		if after[0] == comma {
			return i, after[1:], true
		}
	}
	return -1, "", false
}

// giveBack queues lines that belong to no record yet. They are not joined a
// second time, so that no byte is looked at more than twice.
func (s *scanner) giveBack(lines []line) {
	if len(lines) == 0 {
		return
	}
	for i := range lines {
		lines[i].again = true
	}
	s.queue = append(lines, s.queue...)
}

// plain makes a record of one line, without fields.
func (s *scanner) plain(l line) (Row, error) {
	raw := strings.TrimRight(l.text, "\r\n")
	return Row{Line: l.no, Offset: l.offset, Raw: recode(raw), Recoded: !utf8.ValidString(raw)}, nil
}

// row makes a record of text, whose fields are cut out of one string.
func (s *scanner) row(first line, text string) Row {
	raw := strings.TrimRight(text, "\r\n")
	row := Row{Line: first.no, Offset: first.offset, Fields: split(raw, s.comma, s.fields), Raw: raw}
	s.fields = len(row.Fields)
	if !utf8.ValidString(raw) {
		row.Recoded = true
		row.Raw = recode(raw)
		for i, f := range row.Fields {
			row.Fields[i] = recode(f)
		}
	}
	return row
}

func recode(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	out, err := charmap.Windows1252.NewDecoder().String(s)
	if err != nil {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	return out
}

// take returns the next line. Of a line longer than MaxLine only its start is kept.
func (s *scanner) take() (line, error) {
	if len(s.queue) > 0 {
		l := s.queue[0]
		s.queue = s.queue[1:]
		return l, nil
	}
	l := line{no: s.line, offset: s.offset}
	var parts []byte // of a line that is longer than the buffer
	for {
		part, err := s.in.ReadSlice('\n')
		s.offset += int64(len(part))
		if err == bufio.ErrBufferFull {
			if l.long = l.long || len(parts) > MaxLine; !l.long {
				parts = append(parts, part...)
			}
			continue
		}
		if err != nil && (err != io.EOF || l.offset == s.offset) {
			return line{}, err
		}
		if l.text = string(part); parts != nil {
			l.text = string(append(parts, part...))
		}
		break
	}
	l.long = l.long || len(l.text) > MaxLine
	if l.offset == 0 {
		if strings.HasPrefix(l.text, "\xFF\xFE") || strings.HasPrefix(l.text, "\xFE\xFF") {
			return line{}, ErrUTF16
		}
		l.text = strings.TrimPrefix(l.text, "\uFEFF")
	}
	s.line++
	return l, nil
}

// split cuts a record into about n fields. A quote inside a quoted field that no
// delimiter follows is taken as it stands, as is a quote in a field that does
// not begin with one.
func split(text string, comma byte, n int) []string {
	fields := make([]string, 0, max(n, 1))
	for {
		if len(text) > 0 && text[0] == '"' {
			i, rest, more := closing(text[1:], comma)
			field := text[1 : 1+i]
			if strings.Contains(field, `""`) {
				field = strings.ReplaceAll(field, `""`, `"`)
			}
			if fields = append(fields, field); !more {
				return fields
			}
			text = rest
			continue
		}
		i := strings.IndexByte(text, comma)
		if i < 0 {
			return append(fields, text)
		}
		fields = append(fields, text[:i])
		text = text[i+1:]
	}
}
