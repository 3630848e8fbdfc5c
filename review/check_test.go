package review

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/longarm-project/longarm/check"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// proven makes a determination with a prohibited, a restricted, a conditional and an undetermined finding.
func proven(t testing.TB) (*determination.Determination, []byte, *law.Library) {
	e := newEstate(t)
	e.party(fact.Party{ID: "open", Kind: fact.Company, Organized: []fact.Country{"SG"}})
	e.add(e.vendor("genomes", "beihai", fact.HumanGenomic, exactly(4212)))
	e.add(e.vendor("claims", "beihai", fact.PersonalHealth, fact.Range{Lo: 18_400, Hi: 18_650}))
	e.add(e.vendor("unsure", "open", fact.PersonalHealth, exactly(20_000)))
	sale := e.vendor("sale", "rhein", fact.PersonalHealth, exactly(20_000))
	sale.Class = fact.DataBrokerage
	e.add(sale)
	e.add(&fact.Safeguard{Dealing: "claims", Measure: "cisa-i-a-1", State: fact.Yes})
	lib := library(t)
	d, err := Decide(&e.set, lib, Options{At: "2026-06-01", Packs: []string{"us-dsp"}})
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return d, b, lib
}

func reread(t interface{ Fatal(...any) }, b []byte) *determination.Determination {
	var d determination.Determination
	if err := json.Unmarshal(b, &d); err != nil {
		t.Fatal(err)
	}
	return &d
}

func TestCheckAccepts(t *testing.T) {
	_, b, lib := proven(t)
	if err := check.Steps(reread(t, b), packs(lib)); err != nil {
		t.Error(err)
	}
}

// TestCheckRefuses changes one thing of a proof, mends the digest as a forger
// would, and expects a refusal.
func TestCheckRefuses(t *testing.T) {
	_, b, lib := proven(t)
	for name, change := range map[string]func(*determination.Determination){
		"another date":      func(d *determination.Determination) { d.At = "2026-06-02" },
		"another pack":      func(d *determination.Determination) { d.Packs[0].Digest = "00" },
		"no pack":           func(d *determination.Determination) { d.Packs = nil },
		"a finding less":    func(d *determination.Determination) { d.Findings = d.Findings[1:] },
		"a finding twice":   func(d *determination.Determination) { d.Findings = append(d.Findings, d.Findings[0]) },
		"a milder outcome":  func(d *determination.Determination) { d.Findings[0].Outcome = determination.NotCovered },
		"another quotation": func(d *determination.Determination) { d.Findings[0].Provisions[0].Quote = "may" },
		"a fact less":       func(d *determination.Determination) { d.Facts = d.Facts[1:] },
		"a fact changed": func(d *determination.Determination) {
			for _, f := range d.Facts {
				if c, ok := f.Body.(*fact.Dealing); ok {
					c.Data[0].Number.Lo++
				}
			}
		},
		"facts exchanged": func(d *determination.Determination) {
			for i, f := range d.Facts {
				if c, ok := f.Body.(*fact.Dealing); ok && c.Name == "genomes" {
					n := *c
					n.Data = []fact.Data{{Category: fact.HumanGenomic, Number: exactly(12)}}
					d.Facts[i] = fact.New(&n, f.Sources, "")
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := reread(t, b)
			change(d)
			d.Digest = d.Sum()
			if err := check.Steps(d, packs(lib)); !errors.Is(err, check.ErrCheck) {
				t.Errorf("got %v, want a refusal", err)
			}
		})
	}
}

// readAgain matches inputs that the checker reads from the facts of [proven] too, or that a step came to. These
// hold no control facts, so that what a test of ownership gives is told only by deciding again.
var readAgain = regexp.MustCompile(` (class|subject|counterparty|able|hired|kind|organized|seat|access|data|category|number|safeguarded)$`)

// TestStepsRefuse mutates steps at random. The proof alone, without deciding
// again, must refuse all that changes a value, an input or a premise.
func TestStepsRefuse(t *testing.T) {
	_, b, lib := proven(t)
	rapid.Check(t, func(t *rapid.T) {
		d := reread(t, b)
		steps := d.Proof.Steps()
		i := rapid.IntRange(0, len(steps)-1).Draw(t, "step")
		s := &steps[i]
		what := rapid.SampledFrom([]string{"drop", "value", "input", "uses", "rule", "about", "element", "citation"}).Draw(t, "what")
		switch what {
		case "drop":
			steps = slices.Delete(steps, i, i+1)
		case "value":
			s.Value = other1(s.Value)
		case "input":
			if len(s.Inputs) == 0 {
				t.Skip("it has none")
			}
			in := &s.Inputs[rapid.IntRange(0, len(s.Inputs)-1).Draw(t, "input")]
			if !readAgain.MatchString(in.Name) {
				t.Skip("the proof alone does not tell")
			}
			what += " " + in.Name
			in.Value = other1(in.Value)
		case "uses":
			if len(s.Uses) == 0 {
				t.Skip("it has none")
			}
			s.Uses = s.Uses[1:]
		case "rule":
			s.Rule = "us-dsp/202.999"
		case "about":
			s.About = "dealing nothing"
		case "element":
			if len(s.Elements) == 0 {
				t.Skip("it has none")
			}
			s.Elements[0].Value = other1(s.Elements[0].Value)
		case "citation":
			s.Citation = "28 CFR 202.1"
		}
		d.Proof = determination.NewProof(steps...)
		d.Digest = d.Sum()
		if err := check.Steps(d, packs(lib)); !errors.Is(err, check.ErrCheck) {
			t.Fatalf("%s of step %d: got %v, want a refusal", what, i, err)
		}
	})
}

// other1 returns another value of the same sort.
func other1(v string) string {
	switch v {
	case "yes":
		return "no"
	case "no", "unknown":
		return "yes"
	}
	if strings.Trim(v, "0123456789") == "" && v != "" {
		return v + "0"
	}
	return v + "x"
}

// TestEvaluators compares the evaluator of the proof with that of the check on
// every step of every embedded pack's determination that tests make here.
func TestEvaluators(t *testing.T) {
	d := decideDSP(t, big(t, 60), "2026-06-01")
	lib := library(t)
	if err := check.Steps(d, packs(lib)); err != nil {
		t.Error(err)
	}
	if d.Proof.Len() < 1000 {
		t.Error(fmt.Sprint("only ", d.Proof.Len(), " steps"))
	}
}
