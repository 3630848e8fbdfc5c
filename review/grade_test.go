package review

import (
	"slices"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/check"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// clinic is a German clinic whose store stands with a German company that an American one holds.
func clinic(t *testing.T, read fact.Truth) (*estate, *law.Library) {
	t.Helper()
	lib, err := law.NewLibrary(law.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	e := &estate{t: t}
	e.company("clinic", "DE")
	e.company("host", "DE")
	e.company("parent", "US")
	e.add(&fact.Control{Party: "host", Test: "eu-cada", Verdict: fact.Yes, Lo: fact.Whole, Hi: fact.Whole, Governments: []fact.Country{"US"}})
	e.add(&fact.Dealing{Name: "store", Class: fact.Vendor, Subject: "clinic", Counterparty: "host", Assets: []fact.AssetID{"db"}, AccessKnown: fact.Yes,
		Access: []fact.Access{{Party: "host", Able: fact.Yes, Role: "operates"}}, Places: []fact.Country{"DE"}, PlacesKnown: fact.Yes,
		Terms: map[string]string{"cloud_computing": "yes", "access_prevented": "yes"}})
	for arm, verdict := range map[fact.Arm]fact.Truth{fact.Read: read, fact.Cut: fact.Unknown, fact.Enter: fact.No} {
		e.add(&fact.Reach{Arm: arm, Asset: "db", Government: "US", Verdict: verdict})
	}
	e.add(&fact.Reach{Arm: fact.Read, Asset: "db", Government: "FR", Verdict: fact.Yes})
	return e, lib
}

func criterion(t *testing.T, g *determination.Grade, level int, id string) determination.Element {
	t.Helper()
	i := slices.IndexFunc(g.Levels[level-1].Criteria, func(e determination.Element) bool { return e.ID == id })
	if i < 0 {
		t.Fatalf("level %d has no criterion %s", level, id)
	}
	return g.Levels[level-1].Criteria[i]
}

// What a government outside can surely read, no showing keeps from it; what is possible leaves it open.
func TestReachAgainstShowing(t *testing.T) {
	for read, want := range map[fact.Truth]fact.Truth{fact.Yes: fact.No, fact.Unknown: fact.Unknown, fact.No: fact.Yes} {
		e, lib := clinic(t, read)
		d, err := Decide(&e.set, lib, Options{At: "2026-11-01", Packs: []string{"eu-cada"}})
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Grades) != 1 || len(d.Findings) != 0 {
			t.Fatalf("%d grades and %d findings", len(d.Grades), len(d.Findings))
		}
		if c := criterion(t, &d.Grades[0], 2, "g-ii"); c.Value != want {
			t.Errorf("read %s: access prevented is %s, want %s; %v", read, c.Value, want, c.Values)
		}
		if err := check.Steps(d, packs(lib)); err != nil {
			t.Error(err)
		}
	}
}

// Where not all governments were judged, it is not known that no other reaches it.
func TestNotAllGovernments(t *testing.T) {
	e, lib := clinic(t, fact.No)
	d, err := Decide(&e.set, lib, Options{At: "2026-11-01", Packs: []string{"eu-cada"}, Asked: determination.Asked{Governments: []fact.Country{"FR", "US"}}})
	if err != nil {
		t.Fatal(err)
	}
	if c := criterion(t, &d.Grades[0], 2, "g-ii"); c.Value != fact.Unknown {
		t.Errorf("access prevented is %s", c.Value)
	}
}

// Every question of a criterion can be stated, and an answer settles it or leaves fewer questions.
func TestQuestionsOfCriteria(t *testing.T) {
	e, lib := clinic(t, fact.No)
	d, err := Decide(&e.set, lib, Options{At: "2026-11-01", Packs: []string{"eu-cada"}})
	if err != nil {
		t.Fatal(err)
	}
	c := criterion(t, &d.Grades[0], 1, "e")
	if len(c.Questions) != 1 || c.Questions[0].Path != "dealings.store.terms.state_of_the_art" || !slices.Equal(c.Questions[0].Values, []string{"yes", "no"}) ||
		c.Questions[0].Write[0] != `{"dealings":{"store":{"terms":{"state_of_the_art":"yes"}}}}` {
		t.Errorf("asked %+v", c.Questions)
	}
}

// A grade that does not follow from the steps is refused, whoever mends the digest.
func TestForgedGrades(t *testing.T) {
	e, lib := clinic(t, fact.Yes)
	made := func() *determination.Determination {
		d, err := Decide(&e.set, lib, Options{At: "2026-11-01", Packs: []string{"eu-cada"}})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	last := func(d *determination.Determination, forge func(*determination.Step)) {
		steps := d.Proof.Steps()
		forge(&steps[len(steps)-1])
		d.Proof = determination.NewProof(steps...)
	}
	for name, forge := range map[string]func(*determination.Determination){
		"a higher level":     func(d *determination.Determination) { d.Grades[0].Reached = 4 },
		"a criterion":        func(d *determination.Determination) { d.Grades[0].Levels[1].Criteria[0].Value = fact.Yes },
		"its sentence":       func(d *determination.Determination) { d.Grades[0].Levels[0].Criteria[0].Says = "All is well." },
		"a level":            func(d *determination.Determination) { d.Grades[0].Levels[1].Holds = fact.Yes },
		"a level left out":   func(d *determination.Determination) { d.Grades[0].Levels = d.Grades[0].Levels[:3] },
		"the grade left out": func(d *determination.Determination) { d.Grades = nil },
		"the last step":      func(d *determination.Determination) { last(d, func(s *determination.Step) { s.Value = "4" }) },
		"what the last step has": func(d *determination.Determination) {
			last(d, func(s *determination.Step) { s.Elements[2].Value = "yes" })
		},
		"not about it": func(d *determination.Determination) {
			last(d, func(s *determination.Step) { s.Elements[0].Value = "no" })
			d.Grades = nil
		},
	} {
		d := made()
		forge(d)
		d.Digest = d.Sum()
		if err := check.Steps(d, packs(lib)); err == nil {
			t.Errorf("%s: not refused", name)
		} else if strings.Contains(err.Error(), "digests") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
