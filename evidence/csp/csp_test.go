package csp_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/csp"
	"github.com/longarm-project/longarm/evidence/evidencetest"
)

const secret = "t0ken"

var samples = []evidencetest.Sample{
	{Name: "report-uri", Secret: secret, Content: `{"csp-report":{"document-uri":"https://clinic.meadow.example.com/a?t=` + secret + `","blocked-uri":"https://cdn.aliyuncs.com/x.js?k=` + secret + `",
"violated-directive":"script-src","original-policy":"default-src 'self' *.meadow.example.com; script-src 'nonce-` + secret + `' https://mc.yandex.ru:*; report-uri https://reports.mail.ru/csp","disposition":"enforce"}}
{"csp-report":{"document-uri":"https://clinic.meadow.example.com/b","blocked-uri":"https://cdn.aliyuncs.com/y.js","violated-directive":"script-src","disposition":"report"}}
{"csp-report":{"document-uri":"https://clinic.meadow.example.com/b","blocked-uri":"inline","violated-directive":"script-src"}}
`},
	{Name: "reporting API", Content: `[{"type":"csp-violation","age":1,"url":"https://clinic.meadow.example.com/","body":{"blockedURL":"wss://push.tencent-cloud.com/ws",
"documentURL":"https://clinic.meadow.example.com/","effectiveDirective":"connect-src","disposition":"report"}},{"type":"deprecation","body":{"id":"x"}}]`},
}

func TestConform(t *testing.T) { evidencetest.Conform(t, csp.Reader{}, samples...) }

func FuzzRead(f *testing.F) { evidencetest.Fuzz(f, csp.Reader{}, samples...) }

func TestHosts(t *testing.T) {
	var got []string
	for _, s := range samples {
		r := evidencetest.Run(csp.Reader{}, "f", strings.NewReader(s.Content), evidence.Options{})
		for _, it := range r.Items {
			got = append(got, it.Body)
		}
		if s.Name == "reporting API" && r.Skipped["other record"] != 1 {
			t.Errorf("skipped %v, want the report of something else", r.Skipped)
		}
	}
	want := []string{
		`{"asset":"page clinic.meadow.example.com","endpoint":"cdn.aliyuncs.com","flows":1,"rejected":1,"service":"http","what":"name"}`,
		`{"asset":"page clinic.meadow.example.com","endpoint":"*.meadow.example.com","service":"csp.policy","what":"declaration"}`,
		`{"asset":"page clinic.meadow.example.com","endpoint":"mc.yandex.ru","service":"csp.policy","what":"declaration"}`,
		`{"asset":"page clinic.meadow.example.com","endpoint":"push.tencent-cloud.com","flows":1,"service":"http","what":"name"}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
