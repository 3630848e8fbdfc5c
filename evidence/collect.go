package evidence

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/intake"
)

// maxSources bounds the sources of an observation joined from several files: the first by digest and line.
const maxSources = 4

// MaxNames bounds Observation.Names and Also.
const MaxNames = 16

// A detail says how far like observations are joined to stay within Options.Facts.
type detail int

const (
	perFile  detail = iota // one observation for each asset, endpoint and file
	perPair                // the files joined
	perRange               // addresses joined to the prefixes of Options.Fold
	perSide                // assets joined: which asset talked is lost
	perWide                // addresses joined by /16 and /32, names by their last five labels: much attribution is lost
	perTwo                 // addresses by family, names by their last two labels
	perKind                // all names joined as well
)

// A Collector gathers items of all files in bounded memory. Its result does not
// depend on the order of add: the detail is the finest at which the number of
// distinct observations stays within the bound, and joining is commutative.
type Collector struct {
	o      Options
	detail detail
	single []pending // never joined: all but peers and names
	joined map[likeness]*pending
	parts  map[string][]Part // by the name of their reader
}

// A pending is a fact before its file has its final name.
type pending struct {
	body    fact.Body
	sources []source
	root    *root // nil where names of assets are unique without
}

type source struct {
	file  *intake.Input
	line  int64
	place string
}

// NewCollector returns an empty Collector.
func NewCollector(o Options) *Collector {
	return &Collector{o: o.withDefaults(), joined: make(map[likeness]*pending)}
}

func (c *Collector) add(f *intake.Input, items []Item) {
	for _, it := range items {
		if it.Part != nil {
			c.part(f, it.Part)
		}
		if it.Body != nil {
			c.addPending(pending{body: it.Body, sources: []source{{f, it.Line, it.Place}}, root: rootOf(f, it.Root)})
		}
	}
}

func (c *Collector) addPending(p pending) {
	if ob, ok := p.body.(*fact.Observation); ok && p.root == nil && (ob.What == fact.ObservedPeer || ob.What == fact.ObservedName) {
		c.join(&p, ob)
		return
	}
	c.single = append(c.single, p)
}

// A likeness is what joined observations have in common.
type likeness struct {
	file                                       *intake.Input // nil from perPair on
	asset                                      fact.AssetID
	endpoint, provider, region, service, trust string
	what                                       fact.What
	store                                      fact.Truth
}

func (c *Collector) likeness(p *pending, ob *fact.Observation) likeness {
	k := likeness{
		asset: ob.Asset, endpoint: ob.Endpoint, provider: ob.Provider, region: ob.Region,
		service: ob.Service, trust: ob.Trust, what: ob.What, store: ob.Store,
	}
	if c.detail == perFile {
		k.file = p.sources[0].file
	}
	if c.detail >= perRange {
		k.endpoint = c.coarse(ob.Endpoint)
	}
	if c.detail >= perSide {
		k.asset = SeveralAssets
	}
	return k
}

// coarse returns what an endpoint is counted under.
func (c *Collector) coarse(endpoint string) string {
	if a, err := netip.ParseAddr(endpoint); err == nil {
		p := c.o.Fold(a)
		if !p.IsValid() {
			p, _ = a.Prefix(0)
		}
		return c.wide(p)
	}
	if p, err := netip.ParsePrefix(endpoint); err == nil {
		return c.wide(p)
	}
	switch {
	case c.detail >= perKind:
		return ""
	case c.detail >= perTwo:
		return LastLabels(endpoint, 2)
	case c.detail >= perWide:
		return LastLabels(endpoint, 5)
	}
	return endpoint
}

func (c *Collector) wide(p netip.Prefix) string {
	bits := p.Bits()
	switch {
	case c.detail >= perTwo:
		bits = 0
	case c.detail >= perWide && p.Addr().Is4():
		bits = min(bits, 16)
	case c.detail >= perWide:
		bits = min(bits, 32)
	}
	return netip.PrefixFrom(p.Addr(), bits).Masked().String()
}

func (c *Collector) join(p *pending, ob *fact.Observation) {
	k := c.likeness(p, ob)
	ob.Asset, ob.Endpoint = k.asset, k.endpoint
	have, ok := c.joined[k]
	if !ok {
		c.joined[k] = p
		for len(c.joined) > c.o.Facts && c.detail < perKind {
			c.coarsen()
		}
		return
	}
	merge(have.body.(*fact.Observation), ob)
	have.sources = append(have.sources, p.sources...)
	if len(have.sources) > 2*maxSources {
		have.sources = first(have.sources)
	}
}

// coarsen joins what is alike at the next detail.
func (c *Collector) coarsen() {
	c.detail++
	old := c.joined
	c.joined = make(map[likeness]*pending, len(old)/2)
	for _, p := range old {
		c.join(p, p.body.(*fact.Observation))
	}
}

// merge adds b to a.
func merge(a, b *fact.Observation) {
	a.BytesIn += b.BytesIn
	a.BytesOut += b.BytesOut
	a.Flows += b.Flows
	a.Rejected += b.Rejected
	a.RejectedIn += b.RejectedIn
	a.RejectedOut += b.RejectedOut
	if a.First == "" || b.First != "" && b.First < a.First {
		a.First = b.First
	}
	a.Last = max(a.Last, b.Last)
	a.Also = union(a.Also, b.Also)
	a.Names = union(a.Names, b.Names)
}

func union(a, b []string) []string {
	if len(b) == 0 {
		return a
	}
	all := append(slices.Clone(a), b...)
	slices.Sort(all)
	all = slices.Compact(all)
	return all[:min(len(all), MaxNames)]
}

// first returns the first sources by digest, member and line.
func first(ss []source) []source {
	slices.SortFunc(ss, func(a, b source) int {
		return cmp.Or(strings.Compare(string(a.file.Digest), string(b.file.Digest)), cmp.Compare(a.line, b.line), strings.Compare(a.place, b.place))
	})
	return ss[:min(len(ss), maxSources)]
}

// facts makes the facts, sorted; the collector is of no use afterwards.
func (c *Collector) facts() []fact.Fact {
	out := make([]fact.Fact, 0, len(c.single)+len(c.joined))
	tellApart(c.single)
	for _, p := range c.single {
		out = append(out, c.fact(&p))
	}
	for k, p := range c.joined {
		out = append(out, c.fact(p))
		delete(c.joined, k)
	}
	slices.SortFunc(out, fact.Compare)
	return slices.CompactFunc(out, func(a, b fact.Fact) bool { return a.ID == b.ID })
}

func (c *Collector) fact(p *pending) fact.Fact {
	sources := make([]fact.Source, 0, maxSources)
	for _, s := range first(p.sources) {
		sources = append(sources, fact.Source{
			Digest: s.file.Digest, Line: s.line, Name: s.file.Name, Place: s.place, Seen: c.o.Seen,
		})
	}
	return fact.New(p.body, sources, "")
}

// problems says what detail was lost.
func (c *Collector) problems() []Problem {
	how := map[detail]string{
		perPair:  "the files of one pair are joined",
		perRange: "addresses are joined to the prefixes by which they are attributed",
		perSide:  "addresses are joined to prefixes, and which asset used them is not kept",
		perWide:  "addresses are joined by /16 and /32: much cannot be attributed",
		perTwo:   "all addresses are joined, and names by their last two labels: little can be attributed",
		perKind:  "all addresses and all names are joined: nothing can be attributed",
	}[c.detail]
	if how == "" {
		return nil
	}
	return []Problem{{Name: ".", What: fmt.Sprintf("more than %d different observations: %s", c.o.Facts, how)}}
}
