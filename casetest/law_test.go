package casetest

import (
	"fmt"
	"testing"

	"github.com/longarm-project/longarm/check"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/review"
)

// TestLawCases runs every case beside a rule of the packs that decide dealings.
func TestLawCases(t *testing.T) {
	lib, err := law.NewLibrary(law.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	least := map[string]int{"us-dsp": 71, "us-icts": 56}
	for _, name := range lib.Names() {
		t.Run(name, func(t *testing.T) { packCases(t, lib, name, least[name]) })
	}
}

// packCases runs the cases of one pack, of which there are at least so many.
func packCases(t *testing.T, lib *law.Library, pack string, least int) {
	p, err := lib.Pack(pack)
	if err != nil {
		t.Fatal(err)
	}
	cases, err := p.Cases()
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) < max(least, 1) {
		t.Errorf("only %d cases", len(cases))
	}
	own, err := check.NewPacks(lib.Files()...)
	if err != nil {
		t.Fatal(err)
	}
	covered := law.Coverage{}
	for _, c := range cases {
		t.Run(fmt.Sprintf("%s %s", c.Rule, c.Place.File), func(t *testing.T) {
			set, err := caseSet(lib, pack, c)
			if err != nil {
				t.Fatal(err)
			}
			if err := review.Cover(set, lib, pack, c.At, covered); err != nil {
				t.Fatal(err)
			}
			mismatches, err := review.Compare(set, lib, pack, c)
			if err != nil {
				t.Fatal(err)
			}
			d, err := review.Decide(set, lib, review.Options{At: c.At, Packs: []string{pack}, Cite: ids(set)})
			if err != nil {
				t.Fatal(err)
			}
			if err := check.Steps(d, own); err != nil {
				t.Errorf("Check: %v", err)
			}
			for _, m := range mismatches {
				t.Error(m)
			}
			if t.Failed() {
				d, _ := review.Decide(set, lib, review.Options{At: c.At, Packs: []string{pack}})
				for _, f := range d.Findings {
					t.Logf("%s: %s %v %q", f.Dealing, f.Outcome, f.Possible, f.Headline)
					for _, s := range f.Deciding {
						t.Logf("  asks %v surely %v: %+v", s.Questions, s.Surely, s.Answers)
					}
				}
			}
		})
	}
	for _, err := range p.Lint(covered) {
		t.Error(err)
	}
}
