package assess

import (
	"cmp"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/provider"
)

// unknown counts the other sides of traffic that no attribution speaks of: what
// is not known is shown, and never taken for nothing.
func unknown(set *fact.Set, providers *provider.Table) *determination.Unknown {
	known := map[fact.ID]bool{}
	for f := range fact.Of[*fact.Attribution](set) {
		for _, id := range f.From {
			known[id] = true
		}
	}
	folded := map[fact.ID]fact.ID{}
	for f := range fact.Of[*fact.Observation](set) {
		if f.Rule == fact.RuleAlike {
			for _, id := range f.From {
				folded[id] = f.ID
			}
		}
	}
	peers, names, named := sides{}, sides{}, sides{}
	for f, o := range fact.Of[*fact.Observation](set) {
		known := known[f.ID] || f.Rule == "" && known[folded[f.ID]]
		switch {
		case f.Rule != "":
		case o.What == fact.ObservedResource || o.What == fact.ObservedDeclaration:
			if end := cmp.Or(o.Endpoint, o.Provider); end != "" {
				named.count(end, o, known)
			}
		case o.Endpoint == "":
		case o.What == fact.ObservedPeer && o.Flows > 0:
			peers.count(o.Endpoint, o, known)
		case o.What == fact.ObservedName:
			names.count(o.Endpoint, o, known)
		}
	}
	for end, e := range peers {
		if r := providers.Registered(end); !e.known {
			e.Registered, e.System = r.Country, r.String()
		}
	}
	u := &determination.Unknown{Peers: peers.strangers(), Names: names.strangers(), Named: named.strangers()}
	if u.Named.Unknown == 0 {
		u.Named = determination.Strangers{}
	}
	if u.Peers.Unknown+u.Names.Unknown+u.Named.Unknown == 0 {
		return nil
	}
	return u
}

// Sides sums what was seen of each endpoint. One that is known from any observation is no stranger.
type sides map[string]*side

type side struct {
	determination.Stranger
	known bool
}

func (s sides) count(end string, o *fact.Observation, known bool) {
	e := s[end]
	if e == nil {
		e = &side{Stranger: determination.Stranger{Endpoint: end}}
		s[end] = e
	}
	e.known = e.known || known
	e.BytesIn += o.BytesIn
	e.BytesOut += o.BytesOut
	e.Flows += o.Flows
}

func (s sides) strangers() (out determination.Strangers) {
	out.Seen = len(s)
	for _, e := range s {
		if e.known {
			continue
		}
		out.Unknown++
		out.BytesIn += e.BytesIn
		out.BytesOut += e.BytesOut
		out.Largest = append(out.Largest, e.Stranger)
	}
	slices.SortFunc(out.Largest, func(a, b determination.Stranger) int {
		return cmp.Or(cmp.Compare(b.BytesIn+b.BytesOut, a.BytesIn+a.BytesOut), cmp.Compare(b.Flows, a.Flows), strings.Compare(a.Endpoint, b.Endpoint))
	})
	out.Largest = slices.Clone(out.Largest[:min(len(out.Largest), determination.MaxLargest)])
	return out
}
