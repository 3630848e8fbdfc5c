package detect

import "math/bits"

// A Hit is a value found in text by its shape and check digits.
type Hit struct {
	Kind       Kind
	Confidence Confidence
	Start, End int // in the text
}

// A Scanner finds values in text. It may be used by one goroutine at a time; the zero value is ready.
type Scanner struct {
	maps [chunkBlocks + 1]block
	tail [chunkBytes + 64]byte
	hits []Hit
}

// Scan returns what it finds in d, by place. The slice is valid until the next call.
//
// Bitmaps of eight byte classes are combined with shifted copies of themselves, which
// gives for 64 positions at a time where a shape can begin; only such places reach the
// validators. Blocks without any, which most are, cost a few dozen operations.
func (s *Scanner) Scan(d []byte) []Hit {
	s.hits = s.hits[:0]
	f := finder{d: d, s: s}
	for base := 0; base < len(d); base += chunkBytes {
		part, blocks := d[base:], chunkBlocks
		if len(part) < chunkBytes+64 {
			blocks = min(chunkBlocks, (len(part)+63)/64)
			n := copy(s.tail[:], part)
			clear(s.tail[n : (blocks+1)*64])
			part = s.tail[:]
		}
		classify(part, s.maps[:blocks+1])
		f.chunk(base, s.maps[:blocks+1])
	}
	s.order()
	return s.hits
}

// order sorts the hits, which are nearly so, and drops one that lies within another.
func (s *Scanner) order() {
	h := s.hits
	for i := 1; i < len(h); i++ {
		for j := i; j > 0 && (h[j].Start < h[j-1].Start || h[j].Start == h[j-1].Start && h[j].End > h[j-1].End); j-- {
			h[j], h[j-1] = h[j-1], h[j]
		}
	}
	out := h[:0]
	for _, x := range h {
		if n := len(out); n == 0 || x.Start >= out[n-1].End {
			out = append(out, x)
		}
	}
	s.hits = out
}

// A finder goes over one text. The three words are the last block's, for what ran into this one.
type finder struct {
	d             []byte
	s             *Scanner
	digit, word   uint64
	dashes, colon uint64
}

func (f *finder) add(k Kind, c Confidence, start, end int) {
	f.s.hits = append(f.s.hits, Hit{k, c, start, end})
}

// from returns the bits k places further on, the next block's shifted in.
func from(cur, next uint64, k uint) uint64 { return cur>>k | next<<(64-k) }

// chunk looks at the blocks of one chunk of text that begins at base.
func (f *finder) chunk(base int, maps []block) {
	for j := range len(maps) - 1 {
		cur, next := &maps[j], &maps[j+1]
		D, N, W, X := cur.digit, next.digit, cur.word, next.word
		i := base + j*64

		begin := W &^ (W<<1 | f.word>>63) // a word begins
		sd := D & begin                   // with a digit
		r2, n2 := D&from(D, N, 1), N&(N>>1)
		r4, n4 := r2&from(r2, n2, 2), n2&(n2>>2)
		long := sd & r4 & from(r4, n4, 4) & from(D, N, 8) // nine digits or more
		gap, gapN := cur.dash|cur.gap, next.dash|next.gap
		s3 := sd & r2 & from(D, N, 2)
		at3 := from(gap, gapN, 3)
		r44 := from(r4, n4, 4)
		ssn := s3 & at3 & from(r2, n2, 4) & from(gap, gapN, 6) & from(r4, n4, 7) &^ from(W, X, 11)
		phone := s3 & (at3 | from(cur.dot, next.dot, 3)) & r44 &^ from(W, X, 8)
		group := sd & r4 & from(gap, gapN, 4) & (from(r4, n4, 5) & from(gap, gapN, 9) & from(r4, n4, 10))
		amex := sd & r4 & from(gap, gapN, 4) & from(r4, n4, 5) & from(r2, n2, 9) & from(gap, gapN, 11)

		L := W &^ D // letters and _
		w2, x2 := W&from(W, X, 1), X&(X>>1)
		w4, x4 := w2&from(w2, x2, 2), x2&(x2>>2)
		w8, x8 := w4&from(w4, x4, 4), x4&(x4>>4)
		code := begin & w8 & (cur.upper | L&from(w8, x8, 7)) // eight from a capital, fifteen from a letter
		code |= sd & w8 & from(w8, x8, 8) & from(w8, x8, 16) // 24 from a digit: a wallet
		spaced := begin & cur.upper & from(cur.upper, next.upper, 1) & from(r2, n2, 2) & from(gap, gapN, 4) & from(w4, x4, 5)
		mbi := sd & from(cur.upper, next.upper, 1) & from(D, N, 3)

		var ip uint64
		if cur.dot != 0 {
			q := cur.dot & (D<<1 | f.digit>>63) & from(D, N, 1)
			p := next.dot & (N<<1 | D>>63) & (N >> 1)
			a, b := q&(from(q, p, 2)|from(q, p, 3)|from(q, p, 4)), p&(p>>2|p>>3|p>>4)
			ip = q & (from(a, b, 2) | from(a, b, 3) | from(a, b, 4))
		}
		var colons uint64
		if cur.colon != 0 {
			C, E := cur.colon, next.colon
			near := C & (from(C, E, 1) | from(C, E, 2) | from(C, E, 3) | from(C, E, 4) | from(C, E, 5))
			nearN := E & (E>>1 | E>>2 | E>>3 | E>>4 | E>>5)
			colons = near & (from(near, nearN, 1) | from(near, nearN, 2) | from(near, nearN, 3) | from(near, nearN, 4) | from(near, nearN, 5))
			colons &^= C<<1 | C<<2 | C<<3 | C<<4 | C<<5 | f.colon>>63 | f.colon>>62 | f.colon>>61 | f.colon>>60 | f.colon>>59
		}
		dashes := cur.dash & from(cur.dash, next.dash, 1) & from(cur.dash, next.dash, 2) & from(cur.dash, next.dash, 3) & from(cur.dash, next.dash, 4) &^ (cur.dash<<1 | f.dashes>>63)
		f.digit, f.word, f.dashes, f.colon = D, W, cur.dash, cur.colon

		if cur.at|long|ssn|phone|group|amex|code|spaced|mbi|ip|colons|dashes != 0 {
			f.try(i, cur.at, f.mailAt)
			f.try(i, long, f.runAt)
			f.try(i, ssn, f.ssnAt)
			f.try(i, phone, f.phoneAt)
			f.try(i, group|amex, f.groupsAt)
			f.try(i, code, f.codeAt)
			f.try(i, spaced, f.spacedAt)
			f.try(i, mbi, f.mbiAt)
			f.try(i, ip, f.ipAt)
			f.try(i, colons, f.colonsAt)
			f.try(i, dashes, f.pemAt)
		}
	}
}

// try calls at for each place of m.
func (f *finder) try(i int, m uint64, at func(int)) {
	for ; m != 0; m &= m - 1 {
		if p := i + bits.TrailingZeros64(m); p < len(f.d) {
			at(p)
		}
	}
}
