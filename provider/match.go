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
	named    *name    // that told the provider, nil: it was no name
	doubts   []string // names of fields that rest on unverified values
	network  bool     // found by address
	elsewise bool     // an endpoint of another provider decides instead
	tech     fact.ProviderID
	holder   fact.PartyID // of the autonomous system
	rivals   []*match     // where tables name several providers of an address: those of the others
}

// alternatives are the readings of which one is right: m and its rivals.
func (m *match) alternatives() []*match { return append([]*match{m}, m.rivals...) }

// of is the reading of m that is of provider p, or m where none is.
func (m *match) of(p *profile) *match {
	if m == nil {
		return nil
	}
	for _, o := range m.rivals {
		if o.profile == p {
			return o
		}
	}
	return m
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
	if cc, city, ok := strings.Cut(code, "/"); ok && (m.network || city == "") { // a geofeed: country, then city (RFC 8805)
		if c, err := fact.ParseCountry(cc); err == nil {
			if m.country = c; city == "" {
				m.code = ""
			}
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
	if m.named == nil {
		m.named = end.named
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

// company finds who does this for every customer in question: one party, or, where
// it is not known which, those of whom one does, sorted. It is in doubt where that
// rests on an unverified role, or on a choice.
func (m *match) company(p *profile, does, fieldName string, settings []setting) (one fact.PartyID, of []fact.PartyID) {
	for _, s := range settings {
		roles, sure := p.whoDoes(does, s, m.holder)
		if !sure {
			m.doubt(fieldName)
		}
		for _, l := range roles {
			m.sources = append(m.sources, l.cite())
			of = append(of, l.party)
		}
	}
	slices.Sort(of)
	if of = slices.Compact(of); len(of) == 1 {
		return of[0], nil
	}
	if len(of) > 1 {
		m.doubt(fieldName)
	}
	return "", of
}

// outside says why the region, or the name that told the provider, does not hold on
// the day at; empty: both do.
func (m *match) outside(at fact.Date) string {
	var held []*value
	if m.region != nil {
		held = append(held, &m.region.value)
	}
	if m.named != nil {
		held = append(held, &m.named.value)
	}
	for _, v := range held {
		if s := v.outside(at); s != "" {
			if v.doubts("from", "to") {
				m.doubt("note")
			}
			return s
		}
	}
	return ""
}
