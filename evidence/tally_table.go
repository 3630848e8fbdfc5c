package evidence

import (
	"math"
	"net/netip"
)

// A key is what is counted: bits is the prefix length, exactBits for an address.
type key struct {
	hi, lo  uint64 // IPv4 as ::ffff:0:0/96
	asset   uint32
	service uint16
	bits    uint8
}

const exactBits = 0xff

// An entry is one pair in 64 bytes, which is one line of the caches; what was refused is kept apart.
type entry struct {
	key
	own         bool
	used        count
	first, last uint32 // seconds since 1970; first is unknownTime and last 0 where not known
	line        int64
}

const unknownTime = math.MaxUint32

type count struct{ records, in, out int64 }

func (c *count) add(d count) {
	c.records += d.records
	c.in += d.in
	c.out += d.out
}

// A met remembers the entry last counted for an IPv4 address: it saves folding
// the address again, and mostly the search for the entry, which are the two
// places where a log of many peers misses the processor's caches.
type met struct{ addr, entry uint32 } // entry + 1; 0: nothing

const memoBits = 20 // 8 MiB

// smallTally is the size up to which a Tally fits the caches and does without memory of addresses.
const smallTally = 4096

// entry returns the place of the entry of a use, by memory if a was met lately.
func (t *Tally) entry(as uint32, service uint16, a netip.Addr) int {
	if !a.Is4() || t.memo == nil {
		return t.at(t.key(as, service, a))
	}
	addr := v4(a)
	m := &t.memo[memoPlace(addr)]
	var k key
	if m.entry > 0 && m.addr == addr {
		e := &t.entries[m.entry-1]
		if e.asset == as && e.service == service {
			return int(m.entry - 1)
		}
		k = e.key
		k.asset, k.service = as, service
	} else {
		k = t.key(as, service, a)
	}
	n := t.at(k)
	*m = met{addr: addr, entry: uint32(n + 1)}
	return n
}

// hash mixes by multiplication (Fibonacci hashing, Knuth 6.4), folding high bits down.
func hash(k key) uint64 {
	h := (k.hi ^ uint64(k.asset)<<20 ^ uint64(k.service)<<52) * 0x9e3779b97f4a7c15
	h ^= h >> 32
	h = (h ^ k.lo ^ uint64(k.bits)<<56) * 0xd6e8feb86659fd93
	return h ^ h>>32
}

// find returns the slot of k, or the empty slot where it belongs.
func (t *Tally) find(k key) int {
	mask := len(t.slots) - 1
	for i := int(hash(k)) & mask; ; i = (i + 1) & mask {
		if n := t.slots[i]; n == 0 || t.entries[n-1].key == k {
			return i
		}
	}
}

// at returns the place of the entry of k, which is made if need be.
func (t *Tally) at(k key) int {
	i := t.find(k)
	if t.slots[i] == 0 {
		if len(t.entries)*2 >= len(t.slots) {
			t.rehash(len(t.slots) * 2)
			i = t.find(k)
		}
		t.entries = append(t.entries, entry{key: k, first: unknownTime, line: math.MaxInt64})
		t.slots[i] = uint32(len(t.entries))
	}
	return int(t.slots[i] - 1)
}

func (t *Tally) rehash(size int) {
	t.slots = make([]uint32, size)
	for n := range t.entries {
		t.slots[t.find(t.entries[n].key)] = uint32(n + 1)
	}
}
