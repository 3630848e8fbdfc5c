package terraform

import (
	"cmp"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/longarm-project/longarm/evidence"
)

// A providerConfig is a provider as it is configured: its region, and the hosts
// that stand in the place of its own.
type providerConfig struct {
	source   string // address, or local name
	region   string // "" where it is not known
	endpoint        // what it says of its endpoints
	from     []evidence.Origin
}

// An endpoint says at whose interfaces a provider is pointed.
type endpoint struct {
	hosts    []string          // for all that it manages
	services map[string]string // by name of the service; "" where it is given and not known
	named    bool              // hosts are given, known or not
}

// azureManagement holds the resource manager of each Azure cloud that the
// "environment" of azurerm, azuread, azapi and their backend names, beside the public one.
var azureManagement = map[string]string{
	"china": "management.chinacloudapi.cn", "azurechinacloud": "management.chinacloudapi.cn",
	"german": "management.microsoftazure.de", "azuregermancloud": "management.microsoftazure.de",
	"usgovernment": "management.usgovcloudapi.net", "azureusgovernment": "management.usgovcloudapi.net",
	"azureusgovernmentcloud": "management.usgovcloudapi.net",
}

// providerKey names the provider configuration that a resource uses: "aws" or "aws.hk".
func providerKey(attrs hcl.Attributes, kind string) string {
	key := typePrefix(kind)
	if a := attrs["provider"]; a != nil {
		if k := keyOf(a.Expr); k != "" {
			return k
		}
	}
	return key
}

// keyOf reads a reference to a provider configuration: aws.hk, "aws.hk", "aws".
func keyOf(e hcl.Expression) string {
	t, diags := hcl.AbsTraversalForExpr(e)
	if diags.HasErrors() {
		s, _ := literal(e)
		return s
	}
	key := t.RootName()
	if len(t) == 2 {
		if alias, ok := t[1].(hcl.TraverseAttr); ok {
			key += "." + alias.Name
		}
	}
	return key
}

// provider returns the configuration that a key stands for in a module: its own,
// the one passed by the call, or that of the caller.
func (s *scope) provider(key string, deep int) providerConfig {
	name, _, alias := strings.Cut(key, ".")
	if blocks := s.providers[key]; len(blocks) > 0 {
		return s.configured(name, blocks, deep)
	}
	for _, inner := range s.includes {
		if blocks := inner.providers[key]; len(blocks) > 0 {
			return inner.configured(name, blocks, deep)
		}
	}
	none := providerConfig{source: s.source(name)}
	if s.parent == nil || deep > maxDeep {
		return none
	}
	if a := s.call.attributes()["providers"]; a != nil {
		pairs, _ := hcl.ExprMap(a.Expr)
		for _, p := range pairs {
			if keyOf(p.Key) == key {
				got := s.passed(name, keyOf(p.Value), deep)
				got.from = append(got.from, evidence.Origin{Part: s.call.part, Line: int64(a.Range.Start.Line), Place: "module." + s.call.Labels[0]})
				return got
			}
		}
	}
	if alias {
		return none
	}
	return s.passed(name, key, deep)
}

// passed returns a configuration of the caller, under the address that the module itself has for the provider.
func (s *scope) passed(name, key string, deep int) providerConfig {
	got := s.parent.provider(key, deep+1)
	if own := s.source(name); own != name {
		got.source = own
	}
	return got
}

// configured evaluates the blocks of one provider configuration: one, and those that override it.
func (s *scope) configured(name string, blocks []*block, deep int) providerConfig {
	p := providerConfig{source: s.source(name)}
	p.from = append(p.from, blocks[0].origin("provider."+name))
	first := func(names ...string) (v string, given bool) {
		for _, n := range names {
			v, from, given := s.among(blocks, n, deep)
			if given {
				p.from = append(p.from, from...)
				return v, true
			}
		}
		return "", false
	}
	if v, given := first("region", "region_name", "minio_region"); given {
		p.region = regionOf(name, "region", v)
	} else if v, given := first("zone", "default_zone", "location"); given {
		p.region = regionOf(name, "zone", v)
	}
	if env, given := first("environment"); given {
		if h := azureManagement[strings.ToLower(env)]; h != "" {
			p.hosts = append(p.hosts, h)
		}
	}
	for _, b := range blocks {
		s.walk(b.Body, spot{}, func(at spot, v string, known bool) { p.point(at, v, known) })
	}
	return p
}

// point takes one attribute of a provider block that may name an interface.
func (p *providerConfig) point(at spot, v string, known bool) {
	h := ""
	if known {
		h = evidence.HostIn(v)
	}
	switch {
	case at.outer == "endpoints":
		if p.services == nil {
			p.services = map[string]string{}
		}
		p.services[at.name] = h
	case isEndpointName(at.name), interfaceNames[at.name]:
		p.named = true
		if h != "" {
			p.hosts = append(p.hosts, h)
		}
	}
}

// interfaceNames are further names under which blocks of providers hold the host they are pointed at.
var interfaceNames = map[string]bool{
	"auth_url": true, "url": true, "uri": true, "base_url": true, "api_url": true, "minio_server": true, "server": true, "api_endpoint": true,
	"vsphere_server": true, "metadata_host": true, "hostname": true, "domain": true, "portal_url": true, "iam_auth_url": true, "instance_url": true,
}

// among returns the attribute of several blocks: of one that overrides, else of
// the others, where these agree.
func (s *scope) among(blocks []*block, name string, deep int) (v string, from []evidence.Origin, given bool) {
	overridden := false
	for _, b := range blocks {
		a := b.attributes()[name]
		if a == nil || overridden && !b.override {
			continue
		}
		got := s.eval(a.Expr, deep)
		value, _ := asText(got.value)
		if given && !b.override && value != v {
			value = ""
		}
		v, given, overridden = value, true, b.override
		from = append(append(from, b.origin("provider."+cmp.Or(strings.Join(b.Labels, "."), name))), got.from...)
	}
	return v, from, given
}

// hostFor returns the host that a resource of a kind is managed at where its
// provider is pointed away from its own hosts; elsewhere is set where it is, known or not.
func (p *providerConfig) hostFor(kind string) (h string, elsewhere bool) {
	rest := strings.TrimPrefix(kind, typePrefix(kind)+"_")
	for service, h := range p.services {
		if strings.HasPrefix(rest, service+"_") || rest == service || service == "s3" && strings.HasPrefix(rest, "s3_") {
			return h, true
		}
	}
	if h, ok := p.services["ec2"]; ok && ec2Kinds.MatchString(rest) {
		return h, true
	}
	if len(p.hosts) == 1 {
		return p.hosts[0], true
	}
	return "", p.named
}

// pointed takes into account that the provider of a resource is pointed at hosts
// that need not be its own: whoever serves the interfaces of AWS there, it is not known to be AWS.
func (r *resource) pointed(p *providerConfig) {
	h, elsewhere := p.hostFor(r.kind)
	if !elsewhere {
		return
	}
	if h != "" {
		r.endpoints = append(r.endpoints, h)
	}
	if typePrefix(r.kind) == "aws" && !strings.HasSuffix(h, ".amazonaws.com") && !strings.HasSuffix(h, ".amazonaws.com.cn") && !strings.HasSuffix(h, ".api.aws") {
		r.protocol = true
	}
}
