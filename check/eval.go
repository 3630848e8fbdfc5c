package check

import (
	"fmt"
	"slices"

	"github.com/longarm-project/longarm/determination"
)

// A kind is a kind of record with its fields.
type kind struct {
	name   string
	fields map[string]*field
}

// A field is given by facts, stated in a case file, or defined by a rule.
type field struct {
	name string
	sort sort
	at   int // of a record's values
	rule *rule
	term *term
	of   *kind                 // of what a record or a list is
	lazy func(*world, *record) // gives the record its value when first read
}

// A record is a party, a dealing, or what belongs to one.
type record struct {
	kind   *kind
	name   string    // as proofs write it
	id     string    // of a party
	of     []*record // one of these is meant
	values []*value  // by field
	deal   int       // the place of the dealing it belongs to
	world  *world
}

func (r *record) set(name string, v value) {
	*r.slot(r.kind.fields[name]) = kept(v)
}

func (r *record) slot(f *field) **value {
	if r.values == nil {
		r.values = make([]*value, len(r.kind.fields))
	}
	return &r.values[f.at]
}

func (r *record) has(f *field) bool { return r.values != nil && r.values[f.at] != nil }

// Most values are one of these; underway stands for one that is being derived.
var isYes, isNo, isOpen, underway = truth(true), truth(false), anything(yesNo), value{}

func kept(v value) *value {
	if v.sort == yesNo {
		switch {
		case v.yes && v.no:
			return &isOpen
		case v.yes:
			return &isYes
		}
		return &isNo
	}
	return &v
}

// A looked is a value that an application of a rule read.
type looked struct {
	record *record
	field  *field
	v      value
}

// name is how a proof writes what was read.
func (l looked) name() string { return l.record.name + " " + l.field.name }

// An evaluator applies rules to records.
type evaluator struct {
	items []value // what the macros around are at
	// log, if not nil, takes what is read; nested applications are not logged.
	log *[]looked
	err error
}

func (e *evaluator) fail(format string, args ...any) value {
	if e.err == nil {
		e.err = fmt.Errorf(format, args...)
	}
	return anything(yesNo)
}

// get returns the value of a field of a record. What is given goes before what is presumed.
func (e *evaluator) get(r *record, f *field) value {
	if r.of != nil {
		var all []value
		for _, o := range r.of {
			all = append(all, e.get(o, f))
		}
		return common(all)
	}
	var v value
	switch {
	case f.rule != nil:
		v = e.derived(r, f)
	default:
		v = e.given(r, f)
		if f.term != nil && !r.has(f) && e.bears(r, f) {
			v = anything(f.sort)
		}
	}
	if e.log != nil {
		*e.log = append(*e.log, looked{r, f, v})
	}
	return v
}

// derived applies the rule of a field. What needs its own value to find it is not known.
func (e *evaluator) derived(r *record, f *field) value {
	at := r.slot(f)
	switch *at {
	case nil:
	case &underway:
		return anything(f.sort)
	default:
		return **at
	}
	*at = &underway
	inner := evaluator{}
	v, _ := inner.apply(f.rule, r)
	if inner.err != nil {
		e.fail("%w", inner.err)
	}
	*at = kept(v)
	return v
}

// given returns what facts give, or what the vocabulary presumes.
func (e *evaluator) given(r *record, f *field) value {
	if r.of != nil {
		var all []value
		for _, o := range r.of {
			all = append(all, e.given(o, f))
		}
		return common(all)
	}
	if !r.has(f) && f.lazy != nil {
		f.lazy(r.world, r)
	}
	if r.has(f) {
		return *r.values[f.at]
	}
	if f.term != nil {
		for _, p := range f.term.presume {
			if e.holds(p, r) {
				v, _ := read(f.sort, p.Value)
				return v
			}
		}
	}
	return anything(f.sort)
}

// holds reports whether a presumption is to be made of a record.
func (e *evaluator) holds(p presumed, r *record) bool {
	for name, want := range p.Where {
		if f := r.kind.fields[name]; f == nil || !slices.Contains(want, e.given(r, f).String()) {
			return false
		}
	}
	for name, against := range p.Unless {
		if f := r.kind.fields[name]; f != nil && r.has(f) && slices.Contains(against, r.values[f.at].String()) {
			return false
		}
	}
	return true
}

// bears reports whether facts speak against what would be presumed of a term that nobody states.
func (e *evaluator) bears(r *record, f *field) bool {
	for _, p := range f.term.presume {
		if p.UnlessTerm != "" && e.holds(p, r) {
			if v := e.get(r, r.kind.fields[p.UnlessTerm]); v.yes && !v.no {
				return true
			}
		}
	}
	return false
}

// apply applies a rule to a record and says what each element and exception looked at came to.
func (e *evaluator) apply(x *rule, r *record) (value, []determination.Input) {
	if x.value != nil {
		return e.eval(x.value, r), nil
	}
	var looked []determination.Input
	list, some := x.All, false
	if len(x.Any) > 0 {
		list, some = x.Any, true
	}
	out := truth(!some)
	for i, el := range list {
		v := e.eval(el.when, r)
		looked = append(looked, determination.Input{Name: el.ID, Value: v.String()})
		if some {
			out = value{sort: yesNo, yes: out.yes || v.yes, no: out.no && v.no}
			if !out.no {
				break
			}
			continue
		}
		out = value{sort: yesNo, yes: out.yes && v.yes, no: out.no || v.no}
		if whole := x.Level > 0 || x.Outcome != "" && i > 0; !out.yes && !whole {
			break
		}
	}
	for _, ex := range x.Exceptions {
		then := truth(ex.Then == "yes" || ex.Then == "true")
		if out.yes == then.yes && out.no == then.no {
			continue // it would change nothing
		}
		v := e.eval(ex.when, r)
		looked = append(looked, determination.Input{Name: "exception " + ex.ID, Value: v.String()})
		switch {
		case !v.no:
			out = then
		case v.yes:
			out = out.or(then)
		}
	}
	if x.Condition != "" && out.yes {
		e.get(r, r.kind.fields[x.Condition])
	}
	return out, looked
}

// eval evaluates an expression about a record.
func (e *evaluator) eval(n *node, r *record) value {
	switch n.op {
	case "value":
		return n.value
	case "item":
		return e.items[n.depth]
	case "name":
		return e.get(r, n.field)
	case "of":
		of := e.eval(n.args[0], r)
		if len(of.records) == 0 {
			return anything(n.field.sort)
		}
		return e.get(of.records[0], n.field)
	case "!":
		v := e.eval(n.args[0], r)
		return value{sort: yesNo, yes: v.no, no: v.yes}
	case "&&", "||":
		a := e.eval(n.args[0], r)
		if n.op == "&&" && !a.yes || n.op == "||" && !a.no {
			return a
		}
		b := e.eval(n.args[1], r)
		if n.op == "&&" {
			return value{sort: yesNo, yes: a.yes && b.yes, no: a.no || b.no}
		}
		return value{sort: yesNo, yes: a.yes || b.yes, no: a.no && b.no}
	case "?":
		c := e.eval(n.args[0], r)
		switch {
		case !c.no:
			return e.eval(n.args[1], r)
		case !c.yes:
			return e.eval(n.args[2], r)
		}
		a, b := e.eval(n.args[1], r), e.eval(n.args[2], r)
		return a.or(b)
	case "==":
		return same(e.eval(n.args[0], r), e.eval(n.args[1], r))
	case "!=":
		v := same(e.eval(n.args[0], r), e.eval(n.args[1], r))
		return value{sort: yesNo, yes: v.no, no: v.yes}
	case "<", "<=", ">", ">=":
		a, b := e.eval(n.args[0], r), e.eval(n.args[1], r)
		switch n.op {
		case "<":
			return value{sort: yesNo, yes: a.lo < b.hi, no: a.hi >= b.lo}
		case "<=":
			return value{sort: yesNo, yes: a.lo <= b.hi, no: a.hi > b.lo}
		case ">":
			return value{sort: yesNo, yes: a.hi > b.lo, no: a.lo <= b.hi}
		}
		return value{sort: yesNo, yes: a.hi >= b.lo, no: a.lo < b.hi}
	case "in":
		return among(e.eval(n.args[0], r), e.eval(n.args[1], r))
	case "+", "-", "*":
		return reckon(n.op, e.eval(n.args[0], r), e.eval(n.args[1], r))
	case "index":
		return lookUp(n.table, e.eval(n.args[0], r))
	case "size":
		v := e.eval(n.args[0], r)
		size := int64(len(v.words) + len(v.records))
		if v.open {
			return between(number, size, most)
		}
		return exactly(number, size)
	case "exists", "all", "least":
		return e.over(n, r)
	}
	return e.fail("%s cannot stand there", n.op)
}

// over evaluates a macro over the members of a list.
func (e *evaluator) over(n *node, r *record) value {
	list := e.eval(n.args[0], r)
	var items []value
	for _, x := range list.records {
		items = append(items, theRecord(x))
	}
	for _, w := range list.words {
		items = append(items, aWord(w))
	}
	out := value{sort: yesNo, yes: n.op == "all" || list.open, no: n.op == "exists" || list.open}
	if n.op == "least" {
		out = between(number, most, most)
	}
	for _, it := range items {
		e.items = append(e.items[:n.depth], it)
		v := e.eval(n.args[1], r)
		switch n.op {
		case "exists":
			if !v.no {
				return v
			}
			out.yes = out.yes || v.yes
		case "all":
			if !v.yes {
				return v
			}
			out.no = out.no || v.no
		default:
			out.lo, out.hi = min(out.lo, v.lo), min(out.hi, v.hi)
		}
	}
	if n.op == "least" && (list.open || len(items) == 0) {
		out.lo = least
	}
	return out
}

// same says whether two values of one sort may be the same, and may be two.
func same(a, b value) value {
	switch a.sort {
	case number, date:
		return value{sort: yesNo, yes: a.lo <= b.hi && b.lo <= a.hi, no: a.lo != a.hi || b.lo != b.hi || a.lo != b.lo}
	case yesNo:
		return value{sort: yesNo, yes: a.yes && b.yes || a.no && b.no, no: a.yes && b.no || a.no && b.yes}
	case one:
		if len(a.records) == 0 || len(b.records) == 0 {
			return anything(yesNo)
		}
		x, y := a.records[0].either(), b.records[0].either()
		if len(x) == 1 && len(y) == 1 {
			return truth(x[0] == y[0])
		}
		return value{sort: yesNo, yes: slices.ContainsFunc(x, func(r *record) bool { return slices.Contains(y, r) }), no: true}
	}
	if len(a.words) == 1 && len(b.words) == 1 {
		return truth(a.words[0] == b.words[0])
	}
	either := len(a.words) == 0 || len(b.words) == 0 || len(a.words) > 1 && len(b.words) > 1
	return value{sort: yesNo, no: true, yes: either || slices.ContainsFunc(a.words, func(w string) bool { return slices.Contains(b.words, w) })}
}

// ids lists the parties that the record of one may be.
func (r *record) ids() (out []string) {
	for _, o := range r.either() {
		out = append(out, o.id)
	}
	return out
}

// either lists the records that a record may be.
func (r *record) either() []*record {
	if r.of != nil {
		return r.of
	}
	return []*record{r}
}

// among says whether a word may be one of some, and may be none of them.
func among(w, set value) value {
	switch {
	case len(set.words) == 0 && !set.open:
		return truth(false)
	case len(w.words) == 0:
		return anything(yesNo)
	}
	out := value{sort: yesNo}
	for _, x := range w.words {
		in := slices.Contains(set.words, x)
		out.yes, out.no = out.yes || in || set.open, out.no || !in
	}
	if set.open && len(w.words) > 1 {
		out.no = true
	}
	return out
}

// reckon adds, subtracts or multiplies. What has no bound, or grows too large, is not known.
func reckon(op string, a, b value) value {
	const large = 1 << 30 // of a factor
	corners := [][2]int64{{a.lo, b.lo}, {a.lo, b.hi}, {a.hi, b.lo}, {a.hi, b.hi}}
	out := between(number, most, least)
	for _, c := range corners {
		for _, n := range c {
			if n == least || n == most || op == "*" && (n > large || n < -large) {
				return anything(number)
			}
		}
		n := map[string]int64{"+": c[0] + c[1], "-": c[0] - c[1], "*": c[0] * c[1]}[op]
		out.lo, out.hi = min(out.lo, n), max(out.hi, n)
	}
	return out
}

// lookUp finds a number of a table; a word that it does not have gives none.
func lookUp(table map[string]int64, w value) value {
	keys := w.words
	if len(keys) == 0 {
		for k := range table {
			keys = append(keys, k)
		}
	}
	out := between(number, most, least)
	for _, k := range keys {
		n, ok := table[k]
		if !ok {
			return anything(number)
		}
		out.lo, out.hi = min(out.lo, n), max(out.hi, n)
	}
	if len(keys) == 0 {
		return anything(number)
	}
	return out
}
