package screening

import (
	"bytes"
	"io"
	"syscall"
	"testing"

	"github.com/longarm-project/longarm/screening/script"
)

// cpuTime returns the processor time this process has used, in nanoseconds: on a shared machine
// it says more than the time on the wall.
func cpuTime() int64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return u.Utime.Nano() + u.Stime.Nano()
}

func BenchmarkMatchLabelled(b *testing.B) {
	x := labelledIndex(b)
	qs := readLines[labelledQuery](b, "queries-dev.jsonl")
	b.ReportAllocs()
	i := 0
	start := cpuTime()
	for b.Loop() {
		q := &qs[i%len(qs)]
		i += 37
		if _, err := x.Match(Query{Name: q.Query, Schema: q.Schema}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(cpuTime()-start)/float64(b.N), "cpu-ns/op")
}

func BenchmarkSimilar(b *testing.B) {
	words := [][]byte{[]byte("alexandrovich"), []byte("kowalczyk"), []byte("mohammad"), []byte("alexandrovitch"), []byte("gutierrez"), []byte("kovalchuk"), []byte("MHMD")}
	w := script.Spelled{Table: new(script.Table)}
	w.Set([]byte("muhammed"))
	i := 0
	for b.Loop() {
		w.Similar(words[i%len(words)])
		i++
	}
}

// BenchmarkServe is a query through the protocol, without the pipe.
func BenchmarkServe(b *testing.B) {
	h := NewHolder(labelledIndex(b), nil)
	var in []byte
	lines := 0
	for _, q := range readLines[labelledQuery](b, "queries-dev.jsonl") {
		in = appendString(append(in, `{"query":`...), q.Query)
		in = append(appendString(append(in, `,"schema":`...), q.Schema), '}', '\n')
		lines++
	}
	b.ReportAllocs()
	n := 0
	start := cpuTime()
	for b.Loop() {
		if err := Serve(bytes.NewReader(in), io.Discard, h, ServeOptions{}); err != nil {
			b.Fatal(err)
		}
		n += lines
	}
	b.ReportMetric(float64(cpuTime()-start)/float64(n), "cpu-ns/query")
}
