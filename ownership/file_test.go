package ownership

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/check"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// register builds a registry file of records and opens it.
func register(t testing.TB, records []registry.Record) *registry.File {
	t.Helper()
	f, _ := registerAt(t, records)
	return f
}

func registerAt(t testing.TB, records []registry.Record) (f *registry.File, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "test.registry")
	stream := iter.Seq2[registry.Record, error](func(yield func(registry.Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	})
	if _, err := registry.Create(path, stream, registry.BuildOptions{}); err != nil {
		t.Fatal(err)
	}
	f, err := registry.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f, path
}

// recordsOf tells a random graph as a register would, and as a builder takes it.
func recordsOf(rng *rand.Rand, n int) (records []registry.Record, b *Builder) {
	b = &Builder{}
	add := func(r registry.Record) {
		r.Ref = registry.Ref{File: "test", ID: fmt.Sprint("r", len(records)), Line: int64(len(records) + 1)}
		records = append(records, r)
		if r.Party != nil {
			b.Party(r.Party, claimID(r.Ref.ID))
		} else {
			b.Interest(r.Interest, claimID(r.Ref.ID))
		}
	}
	countries := []fact.Country{"CN", "SG", "US", ""}
	for i := range n {
		p := &fact.Party{ID: id(i), Kind: []fact.PartyKind{fact.Company, fact.Company, fact.Person}[rng.IntN(3)], Complete: fact.Is(rng.IntN(8) == 0)}
		p.Seat, p.Residence = countries[rng.IntN(4)], countries[rng.IntN(4)]
		if c := countries[rng.IntN(4)]; c != "" && p.Kind == fact.Company {
			p.Organized, p.Residence = []fact.Country{c}, ""
		}
		if rng.IntN(8) == 0 {
			p.Designated = []fact.Designation{{Programme: "sdn", From: "2025-01-01"}}
		}
		add(registry.Record{Party: p})
	}
	for range 2 * n {
		x := &fact.Interest{Owner: id(rng.IntN(n)), Asset: id(rng.IntN(n)), Kind: fact.Shares}
		x.Lo = fact.Share(rng.IntN(8)) * 10 * fact.Percent
		x.Hi = min(x.Lo+fact.Share(rng.IntN(3))*20*fact.Percent, fact.Whole)
		if rng.IntN(5) == 0 {
			x.From = "2025-07-01"
		}
		if rng.IntN(9) == 0 {
			x.Kind = fact.Employment
		}
		add(registry.Record{Interest: x})
	}
	return records, b
}

// TestFileAndBuilderAgree asks the same graph from a file and from a builder, whole and party by party.
func TestFileAndBuilderAgree(t *testing.T) {
	rng := rand.New(rand.NewPCG(10, 11))
	for range 6 {
		records, b := recordsOf(rng, 40)
		fromFile, built := FromFile(register(t, records)), b.Build()
		for _, name := range []string{"dsp", "ofac50", "icts"} {
			rule := rule(t, name)
			want, got := built.Solve(rule, "2025-06-01"), fromFile.Solve(rule, "2025-06-01")
			inquiry := fromFile.Inquire(rule, "2025-06-01", Options{})
			for p := range 40 {
				p := id(p)
				if diff := cmp.Diff(about(want, p), about(got, p)); diff != "" {
					t.Fatalf("%s of %s (-built +file):\n%s", name, p, diff)
				}
				one, ok := inquiry.Ask(p)
				if !ok || one.Verdict(p) != want.Verdict(p) {
					t.Fatalf("%s of %s asked alone: %s, want %s", name, p, one.Verdict(p), want.Verdict(p))
				}
			}
		}
		if err := fromFile.Err(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestProofsOfAFile re-adds every yes of a register from claims made of what its proof cites.
func TestProofsOfAFile(t *testing.T) {
	records, _ := recordsOf(rand.New(rand.NewPCG(12, 13)), 3000)
	g := FromFile(register(t, records))
	rule := rule(t, "ofac50")
	r := g.Solve(rule, "2025-06-01")
	yes := r.Parties(fact.Yes)
	if len(yes) < 300 {
		t.Fatalf("only %d verdicts of yes", len(yes))
	}
	for _, p := range yes {
		proof, _ := r.Why(p)
		c := &fact.Control{Party: p, Test: rule.Name, Verdict: fact.Yes}
		claims := r.Claims(proof)
		if err := check.Chain(c, claims, checked(t, rule), r.At); err != nil {
			t.Fatal(err)
		}
		for i := range claims {
			if x := claims[i].Interest; x != nil && !proof.ByComplete() {
				mutated := append([]*fact.Claim{}, claims...)
				for j, c := range claims {
					if y := c.Interest; y != nil && y.Owner == x.Owner && y.Asset == x.Asset {
						low := *y
						low.Lo = 0
						mutated[j] = &fact.Claim{Interest: &low}
					}
				}
				if err := check.Chain(c, mutated, checked(t, rule), r.At); err == nil {
					t.Fatalf("%s: the proof holds without what %s holds in %s:\n%s", p, x.Owner, x.Asset, proof)
				}
			}
		}
		for _, s := range proof.Steps {
			for _, h := range s.Holdings {
				if h.Grounds[0].Record.ID == "" || h.Grounds[0].Record.Line == 0 {
					t.Fatalf("%s: a holding without its record: %+v", p, h)
				}
			}
		}
	}
}

// TestDamageIsNoAnswer breaks a register under a graph: it must say so.
func TestDamageIsNoAnswer(t *testing.T) {
	records, _ := recordsOf(rand.New(rand.NewPCG(14, 15)), 200)
	f, source := registerAt(t, records)
	whole, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "broken.registry")
	want := FromFile(f).Solve(rule(t, "ofac50"), "2025-06-01").Parties(fact.Yes)
	for at := 4096; at < len(whole); at += 2003 {
		b := append([]byte(nil), whole...)
		b[at] ^= 0x40
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		broken, err := registry.Open(path)
		if err != nil {
			continue
		}
		g := FromFile(broken)
		got := g.Solve(rule(t, "ofac50"), "2025-06-01").Parties(fact.Yes)
		if g.Err() == nil && cmp.Diff(want, got) != "" {
			t.Errorf("byte %d changed: other verdicts and no error", at)
		}
		broken.Close()
	}
}
