package ofac

import (
	"fmt"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/registry"
)

// BenchmarkCSV reads and joins a made-up set of the size of the SDN list.
func BenchmarkCSV(b *testing.B) {
	var main, alt strings.Builder
	for i := range 9000 {
		fmt.Fprintf(&main, "%d,\"MUSTER %d, Max\",individual,SDGT] [IRAN,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 12 Mar 1961; nationality Iran; Passport X%d (Iran); a.k.a. 'FOX %d'; Linked To: NORTHERN PAPER WORKS.\"\r\n", i, i, i, i)
		fmt.Fprintf(&alt, "%d,%d,aka,\"MUSTER %d, M.\",-0- \r\n", i, i, i)
	}
	b.SetBytes(int64(main.Len() + alt.Len()))
	b.ReportAllocs()
	for b.Loop() {
		var parts []registry.Record
		for name, text := range map[string]string{"main": main.String(), "alt": alt.String()} {
			for rec, err := range (CSV{}).Read(&registry.Input{Reader: strings.NewReader(text), Name: name}) {
				if err != nil {
					b.Fatal(err)
				}
				parts = append(parts, rec)
			}
		}
		n := 0
		for _, err := range (CSV{}).Join(parts) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != 9000 {
			b.Fatalf("%d entries", n)
		}
	}
}
