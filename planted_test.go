//go:build planted

package longarm_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/assess"
	"github.com/longarm-project/longarm/check"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/mutant"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/review"
	"github.com/longarm-project/longarm/verify"
)

// A subject is something that is decided with each fault, and then verified with it.
type subject struct {
	name   string
	decide func(*longarm.Engine) (*determination.Determination, error)
	verify func(*longarm.Engine, *check.Packs, *determination.Determination) error
	truth  string
}

// TestPlantedFaults runs by TestMutants of room check, which plants the faults.
func TestPlantedFaults(t *testing.T) {
	subjects := corpus(t)
	live, refused := 0, 0
	for n := range mutant.Names {
		mutant.On = 0
		e := forgeEngine(t)
		mutant.On = n
		if n > 0 { // rules are read with the fault, too
			e = forgeEngine(t)
		}
		packs, err := check.NewPacks(e.Law.Files()...)
		if err != nil {
			t.Fatal(err)
		}
		changed, told, first := 0, 0, ""
		for i := range subjects {
			s := &subjects[i]
			sum, err := s.run(e, packs)
			if n == 0 {
				if s.truth = sum; err != nil {
					t.Fatalf("%s: %v", s.name, err)
				}
				continue
			}
			if sum == s.truth && err == nil {
				continue
			}
			if changed++; err != nil {
				told++
				first = fmt.Sprintf("%s: %.160v", s.name, err)
				break
			}
		}
		switch {
		case n == 0:
		case changed == 0:
			t.Logf("nothing changes  %s", mutant.Names[n])
		case told > 0:
			live, refused = live+1, refused+1
			t.Logf("refused          %s (%s)", mutant.Names[n], first)
		default:
			live++
			t.Logf("PASSES  %3d      %s", changed, mutant.Names[n])
		}
	}
	mutant.On = 0
	t.Logf("%d faults planted; %d change an answer of %d, and %d of these are refused", len(mutant.Names)-1, live, len(subjects), refused)
	if live < 40 || refused*10 < live*9 {
		t.Errorf("want at least 40 that change an answer, and nine of ten of them refused")
	}
}

// run decides and verifies with the fault that is on. A fault may end in a panic.
func (s *subject) run(e *longarm.Engine, packs *check.Packs) (sum string, err error) {
	defer func() {
		if x := recover(); x != nil {
			sum, err = "panic", nil // no refusal of a check
		}
	}()
	d, err := s.decide(e)
	if err != nil {
		return "error", nil
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte(d.Digest))), s.verify(e, packs, d)
}

// corpus is the example, cases of packs, estates and dealings drawn at random.
func corpus(t *testing.T) []subject {
	e := forgeEngine(t)
	var out []subject
	for i := range uint64(40) {
		out = append(out, drawn(t, e.Law, i))
	}
	whole := func(name string, roots []string, at fact.Date) {
		a, err := e.Assess(t.Context(), roots, longarm.Options{At: at, ReadOn: "2026-12-01"})
		if err != nil {
			return // drawn with more than all shares
		}
		out = append(out, subject{
			name: name,
			decide: func(e *longarm.Engine) (*determination.Determination, error) {
				r := a.Rules
				r.Law, r.Packs = e.Law, a.Facts.Asked.Packs
				b, err := assess.Assess(context.Background(), a.Facts, r, assess.Options{})
				if err != nil {
					return nil, err
				}
				return b.Determination, nil
			},
			verify: func(e *longarm.Engine, packs *check.Packs, d *determination.Determination) error {
				_, err := verify.Determination(context.Background(), d, verify.Rules{Law: e.Law, Compels: e.Compels, Packs: packs})
				return err
			},
		})
	}
	whole("the example", []string{"examples/estate"}, "2026-11-01")
	cases, err := filepath.Glob("law/pack/us-*/*/cases/*.yaml")
	if err != nil || len(cases) == 0 {
		t.Fatal("there are no cases", err)
	}
	for i, name := range cases {
		if i%24 == 0 || filepath.Base(name) == "days.yaml" || filepath.Base(name) == "window-days.yaml" {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			day := fact.Date("2026-11-01")
			if m := dayOfCase.FindSubmatch(text); m != nil {
				day = fact.Date(m[1])
			}
			whole(name, []string{name}, day)
		}
	}
	more, _ := filepath.Glob("check/testdata/mutants/*.yaml")
	for _, name := range more {
		whole(name, []string{name}, "2026-11-01")
	}
	for i := range uint64(8) {
		g := generator{rand.New(rand.NewPCG(i, 29))}
		whole(fmt.Sprint("estate ", i), []string{folder{"case.yaml": g.caseFile()}.write(t)}, g.pick("2025-06-01", "2026-11-01"))
	}
	return out
}

// drawn are random dealings under all packs.
func drawn(t *testing.T, lib *law.Library, seed uint64) subject {
	g := dealer{generator{rand.New(rand.NewPCG(seed, 38))}, lib, &fact.Set{}, nil}
	at := g.pick("2026-11-01", "2025-04-08", "2025-10-06", "2024-10-15", "2022-01-18", "2025-02-04")
	g.estate(t, at, 4)
	return subject{
		name: fmt.Sprint("dealings ", seed),
		decide: func(e *longarm.Engine) (*determination.Determination, error) {
			set := g.set.Clone()
			if err := assess.Control(set, assess.Rules{At: at, Law: e.Law}); err != nil {
				return nil, err
			}
			o := review.Options{At: at}
			for f := range set.All() {
				o.Cite = append(o.Cite, f.ID)
			}
			return review.Decide(set, e.Law, o)
		},
		verify: func(_ *longarm.Engine, packs *check.Packs, d *determination.Determination) error {
			var set fact.Set
			if err := set.AddAll(d.Facts...); err != nil {
				return err
			}
			test := func(name string) (*check.Test, error) { return ownTest(name, at) }
			if err := check.Controls(&set, test, at); err != nil {
				return err
			}
			if err := check.Open(&set, []string{"dsp", "icts"}, test, at); err != nil {
				return err
			}
			return check.Steps(d, packs)
		},
	}
}
