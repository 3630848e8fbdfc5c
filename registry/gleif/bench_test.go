package gleif

import (
	"bytes"
	"os"
	"testing"

	"github.com/longarm-project/longarm/registry"
)

// BenchmarkRead reads the level 1 fixture, its records repeated to some megabytes.
func BenchmarkRead(b *testing.B) {
	for _, form := range []struct{ ext, from, to string }{
		{"csv", "\"0000HARBOUR", "\"\n"}, {"json", "{\"LEI\"", "}}}"}, {"xml", "<q:LEIRecord>", "</q:LEIRecord>"},
	} {
		b.Run(form.ext, func(b *testing.B) {
			data, err := os.ReadFile("testdata/entities." + form.ext)
			if err != nil {
				b.Fatal(err)
			}
			at := bytes.Index(data, []byte(form.from))
			record := data[at : at+bytes.Index(data[at:], []byte(form.to))+len(form.to)]
			if form.ext == "json" {
				record = append(bytes.Clone(record), ",\n"...)
			}
			text := append(bytes.Clone(data[:at]), bytes.Repeat(record, 5000)...)
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				in := &registry.Input{Reader: bytes.NewReader(text), Name: "bench"}
				for range (Importer{}).Read(in) {
				}
				if in.Tally.Mapped < 5000 {
					b.Fatal(in.Tally)
				}
			}
			b.ReportMetric(5000*float64(b.N)/b.Elapsed().Minutes()/1e6, "Mrecords/min")
		})
	}
}
