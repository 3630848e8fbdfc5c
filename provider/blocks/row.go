package blocks

import (
	"fmt"
	"net/netip"
	"strings"
)

// A Kind is what a row tells of its addresses. Rows of different kinds stand beside each other.
type Kind uint8

// The kinds.
const (
	Published  Kind = iota // the provider itself says that they are its own
	Announced              // an autonomous system announces them
	Listed                 // somebody else says whose they are
	Registered             // a registry holds them under a country
	kinds
)

// A Row is what one source says of one prefix.
type Row struct {
	Prefix   netip.Prefix
	Kind     Kind
	Provider string // as the source or its file calls it; of Published and Listed
	ASN      uint32 // of Announced
	Holder   string // of the autonomous system, where the source names it
	Region   string
	Country  string // two letters
	Front    bool   // a content delivery network
}

// A LineError locates what could not be used. Reading goes on after it.
type LineError struct {
	Line int // from 1; 0: the whole file
	Err  error
}

func (e *LineError) Error() string {
	if e.Line == 0 {
		return e.Err.Error()
	}
	return fmt.Sprintf("line %d: %v", e.Line, e.Err)
}

func (e *LineError) Unwrap() error { return e.Err }

// parsePrefix reads a prefix, or an address, that somebody may hold.
func parsePrefix(s string) (netip.Prefix, error) {
	s = strings.TrimSpace(s)
	p, err := netip.ParsePrefix(s)
	if err != nil {
		a, aerr := netip.ParseAddr(s)
		if aerr != nil || a.Zone() != "" {
			return p, fmt.Errorf("%.60q is not a prefix", s)
		}
		p = netip.PrefixFrom(a, a.BitLen())
	}
	least := 8
	if p.Addr().Is6() {
		least = 12
	}
	switch {
	case p != p.Masked():
		return p, fmt.Errorf("%s has bits set behind its length", p)
	case p.Addr().Is4In6():
		return p, fmt.Errorf("%s is IPv4 within IPv6", p)
	case p.Bits() < least:
		return p, fmt.Errorf("%s is wider than any block that is given out", p)
	}
	return p, nil
}

// span splits the count addresses from first on into prefixes (RFC 4632): registries
// give IPv4 out by numbers of addresses.
func span(first netip.Addr, count uint64) (out []netip.Prefix) {
	at := uint64(v4(first))
	for count > 0 && at < 1<<32 && len(out) < 64 {
		bits := 32
		for bits > 8 && at&(1<<(32-bits+1)-1) == 0 && uint64(1)<<(32-bits+1) <= count {
			bits--
		}
		out = append(out, netip.PrefixFrom(addr4(uint32(at)), bits))
		at += 1 << (32 - bits)
		count -= 1 << (32 - bits)
	}
	return out
}

func v4(a netip.Addr) uint32 {
	b := a.As4()
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}

func addr4(n uint32) netip.Addr {
	return netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
}
