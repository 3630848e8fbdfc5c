package screening

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/screening/script"
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
	simSlots     = 1 << 9
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
	size  int // of the postings of its words, in bytes, as far as crowd/2 and a word more
}

// gathered counts for a row how much of the query it holds.
type gathered struct {
	row  uint32
	sum  int32
	bits uint64
}

// A search holds the working memory of one query; searches are pooled.
type search struct {
	reader     script.Reader
	buf        []byte
	buf2       []byte
	words      []asked
	pieces     []piece
	nears      []near // of the piece at hand
	kept       []near // of all pieces
	recalled   [recalledWords]recalled
	looked     [512][2]uint32 // words compared, by their last bits, with the round they were compared in
	lookGen    uint32
	lookedAt   int // words
	spelled    script.Spelled
	table      script.Table // of all words compared
	gathered   [maxGathered]gathered
	count      int                  // of gathered
	places     [gatheredSize]uint16 // in gathered, from 1, by hash of the row
	mostSum    int32                // of any row gathered
	chunk      []uint32             // words to be looked at
	hashes     []uint32
	touched    byte
	read       int
	same       []uint32
	ranked     []ranking
	sims       [simSlots]simSlot
	simGen     uint32
	matcher    matcher
	found      []best
	identities []identity
	hits       []Hit
	parts      []Part
	texts      strings.Builder // the strings of hits end to end
	letters    []byte          // of the words asked end to end
	at         int8            // the form whose words are prepared
	spans      []wordSpan
	page       pageQuery
	pageName   pageName
}

func newSearch() *search {
	s := new(search)
	s.spelled.Table, s.matcher.table = &s.table, &s.table
	return s
}

// An asked is a word of the query.
type asked struct {
	script.Token
	bytes   []byte
	spelled script.Spelled
	classes []classID
	load    [2]weight // among persons, bodies
	known   bool      // the index holds the word
	loose   bool      // costs half where it is not listed
	id      uint32    // its number there
}

// prepare weighs the words of a form.
func (x *Index) prepare(s *search, ts []script.Token) {
	s.words, s.letters, s.matcher.joints = s.words[:0], s.letters[:0], s.matcher.joints[:0]
	for _, t := range ts {
		if len(s.words) < cap(s.words) {
			s.words = s.words[:len(s.words)+1]
		} else {
			s.words = append(s.words, asked{})
		}
		a := &s.words[len(s.words)-1]
		from := len(s.letters)
		s.letters = append(s.letters, t.Text...)
		a.Token, a.bytes, a.classes = t, s.letters[from:len(s.letters):len(s.letters)], classOf[t.Text]
		a.spelled.Table = &s.table
		a.spelled.Set(a.bytes)
		a.loose = looseWords[t.Text]
		a.id, a.known = x.find(a.bytes)
		for k := range 2 {
			if a.known {
				a.load[k] = x.wordWeight(a.id, k)
			} else {
				a.load[k] = weigh(t.Text, t.Role, 0, x.counts[k], k == 1)
			}
		}
	}
}

// find returns the number of a word of the index.
func (x *Index) find(w []byte) (id uint32, ok bool) { return x.findHashed(w, hashOf(w)) }

func (x *Index) findHashed(w []byte, h uint32) (id uint32, ok bool) {
	lo, hi := x.near.span(h)
	for b := x.near.pairs[lo*pairSize : hi*pairSize]; len(b) >= pairSize; b = b[pairSize:] {
		if b[0] == byte(h) {
			if v := binary.LittleEndian.Uint32(b[1:]); string(x.word(v)) == string(w) {
				return v, true
			}
		}
	}
	return 0, false
}

// gather fills s.ranked with the rows of kind k most likely to be alike, best first.
func (x *Index) gather(s *search, k int, w want) {
	clear(s.places[:])
	s.count, s.mostSum, s.read, s.pieces, s.ranked, s.kept = 0, 0, 0, s.pieces[:0], s.ranked[:0], s.kept[:0]
	x.wholeKeys(s)
	x.makePieces(s, k)
	slices.SortStableFunc(s.pieces, func(a, b piece) int { return cmp.Compare(b.load, a.load) })
	crowded := 0
	for i := range s.pieces {
		p := &s.pieces[i]
		for _, n := range p.nears {
			if p.size += len(x.posting(n.word, k)); p.size > crowd/2 {
				break
			}
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
		if s.count >= enoughPaired {
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
		if s.words[i].Role != script.LegalWord {
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
	s.buf = sortedKey(s.buf[:0], len(s.words), func(i int) string { return s.words[i].Text })
	x.whole.each(hashOf(s.buf), put)
}

// makePieces finds the spellings of each word asked, of neighbours joined, and of halves.
func (x *Index) makePieces(s *search, k int) {
	plain := 0
	for i := range s.words {
		if r := s.words[i].Role; r != script.LegalWord && r != script.Particle && r != script.Title {
			plain++
		}
	}
	s.buf2 = s.buf2[:0]
	for i := range s.words {
		w := &s.words[i]
		if plain > 0 && (w.Role == script.LegalWord || w.Role == script.Particle || w.Role == script.Title) {
			continue
		}
		if w.Role == script.Initial && plain > 1 {
			continue
		}
		p := piece{text: w.bytes, bits: 1 << i, load: int(w.load[k])}
		x.nearWords(s, &p, true, w.known, w.id)
		s.pieces = append(s.pieces, p)
		if k := len(w.bytes); k >= 5 && k <= 30 && w.bytes[0] < 0x80 {
			x.halves(s, w, i, p.load)
		}
	}
	for i := 0; i+1 < len(s.words); i++ {
		a, b := &s.words[i], &s.words[i+1]
		if a.Role == script.LegalWord || b.Role == script.LegalWord || a.Role == script.Number && b.Role == script.Number || a.Role == script.Character || b.Role == script.Character {
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
		x.nearWords(s, p, false, false, 0)
	} else if v, ok := x.find(p.text); ok {
		p.nears = s.keep([]near{{v, 1000}})
	}
	if len(p.nears) > 0 {
		s.pieces = append(s.pieces, *p)
	}
}

// halves adds pieces for a word asked that the index holds as two words.
func (x *Index) halves(s *search, w *asked, i, load int) {
	s.hashes = s.hashes[:0]
	for cut := 2; cut <= len(w.bytes)-2; cut++ {
		s.hashes = append(s.hashes, hashOf(w.bytes[:cut]))
	}
	x.near.touch(s, s.hashes)
	for cut := 2; cut <= len(w.bytes)-2; cut++ {
		a, ok := x.findHashed(w.bytes[:cut], s.hashes[cut-2])
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
	x.touchPostings(s, p.nears, k)
	for _, n := range p.nears {
		post := x.posting(n.word, k)
		load := min(p.load, 2*int(x.wordWeight(n.word, k)))
		sum := int32(load) * n.alike
		row := uint32(0)
		for len(post) > 0 {
			if budget == 0 {
				return
			}
			budget--
			s.read++
			d := uint32(post[0])
			switch {
			case d < 0x80:
				post = post[1:]
			case len(post) > 1 && post[1] < 0x80:
				d = d&0x7f | uint32(post[1])<<7
				post = post[2:]
			default:
				long, size := binary.Uvarint(post)
				if size <= 0 {
					post = nil
					continue
				}
				d, post = uint32(long), post[size:]
			}
			row += d
			s.credit(row, p.bits, sum)
		}
	}
}

// credit adds to a row what it holds of the query, once for each word asked.
func (s *search) credit(row uint32, bits uint64, sum int32) {
	for at := row * 2654435761 >> 21; ; at++ {
		place := s.places[at%gatheredSize]
		if place == 0 {
			if s.count < maxGathered {
				s.gathered[s.count] = gathered{row, sum, bits}
				s.count++
				s.places[at%gatheredSize] = uint16(s.count)
				s.mostSum = max(s.mostSum, sum)
			}
			return
		}
		if g := &s.gathered[(place-1)%maxGathered]; g.row == row {
			if g.bits&bits == 0 {
				g.bits |= bits
				g.sum += sum
				s.mostSum = max(s.mostSum, g.sum)
			}
			return
		}
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
			firstSkeleton(x.word(c.word), add)
		}
		firstSkeleton(p.text, add)
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
