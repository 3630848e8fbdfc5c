// Package dns reads DNS zone files (RFC 1035, section 5; RFC 2308 $TTL): which
// names of a zone are served elsewhere.
//
// It reads CNAME, DNAME, NS, SOA, MX, SRV, A, AAAA, SVCB and HTTPS records, the
// ALIAS and ANAME records of some providers, and the hosts and networks of SPF
// policies (RFC 7208). Other text records may hold tokens and are counted only.
// $INCLUDE is never followed, $GENERATE not expanded; both are told. A bad
// record costs itself only. Most zone files have no $ORIGIN: where neither the
// SOA record, a comment nor the name of the file tells the domain, names stay
// relative and are kept apart by file.
package dns

import (
	"bufio"
	"iter"
	"net/netip"
	"strings"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
)

// A Reader reads zone files. The zero value is ready.
type Reader struct{}

// Name implements evidence.Reader.
func (Reader) Name() string { return "dns-zone" }

// Read implements evidence.Reader. Observations come in the order of the file.
func (Reader) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		text := bufio.NewReaderSize(in.R, 64<<10)
		head, _ := text.Peek(64 << 10)
		z := &zone{in: in, entries: entries{lines: evidence.NewLines(text)}}
		z.guessed, z.by = origin(in.Name, head)
		defer z.note()
		for z.entries.next() {
			e := &z.entries
			wrong := e.wrong
			if wrong == "" {
				wrong = z.entry(e.tokens, e.blank)
			}
			for _, ob := range z.found {
				if !yield(evidence.Item{Body: ob, Line: e.line, Place: string(ob.Asset) + " " + ob.Service}, nil) {
					return
				}
			}
			z.found = nil
			if wrong == "" {
				continue
			}
			in.Skip("unreadable record", 1)
			if !yield(evidence.Item{}, evidence.BadLine(e.line, "%s", wrong)) {
				return
			}
		}
		if err := z.entries.lines.Err(); err != nil {
			yield(evidence.Item{}, err)
		}
	}
}

// A zone is the state of reading one file. Names are in lower case and, where
// the origin is known, absolute without the final dot.
type zone struct {
	in      *evidence.Input
	entries entries
	origin  string // "" if not known
	below   string // relative $ORIGIN, where origin is not known
	guessed string // the origin until the file says one, "" if nobody tells
	by      string // who tells it
	apex    string // owner of the SOA record, "" if not known
	owner   string
	partial bool // owner is relative to an origin that is not known
	found   []*fact.Observation

	usedGuess, usedPartial bool
}

// note says what is known of the domain of relative names.
func (z *zone) note() {
	switch {
	case z.usedPartial:
		z.in.Note = "the domain of this zone is not known: there is no $ORIGIN, and its names are kept apart by file"
	case z.usedGuess:
		z.in.Note = "the domain " + z.guessed + " is told by " + z.by
	}
}

// entry reads one directive or record.
func (z *zone) entry(tokens []token, blank bool) (wrong string) {
	if first := tokens[0].text; !blank && strings.HasPrefix(first, "$") && !tokens[0].quoted {
		return z.directive(strings.ToUpper(first), tokens[1:])
	}
	if !blank {
		owner, absolute := z.absolute(tokens[0].text)
		if owner == "" {
			return "owner is no domain name"
		}
		z.owner, z.partial, tokens = owner, !absolute, tokens[1:]
	}
	if z.owner == "" {
		return "record without owner"
	}
	kind, data := typeOf(tokens)
	if kind == "" {
		return "record without type"
	}
	z.in.Records++
	return z.record(kind, data)
}

func (z *zone) directive(name string, args []token) (wrong string) {
	switch name {
	case "$ORIGIN":
		if len(args) != 1 {
			return "$ORIGIN names no domain"
		}
		origin, absolute := z.absolute(args[0].text)
		if origin == "" {
			return "$ORIGIN names no domain"
		}
		if z.origin, z.below = origin, ""; !absolute {
			z.origin, z.below = "", origin
		}
	case "$TTL":
	case "$INCLUDE":
		return "$INCLUDE is not followed: give that file as well"
	case "$GENERATE":
		return "$GENERATE is not expanded"
	default:
		return "directive is not known"
	}
	return ""
}

// absolute completes a name by the origin. Without origin a relative name stays
// relative, and absolute is false. A name that is none gives "".
func (z *zone) absolute(name string) (full string, absolute bool) {
	name = strings.ToLower(name)
	switch {
	case name == "" || len(name) > 255 || strings.Contains(strings.TrimSuffix(name, "."), ".."):
		return "", false
	case name == ".":
		return ".", true
	case strings.HasSuffix(name, "."):
		return strings.TrimSuffix(name, "."), true
	}
	at := z.origin
	if at == "" && z.below == "" && z.guessed != "" {
		at, z.usedGuess = z.guessed, true
	}
	switch {
	case at == "" && z.below != "" && name == "@":
		return z.below, false
	case at == "" && z.below != "":
		return name + "." + z.below, false
	case at == "":
		return name, false
	case name == "@":
		return at, true
	case at == ".":
		return name, true
	}
	return name + "." + at, true
}

// typeOf passes over TTL and class, which come in either order, and the age that
// Windows writes before them, and returns the type and its data.
func typeOf(tokens []token) (kind string, data []token) {
	var ttl, class bool
	for i, t := range tokens {
		word := strings.ToUpper(t.text)
		switch {
		case t.quoted:
			return "", nil
		case i == 0 && strings.HasPrefix(word, "[AGE:"):
		case !ttl && isTTL(word):
			ttl = true
		case !class && isClass(word):
			class = true
		default:
			if strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != "" {
				return "", nil
			}
			return word, tokens[i+1:]
		}
	}
	return "", nil
}

// isTTL tells 3600 and BIND's 1h30m.
func isTTL(s string) bool {
	return s != "" && s[0] >= '0' && s[0] <= '9' && strings.Trim(s, "0123456789SMHDW") == ""
}

func isClass(s string) bool { return s == "IN" || s == "CH" || s == "HS" || s == "CS" }

// record reads the data of a record, as far as it points elsewhere.
func (z *zone) record(kind string, data []token) (wrong string) {
	short := func(n int) string {
		if len(data) < n {
			return kind + " record with too little data"
		}
		return ""
	}
	switch kind {
	case "SOA":
		if wrong = short(2); wrong == "" {
			if !z.partial {
				z.apex = z.owner
				if z.origin == "" && z.below == "" { // the owner of the SOA is the zone: RFC 1035, section 5.2
					z.origin = z.owner
				}
			}
			z.host(kind, data[0].text)
		}
	case "NS", "CNAME", "DNAME", "ALIAS", "ANAME":
		if wrong = short(1); wrong == "" {
			z.host(kind, data[0].text)
		}
	case "MX":
		if wrong = short(2); wrong == "" {
			z.host(kind, data[1].text)
		}
	case "SRV":
		if wrong = short(4); wrong == "" {
			z.host(kind, data[3].text)
		}
	case "SVCB", "HTTPS":
		if wrong = short(2); wrong == "" {
			z.service(kind, data[1].text, data[2:])
		}
	case "A", "AAAA":
		if wrong = short(1); wrong == "" {
			a, err := netip.ParseAddr(data[0].text)
			if err != nil || a.Is4() != (kind == "A") {
				return kind + " record without such an address"
			}
			z.address(kind, a)
		}
	case "TXT", "SPF":
		z.text(data)
	}
	return wrong
}

func (z *zone) add(service, endpoint string) {
	asset := z.owner
	if z.partial {
		asset += " (" + z.in.Name + ")"
		z.usedPartial = true
	}
	z.found = append(z.found, &fact.Observation{
		Asset: fact.AssetID(asset), Endpoint: endpoint, Service: strings.ToLower(service), What: fact.ObservedRecord,
	})
}

// host takes a name that a record points to, unless it is of the zone itself.
func (z *zone) host(service, name string) {
	full, absolute := z.absolute(name)
	apex := z.apex
	if apex == "" {
		apex = z.origin
	}
	host := evidence.Host(full)
	switch {
	case !absolute, apex != "" && (full == apex || strings.HasSuffix(full, "."+apex)):
		z.in.Skip("within the zone", 1)
	case host == "":
		z.in.Skip("not a name of the internet", 1)
	default:
		z.add(service, host)
	}
}

func (z *zone) address(service string, a netip.Addr) {
	if a = evidence.Plain(a); !evidence.Public(a) {
		z.in.Skip("internal or special address", 1)
		return
	}
	z.add(service, a.String())
}

// service reads SVCB and HTTPS records (RFC 9460): the target, and address hints.
func (z *zone) service(kind, target string, params []token) {
	if target != "." { // which is the owner itself
		z.host(kind, target)
	}
	for _, p := range params {
		name, value, _ := strings.Cut(p.text, "=")
		if name = strings.ToLower(name); name != "ipv4hint" && name != "ipv6hint" {
			continue
		}
		for hint := range strings.SplitSeq(strings.Trim(value, `"`), ",") {
			if a, err := netip.ParseAddr(hint); err == nil {
				z.address(kind, a)
			}
		}
	}
}

// text reads an SPF policy, whose strings belong together.
func (z *zone) text(data []token) {
	var policy strings.Builder
	for _, t := range data {
		policy.WriteString(t.text)
	}
	if words := strings.Fields(policy.String()); len(words) == 0 || !strings.EqualFold(words[0], "v=spf1") {
		z.in.Skip("text that is no SPF policy", 1)
		return
	}
	for _, e := range evidence.Targets(policy.String()) {
		if strings.Contains(e, "/") || strings.Contains(e, ":") || evidence.Host(e) == "" {
			z.add("spf", e)
		} else {
			z.host("spf", e+".")
		}
	}
}
