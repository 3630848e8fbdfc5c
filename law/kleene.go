package law

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
)

type frame struct {
	this *Record
	vars [maxVars]Value
}

const maxVars = 4

// truth evaluates a yes-no node. Leaves under a node whose value is known do not matter and are dropped.
func (m *Machine) truth(n *Node, f *frame) fact.Truth {
	mark := len(m.leaves)
	t := m.truthOf(n, f)
	if t != fact.Unknown {
		m.leaves = m.leaves[:mark]
	}
	return t
}

func (m *Machine) truthOf(n *Node, f *frame) fact.Truth {
	switch n.Op {
	case OpConst:
		return n.Value.Truth
	case OpNot:
		return m.truth(n.Args[0], f).Not()
	case OpAnd, OpOr:
		stop := fact.Is(n.Op == OpOr)
		t := stop.Not()
		for _, a := range n.Args {
			e := m.truth(a, f)
			if e == stop {
				return stop
			}
			if e == fact.Unknown {
				t = fact.Unknown
			}
		}
		return t
	case OpIf:
		c := m.truth(n.Args[0], f)
		if c != fact.Unknown {
			return m.truth(n.Args[branch(c)], f)
		}
		if a, b := m.truth(n.Args[1], f), m.truth(n.Args[2], f); a == b {
			return a
		}
		return fact.Unknown
	case OpEq:
		return m.equal(n, f)
	case OpNe:
		return m.equal(n, f).Not()
	case OpLt, OpLe, OpGt, OpGe:
		return m.compare(n, f)
	case OpIn:
		w, set := m.value(n.Args[0], f), m.value(n.Args[1], f)
		return inSet(w, set)
	case OpExists, OpAll:
		return m.quantify(n, f)
	}
	return m.value(n, f).Truth
}

func branch(c fact.Truth) int {
	if c == fact.Yes {
		return 1
	}
	return 2
}

// equal compares two words, numbers, dates, truths or records.
func (m *Machine) equal(n *Node, f *frame) fact.Truth {
	a, b := m.value(n.Args[0], f), m.value(n.Args[1], f)
	switch n.Args[0].Type {
	case YesNo:
		if a.Truth == fact.Unknown || b.Truth == fact.Unknown {
			return fact.Unknown
		}
		return fact.Is(a.Truth == b.Truth)
	case Number, Date:
		switch {
		case a.Hi < b.Lo || b.Hi < a.Lo:
			return fact.No
		case a.Lo == a.Hi && b.Lo == b.Hi:
			return fact.Yes
		}
		return fact.Unknown
	case Ref:
		m.restChoice(a.Ref)
		m.restChoice(b.Ref)
		return sameRecord(a.Ref, b.Ref)
	}
	return equalWords(a, b)
}

func equalWords(a, b Value) fact.Truth {
	switch {
	case a.Word != "" && b.Word != "":
		return fact.Is(a.Word == b.Word)
	case a.Word == "" && b.Word == "":
		return fact.Unknown
	case a.Word == "":
		a, b = b, a
	}
	if b.Any != nil && !slices.Contains(b.Any, a.Word) {
		return fact.No
	}
	return fact.Unknown
}

func inSet(w, set Value) fact.Truth {
	if w.Word != "" {
		switch {
		case slices.Contains(set.Words, w.Word):
			return fact.Yes
		case set.Open:
			return fact.Unknown
		}
		return fact.No
	}
	if len(set.Words) == 0 && !set.Open {
		return fact.No
	}
	if w.Any == nil || set.Open {
		return fact.Unknown
	}
	return agree(w.Any, func(s string) fact.Truth { return fact.Is(slices.Contains(set.Words, s)) })
}

// agree returns what test says of all words, or not known where it differs.
func agree(words []string, test func(string) fact.Truth) fact.Truth {
	t := test(words[0])
	for _, w := range words[1:] {
		if test(w) != t {
			return fact.Unknown
		}
	}
	return t
}

func (m *Machine) compare(n *Node, f *frame) fact.Truth {
	mark := len(m.leaves)
	a, b := m.value(n.Args[0], f), m.value(n.Args[1], f)
	t := order(n.Op, a, b)
	if t == fact.Unknown {
		m.cut(mark, n.Op, a, b)
	}
	return t
}

func order(op Op, a, b Value) fact.Truth {
	switch op {
	case OpGt, OpGe:
		return order(op-2, b, a)
	case OpLt:
		switch {
		case a.Hi < b.Lo:
			return fact.Yes
		case a.Lo >= b.Hi:
			return fact.No
		}
	case OpLe:
		switch {
		case a.Hi <= b.Lo:
			return fact.Yes
		case a.Lo > b.Hi:
			return fact.No
		}
	}
	return fact.Unknown
}

// cut notes on the number leaves of a comparison where the answer turns.
func (m *Machine) cut(mark int, op Op, a, b Value) {
	at := b.Lo
	if at <= Least {
		at = b.Hi // a bound that is itself known on one side only
	}
	below := op == OpGe || op == OpLt // the turn is just below the bound
	if a.Lo == a.Hi {
		at, below = a.Lo, op == OpLe || op == OpGt
	}
	if at <= Least || at >= Most {
		return
	}
	if below {
		at--
	}
	for i := mark; i < len(m.leaves); i++ {
		if l := &m.leaves[i]; !l.HasCut && (l.Field.Type == Number || l.Field.Type == Date) {
			l.Cut, l.HasCut = at, true
		}
	}
}

// quantify evaluates exists and all over a list of records or a set of words.
func (m *Machine) quantify(n *Node, f *frame) fact.Truth {
	over := m.value(n.Args[0], f)
	stop := fact.Is(n.Op == OpExists)
	t := stop.Not()
	if over.Open {
		t = fact.Unknown
	}
	step := func(v Value) bool {
		f.vars[n.Var] = v
		switch e := m.truth(n.Args[1], f); {
		case e == stop:
			t = stop
			return false
		case e == fact.Unknown:
			t = fact.Unknown
		}
		return true
	}
	for _, r := range over.List {
		if !step(Value{Ref: r}) {
			return t
		}
	}
	for _, w := range over.Words {
		if !step(Value{Word: w}) {
			return t
		}
	}
	return t
}
