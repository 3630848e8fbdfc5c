package evidence_test

import (
	"bytes"
	"net/netip"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/longarm-project/longarm/evidence"
)

func TestLines(t *testing.T) {
	long := strings.Repeat("x", evidence.MaxLine+10)
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"none":              {"", nil},
		"one without end":   {"a", []string{"a"}},
		"ends of all sorts": {"a\r\nb\n\n\rc\r", []string{"a", "b", "", "\rc"}},
		"long":              {"a\n" + long + "\nb\n", []string{"a", "too long", "b"}},
		"long at the end":   {"a\n" + long, []string{"a", "too long"}},
		"just fits":         {strings.Repeat("y", 300_000) + "\nz", []string{strings.Repeat("y", 300_000), "z"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, l := range []*evidence.Lines{
				evidence.NewLines(strings.NewReader(c.text)), evidence.NewLines(iotest.HalfReader(strings.NewReader(c.text))),
			} {
				var got []string
				for l.Next() {
					line := string(l.Bytes())
					if l.TooLong() {
						line = "too long"
					}
					if got = append(got, line); l.Number() != int64(len(got)) {
						t.Errorf("number %d of line %d", l.Number(), len(got))
					}
				}
				if diff := cmp.Diff(c.want, got); diff != "" || l.Err() != nil {
					t.Errorf("(-want +got):\n%.300s%v", diff, l.Err())
				}
			}
		})
	}
}

// A line that a failing reader cut off is not given.
func TestLinesDropACutLine(t *testing.T) {
	l := evidence.NewLines(iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader("ab"))))
	if l.Next() || l.Err() != iotest.ErrTimeout {
		t.Errorf("line %q, error %v", l.Bytes(), l.Err())
	}
}

func TestColumnsAgreeWithSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringMatching(`[ !a\x1f\x21\xa0]{0,60}`).Draw(t, "line")
		want := strings.Split(line, " ")
		if want[len(want)-1] == "" { // a separator at the very end begins no column
			want = want[:len(want)-1]
		}
		var c evidence.Columns
		c.Cut([]byte(line), 0, ' ')
		var got []string
		for i := range c.N {
			got = append(got, string(c.At(i)))
		}
		if strings.Join(got, "|") != strings.Join(want, "|") || len(got) != len(want) {
			t.Fatalf("%q: got %q, want %q", line, got, want)
		}
	})
}

func TestTooManyColumnsAreTold(t *testing.T) {
	var c evidence.Columns
	c.Cut(bytes.Repeat([]byte("a "), 500), 0, ' ')
	if c.N != evidence.MaxColumns+1 {
		t.Errorf("N = %d", c.N)
	}
}

func TestAddressAgreesWithNetip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.StringMatching(`[0-9]{0,4}\.[0-9]{0,3}\.[0-9]{0,3}\.[0-9]{0,3}\.?`),
			rapid.StringMatching(`[0-9a-f:.%]{0,30}`),
			rapid.Custom(func(t *rapid.T) string {
				return netip.AddrFrom4([4]byte(rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "bytes"))).String()
			}),
		).Draw(t, "text")
		want, err := netip.ParseAddr(text)
		got, ok := evidence.Address([]byte(text))
		if ok != (err == nil) || got != want {
			t.Fatalf("%q: got %v %v, want %v %v", text, got, ok, want, err)
		}
	})
}

func TestPublic(t *testing.T) {
	for text, want := range map[string]bool{
		"8.8.8.8": true, "47.251.1.9": true, "100.63.255.255": true, "100.64.0.1": false, "100.100.2.136": false, "10.0.0.1": false,
		"172.15.0.1": true, "172.16.0.1": false, "172.32.0.1": true, "192.168.1.1": false, "192.167.1.1": true, "169.254.169.254": false,
		"127.0.0.1": false, "0.0.0.0": false, "192.0.2.1": false, "198.51.100.9": false, "203.0.113.1": false, "198.18.0.1": false,
		"224.0.0.251": false, "240.0.0.1": false, "255.255.255.255": false, "223.5.5.5": true,
		"2a02:6b8::1": true, "fe80::1": false, "fd00::1": false, "::1": false, "::": false, "ff02::fb": false, "2001:db8::1": false,
		"::ffff:8.8.8.8": true, "::ffff:10.0.0.1": false, "64:ff9b::808:808": true, "64:ff9b::a00:1": false,
	} {
		if got := evidence.Public(evidence.Plain(netip.MustParseAddr(text))); got != want {
			t.Errorf("Public(%s) = %v", text, got)
		}
	}
	if evidence.Public(netip.Addr{}) {
		t.Error("the zero address is public")
	}
}

func TestHost(t *testing.T) {
	for text, want := range map[string]string{
		"OSS-cn-hangzhou.Aliyuncs.com.": "oss-cn-hangzhou.aliyuncs.com", "*.example.com": "*.example.com", "_spf.yandex.net": "_spf.yandex.net",
		"localhost": "", "db.local": "", "5.0.0.10.in-addr.arpa": "", "10.0.0.1": "", "a..b": "", "key=value.example.com": "",
		"user:secret@host.com": "", "": "", ".": "", "x." + strings.Repeat("a", 64) + ".com": "", "a.b c.com": "",
	} {
		if got := evidence.Host(text); got != want {
			t.Errorf("Host(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestLastLabels(t *testing.T) {
	for text, want := range map[string]string{
		"a.b.c.d": "*.c.d", "c.d": "c.d", "d": "d", "*.c.d": "*.c.d", "*.b.c.d": "*.c.d", "": "",
	} {
		if got := evidence.LastLabels(text, 2); got != want {
			t.Errorf("LastLabels(%q, 2) = %q, want %q", text, got, want)
		}
	}
}
