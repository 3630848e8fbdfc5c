package screening

import (
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/longarm-project/longarm/screening/script"
)

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

// nearWords fills p.nears, the most alike first. deep also looks at skeletons and classes. Of a known
// word, number id, the index holds them.
func (x *Index) nearWords(s *search, p *piece, deep, known bool, id uint32) {
	if deep && known {
		from := len(s.kept)
		s.kept = x.alike(id, s.kept)
		p.nears = s.kept[from:len(s.kept):len(s.kept)]
		return
	}
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
	s.nears, s.chunk, s.hashes, s.lookedAt = s.nears[:0], s.chunk[:0], s.hashes[:0], 0
	s.spelled.Set(text)
	deletions(text, &s.buf, func(h uint32) { s.hashes = append(s.hashes, h) })
	more := x.lookIn(s, &x.near)
	if deep {
		if more {
			s.hashes = s.hashes[:0]
			skeletonHashes(text, func(h uint32) { s.hashes = append(s.hashes, h) })
			x.lookIn(s, &x.skel)
		}
		x.classWords(s, text)
		x.articleWords(s, text)
	}
	slices.SortFunc(s.nears, func(a, b near) int { return cmp.Or(cmp.Compare(b.alike, a.alike), cmp.Compare(a.word, b.word)) })
}

// chunkSize is how many words are fetched from memory together.
const chunkSize = 32

// lookIn looks at the words under s.hashes. It returns false once as many have been looked at as ever are.
func (x *Index) lookIn(s *search, t *keyTable) bool {
	t.touch(s, s.hashes)
	for _, h := range s.hashes {
		lo, hi := t.span(h)
		tag := byte(h)
		for b := t.pairs[lo*pairSize : hi*pairSize]; len(b) >= pairSize; b = b[pairSize:] {
			if b[0] != tag {
				continue
			}
			if s.chunk = append(s.chunk, binary.LittleEndian.Uint32(b[1:])); len(s.chunk) == chunkSize && !x.lookAt(s) {
				return false
			}
		}
	}
	return x.lookAt(s)
}

// lookAt looks at the words of s.chunk and empties it. It returns false as lookIn does.
func (x *Index) lookAt(s *search) bool {
	ids := s.chunk
	s.chunk = ids[:0]
	x.touchWordList(s, ids)
	for _, v := range ids {
		seen := &s.looked[v&511]
		if *seen == [2]uint32{v, s.lookGen} {
			continue
		}
		*seen = [2]uint32{v, s.lookGen}
		w := x.word(v)
		if len(w) == 0 || !s.spelled.MayBe(w) {
			continue
		}
		if s.lookedAt++; s.lookedAt > maxLooked {
			return false
		}
		if a := likeness(&s.spelled, w); a >= nearest {
			s.addNear(v, int32(a))
		}
	}
	return true
}

// skeletonHashes yields the hash of each skeleton; a Han character's is its reading.
func skeletonHashes(w []byte, yield func(uint32)) {
	switch {
	case w[0] == script.LegalMark:
	case w[0] >= 0x80:
		yield(hashString("\x00" + script.Pinyin([]rune(string(w))[0])))
	default:
		script.Skeletons(w, func(b []byte) { yield(hashOf(b)) })
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
		deletions(rest, &s.buf, func(h uint32) {
			x.near.each(h, func(v uint32) bool {
				if a := script.Similar(rest, x.word(v)); a > 800 {
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
