// Package nfdump reads flows as nfdump writes them with "-o csv". Columns are
// told by the header, which changed between versions. Times have no zone and
// are not kept; sampling is not made up for.
package nfdump

import (
	"bytes"
	"iter"
	"net/netip"
	"strings"

	"github.com/longarm-project/longarm/evidence"
)

// A Reader reads flows in CSV. The zero value is ready.
type Reader struct{}

// Name implements evidence.Reader.
func (Reader) Name() string { return "nfdump" }

// A header says in which columns what counts stands; -1: nowhere.
type header struct{ columns, src, dst, in, out int }

// columns returns what a line names, nil if it is no header of flows.
func columns(line string) *header {
	names := strings.Split(strings.ToLower(strings.TrimSpace(line)), ",")
	if len(names) > evidence.MaxColumns {
		return nil
	}
	place := func(wanted ...string) int {
		for _, w := range wanted {
			for i, n := range names {
				if strings.TrimSpace(n) == w {
					return i
				}
			}
		}
		return -1
	}
	h := &header{len(names), place("sa", "srcaddr", "src4addr"), place("da", "dstaddr", "dst4addr"), place("ibyt", "inbytes", "bytes"), place("obyt", "outbytes")}
	if h.src < 0 || h.dst < 0 || h.in < 0 || place("ts", "firstseen", "first", "te", "duration", "td") < 0 {
		return nil
	}
	return h
}

// Recognizes implements evidence.Reader.
func (Reader) Recognizes(head []byte) evidence.Strength {
	line, _, _ := bytes.Cut(bytes.TrimLeft(head, " \t\r\n"), []byte("\n"))
	return evidence.Strong.If(len(line) < 4096 && columns(string(line)) != nil)
}

// Read implements evidence.Reader. It yields its observations at the end of the flows.
func (Reader) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		lines, tally := evidence.NewLines(in.R), evidence.NewTally(in.Options)
		var h *header
		var row evidence.Columns
		for lines.Next() {
			line := lines.Bytes()
			if next := columnsOf(line); next != nil {
				h = next
				continue
			}
			if len(line) == 0 || h == nil {
				continue
			}
			if string(line) == "Summary" { // totals follow
				break
			}
			if row.Cut(line, 0, ','); row.N != h.columns || !count(tally, h, &row, in, lines.Number()) {
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

func columnsOf(line []byte) *header {
	if len(line) == 0 || len(line) > 4096 || line[0] >= '0' && line[0] <= '9' {
		return nil
	}
	return columns(string(line))
}

// count counts one flow, for the side that is ours; of two public ends the peer is the one that answers.
func count(t *evidence.Tally, h *header, row *evidence.Columns, in *evidence.Input, line int64) bool {
	src, ok1 := evidence.Address(bytes.TrimSpace(row.At(h.src)))
	dst, ok2 := evidence.Address(bytes.TrimSpace(row.At(h.dst)))
	if !ok1 || !ok2 {
		return false
	}
	src, dst = evidence.Plain(src), evidence.Plain(dst)
	there, _ := evidence.Number(bytes.TrimSpace(row.At(h.in)))
	back := int64(0)
	if h.out >= 0 {
		back, _ = evidence.Number(bytes.TrimSpace(row.At(h.out)))
	}
	if there == 0 && h.out >= 0 { // some exporters count at the way out
		there, back = back, 0
	}
	in.Records++
	u := evidence.Use{Out: there, In: back, Line: line}
	ours, peer := src, dst
	if evidence.Public(src) && !evidence.Public(dst) {
		ours, peer = dst, src
		u.In, u.Out = u.Out, u.In
	}
	if !evidence.Public(peer) {
		in.Skip("internal or special address", 1)
		return true
	}
	t.Add(enter(t, ours), 0, peer, u)
	return true
}

func enter(t *evidence.Tally, a netip.Addr) uint32 {
	name := a.String()
	if n, ok := t.Known([]byte(name)); ok {
		return n
	}
	return t.Enter(name, evidence.Network(a))
}
