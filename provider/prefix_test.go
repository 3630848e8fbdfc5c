package provider

import (
	"cmp"
	"encoding/binary"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// slowFind is the oracle of prefixTable.find: every row is looked at.
func slowFind(rows []row, a netip.Addr) addressHit {
	var best [numRanks]*row
	if isSpecial(a) {
		return nil
	}
	for i := range rows {
		r := &rows[i]
		if !r.prefix.Contains(a) {
			continue
		}
		old := best[r.rank]
		if old == nil || r.own && !old.own || r.own == old.own && r.prefix.Bits() >= old.prefix.Bits() {
			best[r.rank] = r
		}
	}
	var hit addressHit
	for _, r := range best {
		if r != nil && (hit == nil || r.profile == hit[0].profile) {
			hit = append(hit, r)
		}
	}
	return hit
}

// rowsOf draws rows crowded into a few /20, with equal prefixes and all ranks.
func rowsOf(t *rapid.T) []row {
	profiles := []*profile{{}, {}, {}}
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) row {
		a := rapid.SampledFrom([]uint32{0x08000000, 0x643ff800, 0x2f000000}).Draw(t, "net") + rapid.Uint32Range(0, 1<<12).Draw(t, "host")
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], a)
		p := netip.PrefixFrom(netip.AddrFrom4(b), rapid.IntRange(8, 32).Draw(t, "bits")).Masked()
		if isSpecial(p.Addr()) { // no table holds one
			p = netip.MustParsePrefix("8.0.0.0/16")
		}
		return row{prefix: p, profile: profiles[rapid.IntRange(0, 2).Draw(t, "profile")],
			rank: rank(rapid.IntRange(0, int(numRanks)-1).Draw(t, "rank")), own: rapid.Bool().Draw(t, "own")}
	}), 1, 40).Draw(t, "rows")
}

func edges(rows []row) []netip.Addr {
	var out []netip.Addr
	for _, r := range rows {
		first := r.prefix.Addr()
		b := first.As4()
		n := binary.BigEndian.Uint32(b[:]) + uint32(1<<(32-r.prefix.Bits())-1)
		binary.BigEndian.PutUint32(b[:], n)
		last := netip.AddrFrom4(b)
		out = append(out, first, last, first.Prev(), last.Next())
	}
	return out
}

func TestPrefixOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rowsOf(t)
		table := buildPrefixes(rows, nil)
		folded := make(map[netip.Prefix]addressHit)
		for _, a := range edges(rows) {
			got, want := table.find(netip.PrefixFrom(a, 32)), slowFind(rows, a)
			if !slices.Equal(got, want) {
				t.Fatalf("find(%s) = %v, want %v", a, got, want)
			}
			p, ok := table.longest(a)
			if ok != slices.ContainsFunc(rows, func(r row) bool { return r.prefix.Contains(a) && !isSpecial(a) }) {
				t.Fatalf("longest(%s) = %s, %t", a, p, ok)
			}
			if !ok {
				continue
			}
			if before, seen := folded[p]; seen && !slices.Equal(before, got) {
				t.Fatalf("addresses that fold into %s are attributed to %v and %v", p, before, got)
			}
			folded[p] = got
			if again := table.find(p); !slices.Equal(again, got) {
				t.Fatalf("find(%s) = %v, but its address %s has %v", p, again, a, got)
			}
		}
	})
}

func TestSpecialIsNobodys(t *testing.T) {
	table := open(t, Options{})
	for _, s := range []string{"10.1.2.3", "172.31.0.1", "192.168.1.1", "100.100.100.200", "169.254.169.254", "127.0.0.1", "0.0.0.0",
		"192.0.2.1", "198.51.100.7", "203.0.113.7", "198.18.0.1", "224.0.0.5", "255.255.255.255", "::1", "fe80::1", "fd00::1",
		"2001:db8::1", "3fff::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1"} {
		a := netip.MustParseAddr(s)
		if !isSpecial(a) {
			t.Errorf("isSpecial(%s) = false", s)
		}
		if p, ok := table.Prefix(a); ok {
			t.Errorf("Prefix(%s) = %s", s, p)
		}
		if m := table.byEndpoint(s); m != nil {
			t.Errorf("byEndpoint(%s) = %s", s, m.profile.ID)
		}
	}
	for _, s := range []string{"172.32.0.1", "100.128.0.1", "8.8.8.8", "2001:4860::1", "64:ff9b::8.8.8.8"} {
		if isSpecial(netip.MustParseAddr(s)) {
			t.Errorf("isSpecial(%s) = true", s)
		}
	}
	for _, s := range []string{"::ffff:51.250.0.1", "64:ff9b::51.250.0.1", "51.250.0.1"} {
		if p, ok := table.Prefix(netip.MustParseAddr(s)); !ok || p.String() != "51.250.0.0/17" {
			t.Errorf("Prefix(%s) = %s, %t", s, p, ok)
		}
	}
}

// No row ships that derives from GeoLite2 or has no licence.
func TestEmbeddedSources(t *testing.T) {
	table := open(t, Options{})
	raw, err := embedded.ReadFile(embeddedPrefixes)
	if err != nil {
		t.Fatal(err)
	}
	ship := []string{"ipverse", "aws-ip-ranges", "azure-service-tags", "gcp-cloud-json", "oci-public-ip-ranges", "do-geofeed", "linode-geofeed", "lord-alfred"}
	n := 0
	for line := range strings.Lines(string(raw)) {
		if line[0] == '#' || strings.HasPrefix(line, "prefix,") {
			continue
		}
		n++
		if source := strings.TrimSpace(line[strings.LastIndexByte(line, ',')+1:]); !slices.Contains(ship, source) {
			t.Errorf("%s: source %q may not ship", line, source)
		}
	}
	if f := table.Files()[0]; f.Rows != n || f.Bad != 0 || f.Date == "" || len(f.Digest) != 64 {
		t.Errorf("read %+v of %d rows", f, n)
	}
	covered := make(map[string]bool)
	for i := range table.prefixes.rows {
		covered[string(table.prefixes.rows[i].profile.ID)] = true
	}
	for _, id := range []string{"alibaba-cloud", "tencent-cloud", "huawei-cloud", "yandex-cloud", "aws", "aws-china", "azure-china", "selectel"} {
		if !covered[id] {
			t.Errorf("no block of %s is embedded", id)
		}
	}
}

func TestPrefixAllocatesNothing(t *testing.T) {
	table := open(t, Options{})
	a := netip.MustParseAddr("47.254.130.10")
	if n := testing.AllocsPerRun(100, func() { table.Prefix(a) }); n != 0 {
		t.Errorf("Prefix allocates %v times", n)
	}
}

func TestRowOrderOfEqualRank(t *testing.T) {
	one, two := &profile{}, &profile{}
	p := netip.MustParsePrefix("8.0.0.0/16")
	rows := []row{{prefix: p, profile: one, rank: byHolder, own: true}, {prefix: p, profile: two, rank: byHolder}}
	if hit := buildPrefixes(rows, nil).find(p); hit[0].profile != one {
		t.Error("an embedded row overrules one that the user brought")
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(btoi(a.own), btoi(b.own)) })
	if hit := buildPrefixes(rows, nil).find(p); hit[0].profile != one {
		t.Error("a row that the user brought does not overrule an embedded one")
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func open(t testing.TB, o Options) *Table {
	t.Helper()
	table, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	return table
}
