package screening

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// Bounds on the work of one query. They hold whatever the query and however large the index.
const (
	maxNear      = 48      // words of the index taken as spellings of one word asked
	maxLooked    = 96      // words of the index compared with one word asked
	enoughPaired = 40      // rows so gathered, to read less of the words one by one
	maxPaired    = 500     // rows gathered by two common words at once
	millions     = 1 << 20 // names from which fewer rows are read and looked at
	maxRead      = 2500    // rows read for one query
	maxGathered  = 1024    // rows gathered for one query
	maxSame      = 64      // rows with all the same words
	maxRanked    = 160     // rows whose own weight is looked at
	fewScored    = 8       // rows always compared word by word
	farBehind    = 65      // percent of the best estimate below which no further rows are
	maxScored    = 48      // rows compared word by word
	gatheredSize = 2048    // of the hash table of rows
	nearest      = 740     // alike at least, to be taken as a spelling
	simSlots     = 1 << 11
)

// A near is a word of the index that may be a spelling of words asked.
type near struct {
	word  uint32
	alike int32 // on the scale of similar
}

// A piece is one word asked, or neighbours written together, with the words of the index like it.
type piece struct {
	text  []byte
	bits  uint64 // which words asked it covers
	load  int    // their weight
	nears []near
	size  int // of the postings of its words, in bytes
}

// gathered counts for each row how much of the query it holds.
type gathered struct {
	row  uint32
	gen  uint32
	bits uint64
	sum  int32
}

// A search holds the working memory of one query; searches are pooled.
type search struct {
	reader   reader
	buf      []byte
	buf2     []byte
	words    []asked
	pieces   []piece
	nears    []near // of the piece at hand
	kept     []near // of all pieces
	recalled [recalledWords]recalled
	looked   [512][2]uint32 // words compared, by their last bits, with the round they were compared in
	lookGen  uint32
	spelled  spelled
	table    [gatheredSize]gathered
	slots    []uint16
	gen      uint32
	read     int
	same     []uint32
	ranked   []ranking
	sims     [simSlots]simSlot
	simGen   uint32
	matcher  matcher
	found    []best
	hits     []Hit
	parts    []Part
	at       int8 // the form whose words are prepared
	spans    []wordSpan
	page     pageQuery
	pageName pageName
}

func newSearch() *search { return &search{} }

// An asked is a word of the query.
type asked struct {
	token
	bytes   []byte
	spelled spelled
	classes []classID
	load    [2]weight // among persons, bodies
	known   bool      // the index holds the word
	loose   bool      // costs half where it is not listed
	id      uint32    // its number there
}

type ranking struct {
	row   uint32
	score int32
}

// prepare weighs the words of a form.
func (x *Index) prepare(s *search, ts []token) {
	s.words = s.words[:0]
	for _, t := range ts {
		s.words = append(s.words, asked{token: t, bytes: []byte(t.text), classes: classOf[t.text]})
		a := &s.words[len(s.words)-1]
		a.spelled.set(a.bytes)
		a.loose = looseWords[t.text]
		a.id, a.known = x.find(a.bytes)
		for k := range 2 {
			if a.known {
				a.load[k] = x.wordWeight(a.id, k)
			} else {
				a.load[k] = weigh(t.text, t.role, 0, x.counts[k], k == 1)
			}
		}
	}
}

// find returns the number of a word of the index.
func (x *Index) find(w []byte) (id uint32, ok bool) {
	x.near.each(hashOf(w), func(v uint32) bool {
		if string(x.word(v)) == string(w) {
			id, ok = v, true
		}
		return !ok
	})
	return id, ok
}

// gather fills s.ranked with the rows of kind k most likely to be alike, best first.
func (x *Index) gather(s *search, k int, w want) {
	s.gen++
	s.slots, s.read, s.pieces, s.ranked, s.kept = s.slots[:0], 0, s.pieces[:0], s.ranked[:0], s.kept[:0]
	x.wholeKeys(s)
	x.makePieces(s, k)
	slices.SortStableFunc(s.pieces, func(a, b piece) int { return cmp.Compare(b.load, a.load) })
	crowded := 0
	for i := range s.pieces {
		p := &s.pieces[i]
		for _, n := range p.nears {
			p.size += len(x.posting(n.word, k))
		}
		if p.size > crowd/2 && p.bits&(p.bits-1) == 0 {
			crowded++
		}
	}
	budget := maxRead
	if x.Names() > millions {
		budget /= 2
	}
	if crowded > 1 {
		x.readPairs(s, k)
		if len(s.slots) >= enoughPaired {
			budget /= 4 // what two words find together, one alone seldom betters
		}
	}
	for i := range s.pieces {
		x.readPiece(s, &s.pieces[i], k, max(0, budget-s.read)/(len(s.pieces)-i))
	}
	x.rank(s, k, w)
}

// wholeKeys gathers in s.same rows whose words, or whose letters, are all the same, and a few strangers.
func (x *Index) wholeKeys(s *search) {
	s.same = s.same[:0]
	s.buf = s.buf[:0]
	for i := range s.words {
		if s.words[i].role != legalWord {
			s.buf = append(s.buf, s.words[i].bytes...)
		}
	}
	put := func(v uint32) bool {
		s.same = append(s.same, v)
		return len(s.same) < maxSame
	}
	if len(s.buf) > 0 {
		x.whole.each(hashOf(s.buf), put)
	}
	s.buf = sortedKey(s.buf[:0], len(s.words), func(i int) string { return s.words[i].text })
	x.whole.each(hashOf(s.buf), put)
}

// makePieces finds the spellings of each word asked, of neighbours joined, and of halves.
func (x *Index) makePieces(s *search, k int) {
	plain := 0
	for i := range s.words {
		if r := s.words[i].role; r != legalWord && r != particle && r != title {
			plain++
		}
	}
	s.buf2 = s.buf2[:0]
	for i := range s.words {
		w := &s.words[i]
		if plain > 0 && (w.role == legalWord || w.role == particle || w.role == title) {
			continue
		}
		if w.role == initial && plain > 1 {
			continue
		}
		p := piece{text: w.bytes, bits: 1 << i, load: int(w.load[k])}
		x.nearWords(s, &p, true)
		s.pieces = append(s.pieces, p)
		if k := len(w.bytes); k >= 5 && k <= 30 && w.bytes[0] < 0x80 {
			x.halves(s, w, i, p.load)
		}
	}
	for i := 0; i+1 < len(s.words); i++ {
		a, b := &s.words[i], &s.words[i+1]
		if a.role == legalWord || b.role == legalWord || a.role == number && b.role == number || a.role == character || b.role == character {
			continue
		}
		from := len(s.buf2)
		s.buf2 = append(append(s.buf2, a.bytes...), b.bytes...)
		p := piece{text: s.buf2[from:], bits: 3 << i, load: int(a.load[k]) + int(b.load[k])}
		x.joinedWord(s, &p, a.known && b.known)
		if i+2 < len(s.words) && len(a.bytes)+len(b.bytes) < 9 {
			s.buf2 = append(s.buf2, s.words[i+2].bytes...)
			p := piece{text: s.buf2[from:], bits: 7 << i, load: int(a.load[k]) + int(b.load[k]) + int(s.words[i+2].load[k])}
			x.joinedWord(s, &p, a.known && b.known && s.words[i+2].known)
		}
	}
}

// joinedWord adds a piece for neighbours written together where the index holds such a word,
// or one like it unless it knows each of the neighbours (known).
func (x *Index) joinedWord(s *search, p *piece, known bool) {
	if !known {
		x.nearWords(s, p, false)
	} else if v, ok := x.find(p.text); ok {
		p.nears = s.keep([]near{{v, 1000}})
	}
	if len(p.nears) > 0 {
		s.pieces = append(s.pieces, *p)
	}
}

// A recalled is the answer nearWords gave for a word before: the same words come again and again in names.
type recalled struct {
	text  [recalledLength]byte
	n     uint8 // length of text; 0: nothing is held
	deep  bool
	count uint8
	nears [maxNear]near
}

const (
	recalledLength = 24
	recalledWords  = 1 << 10 // held, by hash
)

// nearWords fills p.nears, the most alike first. deep also looks at skeletons and classes.
func (x *Index) nearWords(s *search, p *piece, deep bool) {
	slot := &s.recalled[hashOf(p.text)%recalledWords]
	if int(slot.n) == len(p.text) && slot.deep == deep && string(slot.text[:slot.n]) == string(p.text) {
		p.nears = s.keep(slot.nears[:slot.count])
		return
	}
	x.lookUp(s, p.text, deep)
	found := s.nears[:min(len(s.nears), maxNear)]
	p.nears = s.keep(found)
	if len(p.text) <= recalledLength {
		slot.n, slot.deep, slot.count = uint8(copy(slot.text[:], p.text)), deep, uint8(copy(slot.nears[:], found))
	}
}

// keep copies nears to where they stay until the query is answered.
func (s *search) keep(nears []near) []near {
	from := len(s.kept)
	s.kept = append(s.kept, nears...)
	return s.kept[from:len(s.kept):len(s.kept)]
}

// lookUp fills s.nears for a word.
func (x *Index) lookUp(s *search, text []byte, deep bool) {
	s.lookGen++
	s.nears = s.nears[:0]
	s.spelled.set(text)
	looked := 0
	look := func(v uint32) bool {
		seen := &s.looked[v&511]
		if *seen == [2]uint32{v, s.lookGen} {
			return true
		}
		*seen = [2]uint32{v, s.lookGen}
		w := x.word(v)
		if len(w) == 0 || !s.spelled.mayBe(w) {
			return true
		}
		if looked++; looked > maxLooked {
			return false
		}
		if a := likeness(&s.spelled, w); a >= nearest {
			s.addNear(v, int32(a))
		}
		return true
	}
	s.deletions(text, func(h uint32) { x.near.each(h, look) })
	if deep {
		x.skeletonWords(text, look)
		x.classWords(s, text)
		x.articleWords(s, text)
	}
	slices.SortFunc(s.nears, func(a, b near) int { return cmp.Or(cmp.Compare(b.alike, a.alike), cmp.Compare(a.word, b.word)) })
}

func (s *search) deletions(w []byte, yield func(uint32)) {
	yield(hashOf(w))
	if len(w) < 3 || w[0] >= 0x80 || w[0] == legalMark {
		return
	}
	var prev byte
	for i := 0; i < len(w) && i < 24; i++ {
		if w[i] == prev {
			continue
		}
		prev = w[i]
		s.buf = append(append(s.buf[:0], w[:i]...), w[i+1:]...)
		yield(hashOf(s.buf))
	}
}

func (x *Index) skeletonWords(w []byte, look func(uint32) bool) {
	switch {
	case w[0] == legalMark:
	case w[0] >= 0x80:
		x.skel.each(hashString("\x00"+pinyinOf([]rune(string(w))[0])), look)
	default:
		skeletons(w, func(b []byte) { x.skel.each(hashOf(b), look) })
	}
}

// classWords looks up the other members of the word's classes.
func (x *Index) classWords(s *search, w []byte) {
	for _, id := range classOf[string(w)] {
		c := &classes[id]
		for _, m := range c.members {
			if v, ok := x.find(m); ok {
				s.addNear(v, int32(c.alike))
			}
		}
	}
}

// articleWords looks up the word with the Arabic article off.
func (x *Index) articleWords(s *search, w []byte) {
	if len(w) >= 6 && (w[0] == 'a' || w[0] == 'e') && w[1] == 'l' {
		rest := w[2:]
		if v, ok := x.find(rest); ok {
			s.addNear(v, 900)
		}
		s.deletions(rest, func(h uint32) {
			x.near.each(h, func(v uint32) bool {
				if a := similar(rest, x.word(v)); a > 800 {
					s.addNear(v, int32(a)-80)
				}
				return true
			})
		})
	}
}

func (s *search) addNear(word uint32, alike int32) {
	for i := range s.nears {
		if s.nears[i].word == word {
			s.nears[i].alike = max(s.nears[i].alike, alike)
			return
		}
	}
	s.nears = append(s.nears, near{word, alike})
}

// halves adds pieces for a word asked that the index holds as two words.
func (x *Index) halves(s *search, w *asked, i, load int) {
	for cut := 2; cut <= len(w.bytes)-2; cut++ {
		a, ok := x.find(w.bytes[:cut])
		if !ok {
			continue
		}
		b, ok := x.find(w.bytes[cut:])
		if !ok {
			continue
		}
		s.pieces = append(s.pieces,
			piece{bits: 1 << (i + 32), load: load / 2, nears: []near{{a, 900}}},
			piece{bits: 1 << i, load: load / 2, nears: []near{{b, 900}}})
	}
}

// readPiece credits the rows that hold words like p, at most budget of them, the most alike first.
func (x *Index) readPiece(s *search, p *piece, k, budget int) {
	for _, n := range p.nears {
		post := x.posting(n.word, k)
		load := min(p.load, 2*int(x.wordWeight(n.word, k)))
		sum := int32(load) * n.alike
		row := uint32(0)
		for i := 0; i < len(post); {
			if budget == 0 {
				return
			}
			budget--
			s.read++
			d, size := uint64(post[i]), 1
			if d >= 0x80 {
				if d, size = binary.Uvarint(post[i:]); size <= 0 {
					break
				}
			}
			i += size
			row += uint32(d)
			s.credit(row, p.bits, sum)
		}
	}
}

// credit adds to a row what it holds of the query, once for each word asked.
func (s *search) credit(row uint32, bits uint64, sum int32) {
	at := int(row * 2654435761 >> 21)
	for {
		g := &s.table[at&(gatheredSize-1)]
		if g.gen != s.gen {
			if len(s.slots) >= maxGathered {
				return
			}
			*g = gathered{row: row, gen: s.gen, bits: bits, sum: sum}
			s.slots = append(s.slots, uint16(at&(gatheredSize-1)))
			return
		}
		if g.row == row {
			if g.bits&bits == 0 {
				g.bits |= bits
				g.sum += sum
			}
			return
		}
		at++
	}
}

// readPairs gathers rows by two common words at once.
func (x *Index) readPairs(s *search, k int) {
	var hs [8][3]uint32
	var ps [8]*piece
	n := 0
	for i := range s.pieces {
		p := &s.pieces[i]
		if n == len(hs) || p.bits&(p.bits-1) != 0 || p.text == nil || p.size <= crowd/2 {
			continue
		}
		m := 0
		add := func(h uint32) {
			if m < 3 && !slices.Contains(hs[n][:m], h) {
				hs[n][m] = h
				m++
			}
		}
		for _, c := range p.nears[:min(len(p.nears), 6)] {
			firstSkeleton(string(x.word(c.word)), add)
		}
		firstSkeleton(string(p.text), add)
		ps[n] = p
		n++
	}
	left := maxPaired
	for i := range n {
		for j := i + 1; j < n; j++ {
			for _, a := range hs[i] {
				for _, b := range hs[j] {
					if a == 0 || b == 0 {
						continue
					}
					x.pairs.each(pairKey(a, b, k), func(v uint32) bool {
						s.credit(v, ps[i].bits|ps[j].bits, int32(ps[i].load+ps[j].load)*850)
						left--
						return left > 0
					})
				}
			}
		}
	}
}

// rank orders the gathered rows by the part of the query and of themselves that is covered.
func (x *Index) rank(s *search, k int, w want) {
	total := 0
	for i := range s.words {
		total += int(s.words[i].load[k])
	}
	least, looked, most := s.leastSum(), 0, 3*maxRanked
	if x.Names() > millions {
		most = 2 * maxRanked
	}
	for _, at := range s.slots {
		g := &s.table[at]
		if g.sum < least || looked == most {
			continue
		}
		looked++
		r, ok := x.row(g.row)
		if !ok || int(r.flags&rowBody) != k*rowBody || r.flags&w.mask != w.flags {
			continue
		}
		s.ranked = append(s.ranked, ranking{g.row, int32(2 * int(g.sum) / (total + r.load + unit))})
	}
	s.cutRanked()
	slices.SortFunc(s.ranked, func(a, b ranking) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.row, b.row)) })
}

// leastSum returns how much of the query a row must hold to be looked at: a third of the best, and
// more where too many rows do, for each look costs a visit to far-off memory.
func (s *search) leastSum() int32 {
	best := int32(0)
	for _, at := range s.slots {
		best = max(best, s.table[at].sum)
	}
	if len(s.slots) <= maxRanked {
		return best / 3
	}
	var counts [65]int // rows by the part of the best they hold, in 64ths
	for _, at := range s.slots {
		counts[int64(s.table[at].sum)*64/int64(best+1)]++
	}
	n, part := 0, 64
	for part > 21 && n < maxRanked {
		n += counts[part]
		part--
	}
	return int32((int64(part) + 1) * int64(best+1) / 64)
}

// cutRanked leaves out rows so far behind the best that they will not be compared, so that few need sorting.
func (s *search) cutRanked() {
	top := int32(0)
	for _, r := range s.ranked {
		top = max(top, r.score)
	}
	for percent := int32(farBehind); percent > 0; percent -= 20 {
		n := 0
		for _, r := range s.ranked {
			if r.score >= top*percent/100 {
				n++
			}
		}
		if n < fewScored {
			continue
		}
		kept := s.ranked[:0]
		for _, r := range s.ranked {
			if r.score >= top*percent/100 {
				kept = append(kept, r)
			}
		}
		s.ranked = kept
		return
	}
}
