package page

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

func TestDump(t *testing.T) {
	fs, _ := filepath.Glob("../../../shared/data/documents/alibaba-2022/*.txt")
	for _, f := range fs {
		b, _ := os.ReadFile(f)
		ps, err := Read(b)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range ps {
			fmt.Println("=====", f, p.Agency, "|", p.Place, "|", p.Day, "|", p.Date, "|", p.Credits, p.Title)
			for _, b := range p.Blocks {
				s := p.Text[b.From:b.To]
				if len(s) > 100 {
					s = s[:50] + " ... " + s[len(s)-40:]
				}
				fmt.Printf("%-9s %q\n", b.Kind, s)
			}
		}
	}
}
