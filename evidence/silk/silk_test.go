package silk_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/evidencetest"
	"github.com/longarm-project/longarm/evidence/silk"
)

const flows = `            sIP|            dIP|sPort|dPort|pro|   packets|     bytes|   flags|                  sTime| duration|                  eTime|sen|
       10.1.0.5|    47.88.10.10|40000|  443|  6|        10|      4000|FS PA   |2026/10/09T08:53:20.123|   60.000|2026/10/09T08:54:20.123| S0|
    47.88.10.10|       10.1.0.5|  443|40000|  6|        12|      9000|FS PA   |2026/10/09T08:53:21.000|   60.000|2026/10/09T08:54:21.000| S0|
       10.1.0.5|       10.1.0.6|40000|  443|  6|        10|         1|FS PA   |2026/10/09T08:53:20.123|   60.000|2026/10/09T08:54:20.123| S0|
`

// without spaces, with addresses and times as numbers
const numbers = `sIP|dIP|bytes|sTime|
167837701|794298890|77|1760000000.500|
`

var samples = []evidencetest.Sample{{Name: "cut.txt", Content: flows}, {Name: "numbers.txt", Content: numbers}}

func TestConform(t *testing.T) { evidencetest.Conform(t, silk.Reader{}, samples...) }

func FuzzRead(f *testing.F) { evidencetest.Fuzz(f, silk.Reader{}, samples...) }

func TestFlows(t *testing.T) {
	for i, want := range []string{
		`{"asset":"10.1.0.5","bytes_in":9000,"bytes_out":4000,"endpoint":"47.88.10.10","first":"2026-10-09T08:53:20Z","flows":2,"last":"2026-10-09T08:54:21Z","what":"peer"}`,
		`{"asset":"10.1.0.5","bytes_out":77,"endpoint":"47.88.10.10","first":"2025-10-09T08:53:20Z","flows":1,"last":"2025-10-09T08:53:20Z","what":"peer"}`,
	} {
		got := evidencetest.Run(silk.Reader{}, "f", strings.NewReader(samples[i].Content), evidence.Options{})
		if len(got.Items) != 1 || got.Errors != nil {
			t.Fatalf("%+v", got)
		}
		if diff := cmp.Diff(want, got.Items[0].Body); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestBadLinesAreTold(t *testing.T) {
	got := evidencetest.Run(silk.Reader{}, "f", strings.NewReader(flows+"1|2|3|\nx|y|1|2|3|4|5|6|7|8|9|10|\n"), evidence.Options{})
	if len(got.Errors) != 2 || got.Skipped["unreadable line"] != 2 || got.Records != 3 {
		t.Errorf("%+v", got)
	}
}
