package dns_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/dns"
	"github.com/longarm-project/longarm/evidence/evidencetest"
)

const txtSecret = "verification-5ecret"

var exports = []evidencetest.Sample{
	{Name: "route53", Secret: txtSecret, Content: `{"ResourceRecordSets":[{"Name":"img.meadow.example.","Type":"CNAME","TTL":300,"ResourceRecords":[{"Value":"m.oss-cn-hangzhou.aliyuncs.com"}]},
{"Name":"meadow.example.","Type":"A","AliasTarget":{"HostedZoneId":"Z2","DNSName":"d1.cloudfront.net.","EvaluateTargetHealth":false}},
{"Name":"meadow.example.","Type":"TXT","ResourceRecords":[{"Value":"\"v=spf1 include:_spf.mail.ru ~all\""},{"Value":"\"` + txtSecret + `.example\""}]}]}`},
	{Name: "google", Content: `[{"kind":"dns#resourceRecordSet","name":"mail.meadow.example.","rrdatas":["10 mx.yandex.net."],"ttl":300,"type":"MX"}]`},
	{Name: "cloudflare", Content: `{"success":true,"result":[{"id":"1","name":"api.meadow.example","type":"A","content":"47.88.8.8","proxiable":true,"proxied":true},{"id":"2"}]}`},
	{Name: "azure", Content: `[{"fqdn":"www.meadow.example.","name":"www","type":"Microsoft.Network/dnszones/CNAME","CNAMERecord":{"cname":"m.obs.cn-north-4.myhuaweicloud.com"},"TTL":3600}]`},
	{Name: "alibaba", Content: `{"TotalCount":1,"DomainRecords":{"Record":[{"RR":"@","Type":"MX","Value":"mx1.qiye.aliyun.com","DomainName":"meadow.example"}]}}`},
}

func TestConformExport(t *testing.T) { evidencetest.Conform(t, dns.Export{}, exports...) }

func FuzzExport(f *testing.F) { evidencetest.Fuzz(f, dns.Export{}, exports...) }

func TestExports(t *testing.T) {
	var got []string
	for _, s := range exports {
		for _, it := range evidencetest.Run(dns.Export{}, "f", strings.NewReader(s.Content), evidence.Options{}).Items {
			got = append(got, it.Body)
		}
	}
	want := []string{
		`{"asset":"img.meadow.example","endpoint":"m.oss-cn-hangzhou.aliyuncs.com","service":"cname","what":"record"}`,
		`{"asset":"meadow.example","endpoint":"d1.cloudfront.net","service":"a","what":"record"}`,
		`{"asset":"meadow.example","endpoint":"_spf.mail.ru","service":"spf","what":"record"}`,
		`{"asset":"mail.meadow.example","endpoint":"mx.yandex.net","service":"mx","what":"record"}`,
		`{"asset":"api.meadow.example","endpoint":"47.88.8.8","service":"a","what":"record"}`,
		`{"asset":"www.meadow.example","endpoint":"m.obs.cn-north-4.myhuaweicloud.com","service":"cname","what":"record"}`,
		`{"asset":"meadow.example","endpoint":"mx1.qiye.aliyun.com","service":"mx","what":"record"}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
