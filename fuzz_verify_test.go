package longarm_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/verify"
)

// FuzzVerify alters true determinations anywhere, mends the ids and digests of what is altered, and wants a refusal,
// of the determination itself or by its sources, and no panic.
func FuzzVerify(f *testing.F) {
	forger := newForger(f)
	var saved bytes.Buffer
	if err := determination.Write(&saved, forger.a.Determination); err != nil {
		f.Fatal(err)
	}
	for seed := range uint64(40) {
		f.Add(seed, uint8(seed%3))
	}
	f.Fuzz(func(t *testing.T, seed uint64, times uint8) {
		var tree any
		d := json.NewDecoder(bytes.NewReader(saved.Bytes()))
		d.UseNumber()
		if err := d.Decode(&tree); err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(seed, 7))
		for range 1 + times%3 {
			tree = altered(r, tree)
		}
		b, err := json.Marshal(tree)
		if err != nil {
			t.Fatal(err)
		}
		x, err := determination.Read(bytes.NewReader(b))
		if err != nil {
			return // refused before it is looked at
		}
		for i, g := range x.Facts {
			if g.Body != nil {
				x.Facts[i] = fact.New(g.Body, g.Sources, g.Rule, g.From...)
			}
		}
		x.Digest = x.Sum()
		if x.Digest == forger.a.Determination.Digest {
			return // altered to what it says
		}
		if err := forger.verify(x); err != nil {
			return
		}
		// what is stated may be altered, and the sources tell
		if seen, err := verify.Sources(x, forger.honest()); err == nil && seen.All() {
			t.Errorf("seed %d, %d times: verifies", seed, 1+times%3)
		}
	})
}

// altered changes one place of a tree of JSON.
func altered(r *rand.Rand, v any) any {
	switch x := v.(type) {
	case map[string]any:
		keys := slices.Sorted(maps.Keys(x))
		if len(keys) == 0 {
			return v
		}
		k := keys[r.IntN(len(keys))]
		if r.IntN(12) == 0 {
			delete(x, k)
		} else {
			x[k] = altered(r, x[k])
		}
		return x
	case []any:
		switch i := r.IntN(len(x) + 1); {
		case i == len(x) || r.IntN(12) == 0:
			if len(x) == 0 {
				return []any{nil}
			}
			return slices.Delete(x, 0, 1)
		case r.IntN(12) == 0:
			return append(x, x[i])
		default:
			x[i] = altered(r, x[i])
		}
		return x
	case string:
		return []any{x + "x", "", "party x", "yes", "no", "2020-01-01", "CN", nil, "access of "}[r.IntN(9)]
	case json.Number:
		return []any{json.Number("0"), json.Number("-1"), json.Number("1099511627776"), json.Number(x.String() + "0"), nil}[r.IntN(5)]
	case bool:
		return !x
	}
	return "x"
}
