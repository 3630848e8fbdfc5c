package nfdump_test

import (
	"strings"
	"testing"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/evidencetest"
	"github.com/longarm-project/longarm/evidence/nfdump"
)

const old = "ts,te,td,sa,da,sp,dp,pr,ipkt,ibyt,opkt,obyt\n" +
	"2025-12-01 00:00:00,2025-12-01 00:01:00,60.0,10.1.0.5,47.88.10.10,50000,443,TCP,10,4000,12,9000\n" +
	"2025-12-01 00:00:00,2025-12-01 00:01:00,60.0,47.88.10.10,10.1.0.5,443,50000,TCP,10,100,0,0\n" +
	"Summary\nflows,bytes,packets\n2,1,1\n"

var samples = []evidencetest.Sample{
	{Name: "old", Content: old},
	{Name: "new", Content: "firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows\n2025-12-01 00:00:00.000,1.0,TCP,10.1.0.5,1,47.88.10.10,443,1,4000,1\n"},
}

func TestConform(t *testing.T) { evidencetest.Conform(t, nfdump.Reader{}, samples...) }

func FuzzRead(f *testing.F) { evidencetest.Fuzz(f, nfdump.Reader{}, samples...) }

func TestFlows(t *testing.T) {
	got := evidencetest.Run(nfdump.Reader{}, "f", strings.NewReader(old), evidence.Options{})
	const want = `{"asset":"10.1.0.5","bytes_in":9100,"bytes_out":4000,"endpoint":"47.88.10.10","flows":2,"what":"peer"}`
	if len(got.Items) != 1 || got.Items[0].Body != want || got.Records != 2 || got.Errors != nil {
		t.Errorf("%+v", got)
	}
}

func TestSample(t *testing.T) {
	obs, file := evidencetest.Observations(t, nfdump.Reader{}, "../../../shared/data/footprint/nfdump/flows.csv", evidence.Options{})
	seen := map[string]bool{}
	for _, ob := range obs {
		seen[ob.Endpoint] = true
	}
	for _, a := range []string{"47.254.130.10", "43.132.65.9", "158.160.4.4", "185.86.145.20", "37.18.8.9", "14.103.7.7", "45.78.200.1", "5.9.1.1"} {
		if !seen[a] {
			t.Errorf("%s is not found", a)
		}
	}
	if file.Records != 500 || file.Skipped["unreadable line"] > 0 {
		t.Errorf("%+v", file)
	}
}
