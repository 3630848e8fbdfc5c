package flowlog

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/internal/parquetfile"
)

// maxParquet bounds a file, which is held in memory; AWS writes at most 75 MB.
const maxParquet = 128 << 20

// rowsAtOnce is how many rows are made text at a time.
const rowsAtOnce = 256

// Parquet reads flow logs in Parquet, by the names of the columns. Which these are
// stands at the end of a file: every Parquet file is taken.
type Parquet struct{}

// Name implements evidence.Reader.
func (Parquet) Name() string { return "vpc-flow-parquet" }

// Recognizes implements evidence.Reader.
func (Parquet) Recognizes(head []byte) evidence.Strength {
	return evidence.Weak.If(bytes.HasPrefix(head, []byte("PAR1")))
}

// Read implements evidence.Reader. Rows become the lines of a table, which Reader reads.
func (Parquet) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		rows, err := openParquet(in)
		if err != nil {
			yield(evidence.Item{}, err)
			return
		}
		if rows == nil {
			return
		}
		text := &evidence.Input{Name: in.Name, R: rows, Options: in.Options}
		Reader{}.Read(text)(placedByRow(yield))
		in.Records, in.Note, in.Skipped = text.Records, text.Note, text.Skipped
	}
}

// placedByRow makes numbers of lines, the first of which is the header, those of rows.
func placedByRow(yield func(evidence.Item, error) bool) func(evidence.Item, error) bool {
	return func(it evidence.Item, err error) bool {
		if le, ok := errors.AsType[*evidence.LineError](err); ok && le.Line > 0 {
			err = &evidence.LineError{Err: fmt.Errorf("row %d: %w", le.Line-1, le.Err)}
		}
		if it.Line > 0 {
			it.Line, it.Place = 0, fmt.Sprintf("row %d, %s", it.Line-1, it.Place)
		}
		return yield(it, err)
	}
}

// openParquet returns the rows of a flow log as text; nil, with a note, for a file of something else.
func openParquet(in *evidence.Input) (*parquetText, error) {
	data, err := io.ReadAll(io.LimitReader(in.R, maxParquet+1))
	switch {
	case err != nil:
		return nil, err
	case len(data) > maxParquet:
		return nil, fmt.Errorf("a Parquet file of more than %d MiB is not read", maxParquet>>20)
	}
	p, err := parquetfile.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	t := &parquetText{groups: p.RowGroups()}
	for _, path := range p.Schema().Columns() {
		t.names = append(t.names, strings.Join(path, "."))
	}
	if _, err := newLayout(t.names); err != nil || len(t.names) > evidence.MaxColumns {
		in.Note = fmt.Sprintf("no flow log: its columns are %.200s", strings.Join(t.names, ", "))
		return nil, nil
	}
	t.text = []byte(strings.Join(t.names, "\t") + "\n")
	return t, nil
}

// A parquetText reads the rows of a file as lines, columns parted by tabs.
type parquetText struct {
	names  []string
	groups []parquet.RowGroup
	rows   parquet.Rows
	buffer [rowsAtOnce]parquet.Row
	cells  []string
	text   []byte
	err    error
}

// Read implements io.Reader.
func (t *parquetText) Read(p []byte) (int, error) {
	for len(t.text) == 0 {
		if t.err != nil {
			return 0, t.err
		}
		t.err = t.fill()
	}
	n := copy(p, t.text)
	t.text = t.text[n:]
	return n, nil
}

// fill makes text of further rows; io.EOF after the last.
func (t *parquetText) fill() (err error) {
	defer parquetfile.Recover(&err)
	if t.rows == nil {
		if len(t.groups) == 0 {
			return io.EOF
		}
		t.rows, t.groups = t.groups[0].Rows(), t.groups[1:]
	}
	n, err := t.rows.ReadRows(t.buffer[:])
	t.text = t.text[:0]
	for _, row := range t.buffer[:n] {
		t.line(row)
	}
	switch {
	case err == io.EOF || err == nil && n == 0:
		t.rows.Close()
		t.rows = nil
		return nil
	case err != nil:
		return errors.New("a row group is damaged: the rest was not read")
	}
	return nil
}

func (t *parquetText) line(row parquet.Row) {
	t.cells = t.cells[:0]
	for range t.names {
		t.cells = append(t.cells, "-")
	}
	for _, v := range row {
		if i := v.Column(); i >= 0 && i < len(t.cells) && !v.IsNull() {
			t.cells[i] = cellText(v)
		}
	}
	for i, c := range t.cells {
		if i > 0 {
			t.text = append(t.text, '\t')
		}
		t.text = append(t.text, c...)
	}
	t.text = append(t.text, '\n')
}

// cellText is a value as a log has it; signs that part columns and lines become blanks.
func cellText(v parquet.Value) string {
	switch v.Kind() {
	case parquet.ByteArray, parquet.FixedLenByteArray:
		s := strings.Map(func(r rune) rune {
			if r < ' ' || r == '"' {
				return ' '
			}
			return r
		}, string(v.ByteArray()))
		if s != "" {
			return s
		}
	case parquet.Int32:
		return strconv.FormatInt(int64(v.Int32()), 10)
	case parquet.Int64:
		return strconv.FormatInt(v.Int64(), 10)
	}
	return "-"
}
