package footprint

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// Strangers are endpoints of one sort that nobody knows.
type Strangers struct {
	Sort     string     `json:"sort"`    // one of sorts
	Seen     int        `json:"seen"`    // different endpoints of the sort
	Unknown  int        `json:"unknown"` // of these, nobody's
	Refused  int        `json:"refused"` // further endpoints, nobody's, of which all was refused
	BytesOut int64      `json:"bytes_out"`
	BytesIn  int64      `json:"bytes_in"`
	All      []Stranger `json:"endpoints"` // by bytes, then flows, then name
}

// A Stranger is an endpoint that nobody knows, and what would settle whose it is.
type Stranger struct {
	Endpoint string `json:"endpoint"`
	Country  Text   `json:"country"` // a registry holds it there; possible
	Known    string `json:"known,omitempty"`
	BytesOut int64  `json:"bytes_out"`
	BytesIn  int64  `json:"bytes_in"`
	Flows    int64  `json:"flows"`
	Refused  int64  `json:"refused_flows"`
	Settles  string `json:"settles"`
}

// sorts are those of Strangers, in order: the other sides of traffic and of launch pads,
// names asked for, targets of DNS records, what configuration names.
var sorts = []string{"peer", "pad", "name", "record", "declaration"}

// sortOf is the sort of a line, "" for one without another side.
func (l *Line) sortOf() string {
	switch {
	case l.Trust != "":
		return "pad"
	case l.what == fact.ObservedPeer:
		return "peer"
	case l.what == fact.ObservedName:
		return "name"
	case l.what == fact.ObservedRecord:
		return "record"
	}
	return "declaration"
}

// stranger completes the line of an observation that is nobody's.
func (b *builder) stranger(l Line, ob *fact.Observation) Line {
	if l.Endpoint == "" {
		l.Endpoint = Text(ob.Provider)
		l.settles = "name the provider of " + string(ob.Asset) + " in the case file: it is called " + ob.Provider + " there"
		return l
	}
	address := isAddress(ob.Endpoint)
	if c, known := b.registered(ob.Endpoint); address && (c != "" || known != "") {
		l.name = known
		if c != "" && l.Country == "" {
			l.Country, l.Method, l.Confidence = Text(c), registered, possible
		}
	}
	switch {
	case strings.HasPrefix(ob.Endpoint, "account:"):
		l.settles = "say in the case file whose account that is"
	case address && l.name == "":
		l.settles = "who announces it: a table with its range (longarm update), or its holder in a registry of addresses"
	case address:
		l.settles = "who runs machines there: " + l.name + " is not in the gazetteer; a table of your own with --prefixes names it"
	case l.what == fact.ObservedDeclaration || l.what == fact.ObservedResource:
		l.settles = "the addresses it has in a log of your resolver, or its provider in the case file"
	default:
		l.settles = "its address in a log of your resolver or in TLS, or the owner of the domain, in the case file"
	}
	return l
}

func (b *builder) registered(endpoint string) (fact.Country, string) {
	if b.o.Registered == nil {
		return "", ""
	}
	return b.o.Registered(endpoint)
}

func isAddress(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return true
	}
	_, err := netip.ParsePrefix(s)
	return err == nil
}

// strangers counts what nobody knows, by sort. An endpoint that is known from any line
// is none; one of which all was refused was not used, and is counted apart.
func strangers(lines []Line) []Strangers {
	known := map[Text]bool{}
	for _, l := range lines {
		known[l.Endpoint] = known[l.Endpoint] || l.Provider != ""
	}
	out := []Strangers{}
	for _, sort := range sorts {
		of := map[Text]*Stranger{}
		used := map[Text]bool{}
		for i := range lines {
			l := &lines[i]
			if l.Endpoint == "" || l.sortOf() != sort {
				continue
			}
			used[l.Endpoint] = used[l.Endpoint] || l.Action != "reject"
			if known[l.Endpoint] {
				continue
			}
			if of[l.Endpoint] == nil {
				of[l.Endpoint] = &Stranger{Endpoint: string(l.Endpoint), Country: l.Country, Known: l.name, Settles: l.settles}
			}
			of[l.Endpoint].add(l)
		}
		if len(of) > 0 {
			out = append(out, gather(sort, of, used))
		}
	}
	return out
}

func (s *Stranger) add(l *Line) {
	if l.Action == "reject" {
		s.Refused += l.Flows
		return
	}
	s.BytesIn, s.BytesOut, s.Flows = s.BytesIn+l.in, s.BytesOut+l.out, s.Flows+l.Flows
}

// gather sums the strangers of a sort.
func gather(sort string, of map[Text]*Stranger, used map[Text]bool) Strangers {
	g := Strangers{Sort: sort, All: []Stranger{}}
	for _, is := range used {
		if is {
			g.Seen++
		}
	}
	for end, s := range of {
		if g.All = append(g.All, *s); used[end] {
			g.Unknown++
		} else {
			g.Refused++
		}
		g.BytesIn, g.BytesOut = g.BytesIn+s.BytesIn, g.BytesOut+s.BytesOut
	}
	slices.SortFunc(g.All, func(a, b Stranger) int {
		return cmp.Or(cmp.Compare(b.BytesIn+b.BytesOut, a.BytesIn+a.BytesOut), cmp.Compare(b.Flows, a.Flows), cmp.Compare(b.Refused, a.Refused), strings.Compare(a.Endpoint, b.Endpoint))
	})
	return g
}
