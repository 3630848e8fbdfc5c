package provider

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// Attribute returns the attributions of an observation: usually one, none where
// no provider is known, two where a resource of one provider names an endpoint of
// another, as a customer gateway does. A name that nothing else tells of has one
// for each provider and place of the addresses shown for it. Special addresses are
// never attributed.
// So has an address that tables of one rank give to several: one of them is right.
// A fact of another kind has none.
//
// Each derives from f and cites the lines of the gazetteer and of the prefix
// tables it rests on. Method is that of the strongest reading.
func (t *Table) Attribute(f fact.Fact) []fact.Fact {
	o, ok := f.Body.(*fact.Observation)
	if !ok {
		return nil
	}
	var out []fact.Fact
	for _, m := range t.matches(o) {
		body, sources := t.conclude(o, m)
		out = append(out, fact.New(body, sources, fact.RuleAttribution, f.ID))
	}
	return out
}

func (t *Table) matches(o *fact.Observation) []*match {
	end := t.byEndpoint(o.Endpoint)
	named := t.byClaim(o, end)
	switch {
	case named == nil && end == nil:
		return t.byAnswers(o)
	case named == nil:
		for _, m := range end.alternatives() {
			m.place(o.Region)
		}
		return end.alternatives()
	case end == nil:
		return []*match{named}
	}
	end = end.of(named.profile)
	switch {
	case end.profile == named.profile:
		named.join(end)
		return []*match{named}
	case named.elsewise && !end.network && o.Trust == "":
		// the resource type is a protocol, as S3 is: the endpoint says whose service it is
		end.place(o.Region)
		return end.alternatives()
	}
	return append([]*match{named}, end.alternatives()...)
}

// byClaim reads what the evidence itself says of the provider: a Terraform
// address and resource type, an autonomous system, or a name.
func (t *Table) byClaim(o *fact.Observation, end *match) *match {
	if o.Provider == "" && (o.What != fact.ObservedResource && o.What != fact.ObservedDeclaration) {
		return nil
	}
	if m := t.byAlias(o); m != nil && o.What == fact.ObservedAsset {
		m.method = fact.ByStatement
		return m
	}
	if m := t.byTerraform(o, end); m != nil {
		return m
	}
	if m := t.bySystem(o.Provider); m != nil {
		if m.place(o.Region); m.country != "" { // as the log has it, by who knows which table
			m.doubt("country")
		}
		return m
	}
	return t.byAlias(o)
}

// byAlias reads an id, name or alias. A region that only the operators of the
// same technology have makes it theirs: cn-north-1 of "aws" is aws-china's.
func (t *Table) byAlias(o *fact.Observation) *match {
	p := t.aliases[plainName(o.Provider)]
	if p == nil {
		return nil
	}
	if o.Region != "" && p.region(o.Region) == nil {
		for _, q := range t.gazetteer.profiles {
			if q.Technology == p.ID && q.region(o.Region) != nil {
				p = q
				break
			}
		}
	}
	m := &match{profile: p, method: fact.ByName, sources: []fact.Source{p.head.cite()}}
	m.place(o.Region)
	return m
}

// byTerraform chooses among the providers that claim an address: the one that has the region,
// the one that the endpoint belongs to, or the one that claims it without condition.
func (t *Table) byTerraform(o *fact.Observation, end *match) *match {
	var chosen *suffix
	claims := t.terraform.find(o.Provider, o.Service)
	for i := range claims {
		c := &claims[i]
		switch {
		case o.Region != "" && c.profile.region(o.Region) != nil:
		case o.Region == "" && end != nil && end.profile == c.profile:
		case chosen == nil && !c.name.byPlace:
			chosen = c
			continue
		default:
			continue
		}
		chosen = c
		break
	}
	if chosen == nil {
		return nil
	}
	m := &match{profile: chosen.profile, method: fact.ByName, named: chosen.name, sources: []fact.Source{chosen.name.cite()}, tech: chosen.name.technology,
		elsewise: chosen.profile.elsewhere(chosen.name, o)}
	if n := chosen.profile.typeOf(o.Service); n != nil && n.on(t.at) != fact.Yes {
		m.named = n
	}
	if chosen.name.doubts("address", "prefix") {
		if n := chosen.profile.typeOf(o.Service); n != nil && !n.doubts("prefix") {
			m.sources = append(m.sources, n.cite())
		} else {
			m.doubt("provider")
		}
	}
	m.place(o.Region)
	switch {
	case o.What == fact.ObservedResource:
		m.method = fact.ByResource
	case m.region != nil:
		m.method = fact.ByRegionName
	}
	return m
}

// elsewhere reports whether an endpoint of another provider decides whose service
// a declaration of n, or a resource of a type such as aws_s3_bucket, is.
func (p *profile) elsewhere(n *name, o *fact.Observation) bool {
	if o.What == fact.ObservedDeclaration {
		return n.foreign
	}
	t := p.typeOf(o.Service)
	return t != nil && t.foreign
}

// typeOf returns the longest prefix of p that a resource type begins with.
func (p *profile) typeOf(resource string) *name {
	var best *name
	for i := range p.types {
		if t := &p.types[i]; strings.HasPrefix(resource, t.text) && (best == nil || len(t.text) > len(best.text)) {
			best = t
		}
	}
	return best
}

// bySystem reads "AS45102", which some logs carry.
func (t *Table) bySystem(s string) *match {
	digits, ok := strings.CutPrefix(strings.ToUpper(s), "AS")
	n, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil {
		return nil
	}
	h, ok := t.systems[n]
	if !ok {
		return nil
	}
	m := &match{profile: h.profile, method: fact.ByASN, asn: n, network: true}
	m.system(h.system)
	return m
}

// byEndpoint reads a host name, an address, or a prefix that addresses were folded into.
func (t *Table) byEndpoint(endpoint string) *match {
	if p, ok := parseAddress(endpoint); ok {
		return t.byAddress(p)
	}
	host := cleanHost(endpoint)
	if p, ok := parseAddress(host); ok {
		return t.byAddress(p)
	}
	if !hasLabels(host) {
		return nil
	}
	h, ok := t.hosts.find(host)
	if !ok {
		return nil
	}
	m := &match{profile: h.profile, method: fact.ByName, region: h.region, country: h.name.country, tech: h.name.technology,
		named: h.name, sources: []fact.Source{h.name.cite()}}
	if h.name.doubts("name", "host") {
		if s, ok := t.hosts.suffix(host); ok && s.profile == h.profile && !s.name.doubts("name") {
			m.sources = append(m.sources, s.name.cite())
			if h.region != nil {
				m.doubt("region")
			}
		} else {
			m.doubt("provider")
		}
	}
	switch {
	case h.region != nil:
		m.method = fact.ByRegionName
		m.sources = append(m.sources, h.region.cite())
	case h.code != "":
		m.code = h.code
		m.doubt("region")
	case h.name.front || h.profile.Kind == Front:
		m.method = fact.ByFront
	}
	if h.name.country != "" && h.name.doubts("country") {
		m.doubt("country")
	}
	return m
}

func parseAddress(s string) (netip.Prefix, bool) {
	s = strings.Trim(s, "[] ")
	if a, err := netip.ParseAddr(s); err == nil {
		a = plain(a)
		return netip.PrefixFrom(a, a.BitLen()), true
	}
	p, err := netip.ParsePrefix(s)
	return p.Masked(), err == nil
}

func (t *Table) byAddress(p netip.Prefix) *match {
	var all []*match
	for _, hit := range t.prefixes.owners(p) {
		all = append(all, t.byHit(hit))
	}
	if len(all) == 0 {
		return nil
	}
	if all[0].rivals = all[1:]; len(all) > 1 {
		for _, m := range all {
			m.doubt("provider")
		}
	}
	return all[0]
}

// byHit reads what the tables say of an address as one provider's.
func (t *Table) byHit(hit addressHit) *match {
	first := hit[0]
	m := &match{profile: first.profile, network: true, prefix: hit.prefix().String(), method: fact.ByASN}
	switch {
	case first.front || first.profile.Kind == Front:
		m.method = fact.ByFront
	case first.rank == byPublished:
		m.method = fact.ByRange
	case first.rank == byList:
		m.doubt("provider")
	}
	for _, r := range hit {
		m.sources = append(m.sources, r.cite())
		if r.region != "" && m.region == nil && m.code == "" {
			m.place(r.region)
		}
		if m.asn == 0 && r.asn != 0 {
			m.asn = int64(r.asn)
			if h, ok := t.systems[m.asn]; ok && h.profile == m.profile && first.rank != byPublished {
				m.system(h.system)
			}
		}
	}
	return m
}

// conclude turns a match into an attribution: the place, and the companies for that place and customer.
func (t *Table) conclude(o *fact.Observation, m *match) (*fact.Attribution, []fact.Source) {
	p := m.profile
	a := &fact.Attribution{ASN: m.asn, Asset: o.Asset, Country: m.country, Endpoint: o.Endpoint, Method: m.method,
		Prefix: m.prefix, Provider: p.ID, ProviderName: p.Name, Region: m.code, Technology: m.tech}
	if a.Technology == "" {
		a.Technology = p.Technology
	}
	if m.region != nil {
		a.Region, a.Country = m.region.code, m.region.country
		if m.region.doubts("code") {
			m.doubt("region")
		}
		if a.Country != "" && m.region.doubts("country") {
			m.doubt("country")
		}
	}
	if a.Country == "" && p.sites != "" {
		a.Country = p.sites
		m.sources = append(m.sources, p.head.cite())
	}
	settings := t.settings(p, a.Region, a.Country)
	a.Operator, a.OperatorOneOf = m.company(p, "operates", "operator", settings)
	a.Contracts, a.ContractsOneOf = m.company(p, "contracts", "contracts", settings)
	a.Note = m.outside(t.at)
	slices.Sort(m.doubts)
	a.Unverified = m.doubts
	return a, m.sources
}
