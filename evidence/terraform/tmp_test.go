package terraform_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/evidencetest"
	"github.com/longarm-project/longarm/evidence/terraform"
)

func TestTmp(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/data/footprint/terraform/*")
	for _, f := range files {
		for _, r := range []evidence.Reader{terraform.State{}, terraform.Show{}, terraform.Config{}} {
			b, _ := os.ReadFile(f)
			if !r.Recognizes(b[:min(len(b), 65536)]) {
				continue
			}
			fl, _ := os.Open(f)
			got := evidencetest.Run(r, f, fl, evidence.Options{})
			fmt.Println("==", filepath.Base(f), r.Name(), len(got.Items), got.Errors, got.Records, got.Skipped, got.Note)
			for i, it := range got.Items {
				if i < 12 {
					fmt.Println(it.Line, it.Body)
				}
			}
		}
	}
}
