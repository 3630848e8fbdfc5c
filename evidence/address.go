package evidence

import (
	"net/netip"
	"strings"
)

// special holds the blocks whose addresses are nobody's on the internet:
// private, shared, local, documentation, benchmark, multicast and reserved space
// (IANA special-purpose address registries, RFC 6890 and its updates).
var special = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
	"192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
	"224.0.0.0/3",
	"::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001:2::/48", "2001:db8::/32", "3fff::/20",
	"fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
)

// maySpecial tells by the first byte whether an IPv4 address may be in special.
var maySpecial = func() (may [256]bool) {
	for _, p := range special {
		if p.Addr().Is4() {
			first := int(p.Addr().As4()[0])
			for i := range max(1, 1<<max(0, 8-p.Bits())) {
				may[first+i] = true
			}
		}
	}
	return may
}()

func prefixes(texts ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(texts))
	for i, s := range texts {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

// nat64 is the well-known prefix of RFC 6052, which holds an IPv4 address.
var nat64 = netip.MustParsePrefix("64:ff9b::/96")

// Plain returns a without zone, and the IPv4 address that a maps (::ffff:0:0/96) or translates to (RFC 6052).
func Plain(a netip.Addr) netip.Addr {
	if a.Is4() {
		return a
	}
	a = a.Unmap().WithZone("")
	if a.Is6() && nat64.Contains(a) {
		b := a.As16()
		return netip.AddrFrom4([4]byte(b[12:]))
	}
	return a
}

// Public reports whether a, which is plain, may be somebody's on the internet.
func Public(a netip.Addr) bool {
	if a.Is4() {
		b := a.As4()
		return !maySpecial[b[0]] || !specialBlock(b)
	}
	if !a.IsValid() {
		return false
	}
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// specialBlock reports whether an IPv4 address is in special. The commonest are
// told without a search: every line of a flow log asks.
func specialBlock(b [4]byte) bool {
	switch {
	case b[0] == 10, b[0] == 192 && b[1] == 168, b[0] == 172 && b[1]>>4 == 1, b[0] >= 224:
		return true
	}
	a := netip.AddrFrom4(b)
	for _, p := range special {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// Host returns a host name as endpoints are written: lower case, without the
// final dot; "" for what is no host name of the internet: without a dot, local,
// reverse lookups, or with characters that no host name has. A leading "*." stays.
func Host(name string) string {
	name = strings.ToLower(strings.TrimSuffix(strings.TrimSpace(name), "."))
	if len(name) > 253 || !strings.Contains(name, ".") {
		return ""
	}
	for _, label := range strings.Split(strings.TrimPrefix(name, "*."), ".") {
		if label == "" || len(label) > 63 {
			return ""
		}
	}
	for _, c := range []byte(strings.TrimPrefix(name, "*.")) {
		if c != '-' && c != '_' && c != '.' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return ""
		}
	}
	switch top := name[strings.LastIndexByte(name, '.')+1:]; {
	case top == "local", top == "arpa", top == "internal", top == "lan", top == "localdomain", top == "invalid":
		return ""
	case top[0] >= '0' && top[0] <= '9': // an address, or part of one
		return ""
	}
	return name
}

// LastLabels shortens a name to its last labels, marked by "*.", where it has more.
func LastLabels(name string, keep int) string {
	bare := strings.TrimPrefix(name, "*.")
	i := len(bare)
	for range keep {
		if i = strings.LastIndexByte(bare[:i], '.'); i < 0 {
			return name
		}
	}
	return "*." + bare[i+1:]
}

// HostIn returns the host name or public address in a value: alone, with a port,
// or in a URL; "" if there is none. User names and passwords of URLs are dropped.
func HostIn(v string) string {
	v = strings.TrimSpace(v)
	if len(v) > 2048 || strings.ContainsAny(v, " \t\n;,") {
		return ""
	}
	if _, after, ok := strings.Cut(v, "://"); ok {
		v = after
	}
	if i := strings.IndexAny(v, "/?#"); i >= 0 {
		v = v[:i]
	}
	v = v[strings.LastIndexByte(v, '@')+1:]
	if ap, err := netip.ParseAddrPort(v); err == nil {
		return PublicAddress(ap.Addr().String())
	}
	if a := PublicAddress(strings.Trim(v, "[]")); a != "" {
		return a
	}
	if h, port, ok := strings.Cut(v, ":"); ok && port != "" && strings.Trim(port, "0123456789") == "" {
		v = h
	}
	return Host(v)
}

// PublicAddress returns a public address in its plain form, "" for other text.
func PublicAddress(v string) string {
	a, err := netip.ParseAddr(strings.TrimSpace(v))
	if err != nil || !Public(Plain(a)) {
		return ""
	}
	return Plain(a).String()
}
