package cloudformation

import (
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/internal/pattern"
)

// A found is what the properties of a resource tell. Nothing else of them is kept.
type found struct {
	provider, typ string
	kind          string // of trust; empty: none
	known         bool   // whom it trusts is known
	regions       []string
	far           []string // other sides of a trust
	hosts         []string
	records       []string
	seen          map[string]bool
}

// maxEach bounds what is kept of one resource, of each sort.
const maxEach = 64

func (f *found) add(to *[]string, s string) {
	if s != "" && !strings.Contains(s, "${") && len(*to) < maxEach && !slices.Contains(*to, s) {
		*to = append(*to, s)
	}
}

// trust is the kind of trust that the resource itself is: a role that only services assume is none.
func (f *found) trust() string {
	if f.kind == "role" && f.known && len(f.far) == 0 {
		return ""
	}
	if f.kind == "delegation" && len(f.far) == 0 {
		return ""
	}
	return f.kind
}

var (
	regionName = pattern.New(`(?i)^(region|regionname|replicaregion|availabilityzones?|zoneid|regionid|regions)$`)
	regionCode = pattern.New(`^[a-z]{2,}(-[a-z0-9]+){1,3}$`)
	hostName   = pattern.New(`(?i)^(endpoint|endpointurl|domainname|hostname|url|uri|serverurl|baseurl|targeturl|registry|externalurl|image|imageuri|repositoryurl|webhookurl)$`)
	policies   = pattern.New(`(?i)^(assumerolepolicydocument|policydocument|keypolicy|policy)$`)
	accounts   = pattern.New(`(?i)^(peerownerid|principals?|accounts?|accountids?|allowedprincipals|peeraccountid|cenownerid)$`)
	farAddress = pattern.New(`(?i)^(ipaddress|customergatewayip|peerip|remoteip)$`)
)

// properties looks through all that a resource has.
func (f *found) properties(v any) {
	f.each("", v)
	if f.typ == "AWS::IAM::SAMLProvider" && len(f.far) == 0 {
		f.known = false
	}
}

func (f *found) each(name string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if policies.MatchString(k) && f.kind != "" {
				f.policy(v[k])
				continue
			}
			f.each(k, v[k])
		}
	case []any:
		for _, e := range v {
			f.each(name, e)
		}
	case string:
		f.text(name, strings.TrimSpace(v))
	case evidence.Hidden:
		if f.kind != "" && (accounts.MatchString(name) || farAddress.MatchString(name)) {
			f.known = false
		}
	}
}

func (f *found) policy(v any) {
	far, known := evidence.Trusted(v)
	for _, end := range far {
		f.add(&f.far, end)
	}
	f.known = f.known && known
}

func (f *found) text(name, s string) {
	switch {
	case len(s) == 0 || len(s) > 2048:
	case regionName.MatchString(name):
		if s = strings.ToLower(s); regionCode.MatchString(s) {
			f.add(&f.regions, s)
		}
	case f.kind != "" && farAddress.MatchString(name):
		if a, err := netip.ParseAddr(s); err == nil && evidence.Public(evidence.Plain(a)) {
			f.add(&f.far, evidence.Plain(a).String())
		}
	case f.kind != "" && accounts.MatchString(name):
		f.add(&f.far, evidence.Principal("AWS", s))
	case f.typ == "AWS::IAM::OIDCProvider" && strings.EqualFold(name, "Url"):
		f.add(&f.far, evidence.HostIn(s))
	case strings.HasPrefix(f.typ, "AWS::Route53::Record") && (name == "ResourceRecords" || name == "DNSName"),
		f.typ == "ALIYUN::DNS::DomainRecord" && name == "Value":
		for _, end := range evidence.Targets(s) {
			f.add(&f.records, end)
		}
	case hostName.MatchString(name) && !strings.Contains(s, "${"):
		f.add(&f.hosts, evidence.HostIn(s))
	}
}
