package casefile

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// A said is what stands about one dealing: its key, its value, and what entries that answer
// several dealings add to it.
type said struct {
	name string
	key  *yaml.Node
	of   []*yaml.Node
}

// dealings reads the dealings. An entry with answers states the same of each dealing that it names,
// beside what an entry of its own states of that.
func (r *reader) dealings(n *yaml.Node) {
	var all []*said
	add := func(name string, key, value *yaml.Node) {
		i := slices.IndexFunc(all, func(s *said) bool { return s.name == name })
		if i < 0 {
			all, i = append(all, &said{name: name, key: key}), len(all)
		}
		all[i].of = append(all[i].of, value)
	}
	type group struct {
		name  string
		value *yaml.Node
		names *yaml.Node
	}
	var groups []group
	r.entries(n, "dealings", func(name string, k, v *yaml.Node) {
		if names := valueOf(v, "answers"); names != nil {
			groups = append(groups, group{name, v, names})
			return
		}
		add(name, k, v)
	})
	for _, g := range groups {
		o := r.object(g.value, "dealings."+g.name, dealingFields)
		if len(o.texts("answers")) == 0 {
			r.errorf(g.names, "answers: want the names of the dealings that %s is about", g.name)
		}
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
			v = r.join(v, more, "dealings."+s.name)
		}
		r.dealing(s.name, s.key, v)
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
// places, those of access one after the other. What both say is an error.
func (r *reader) join(a, b *yaml.Node, what string) *yaml.Node {
	switch {
	case isNull(a):
		return b
	case isNull(b):
		return a
	case a.Kind != b.Kind || a.Kind == yaml.ScalarNode:
		r.errorf(b, "%s: it is stated at line %d too; keep one", what, a.Line)
		return a
	}
	out := *a
	out.Content = slices.Clone(a.Content)
	if a.Kind == yaml.SequenceNode {
		for i, e := range b.Content {
			switch {
			case e.Kind != yaml.MappingNode && !isNull(e) || i >= len(out.Content) || valueOf(e, "party") != nil || valueOf(e, "one_of") != nil:
				out.Content = append(out.Content, e)
			default:
				out.Content[i] = r.join(out.Content[i], e, what)
			}
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
