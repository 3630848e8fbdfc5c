package provider

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
)

// byAnswers reads the addresses that evidence shows for an endpoint of which
// nothing else is known: those that a name was sent to in TLS, or that DNS gave
// for it. Aliases are observations of their own. Each provider and place is one
// match; the method says that an address told it, not the name. A delivery
// network stays one.
func (t *Table) byAnswers(o *fact.Observation) []*match {
	var out []*match
	for _, n := range o.Names {
		p, ok := parseAddress(n)
		if !ok {
			continue
		}
		first := t.byAddress(p)
		if first == nil {
			continue
		}
		for _, m := range first.alternatives() {
			if slices.ContainsFunc(out, m.alike) {
				continue
			}
			if m.method != fact.ByFront {
				m.method = fact.ByAnswer
			}
			out = append(out, m)
		}
	}
	return out
}

// alike reports whether another match tells of the same provider and place.
func (m *match) alike(n *match) bool {
	return m.profile == n.profile && m.region == n.region && m.code == n.code && m.country == n.country
}
