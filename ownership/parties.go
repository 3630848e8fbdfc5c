package ownership

import (
	"math/bits"
	"slices"
)

// A partySet is a set of parties by number, where a map would cost two more misses of the cache. The zero value is empty.
type partySet struct {
	keys  []uint32 // party + 1; 0 is free; at most half are taken
	n     int
	shift uint8
}

// room makes place for n more.
func (s *partySet) room(n int) {
	if size := 2 * (s.n + n); size > len(s.keys) {
		old := s.keys
		b := bits.Len(uint(max(size, 8) - 1))
		s.keys, s.shift = make([]uint32, 1<<b), uint8(32-b)
		for _, k := range old {
			if k != 0 {
				s.keys[s.place(k-1)] = k
			}
		}
	}
}

// place returns where x is, or would be; there is a free place.
func (s *partySet) place(x uint32) int {
	for i := int(x * 0x9e3779b1 >> s.shift); ; i = (i + 1) & (len(s.keys) - 1) {
		if k := s.keys[i]; k == 0 || k == x+1 {
			return i
		}
	}
}

// warm reads the places of parties, so that they are in the cache. What it returns says nothing.
func (s *partySet) warm(parties []uint32) (sum uint32) {
	for _, x := range parties {
		sum += s.keys[x*0x9e3779b1>>s.shift]
	}
	return sum
}

func (s *partySet) add(x uint32) {
	s.room(1)
	if i := s.place(x); s.keys[i] == 0 {
		s.keys[i] = x + 1
		s.n++
	}
}

func (s *partySet) has(x uint32) bool { return s.n > 0 && s.keys[s.place(x)] != 0 }

func (s *partySet) sorted() []uint32 {
	out := make([]uint32, 0, s.n)
	for _, k := range s.keys {
		if k != 0 {
			out = append(out, k-1)
		}
	}
	slices.Sort(out)
	return out
}
