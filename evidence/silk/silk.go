// Package silk reads flows as rwcut of SiLK prints them: columns parted by bars, told by
// the titles in the first line. Addresses as numbers (--ip-format=decimal) are read too.
package silk

import (
	"bytes"
	"iter"
	"net/netip"
	"strings"
	"time"

	"github.com/longarm-project/longarm/evidence"
)

// A Reader reads flows in text. The zero value is ready.
type Reader struct{}

// Name implements evidence.Reader.
func (Reader) Name() string { return "silk" }

// A header says in which columns what counts stands; -1: nowhere.
type header struct{ columns, src, dst, bytes, start, end, seconds int }

// headerOf returns what a line of titles names, nil if it is none of flows.
func headerOf(line []byte) *header {
	if len(line) > 4096 || bytes.Count(line, []byte("|")) < 2 {
		return nil
	}
	names := strings.Split(strings.ToLower(strings.TrimSuffix(strings.TrimSpace(string(line)), "|")), "|")
	if len(names) > evidence.MaxColumns {
		return nil
	}
	place := func(wanted ...string) int {
		for i, n := range names {
			for _, w := range wanted {
				if strings.TrimSpace(n) == w {
					return i
				}
			}
		}
		return -1
	}
	h := &header{len(names), place("sip"), place("dip"), place("bytes"), place("stime", "stime+msec"), place("etime", "etime+msec"), place("duration", "dur", "dur+msec")}
	if h.src < 0 || h.dst < 0 || h.bytes < 0 && h.start < 0 && place("packets") < 0 {
		return nil
	}
	return h
}

// Recognizes implements evidence.Reader.
func (Reader) Recognizes(head []byte) evidence.Strength {
	line, _, _ := bytes.Cut(bytes.TrimLeft(head, " \t\r\n"), []byte("\n"))
	return evidence.Certain.If(headerOf(line) != nil)
}

// Read implements evidence.Reader. It yields its observations at the end of the flows.
func (Reader) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		lines, tally := evidence.NewLines(in.R), evidence.NewTally(in.Options)
		var h *header
		var row evidence.Columns
		for lines.Next() {
			line := bytes.TrimSuffix(bytes.TrimSpace(lines.Bytes()), []byte("|"))
			if next := headerOf(lines.Bytes()); next != nil && !bytes.ContainsAny(line[:min(1, len(line))], "0123456789") {
				h = next
				continue
			}
			if h == nil || len(line) == 0 && !lines.TooLong() {
				continue
			}
			if row.Cut(line, 0, '|'); row.N != h.columns || !h.count(tally, &row, in, lines.Number()) {
				in.Skip("unreadable line", 1)
				if !yield(evidence.Item{}, evidence.BadLine(lines.Number(), "%d columns, where the header has %d, or no addresses", row.N, h.columns)) {
					return
				}
			}
		}
		for item := range tally.Items(func(string) (string, string) { return "", "" }) {
			if !yield(item, nil) {
				return
			}
		}
		if in.Note = tally.Note(); tally.Lossy() && !yield(evidence.Item{}, evidence.BadLine(0, "%s", in.Note)) {
			return
		}
		if err := lines.Err(); err != nil {
			yield(evidence.Item{}, err)
		}
	}
}

// count counts one flow, which goes one way, for the side that is ours; of two public
// ends the peer is the one that it goes to.
func (h *header) count(t *evidence.Tally, row *evidence.Columns, in *evidence.Input, line int64) bool {
	src, ok1 := address(row.At(h.src))
	dst, ok2 := address(row.At(h.dst))
	if !ok1 || !ok2 {
		return false
	}
	n := int64(0)
	if h.bytes >= 0 {
		n, _ = evidence.Number(bytes.TrimSpace(row.At(h.bytes)))
	}
	u := evidence.Use{Out: n, Line: line, First: moment(row, h.start)}
	if u.Last = moment(row, h.end); u.Last == 0 {
		u.Last = u.First
	}
	ours, peer := src, dst
	if evidence.Public(src) && !evidence.Public(dst) {
		ours, peer = dst, src
		u.In, u.Out = u.Out, 0
	}
	in.Records++
	if !evidence.Public(peer) {
		in.Skip("internal or special address", 1)
		return true
	}
	name := ours.String()
	as, ok := t.Known([]byte(name))
	if !ok {
		as = t.Enter(name, evidence.Network(ours))
	}
	t.Add(as, 0, peer, u)
	return true
}

// address reads an address, or the number of an IPv4 one.
func address(b []byte) (netip.Addr, bool) {
	b = bytes.TrimSpace(b)
	if n, ok := evidence.Number(b); ok && n >= 0 && n < 1<<32 && bytes.IndexByte(b, '.') < 0 {
		return netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}), true
	}
	a, ok := evidence.Address(b)
	return evidence.Plain(a), ok
}

// moment reads "2026/10/09T08:53:20.123", which is UTC unless rwcut was told otherwise, or seconds since 1970.
func moment(row *evidence.Columns, at int) int64 {
	if at < 0 {
		return 0
	}
	s := strings.TrimSpace(string(row.At(at)))
	for _, form := range []string{"2006/01/02T15:04:05.999", "2006-01-02 15:04:05.999", "01/02/2006 15:04:05.999"} {
		if t, err := time.Parse(form, s); err == nil {
			return t.Unix()
		}
	}
	s, _, _ = strings.Cut(s, ".")
	n, _ := evidence.Number([]byte(s))
	return n
}
