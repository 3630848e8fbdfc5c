package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/longarm-project/longarm/evidence"
)

// Bounds of evaluation. An expression beyond them is unknown, as one is whose
// value only Terraform finds out.
const (
	maxExpression  = 64 << 10  // bytes of its text
	maxReferences  = 64        // names in it
	maxKept        = 32 << 10  // bytes of a value that others may refer to
	maxDeep        = 64        // references behind references
	maxEvaluations = 2_000_000 // of all expressions of one root, and their parts
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
	each     map[string]cty.Value   // "each", "count", and the names of dynamic blocks and for expressions
	splat    map[*hclsyntax.AnonSymbolExpr]cty.Value
	bare     *scope // without each and splat; nil where there are none
	memo     map[string]*result
	children map[*block]*scope
	deep     int    // modules above
	path     string // address of the module: "module.a.module.b", "" for a root

	// Of Terragrunt.
	unit     string                 // folder of the unit, whose paths count; "" elsewhere
	inputs   map[string]*definition // with those of what is included
	includes []*scope               // in their order
	labels   map[string]*scope      // includes by label
}

// A result is a value and the places it rests on.
type result struct {
	value cty.Value
	from  []evidence.Origin
}

func (j *joiner) scope(m *module, parent *scope) *scope {
	j.scopes++
	s := &scope{module: m, j: j, parent: parent, memo: map[string]*result{}, inputs: m.inputs}
	if parent != nil {
		s.deep, s.path = parent.deep+1, parent.path
	}
	return s
}

// below returns the address of a module that is called here.
func (s *scope) below(call string) string {
	return strings.TrimPrefix(s.path+".module."+call, ".")
}

// with returns s with further names, for the content of what repeats.
func (s *scope) with(names map[string]cty.Value) *scope {
	if len(names) == 0 {
		return s
	}
	inner := *s
	inner.bare = s.plain()
	inner.each = map[string]cty.Value{}
	for n, v := range s.each {
		inner.each[n] = v
	}
	for n, v := range names {
		inner.each[n] = v
	}
	return &inner
}

// plain is s without the names of what repeats, which definitions do not see.
func (s *scope) plain() *scope {
	if s.bare != nil {
		return s.bare
	}
	return s
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
	"var": true, "local": true, "module": true, "each": true, "count": true, "path": true, "terraform": true, "self": true, "dependency": true, "include": true,
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
	case keys[0] == "var", keys[0] == "local", keys[0] == "path", keys[0] == "terraform", keys[0] == "include":
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
