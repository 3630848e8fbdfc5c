package law

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// A Scene is a record with all the records to which its given fields lead, each with
// a number, in the order in which they lead there. Two records of like scenes are alike
// to rules: whatever one comes to, the other does, whatever both are called.
type Scene struct {
	records []*Record
	number  map[*Record]int
}

// A Likeness is the same of two scenes that are alike.
type Likeness [sha256.Size]byte

// NewScene returns the scene of r; nil for one of more than most records.
func NewScene(r *Record, most int) *Scene {
	s := &Scene{number: make(map[*Record]int, 16)}
	s.see(r)
	s.follow(0)
	if len(s.records) > most {
		return nil
	}
	return s
}

// Follow gives numbers to records that a value leads to and that have none.
func (s *Scene) Follow(v Value) {
	from := len(s.records)
	s.look(v)
	s.follow(from)
}

func (s *Scene) follow(from int) {
	for i := from; i < len(s.records); i++ {
		r := s.records[i]
		for _, o := range r.oneOf {
			s.see(o)
		}
		for _, g := range r.sorted() {
			s.look(g.value)
		}
	}
}

func (s *Scene) look(v Value) {
	if v.Ref != nil {
		s.see(v.Ref)
	}
	for _, r := range v.List {
		s.see(r)
	}
}

func (s *Scene) see(r *Record) {
	if _, ok := s.number[r]; !ok {
		s.number[r] = len(s.records)
		s.records = append(s.records, r)
	}
}

// Number returns the number of a record.
func (s *Scene) Number(r *Record) (int, bool) {
	n, ok := s.number[r]
	return n, ok
}

// Record returns the record of a number, or nil.
func (s *Scene) Record(n int) *Record {
	if n < 0 || n >= len(s.records) {
		return nil
	}
	return s.records[n]
}

// Likeness returns what scenes that are alike have in common: all that is given but for
// names, facts and reasons; numbers and dates as far as t tells them apart, all of them for nil.
func (s *Scene) Likeness(t *Turns) Likeness {
	w := likener{s: s, turns: t}
	for _, r := range s.records {
		w.record(r)
	}
	if t != nil && t.mutual {
		w.order()
	}
	return sha256.Sum256(w.buf)
}

type likener struct {
	s     *Scene
	turns *Turns
	buf   []byte
	// bounds are those of numbers and of dates seen.
	bounds [2][]int64
}

func (w *likener) put(n int) { w.buf = binary.AppendVarint(w.buf, int64(n)) }

func (w *likener) text(t string) {
	w.put(len(t))
	w.buf = append(w.buf, t...)
}

func (w *likener) texts(ts []string) {
	w.put(len(ts))
	for _, t := range ts {
		w.text(t)
	}
}

func (w *likener) ref(r *Record) {
	if r == nil {
		w.put(-1)
		return
	}
	w.put(w.s.number[r])
}

func (w *likener) record(r *Record) {
	w.text(r.Kind.Name)
	w.put(len(r.oneOf))
	for _, o := range r.oneOf {
		w.ref(o)
	}
	given := r.sorted()
	w.put(len(given))
	for _, g := range given {
		w.put(g.field)
		w.flag(g.presume != "")
		w.value(g.value, r.Kind.Fields[g.field].Type)
	}
}

func (w *likener) flag(b bool) {
	if b {
		w.put(1)
		return
	}
	w.put(0)
}

func (w *likener) value(v Value, t Type) {
	switch t {
	case YesNo:
		w.put(int(v.Truth))
	case Number, Date:
		w.flag(v.Lo == v.Hi)
		w.bound(v.Lo, t)
		w.bound(v.Hi, t)
	case Word:
		w.text(v.Word)
		w.flag(v.Any == nil)
		w.texts(v.Any)
	case Words:
		w.texts(v.Words)
		w.flag(v.Open)
	case Ref:
		w.ref(v.Ref)
	case List:
		w.put(len(v.List))
		for _, r := range v.List {
			w.ref(r)
		}
		w.flag(v.Open)
	}
}

// bound writes between which turns a number lies.
func (w *likener) bound(n int64, t Type) {
	if w.turns == nil {
		w.buf = binary.AppendVarint(w.buf, n)
		return
	}
	i, exact := slices.BinarySearch(w.turns.at, n)
	w.put(i)
	w.flag(exact)
	if k := int(t - Number); w.turns.mutual {
		w.bounds[k] = append(w.bounds[k], n)
	}
}

// order writes in which order the numbers stand to one another.
func (w *likener) order() {
	for _, all := range w.bounds {
		sorted := slices.Clone(all)
		slices.Sort(sorted)
		sorted = slices.Compact(sorted)
		for _, n := range all {
			i, _ := slices.BinarySearch(sorted, n)
			w.put(i)
		}
	}
}

// sorted returns what is given of a record by field.
func (r *Record) sorted() []given {
	if !slices.IsSortedFunc(r.given, byField) {
		slices.SortFunc(r.given, byField)
	}
	return r.given
}

func byField(a, b given) int { return a.field - b.field }
