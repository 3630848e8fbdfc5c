package script

// A skeleton is what is left of a word when vowels go and each consonant becomes its class:
// A an initial vowel (or h, y), P b p, F f v w, S s z j ch sh ..., T t d, K k q g c x kh, L, R, M, N, digits.
// Spellings of one name in different romanisations share a skeleton, and an abjad word shares it with
// its Latin spellings. Where a letter is read in two ways a word has several skeletons, at most maxSkeletons.

const maxSkeletons = 4

// Skeletons calls yield with each skeleton of the folded word w. The bytes are valid during the call only.
func Skeletons(w []byte, yield func([]byte)) {
	var s skeletonizer
	s.word = w
	for choice := range maxSkeletons {
		s.n, s.choice, s.asked = 0, choice, 0
		s.run()
		if s.n > 0 {
			yield(s.out[:s.n])
		}
		if choice+1 >= 1<<s.asked {
			return
		}
	}
}

type skeletonizer struct {
	word   []byte
	out    [10]byte
	n      int
	choice int // bits: which reading to take at the first, second ... doubtful letter
	asked  int
	vowel  bool // a vowel stood since the last consonant
}

// other reports whether the second reading of a doubtful letter is wanted.
func (s *skeletonizer) other() bool {
	if s.asked >= 2 {
		return false
	}
	bit := s.choice >> s.asked & 1
	s.asked++
	return bit == 1
}

func (s *skeletonizer) put(c byte) {
	if s.n == len(s.out) || s.n > 0 && s.out[s.n-1] == c && !s.vowel {
		return
	}
	s.out[s.n] = c
	s.n++
	s.vowel = false
}

func (s *skeletonizer) run() {
	s.vowel = false
	w := s.word
	for i := 0; i < len(w); i++ {
		c := w[i]
		next := after(w, i)
		switch {
		case c >= 'a' && c <= 'z':
			i += s.latin(i, c, next)
		case c >= 'A' && c <= '_':
			s.abjad(i, c)
		default:
			s.put(c)
		}
	}
}

// latin puts the class of one letter or digraph and returns how many further letters it took.
func (s *skeletonizer) latin(i int, c, next byte) int {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y', 'h':
		if i == 0 {
			s.put('A')
			if c == 'y' && IsVowel(next) {
				return 1
			}
		}
		s.vowel = s.vowel || c != 'h'
		return 0
	case 'b':
		s.put('P')
	case 'p':
		if next == 'h' {
			s.put('F')
			return 1
		}
		s.put('P')
	case 'f', 'v':
		s.put('F')
	case 'w':
		if i == 0 || !s.other() {
			s.put('F')
		} else {
			s.vowel = true
		}
	case 'l':
		s.put('L')
	case 'r':
		s.put('R')
	case 'm':
		s.put('M')
	case 'n':
		s.put('N')
		if next == 'g' && i+2 == len(s.word) {
			return 1
		}
	default:
		return s.stop(i, c, next)
	}
	return 0
}

// stop puts the class of a letter among s z j c k q g x t d.
func (s *skeletonizer) stop(i int, c, next byte) int {
	switch c {
	case 'd', 't':
		switch {
		case next == 'h':
			if s.other() {
				s.put('S')
			} else {
				s.put('T')
			}
			return 1
		case next == 'j', next == 's', next == 'z', next == 'c':
			return 0 // the next letter tells
		}
		s.put('T')
	case 's', 'z':
		s.put('S')
		return sibilant(s.word[i+1:])
	case 'j':
		if s.other() {
			s.glide(i)
		} else {
			s.put('S')
		}
	case 'c':
		switch {
		case next == 'h':
			if s.other() {
				s.put('K')
			} else {
				s.put('S')
			}
			return 1
		case next == 'e' || next == 'i' || next == 'y' || next == 'z' || next == 's':
			s.put('S')
		default:
			s.put('K')
		}
	case 'g':
		if (next == 'e' || next == 'i' || next == 'y') && s.other() {
			s.put('S')
			return 0
		}
		return s.velar(i, next)
	case 'k':
		return s.velar(i, next)
	case 'q':
		s.put('K')
	case 'x':
		if i > 0 {
			s.put('K')
		}
		s.put('S')
	}
	return 0
}

// sibilant returns how many letters after s or z still belong to its sound.
func sibilant(rest []byte) int {
	n := 0
	for n < len(rest) && n < 3 && (rest[n] == 'h' || rest[n] == 'c' && n+1 < len(rest) && rest[n+1] == 'h') {
		n++
	}
	return n
}

// velar puts k or g; kh and gh may also be a breath that others leave out.
func (s *skeletonizer) velar(i int, next byte) int {
	if next == 'h' {
		if s.other() {
			s.glide(i)
		} else {
			s.put('K')
		}
		return 1
	}
	s.put('K')
	return 0
}

// glide treats a letter as if it were a vowel or h.
func (s *skeletonizer) glide(i int) {
	if i == 0 {
		s.put('A')
	}
	s.vowel = true
}

var abjadClass = [...]byte{
	'B': 'P', 'P': 'P', 'F': 'F', 'S': 'S', 'Z': 'S', 'E': 'S', '[': 'S', '\\': 'S', '_': 'S', 'T': 'T', 'D': 'T',
	'K': 'K', 'Q': 'K', ']': 'K', 'L': 'L', 'R': 'R', 'M': 'M', 'N': 'N',
}

func (s *skeletonizer) abjad(i int, c byte) {
	switch c {
	case 'A', 'I', 'H', 'Y':
		if i == 0 {
			s.put('A')
		}
		s.vowel = true
	case '^':
		s.vowel = true
	case 'W':
		if i == 0 || s.other() {
			s.put('F')
		} else {
			s.vowel = true
		}
	case 'X', 'G':
		if s.other() {
			s.glide(i)
		} else {
			s.put('K')
		}
	case 'C', 'O', 'U', 'V':
		if s.other() {
			s.put('S')
		} else {
			s.put('T')
		}
	case 'J':
		if s.other() {
			s.put('K')
		} else {
			s.put('S')
		}
	default:
		s.put(abjadClass[c])
	}
	if c != 'A' && c != 'I' && c != 'H' && c != 'Y' && c != '^' && c != 'W' {
		s.vowel = true // vowels are not written: two like letters are two sounds
	}
}
