package terraform

import (
	"strings"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
)

// A backend is where a state is kept: a store of its own, and state holds secrets.
type backend struct {
	kind   string
	line   int64
	region string
	hosts  []string
}

// backendProviders names the provider behind a kind of backend. Behind "s3" it
// is AWS only where no endpoint is given.
var backendProviders = map[string]string{
	"azurerm": "azurerm", "cos": "tencentcloud", "gcs": "google", "oss": "alicloud", "s3": "aws", "obs": "huaweicloud",
}

func (b *backend) set(name, value string) {
	switch {
	case name == "region":
		if v := strings.ToLower(value); regionLike.MatchString(v) {
			b.region = v
		}
	case strings.Contains(name, "endpoint"), name == "address", name == "hostname":
		if h := host(value); h != "" {
			b.hosts = append(b.hosts, h)
		}
	}
}

func (b *backend) items() (out []evidence.Item) {
	base := fact.Observation{
		Asset: fact.AssetID("backend." + b.kind), Provider: backendProviders[b.kind], Region: b.region,
		Service: "backend." + b.kind, Store: fact.Yes, What: fact.ObservedDeclaration,
	}
	if b.kind == "local" || base.Provider == "" && len(b.hosts) == 0 {
		return nil
	}
	if b.kind == "s3" && len(b.hosts) > 0 {
		base.Provider = ""
	}
	hosts := unique(b.hosts)
	if len(hosts) == 0 {
		hosts = []string{""}
	}
	for _, h := range hosts {
		ob := base
		ob.Endpoint = h
		out = append(out, evidence.Item{Body: &ob, Line: b.line, Place: string(ob.Asset)})
	}
	return out
}
