package provider

import (
	"slices"
	"strings"
)

// A hostIndex finds the patterns and suffixes of all providers by the labels at
// the end of a host name. Names match on label borders only, the longest first:
// evilaliyuncs.com is not below aliyuncs.com.
type hostIndex struct {
	byTail   map[string][]pattern // literal labels at the end -> patterns with these
	maxTail  int                  // labels of the longest key
	suffixes map[string]suffix
}

type suffix struct {
	profile *profile
	name    *name
}

// A pattern is an endpoint name with variables in angle brackets, its labels
// from the last to the first. Any labels may stand before it.
type pattern struct {
	profile *profile
	name    *name
	labels  []label // those before the literal tail, last first
	weight  int     // literal bytes: the more, the more specific
}

// A label is literal text around variables: "oss-<region>-internal".
type label struct {
	before, after string
	variable      string // "region", or another name that matches any text; empty: before is the whole label
	behind        bool   // the region stands behind other text and a hyphen: "<instance>-<region>"
}

func newHostIndex(g *gazetteer) *hostIndex {
	x := &hostIndex{byTail: make(map[string][]pattern), suffixes: make(map[string]suffix)}
	for _, p := range g.profiles {
		for i := range p.suffixes {
			x.suffixes[p.suffixes[i].text] = suffix{p, &p.suffixes[i]}
		}
		for i := range p.endpoints {
			x.add(p, &p.endpoints[i])
		}
	}
	return x
}

func (x *hostIndex) add(p *profile, n *name) {
	labels := strings.Split(n.text, ".")
	k := len(labels)
	for k > 0 && !strings.Contains(labels[k-1], "<") {
		k--
	}
	tail := strings.Join(labels[k:], ".")
	pt := pattern{profile: p, name: n, weight: len(tail)}
	for i := k - 1; i >= 0; i-- {
		l := parseLabel(labels[i])
		pt.weight += len(l.before) + len(l.after)
		pt.labels = append(pt.labels, l)
	}
	x.byTail[tail] = append(x.byTail[tail], pt)
	x.maxTail = max(x.maxTail, len(labels)-k)
}

func parseLabel(s string) label {
	before, rest, ok := strings.Cut(s, "<")
	if !ok {
		return label{before: s}
	}
	i := strings.LastIndexByte(rest, '>')
	l := label{before: before, after: rest[i+1:], variable: rest[:i]}
	if strings.Contains(l.variable, "<") {
		l.behind = strings.HasSuffix(l.variable, ">-<region")
		l.variable = "any"
	}
	return l
}

// A hostHit is what a host name says.
type hostHit struct {
	profile *profile
	name    *name
	region  *region // found in the name, nil: none that is known
	code    string  // the region code as it stands in the name
}

// find returns the strongest reading of host: a pattern whose region is known,
// then the pattern with most literal text, then the longest suffix.
func (x *hostIndex) find(host string) (hostHit, bool) {
	var best hostHit
	weight := -1
	for tail, n := range tails(host) {
		if n > x.maxTail {
			break
		}
		for _, pt := range x.byTail[tail] {
			h, ok := pt.match(strings.TrimSuffix(strings.TrimSuffix(host, tail), "."))
			if !ok {
				continue
			}
			if w := pt.score(h); w > weight {
				best, weight = h, w
			}
		}
	}
	s, ok := x.suffix(host)
	switch {
	case weight < 0:
		return hostHit{profile: s.profile, name: s.name}, ok
	case ok && s.profile != best.profile && best.region == nil && len(s.name.text) > len(best.name.text):
		return hostHit{profile: s.profile, name: s.name}, true
	}
	return best, true
}

// score puts names with a known region before others, and among these patterns with a source.
func (pt *pattern) score(h hostHit) int {
	switch {
	case h.region == nil:
		return pt.weight
	case pt.name.doubts("host"):
		return 1<<16 + pt.weight
	}
	return 1<<17 + pt.weight
}

// suffix returns the longest suffix that host is or stands below.
func (x *hostIndex) suffix(host string) (suffix, bool) {
	for rest := host; ; {
		if s, ok := x.suffixes[rest]; ok {
			return s, true
		}
		_, after, ok := strings.Cut(rest, ".")
		if !ok {
			return suffix{}, false
		}
		rest = after
	}
}

// tails yields the ends of host on label borders, shortest first, with their number of labels.
func tails(host string) func(yield func(string, int) bool) {
	return func(yield func(string, int) bool) {
		n := 1
		for i := strings.LastIndexByte(host, '.'); i >= 0; i = strings.LastIndexByte(host[:i], '.') {
			if !yield(host[i+1:], n) {
				return
			}
			n++
		}
		yield(host, n)
	}
}

// match matches the labels of pt against the end of rest, which holds the labels before the tail.
func (pt *pattern) match(rest string) (hostHit, bool) {
	h := hostHit{profile: pt.profile, name: pt.name}
	for _, l := range pt.labels {
		if rest == "" {
			return h, false
		}
		i := strings.LastIndexByte(rest, '.')
		got := rest[i+1:]
		rest = rest[:max(i, 0)]
		if l.variable == "" {
			if got != l.before {
				return h, false
			}
			continue
		}
		if len(got) <= len(l.before)+len(l.after) || !strings.HasPrefix(got, l.before) || !strings.HasSuffix(got, l.after) {
			return h, false
		}
		inner := got[len(l.before) : len(got)-len(l.after)]
		switch {
		case l.behind:
			h.code, h.region = pt.profile.lastRegion(inner)
		case l.variable == "region":
			h.code, h.region = inner, pt.profile.zone(inner)
			if h.region == nil && l.before == "" && l.after == "" {
				return h, false // a bare label is a region only if it is a known one
			}
		}
	}
	if pt.name.region != "" {
		h.code = pt.name.region
		h.region = pt.profile.regions[h.code]
	}
	return h, true
}

// cleanHost brings an endpoint to a bare host name in lower case.
func cleanHost(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if _, after, ok := strings.Cut(s, "://"); ok {
		s = after
	}
	if i := strings.IndexAny(s, "/?#"); i >= 0 {
		s = s[:i]
	}
	if i := strings.LastIndexByte(s, ':'); i >= 0 && strings.Count(s, ":") == 1 {
		s = s[:i]
	}
	s = strings.TrimSuffix(s, ".")
	for strings.HasPrefix(s, "*.") {
		s = s[2:]
	}
	return s
}

// hasLabels reports whether s can be a host name: labels of 1 to 63 bytes, 253 in all.
func hasLabels(s string) bool {
	if s == "" || len(s) > 253 {
		return false
	}
	return !slices.ContainsFunc(strings.Split(s, "."), func(l string) bool { return l == "" || len(l) > 63 })
}
