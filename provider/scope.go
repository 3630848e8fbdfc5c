package provider

import (
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// A scope says for whom or where a company contracts or operates:
//
//	all             everybody
//	international   customers outside the provider's home jurisdiction; of operators, sites
//	                outside it, or where the site is not known, customers
//	mainland        sites in mainland China
//	site:CC         sites in a country
//	region:CODE     one region
//	customer:CC     customers in a country
//	eea, emea, apac, north-america   customers in a group of countries
//
// The narrowest scope that holds wins. A site in mainland China comes before
// the customer's country: mainland sites are contracted for by mainland companies.
const (
	noScope = iota
	everybody
	outside
	customerGroup
	customerCountry
	siteCountry
	oneRegion
)

var groups = map[string][]fact.Country{
	"eea":           eea,
	"emea":          append([]fact.Country{"GB", "CH", "TR", "AE", "SA", "QA", "KW", "BH", "OM", "IL", "EG", "ZA", "NG", "KE", "MA"}, eea...),
	"apac":          {"SG", "HK", "MY", "ID", "TH", "PH", "VN", "JP", "KR", "IN", "AU", "NZ", "TW", "PK", "BD", "LK"},
	"north-america": {"US", "CA"},
}

// Source: Agreement on the European Economic Area; members since 1 February 2020.
var eea = []fact.Country{"AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IS", "IE", "IT",
	"LV", "LI", "LT", "LU", "MT", "NL", "NO", "PL", "PT", "RO", "SK", "SI", "ES", "SE"}

func isScope(s string) bool {
	word, arg, ok := strings.Cut(s, ":")
	if ok {
		return arg != "" && (word == "site" || word == "region" || word == "customer")
	}
	return s == "all" || s == "international" || s == "mainland" || groups[s] != nil
}

// A setting is what is known of a use when a role is looked for.
type setting struct {
	at       fact.Date    // the day asked about
	home     fact.Country // the provider's
	region   string       // code, empty: not known
	site     fact.Country // where the region stands, empty: not known
	customer fact.Country // empty: does not matter
}

// fit returns how narrowly scope holds for s and for what a role does, noScope if it does not hold.
func (s setting) fit(does, scope string) int {
	word, arg, _ := strings.Cut(scope, ":")
	switch word {
	case "all":
		return everybody
	case "international":
		where := s.customer
		if does == "operates" && s.site != "" {
			where = s.site
		}
		return holds(where != "" && where != s.home, outside)
	case "mainland":
		return holds(s.site == "CN", siteCountry)
	case "site":
		return holds(s.site != "" && string(s.site) == arg, siteCountry)
	case "region":
		return holds(s.region != "" && s.region == arg, oneRegion)
	case "customer":
		return holds(s.customer != "" && string(s.customer) == arg, customerCountry)
	}
	return holds(s.customer != "" && slices.Contains(groups[word], s.customer), customerGroup)
}

func holds(b bool, rank int) int {
	if b {
		return rank
	}
	return noScope
}

// rolesFor returns the roles of p that do what is asked in this setting, or on its
// day may do so, narrowest first, then in file order. Where none holds it returns all that do it, and
// known is false: one of them will be right, but it is not known which.
func (p *profile) rolesFor(does string, s setting) (roles []*role, known bool) {
	rank := make(map[*role]int)
	var all []*role
	for i := range p.roles {
		l := &p.roles[i]
		if l.does != does || l.on(s.at) == fact.No {
			continue
		}
		all = append(all, l)
		if r := l.fit(s); r > noScope {
			roles, rank[l] = append(roles, l), r
		}
	}
	if len(roles) == 0 {
		return all, false
	}
	slices.SortStableFunc(roles, func(a, b *role) int { return rank[b] - rank[a] })
	return roles, true
}

// fit returns how narrowly the narrowest scope of l holds for s.
func (l *role) fit(s setting) int {
	if len(l.scope) == 0 {
		return everybody
	}
	best := noScope
	for _, scope := range l.scope {
		best = max(best, s.fit(l.does, scope))
	}
	return best
}

// settings are the settings of a use at a place, one for each country the customer may be of.
func (t *Table) settings(p *profile, region string, site fact.Country) []setting {
	out := make([]setting, len(t.customers))
	for i, c := range t.customers {
		out[i] = setting{at: t.at, home: p.Home, region: region, site: site, customer: c}
	}
	return out
}

// whoDoes returns the roles of those who do this in a setting: of one party where
// that is sure, or else of all of whom one does. The narrowest scope decides; where
// it rests on an unverified role, a wider one may be right; where the place is not
// known, so may one that holds for some place only. Of roles none of which holds, it
// is that of holder, who holds the network, or any. The order of roles does not matter.
func (p *profile) whoDoes(does string, s setting, holder fact.PartyID) (roles []*role, sure bool) {
	fit, known := p.rolesFor(does, s)
	if len(fit) == 0 {
		return nil, true
	}
	if !known {
		for _, l := range fit {
			if holder != "" && l.party == holder {
				return []*role{l}, false
			}
		}
		return fit, false
	}
	narrowest := fit[0].fit(s)
	sure = true
	for _, l := range fit {
		switch n := l.fit(s); {
		case n == narrowest:
			sure = sure && l.on(s.at) == fact.Yes && !l.doubts("party", "does", "for", "from", "to")
			roles = append(roles, l)
		case !sure:
			roles = append(roles, l)
		}
	}
	if s.site == "" && narrowest < oneRegion {
		for i := range p.roles {
			if l := &p.roles[i]; l.does == does && l.on(s.at) != fact.No && p.bySite(l, s) && !slices.Contains(roles, l) {
				roles, sure = append(roles, l), false
			}
		}
	}
	return roles, sure
}

// bySite reports whether a role holds for some sites only, one of which s may be. A
// region that stands apart is none of them.
func (p *profile) bySite(l *role, s setting) bool {
	for _, scope := range l.scope {
		switch word, arg, _ := strings.Cut(scope, ":"); word {
		case "mainland", "site":
			return true
		case "region":
			if g := p.regions[arg]; s.region == "" && (g == nil || !g.apart) {
				return true
			}
		}
	}
	return false
}
