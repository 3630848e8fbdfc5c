package registry

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/cespare/xxhash/v2"

	"github.com/longarm-project/longarm/graph"
	"github.com/longarm-project/longarm/internal/mmap"
)

// Errors of registry files.
var (
	// ErrFormat is for a file that is no registry file, or of a version this program does not read.
	ErrFormat = errors.New("not a registry file that this longarm reads; longarm registry import compiles one")
	// ErrDamaged is for a registry file whose bytes are not those that were written.
	ErrDamaged = graph.ErrDamaged
)

// The form of the file: doc/formats/registry.md.
const (
	fileMagic     = "longarm\x00"
	fileVersion   = 3
	pageSize      = 4096
	maxSections   = 96
	sectionHeader = 40
	sectionsAt    = 40
	nameSize      = 16
)

// parseSections reads the header page and the sums, and bounds every section.
func parseSections(b []byte) (map[string]*graph.Section, *graph.Damage, error) {
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
	if n > maxSections || le.Uint32(b[12:]) != graph.BlockSize {
		return nil, nil, fmt.Errorf("%w: %d sections in blocks of %d", ErrDamaged, n, le.Uint32(b[12:]))
	}
	d := new(graph.Damage)
	var list []*graph.Section
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
	byName := make(map[string]*graph.Section, len(list))
	for _, s := range list {
		byName[s.Name] = s
	}
	return byName, d, nil
}

func parseSection(file, h []byte, d *graph.Damage) (*graph.Section, error) {
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
	return graph.NewSection(name, int64(at), file[at:at+length:at+length], row, d), nil
}

// blocks counts the blocks of so many bytes.
func blocks(n int) int { return (n + graph.BlockSize - 1) / graph.BlockSize }

// shareSums checks the last section, the sums, and gives every other one its part.
func shareSums(list []*graph.Section, want uint64, file []byte) error {
	if len(list) == 0 || list[len(list)-1].Name != "sums" {
		return fmt.Errorf("%w: no sums", ErrDamaged)
	}
	last := list[len(list)-1]
	if xxhash.Sum64(last.Bytes) != want || int(last.At)+len(last.Bytes) != len(file) {
		return fmt.Errorf("%w: the sums do not have their checksum", ErrDamaged)
	}
	sums, err := mmap.View[uint64](last.Bytes)
	if err != nil {
		return fmt.Errorf("%w: sums: %w", ErrDamaged, err)
	}
	for _, s := range list[:len(list)-1] {
		n := blocks(len(s.Bytes))
		if n > len(sums) {
			return fmt.Errorf("%w: section %s has no sums", ErrDamaged, s.Name)
		}
		s.Seal(sums[:n])
		sums = sums[n:]
	}
	if len(sums) != 0 {
		return fmt.Errorf("%w: %d sums too many", ErrDamaged, len(sums))
	}
	return nil
}
