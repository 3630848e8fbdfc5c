package ftm

import (
	"bytes"
	"testing"

	"github.com/longarm-project/longarm/registry"
)

// BenchmarkRead reads 10,000 entities: those of the export fixture under other ids.
func BenchmarkRead(b *testing.B) {
	const n = 2000
	var text bytes.Buffer
	for i := range n {
		id := []byte{'q', byte('a' + i%26), byte('a' + i/26%26), byte('a' + i/676), '-'}
		text.Write(bytes.ReplaceAll(bytes.ReplaceAll(fixture(b, "export.ftm.json"), []byte(`"q-`), append([]byte{'"'}, id...)), []byte(`-1",`), append(bytes.Clone(id), '"', ',')))
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		in := &registry.Input{Reader: bytes.NewReader(text.Bytes()), Name: "bench"}
		for range (Importer{}).Read(in) {
		}
		if in.Tally.Read != 5*n {
			b.Fatal(in.Tally)
		}
	}
	b.ReportMetric(5*n*float64(b.N)/b.Elapsed().Minutes()/1e6, "Mentities/min")
}
