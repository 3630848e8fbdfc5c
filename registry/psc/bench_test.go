package psc

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/longarm-project/longarm/registry"
)

// BenchmarkRead reads 20,000 records of persons. A snapshot holds about 13 million.
func BenchmarkRead(b *testing.B) {
	const n = 20_000
	line, _, _ := bytes.Cut(fixtures(b, "txt")["snapshot.txt"], []byte("\n"))
	var text bytes.Buffer
	for i := range n {
		text.Write(bytes.ReplaceAll(line, []byte("00000001"), fmt.Appendf(nil, "%08d", i)))
		text.WriteByte('\n')
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		in := &registry.Input{Reader: bytes.NewReader(text.Bytes()), Name: "bench"}
		for range (Importer{}).Read(in) {
		}
		if in.Tally.Mapped != n {
			b.Fatal(in.Tally)
		}
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Minutes()/1e6, "Mrecords/min")
}
