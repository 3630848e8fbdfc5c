package octodns_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/evidencetest"
	"github.com/longarm-project/longarm/evidence/octodns"
)

const zone = `---
'':
  - type: MX
    values:
      - exchange: mx.yandex.net.
        preference: 10
  - type: NS
    values: [ns1.alidns.com., ns2.alidns.com.]
  - type: TXT
    value: v=spf1 include:_spf.yandex.net ~all
  - type: TXT
    value: token=hunter2secret
www:
  ttl: 300
  type: CNAME
  value: meadow.w.kunlunsl.com.
api:
  type: A
  values:
    - 47.88.10.10
    - 10.0.0.1
alias:
  type: CNAME
  value: www.meadow.example.
_sip._tcp:
  type: SRV
  value: {port: 5060, priority: 10, target: sip.example.net., weight: 20}
caa:
  type: CAA
  value: {flags: 0, tag: issue, value: ca.example}
`

var sample = evidencetest.Sample{Name: "zones/meadow.example.yaml", Content: zone, Secret: "hunter2secret"}

func TestConform(t *testing.T) { evidencetest.Conform(t, octodns.Reader{}, sample) }

func FuzzRead(f *testing.F) { evidencetest.Fuzz(f, octodns.Reader{}, sample) }

func TestZone(t *testing.T) {
	got := evidencetest.Run(octodns.Reader{}, sample.Name, strings.NewReader(zone), evidence.Options{})
	var found []string
	for _, it := range got.Items {
		found = append(found, it.Body)
	}
	want := []string{
		`{"asset":"meadow.example","endpoint":"mx.yandex.net","service":"mx","what":"record"}`,
		`{"asset":"meadow.example","endpoint":"ns1.alidns.com","service":"ns","what":"record"}`,
		`{"asset":"meadow.example","endpoint":"ns2.alidns.com","service":"ns","what":"record"}`,
		`{"asset":"meadow.example","endpoint":"_spf.yandex.net","service":"txt","what":"record"}`,
		`{"asset":"www.meadow.example","endpoint":"meadow.w.kunlunsl.com","service":"cname","what":"record"}`,
		`{"asset":"api.meadow.example","endpoint":"47.88.10.10","service":"a","what":"record"}`,
		`{"asset":"_sip._tcp.meadow.example","endpoint":"sip.example.net","service":"srv","what":"record"}`,
	}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got.Skipped["name within the zone"] != 1 || got.Skipped["record of another type"] != 1 {
		t.Errorf("skipped %v", got.Skipped)
	}
}

func TestAZoneOfNoName(t *testing.T) {
	got := evidencetest.Run(octodns.Reader{}, "zone", strings.NewReader(zone), evidence.Options{})
	if !strings.Contains(got.Note, "not known") || !strings.Contains(got.Items[0].Body, `"asset":"@ (zone)"`) {
		t.Errorf("%q, %+v", got.Note, got.Items[0])
	}
}
