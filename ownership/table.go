package ownership

import (
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

const whole = uint64(fact.Whole)

// A stake is what one holder has of one company in one dimension on a day, all its records joined.
type stake struct {
	owner  uint32
	lo, hi uint32
	// first and last bound the places of its edges in the copy by asset.
	first, last uint32
	proxied     bool
	proxy       uint32 // at most so much of it is votes of others
	conflict    bool   // records that cannot all be right
}

// stakes appends what each holder has of asset in dimension d, in order of holders.
//
// Records of one pair are one stake: ranges that overlap are intersected, ranges
// that do not are joined and marked as a conflict. A record that may or may not
// be in force widens the stake. Indirect (summary) records count only where no
// chain of direct ones leads from the holder to the company.
func (w *world) stakes(asset uint32, d dimension, buf []stake) []stake {
	base := w.g.first(asset)
	edges := w.g.owners(asset)
	for i := 0; i < len(edges); {
		j := i + 1
		for j < len(edges) && edges[j].Other == edges[i].Other {
			j++
		}
		if edges[i].Other != asset {
			if s, ok := w.join(edges[i].Other, asset, edges[i:j], d); ok {
				s.owner, s.first, s.last = edges[i].Other, base+uint32(i), base+uint32(j)
				buf = append(buf, s)
			}
		}
		i = j
	}
	return buf
}

// join makes one stake of the records of one pair.
func (w *world) join(owner, asset uint32, edges []registry.Edge, d dimension) (stake, bool) {
	var s stake
	found := false
	for _, kinds := range d.kinds {
		if s, found = w.joinKinds(owner, asset, edges, kinds); found {
			break
		}
	}
	if d.basis != ByVotes {
		return s, found
	}
	p, proxied := w.joinKinds(owner, asset, edges, proxyMask)
	if proxied && (p.hi < uint32(fact.Whole) || p.lo > 0) {
		s.lo, s.hi = clip(uint64(s.lo)+uint64(p.lo)), clip(uint64(s.hi)+uint64(p.hi))
		s.proxied, s.proxy, found = true, p.hi, true
	}
	return s, found
}

var proxyMask = mask(fact.Proxy)

func clip(v uint64) uint32 { return uint32(min(v, whole)) }

func (w *world) joinKinds(owner, asset uint32, edges []registry.Edge, kinds uint32) (stake, bool) {
	var sure, maybe stake
	haveSure, haveMaybe := false, false
	for _, e := range edges {
		if kinds&(1<<e.Meta.Number()) == 0 {
			continue
		}
		t := w.spans[e.Meta.Span()]
		if t == fact.No || e.Meta&registry.MetaIndirect != 0 && w.chained(owner, asset, kinds) {
			continue
		}
		if e.Meta&registry.MetaConditional != 0 {
			t = fact.Unknown
		}
		if t == fact.Yes {
			sure, haveSure = meet(sure, e, haveSure), true
		} else {
			maybe, haveMaybe = meet(maybe, e, haveMaybe), true
		}
	}
	switch {
	case !haveSure:
		maybe.lo = 0
		return maybe, haveMaybe
	case haveMaybe && (maybe.hi < sure.lo || maybe.lo > sure.hi):
		sure.lo, sure.hi, sure.conflict = min(sure.lo, maybe.lo), max(sure.hi, maybe.hi), true
	}
	return sure, true
}

// meet intersects a stake with one more record, or joins them where they are disjoint.
func meet(s stake, e registry.Edge, have bool) stake {
	switch {
	case !have:
		s.lo, s.hi = e.Lo, e.Hi
	case e.Lo > s.hi || e.Hi < s.lo || s.conflict:
		s.lo, s.hi, s.conflict = min(s.lo, e.Lo), max(s.hi, e.Hi), true
	default:
		s.lo, s.hi = max(s.lo, e.Lo), min(s.hi, e.Hi)
	}
	return s
}

// maxChain bounds the search for a chain behind an indirect record.
const maxChain = 4096

// chained reports whether direct records lead from owner to asset, over at least one party between.
func (w *world) chained(owner, asset uint32, kinds uint32) bool {
	seen := map[uint32]bool{asset: true}
	queue := []uint32{asset}
	for i := 0; i < len(queue) && len(queue) < maxChain; i++ {
		for _, e := range w.g.owners(queue[i]) {
			direct := e.Meta&registry.MetaIndirect == 0 && kinds&(1<<e.Meta.Number()) != 0 && w.spans[e.Meta.Span()] != fact.No
			if !direct || seen[e.Other] {
				continue
			}
			if e.Other == owner {
				return true
			}
			seen[e.Other] = true
			queue = append(queue, e.Other)
		}
	}
	return false
}

// A sum is what a set of holders has of a company: the least and the most that
// the ranges of all holders allow, and what went wrong in the table.
type sum struct {
	lo, hi uint64
	// parts is the sum of lower bounds of the set alone, without the use of completeness.
	parts uint64
	// excess marks lower bounds above 100 % in sum, short a complete table below 100 %.
	excess, short bool
}

// add computes minSum and maxSum of the members among stakes.
//
// A table whose lower bounds exceed 100 % says nothing about the rest, so only
// plain sums are used; a complete table whose upper bounds do not reach 100 % is not complete.
func (w *world) add(stakes []stake, complete bool, member func(stake) bool) sum {
	var loIn, hiIn, loOut, hiOut uint64
	proxied := false
	for _, s := range stakes {
		proxied = proxied || s.proxied
		if member(s) {
			loIn, hiIn = loIn+uint64(s.lo), hiIn+uint64(s.hi)
		} else {
			loOut, hiOut = loOut+uint64(s.lo), hiOut+uint64(s.hi)
		}
	}
	r := sum{parts: min(loIn, whole), excess: loIn+loOut > whole && !proxied}
	r.short = complete && hiIn+hiOut < whole
	r.lo, r.hi = r.parts, min(hiIn, whole)
	if r.excess || proxied {
		return r
	}
	if complete && !r.short && hiOut < whole {
		r.lo = max(r.lo, whole-hiOut)
	}
	r.hi = min(r.hi, whole-loOut)
	if w.opts.Undisclosed && !complete {
		r.hi = whole - loOut
	}
	return r
}
