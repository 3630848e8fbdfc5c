package registry

import (
	"cmp"
	"strings"
	"unicode"

	"github.com/cespare/xxhash/v2"
)

// writeKeys writes the hashes of names with their nodes, sorted.
func (b *fileBuild) writeKeys() error {
	sorter := newRowSorter(b.dir, b.o.Memory/2, func(x, y uint64) int { return cmp.Compare(x, y) })
	defer sorter.spill.close()
	err := eachRow(b.keys, func(r *rawName) (bool, error) {
		return false, sorter.add(uint64(r.Key)<<32 | uint64(b.node(r.Who.Num)))
	})
	if err != nil {
		return err
	}
	if err := b.w.begin("namekeys", 8); err != nil {
		return err
	}
	last, first := uint64(0), true
	for k, err := range sorter.sorted() {
		if err == nil && (first || k != last) {
			err = writeRow(b.w, k)
		}
		if err != nil {
			return err
		}
		last, first = k, false
	}
	return b.w.end()
}

// foldName brings a name into the form in which names are looked up: letters and digits in
// lower case, words apart by one space.
func foldName(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	return strings.Join(words, " ")
}

func nameKey(name string) uint32 { return uint32(xxhash.Sum64String(foldName(name)) >> 32) }
