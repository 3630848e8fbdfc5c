package check

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// An evaluation derives one step from its printed inputs alone. It works with
// what may be, not with three values: a condition may come out yes, no or
// either; a number lies between bounds; a word is one of some or any.
type evaluation struct {
	about  string
	inputs map[string]string // "record field" -> value
	vars   [8]string
	err    error
}

// May says which answers are possible.
type may struct{ yes, no bool }

func (m may) String() string {
	switch {
	case m.yes && m.no:
		return "unknown"
	case m.yes:
		return "yes"
	}
	return "no"
}

func (e *evaluation) apply(rule *law.Rule) (string, []determination.Input, error) {
	var out []determination.Input
	if n := rule.Value.Node(); n != nil {
		v := e.text(n)
		return v, nil, e.err
	}
	elements, any := rule.Elements()
	m := may{yes: !any, no: any}
	for i := range elements {
		t := e.cond(elements[i].When.Node())
		out = append(out, determination.Input{Name: elements[i].ID, Value: t.String()})
		if any {
			m = may{m.yes || t.yes, m.no && t.no}
		} else {
			m = may{m.yes && t.yes, m.no || t.no}
		}
		if any && !m.no || !any && !m.yes && !rule.Whole(i) {
			break // settled
		}
	}
	for i := len(rule.Exceptions) - 1; i >= 0; i-- {
		x := rule.Exceptions[i]
		yes := x.Then == fact.Yes
		if m == (may{yes, !yes}) {
			continue
		}
		t := e.cond(x.When.Node())
		m = may{t.yes && yes || t.no && m.yes, t.yes && !yes || t.no && m.no}
		out = append(out, determination.Input{Name: "exception " + x.ID, Value: t.String()})
	}
	return m.String(), out, e.err
}

func (e *evaluation) fail(format string, args ...any) {
	if e.err == nil {
		e.err = refuse(format, args...)
	}
}

// cond evaluates a yes-no expression.
func (e *evaluation) cond(n *law.Node) may {
	switch n.Op {
	case law.OpNot:
		m := e.cond(n.Args[0])
		return may{m.no, m.yes}
	case law.OpAnd, law.OpOr:
		m := may{n.Op == law.OpAnd, n.Op == law.OpOr}
		for _, a := range n.Args {
			t := e.cond(a)
			if n.Op == law.OpAnd {
				m = may{m.yes && t.yes, m.no || t.no}
			} else {
				m = may{m.yes || t.yes, m.no && t.no}
			}
			if n.Op == law.OpAnd && !t.yes || n.Op == law.OpOr && !t.no {
				return t
			}
		}
		return m
	case law.OpIf:
		var a, b may
		c := e.cond(n.Args[0])
		if c.yes {
			a = e.cond(n.Args[1])
		}
		if c.no {
			b = e.cond(n.Args[2])
		}
		return may{a.yes || b.yes, a.no || b.no}
	case law.OpEq, law.OpNe:
		m := e.same(n.Args[0], n.Args[1])
		if n.Op == law.OpNe {
			return may{m.no, m.yes}
		}
		return m
	case law.OpLt, law.OpLe, law.OpGt, law.OpGe:
		return e.order(n)
	case law.OpIn:
		return e.member(n)
	case law.OpExists, law.OpAll:
		return e.each(n)
	}
	switch e.text(n) {
	case "yes":
		return may{yes: true}
	case "no":
		return may{no: true}
	}
	return may{true, true}
}

func (e *evaluation) order(n *law.Node) may {
	a, b := e.number(n.Args[0]), e.number(n.Args[1])
	switch n.Op {
	case law.OpGt:
		a, b = b, a
	case law.OpGe: // a >= b is not a < b
		return may{a.hi >= b.lo, a.lo < b.hi}
	case law.OpLe:
		return may{a.lo <= b.hi, a.hi > b.lo}
	}
	return may{a.lo < b.hi, a.hi >= b.lo}
}

func (e *evaluation) same(a, b *law.Node) may {
	switch a.Type {
	case law.Number, law.Date:
		x, y := e.number(a), e.number(b)
		return may{x.lo <= y.hi && y.lo <= x.hi, x.lo != x.hi || y.lo != y.hi || x.lo != y.lo}
	case law.YesNo:
		x, y := e.cond(a), e.cond(b)
		return may{x.yes && y.yes || x.no && y.no, x.yes && y.no || x.no && y.yes}
	}
	if a.Type == law.Ref {
		return sameAgain(e.text(a), e.text(b))
	}
	x, xs := words1(e.text(a))
	y, ys := words1(e.text(b))
	if !xs && !ys {
		return may{true, true}
	}
	if !xs || !ys {
		list, one := x, y
		if xs {
			list, one = y, x
		}
		return may{len(list) == 0 || slices.Contains(list, one[0]), true}
	}
	return may{x[0] == y[0], x[0] != y[0]}
}

// words1 reads a word: the word itself, or the ones it may be (none: any).
func words1(s string) (list []string, sure bool) {
	if s == "unknown" {
		return nil, false
	}
	if rest, ok := strings.CutPrefix(s, "unknown ("); ok {
		return strings.Split(strings.TrimSuffix(rest, ")"), " or "), false
	}
	return []string{s}, true
}

func (e *evaluation) member(n *law.Node) may {
	word, sure := words1(e.text(n.Args[0]))
	set, open := list(e.text(n.Args[1]))
	if len(set) == 0 && !open {
		return may{no: true}
	}
	if !sure && len(word) == 0 {
		return may{true, true}
	}
	m := may{}
	for _, w := range word {
		in := slices.Contains(set, w)
		m = may{m.yes || in || open, m.no || !in}
	}
	return m
}

// list reads words or records; open says that there may be more.
func list(s string) (items []string, open bool) {
	switch s {
	case "unknown":
		return nil, true
	case "none":
		return nil, false
	}
	s, open = strings.CutSuffix(s, ", perhaps more")
	return strings.Split(s, ", "), open
}

func (e *evaluation) each(n *law.Node) may {
	items, open := list(e.text(n.Args[0]))
	some := n.Op == law.OpExists
	m := may{yes: !some, no: some}
	if open {
		m = may{true, true}
	}
	for _, it := range items {
		e.vars[n.Var] = it
		t := e.cond(n.Args[1])
		if some {
			m = may{m.yes || t.yes, m.no && t.no}
		} else {
			m = may{m.yes && t.yes, m.no || t.no}
		}
		if some && !t.no || !some && !t.yes {
			return t
		}
	}
	return m
}

type bounds struct{ lo, hi int64 }

func (e *evaluation) number(n *law.Node) bounds {
	switch n.Op {
	case law.OpAdd, law.OpSub, law.OpMul:
		v := arithmeticAgain(n.Op, e.number(n.Args[0]), e.number(n.Args[1]))
		return v
	case law.OpIf:
		switch c := e.cond(n.Args[0]); {
		case !c.no:
			return e.number(n.Args[1])
		case !c.yes:
			return e.number(n.Args[2])
		}
		a, b := e.number(n.Args[1]), e.number(n.Args[2])
		return bounds{min(a.lo, b.lo), max(a.hi, b.hi)}
	case law.OpIndex:
		return e.lookup(n)
	case law.OpLeast:
		items, open := list(e.text(n.Args[0]))
		out := bounds{law.Most, law.Most}
		for _, it := range items {
			e.vars[n.Var] = it
			v := e.number(n.Args[1])
			out = bounds{min(out.lo, v.lo), min(out.hi, v.hi)}
		}
		if open || len(items) == 0 {
			out.lo = law.Least
		}
		return out
	case law.OpSize:
		items, open := list(e.text(n.Args[0]))
		if open {
			return bounds{int64(len(items)), law.Most}
		}
		return bounds{int64(len(items)), int64(len(items))}
	}
	return e.readNumber(e.text(n), n.Type)
}

func arithmeticAgain(op law.Op, a, b bounds) bounds {
	if a.lo <= law.Least || b.lo <= law.Least || a.hi >= law.Most || b.hi >= law.Most {
		return bounds{law.Least, law.Most}
	}
	out := bounds{math.MaxInt64, math.MinInt64}
	for _, x := range []int64{a.lo, a.hi} {
		for _, y := range []int64{b.lo, b.hi} {
			v := x + y
			switch op {
			case law.OpSub:
				v = x - y
			case law.OpMul:
				v = x * y
			}
			out = bounds{min(out.lo, v), max(out.hi, v)}
		}
	}
	return out
}

func (e *evaluation) lookup(n *law.Node) bounds {
	word, _ := words1(e.text(n.Args[0]))
	if len(word) == 0 {
		lo, hi := n.Table.Bounds()
		return bounds{lo, hi}
	}
	out := bounds{law.Most, law.Least}
	for _, w := range word {
		v, ok := n.Table.Lookup(w)
		if !ok {
			return bounds{law.Least, law.Most}
		}
		out = bounds{min(out.lo, v), max(out.hi, v)}
	}
	return out
}

func (e *evaluation) readNumber(s string, t law.Type) bounds {
	one := func(s string) int64 {
		if t == law.Date {
			n, ok := fact.Date(s).Days()
			if !ok {
				e.fail("%q is no date", s)
			}
			return int64(n)
		}
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			e.fail("%q is no number", s)
		}
		return n
	}
	lo, hi, isRange := strings.Cut(s, "..")
	switch {
	case s == "unknown":
		return bounds{law.Least, law.Most}
	case isRange:
		return bounds{one(lo), one(hi)}
	case strings.HasPrefix(s, ">="):
		return bounds{one(s[2:]), law.Most}
	case strings.HasPrefix(s, "<="):
		return bounds{law.Least, one(s[2:])}
	}
	return bounds{one(s), one(s)}
}

// text returns the printed value of a node that is read rather than computed.
func (e *evaluation) text(n *law.Node) string {
	switch n.Op {
	case law.OpConst:
		return n.Value.Format(n.Type)
	case law.OpVar:
		return e.vars[n.Var]
	case law.OpField:
		rec := e.about
		if len(n.Args) == 1 {
			rec = e.text(n.Args[0])
		}
		if rec == "unknown" {
			return "unknown"
		}
		if of := oneOfAgain(rec); of != nil {
			return e.shared(of, n)
		}
		v, ok := e.inputs[rec+" "+n.Field.Name]
		if !ok {
			e.fail("%s of %s was not looked at", n.Field.Name, rec)
		}
		return v
	case law.OpIf:
		if n.Type == law.Word || n.Type == law.Ref {
			return e.choice(n)
		}
	}
	if n.Type == law.Number || n.Type == law.Date {
		b := e.number(n)
		return law.Value{Lo: b.lo, Hi: b.hi}.Format(n.Type)
	}
	if n.Type == law.YesNo {
		return e.cond(n).String()
	}
	e.fail("a %s is not read so", n.Type)
	return fmt.Sprint(n.Type)
}

func (e *evaluation) choice(n *law.Node) string {
	switch c := e.cond(n.Args[0]); {
	case !c.no:
		return e.text(n.Args[1])
	case !c.yes:
		return e.text(n.Args[2])
	}
	a, b := e.text(n.Args[1]), e.text(n.Args[2])
	if a == b {
		return a
	}
	x, _ := words1(a)
	y, _ := words1(b)
	if len(x) == 0 || len(y) == 0 || n.Type == law.Ref {
		return "unknown"
	}
	all := slices.Concat(x, y)
	slices.Sort(all)
	return "unknown (" + strings.Join(slices.Compact(all), " or ") + ")"
}

// oneOfAgain lists the records that "one of party a or party b" may be; nil for any other name.
func oneOfAgain(rec string) []string {
	rest, ok := strings.CutPrefix(rec, "one of party ")
	if !ok {
		return nil
	}
	of := strings.Split(rest, " or party ")
	for i := range of {
		of[i] = "party " + of[i]
	}
	return of
}

// shared is what the field of a node has in common on several records, of which one is meant.
func (e *evaluation) shared(of []string, n *law.Node) string {
	var values []string
	for _, rec := range of {
		v, ok := e.inputs[rec+" "+n.Field.Name]
		if !ok {
			e.fail("%s of %s was not looked at", n.Field.Name, rec)
		}
		values = append(values, v)
	}
	same := !slices.ContainsFunc(values, func(v string) bool { return v != values[0] })
	switch n.Type {
	case law.Number, law.Date:
		b := e.readNumber(values[0], n.Type)
		for _, v := range values[1:] {
			c := e.readNumber(v, n.Type)
			b = bounds{min(b.lo, c.lo), max(b.hi, c.hi)}
		}
		return law.Value{Lo: b.lo, Hi: b.hi}.Format(n.Type)
	case law.Word:
		return anyWord(values)
	case law.Words, law.List:
		if _, open := list(values[0]); same && !open {
			return values[0]
		}
		return inAll(values)
	}
	if same {
		return values[0]
	}
	return "unknown"
}

// anyWord is a word that is one of those that each value may be.
func anyWord(values []string) string {
	var all []string
	for _, v := range values {
		w, _ := words1(v)
		if len(w) == 0 {
			return "unknown"
		}
		all = append(all, w...)
	}
	slices.Sort(all)
	if all = slices.Compact(all); len(all) == 1 {
		return all[0]
	}
	return "unknown (" + strings.Join(all, " or ") + ")"
}

// inAll is the open list of what stands in every value.
func inAll(values []string) string {
	both, _ := list(values[0])
	for _, v := range values[1:] {
		other, _ := list(v)
		both = slices.DeleteFunc(both, func(w string) bool { return !slices.Contains(other, w) })
	}
	if len(both) == 0 {
		return "unknown"
	}
	return strings.Join(both, ", ") + ", perhaps more"
}

// sameAgain says whether two names of records may be of one, and of two.
func sameAgain(a, b string) may {
	if a == "unknown" || b == "unknown" {
		return may{true, true}
	}
	x, y := oneOfAgain(a), oneOfAgain(b)
	if x == nil {
		x = []string{a}
	}
	if y == nil {
		y = []string{b}
	}
	if len(x) == 1 && len(y) == 1 {
		return may{x[0] == y[0], x[0] != y[0]}
	}
	return may{slices.ContainsFunc(x, func(r string) bool { return slices.Contains(y, r) }), true}
}
