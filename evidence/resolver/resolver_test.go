package resolver_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/evidencetest"
	"github.com/longarm-project/longarm/evidence/resolver"
)

const asked = "m.oss-cn-hangzhou.aliyuncs.com"

var samples = []evidencetest.Sample{
	{Name: "route53", Content: `{"version":"1.1","query_timestamp":"2025-12-01T00:00:00Z","query_name":"img.meadow.example.","query_type":"A","rcode":"NOERROR","answers":[{"Rdata":"m.oss-cn-hangzhou.aliyuncs.com.","Type":"CNAME"},{"Rdata":"47.88.10.10","Type":"A"}],"srcaddr":"10.1.0.5"}` + "\n"},
	{Name: "bind", Content: "01-Dec-2025 00:00:00.000 queries: info: client @0x7f1 10.1.0.5#50000 (" + asked + "): query: " + asked + " IN A +E(0)K (10.1.0.2)\n"},
	{Name: "dnsmasq", Content: "Dec  1 00:00:00 dnsmasq[7]: query[A] " + asked + " from 10.1.0.5\nDec  1 00:00:00 dnsmasq[7]: forwarded " + asked + " to 9.9.9.9\n"},
	{Name: "unbound", Content: "[1764547200] unbound[7:0] info: 10.1.0.5 " + asked + ". A IN\n"},
	{Name: "coredns", Content: "[INFO] 10.1.0.5:50000 - 7 \"A IN " + asked + ". udp 41 false 4096\" NOERROR qr,rd 100 0.01s\n"},
	{Name: "google", Content: `{"jsonPayload":{"queryName":"img.meadow.example.","queryType":"A","responseCode":"NOERROR","sourceIP":"10.1.0.5","rdata":"img.meadow.example.\t60\tIN\tcname\tm.oss-cn-hangzhou.aliyuncs.com.\nm.oss-cn-hangzhou.aliyuncs.com.\t60\tIN\ta\t47.88.10.10"},"timestamp":"2025-12-01T00:00:00.5Z"}` + "\n"},
	{Name: "adguard", Content: `{"T":"2025-12-01T00:00:00.5+01:00","QH":"m.oss-cn-hangzhou.aliyuncs.com","QT":"A","QC":"IN","CP":"","Answer":"","Result":{},"IP":"10.1.0.5"}` + "\n"},
	{Name: "windows", Content: "12/1/2025 12:00:00 AM 0F5C PACKET  000001A2B3C4D5E6 UDP Rcv 10.1.0.5        a1b2   Q [0001   D   NOERROR] A      (1)m(15)oss-cn-hangzhou(9)aliyuncs(3)com(0)\n"},
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

// What dnsmasq answers, refuses and does not find, a client and a kind at a time.
func TestDialogue(t *testing.T) {
	log := `Dec  1 00:00:00 dnsmasq[7]: 1 10.1.0.5/40000 query[A] img.meadow.example from 10.1.0.5
Dec  1 00:00:00 dnsmasq[7]: 2 10.1.0.6/40000 query[A] tracker.mail.ru from 10.1.0.6
Dec  1 00:00:00 dnsmasq[7]: 2 10.1.0.6/40000 gravity blocked tracker.mail.ru is 0.0.0.0
Dec  1 00:00:00 dnsmasq[7]: 1 10.1.0.5/40000 reply img.meadow.example is <CNAME>
Dec  1 00:00:00 dnsmasq[7]: 1 10.1.0.5/40000 reply m.oss-cn-hangzhou.aliyuncs.com is 47.88.10.10
Dec  1 00:00:00 dnsmasq[7]: 1 10.1.0.5/40000 reply m.oss-cn-hangzhou.aliyuncs.com is 47.88.10.11
Dec  1 00:00:01 dnsmasq[7]: 3 10.1.0.5/40000 query[A] nowhere.yandex.net from 10.1.0.5
Dec  1 00:00:01 dnsmasq[7]: 3 10.1.0.5/40000 reply nowhere.yandex.net is NXDOMAIN
Dec  1 00:00:01 dnsmasq[7]: 4 10.1.0.7/40000 query[A] late.myqcloud.com from 10.1.0.7
`
	var got []string
	r := evidencetest.Run(resolver.Reader{}, "f", strings.NewReader(log), evidence.Options{})
	for _, it := range r.Items {
		got = append(got, it.Body)
	}
	want := []string{
		`{"asset":"10.1.0.5","endpoint":"img.meadow.example","flows":1,"names":["47.88.10.10","47.88.10.11","m.oss-cn-hangzhou.aliyuncs.com"],"service":"dns","what":"name"}`,
		`{"asset":"10.1.0.5","endpoint":"m.oss-cn-hangzhou.aliyuncs.com","flows":1,"names":["47.88.10.10","47.88.10.11"],"service":"dns","what":"name"}`,
		`{"asset":"10.1.0.6","endpoint":"tracker.mail.ru","rejected":1,"service":"dns","what":"name"}`,
		`{"asset":"10.1.0.7","endpoint":"late.myqcloud.com","flows":1,"service":"dns","what":"name"}`,
	}
	if diff := cmp.Diff(want, got); diff != "" || r.Skipped["no such name"] != 1 {
		t.Errorf("(-want +got):\n%s%v", diff, r.Skipped)
	}
}

// Replies repeat the query, and names that do not exist are not used.
func TestRepliesAndAbsence(t *testing.T) {
	for log, reason := range map[string]string{
		"[INFO] 10.1.0.5:5 - 7 \"A IN x.yandex.net.corp.example. udp 41 false 4096\" NXDOMAIN qr,rd 100 0.01s\n":                          "no such name",
		"[1] unbound[7:0] info: 10.1.0.5 x.yandex.net. A IN NXDOMAIN 0.000001 0 45\n":                                                     "no such name",
		"[1] unbound[7:0] info: 10.1.0.5 x.yandex.net. A IN\n[1] unbound[7:0] reply: 10.1.0.5 x.yandex.net. A IN NOERROR 0.000001 0 45\n": "reply to a query",
		`{"QH":"x.yandex.net","QT":"A","IP":"10.1.0.5","Answer":"AACBgwABAAAAAAAAAXgGeWFuZGV4A25ldAAAAQAB"}` + "\n":                       "no such name",
	} {
		if r := evidencetest.Run(resolver.Reader{}, "f", strings.NewReader(log), evidence.Options{}); r.Skipped[reason] != 1 {
			t.Errorf("%s: %+v", log, r)
		}
	}
}
