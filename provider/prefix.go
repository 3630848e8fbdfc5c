package provider

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/gaissmai/bart"
	"github.com/longarm-project/longarm/fact"
)

// A rank orders what tables say of one address. Longest prefix does not decide
// between tables: the provider's own published ranges come first, then the
// holder of the autonomous system, then a carrier, which announces its customers'
// blocks too, then lists of third parties.
type rank uint8

const (
	byPublished rank = iota
	byHolder
	byCarrier
	byList
	numRanks
)

// ranks are the words of sources.yaml for what a source says of addresses.
var ranks = map[string]rank{"": byList, "ranges": byPublished, "asn": byHolder, "list": byList}

// A row is one prefix of a table.
type row struct {
	prefix  netip.Prefix
	profile *profile
	file    *file
	region  string
	line    int32
	asn     uint32
	rank    rank
	front   bool   // the services named are those of a content delivery network
	own     bool   // from a table that the user brought
	place   string // in words, where a line means nothing
	others  []*row // of a compiled table: what it says else of the same prefix
}

func (r *row) cite() fact.Source {
	v := value{file: r.file, line: int(r.line)}
	s := v.cite()
	if r.place != "" {
		s.Place = strings.TrimSuffix(r.place+", "+s.Place, ", ")
	}
	return s
}

// A node is what holds for all addresses whose longest prefix is the same: the
// index of the deciding row of each rank, -1 for none.
type node [numRanks]int32

// A prefixTable answers which rows hold an address with one walk of the trie.
// Rows of shorter prefixes are inherited when the table is built, so that a
// look-up does not climb: see BenchmarkPrefix.
type prefixTable struct {
	trie     bart.Table[int32] // index into nodes; -1: special addresses
	nodes    []node
	rows     []row
	read     []PrefixFile
	compiled *compiled // a table made by longarm update; nil: none
	// rivals are the rows that say something else of the same prefix with the same
	// rank as a deciding row: another provider, or another region.
	rivals map[*row][]*row
}

// buildPrefixes makes a table of rows. Of two rows of a rank the longer prefix
// decides, but a row that the user brought is never overruled by an embedded one;
// of two with the same prefix the later stands, and those that say something else are its rivals.
func buildPrefixes(rows []row, read []PrefixFile) *prefixTable {
	t := &prefixTable{rows: rows, read: read, nodes: make([]node, 0, len(rows)), rivals: map[*row][]*row{}}
	order := make([]int32, len(rows))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		return cmp.Compare(rows[a].prefix.Bits(), rows[b].prefix.Bits())
	})
	for _, i := range order {
		t.insert(i)
	}
	for _, p := range special {
		t.trie.Insert(p, -1)
	}
	return t
}

func (t *prefixTable) insert(i int32) {
	r := &t.rows[i]
	n := node{-1, -1, -1, -1}
	at, same := t.trie.Get(r.prefix)
	if same {
		n = t.nodes[at]
	} else if up, ok := t.trie.LookupPrefix(r.prefix); ok {
		n = t.nodes[up]
	}
	if old := n[r.rank]; old < 0 || r.own || !t.rows[old].own {
		if old >= 0 && t.rows[old].prefix == r.prefix && t.rows[old].own == r.own {
			t.contest(i, old)
		}
		n[r.rank] = i
	}
	if same {
		t.nodes[at] = n
		return
	}
	t.trie.Insert(r.prefix, int32(len(t.nodes)))
	t.nodes = append(t.nodes, n)
}

// contest notes that row i takes the place of old, of the same prefix and rank.
func (t *prefixTable) contest(i, old int32) {
	r, was := &t.rows[i], &t.rows[old]
	for _, o := range append([]*row{was}, t.rivals[was]...) {
		if o.profile != r.profile || o.region != r.region {
			t.rivals[r] = append(t.rivals[r], o)
		}
	}
	delete(t.rivals, was)
}

// owners returns a hit for each provider that the deciding rows of p name, by id:
// one, unless rows of one rank differ on it. Where they differ on the region, none has one.
func (t *prefixTable) owners(p netip.Prefix) []addressHit {
	hit := t.find(p)
	if hit == nil {
		return nil
	}
	rivals := append(slices.Clone(hit[0].others), t.rivals[hit[0]]...)
	if len(rivals) == 0 {
		return []addressHit{hit}
	}
	rows := append([]*row{hit[0]}, rivals...)
	slices.SortFunc(rows, func(a, b *row) int {
		return cmp.Or(strings.Compare(string(a.profile.ID), string(b.profile.ID)), strings.Compare(a.region, b.region))
	})
	var out []addressHit
	for len(rows) > 0 {
		n := slices.IndexFunc(rows, func(r *row) bool { return r.profile != rows[0].profile })
		if n < 0 {
			n = len(rows)
		}
		one := *rows[n-1] // regions stand last, if there are any
		if slices.ContainsFunc(rows[:n], func(r *row) bool { return r.region != "" && r.region != one.region }) {
			one.region = ""
		}
		out, rows = append(out, addressHit{&one}), rows[n:]
	}
	if len(out) == 1 {
		out[0] = append(out[0], hit[1:]...)
	}
	return out
}

// longest returns the longest prefix of any row that holds a.
func (t *prefixTable) longest(a netip.Addr) (netip.Prefix, bool) {
	if !a.IsValid() {
		return netip.Prefix{}, false
	}
	p, at, ok := t.trie.LookupPrefixLPM(netip.PrefixFrom(a, a.BitLen()))
	if ok && at < 0 {
		return netip.Prefix{}, false
	}
	if t.compiled != nil {
		if q, found := t.compiled.file.Longest(a); found && (!ok || q.Bits() > p.Bits()) {
			return q, true
		}
	}
	return p, ok
}

// An addressHit is what the tables say of an address: the deciding row first,
// then rows of other ranks that name the same provider.
type addressHit []*row

// find returns what holds for all of p, which is an address or a prefix that evidence was folded into.
func (t *prefixTable) find(p netip.Prefix) addressHit {
	var by [numRanks]*row
	switch at, ok := t.trie.LookupPrefix(p); {
	case ok && at < 0:
		return nil
	case ok:
		for k, i := range t.nodes[at] {
			if i >= 0 {
				by[k] = &t.rows[i]
			}
		}
	}
	if t.compiled != nil {
		t.compiled.decide(p, &by)
	}
	var hit addressHit
	for _, r := range by {
		if r != nil && (hit == nil || r.profile == hit[0].profile) {
			hit = append(hit, r)
		}
	}
	return hit
}

// prefix returns the longest prefix among the rows.
func (h addressHit) prefix() netip.Prefix {
	best := h[0].prefix
	for _, r := range h[1:] {
		if r.prefix.Bits() > best.Bits() {
			best = r.prefix
		}
	}
	return best
}

// files copies the list of files read.
func (t *prefixTable) files() []PrefixFile { return slices.Clone(t.read) }
