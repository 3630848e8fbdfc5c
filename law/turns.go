package law

import (
	"slices"
	"strconv"
)

// Turns are the numbers and dates at which what the rules of a code say of a number that
// is given may turn: constants of expressions, values of tables, and bounds of choices,
// each with two numbers to either side.
type Turns struct {
	at     []int64
	mutual bool // given numbers are compared with one another too
}

// Has reports whether n and its neighbours are turns.
func (t *Turns) Has(n int64) bool {
	i, ok := slices.BinarySearch(t.at, n-1)
	return ok && i+2 < len(t.at) && t.at[i+2] == n+1
}

// Turns returns the turns of the rules in force; nil where these reckon with numbers that
// are given, so that each number may matter.
func (c *Code) Turns() *Turns {
	f := &turnFinder{seen: map[*Rule]bool{}}
	f.note(Least, Most, 0)
	for _, r := range c.Rules {
		for _, n := range r.nodes() {
			f.find(n)
		}
	}
	for _, t := range c.tables {
		f.note(t.lo, t.hi)
		for _, n := range t.values {
			f.note(n)
		}
	}
	for _, k := range c.Schema.Kinds {
		for _, field := range k.Fields {
			f.field(k, field)
		}
	}
	if f.reckons {
		return nil
	}
	slices.Sort(f.at)
	return &Turns{at: slices.Compact(f.at), mutual: f.mutual}
}

type turnFinder struct {
	at              []int64
	mutual, reckons bool
	seen            map[*Rule]bool
}

func (f *turnFinder) note(ns ...int64) {
	for _, n := range ns {
		f.at = append(f.at, n-2, n-1, n, n+1, n+2)
	}
}

// find notes the turns of an expression.
func (f *turnFinder) find(n *Node) {
	for _, a := range n.Args {
		f.find(a)
	}
	switch numeric := n.Type == Number || n.Type == Date; {
	case n.Op == OpConst && numeric:
		f.note(n.Value.Lo, n.Value.Hi)
	case n.Op == OpAdd || n.Op == OpSub || n.Op == OpMul:
		v, ok := constant(n)
		f.reckons = f.reckons || !ok
		f.note(v.Lo, v.Hi)
	case n.Op >= OpEq && n.Op <= OpGe && len(n.Args) == 2 && (n.Args[0].Type == Number || n.Args[0].Type == Date):
		f.mutual = f.mutual || f.given(n.Args[0]) && f.given(n.Args[1])
	}
}

// constant evaluates an expression of constants and values of tables.
func constant(n *Node) (Value, bool) {
	switch n.Op {
	case OpConst:
		return n.Value, true
	case OpIndex:
		if w := n.Args[0]; w.Op == OpConst {
			return index(n.Table, w.Value), true
		}
	case OpAdd, OpSub, OpMul:
		a, ok := constant(n.Args[0])
		b, ok2 := constant(n.Args[1])
		return arithmetic(n.Op, a, b), ok && ok2
	}
	return Value{}, false
}

// given reports whether the value of an expression may be a number that is given, or counts what is.
func (f *turnFinder) given(n *Node) bool {
	switch n.Op {
	case OpConst, OpIndex:
		return false
	case OpField:
		r := n.Field.Rule
		if r == nil {
			return true
		}
		if f.seen[r] {
			return false
		}
		f.seen[r] = true
		out := r.Value.node != nil && f.given(r.Value.node)
		f.seen[r] = false
		return out
	case OpLeast:
		return f.given(n.Args[1])
	case OpIf:
		return f.given(n.Args[1]) || f.given(n.Args[2])
	case OpAdd, OpSub, OpMul:
		return f.given(n.Args[0]) || f.given(n.Args[1])
	}
	return true
}

// field notes the turns of what a field may turn out to be, and of what presumptions ask for.
func (f *turnFinder) field(k *Kind, field *Field) {
	for _, c := range field.Choices {
		for _, of := range []map[string]string{c.Party, c.Data} {
			for _, text := range of {
				if v, err := ParseValue(Number, text); err == nil {
					f.note(v.Lo, v.Hi)
				}
				if v, err := ParseValue(Date, text); err == nil {
					f.note(v.Lo, v.Hi)
				}
			}
		}
		if n, err := strconv.ParseInt(c.Value, 10, 64); err == nil {
			f.note(n)
		}
	}
	if field.Term == nil {
		return
	}
	for _, p := range field.Term.Presume {
		f.note(p.value.Lo, p.value.Hi)
		for name := range p.Where {
			f.asks(k.Field(name))
		}
		for name := range p.Unless {
			f.asks(k.Field(name))
		}
	}
}

// asks notes that a presumption looks at the text of a field: where that is a number, each may matter.
func (f *turnFinder) asks(field *Field) {
	f.reckons = f.reckons || field != nil && (field.Type == Number || field.Type == Date)
}
