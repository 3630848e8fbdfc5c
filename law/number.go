package law

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
)

// value evaluates a node of any type.
func (m *Machine) value(n *Node, f *frame) Value {
	switch n.Op {
	case OpConst:
		return n.Value
	case OpVar:
		return f.vars[n.Var]
	case OpField:
		r := f.this
		if len(n.Args) == 1 {
			r = m.value(n.Args[0], f).Ref
		}
		v, _, _ := m.read(r, n.Field)
		return v
	case OpAdd, OpSub, OpMul:
		return arithmetic(n.Op, m.value(n.Args[0], f), m.value(n.Args[1], f))
	case OpIndex:
		return index(n.Table, m.value(n.Args[0], f))
	case OpSize:
		v := m.value(n.Args[0], f)
		size := int64(len(v.Words) + len(v.List))
		if v.Open {
			return Value{Lo: size, Hi: Most}
		}
		return Value{Lo: size, Hi: size}
	case OpLeast:
		return m.least(n, f)
	case OpIf:
		if n.Type != YesNo {
			return m.choose(n, f)
		}
	}
	return Value{Truth: m.truth(n, f)}
}

func (m *Machine) choose(n *Node, f *frame) Value {
	mark := len(m.leaves)
	c := m.truth(n.Args[0], f)
	if c != fact.Unknown {
		return m.value(n.Args[branch(c)], f)
	}
	a, b := m.value(n.Args[1], f), m.value(n.Args[2], f)
	switch {
	case a.Equal(b, n.Type) && a.Known(n.Type):
		m.leaves = m.leaves[:mark]
		return a
	case n.Type == Number || n.Type == Date:
		return Value{Lo: min(a.Lo, b.Lo), Hi: max(a.Hi, b.Hi)}
	case n.Type == Word:
		return joinWords(a, b)
	}
	return Unknown(n.Type)
}

func joinWords(a, b Value) Value {
	aw, bw := a.Any, b.Any
	if a.Word != "" {
		aw = []string{a.Word}
	}
	if b.Word != "" {
		bw = []string{b.Word}
	}
	if aw == nil || bw == nil {
		return Value{}
	}
	all := slices.Concat(aw, bw)
	slices.Sort(all)
	return Value{Any: slices.Compact(all)}
}

func (m *Machine) least(n *Node, f *frame) Value {
	over := m.value(n.Args[0], f)
	out := Value{Lo: Most, Hi: Most}
	step := func(v Value) {
		f.vars[n.Var] = v
		e := m.value(n.Args[1], f)
		out.Lo, out.Hi = min(out.Lo, e.Lo), min(out.Hi, e.Hi)
	}
	for _, r := range over.List {
		step(Value{Ref: r})
	}
	for _, w := range over.Words {
		step(Value{Word: w})
	}
	if over.Open || len(over.List)+len(over.Words) == 0 {
		out.Lo = Least
	}
	return out
}

// arithmetic adds, subtracts or multiplies ranges. A result too large for the machine is not known.
func arithmetic(op Op, a, b Value) Value {
	const limit = 1 << 30
	if a.Lo <= Least || b.Lo <= Least || a.Hi >= Most || b.Hi >= Most {
		return Unknown(Number)
	}
	switch op {
	case OpAdd:
		return Value{Lo: a.Lo + b.Lo, Hi: a.Hi + b.Hi}
	case OpSub:
		return Value{Lo: a.Lo - b.Hi, Hi: a.Hi - b.Lo}
	}
	for _, n := range []int64{a.Lo, a.Hi, b.Lo, b.Hi} {
		if n > limit || n < -limit {
			return Unknown(Number)
		}
	}
	p := []int64{a.Lo * b.Lo, a.Lo * b.Hi, a.Hi * b.Lo, a.Hi * b.Hi}
	return Value{Lo: slices.Min(p), Hi: slices.Max(p)}
}

func index(t *Table, w Value) Value {
	if w.Word != "" {
		if n, ok := t.Lookup(w.Word); ok {
			return Value{Lo: n, Hi: n}
		}
		return Unknown(Number)
	}
	if w.Any == nil {
		return Value{Lo: t.lo, Hi: t.hi}
	}
	out := Value{Lo: Most, Hi: Least}
	for _, s := range w.Any {
		n, ok := t.Lookup(s)
		if !ok {
			return Unknown(Number)
		}
		out.Lo, out.Hi = min(out.Lo, n), max(out.Hi, n)
	}
	return out
}
