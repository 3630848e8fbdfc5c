package file

import (
	"bytes"
	"context"
	"io"

	"github.com/longarm-project/longarm/census"
)

// Cuts implements census.Cutter.
func (Delimited) Cuts(head []byte) bool {
	d, ok := dialectOf(head, "")
	return ok && d.fields > 1 // of one column nothing tells whether a cut lies within quotes
}

// look is how much is read behind a cut to find where a row begins.
const look = 256 << 10

// later reads the rows that begin in a range that is not the first.
func later(ctx context.Context, src *census.Source, d dialect, t *census.Table, f *census.File) error {
	start, err := rowStart(src.At, src.Size, src.From, d)
	if err != nil {
		return err
	}
	sampleRows(src, d, t)
	if start >= src.To {
		return nil
	}
	r := &rows{splitter: splitter{d.comma}, in: io.NewSectionReader(src.At, start, src.Size-start), buf: make([]byte, blockSize), number: 1, start: start, to: src.To}
	var b census.Batch
	if err := r.feed(ctx, t, f, &b); err != nil {
		return err
	}
	return r.meets(src, d, f)
}

// meets checks that the next range begins where this one ended.
func (r *rows) meets(src *census.Source, d dialect, f *census.File) error {
	if src.To >= src.Size {
		return nil
	}
	next, err := rowStart(src.At, src.Size, src.To, d)
	if err == nil && next != r.start+r.taken {
		f.Fault("quotes around a cut of the file cannot be told apart: rows there may be read wrongly")
	}
	return err
}

// sampleRows types the columns by the head of the file, as the first range does.
func sampleRows(src *census.Source, d dialect, t *census.Table) {
	r := newRows(&census.Source{Reader: io.NewSectionReader(src.At, 0, src.Size)}, d)
	if d.header && !r.header(t) {
		return
	}
	var b census.Batch
	if _, err := r.fill(&b); err == nil {
		t.Sample(&b)
	}
}

// rowStart returns where the first row begins at or after off. Whether off lies within quotes is told by which of the two
// makes the rows behind it regular; the head of the file is not needed.
func rowStart(at io.ReaderAt, size, off int64, d dialect) (int64, error) {
	if off >= size {
		return size, nil
	}
	buf := make([]byte, look+1)
	n, err := at.ReadAt(buf, off-1)
	if err != nil && err != io.EOF {
		return 0, err
	}
	buf = buf[:n]
	outside, outsideFits := regularFrom(buf, bytes.IndexByte(buf, '\n'), d)
	inside, insideFits := -1, 0
	if q := closing(buf, d.comma); q >= 0 {
		if i := bytes.IndexByte(buf[q:], '\n'); i >= 0 {
			inside, insideFits = regularFrom(buf, q+i, d)
		}
	}
	switch {
	case inside >= 0 && insideFits > outsideFits:
		return off - 1 + int64(inside), nil
	case outside >= 0:
		return off - 1 + int64(outside), nil
	}
	return size, nil
}

// regularFrom counts rows of the right number of fields among the first twenty behind a line's end, in percent; start is where they begin.
func regularFrom(buf []byte, end int, d dialect) (start, percent int) {
	if end < 0 {
		return -1, -1
	}
	start = end + 1
	s := splitter{d.comma}
	rows, fit := 0, 0
	for at := start; at < len(buf) && rows < 20; {
		cells, n := s.row(buf[at:], nil)
		if at+n >= len(buf) {
			break // perhaps cut
		}
		rows++
		if len(cells) == d.fields {
			fit++
		}
		at += n
	}
	if rows == 0 {
		return start, 0
	}
	return start, fit * 100 / rows
}

// closing returns the place of the first quote that may end a field, or -1.
func closing(buf []byte, comma byte) int {
	for i := 0; i+1 < len(buf); i++ {
		if buf[i] != '"' {
			continue
		}
		if buf[i+1] == '"' {
			i++
			continue
		}
		if c := buf[i+1]; c == comma || c == '\n' || c == '\r' {
			return i
		}
	}
	return -1
}

// Cuts implements census.Cutter.
func (Text) Cuts([]byte) bool { return true }

// Cuts implements census.Cutter: only JSON with one value a line can be cut.
func (JSON) Cuts(head []byte) bool {
	line, rest, found := bytes.Cut(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), []byte("\n"))
	line, rest = bytes.TrimSpace(line), bytes.TrimSpace(rest)
	return found && len(line) > 1 && line[0] == '{' && line[len(line)-1] == '}' && len(rest) > 0 && rest[0] == '{'
}

// lineRange limits a source to the lines that begin in its range.
func lineRange(src *census.Source) (io.Reader, error) {
	if src.To == 0 {
		return src.Reader, nil
	}
	start, err := lineStart(src.At, src.Size, src.From)
	if err != nil {
		return nil, err
	}
	end, err := lineStart(src.At, src.Size, src.To)
	if err != nil {
		return nil, err
	}
	return io.NewSectionReader(src.At, start, end-start), nil
}

// lineStart returns where the first line begins at or after off.
func lineStart(at io.ReaderAt, size, off int64) (int64, error) {
	if off <= 0 {
		return 0, nil
	}
	var buf [64 << 10]byte
	for from := off - 1; from < size; from += int64(len(buf)) {
		n, err := at.ReadAt(buf[:min(int64(len(buf)), size-from)], from)
		if i := bytes.IndexByte(buf[:n], '\n'); i >= 0 {
			return from + int64(i) + 1, nil
		}
		if err != nil && err != io.EOF {
			return 0, err
		}
	}
	return size, nil
}
