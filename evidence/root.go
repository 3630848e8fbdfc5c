package evidence

import (
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/intake"
)

// A root is what names of assets are unique in: a folder of configuration that
// is applied by itself, a state. The same name in two of them is two things.
type root struct {
	key    string
	file   *intake.Input
	folder bool // it is the folder of the file
}

func rootOf(f *intake.Input, key string) *root {
	if key == "" {
		return nil
	}
	return &root{key: key, file: f}
}

// label names the root: by its folder, or by its file where the name of that tells more.
func (r *root) label() string {
	name := r.file.Name
	base := BaseName(name)
	if r.folder || base == "terraform.tfstate" {
		return strings.TrimRight(strings.TrimSuffix(name, base), "/!")
	}
	return name
}

// tellApart names the root behind the name of each asset that stands in several
// roots of one kind and is not the same in all of them.
func tellApart(all []pending) {
	type named struct {
		kind  string
		asset fact.AssetID
	}
	roots := make(map[named]map[string][]*pending)
	for i := range all {
		p := &all[i]
		ob, ok := p.body.(*fact.Observation)
		if p.root == nil || !ok {
			continue
		}
		n := named{p.root.file.Kind, ob.Asset}
		if roots[n] == nil {
			roots[n] = make(map[string][]*pending)
		}
		roots[n][p.root.key] = append(roots[n][p.root.key], p)
	}
	for _, within := range roots {
		if len(within) < 2 || allSame(within) {
			continue
		}
		for _, ps := range within {
			for _, p := range ps {
				if label := leastLabel(ps); label != "" {
					p.body.(*fact.Observation).Asset += fact.AssetID(" (" + label + ")")
				}
			}
		}
	}
}

// leastLabel is the label of a root that several files may show.
func leastLabel(ps []*pending) string {
	least := ps[0].root.label()
	for _, p := range ps[1:] {
		least = min(least, p.root.label())
	}
	return least
}

// allSame reports whether each root says the same of an asset.
func allSame(within map[string][]*pending) bool {
	var first []string
	for _, ps := range within {
		bodies := make([]string, 0, len(ps))
		for _, p := range ps {
			bodies = append(bodies, string(fact.Canonical(p.body)))
		}
		slices.Sort(bodies)
		bodies = slices.Compact(bodies)
		if first != nil && !slices.Equal(first, bodies) {
			return false
		}
		first = bodies
	}
	return true
}
