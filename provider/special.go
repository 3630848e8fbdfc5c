package provider

import "net/netip"

// special lists the blocks that are nobody's service on the public internet.
//
// Source: IANA special-purpose address registries (RFC 6890 and its updates).
// 100.64.0.0/10 also holds service addresses inside Alibaba Cloud networks.
var special = [...]netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),       // this network, RFC 791
	netip.MustParsePrefix("10.0.0.0/8"),      // private, RFC 1918
	netip.MustParsePrefix("100.64.0.0/10"),   // shared address space, RFC 6598
	netip.MustParsePrefix("127.0.0.0/8"),     // loopback, RFC 1122
	netip.MustParsePrefix("169.254.0.0/16"),  // link local, RFC 3927
	netip.MustParsePrefix("172.16.0.0/12"),   // private, RFC 1918
	netip.MustParsePrefix("192.0.0.0/24"),    // protocol assignments, RFC 6890
	netip.MustParsePrefix("192.0.2.0/24"),    // documentation, RFC 5737
	netip.MustParsePrefix("192.168.0.0/16"),  // private, RFC 1918
	netip.MustParsePrefix("198.18.0.0/15"),   // benchmarking, RFC 2544
	netip.MustParsePrefix("198.51.100.0/24"), // documentation, RFC 5737
	netip.MustParsePrefix("203.0.113.0/24"),  // documentation, RFC 5737
	netip.MustParsePrefix("224.0.0.0/3"),     // multicast, RFC 5771; reserved and broadcast, RFC 1112, RFC 919
	netip.MustParsePrefix("::/8"),            // unspecified, loopback, mapped, RFC 4291
	netip.MustParsePrefix("64:ff9b:1::/48"),  // local translation, RFC 8215
	netip.MustParsePrefix("100::/64"),        // discard, RFC 6666
	netip.MustParsePrefix("2001::/23"),       // protocol assignments, RFC 2928
	netip.MustParsePrefix("2001:db8::/32"),   // documentation, RFC 3849
	netip.MustParsePrefix("3fff::/20"),       // documentation, RFC 9637
	netip.MustParsePrefix("fc00::/7"),        // unique local, RFC 4193
	netip.MustParsePrefix("fe80::/10"),       // link local, RFC 4291
	netip.MustParsePrefix("ff00::/8"),        // multicast, RFC 4291
}

var translated = netip.MustParsePrefix("64:ff9b::/96")

// plain returns the IPv4 address inside a mapped (RFC 4291) or translated
// (RFC 6052) IPv6 address, and any other address without its zone.
func plain(a netip.Addr) netip.Addr {
	a = a.Unmap().WithZone("")
	if translated.Contains(a) {
		b := a.As16()
		return netip.AddrFrom4([4]byte(b[12:]))
	}
	return a
}

// isSpecial reports whether a is in a special block, judging a mapped or translated address as IPv4.
func isSpecial(a netip.Addr) bool {
	a = plain(a)
	for i := range special {
		if special[i].Contains(a) {
			return true
		}
	}
	return false
}
