package terraform

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/longarm-project/longarm/evidence"
)

// Bounds of evaluation. An expression beyond them is unknown, as one is whose
// value only Terraform finds out.
const (
	maxExpression  = 64 << 10 // bytes of its text
	maxReferences  = 64       // names in it
	maxKept        = 32 << 10 // bytes of a value that others may refer to
	maxDeep        = 64       // references behind references
	maxEvaluations = 500_000  // of all expressions of one root
)

var unknown = cty.DynamicVal

// A scope is a module as it is called: names have values in it.
type scope struct {
	*module
	j        *joiner
	parent   *scope
	call     *block                 // the module block; nil at a root
	args     map[string]*definition // of the call, in the scope of the caller
	open     bool                   // further arguments may be given where nobody sees them
	each     map[string]cty.Value   // "each", "count" and the iterators of dynamic blocks
	memo     map[string]*result
	children map[*block]*scope
	deep     int // modules above
}

// A result is a value and the places it rests on.
type result struct {
	value cty.Value
	from  []evidence.Origin
}

func (j *joiner) scope(m *module, parent *scope) *scope {
	j.scopes++
	s := &scope{module: m, j: j, parent: parent, memo: map[string]*result{}}
	if parent != nil {
		s.deep = parent.deep + 1
	}
	return s
}

// with returns s with further names, for the content of what repeats.
func (s *scope) with(names map[string]cty.Value) *scope {
	inner := *s
	inner.each = map[string]cty.Value{}
	for n, v := range s.each {
		inner.each[n] = v
	}
	for n, v := range names {
		inner.each[n] = v
	}
	return &inner
}

// literal returns the text of an expression that is a literal string.
func literal(e hcl.Expression) (string, bool) {
	if e == nil {
		return "", false
	}
	v, diags := e.Value(nil)
	return text(v, diags.HasErrors())
}

func text(v cty.Value, failed bool) (string, bool) {
	if failed || v.IsMarked() || !v.IsKnown() || v.IsNull() || v.Type() != cty.String {
		return "", false
	}
	return v.AsString(), true
}

// eval returns the value of an expression as far as the files tell it; what they do not tell is unknown.
func (s *scope) eval(e hcl.Expression, deep int) result {
	if e == nil || deep > maxDeep || !s.j.spend() {
		return result{value: unknown}
	}
	native, ok := e.(hclsyntax.Expression)
	if !ok {
		return s.evalJSON(e, deep)
	}
	r := native.Range()
	if r.End.Byte-r.Start.Byte > maxExpression || repeats(native) {
		return result{value: unknown}
	}
	if t := reference(native); t != nil {
		return s.resolve(t, deep)
	}
	references := native.Variables()
	if len(references) > maxReferences {
		return result{value: unknown}
	}
	var out result
	names := tree{}
	for _, t := range references {
		got := s.resolve(t, deep)
		out.from = append(out.from, got.from...)
		names.set(s.stem(t), got.value)
	}
	v, diags := native.Value(&hcl.EvalContext{Variables: names.values(), Functions: functions})
	if diags.HasErrors() {
		v = unknown
	}
	out.value = v
	return out
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

// repeats reports whether an expression holds one that goes over a collection, which is not evaluated.
func repeats(e hclsyntax.Expression) bool {
	found := false
	_ = hclsyntax.VisitAll(e, func(n hclsyntax.Node) hcl.Diagnostics {
		switch n.(type) {
		case *hclsyntax.ForExpr, *hclsyntax.SplatExpr:
			found = true
		}
		return nil
	})
	return found
}

// reference returns the names of an expression that is nothing but a reference,
// without the indexes of resources that repeat; nil for others.
func reference(e hclsyntax.Expression) hcl.Traversal {
	switch e := e.(type) {
	case *hclsyntax.TemplateWrapExpr:
		return reference(e.Wrapped)
	case *hclsyntax.ParenthesesExpr:
		return reference(e.Expression)
	case *hclsyntax.ScopeTraversalExpr:
		return e.Traversal
	case *hclsyntax.RelativeTraversalExpr:
		index, ok := e.Source.(*hclsyntax.IndexExpr)
		if !ok {
			return nil
		}
		if t := reference(index.Collection); t != nil && !reserved[t.RootName()] {
			return append(t[:len(t):len(t)], e.Traversal...)
		}
	}
	return nil
}

// reserved are the roots of references that are no resources.
var reserved = map[string]bool{
	"var": true, "local": true, "module": true, "each": true, "count": true, "path": true, "terraform": true, "self": true, "dependency": true,
}

// A tree holds values by name below name, as references name them.
type tree map[string]any

func (t tree) set(keys []string, v cty.Value) {
	at := t
	for _, k := range keys[:len(keys)-1] {
		next, ok := at[k].(tree)
		if !ok {
			if _, taken := at[k]; taken {
				return
			}
			next = tree{}
			at[k] = next
		}
		at = next
	}
	at[keys[len(keys)-1]] = v
}

func (t tree) values() map[string]cty.Value {
	out := map[string]cty.Value{}
	for k, v := range t {
		switch v := v.(type) {
		case tree:
			out[k] = cty.ObjectVal(v.values())
		case cty.Value:
			out[k] = v
		}
	}
	return out
}

// stem returns the names of a reference up to what has a value of its own:
// var.x, local.x, module.m.output, type.name.attribute, data.type.name.attribute.
func (s *scope) stem(t hcl.Traversal) []string {
	keys := []string{t.RootName()}
	want := 2
	_, repeating := s.each[keys[0]]
	switch {
	case repeating, keys[0] == "each", keys[0] == "count", keys[0] == "self":
		want = 1
	case keys[0] == "data":
		want = 4
	case keys[0] == "var", keys[0] == "local", keys[0] == "path", keys[0] == "terraform":
	default:
		want = 3
	}
	for _, step := range t[1:] {
		a, ok := step.(hcl.TraverseAttr)
		if !ok || len(keys) == want {
			break
		}
		keys = append(keys, a.Name)
	}
	return keys
}

// spend counts an evaluation; false beyond the bound.
func (j *joiner) spend() bool {
	j.spent++
	return j.spent <= maxEvaluations
}

// size is about how many bytes a value holds, at most limit.
func size(v cty.Value, limit int) int {
	if limit <= 0 || v.IsMarked() || !v.IsKnown() || v.IsNull() {
		return 1
	}
	if s, ok := text(v, false); ok {
		return 1 + len(s)
	}
	if !v.CanIterateElements() {
		return 1
	}
	n := 1
	for it := v.ElementIterator(); it.Next() && n < limit; {
		k, e := it.Element()
		n += size(k, limit-n) + size(e, limit-n)
	}
	return n
}

// functions are those of Terraform whose result depends on their arguments alone.
var functions = func() map[string]function.Function {
	out := map[string]function.Function{
		"try": tryfunc.TryFunc, "can": tryfunc.CanFunc,
		"tostring": stdlib.MakeToFunc(cty.String), "tolist": stdlib.MakeToFunc(cty.List(cty.DynamicPseudoType)),
		"toset": stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)), "tomap": stdlib.MakeToFunc(cty.Map(cty.DynamicPseudoType)),
	}
	for name, f := range map[string]function.Function{
		"lower": stdlib.LowerFunc, "upper": stdlib.UpperFunc, "trimspace": stdlib.TrimSpaceFunc, "trimprefix": stdlib.TrimPrefixFunc,
		"trimsuffix": stdlib.TrimSuffixFunc, "trim": stdlib.TrimFunc, "replace": stdlib.ReplaceFunc, "substr": stdlib.SubstrFunc,
		"join": stdlib.JoinFunc, "split": stdlib.SplitFunc, "merge": stdlib.MergeFunc, "lookup": stdlib.LookupFunc,
		"element": stdlib.ElementFunc, "concat": stdlib.ConcatFunc, "coalesce": stdlib.CoalesceFunc, "keys": stdlib.KeysFunc,
		"values": stdlib.ValuesFunc, "flatten": stdlib.FlattenFunc, "contains": stdlib.ContainsFunc, "length": stdlib.LengthFunc,
		"jsonencode": stdlib.JSONEncodeFunc, "jsondecode": stdlib.JSONDecodeFunc, "compact": stdlib.CompactFunc, "distinct": stdlib.DistinctFunc,
		"startswith": affix(true), "endswith": affix(false), "format": formatFunc,
	} {
		out[name] = bounded(name, f)
	}
	return out
}()

// bounded makes a function unknown of arguments that hold too much, or make too much together.
func bounded(name string, f function.Function) function.Function {
	return function.New(&function.Spec{
		VarParam: &function.Parameter{
			Name: "arguments", Type: cty.DynamicPseudoType, AllowNull: true, AllowUnknown: true, AllowDynamicType: true, AllowMarked: true,
		},
		Type: func([]cty.Value) (cty.Type, error) { return cty.DynamicPseudoType, nil },
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			total, product := 0, 1
			for _, a := range args {
				n := size(a, maxKept)
				total += n
				product *= min(n, maxKept)
				product = min(product, 1<<40)
			}
			if total > maxKept || (name == "replace" || name == "join") && product > 1<<24 {
				return unknown, nil
			}
			return f.Call(args)
		},
	})
}

// affix is startswith, or endswith.
func affix(start bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "text", Type: cty.String}, {Name: "part", Type: cty.String}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			s, part := args[0].AsString(), args[1].AsString()
			if len(part) > len(s) {
				return cty.False, nil
			}
			if start {
				return cty.BoolVal(s[:len(part)] == part), nil
			}
			return cty.BoolVal(s[len(s)-len(part):] == part), nil
		},
	})
}

// formatFunc is format with verbs that have no width, which could make text of any length.
var formatFunc = function.New(&function.Spec{
	Params:   []function.Parameter{{Name: "format", Type: cty.String}},
	VarParam: &function.Parameter{Name: "values", Type: cty.DynamicPseudoType, AllowDynamicType: true, AllowUnknown: true, AllowNull: true},
	Type:     function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		f := args[0].AsString()
		for i := 0; i+1 < len(f); i++ {
			if f[i] != '%' {
				continue
			}
			if i++; f[i] != 's' && f[i] != 'v' && f[i] != 'q' && f[i] != '%' && f[i] != 'd' {
				return cty.UnknownVal(cty.String), nil
			}
		}
		return stdlib.FormatFunc.Call(args)
	},
})

// asText converts a known value to text: numbers and truths have one too.
func asText(v cty.Value) (string, bool) {
	if v == cty.NilVal || v.IsMarked() || !v.IsKnown() || v.IsNull() || !v.Type().IsPrimitiveType() {
		return "", false
	}
	c, err := convert.Convert(v, cty.String)
	if err != nil {
		return "", false
	}
	return text(c, false)
}
