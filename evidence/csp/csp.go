// Package csp reads what browsers report of pages whose content security policy
// does not name a host that they ask: reports as sent to report-uri, and those of the
// Reporting API. Only hosts are kept of the addresses in a report.
package csp

import (
	"bytes"
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
)

// A Reader reads reports. The zero value is ready.
type Reader struct{}

// Name implements evidence.Reader.
func (Reader) Name() string { return "csp" }

// Recognizes implements evidence.Reader.
func (Reader) Recognizes(head []byte) evidence.Strength {
	text := bytes.TrimLeft(head, " \t\r\n")
	return evidence.Strong.If((bytes.HasPrefix(text, []byte("{")) || bytes.HasPrefix(text, []byte("["))) &&
		(bytes.Contains(text, []byte(`"csp-report"`)) || bytes.Contains(text, []byte(`"csp-violation"`)) ||
			bytes.Contains(text, []byte(`"blocked-uri"`)) && bytes.Contains(text, []byte(`-directive"`)) ||
			bytes.Contains(text, []byte(`"blockedURL"`)) && bytes.Contains(text, []byte(`"effectiveDirective"`))))
}

// maxPairs bounds the pairs of page and host, and the hosts that policies name.
const maxPairs = 20_000

// maxWithin bounds how deep a report stands within a record.
const maxWithin = 6

// A pair is a page and a host that it asked.
type pair struct{ page, host string }

// A count is how often a pair was reported.
type count struct{ asked, refused, line int64 }

// Read implements evidence.Reader. It yields its observations at the end, by page and host.
func (Reader) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		r := &reports{in: in, asked: map[pair]*count{}, allowed: map[pair]int64{}}
		for o, err := range evidence.Objects(in.R) {
			if err != nil {
				if !yield(evidence.Item{}, err) {
					return
				}
				continue
			}
			if !r.find(o.Members, o.Line, 0) {
				in.Skip("other record", 1)
			}
		}
		for _, item := range r.items() {
			if !yield(item, nil) {
				return
			}
		}
		if r.full {
			in.Note = "more pairs of page and host than are counted: the rest is left out"
			yield(evidence.Item{}, evidence.BadLine(0, "%s", in.Note))
		}
	}
}

type reports struct {
	in      *evidence.Input
	asked   map[pair]*count
	allowed map[pair]int64 // line, by page and host that its policy names
	full    bool
}

// find takes the reports within a record; false if there is none.
func (r *reports) find(v any, line int64, depth int) (found bool) {
	m, ok := v.(map[string]any)
	if !ok || depth > maxWithin {
		return false
	}
	if m["blocked-uri"] != nil || m["blockedURL"] != nil {
		r.report(m, line)
		return true
	}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		switch inner := m[name].(type) {
		case map[string]any:
			found = r.find(inner, line, depth+1) || found
		case []any:
			for _, e := range inner {
				found = r.find(e, line, depth+1) || found
			}
		}
	}
	return found
}

// report takes one report, under the names of either interface.
func (r *reports) report(m map[string]any, line int64) {
	text := func(names ...string) string {
		for _, n := range names {
			if s, ok := m[n].(string); ok && s != "" {
				return s
			}
		}
		return ""
	}
	r.in.Records++
	page := evidence.HostIn(text("document-uri", "documentURL", "documentURI"))
	host := evidence.HostIn(text("blocked-uri", "blockedURL", "blockedURI"))
	for _, allowed := range hostsOf(text("original-policy", "originalPolicy")) {
		p := pair{page, allowed}
		switch {
		case r.allowed[p] != 0:
		case len(r.allowed) >= maxPairs:
			r.full = true
		default:
			r.allowed[p] = line
		}
	}
	if host == "" || host == page {
		r.in.Skip("not a name of the internet", 1) // "inline", "eval", "data"
		return
	}
	p := pair{page, host}
	c := r.asked[p]
	if c == nil {
		if len(r.asked) >= maxPairs {
			r.full = true
			return
		}
		c = &count{line: line}
		r.asked[p] = c
	}
	if strings.EqualFold(text("disposition"), "report") {
		c.asked++
	} else {
		c.refused++
	}
}

// hostsOf returns the hosts that a policy lets a page ask (CSP Level 3, section 2.3.1), not those of the page itself.
func hostsOf(policy string) (out []string) {
	for _, directive := range strings.Split(policy[:min(len(policy), 32<<10)], ";") {
		words := strings.Fields(directive)
		if len(words) < 2 || !strings.HasSuffix(words[0], "-src") && !strings.HasPrefix(words[0], "script-src") && !strings.HasPrefix(words[0], "style-src") && words[0] != "form-action" {
			continue
		}
		for _, w := range words[1:] {
			if strings.HasPrefix(w, "'") {
				continue
			}
			if h := evidence.HostIn(strings.Replace(w, ":*", "", 1)); h != "" {
				out = append(out, h)
			}
		}
	}
	return out
}

func (r *reports) items() (out []evidence.Item) {
	asset := func(page string) fact.AssetID { return fact.AssetID("page " + cmp.Or(page, "not told")) }
	sorted := func(a, b pair) int { return cmp.Or(strings.Compare(a.page, b.page), strings.Compare(a.host, b.host)) }
	for _, p := range slices.SortedFunc(maps.Keys(r.asked), sorted) {
		c := r.asked[p]
		out = append(out, evidence.Item{Line: c.line, Place: evidence.Records(c.asked + c.refused), Body: &fact.Observation{
			Asset: asset(p.page), Endpoint: p.host, Service: "http", What: fact.ObservedName, Flows: c.asked, Rejected: c.refused,
		}})
	}
	for _, p := range slices.SortedFunc(maps.Keys(r.allowed), sorted) {
		if p.host == p.page {
			continue
		}
		out = append(out, evidence.Item{Line: r.allowed[p], Place: "policy", Body: &fact.Observation{
			Asset: asset(p.page), Endpoint: p.host, Service: "csp.policy", What: fact.ObservedDeclaration,
		}})
	}
	return out
}
