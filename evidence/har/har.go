// Package har reads what a browser recorded of a page (HTTP Archive 1.2): the
// hosts that it asked, and the addresses that answered. Headers, cookies and
// content, which hold secrets, are passed over.
package har

import (
	"bytes"
	"cmp"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
)

// A Reader reads archives. The zero value is ready.
type Reader struct{}

// Name implements evidence.Reader.
func (Reader) Name() string { return "har" }

// Recognizes implements evidence.Reader.
func (Reader) Recognizes(head []byte) evidence.Strength {
	text := bytes.TrimLeft(head, " \t\r\n")
	return evidence.Strong.If(bytes.HasPrefix(text, []byte("{")) && bytes.Contains(text, []byte(`"log"`)) &&
		bytes.Contains(text, []byte(`"creator"`)) && (bytes.Contains(text, []byte(`"entries"`)) || bytes.Contains(text, []byte(`"pages"`))))
}

// maxHosts bounds the hosts of one archive.
const maxHosts = 20_000

// A host is what was asked of one.
type host struct {
	requests, first, last, line int64
	addresses                   map[string]bool
}

// Read implements evidence.Reader. It yields its observations at the end, by
// host. The asset is the page, by the host that was asked first.
func (Reader) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		page, hosts := "", map[string]*host{}
		for entry, err := range evidence.Objects(in.R, "entries") {
			if err != nil {
				if !yield(evidence.Item{}, err) {
					return
				}
				continue
			}
			name := evidence.HostIn(entry.Text("request", "url"))
			if name == "" || len(hosts) >= maxHosts {
				in.Skip("not a name of the internet", 1)
				continue
			}
			in.Records++
			page = cmp.Or(page, name)
			h := hosts[name]
			if h == nil {
				h = &host{line: entry.Line, addresses: map[string]bool{}}
				hosts[name] = h
			}
			h.requests++
			if t, err := time.Parse(time.RFC3339Nano, entry.Text("startedDateTime")); err == nil {
				if at := t.Unix(); h.first == 0 || at < h.first {
					h.first = at
				}
				h.last = max(h.last, t.Unix())
			}
			if a := evidence.HostIn(entry.Text("serverIPAddress")); a != "" && len(h.addresses) < 1000 {
				h.addresses[a] = true
			}
		}
		for _, name := range slices.Sorted(maps.Keys(hosts)) {
			h := hosts[name]
			addresses := slices.Sorted(maps.Keys(h.addresses))
			ob := &fact.Observation{
				Asset: fact.AssetID("page " + page), Endpoint: name, Service: "http", What: fact.ObservedName, Flows: h.requests,
				First: evidence.Stamp(h.first), Last: evidence.Stamp(h.last), Names: addresses[:min(len(addresses), evidence.MaxNames)],
			}
			if !yield(evidence.Item{Body: ob, Line: h.line, Place: evidence.Records(h.requests)}, nil) {
				return
			}
		}
	}
}
