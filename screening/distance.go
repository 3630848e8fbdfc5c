package screening

// Word comparison: an edit distance (Damerau, adjacent transposition) whose costs say how
// easily one spelling of a sound passes into another. It is the innermost loop of a query:
// a few hundred calls each, so it works on bytes, in fixed arrays, without allocating.
//
// Costs are in hundredths of a whole letter.

const (
	maxWord    = 48  // bytes of a word that are compared; longer words are cut
	letterCost = 100 // another letter altogether
	swapCost   = 75  // two letters the wrong way round
)

var subCosts = substitutions()

// substitutions fills the table of what it costs to read one letter for another.
func substitutions() *[128][128]uint8 {
	var t [128][128]uint8
	for a := range t {
		for b := range t[a] {
			t[a][b] = letterCost
			if a == b {
				t[a][b] = 0
			}
		}
	}
	both := func(a, b byte, c uint8) { t[a][b], t[b][a] = c, c }
	for _, a := range []byte("aeiouy") {
		for _, b := range []byte("aeiouy") {
			if a != b {
				t[a][b] = 50
			}
		}
		for b := byte('a'); b <= 'z'; b++ {
			if !isVowel(b) && b != 'y' {
				both(a, b, 115)
			}
		}
	}
	for _, p := range latinConfusions {
		both(p.a, p.b, p.cost)
	}
	for from, to := range abjadSounds {
		for _, s := range to {
			both(from, s.b, s.cost)
		}
	}
	for d := byte('0'); d <= '9'; d++ {
		for c := range t {
			if byte(c) != d {
				both(d, byte(c), 130)
			}
		}
	}
	for _, p := range digitLooks {
		both(p.a, p.b, p.cost)
	}
	return &t
}

type confusion struct {
	a, b byte
	cost uint8
}

// Sounds that transliterations exchange. Sources: the romanisation systems of ALA-LC, BGN/PCGN,
// ISO 9, DIN 31635, Hepburn, Wade-Giles and McCune-Reischauer set side by side.
var latinConfusions = []confusion{
	{'a', 'e', 35}, {'e', 'i', 30}, {'i', 'y', 12}, {'o', 'u', 22}, {'a', 'o', 45}, {'e', 'y', 35}, {'a', 'u', 50}, {'a', 'i', 55},
	{'i', 'j', 25}, {'y', 'j', 25}, {'u', 'w', 30}, {'u', 'v', 40}, {'o', 'w', 55}, {'e', 'j', 60},
	{'k', 'q', 12}, {'k', 'c', 20}, {'c', 'q', 25}, {'k', 'g', 35}, {'g', 'q', 25}, {'k', 'x', 45}, {'k', 'h', 60}, {'g', 'h', 50}, {'q', 'h', 70}, {'g', 'c', 60},
	{'s', 'z', 30}, {'s', 'c', 35}, {'c', 'z', 40}, {'s', 'x', 35}, {'z', 'x', 50}, {'z', 'j', 45}, {'c', 'j', 30}, {'s', 'j', 70}, {'c', 't', 60}, {'c', 'x', 45},
	{'t', 'd', 40}, {'b', 'p', 45}, {'v', 'w', 12}, {'v', 'f', 30}, {'f', 'w', 45}, {'b', 'v', 35}, {'f', 'p', 45}, {'d', 'z', 55}, {'t', 's', 65}, {'t', 'z', 65},
	{'g', 'j', 30}, {'g', 'z', 65}, {'h', 'j', 45}, {'h', 'x', 50}, {'m', 'n', 60}, {'l', 'r', 60}, {'d', 'j', 70}, {'h', 'f', 75},
}

var digitLooks = []confusion{
	{'0', 'o', 35}, {'1', 'i', 35}, {'1', 'l', 35}, {'3', 'e', 35}, {'5', 's', 35}, {'9', 'g', 35}, {'4', 'a', 35}, {'8', 'b', 35}, {'7', 't', 35},
}

type sound struct {
	b    byte
	cost uint8
}

// What an abjad letter may be written as in Latin (see abjad.go for the letters). Further letters of
// a digraph cost little to leave out: see dropCost.
var abjadSounds = map[byte][]sound{
	'A':  {{'a', 0}, {'e', 8}, {'i', 12}, {'o', 12}, {'u', 12}, {'y', 35}, {'I', 30}, {'Y', 40}, {'^', 30}, {'H', 50}},
	'B':  {{'b', 0}, {'p', 30}, {'v', 30}, {'P', 40}, {'F', 70}},
	'C':  {{'t', 4}, {'s', 4}, {'c', 25}, {'z', 30}, {'S', 40}, {'T', 40}},
	'D':  {{'d', 0}, {'t', 20}, {'T', 60}, {'O', 50}, {'V', 50}},
	'E':  {{'s', 4}, {'c', 6}, {'x', 20}, {'j', 40}, {'z', 45}, {'S', 60}, {'[', 50}},
	'F':  {{'f', 0}, {'p', 20}, {'v', 20}, {'P', 30}},
	'G':  {{'g', 0}, {'q', 20}, {'k', 30}, {'r', 30}, {'h', 40}, {'Q', 50}},
	'H':  {{'h', 0}, {'a', 30}, {'e', 35}, {'X', 45}, {'^', 15}},
	'I':  {{'a', 4}, {'e', 8}, {'i', 8}, {'o', 8}, {'u', 8}},
	'J':  {{'j', 0}, {'g', 6}, {'d', 25}, {'y', 35}, {'z', 35}, {'c', 35}, {']', 40}, {'[', 40}},
	'K':  {{'k', 0}, {'c', 4}, {'q', 5}, {'g', 25}, {'h', 40}, {'Q', 40}, {']', 30}, {'X', 50}},
	'L':  {{'l', 0}, {'r', 70}},
	'M':  {{'m', 0}, {'n', 60}, {'N', 60}},
	'N':  {{'n', 0}, {'m', 50}},
	'O':  {{'d', 0}, {'z', 5}, {'t', 30}, {'Z', 50}, {'U', 40}},
	'P':  {{'p', 0}, {'b', 10}},
	'Q':  {{'q', 0}, {'k', 0}, {'g', 4}, {'c', 5}, {'x', 40}},
	'R':  {{'r', 0}, {'l', 70}},
	'S':  {{'s', 0}, {'c', 8}, {'z', 30}, {'Z', 60}},
	'T':  {{'t', 0}, {'d', 20}},
	'U':  {{'z', 0}, {'d', 5}, {'t', 30}, {'Z', 40}, {'V', 40}},
	'V':  {{'d', 4}, {'z', 4}, {'t', 12}, {'j', 35}, {'Z', 40}},
	'W':  {{'w', 0}, {'u', 0}, {'o', 0}, {'v', 4}, {'f', 50}},
	'X':  {{'k', 4}, {'h', 8}, {'c', 15}, {'j', 20}, {'q', 10}, {'x', 8}, {'g', 35}},
	'Y':  {{'y', 0}, {'i', 0}, {'e', 4}, {'j', 8}, {'a', 22}},
	'Z':  {{'z', 0}, {'s', 20}, {'j', 35}, {'d', 30}},
	'[':  {{'c', 0}, {'t', 10}, {'s', 15}, {'j', 20}},
	'\\': {{'z', 0}, {'j', 5}, {'s', 40}, {'Z', 30}},
	']':  {{'g', 0}, {'j', 10}, {'k', 20}},
	'^':  {{'a', 0}, {'e', 4}, {'h', 5}, {'t', 15}, {'T', 30}},
	'_':  {{'t', 4}, {'z', 0}, {'s', 8}, {'c', 12}},
}

// dropCost is the cost of the letter c, standing between prev and next (0 at an end), having
// nothing opposite it. abjad says that the other word is written in an abjad.
func dropCost(prev, c, next byte, abjad bool) int32 {
	if abjad && 'a' <= c && c <= 'z' {
		return dropFromAbjad(prev, c, next)
	}
	if c == prev {
		return 15
	}
	switch c {
	case 'a', 'e', 'i', 'o', 'u':
		switch {
		case prev == 0:
			return 70
		case c == 'o' && next == 'u', c == 'e' && (next == 'i' || next == 'u' || next == 'o'), c == 'i' && (next == 'a' || next == 'e' || next == 'u') && prev != 0:
			return 22
		case next == 0 && c == 'e':
			return 28
		case isVowel(prev) || isVowel(next) || next == 'y' || prev == 'y':
			return 32
		}
		return 45
	case 'h':
		switch {
		case next == 0:
			return 20
		case prev == 0:
			return 45
		case isVowel(prev):
			return 40
		}
		return 20
	case 'y', 'j':
		if c == 'j' && prev == 'd' {
			return 25
		}
		if isVowel(prev) || isVowel(next) {
			return 28
		}
		return 60
	case 'w':
		if isVowel(prev) {
			return 45
		}
	case 'd':
		if next == 'j' || next == 'z' {
			return 22
		}
	case 't':
		if next == 'c' || next == 's' || next == 'z' {
			return 28
		}
	case 'c':
		if next == 'k' || next == 'h' && prev == 's' || next == 'z' {
			return 20
		}
	case 's':
		if next == 'c' || next == 'h' || next == 'z' || prev == 'k' {
			return 40
		}
	case 'g':
		if prev == 'n' {
			return 40
		}
	case 'n':
		if next == 'g' || next == 'd' {
			return 65
		}
	case 'p', 'b':
		if prev == 'm' {
			return 55
		}
	case 'A':
		return 28
	case 'I':
		return 10
	case 'W', 'Y':
		return 40
	case 'H':
		return 35
	case '^':
		return 12
	}
	if '0' <= c && c <= '9' {
		return 130
	}
	return letterCost
}

// dropFromAbjad is dropCost for a Latin letter opposite a word without vowels.
func dropFromAbjad(prev, c, next byte) int32 {
	switch c {
	case prev:
		return 3
	case 'a', 'e', 'i', 'o', 'u':
		switch {
		case prev == 0:
			return 22
		case isVowel(prev):
			return 6
		case next == 0:
			return 16
		}
		return 8
	case 'h':
		if prev != 0 && !isVowel(prev) || next == 0 {
			return 4
		}
		return 35
	case 'y', 'w':
		if isVowel(prev) {
			return 12
		}
		return 45
	case 'd':
		if next == 'j' || next == 'h' {
			return 5
		}
	case 't', 's':
		if next == 'c' || next == 's' || next == 'z' {
			return 10
		}
	case 'c':
		if next == 'h' || next == 'k' {
			return 12
		}
	case 'g':
		if prev == 'n' {
			return 40
		}
	}
	return letterCost
}

// A spelled is a folded word with what comparing it needs: the cost of leaving each letter out,
// opposite a word of the same kind of script and opposite one of the other.
type spelled struct {
	bytes []byte
	abjad bool
	plain bool // no word that is compared by its letters: a legal form or a Han character
	drop  [2][maxWord]uint8
	table table
}

func (w *spelled) set(b []byte) {
	w.bytes = b[:min(len(b), maxWord)]
	w.plain = len(b) == 0 || b[0] >= 0x80 || b[0] == legalMark
	if w.plain {
		return
	}
	w.abjad = isCapital(b[0])
	for i, c := range w.bytes {
		prev, next := before(w.bytes, i), after(w.bytes, i)
		w.drop[0][i] = uint8(dropCost(prev, c, next, w.abjad))
		w.drop[1][i] = uint8(dropCost(prev, c, next, !w.abjad))
	}
}

// similar compares two folded words and returns a number from 0 (nothing alike) to 1000 (equal).
// Words further apart than about a third of their letters give 0.
func similar(a, b []byte) int {
	var w spelled
	w.set(a)
	return w.similar(b)
}

// similar compares w with another folded word, as [similar] does.
func (w *spelled) similar(b []byte) int { return w.similarFrom(b, leastAlike) }

// similarFrom is similar for callers who want nothing below least, which finds out sooner.
func (w *spelled) similarFrom(b []byte, least int) int {
	if w.plain || len(b) == 0 || b[0] >= 0x80 || b[0] == legalMark {
		if len(b) > 0 && string(w.bytes) == string(b) {
			return 1000
		}
		return 0
	}
	b = b[:min(len(b), maxWord)]
	if !w.mayBe(b) {
		return 0
	}
	abjadB := isCapital(b[0])
	la, lb := len(w.bytes), len(b)
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

// mayBe tells from length and first two letters whether b, not empty, can be a spelling of w:
// most words that are compared cannot, and need no more.
func (w *spelled) mayBe(b []byte) bool {
	a := w.bytes
	if w.abjad != isCapital(b[0]) || w.plain {
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

var dropTable = buildDrops()

// buildDrops tabulates dropCost for Latin letters: by the letter before, the letter and the letter after (0 at an end).
func buildDrops() *[2][32 * 32 * 32]uint8 {
	var t [2][32 * 32 * 32]uint8
	at := func(i int) byte {
		if i == 0 || i > 26 {
			return 0
		}
		return byte('a' + i - 1)
	}
	for prev := range 27 {
		for c := 1; c <= 26; c++ {
			for next := range 27 {
				i := prev<<10 | c<<5 | next
				t[0][i] = uint8(dropCost(at(prev), at(c), at(next), false))
				t[1][i] = uint8(dropCost(at(prev), at(c), at(next), true))
			}
		}
	}
	return &t
}

// A table holds rows of the comparison and the costs of leaving letters out of the second word.
type table struct {
	row          [64]uint32 // of the letters read so far, by letters of the second word
	before, last [64]uint32 // the same, one letter and two letters ago
	drop         [64]uint32
}

// distance returns the cheapest way from w to b, or more than limit.
func (w *spelled) distance(b []byte, abjadB bool, limit uint32) uint32 {
	t := &w.table
	dropA := &w.drop[0]
	if abjadB != w.abjad {
		dropA = &w.drop[1]
	}
	dropsOf(b, w.abjad, &t.drop)
	t.row[0] = 0
	sum := uint32(0)
	for j, d := range t.drop[:len(b)] {
		sum += d
		t.row[(j+1)&63] = sum
	}
	first := uint32(0)
	if subCosts[w.bytes[0]&127][b[0]&127] > 30 {
		first = 20 // the first letter is seldom mistaken
	}
	if (w.bytes[0] == b[0] || w.bytes[0] == after(b, 0)) && swapped(w.bytes, b) {
		return t.walkSwapping(w.bytes, b, dropA, first, limit)
	}
	return t.walk(w.bytes, b, dropA, first, limit)
}

// walk turns the row of no letters of a into that of all, as far as limit is kept, and returns its last cost.
func (t *table) walk(a, b []byte, dropA *[maxWord]uint8, first, limit uint32) uint32 {
	row, drop := t.row[1:][:len(b)], t.drop[:len(b)]
	edge := uint32(0)
	for i := range min(len(a), maxWord) {
		da := uint32(dropA[i])
		costs := &subCosts[a[i]&127]
		diagonal := edge + first
		first = 0
		edge += da
		low, left := edge, edge
		for j, cb := range b {
			above := row[j]
			best := min(diagonal+uint32(costs[cb&127]), above+da, left+drop[j])
			row[j] = best
			low = min(low, best)
			diagonal, left = above, best
		}
		if low > limit {
			return limit + 1
		}
	}
	return row[len(row)-1]
}

// walkSwapping is walk with neighbours standing the wrong way round.
func (t *table) walkSwapping(a, b []byte, dropA *[maxWord]uint8, first, limit uint32) uint32 {
	n := len(b) + 1
	for i, ca := range a {
		da := uint32(dropA[i])
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
func (t *table) swap(x, y byte, b []byte) uint32 {
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
