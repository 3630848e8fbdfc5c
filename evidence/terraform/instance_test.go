package terraform_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// instances are further configurations: values made of values, and things of like name.
var instances = map[string]struct {
	files string
	want  []string
}{
	"for expressions, splats and functions of lists": {`
-- main.tf --
locals {
  sites  = [{ name = "hk", region = "eastasia" }, { name = "us", region = "eastus" }]
  byName = { for s in local.sites : s.name => s.region if s.name != "us" }
  all    = local.sites[*].region
  upper  = [for i, s in local.all : upper(s)]
  known  = { where = "westus", who = get_env("WHO") }
}
resource "azurerm_storage_account" "for" {
  location = local.byName["hk"]
}
resource "azurerm_storage_account" "splat" {
  location = local.all[1]
}
resource "azurerm_storage_account" "function" {
  location = lower(one([for s in local.upper : s if s == "EASTUS"]))
}
resource "azurerm_storage_account" "beside" {
  location = local.known.where
}
resource "azurerm_storage_account" "text" {
  location = "east${local.sites[0].name == "hk" ? "asia" : "us"}"
}
resource "azurerm_storage_account" "merged" {
  location = merge({ location = "eastus" }, local.byName, { location = "westeurope" }).location
}
resource "azurerm_storage_account" "tried" {
  location = try(local.known.place, "northeurope")
}
resource "azurerm_storage_account" "hidden" {
  location = try(data.azurerm_resource_group.g.tags.place, "northeurope")
}
resource "azurerm_storage_account" "other" {
  location = [for s in var.unknown : s][0]
}
`, []string{
		"azurerm_storage_account.beside azurerm westus - -", "azurerm_storage_account.for azurerm eastasia - -",
		"azurerm_storage_account.function azurerm eastus - -", "azurerm_storage_account.hidden azurerm - - -",
		"azurerm_storage_account.merged azurerm westeurope - -", "azurerm_storage_account.other azurerm - - -",
		"azurerm_storage_account.splat azurerm eastus - -", "azurerm_storage_account.text azurerm eastasia - -",
		"azurerm_storage_account.tried azurerm northeurope - -",
	}},

	"trust of documents that are told by their parts": {`
-- main.tf --
locals {
  partners = ["444455556666", "777788889999"]
}
resource "aws_iam_openid_connect_provider" "builds" {
  url = "https://builds.meadow.example/issuer"
}
data "aws_iam_policy_document" "several" {
  count = 1
  dynamic "statement" {
    for_each = toset([for id in local.partners : "arn:aws:iam::${id}:role/reader"])
    content {
      principals {
        type        = "AWS"
        identifiers = [statement.key]
      }
    }
  }
}
data "aws_iam_policy_document" "builds" {
  statement {
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.builds.arn]
    }
  }
}
resource "aws_iam_role" "reader" {
  assume_role_policy = data.aws_iam_policy_document.several[0].json
}
resource "aws_iam_role" "builder" {
  assume_role_policy = data.aws_iam_policy_document.builds.json
}
resource "aws_iam_role" "staff" {
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Federated = "arn:aws:iam::111122223333:saml-provider/staff" } }] })
}
`, []string{
		"aws_iam_openid_connect_provider.builds - - builds.meadow.example role", "aws_iam_openid_connect_provider.builds aws - - role",
		"aws_iam_role.builder - - builds.meadow.example role", "aws_iam_role.builder aws - - role",
		"aws_iam_role.reader - - account:444455556666 role", "aws_iam_role.reader - - account:777788889999 role", "aws_iam_role.reader aws - - role",
		"aws_iam_role.staff aws - - role", "data.aws_iam_policy_document.builds aws - - -", "data.aws_iam_policy_document.several[0] aws - - -",
		"problem assume_role_policy of aws_iam_role.staff cannot be told",
	}},

	"modules and roots keep things of like name apart": {`
-- prod/main.tf --
module "site" {
  for_each = toset(["eastasia", "eastus"])
  source   = "../site"
  place    = each.value
}
resource "azurerm_storage_account" "logs" {
  location = "eastus"
}
resource "azurerm_key_vault" "same" {
  location = "eastus"
}
-- dr/main.tf --
resource "azurerm_storage_account" "logs" {
  location = var.place
}
resource "azurerm_key_vault" "same" {
  location = "eastus"
}
-- site/main.tf --
variable "place" {}
resource "azurerm_storage_account" "data" {
  location = var.place
}
-- a/terraform.tfstate --
{"version": 4, "terraform_version": "1.9.0", "lineage": "l-a", "resources": [{"mode": "managed", "type": "alicloud_oss_bucket", "name": "b",
 "instances": [{"attributes": {"location": "oss-cn-hangzhou"}}]}]}
-- b/terraform.tfstate --
{"version": 4, "terraform_version": "1.9.0", "lineage": "l-b", "resources": [{"mode": "managed", "type": "alicloud_oss_bucket", "name": "b",
 "instances": [{"attributes": {"location": "oss-us-west-1"}}]}]}
`, []string{
		"alicloud_oss_bucket.b (a) alicloud cn-hangzhou - -", "alicloud_oss_bucket.b (b) alicloud us-west-1 - -",
		"azurerm_key_vault.same azurerm eastus - -",
		"azurerm_storage_account.logs (dr) azurerm - - -", "azurerm_storage_account.logs (prod) azurerm eastus - -",
		`module.site["eastasia"].azurerm_storage_account.data azurerm eastasia - -`, `module.site["eastus"].azurerm_storage_account.data azurerm eastus - -`,
	}},

	"units of Terragrunt include what stands above them": {`
-- live/root.hcl --
locals {
  place = read_terragrunt_config(find_in_parent_folders("region.hcl")).locals
}
generate "provider" {
  path     = "provider.tf"
  contents = <<EOF
provider "alicloud" {
  region = "${local.place.region}"
}
EOF
}
remote_state {
  backend = "oss"
  config = {
    bucket = "${get_env("PREFIX", "")}-state"
    region = local.place.region
  }
}
inputs = merge(local.place, { note = "x" })
-- live/hk/region.hcl --
locals {
  region = "cn-hongkong"
  zone   = "cn-hongkong-b"
}
-- live/us/region.hcl --
locals {
  region = "us-west-1"
  zone   = "us-west-1a"
}
-- live/hk/store/terragrunt.hcl --
include "root" {
  path = find_in_parent_folders("root.hcl")
}
terraform {
  source = "${get_terragrunt_dir()}/../../../modules/store"
}
-- live/us/store/terragrunt.hcl --
include {
  path = find_in_parent_folders("root.hcl")
}
terraform {
  source = "../../../modules//store"
}
inputs = {
  zone = "us-east-1a"
}
-- live/us/far/terragrunt.hcl --
include "common" {
  path   = "${dirname(find_in_parent_folders("root.hcl"))}/common.hcl"
  expose = true
}
terraform {
  source = "${include.common.locals.source}?ref=v1"
}
-- live/common.hcl --
locals {
  source = "git::https://git.meadow.example/modules.git//far"
}
-- modules/store/main.tf --
variable "zone" {}
resource "alicloud_db_instance" "d" {
  zone_id = var.zone
}
resource "alicloud_oss_bucket" "b" {}
`, []string{
		"alicloud_db_instance.d (live/hk/store) alicloud cn-hongkong - -", "alicloud_db_instance.d (live/us/store) alicloud us-east-1 - -",
		"alicloud_oss_bucket.b (live/hk/store) alicloud cn-hongkong - -", "alicloud_oss_bucket.b (live/us/store) alicloud us-west-1 - -",
		"backend.oss (live/hk/store) alicloud cn-hongkong - -", "backend.oss (live/us/store) alicloud us-west-1 - -",
		"note live/us/far/terragrunt.hcl: 1 × module whose files are not here",
		"provider.alicloud (live/hk/store) alicloud cn-hongkong - -", "provider.alicloud (live/us/store) alicloud us-west-1 - -",
	}},
}

func TestInstances(t *testing.T) {
	for name, c := range instances {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, joined(t, unpack(t, c.files))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
