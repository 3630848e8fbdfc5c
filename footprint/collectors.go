package footprint

import (
	"cmp"
	"slices"
	"strings"
)

// A Collector is an endpoint of a service that gathers data of visitors and users where
// it is built into pages and programs. In law that may be data brokerage: 28 CFR 202.214
// names tracking pixels and software development kits.
type Collector struct {
	Provider Text   `json:"provider"`
	Name     string `json:"name"`
	Service  Text   `json:"service"`
	Endpoint Text   `json:"endpoint"`
	Assets   int    `json:"assets"`
	Flows    int64  `json:"flows"`
}

// gathering are the services that gather data, as the gazetteer calls them.
var gathering = []Text{"pixel", "sdk", "analytics", "ads", "telemetry"}

// collectors gathers them by provider, service and endpoint. What was only refused is none.
func collectors(lines []Line) []Collector {
	type key struct{ provider, service, endpoint Text }
	of := map[key]*Collector{}
	assets := map[key]map[Text]bool{}
	for i := range lines {
		l := &lines[i]
		if !slices.Contains(gathering, l.Service) || l.Action == "reject" {
			continue
		}
		k := key{l.Provider, l.Service, l.Endpoint}
		if of[k] == nil {
			of[k], assets[k] = &Collector{Provider: l.Provider, Name: l.name, Service: l.Service, Endpoint: l.Endpoint}, map[Text]bool{}
		}
		assets[k][l.Asset] = true
		of[k].Flows += l.Flows
	}
	out := []Collector{}
	for k, c := range of {
		c.Assets = len(assets[k])
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b Collector) int {
		return cmp.Or(strings.Compare(string(a.Provider), string(b.Provider)), strings.Compare(string(a.Service), string(b.Service)), strings.Compare(string(a.Endpoint), string(b.Endpoint)))
	})
	return out
}
