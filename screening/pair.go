package screening

import "github.com/longarm-project/longarm/screening/script"

// Compare scores one name against another as Match would score it against a list holding the second,
// in thousandths. How much words weigh comes from x, which may be nil: then from general knowledge alone.
// A schema of "Person" or of a body reads both names so; otherwise the better reading counts.
func (x *Index) Compare(asked, listed, schema string) (int, error) {
	w, err := wanted(schema)
	if err != nil {
		return 0, err
	}
	if x == nil {
		x = &Index{}
	}
	s := newSearch()
	points := int64(0)
	some := false
	for k, kind := range []script.NameKind{script.PersonName, script.BodyName} {
		if w.kind != script.AnyName && w.kind != kind {
			continue
		}
		theirs := s.reader.Read(listed, kind)
		for _, f := range s.reader.Read(asked, kind) {
			if len(f.Tokens) == 0 {
				continue
			}
			some = true
			x.prepare(s, f.Tokens)
			for _, g := range theirs {
				if f.Read && g.Read {
					continue
				}
				points = max(points, x.scoreForm(s, g, k))
			}
		}
	}
	if !some {
		return 0, ErrEmpty
	}
	return thousandths(calibrate(int(points))), nil
}

// scoreForm is scoreRow for a name that is not in the index.
func (x *Index) scoreForm(s *search, g script.Form, k int) int64 {
	m := &s.matcher
	m.asked, m.kind, m.listed, m.numbered, m.alone = s.words, k, m.listed[:0], false, false
	for _, t := range g.Tokens {
		b := []byte(t.Text)
		load := weigh(t.Text, t.Role, 0, x.counts[k], k == 1)
		if id, ok := x.find(b); ok {
			load = x.wordWeight(id, k)
		}
		m.listed = append(m.listed, listed{bytes: b, load: load})
	}
	m.fill(nil)
	return m.add().points()
}
