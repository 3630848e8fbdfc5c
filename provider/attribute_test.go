package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/longarm-project/longarm/fact"
)

func observe(o fact.Observation) fact.Fact {
	return fact.New(&o, []fact.Source{{Name: "evidence", Line: 7}}, "")
}

// attribute returns the attributions of o, without what o itself says.
func attribute(t *testing.T, table *Table, o fact.Observation) []fact.Attribution {
	t.Helper()
	var set fact.Set
	f := observe(o)
	if _, err := set.Add(f); err != nil {
		t.Fatal(err)
	}
	var out []fact.Attribution
	for _, g := range table.Attribute(f) {
		if _, err := set.Add(g); err != nil {
			t.Error(err)
		}
		if g.Rule != fact.RuleAttribution || len(g.Sources) == 0 {
			t.Errorf("attribution by rule %q with %d sources", g.Rule, len(g.Sources))
		}
		a := *g.Body.(*fact.Attribution)
		a.Asset, a.Endpoint, a.ProviderName = "", "", ""
		out = append(out, a)
	}
	return out
}

func TestAttribute(t *testing.T) {
	table := open(t, Options{})
	name := func(host string) fact.Observation {
		return fact.Observation{Asset: "a", What: fact.ObservedName, Endpoint: host}
	}
	resource := func(provider, service, region, endpoint string) fact.Observation {
		return fact.Observation{Asset: "a", What: fact.ObservedResource, Provider: provider, Service: service, Region: region, Endpoint: endpoint}
	}
	const tf = "registry.terraform.io/"
	aliAnywhere := []fact.PartyID{"alibaba-cloud/mainland", "alibaba-cloud/singapore", "alibaba-cloud/us"}
	aliMainland := fact.Attribution{Provider: "alibaba-cloud", Country: "CN", Operator: "alibaba-cloud/mainland", Contracts: "alibaba-cloud/mainland"}
	for what, test := range map[string]struct {
		o    fact.Observation
		want []fact.Attribution
	}{
		"a bucket in the mainland": {name("acme.oss-cn-shenzhen.aliyuncs.com"), []fact.Attribution{with(aliMainland, "region-name", "cn-shenzhen")}},
		"an internal endpoint":     {name("oss-cn-hangzhou-internal.aliyuncs.com"), []fact.Attribution{with(aliMainland, "region-name", "cn-hangzhou")}},
		"a bucket in the United States": {name("acme.oss-us-west-1.aliyuncs.com"), []fact.Attribution{{Method: "region-name", Provider: "alibaba-cloud", Region: "us-west-1",
			Country: "US", Operator: "alibaba-cloud/singapore", ContractsOneOf: aliAnywhere[1:], Unverified: []string{"contracts"}}}},
		"a bucket in Hong Kong is not run from the mainland": {name("acme.oss-cn-hongkong.aliyuncs.com"), []fact.Attribution{{Method: "region-name", Provider: "alibaba-cloud",
			Region: "cn-hongkong", Country: "HK", Operator: "alibaba-cloud/singapore", ContractsOneOf: aliAnywhere[1:], Unverified: []string{"contracts"}}}},
		"acceleration has no region": {name("oss-accelerate.aliyuncs.com"), []fact.Attribution{{Method: "name", Provider: "alibaba-cloud",
			OperatorOneOf: aliAnywhere[:2], ContractsOneOf: aliAnywhere, Unverified: []string{"contracts", "operator"}}}},
		"a region that is not known": {name("oss-xx-new-1.aliyuncs.com"), []fact.Attribution{{Method: "name", Provider: "alibaba-cloud", Region: "xx-new-1",
			OperatorOneOf: aliAnywhere[:2], ContractsOneOf: aliAnywhere, Unverified: []string{"contracts", "operator", "region"}}}},
		"a bare label is no region": {name("foo.notaregion.aliyuncs.com"), []fact.Attribution{{Method: "name", Provider: "alibaba-cloud",
			OperatorOneOf: aliAnywhere[:2], ContractsOneOf: aliAnywhere, Unverified: []string{"contracts", "operator"}}}},
		"a bucket named like a region": {name("us-east-1.oss-accelerate.aliyuncs.com"), []fact.Attribution{{Method: "name", Provider: "alibaba-cloud",
			OperatorOneOf: aliAnywhere[:2], ContractsOneOf: aliAnywhere, Unverified: []string{"contracts", "operator"}}}},
		"a name that only looks alike": {name("evilaliyuncs.com"), nil},
		"a front says nothing of the origin": {name("acme.example.w.kunlunsl.com"), []fact.Attribution{{Method: "front", Provider: "alibaba-cloud",
			OperatorOneOf: aliAnywhere[:2], ContractsOneOf: aliAnywhere, Unverified: []string{"contracts", "operator"}}}},
		"an own domain":               {name("www.acme.example"), nil},
		"nothing":                     {fact.Observation{Asset: "a"}, nil},
		"a private address":           {fact.Observation{Asset: "a", What: fact.ObservedPeer, Endpoint: "10.0.0.1"}, nil},
		"a code alone is no evidence": {fact.Observation{Asset: "a", What: fact.ObservedResource, Region: "cn-north-1"}, nil},
		"an address": {fact.Observation{Asset: "a", What: fact.ObservedPeer, Endpoint: "51.250.3.4"}, []fact.Attribution{{Method: "asn", ASN: 200350, Prefix: "51.250.0.0/17",
			Provider: "yandex-cloud", OperatorOneOf: []fact.PartyID{"yandex-cloud/kazakhstan", "yandex-cloud/russia"}, Contracts: "yandex-cloud/international", Unverified: []string{"operator"}}}},
		"a prefix that addresses were folded into": {fact.Observation{Asset: "a", What: fact.ObservedPeer, Endpoint: "51.250.0.0/17"}, []fact.Attribution{{Method: "asn", ASN: 200350,
			Prefix: "51.250.0.0/17", Provider: "yandex-cloud", OperatorOneOf: []fact.PartyID{"yandex-cloud/kazakhstan", "yandex-cloud/russia"}, Contracts: "yandex-cloud/international", Unverified: []string{"operator"}}}},
		"an autonomous system named by a log": {fact.Observation{Asset: "a", What: fact.ObservedPeer, Endpoint: "203.0.113.9", Provider: "AS45102"}, []fact.Attribution{{Method: "asn", ASN: 45102,
			Provider: "alibaba-cloud", OperatorOneOf: aliAnywhere[:2], ContractsOneOf: aliAnywhere, Unverified: []string{"contracts", "operator"}}}},
		"cn-north-1 of AWS technology": {resource(tf+"hashicorp/aws", "aws_instance", "cn-north-1a", ""), []fact.Attribution{{Method: "resource", Provider: "aws-china", Region: "cn-north-1",
			Country: "CN", Technology: "aws", Operator: "aws-china/sinnet", Contracts: "aws-china/sinnet"}}},
		"cn-northwest-1 has another operator": {name("s3.cn-northwest-1.amazonaws.com.cn"), []fact.Attribution{{Method: "region-name", Provider: "aws-china", Region: "cn-northwest-1",
			Country: "CN", Technology: "aws", Operator: "aws-china/nwcd", Contracts: "aws-china/nwcd"}}},
		"cn-north-1 of Huawei": {resource(tf+"huaweicloud/huaweicloud", "huaweicloud_obs_bucket", "cn-north-1", ""), []fact.Attribution{{Method: "resource", Provider: "huawei-cloud", Region: "cn-north-1",
			Country: "CN", Operator: "huawei-cloud/mainland", ContractsOneOf: []fact.PartyID{"huawei-cloud/mainland", "huawei-cloud/singapore"}, Unverified: []string{"contracts", "operator"}}}},
		"ap-southeast-1 of Huawei is Hong Kong": {name("b.obs.ap-southeast-1.myhuaweicloud.com"), []fact.Attribution{{Method: "region-name", Provider: "huawei-cloud", Region: "ap-southeast-1",
			Country: "HK", Operator: "huawei-cloud/singapore", Contracts: "huawei-cloud/singapore", Unverified: []string{"contracts", "operator"}}}},
		"a region that an operator partner runs": {name("obs.eu-west-0.myhuaweicloud.com"), []fact.Attribution{{Method: "region-name", Provider: "huawei-cloud", Region: "eu-west-0",
			Country: "FR", OperatorOneOf: []fact.PartyID{"huawei-cloud/orange", "huawei-cloud/singapore"}, ContractsOneOf: []fact.PartyID{"huawei-cloud/orange", "huawei-cloud/singapore"}, Unverified: []string{"contracts", "operator"}}}},
		"AWS outside China": {resource(tf+"hashicorp/aws", "aws_instance", "us-east-1b", ""), []fact.Attribution{{Method: "resource", Provider: "aws", Region: "us-east-1",
			Country: "US", Operator: "aws/inc", Contracts: "aws/inc", Unverified: []string{"contracts", "operator"}}}},
		"Azure of the china environment": {resource(tf+"hashicorp/azurerm", "azurerm_storage_account", "China East 2", ""), []fact.Attribution{{Method: "resource", Provider: "azure-china", Region: "chinaeast2",
			Country: "CN", Technology: "azure", Operator: "azure-china/bluecloud", Contracts: "azure-china/bluecloud", Unverified: []string{"country", "region"}}}},
		"Azure in China by its endpoint": {resource(tf+"hashicorp/azurerm", "azurerm_storage_account", "", "acme.blob.core.chinacloudapi.cn"), []fact.Attribution{{Method: "resource", Provider: "azure-china",
			Country: "CN", Technology: "azure", Operator: "azure-china/bluecloud", Contracts: "azure-china/bluecloud"}}},
		"S3 of another provider": {resource(tf+"hashicorp/aws", "aws_s3_bucket", "us-east-1", "oss-cn-hangzhou.aliyuncs.com"), []fact.Attribution{with(aliMainland, "region-name", "cn-hangzhou")}},
		"a backend of another provider": {fact.Observation{Asset: "a", What: fact.ObservedDeclaration, Provider: tf + "hashicorp/aws", Endpoint: "cos.ap-guangzhou.myqcloud.com"}, []fact.Attribution{{Method: "region-name",
			Provider: "tencent-cloud", Region: "ap-guangzhou", Country: "CN", Operator: "tencent-cloud/mainland", ContractsOneOf: []fact.PartyID{"tencent-cloud/mainland", "tencent-cloud/singapore", "tencent-cloud/us"}, Unverified: []string{"contracts"}}}},
		"a generic provider by its endpoint": {resource(tf+"terraform-provider-openstack/openstack", "openstack_objectstorage_container_v1", "ru-7", "s3.ru-7.storage.selcloud.ru"), []fact.Attribution{{Method: "region-name",
			Provider: "selectel", Region: "ru-7", Country: "RU", Operator: "selectel/jsc", ContractsOneOf: []fact.PartyID{"selectel/jsc", "selectel/servercore"}, Unverified: []string{"contracts", "operator"}}}},
		"a generic provider by its address": {resource(tf+"terraform-provider-openstack/openstack", "openstack_compute_instance_v2", "RegionOne", "95.163.40.1"), []fact.Attribution{{Method: "asn", ASN: 47764,
			Prefix: "95.163.32.0/19", Provider: "vk-cloud", Region: "regionone", Country: "RU", Operator: "vk-cloud/llc", Contracts: "vk-cloud/llc", Unverified: []string{"contracts", "country", "operator", "region"}}}},
		"a generic provider alone": {resource(tf+"hashicorp/kubernetes", "kubernetes_deployment", "cn-hangzhou", ""), nil},
		"the Huawei stack of a Russian provider": {resource("tf.repo.sbc.space/sbercloud-terraform/sbercloud", "sbercloud_obs_bucket", "ru-moscow-1", ""), []fact.Attribution{{Method: "resource", Provider: "cloud-ru",
			Region: "ru-moscow-1", Country: "RU", Technology: "huawei-cloud", Operator: "cloud-ru/llc", Contracts: "cloud-ru/llc", Unverified: []string{"contracts"}}}},
		"storage whose name tells the country": {resource("registry.opentofu.org/yandex-cloud/yandex", "yandex_storage_bucket", "", "acme-backup.storage.yandexcloud.net"), []fact.Attribution{{Method: "resource",
			Provider: "yandex-cloud", Country: "RU", Operator: "yandex-cloud/russia", Contracts: "yandex-cloud/international", Unverified: []string{"country"}}}},
		"a far end of another provider": {fact.Observation{Asset: "a", What: fact.ObservedResource, Provider: tf + "hashicorp/aws", Service: "aws_customer_gateway", Region: "us-east-1", Endpoint: "47.254.130.10", Trust: "vpn"},
			[]fact.Attribution{
				{Method: "resource", Provider: "aws", Region: "us-east-1", Country: "US", Operator: "aws/inc", Contracts: "aws/inc", Unverified: []string{"contracts", "operator"}},
				{Method: "asn", ASN: 45102, Prefix: "47.254.0.0/16", Provider: "alibaba-cloud", OperatorOneOf: aliAnywhere[:2], ContractsOneOf: aliAnywhere, Unverified: []string{"contracts", "operator"}}}},
		"a lock file": {fact.Observation{Asset: "a", What: fact.ObservedDeclaration, Provider: tf + "aliyun/alicloud"}, []fact.Attribution{{Method: "name", Provider: "alibaba-cloud",
			OperatorOneOf: aliAnywhere[:2], ContractsOneOf: aliAnywhere, Unverified: []string{"contracts", "operator"}}}},
		"a statement": {fact.Observation{Asset: "a", What: fact.ObservedAsset, Provider: "Aliyun", Region: "cn-beijing"}, []fact.Attribution{with(aliMainland, "statement", "cn-beijing")}},
		"a statement of AWS in China": {fact.Observation{Asset: "a", What: fact.ObservedAsset, Provider: "aws", Region: "cn-northwest-1"}, []fact.Attribution{{Method: "statement", Provider: "aws-china",
			Region: "cn-northwest-1", Country: "CN", Technology: "aws", Operator: "aws-china/nwcd", Contracts: "aws-china/nwcd"}}},
		"a statement of a name that Terraform uses otherwise": {fact.Observation{Asset: "a", What: fact.ObservedAsset, Provider: "yandex"}, []fact.Attribution{{Method: "statement",
			Provider: "yandex", Operator: "yandex-cloud/group", Contracts: "yandex-cloud/group", Unverified: []string{"contracts", "operator"}}}},
		"an operator known by its network": {fact.Observation{Asset: "a", What: fact.ObservedPeer, Provider: "AS135629"}, []fact.Attribution{{Method: "asn", ASN: 135629, Provider: "aws-china",
			Country: "CN", Technology: "aws", Operator: "aws-china/nwcd", Contracts: "aws-china/nwcd", Unverified: []string{"contracts", "operator"}}}},
		"one of two operators": {name("example.amazonaws.com.cn"), []fact.Attribution{{Method: "name", Provider: "aws-china",
			Country: "CN", Technology: "aws", OperatorOneOf: []fact.PartyID{"aws-china/nwcd", "aws-china/sinnet"}, ContractsOneOf: []fact.PartyID{"aws-china/nwcd", "aws-china/sinnet"}, Unverified: []string{"contracts", "operator"}}}},
		"mail": {fact.Observation{Asset: "a", What: fact.ObservedRecord, Service: "mx", Endpoint: "mx.yandex.net"}, []fact.Attribution{{Method: "name", Provider: "yandex", Operator: "yandex-cloud/group", Contracts: "yandex-cloud/group", Unverified: []string{"contracts", "operator"}}}},
	} {
		t.Run(what, func(t *testing.T) {
			if d := cmp.Diff(test.want, attribute(t, table, test.o)); d != "" {
				t.Errorf("Attribute (-want +got):\n%s", d)
			}
		})
	}
}

func with(a fact.Attribution, m fact.Method, region string, unverified ...string) fact.Attribution {
	a.Method, a.Region, a.Unverified = m, region, unverified
	return a
}

// All shapes in which state files write a provider.
func TestTerraformAddresses(t *testing.T) {
	table := open(t, Options{})
	for address, want := range map[string]fact.ProviderID{
		`provider["registry.terraform.io/aliyun/alicloud"]`:          "alibaba-cloud",
		`provider["registry.terraform.io/aliyun/alicloud"].fra`:      "alibaba-cloud",
		`module.x.provider["registry.opentofu.org/aliyun/alicloud"]`: "alibaba-cloud",
		"provider.alicloud":                      "alibaba-cloud",
		"module.x.provider.alicloud.fra":         "alibaba-cloud",
		"registry.terraform.org/ALIYUN/AliCloud": "alibaba-cloud",
		"hashicorp/alicloud":                     "alibaba-cloud",
		"terraform-providers/yandex":             "yandex-cloud",
		"x.example/a-provider.b/alicloud":        "",
		"somebody/alicloud":                      "",
		"cloud.ru/cloudru/cloud":                 "cloud-ru",
		"hashicorp/random":                       "",
		"":                                       "",
	} {
		got := fact.ProviderID("")
		if c := table.terraform.find(address, "null_resource"); len(c) > 0 {
			got = c[0].profile.ID
		}
		if got != want {
			t.Errorf("find(%q) = %q, want %q", address, got, want)
		}
	}
	if c := table.terraform.find("somebody/fork", "alicloud_instance"); len(c) != 1 || c[0].profile.ID != "alibaba-cloud" {
		t.Errorf("a resource type does not tell the provider: %v", c)
	}
}

func TestZones(t *testing.T) {
	table := open(t, Options{})
	for in, want := range map[string]string{
		"alibaba-cloud eu-central-1a": "eu-central-1", "alibaba-cloud oss-cn-hangzhou": "cn-hangzhou", "alibaba-cloud cn-hangzhou-b": "cn-hangzhou",
		"tencent-cloud ap-guangzhou-3": "ap-guangzhou", "yandex-cloud ru-central1-a": "ru-central1-a", "yandex-cloud ru-central1-c": "ru-central1",
		"aws us-east-1-bos-1a": "us-east-1", "azure East US": "eastus", "azure germanywc": "germanywestcentral", "aws cn-north-1": "", "aws": "", "aws xx": "",
		"vk-cloud RegionOne": "regionone", "aws-china cn-north-1b": "cn-north-1",
	} {
		id, code, _ := strings.Cut(in, " ")
		got := ""
		if g := table.gazetteer.byID[fact.ProviderID(id)].region(code); g != nil {
			got = g.code
		}
		if got != want {
			t.Errorf("region %q = %q, want %q", in, got, want)
		}
	}
}

// Every line that an attribution cites is there and speaks of what is cited.
func TestAttributionCitesLines(t *testing.T) {
	table := open(t, Options{})
	f := observe(fact.Observation{Asset: "a", What: fact.ObservedName, Endpoint: "acme.oss-us-west-1.aliyuncs.com"})
	got := table.Attribute(f)[0]
	var said []string
	for _, s := range got.Sources {
		said = append(said, citedLine(t, s))
	}
	for _, want := range []string{"host: oss-<region>.aliyuncs.com", "code: us-west-1", "party: alibaba-cloud/us, does: contracts", "party: alibaba-cloud/singapore, does: operates"} {
		if !slices.ContainsFunc(said, func(l string) bool { return strings.Contains(l, want) }) {
			t.Errorf("no source says %q: %q", want, said)
		}
	}
	if again := table.Attribute(f)[0]; again.ID != got.ID {
		t.Error("the same observation gives another fact")
	}
	if other := table.For("DE").Attribute(f)[0].Body.(*fact.Attribution); other.Contracts != "alibaba-cloud/singapore" {
		t.Errorf("a German customer contracts with %s", other.Contracts)
	}
	if facts := table.Attribute(fact.New(&fact.Count{Asset: "a"}, f.Sources, "")); facts != nil {
		t.Errorf("a count was attributed: %v", facts)
	}
}

// citedLine returns the line of the embedded file that s cites.
func citedLine(t *testing.T, s fact.Source) string {
	t.Helper()
	raw, err := embedded.ReadFile(s.Name)
	if err != nil {
		t.Fatal(err)
	}
	if f := newFile(s.Name, raw, ""); f.digest != s.Digest {
		t.Fatalf("%s: digest %s is cited as %s", s.Name, f.digest, s.Digest)
	}
	return strings.Split(string(raw), "\n")[s.Line-1]
}
