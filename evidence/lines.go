package evidence

import (
	"bytes"
	"io"
)

// MaxLine is the length of the longest line that [Lines] gives whole.
const MaxLine = 1 << 20

// linesBuffer is read at a time; it grows to MaxLine for long lines only.
const linesBuffer = 128 << 10

// A Lines reads text line by line in bounded memory.
//
//	for l := NewLines(r); l.Next(); { use(l.Bytes(), l.Number()) }
type Lines struct {
	r          io.Reader
	buf        []byte
	start, end int // of what is not yet given
	line       []byte
	number     int64
	tooLong    bool
	err        error
}

// NewLines returns a Lines that reads r.
func NewLines(r io.Reader) *Lines { return &Lines{r: r, buf: make([]byte, linesBuffer)} }

// Next moves to the next line; false at the end or on failure of the reader. A
// last line without line feed counts, unless the reader failed within it.
func (l *Lines) Next() bool {
	l.tooLong = false
	searched := l.start
	for {
		if i := bytes.IndexByte(l.buf[searched:l.end], '\n'); i >= 0 {
			l.give(searched+i, searched+i+1)
			return true
		}
		searched = l.end
		if l.err != nil {
			if l.err != io.EOF || l.start == l.end && !l.tooLong {
				return false
			}
			l.give(l.end, l.end)
			return true
		}
		searched -= l.fill()
	}
}

// give takes the line up to end; the next one starts at next.
func (l *Lines) give(end, next int) {
	l.line = l.buf[l.start:end]
	if n := len(l.line); n > 0 && l.line[n-1] == '\r' {
		l.line = l.line[:n-1]
	}
	if l.tooLong {
		l.line = nil
	}
	l.start = next
	l.number++
}

// fill reads more and returns by how much what is kept moved down.
func (l *Lines) fill() (moved int) {
	if l.start > 0 {
		moved = l.start
		l.end = copy(l.buf, l.buf[l.start:l.end])
		l.start = 0
	}
	if l.end == len(l.buf) {
		if len(l.buf) < MaxLine {
			l.buf = append(l.buf, make([]byte, min(len(l.buf), MaxLine-len(l.buf)))...)
		} else {
			l.tooLong, moved, l.end = true, moved+l.end, 0
		}
	}
	for range 100 { // readers may return nothing now and then
		n, err := l.r.Read(l.buf[l.end:])
		l.end += n
		l.err = err
		if n > 0 || err != nil {
			return moved
		}
	}
	l.err = io.ErrNoProgress
	return moved
}

// Bytes returns the line without its end, CR included; it is valid until Next. It is nil for a line that is TooLong.
func (l *Lines) Bytes() []byte { return l.line }

// Number returns the number of the line, from 1.
func (l *Lines) Number() int64 { return l.number }

// TooLong reports whether the line was longer than MaxLine; its text was dropped.
func (l *Lines) TooLong() bool { return l.tooLong }

// Err returns the failure that ended the reading, nil at the end of the text.
func (l *Lines) Err() error {
	if l.err == io.EOF {
		return nil
	}
	return l.err
}

// Ahead returns text that follows the line, as far as it is in memory, reading
// once if there is none; it is valid until Next.
func (l *Lines) Ahead() []byte {
	if l.start == l.end && l.err == nil {
		kept := append([]byte(nil), l.line...)
		l.fill()
		l.line = kept
	}
	return l.buf[l.start:l.end]
}
