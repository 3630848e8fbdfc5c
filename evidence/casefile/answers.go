package casefile

import (
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/fact"
)

// A said is what stands about one party, asset or dealing: its key, its value, and what entries
// that answer several add to it.
type said struct {
	name string
	key  *yaml.Node
	of   []*yaml.Node
}

// answered yields the entries of a section. One with answers states the same of each that it names,
// beside what an entry of its own states of that; its own name counts for nothing.
func (r *reader) answered(n *yaml.Node, what string, fields []field, first *said, each func(name string, key, value *yaml.Node)) {
	var all []*said
	if first != nil {
		all = append(all, first)
	}
	add := func(name string, key, value *yaml.Node) {
		i := slices.IndexFunc(all, func(s *said) bool { return s.name == name })
		if i < 0 {
			all, i = append(all, &said{name: name, key: key}), len(all)
		}
		all[i].of = append(all[i].of, value)
	}
	type group struct{ value, names *yaml.Node }
	var groups []group
	r.entries(n, what, func(name string, k, v *yaml.Node) {
		names := valueOf(v, "answers")
		if names == nil {
			add(name, k, v)
			return
		}
		if o := r.object(v, what+"."+name, fields); len(o.texts("answers")) == 0 {
			r.errorf(names, "answers: want the names of the %s that %s is about", what, name)
		}
		groups = append(groups, group{v, names})
	})
	for _, g := range groups {
		rest := without(g.value, "answers")
		if len(rest.Content) == 0 || hollow(rest) {
			continue
		}
		seen := map[string]bool{}
		r.list(g.names, func(e *yaml.Node) {
			if e.Kind == yaml.ScalarNode && !seen[e.Value] {
				seen[e.Value] = true
				add(e.Value, e, rest)
			}
		})
	}
	for _, s := range all {
		v := s.of[0]
		for _, more := range s.of[1:] {
			v = r.join(v, more, what+"."+s.name)
		}
		each(s.name, s.key, v)
	}
}

// valueOf is the value of a key of a mapping, nil without one.
func valueOf(n *yaml.Node, key string) *yaml.Node {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// without is a mapping less one key.
func without(n *yaml.Node, key string) *yaml.Node {
	out := *n
	out.Content = nil
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value != key {
			out.Content = append(out.Content, n.Content[i], n.Content[i+1])
		}
	}
	return &out
}

// join is what two values of one key say together: keys of both, elements of data at the same
// places, those of access one after the other. What both say is an error, unless one says only
// that it is not known, or a number less closely.
func (r *reader) join(a, b *yaml.Node, what string) *yaml.Node {
	switch {
	case isUnknown(a):
		return b
	case isUnknown(b):
		return a
	case a.Kind == yaml.ScalarNode && b.Kind == yaml.ScalarNode && within(b.Value, a.Value):
		return b
	case a.Kind != b.Kind || a.Kind == yaml.ScalarNode:
		r.errorf(b, "%s: it is stated at line %d too; keep one", what, a.Line)
		return a
	}
	out := *a
	out.Content = slices.Clone(a.Content)
	if a.Kind == yaml.SequenceNode {
		for i, e := range b.Content {
			at := i
			if who := accessed(e); who != "" {
				at = slices.IndexFunc(out.Content, func(x *yaml.Node) bool { return accessed(x) == who })
			} else if e.Kind == yaml.ScalarNode && !isNull(e) {
				at = -1
			}
			if at < 0 || at >= len(out.Content) {
				out.Content = append(out.Content, e)
				continue
			}
			out.Content[at] = r.join(withoutSame(out.Content[at], e), e, what)
		}
		return &out
	}
	for i := 0; i+1 < len(b.Content); i += 2 {
		k, v := b.Content[i], b.Content[i+1]
		at := -1
		for j := 0; j+1 < len(out.Content); j += 2 {
			if out.Content[j].Value == k.Value {
				at = j
			}
		}
		if at < 0 {
			out.Content = append(out.Content, k, v)
			continue
		}
		out.Content[at+1] = r.join(out.Content[at+1], v, what+"."+k.Value)
	}
	return &out
}

// within reports whether a number says more closely what another says.
func within(closer, number string) bool {
	if closer == number {
		return true
	}
	b, err := parseRange(number)
	a, err2 := parseRange(closer)
	return err == nil && err2 == nil && a.Lo >= b.Lo && (b.Hi == fact.Unbounded || a.Hi != fact.Unbounded && a.Hi <= b.Hi)
}

// accessed is whom an element of access names; empty for an element of another list.
func accessed(n *yaml.Node) string {
	for _, key := range []string{"party", "one_of"} {
		if who := valueOf(n, key); who != nil {
			all := who.Value
			for _, e := range who.Content {
				all += " " + e.Value
			}
			return key + " " + all
		}
	}
	return ""
}

// withoutSame is a less whom it names, where b names the same.
func withoutSame(a, b *yaml.Node) *yaml.Node {
	if accessed(a) == "" || accessed(a) != accessed(b) {
		return a
	}
	return without(without(a, "party"), "one_of")
}
