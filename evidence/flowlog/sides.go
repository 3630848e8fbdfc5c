package flowlog

import (
	"bytes"
	"encoding/binary"
	"net/netip"
)

// An owner gathers which address is an interface's own, from records between two
// public addresses: the one that all of them have in common. Such records come
// with IPv6 and with public space used inside.
type owner struct {
	a, b   netip.Addr // candidates; the same once one is left
	failed bool       // no address is common to all: the interface forwards
}

// peers says which ends of a record between public addresses are peers. The
// direction of the flow decides where it is given; else the record's end that
// is not known to be the interface's own. While that is open both count, and
// the own one is withdrawn once it is known.
func (s *scanner) peers(src, dst netip.Addr) (from, to bool) {
	if !s.row.Null(s.layout.headway) {
		in := string(s.row.At(s.layout.headway)) == "ingress"
		return in, !in
	}
	asset := s.assetOf(src)
	o := s.owns[asset]
	if o == nil {
		if s.owns == nil {
			s.owns = make(map[uint32]*owner)
		}
		o = &owner{a: src, b: dst}
		s.owns[asset] = o
	}
	o.meet(src, dst, func(own netip.Addr, is bool) { s.tally.Own(asset, own, is) })
	if o.failed || o.a != o.b {
		return true, true
	}
	return src != o.a, dst != o.a
}

// meet takes one more record into account, and tells when an address turns out to be own, or not.
func (o *owner) meet(src, dst netip.Addr, tell func(netip.Addr, bool)) {
	if o.failed {
		return
	}
	a, b := o.a == src || o.a == dst, o.b == src || o.b == dst
	switch {
	case !a && !b:
		o.failed = true
		tell(o.a, false)
	case a && !b:
		o.b = o.a
		tell(o.a, true)
	case b && !a:
		o.a = o.b
		tell(o.b, true)
	}
}

// assetOf returns the asset of the record: the interface, or what stands for
// it; where nothing does, the address at our side.
func (s *scanner) assetOf(ours netip.Addr) uint32 {
	name := s.assetName()
	if name == nil {
		if n, ok := s.tally.Known([]byte(ours.String())); ok {
			return n
		}
		return s.tally.Enter(ours.String(), s.group())
	}
	if s.named == nil {
		s.named = make([]named, 1<<namedBits)
	}
	c := &s.named[place(name)]
	if len(name) > len(c.name) || int(c.length) != len(name) || string(c.name[:c.length]) != string(name) {
		n, ok := s.tally.Known(name)
		if !ok {
			n = s.tally.Enter(string(name), s.group())
		}
		if len(name) > len(c.name) {
			return n
		}
		c.asset, c.length = n, uint8(copy(c.name[:], name))
	}
	return c.asset
}

// A named remembers the number of an asset in half a line of the caches. Names
// of interfaces differ at their ends, so that hashing eight bytes does, and a
// map lookup is saved.
type named struct {
	asset  uint32
	length uint8
	name   [27]byte
}

const namedBits = 13

func place(name []byte) uint64 {
	var end uint64
	if n := len(name); n >= 8 {
		end = binary.LittleEndian.Uint64(name[n-8:])
	}
	return end * 0x9e3779b97f4a7c15 >> (64 - namedBits)
}

func (s *scanner) assetName() []byte {
	for _, i := range [...]int{s.layout.iface, s.layout.instance, s.layout.gateway} {
		if !s.row.Null(i) {
			return s.row.At(i)
		}
	}
	return nil
}

// group is the account, as far as it is known.
func (s *scanner) group() string {
	if s.row.Null(s.layout.account) {
		return "account not known"
	}
	return "account " + string(s.row.At(s.layout.account))
}

// serviceOf returns the number of the AWS service named in a column.
func (s *scanner) serviceOf(column int) uint16 {
	if s.row.Null(column) {
		return 0
	}
	name := s.row.At(column)
	if !bytes.Equal(name, s.service) {
		s.service = append(s.service[:0], name...)
		s.number = s.tally.Service(string(name))
	}
	return s.number
}
