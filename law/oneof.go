package law

import (
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// OneOf returns a record that is one of several, at least two, and it is not known
// which: what all of them have in common is known of it. path is where a case file
// tells which it is. Its ID is "one of A or B", by their IDs, sorted.
func OneOf(path string, of ...*Record) *Record {
	of = slices.Clone(of)
	slices.SortFunc(of, func(a, b *Record) int { return strings.Compare(a.ID, b.ID) })
	r := &Record{Kind: of[0].Kind, oneOf: of, ID: OneOfPrefix, Path: path}
	for i, o := range of {
		if i > 0 {
			r.ID += OneOfSeparator
			r.Name += " or "
		}
		r.ID += o.ID
		r.Name += o.Name
	}
	return r
}

// What the IDs of records made by OneOf are written with.
const (
	OneOfPrefix    = "one of "
	OneOfSeparator = " or "
)

// OneOf lists the records of which r is one; nil where it is known which r is.
func (r *Record) OneOf() []*Record { return r.oneOf }

// Choose lets r be one of those it may be, until nil is chosen. It is for trials: a
// machine must forget what it remembers.
func (r *Record) Choose(of *Record) {
	r.chosen = of
	r.changed(0)
}

// may lists the records that r may be.
func (r *Record) may() []*Record {
	switch {
	case r.chosen != nil:
		return []*Record{r.chosen}
	case r.oneOf != nil:
		return r.oneOf
	}
	return []*Record{r}
}

// readOneOf reads a field of each record that r may be. Where they differ, what
// would tell which it is is a leaf.
func (m *Machine) readOneOf(r *Record, f *Field) (v Value, facts []fact.ID) {
	m.restChoice(r)
	of := r.may()
	values := make([]Value, len(of))
	for i, o := range of {
		var ids []fact.ID
		values[i], _, ids = m.read(o, f)
		facts = append(facts, ids...)
	}
	v = Common(f.Type, values)
	if !m.tracing && !v.Known(f.Type) && len(of) > 1 {
		m.leaves = append(m.leaves, Leaf{Record: r, Field: f})
	}
	return v, facts
}

// Common returns what is known of a value of type t that is one of vs.
func Common(t Type, vs []Value) Value {
	out := vs[0]
	for _, v := range vs[1:] {
		out = common(t, out, v)
	}
	return out
}

func common(t Type, a, b Value) Value {
	switch t {
	case YesNo:
		if a.Truth == b.Truth {
			return a
		}
		return Value{}
	case Number, Date:
		return Value{Lo: min(a.Lo, b.Lo), Hi: max(a.Hi, b.Hi)}
	case Word:
		x, y := a.words(), b.words()
		if x == nil || y == nil {
			return Value{}
		}
		all := slices.Concat(x, y)
		slices.Sort(all)
		if all = slices.Compact(all); len(all) == 1 {
			return Value{Word: all[0]}
		}
		return Value{Any: all}
	case Words:
		if !a.Open && !b.Open && slices.Equal(a.Words, b.Words) {
			return a
		}
		both := slices.DeleteFunc(slices.Clone(a.Words), func(w string) bool { return !slices.Contains(b.Words, w) })
		return Value{Words: both, Open: true}
	case List:
		if !a.Open && !b.Open && slices.Equal(a.List, b.List) {
			return a
		}
		both := slices.DeleteFunc(slices.Clone(a.List), func(r *Record) bool { return !slices.Contains(b.List, r) })
		return Value{List: both, Open: true}
	case Ref:
		if a.Ref == b.Ref {
			return a
		}
	}
	return Value{}
}

// words lists what a word may be; nil: anything.
func (v Value) words() []string {
	if v.Word != "" {
		return []string{v.Word}
	}
	return v.Any
}

// sameRecord says whether two records are one.
func sameRecord(a, b *Record) fact.Truth {
	if a == nil || b == nil {
		return fact.Unknown
	}
	x, y := a.may(), b.may()
	if len(x) == 1 && len(y) == 1 {
		return fact.Is(x[0] == y[0])
	}
	if slices.ContainsFunc(x, func(r *Record) bool { return slices.Contains(y, r) }) {
		return fact.Unknown
	}
	return fact.No
}
