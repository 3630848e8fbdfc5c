package evidence

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"iter"
	"net/netip"
	"slices"
	"strings"
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
	byName   map[string]uint32 // at most Options.Pairs
	groups   map[string]uint32
	services []string
	memo     []met
	refused  map[uint32]*count // by index into entries
	queue    [batch]queued
	queued   int
	touched  int64
}

// A queued is a use that waits for its batch.
type queued struct {
	Use
	addr    netip.Addr
	asset   uint32
	service uint16
}

// batch is how many uses are counted at a time. Their entries are touched
// first, all at once: memory then answers in parallel, which halves the time
// of a log with so many peers that the table does not fit the caches.
const batch = 32

// An asset is a side of the uses: its name, its group's, and the number it is counted under.
type asset struct {
	name, group string
	as          uint32
}

// NewTally returns an empty Tally. Of o it uses Fold and Pairs.
func NewTally(o Options) *Tally {
	return &Tally{
		o: o.withDefaults(), slots: make([]uint32, 1<<10), services: []string{""},
		byName: make(map[string]uint32), groups: make(map[string]uint32),
	}
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
	if len(t.byName) >= t.o.Pairs {
		if t.level < byGroup {
			t.coarsen(byGroup)
		}
		return t.groupOf(group)
	}
	n := uint32(len(t.assets))
	t.assets = append(t.assets, asset{name: name, group: group, as: n})
	t.byName[name] = n
	if t.level >= byGroup {
		as := t.groupOf(group)
		t.assets[n].as = as
	}
	return n
}

// groupOf returns the number under which a group is counted.
func (t *Tally) groupOf(group string) uint32 {
	if t.level >= together || len(t.groups) >= t.o.Pairs {
		group = string(SeveralAssets)
	}
	n, ok := t.groups[group]
	if !ok {
		n = uint32(len(t.assets))
		t.assets = append(t.assets, asset{name: group, group: group, as: n})
		t.groups[group] = n
	}
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
	t.queue[t.queued] = queued{Use: u, addr: a, asset: asset, service: service}
	if t.queued++; t.queued == batch {
		t.flush()
	}
}

// flush counts the uses that wait.
func (t *Tally) flush() {
	waiting := t.queue[:t.queued]
	t.queued = 0
	t.touch(waiting)
	for i := range waiting {
		t.count(&waiting[i])
	}
}

// touch brings into the caches what counting will read.
func (t *Tally) touch(waiting []queued) {
	if t.memo == nil {
		if len(t.entries) < smallTally {
			return
		}
		t.memo = make([]met, 1<<memoBits)
	}
	var at [batch]uint32
	for i := range waiting {
		if a := waiting[i].addr; a.Is4() {
			at[i] = t.memo[memoPlace(v4(a))].entry
		}
	}
	for _, n := range at {
		if n > 0 {
			t.touched += t.entries[n-1].line
		}
	}
}

func v4(a netip.Addr) uint32 {
	b := a.As4()
	return binary.BigEndian.Uint32(b[:])
}

func memoPlace(addr uint32) uint32 { return addr * 0x9e3779b1 >> (32 - memoBits) }

func (t *Tally) count(u *queued) {
	n := t.entry(t.assets[u.asset].as, u.service, u.addr)
	e := &t.entries[n]
	if u.Rejected {
		t.refuse(uint32(n), count{1, u.In, u.Out})
	} else {
		e.used.records++
		e.used.in += u.In
		e.used.out += u.Out
	}
	e.first = min(e.first, seconds(u.First, unknownTime))
	e.last = max(e.last, seconds(u.Last, 0))
	e.line = min(e.line, u.Line)
	if len(t.entries) > t.o.Pairs && t.level < byNothing {
		t.coarsen(t.level + 1)
	}
}

// seconds fits a time into 32 bits; what does not fit is not known.
func seconds(at int64, unknown uint32) uint32 {
	if at <= 0 || at >= unknownTime {
		return unknown
	}
	return uint32(at)
}

func (t *Tally) refuse(n uint32, c count) {
	have := t.refused[n]
	if have == nil {
		if t.refused == nil {
			t.refused = make(map[uint32]*count)
		}
		have = new(count)
		t.refused[n] = have
	}
	have.add(c)
}

// Own says whether a is an address of the asset itself, whose uses are then not given. It works while single addresses are counted.
func (t *Tally) Own(asset uint32, a netip.Addr, own bool) {
	if t.flush(); t.level > exact {
		return
	}
	for service := range t.services {
		k := t.key(t.assets[asset].as, uint16(service), a)
		if i := t.slots[t.find(k)]; i > 0 {
			t.entries[i-1].own = own
		}
	}
}

// Note says how coarsely t counts, "" if by single address.
func (t *Tally) Note() string {
	if t.flush(); t.level == exact {
		return ""
	}
	return fmt.Sprintf("more than %d pairs: %s", t.o.Pairs, levelNotes[t.level])
}

// Lossy reports whether t counts so coarsely that attribution suffers.
func (t *Tally) Lossy() bool { return t.level >= byWide }

// Items yields an observation of a peer for each pair, by asset, address and service.
// Service and provider of an observation are those that serve returns for the name of a service.
func (t *Tally) Items(serve func(service string) (name, provider string)) iter.Seq[Item] {
	t.flush()
	order := make([]uint32, 0, len(t.entries))
	for n := range t.entries {
		if !t.entries[n].own {
			order = append(order, uint32(n))
		}
	}
	slices.SortFunc(order, func(i, j uint32) int {
		a, b := &t.entries[i], &t.entries[j]
		return cmp.Or(
			strings.Compare(t.assets[a.asset].name, t.assets[b.asset].name),
			cmp.Compare(a.hi, b.hi), cmp.Compare(a.lo, b.lo), cmp.Compare(a.bits, b.bits),
			strings.Compare(t.services[a.service], t.services[b.service]),
		)
	})
	return func(yield func(Item) bool) {
		for _, n := range order {
			if !yield(t.item(n, serve)) {
				return
			}
		}
	}
}

func (t *Tally) item(n uint32, serve func(string) (string, string)) Item {
	e := &t.entries[n]
	var refused count
	if c := t.refused[n]; c != nil {
		refused = *c
	}
	ob := &fact.Observation{
		Asset: fact.AssetID(t.assets[e.asset].name), Endpoint: e.endpoint(), What: fact.ObservedPeer,
		BytesIn: e.used.in, BytesOut: e.used.out, Flows: e.used.records,
		RejectedIn: refused.in, RejectedOut: refused.out, Rejected: refused.records,
		Last: Stamp(int64(e.last)),
	}
	if e.first != unknownTime {
		ob.First = Stamp(int64(e.first))
	}
	ob.Service, ob.Provider = serve(t.services[e.service])
	return Item{Body: ob, Line: e.line, Place: Records(e.used.records + refused.records)}
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
