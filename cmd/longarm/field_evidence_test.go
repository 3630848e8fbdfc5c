package main

// fieldEvidence holds the cases about what readers of evidence find in files.
var fieldEvidence = map[string]fieldCase{
	"azure-china-backend": {
		exits: []int{4}, says: []string{`Azure China \(21Vianet\) by 1 asset`, `WHO CAN CN .* backend\.azurerm R c e `}, never: []string{`Microsoft Azure`},
	},
	"dns-record-attributes": {
		exits: []int{4}, says: []string{`use of Alibaba Cloud by 2 assets`, `yandex_dns_recordset\.mail on Yandex \(`, `aws_route53_record\.mx`},
	},
	"flow-cloudwatch-events": {exits: []int{4}, says: []string{`use of Alibaba Cloud by 1 asset`}},
	"flow-fields-no-interface": {
		exits: []int{4}, says: []string{`use of Alibaba Cloud by 1 asset`, `use of Amazon Web Services by 1 asset`, `WHO CAN CN .* i-1 r c e `},
	},
	"flow-flag-name":     {exits: []int{4}, says: []string{`name them in order with --flow-fields`}, never: []string{`flow-layout`}},
	"flow-format-string": {exits: []int{4}, says: []string{`use of Alibaba Cloud by 1 asset`}},
	"flow-newer-field":   {exits: []int{4}, says: []string{`use of Alibaba Cloud by 1 asset`, `passed over: next-hop-id`}},
	"gcp-self-link": {
		exits: []int{0}, says: []string{`google_compute_instance\.vm on Google Cloud asia-east2`, `digitalocean_database_cluster\.db on DigitalOcean sgp1`, `WHO CAN HK SG .* digitalocean_database_cluster\.db · · · r c e `},
	},
	"json-array": {exits: []int{4}, says: []string{`use of Alibaba Cloud by 1 asset`}},
	"location-by-reference": {
		exits: []int{0}, says: []string{`azurerm_storage_account\.records on Microsoft Azure eastasia`, `azurerm_storage_account\.scans on Microsoft Azure southeastasia`},
	},
	"module-argument-region": {
		exits: []int{4}, says: []string{`alicloud_oss_bucket\.cohort on Alibaba Cloud cn-shanghai`}, never: []string{`us-west-1`},
	},
	"plan-with-wrapper":  {exits: []int{4}, says: []string{`alicloud_oss_bucket\.cohort on Alibaba Cloud cn-shanghai`}},
	"provider-zone-only": {exits: []int{4}, says: []string{`yandex_storage_bucket\.archive on Yandex Cloud ru-central1`}},
	"quoted-reference":   {exits: []int{4}, says: []string{`alicloud_oss_bucket\.cohort on Alibaba Cloud cn-hangzhou`}},
	"remote-state-data":  {exits: []int{4}, says: []string{`use of Tencent Cloud by 1 asset`, `data\.terraform_remote_`}},
	"replica-region-config": {
		exits: []int{0}, says: []string{`aws_dynamodb_table\.orders on Amazon Web Services ap-east-1, us-east-1`, `aws_secretsmanager_secret\.ledger on Amazon Web Services ap-east-1, us-east-1`},
	},
	"replica-region-state": {
		exits: []int{0}, says: []string{
			`aws_secretsmanager_secret\.ledger on Amazon Web Services ap-east-1, us-east-1`,
			`aws_dynamodb_table\.orders on Amazon Web Services ap-east-1, us-east-2`,
			`azurerm_container_registry\.images on Microsoft Azure eastasia, eastus`,
		},
	},
	"role-jsonencode":      {exits: []int{0}, files: map[string][]string{"out.json": {`"account:444455556666"`, `"trust": ?"role"`}}},
	"role-policy-document": {exits: []int{0}, files: map[string][]string{"out.json": {`"account:777788889999"`, `"trust": ?"role"`}}},
	"s3-backend-endpoints": {
		exits: []int{4}, says: []string{`use of Yandex Cloud by 2 assets`, `WHO CAN RU .* backend\.s3 R c e `}, never: []string{`Amazon`},
	},
	"terragrunt-remote-state": {exits: []int{4}, says: []string{`use of Alibaba Cloud by 2 assets`, `WHO CAN CN .* backend\.oss R c e .* provider\.alicloud r c e `}},
	"tfvars-region": {
		exits: []int{4}, says: []string{`alicloud_oss_bucket\.cohort on Alibaba Cloud cn-shanghai`}, never: []string{`us-west-1`},
	},
	"unquoted-labels": {exits: []int{4}, says: []string{`alicloud_oss_bucket\.cohort on Alibaba Cloud cn-shanghai`}},
	"zeek-kerberos": {
		exits: []int{4}, files: map[string][]string{"out.json": {`"other log": ?1`}}, neverIn: map[string][]string{"out.json": {`"service": ?"ssl"`}},
	},
	"zeek-quic-json":         {exits: []int{4}, says: []string{`use of Alibaba Cloud by 1 asset`}},
	"zeek-underscore-fields": {exits: []int{4}, says: []string{`use of Alibaba Cloud by 1 asset`, `WHO CAN CN .* 10\.1\.0\.5 r c e `}},
	"zone-from-variable": {
		exits: []int{4}, says: []string{`yandex_mdb_postgresql_cluster\.claims on Yandex Cloud ru-central1`, `yandex_compute_disk\.scratch on Yandex Cloud ru-central1`},
	},
	"zone-rare-type-first": {exits: []int{4}, says: []string{`use of Alibaba Cloud by 1 asset`, `use of Yandex \(search, mail and own network\) by 1 asset`}},
	"zone-windows-aging":   {exits: []int{4}, says: []string{`use of Alibaba Cloud by 2 assets`}, never: []string{`record without type`}},
	"zone-without-class":   {exits: []int{4}, says: []string{`use of Alibaba Cloud by 1 asset`, `domain of this zone is not known`}},
	"zones-without-origin": {exits: []int{4}, says: []string{`WHO CAN CN RU .* www\.larkfield\.example · · · r c e .* www\.meadow\.example r c e `}},
}
