package script

var subCosts = substitutions()

// LetterCost returns what it costs that letter a stands for letter b, in hundredths of a whole letter.
func LetterCost(a, b byte) uint8 { return subCosts[a&127][b&127] }

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
			if !IsVowel(b) && b != 'y' {
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
		case IsVowel(prev) || IsVowel(next) || next == 'y' || prev == 'y':
			return 32
		}
		return 45
	case 'h':
		switch {
		case next == 0:
			return 20
		case prev == 0:
			return 45
		case IsVowel(prev):
			return 40
		}
		return 20
	case 'y', 'j':
		if c == 'j' && prev == 'd' {
			return 25
		}
		if IsVowel(prev) || IsVowel(next) {
			return 28
		}
		return 60
	case 'w':
		if IsVowel(prev) {
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
		case IsVowel(prev):
			return 6
		case next == 0:
			return 16
		}
		return 8
	case 'h':
		if prev != 0 && !IsVowel(prev) || next == 0 {
			return 4
		}
		return 35
	case 'y', 'w':
		if IsVowel(prev) {
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
