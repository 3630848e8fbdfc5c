package screening

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/screening/script"
	"pgregory.net/rapid"
)

func TestEntryRoundTrip(t *testing.T) {
	for _, e := range sample() {
		e.Remarks, e.Raw, e.Programs, e.Linked = "remark", "raw;row", []string{"A", "B"}, []string{"x"}
		e.Addresses = []registry.Address{{Text: "1 Harbour Road", Country: "PA"}}
		got, err := decodeEntry(encodeEntry(nil, &e))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(&e, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// A field added to entries is to be added to their encoding.
func TestEntryFieldsAreAllEncoded(t *testing.T) {
	var e registry.Entry
	fill(reflect.ValueOf(&e).Elem())
	got, err := decodeEntry(encodeEntry(nil, &e))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&e, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// fill puts something into every field.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("x" + v.Type().Name())
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i))
		}
	default:
		panic("an entry holds a " + v.Kind().String())
	}
}

func FuzzDecodeEntry(f *testing.F) {
	for _, e := range sample() {
		f.Add(encodeEntry(nil, &e))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		readHead(b, 2)
		e, err := decodeEntry(b)
		if err != nil {
			return
		}
		again, err := decodeEntry(encodeEntry(nil, e))
		if err != nil || !cmp.Equal(e, again) {
			t.Fatalf("%+v, then %+v, %v", e, again, err)
		}
	})
}

func TestOpenRefuses(t *testing.T) {
	whole := Compile(sample())
	for _, tc := range []struct {
		about string
		b     []byte
	}{
		{"nothing", nil}, {"another file", []byte("PK\x03\x04 and so on and so on")}, {"head only", whole[:headerSize-1]},
		{"another version", append([]byte("LASCRN01"), whole[len(magic):]...)}, {"cut in the middle", whole[:len(whole)/2]}, {"cut at the end", whole[:len(whole)-200]},
	} {
		t.Run(tc.about, func(t *testing.T) {
			if _, err := Open(tc.b); !errors.Is(err, ErrFormat) {
				t.Errorf("got %v, want ErrFormat", err)
			}
		})
	}
}

func TestEmptyIndex(t *testing.T) {
	x := mustOpen(t, Compile(nil))
	hits, err := x.Match(Query{Name: "anybody"})
	if err != nil || len(hits) != 0 || x.Len() != 0 || x.Names() != 0 {
		t.Errorf("hits %v, err %v, %d entries, %d names", hits, err, x.Len(), x.Names())
	}
}

// Damaged bytes are refused or answer wrongly; they never panic.
func FuzzOpenDamaged(f *testing.F) {
	whole := Compile(sample())
	for _, at := range []uint{0, 8, 9, 300, 400, 1000, 2000, 3000} {
		f.Add(at, byte(0xff), "Yusuf Qaravan")
	}
	f.Fuzz(func(t *testing.T, at uint, with byte, name string) {
		b := slices.Clone(whole)
		b[at%uint(len(b))] ^= with
		b[(at*7+13)%uint(len(b))] += with
		x, err := Open(b)
		if err != nil {
			return
		}
		for _, n := range []string{name, "Yusuf Temirlanovich Qaravan", "Golden Crane Trading", "金鹤"} {
			hits, _ := x.Match(Query{Name: n})
			for _, h := range hits {
				x.Entry(h.Index)
			}
		}
	})
}

func TestKeyTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pairs := rapid.SliceOf(rapid.Custom(func(t *rapid.T) [2]uint32 {
			return [2]uint32{rapid.Uint32().Draw(t, "hash"), rapid.Uint32Range(0, 99).Draw(t, "value")}
		})).Draw(t, "pairs")
		var l keyList
		for _, p := range pairs {
			l.add(p[0], p[1])
		}
		k, ok := openKeys(l.table(nil))
		if !ok {
			t.Fatal("own table does not open")
		}
		for _, p := range pairs {
			found := false
			k.each(p[0], func(v uint32) bool {
				found = found || v == p[1]
				return true
			})
			if !found {
				t.Fatalf("%x: %d not found", p[0], p[1])
			}
		}
	})
}

// The assignment is the best of all: tried against every permutation.
func TestAssignmentIsBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, k := rapid.IntRange(1, 5).Draw(t, "asked"), rapid.IntRange(1, 5).Draw(t, "listed")
		m := new(matcher)
		for i := range n {
			m.restAsked = append(m.restAsked, int8(i))
			for j := range k {
				m.value[i][j] = rapid.Int32Range(0, 9).Draw(t, "value")
			}
		}
		for j := range k {
			m.restListed = append(m.restListed, int8(j))
		}
		var chosen [script.MaxTokens]int8
		m.hung.solve(m, &chosen)
		got := int32(0)
		var used uint64
		for i := range n {
			if j := chosen[i]; j >= 0 {
				if used>>j&1 != 0 {
					t.Fatalf("word %d is assigned twice", j)
				}
				used |= 1 << j
				got += m.value[i][j]
			}
		}
		if want := bestByTrying(m, 0, n, k, 0); got != want {
			t.Fatalf("assignment is worth %d, best is %d", got, want)
		}
	})
}

func bestByTrying(m *matcher, i, n, k int, used uint64) int32 {
	if i == n {
		return 0
	}
	best := bestByTrying(m, i+1, n, k, used)
	for j := range k {
		if used>>j&1 == 0 {
			best = max(best, m.value[i][j]+bestByTrying(m, i+1, n, k, used|1<<j))
		}
	}
	return best
}
