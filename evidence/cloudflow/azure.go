package cloudflow

import (
	"bytes"
	"fmt"
	"iter"
	"net/netip"
	"strings"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
)

// Azure reads flow logs of virtual networks (version 4) and of network security
// groups (versions 1 and 2), as blobs, or a record each line.
type Azure struct{}

// Name implements evidence.Reader.
func (Azure) Name() string { return "azure-flow" }

// Recognizes implements evidence.Reader.
func (Azure) Recognizes(head []byte) evidence.Strength {
	text := bytes.TrimLeft(head, " \t\r\n")
	return evidence.Strong.If(len(text) > 0 && (text[0] == '{' || text[0] == '[') && bytes.Contains(text, []byte(`"flowTuples"`)) &&
		(bytes.Contains(text, []byte(`"flowRecords"`)) || bytes.Contains(text, []byte(`"flows"`))))
}

// Read implements evidence.Reader. It yields its observations at the end of the log.
func (Azure) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		c := newCounter(in)
		for record, err := range evidence.Objects(in.R, "records") {
			if err != nil {
				if !yield(evidence.Item{}, err) {
					return
				}
				continue
			}
			for _, tuple := range tuples(record.Members, nil) {
				if wrong := c.azure(tuple, record.Line); wrong != "" {
					in.Skip("unreadable tuple", 1)
					if !yield(evidence.Item{}, evidence.BadLine(record.Line, "%s", wrong)) {
						return
					}
				}
			}
		}
		c.give(yield)
	}
}

// tuples gathers the lists of flow tuples, wherever they stand in a record.
func tuples(v any, out []string) []string {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			out = tuples(e, out)
		}
	case map[string]any:
		list, _ := v["flowTuples"].([]any)
		for _, e := range list {
			s, _ := e.(string)
			out = append(out, s)
		}
		for _, name := range []string{"properties", "flowRecords", "flows", "flowGroups", "record"} {
			out = tuples(v[name], out)
		}
	}
	return out
}

// azure counts one tuple (Microsoft Learn, "Virtual network flow logs", "NSG flow logs"):
//
//	network: milliseconds,src,dst,sport,dport,protocol number,I|O,B|C|E|D,encryption,packets,bytes,packets,bytes
//	group:   seconds,src,dst,sport,dport,T|U,I|O,A|D[,B|C|E,packets,bytes,packets,bytes]
//
// Bytes are first those from source to destination. They are of a state of the flow, not of its whole.
func (c *counter) azure(tuple string, line int64) (wrong string) {
	f := strings.Split(tuple, ",")
	if len(f) < 8 {
		return fmt.Sprintf("flow tuple of %d values", len(f))
	}
	src, ok1 := evidence.Address([]byte(f[1]))
	dst, ok2 := evidence.Address([]byte(f[2]))
	at, ok3 := evidence.Number([]byte(f[0]))
	if !ok1 || !ok2 || !ok3 || f[6] != "I" && f[6] != "O" {
		return "flow tuple without time, addresses or direction"
	}
	u := use{line: line, sent: number(f, 10), received: number(f, 12)}
	switch f[7] {
	case "A", "B", "C", "E":
	case "D":
		u.rejected = true
	default:
		return "flow tuple of a state that is not known"
	}
	if at >= 1e11 {
		at /= 1000
	}
	u.first, u.last = at, at
	c.in.Records++
	c.flow(evidence.Plain(src), evidence.Plain(dst), f[6] == "O", "", "", u)
	return ""
}

func number(f []string, i int) int64 {
	if i >= len(f) {
		return 0
	}
	n, _ := evidence.Number([]byte(f[i]))
	return n
}

// A use is one flow: bytes from source to destination, and back.
type use struct {
	sent, received int64
	first, last    int64
	line           int64
	rejected       bool
}

// A counter counts the flows of one log.
type counter struct {
	in    *evidence.Input
	tally *evidence.Tally
}

func newCounter(in *evidence.Input) *counter {
	return &counter{in: in, tally: evidence.NewTally(in.Options)}
}

// flow counts a flow whose source is ours if out is set, else its destination.
// Asset names our side, empty: by its address; system is the autonomous system
// of the other, as the log names it, perhaps with its place, "" where it does not.
func (c *counter) flow(src, dst netip.Addr, out bool, asset, system string, u use) {
	ours, peer := dst, src
	count := evidence.Use{In: u.sent, Out: u.received, First: u.first, Last: u.last, Line: u.line, Rejected: u.rejected}
	if out {
		ours, peer = src, dst
		count.In, count.Out = u.received, u.sent
	}
	if !evidence.Public(peer) && system == "" {
		c.in.Skip("internal or special address", 1)
		return
	}
	group := evidence.Network(ours)
	if asset == "" {
		asset = ours.String()
	}
	n, ok := c.tally.Known([]byte(asset))
	if !ok {
		n = c.tally.Enter(asset, group)
	}
	service := uint16(0)
	if system != "" {
		service = c.tally.Service(system)
	}
	c.tally.Add(n, service, peer, count)
}

// give yields what was counted.
func (c *counter) give(yield func(evidence.Item, error) bool) {
	for item := range c.tally.Items(func(system string) (string, string) { return "", system }) {
		ob := item.Body.(*fact.Observation)
		ob.Provider, ob.Region, _ = strings.Cut(ob.Provider, " ")
		if !yield(item, nil) {
			return
		}
	}
	if note := c.tally.Note(); note != "" {
		c.in.Note = strings.TrimPrefix(c.in.Note+"; "+note, "; ")
		if c.tally.Lossy() {
			yield(evidence.Item{}, evidence.BadLine(0, "%s", note))
		}
	}
}
