package terraform

import (
	"strings"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
)

// A backend is where a state is kept: a store of its own, and state holds secrets.
type backend struct {
	kind     string
	region   string
	hosts    []string
	store    []string // those of hosts where the state itself is kept
	settings int      // given
	unsure   bool     // a setting that decides who keeps it is given, and not known
	other    bool     // settings that AWS does not need and other stores do
}

// backendProviders names the provider behind a kind of backend. Behind "s3" it
// is AWS only where the settings leave no room for another store.
var backendProviders = map[string]string{
	"azurerm": "azurerm", "cos": "tencentcloud", "gcs": "google", "oss": "alicloud", "s3": "aws", "obs": "huaweicloud", "oci": "oci",
}

// defaultHosts are the hosts of backends that are a service, where none is given.
var defaultHosts = map[string]string{"remote": "app.terraform.io", "cloud": "app.terraform.io"}

// set takes one setting.
func (b *backend) set(at spot, value string) {
	if b.reads(at, value) {
		return
	}
	b.settings++
	name := at.name
	if at.above == "endpoints" || at.outer == "endpoints" {
		name = at.name + "_endpoint"
	}
	switch {
	case name == "region":
		b.region = regionOf("", "region", value)
	case name == "environment":
		if h := azureManagement[strings.ToLower(value)]; h != "" {
			b.hosts = append(b.hosts, h)
		} else if !strings.EqualFold(value, "public") && !strings.EqualFold(value, "azurecloud") {
			b.unsure = true
		}
	case name == "endpoint", name == "s3_endpoint", name == "endpoints_endpoint":
		b.host(value, true)
	case strings.Contains(name, "endpoint"), name == "address", name == "hostname", name == "host", name == "conn_str", name == "auth_url",
		name == "metadata_host", name == "url", name == "domain", name == "endpoints":
		b.host(value, false)
	case strings.HasPrefix(name, "skip_region") || strings.HasPrefix(name, "skip_credentials") || strings.HasPrefix(name, "skip_requesting") || strings.HasSuffix(name, "path_style"):
		b.other = b.other || value == "true"
	}
}

// reads takes the settings of the data source that stand around those of its backend; true if it is one.
func (b *backend) reads(at spot, value string) bool {
	if b.kind == "" && at.outer == "" && at.name == "backend" {
		b.kind = value
		return true
	}
	return at.outer == "outputs" || at.outer == "defaults" || at.outer == "" && (at.name == "workspace" || at.name == "id")
}

func (b *backend) host(value string, store bool) {
	h := evidence.HostIn(value)
	if h == "" {
		return
	}
	b.hosts = append(b.hosts, h)
	if store {
		b.store = append(b.store, h)
	}
}

// unknown takes a setting into account whose value is not known.
func (b *backend) unknown(at spot) {
	name := at.name
	if at.outer == "" && name == "backend" {
		b.kind = ""
	}
	b.settings++
	b.unsure = b.unsure || name == "config" || name == "environment" || strings.Contains(name, "endpoint") || strings.Contains(at.outer, "endpoint")
}

// provider returns the provider behind the backend, "" where it is not known.
func (b *backend) provider() string {
	p := backendProviders[b.kind]
	switch {
	case b.unsure:
		return ""
	case b.kind == "s3" && (len(b.store) > 0 || b.other || b.settings == 0):
		return ""
	}
	return p
}

// observations says where the state is kept; nothing of one kept beside the configuration.
func (b *backend) observations(asset fact.AssetID) (out []*fact.Observation) {
	if b.kind == "local" || b.kind == "" && len(b.hosts) == 0 && !b.unsure {
		return nil
	}
	base := fact.Observation{
		Asset: asset, Provider: b.provider(), Region: b.region, Service: "backend." + b.kind, Store: fact.Yes, What: fact.ObservedDeclaration,
	}
	hosts := b.hosts
	if h := defaultHosts[b.kind]; h != "" && len(hosts) == 0 && !b.unsure {
		hosts = []string{h}
	}
	hosts = unique(hosts)
	if len(hosts) == 0 {
		hosts = []string{""}
	}
	for _, h := range hosts {
		ob := base
		ob.Endpoint = h
		out = append(out, &ob)
	}
	return out
}
