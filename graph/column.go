package graph

import (
	"errors"
	"fmt"
	"sync/atomic"
	"unsafe"

	"github.com/cespare/xxhash/v2"

	"github.com/longarm-project/longarm/internal/mmap"
)

// ErrDamaged is for a file whose bytes are not those that were written.
var ErrDamaged = errors.New("the registry file is damaged")

// BlockSize is the number of bytes that one checksum covers.
const BlockSize = 1 << 16

// A Section is a named part of the file with its checksums.
type Section struct {
	Name  string
	At    int64 // its place in the file
	Bytes []byte
	Row   uint32          // bytes of a row; 1 for text
	sums  []uint64        // of its blocks
	seen  []atomic.Uint32 // a bit for each block found good
	clean atomic.Int64    // how many were
	// Good says whether the rows of a block obey what the format asks of them; nil for text.
	Good   func(s *Section, from, to int) bool
	damage *Damage
}

// A Damage is the first damage found in a file; all its sections share it.
type Damage struct{ err atomic.Pointer[error] }

func (d *Damage) Set(err error) { d.err.CompareAndSwap(nil, &err) }

// Err returns the damage found so far.
func (d *Damage) Err() error {
	if e := d.err.Load(); e != nil {
		return *e
	}
	return nil
}

// TouchAll checks all blocks, a stretch of pages at a time.
func (s *Section) TouchAll() bool {
	const stretch = 256 * BlockSize
	for from := 0; from < len(s.Bytes); from += stretch {
		to := min(from+stretch, len(s.Bytes))
		if s.clean.Load() < int64(len(s.sums)) {
			mmap.Ahead(s.Bytes[from:to])
		}
		if !s.Touch(from, to) {
			return false
		}
	}
	return true
}

// Touch checks the blocks that hold bytes from to to, those not checked before, and reports whether all are good.
func (s *Section) Touch(from, to int) bool {
	for b := from / BlockSize; b*BlockSize < to; b++ {
		if s.seen[b/32].Load()&(1<<(b%32)) == 0 && !s.check(b) {
			return false
		}
	}
	return true
}

// check sums one block and looks at its rows.
func (s *Section) check(b int) bool {
	from, to := b*BlockSize, min((b+1)*BlockSize, len(s.Bytes))
	if xxhash.Sum64(s.Bytes[from:to]) != s.sums[b] {
		s.damage.Set(fmt.Errorf("%w: section %s, block at byte %d does not have its checksum", ErrDamaged, s.Name, s.At+int64(from)))
		return false
	}
	if s.Good != nil && !s.Good(s, from, to) {
		s.damage.Set(fmt.Errorf("%w: section %s, block at byte %d has rows that cannot be", ErrDamaged, s.Name, s.At+int64(from)))
		return false
	}
	for {
		old := s.seen[b/32].Load()
		if s.seen[b/32].CompareAndSwap(old, old|1<<(b%32)) {
			if old&(1<<(b%32)) == 0 {
				s.clean.Add(1)
			}
			return true
		}
	}
}

// A Column is rows of one size: in memory, or in a file, where blocks are checked
// when they are first touched. Rows of a damaged block come back empty and the file
// has an error from then on. A Column is safe for concurrent use.
type Column[T any] struct {
	rows []T
	s    *Section
}

// NewColumn returns a column of rows in memory.
func NewColumn[T any](rows []T) Column[T] { return Column[T]{rows: rows} }

// Len counts the rows.
func (c *Column[T]) Len() int { return len(c.rows) }

// Rows returns rows i to j-1; nil where there are no such rows or they are damaged.
func (c *Column[T]) Rows(i, j uint32) []T {
	if i >= j || uint64(j) > uint64(len(c.rows)) {
		if i > j || uint64(j) > uint64(len(c.rows)) {
			c.out(i, j)
		}
		return nil
	}
	if c.s != nil {
		var row T
		size := int(unsafe.Sizeof(row))
		if !c.s.Touch(int(i)*size, int(j)*size) {
			return nil
		}
	}
	return c.rows[i:j]
}

// Whole returns all rows, if they are in memory or all their blocks were found good; else nil.
func (c *Column[T]) Whole() []T {
	if c.s == nil || c.s.clean.Load() == int64(len(c.s.sums)) {
		return c.rows
	}
	return nil
}

// Unchecked returns all rows, of which those of blocks that nobody touched may be anything: to
// read ahead of a look at them, never to answer from.
func (c *Column[T]) Unchecked() []T { return c.rows }

// Check looks at all blocks and returns all rows, nil if any block is damaged.
func (c *Column[T]) Check() []T {
	if c.s != nil {
		c.s.TouchAll()
	}
	return c.Whole()
}

// At returns row i; the zero row where there is none or it is damaged.
func (c *Column[T]) At(i uint32) T {
	if r := c.Rows(i, i+1); r != nil {
		return r[0]
	}
	var none T
	return none
}

// out notes that a row was asked for which a sound file would not have named.
func (c *Column[T]) out(i, j uint32) {
	if c.s != nil {
		c.s.damage.Set(fmt.Errorf("%w: section %s has %d rows, not rows %d to %d", ErrDamaged, c.s.Name, len(c.rows), i, j))
	}
}

// View makes a column of a section.
func View[T any](s *Section) (Column[T], error) {
	var row T
	if size := uint32(unsafe.Sizeof(row)); s.Row != size {
		return Column[T]{}, fmt.Errorf("%w: section %s has rows of %d bytes, want %d", ErrDamaged, s.Name, s.Row, size)
	}
	rows, err := mmap.View[T](s.Bytes)
	if err != nil {
		return Column[T]{}, fmt.Errorf("%w: section %s: %w", ErrDamaged, s.Name, err)
	}
	return Column[T]{rows, s}, nil
}

// NewSection returns a section of a file, whose damage is that of all its sections. It must be sealed.
func NewSection(name string, at int64, bytes []byte, row uint32, damage *Damage) *Section {
	return &Section{Name: name, At: at, Bytes: bytes, Row: row, damage: damage}
}

// Seal gives a section the checksums of its blocks.
func (s *Section) Seal(sums []uint64) {
	s.sums, s.seen = sums, make([]atomic.Uint32, (len(sums)+31)/32)
}
