package law

import "slices"

// A search settles one field after another and asks each time what that comes to. Of
// hundreds of rules a few read the field: what the others came to is kept. Each value of
// a trial remembers what was read for it, in order; it holds as long as none of that
// changed. What it saves, and the bounds of a search, stand in doc/performance-review.md.

// A rest is something that was read: a value that a rule derives, or a field that is
// given, or all fields of a record, with what tells whether it has changed since.
type rest struct {
	memo    *memo // nil: given
	record  *Record
	field   int
	changes uint32 // of the field so far; of a memo, when it was made
}

// Again lets what the machine remembers be looked at again, because fields were set, taken
// back or chosen: what did not read these stays. It counts as work all that a machine
// would do that had forgotten everything.
func (m *Machine) Again() {
	if m.circular {
		m.Forget()
		return
	}
	m.epoch++
	m.rests = m.rests[:0]
}

// holds reports whether nothing that a value rests on has changed.
func (m *Machine) holds(mm *memo) bool {
	switch {
	case mm.epoch == m.epoch:
		return true
	case mm.era != m.era || mm.busy || m.circular:
		return false
	}
	for i := range mm.rests {
		switch d := &mm.rests[i]; {
		case d.memo != nil:
			if !m.holds(d.memo) || d.memo.made != d.changes {
				return false
			}
		case d.record.changes[d.field] != d.changes:
			return false
		}
	}
	mm.epoch = m.epoch
	m.work++
	return true
}

// rest notes that a field which is given is read. What a term is presumed to be may turn on any other.
func (m *Machine) rest(r *Record, f *Field) {
	if m.tracing {
		return
	}
	if f.Term != nil && len(f.Term.Presume) > 0 {
		m.restField(r, len(r.Kind.Fields))
		return
	}
	m.restField(r, f.Index)
}

// restChoice notes that it is looked at which of several a record is.
func (m *Machine) restChoice(r *Record) {
	if !m.tracing && r != nil && r.oneOf != nil {
		m.restField(r, len(r.Kind.Fields))
	}
}

func (m *Machine) restField(r *Record, field int) {
	if r.changes == nil {
		r.changes = make([]uint32, len(r.Kind.Fields)+1)
	}
	m.rests = append(m.rests, rest{record: r, field: field, changes: r.changes[field]})
}

// restOn notes that a derived value is read.
func (m *Machine) restOn(mm *memo) {
	if !m.tracing {
		m.rests = append(m.rests, rest{memo: mm, changes: mm.made})
	}
}

// keep keeps what a rule came to, with all that was read since there were so many rests, and
// notes that it is read. What comes to the same as before has not changed.
func (m *Machine) keep(mm *memo, t Type, v Value, leaves []Leaf, since int) {
	mm.busy = false
	if same := mm.era == m.era && mm.value.Equal(v, t) && slices.Equal(mm.leaves, leaves); !same {
		m.makes++
		mm.value, mm.leaves, mm.made = v, slices.Clone(leaves), m.makes
	}
	mm.epoch, mm.era, mm.step = m.epoch, m.era, -1
	mm.rests = append(mm.rests[:0], m.rests[since:]...)
	m.rests = append(m.rests[:since], rest{memo: mm, changes: mm.made})
}

// changed counts a change of a field.
func (r *Record) changed(field int) {
	if r.changes != nil {
		r.changes[field]++
		r.changes[len(r.Kind.Fields)]++
	}
}
