package resolver_test

import (
	"strings"
	"testing"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/evidencetest"
	"github.com/longarm-project/longarm/evidence/resolver"
)

var samples = []evidencetest.Sample{
	{Name: "route53", Content: `{"version":"1.1","query_timestamp":"2025-12-01T00:00:00Z","query_name":"img.meadow.example.","query_type":"A","rcode":"NOERROR","answers":[{"Rdata":"m.oss-cn-hangzhou.aliyuncs.com.","Type":"CNAME"},{"Rdata":"47.88.10.10","Type":"A"}],"srcaddr":"10.1.0.5"}` + "\n"},
	{Name: "bind", Content: "01-Dec-2025 00:00:00.000 queries: info: client @0x7f1 10.1.0.5#50000 (m.oss-cn-hangzhou.aliyuncs.com): query: m.oss-cn-hangzhou.aliyuncs.com IN A +E(0)K (10.1.0.2)\n"},
	{Name: "dnsmasq", Content: "Dec  1 00:00:00 dnsmasq[7]: query[A] m.oss-cn-hangzhou.aliyuncs.com from 10.1.0.5\nDec  1 00:00:00 dnsmasq[7]: reply m.oss-cn-hangzhou.aliyuncs.com is 47.88.10.10\n"},
	{Name: "unbound", Content: "[1764547200] unbound[7:0] info: 10.1.0.5 m.oss-cn-hangzhou.aliyuncs.com. A IN\n"},
	{Name: "coredns", Content: "[INFO] 10.1.0.5:50000 - 7 \"A IN m.oss-cn-hangzhou.aliyuncs.com. udp 41 false 4096\" NOERROR qr,rd 100 0.01s\n"},
}

func TestConform(t *testing.T) { evidencetest.Conform(t, resolver.Reader{}, samples...) }

func FuzzRead(f *testing.F) { evidencetest.Fuzz(f, resolver.Reader{}, samples...) }

func TestNamesAskedFor(t *testing.T) {
	for _, s := range samples {
		t.Run(s.Name, func(t *testing.T) {
			got := evidencetest.Run(resolver.Reader{}, "f", strings.NewReader(s.Content), evidence.Options{})
			found := false
			for _, it := range got.Items {
				found = found || strings.Contains(it.Body, `"asset":"10.1.0.5","endpoint":"m.oss-cn-hangzhou.aliyuncs.com"`)
			}
			if !found || got.Records != 1 || got.Errors != nil {
				t.Errorf("%+v", got)
			}
		})
	}
}
