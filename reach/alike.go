package reach

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// Alike derives, for resources that evidence tells apart by nothing but their names,
// one observation that stands for all of them: six hundred buckets of one kind in one
// region are one asset, with one answer and one question. Its further names are theirs,
// and it comes from their observations. A resource that a person names, in an asset, a
// dealing or a safeguard, is not among them: what is stated of one is not so of others.
func Alike(set *fact.Set) []fact.Fact {
	byAsset := map[fact.AssetID][]fact.Fact{}
	named, taken := namesStated(set)
	for _, f := range set.Sorted() {
		o, ok := f.Body.(*fact.Observation)
		if !ok || named[strings.ToLower(string(o.Asset))] {
			continue
		}
		byAsset[o.Asset] = append(byAsset[o.Asset], f)
	}
	groups := map[string][]like{}
	for id, seen := range byAsset {
		if key, ok := looks(seen); ok {
			groups[key] = append(groups[key], like{id, seen})
		}
	}
	var all [][]like
	for _, g := range groups {
		if len(g) > 1 {
			slices.SortFunc(g, func(x, y like) int { return strings.Compare(string(x.id), string(y.id)) })
			all = append(all, g)
		}
	}
	slices.SortFunc(all, func(x, y []like) int { return strings.Compare(string(x[0].id), string(y[0].id)) })
	var out []fact.Fact
	for i, name := range nameGroups(all, taken) {
		out = append(out, fold(name, all[i])...)
	}
	return out
}

// A like is a resource that is like others, with what was observed of it, in order.
type like struct {
	id   fact.AssetID
	seen []fact.Fact
}

// namesStated holds, in lower case, the names of assets that people speak of, and
// those of which are names of assets of theirs.
func namesStated(set *fact.Set) (spoken, assets map[string]bool) {
	spoken, assets = map[string]bool{}, map[string]bool{}
	add := func(name string) { spoken[strings.ToLower(name)] = true }
	for f := range set.All() {
		switch b := f.Body.(type) {
		case *fact.Observation:
			if b.What == fact.ObservedAsset {
				add(string(b.Asset))
				assets[strings.ToLower(string(b.Asset))] = true
				for _, n := range b.Also {
					add(n)
				}
			}
		case *fact.Dealing:
			if i := strings.LastIndex(b.Name, " on "); i > 0 {
				add(b.Name[:i])
			}
			for _, a := range b.Assets {
				add(string(a))
			}
			for _, e := range b.Data {
				add(string(e.Asset))
			}
		case *fact.Safeguard:
			add(string(b.Asset))
		case *fact.Count:
			add(string(b.Asset))
		}
	}
	return spoken, assets
}

// looks is what was observed of a resource but its name, and puts the observations in
// that order; ok is false for what is no declared resource.
func looks(seen []fact.Fact) (key string, ok bool) {
	keys := make(map[fact.ID]string, len(seen))
	for _, f := range seen {
		o := *f.Body.(*fact.Observation)
		if o.What == fact.ObservedResource && o.Service != "" {
			ok = true
		}
		o.Asset = ""
		keys[f.ID] = string(fact.Canonical(&o))
	}
	slices.SortFunc(seen, func(x, y fact.Fact) int { return strings.Compare(keys[x.ID], keys[y.ID]) })
	var b strings.Builder
	for _, f := range seen {
		b.WriteString(keys[f.ID])
	}
	return b.String(), ok
}

// nameGroups names each group by the kind and the place of its resources; where that
// is the name of another already, the first of its resources is added.
func nameGroups(groups [][]like, taken map[string]bool) []fact.AssetID {
	n := map[string]int{}
	base := make([]string, len(groups))
	for i, g := range groups {
		base[i] = kindAndPlace(g[0].seen)
		n[base[i]]++
	}
	out := make([]fact.AssetID, len(groups))
	for i, g := range groups {
		name := base[i]
		if n[name] > 1 || taken[strings.ToLower(name)] {
			name += ":" + string(g[0].id)
		}
		out[i] = fact.AssetID(name)
	}
	return out
}

// kindAndPlace is the kind of a resource and where it stands: "alicloud_oss_bucket@us-west-1".
func kindAndPlace(seen []fact.Fact) string {
	for _, f := range seen {
		if o := f.Body.(*fact.Observation); o.What == fact.ObservedResource && o.Service != "" {
			place := o.Region
			if place == "" {
				place = o.Provider[strings.LastIndexByte(o.Provider, '/')+1:]
			}
			return o.Service + "@" + place
		}
	}
	return ""
}

// fold makes one observation of those that each member has at the same place.
func fold(name fact.AssetID, g []like) []fact.Fact {
	ids := make([]string, len(g))
	for i, m := range g {
		ids[i] = string(m.id)
	}
	out := make([]fact.Fact, len(g[0].seen))
	for i, f := range g[0].seen {
		o := *f.Body.(*fact.Observation)
		o.Asset, o.Also = name, ids
		from := make([]fact.ID, len(g))
		for k, m := range g {
			from[k] = m.seen[i].ID
		}
		out[i] = fact.New(&o, nil, fact.RuleAlike, from...)
	}
	return out
}

// Folded holds the observations that another of the set stands for.
func Folded(set *fact.Set) map[fact.ID]bool {
	out := map[fact.ID]bool{}
	for f := range fact.Of[*fact.Observation](set) {
		if f.Rule == fact.RuleAlike {
			for _, id := range f.From {
				out[id] = true
			}
		}
	}
	return out
}

// CheckAlike returns an error if an observation does not stand for exactly those that
// it comes from, or if these differ in more than their names.
func CheckAlike(set *fact.Set, f fact.Fact) error {
	o, ok := f.Body.(*fact.Observation)
	if !ok || len(f.From) < 2 {
		return fmt.Errorf("fact %s: it stands for less than two observations", f.ID.Short())
	}
	var names []string
	for _, id := range f.From {
		g, _ := set.Get(id)
		one, ok := g.Body.(*fact.Observation)
		if !ok || g.Rule != "" {
			return fmt.Errorf("fact %s: it stands for what is no observation", f.ID.Short())
		}
		names = append(names, string(one.Asset))
		same := *o
		same.Asset, same.Also = one.Asset, one.Also
		if string(fact.Canonical(&same)) != string(fact.Canonical(one)) {
			return fmt.Errorf("fact %s: %s is not like the others that it stands for", f.ID.Short(), one.Asset)
		}
	}
	slices.Sort(names)
	if !slices.Equal(slices.Compact(names), o.Also) || !strings.HasPrefix(string(o.Asset), o.Service+"@") && o.What == fact.ObservedResource {
		return fmt.Errorf("fact %s: %s is not what it comes from", f.ID.Short(), o.Asset)
	}
	return nil
}
