package blocks

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"testing"
)

// An mmdb is a small writer of the MaxMind DB format, version 2.0, for tests: records of
// 32 bits, IPv6 with IPv4 in ::/96.
type mmdb struct {
	nodes [][2]uint32 // above 1<<31: data at that offset; 0: nothing (the root is no child)
	data  bytes.Buffer
}

func (m *mmdb) text(s string) {
	if len(s) > 28 {
		m.data.Write([]byte{0x40 | 29, byte(len(s) - 29)})
	} else {
		m.data.WriteByte(0x40 | byte(len(s)))
	}
	m.data.WriteString(s)
}

func (m *mmdb) uint32(n uint32) {
	m.data.WriteByte(0xc4)
	_ = binary.Write(&m.data, binary.BigEndian, n)
}

// add puts a record at a prefix; overlapping ones are not for this writer.
func (m *mmdb) add(p netip.Prefix, write func()) {
	at := uint32(m.data.Len())
	write()
	if len(m.nodes) == 0 {
		m.nodes = append(m.nodes, [2]uint32{})
	}
	b := p.Addr().As16()
	bits := p.Bits()
	if p.Addr().Is4() {
		four := p.Addr().As4()
		b = [16]byte{}
		copy(b[12:], four[:])
		bits += 96
	}
	n := 0
	for i := range bits {
		side := b[i/8] >> (7 - i%8) & 1
		if i == bits-1 {
			m.nodes[n][side] = 1<<31 | at
			return
		}
		next := m.nodes[n][side]
		if next == 0 {
			m.nodes = append(m.nodes, [2]uint32{})
			next = uint32(len(m.nodes) - 1)
			m.nodes[n][side] = next
		}
		n = int(next)
	}
}

func (m *mmdb) bytes() []byte {
	var out bytes.Buffer
	count := uint32(len(m.nodes))
	for _, n := range m.nodes {
		for _, v := range n {
			switch {
			case v == 0:
				v = count
			case v >= 1<<31:
				v = count + 16 + v&^(1<<31)
			}
			_ = binary.Write(&out, binary.BigEndian, v)
		}
	}
	out.Write(make([]byte, 16))
	out.Write(m.data.Bytes())
	out.WriteString("\xab\xcd\xefMaxMind.com")
	var meta mmdb
	meta.data.WriteByte(0xe9) // a map of nine
	for _, kv := range []struct {
		key   string
		value uint32
	}{{"node_count", count}, {"record_size", 32}, {"ip_version", 6}, {"binary_format_major_version", 2}, {"binary_format_minor_version", 0}, {"build_epoch", 1}} {
		meta.text(kv.key)
		meta.uint32(kv.value)
	}
	meta.text("database_type")
	meta.text("Test")
	meta.text("languages")
	meta.data.Write([]byte{0x00, 0x04}) // an empty list
	meta.text("description")
	meta.data.WriteByte(0xe0)
	out.Write(meta.data.Bytes())
	return out.Bytes()
}

func testMMDB() []byte {
	var m mmdb
	m.add(netip.MustParsePrefix("5.44.16.0/20"), func() {
		m.data.WriteByte(0xe2)
		m.text("autonomous_system_number")
		m.uint32(64500)
		m.text("autonomous_system_organization")
		m.text("Example Net")
	})
	m.add(netip.MustParsePrefix("2a01:1::/32"), func() {
		m.data.WriteByte(0xe1)
		m.text("country")
		m.data.WriteByte(0xe1)
		m.text("iso_code")
		m.text("SE")
	})
	return m.bytes()
}

func TestMMDB(t *testing.T) {
	var b Builder
	if err := b.Read(bytes.NewReader(testMMDB()), "own.mmdb", options()); err != nil {
		t.Fatal(err)
	}
	if s := b.Sources()[0]; s.Form != "mmdb" || s.Rows != 2 || s.Bad != 0 {
		t.Fatalf("%+v: %v", s, s.Problems)
	}
	f := write(t, &b)
	for at, want := range map[string]string{"5.44.31.255": "AS64500 Example Net", "5.44.32.0": "", "2a01:1:2::3": "SE", "2a01:2::": ""} {
		a := netip.MustParseAddr(at)
		got := ""
		for _, x := range f.Find(netip.PrefixFrom(a, a.BitLen())) {
			got += say(x)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
}

// FuzzMMDB damages a database: nothing may panic or grow without end.
func FuzzMMDB(f *testing.F) {
	whole := testMMDB()
	f.Add(uint16(3), byte(0xff), uint16(len(whole)))
	f.Fuzz(func(t *testing.T, at uint16, by byte, cut uint16) {
		b := bytes.Clone(whole)
		b[int(at)%len(b)] ^= by
		b = b[:min(int(cut), len(b))]
		var to Builder
		o := options()
		o.MaxRows = 1000
		if err := to.Read(bytes.NewReader(b), "x.mmdb", o); err != nil {
			t.Fatal(err)
		}
	})
}
