package flowlog_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/evidencetest"
	"github.com/longarm-project/longarm/evidence/flowlog"
)

func TestTmp(t *testing.T) {
	for _, f := range []string{"v2-edge-cases.log", "v5-all-fields.log", "generated-v2.log"} {
		fl, _ := os.Open("../../../shared/data/footprint/vpc-flow/" + f)
		r := evidencetest.Run(flowlog.Reader{}, f, fl, evidence.Options{})
		fmt.Println(f, len(r.Items), r.Errors, r.Records, r.Skipped, r.Note)
		for i, it := range r.Items {
			if i < 6 {
				fmt.Println(it)
			}
		}
	}
}
