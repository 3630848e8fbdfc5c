package terraform_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/evidencetest"
	"github.com/longarm-project/longarm/evidence/terraform"
	"github.com/longarm-project/longarm/fact"
)

const shared = "../../../shared/data/footprint/terraform/"

const secret = "hunter2.secret.example"

const state = `{
  "version": 4, "terraform_version": "1.9.8", "serial": 7, "lineage": "0", "outputs": {"key": {"value": "` + secret + `"}},
  "resources": [
    {"module": "module.edge[\"fra\"]", "mode": "managed", "type": "alicloud_instance", "name": "edge",
     "provider": "module.edge.provider[\"registry.terraform.io/aliyun/alicloud\"].fra",
     "instances": [
       {"index_key": 0, "attributes": {"availability_zone": "eu-central-1a", "public_ip": "47.254.130.10", "private_ip": "172.16.0.4", "password": "` + secret + `"}},
       {"index_key": "b\"c", "attributes": {"zone_id": "cn-hangzhou-h", "user_data": "` + secret + `"}}]},
    {"mode": "managed", "type": "alicloud_db_instance", "name": "claims", "provider": "provider.alicloud",
     "instances": [{"attributes_flat": {"connection_string": "rm-1.mysql.rds.aliyuncs.com", "zone_id": "us-west-1b", "tags.%": "1", "parameters.0.endpoint": "x.example.com"}}]},
    {"mode": "managed", "type": "azurerm_storage_account", "name": "a", "provider": "provider[\"registry.terraform.io/hashicorp/azurerm\"]",
     "instances": [{"attributes": {"location": "China East 2", "primary_connection_string": "DefaultEndpointsProtocol=https;AccountKey=` + secret + `", "primary_blob_endpoint": "https://user:` + secret + `@acme.blob.core.chinacloudapi.cn/"}}]},
    {"instances": [{"attributes": {"availability_zone": "ap-guangzhou-3"}}], "mode": "managed", "name": "late", "provider": "provider[\"registry.terraform.io/tencentcloudstack/tencentcloud\"]", "type": "tencentcloud_instance"},
    {"mode": "data", "type": "aws_region", "name": "here", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]", "instances": [{"attributes": {"region": "cn-north-1"}}]},
    {"mode": "managed", "type": "random_password", "name": "p", "provider": "provider[\"registry.terraform.io/hashicorp/random\"]", "instances": [{"attributes": {"result": "` + secret + `"}}]},
    {"mode": "managed", "type": "aws_iam_role", "name": "vendor", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
     "instances": [{"attributes": {"assume_role_policy": "{\"Statement\":[{\"Principal\":{\"AWS\":[\"arn:aws:iam::111122223333:root\",\"arn:aws:iam::444455556666:root\"],\"Service\":\"ec2.amazonaws.com\",\"Federated\":\"arn:aws:iam::111122223333:oidc-provider/gitlab.vendor.ru\"},\"Condition\":{\"x\":{\"sts:ExternalId\":\"` + secret + `\"}}}]}", "arn": "arn:aws:iam::111122223333:role/vendor"}}]},
    {"mode": "managed", "type": "aws_iam_role", "name": "own", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
     "instances": [{"attributes": {"assume_role_policy": "{\"Statement\":{\"Principal\":{\"Service\":\"lambda.amazonaws.com\"}}}", "arn": "arn:aws:iam::111122223333:role/own"}}]},
    {"mode": "managed", "type": "aws_customer_gateway", "name": "cn", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]", "instances": [{"attributes": {"ip_address": "47.254.130.10"}}]},
    {"mode": "managed", "type": "aws_route53_record", "name": "img", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]", "instances": [{"attributes": {"records": ["acme.oss-cn-shenzhen.aliyuncs.com."], "name": "img.acme.example"}}]}
  ]
}
`

const plan = `{"format_version":"1.2","terraform_version":"1.9.8",
"variables":{"region":{"value":"cn-beijing"},"token":{"value":"` + secret + `"}},
"planned_values":{"root_module":{"resources":[
 {"address":"alicloud_oss_bucket.a","mode":"managed","type":"alicloud_oss_bucket","name":"a","provider_name":"registry.terraform.io/aliyun/alicloud","values":{"bucket":"a"}},
 {"address":"aws_s3_bucket.b","mode":"managed","type":"aws_s3_bucket","name":"b","provider_name":"registry.terraform.io/hashicorp/aws","values":{"bucket":"` + secret + `"}}],
 "child_modules":[{"address":"module.m[\"x\"]","resources":[
 {"address":"module.m[\"x\"].alicloud_vpc.v[0]","mode":"managed","type":"alicloud_vpc","name":"v","index":0,"provider_name":"registry.terraform.io/aliyun/alicloud","values":{}}]}]}},
"prior_state":{"format_version":"1.0","terraform_version":"1.9.8","values":{"root_module":{"resources":[
 {"address":"alicloud_oss_bucket.a","mode":"managed","type":"alicloud_oss_bucket","name":"a","provider_name":"registry.terraform.io/aliyun/alicloud","values":{"extranet_endpoint":"oss-cn-beijing.aliyuncs.com"}},
 {"address":"yandex_storage_bucket.old","mode":"managed","type":"yandex_storage_bucket","name":"old","provider_name":"registry.terraform.io/yandex-cloud/yandex","values":{}}]}}},
"configuration":{"provider_config":{
 "alicloud":{"name":"alicloud","full_name":"registry.terraform.io/aliyun/alicloud","expressions":{"region":{"references":["var.region"]}}},
 "alicloud.hz":{"name":"alicloud","full_name":"registry.terraform.io/aliyun/alicloud","alias":"hz","expressions":{"region":{"constant_value":"cn-hangzhou"},"secret_key":{"constant_value":"` + secret + `"}}},
 "aws":{"name":"aws","full_name":"registry.terraform.io/hashicorp/aws","expressions":{"region":{"constant_value":"us-east-1"}}}},
 "root_module":{"resources":[{"address":"alicloud_oss_bucket.a","provider_config_key":"alicloud"}],
 "module_calls":{"m":{"module":{"resources":[{"address":"alicloud_vpc.v","provider_config_key":"alicloud.hz"}]}}}}}}
`

const hcl = `# infrastructure
terraform {
  required_providers {
    alicloud = { source = "aliyun/alicloud", version = "~> 1.2" }
    random   = { source = "hashicorp/random" }
  }
  backend "oss" {
    bucket              = "acme-state"
    region              = "cn-shanghai"
    tablestore_endpoint = "https://acme.cn-shanghai.ots.aliyuncs.com"
    access_key          = "` + secret + `"
  }
}
variable "region" {
  default = "cn-beijing"
}
provider "alicloud" {
  region     = var.region
  secret_key = "` + secret + `"
}
provider "aws" {
  alias  = "compatible"
  region = "us-east-1"
  endpoints {
    s3 = "https://s3.ru-7.storage.selcloud.ru"
  }
}
provider "azurerm" {
  environment = "china"
}
resource "alicloud_oss_bucket" "claims" {
  bucket = "acme-${var.name}"
}
resource "aws_s3_bucket" "b" {
  provider = aws.compatible
}
resource "yandex_compute_instance" "vm" {
  zone = "ru-central1-a"
  network_interface {
    nat_ip_address = "77.88.8.8"
  }
  metadata = { token = "` + secret + `" }
}
data "alicloud_zones" "z" {
  zone = foo()
}
`

const tfJSON = `{"terraform": {"backend": {"cos": {"region": "ap-guangzhou", "bucket": "b"}}},
 "provider": {"tencentcloud": {"region": "ap-guangzhou", "secret_key": "` + secret + `"}},
 "resource": {"tencentcloud_cos_bucket": {"x": {"bucket": "${var.b}"}}}}
`

const lock = `# This file is maintained automatically.
provider "registry.terraform.io/aliyun/alicloud" {
  version = "1.230.0"
  hashes  = ["h1:aaaa="]
}
provider "registry.terraform.io/hashicorp/null" {
  version = "3.2.0"
}
`

const pointer = `{"version": 3, "serial": 1, "lineage": "x", "backend": {"type": "s3", "hash": 1,
 "config": {"region": "ru-7", "endpoints": {"s3": "x"}, "endpoint": "https://s3.ru-7.storage.selcloud.ru", "secret_key": "` + secret + `"}}}
`

func sample(name, content string) evidencetest.Sample {
	return evidencetest.Sample{Name: name, Content: content, Secret: secret}
}

var (
	states  = []evidencetest.Sample{sample("state", state), sample("pointer", pointer), sample("old state", oldState)}
	shows   = []evidencetest.Sample{sample("plan", plan)}
	configs = []evidencetest.Sample{sample("hcl", hcl), sample("json", tfJSON), sample("lock", lock)}
)

func TestConformState(t *testing.T)  { evidencetest.Conform(t, terraform.State{}, states...) }
func TestConformShow(t *testing.T)   { evidencetest.Conform(t, terraform.Show{}, shows...) }
func TestConformConfig(t *testing.T) { evidencetest.Conform(t, terraform.Config{}, configs...) }

func FuzzState(f *testing.F)  { evidencetest.Fuzz(f, terraform.State{}, states...) }
func FuzzShow(f *testing.F)   { evidencetest.Fuzz(f, terraform.Show{}, shows...) }
func FuzzConfig(f *testing.F) { evidencetest.Fuzz(f, terraform.Config{}, configs...) }

func read(r evidence.Reader, content string) ([]string, evidencetest.Result) {
	var out []string
	in := &evidence.Input{Name: "f", R: strings.NewReader(content)}
	for it, err := range evidencetest.Each(r, in) {
		if err != nil {
			continue
		}
		ob := it.Body.(*fact.Observation)
		out = append(out, strings.Join(strings.Fields(fmt.Sprintf("%s %s provider=%s region=%s trust=%s store=%s at=%s",
			ob.What, ob.Asset, ob.Provider, ob.Region, ob.Trust, ob.Store, ob.Endpoint)), " "))
	}
	return out, evidencetest.Run(r, "f", strings.NewReader(content), evidence.Options{})
}

func TestWhatIsRead(t *testing.T) {
	const reg = "registry.terraform.io/"
	for name, c := range map[string]struct {
		reader  evidence.Reader
		content string
		want    []string
	}{
		"state": {terraform.State{}, state, []string{
			`resource module.edge["fra"].alicloud_instance.edge[0] provider=` + reg + `aliyun/alicloud region=eu-central-1 trust= store=unknown at=47.254.130.10`,
			`resource module.edge["fra"].alicloud_instance.edge["b\"c"] provider=` + reg + `aliyun/alicloud region=cn-hangzhou trust= store=unknown at=`,
			`resource alicloud_db_instance.claims provider=alicloud region=us-west-1 trust= store=yes at=rm-1.mysql.rds.aliyuncs.com`,
			`resource alicloud_db_instance.claims provider=alicloud region=us-west-1 trust= store=yes at=x.example.com`,
			`resource azurerm_storage_account.a provider=` + reg + `hashicorp/azurerm region=chinaeast2 trust= store=yes at=acme.blob.core.chinacloudapi.cn`,
			`resource tencentcloud_instance.late provider=` + reg + `tencentcloudstack/tencentcloud region=ap-guangzhou trust= store=unknown at=`,
			`declaration data.aws_region.here provider=` + reg + `hashicorp/aws region=cn-north-1 trust= store=no at=`,
			`resource aws_iam_role.vendor provider=` + reg + `hashicorp/aws region= trust=role store=no at=`,
			`peer aws_iam_role.vendor provider= region= trust=role store=unknown at=account:444455556666`,
			`peer aws_iam_role.vendor provider= region= trust=role store=unknown at=gitlab.vendor.ru`,
			`resource aws_iam_role.own provider=` + reg + `hashicorp/aws region= trust= store=no at=`,
			`resource aws_customer_gateway.cn provider=` + reg + `hashicorp/aws region= trust=vpn store=no at=`,
			`peer aws_customer_gateway.cn provider= region= trust=vpn store=unknown at=47.254.130.10`,
			`resource aws_route53_record.img provider=` + reg + `hashicorp/aws region= trust= store=no at=acme.oss-cn-shenzhen.aliyuncs.com`,
		}},
		"plan": {terraform.Show{}, plan, []string{
			`resource alicloud_oss_bucket.a provider=` + reg + `aliyun/alicloud region=cn-beijing trust= store=yes at=oss-cn-beijing.aliyuncs.com`,
			`resource aws_s3_bucket.b provider=` + reg + `hashicorp/aws region=us-east-1 trust= store=yes at=`,
			`resource module.m["x"].alicloud_vpc.v[0] provider=` + reg + `aliyun/alicloud region=cn-hangzhou trust= store=no at=`,
			`resource yandex_storage_bucket.old provider=` + reg + `yandex-cloud/yandex region= trust= store=yes at=`,
		}},
		"hcl": {terraform.Config{}, hcl, []string{
			`declaration provider["aliyun/alicloud"] provider=aliyun/alicloud region= trust= store=unknown at=`,
			`declaration backend.oss provider=alicloud region=cn-shanghai trust= store=yes at=acme.cn-shanghai.ots.aliyuncs.com`,
			`declaration provider.alicloud provider=aliyun/alicloud region=cn-beijing trust= store=unknown at=`,
			`declaration provider.aws.compatible provider=aws region=us-east-1 trust= store=unknown at=s3.ru-7.storage.selcloud.ru`,
			`declaration provider.azurerm provider=azurerm region= trust= store=unknown at=management.chinacloudapi.cn`,
			`resource alicloud_oss_bucket.claims provider=aliyun/alicloud region=cn-beijing trust= store=yes at=`,
			`resource aws_s3_bucket.b provider= region=us-east-1 trust= store=yes at=s3.ru-7.storage.selcloud.ru`,
			`resource yandex_compute_instance.vm provider=yandex region=ru-central1 trust= store=unknown at=77.88.8.8`,
			`declaration data.alicloud_zones.z provider=aliyun/alicloud region= trust= store=no at=`,
		}},
		"json": {terraform.Config{}, tfJSON, []string{
			`declaration backend.cos provider=tencentcloud region=ap-guangzhou trust= store=yes at=`,
			`declaration provider.tencentcloud provider=tencentcloud region=ap-guangzhou trust= store=unknown at=`,
			`resource tencentcloud_cos_bucket.x provider=tencentcloud region=ap-guangzhou trust= store=yes at=`,
		}},
		"lock": {terraform.Config{}, lock, []string{
			`declaration provider["registry.terraform.io/aliyun/alicloud"] provider=` + reg + `aliyun/alicloud region= trust= store=unknown at=`,
		}},
		"pointer": {terraform.State{}, pointer, []string{
			`declaration backend.s3 provider= region=ru-7 trust= store=yes at=s3.ru-7.storage.selcloud.ru`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			got, all := read(c.reader, c.content)
			if diff := cmp.Diff(c.want, got); diff != "" || all.Errors != nil {
				t.Errorf("(-want +got):\n%s%q", diff, all.Errors)
			}
		})
	}
}

func TestHalfAStateGivesWhatItHolds(t *testing.T) {
	cut := state[:strings.Index(state, `"aws_customer_gateway"`)]
	got, all := read(terraform.State{}, cut)
	whole, _ := read(terraform.State{}, state)
	if len(got) == 0 || len(got) >= len(whole) || !cmp.Equal(got, whole[:len(got)]) {
		t.Errorf("%d of %d observations", len(got), len(whole))
	}
	if len(all.Errors) != 1 || !strings.HasPrefix(all.Errors[0], "line 20: the file ends within a value") {
		t.Errorf("errors %q", all.Errors)
	}
}

const oldState = `{
  "version": 3, "terraform_version": "0.11.14", "serial": 9, "lineage": "o",
  "modules": [
    {"path": ["root"], "outputs": {}, "resources": {
      "aws_db_instance.claims": {"type": "aws_db_instance", "depends_on": [], "primary": {"id": "c", "attributes": {
        "arn": "arn:aws:rds:ap-east-1:111122223333:db:claims", "password": "` + secret + `"}, "meta": {}, "tainted": false}, "deposed": [], "provider": "provider.aws.hk"},
      "random_id.r": {"type": "random_id", "primary": {"id": "x", "attributes": {}}, "provider": "provider.random"}
    }},
    {"path": ["root", "edge"], "resources": {
      "alicloud_instance.node.1": {"type": "alicloud_instance", "primary": {"attributes": {"availability_zone": "cn-hangzhou-h", "tags.%": "0"}}, "provider": "module.edge.provider.alicloud"},
      "data.aws_region.here": {"type": "aws_region", "primary": {"attributes": {"name": "us-east-1"}}}
    }}
  ]
}
`

func TestOldState(t *testing.T) {
	_, got := read(terraform.State{}, oldState)
	var bodies []string
	for _, it := range got.Items {
		bodies = append(bodies, it.Place+" "+it.Body)
	}
	want := []string{
		`aws_db_instance.claims {"asset":"aws_db_instance.claims","provider":"aws","region":"ap-east-1","service":"aws_db_instance","store":"yes","what":"resource"}`,
		`module.edge.alicloud_instance.node[1] {"asset":"module.edge.alicloud_instance.node[1]","provider":"alicloud","region":"cn-hangzhou","service":"alicloud_instance","what":"resource"}`,
		`module.edge.data.aws_region.here {"asset":"module.edge.data.aws_region.here","provider":"aws","service":"aws_region","store":"no","what":"declaration"}`,
	}
	if diff := cmp.Diff(want, bodies); diff != "" || len(got.Errors) > 0 || got.Skipped["local provider"] != 1 {
		t.Errorf("(-want +got):\n%s%q %v", diff, got.Errors, got.Skipped)
	}
}

func TestStateOfALaterVersionIsTold(t *testing.T) {
	_, got := read(terraform.State{}, `{"version": 5, "terraform_version": "2.0.0", "resources": []}`)
	if len(got.Errors) != 1 || !strings.Contains(got.Errors[0], "version") {
		t.Errorf("errors %q", got.Errors)
	}
}

func TestBadConfigurationIsToldByLine(t *testing.T) {
	_, got := read(terraform.Config{}, "resource \"a_b\" \"ok\" {}\nresource \"a_b\" \"bad\" {\n  x = \"\n}\n")
	if len(got.Errors) == 0 || !strings.HasPrefix(got.Errors[0], "line 3: ") {
		t.Errorf("errors %q", got.Errors)
	}
}

func TestOtherFilesAreNotTaken(t *testing.T) {
	for name, text := range map[string]string{
		"nginx":   "server {\n  listen 80;\n}\n",
		"fhir":    `{"resourceType": "Bundle", "resource": {"id": 1}}`,
		"package": `{"version": "4.1.0", "name": "x"}`,
		"prose":   "How to write\n\nresource \"a\" \"b\" {\n",
		"api":     `{"data": [1, 2]}`,
	} {
		for _, r := range []evidence.Reader{terraform.State{}, terraform.Show{}, terraform.Config{}} {
			if r.Recognizes([]byte(text)) > 0 {
				t.Errorf("%s is taken for %s", name, r.Name())
			}
		}
	}
}

// The files of a folder are one configuration, those of another are not.
func TestRegionsOfProvidersInOtherFiles(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"a/main.tf":      "resource \"alicloud_oss_bucket\" \"claims\" {}\nresource \"alicloud_vpc\" \"v\" {\n  provider = alicloud.hz\n}\n",
		"a/providers.tf": "provider \"alicloud\" {\n  region = var.region\n}\nprovider \"alicloud\" {\n  alias  = \"hz\"\n  region = \"cn-hangzhou\"\n}\n",
		"a/variables.tf": "variable \"region\" {\n  default = \"cn-beijing\"\n}\n",
		"b/main.tf":      "resource \"alicloud_oss_bucket\" \"other\" {}\n",
		"c/main.tf":      "resource \"alicloud_oss_bucket\" \"third\" {}\n",
		"c/providers.tf": "provider \"alicloud\" {\n  region = var.region\n}\nprovider \"alicloud\" {\n  alias  = \"hz\"\n  region = \"cn-hangzhou\"\n}\n",
		"c/variables.tf": "variable \"region\" {\n  default = \"us-west-1\"\n}\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := evidence.Read(context.Background(), []string{dir}, []evidence.Reader{terraform.Config{}}, evidence.Options{})
	if err != nil {
		t.Fatal(err)
	}
	regions := map[string]string{}
	for _, f := range got.Facts {
		if ob := f.Body.(*fact.Observation); ob.What == fact.ObservedResource {
			var from []string
			for _, s := range f.Sources {
				from = append(from, s.String())
			}
			regions[string(ob.Asset)] = ob.Region + " " + strings.Join(from, " ")
		}
	}
	want := map[string]string{
		"alicloud_oss_bucket.claims": "cn-beijing a/main.tf:1 a/providers.tf:1 a/variables.tf:1",
		"alicloud_vpc.v":             "cn-hangzhou a/main.tf:2 a/providers.tf:4",
		"alicloud_oss_bucket.other":  " b/main.tf:1",
		"alicloud_oss_bucket.third":  "us-west-1 c/main.tf:1 c/providers.tf:1 c/variables.tf:1",
	}
	if diff := cmp.Diff(want, regions); diff != "" || got.Problems != nil {
		t.Errorf("(-want +got):\n%s%v", diff, got.Problems)
	}
}

func TestSampleMixedState(t *testing.T) {
	obs, file := evidencetest.Observations(t, terraform.State{}, shared+"authored-mixed.tfstate", evidence.Options{})
	got := map[string]string{} // asset -> region, provider, trust, other side
	for _, ob := range obs {
		key := string(ob.Asset)
		if ob.What == fact.ObservedPeer {
			got[key+" other side"] = ob.Endpoint
			continue
		}
		got[key] = strings.TrimSpace(ob.Provider[strings.LastIndexByte(ob.Provider, '/')+1:] + " " + ob.Region + " " + ob.Trust)
	}
	want := map[string]string{
		"alicloud_oss_bucket.logs":                  "alicloud cn-hangzhou",
		`module.edge["fra"].alicloud_instance.edge`: "alicloud eu-central-1",
		"aws_vpn_connection.cn":                     "aws  vpn",
		"aws_customer_gateway.cn":                   "aws  vpn",
		"aws_customer_gateway.cn other side":        "47.254.130.10",
		"aws_iam_role.vendor":                       "aws  role",
		"aws_iam_role.vendor other side":            "account:444455556666",
		"yandex_storage_bucket.backup":              "yandex",
		"sbercloud_obs_bucket.dr":                   "sbercloud ru-moscow-1",
	}
	if diff := cmp.Diff(want, got); diff != "" || file.Records != 7 {
		t.Errorf("(-want +got):\n%s%d records", diff, file.Records)
	}
}

func TestSampleConfigurationsNameTheirProviders(t *testing.T) {
	for file, provider := range map[string]string{
		"alicloud-cen.tf": "alicloud", "alicloud-ecs-ram-role.tf": "alicloud", "alicloud-oss-bucket.tf": "alicloud",
		"alicloud-vpc-multi-region.tf": "alicloud", "alicloud-vpn-connection.tf": "alicloud",
		"huaweicloud-dc-virtual-interface.tf": "huaweicloud", "huaweicloud-er-flow-log.tf": "huaweicloud",
		"tencentcloud-cam.tf": "tencentcloud", "tencentcloud-cos.tf": "tencentcloud", "tencentcloud-vpn.tf": "tencentcloud",
		"yandex-compute_instance.tf": "yandex", "yandex-container_registry.tf": "yandex",
	} {
		t.Run(file, func(t *testing.T) {
			obs, _ := evidencetest.Observations(t, terraform.Config{}, shared+file, evidence.Options{})
			for _, ob := range obs {
				if ob.What != fact.ObservedPeer && ob.Provider[strings.LastIndexByte(ob.Provider, '/')+1:] != provider {
					t.Errorf("%s: provider %s", ob.Asset, ob.Provider)
				}
			}
			if len(obs) == 0 {
				t.Error("nothing observed")
			}
		})
	}
}

// A state as they are: of a resource's twenty to eighty attributes few count.
func BenchmarkState(b *testing.B) {
	var filler strings.Builder
	for i := range 30 {
		fmt.Fprintf(&filler, `"attribute_%d": "some value of middling length", "list_%d": [1, 2, {"name": "n", "enabled": true}], `+"\n", i, i)
	}
	one := state[strings.Index(state, `{"module"`):strings.LastIndex(state, "  ]")]
	one = strings.ReplaceAll(one, `"attributes": {`, `"attributes": {`+filler.String())
	var s strings.Builder
	s.WriteString(`{"version": 4, "terraform_version": "1.9.8", "resources": [`)
	for i := range 200 {
		if i > 0 {
			s.WriteString(",")
		}
		s.WriteString(one)
	}
	s.WriteString("]}")
	b.SetBytes(int64(s.Len()))
	b.ReportAllocs()
	for b.Loop() {
		in := &evidence.Input{Name: "f", R: strings.NewReader(s.String())}
		for _, err := range (terraform.State{}).Read(in) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
