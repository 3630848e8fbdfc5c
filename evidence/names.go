package evidence

import (
	"cmp"
	"fmt"
	"iter"
	"net/netip"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// A Names counts the names that assets used, in bounded memory, as a Tally does
// addresses: when pairs are too many, assets count by
// network, then together, then names by their last labels.
type Names struct {
	limit   int
	level   int
	entries map[nameKey]*nameEntry
}

// The levels of a Names.
const (
	bySingle = iota
	byNetwork
	byNone   // all assets together
	byFive   // and names by their last five labels, which hold the region where there is one
	byTwo    // and names by their last two labels: regions are lost
	byLeast  // and all names together
	lastName = byLeast
)

var nameNotes = [...]string{
	byNetwork: "names are counted by network",
	byNone:    "names are counted for all assets together",
	byFive:    "names are counted by their last five labels, all assets together",
	byTwo:     "names are counted by their last two labels, all assets together: regions are lost",
	byLeast:   "names are counted together: nothing can be attributed",
}

type nameKey struct{ asset, name, service string }

type nameEntry struct {
	flows, rejected int64
	first, last     int64
	line            int64
	names           []string // sorted, at most MaxNames, the least ones
}

// NewNames returns an empty Names. Of o it uses Pairs.
func NewNames(o Options) *Names {
	return &Names{limit: cmp.Or(o.Pairs, defaultPairs), entries: make(map[nameKey]*nameEntry)}
}

// Add counts one use of a name, for which the evidence shows further names and addresses.
func (n *Names) Add(client netip.Addr, name, service string, use Use, shown ...[]string) {
	key := n.key(nameKey{asset: client.String(), name: name, service: service}, client)
	e := n.entries[key]
	if e == nil {
		e = &nameEntry{line: use.Line}
		n.entries[key] = e
	}
	one := nameEntry{flows: 1, first: use.First, last: use.Last, line: use.Line}
	if use.Rejected {
		one.flows, one.rejected = 0, 1
	}
	e.merge(&one)
	for _, ss := range shown {
		for _, s := range ss {
			e.show(s)
		}
	}
	for len(n.entries) > n.limit && n.level < lastName {
		n.coarsen()
	}
}

// key maps a key to the present level; client is the zero Addr for keys that have been mapped.
func (n *Names) key(k nameKey, client netip.Addr) nameKey {
	switch {
	case n.level >= byNone:
		k.asset = string(SeveralAssets)
	case n.level == byNetwork && client.IsValid():
		k.asset = Network(client)
	case n.level == byNetwork:
		if a, err := netip.ParseAddr(k.asset); err == nil {
			k.asset = Network(a)
		}
	}
	switch {
	case n.level >= byLeast:
		k.name = ""
	case n.level >= byTwo:
		k.name = LastLabels(k.name, 2)
	case n.level >= byFive:
		k.name = LastLabels(k.name, 5)
	}
	return k
}

func (n *Names) coarsen() {
	n.level++
	old := n.entries
	n.entries = make(map[nameKey]*nameEntry)
	for k, e := range old {
		k = n.key(k, netip.Addr{})
		have := n.entries[k]
		if have == nil {
			n.entries[k] = e
			continue
		}
		have.merge(e)
		for _, s := range e.names {
			have.show(s)
		}
	}
}

func (e *nameEntry) merge(o *nameEntry) {
	e.flows += o.flows
	e.rejected += o.rejected
	e.line = min(e.line, o.line)
	e.last = max(e.last, o.last)
	if e.first == 0 || o.first != 0 && o.first < e.first {
		e.first = o.first
	}
}

// show adds a name or address that the evidence shows for the name.
func (e *nameEntry) show(s string) {
	i, found := slices.BinarySearch(e.names, s)
	if found || i >= MaxNames {
		return
	}
	e.names = slices.Insert(e.names, i, strings.Clone(s))
	e.names = e.names[:min(len(e.names), MaxNames)]
}

// Lossy reports whether n counts so coarsely that attribution suffers.
func (n *Names) Lossy() bool { return n.level >= byTwo }

// Note says how coarsely n counts, "" if by single name.
func (n *Names) Note() string {
	if n.level == bySingle {
		return ""
	}
	return fmt.Sprintf("more than %d pairs of asset and name: %s", n.limit, nameNotes[n.level])
}

// Items yields an observation for each pair, by asset, name and service.
func (n *Names) Items() iter.Seq[Item] {
	return func(yield func(Item) bool) {
		keys := make([]nameKey, 0, len(n.entries))
		for k := range n.entries {
			keys = append(keys, k)
		}
		slices.SortFunc(keys, func(a, b nameKey) int {
			return cmp.Or(strings.Compare(a.asset, b.asset), strings.Compare(a.name, b.name), strings.Compare(a.service, b.service))
		})
		for _, k := range keys {
			e := n.entries[k]
			ob := &fact.Observation{
				Asset: fact.AssetID(k.asset), Endpoint: k.name, Service: k.service, What: fact.ObservedName,
				Flows: e.flows, Rejected: e.rejected, First: Stamp(e.first), Last: Stamp(e.last), Names: e.names,
			}
			if !yield(Item{Body: ob, Line: e.line, Place: Records(e.flows + e.rejected)}) {
				return
			}
		}
	}
}

// Network is the group an address of ours belongs to: /24, or /64.
func Network(a netip.Addr) string {
	bits := 24
	if a.Is6() {
		bits = 64
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}
