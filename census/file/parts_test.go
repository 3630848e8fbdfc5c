package file

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/longarm-project/longarm/census"
)

// objects is a store in memory.
type objects []census.Bytes

func (o objects) URI() string { return "memory" }

func (o objects) Objects(ctx context.Context) iter.Seq2[census.Object, error] {
	return func(yield func(census.Object, error) bool) {
		for _, b := range o {
			for x, err := range b.Objects(ctx) {
				if !yield(x, err) {
					return
				}
			}
		}
	}
}

func (o objects) Open(ctx context.Context, x census.Object) (census.StoredObject, error) {
	i := slices.IndexFunc(o, func(b census.Bytes) bool { return b.Name == x.Name })
	return o[i].Open(ctx, x)
}

// estate invents a store: tables with line ends in quotes, lines of JSON, logs, packed copies; persons repeat.
func estate(r *rand.Rand) objects {
	var out objects
	for i := range 1 + r.IntN(4) {
		var csv, jsonl, log bytes.Buffer
		csv.WriteString("id,name,ssn,email,note\n")
		for n := range r.IntN(300) {
			p := r.IntN(120)
			note := "plain"
			if r.IntN(3) == 0 {
				note = "\"two lines,\nwith a comma and a \"\"quote\"\"\""
			}
			fmt.Fprintf(&csv, "%d,Mary Smith,%03d-%02d-%04d,p%d@example.org,%s\n", n, 100+p, 10+p%80, 1000+p, p, note)
			fmt.Fprintf(&jsonl, "{\"user\":{\"email\":\"p%d@example.org\",\"ip\":\"8.8.%d.4\"},\"n\":%d}\n", p, p, n)
			fmt.Fprintf(&log, "2025-01-02 INFO n=%d from 8.8.%d.4 by p%d@example.org\n", n, p, p)
		}
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		z.Write(csv.Bytes())
		z.Close()
		for _, f := range []struct {
			ext string
			b   []byte
		}{{"csv", csv.Bytes()}, {"jsonl", jsonl.Bytes()}, {"log", log.Bytes()}, {"csv.gz", packed.Bytes()}, {"bin", []byte{1, 2, 3, 0, 4, byte(r.IntN(9))}}} {
			out = append(out, census.Bytes{Name: fmt.Sprintf("%d.%s", i, f.ext), Data: f.b})
		}
	}
	return out
}

// Any cut of the work into shards, merged in any order and with repetitions, gives the bytes of one process.
func TestPartsMergeToTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 5))
		store := estate(r)
		runner := func() *census.Runner {
			return &census.Runner{Formats: Formats(), Key: census.Key{7}, Range: 4096, Workers: 1 + r.IntN(3)}
		}
		whole := scanned(t, runner(), store)
		n := rapid.IntRange(1, 7).Draw(t, "shards")
		var parts []census.Named
		for i := range n {
			w := runner()
			w.Shard, w.Shards = i, n
			p := &census.Part{Header: census.Header{Part: census.PartVersion, Rules: census.Rules, Key: w.Key.Digest(), Shard: i + 1, Shards: n}, Stores: []*census.Store{scanned(t, w, store)}}
			p.Plan, p.Units = w.Plan()
			parts = append(parts, wire(t, p, fmt.Sprint("part-", i+1)))
		}
		r.Shuffle(n, func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		merged, err := census.Merge(parts)
		if err != nil {
			t.Fatal(err)
		}
		again := merged[0]
		for _, p := range parts {
			if err := again.Merge(wire(t, p.Part, p.Name).Stores[0]); err != nil {
				t.Fatal(err) // a repetition changes nothing
			}
		}
		if got, want := reportOf(t, again), reportOf(t, whole); got != want {
			t.Fatalf("%d parts give\n%s\none process\n%s", n, got, want)
		}
		if n > 1 {
			if _, err := census.Merge(parts[1:]); err == nil {
				t.Error("a missing part is not refused")
			}
			if _, err := census.Merge(append(parts[:n:n], parts[0])); err == nil {
				t.Error("a doubled part is not refused")
			}
			other := *parts[0].Part
			other.Key = census.Key{8}.Digest()
			if _, err := census.Merge(append([]census.Named{{Name: "foreign", Part: &other}}, parts[1:]...)); err == nil {
				t.Error("a part of another key is not refused")
			}
		}
	})
}

func scanned(t *rapid.T, r *census.Runner, h census.Holder) *census.Store {
	s := census.NewStore(h.URI())
	if err := r.Scan(context.Background(), h, s); err != nil {
		t.Fatal(err)
	}
	return s
}

// wire writes and reads a part, and its one form.
func wire(t *rapid.T, p *census.Part, name string) census.Named {
	var b bytes.Buffer
	if err := census.WritePart(&b, p); err != nil {
		t.Fatal(err)
	}
	q, err := census.ReadPart(bytes.NewReader(b.Bytes()), name)
	if err != nil {
		t.Fatal(err)
	}
	var c bytes.Buffer
	if err := census.WritePart(&c, q); err != nil || !bytes.Equal(b.Bytes(), c.Bytes()) {
		t.Fatalf("%s: writing what was read gives other bytes (%v)", name, err)
	}
	for _, i := range []int{1, b.Len() / 2, b.Len() - 30} {
		bad := slices.Clone(b.Bytes())
		bad[i] ^= 1
		if _, err := census.ReadPart(bytes.NewReader(bad), name); err == nil {
			t.Fatalf("%s: byte %d altered, and nothing noticed", name, i)
		}
	}
	return census.Named{Name: name, Part: q}
}

func reportOf(t *rapid.T, s *census.Store) string {
	var b bytes.Buffer
	if err := census.WriteJSON(&b, &census.Report{Version: census.Version, Complete: true, Stores: []census.StoreReport{s.Report()}}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func FuzzReadPart(f *testing.F) {
	s := census.NewStore("memory")
	r := census.Runner{Formats: Formats(), Key: census.Key{7}}
	b := census.Bytes{Name: "a.csv", Data: []byte("name,ssn\nMary Smith,531-21-7351\n")}
	if err := r.Scan(context.Background(), b, s); err != nil {
		f.Fatal(err)
	}
	var out bytes.Buffer
	p := &census.Part{Header: census.Header{Part: census.PartVersion, Rules: census.Rules, Shard: 1, Shards: 1}, Stores: []*census.Store{s}}
	if err := census.WritePart(&out, p); err != nil {
		f.Fatal(err)
	}
	f.Add(out.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := census.ReadPart(bytes.NewReader(b), "fuzz"); err == nil {
			for _, s := range p.Stores {
				s.Report()
			}
		}
	})
}
