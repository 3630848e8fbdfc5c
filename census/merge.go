package census

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// A Named is a part with the name of its file, for messages.
type Named struct {
	Name string
	*Part
}

// Merge joins the parts of one scan into the stores of the whole. It refuses, by name, a part of another scan, a part given twice,
// and parts that are missing.
func Merge(parts []Named) ([]*Store, error) {
	if len(parts) == 0 {
		return nil, errors.New("no parts")
	}
	parts = slices.Clone(parts)
	slices.SortFunc(parts, func(a, b Named) int { return cmp.Or(cmp.Compare(a.Shard, b.Shard), cmp.Compare(a.Name, b.Name)) })
	first := parts[0]
	var faults []error
	units := 0
	for i, p := range parts {
		switch {
		case p.Key != first.Key:
			faults = append(faults, fmt.Errorf("%s: made with another key than %s: it is of another scan", p.Name, first.Name))
		case p.Shards != first.Shards:
			faults = append(faults, fmt.Errorf("%s: part of %d, and %s of %d: they are of different scans", p.Name, p.Shards, first.Name, first.Shards))
		case p.Plan != first.Plan || p.Units != first.Units:
			faults = append(faults, fmt.Errorf("%s: made from another listing than %s: the store changed between them; scan that part again", p.Name, first.Name))
		case i > 0 && p.Shard == parts[i-1].Shard:
			faults = append(faults, fmt.Errorf("%s: part %d of %d is in %s already", p.Name, p.Shard, p.Shards, parts[i-1].Name))
		}
		for _, s := range p.Stores {
			units += s.Len()
		}
	}
	if faults != nil {
		return nil, errors.Join(faults...)
	}
	for i := 1; i <= first.Shards; i++ {
		if !slices.ContainsFunc(parts, func(p Named) bool { return p.Shard == i }) {
			faults = append(faults, fmt.Errorf("part %d of %d is missing", i, first.Shards))
		}
	}
	if faults == nil && units != first.Units {
		faults = append(faults, fmt.Errorf("the parts hold %d units of work, the plan has %d: a part was not finished", units, first.Units))
	}
	if faults != nil {
		return nil, errors.Join(faults...)
	}
	return join(parts)
}

// join merges parts that fit each other.
func join(parts []Named) ([]*Store, error) {
	by := map[string]*Store{}
	var order []string
	for _, p := range parts {
		for _, s := range p.Stores {
			if by[s.URI] == nil {
				by[s.URI] = NewStore(s.URI)
				order = append(order, s.URI)
			}
			if err := by[s.URI].Merge(s); err != nil {
				return nil, fmt.Errorf("%s: %s: %w", p.Name, s.URI, err)
			}
		}
	}
	out := make([]*Store, len(order))
	for i, uri := range order {
		out[i] = by[uri]
	}
	return out, nil
}
