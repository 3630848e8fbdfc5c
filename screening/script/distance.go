package script

import "encoding/binary"

// Word comparison: an edit distance (Damerau, adjacent transposition) whose costs say how
// easily one spelling of a sound passes into another. It is the innermost loop of a query:
// a few hundred calls each, so it works on bytes, in fixed arrays, without allocating.
//
// Costs are in hundredths of a whole letter.

const (
	MaxWord    = 48  // bytes of a word that are compared; longer words are cut
	LeastAlike = 690 // words less alike are not held to be spellings of one another
	letterCost = 100 // another letter altogether
	swapCost   = 75  // two letters the wrong way round
)

// A Spelled is a folded word with what comparing it needs: the cost of leaving each letter out,
// opposite a word of the same kind of script and opposite one of the other.
type Spelled struct {
	Bytes []byte
	abjad bool
	plain bool // no word that is compared by its letters: a legal form or a Han character
	drop  [64]uint32
	other [64]uint32 // made when first needed
	// least is the least cost of each letter of the other word, from '@' on, opposite any letter of this one.
	// It is made when first needed.
	least    [64]uint8
	hasLeast bool
	hasOther bool
	Table    *Table // where it is compared; several words share one
}

func (w *Spelled) Set(b []byte) {
	w.Bytes = b[:min(len(b), MaxWord)]
	w.plain = len(b) == 0 || b[0] >= 0x80 || b[0] == LegalMark
	if w.plain {
		return
	}
	w.abjad, w.hasLeast, w.hasOther = IsCapital(b[0]), false, false
	dropsOf(w.Bytes, w.abjad, &w.drop)
}

// setOther sets what leaving out each letter costs opposite a word of the other kind of script.
func (w *Spelled) setOther() {
	dropsOf(w.Bytes, !w.abjad, &w.other)
	w.hasOther = true
}

// Similar compares two folded words and returns a number from 0 (nothing alike) to 1000 (equal).
// Words further apart than about a third of their letters give 0.
func Similar(a, b []byte) int {
	var t Table
	w := Spelled{Table: &t}
	w.Set(a)
	w.hasLeast = true // nought: to find it costs more than one comparison
	return w.Similar(b)
}

// Similar compares w with another folded word, as [Similar] does.
func (w *Spelled) Similar(b []byte) int { return w.SimilarFrom(b, LeastAlike) }

// SimilarFrom is similar for callers who want nothing below least, which finds out sooner.
func (w *Spelled) SimilarFrom(b []byte, least int) int {
	if w.plain || len(b) == 0 || b[0] >= 0x80 || b[0] == LegalMark {
		if len(b) > 0 && string(w.Bytes) == string(b) {
			return 1000
		}
		return 0
	}
	b = b[:min(len(b), MaxWord)]
	if !w.MayBe(b) {
		return 0
	}
	abjadB := IsCapital(b[0])
	la, lb := len(w.Bytes), len(b)
	length := max(la, lb) * 100
	if w.abjad != abjadB {
		length = (la + lb) * 50
	}
	if length < 500 {
		length = length*9/10 + 50
	}
	limit := uint32(length * (1000 - least) / 1000)
	cost := w.distance(b, abjadB, limit)
	if cost > limit {
		return 0
	}
	return 1000 - int(cost)*1000/length
}

// MayBe tells from length and first two letters whether b, not empty, can be a spelling of w:
// most words that are compared cannot, and need no more.
func (w *Spelled) MayBe(b []byte) bool {
	a := w.Bytes
	if w.abjad != IsCapital(b[0]) || w.plain {
		return true
	}
	if len(a) > 2*len(b) || len(b) > 2*len(a) {
		return false
	}
	if subCosts[a[0]&127][b[0]&127] <= 65 || len(a) < 2 || len(b) < 2 {
		return true
	}
	return a[1] == b[1] || a[0] == b[1] || a[1] == b[0] || quiet(a[0]) || quiet(b[0])
}

// quiet reports whether a first letter is left out in some spellings.
func quiet(c byte) bool {
	return c == 'h' || c == 'y' || c == 'd' || c == 't' || c == 'j' || c == 'A' || c == 'I'
}

// A Table holds rows of the comparison and the costs of leaving letters out of the second word.
type Table struct {
	row          [64]uint32 // of the letters read so far, by letters of the second word
	before, last [64]uint32 // the same, one letter and two letters ago
	drop         [64]uint32
	rest         [64]uint32 // the least that the second word from a letter on can cost
}

// distance returns the cheapest way from w to b, or more than limit.
func (w *Spelled) distance(b []byte, abjadB bool, limit uint32) uint32 {
	t := w.Table
	dropsOf(b, w.abjad, &t.drop)
	if !w.hasLeast {
		w.setLeast()
	}
	if t.bound(b, &w.least) > limit {
		return limit + 1
	}
	dropA := &w.drop
	if abjadB != w.abjad {
		if !w.hasOther {
			w.setOther()
		}
		dropA = &w.other
	}
	t.row[0] = 0
	sum := uint32(0)
	for j, d := range t.drop[:len(b)] {
		sum += d
		t.row[(j+1)&63] = sum
	}
	first := uint32(0)
	if subCosts[w.Bytes[0]&127][b[0]&127] > 30 {
		first = 20 // the first letter is seldom mistaken
	}
	if (w.Bytes[0] == b[0] || w.Bytes[0] == after(b, 0)) && swapped(w.Bytes, b) {
		return t.walkSwapping(w.Bytes, b, dropA, first, limit)
	}
	return t.walk(w.Bytes, b, dropA, first, limit)
}

// setLeast finds the least costs, eight letters at a time: in each byte x - y, of numbers below 128,
// leaves the high bit where x is not less.
func (w *Spelled) setLeast() {
	const high = 0x8080808080808080
	for k := range 8 {
		low := ^uint64(high)
		for _, c := range w.Bytes {
			x := lowCosts[c&127][k]
			less := ((low | high) - x) & high >> 7 * 255
			low = low&^less | x&less
		}
		binary.LittleEndian.PutUint64(w.least[8*k:], low)
	}
	w.hasLeast = true
}

// lowCosts are subCosts of the letters from '@' on, at most 127, eight to a number.
var lowCosts = func() *[128][8]uint64 {
	var t [128][8]uint64
	for a := range t {
		for b := range 64 {
			t[a][b/8] |= uint64(min(subCosts[a][64+b], 127)) << (b % 8 * 8)
		}
	}
	return &t
}()

// bound fills t.rest and returns what all of b costs at least: each letter is left out or read for the
// letter most like it. One in three words compared with a row's, and one in nine of those looked up, needs no more.
func (t *Table) bound(b []byte, least *[64]uint8) uint32 {
	sum := uint32(0)
	t.rest[len(b)&63] = 0
	for j := len(b) - 1; j >= 0; j-- {
		if c := b[j] & 127; c >= 64 {
			sum += min(uint32(least[c-64]), t.drop[j&63])
		}
		t.rest[j&63] = sum
	}
	return sum
}

// walk turns the row of no letters of a into that of all, as far as limit is kept, and returns its last cost.
func (t *Table) walk(a, b []byte, dropA *[64]uint32, first, limit uint32) uint32 {
	row, drop, rest := t.row[1:][:len(b)], t.drop[:len(b)], t.rest[1:][:len(b)]
	edge := uint32(0)
	for i := range min(len(a), MaxWord) {
		da := dropA[i]
		costs := &subCosts[a[i]&127]
		diagonal := edge + first
		first = 0
		edge += da
		low, left := edge+t.rest[0], edge
		for j, cb := range b {
			above := row[j]
			best := min(diagonal+uint32(costs[cb&127]), above+da, left+drop[j])
			row[j] = best
			low = min(low, best+rest[j])
			diagonal, left = above, best
		}
		if low > limit {
			return limit + 1
		}
	}
	return row[len(row)-1]
}

// walkSwapping is walk with neighbours standing the wrong way round.
func (t *Table) walkSwapping(a, b []byte, dropA *[64]uint32, first, limit uint32) uint32 {
	n := len(b) + 1
	for i, ca := range a {
		da := dropA[i&63]
		costs := &subCosts[ca&127]
		copy(t.before[:n], t.last[:n])
		copy(t.last[:n], t.row[:n])
		diagonal := t.row[0] + first
		first = 0
		t.row[0] += da
		low, left := t.row[0], t.row[0]
		for j, cb := range b {
			above := t.row[(j+1)&63]
			left = min(diagonal+uint32(costs[cb&127]), above+da, left+t.drop[j&63])
			t.row[(j+1)&63] = left
			low = min(low, left)
			diagonal = above
		}
		if i > 0 {
			low = min(low, t.swap(a[i-1], ca, b))
		}
		if low > limit {
			return limit + 1
		}
	}
	return t.row[len(b)&63]
}

const dead = 1 << 20 // a cost no word reaches

// swapped reports whether two neighbours of a stand the wrong way round at about the same place of b.
func swapped(a, b []byte) bool {
	slack := 1
	if len(a) == len(b) {
		slack = 0
	}
	for i := 1; i < len(a); i++ {
		x, y := a[i-1], a[i]
		for j := max(1, i-slack); j <= i+slack && j < len(b); j++ {
			if b[j] == x && b[j-1] == y && x != y {
				return true
			}
		}
	}
	return false
}

// swap lets the letters x and y, just read, pass for y and x, carries what that saves to the
// right, and returns the least cost it set.
func (t *Table) swap(x, y byte, b []byte) uint32 {
	low := uint32(dead)
	for j := 1; j < len(b) && x != y; j++ {
		if b[j-1] != y || b[j] != x {
			continue
		}
		cost := t.before[(j-1)&63] + swapCost
		low = min(low, cost)
		for k := j + 1; k <= len(b) && cost < t.row[k&63]; k++ {
			t.row[k&63] = cost
			cost += t.drop[k&63]
		}
	}
	return low
}

// dropsOf fills drop with the cost of leaving out each letter of b.
func dropsOf(b []byte, abjad bool, drop *[64]uint32) {
	t := &dropTable[0]
	if abjad {
		t = &dropTable[1]
	}
	place := uint32(b[0] & 31)
	strange := b[0]-'a' > 'z'-'a'
	for j := 1; j < len(b); j++ {
		c := b[j]
		strange = strange || c-'a' > 'z'-'a'
		place = place<<5 | uint32(c&31)
		drop[(j-1)&63] = uint32(t[place&(1<<15-1)])
		place &= 1<<10 - 1
	}
	drop[(len(b)-1)&63] = uint32(t[place<<5&(1<<15-1)])
	if strange {
		for j := range b {
			drop[j&63] = uint32(dropCost(before(b, j), b[j], after(b, j), abjad))
		}
	}
}

func before(s []byte, i int) byte {
	if i == 0 {
		return 0
	}
	return s[i-1]
}

func after(s []byte, i int) byte {
	if i+1 == len(s) {
		return 0
	}
	return s[i+1]
}
