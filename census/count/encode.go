package count

import (
	"encoding/binary"
	"errors"
	"slices"
)

// errEncoding is returned for bytes that are no encoding of a table.
var errEncoding = errors.New("count table is damaged")

// Append appends the canonical encoding of the table: the thresholds of the
// samples, then the tokens in ascending order as differences with their flags.
// Tables that hold the same are encoded alike.
func (t *Table) Append(b []byte) []byte {
	t.Seal()
	for _, s := range t.theta {
		b = binary.AppendUvarint(b, s)
	}
	order := make([]int, 0, t.used)
	for i, k := range t.keys {
		if k != 0 && t.flags[i] != 0 {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, c int) int {
		if t.keys[a] < t.keys[c] {
			return -1
		}
		return 1
	})
	b = binary.AppendUvarint(b, uint64(len(order)))
	last := uint64(0)
	for _, i := range order {
		b = binary.AppendUvarint(b, t.keys[i]-last)
		b = binary.AppendUvarint(b, uint64(t.flags[i]))
		last = t.keys[i]
	}
	return b
}

// Decode reads an encoded table from the start of b and returns what follows it.
func Decode(b []byte, limits *Limits) (*Table, []byte, error) {
	t := New(limits)
	next := func() (v uint64) {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			b = nil
			return 0
		}
		b = b[n:]
		return v
	}
	for c := range t.theta {
		t.theta[c] = next()
		t.sampled = t.sampled || t.theta[c] != 0
	}
	n := next()
	if b == nil || n > uint64(len(b))/2+1 {
		return nil, nil, errEncoding
	}
	key := uint64(0)
	for range n {
		d, f := next(), Flags(next())
		if b == nil || d == 0 || key+d < key || f == 0 || f>>62 != 0 || f>>30&3 != 0 || t.admit(key+d, f) != f {
			return nil, nil, errEncoding
		}
		key += d
		t.Add(key, f)
	}
	return t, b, nil
}
