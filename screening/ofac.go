package screening

import (
	"math/bits"
	"unicode/utf8"

	"github.com/longarm-project/longarm/screening/script"
)

// OFACScore returns about the percentage that the public Sanctions List Search of OFAC shows for
// a listed name, for information: a reviewer may be asked why that page shows another number.
// It is not used here. How the page works is described in OFAC's FAQ 249 (first letters, then likeness);
// the rest is fitted to its published answers, which it meets within 5 points on 95 % of the labelled rows:
// the best of the whole names' Jaro-Winkler likeness; the mean over the words asked of the likeness of a listed word of the
// same first letter, where at least 0.7; and the same mean in order of words for any letters. Words of one and two letters
// count only where nothing else is there. Names not in Latin letters score 0, as they do there.
func OFACScore(asked, listed string) int {
	var q pageQuery
	var l pageName
	q.set(asked)
	l.set(listed)
	return q.score(&l)
}

// A pageName is a name in capitals, of at most 64 bytes, with its words.
type pageName struct {
	buf   [64]byte
	text  []byte
	words [][]byte
	store [24][]byte
	short bool // it has no word of three letters
}

func (p *pageName) set(name string) {
	out := p.buf[:0]
	p.short = false
	for i := 0; i < len(name) && len(out) < len(p.buf)-4; {
		c := name[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(name[i:])
			i += n
			out = script.AppendLatin(out, r)
			continue
		}
		i++
		switch {
		case 'A' <= c && c <= 'Z':
			out = append(out, c+'a'-'A')
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			out = append(out, c)
		case c == '\'' || c == '.':
		case len(out) > 0 && out[len(out)-1] != ' ':
			out = append(out, ' ')
		}
	}
	for len(out) > 0 && out[len(out)-1] == ' ' {
		out = out[:len(out)-1]
	}
	p.text = out
	p.words = cutWords(p.store[:0], out, 3)
	if len(p.words) == 0 {
		p.short = true
		p.words = cutWords(p.store[:0], out, 1)
	}
}

// cutWords appends the words of at least least letters, no more than dst holds.
func cutWords(dst [][]byte, b []byte, least int) [][]byte {
	from := 0
	for i := 0; i <= len(b); i++ {
		if i < len(b) && b[i] != ' ' {
			continue
		}
		if i-from >= least && len(dst) < cap(dst) {
			dst = append(dst, b[from:i])
		}
		from = i + 1
	}
	return dst
}

// A pageQuery is a name asked, with the places of each letter in it and in its words as bits.
type pageQuery struct {
	name  pageName
	whole places
	words [len(pageName{}.store)]places
}

type places [64]uint64

func (q *pageQuery) set(name string) {
	q.name.set(name)
	q.whole.set(q.name.text)
	for i, w := range q.name.words {
		q.words[i].set(w)
	}
}

func (p *places) set(w []byte) {
	*p = places{}
	for i, c := range w {
		p[c&63] |= 1 << i // of the signs in a pageName no two have these bits alike
	}
}

func (q *pageQuery) score(l *pageName) int {
	if q.name.short && !l.short {
		l.words = cutWords(l.store[:0], l.text, 1)
	}
	if len(q.name.words) == 0 || len(l.words) == 0 || !shareInitial(&q.name, l) {
		return 0
	}
	whole := q.whole.jaroWinkler(q.name.text, l.text)
	n := float64(len(q.name.words))
	return int(max(whole, q.byWords(l)/n)*100 + 0.5)
}

func shareInitial(q, l *pageName) bool {
	for _, a := range q.words {
		for _, b := range l.words {
			if a[0] == b[0] {
				return true
			}
		}
	}
	return false
}

// byWords is the greater of two sums over the words asked: of the best likeness to a listed word of
// the same first letter, where at least 0.7; and of the likenesses to words in the same order on both sides.
func (q *pageQuery) byWords(l *pageName) float64 {
	var row [len(pageName{}.store) + 1]float64
	sum := 0.0
	for i, a := range q.name.words {
		best, diagonal := 0.0, 0.0
		for j, b := range l.words {
			like := q.words[i].jaroWinkler(a, b)
			if a[0] == b[0] {
				best = max(best, like)
			}
			above := row[j+1]
			row[j+1] = max(above, row[j], diagonal+like)
			diagonal = above
		}
		if best >= 0.7 {
			sum += best
		}
	}
	return max(sum, row[len(l.words)])
}

// jaroWinkler is the likeness of Winkler (1990) without its gate, of texts of at most 64 bytes, the
// first of which p holds.
func (p *places) jaroWinkler(a, b []byte) float64 {
	if string(a) == string(b) {
		return 1
	}
	window := max(max(len(a), len(b))/2-1, 0)
	var usedA, usedB uint64
	// the places of a that are within the window of the place at hand
	in := ^uint64(0) >> (64 - min(window+1, 64))
	for j, c := range b {
		if m := p[c&63] & in &^ usedA; m != 0 {
			usedA |= m & -m
			usedB |= 1 << j
		}
		if j < window {
			in = in<<1 | 1
		} else {
			in <<= 1
		}
	}
	m := bits.OnesCount64(usedA)
	if m == 0 {
		return 0
	}
	swapped := 0
	for x, y := usedA, usedB; x != 0; x, y = x&(x-1), y&(y-1) {
		if a[bits.TrailingZeros64(x)&63] != b[bits.TrailingZeros64(y)&63] {
			swapped++
		}
	}
	f := float64(m)
	jaro := (f/float64(len(a)) + f/float64(len(b)) + (f-float64(swapped)/2)/f) / 3
	prefix := 0
	for prefix < 4 && prefix < len(a) && prefix < len(b) && a[prefix] == b[prefix] {
		prefix++
	}
	return jaro + float64(prefix)*0.1*(1-jaro)
}
