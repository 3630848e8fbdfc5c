package sbom_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/evidencetest"
	"github.com/longarm-project/longarm/evidence/sbom"
)

var samples = []evidencetest.Sample{
	{Name: "cyclonedx", Content: `{"bomFormat":"CycloneDX","specVersion":"1.6","services":[{"name":"push","provider":{"name":"Alibaba Cloud","url":["https://www.aliyun.com"]},
"endpoints":["https://cloudpush.aliyuncs.com/"],"services":[{"name":"inner","endpoints":["https://x.mail.ru/"]}]}],
"components":[{"name":"web","purl":"pkg:oci/web?repository_url=registry.cn-hangzhou.aliyuncs.com/m"},{"name":"lib","purl":"pkg:npm/lib@1"}]}`},
	{Name: "spdx", Content: `{"spdxVersion":"SPDX-2.3","packages":[{"name":"p","downloadLocation":"git+https://gitee.com/m/p.git"},{"name":"q","downloadLocation":"NONE"}]}`},
	{Name: "cyclonedx in XML", Content: `<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1">
  <components><component type="container"><name>api</name><purl>pkg:oci/api?repository_url=cr.yandex/m</purl>
    <externalReferences><reference type="distribution"><url>https://gitee.com/m/api.tgz</url></reference></externalReferences>
    <components><component type="library"><name>within</name><purl>pkg:npm/w?download_url=https://npm.mirror.aliyuncs.com/w</purl></component></components>
  </component></components>
  <services><service><provider><name>Tencent Cloud</name><url>https://cloud.tencent.com</url></provider><name>sms</name>
    <endpoints><endpoint>https://sms.tencentcloudapi.com</endpoint></endpoints>
    <data><dataflow><destination><url>https://logs.oss-cn-beijing.aliyuncs.com/x</url></destination></dataflow></data>
  </service></services>
</bom>
`},
	{Name: "spdx 3", Content: `{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{"type":"software_Package","spdxId":"urn:p","name":"three",
"software_downloadLocation":"https://gitee.com/m/three.tgz","software_packageUrl":"pkg:oci/three?repository_url=cr.yandex/m"}]}`},
	{Name: "spdx as tags", Content: "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nPackageName: tagged\nPackageDownloadLocation: https://gitee.com/m/t.tgz\n" +
		"ExternalRef: PACKAGE-MANAGER purl pkg:oci/t?repository_url=cr.yandex/m\nPackageName: none\nPackageDownloadLocation: NOASSERTION\n"},
}

func TestConform(t *testing.T) { evidencetest.Conform(t, sbom.Reader{}, samples...) }

func FuzzRead(f *testing.F) { evidencetest.Fuzz(f, sbom.Reader{}, samples...) }

func TestServicesAndParts(t *testing.T) {
	var got []string
	for _, s := range samples {
		for _, it := range evidencetest.Run(sbom.Reader{}, "f", strings.NewReader(s.Content), evidence.Options{}).Items {
			got = append(got, it.Body)
		}
	}
	want := []string{
		`{"asset":"push","endpoint":"cloudpush.aliyuncs.com","provider":"Alibaba Cloud","service":"sbom.service","what":"declaration"}`,
		`{"asset":"push","endpoint":"www.aliyun.com","service":"sbom.provider","what":"declaration"}`,
		`{"asset":"inner","endpoint":"x.mail.ru","service":"sbom.service","what":"declaration"}`,
		`{"asset":"web","endpoint":"registry.cn-hangzhou.aliyuncs.com","service":"sbom.part","what":"declaration"}`,
		`{"asset":"p","endpoint":"gitee.com","service":"sbom.part","what":"declaration"}`,
		`{"asset":"api","endpoint":"cr.yandex","service":"sbom.part","what":"declaration"}`,
		`{"asset":"api","endpoint":"gitee.com","service":"sbom.part","what":"declaration"}`,
		`{"asset":"within","endpoint":"npm.mirror.aliyuncs.com","service":"sbom.part","what":"declaration"}`,
		`{"asset":"sms","endpoint":"sms.tencentcloudapi.com","provider":"Tencent Cloud","service":"sbom.service","what":"declaration"}`,
		`{"asset":"sms","endpoint":"logs.oss-cn-beijing.aliyuncs.com","service":"sbom.data","what":"declaration"}`,
		`{"asset":"sms","endpoint":"cloud.tencent.com","service":"sbom.provider","what":"declaration"}`,
		`{"asset":"three","endpoint":"cr.yandex","service":"sbom.part","what":"declaration"}`,
		`{"asset":"three","endpoint":"gitee.com","service":"sbom.part","what":"declaration"}`,
		`{"asset":"tagged","endpoint":"gitee.com","service":"sbom.part","what":"declaration"}`,
		`{"asset":"tagged","endpoint":"cr.yandex","service":"sbom.part","what":"declaration"}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSamples(t *testing.T) {
	for file, records := range map[string]int64{"cdx-saasbom-1.6.json": 1, "cdx-saasbom-microservices.json": 1, "spdx-2.3-sbom.json": 1} {
		t.Run(file, func(t *testing.T) {
			obs, f := evidencetest.Observations(t, sbom.Reader{}, "../../../shared/data/footprint/sbom/"+file, evidence.Options{})
			if len(obs) == 0 || f.Records < records || f.Kind != "sbom" {
				t.Errorf("%d observations, %+v", len(obs), f)
			}
		})
	}
}
