package terraform

import (
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/pattern"
)

// roleTrust is the trust of a role, which is one only if somebody else may assume it.
const roleTrust = "role"

// trusts lists the resource types that are a standing trust given to the other
// side, by what their names contain; the first that fits counts.
var trusts = []struct {
	trust string
	kinds *pattern.Pattern
}{
	{roleTrust, pattern.New(`^(aws_iam_role|alicloud_ram_role|tencentcloud_cam_role|huaweicloud_identity_agency)$|openid_connect_provider|oidc_provider|workload_identity_pool_provider|federated_identity_credential`)},
	{"delegation", pattern.New(`^(azurerm_lighthouse_|aws_ram_|alicloud_resource_manager_resource_share|huaweicloud_ram_)`)},
	{"private-line", pattern.New(`^(aws_dx_|azurerm_express_route_|google_compute_interconnect_|alicloud_express_connect_|huaweicloud_dc_|tencentcloud_dc_|tencentcloud_dcx|equinix_fabric_connection|equinix_ecx_|baiducloud_et_|volcengine_direct_connect_)`)},
	{"transit", pattern.New(`^(aws_ec2_transit_gateway|aws_networkmanager_|azurerm_virtual_hub|alicloud_cen_|tencentcloud_ccn|huaweicloud_er_|huaweicloud_cc_|volcengine_cen|volcengine_transit_router|baiducloud_csn)`)},
	{"vpn", pattern.New(`vpn_connection|vpn_tunnel|customer_gateway|virtual_network_gateway_connection|local_network_gateway|external_vpn_gateway|^aws_vpn_|^alicloud_(vpn|ssl_vpn)_|^tencentcloud_vpn_|^huaweicloud_(vpn|vpnaas)_|^openstack_vpnaas_|^yandex_vpn|^volcengine_vpn_`)},
	{"peering", pattern.New(`vpc_peering|vpc_peer_|network_peering`)},
}

var (
	dnsRecord  = pattern.New(`route53_record|(^|_)dns_\w*(record|cname|rrset|address)|(^|_)dns_(a|aaaa|cname|mx|ns|srv|ptr|txt)_record|_dns_record|alidns_record|dnspod_record|dnsimple_.*record|domain_zone_record|domain_records?$|zone_record|record_?sets?(_v[0-9])?$|rrset|livedns_record|^(cloudflare|godaddy|gandi|hetznerdns|powerdns|ns1|constellix|ultradns|digitalocean|linode|vultr|ovh|namecheap|hcloud|netcup|inwx|porkbun)_\w*record`)
	federation = pattern.New(`openid_connect_provider|oidc_provider|workload_identity_pool_provider|federated_identity_credential`)
)

// A kindInfo is what the name of a type of resource tells.
type kindInfo struct {
	kind   string
	trust  string
	stores fact.Truth
	dns    bool // a record of DNS
	// conditional is set where the kind is a trust only if somebody else is found to be trusted.
	conditional bool
	federates   bool // identities of an issuer are let in
}

// A kinds remembers what names of types tell, because matching them costs more
// than reading a resource does, and an estate has few types.
type kinds map[string]kindInfo

// maxKinds bounds what is remembered; Terraform's providers have some 10,000 types.
const maxKinds = 20_000

func (k kinds) of(kind string) kindInfo {
	info, ok := k[kind]
	if !ok {
		info = kindInfo{kind: kind, trust: trustOf(kind), stores: stores(kind), dns: dnsRecord.MatchString(kind), federates: federation.MatchString(kind)}
		info.conditional = info.trust == roleTrust
		if len(k) < maxKinds {
			k[kind] = info
		}
	}
	return info
}

// trustOf returns the trust that a type of resource is, "" for none.
func trustOf(kind string) string {
	for _, t := range trusts {
		if t.kinds.MatchString(kind) {
			return t.trust
		}
	}
	return ""
}

var (
	setting    = pattern.New(`_(attachment|policy|rule|configuration|notification|inventory|metric|acl|controls|permission|access_block)$`)
	storeKinds = pattern.New(`bucket|_storage_(account|container|blob|share)|_db_|_rds|_database|_disk|_volume|_ebs|dynamodb|tablestore|_ots_|redis|kvstore|memcache|elasticache|mongo|elasticsearch|opensearch|clickhouse|postgres|mysql|sql_|polardb|_nas_|_efs_|_sfs_|file_system|snapshot|backup|_vault|kafka|kinesis|_log_(store|group|topic)|_lts_|redshift|bigquery|hologram|maxcompute|cosmosdb|neptune|docdb|secret|container_registry|_ecr_|_cr_|_sqs_|_ddb|_gaussdb|_dds_|_dcs_|ydb_`)
	emptyKinds = pattern.New(`_vpc$|_vpc_|subnet|vswitch|security_group|network_acl|_route|gateway|_iam_|_ram_|_cam_|policy|_role|_eip|elastic_ip|public_ip|key_pair|_vpn_|peering|_cen_|_dx_|lb_listener|target_group|_zone$|_record$|transit|_acl|_attachment$|_rule$|permission|network_interface`)
)

// stores says whether a resource of a type holds data: Yes, No, or Unknown,
// which it is for machines, functions and all types not listed.
func stores(kind string) fact.Truth {
	switch {
	case setting.MatchString(kind):
		return fact.No
	case storeKinds.MatchString(kind):
		return fact.Yes
	case emptyKinds.MatchString(kind):
		return fact.No
	}
	return fact.Unknown
}
