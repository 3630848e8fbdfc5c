package ownership

import (
	"math/bits"
	"runtime"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/mmap"
)

// A cell is the state of one party on the hot path, in 8 bytes, since the hot path is as fast
// as cells come out of memory. All zero is a party of which nothing in is known to hold any.
//
// Of a party that is out, a has the sum of the lower bounds of holders in, b that of their upper
// bounds, both at most 100 %. Of a party that is in, a has its rank, and b the sum of the lower
// bounds of holders that are possibly in, or its rank in the certain set if Add brought it there.
type cell struct{ a, b uint32 }

// The upper bits of a.
const (
	cellIn     = 1 << 31
	cellListed = 1 << 30 // out: waiting to be looked at for the upper bound; in: brought to the certain set by Add
	cellValue  = cellListed - 1
)

// maxCells is how many parties have a rank that fits; shares fit too.
const maxCells = cellValue

// rank returns the place in the queue, from 1; 0: out.
func (c cell) rank() uint32 {
	if c.a&cellIn == 0 {
		return 0
	}
	return c.a & cellValue
}

// sums returns what holders in have of a party that is out, at least and at most.
func (c cell) sums() (lo, hi uint32) { return c.a & cellValue, c.b }

// hold adds a stake in a party that is out.
func (c *cell) hold(lo, hi uint32) {
	c.a = c.a&^cellValue | min(c.a&cellValue+lo, uint32(fact.Whole))
	c.b = min(c.b+hi, uint32(fact.Whole))
}

// enter puts a party in.
func (c *cell) enter(rank uint32) { c.a, c.b = cellIn|rank, c.a&cellValue }

// atLeast returns what those possibly in hold for certain of a party that is possibly in, and holdMore adds to it.
func (c cell) atLeast() uint32     { return c.b }
func (c *cell) holdMore(lo uint32) { c.b = min(c.b+lo, uint32(fact.Whole)) }

// wait marks a party that is out as one to be looked at later; waits tells.
func (c *cell) wait()      { c.a |= cellListed }
func (c cell) waits() bool { return c.a&(cellIn|cellListed) == cellListed }

// promote gives a party that is in a rank in the certain set; promoted returns it, 0 for none.
func (c *cell) promote(rank uint32) { c.a, c.b = c.a|cellListed, rank }
func (c cell) promoted() uint32 {
	if c.a&(cellIn|cellListed) != cellIn|cellListed {
		return 0
	}
	return c.b
}

// cells holds a cell for each party that was touched: in a hash table while they are few,
// since a list of some thousand parties should not cost a table of millions,
// then in an array.
type cells struct {
	dense []cell // of memory
	n     int    // parties

	memory *mmap.Scratch[cell]

	places []place
	table  *mmap.Scratch[place]
	used   int
	shift  uint8 // 64 less the number of bits of len(places)
}

type place struct {
	key  uint32 // party + 1; 0 is free
	cell cell
}

// newCells makes cells for n parties of which some are known to be touched.
func newCells(n, some int) *cells {
	if n < 1<<10 || some > n/32 {
		c := &cells{n: n}
		c.toArray()
		return c
	}
	size := bits.Len(uint(max(8*some, 1<<10) - 1))
	c := &cells{n: n, shift: 64 - uint8(size)}
	c.lay(1 << size)
	return c
}

// lay makes a table of so many places.
func (c *cells) lay(places int) {
	c.table = mmap.NewScratch[place](places)
	c.places = c.table.Rows
}

func (c *cells) toArray() {
	c.memory = mmap.NewScratch[cell](c.n)
	c.dense = c.memory.Rows
}

// at returns the cell of x, which stays where it is until the next call.
func (c *cells) at(x uint32) *cell {
	if c.dense != nil {
		return &c.dense[x]
	}
	if c.used*3 >= len(c.places)*2 && !c.grow() {
		return &c.dense[x]
	}
	p := c.find(x)
	if p.key == 0 {
		p.key = x + 1
		c.used++
	}
	return &p.cell
}

// warm reads the cell of x, or where it would be, so that it is in the cache. What it returns says nothing.
func (c *cells) warm(x uint32) uint32 {
	if c.dense != nil {
		return c.dense[x].a
	}
	return c.places[c.hash(x)].key
}

// cell returns a copy of the cell of x without making one.
func (c *cells) cell(x uint32) cell {
	if c.dense != nil {
		return c.dense[x]
	}
	return c.find(x).cell
}

func (c *cells) hash(x uint32) uint64 { return uint64(x) * 0x9e3779b97f4a7c15 >> c.shift }

func (c *cells) find(x uint32) *place {
	mask := uint64(len(c.places) - 1)
	for i := c.hash(x); ; i = (i + 1) & mask {
		if p := &c.places[i]; p.key == x+1 || p.key == 0 {
			return p
		}
	}
}

// grow doubles the table; from a quarter of all parties on it becomes an array, and grow reports false.
func (c *cells) grow() bool {
	old := c.places
	if len(old) >= c.n/4 {
		c.toArray()
		for _, p := range old {
			if p.key != 0 {
				c.dense[p.key-1] = p.cell
			}
		}
		c.places, c.table = nil, nil
		return false
	}
	before := c.table
	c.lay(2 * len(old))
	c.shift--
	for _, p := range old {
		if p.key != 0 {
			*c.find(p.key - 1) = p
		}
	}
	runtime.KeepAlive(before)
	return true
}
