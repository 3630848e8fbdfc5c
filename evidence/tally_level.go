package evidence

import (
	"encoding/binary"
	"net/netip"
)

// A level is how finely a Tally counts.
type level int

const (
	exact     level = iota
	byPrefix        // addresses by the prefix that attributes them
	byGroup         // and assets by group
	together        // and all assets together
	byWide          // and addresses by /16 and /32: attribution is lost
	byNothing       // one count for IPv4, one for IPv6
)

var levelNotes = [...]string{
	exact:     "",
	byPrefix:  "addresses are counted by the prefix that attributes them",
	byGroup:   "addresses are counted by the prefix that attributes them, assets by group",
	together:  "addresses are counted by the prefix that attributes them, all assets together",
	byWide:    "addresses are counted by /16 and /32, all assets together: much cannot be attributed",
	byNothing: "all addresses are counted together: nothing can be attributed",
}

// key says under what a use is counted at the present level.
func (t *Tally) key(as uint32, service uint16, a netip.Addr) key {
	b := a.As16()
	k := key{
		hi: binary.BigEndian.Uint64(b[:8]), lo: binary.BigEndian.Uint64(b[8:]),
		asset: as, service: service, bits: exactBits,
	}
	if t.level >= byPrefix {
		k = k.masked(t.fold(a))
	}
	return k
}

// fold returns the prefix under which an address is counted.
func (t *Tally) fold(a netip.Addr) netip.Prefix {
	p := t.o.Fold(a)
	if !p.IsValid() {
		p, _ = a.Prefix(0)
	}
	return t.wide(p)
}

// wide widens a prefix as far as the level asks.
func (t *Tally) wide(p netip.Prefix) netip.Prefix {
	bits := p.Bits()
	switch {
	case t.level >= byNothing:
		bits = 0
	case t.level == byWide && p.Addr().Is4():
		bits = min(bits, 16)
	case t.level == byWide:
		bits = min(bits, 32)
	}
	return netip.PrefixFrom(p.Addr(), bits)
}

func (k key) masked(p netip.Prefix) key {
	b := p.Masked().Addr().As16()
	k.hi, k.lo = binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])
	k.bits = uint8(p.Bits())
	return k
}

func (k key) addr() netip.Addr {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], k.hi)
	binary.BigEndian.PutUint64(b[8:], k.lo)
	return netip.AddrFrom16(b).Unmap()
}

func (k key) endpoint() string {
	if k.bits == exactBits {
		return k.addr().String()
	}
	return netip.PrefixFrom(k.addr(), int(k.bits)).String()
}

// coarsen counts everything again at level l. Which level a Tally ends at
// depends on the pairs it met, not on their order.
func (t *Tally) coarsen(l level) {
	t.level = l
	if l >= byGroup {
		t.regroup()
	}
	old := t.entries
	t.entries = make([]entry, 0, len(old)/2)
	clear(t.memo)
	refused := t.refused
	t.refused = nil
	t.slots = make([]uint32, 1<<10)
	for i, e := range old {
		if e.own {
			continue
		}
		k := e.key
		if k.asset = t.assets[e.asset].as; e.bits == exactBits {
			k = k.masked(t.fold(e.addr()))
		} else {
			k = k.masked(t.wide(netip.PrefixFrom(e.addr(), int(e.bits))))
		}
		at := t.at(k)
		n := &t.entries[at]
		n.used.add(e.used)
		if c := refused[uint32(i)]; c != nil {
			t.refuse(uint32(at), *c)
		}
		n.first, n.last, n.line = min(n.first, e.first), max(n.last, e.last), min(n.line, e.line)
	}
}

// regroup counts assets under their groups, or all under one. Numbers given out stay good.
func (t *Tally) regroup() {
	for i := range len(t.assets) {
		as := t.groupOf(t.assets[i].group)
		t.assets[i].as = as
	}
}
