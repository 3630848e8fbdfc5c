package terraform

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/internal/pattern"
)

// The ranks of places in which a region is found: a higher one wins.
const (
	fromARN = 1 + iota
	fromZone
	fromLocation
	fromRegion
)

var (
	regionLike   = pattern.New(`^[a-z]{2,12}(-[a-z0-9]{1,12}){1,4}$`)
	locationLike = pattern.New(`^[a-z][a-z0-9-]{1,30}$`)
	// A zone is a region with a letter, or with "-a", or at Tencent with a number.
	zoneLetter     = pattern.New(`^(.+-[a-z]*[0-9]+)[a-z]$`)
	zoneDashLetter = pattern.New(`^(.+)-[a-z]$`)
	zoneDashNumber = pattern.New(`^([a-z]+-[a-z]+(?:-[a-z]+)*)-[0-9]+$`)
	addressName    = pattern.New(`(^|_)(ip|ips|ipv4|ipv6|eip|v4|v6|address|addresses)(_|$)`)
	dnsRecord      = pattern.New(`route53_record|dns_record|dns_a_record|dns_cname_record|dns_mx_record|cloudflare_record|alidns_record|dnspod_record`)
	accountNumber  = pattern.New(`(?:iam|sts|ram)::([0-9]{5,20}):`)
	federated      = pattern.New(`oidc-provider/([A-Za-z0-9.-]+)`)
)

// attribute takes one attribute into account. Names are those of state files;
// of attributes_flat only the last part that is no number.
func (r *resource) attribute(name, value string) {
	switch {
	case value == "" || len(value) > 64<<10:
		return
	case r.kind == "":
		if len(r.waiting) < maxWaiting {
			r.waiting = append(r.waiting, [2]string{name, value})
		}
		return
	}
	switch name {
	case "region", "region_id", "region_name":
		r.found(strings.ToLower(value), fromRegion, regionLike)
	case "location":
		location := strings.TrimPrefix(strings.ToLower(strings.ReplaceAll(value, " ", "")), "oss-")
		r.found(location, fromLocation, locationLike)
	case "availability_zone", "zone", "zone_id", "availability_zones", "zones", "master_zone_id":
		if zone := strings.ToLower(value); regionLike.MatchString(zone) {
			r.found(zoneRegion(r.kind, zone), fromZone, regionLike)
		}
	case "arn":
		r.arn(value)
	case "assume_role_policy", "assume_role_policy_document", "trust_policy":
		r.policy(value)
	case "managing_tenant_id", "peer_owner_id", "peer_account_id", "peer_uid", "peer_ali_uid", "accepting_ali_uid", "transit_gateway_owner_id":
		r.trustAccount(value)
	case "records", "value", "content", "rrdatas", "host_record_value":
		if r.dns {
			r.endpoint(host(value), false)
		}
	default:
		if isEndpointName(name) {
			r.endpoint(host(value), false)
		} else if mayAddress(value) && addressName.MatchString(name) && !strings.Contains(name, "private") {
			r.endpoint(public(value), r.isFar(name))
		}
	}
}

// mayAddress reports whether a value is short enough for an address and has its signs, which is cheaper than to look at the name.
func mayAddress(value string) bool {
	return len(value) >= 2 && len(value) <= 60 && (strings.Count(value, ".") == 3 || strings.Contains(value, ":"))
}

// isEndpointName lists the names under which providers keep the hosts of a resource.
func isEndpointName(name string) bool {
	switch name {
	case "bucket_domain_name", "bucket_regional_domain_name", "cos_bucket_url", "dns_name", "fqdn", "login_server",
		"website_domain", "internet_domain", "intranet_domain", "public_domain", "access_url", "repository_url",
		"server_url", "host", "hostname", "primary_blob_host", "primary_web_host", "master_public_ip", "cname", "address",
		"extranet_domain", "internal_domain", "custom_domain", "registry_url", "public_url":
		return true
	}
	return strings.Contains(name, "endpoint") || strings.HasSuffix(name, "connection_string")
}

// isFar reports whether an address of a trust is of its other side.
func (r *resource) isFar(name string) bool {
	if r.trust == "" {
		return false
	}
	for _, side := range []string{"customer_gateway", "local_network_gateway", "external_vpn_gateway", "user_gateway"} {
		if strings.Contains(r.kind, side) {
			return true
		}
	}
	for _, side := range []string{"peer", "remote", "customer", "partner"} {
		if strings.Contains(name, side) {
			return true
		}
	}
	return false
}

func (r *resource) found(region string, rank int, shape *pattern.Pattern) {
	if rank > r.rank && shape.MatchString(region) {
		r.region, r.rank = region, rank
	}
}

// zoneRegion returns the region of a zone.
func zoneRegion(kind, zone string) string {
	for _, shape := range []*pattern.Pattern{zoneDashLetter, zoneLetter} {
		if m := shape.FindStringSubmatch(zone); m != nil {
			return m[1]
		}
	}
	if strings.HasPrefix(kind, "tencentcloud_") {
		if m := zoneDashNumber.FindStringSubmatch(zone); m != nil {
			return m[1]
		}
	}
	return zone
}

// arn takes region and account out of arn:partition:service:region:account:...
func (r *resource) arn(value string) {
	parts := strings.SplitN(value, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" && parts[0] != "acs" {
		return
	}
	r.found(parts[3], fromARN, regionLike)
	if isDigits(parts[4]) {
		r.account = parts[4]
	}
}

// policy finds in a trust policy who else may assume the role: accounts that
// are not the role's own, and issuers of identities. Which is the own account is
// known at the end only; see done.
func (r *resource) policy(text string) {
	var policy struct {
		Statement any
	}
	if json.Unmarshal([]byte(text), &policy) != nil {
		return
	}
	var principals []string
	strs(policy.Statement, "", func(name, v string) {
		switch name {
		case "AWS", "RAM", "Federated", "qcs", "IAM":
			principals = append(principals, v)
		}
	})
	for _, p := range principals {
		switch {
		case p == "*":
			r.far = append(r.far, anyAccount)
		case isDigits(p):
			r.trustAccount(p)
		default:
			if m := accountNumber.FindStringSubmatch(p); m != nil && !strings.Contains(p, "oidc-provider") && !strings.Contains(p, "saml-provider") {
				r.trustAccount(m[1])
			}
			if m := federated.FindStringSubmatch(p); m != nil {
				r.endpoint(evidence.Host(m[1]), true)
			}
		}
	}
}

// strs calls f for each string within v with the nearest name above it, in the order of names.
func strs(v any, name string, f func(name, value string)) {
	switch v := v.(type) {
	case string:
		f(name, v)
	case []any:
		for _, e := range v {
			strs(e, name, f)
		}
	case map[string]any:
		names := make([]string, 0, len(v))
		for n := range v {
			names = append(names, n)
		}
		slices.Sort(names)
		for _, n := range names {
			strs(v[n], n, f)
		}
	}
}

// accountPrefix begins the endpoint of a trust whose other side is an account of
// the same provider: "account:444455556666"; anyAccount is a role open to all.
const (
	accountPrefix = "account:"
	anyAccount    = accountPrefix + "*"
)

func (r *resource) trustAccount(id string) {
	if id = strings.ToLower(id); strings.Trim(id, "0123456789abcdef-") == "" && len(id) <= 40 {
		r.far = append(r.far, accountPrefix+id)
	}
}

// done ends the attributes: what turned out to be the own account is no other side.
func (r *resource) done() {
	for _, w := range r.waiting {
		r.attribute(w[0], w[1])
	}
	r.waiting = nil
	own := accountPrefix + r.account
	r.far = slices.DeleteFunc(r.far, func(e string) bool { return r.account != "" && e == own })
}

// flat returns the name that counts of a key of attributes_flat: "network_interface.0.nat_ip" is "nat_ip".
func flat(key string) string {
	parts := strings.Split(key, ".")
	for len(parts) > 1 && (isDigits(parts[len(parts)-1]) || parts[len(parts)-1] == "#" || parts[len(parts)-1] == "%") {
		if last := parts[len(parts)-1]; last == "#" || last == "%" {
			return "" // a count
		}
		parts = parts[:len(parts)-1]
	}
	return parts[len(parts)-1]
}
