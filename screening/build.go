package screening

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/screening/script"
)

// A List says from which edition of a list entries were taken.
type List struct {
	ID      string // as Entry.List
	Version string // date or number of the edition, in the publisher's words
	Digest  string // SHA-256 of the file, in hexadecimal
	File    string // as the caller named it
}

// A Builder gathers list entries and compiles them. Its zero value is ready.
// The order of calls does not change what Bytes returns.
type Builder struct {
	lists   []List
	entries [][]byte
	arena   []byte
	faults  []Fault
}

// A Fault is an entry whose names the program could not read for a fault of its own. It is kept and never found.
type Fault struct {
	Entry string // "<list>:<number>"
	What  string
}

// Faults returns the entries that Bytes could not read.
func (b *Builder) Faults() []Fault { return b.faults }

// AddList states the edition of a list.
func (b *Builder) AddList(l List) { b.lists = append(b.lists, l) }

// Add adds an entry. Entries without names are kept and never found. The same entry twice counts once.
func (b *Builder) Add(e *registry.Entry) {
	if cap(b.arena)-len(b.arena) < 1<<12 {
		b.arena = make([]byte, 0, 1<<20)
	}
	start := len(b.arena)
	b.arena = encodeEntry(b.arena, e)
	b.entries = append(b.entries, b.arena[start:len(b.arena):len(b.arena)])
}

// Compile is Builder for entries at hand.
func Compile(entries []registry.Entry, lists ...List) []byte {
	var b Builder
	for _, l := range lists {
		b.AddList(l)
	}
	for i := range entries {
		b.Add(&entries[i])
	}
	return b.Bytes()
}

// Flags of a row.
const (
	rowBody   = 1 << iota // the entry is not a person
	rowNative             // Han characters stand for themselves
	rowRead               // Han characters romanised
	rowWeak               // a weak alias
	rowAlias              // any name but the primary one
	rowCraft              // the entry is a vessel or aircraft
)

// A compiler holds what Bytes works on.
type compiler struct {
	words  map[string]uint32
	texts  []string
	roles  [2][]script.Role // for each kind and word
	rows   []rowRecord
	tokens []uint32
	spans  []byte        // of each token
	posts  [2][][]uint32 // for each kind and word, the rows that hold it
	seen   [2][]uint32   // for each kind and word, 1 + the entry counted last
	df     [2][]int32
	n      [2]int
	reader script.Reader
	ids    keyList // of identifiers, to entries
	// weights are those of the words, for each kind.
	weights [2][]weight
}

type rowRecord struct {
	entry  uint32
	name   uint16
	flags  uint8
	count  uint8
	tokens uint32
}

// Bytes compiles all entries added so far; doc/formats/screening.md describes the result.
func (b *Builder) Bytes() []byte {
	slices.SortFunc(b.entries, compareEncoded)
	b.entries = slices.CompactFunc(b.entries, bytes.Equal)
	slices.SortFunc(b.lists, func(x, y List) int {
		return cmp.Or(strings.Compare(x.ID, y.ID), strings.Compare(x.Version, y.Version), strings.Compare(x.Digest, y.Digest), strings.Compare(x.File, y.File))
	})
	b.lists = slices.Compact(b.lists)
	c := compiler{words: make(map[string]uint32)}
	for i, enc := range b.entries {
		e, err := decodeEntry(enc)
		if err != nil {
			panic("screening: own entry does not decode")
		}
		if what := c.tryEntry(uint32(i), e); what != "" {
			b.faults = append(b.faults, Fault{e.ID(), what})
		}
	}
	return c.lay(b)
}

// tryEntry is entry for any content: one entry that cannot be read does not cost the others. It says what failed.
func (c *compiler) tryEntry(id uint32, e *registry.Entry) (what string) {
	defer func() {
		if r := recover(); r != nil {
			what = fmt.Sprint(r)
		}
	}()
	c.entry(id, e)
	return ""
}

// compareEncoded orders entries by list, then number (numbers as numbers), then content.
func compareEncoded(x, y []byte) int {
	dx, dy := decoder{b: x}, decoder{b: y}
	if c := strings.Compare(dx.str(), dy.str()); c != 0 {
		return c
	}
	nx, ny := dx.str(), dy.str()
	if isDigits(nx) && isDigits(ny) {
		if c := cmp.Compare(len(nx), len(ny)); c != 0 {
			return c
		}
	}
	return cmp.Or(strings.Compare(nx, ny), bytes.Compare(x, y))
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// kindOf returns the rules an entry's names are read by, and whether it counts among bodies.
func kindOf(t registry.EntryType) (script.NameKind, bool) {
	if t == registry.PersonEntry {
		return script.PersonName, false
	}
	return script.BodyName, true
}

func (c *compiler) entry(id uint32, e *registry.Entry) {
	kind, body := kindOf(e.Type)
	k := 0
	var flags uint8
	if body {
		k, flags = 1, rowBody
	}
	if e.Type == registry.VesselEntry || e.Type == registry.AircraftEntry {
		flags |= rowCraft
	}
	c.n[k]++
	c.layIdentifiers(id, e)
	var seen []string
	for i, name := range e.Names[:min(len(e.Names), 1<<16-1)] {
		f := flags | aliasFlags(string(name.Kind), i)
		for _, form := range c.reader.Read(name.Text, kind) {
			g := f
			if form.Native {
				g |= rowNative
			}
			if form.Read {
				g |= rowRead
			}
			key := rowKey(form.Tokens, g)
			if len(form.Tokens) == 0 || slices.Contains(seen, key) {
				continue
			}
			seen = append(seen, key)
			c.row(rowRecord{entry: id, name: uint16(i), flags: g}, form.Tokens, k)
		}
	}
}

func aliasFlags(kind string, i int) uint8 {
	switch {
	case kind == "weak":
		return rowWeak | rowAlias
	case kind != "" || i > 0:
		return rowAlias
	}
	return 0
}

// rowKey tells apart the rows of one entry: a name whose words were listed before under the same entry adds nothing.
func rowKey(ts []script.Token, flags uint8) string {
	var b strings.Builder
	b.WriteByte(flags & (rowNative | rowRead))
	for _, t := range ts {
		b.WriteString(t.Text)
		b.WriteByte(' ')
	}
	return b.String()
}

func (c *compiler) row(r rowRecord, ts []script.Token, k int) {
	id := uint32(len(c.rows))
	r.tokens, r.count = uint32(len(c.tokens)), uint8(len(ts))
	for _, t := range ts {
		w := c.word(t, k)
		c.tokens = append(c.tokens, w)
		c.spans = binary.LittleEndian.AppendUint16(c.spans, uint16(min(t.From, 1<<16-1)))
		c.spans = binary.LittleEndian.AppendUint16(c.spans, uint16(min(t.To, 1<<16-1)))
		p := &c.posts[k][w]
		if n := len(*p); n == 0 || (*p)[n-1] != id {
			*p = append(*p, id)
		}
		if c.seen[k][w] != r.entry+1 {
			c.seen[k][w] = r.entry + 1
			c.df[k][w]++
		}
	}
	c.rows = append(c.rows, r)
}

func (c *compiler) word(t script.Token, k int) uint32 {
	if w, ok := c.words[t.Text]; ok {
		if c.df[k][w] == 0 || t.Role < c.roles[k][w] {
			c.roles[k][w] = t.Role // plain somewhere is plain everywhere
		}
		return w
	}
	w := uint32(len(c.texts))
	text := strings.Clone(t.Text)
	c.words[text] = w
	c.texts = append(c.texts, text)
	for k := range 2 {
		c.roles[k] = append(c.roles[k], t.Role)
		c.posts[k] = append(c.posts[k], nil)
		c.seen[k] = append(c.seen[k], 0)
		c.df[k] = append(c.df[k], 0)
	}
	return w
}
