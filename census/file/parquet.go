package file

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"

	"github.com/longarm-project/longarm/census"
	"github.com/longarm-project/longarm/internal/parquetfile"
)

// Parquet reads the columns of Parquet files, row group by row group.
type Parquet struct{}

// Name implements census.Format.
func (Parquet) Name() string { return "parquet" }

// Recognise implements census.Format.
func (Parquet) Recognise(head []byte, _ string) bool { return bytes.HasPrefix(head, []byte("PAR1")) }

// Cuts implements census.Cutter: a range holds the row groups that begin in it.
func (Parquet) Cuts([]byte) bool { return true }

// rowsAtOnce is how many rows are read of a row group at a time.
const rowsAtOnce = 512

// Scan implements census.Format.
func (Parquet) Scan(ctx context.Context, src *census.Source, f *census.File) error {
	return scanParquet(ctx, src, f, readColumns)
}

// A groupReader reads a row group into a table; it leaves out columns that are skipped.
type groupReader func(ctx context.Context, g parquet.RowGroup, t *census.Table, skip []bool) error

func scanParquet(ctx context.Context, src *census.Source, f *census.File, read groupReader) error {
	if bytes.HasPrefix(src.Head, []byte("PARE")) {
		f.Cipher("parquet-encryption")
		return nil
	}
	at, size, err := src.Random()
	if err != nil {
		return err
	}
	p, err := parquetfile.Open(at, size)
	if err != nil {
		return err
	}
	t := f.NewTable()
	defer t.Close()
	skip := make([]bool, len(p.Schema().Columns()))
	for i, path := range p.Schema().Columns() {
		if i < census.MaxColumns {
			t.Column(i, strings.Join(path, "."))
			leaf, ok := p.Schema().Lookup(path...)
			skip[i] = ok && leaf.Node.Leaf() && number(leaf.Node.Type().Kind()) && !t.Named(i) // a number below a heading that says nothing is nobody's
		}
	}
	if err := sampleParquet(p, t, skip); err != nil {
		return err
	}
	if repeats(p.Schema()) {
		read = readGroup
	}
	for i, g := range p.RowGroups() {
		if src.To > 0 && !begins(p, i, src) {
			continue
		}
		if err := read(ctx, g, t, skip); err != nil {
			return err
		}
	}
	if src.To > 0 {
		f.Bytes = min(src.To, size) - src.From
	} else {
		f.Bytes = size
	}
	return nil
}

// begins reports whether a row group begins in the source's range.
func begins(p *parquet.File, i int, src *census.Source) bool {
	group := p.Metadata().RowGroups[i]
	start := group.FileOffset
	if start == 0 && len(group.Columns) > 0 {
		m := group.Columns[0].MetaData
		if start = m.DataPageOffset; m.DictionaryPageOffset > 0 {
			start = min(start, m.DictionaryPageOffset)
		}
	}
	return start >= src.From && start < src.To
}

// sampleParquet types the columns by the first rows of the file.
func sampleParquet(p *parquet.File, t *census.Table, skip []bool) error {
	if groups := p.RowGroups(); len(groups) > 0 {
		var b census.Batch
		rows := groups[0].Rows()
		defer rows.Close()
		if _, err := fillRows(rows, &b, skip, 2048); err != nil && err != io.EOF {
			return err
		}
		t.Sample(&b)
	}
	return nil
}

// repeats reports whether a column can hold several values in one row, so that rows must be put together to be told apart.
func repeats(s *parquet.Schema) bool {
	for _, path := range s.Columns() {
		if leaf, ok := s.Lookup(path...); !ok || leaf.MaxRepetitionLevel > 0 {
			return true
		}
	}
	return false
}

// readGroup reads a row group into the table, row by row.
func readGroup(ctx context.Context, g parquet.RowGroup, t *census.Table, skip []bool) error {
	rows := g.Rows()
	defer rows.Close()
	var b census.Batch
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		b.Reset(t.Rows() + 1)
		n, err := fillRows(rows, &b, skip, rowsAtOnce)
		t.Feed(&b)
		if err == io.EOF || err == nil && n == 0 {
			return nil
		}
		if err != nil {
			return errors.New("a row group is damaged: the rest was not read")
		}
	}
}

// fillRows reads rows into a batch, as text.
func fillRows(rows parquet.Rows, b *census.Batch, skip []bool, most int) (int, error) {
	buf := make([]parquet.Row, min(most, rowsAtOnce))
	var text []byte
	total := 0
	for total < most {
		n, err := rows.ReadRows(buf)
		for _, row := range buf[:n] {
			for _, v := range row {
				if i := v.Column(); !v.IsNull() && i < len(skip) && !skip[i] && i < census.MaxColumns {
					text = appendValue(text[:0], v)
					b.Add(i, text)
				}
			}
			b.EndRow()
		}
		total += n
		if err != nil || n == 0 {
			return total, err
		}
	}
	return total, nil
}

// number reports whether values of a kind are numbers.
func number(k parquet.Kind) bool {
	return k != parquet.ByteArray && k != parquet.FixedLenByteArray
}

// appendValue appends a value as text.
func appendValue(b []byte, v parquet.Value) []byte {
	switch v.Kind() {
	case parquet.ByteArray, parquet.FixedLenByteArray:
		return append(b, v.ByteArray()...)
	case parquet.Int32:
		return strconv.AppendInt(b, int64(v.Int32()), 10)
	case parquet.Int64:
		return strconv.AppendInt(b, v.Int64(), 10)
	case parquet.Double:
		return strconv.AppendFloat(b, v.Double(), 'f', -1, 64)
	case parquet.Float:
		return strconv.AppendFloat(b, float64(v.Float()), 'f', -1, 32)
	}
	return b
}
