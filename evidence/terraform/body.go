package terraform

import (
	"cmp"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// Bounds of what is looked at within a block.
const (
	maxNesting  = 8  // blocks within blocks, values within values
	maxRepeated = 64 // elements of for_each
	maxElements = 2000
)

// A spot says where a value stands in a block or object.
type spot struct {
	outer string // the outermost block or attribute around it; "" for an attribute of the block itself
	above string // the nearest block or attribute around it
	name  string
}

func (p spot) within(name string) spot {
	return spot{outer: cmp.Or(p.outer, name), above: name}
}

// walk calls f for each text in a body, and for each attribute whose value is
// not known, in the order of the file.
func (s *scope) walk(body hcl.Body, at spot, f func(at spot, value string, known bool)) {
	s.walkBody(body, at, 0, f)
}

func (s *scope) walkBody(body hcl.Body, at spot, depth int, f func(spot, string, bool)) {
	attrs, _ := body.JustAttributes()
	for _, a := range inOrder(attrs) {
		here := at
		here.name = a.Name
		v := s.eval(a.Expr, 0).value
		if v == cty.NilVal || !v.IsKnown() {
			f(here, "", false)
			continue
		}
		left := maxElements
		walkValue(v, 0, here, &left, f)
	}
	native, ok := body.(*hclsyntax.Body)
	if !ok || depth >= maxNesting {
		return
	}
	for _, b := range native.Blocks {
		if b.Type != "dynamic" || len(b.Labels) != 1 {
			s.walkBody(b.Body, at.within(b.Type), depth+1, f)
			continue
		}
		s.walkDynamic(b, at, depth+1, f)
	}
}

// walkDynamic goes through the content of a dynamic block, once for each element where these are known.
func (s *scope) walkDynamic(b *hclsyntax.Block, at spot, depth int, f func(spot, string, bool)) {
	iterator := b.Labels[0]
	if a := b.Body.Attributes["iterator"]; a != nil {
		iterator = cmp.Or(keyOf(a.Expr), iterator)
	}
	var elements []cty.Value
	if a := b.Body.Attributes["for_each"]; a != nil {
		elements = eachOf(s.eval(a.Expr, 0).value)
	}
	for _, inner := range b.Body.Blocks {
		if inner.Type != "content" {
			continue
		}
		for _, each := range elements {
			s.with(map[string]cty.Value{iterator: each}).walkBody(inner.Body, at.within(b.Labels[0]), depth, f)
		}
	}
}

// eachOf returns what "each" is for the elements of a collection; one unknown where it is not known.
func eachOf(v cty.Value) (out []cty.Value) {
	if v == cty.NilVal || v.IsMarked() || !v.IsKnown() || v.IsNull() || !v.CanIterateElements() || v.LengthInt() > maxRepeated || v.LengthInt() == 0 {
		return []cty.Value{unknown}
	}
	for it := v.ElementIterator(); it.Next(); {
		k, e := it.Element()
		if v.Type().IsSetType() {
			k = e
		}
		out = append(out, cty.ObjectVal(map[string]cty.Value{"key": k, "value": e}))
	}
	return out
}

// walkValue calls f for the texts of a value, at most left of them.
func walkValue(v cty.Value, depth int, at spot, left *int, f func(spot, string, bool)) {
	if *left--; *left < 0 {
		return
	}
	if s, ok := asText(v); ok {
		f(at, s, true)
		return
	}
	switch {
	case v.IsMarked() || !v.IsKnown():
		f(at, "", false)
		return
	case depth >= maxNesting || v.IsNull() || !v.CanIterateElements():
		return
	}
	named := v.Type().IsObjectType() || v.Type().IsMapType()
	for it := v.ElementIterator(); it.Next(); {
		k, e := it.Element()
		inner := at
		if name, ok := text(k, false); ok && named {
			inner = at.within(at.name)
			inner.name = name
		}
		walkValue(e, depth+1, inner, left, f)
	}
}
