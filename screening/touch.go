package screening

import "encoding/binary"

// In a large index each visit to a word, row or entry waits for memory, and visits one after the other wait one after the
// other. The functions here read a byte of each place that is about to be visited: such reads do not depend on one another, so
// that the processor waits for many at once. They change no answer.

// touchRows touches the records of rows.
func (x *Index) touchRows(s *search, rs []ranking) {
	sum := byte(0)
	for _, r := range rs {
		if at := uint64(r.row()) * rowSize; at < uint64(len(x.rows)) {
			sum += x.rows[at]
		}
	}
	s.touched += sum
}

// touchWords touches the records of the words of a row.
func (x *Index) touchWords(s *search, ids words32) {
	sum := byte(0)
	for ; len(ids) >= 4; ids = ids[4:] {
		if at := uint64(binary.LittleEndian.Uint32(ids)) * wordSize; at < uint64(len(x.words)) {
			sum += x.words[at]
		}
	}
	s.touched += sum
}

// touchWordList touches the records of words.
func (x *Index) touchWordList(s *search, ids []uint32) {
	sum := byte(0)
	for _, id := range ids {
		if at := uint64(id) * wordSize; at < uint64(len(x.words)) {
			sum += x.words[at]
		}
	}
	s.touched += sum
}

// touchPostings touches where the postings of words begin.
func (x *Index) touchPostings(s *search, nears []near, k int) {
	sum := byte(0)
	for _, n := range nears {
		at := uint64(n.word)*wordSize + recPosts + 4*uint64(k)
		if at+4 > uint64(len(x.words)) {
			continue
		}
		if from := binary.LittleEndian.Uint32(x.words[at:]); uint64(from) < uint64(len(x.posts[k])) {
			sum += x.posts[k][from]
		}
	}
	s.touched += sum
}

// touch touches the buckets of hashes.
func (t *keyTable) touch(s *search, hashes []uint32) {
	sum := byte(0)
	for _, h := range hashes {
		if lo, hi := t.span(h); lo < hi {
			sum += t.pairs[lo*pairSize]
		}
	}
	s.touched += sum
}

// touchEntries touches the entries and spans of rows about to be explained.
func (x *Index) touchEntries(s *search, found []best) {
	sum := byte(0)
	for i := range found {
		if at := uint64(found[i].entry) * 8; at < uint64(len(x.entryEnd)) {
			sum += x.entryEnd[at]
		}
	}
	for i := range found {
		if b := x.entryBytes(found[i].entry); len(b) > 0 {
			sum += b[0]
		}
		if r, ok := x.row(found[i].row); ok {
			sum += r.spans[0]
		}
	}
	s.touched += sum
}
