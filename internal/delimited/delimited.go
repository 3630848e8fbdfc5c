// Package delimited reads delimited text as the publishers of lists write it:
// with or without quotes, with quotes inside quoted fields, with line breaks in
// fields, in UTF-8 or Windows-1252, and with a DOS end-of-file mark.
//
// encoding/csv is not used because one quote that is never closed makes it hold
// the rest of the file; here such a quote costs its own line and no more.
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

// Rows yields the records of r in order. Lines without any character are left
// out, and so is a final 0x1A. A record that cannot be read yields a *RowError
// and reading goes on with the next line; a failure of r ends the sequence.
// Rows may be kept.
func Rows(r io.Reader, comma byte) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		s := &scanner{in: bufio.NewReaderSize(r, 64<<10), comma: comma, line: 1}
		for {
			row, err := s.next()
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
	text   []byte // with its line end
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
}

// next returns the next record that is not empty.
func (s *scanner) next() (Row, error) {
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
		return s.record(l)
	}
}

func isEmpty(b []byte) bool {
	b = bytes.TrimRight(b, "\r\n")
	return len(b) == 0 || len(b) == 1 && b[0] == 0x1A
}

// record reads the record that begins on first, with as many further lines as
// its quotes ask for.
func (s *scanner) record(first line) (Row, error) {
	text, used := first.text, []line{first}
	open := leavesOpen(first.text, s.comma, false)
	for open {
		l, err := line{}, error(nil)
		if !first.again {
			l, err = s.take()
		}
		if err != nil && err != io.EOF {
			return Row{}, err
		}
		if err == io.EOF || first.again || l.long || len(text)+len(l.text) > maxRecord {
			if err == nil && !first.again {
				used = append(used, l)
			}
			s.giveBack(used[1:])
			return Row{}, &RowError{first.no, first.offset, ErrQuote}
		}
		used = append(used, l)
		text = append(text, l.text...)
		open = leavesOpen(l.text, s.comma, true)
	}
	return s.row(first, text, split(text, s.comma)), nil
}

// leavesOpen reports whether a quoted field goes on after the line; inside says
// that one goes on before it.
func leavesOpen(text []byte, comma byte, inside bool) bool {
	text = bytes.TrimRight(text, "\r\n")
	for {
		if !inside && (len(text) == 0 || text[0] != '"') {
			i := bytes.IndexByte(text, comma)
			if i < 0 {
				return false
			}
			text = text[i+1:]
			continue
		}
		if !inside {
			text = text[1:]
		}
		i, rest := closing(text, comma)
		if i < 0 || rest == nil {
			return i < 0
		}
		text, inside = rest, false
	}
}

// closing finds the quote that closes a quoted field in text, which begins after
// the opening one. It returns -1 where there is none, and as rest what follows
// the delimiter, nil at the end of the record.
func closing(text []byte, comma byte) (i int, rest []byte) {
	for i := 0; i < len(text); i++ {
		if text[i] != '"' {
			continue
		}
		if i+1 < len(text) && text[i+1] == '"' {
			i++
			continue
		}
		after := bytes.TrimLeft(text[i+1:], " ")
		if len(after) == 0 {
			return i, nil
		}
		if after[0] == comma {
			return i, after[1:]
		}
	}
	return -1, nil
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

func (s *scanner) row(first line, text []byte, fields []string) Row {
	row := Row{Line: first.no, Offset: first.offset, Fields: fields, Raw: string(bytes.TrimRight(text, "\r\n"))}
	if !utf8.ValidString(row.Raw) {
		row.Recoded = true
		row.Raw = recode(row.Raw)
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
	for {
		part, err := s.in.ReadSlice('\n')
		s.offset += int64(len(part))
		if !l.long {
			l.text = append(l.text, part...)
			l.long = len(l.text) > MaxLine
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		if err != nil && (err != io.EOF || l.offset == s.offset) {
			return line{}, err
		}
		break
	}
	if l.offset == 0 {
		if bytes.HasPrefix(l.text, []byte{0xFF, 0xFE}) || bytes.HasPrefix(l.text, []byte{0xFE, 0xFF}) {
			return line{}, ErrUTF16
		}
		l.text = bytes.TrimPrefix(l.text, []byte("\uFEFF"))
	}
	s.line++
	return l, nil
}

// split cuts a record into fields. A quote inside a quoted field that no
// delimiter follows is taken as it stands, as is a quote in a field that does
// not begin with one.
func split(text []byte, comma byte) (fields []string) {
	text = bytes.TrimRight(text, "\r\n")
	for {
		if len(text) > 0 && text[0] == '"' {
			i, rest := closing(text[1:], comma)
			fields = append(fields, strings.ReplaceAll(string(text[1:1+i]), `""`, `"`))
			if rest == nil {
				return fields
			}
			text = rest
			continue
		}
		i := bytes.IndexByte(text, comma)
		if i < 0 {
			return append(fields, string(text))
		}
		fields = append(fields, string(text[:i]))
		text = text[i+1:]
	}
}
