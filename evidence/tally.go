package evidence

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"iter"
	"math"
	"net/netip"
	"slices"
	"time"

	"github.com/longarm-project/longarm/fact"
)

// SeveralAssets stands for the asset where too many had to be counted together.
const SeveralAssets fact.AssetID = "(several assets)"

// A Tally counts the uses of addresses by assets, one record at a time, in
// bounded memory: when more than Options.Pairs different pairs are met, it counts
// more coarsely, in a way that keeps attribution as long as possible.
//
// It is a hash table of its own because logs of 10^8 records meet it twice a
// record: a Go map keyed by a struct with two words, an asset and a service costs
// about three times as much, and cannot be folded in place.
type Tally struct {
	o        Options
	level    level
	slots    []uint32 // index into entries + 1; a power of two long
	entries  []entry
	assets   []asset
	byName   map[string]uint32
	services []string
	memo     []folded
}

// A level is how finely a Tally counts.
type level int

const (
	exact     level = iota
	byPrefix        // addresses by the prefix that attributes them
	byGroup         // and assets by group
	together        // and all assets together
	byWide          // and addresses by /16 and /32: attribution is lost
	byNothing       // one count for IPv4, one for IPv6
)

var levelNotes = [...]string{
	exact:     "",
	byPrefix:  "addresses are counted by the prefix that attributes them",
	byGroup:   "addresses are counted by the prefix that attributes them, assets by group",
	together:  "addresses are counted by the prefix that attributes them, all assets together",
	byWide:    "addresses are counted by /16 and /32, all assets together: much cannot be attributed",
	byNothing: "all addresses are counted together: nothing can be attributed",
}

// An asset is a side of the uses: its name, its group's, and the number it is counted under.
type asset struct {
	name, group string
	as          uint32
}

// A key is what is counted: bits is the prefix length, exactBits for an address.
type key struct {
	hi, lo  uint64 // IPv4 as ::ffff:0:0/96
	asset   uint32
	service uint16
	bits    uint8
}

const exactBits = 0xff

type entry struct {
	key
	own           bool
	used, refused count
	first, last   int64 // seconds; first is math.MaxInt64 and last 0 where not known
	line          int64
}

type count struct{ records, in, out int64 }

func (c *count) add(d count) {
	c.records += d.records
	c.in += d.in
	c.out += d.out
}

// A folded remembers Options.Fold of one address.
type folded struct {
	set    bool
	hi, lo uint64
	to     key
}

const memoSize = 1 << 13

// NewTally returns an empty Tally. Of o it uses Fold and Pairs.
func NewTally(o Options) *Tally {
	return &Tally{o: o.withDefaults(), slots: make([]uint32, 1<<10), byName: make(map[string]uint32), services: []string{""}}
}

// A Use is one record: bytes as the asset sees them, and times in seconds since 1970, 0 if not known.
type Use struct {
	In, Out     int64
	First, Last int64
	Line        int64
	Rejected    bool // attempted, not used: counted apart
}

// Known returns the number of an asset already entered.
func (t *Tally) Known(name []byte) (uint32, bool) {
	n, ok := t.byName[string(name)]
	return n, ok
}

// Enter returns the number of an asset; group names the group it belongs to,
// such as its account, under which it is counted where assets are too many.
func (t *Tally) Enter(name, group string) uint32 {
	if n, ok := t.byName[name]; ok {
		return n
	}
	switch {
	case t.level >= together:
		name, group = string(SeveralAssets), string(SeveralAssets)
	case t.level == byGroup:
		name = group
	}
	if n, ok := t.byName[name]; ok {
		return n
	}
	if len(t.assets) >= t.o.Pairs && t.level < together {
		t.coarsen(max(t.level+1, byGroup))
		return t.Enter(name, group)
	}
	n := uint32(len(t.assets))
	t.assets = append(t.assets, asset{name: name, group: group, as: n})
	t.byName[name] = n
	return n
}

// Service returns the number of a service, for Add; 0 is none. At most 1,000 are told apart.
func (t *Tally) Service(name string) uint16 {
	for i, s := range t.services {
		if s == name {
			return uint16(i)
		}
	}
	if len(t.services) >= 1000 {
		return 0
	}
	t.services = append(t.services, name)
	return uint16(len(t.services) - 1)
}

// Add counts a use of a, which must be plain, by an asset that was entered.
func (t *Tally) Add(asset uint32, service uint16, a netip.Addr, u Use) {
	e := t.at(t.key(asset, service, a))
	c := &e.used
	if u.Rejected {
		c = &e.refused
	}
	c.records++
	c.in += u.In
	c.out += u.Out
	if u.First > 0 {
		e.first = min(e.first, u.First)
	}
	e.last = max(e.last, u.Last)
	e.line = min(e.line, u.Line)
	if len(t.entries) > t.o.Pairs && t.level < byNothing {
		t.coarsen(t.level + 1)
	}
}

// Own says whether a is an address of the asset itself, whose uses are then not given. It works while single addresses are counted.
func (t *Tally) Own(asset uint32, a netip.Addr, own bool) {
	if t.level > exact {
		return
	}
	for service := range t.services {
		k := t.key(asset, uint16(service), a)
		if i := t.slots[t.find(k)]; i > 0 {
			t.entries[i-1].own = own
		}
	}
}

// key says under what a use is counted at the present level.
func (t *Tally) key(asset uint32, service uint16, a netip.Addr) key {
	b := a.As16()
	k := key{
		hi: binary.BigEndian.Uint64(b[:8]), lo: binary.BigEndian.Uint64(b[8:]),
		asset: t.assets[asset].as, service: service, bits: exactBits,
	}
	if t.level >= byPrefix {
		k = t.fold(k, a)
	}
	return k
}

// fold widens the address of k.
func (t *Tally) fold(k key, a netip.Addr) key {
	if t.memo == nil {
		t.memo = make([]folded, memoSize)
	}
	m := &t.memo[hash(key{hi: k.hi, lo: k.lo})%memoSize]
	if !m.set || m.hi != k.hi || m.lo != k.lo {
		p := t.o.Fold(a)
		if !p.IsValid() {
			p, _ = a.Prefix(0)
		}
		*m = folded{set: true, hi: k.hi, lo: k.lo, to: key{}.masked(t.wide(p))}
	}
	k.hi, k.lo, k.bits = m.to.hi, m.to.lo, m.to.bits
	return k
}

// wide widens a prefix as far as the level asks.
func (t *Tally) wide(p netip.Prefix) netip.Prefix {
	bits := p.Bits()
	switch {
	case t.level >= byNothing:
		bits = 0
	case t.level == byWide && p.Addr().Is4():
		bits = min(bits, 16)
	case t.level == byWide:
		bits = min(bits, 32)
	}
	return netip.PrefixFrom(p.Addr(), bits)
}

func (k key) masked(p netip.Prefix) key {
	b := p.Masked().Addr().As16()
	k.hi, k.lo = binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])
	k.bits = uint8(p.Bits())
	return k
}

func (k key) addr() netip.Addr {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], k.hi)
	binary.BigEndian.PutUint64(b[8:], k.lo)
	return netip.AddrFrom16(b).Unmap()
}

func (k key) endpoint() string {
	if k.bits == exactBits {
		return k.addr().String()
	}
	return netip.PrefixFrom(k.addr(), int(k.bits)).String()
}

// hash mixes by multiplication (Fibonacci hashing, Knuth 6.4), folding high bits down.
func hash(k key) uint64 {
	h := (k.hi ^ uint64(k.asset)<<20 ^ uint64(k.service)<<52) * 0x9e3779b97f4a7c15
	h ^= h >> 32
	h = (h ^ k.lo ^ uint64(k.bits)<<56) * 0xd6e8feb86659fd93
	return h ^ h>>32
}

// find returns the slot of k, or the empty slot where it belongs.
func (t *Tally) find(k key) int {
	mask := len(t.slots) - 1
	for i := int(hash(k)) & mask; ; i = (i + 1) & mask {
		if n := t.slots[i]; n == 0 || t.entries[n-1].key == k {
			return i
		}
	}
}

// at returns the entry of k, made if need be; it is valid until the next call.
func (t *Tally) at(k key) *entry {
	i := t.find(k)
	if t.slots[i] == 0 {
		if len(t.entries)*2 >= len(t.slots) {
			t.rehash(len(t.slots) * 2)
			i = t.find(k)
		}
		t.entries = append(t.entries, entry{key: k, first: math.MaxInt64, line: math.MaxInt64})
		t.slots[i] = uint32(len(t.entries))
	}
	return &t.entries[t.slots[i]-1]
}

func (t *Tally) rehash(size int) {
	t.slots = make([]uint32, size)
	for n := range t.entries {
		t.slots[t.find(t.entries[n].key)] = uint32(n + 1)
	}
}

// coarsen counts everything again at level l. Which level a Tally ends at
// depends on the pairs it met, not on their order.
func (t *Tally) coarsen(l level) {
	t.level = l
	if l >= byGroup {
		t.regroup()
	}
	old := t.entries
	t.entries = t.entries[:0:0]
	t.memo = nil
	t.slots = make([]uint32, 1<<10)
	for _, e := range old {
		if e.own {
			continue
		}
		k := e.key
		if k.asset = t.assets[e.asset].as; e.bits == exactBits {
			k = t.fold(k, e.addr())
		} else {
			k = k.masked(t.wide(netip.PrefixFrom(e.addr(), int(e.bits))))
		}
		n := t.at(k)
		n.used.add(e.used)
		n.refused.add(e.refused)
		n.first, n.last, n.line = min(n.first, e.first), max(n.last, e.last), min(n.line, e.line)
	}
}

// regroup counts assets under their groups, or all under one. Numbers given out stay good.
func (t *Tally) regroup() {
	n := len(t.assets)
	t.byName = make(map[string]uint32)
	for i := range n {
		group := t.assets[i].group
		if t.level >= together {
			group = string(SeveralAssets)
		}
		as, ok := t.byName[group]
		if !ok {
			as = uint32(len(t.assets))
			t.assets = append(t.assets, asset{name: group, group: group, as: as})
			t.byName[group] = as
		}
		t.assets[i].as = as
	}
}

// Note says how coarsely t counts, "" if by single address.
func (t *Tally) Note() string {
	if t.level == exact {
		return ""
	}
	return fmt.Sprintf("more than %d pairs: %s", t.o.Pairs, levelNotes[t.level])
}

// Lossy reports whether t counts so coarsely that attribution suffers.
func (t *Tally) Lossy() bool { return t.level >= byWide }

// Items yields an observation of a peer for each pair, by asset, address and service.
// Service and provider of an observation are those that serve returns for the name of a service.
func (t *Tally) Items(serve func(service string) (name, provider string)) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		slices.SortFunc(t.entries, func(a, b entry) int {
			return cmp.Or(
				cmp.Compare(t.assets[a.asset].name, t.assets[b.asset].name),
				cmp.Compare(a.hi, b.hi), cmp.Compare(a.lo, b.lo), cmp.Compare(a.bits, b.bits),
				cmp.Compare(t.services[a.service], t.services[b.service]),
			)
		})
		t.slots = nil
		for _, e := range t.entries {
			if !e.own && !yield(t.item(e, serve)) {
				return
			}
		}
	}
}

func (t *Tally) item(e entry, serve func(string) (string, string)) Item {
	ob := &fact.Observation{
		Asset: fact.AssetID(t.assets[e.asset].name), Endpoint: e.endpoint(), What: fact.ObservedPeer,
		BytesIn: e.used.in, BytesOut: e.used.out, Flows: e.used.records,
		RejectedIn: e.refused.in, RejectedOut: e.refused.out, Rejected: e.refused.records,
		First: Stamp(e.first), Last: Stamp(e.last),
	}
	ob.Service, ob.Provider = serve(t.services[e.service])
	return Item{Body: ob, Line: e.line, Place: Records(e.used.records + e.refused.records)}
}

// Stamp writes seconds since 1970 as RFC 3339 in UTC, "" for what is no time after 1970 and before 10000.
func Stamp(seconds int64) string {
	if seconds <= 0 || seconds > 253402300799 {
		return ""
	}
	return time.Unix(seconds, 0).UTC().Format(time.RFC3339)
}

// Records writes a number of log records for Item.Place.
func Records(n int64) string {
	if n == 1 {
		return "1 record"
	}
	return fmt.Sprintf("%d records", n)
}
