package screening

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
	for k, kind := range []nameKind{personName, bodyName} {
		if w.kind != anyName && w.kind != kind {
			continue
		}
		theirs := s.reader.read(listed, kind)
		for _, f := range s.reader.read(asked, kind) {
			if len(f.tokens) == 0 {
				continue
			}
			some = true
			x.prepare(s, f.tokens)
			for _, g := range theirs {
				if f.read && g.read {
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
func (x *Index) scoreForm(s *search, g form, k int) int64 {
	m := &s.matcher
	m.asked, m.kind, m.listed, m.numbered = s.words, k, m.listed[:0], false
	for _, t := range g.tokens {
		b := []byte(t.text)
		load := weigh(t.text, t.role, 0, x.counts[k], k == 1)
		if id, ok := x.find(b); ok {
			load = x.wordWeight(id, k)
		}
		m.listed = append(m.listed, listed{bytes: b, load: load})
	}
	m.fill(nil)
	return m.add().points()
}
