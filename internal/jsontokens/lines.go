package jsontokens

import (
	"bytes"
	"errors"
	"io"
)

var errLong = errors.New("a string or number of more than 64 MiB")

// A lines passes on what it reads and remembers where lines end, as far as nobody
// has asked for what is behind.
type lines struct {
	r    io.Reader
	done func() int64 // how far the input is used
	err  error        // of r, or errLong

	read int64   // bytes
	line int64   // the number of the line that ends at ends[0]
	ends []int64 // offsets of the line feeds that were read and not passed
}

// Read implements io.Reader.
func (l *lines) Read(p []byte) (int, error) {
	if l.err != nil {
		return 0, l.err
	}
	used := l.done()
	l.at(used)
	if l.read-used > maxToken {
		l.err = errLong
		return 0, l.err
	}
	n, err := l.r.Read(p)
	l.note(p[:n])
	l.err = err
	return n, err
}

// note takes down the lines of what was read.
func (l *lines) note(b []byte) {
	for rest := b; ; {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			break
		}
		rest = rest[i+1:]
		l.ends = append(l.ends, l.read+int64(len(b)-len(rest))-1)
	}
	l.read += int64(len(b))
}

// at returns the line in which the byte at offset stands, and forgets those before it.
func (l *lines) at(offset int64) int64 {
	n := 0
	for n < len(l.ends) && l.ends[n] < offset {
		n++
	}
	l.line += int64(n)
	l.ends = l.ends[n:]
	return l.line
}

// last returns the line at which the input ends.
func (l *lines) last() int64 { return l.line + int64(len(l.ends)) }
