package terraform

import (
	"cmp"
	"strconv"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/longarm-project/longarm/evidence"
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
	content := func(each *scope, body *hclsyntax.Body) { each.walkBody(body, at.within(b.Labels[0]), depth, f) }
	s.dynamic(b, content, func() {
		each := s.with(map[string]cty.Value{iteratorOf(b): unknown})
		for _, inner := range b.Body.Blocks {
			if inner.Type == "content" {
				content(each, inner.Body)
			}
		}
	})
}

func iteratorOf(b *hclsyntax.Block) string {
	if a := b.Body.Attributes["iterator"]; a != nil {
		return cmp.Or(keyOf(a.Expr), b.Labels[0])
	}
	return b.Labels[0]
}

// dynamic calls content for each element that a dynamic block goes over, or hidden once where these are not known.
func (s *scope) dynamic(b *hclsyntax.Block, content func(each *scope, body *hclsyntax.Body), hidden func()) {
	a := b.Body.Attributes["for_each"]
	if a == nil {
		return
	}
	over := s.eval(a.Expr, 0).value
	if !iterable(over) || over.LengthInt() > maxRepeated {
		hidden()
		return
	}
	if over.LengthInt() == 0 {
		return
	}
	for _, each := range eachOf(over) {
		inner := s.with(map[string]cty.Value{iteratorOf(b): each})
		for _, block := range b.Body.Blocks {
			if block.Type == "content" {
				content(inner, block.Body)
			}
		}
	}
}

// An instanceOf is one of what a block with for_each or count stands for.
type instanceOf struct {
	index any                  // its key, a string or an int64; nil where it is not known
	names map[string]cty.Value // what tells it apart, by "each" and "count"; none for a block that stands for one
}

// instances returns the instances of a block: one without names where it has
// neither for_each nor count, and one that is unknown where these are not known.
func (s *scope) instances(attrs hcl.Attributes) ([]instanceOf, []evidence.Origin) {
	some := []instanceOf{{names: map[string]cty.Value{"each": unknown, "count": unknown}}}
	switch {
	case attrs["for_each"] != nil:
		got := s.eval(attrs["for_each"].Expr, 0)
		var out []instanceOf
		for _, e := range eachOf(got.value) {
			i := instanceOf{names: map[string]cty.Value{"each": e, "count": unknown}}
			if e.IsKnown() {
				if key, ok := asText(e.GetAttr("key")); ok {
					i.index = key
				}
			}
			out = append(out, i)
		}
		return out, got.from
	case attrs["count"] != nil:
		got := s.eval(attrs["count"].Expr, 0)
		n, ok := asNumber(got.value)
		if !ok || n < 1 || n > maxRepeated { // none: what a person gives elsewhere may make some
			return some, nil
		}
		var out []instanceOf
		for i := range n {
			count := cty.ObjectVal(map[string]cty.Value{"index": cty.NumberIntVal(i)})
			out = append(out, instanceOf{index: i, names: map[string]cty.Value{"each": unknown, "count": count}})
		}
		return out, got.from
	}
	return []instanceOf{{}}, nil
}

// asNumber converts a known value to a whole number.
func asNumber(v cty.Value) (int64, bool) {
	s, ok := asText(v)
	if !ok || len(s) > 9 {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
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
