package evidence

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
)

// A place is a name within a folder.
type place struct{ folder, name string }

// A given is what one item gives under a name.
type given struct {
	value, needs string
	source       source
}

// maxGiven bounds the chain of items that need what others give.
const maxGiven = 8

// give remembers what the items of f give. A copy gives in its own folder, under the name of its original.
func (c *collector) give(f *file, items []Item) {
	from := f
	if f.copyOf != nil {
		from = f.copyOf
	}
	for _, it := range items {
		if it.Gives == "" {
			continue
		}
		at := place{f.folder, it.Gives}
		c.given[at] = append(c.given[at], given{it.Value, it.Needs, source{from, it.Line, it.Place}})
	}
}

// complete gives p the region that it needs.
func (c *collector) complete(p *pending) {
	ob, ok := p.body.(*fact.Observation)
	if !ok || ob.Region != "" || p.needs == "" {
		return
	}
	if value, sources := c.take(place{p.sources[0].file.folder, p.needs}, maxGiven); value != "" {
		ob.Region = value
		p.sources = append(p.sources, sources...)
	}
}

// take returns the region given under a name, and who gives it; "" if nobody does or they differ.
func (c *collector) take(at place, chain int) (value string, sources []source) {
	if chain == 0 {
		return "", nil
	}
	for _, g := range c.given[at] {
		v, more := g.value, []source(nil)
		if v == "" && g.needs != "" {
			v, more = c.take(place{at.folder, g.needs}, chain-1)
		}
		if v == "" || value != "" && v != value {
			return "", nil
		}
		value = v
		sources = append(append(sources, g.source), more...)
	}
	return value, slices.Clip(sources)
}
