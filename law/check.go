package law

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/internal/datafile"
)

// A scope is what the names in an expression may mean.
type scope struct {
	this   *Kind
	sets   map[string]*Set
	tables map[string]*Table
	vars   []variable
}

type variable struct {
	name string
	typ  Type
	of   *Kind
}

// compile reads and checks an expression about records of kind s.this that must yield want.
func (s *scope) compile(text string, want Type) (*Node, error) {
	n, err := parse(text)
	if err != nil {
		return nil, err
	}
	if err := s.check(n); err != nil {
		return nil, err
	}
	if n.Type != want {
		return nil, typeError(n, "the expression gives a %s, a %s is wanted", n.Type, want)
	}
	return n, nil
}

func typeError(n *Node, format string, args ...any) error {
	return fmt.Errorf("%w: column %d: %s", ErrExpression, n.Pos+1, fmt.Sprintf(format, args...))
}

func (s *scope) check(n *Node) error {
	switch n.Op {
	case OpConst:
		return nil
	case OpField:
		return s.checkField(n)
	case OpExists, OpAll, OpLeast:
		return s.checkMacro(n)
	case OpIndex:
		return s.checkIndex(n)
	}
	for _, a := range n.Args {
		if err := s.check(a); err != nil {
			return err
		}
	}
	return checkTypes(n)
}

// checkTypes gives n its type, once those of its arguments are known.
func checkTypes(n *Node) error {
	a := n.Args
	switch n.Op {
	case OpNot, OpAnd, OpOr:
		n.Type = YesNo
		return want(YesNo, a...)
	case OpIf:
		if err := want(YesNo, a[0]); err != nil {
			return err
		}
		n.Type, n.Of = a[1].Type, a[1].Of
		if n.Type == List || n.Type == Words {
			return typeError(n, "a choice between sets or lists is not possible")
		}
		return same(n, a[1], a[2])
	case OpEq, OpNe:
		n.Type = YesNo
		if a[0].Type == List || a[0].Type == Words {
			return typeError(n, "sets and lists are not compared with ==; use all(), exists() or in")
		}
		return same(n, a[0], a[1])
	case OpLt, OpLe, OpGt, OpGe:
		n.Type = YesNo
		if a[0].Type != Number && a[0].Type != Date {
			return typeError(a[0], "a %s has no order; only numbers and dates are compared so", a[0].Type)
		}
		return same(n, a[0], a[1])
	case OpIn:
		n.Type = YesNo
		if err := want(Word, a[0]); err != nil {
			return err
		}
		return want(Words, a[1])
	case OpAdd, OpSub, OpMul:
		n.Type = Number
		return want(Number, a...)
	case OpSize:
		n.Type = Number
		if a[0].Type != Words && a[0].Type != List {
			return typeError(a[0], "size() wants words or a list, not a %s", a[0].Type)
		}
		return nil
	case OpListed:
		for _, e := range a {
			if e.Op != OpConst || e.Type != Word {
				return typeError(e, "a list is of words in quotes")
			}
			n.Value.Words = append(n.Value.Words, e.Value.Word)
		}
		slices.Sort(n.Value.Words)
		n.Op, n.Args, n.Type = OpConst, nil, Words
		return nil
	}
	return typeError(n, "this cannot stand here")
}

func want(t Type, nodes ...*Node) error {
	for _, n := range nodes {
		if n.Type != t {
			return typeError(n, "this is a %s, a %s is wanted", n.Type, t)
		}
	}
	return nil
}

func same(n, a, b *Node) error {
	if a.Type != b.Type || a.Of != b.Of {
		return typeError(n, "a %s and a %s do not go together", a.Type, b.Type)
	}
	return nil
}

func (s *scope) checkField(n *Node) error {
	if len(n.Args) == 0 {
		return s.resolve(n)
	}
	if err := s.check(n.Args[0]); err != nil {
		return err
	}
	rec := n.Args[0]
	if rec.Type != Ref {
		return typeError(n, "a %s has no fields", rec.Type)
	}
	f := rec.Of.Field(n.name)
	if f == nil {
		return typeError(n, "a %s has no %q%s", rec.Of.Name, n.name, datafile.Nearest(n.name, fieldNames(rec.Of)))
	}
	n.Field, n.Type, n.Of = f, f.Type, f.Of
	return nil
}

// resolve finds what a bare name means: the variable of a macro, a field of the
// record the rule is about, a named set, or percent.
func (s *scope) resolve(n *Node) error {
	for i := len(s.vars) - 1; i >= 0; i-- {
		if v := s.vars[i]; v.name == n.name {
			n.Op, n.Var, n.Type, n.Of = OpVar, i, v.typ, v.of
			return nil
		}
	}
	if f := s.this.Field(n.name); f != nil {
		n.Field, n.Type, n.Of = f, f.Type, f.Of
		return nil
	}
	if set, ok := s.sets[n.name]; ok {
		n.Op, n.Type, n.Value = OpConst, Words, Value{Words: set.words}
		return nil
	}
	if n.name == "percent" {
		n.Op, n.Type, n.Value = OpConst, Number, Value{Lo: 10_000_000, Hi: 10_000_000}
		return nil
	}
	names := fieldNames(s.this)
	for name := range s.sets {
		names = append(names, name)
	}
	slices.Sort(names)
	return typeError(n, "%q is not known here%s", n.name, datafile.Nearest(n.name, names))
}

func (s *scope) checkMacro(n *Node) error {
	if n.Op == OpLeast {
		name, ok := strings.CutPrefix(n.name, "least ")
		if !ok {
			return typeError(n, "map() stands only inside math.least()")
		}
		n.name = name
	}
	over := n.Args[0]
	if err := s.check(over); err != nil {
		return err
	}
	v := variable{name: n.name}
	switch {
	case over.Type == List:
		v.typ, v.of = Ref, over.Of
	case over.Type == Words:
		v.typ = Word
	default:
		return typeError(over, "this is a %s; a list or words are wanted", over.Type)
	}
	n.Var, n.Type = len(s.vars), YesNo
	if n.Op == OpLeast {
		n.Type = Number
	}
	s.vars = append(s.vars, v)
	err := s.check(n.Args[1])
	s.vars = s.vars[:n.Var]
	if err != nil {
		return err
	}
	return want(n.Type, n.Args[1])
}

func (s *scope) checkIndex(n *Node) error {
	t := s.tables[n.Args[0].name]
	if t == nil {
		return typeError(n.Args[0], "%q is no table of this pack", n.Args[0].name)
	}
	if err := s.check(n.Args[1]); err != nil {
		return err
	}
	n.Table, n.Type, n.Args = t, Number, n.Args[1:]
	return want(Word, n.Args[0])
}

func fieldNames(k *Kind) []string {
	names := make([]string, len(k.Fields))
	for i, f := range k.Fields {
		names[i] = f.Name
	}
	return names
}
