package terraform_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/terraform"
	"github.com/longarm-project/longarm/fact"
)

// configurations are folders of configuration, as txtar, with the observations
// that matter: "asset provider region endpoint trust", "-" for what is not known;
// or "problem" and a part of it.
var configurations = map[string]struct {
	files string
	want  []string
}{
	"a value loaded by itself goes before the default": {`
-- main.tf --
variable "region" {
  default = "us-west-1"
}
resource "alicloud_oss_bucket" "a" {}
provider "alicloud" {
  region = var.region
}
-- z.auto.tfvars.json --
{"region": "cn-shanghai"}
-- terraform.tfvars --
region = "us-east-1"
`, []string{"alicloud_oss_bucket.a alicloud cn-shanghai - -", "provider.alicloud alicloud cn-shanghai - -"}},

	"a value that a person may load makes the default unsure": {`
-- main.tf --
variable "region" {
  default = "us-west-1"
}
provider "alicloud" {
  region = var.region
}
resource "alicloud_oss_bucket" "a" {}
-- envs/prod.tfvars --
region = "cn-shanghai"
`, []string{"alicloud_oss_bucket.a alicloud - - -", "provider.alicloud alicloud - - -"}},

	"all values that a person may load are one": {`
-- main.tf --
variable "region" {}
provider "alicloud" {
  region = var.region
}
-- dev.tfvars --
region = "cn-shanghai"
-- prod.tfvars --
region = "cn-shanghai"
`, []string{"provider.alicloud alicloud cn-shanghai - -"}},

	"a variable without value is not known": {`
-- main.tf --
variable "region" {}
provider "alicloud" {
  region = var.region
}
resource "alicloud_oss_bucket" "a" {}
`, []string{"alicloud_oss_bucket.a alicloud - - -", "provider.alicloud alicloud - - -"}},

	"locals, maps, conditions and functions": {`
-- main.tf --
locals {
  places = { hk = "eastasia", us = "eastus" }
  where  = lookup(local.places, "hk", "westus")
  prod   = true
}
resource "azurerm_storage_account" "lookup" {
  location = local.where
}
resource "azurerm_storage_account" "index" {
  location = local.places["us"]
}
resource "azurerm_storage_account" "condition" {
  location = local.prod ? lower("EastAsia") : "eastus"
}
resource "azurerm_storage_account" "workspace" {
  location = terraform.workspace == "prod" ? "eastasia" : "eastus"
}
resource "azurerm_storage_account" "each" {
  for_each = local.places
  location = each.value
}
resource "azurerm_storage_account" "numbered" {
  count    = 2
  location = element(["eastus", "eastasia"], count.index)
}
resource "azurerm_storage_account" "of_numbered" {
  location = azurerm_storage_account.index[0].location
}
`, []string{
		"azurerm_storage_account.condition azurerm eastasia - -", `azurerm_storage_account.each["hk"] azurerm eastasia - -`,
		`azurerm_storage_account.each["us"] azurerm eastus - -`, "azurerm_storage_account.index azurerm eastus - -",
		"azurerm_storage_account.lookup azurerm eastasia - -",
		"azurerm_storage_account.numbered[0] azurerm eastus - -", "azurerm_storage_account.numbered[1] azurerm eastasia - -",
		"azurerm_storage_account.of_numbered azurerm eastus - -", "azurerm_storage_account.workspace azurerm - - -",
	}},

	"providers passed to a module": {`
-- main.tf --
provider "aws" {
  region = "us-east-1"
}
provider "aws" {
  alias  = "hk"
  region = "ap-east-1"
}
module "own" {
  source = "./bucket"
}
module "hk" {
  source    = "./bucket"
  providers = { aws = aws.hk }
}
-- bucket/main.tf --
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
resource "aws_s3_bucket" "b" {}
`, []string{
		"module.hk.aws_s3_bucket.b hashicorp/aws ap-east-1 - -", "module.own.aws_s3_bucket.b hashicorp/aws us-east-1 - -",
		"provider.aws aws us-east-1 - -", "provider.aws.hk aws ap-east-1 - -", `provider["hashicorp/aws"] hashicorp/aws - - -`,
	}},

	"a module called twice, and what it gives back": {`
-- main.tf --
module "a" {
  source = "./place"
  region = "cn-shanghai"
}
module "b" {
  source = "./place"
  region = var.later
}
variable "later" {}
resource "azurerm_storage_account" "s" {
  location = module.a.place
}
-- place/main.tf --
variable "region" {
  default = "us-west-1"
}
resource "alicloud_db_instance" "d" {
  region = var.region
}
output "place" {
  value = var.region
}
`, []string{"azurerm_storage_account.s azurerm cn-shanghai - -", "module.a.alicloud_db_instance.d alicloud cn-shanghai - -", "module.b.alicloud_db_instance.d alicloud - - -"}},

	"modules that call each other in a circle": {`
-- a/main.tf --
module "b" {
  source = "../b"
}
resource "alicloud_oss_bucket" "a" {}
-- b/main.tf --
module "a" {
  source = "../a"
}
resource "alicloud_oss_bucket" "b" {}
`, []string{"alicloud_oss_bucket.a alicloud - - -", "module.b.alicloud_oss_bucket.b alicloud - - -"}},

	"a module from a registry is not here": {`
-- main.tf --
provider "alicloud" {
  region = "cn-beijing"
}
module "vpc" {
  source = "alibaba/vpc/alicloud"
}
`, []string{"module.vpc alicloud cn-beijing - -", "provider.alicloud alicloud cn-beijing - -"}},

	"names that lead to themselves": {`
-- main.tf --
locals {
  a = local.b
  b = local.a
}
provider "alicloud" {
  region = local.a
}
`, []string{"provider.alicloud alicloud - - -"}},

	"the files that override": {`
-- main.tf --
provider "alicloud" {
  region = "us-west-1"
}
-- prod_override.tf --
provider "alicloud" {
  region = "cn-shanghai"
}
`, []string{"provider.alicloud alicloud cn-shanghai - -"}},

	"a region that is said and not known is not that of the provider": {`
-- main.tf --
variable "r" {}
provider "aws" {
  region = "us-east-1"
}
resource "aws_s3_bucket" "b" {
  region = var.r
}
data "aws_region" "here" {}
resource "aws_s3_bucket" "c" {
  region = data.aws_region.here.name
}
`, []string{"aws_s3_bucket.b aws - - -", "aws_s3_bucket.c aws us-east-1 - -", "data.aws_region.here aws us-east-1 - -", "provider.aws aws us-east-1 - -"}},

	"backends of S3 that are not AWS, or may not be": {`
-- a/main.tf --
terraform {
  backend "s3" {
    bucket = "b"
    region = "us-east-1"
    key    = "k"
  }
}
-- b/main.tf --
terraform {
  backend "s3" {
    endpoint = "https://s3.ru-7.storage.selcloud.ru"
    region   = "us-east-1"
  }
}
-- c/main.tf --
terraform {
  backend "s3" {
    bucket                      = "b"
    region                      = "us-east-1"
    skip_credentials_validation = true
  }
}
-- d/main.tf --
terraform {
  backend "s3" {}
}
-- d/env/prod.tfbackend --
bucket   = "b"
endpoint = "storage.yandexcloud.net"
region   = "ru-central1"
-- e/main.tf --
variable "endpoint" {}
terraform {
  backend "s3" {
    bucket    = "b"
    endpoints = { s3 = var.endpoint }
  }
}
-- f/main.tf --
terraform {
  cloud {
    organization = "meadow"
  }
}
-- g/main.tf --
terraform {
  backend "pg" {
    conn_str = "postgres://user:` + secret + `@rc1a-x.mdb.yandexcloud.net/terraform"
  }
}
`, []string{
		"backend.cloud - - app.terraform.io -", "backend.pg - - rc1a-x.mdb.yandexcloud.net -",
		"backend.s3 (a) aws us-east-1 - -", "backend.s3 (b) - us-east-1 s3.ru-7.storage.selcloud.ru -", "backend.s3 (c) - us-east-1 - -",
		"backend.s3 (d) - ru-central1 storage.yandexcloud.net -", "backend.s3 (e) - - - -",
	}},

	"a provider of AWS that is pointed at another store": {`
-- main.tf --
variable "where" {}
provider "aws" {
  alias  = "yc"
  region = "us-east-1"
  endpoints {
    s3 = "https://storage.yandexcloud.net"
  }
}
provider "aws" {
  region = "eu-west-1"
  endpoints {
    s3 = var.where
  }
}
resource "aws_s3_bucket" "yc" {
  provider = aws.yc
}
resource "aws_s3_bucket" "unsure" {}
resource "aws_sqs_queue" "q" {}
`, []string{
		"aws_s3_bucket.unsure - eu-west-1 - -", "aws_s3_bucket.yc - us-east-1 storage.yandexcloud.net -", "aws_sqs_queue.q aws eu-west-1 - -",
		"provider.aws aws eu-west-1 - -", "provider.aws.yc aws us-east-1 storage.yandexcloud.net -",
	}},

	"generic providers are where they are pointed": {`
-- main.tf --
provider "openstack" {
  auth_url = "https://cloud.api.selcloud.ru/identity/v3"
  region   = "ru-7"
}
provider "minio" {
  minio_server = "storage.yandexcloud.net"
}
resource "openstack_compute_instance_v2" "vm" {}
resource "minio_s3_bucket" "b" {}
`, []string{
		"minio_s3_bucket.b minio - storage.yandexcloud.net -", "openstack_compute_instance_v2.vm openstack ru-7 cloud.api.selcloud.ru -",
		"provider.minio minio - storage.yandexcloud.net -", "provider.openstack openstack ru-7 cloud.api.selcloud.ru -",
	}},

	"trust by documents, parts and text": {`
-- main.tf --
data "aws_caller_identity" "me" {}
variable "vendor" {}
data "aws_iam_policy_document" "base" {
  statement {
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111122223333:root"]
    }
  }
  statement {
    effect = "Deny"
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::999999999999:root"]
    }
  }
}
data "aws_iam_policy_document" "own" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]
  statement {
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.me.account_id}:root"]
    }
  }
}
resource "aws_iam_role" "document" {
  assume_role_policy = data.aws_iam_policy_document.own.json
}
locals {
  trust = jsonencode({ Statement = { Principal = { AWS = ["222233334444", "arn:aws:iam::${var.vendor}:root"] } } })
}
resource "aws_iam_role" "local" {
  assume_role_policy = local.trust
}
resource "aws_iam_role" "file" {
  assume_role_policy = file("trust.json")
}
resource "aws_iam_role" "service" {
  assume_role_policy = <<EOF
{"Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}}]}
EOF
}
resource "aws_iam_openid_connect_provider" "git" {
  url = "https://gitlab.vendor.ru"
}
`, []string{
		"aws_iam_openid_connect_provider.git - - gitlab.vendor.ru role", "aws_iam_openid_connect_provider.git aws - - role",
		"aws_iam_role.document - - account:111122223333 role", "aws_iam_role.document aws - - role",
		"aws_iam_role.file aws - - role",
		"aws_iam_role.local - - account:222233334444 role", "aws_iam_role.local aws - - role", "aws_iam_role.service aws - - -",
		"data.aws_caller_identity.me aws - - -", "data.aws_iam_policy_document.base aws - - -", "data.aws_iam_policy_document.own aws - - -",
		"problem assume_role_policy of aws_iam_role.file cannot be told", "problem assume_role_policy of aws_iam_role.local cannot be told",
	}},

	"replicas in dynamic blocks": {`
-- main.tf --
variable "more" {
  default = ["ap-east-1"]
}
provider "aws" {
  region = "us-east-1"
}
resource "aws_dynamodb_table" "t" {
  dynamic "replica" {
    for_each = var.more
    content {
      region_name = replica.value
    }
  }
}
`, []string{"aws_dynamodb_table.t aws ap-east-1 - -", "aws_dynamodb_table.t aws us-east-1 - -", "provider.aws aws us-east-1 - -"}},

	"JSON with references": {`
-- main.tf.json --
{"variable": {"place": {"default": "eastasia"}},
 "resource": {"azurerm_resource_group": {"rg": {"location": "${var.place}"}},
              "azurerm_storage_account": {"s": {"location": "${azurerm_resource_group.rg.location}"}}}}
`, []string{"azurerm_resource_group.rg azurerm eastasia - -", "azurerm_storage_account.s azurerm eastasia - -"}},

	"Terragrunt calls a module with inputs": {`
-- live/terragrunt.hcl --
terraform {
  source = "../modules//store"
}
generate "provider" {
  path     = "p.tf"
  contents = <<EOF
provider "alicloud" {
  region = "${local.region}"
}
EOF
}
locals {
  region = "cn-hangzhou"
}
inputs = {
  zone = "cn-hangzhou-h"
}
-- modules/store/main.tf --
variable "zone" {
  default = "us-west-1a"
}
resource "alicloud_db_instance" "d" {
  zone_id = var.zone
}
resource "alicloud_oss_bucket" "b" {}
`, []string{"alicloud_db_instance.d alicloud cn-hangzhou - -", "alicloud_oss_bucket.b alicloud cn-hangzhou - -", "provider.alicloud alicloud cn-hangzhou - -"}},

	"records of DNS": {`
-- main.tf --
resource "aws_route53_record" "alias" {
  name = "www.meadow.example"
  alias {
    name    = "d1.oss-cn-hangzhou.aliyuncs.com"
    zone_id = "Z1"
  }
}
resource "azurerm_dns_mx_record" "mx" {
  record {
    preference = 10
    exchange   = "mx.yandex.net"
  }
}
resource "cloudflare_record" "spf" {
  type    = "TXT"
  content = "v=spf1 include:_spf.mail.ru ip4:5.61.16.0/21 -all"
}
resource "google_dns_record_set" "srv" {
  managed_zone = "meadow-example"
  rrdatas      = ["10 5 443 sip.vk.com."]
}
resource "ovh_domain_zone_record" "c" {
  zone   = "meadow-site.ru"
  target = "meadow.website.yandexcloud.net."
}
`, []string{
		"aws_route53_record.alias aws - d1.oss-cn-hangzhou.aliyuncs.com -", "azurerm_dns_mx_record.mx azurerm - mx.yandex.net -",
		"cloudflare_record.spf cloudflare - 5.61.16.0/21 -", "cloudflare_record.spf cloudflare - _spf.mail.ru -",
		"google_dns_record_set.srv google - sip.vk.com -", "ovh_domain_zone_record.c ovh - meadow.website.yandexcloud.net -",
	}},
}

func TestConfigurationIsJoined(t *testing.T) {
	for name, c := range configurations {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, joined(t, unpack(t, c.files))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// unpack writes the files of an archive to a folder of the test.
func unpack(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		path := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// joined reads a folder and writes its observations and problems as configurations does.
func joined(t *testing.T, dir string) (out []string) {
	t.Helper()
	got, err := evidence.Read(context.Background(), []string{dir}, []evidence.Reader{terraform.State{}, terraform.Show{}, terraform.Config{}}, evidence.Options{})
	if err != nil {
		t.Fatal(err)
	}
	dash := func(s string) string {
		if s == "" {
			return "-"
		}
		return s
	}
	for _, f := range got.Facts {
		ob := f.Body.(*fact.Observation)
		out = append(out, fmt.Sprintf("%s %s %s %s %s", ob.Asset, dash(ob.Provider), dash(ob.Region), dash(ob.Endpoint), dash(ob.Trust)))
	}
	for _, f := range got.Files {
		if strings.Contains(f.Note, "are not here") && strings.HasPrefix(f.Name, "live/") {
			out = append(out, "note "+f.Name+": "+f.Note)
		}
	}
	for _, p := range got.Problems {
		what, _, _ := strings.Cut(p.What, " from the")
		out = append(out, "problem "+what)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Cases of the field that are read in place: what must be among the observations, and what must not.
func TestFieldConfigurations(t *testing.T) {
	const field = "../../../shared/data/field/"
	for name, c := range map[string]struct{ has, hasNot []string }{
		"azure-china-backend":     {has: []string{"backend.azurerm azurerm - management.chinacloudapi.cn -"}},
		"gcp-self-link":           {has: []string{"google_compute_instance.vm registry.terraform.io/hashicorp/google asia-east2 - -", "digitalocean_database_cluster.db registry.terraform.io/digitalocean/digitalocean sgp1 - -"}},
		"location-by-reference":   {has: []string{"azurerm_storage_account.records azurerm eastasia - -", "azurerm_storage_account.scans azurerm southeastasia - -"}},
		"module-argument-region":  {has: []string{"module.store.alicloud_oss_bucket.cohort alicloud cn-shanghai - -"}, hasNot: []string{"us-west-1"}},
		"plan-with-wrapper":       {has: []string{"alicloud_oss_bucket.cohort registry.terraform.io/aliyun/alicloud cn-shanghai - -"}},
		"provider-zone-only":      {has: []string{"yandex_storage_bucket.archive yandex-cloud/yandex ru-central1 - -"}},
		"quoted-reference":        {has: []string{"alicloud_oss_bucket.cohort alicloud cn-hangzhou - -"}},
		"remote-state-data":       {has: []string{"data.terraform_remote_state.network tencentcloud ap-guangzhou - -", "aws_s3_bucket.b aws us-east-1 - -"}},
		"replica-region-config":   {has: []string{"aws_dynamodb_table.orders aws us-east-1 - -", "aws_dynamodb_table.orders aws ap-east-1 - -", "aws_secretsmanager_secret.ledger aws us-east-1 - -"}},
		"role-jsonencode":         {has: []string{"aws_iam_role.partner - - account:444455556666 role"}},
		"role-policy-document":    {has: []string{"aws_iam_role.vendor - - account:777788889999 role"}},
		"s3-backend-endpoints":    {has: []string{"backend.s3 - ru-central1 storage.yandexcloud.net -"}, hasNot: []string{" aws "}},
		"terragrunt-remote-state": {has: []string{"backend.oss alicloud cn-hangzhou meadow-lock.cn-hangzhou.ots.aliyuncs.com -", "provider.alicloud alicloud cn-hangzhou - -"}},
		"tfvars-region":           {has: []string{"alicloud_oss_bucket.cohort aliyun/alicloud cn-shanghai - -"}, hasNot: []string{"us-west-1"}},
		"unquoted-labels":         {has: []string{"alicloud_oss_bucket.cohort alicloud cn-shanghai - -"}},
		"zone-from-variable":      {has: []string{"yandex_compute_disk.scratch yandex ru-central1 - -", "yandex_mdb_postgresql_cluster.claims yandex ru-central1 - -"}},
		"dns-record-attributes": {has: []string{
			"azurerm_dns_cname_record.assets azurerm - meadow-assets.oss-cn-hangzhou.aliyuncs.com -", "yandex_dns_recordset.mail yandex - domain.mail.yandex.net -",
			"aws_route53_record.mx aws - mx.yandex.net -",
		}},
		"replica-region-state": {has: []string{
			"aws_dynamodb_table.orders registry.terraform.io/hashicorp/aws us-east-2 - -", "aws_dynamodb_table.orders registry.terraform.io/hashicorp/aws ap-east-1 - -",
			"azurerm_container_registry.images registry.terraform.io/hashicorp/azurerm eastasia - -",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := os.Stat(field + name); err != nil {
				t.Skip("sample data is not here")
			}
			got := joined(t, field+name)
			for _, want := range c.has {
				if !slices.Contains(got, want) {
					t.Errorf("%q is not among\n%s", want, strings.Join(got, "\n"))
				}
			}
			for _, never := range c.hasNot {
				if strings.Contains(strings.Join(got, "\n"), never) {
					t.Errorf("%q is in\n%s", never, strings.Join(got, "\n"))
				}
			}
		})
	}
}
