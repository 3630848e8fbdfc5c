package screening

import "github.com/longarm-project/longarm/screening/script"

// Scoring. Words asked and words listed are assigned one to one (or two to one, where a
// name is written together) so that the least is lost. What the assignment is worth:
//
//	score = sum of load x agreement over assigned words / whole
//	whole = sum of loads assigned + loads left over, asked and listed, each at its rate
//
// so that the shares of all words and of all left-overs add up to one, and a name whose
// words are all identical scores one. The constants were set on the development half of the labelled
// names (doc/performance-screening.md).
const (
	leftAsked  = 100 // percent of its load that a word asked and not listed costs
	leftListed = 42  // and a word listed and not asked
	conflict   = 100 // further percent where both sides have words left: another name stands there
	steepness  = 120 // percent of agreement lost for each percent that words differ
	bend       = 500 // further loss, in percent of the square of the difference
)

// Names are stated with more words in one record than in another: a passport has the patronymic that a list
// has not, and a person is asked for by surname alone. Where all else agrees such words cost less:
const (
	furtherAsked = 45       // percent, of one word asked beyond all that are listed of a person
	fullFrom     = 800      // agreement of the words assigned, in thousandths, from which it costs less, in proportion
	aloneListed  = 62       // percent, of the load of a rare word or a surname that is all that is asked, which words listed cost together at most
	rareLoad     = 7 * unit // from which load a word is rare
	misspelt     = 780      // how alike at most a word is to the only word asked where the list holds that as it stands
)

// A listed is a word of a row.
type listed struct {
	bytes []byte
	id    uint32
	load  weight
}

// A link is words asked from-to assigned to words listed from-to (ends exclusive).
type link struct {
	askedFrom, askedTo   int8
	listedFrom, listedTo int8
	why                  rule
	alike                int16 // on the scale of similar
	load                 int32
}

// A matcher scores one row after another against the words asked.
type matcher struct {
	asked  []asked
	listed []listed
	kind   int
	alike  [script.MaxTokens][script.MaxTokens]int16
	why    [script.MaxTokens][script.MaxTokens]rule
	value  [script.MaxTokens][script.MaxTokens]int32
	links  []link
	buf    []byte
	hung   hungarian
	joints []joint // of asked
	table  *script.Table
	// restAsked and restListed are the words not yet assigned when words were compared;
	// alike, why and value are indexed by places in them.
	restAsked, restListed []int8
	// numbered says that asked and listed words both carry their numbers in the index.
	numbered bool
	// alone says that one word is asked and that the list holds it as it stands, so that it is hardly a misspelling.
	alone bool
	// askedRate and listedRate are what words left over cost of their load, in tenths of a percent, for
	// the assignment that was added up last.
	askedRate, listedRate int64
}

type simSlot struct {
	gen   uint32
	word  uint32
	asked uint8
	why   rule
	alike int16
}

// pairLoad is the load of a pair: the lesser, for a rare misspelling of a common word proves no more than the word.
func pairLoad(a, b weight) int32 { return int32(min(a, b)) }

// agreement maps likeness to the part of its load that a pair earns, in thousandths.
func agreement(alike int32) int32 {
	d := 1000 - alike
	return max(0, 1000-d*steepness/100-d*d*bend/100_000)
}

// saved is how much less is lost by assigning loads qa and li to each other than by leaving both over.
func saved(qa, li, load, alike int32) int32 {
	return qa*leftAsked*10 + li*leftListed*10 - load*(1000-agreement(alike))
}

// fill compares the words and assigns them. Words that are the same on both sides are
// assigned to each other at once, and only the others compared: most rows share a word or two
// with the query and nothing else, so this saves most comparisons.
func (m *matcher) fill(s *search) {
	m.links = m.links[:0]
	var askedDone, listedDone uint64
	for i := range m.asked {
		for j := range m.listed {
			if listedDone>>j&1 == 0 && m.same(i, j) {
				why := ruleIdentical
				if m.listed[j].bytes[0] == script.LegalMark {
					why = ruleLegalForm
				}
				m.link(i, j, 1000, why)
				askedDone |= 1 << i
				listedDone |= 1 << j
				break
			}
		}
	}
	m.restAsked, m.restListed = m.restAsked[:0], m.restListed[:0]
	for i := range m.asked {
		if askedDone>>i&1 == 0 {
			m.restAsked = append(m.restAsked, int8(i))
		}
	}
	for j := range m.listed {
		if listedDone>>j&1 == 0 {
			m.restListed = append(m.restListed, int8(j))
		}
	}
	if len(m.restAsked) == 0 && len(m.restListed) == 0 {
		return
	}
	for a, i := range m.restAsked {
		for b, j := range m.restListed {
			alike, why := m.cached(s, int(i), int(j))
			if m.alone && (why == ruleSpelling || why == ruleArticle || why == ruleShortened) {
				alike = min(alike, misspelt)
			}
			if alike < script.LeastAlike {
				alike = 0
			}
			m.alike[a][b], m.why[a][b] = alike, why
			m.value[a][b] = 0
			if alike > 0 {
				q, l := m.asked[i].load[m.kind], m.listed[j].load
				m.value[a][b] = saved(int32(q), int32(l), pairLoad(q, l), int32(alike))
			}
		}
	}
	m.assign()
	m.mergeAll()
}

// same reports whether word i asked and word j listed are identical.
func (m *matcher) same(i, j int) bool {
	q, l := &m.asked[i], &m.listed[j]
	if m.numbered {
		return q.known && q.id == l.id
	}
	return string(q.bytes) == string(l.bytes)
}

func (m *matcher) link(i, j int, alike int16, why rule) {
	q, l := m.asked[i].load[m.kind], m.listed[j].load
	m.links = append(m.links, link{int8(i), int8(i + 1), int8(j), int8(j + 1), why, alike, pairLoad(q, l)})
}

// cached compares word i asked with word j listed, remembering the answer for other rows.
func (m *matcher) cached(s *search, i, j int) (int16, rule) {
	l := &m.listed[j]
	if s == nil {
		a, why := compareWords(&m.asked[i], l.bytes)
		return int16(a), why
	}
	slot := &s.sims[(l.id*2654435761+uint32(i)*40503)>>20&(simSlots-1)]
	if slot.gen == s.simGen && slot.word == l.id && slot.asked == uint8(i) {
		return slot.alike, slot.why
	}
	a, why := compareWords(&m.asked[i], l.bytes)
	*slot = simSlot{gen: s.simGen, word: l.id, asked: uint8(i), why: why, alike: int16(a)}
	return int16(a), why
}

// assign finds the one-to-one assignment of greatest value among the words left.
func (m *matcher) assign() {
	var owner [script.MaxTokens]bool
	clash := false
	var chosen [script.MaxTokens]int8
	for a := range m.restAsked {
		chosen[a] = -1
		best := int32(0)
		for b := range m.restListed {
			if v := m.value[a][b]; v > best {
				best, chosen[a] = v, int8(b)
			}
		}
		if c := chosen[a]; c >= 0 {
			clash = clash || owner[c]
			owner[c] = true
		}
	}
	if clash {
		m.hung.solve(m, &chosen)
	}
	for a, i := range m.restAsked {
		if b := chosen[a]; b >= 0 && m.value[a][b] > 0 {
			m.link(int(i), int(m.restListed[b]), m.alike[a][b], m.why[a][b])
		}
	}
}

// worth is what a link saves.
func (m *matcher) worth(l link) int32 {
	var qa, li int32
	for i := l.askedFrom; i < l.askedTo; i++ {
		qa += int32(m.asked[i].load[m.kind])
	}
	for j := l.listedFrom; j < l.listedTo; j++ {
		li += int32(m.listed[j].load)
	}
	return saved(qa, li, l.load, int32(l.alike))
}

// A sum is what a score is made of, in loads.
type sum struct {
	linked   int64 // of all links
	earned   int64 // of all links, by agreement, in thousandths
	asked    int64 // left over, asked
	listed   int64 // left over, listed
	conflict int64
	// askedRate and listedRate are those of the matcher.
	askedRate, listedRate int64
}

func (s sum) whole() int64 {
	return s.linked*1000 + s.asked*s.askedRate + s.listed*s.listedRate + s.conflict*conflict*10
}

// add sums up the links and left-overs.
func (m *matcher) add() sum {
	var s sum
	var askedIn, listedIn uint64
	for _, l := range m.links {
		s.linked += int64(l.load)
		s.earned += int64(l.load) * int64(agreement(int32(l.alike)))
		for i := l.askedFrom; i < l.askedTo; i++ {
			askedIn |= 1 << i
		}
		for j := l.listedFrom; j < l.listedTo; j++ {
			listedIn |= 1 << j
		}
	}
	for i := range m.asked {
		if askedIn>>i&1 == 0 {
			s.asked += int64(m.leftLoad(i))
		}
	}
	for j := range m.listed {
		if listedIn>>j&1 == 0 {
			s.listed += int64(m.listed[j].load)
		}
	}
	s.conflict = min(s.asked, s.listed)
	m.setRates(&s)
	return s
}

// setRates sets what words left over cost.
func (m *matcher) setRates(s *sum) {
	m.askedRate, m.listedRate = leftAsked*10, leftListed*10
	switch {
	case m.kind == 0 && s.asked > lightLoad && len(m.links) >= 2 && s.listed <= lightLoad && len(m.asked) == len(m.links)+1:
		m.askedRate = furtherRate(s.earned / s.linked)
	case s.asked == 0 && s.listed > 0 && len(m.links) == 1:
		surname := m.kind == 0 && int(m.links[0].listedTo) == len(m.listed)
		if l := &m.links[0]; l.why == ruleIdentical && (l.load >= rareLoad || surname) {
			m.listedRate = min(m.listedRate, int64(l.load)*aloneListed*10/s.listed)
		}
	}
	s.askedRate, s.listedRate = m.askedRate, m.listedRate
}

// furtherRate is what one further word asked costs where the others agree so much.
func furtherRate(agreement int64) int64 {
	less := max(0, agreement-fullFrom) * (100 - furtherAsked) * 10 / (1000 - fullFrom)
	return leftAsked*10 - less
}

// leftLoad is the load of word i asked where it is left over.
func (m *matcher) leftLoad(i int) int32 {
	w := int32(m.asked[i].load[m.kind])
	if m.kind == 1 && m.asked[i].loose {
		return w / 2
	}
	return w
}

// points is the share earned of the whole, in millionths.
func (s sum) points() int64 {
	w := s.whole()
	if w == 0 {
		return 0
	}
	return s.earned * 1_000_000 / w
}
