package flowlog_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/gaissmai/bart"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/flowlog"
)

var (
	benchLines = flag.Int("lines", 1_000_000, "lines of the log that benchmarks read")
	benchPeers = flag.Int("peers", 240_000, "peers in that log")
)

// A made log has 3,000 interfaces, peers met uniformly (which is worse than life), both directions, 4 % refused, 0.5 % without data. Seeded: the same each time.
func makeLog(tb testing.TB, lines int) (path string, table *bart.Table[int32]) {
	rng := rand.New(rand.NewPCG(11, 7))
	peers := make([]string, *benchPeers)
	table = new(bart.Table[int32])
	for i := range peers {
		a := netip.AddrFrom4([4]byte{byte(20 + rng.IntN(70)), byte(rng.IntN(256)), byte(rng.IntN(256)), byte(rng.IntN(256))})
		peers[i] = a.String()
		if p, err := a.Prefix(14 + rng.IntN(11)); err == nil && i < 100_000 {
			table.Insert(p, int32(rng.IntN(60_000)))
		}
	}
	path = filepath.Join(tb.TempDir(), "vpc.log")
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	fmt.Fprintln(w, "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status")
	for i := range lines {
		eni, start := rng.IntN(3000), 1763700000+i/1000
		if rng.IntN(200) == 0 {
			fmt.Fprintf(w, "2 123456789010 eni-%017x - - - - - - - %d %d - NODATA\n", eni, start, start+60)
			continue
		}
		src, dst := fmt.Sprintf("10.20.%d.%d", eni>>8, eni&255), peers[rng.IntN(len(peers))]
		if rng.IntN(2) == 0 {
			src, dst = dst, src
		}
		action := "ACCEPT"
		if rng.IntN(25) == 0 {
			action = "REJECT"
		}
		fmt.Fprintf(w, "2 123456789010 eni-%017x %s %s %d 443 6 %d %d %d %d %s OK\n",
			eni, src, dst, 1024+rng.IntN(64000), 1+rng.IntN(99), rng.IntN(90_000), start, start+60, action)
	}
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	return path, table
}

// BenchmarkLog reads a log into facts, digest included, with a prefix table as
// Fold; BenchmarkNaive is the plain loop to compare with. Compare cpu-s/op.
func BenchmarkLog(b *testing.B) {
	path, table := makeLog(b, *benchLines)
	fold := func(a netip.Addr) netip.Prefix {
		p, _, _ := table.LookupPrefixLPM(netip.PrefixFrom(a, a.BitLen()))
		return p
	}
	b.ReportAllocs()
	start := cpu()
	for b.Loop() {
		got, err := evidence.Read(context.Background(), []string{path}, []evidence.Reader{flowlog.Reader{}}, evidence.Options{Workers: 1, Fold: fold})
		if err != nil || got.Files[0].Records != int64(*benchLines) {
			b.Fatal(err, got.Files)
		}
	}
	report(b, start)
}

// BenchmarkNaive attributes both addresses of each record and sums per pair of origins.
func BenchmarkNaive(b *testing.B) {
	path, table := makeLog(b, *benchLines)
	type pair struct{ src, dst int32 }
	type sum struct{ flows, bytes int64 }
	b.ReportAllocs()
	start := cpu()
	for b.Loop() {
		f, err := os.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		sums := make(map[pair]sum)
		in := bufio.NewScanner(f)
		for in.Scan() {
			c := strings.Fields(in.Text())
			if len(c) != 14 || c[3] == "-" || c[0] == "version" {
				continue
			}
			src, err1 := netip.ParseAddr(c[3])
			dst, err2 := netip.ParseAddr(c[4])
			n, err3 := strconv.ParseInt(c[9], 10, 64)
			if err1 != nil || err2 != nil || err3 != nil {
				continue
			}
			s, _ := table.Lookup(src)
			d, _ := table.Lookup(dst)
			t := sums[pair{s, d}]
			sums[pair{s, d}] = sum{t.flows + 1, t.bytes + n}
		}
		f.Close()
	}
	report(b, start)
}

func report(b *testing.B, start float64) {
	used := cpu() - start
	b.ReportMetric(used/float64(b.N), "cpu-s/op")
	b.ReportMetric(float64(*benchLines)*float64(b.N)/used/1e6, "Mlines/cpu-s")
}

// cpu returns the seconds of processor time that the process has used.
func cpu() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}
