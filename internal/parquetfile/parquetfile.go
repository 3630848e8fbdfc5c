// Package parquetfile opens Parquet files of strangers. The library below it allocates what
// a file says that it needs; here the lengths in the footer and in the header of every page
// are checked against the file before anything is read by them.
package parquetfile

import (
	"encoding/binary"
	"errors"
	"io"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// Bounds of what a file says of itself.
const (
	maxFooter = 64 << 20 // bytes
	maxPage   = 64 << 20 // bytes of a page, unpacked
	maxValues = 16 << 20 // values of a page
	maxHeader = 1 << 20  // bytes of the header of a page
	maxList   = 1 << 20  // elements of a list in a footer or header
	headerMay = 4 << 10  // bytes in which most headers end
)

// Errors of a file.
var (
	ErrFooter  = errors.New("the footer of the Parquet file is damaged")
	ErrDamaged = errors.New("the Parquet file is damaged")
)

// Open opens a file of size bytes. Its errors are ErrFooter, ErrDamaged, and those of reading.
func Open(at io.ReaderAt, size int64) (p *parquet.File, err error) {
	defer Recover(&err)
	if err := footerFits(at, size); err != nil {
		return nil, err
	}
	p, err = parquet.OpenFile(at, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, ErrFooter
	}
	for _, g := range p.Metadata().RowGroups {
		for _, c := range g.Columns {
			if err := columnFits(at, size, &c.MetaData); err != nil {
				return nil, err
			}
		}
	}
	return p, nil
}

// Recover makes ErrDamaged of a panic of the library, which a damaged file can cause. It is deferred.
func Recover(err *error) {
	if recover() != nil {
		*err = ErrDamaged
	}
}

// footerFits checks the length that a file gives for its footer.
func footerFits(at io.ReaderAt, size int64) error {
	if size < 12 {
		return ErrFooter
	}
	var end [8]byte
	if _, err := at.ReadAt(end[:], size-8); err != nil && err != io.EOF {
		return err
	}
	n := int64(binary.LittleEndian.Uint32(end[:]))
	if string(end[4:]) != "PAR1" || n > size-12 || n > maxFooter {
		return ErrFooter
	}
	footer := make([]byte, n)
	if _, err := at.ReadAt(footer, size-8-n); err != nil && err != io.EOF {
		return err
	}
	var m format.FileMetaData
	if _, err := decode(footer, &m); err != nil {
		return ErrFooter
	}
	return nil
}

// decode reads a structure at the start of b and returns how many bytes it takes.
func decode(b []byte, v any) (int64, error) {
	r := lists{new(thrift.CompactProtocol).NewReaderFromBytes(b), len(b)}
	if err := thrift.NewDecoder(r).Decode(v); err != nil {
		return 0, ErrDamaged
	}
	return int64(r.BytesRead()), nil
}

// A lists reads structures whose lists are no longer than what is left of size bytes could hold:
// the decoder makes room for a list before it reads it.
type lists struct {
	reader
	size int
}

type reader = thrift.Reader // so that its method Reader is not hidden by the field

func (r lists) fits(n int32, err error) error {
	if err == nil && (n < 0 || n > maxList || int(n) > r.size-r.BytesRead()) {
		return ErrDamaged
	}
	return err
}

// ReadList implements thrift.Reader.
func (r lists) ReadList() (thrift.List, error) {
	l, err := r.reader.ReadList()
	return l, r.fits(l.Size, err)
}

// ReadSet implements thrift.Reader.
func (r lists) ReadSet() (thrift.Set, error) {
	l, err := r.reader.ReadSet()
	return l, r.fits(l.Size, err)
}

// ReadMap implements thrift.Reader.
func (r lists) ReadMap() (thrift.Map, error) {
	m, err := r.reader.ReadMap()
	return m, r.fits(m.Size, err)
}

// columnFits checks the lengths in the headers of all pages of a column in a row group.
func columnFits(at io.ReaderAt, size int64, m *format.ColumnMetaData) error {
	from := m.DataPageOffset
	if d := m.DictionaryPageOffset; d > 0 && d < from {
		from = d
	}
	end := from + m.TotalCompressedSize
	if from < 4 || end < from || end > size || m.NumValues > 1<<32 {
		return ErrDamaged
	}
	for from < end {
		n, err := pageFits(at, from, end)
		if err != nil {
			return err
		}
		from += n
	}
	return nil
}

// pageFits checks the header of the page at from and returns the length of both.
func pageFits(at io.ReaderAt, from, end int64) (int64, error) {
	head := make([]byte, min(headerMay, end-from))
	h, n, err := header(at, head, from)
	if err != nil && end-from > headerMay {
		h, n, err = header(at, make([]byte, min(maxHeader, end-from)), from)
	}
	if err != nil {
		return 0, err
	}
	counts := []int32{h.DataPageHeader.V.NumValues, h.DataPageHeaderV2.V.NumValues, h.DictionaryPageHeader.V.NumValues}
	if h.CompressedPageSize < 0 || int64(h.CompressedPageSize) > end-from-n || h.UncompressedPageSize < 0 || h.UncompressedPageSize > maxPage || slices.Min(counts) < 0 || slices.Max(counts) > maxValues {
		return 0, ErrDamaged
	}
	return n + int64(h.CompressedPageSize), nil
}

// header decodes the header of a page within buf, and says how long it is.
func header(at io.ReaderAt, buf []byte, from int64) (h format.PageHeader, n int64, err error) {
	if _, err := at.ReadAt(buf, from); err != nil && err != io.EOF {
		return h, 0, err
	}
	n, err = decode(buf, &h)
	return h, n, err
}
