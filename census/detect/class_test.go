package detect

import (
	"bytes"
	"math/rand/v2"
	"os"
	"testing"
)

// The bitmaps are those that one would write down byte by byte.
func TestClassify(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	p := make([]byte, (chunkBlocks+1)*64)
	for i := range p {
		p[i] = byte(r.IntN(256))
		if r.IntN(2) == 0 {
			p[i] = "0123456789AZaz_@.: -"[r.IntN(20)]
		}
	}
	var got [chunkBlocks + 1]block
	classify(p, got[:])
	for i, c := range p {
		bit := func(w uint64) bool { return w>>(i%64)&1 == 1 }
		b := got[i/64]
		if bit(b.digit) != isDigit(c) || bit(b.upper) != isUpper(c) || bit(b.word) != (isAlnum(c) || c == '_') || bit(b.at) != (c == '@') ||
			bit(b.dot) != (c == '.') || bit(b.colon) != (c == ':') || bit(b.gap) != (c == ' ') || bit(b.dash) != (c == '-') {
			t.Fatalf("byte %d, %q: wrong classes", i, c)
		}
	}
}

func BenchmarkClassify(b *testing.B) {
	p := text(b)
	var out [chunkBlocks + 1]block
	b.SetBytes(int64(len(p) / chunkBytes * chunkBytes))
	for b.Loop() {
		for i := 0; i+chunkBytes+64 <= len(p); i += chunkBytes {
			classify(p[i:i+chunkBytes+64], out[:])
		}
	}
}

func BenchmarkAbsentByte(b *testing.B) {
	p := text(b)
	b.SetBytes(int64(len(p)))
	for b.Loop() {
		if bytes.IndexByte(p, 1) >= 0 {
			b.Fatal("present")
		}
	}
}

func text(b *testing.B) []byte {
	if name := os.Getenv("CENSUS_BENCH"); name != "" {
		p, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		return p[:min(len(p), 32<<20)]
	}
	r := rand.New(rand.NewPCG(1, 1))
	var p []byte
	for len(p) < 8<<20 {
		p = append(p, lines[r.IntN(len(lines))]...)
	}
	return p
}

var lines = []string{
	"2025-03-04 10:11:12.345 INFO [worker-7] order shipment created queue worker retry cache id=839104 took=31ms\n",
	"1000000123,2025-03-04T10:11:12Z,2025-03-04 10:11:12,SKU-004711,\"order shipment, size 3\",3,12.50,37.50,USD,W03,status,retry\n",
	"{\"id\":7361,\"trace\":\"8f3a11c2-7b1d-4a55-a1f2-9c0d1e2f3a4b\",\"user\":{\"contact\":\"mary.smith@example.com\"}}\n",
	"2025-03-04 10:11:12.345 INFO [worker-7] pallet invoice batch region id=5550102 took=9ms user=(212) 555-0123\n",
}

func BenchmarkScan(b *testing.B) {
	p := text(b)
	var s Scanner
	b.SetBytes(int64(len(p)))
	n := 0
	for b.Loop() {
		n = 0
		for i := 0; i < len(p); i += 256 << 10 {
			n += len(s.Scan(p[i:min(len(p), i+256<<10)]))
		}
	}
	b.ReportMetric(float64(n), "hits")
}
