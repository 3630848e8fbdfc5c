package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/longarm-project/longarm/evidence"
)

// maxDocuments bounds the policy documents that one is made of.
const maxDocuments = 16

// policyOf returns the policy that an expression makes: the argument of
// jsonencode, a policy document of the same module, or text. What is not known
// is hidden; text that is known is a string.
func (s *scope) policyOf(e hcl.Expression, deep int) any {
	if deep > maxDocuments {
		return evidence.Hidden{}
	}
	switch e := e.(type) {
	case *hclsyntax.TemplateWrapExpr:
		return s.policyOf(e.Wrapped, deep)
	case *hclsyntax.ParenthesesExpr:
		return s.policyOf(e.Expression, deep)
	case *hclsyntax.FunctionCallExpr:
		if e.Name == "jsonencode" && len(e.Args) == 1 {
			return plainOf(s.eval(e.Args[0], 0).value, 0)
		}
	case *hclsyntax.ConditionalExpr:
		if which, known := isTrue(s.eval(e.Condition, 0).value); known && which {
			return s.policyOf(e.TrueResult, deep+1)
		} else if known {
			return s.policyOf(e.FalseResult, deep+1)
		}
	case hclsyntax.Expression:
		if p, ok := s.policyNamed(reference(e), deep); ok {
			return p
		}
	}
	if e == nil {
		return evidence.Hidden{}
	}
	return plainOf(s.eval(e, 0).value, 0)
}

// policyNamed returns the policy that a reference names, if that is a local or a document of the same module.
func (s *scope) policyNamed(t hcl.Traversal, deep int) (any, bool) {
	if len(t) == 0 {
		return nil, false
	}
	if d := s.locals[attributeName(t, 1)]; t.RootName() == "local" && len(t) == 2 && d != nil && d.expr != nil {
		return s.plain().policyOf(d.expr, deep+1), true
	}
	if kind := attributeName(t, 1); t.RootName() == "data" && strings.HasSuffix(kind, "_policy_document") {
		if b := s.resources["data."+kind+"."+attributeName(t, 2)]; b != nil {
			return s.document(b, deep+1), true
		}
	}
	return nil, false
}

// attributeName returns the name of a step of a reference, "" for an index and beyond the end.
func attributeName(t hcl.Traversal, i int) string {
	if i < len(t) {
		if a, ok := t[i].(hcl.TraverseAttr); ok {
			return a.Name
		}
	}
	return ""
}

// document makes a policy of a data source such as aws_iam_policy_document.
func (s *scope) document(b *block, deep int) any {
	var statements []any
	attrs := b.attributes()
	for _, name := range []string{"source_policy_documents", "override_policy_documents", "source_json", "override_json"} {
		if a := attrs[name]; a != nil {
			statements = append(statements, s.included(a.Expr, deep)...)
		}
	}
	inner := s.repeated(attrs)
	if native, ok := b.Body.(*hclsyntax.Body); ok {
		for _, st := range native.Blocks {
			switch {
			case st.Type == "statement":
				statements = append(statements, inner.statement(st.Body))
			case st.Type == "dynamic" && len(st.Labels) == 1 && st.Labels[0] == "statement":
				inner.dynamic(st, func(each *scope, content *hclsyntax.Body) {
					statements = append(statements, each.statement(content))
				}, func() { statements = append(statements, evidence.Hidden{}) })
			}
		}
	} else if a := attrs["statement"]; a != nil {
		for _, st := range listOf(plainOf(inner.eval(a.Expr, 0).value, 0)) {
			statements = append(statements, statementOf(st))
		}
	}
	return map[string]any{"Statement": statements}
}

// included returns the statements of the documents that an expression lists.
func (s *scope) included(e hcl.Expression, deep int) (out []any) {
	parts := []hcl.Expression{e}
	if several, diags := hcl.ExprList(e); !diags.HasErrors() {
		parts = several
	}
	for _, p := range parts {
		switch policy := s.policyOf(p, deep+1).(type) {
		case map[string]any:
			statements, _ := policy["Statement"].([]any)
			if statements == nil {
				statements = []any{policy["Statement"]}
			}
			out = append(out, statements...)
		default:
			out = append(out, evidence.Hidden{})
		}
	}
	return out
}

// statement makes a statement of a block: effect, and principals of a type.
func (s *scope) statement(body *hclsyntax.Body) any {
	out := map[string]any{"effect": "Allow"}
	if a := body.Attributes["effect"]; a != nil {
		out["effect"] = plainOf(s.eval(a.Expr, 0).value, 0)
	}
	var principals []any
	for _, b := range body.Blocks {
		switch {
		case b.Type == "dynamic" && len(b.Labels) == 1 && b.Labels[0] == "principals":
			s.dynamic(b, func(each *scope, content *hclsyntax.Body) {
				principals = append(principals, each.principal(content))
			}, func() { principals = append(principals, evidence.Hidden{}) })
		case b.Type == "principals" || b.Type == "principal":
			principals = append(principals, s.principal(b.Body))
		case b.Type == "not_principals":
			out["notprincipal"] = "*"
		}
	}
	out["principal"] = principals
	return out
}

// principal makes a principal of a block: a type, and identifiers.
func (s *scope) principal(body *hclsyntax.Body) any {
	p := map[string]any{}
	for name, a := range body.Attributes {
		p[name] = plainOf(s.eval(a.Expr, 0).value, 0)
	}
	return principalOf(p)
}

// statementOf is statement for the JSON syntax.
func statementOf(v any) any {
	m, ok := v.(map[string]any)
	if !ok {
		return evidence.Hidden{}
	}
	var principals []any
	for _, name := range []string{"principals", "principal"} {
		for _, p := range listOf(m[name]) {
			principals = append(principals, principalOf(p))
		}
	}
	return map[string]any{"effect": m["effect"], "principal": principals}
}

// principalOf names identifiers by their type, as a policy does.
func principalOf(v any) any {
	m, ok := v.(map[string]any)
	if !ok {
		return evidence.Hidden{}
	}
	kind, _ := m["type"].(string)
	if kind == "" {
		kind, _ = m["entity"].(string)
	}
	return map[string]any{kind: m["identifiers"]}
}

func listOf(v any) []any {
	if l, ok := v.([]any); ok || v == nil {
		return l
	}
	return []any{v}
}

// plainOf turns a value into maps, lists and strings; what is not known is hidden.
func plainOf(v cty.Value, depth int) any {
	if v == cty.NilVal || v.IsMarked() || !v.IsKnown() || depth > maxNesting+4 {
		return evidence.Hidden{}
	}
	if v.IsNull() {
		return nil
	}
	if s, ok := asText(v); ok {
		return s
	}
	if !v.CanIterateElements() {
		return evidence.Hidden{}
	}
	if v.Type().IsObjectType() || v.Type().IsMapType() {
		out := map[string]any{}
		for it := v.ElementIterator(); it.Next(); {
			k, e := it.Element()
			name, _ := text(k, false)
			out[name] = plainOf(e, depth+1)
		}
		return out
	}
	out := []any{}
	for it := v.ElementIterator(); it.Next(); {
		_, e := it.Element()
		out = append(out, plainOf(e, depth+1))
	}
	return out
}
