package file

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/longarm-project/longarm/census"
)

// BenchmarkCensus reads the file that CENSUS_BENCH names, or an invented log and table.
func BenchmarkCensus(b *testing.B) {
	if name := os.Getenv("CENSUS_BENCH"); name != "" {
		data, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		benchmark(b, data)
		return
	}
	r := rand.New(rand.NewPCG(1, 1))
	var log, csv bytes.Buffer
	csv.WriteString("id,note,contact\n")
	for i := range 200_000 {
		fmt.Fprintf(&log, "2025-03-04 10:11:12.345 INFO [worker-%d] order shipment created id=%d took=%dms user=p%d@example.org\n", i%64, r.IntN(1<<40), r.IntN(5000), r.IntN(20_000))
		fmt.Fprintf(&csv, "%d,\"order shipment, created\",p%d@example.org\n", i, r.IntN(20_000))
	}
	b.Run("log", func(b *testing.B) { benchmark(b, log.Bytes()) })
	b.Run("csv", func(b *testing.B) { benchmark(b, csv.Bytes()) })
}

func benchmark(b *testing.B, data []byte) {
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		s := census.NewStore("memory")
		r := census.Runner{Formats: Formats(), Key: census.Key{1}}
		if err := r.Scan(context.Background(), census.Bytes{Name: "data", Data: data}, s); err != nil {
			b.Fatal(err)
		}
	}
}
