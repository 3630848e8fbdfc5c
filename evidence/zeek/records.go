package zeek

import (
	"net/netip"
	"strings"

	"github.com/longarm-project/longarm/evidence"
)

// record counts the record at hand, or says what is wrong with it.
func (l *logReader) record() (wrong string) {
	r := &l.rec
	orig, ok1 := evidence.Address(r.values[origH])
	resp, ok2 := evidence.Address(r.values[respH])
	if !ok1 || !ok2 {
		return "id.orig_h or id.resp_h is no address"
	}
	orig, resp = evidence.Plain(orig), evidence.Plain(resp)
	l.in.Records++
	at := seconds(r.values[ts])
	use := evidence.Use{First: at, Last: at, Line: l.line}
	switch l.log {
	case connLog:
		l.conn(orig, resp, use)
	case dnsLog:
		l.dns(orig, use)
	case sslLog, quicLog:
		use.Rejected = is(r.values[established], 'F')
		l.named(orig, resp, string(r.values[serverName]), use)
	case httpLog:
		l.named(orig, resp, hostOnly(string(r.values[hostName])), use)
	}
	return ""
}

// conn counts a connection for the side that is ours.
func (l *logReader) conn(orig, resp netip.Addr, use evidence.Use) {
	r := &l.rec
	sent, received := l.size(origBytes, origIPBytes), l.size(respBytes, respIPBytes)
	use.Rejected = attempted(string(r.values[connState]), string(r.values[proto]))
	switch l.peer(orig, resp) {
	case respPeer:
		use.Out, use.In = sent, received
		l.tally.Add(l.asset(orig), 0, resp, use)
	case origPeer:
		use.In, use.Out = sent, received
		l.tally.Add(l.asset(resp), 0, orig, use)
	default:
		l.in.Skip("internal or special address", 1)
	}
}

// A side of a connection is the peer, if any.
type side int

const (
	noPeer side = iota
	origPeer
	respPeer
)

// peer says which side is not ours: the public one; of two public ones the one
// that Zeek does not call local; and where it calls neither so, the one that answered.
func (l *logReader) peer(orig, resp netip.Addr) side {
	from, to := evidence.Public(orig), evidence.Public(resp)
	switch {
	case !from && !to:
		return noPeer
	case from && !to:
		return origPeer
	case from && is(l.rec.values[localResp], 'T') && is(l.rec.values[localOrig], 'F'):
		return origPeer
	case from && is(l.rec.values[localResp], 'T') && is(l.rec.values[localOrig], 'T'):
		return noPeer
	}
	return respPeer
}

func is(v []byte, c byte) bool { return len(v) == 1 && v[0] == c }

// size reads the bytes of the payload, or of the packets where those are not known.
func (l *logReader) size(payload, packets field) int64 {
	n, ok := evidence.Number(l.rec.values[payload])
	if !ok {
		n, _ = evidence.Number(l.rec.values[packets])
	}
	return n
}

// attempted reports whether a connection was tried and not made (Zeek manual, conn.log: conn_state).
func attempted(state, proto string) bool {
	switch state {
	case "REJ", "RSTOS0", "RSTRH", "SH", "SHR":
		return true
	case "S0":
		return proto == "tcp" // datagrams need no answer
	}
	return false
}

func (l *logReader) asset(a netip.Addr) uint32 {
	var buf [48]byte
	name := a.AppendTo(buf[:0])
	if n, ok := l.tally.Known(name); ok {
		return n
	}
	return l.tally.Enter(string(name), evidence.Network(a))
}

// dns counts the name that was asked for, and each alias in the answer.
func (l *logReader) dns(client netip.Addr, use evidence.Use) {
	r := &l.rec
	if string(r.values[rcodeName]) == "NXDOMAIN" {
		l.in.Skip("no such name", 1)
		return
	}
	name := evidence.Host(string(r.values[query]))
	if name == "" {
		l.in.Skip("not a name of the internet", 1)
		return
	}
	use.Rejected = is(r.values[rejected], 'T')
	var aliases, addresses []string
	for _, v := range r.answers {
		if a, ok := evidence.Address(v); ok {
			if a = evidence.Plain(a); evidence.Public(a) {
				addresses = append(addresses, a.String())
			}
		} else if h := evidence.Host(string(v)); h != "" && h != name {
			aliases = append(aliases, h)
		}
	}
	l.names.Add(client, name, "dns", use, aliases, addresses)
	for _, h := range aliases {
		l.names.Add(client, h, "dns", use, addresses)
	}
}

// hostOnly takes the port off what a client asked a web server for.
func hostOnly(v string) string {
	if h, _, ok := strings.Cut(v, ":"); ok && !strings.HasPrefix(v, "[") {
		return h
	}
	return v
}

// named counts the name that a client sent, or where it sent none the address.
func (l *logReader) named(orig, resp netip.Addr, sent string, use evidence.Use) {
	name, service := evidence.Host(sent), services[l.log]
	if l.peer(orig, resp) == origPeer {
		l.tally.Add(l.asset(resp), l.tally.Service(service), orig, use) // a client of ours: the name is ours too
		return
	}
	if name != "" {
		var sentTo []string
		if evidence.Public(resp) {
			sentTo = []string{resp.String()}
		}
		l.names.Add(orig, name, service, use, sentTo)
		return
	}
	if l.peer(orig, resp) == noPeer {
		l.in.Skip("internal or special address", 1)
		return
	}
	l.tally.Add(l.asset(orig), l.tally.Service(service), resp, use)
}
