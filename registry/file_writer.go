package registry

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/cespare/xxhash/v2"

	"github.com/longarm-project/longarm/graph"
	"github.com/longarm-project/longarm/internal/mmap"
	"github.com/longarm-project/longarm/internal/outfile"
)

// A Writer puts sections into a new registry file, one after the other. Until
// Close the file has another name, so that a half-written one is never found.
type Writer struct {
	folder *outfile.Folder
	f      *os.File
	buf    *bufio.Writer
	at     int64
	list   []sectionEntry
	sums   []uint64
	hash   *xxhash.Digest
	inRow  int // bytes of the current block so far
	closed bool
}

type sectionEntry struct {
	name       string
	at, length int64
	block      int
	row        uint32
}

// newWriter begins the file that folder is for.
func newWriter(folder *outfile.Folder) (*Writer, error) {
	f, err := folder.Create()
	if err != nil {
		return nil, err
	}
	w := &Writer{folder: folder, f: f, buf: bufio.NewWriterSize(f, 1<<20), hash: xxhash.New()}
	if _, err := w.buf.Write(make([]byte, pageSize)); err != nil {
		return nil, errors.Join(err, w.Abort())
	}
	w.at = pageSize
	return w, nil
}

// Section stores r as a section whose rows have row bytes (1 for text). The name
// has at most 16 bytes and is not taken.
func (w *Writer) Section(name string, row int, r io.Reader) error {
	if err := w.begin(name, row); err != nil {
		return err
	}
	if _, err := io.Copy(sectionBody{w}, r); err != nil {
		return fmt.Errorf("section %s: %w", name, err)
	}
	return w.end()
}

// sectionBody is an io.Writer into the section begun.
type sectionBody struct{ w *Writer }

func (b sectionBody) Write(p []byte) (int, error) {
	b.w.list[len(b.w.list)-1].length += int64(len(p))
	for rest := p; len(rest) > 0; {
		n := min(len(rest), graph.BlockSize-b.w.inRow)
		b.w.hash.Write(rest[:n])
		rest = rest[n:]
		if b.w.inRow += n; b.w.inRow == graph.BlockSize {
			b.w.endBlock()
		}
	}
	b.w.at += int64(len(p))
	return b.w.buf.Write(p)
}

func (w *Writer) endBlock() {
	w.sums = append(w.sums, w.hash.Sum64())
	w.hash.Reset()
	w.inRow = 0
}

func (w *Writer) begin(name string, row int) error {
	if name == "" || len(name) > nameSize || len(w.list) >= maxSections-1 || row <= 0 {
		return fmt.Errorf("section %q with rows of %d bytes: no such section can be stored", name, row)
	}
	for _, s := range w.list {
		if s.name == name {
			return fmt.Errorf("section %q is stored twice", name)
		}
	}
	if err := w.pad(); err != nil {
		return err
	}
	w.list = append(w.list, sectionEntry{name: name, at: w.at, block: len(w.sums), row: uint32(row)})
	return nil
}

func (w *Writer) end() error {
	if w.inRow > 0 {
		w.endBlock()
	}
	s := w.list[len(w.list)-1]
	if s.length%int64(s.row) != 0 {
		return fmt.Errorf("section %s: %d bytes are not whole rows of %d", s.name, s.length, s.row)
	}
	return nil
}

// pad fills up to the next page.
func (w *Writer) pad() error {
	n := (pageSize - w.at%pageSize) % pageSize
	w.at += n
	_, err := w.buf.Write(make([]byte, n))
	return err
}

// Close writes the sums and the header and gives the file its name.
func (w *Writer) Close() error {
	if err := w.finish(); err != nil {
		return errors.Join(err, w.Abort())
	}
	w.closed = true
	return w.folder.Commit(w.f)
}

func (w *Writer) finish() error {
	sums, err := mmap.Bytes(w.sums)
	if err != nil {
		return err
	}
	if err := w.pad(); err != nil {
		return err
	}
	w.list = append(w.list, sectionEntry{name: "sums", at: w.at, length: int64(len(sums)), block: len(w.sums), row: 8})
	if _, err := w.buf.Write(sums); err != nil {
		return err
	}
	w.at += int64(len(sums))
	if err := w.buf.Flush(); err != nil {
		return err
	}
	_, err = w.f.WriteAt(w.header(xxhash.Sum64(sums)), 0)
	return err
}

func (w *Writer) header(sums uint64) []byte {
	le := binary.LittleEndian
	h := make([]byte, pageSize)
	copy(h, fileMagic)
	le.PutUint32(h[8:], fileVersion)
	le.PutUint32(h[12:], graph.BlockSize)
	le.PutUint64(h[16:], uint64(w.at))
	le.PutUint32(h[24:], uint32(len(w.list)))
	le.PutUint64(h[32:], sums)
	for i, s := range w.list {
		e := h[sectionsAt+i*sectionHeader:]
		copy(e[:nameSize], s.name)
		le.PutUint64(e[16:], uint64(s.at))
		le.PutUint64(e[24:], uint64(s.length))
		le.PutUint32(e[32:], uint32(s.block))
		le.PutUint32(e[36:], s.row)
	}
	le.PutUint64(h[pageSize-8:], xxhash.Sum64(h[:pageSize-8]))
	return h
}

// Abort removes what was written; after Close it does nothing.
func (w *Writer) Abort() error {
	if w.closed {
		return nil
	}
	w.closed = true
	return errors.Join(w.f.Close(), os.Remove(w.f.Name()))
}
