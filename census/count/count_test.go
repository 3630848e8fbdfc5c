package count

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// Any cut, any order and any repetition of what is added gives the same bytes.
func TestUnionIsCanonical(t *testing.T) {
	var limits Limits
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		n := rapid.SampledFrom([]int{0, 3, 1000, 50_000, 120_000}).Draw(t, "tokens")
		type add struct {
			token uint64
			f     Flags
		}
		adds := make([]add, n)
		for i := range adds {
			adds[i] = add{r.Uint64() >> r.IntN(3), In(r.IntN(3)) | Alias(r.IntN(3))}
			if i > 0 && r.IntN(3) == 0 {
				adds[i].token = adds[r.IntN(i)].token
			}
		}
		whole := New(&limits)
		parts := make([]*Table, rapid.IntRange(1, 5).Draw(t, "parts"))
		for i := range parts {
			parts[i] = New(&limits)
		}
		for _, a := range adds {
			whole.Add(a.token, a.f)
			parts[r.IntN(len(parts))].Add(a.token, a.f)
		}
		r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		merged := New(&limits)
		for i, p := range append(parts, parts[0]) {
			if r.IntN(2) == 0 { // over the wire
				q, rest, err := Decode(p.Append(nil), &limits)
				if err != nil || len(rest) != 0 {
					t.Fatalf("part %d: %v, %d bytes left", i, err, len(rest))
				}
				p = q
			}
			merged.Merge(p)
		}
		if !bytes.Equal(whole.Append(nil), merged.Append(nil)) {
			t.Fatal("the parts do not add up to the whole")
		}
	})
}

func TestExactThenEstimated(t *testing.T) {
	limits := Limits{0: 40_000}
	r := rand.New(rand.NewPCG(3, 4))
	tab := New(&limits)
	const all = 400_000
	for i := range all {
		x := r.Uint64()
		f := In(0)
		if i%1000 == 0 {
			f |= In(1) // 400 of them
		}
		tab.Add(x, f)
		tab.Add(x, f)
		if i == 39_999 {
			if got := tab.Distinct(0); got.N != 40_000 || !got.Exact() {
				t.Errorf("at the bound: %v, want exactly 40000", got)
			}
		}
	}
	got := tab.Distinct(0)
	if math.Abs(got.N/all-1) > 0.02 || got.Exact() {
		t.Errorf("%v of %d distinct: more than 2 %% off", got, all)
	}
	if got := tab.Distinct(1); got.N != 400 || !got.Exact() {
		t.Errorf("a small class beside a large one: %v, want exactly 400", got)
	}
}

func FuzzDecode(f *testing.F) {
	var limits Limits
	tab := New(&limits)
	for i := range 5 {
		tab.Add(uint64(i)*77777, In(i)|Alias(2))
	}
	f.Add(tab.Append(nil))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		tab, rest, err := Decode(b, &limits)
		if err != nil {
			return
		}
		again, _, err := Decode(tab.Append(nil), &limits)
		if err != nil || !bytes.Equal(again.Append(nil), tab.Append(nil)) {
			t.Fatalf("encoding of a decoded table: %v (rest %d)", err, len(rest))
		}
	})
}
