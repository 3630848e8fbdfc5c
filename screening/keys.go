package screening

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"github.com/cespare/xxhash/v2"

	"github.com/longarm-project/longarm/screening/script"
)

// A keyTable maps 32-bit hashes to numbers, several to one hash, in two flat arrays that are
// read where they lie: a directory by the leading bits of the hash, and for each pair the last
// eight bits of its hash (a tag that rejects 255 of 256 strangers) and its number, side by side
// so that a bucket is one visit to memory.
type keyTable struct {
	shift uint
	dir   words32 // one more than there are buckets
	pairs []byte  // of pairSize bytes
}

const pairSize = 5

// words32 is an array of little-endian 32-bit numbers in a byte slice.
type words32 []byte

func (w words32) len() int { return len(w) / 4 }

// at returns number i, or 0 outside the array.
func (w words32) at(i int) uint32 {
	if uint(i) >= uint(len(w)/4) {
		return 0
	}
	return binary.LittleEndian.Uint32(w[i*4:])
}

func hashOf(b []byte) uint32 {
	h := xxhash.Sum64(b)
	return uint32(h>>32) ^ uint32(h)
}

func hashString(s string) uint32 {
	h := xxhash.Sum64String(s)
	return uint32(h>>32) ^ uint32(h)
}

// span returns the place of the numbers under the bucket of h.
func (t *keyTable) span(h uint32) (lo, hi int) {
	b := int(h >> t.shift)
	if t.shift >= 32 {
		b = 0
	}
	lo, hi = int(t.dir.at(b)), int(t.dir.at(b+1))
	hi = min(hi, len(t.pairs)/pairSize)
	if lo > hi {
		lo = hi
	}
	return lo, hi
}

// each calls yield with the numbers under h, and with a few strangers, until it returns false.
func (t *keyTable) each(h uint32, yield func(uint32) bool) {
	lo, hi := t.span(h)
	tag := byte(h)
	for b := t.pairs[lo*pairSize : hi*pairSize]; len(b) >= pairSize; b = b[pairSize:] {
		if b[0] == tag && !yield(binary.LittleEndian.Uint32(b[1:])) {
			return
		}
	}
}

// A keyList collects pairs of hash and number.
type keyList []uint64

func (l *keyList) add(h, v uint32) { *l = append(*l, uint64(h)<<32|uint64(v)) }

// table sorts the pairs and lays them out; it appends the table to dst.
func (l keyList) table(dst []byte) []byte {
	slices.Sort(l)
	l = slices.Compact(l)
	width := max(0, bits.Len(uint(len(l)/4)))
	shift := uint(32 - width)
	buckets := 1 << width
	dir := make([]uint32, buckets+1)
	for _, p := range l {
		b := 0
		if width > 0 {
			b = int(uint32(p>>32) >> shift)
		}
		dir[b+1]++
	}
	for i := range buckets {
		dir[i+1] += dir[i]
	}
	dst = binary.LittleEndian.AppendUint32(dst, uint32(shift))
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(l)))
	for _, d := range dir {
		dst = binary.LittleEndian.AppendUint32(dst, d)
	}
	for _, p := range l {
		dst = append(dst, byte(p>>32))
		dst = binary.LittleEndian.AppendUint32(dst, uint32(p))
	}
	return dst
}

// openKeys finds the arrays of a table within b.
func openKeys(b []byte) (keyTable, bool) {
	if len(b) < 8 {
		return keyTable{}, false
	}
	shift, n := binary.LittleEndian.Uint32(b), int(binary.LittleEndian.Uint32(b[4:]))
	if shift > 32 || shift < 4 {
		return keyTable{}, false
	}
	buckets := 1 << (32 - shift)
	dir := (buckets + 1) * 4
	if len(b)-8 != dir+n*pairSize {
		return keyTable{}, false
	}
	b = b[8:]
	return keyTable{shift: uint(shift), dir: words32(b[:dir]), pairs: b[dir:]}, true
}

// deletions calls yield with the hash of w and of w less each one of its first 24 letters. It works in buf.
func deletions(w []byte, buf *[]byte, yield func(uint32)) {
	yield(hashOf(w))
	if len(w) < 3 || w[0] >= 0x80 || w[0] == script.LegalMark {
		return
	}
	var prev byte
	for i := 0; i < len(w) && i < 24; i++ {
		if w[i] == prev {
			continue // the same as leaving out the one before
		}
		prev = w[i]
		*buf = append(append((*buf)[:0], w[:i]...), w[i+1:]...)
		yield(hashOf(*buf))
	}
}
