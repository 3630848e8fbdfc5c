package screening

import (
	"encoding/binary"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/screening/script"
)

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
	s.put(secIDs, c.ids.table(nil))
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
			if t := c.texts[w]; t[0] != script.LegalMark {
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
	var order [script.MaxTokens]string
	ws := order[:0]
	for i := range n {
		if t := text(i); t[0] != script.LegalMark {
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
			if c.roles[k][w] != script.PlainWord {
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
		if c.roles[k][w] != script.PlainWord || n == len(hs) {
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
