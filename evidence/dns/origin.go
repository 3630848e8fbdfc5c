package dns

import (
	"strings"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/internal/pattern"
)

// remarks are comments by which those who write zone files name the zone: the
// DNS server of Windows, exports of registrars, dig, and people.
var remarks = []*pattern.Pattern{
	pattern.New(`(?im)^;.*\bfor[ \t]+(?:zone[ \t]+)?['"]?([a-z0-9_.-]+\.[a-z0-9-]{2,})\.?['"]?[ \t]+zone\.?[ \t\r]*$`),
	pattern.New(`(?im)^;+[ \t]*(?:zone|domain|origin|zone name|domain name|zone file for|zone for)[ \t]*[:=]?[ \t]*['"]?([a-z0-9_.-]+\.[a-z][a-z0-9-]+)\.?['"]?[ \t\r]*$`),
	pattern.New(`(?im)^;[ \t]*<<>>[ \t]*DiG[^\n]*[ \t]([a-z0-9_.-]+\.[a-z][a-z0-9-]+)\.?[ \t]+axfr`),
	pattern.New(`(?im)^;[ \t]*<<>>[ \t]*DiG[^\n]*[ \t]axfr[ \t]+(?:@\S+[ \t]+)?([a-z0-9_.-]+\.[a-z][a-z0-9-]+)\.?[ \t\r]*$`),
}

// origin returns the domain that completes the relative names of a file without
// $ORIGIN, and who tells it; "" where nobody does. BIND keeps it in named.conf:
// here a comment tells it, or the name of the file where the text agrees. A
// domain of a server that the text names is not enough: it may be anybody's.
func origin(name string, head []byte) (domain, by string) {
	for _, r := range remarks {
		if m := r.FindStringSubmatch(string(head)); m != nil {
			if h := evidence.Host(m[1]); h != "" {
				return h, "a comment"
			}
		}
	}
	text := strings.ToLower(string(head))
	for _, d := range domains(evidence.BaseName(name)) {
		for at := 0; ; {
			i := strings.Index(text[at:], d+".")
			if i < 0 {
				break
			}
			at += i + len(d) + 1
			before, after := byte(' '), byte(' ')
			if start := at - len(d) - 2; start >= 0 {
				before = text[start]
			}
			if at < len(text) {
				after = text[at]
			}
			if strings.IndexByte(" \t\n.", before) >= 0 && strings.IndexByte(" \t\r\n", after) >= 0 {
				return d, "the name of the file"
			}
		}
	}
	return "", ""
}

// domains returns the domains that the name of a zone file may be of: "db.meadow.example", "meadow.example.zone".
func domains(name string) (out []string) {
	name = strings.ToLower(name)
	for _, packed := range []string{".gz", ".zst", ".bz2", ".bak", ".old", ".signed", ".txt", ".zone", ".db", ".dns", ".hosts", ".conf", ".zonefile", ".fwd", ".lan"} {
		name = strings.TrimSuffix(name, packed)
	}
	for _, prefix := range []string{"", "db.", "pri.", "sec.", "named.", "zone.", "master.", "primary.", "fwd.", "forward.", "zone_", "zone-", "db-", "db_"} {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			if h := evidence.Host(rest); h != "" {
				out = append(out, h)
			}
		}
	}
	return out
}
