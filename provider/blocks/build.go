package blocks

import (
	"cmp"
	"net/netip"
	"slices"
)

// A Builder gathers rows and compiles them.
type Builder struct {
	rows    []packed
	sources []Source
	words   map[string]uint32
	list    []string
}

// A packed row refers to its words by number; 0 is none.
type packed struct {
	prefix netip.Prefix
	kind   Kind
	class  class
}

// A class is what rows say but for their prefix. Next is a rival: another class that says
// something else of the same prefix and kind, as index + 1.
type class struct {
	ASN                               uint32
	Provider, Holder, Region, Country uint32
	File                              uint32
	Front                             uint32
	Next                              uint32
}

// A node is what holds for all addresses whose longest prefix is the same: for each kind
// the class, as index + 1, and the length of its prefix; and the length of the longest.
type node struct {
	Class [kinds]uint32
	Bits  [kinds]uint8
	Long  uint8
	_     [3]uint8
}

// Len returns the number of rows.
func (b *Builder) Len() int { return len(b.rows) }

// Sources lists the files that were read, in order.
func (b *Builder) Sources() []Source { return slices.Clone(b.sources) }

func (b *Builder) word(s string) uint32 {
	if s == "" {
		return 0
	}
	if len(s) > 200 {
		s = s[:200]
	}
	if b.words == nil {
		b.words = map[string]uint32{}
	}
	n, ok := b.words[s]
	if !ok {
		s = string([]byte(s))
		b.list = append(b.list, s)
		n = uint32(len(b.list))
		b.words[s] = n
	}
	return n
}

func (b *Builder) add(r Row, file uint16) {
	c := class{ASN: r.ASN, Provider: b.word(r.Provider), Holder: b.word(r.Holder), Region: b.word(r.Region), Country: b.word(r.Country), File: uint32(file)}
	if r.Front {
		c.Front = 1
	}
	b.rows = append(b.rows, packed{r.Prefix, r.Kind, c})
}

// A compiled is what a file holds, in memory.
type compiled struct {
	classes []class
	nodes   []node
	v4      []uint32 // where intervals begin
	at4     []uint32 // node, as index + 1; 0: nobody's
	v6      []wide
	at6     []uint32
}

// A wide is the high and the low half of an IPv6 address.
type wide struct{ Hi, Lo uint64 }

// A compiler interns classes and nodes.
type compiler struct {
	compiled
	classOf map[class]uint32
	nodeOf  map[node]uint32
}

func (b *Builder) compile() *compiled {
	c := &compiler{classOf: map[class]uint32{}, nodeOf: map[node]uint32{}}
	slices.SortStableFunc(b.rows, func(x, y packed) int {
		return cmp.Or(x.prefix.Addr().Compare(y.prefix.Addr()), cmp.Compare(x.prefix.Bits(), y.prefix.Bits()), cmp.Compare(x.kind, y.kind), compareClasses(x.class, y.class))
	})
	b.rows = slices.Compact(b.rows)
	first6, _ := slices.BinarySearchFunc(b.rows, 0, func(r packed, _ int) int {
		if r.prefix.Addr().Is4() {
			return -1
		}
		return 1
	})
	c.family(b.rows[:first6])
	c.family(b.rows[first6:])
	return &c.compiled
}

func compareClasses(x, y class) int {
	return cmp.Or(cmp.Compare(x.Provider, y.Provider), cmp.Compare(x.ASN, y.ASN), cmp.Compare(x.Region, y.Region), cmp.Compare(x.Country, y.Country),
		cmp.Compare(x.Holder, y.Holder), cmp.Compare(x.File, y.File), cmp.Compare(x.Front, y.Front))
}

// family lays the intervals of rows that are sorted so that each prefix stands behind
// those that hold it: one sweep, with the prefixes that are open on a stack.
func (c *compiler) family(rows []packed) {
	type open struct {
		prefix netip.Prefix
		node   node
	}
	var stack []open
	top := func() node {
		if len(stack) == 0 {
			return node{}
		}
		return stack[len(stack)-1].node
	}
	shut := func(until netip.Addr) {
		for len(stack) > 0 && (!until.IsValid() || !stack[len(stack)-1].prefix.Contains(until)) {
			end := last(stack[len(stack)-1].prefix)
			stack = stack[:len(stack)-1]
			if next := end.Next(); next.IsValid() {
				c.begin(next, top())
			}
		}
	}
	for i := 0; i < len(rows); {
		p := rows[i].prefix
		shut(p.Addr())
		n := top()
		n.Long = uint8(p.Bits())
		for i < len(rows) && rows[i].prefix == p {
			kind := rows[i].kind
			var same []class
			for ; i < len(rows) && rows[i].prefix == p && rows[i].kind == kind; i++ {
				same = append(same, rows[i].class)
			}
			n.Class[kind], n.Bits[kind] = c.class(same), uint8(p.Bits())
		}
		stack = append(stack, open{p, n})
		c.begin(p.Addr(), n)
	}
	shut(netip.Addr{})
}

// last is the last address of a prefix.
func last(p netip.Prefix) netip.Addr {
	if p.Addr().Is4() {
		return addr4(v4(p.Addr()) | uint32(uint64(1)<<(32-p.Bits())-1))
	}
	b := p.Addr().As16()
	for bit := p.Bits(); bit < 128; bit++ {
		b[bit/8] |= 1 << (7 - bit%8)
	}
	return netip.AddrFrom16(b)
}

// begin starts an interval. One that begins where the last did takes its place; one that
// says the same as the last is no new one.
func (c *compiler) begin(a netip.Addr, n node) {
	at := c.node(n)
	if a.Is4() {
		c.v4, c.at4 = begin(c.v4, c.at4, v4(a), at)
		return
	}
	b := a.As16()
	var w wide
	for i := range 8 {
		w.Hi, w.Lo = w.Hi<<8|uint64(b[i]), w.Lo<<8|uint64(b[8+i])
	}
	c.v6, c.at6 = begin(c.v6, c.at6, w, at)
}

func begin[T comparable](starts []T, nodes []uint32, at T, n uint32) ([]T, []uint32) {
	if k := len(starts); k > 0 && starts[k-1] == at {
		starts, nodes = starts[:k-1], nodes[:k-1]
	}
	if k := len(nodes); k > 0 && nodes[k-1] == n || k == 0 && n == 0 {
		return starts, nodes
	}
	return append(starts, at), append(nodes, n)
}

func (c *compiler) node(n node) uint32 {
	if n.Long == 0 {
		return 0
	}
	at, ok := c.nodeOf[n]
	if !ok {
		c.nodes = append(c.nodes, n)
		at = uint32(len(c.nodes))
		c.nodeOf[n] = at
	}
	return at
}

// class interns classes that say different things of one prefix, as a chain.
func (c *compiler) class(same []class) uint32 {
	next := uint32(0)
	for _, k := range slices.Backward(same) {
		k.Next = next
		at, ok := c.classOf[k]
		if !ok {
			c.classes = append(c.classes, k)
			at = uint32(len(c.classes))
			c.classOf[k] = at
		}
		next = at
	}
	return next
}
