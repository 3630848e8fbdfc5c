package screening

import (
	"bytes"

	"github.com/longarm-project/longarm/screening/script"
)

// mergeAll replaces links by others between neighbours written together and one word, while that saves more.
func (m *matcher) mergeAll() {
	for range 4 {
		if !m.mergeBest() {
			return
		}
	}
}

// poor returns as bits the words of each side with no link so good that merging is pointless.
func (m *matcher) poor() (asked, listed uint64) {
	asked, listed = 1<<len(m.asked)-1, 1<<len(m.listed)-1
	for k := range m.links {
		if l := &m.links[k]; l.alike >= 965 && l.askedTo-l.askedFrom == 1 && l.listedTo-l.listedFrom == 1 {
			asked &^= 1 << l.askedFrom
			listed &^= 1 << l.listedFrom
		}
	}
	return asked, listed
}

func (m *matcher) mergeBest() bool {
	asked, listed := m.poor()
	if asked == 0 && listed == 0 {
		return false
	}
	best, bestGain := link{}, int32(0)
	for n := 2; n <= 3; n++ {
		for i := 0; i+n <= len(m.asked) && listed != 0; i++ {
			if asked>>i&(1<<n-1) == 0 {
				continue
			}
			for j := range m.listed {
				if listed>>j&1 != 0 {
					m.tryMerge(i, i+n, j, j+1, &best, &bestGain)
				}
			}
		}
		for j := 0; j+n <= len(m.listed) && asked != 0; j++ {
			if listed>>j&(1<<n-1) == 0 {
				continue
			}
			for i := range m.asked {
				if asked>>i&1 != 0 {
					m.tryMerge(i, i+1, j, j+n, &best, &bestGain)
				}
			}
		}
	}
	if bestGain <= 0 {
		return false
	}
	kept := m.links[:0]
	for _, l := range m.links {
		if !overlaps(l, best) {
			kept = append(kept, l)
		}
	}
	m.links = append(kept, best)
	return true
}

func overlaps(a, b link) bool {
	return a.askedFrom < b.askedTo && b.askedFrom < a.askedTo || a.listedFrom < b.listedTo && b.listedFrom < a.listedTo
}

// tryMerge compares words i0 to i1 asked, together, with words j0 to j1 listed, together.
func (m *matcher) tryMerge(i0, i1, j0, j1 int, best *link, bestGain *int32) {
	first, other := &m.asked[i0], &m.listed[j0]
	if first.bytes[0] != other.bytes[0] && !mayStart(first.bytes[0], other.bytes[0]) || first.bytes[0] >= 0x80 {
		return
	}
	la, lb := 0, 0
	for i := i0; i < i1; i++ {
		la += len(m.asked[i].bytes)
	}
	for j := j0; j < j1; j++ {
		lb += len(m.listed[j].bytes)
	}
	if la > script.MaxWord || lb > script.MaxWord {
		return
	}
	initials := false
	if min(la, lb) < 4 && !m.sameTogether(i0, i1, j0, j1, la, lb) || la*2 > lb*3 || lb*2 > la*3 {
		if initials = m.spellsInitials(i0, i1, j0, j1); !initials {
			return
		}
	}
	var qa, li int32
	for i := i0; i < i1; i++ {
		if r := m.asked[i].Role; r == script.LegalWord || r == script.Character {
			return
		}
		qa += int32(m.asked[i].load[m.kind])
	}
	for j := j0; j < j1; j++ {
		if c := m.listed[j].bytes[0]; c == script.LegalMark || c >= 0x80 {
			return
		}
		li += int32(m.listed[j].load)
	}
	alike := int32(880)
	if !initials {
		if !mayEnd(m.asked[i1-1].bytes, m.listed[j1-1].bytes) {
			return
		}
		m.buf = m.buf[:0]
		for j := j0; j < j1; j++ {
			m.buf = append(m.buf, m.listed[j].bytes...)
		}
		alike = int32(m.together(i0, i1).Similar(m.buf)) - 15
		if alike < 780 {
			return
		}
	}
	why := ruleJoined
	if j1-j0 > 1 {
		why = ruleSplit
	}
	l := link{int8(i0), int8(i1), int8(j0), int8(j1), why, int16(alike), min(qa, li)}
	gain := saved(qa, li, l.load, alike)
	for _, o := range m.links {
		if overlaps(o, l) {
			gain -= m.worth(o)
		}
	}
	if gain > *bestGain {
		*best, *bestGain = l, gain
	}
}

// sameTogether reports whether words asked and words listed, of la and lb letters, are the same letters
// when written together: XT-3 and XT3.
func (m *matcher) sameTogether(i0, i1, j0, j1, la, lb int) bool {
	if la != lb {
		return false
	}
	m.buf = m.buf[:0]
	for i := i0; i < i1; i++ {
		m.buf = append(m.buf, m.asked[i].bytes...)
	}
	rest := m.buf
	for j := j0; j < j1; j++ {
		if b := m.listed[j].bytes; bytes.HasPrefix(rest, b) {
			rest = rest[len(b):]
		} else {
			return false
		}
	}
	return true
}

// A joint is neighbours asked, written together.
type joint struct {
	from, to int
	bytes    []byte
	spelled  script.Spelled
}

// together returns words i0 to i1 asked as one, and remembers them for other rows.
func (m *matcher) together(i0, i1 int) *script.Spelled {
	if i1-i0 == 1 {
		return &m.asked[i0].spelled
	}
	for k := range m.joints {
		if j := &m.joints[k]; j.from == i0 && j.to == i1 {
			return &j.spelled
		}
	}
	if len(m.joints) < cap(m.joints) {
		m.joints = m.joints[:len(m.joints)+1]
	} else {
		m.joints = append(m.joints, joint{})
	}
	j := &m.joints[len(m.joints)-1]
	j.from, j.to, j.bytes = i0, i1, j.bytes[:0]
	for i := i0; i < i1; i++ {
		j.bytes = append(j.bytes, m.asked[i].bytes...)
	}
	j.spelled.Table = m.table
	j.spelled.Set(j.bytes)
	return &j.spelled
}

// mayEnd reports whether words with these last letters can be much alike.
func mayEnd(a, b []byte) bool {
	return script.LetterCost(a[len(a)-1], b[len(b)-1]) <= 65 || len(a) > 3 && len(b) > 3
}

// spellsInitials reports whether the single word is the first letters of the others ("jc": jean claude).
func (m *matcher) spellsInitials(i0, i1, j0, j1 int) bool {
	if i1-i0 == 1 {
		w := m.asked[i0].bytes
		if len(w) != j1-j0 || m.asked[i0].Role == script.Particle {
			return false
		}
		for k := range w {
			if l := m.listed[j0+k].bytes; l[0] != w[k] || len(l) < 2 || m.listed[j0+k].load <= lightLoad {
				return false
			}
		}
		return true
	}
	w := m.listed[j0].bytes
	if len(w) != i1-i0 || m.listed[j0].load <= lightLoad {
		return false
	}
	for k := range w {
		if q := &m.asked[i0+k]; q.bytes[0] != w[k] || len(q.bytes) < 2 || q.Role != script.PlainWord {
			return false
		}
	}
	return true
}
