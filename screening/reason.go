package screening

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
)

// A Reason is why a hit has its score: the assignment of words itself. Earned over all parts adds up to the
// score, in millionths. Without the last part, the calibration, Earned adds up to Points, and Earned and Lost to a million.
type Reason struct {
	Name    string        `json:"name"`           // the listed name, as the list writes it
	Kind    fact.NameKind `json:"kind,omitempty"` // what name it is of its bearer
	Row     string        `json:"row,omitempty"`  // the list's own number of the name
	Points  int           `json:"points"`
	Parts   []Part        `json:"parts"`
	Version string        `json:"version,omitempty"` // of the list, or of the entry where it states one
	Digest  string        `json:"digest,omitempty"`  // of the list's file
}

// A Part is words asked held to be words listed, or words of one side left over.
type Part struct {
	Asked  string `json:"asked,omitempty"`  // as written in the query
	Listed string `json:"listed,omitempty"` // as written in the list
	// Rule says why: "identical", "spelling", "transliteration", "name-variant", "abbreviation", "translation",
	// "initial", "article", "legal-form", "homophone", "shortened", "joined", "split", "numeral"; "identifier"; of left-overs "not-listed" for words asked,
	// "not-asked" for words listed, and "conflict" for what both sides having words left costs besides;
	// and "calibration".
	Rule string `json:"rule"`
	// Alike is how alike the words are, in thousandths; 0 for left-overs.
	Alike int `json:"alike,omitempty"`
	// Weight is the information in the words, in sixteenths of a natural unit.
	Weight int `json:"weight"`
	Earned int `json:"earned"` // millionths
	Lost   int `json:"lost"`   // millionths
}

// Rules of parts that are no assignment.
const (
	RuleNotListed = "not-listed"
	RuleNotAsked  = "not-asked"
	RuleConflict  = "conflict"
	// RuleIdentifier is an identifier of the query that the entry bears: it is a hit by itself, whatever the names.
	RuleIdentifier = "identifier"
	// RuleCalibration is what raises points to the score whose meaning is stated with it.
	RuleCalibration = "calibration"
)

// A wordSpan is where a word stands in its name, in bytes.
type wordSpan struct{ from, to int32 }

// A written is a name with the places of its words.
type written struct {
	text  string
	spans []wordSpan
}

// explain appends to parts a description of the assignment that the matcher holds, between two names.
func (m *matcher) explain(parts []Part, askedName, listedName written) (int, []Part) {
	s := m.add()
	whole := s.whole()
	if whole == 0 {
		return 0, parts
	}
	from := len(parts)
	slices.SortFunc(m.links, func(a, b link) int { return int(a.askedFrom) - int(b.askedFrom) })
	var askedIn, listedIn uint64
	for _, l := range m.links {
		earned := int64(l.load) * int64(agreement(int32(l.alike)))
		parts = append(parts, Part{
			Asked: askedName.words(int(l.askedFrom), int(l.askedTo)), Listed: listedName.words(int(l.listedFrom), int(l.listedTo)),
			Rule: ruleNames[l.why], Alike: int(l.alike), Weight: int(l.load),
			Earned: int(earned), Lost: int(int64(l.load)*1000 - earned),
		})
		askedIn |= (1<<l.askedTo - 1) &^ (1<<l.askedFrom - 1)
		listedIn |= (1<<l.listedTo - 1) &^ (1<<l.listedFrom - 1)
	}
	for i := range m.asked {
		if askedIn>>i&1 == 0 {
			w := int(m.leftLoad(i))
			parts = append(parts, Part{Asked: askedName.words(i, i+1), Rule: RuleNotListed, Weight: w, Lost: w * int(s.askedRate)})
		}
	}
	for j := range m.listed {
		if listedIn>>j&1 == 0 {
			w := int(m.listed[j].load)
			parts = append(parts, Part{Listed: listedName.words(j, j+1), Rule: RuleNotAsked, Weight: w, Lost: w * int(s.listedRate)})
		}
	}
	if s.conflict > 0 {
		parts = append(parts, Part{Rule: RuleConflict, Weight: int(s.conflict), Lost: int(s.conflict) * conflict * 10})
	}
	points := int(s.points())
	share(parts[from:], whole, points)
	if raised := calibrate(points) - points; raised > 0 {
		parts = append(parts, Part{Rule: RuleCalibration, Earned: raised})
	}
	return points, parts
}

// share turns parts in loads into parts per million that add up, earned to points and all to a million:
// each is rounded down and what is missing given to the first parts that have any.
func share(parts []Part, whole int64, points int) {
	scale := func(get func(*Part) *int, total int) {
		sum := 0
		for i := range parts {
			v := get(&parts[i])
			*v = int(int64(*v) * 1_000_000 / whole)
			sum += *v
		}
		for i := 0; sum < total && i < len(parts); i++ {
			if v := get(&parts[i]); *v > 0 {
				*v++
				sum++
			}
		}
		for i := range parts {
			if v := get(&parts[i]); sum < total && *v > 0 {
				*v += total - sum
				sum = total
			}
		}
	}
	scale(func(p *Part) *int { return &p.Earned }, points)
	scale(func(p *Part) *int { return &p.Lost }, 1_000_000-points)
}

// words returns the words from i to j as they were written: one piece of the name where they
// follow one another in it, else piece by piece.
func (w *written) words(i, j int) string {
	if j > len(w.spans) || i >= j {
		return ""
	}
	first, last := w.spans[i], w.spans[j-1]
	length := int32(0)
	for _, s := range w.spans[i:j] {
		length += s.to - s.from + 3
	}
	if first.from <= last.from && last.to-first.from <= length {
		return w.cut(wordSpan{first.from, last.to})
	}
	out := w.cut(first)
	for _, s := range w.spans[i+1 : j] {
		out += " " + w.cut(s)
	}
	return out
}

func (w *written) cut(s wordSpan) string {
	if s.from < 0 || s.from > s.to || int(s.to) > len(w.text) {
		return ""
	}
	return w.text[s.from:s.to]
}
