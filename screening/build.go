package screening

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/registry"
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
}

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
	roles  [2][]role // for each kind and word
	rows   []rowRecord
	tokens []uint32
	spans  []byte        // of each token
	posts  [2][][]uint32 // for each kind and word, the rows that hold it
	seen   [2][]uint32   // for each kind and word, 1 + the entry counted last
	df     [2][]int32
	n      [2]int
	reader reader
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
		c.entry(uint32(i), e)
	}
	return c.lay(b)
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
func kindOf(t registry.EntryType) (nameKind, bool) {
	if t == registry.PersonEntry {
		return personName, false
	}
	return bodyName, true
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
	var seen []string
	for i, name := range e.Names[:min(len(e.Names), 1<<16-1)] {
		f := flags | aliasFlags(string(name.Kind), i)
		for _, form := range c.reader.read(name.Text, kind) {
			g := f
			if form.native {
				g |= rowNative
			}
			if form.read {
				g |= rowRead
			}
			key := rowKey(form.tokens, g)
			if len(form.tokens) == 0 || slices.Contains(seen, key) {
				continue
			}
			seen = append(seen, key)
			c.row(rowRecord{entry: id, name: uint16(i), flags: g}, form.tokens, k)
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
func rowKey(ts []token, flags uint8) string {
	var b strings.Builder
	b.WriteByte(flags & (rowNative | rowRead))
	for _, t := range ts {
		b.WriteString(t.text)
		b.WriteByte(' ')
	}
	return b.String()
}

func (c *compiler) row(r rowRecord, ts []token, k int) {
	id := uint32(len(c.rows))
	r.tokens, r.count = uint32(len(c.tokens)), uint8(len(ts))
	for _, t := range ts {
		w := c.word(t, k)
		c.tokens = append(c.tokens, w)
		c.spans = binary.LittleEndian.AppendUint16(c.spans, uint16(min(t.from, 1<<16-1)))
		c.spans = binary.LittleEndian.AppendUint16(c.spans, uint16(min(t.to, 1<<16-1)))
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

func (c *compiler) word(t token, k int) uint32 {
	if w, ok := c.words[t.text]; ok {
		if c.df[k][w] == 0 || t.role < c.roles[k][w] {
			c.roles[k][w] = t.role // plain somewhere is plain everywhere
		}
		return w
	}
	w := uint32(len(c.texts))
	text := strings.Clone(t.text)
	c.words[text] = w
	c.texts = append(c.texts, text)
	for k := range 2 {
		c.roles[k] = append(c.roles[k], t.role)
		c.posts[k] = append(c.posts[k], nil)
		c.seen[k] = append(c.seen[k], 0)
		c.df[k] = append(c.df[k], 0)
	}
	return w
}

// lay writes the sections. Words are numbered anew in the order of their text.
func (c *compiler) lay(b *Builder) []byte {
	order := make([]uint32, len(c.texts))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int { return strings.Compare(c.texts[x], c.texts[y]) })
	renumber := make([]uint32, len(order))
	for i, w := range order {
		renumber[w] = uint32(i)
	}
	var s sections
	s.put(secLists, encodeLists(b.lists))
	s.put(secCounts, c.counts())
	c.layWords(&s, order)
	c.layRows(&s, renumber)
	layEntries(&s, b.entries)
	return s.bytes()
}

func (c *compiler) counts() []byte {
	var out []byte
	for _, n := range c.n {
		out = binary.LittleEndian.AppendUint32(out, uint32(n))
	}
	return out
}

func encodeLists(ls []List) []byte {
	out := binary.AppendUvarint(nil, uint64(len(ls)))
	for _, l := range ls {
		for _, s := range []string{l.ID, l.Version, l.Digest, l.File} {
			out = binary.AppendUvarint(out, uint64(len(s)))
			out = append(out, s...)
		}
	}
	return out
}

// layWords writes texts, weights, postings and keys of the words, and which words are alike.
func (c *compiler) layWords(s *sections, order []uint32) {
	var long []byte
	var posts [2][]byte
	var near, skel keyList
	for k := range 2 {
		c.weights[k] = make([]weight, len(c.texts))
	}
	words := make([]byte, (len(order)+1)*wordSize)
	buf := make([]byte, 0, 64)
	for id, w := range order {
		r := words[id*wordSize:]
		text := c.texts[w]
		if len(text) <= shortText {
			r[0] = byte(len(text))
			copy(r[1:], text)
		} else {
			r[0] = longText
			binary.LittleEndian.PutUint32(r[4:], uint32(len(long)))
			binary.LittleEndian.PutUint32(r[8:], uint32(len(text)))
			long = append(long, text...)
		}
		for k := range 2 {
			c.weights[k][w] = weigh(text, c.roles[k][w], float64(c.df[k][w]), c.n[k], k == 1)
			r[recWeight+k] = byte(c.weights[k][w])
			posts[k] = appendPosting(posts[k], c.posts[k][w])
			binary.LittleEndian.PutUint32(r[wordSize+recPosts+4*k:], uint32(len(posts[k])))
		}
		deletions([]byte(text), &buf, func(h uint32) { near.add(h, uint32(id)) })
		skeletonHashes([]byte(text), func(h uint32) { skel.add(h, uint32(id)) })
	}
	s.put(secWords, words)
	s.put(secLongText, long)
	for k := range 2 {
		s.put(secPosts+section(k), posts[k])
	}
	s.put(secNear, near.table(nil))
	s.put(secSkeleton, skel.table(nil))
	s.put(secLike, likeWords(s))
}

// likeWords finds the words like each word once and for all: a query that holds a word of
// the index, as most do, need not look for its spellings.
func likeWords(s *sections) []byte {
	x := &Index{words: s[secWords], longText: s[secLongText]}
	x.near, _ = openKeys(s[secNear])
	x.skel, _ = openKeys(s[secSkeleton])
	work := newSearch()
	var like []byte
	for id := range x.wordCount() {
		x.lookUp(work, x.word(uint32(id)), true)
		like = appendLike(like, work.nears[:min(len(work.nears), maxNear)])
		binary.LittleEndian.PutUint32(x.words[(id+1)*wordSize+recLike:], uint32(len(like)))
	}
	return like
}

// appendPosting appends row numbers as differences.
func appendPosting(dst []byte, rows []uint32) []byte {
	last := uint32(0)
	for _, r := range rows {
		dst = binary.AppendUvarint(dst, uint64(r-last))
		last = r
	}
	return dst
}

func (c *compiler) layRows(s *sections, renumber []uint32) {
	var rows, tokens []byte
	var whole, pairs keyList
	var buf []byte
	common := c.commonSkeletons()
	for id, r := range c.rows {
		rows = binary.LittleEndian.AppendUint32(rows, r.entry)
		rows = binary.LittleEndian.AppendUint32(rows, r.tokens)
		rows = binary.LittleEndian.AppendUint16(rows, r.name)
		rows = append(rows, r.flags, r.count)
		ts := c.tokens[r.tokens:][:r.count]
		load := 0
		for _, w := range ts {
			load += int(c.weights[r.flags&rowBody][w])
		}
		rows = binary.LittleEndian.AppendUint16(rows, uint16(load))
		rows = append(rows, 0, 0)
		var words [fewWords]uint32
		for i, w := range ts {
			if len(ts) > fewWords {
				words[0] = uint32(len(tokens)/4 - i)
				tokens = binary.LittleEndian.AppendUint32(tokens, renumber[w])
			} else {
				words[i] = renumber[w]
			}
		}
		for _, w := range words {
			rows = binary.LittleEndian.AppendUint32(rows, w)
		}
		var spaceless []byte
		for _, w := range ts {
			if t := c.texts[w]; t[0] != legalMark {
				spaceless = append(spaceless, t...)
			}
		}
		if len(spaceless) > 0 {
			whole.add(hashOf(spaceless), uint32(id))
		}
		buf = sortedKey(buf[:0], len(ts), func(i int) string { return c.texts[ts[i]] })
		whole.add(hashOf(buf), uint32(id))
		c.pairKeys(ts, r.flags, common, func(h uint32) { pairs.add(h, uint32(id)) })
	}
	s.put(secRows, rows)
	s.put(secTokens, tokens)
	s.put(secSpans, c.spans)
	s.put(secWhole, whole.table(nil))
	s.put(secPairs, pairs.table(nil))
}

func layEntries(s *sections, entries [][]byte) {
	var all, ends []byte
	for _, e := range entries {
		all = append(all, e...)
		ends = binary.LittleEndian.AppendUint64(ends, uint64(len(all)))
	}
	s.put(secEntries, all)
	s.put(secEntryEnd, ends)
}

// sortedKey appends the words of a name in order, legal forms left out unless nothing else is there.
func sortedKey(dst []byte, n int, text func(int) string) []byte {
	var order [maxTokens]string
	ws := order[:0]
	for i := range n {
		if t := text(i); t[0] != legalMark {
			ws = append(ws, t)
		}
	}
	if len(ws) == 0 {
		for i := range n {
			ws = append(ws, text(i))
		}
	}
	slices.Sort(ws)
	for _, w := range ws {
		dst = append(dst, w...)
		dst = append(dst, ' ')
	}
	return dst
}

// crowd is the number of rows from which the words of one skeleton count as common: such rows are
// found by the skeletons of two words together, for no query reads a crowd's postings to the end.
const crowd = 800

// commonSkeletons returns, for each kind, the skeletons whose words stand in a crowd of rows.
func (c *compiler) commonSkeletons() [2]map[uint32]bool {
	var out [2]map[uint32]bool
	for k := range 2 {
		counts := make(map[uint32]int)
		for w, text := range c.texts {
			if c.roles[k][w] != plainWord {
				continue
			}
			if n := len(c.posts[k][w]); n > 0 {
				firstSkeleton([]byte(text), func(h uint32) { counts[h] += n })
			}
		}
		out[k] = make(map[uint32]bool)
		for h, n := range counts {
			if n >= crowd {
				out[k][h] = true
			}
		}
	}
	return out
}

// firstSkeleton yields the hash of the first skeleton of a plain word.
func firstSkeleton(text []byte, yield func(uint32)) {
	done := false
	skeletonHashes(text, func(h uint32) {
		if !done {
			yield(h)
		}
		done = true
	})
}

// pairKeys yields a key for each pair of common words of a row.
func (c *compiler) pairKeys(ts []uint32, flags uint8, common [2]map[uint32]bool, yield func(uint32)) {
	k := 0
	if flags&rowBody != 0 {
		k = 1
	}
	var hs [8]uint32
	n := 0
	for _, w := range ts {
		if c.roles[k][w] != plainWord || n == len(hs) {
			continue
		}
		firstSkeleton([]byte(c.texts[w]), func(h uint32) {
			if common[k][h] {
				hs[n] = h
				n++
			}
		})
	}
	for i := range n {
		for j := i + 1; j < n; j++ {
			yield(pairKey(hs[i], hs[j], k))
		}
	}
}

// pairKey joins the hashes of two skeletons, in either order, and the kind of row.
func pairKey(a, b uint32, k int) uint32 {
	if a > b {
		a, b = b, a
	}
	var buf [9]byte
	binary.LittleEndian.PutUint32(buf[:], a)
	binary.LittleEndian.PutUint32(buf[4:], b)
	buf[8] = byte(k)
	return hashOf(buf[:])
}
