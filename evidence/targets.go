package evidence

import (
	"net/netip"
	"strings"
)

// Targets returns the hosts, addresses and prefixes that the data of a DNS
// record points to, as zone files and the interfaces of providers write it: a
// host, an address, a preference or priority with a host, an SPF policy (RFC
// 7208). Other text gives none.
func Targets(data string) []string {
	data = strings.Trim(strings.TrimSpace(data), `"`)
	words := strings.Fields(data)
	if len(words) == 0 || len(data) > 4096 {
		return nil
	}
	if strings.EqualFold(words[0], "v=spf1") {
		return policyTargets(words[1:])
	}
	for len(words) > 1 && len(words[0]) <= 5 && strings.Trim(words[0], "0123456789") == "" {
		words = words[1:]
	}
	for _, w := range words[1:] { // parameters of SVCB and HTTPS records
		if !strings.Contains(w, "=") {
			return nil
		}
	}
	return target(words[0])
}

func target(w string) []string {
	if a, err := netip.ParseAddr(w); err == nil {
		if a = Plain(a); Public(a) {
			return []string{a.String()}
		}
		return nil
	}
	if h := Host(w); h != "" {
		return []string{h}
	}
	return nil
}

// policyTargets returns what the terms of an SPF policy name (RFC 7208, section 5). Macros are not expanded.
func policyTargets(terms []string) (out []string) {
	for _, term := range terms {
		name, value, ok := strings.Cut(strings.TrimLeft(term, "+-~?"), ":")
		if !ok {
			name, value, ok = strings.Cut(strings.TrimLeft(term, "+-~?"), "=")
		}
		if !ok || strings.Contains(value, "%") {
			continue
		}
		switch strings.ToLower(name) {
		case "include", "redirect", "a", "mx", "exists", "ptr":
			value, _, _ = strings.Cut(value, "/")
			out = append(out, target(value)...)
		case "ip4", "ip6":
			p, err := netip.ParsePrefix(value)
			switch {
			case err != nil:
				out = append(out, target(value)...)
			case p.IsSingleIP():
				out = append(out, target(p.Addr().String())...)
			case Public(p.Masked().Addr()):
				out = append(out, p.Masked().String())
			}
		}
	}
	return out
}
