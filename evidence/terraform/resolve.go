package terraform

import (
	"cmp"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/longarm-project/longarm/evidence"
)

// ownAccount stands for the number of the account itself, which configuration does not tell.
const ownAccount = "own-account"

// resolve returns the value of a reference: that of its stem, and what the rest of it picks from that.
func (s *scope) resolve(t hcl.Traversal, deep int) result {
	var steps hcl.Traversal // without the indexes of resources that repeat
	for i, step := range t {
		if _, index := step.(hcl.TraverseIndex); index && i == 2 && !reserved[t.RootName()] && t.RootName() != "data" ||
			i == 3 && index && t.RootName() == "data" {
			continue
		}
		if _, splat := step.(hcl.TraverseSplat); splat {
			return result{value: unknown}
		}
		steps = append(steps, step)
	}
	keys := s.stem(steps)
	got := s.named(keys, deep+1)
	rest := steps[len(keys):]
	if len(rest) == 0 {
		return got
	}
	v, diags := rest.TraverseRel(got.value)
	if diags.HasErrors() {
		v = unknown
	}
	got.value = v
	return got
}

// named returns the value of a name, which is evaluated once.
func (s *scope) named(keys []string, deep int) result {
	if v, ok := s.each[keys[0]]; ok {
		return result{value: v}
	}
	key := strings.Join(keys, ".")
	if r, ok := s.memo[key]; ok {
		return *r
	}
	r := &result{value: unknown} // what a circle finds
	s.memo[key] = r
	got := s.find(keys, deep)
	if size(got.value, maxKept+1) > maxKept {
		got.value = unknown
	}
	if len(got.from) > 4 {
		got.from = got.from[:4]
	}
	*r = got
	return got
}

func (s *scope) find(keys []string, deep int) result {
	switch {
	case len(keys) < 2 || keys[0] == "path" || keys[0] == "terraform":
	case keys[0] == "var":
		return s.variable(keys[1], deep)
	case keys[0] == "local":
		return s.definition(s.locals[keys[1]], deep)
	case keys[0] == "include":
		if to := s.labels[keys[1]]; to != nil {
			return result{value: to.config(deep)}
		}
	case keys[0] == "module":
		if len(keys) == 3 {
			return s.output(keys[1], keys[2], deep)
		}
	case keys[0] == "data":
		if len(keys) == 4 {
			return s.attribute("data."+keys[1]+"."+keys[2], keys[1], keys[3], deep)
		}
	case len(keys) == 3 && !reserved[keys[0]]:
		return s.attribute(keys[0]+"."+keys[1], keys[0], keys[2], deep)
	}
	return result{value: unknown}
}

// definition evaluates what a name stands for.
func (s *scope) definition(d *definition, deep int) result {
	if d == nil {
		return result{value: unknown}
	}
	in := s.plain()
	if d.in != nil {
		in = d.in
	}
	got := in.eval(d.expr, deep)
	got.from = append([]evidence.Origin{d.at}, got.from...)
	return got
}

// variable returns the value of a variable: the argument of the call; at a root
// that of a file that is loaded by itself; else the default. Where a person may
// have loaded another file, or given an argument that is not seen, and that would
// make a difference, it is unknown.
func (s *scope) variable(name string, deep int) result {
	if d, ok := s.args[name]; ok {
		if s.parent == nil {
			return result{value: unknown}
		}
		in := s.parent
		if d.in != nil {
			in = d.in
		}
		got := in.eval(d.expr, deep)
		got.from = append([]evidence.Origin{d.at}, got.from...)
		return got
	}
	if s.open {
		return result{value: unknown}
	}
	given := s.variables[name]
	if s.call == nil {
		if d, ok := s.inputs[name]; ok {
			return s.definition(d, deep)
		}
		if s.inputs[""] != nil { // others may be among what is not known
			return result{value: unknown}
		}
		if d, ok := s.values[name]; ok {
			given = d
		}
	}
	out := s.definition(given, deep)
	if s.call != nil {
		return out
	}
	for i, d := range s.maybe[name] {
		other := s.definition(d, deep)
		switch {
		case given == nil && i == 0:
			out = other
		case !out.value.RawEquals(other.value):
			return result{value: unknown}
		}
	}
	return out
}

// output returns an output of a module that is called here.
func (s *scope) output(call, name string, deep int) result {
	b := s.calls[call]
	if b == nil {
		return result{value: unknown}
	}
	attrs := b.attributes()
	if attrs["for_each"] != nil || attrs["count"] != nil {
		return result{value: unknown}
	}
	child := s.child(b)
	if child == nil {
		return result{value: unknown}
	}
	return child.definition(child.outputs[name], deep)
}

// Bounds of the modules called by modules, and of all calls of one root.
const (
	maxNestedCalls = 16
	maxScopes      = 2000
)

// within reports whether s is m, or called by it in the end.
func (s *scope) within(m *module) bool {
	return s != nil && (s.module == m || s.parent.within(m))
}

// child returns the scope of a module that is called here, nil if it is not at hand.
func (s *scope) child(b *block) *scope {
	attrs := b.attributes()
	if attrs["source"] == nil || s.deep >= maxNestedCalls {
		return nil
	}
	source, ok := literal(attrs["source"].Expr)
	if !ok {
		return nil
	}
	m := s.j.modules[s.called(source)]
	if m == nil || s.within(m) {
		return nil
	}
	if s.children == nil {
		s.children = map[*block]*scope{}
	}
	if c := s.children[b]; c != nil {
		return c
	}
	if s.j.scopes >= maxScopes {
		return nil
	}
	c := s.j.scope(m, s)
	c.call, c.args, c.path = b, map[string]*definition{}, s.below(b.Labels[0])
	for name, a := range attrs {
		c.args[name] = &definition{expr: a.Expr, at: evidence.Origin{Part: b.part, Line: int64(a.Range.Start.Line), Place: "module." + b.Labels[0]}}
	}
	s.children[b] = c
	return c
}

// attribute returns what a block of a resource or data source says, or what is known of its kind.
func (s *scope) attribute(address, kind, name string, deep int) result {
	b := s.resources[address]
	if b == nil {
		return result{value: unknown}
	}
	attrs := b.attributes()
	if attrs[name] == nil {
		return s.computed(b, attrs, kind, name, deep)
	}
	got := s.repeated(attrs).eval(attrs[name].Expr, deep)
	got.from = append([]evidence.Origin{{Part: b.part, Line: int64(attrs[name].Range.Start.Line), Place: address}}, got.from...)
	return got
}

// repeated is s where a block may stand for several resources: what tells them apart is unknown.
func (s *scope) repeated(attrs hcl.Attributes) *scope {
	if attrs["for_each"] == nil && attrs["count"] == nil {
		return s
	}
	return s.with(map[string]cty.Value{"each": unknown, "count": unknown})
}

// computed are the few attributes that follow from the configuration of the provider, or from others.
func (s *scope) computed(b *block, attrs hcl.Attributes, kind, name string, deep int) result {
	switch {
	case kind == "aws_caller_identity" && name == "account_id" && attrs["provider"] == nil:
		return result{value: cty.StringVal(ownAccount)}
	case kind == "aws_partition" && name == "partition":
		return result{value: cty.StringVal("aws")}
	case kind == "aws_region" && (name == "name" || name == "id" || name == "region"):
		p := s.provider(providerKey(attrs, kind), deep)
		if p.region == "" {
			return result{value: unknown}
		}
		return result{value: cty.StringVal(p.region), from: p.from}
	case name == "arn" && kind == "aws_iam_openid_connect_provider" && attrs["url"] != nil:
		got := s.repeated(attrs).eval(attrs["url"].Expr, deep)
		if url, ok := asText(got.value); ok {
			_, issuer, _ := strings.Cut(url, "://")
			return result{value: cty.StringVal("arn:aws:iam::" + ownAccount + ":oidc-provider/" + cmp.Or(issuer, url)), from: got.from}
		}
	case name == "arn" && (kind == "aws_iam_role" || kind == "aws_iam_user" || kind == "aws_iam_group") && attrs["provider"] == nil:
		return result{value: cty.StringVal("arn:aws:iam::" + ownAccount + ":" + strings.TrimPrefix(kind, "aws_iam_") + "/" + b.Labels[1])}
	}
	return result{value: unknown}
}
