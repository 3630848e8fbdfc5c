package file

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"

	"github.com/longarm-project/longarm/census"
)

// Delimited reads tables of text: CSV, TSV and their kin, in any dialect.
type Delimited struct{}

// Name implements census.Format.
func (Delimited) Name() string { return "csv" }

// Recognise implements census.Format: text whose first rows have the same number of fields; of one field, where the
// first row says what stands below it or the name says that it is a table.
func (Delimited) Recognise(head []byte, name string) bool {
	if !census.IsText(head) {
		return false
	}
	_, ok := dialectOf(head, name)
	return ok
}

// A splitter cuts rows out of text. A quote opens at the beginning of a field only, as RFC 4180 has it.
type splitter struct{ comma byte }

// row cuts one row off text and returns its cells and its length with the end of the line. Cells do not include their quotes.
func (s splitter) row(text []byte, cells []census.Cell) ([]census.Cell, int) {
	column := int32(0)
	i := 0
	for {
		start := i
		if i < len(text) && text[i] == '"' {
			i++
			start = i
			end := -1
			for i < len(text) {
				j := bytes.IndexByte(text[i:], '"')
				if j < 0 {
					break
				}
				i += j + 1
				if i < len(text) && text[i] == '"' {
					i++
					continue
				}
				end = i - 1
				break
			}
			if end < 0 { // an open quote: the field ends with its line
				i = start
			} else {
				for i < len(text) && text[i] != s.comma && text[i] != '\n' {
					i++
				}
				cells = append(cells, census.Cell{Column: column, Start: int32(start), End: int32(end)})
				if i >= len(text) {
					return cells, i
				}
				i++
				if text[i-1] == '\n' {
					return cells, i
				}
				column++
				continue
			}
		}
		i = s.ends(text, i)
		end := i
		if end > start && text[end-1] == '\r' && (i >= len(text) || text[i] == '\n') {
			end--
		}
		cells = append(cells, census.Cell{Column: column, Start: int32(start), End: int32(end)})
		if i >= len(text) {
			return cells, i
		}
		i++
		if text[i-1] == '\n' {
			return cells, i
		}
		column++
	}
}

// Bounds of a block of rows.
const (
	blockSize = 256 << 10
	maxRow    = 8 << 20
)

// Scan implements census.Format.
func (Delimited) Scan(ctx context.Context, src *census.Source, f *census.File) error {
	d, ok := dialectOf(src.Head, src.Name)
	if !ok {
		return fmt.Errorf("no regular table: %w", census.ErrUnsupported)
	}
	if d.comma == '\t' {
		f.Format = "tsv"
	}
	t := f.NewTable()
	defer t.Close()
	r := newRows(src, d)
	var b census.Batch
	if src.From > 0 {
		return later(ctx, src, d, t, f)
	}
	if src.To > 0 {
		r.to = src.To
	}
	if d.header && !r.header(t) {
		return nil
	}
	if err := r.feed(ctx, t, f, &b); err != nil || src.To == 0 {
		return err
	}
	return r.meets(src, d, f)
}

// feed reads all rows into the table.
func (r *rows) feed(ctx context.Context, t *census.Table, f *census.File, b *census.Batch) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		more, err := r.fill(b)
		t.Feed(b)
		f.Bytes = r.taken
		if err != nil {
			return err
		}
		if !more {
			if r.cut > 0 {
				f.Fault(fmt.Sprintf("%d rows longer than %d MiB were read in pieces", r.cut, maxRow>>20))
			}
			return nil
		}
	}
}

// rows reads blocks of whole rows.
type rows struct {
	splitter
	in     io.Reader
	buf    []byte
	n      int // bytes in buf
	done   bool
	read   int64
	taken  int64 // bytes of rows given out
	to     int64 // of the file: rows that begin from there on are not read; 0: all are
	start  int64 // of the file: where in begins
	number int64 // of the next row
	cut    int64
	prefix int // of a file: bytes before the first row
	over   bool
}

func newRows(src *census.Source, d dialect) *rows {
	return &rows{splitter: splitter{d.comma}, in: src.Reader, buf: make([]byte, blockSize), number: 1, prefix: d.skip}
}

// more reads on behind the n bytes in the buffer.
func (r *rows) more() error {
	if r.n == len(r.buf) {
		r.buf = append(r.buf, make([]byte, len(r.buf))...)
	}
	n, err := io.ReadFull(r.in, r.buf[r.n:])
	r.n += n
	r.read += int64(n)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		r.done = true
		err = nil
	}
	return err
}

// header names the columns by the first row; false if there is none.
func (r *rows) header(t *census.Table) bool {
	if r.more() != nil || r.n <= r.prefix {
		return false
	}
	cells, n := r.row(r.buf[r.prefix:r.n], nil)
	for i, c := range cells {
		if i < census.MaxColumns {
			t.Column(i, string(bytes.TrimSpace(r.buf[r.prefix:][c.Start:c.End])))
		}
	}
	r.take(r.prefix + n)
	r.taken = int64(r.prefix + n)
	r.prefix = 0
	return true
}

// take drops n bytes from the front of the buffer.
func (r *rows) take(n int) { r.n = copy(r.buf, r.buf[n:r.n]) }

// fill puts the whole rows of the next block into b; more is false at the end.
func (r *rows) fill(b *census.Batch) (more bool, err error) {
	b.Cells, b.Ends, b.First = b.Cells[:0], b.Ends[:0], r.number
	r.take(len(b.Text))
	b.Text = nil
	if r.n < blockSize/2 && !r.done {
		err = r.more()
	}
	if r.prefix > 0 {
		r.taken += int64(min(r.prefix, r.n))
		r.take(min(r.prefix, r.n))
		r.prefix = 0
	}
	end := r.cutRows(b)
	for end == 0 && !r.over && !r.done && err == nil && r.n < maxRow {
		err = r.more()
		end = r.cutRows(b)
	}
	if end == 0 && !r.over && r.n > 0 && !r.done && err == nil { // a row that is too long
		r.cut++
		r.done = true
		end = r.cutRows(b)
		r.done = false
	}
	b.Text = r.buf[:end]
	r.taken += int64(end)
	if r.over || err != nil {
		return false, err
	}
	return !r.done || end < r.n, nil
}

// cutRows puts the rows of the buffer that are certainly whole into b, and returns where they end.
func (r *rows) cutRows(b *census.Batch) (end int) {
	for end < r.n {
		if r.to > 0 && r.start+r.taken+int64(end) >= r.to {
			r.over = true
			return end
		}
		first := len(b.Cells)
		cells, n := r.row(r.buf[end:r.n], b.Cells)
		if end+n == r.n && !r.done {
			return end // perhaps it goes on
		}
		for i := first; i < len(cells); i++ {
			cells[i].Start += int32(end)
			cells[i].End += int32(end)
		}
		b.Cells = cells
		end += n
		if len(cells) == first+1 && cells[first].Start == cells[first].End {
			b.Cells = cells[:first] // an empty line
			continue
		}
		b.Ends = append(b.Ends, int32(len(cells)))
		r.number++
	}
	return end
}

// ends returns the place of the next comma or line feed from i on, or the end of the text: eight bytes at a time.
func (s splitter) ends(text []byte, i int) int {
	const low, high = 0x0101010101010101, 0x8080808080808080
	comma := low * uint64(s.comma)
	for ; i+8 <= len(text); i += 8 {
		x := binary.LittleEndian.Uint64(text[i:])
		a, b := x^comma, x^(low*'\n')
		if m := ((a-low)&^a | (b-low)&^b) & high; m != 0 {
			return i + bits.TrailingZeros64(m)>>3
		}
	}
	for i < len(text) && text[i] != s.comma && text[i] != '\n' {
		i++
	}
	return i
}
