package terraform

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/longarm-project/longarm/evidence"
)

// eval returns the value of an expression as far as the files tell it; what they
// do not tell is unknown. Parts are evaluated by themselves, so that one that is
// not known leaves what stands beside it known.
func (s *scope) eval(e hcl.Expression, deep int) result {
	if e == nil || deep > maxDeep || !s.j.spend() {
		return result{value: unknown}
	}
	native, ok := e.(hclsyntax.Expression)
	if !ok {
		return s.evalJSON(e, deep)
	}
	r := native.Range()
	if r.End.Byte-r.Start.Byte > maxExpression {
		return result{value: unknown}
	}
	if t := reference(native); t != nil {
		return s.resolve(t, deep)
	}
	ev := &evaluation{s: s, deep: deep}
	v := ev.value(native)
	if v == cty.NilVal || size(v, maxKept+1) > maxKept {
		v = unknown
	}
	return result{value: v, from: sourcesOf(ev.from)}
}

// evalJSON reads an expression of the JSON syntax: a value whose strings are templates.
func (s *scope) evalJSON(e hcl.Expression, deep int) result {
	v, diags := e.Value(nil)
	if diags.HasErrors() {
		return result{value: unknown}
	}
	var out result
	out.value, _ = cty.Transform(v, func(_ cty.Path, v cty.Value) (cty.Value, error) {
		t, ok := text(v, false)
		if !ok || len(t) > maxExpression {
			return v, nil
		}
		template, diags := hclsyntax.ParseTemplate([]byte(t), "", hcl.InitialPos)
		if diags.HasErrors() {
			return v, nil
		}
		got := s.eval(template, deep+1)
		out.from = append(out.from, got.from...)
		return got.value, nil
	})
	if out.value == cty.NilVal {
		out.value = unknown
	}
	return out
}

// An evaluation is that of one expression, with the places it came to rest on.
type evaluation struct {
	s    *scope
	deep int
	from []evidence.Origin
}

// of evaluates a part.
func (ev *evaluation) of(e hclsyntax.Expression) cty.Value {
	got := ev.s.eval(e, ev.deep)
	ev.from = append(ev.from, got.from...)
	return got.value
}

// value evaluates an expression that is more than a reference.
func (ev *evaluation) value(e hclsyntax.Expression) cty.Value {
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		return e.Val
	case *hclsyntax.ParenthesesExpr:
		return ev.of(e.Expression)
	case *hclsyntax.TemplateWrapExpr:
		return ev.of(e.Wrapped)
	case *hclsyntax.TemplateExpr:
		return ev.template(e)
	case *hclsyntax.ObjectConsExpr:
		return ev.object(e)
	case *hclsyntax.TupleConsExpr:
		values := make([]cty.Value, len(e.Exprs))
		for i, part := range e.Exprs {
			values[i] = ev.of(part)
		}
		return cty.TupleVal(values)
	case *hclsyntax.ConditionalExpr:
		return ev.condition(e)
	case *hclsyntax.FunctionCallExpr:
		return ev.call(e)
	case *hclsyntax.ForExpr:
		return ev.repeat(e)
	case *hclsyntax.SplatExpr:
		return ev.splat(e)
	case *hclsyntax.AnonSymbolExpr:
		return ev.s.splat[e]
	case *hclsyntax.IndexExpr:
		return orUnknown(hcl.Index(ev.of(e.Collection), ev.of(e.Key), nil))
	case *hclsyntax.RelativeTraversalExpr:
		return orUnknown(e.Traversal.TraverseRel(ev.of(e.Source)))
	case *hclsyntax.BinaryOpExpr:
		return ev.operation(e.Op, e.LHS, e.RHS)
	case *hclsyntax.UnaryOpExpr:
		return ev.operation(e.Op, e.Val)
	}
	return unknown
}

func orUnknown(v cty.Value, diags hcl.Diagnostics) cty.Value {
	if diags.HasErrors() {
		return unknown
	}
	return v
}

// template joins the parts of a text, all of which must be known.
func (ev *evaluation) template(e *hclsyntax.TemplateExpr) cty.Value {
	var text strings.Builder
	known := true
	for _, p := range e.Parts {
		s, ok := asText(ev.of(p))
		known = known && ok && text.Len()+len(s) <= maxKept
		if known {
			text.WriteString(s)
		}
	}
	if !known {
		return cty.UnknownVal(cty.String)
	}
	return cty.StringVal(text.String())
}

func (ev *evaluation) object(e *hclsyntax.ObjectConsExpr) cty.Value {
	values := map[string]cty.Value{}
	for _, item := range e.Items {
		name, ok := ev.key(item.KeyExpr)
		if !ok {
			return unknown
		}
		values[name] = ev.of(item.ValueExpr)
	}
	return cty.ObjectVal(values)
}

// key returns the name of an item of an object: a bare word, or what an expression comes to.
func (ev *evaluation) key(e hclsyntax.Expression) (string, bool) {
	if k, ok := e.(*hclsyntax.ObjectConsKeyExpr); ok {
		if word := hcl.ExprAsKeyword(k.Wrapped); word != "" && !k.ForceNonLiteral {
			return word, true
		}
		e = k.Wrapped
	}
	return asText(ev.of(e))
}

// condition returns one side of a condition; where it is not known, what both come to alike.
func (ev *evaluation) condition(e *hclsyntax.ConditionalExpr) cty.Value {
	switch which, known := isTrue(ev.of(e.Condition)); {
	case known && which:
		return ev.of(e.TrueResult)
	case known:
		return ev.of(e.FalseResult)
	}
	yes, no := ev.of(e.TrueResult), ev.of(e.FalseResult)
	if yes.IsWhollyKnown() && yes.RawEquals(no) {
		return yes
	}
	return unknown
}

// isTrue returns a truth, if it is known.
func isTrue(v cty.Value) (truth, known bool) {
	if v == cty.NilVal || v.IsMarked() || !v.IsKnown() || v.IsNull() {
		return false, false
	}
	b, err := convert.Convert(v, cty.Bool)
	if err != nil || !b.IsKnown() {
		return false, false
	}
	return b.True(), true
}

func (ev *evaluation) operation(op *hclsyntax.Operation, parts ...hclsyntax.Expression) cty.Value {
	params := op.Impl.Params()
	args := make([]cty.Value, len(parts))
	for i, p := range parts {
		v, err := convert.Convert(ev.of(p), params[i].Type)
		if err != nil {
			return unknown
		}
		args[i] = v
	}
	v, err := op.Impl.Call(args)
	if err != nil {
		return unknown
	}
	return v
}

// call calls a function whose result depends on its arguments alone; others are unknown.
func (ev *evaluation) call(e *hclsyntax.FunctionCallExpr) cty.Value {
	switch e.Name {
	case "try":
		return ev.try(e.Args)
	case "can":
		if len(e.Args) == 1 && ev.of(e.Args[0]).IsWhollyKnown() {
			return cty.True
		}
		return unknown
	}
	args := make([]cty.Value, len(e.Args))
	for i, a := range e.Args {
		args[i] = ev.of(a)
	}
	if e.ExpandFinal && len(args) > 0 {
		last := args[len(args)-1]
		if !iterable(last) {
			return unknown
		}
		args = append(args[:len(args)-1], last.AsValueSlice()...)
	}
	f, ok := functions[e.Name]
	if !ok {
		return ev.terragruntCall(e.Name, args)
	}
	v, err := f.Call(args)
	if err != nil {
		return unknown
	}
	return v
}

// try returns the first of its arguments, if it is known: what is not may be an
// error to Terraform, or a value that is not here.
func (ev *evaluation) try(args []hclsyntax.Expression) cty.Value {
	for _, a := range args {
		v := ev.of(a)
		if v.IsKnown() {
			return v
		}
		if !ev.fails(a) {
			return unknown
		}
	}
	return unknown
}

// fails reports whether an expression certainly is an error: it asks a value that is known for what it has not.
func (ev *evaluation) fails(e hclsyntax.Expression) bool {
	t := reference(e)
	if t == nil {
		return false
	}
	keys := ev.s.stem(t)
	if len(keys) >= len(t) {
		return false
	}
	whole := ev.s.named(keys, ev.deep+1).value
	if !whole.IsKnown() {
		return false
	}
	_, diags := t[len(keys):].TraverseRel(whole)
	return diags.HasErrors()
}

// maxLoop bounds the elements that a for expression or splat goes over.
const maxLoop = 512

// iterable reports whether the elements of a value are known to be those that it shows.
func iterable(v cty.Value) bool {
	return v != cty.NilVal && !v.IsMarked() && v.IsKnown() && !v.IsNull() && v.CanIterateElements() && v.LengthInt() <= maxLoop
}

// repeat evaluates a for expression.
func (ev *evaluation) repeat(e *hclsyntax.ForExpr) cty.Value {
	over := ev.of(e.CollExpr)
	if !iterable(over) {
		return unknown
	}
	var list []cty.Value
	fields, groups := map[string]cty.Value{}, map[string][]cty.Value{}
	held := 0
	for it := over.ElementIterator(); it.Next(); {
		k, v := it.Element()
		if over.Type().IsSetType() {
			k = v
		}
		names := map[string]cty.Value{e.ValVar: v}
		if e.KeyVar != "" {
			names[e.KeyVar] = k
		}
		one := &evaluation{s: ev.s.with(names), deep: ev.deep}
		if e.CondExpr != nil {
			include, known := isTrue(one.of(e.CondExpr))
			if !known {
				return unknown
			}
			if !include {
				continue
			}
		}
		value := one.of(e.ValExpr)
		ev.from = append(ev.from, one.from...)
		if held += size(value, maxKept); held > maxKept {
			return unknown
		}
		if e.KeyExpr == nil {
			list = append(list, value)
			continue
		}
		name, ok := asText(one.of(e.KeyExpr))
		if !ok {
			return unknown
		}
		if e.Group {
			groups[name] = append(groups[name], value)
		} else {
			fields[name] = value
		}
	}
	for name, values := range groups {
		fields[name] = cty.TupleVal(values)
	}
	if e.KeyExpr == nil {
		return cty.TupleVal(list)
	}
	return cty.ObjectVal(fields)
}

// splat evaluates a[*].b: for each element of a list, for one value as for a list of it, for null as for none.
func (ev *evaluation) splat(e *hclsyntax.SplatExpr) cty.Value {
	over := ev.of(e.Source)
	switch {
	case over == cty.NilVal || over.IsMarked() || !over.IsKnown():
		return unknown
	case over.IsNull():
		return cty.EmptyTupleVal
	}
	elements := []cty.Value{over}
	if t := over.Type(); t.IsTupleType() || t.IsListType() || t.IsSetType() {
		if !iterable(over) {
			return unknown
		}
		elements = over.AsValueSlice()
	}
	out := make([]cty.Value, len(elements))
	for i, v := range elements {
		inner := *ev.s
		inner.bare = ev.s.plain()
		inner.splat = map[*hclsyntax.AnonSymbolExpr]cty.Value{}
		for item, outer := range ev.s.splat {
			inner.splat[item] = outer
		}
		inner.splat[e.Item] = v
		one := &evaluation{s: &inner, deep: ev.deep}
		out[i] = one.of(e.Each)
		ev.from = append(ev.from, one.from...)
	}
	return cty.TupleVal(out)
}

// sourcesOf keeps the first places of many.
func sourcesOf(from []evidence.Origin) []evidence.Origin {
	if len(from) > maxFrom {
		from = from[:maxFrom]
	}
	return slices.Clip(from)
}

// maxFrom bounds the places that a value rests on.
const maxFrom = 16
