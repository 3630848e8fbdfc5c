package terraform

import (
	"strings"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/internal/pattern"
)

var (
	addressName = pattern.New(`(^|_)(ip|ips|ipv4|ipv6|eip|v4|v6|address|addresses)(_|$)`)
	ec2Kinds    = pattern.New(`^(instance|vpc|subnet|ebs_|eip|security_group|network_|key_pair|volume_attachment|route|internet_gateway|nat_gateway|ami|launch_template|vpn_|customer_gateway|placement_group|spot_)`)
)

// attribute takes one attribute into account.
func (r *resource) attribute(at spot, value string) {
	switch {
	case value == "":
		return
	case r.kind == "":
		if len(r.waiting) < maxWaiting && len(value) <= 64<<10 {
			r.waiting = append(r.waiting, waiting{at, value})
		}
		return
	case r.kind == remoteState:
		r.state.set(at, value)
		return
	}
	if r.isPolicy(at) {
		if len(value) > 64<<10 {
			r.untold(at.name)
			return
		}
		r.policyText(at.name, value)
		return
	}
	if len(value) > 64<<10 {
		return
	}
	if form := r.placeName(at.name); form != "" {
		r.placed(at, form, value)
		return
	}
	switch at.name {
	case "arn", "self_link", "id", "crn", "bucket_arn":
		if at.outer == "" {
			r.link(value)
		}
	case "managing_tenant_id", "peer_owner_id", "peer_account_id", "peer_uid", "peer_ali_uid", "accepting_ali_uid", "transit_gateway_owner_id",
		"peer_tenant_id", "delegated_domain_id":
		r.trustAccount(value)
	case "ram_users":
		r.endpoint(evidence.Principal("RAM", value), true)
	default:
		r.points(at, value)
	}
}

// points takes an attribute into account that may hold a host or an address.
func (r *resource) points(at spot, value string) {
	name := at.name
	switch {
	case r.dns && isTarget(at):
		for _, e := range evidence.Targets(value) {
			r.endpoint(e, false)
		}
	case r.federates && (name == "url" || name == "issuer" || name == "issuer_uri" || name == "issuer_url"):
		r.endpoint(evidence.HostIn(value), true)
	case isEndpointName(name):
		r.endpoint(evidence.HostIn(value), false)
	case mayAddress(value) && addressName.MatchString(name) && !strings.Contains(name, "private"):
		r.endpoint(evidence.PublicAddress(value), r.isFar(name))
	}
}

// unknown takes into account that configuration has an attribute whose value is not known.
func (r *resource) unknown(at spot) {
	switch {
	case r.kind == remoteState:
		r.state.unknown(at)
	case at.outer == "" && r.placeName(at.name) != "":
		r.unsettled = true
	}
}

// isPolicy reports whether an attribute holds the trust policy of a role.
func (r *resource) isPolicy(at spot) bool {
	if at.outer != "" || r.trust != roleTrust {
		return false
	}
	switch at.name {
	case "assume_role_policy", "assume_role_policy_document", "trust_policy":
		return true
	case "document": // of older providers of Alibaba and Tencent
		return strings.HasSuffix(r.kind, "_ram_role") || strings.HasSuffix(r.kind, "_cam_role")
	}
	return false
}

// isTarget lists the names under which providers of DNS keep what a record points to.
func isTarget(at spot) bool {
	switch at.name {
	case "records", "record", "value", "values", "content", "rrdatas", "rrdata", "rdata", "data", "target", "targets", "cname", "cname_record",
		"exchange", "exchanger", "addresses", "answer", "answers", "host_record_value", "nsdname", "name_servers", "nameservers", "host", "hostname", "address":
		return true
	case "name", "dns_name":
		return strings.Contains(at.above, "alias")
	}
	return false
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
		"extranet_domain", "internal_domain", "custom_domain", "registry_url", "public_url", "repository", "image", "image_uri", "origin_domain",
		"domain_name", "origin_host_name", "bucket_url", "registry_server":
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

// flat returns the spot of a key of attributes_flat: "network_interface.0.nat_ip"
// is nat_ip of network_interface; false for a count.
func flat(key string) (spot, bool) {
	var at spot
	for _, part := range strings.Split(key, ".") {
		switch {
		case part == "#" || part == "%":
			return at, false
		case isDigits(part):
		case at.name == "":
			at.name = part
		default:
			at = at.within(at.name)
			at.name = part
		}
	}
	return at, true
}
