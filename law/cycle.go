package law

import (
	"slices"
	"strings"
)

// checkCycles refuses rules that need their own value of the same record to find
// it. Through another record they may: a branch asks its head.
func (c *Code) checkCycles() error {
	const under, done = 1, 2
	state := make([]int, len(c.Rules))
	var path []*Rule
	var visit func(r *Rule) error
	visit = func(r *Rule) error {
		switch state[r.Index] {
		case done:
			return nil
		case under:
			names := []string{}
			for _, p := range path[slices.Index(path, r):] {
				names = append(names, p.Key())
			}
			return r.Place.Errorf("rule %s needs its own value: %s; break the circle", r.ID, strings.Join(append(names, r.Key()), " needs "))
		}
		state[r.Index] = under
		path = append(path, r)
		for _, n := range r.nodes() {
			for _, need := range needs(n, nil) {
				if err := visit(need); err != nil {
					return err
				}
			}
		}
		path = path[:len(path)-1]
		state[r.Index] = done
		return nil
	}
	for _, r := range c.Rules {
		if err := visit(r); err != nil {
			return err
		}
	}
	return nil
}

// nodes returns the expressions of a compiled rule.
func (r *Rule) nodes() []*Node {
	var out []*Node
	if r.Value.node != nil {
		out = append(out, r.Value.node)
	}
	elements, _ := r.Elements()
	for i := range elements {
		out = append(out, elements[i].When.node)
	}
	for i := range r.Exceptions {
		out = append(out, r.Exceptions[i].When.node)
	}
	return out
}

// needs collects the rules whose value of the same record n needs.
func needs(n *Node, out []*Rule) []*Rule {
	if n.Op == OpField && len(n.Args) == 0 && n.Field.Rule != nil {
		out = append(out, n.Field.Rule)
	}
	for _, a := range n.Args {
		out = needs(a, out)
	}
	return out
}
