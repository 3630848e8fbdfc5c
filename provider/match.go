package provider

import (
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// A match is one reading of an observation, on the way to an attribution.
type match struct {
	profile  *profile
	method   fact.Method
	region   *region
	code     string       // the region code as found, where region is nil
	country  fact.Country // where the name alone tells the place
	asn      int64
	prefix   string
	sources  []fact.Source
	doubts   []string // names of fields that rest on unverified values
	network  bool     // found by address
	elsewise bool     // an endpoint of another provider decides instead
	tech     fact.ProviderID
	holder   fact.PartyID // of the autonomous system
}

func (m *match) system(s *system) {
	m.sources = append(m.sources, s.cite())
	m.holder = s.holder
	if s.doubts("asn") || s.shared {
		m.doubt("provider")
	}
}

// place adds a region code that stands in the evidence or in a table, unless the place is known already.
func (m *match) place(code string) {
	if code == "" || m.region != nil {
		return
	}
	if g := m.profile.region(code); g != nil {
		m.region, m.code = g, ""
		m.doubts = slices.DeleteFunc(m.doubts, func(s string) bool { return s == "region" })
		m.sources = append(m.sources, g.cite())
		return
	}
	m.code = code
	if cc, _, ok := strings.Cut(code, "/"); ok && m.network { // a geofeed: country, then city (RFC 8805)
		if c, err := fact.ParseCountry(cc); err == nil {
			m.country = c
			return
		}
	}
	m.doubt("region")
}

// join adds what an endpoint of the same provider says to a match by resource.
func (m *match) join(end *match) {
	if m.region == nil && end.region != nil {
		m.region, m.code = end.region, ""
		m.doubts = slices.DeleteFunc(m.doubts, func(s string) bool { return s == "region" })
	}
	if m.region == nil && m.code == "" {
		m.code = end.code
	}
	if m.country == "" {
		m.country = end.country
	}
	if m.tech == "" {
		m.tech = end.tech
	}
	if end.method == fact.ByRegionName && m.method == fact.ByName {
		m.method = fact.ByRegionName
	}
	m.asn, m.prefix, m.holder = end.asn, end.prefix, end.holder
	m.sources = append(m.sources, end.sources...)
	for _, d := range end.doubts {
		if d != "provider" && (d != "region" || m.region == nil) {
			m.doubt(d)
		}
	}
}

func (m *match) doubt(field string) {
	if !slices.Contains(m.doubts, field) {
		m.doubts = append(m.doubts, field)
	}
}

// company finds who does this in s. It is in doubt where its role is unverified,
// and where the place is not known and would decide between companies.
func (m *match) company(p *profile, does, fieldName string, s setting) fact.PartyID {
	roles, known := p.rolesFor(does, s)
	if len(roles) == 0 {
		return ""
	}
	first := roles[0]
	if !known {
		for _, l := range roles { // who holds the network runs what stands in it
			if m.holder != "" && l.party == m.holder {
				first = l
			}
		}
	}
	if !known || first.doubts("party", "does", "for") || s.site == "" && p.placeDecides(does) {
		m.doubt(fieldName)
	}
	m.sources = append(m.sources, first.cite())
	return first.party
}

// placeDecides reports whether several parties of p do this.
func (p *profile) placeDecides(does string) bool {
	var first fact.PartyID
	for i := range p.roles {
		if r := &p.roles[i]; r.does == does {
			if first != "" && r.party != first {
				return true
			}
			first = r.party
		}
	}
	return false
}
