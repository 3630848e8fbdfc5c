package registry

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync/atomic"
	"unsafe"

	"github.com/cespare/xxhash/v2"

	"github.com/longarm-project/longarm/internal/mmap"
)

// Errors of registry files.
var (
	// ErrFormat is for a file that is no registry file, or of a version this program does not read.
	ErrFormat = errors.New("not a registry file that this longarm reads; longarm registry import compiles one")
	// ErrDamaged is for a registry file whose bytes are not those that were written.
	ErrDamaged = errors.New("the registry file is damaged")
)

// The form of the file: doc/formats/registry.md.
const (
	fileMagic     = "longarm\x00"
	fileVersion   = 3
	pageSize      = 4096
	blockSize     = 1 << 16
	maxSections   = 96
	sectionHeader = 40
	sectionsAt    = 40
	nameSize      = 16
)

// A section is a named part of the file with its checksums.
type section struct {
	name  string
	at    int64
	bytes []byte
	row   uint32
	sums  []uint64        // of its blocks
	seen  []atomic.Uint32 // a bit for each block found good
	clean atomic.Int64    // how many were
	// good says whether the rows of a block obey what the format asks of them; nil for text.
	good   func(section *section, from, to int) bool
	damage *damage
}

// damage is the first damage found in a file; all its sections share it.
type damage struct{ err atomic.Pointer[error] }

func (d *damage) set(err error) { d.err.CompareAndSwap(nil, &err) }

// Err returns the damage found so far.
func (d *damage) Err() error {
	if e := d.err.Load(); e != nil {
		return *e
	}
	return nil
}

// touchAll checks all blocks, a stretch of pages at a time.
func (s *section) touchAll() bool {
	const stretch = 256 * blockSize
	for from := 0; from < len(s.bytes); from += stretch {
		to := min(from+stretch, len(s.bytes))
		if s.clean.Load() < int64(len(s.sums)) {
			mmap.Ahead(s.bytes[from:to])
		}
		if !s.touch(from, to) {
			return false
		}
	}
	return true
}

// touch checks the blocks that hold bytes from to to, those not checked before, and reports whether all are good.
func (s *section) touch(from, to int) bool {
	for b := from / blockSize; b*blockSize < to; b++ {
		if s.seen[b/32].Load()&(1<<(b%32)) == 0 && !s.check(b) {
			return false
		}
	}
	return true
}

// check sums one block and looks at its rows.
func (s *section) check(b int) bool {
	from, to := b*blockSize, min((b+1)*blockSize, len(s.bytes))
	if xxhash.Sum64(s.bytes[from:to]) != s.sums[b] {
		s.damage.set(fmt.Errorf("%w: section %s, block at byte %d does not have its checksum", ErrDamaged, s.name, s.at+int64(from)))
		return false
	}
	if s.good != nil && !s.good(s, from, to) {
		s.damage.set(fmt.Errorf("%w: section %s, block at byte %d has rows that cannot be", ErrDamaged, s.name, s.at+int64(from)))
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
	s    *section
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
		if !c.s.touch(int(i)*size, int(j)*size) {
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
		c.s.touchAll()
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
		c.s.damage.set(fmt.Errorf("%w: section %s has %d rows, not rows %d to %d", ErrDamaged, c.s.name, len(c.rows), i, j))
	}
}

// view makes a column of a section.
func view[T any](s *section) (Column[T], error) {
	var row T
	if size := uint32(unsafe.Sizeof(row)); s.row != size {
		return Column[T]{}, fmt.Errorf("%w: section %s has rows of %d bytes, want %d", ErrDamaged, s.name, s.row, size)
	}
	rows, err := mmap.View[T](s.bytes)
	if err != nil {
		return Column[T]{}, fmt.Errorf("%w: section %s: %w", ErrDamaged, s.name, err)
	}
	return Column[T]{rows, s}, nil
}

// parseSections reads the header page and the sums, and bounds every section.
func parseSections(b []byte) (map[string]*section, *damage, error) {
	if len(b) < pageSize || string(b[:8]) != fileMagic {
		return nil, nil, ErrFormat
	}
	le := binary.LittleEndian
	if v := le.Uint32(b[8:]); v != fileVersion {
		return nil, nil, fmt.Errorf("version %d, not %d: %w", v, fileVersion, ErrFormat)
	}
	if xxhash.Sum64(b[:pageSize-8]) != le.Uint64(b[pageSize-8:]) {
		return nil, nil, fmt.Errorf("%w: the header page does not have its checksum", ErrDamaged)
	}
	if n := le.Uint64(b[16:]); n != uint64(len(b)) {
		return nil, nil, fmt.Errorf("%w: %d bytes long, the header says %d", ErrDamaged, len(b), n)
	}
	n := le.Uint32(b[24:])
	if n > maxSections || le.Uint32(b[12:]) != blockSize {
		return nil, nil, fmt.Errorf("%w: %d sections in blocks of %d", ErrDamaged, n, le.Uint32(b[12:]))
	}
	d := new(damage)
	var list []*section
	for i := range int(n) {
		s, err := parseSection(b, b[sectionsAt+i*sectionHeader:], d)
		if err != nil {
			return nil, nil, err
		}
		list = append(list, s)
	}
	if err := shareSums(list, le.Uint64(b[32:]), b); err != nil {
		return nil, nil, err
	}
	byName := make(map[string]*section, len(list))
	for _, s := range list {
		byName[s.name] = s
	}
	return byName, d, nil
}

func parseSection(file, h []byte, d *damage) (*section, error) {
	le := binary.LittleEndian
	name := string(h[:nameSize])
	for name != "" && name[len(name)-1] == 0 {
		name = name[:len(name)-1]
	}
	at, length := le.Uint64(h[16:]), le.Uint64(h[24:])
	if at%pageSize != 0 || at > uint64(len(file)) || length > uint64(len(file))-at {
		return nil, fmt.Errorf("%w: section %q lies outside the file", ErrDamaged, name)
	}
	row := le.Uint32(h[36:])
	if row == 0 || length%uint64(row) != 0 {
		return nil, fmt.Errorf("%w: section %q is not a whole number of rows", ErrDamaged, name)
	}
	return &section{name: name, at: int64(at), bytes: file[at : at+length : at+length], row: row, damage: d}, nil
}

// blocks counts the blocks of so many bytes.
func blocks(n int) int { return (n + blockSize - 1) / blockSize }

// shareSums checks the last section, the sums, and gives every other one its part.
func shareSums(list []*section, want uint64, file []byte) error {
	if len(list) == 0 || list[len(list)-1].name != "sums" {
		return fmt.Errorf("%w: no sums", ErrDamaged)
	}
	last := list[len(list)-1]
	if xxhash.Sum64(last.bytes) != want || int(last.at)+len(last.bytes) != len(file) {
		return fmt.Errorf("%w: the sums do not have their checksum", ErrDamaged)
	}
	sums, err := mmap.View[uint64](last.bytes)
	if err != nil {
		return fmt.Errorf("%w: sums: %w", ErrDamaged, err)
	}
	for _, s := range list[:len(list)-1] {
		n := blocks(len(s.bytes))
		if n > len(sums) {
			return fmt.Errorf("%w: section %s has no sums", ErrDamaged, s.name)
		}
		s.sums, sums = sums[:n], sums[n:]
		s.seen = make([]atomic.Uint32, (n+31)/32)
	}
	if len(sums) != 0 {
		return fmt.Errorf("%w: %d sums too many", ErrDamaged, len(sums))
	}
	last.sums, last.seen = nil, nil
	return nil
}
