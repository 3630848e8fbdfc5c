package provider

import (
	"net/netip"
	"os"
	"testing"

	"github.com/longarm-project/longarm/fact"
)

// BenchmarkOpen reads the gazetteer and the embedded prefixes afresh.
func BenchmarkOpen(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		g, err := readGazetteer(embedded)
		if err != nil {
			b.Fatal(err)
		}
		l := &loader{table: newTable(g)}
		f, err := embedded.Open(embeddedPrefixes)
		if err != nil {
			b.Fatal(err)
		}
		if err := l.load(f, embeddedPrefixes, ""); err != nil {
			b.Fatal(err)
		}
		buildPrefixes(l.rows, l.read)
		f.Close()
	}
}

// BenchmarkPrefix looks up addresses in and around the embedded blocks.
func BenchmarkPrefix(b *testing.B) {
	t, err := Open(Options{})
	if err != nil {
		b.Fatal(err)
	}
	benchmarkPrefix(b, t)
}

// BenchmarkPrefixLarge does so with a table of 98,000 rows that the user brings.
func BenchmarkPrefixLarge(b *testing.B) {
	if _, err := os.Stat(sharedPrefixes); err != nil {
		b.Skip("no shared data")
	}
	t, err := Open(Options{Prefixes: []string{sharedPrefixes}})
	if err != nil {
		b.Fatal(err)
	}
	benchmarkPrefix(b, t)
}

func benchmarkPrefix(b *testing.B, t *Table) {
	var addrs []netip.Addr
	for i := range t.prefixes.rows {
		p := t.prefixes.rows[i].prefix
		addrs = append(addrs, p.Addr(), p.Addr().Prev())
	}
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		t.Prefix(addrs[n%len(addrs)])
		n += 7919
	}
}

// BenchmarkOpenLarge reads a table of 98,000 rows.
func BenchmarkOpenLarge(b *testing.B) {
	if _, err := os.Stat(sharedPrefixes); err != nil {
		b.Skip("no shared data")
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Open(Options{Prefixes: []string{sharedPrefixes}}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAttribute attributes names, one fact each.
func BenchmarkAttribute(b *testing.B) {
	t := open(b, Options{})
	var facts []fact.Fact
	for _, host := range []string{"acme.oss-us-west-1.aliyuncs.com", "www.example.com", "bucket.s3.eu-west-1.amazonaws.com", "acme.w.kunlunsl.com"} {
		facts = append(facts, observe(fact.Observation{Asset: "a", What: fact.ObservedName, Endpoint: host}))
	}
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		t.Attribute(facts[n%len(facts)])
		n++
	}
}

const sharedPrefixes = "../../shared/data/ip/provider-prefixes.csv"
