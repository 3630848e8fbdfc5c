package terraform

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
)

// maxEndpoints bounds the endpoints told of one resource.
const maxEndpoints = 32

// A resource is one instance of a resource, with what of its attributes counts.
type resource struct {
	kindInfo
	address  string
	provider string // address of the provider, or its bare name
	data     bool   // a data source
	line     int64
	place    string

	region    string
	rank      int // of the attribute region was found in
	account   string
	endpoints []string // hosts and public addresses
	far       []string // the other side of a trust

	waiting [][2]string // attributes read before the kind was known
}

// maxWaiting bounds the attributes that wait for the kind of their resource.
const maxWaiting = 1000

// address builds the address of an instance as Terraform prints it.
func address(module, kind, name string, data bool, index any) string {
	a := kind + "." + name
	if data {
		a = "data." + a
	}
	if module != "" {
		a = module + "." + a
	}
	switch i := index.(type) {
	case string:
		a += fmt.Sprintf("[%q]", i)
	case int64:
		a += fmt.Sprintf("[%d]", i)
	}
	return a
}

// providerAddress takes the provider out of the three shapes in which states
// name it: provider["host/namespace/type"].alias, the same below a module, and
// provider.type.alias of Terraform 0.12.
func providerAddress(s string) string {
	if _, after, ok := strings.Cut(s, `provider["`); ok {
		inner, _, _ := strings.Cut(after, `"]`)
		return inner
	}
	if i := strings.LastIndex(s, "provider."); i >= 0 && (i == 0 || s[i-1] == '.') {
		name, _, _ := strings.Cut(s[i+len("provider."):], ".")
		return name
	}
	return s
}

// local are providers that stand for no service.
var local = []string{
	"archive", "assert", "cloudinit", "external", "http", "local", "null", "random", "template", "terraform", "time", "tls",
}

func isLocal(provider string) bool {
	return slices.Contains(local, provider[strings.LastIndexByte(provider, '/')+1:])
}

// items makes the observations of r: one for each endpoint, or one without; and
// one for each other side of a trust.
func (r *resource) items() []evidence.Item {
	what := fact.ObservedResource
	if r.data {
		what = fact.ObservedDeclaration
	}
	base := fact.Observation{
		Asset: fact.AssetID(r.address), Provider: r.provider, Region: r.region, Service: r.kind, Store: r.stores, Trust: r.trust, What: what,
	}
	if r.data {
		base.Store, base.Trust = fact.No, ""
	}
	if r.trust == roleTrust && len(r.far) == 0 {
		base.Trust = "" // a role that only the provider's own services assume
	}
	var out []evidence.Item
	add := func(ob fact.Observation) {
		out = append(out, evidence.Item{Body: &ob, Line: r.line, Place: r.place})
	}
	for _, e := range unique(r.endpoints) {
		ob := base
		ob.Endpoint = e
		add(ob)
	}
	if len(out) == 0 {
		add(base)
	}
	for _, e := range unique(r.far) {
		add(fact.Observation{Asset: base.Asset, Endpoint: e, Service: r.kind, Trust: base.Trust, What: fact.ObservedPeer})
	}
	return out
}

func unique(ss []string) []string {
	ss = slices.Clone(ss)
	slices.Sort(ss)
	ss = slices.Compact(ss)
	return ss[:min(len(ss), maxEndpoints)]
}

// endpoint adds a host or public address; others are passed over.
func (r *resource) endpoint(e string, far bool) {
	if e == "" {
		return
	}
	if far {
		r.far = append(r.far, e)
		return
	}
	r.endpoints = append(r.endpoints, e)
}

// host returns the host name or public address in a value: alone, with a port,
// or in a URL; "" if there is none. User names and passwords of URLs are dropped.
func host(v string) string {
	v = strings.TrimSpace(v)
	if len(v) > 2048 || strings.ContainsAny(v, " \t\n;,") {
		return ""
	}
	if _, after, ok := strings.Cut(v, "://"); ok {
		v = after
	}
	v, _, _ = strings.Cut(v, "/")
	v = v[strings.LastIndexByte(v, '@')+1:]
	if ap, err := netip.ParseAddrPort(v); err == nil {
		return public(ap.Addr().String())
	}
	if a := public(strings.Trim(v, "[]")); a != "" {
		return a
	}
	if h, port, ok := strings.Cut(v, ":"); ok && isDigits(port) {
		v = h
	}
	return evidence.Host(v)
}

// public returns a public address, or "".
func public(v string) string {
	a, err := netip.ParseAddr(strings.TrimSpace(v))
	if err != nil || !evidence.Public(evidence.Plain(a)) {
		return ""
	}
	return evidence.Plain(a).String()
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
