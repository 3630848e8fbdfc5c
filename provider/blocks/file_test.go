package blocks

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/gaissmai/bart"
)

// compileRows makes a file of rows in memory.
func compileRows(t testing.TB, rows []Row) *File {
	t.Helper()
	var b Builder
	for _, r := range rows {
		b.add(r, 0)
	}
	b.sources = []Source{{Name: "test"}}
	return write(t, &b)
}

func write(t testing.TB, b *Builder) *File {
	t.Helper()
	var out bytes.Buffer
	if _, err := b.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	f, err := Parse(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// invented makes n announced prefixes, nested as a full table is, of both families.
func invented(n int) []Row {
	r := rand.New(rand.NewPCG(1, 2))
	seen := map[netip.Prefix]bool{}
	var rows []Row
	for len(rows) < n {
		var a netip.Addr
		bits := []int{8, 12, 16, 19, 20, 22, 22, 23, 24, 24, 24, 24, 25, 28, 32}[r.IntN(15)]
		if r.IntN(6) == 0 {
			var b [16]byte
			binary.BigEndian.PutUint64(b[:], 0x2000000000000000|r.Uint64N(1<<20)<<36|r.Uint64N(1<<10)<<16)
			a, bits = netip.AddrFrom16(b), []int{20, 29, 32, 32, 36, 44, 48, 48, 48, 64, 128}[r.IntN(11)]
		} else {
			a = addr4(r.Uint32N(0xe0000000))
		}
		p, err := a.Prefix(bits)
		if err != nil || seen[p] {
			continue
		}
		seen[p] = true
		rows = append(rows, Row{Prefix: p, Kind: Announced, ASN: 1 + r.Uint32N(70000)})
	}
	return rows
}

// agree compares a file with bart at one address.
func agree(t *testing.T, f *File, oracle *bart.Table[uint32], a netip.Addr) {
	t.Helper()
	want, asn, ok := oracle.LookupPrefixLPM(netip.PrefixFrom(a, a.BitLen()))
	got, found := f.Longest(a)
	if ok != found || ok && got != want {
		t.Fatalf("%s: %v %v, bart has %v %v", a, got, found, want, ok)
	}
	if !ok {
		return
	}
	at := f.Find(netip.PrefixFrom(a, a.BitLen()))
	if len(at) != 1 || at[0].ASN != asn || at[0].Prefix != want {
		t.Fatalf("%s: %+v, bart has AS%d at %s", a, at, asn, want)
	}
	// evidence may be folded into the prefix, and is then attributed as the address is
	if folded := f.Find(got); len(folded) != 1 || folded[0].ASN != asn {
		t.Fatalf("%s folded into %s: %+v, want AS%d", a, got, folded, asn)
	}
}

func oracleOf(rows []Row) *bart.Table[uint32] {
	var oracle bart.Table[uint32]
	for _, r := range rows {
		oracle.Insert(r.Prefix, r.ASN)
	}
	return &oracle
}

// edges are the first and last address of a prefix, and those before and after it.
func edges(p netip.Prefix) []netip.Addr {
	first, end := p.Addr(), last(p)
	out := []netip.Addr{first, end}
	for _, a := range []netip.Addr{first.Prev(), end.Next()} {
		if a.IsValid() {
			out = append(out, a)
		}
	}
	return out
}

func TestLookupsAgreeWithBart(t *testing.T) {
	n, random := 20_000, 100_000
	if !testing.Short() {
		n, random = 1_100_000, 10_000_000
	}
	rows := invented(n)
	f, oracle := compileRows(t, rows), oracleOf(rows)
	for _, r := range rows {
		for _, a := range edges(r.Prefix) {
			agree(t, f, oracle, a)
		}
	}
	r := rand.New(rand.NewPCG(3, 4))
	for i := range random {
		a := addr4(r.Uint32())
		if i%5 == 0 {
			var b [16]byte
			binary.BigEndian.PutUint64(b[:], 0x2000000000000000|r.Uint64N(1<<62))
			binary.BigEndian.PutUint64(b[8:], r.Uint64())
			a = netip.AddrFrom16(b)
		}
		agree(t, f, oracle, a)
	}
}

// Real prefixes of a full table, where they are at hand.
func TestLookupsAgreeWithBartOnRealPrefixes(t *testing.T) {
	rows := realPrefixes(t)
	if testing.Short() {
		rows = rows[:min(len(rows), 15_000)]
	}
	f, oracle := compileRows(t, rows), oracleOf(rows)
	for _, r := range rows {
		for _, a := range edges(r.Prefix) {
			agree(t, f, oracle, a)
		}
	}
}

func realPrefixes(t testing.TB) (rows []Row) {
	file, err := os.Open("../../../shared/data/ip/prefixes-noasn-1m.txt.gz")
	if err != nil {
		t.Skip("no real prefixes at hand")
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	for s := bufio.NewScanner(z); s.Scan(); {
		if p, err := parsePrefix(s.Text()); err == nil {
			rows = append(rows, Row{Prefix: p, Kind: Announced, ASN: uint32(len(rows))%75_000 + 1})
		}
	}
	return rows
}

func TestKindsStandBesideEachOther(t *testing.T) {
	p := netip.MustParsePrefix
	f := compileRows(t, []Row{
		{Prefix: p("1.0.0.0/8"), Kind: Registered, Country: "CN"},
		{Prefix: p("1.2.0.0/16"), Kind: Announced, ASN: 10},
		{Prefix: p("1.2.3.0/24"), Kind: Published, Provider: "a", Region: "x"},
		{Prefix: p("1.2.3.0/24"), Kind: Published, Provider: "b"},
		{Prefix: p("255.255.255.255/32"), Kind: Announced, ASN: 11},
	})
	for at, want := range map[string]string{
		"0.255.255.255": "", "1.0.0.0": "CN@1.0.0.0/8", "1.2.0.0": "AS10@1.2.0.0/16 CN@1.0.0.0/8",
		"1.2.3.4": "a@1.2.3.0/24 b@1.2.3.0/24 AS10@1.2.0.0/16 CN@1.0.0.0/8", "1.2.4.0": "AS10@1.2.0.0/16 CN@1.0.0.0/8",
		"1.255.255.255": "CN@1.0.0.0/8", "2.0.0.0": "", "255.255.255.255": "AS11@255.255.255.255/32", "::1": "",
		"1.2.0.0/16": "AS10@1.2.0.0/16 CN@1.0.0.0/8", "1.0.0.0/7": "", "0.0.0.0/8": "", "1.2.3.128/25": "a@1.2.3.0/24 b@1.2.3.0/24 AS10@1.2.0.0/16 CN@1.0.0.0/8",
	} {
		q, err := netip.ParsePrefix(at)
		if err != nil {
			a := netip.MustParseAddr(at)
			q = netip.PrefixFrom(a, a.BitLen())
		}
		var got []string
		for _, x := range f.Find(q) {
			s := x.Provider + x.Country
			if x.ASN > 0 {
				s = fmt.Sprintf("AS%d", x.ASN)
			}
			got = append(got, s+"@"+x.Prefix.String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
}

func TestSameRowsAreTheSameBytes(t *testing.T) {
	rows := invented(3000)
	var one, two Builder
	for _, r := range rows {
		one.add(r, 0)
	}
	for i := range rows {
		two.add(rows[len(rows)-1-i], 0)
	}
	one.sources, two.sources = []Source{{Name: "x"}}, []Source{{Name: "x"}}
	var a, b bytes.Buffer
	if _, err := one.WriteTo(&a); err != nil {
		t.Fatal(err)
	}
	if _, err := two.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("the order of rows decides bytes")
	}
}

func TestDamageIsSeen(t *testing.T) {
	var b Builder
	for _, r := range invented(200) {
		b.add(r, 0)
	}
	b.sources = []Source{{Name: "x"}}
	var out bytes.Buffer
	if _, err := b.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	good := out.Bytes()
	for i := 0; i < len(good); i += 1 + len(good)/200 {
		bad := bytes.Clone(good)
		bad[i] ^= 0x40
		if _, err := Parse(bad); !errors.Is(err, ErrFile) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
	}
	for _, cut := range []int{0, 7, headerSize - 1, headerSize, len(good) - 1} {
		if _, err := Parse(good[:cut]); !errors.Is(err, ErrFile) {
			t.Fatalf("cut at %d: %v", cut, err)
		}
	}
}

// FuzzParse gives the file any content under a checksum that agrees: no look-up may panic.
func FuzzParse(f *testing.F) {
	var b Builder
	for _, r := range invented(60) {
		b.add(r, 0)
	}
	b.sources = []Source{{Name: "x"}}
	var out bytes.Buffer
	if _, err := b.WriteTo(&out); err != nil {
		f.Fatal(err)
	}
	f.Add(out.Bytes()[:headerSize+400], uint32(5))
	f.Fuzz(func(t *testing.T, head []byte, at uint32) {
		whole := append(bytes.Clone(head), out.Bytes()[min(len(head), out.Len()):]...)
		if len(whole) < headerSize {
			return
		}
		copy(whole, Magic)
		binary.LittleEndian.PutUint64(whole[8:], xxhash.Sum64(whole[16:]))
		file, err := Parse(whole)
		if err != nil {
			return
		}
		for _, a := range []netip.Addr{addr4(at), netip.AddrFrom16([16]byte{0x20, byte(at)})} {
			file.Longest(a)
			file.Find(netip.PrefixFrom(a, a.BitLen()))
			p, _ := a.Prefix(int(at % 32))
			file.Find(p)
		}
	})
}

// A full table opens within 50 ms.
func TestOpensQuickly(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes a while to make a full table")
	}
	rows := invented(1_100_000)
	var b Builder
	for _, r := range rows {
		b.add(r, 0)
	}
	b.sources = []Source{{Name: "x"}}
	path := filepath.Join(t.TempDir(), "t.blocks")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	size, err := b.WriteTo(out)
	if err := errors.Join(err, out.Close()); err != nil {
		t.Fatal(err)
	}
	best := time.Hour
	for range 10 {
		start := time.Now()
		f, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		best = min(best, time.Since(start))
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d prefixes, %d MB, open in %v", len(rows), size>>20, best)
	if best > 50*time.Millisecond {
		t.Errorf("opened in %v", best)
	}
}

func BenchmarkLongest(b *testing.B) {
	rows := invented(1_100_000)
	f := compileRows(b, rows)
	r := rand.New(rand.NewPCG(5, 6))
	at := make([]netip.Addr, 1<<16)
	for i := range at {
		at[i] = addr4(r.Uint32())
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		f.Longest(at[i&(1<<16-1)])
		i++
	}
}
