package registry

import (
	"bufio"
	"bytes"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"unsafe"

	"github.com/longarm-project/longarm/internal/mmap"
)

// A rowSorter sorts rows of fixed size in runs on disk, holding at most limit rows at once.
type rowSorter[T any] struct {
	compare func(a, b T) int
	limit   int
	rows    []T
	spill   *spill
	runs    [][2]int64 // bounds in the spill
}

// newRowSorter sorts with at most memory bytes of rows; runs go to a file in dir.
func newRowSorter[T any](dir string, memory int64, compare func(a, b T) int) *rowSorter[T] {
	var row T
	limit := max(1<<12, int(memory/int64(unsafe.Sizeof(row))))
	return &rowSorter[T]{compare: compare, limit: limit, spill: &spill{dir: dir}}
}

func (s *rowSorter[T]) add(row T) error {
	if len(s.rows) == s.limit {
		if err := s.flush(); err != nil {
			return err
		}
	}
	s.rows = append(s.rows, row)
	return nil
}

func (s *rowSorter[T]) flush() error {
	slices.SortFunc(s.rows, s.compare)
	b, err := mmap.Bytes(s.rows)
	if err != nil {
		return err
	}
	from, err := s.spill.append(b)
	s.runs = append(s.runs, [2]int64{from, from + int64(len(b))})
	s.rows = s.rows[:0]
	return err
}

// sorted yields all rows in order, once; equal rows in no order. It ends with an error if reading back fails.
func (s *rowSorter[T]) sorted() iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		defer s.spill.close()
		if len(s.runs) == 0 {
			slices.SortFunc(s.rows, s.compare)
			for _, row := range s.rows {
				if !yield(row, nil) {
					return
				}
			}
			s.rows = nil
			return
		}
		var none T
		if err := s.flush(); err != nil {
			yield(none, err)
			return
		}
		s.rows = nil
		runs := make([]func() (T, error), len(s.runs))
		for i, bounds := range s.runs {
			runs[i] = readRows[T](s.spill.section(bounds, len(s.runs)))
		}
		merge(runs, s.compare, yield)
	}
}

// readRows returns the rows of r one at a time, io.EOF at the end.
func readRows[T any](r io.Reader) func() (T, error) {
	row := make([]T, 1)
	b, err := mmap.Bytes(row)
	return func() (T, error) {
		if err != nil {
			return row[0], err
		}
		_, e := io.ReadFull(r, b)
		return row[0], e
	}
}

// merge yields the items of sorted runs in order.
func merge[T any](runs []func() (T, error), compare func(a, b T) int, yield func(T, error) bool) {
	h := &runHeap[T]{compare: compare}
	for i, next := range runs {
		item, err := next()
		if err == io.EOF {
			continue
		}
		if err != nil {
			yield(item, err)
			return
		}
		h.items = append(h.items, runItem[T]{item, i})
	}
	heap.Init(h)
	for len(h.items) > 0 {
		top := h.items[0]
		if !yield(top.item, nil) {
			return
		}
		next, err := runs[top.run]()
		switch {
		case err == io.EOF:
			heap.Pop(h)
		case err != nil:
			yield(next, err)
			return
		default:
			h.items[0].item = next
			heap.Fix(h, 0)
		}
	}
}

type runItem[T any] struct {
	item T
	run  int
}

type runHeap[T any] struct {
	items   []runItem[T]
	compare func(a, b T) int
}

func (h *runHeap[T]) Len() int           { return len(h.items) }
func (h *runHeap[T]) Less(i, j int) bool { return h.compare(h.items[i].item, h.items[j].item) < 0 }
func (h *runHeap[T]) Swap(i, j int)      { h.items[i], h.items[j] = h.items[j], h.items[i] }
func (h *runHeap[T]) Push(x any)         { h.items = append(h.items, x.(runItem[T])) }
func (h *runHeap[T]) Pop() any {
	last := h.items[len(h.items)-1]
	h.items = h.items[:len(h.items)-1]
	return last
}

// A textSorter sorts texts and drops repetitions, holding at most limit bytes at once.
type textSorter struct {
	limit int64
	texts []byte
	ends  []uint64 // place (40 bits) and length (24 bits) of each
	spill *spill
	runs  [][2]int64
}

// maxText bounds one text in bytes.
const maxText = 1 << 12

func newTextSorter(dir string, memory int64) *textSorter {
	return &textSorter{limit: max(1<<20, memory), spill: &spill{dir: dir}}
}

func (s *textSorter) add(text string) error {
	if int64(len(s.texts)+8*len(s.ends)+len(text)) > s.limit && len(s.ends) > 0 {
		if err := s.flush(); err != nil {
			return err
		}
	}
	s.ends = append(s.ends, uint64(len(s.texts))<<24|uint64(len(text)))
	s.texts = append(s.texts, text...)
	return nil
}

func (s *textSorter) text(e uint64) []byte { return s.texts[e>>24 : e>>24+e&(1<<24-1)] }

func (s *textSorter) sort() {
	slices.SortFunc(s.ends, func(a, b uint64) int { return bytes.Compare(s.text(a), s.text(b)) })
	s.ends = slices.CompactFunc(s.ends, func(a, b uint64) bool { return bytes.Equal(s.text(a), s.text(b)) })
}

func (s *textSorter) flush() error {
	s.sort()
	from := s.spill.size
	for _, e := range s.ends {
		if err := s.spill.text(s.text(e)); err != nil {
			return err
		}
	}
	s.runs = append(s.runs, [2]int64{from, s.spill.size})
	s.texts, s.ends = s.texts[:0], s.ends[:0]
	return nil
}

// sorted yields the texts in byte order, each once.
func (s *textSorter) sorted() iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		defer s.spill.close()
		if len(s.runs) == 0 {
			s.sort()
			for _, e := range s.ends {
				if !yield(string(s.text(e)), nil) {
					return
				}
			}
			return
		}
		if err := s.flush(); err != nil {
			yield("", err)
			return
		}
		s.texts, s.ends = nil, nil
		runs := make([]func() (string, error), len(s.runs))
		for i, bounds := range s.runs {
			r := s.spill.section(bounds, len(s.runs))
			runs[i] = func() (string, error) { return readText(r) }
		}
		last, first := "", true
		merge(runs, func(a, b string) int { return bytes.Compare([]byte(a), []byte(b)) }, func(t string, err error) bool {
			if err == nil && !first && t == last {
				return true
			}
			last, first = t, false
			return yield(t, err)
		})
	}
}

// readText reads a text after its length.
func readText(r *bufio.Reader) (string, error) {
	var n [2]byte
	if _, err := io.ReadFull(r, n[:]); err != nil {
		return "", err
	}
	b := make([]byte, binary.LittleEndian.Uint16(n[:]))
	if _, err := io.ReadFull(r, b); err != nil {
		return "", fmt.Errorf("text cut short: %w", errors.Join(err, io.ErrUnexpectedEOF))
	}
	return string(b), nil
}

// A spill is a temporary file that grows at its end. The zero value with a folder is ready.
type spill struct {
	dir  string
	f    *os.File
	buf  *bufio.Writer
	size int64
}

func (s *spill) open() error {
	if s.f != nil {
		return nil
	}
	f, err := os.CreateTemp(s.dir, "rows-*.tmp")
	if err != nil {
		return err
	}
	s.f, s.buf = f, bufio.NewWriterSize(f, 1<<18)
	return nil
}

// append writes b at the end and returns where it begins.
func (s *spill) append(b []byte) (at int64, err error) {
	if err := s.open(); err != nil {
		return 0, err
	}
	at = s.size
	s.size += int64(len(b))
	_, err = s.buf.Write(b)
	return at, err
}

// text writes a text after its length.
func (s *spill) text(b []byte) error {
	var n [2]byte
	binary.LittleEndian.PutUint16(n[:], uint16(len(b)))
	if _, err := s.append(n[:]); err != nil {
		return err
	}
	_, err := s.append(b)
	return err
}

// section returns a reader of part of what was written; of is how many are read at the same time.
func (s *spill) section(bounds [2]int64, of int) *bufio.Reader {
	if s.f == nil {
		return bufio.NewReader(bytes.NewReader(nil))
	}
	if err := s.buf.Flush(); err != nil {
		return bufio.NewReader(failing{err})
	}
	return bufio.NewReaderSize(io.NewSectionReader(s.f, bounds[0], bounds[1]-bounds[0]), max(1<<14, min(1<<20, 1<<26/max(of, 1))))
}

// all returns a reader of everything that was written.
func (s *spill) all() *bufio.Reader { return s.section([2]int64{0, s.size}, 1) }

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// close removes the file.
func (s *spill) close() error {
	if s.f == nil {
		return nil
	}
	f := s.f
	s.f = nil
	return errors.Join(f.Close(), os.Remove(f.Name()))
}
