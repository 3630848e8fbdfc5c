package jsonvalues

import (
	"bytes"
	"io"
)

// A window is the part of the file that is held in memory.
type window struct {
	r    io.Reader
	buf  []byte
	i, n int   // buf[i:n] is read and not yet consumed
	base int64 // offset in the file of buf[0]
	fail error // of r, io.EOF at its end

	line    int64 // of buf[counted], from 1
	counted int
}

const firstWindow = 256 << 10

// rest returns what is read and not consumed.
func (w *window) rest() []byte { return w.buf[w.i:w.n] }

// want reads until k bytes are at hand or the file ends. It moves the bytes at hand.
func (w *window) want(k int) {
	for w.n-w.i < k && w.fail == nil {
		w.read(k)
	}
}

func (w *window) read(k int) {
	if len(w.buf)-w.i < k {
		w.place()
		to := w.buf
		if len(w.buf) < k {
			to = make([]byte, max(k, 2*len(w.buf), firstWindow))
		}
		copy(to, w.buf[w.i:w.n])
		w.buf, w.base = to, w.base+int64(w.i)
		w.n, w.i, w.counted = w.n-w.i, 0, 0
	}
	for range 100 {
		n, err := w.r.Read(w.buf[w.n:])
		w.n += n
		if w.fail = err; n > 0 || err != nil {
			return
		}
	}
	w.fail = io.ErrNoProgress
}

// place returns offset and line of the next byte.
func (w *window) place() (offset, line int64) {
	if w.counted < w.i {
		w.line += int64(bytes.Count(w.buf[w.counted:w.i], []byte{'\n'}))
		w.counted = w.i
	}
	return w.base + int64(w.i), w.line
}

// skipSpace consumes white space. It returns false at the end of the file.
func (w *window) skipSpace() bool {
	for {
		if w.i = space(w.buf[:w.n], w.i); w.i < w.n {
			return true
		}
		if w.fail != nil {
			return false
		}
		w.want(1)
	}
}

// lineAt returns the line that begins off bytes ahead, without its newline.
// whole is false where it is longer than limit.
func (w *window) lineAt(off, limit int) (line []byte, whole bool) {
	for from := off; ; {
		b := w.rest()
		if from < len(b) {
			if j := bytes.IndexByte(b[from:], '\n'); j >= 0 {
				return b[off : from+j], from+j-off <= limit
			}
		}
		from = max(from, len(b))
		if w.fail != nil || len(b)-off > limit {
			return b[min(off, len(b)):], len(b)-off <= limit
		}
		w.want(max(2*len(b), off+1))
	}
}

// skipLine consumes up to and with the next newline.
func (w *window) skipLine() {
	for {
		if j := bytes.IndexByte(w.rest(), '\n'); j >= 0 {
			w.i += j + 1
			return
		}
		w.i = w.n
		if w.fail != nil {
			return
		}
		w.want(1)
	}
}

// A matcher finds the end of a value by brackets and quotes alone, whatever stands between.
type matcher struct {
	depth       int
	first       byte // the bracket that opened it
	str, escape bool
	lost        bool // closed by a bracket of the other kind, which is not part of it
}

// feed returns the index after the value, or -1 where b does not hold its end.
func (m *matcher) feed(b []byte) int {
	for i, c := range b {
		switch {
		case m.escape:
			m.escape = false
		case m.str:
			m.escape, m.str = c == '\\', c != '"'
			if !m.str && m.depth == 0 {
				return i + 1
			}
		case c == '"':
			m.str = true
		case c == '{' || c == '[':
			if m.depth++; m.depth == 1 {
				m.first = c
			}
		case m.depth == 0 && (c == ',' || c == '}' || c == ']' || c == '\n'):
			return i
		case c == '}' || c == ']':
			if m.depth--; m.depth > 0 {
				continue
			}
			if m.lost = c != m.first+2; m.lost {
				return i
			}
			return i + 1
		}
	}
	return -1
}

// skipLong consumes a value of any length, in bounded memory.
func (w *window) skipLong() {
	var m matcher
	for {
		if end := m.feed(w.rest()); end >= 0 {
			w.i += end
			return
		}
		w.i = w.n
		if w.fail != nil {
			return
		}
		w.want(1)
	}
}

// recover consumes a value that is not JSON, whose fault lies wrong bytes
// ahead: up to the bracket that closes it, or else as resync does.
func (s *Scanner) recover(wrong int) {
	if c := s.buf[s.i]; c == '{' || c == '[' {
		var m matcher
		for fed := 0; ; {
			b := s.rest()
			if end := m.feed(b[fed:]); end >= 0 && !m.lost {
				s.i += fed + end
				return
			}
			if m.lost {
				break
			}
			if fed = len(b); s.fail != nil || fed > s.Limit {
				break
			}
			s.want(2 * fed)
		}
	}
	s.resync(wrong, s.bad)
}

// resync consumes up to the first line, from the fault on, that begins with an
// opening brace: there a new value may begin. It returns true.
func (s *Scanner) resync(wrong int, why error) bool {
	s.bad = why
	wrong = min(max(wrong, 1), len(s.rest()))
	back := wrong
	for back > 0 && space(s.rest()[back-1:back], 0) == 1 && s.rest()[back-1] != '\n' {
		back--
	}
	s.i += wrong
	if back == 0 || s.buf[s.i-wrong+back-1] != '\n' {
		s.skipLine()
	}
	for s.skipSpace() && s.buf[s.i] != '{' {
		s.skipLine()
	}
	if len(s.stack) > 0 {
		s.stack[len(s.stack)-1].some = false
	}
	return true
}
