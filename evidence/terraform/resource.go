package terraform

import (
	"fmt"
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

	region     string
	candidates []candidate
	further    []string // regions of its parts: replicas, second sites
	several    bool     // no one of the candidates is nearer than the others
	unsettled  bool     // the place is said, and not known
	account    string
	endpoints  []string // hosts and public addresses
	far        []string // the other side of a trust
	unread     []string // attributes that say whom it trusts, and are not known
	protocol   bool     // its provider stands only for a protocol, which somebody else serves
	state      backend  // of a data source that reads the state of another configuration

	waiting []waiting // attributes read before the kind was known
}

type waiting struct {
	at    spot
	value string
}

// remoteState is the data source that reads a state kept elsewhere, which is a store.
const remoteState = "terraform_remote_state"

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
	return indexed(a, index)
}

// indexed puts the key of an instance behind an address, as Terraform prints it.
func indexed(address string, index any) string {
	switch i := index.(type) {
	case string:
		return address + fmt.Sprintf("[%q]", i)
	case int64:
		return address + fmt.Sprintf("[%d]", i)
	}
	return address
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

// done ends the attributes: the region is decided, and what turned out to be the own account is no other side.
func (r *resource) done() {
	for _, w := range r.waiting {
		r.attribute(w.at, w.value)
	}
	r.waiting = nil
	r.settle()
	own := evidence.AccountPrefix + r.account
	r.far = slices.DeleteFunc(r.far, func(e string) bool { return r.account != "" && e == own })
}

// observations makes the observations of r: one for each endpoint, or one
// without; one for each further place; and one for each other side of a trust.
func (r *resource) observations() []*fact.Observation {
	if r.kind == remoteState {
		return r.state.observations(fact.AssetID(r.address))
	}
	base := fact.Observation{
		Asset: fact.AssetID(r.address), Provider: r.provider, Region: r.region, Service: r.kind, Store: r.stores, Trust: r.trust, What: fact.ObservedResource,
	}
	if r.data {
		base.Store, base.Trust, base.What = fact.No, "", fact.ObservedDeclaration
	}
	if r.protocol {
		base.Provider, base.Service = "", "aws-compatible"
	}
	if r.conditional && len(r.far) == 0 && len(r.unread) == 0 {
		base.Trust = "" // only the provider's own services are trusted
	}
	var out []*fact.Observation
	add := func(ob fact.Observation) { out = append(out, &ob) }
	for _, e := range unique(r.endpoints) {
		ob := base
		ob.Endpoint = e
		add(ob)
	}
	further := unique(r.further)
	if len(out) == 0 && (base.Region != "" || r.unsettled || len(further) == 0 || base.Provider == "" || strings.HasPrefix(r.kind, "aws_")) {
		if !r.several {
			add(base)
		}
	}
	for _, region := range further {
		if region != base.Region {
			ob := base
			ob.Region = region
			add(ob)
		}
	}
	for _, e := range unique(r.far) {
		add(fact.Observation{Asset: base.Asset, Endpoint: e, Service: r.kind, Trust: base.Trust, What: fact.ObservedPeer})
	}
	return out
}

// items makes the items of r: its observations, at its line.
func (r *resource) items() (out []evidence.Item) {
	for _, ob := range r.observations() {
		out = append(out, evidence.Item{Body: ob, Line: r.line, Place: r.place})
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

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
