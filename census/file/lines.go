package file

import (
	"bytes"
	"context"
	"io"

	"github.com/longarm-project/longarm/census"
)

// Text reads what is text and nothing more special: logs, notes, source code.
type Text struct{}

// Name implements census.Format.
func (Text) Name() string { return "text" }

// Recognise implements census.Format.
func (Text) Recognise(head []byte, _ string) bool { return census.IsText(head) }

// Scan implements census.Format. A short text is a document; of a longer one each line is a record.
func (Text) Scan(ctx context.Context, src *census.Source, f *census.File) error {
	in, err := lineRange(src)
	if err != nil {
		return err
	}
	return eachBlock(ctx, in, f, func(text []byte, first int64, whole bool) int64 {
		if whole && src.To == 0 && len(text) <= 8<<10 && bytes.Count(text, []byte("\n")) <= 120 {
			f.Document(text, 1)
			return 1
		}
		return f.Lines(text, first)
	})
}

// eachBlock reads text in blocks that end with a line; whole says that the block is all there is.
func eachBlock(ctx context.Context, in io.Reader, f *census.File, judge func(text []byte, first int64, whole bool) int64) error {
	buf := make([]byte, blockSize)
	n, line := 0, int64(1)
	for blocks := 0; ; blocks++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		m, err := io.ReadFull(in, buf[n:])
		n += m
		f.Bytes += int64(m)
		last := err == io.EOF || err == io.ErrUnexpectedEOF
		end := n
		if !last && err == nil {
			if end = bytes.LastIndexByte(buf[:n], '\n') + 1; end == 0 {
				end = cutAt(buf[:n]) // a line longer than the block: in pieces
			}
		}
		if end > 0 {
			line += judge(buf[:end], line, last && blocks == 0)
		}
		n = copy(buf, buf[end:n])
		if last {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// cutAt returns where a line without end may be cut: after a blank or comma in its last part, so that no value is.
func cutAt(text []byte) int {
	if i := bytes.LastIndexAny(text[len(text)-4096:], " ,;\t"); i >= 0 {
		return len(text) - 4096 + i + 1
	}
	return len(text) - 256
}
