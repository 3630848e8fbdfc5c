package eucsf

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

var update = flag.Bool("update", false, "rewrite golden files")

func framework(t testing.TB) *Framework {
	t.Helper()
	f, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// all answers every criterion with the answer that pick chooses.
func all(f *Framework, pick func(c *Criterion) int) Answers {
	a := Answers{}
	for _, o := range f.Objectives {
		for i := range o.Criteria {
			n := pick(&o.Criteria[i])
			a[o.Criteria[i].ID] = Bound{Lo: n, Hi: n, Why: "test"}
		}
	}
	return a
}

func best(c *Criterion) int { return len(c.Answers) }

func TestPublishedFigures(t *testing.T) {
	f := framework(t)
	criteria, inert := 0, 0
	for _, o := range f.Objectives {
		for _, c := range o.Criteria {
			criteria++
			if c.Inert() {
				inert++
			}
		}
	}
	if criteria != 48 || inert != 9 {
		t.Errorf("%d criteria, %d inert, want 48 and 9", criteria, inert)
	}
	g := f.Grade("x", all(f, best), nil, 4)
	if g.SEAL != (Bounds{4, 4}) || g.Gate != fact.Yes || len(g.Gaps) != 0 {
		t.Errorf("perfect answers: %+v, gate %v, %d gaps", g.SEAL, g.Gate, len(g.Gaps))
	}
	if s := g.Scores[1]; s.Weights != "calculator-2026" || s.Lo != 100_0756 || s.Hi != s.Lo {
		t.Errorf("perfect answers score %+v, want 100.0756 %%", s)
	}
	levels := map[string]int{"SOV-1": 4, "SOV-2": 4, "SOV-3": 4, "SOV-4": 4, "SOV-5": 2, "SOV-6": 3, "SOV-7": 4, "SOV-8": 4}
	if got := f.Weights[0].SimpleScore(levels); got != 86_2500 {
		t.Errorf("published self-assessment scores %d, want 86.2500 %%", got)
	}
}

// TestGates checks which criteria need their best answer already for SEAL-2, and which more for SEAL-3.
func TestGates(t *testing.T) {
	f := framework(t)
	for level, want := range map[int][]string{2: {"SOV-2.1", "SOV-2.3", "SOV-3.4", "SOV-7.7"}, 3: {"SOV-1.8", "SOV-2.1", "SOV-2.2", "SOV-2.3", "SOV-3.4", "SOV-7.7"}} {
		var got []string
		for _, o := range f.Objectives {
			for _, c := range o.Criteria {
				if c.Needs(level) == len(c.Answers) {
					got = append(got, c.ID)
				}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("best answer needed for SEAL-%d (-want +got):\n%s", level, diff)
		}
	}
}

// TestSheet compares values and levels with the source sheet where it is present.
func TestSheet(t *testing.T) {
	b, err := os.ReadFile("../../../shared/law/eu-csf-criteria.yaml")
	if err != nil {
		t.Skip("source sheet not present")
	}
	var sheet struct {
		Objectives []struct {
			ID       string
			Weight   int64   `yaml:"weight_calculator"`
			Max      float64 `yaml:"actual_max"`
			Criteria []struct {
				ID      string
				Inert   bool
				Needs2  int `yaml:"needs_for_seal_2"`
				Needs3  int `yaml:"needs_for_seal_3"`
				Answers [][3]any
			}
		}
	}
	if err := yaml.Unmarshal(b, &sheet); err != nil {
		t.Fatal(err)
	}
	f := framework(t)
	g := f.Grade("x", all(f, best), nil, 0)
	for i, o := range sheet.Objectives {
		if got := g.Objectives[i]; got.ID != o.ID || got.hi != int64(o.Max*100+0.5) || f.Weights[1].Percent[o.ID] != o.Weight {
			t.Errorf("%s: sum %d, weight %d, want %v and %d", got.ID, got.hi, f.Weights[1].Percent[o.ID], o.Max, o.Weight)
		}
		for _, want := range o.Criteria {
			c := f.Criterion(want.ID)
			if c == nil {
				t.Errorf("%s is missing", want.ID)
				continue
			}
			if c.Inert() != want.Inert || c.Needs(2) != want.Needs2 || c.Needs(3) != want.Needs3 || len(c.Answers) != len(want.Answers) {
				t.Errorf("%s: inert %v, needs %d and %d, %d answers", c.ID, c.Inert(), c.Needs(2), c.Needs(3), len(c.Answers))
				continue
			}
			for j, a := range want.Answers {
				if int64(toFloat(a[0])*100+0.5) != c.Answers[j].Value {
					t.Errorf("%s answer %d: value %d, want %v", c.ID, j+1, c.Answers[j].Value, a[0])
				}
				if c.Answers[j].SEAL != a[1] {
					t.Errorf("%s answer %d: level %d, want %v", c.ID, j+1, c.Answers[j].SEAL, a[1])
				}
			}
		}
	}
}

func toFloat(v any) float64 {
	switch v := v.(type) {
	case int:
		return float64(v)
	case float64:
		return v
	}
	return -1
}

// estate is a store in Frankfurt run by a company of the Union that is held from the United States.
func estate(t testing.TB) *fact.Set {
	t.Helper()
	src := []fact.Source{{Digest: "00", Name: "x"}}
	s := &fact.Set{}
	add := func(b fact.Body) {
		if _, err := s.Add(fact.New(b, src, "")); err != nil {
			t.Fatal(err)
		}
	}
	add(&fact.Attribution{Asset: "db", Country: "DE", Provider: "p", Operator: "eu-op", Contracts: "us-co", Method: fact.ByResource})
	add(&fact.Attribution{Asset: "copy", Country: "SG", Provider: "p", Operator: "eu-op", Method: fact.ByResource})
	add(&fact.Claim{Author: "register", Party: &fact.Party{ID: "eu-op", Organized: []fact.Country{"LU"}}})
	add(&fact.Claim{Author: "register", Party: &fact.Party{ID: "us-co", Organized: []fact.Country{"US"}}})
	add(&fact.Control{Party: "eu-op", Test: ControlTest + "US", Governments: []fact.Country{"US"}, Verdict: fact.Yes})
	add(&fact.Reach{Asset: "db", Government: "US", Arm: fact.Read, Verdict: fact.Yes})
	add(&fact.Reach{Asset: "db", Government: "FR", Arm: fact.Cut, Verdict: fact.Yes})
	add(&fact.Safeguard{Asset: "db", Measure: "keys-out-of-reach", State: fact.Yes})
	return s
}

func TestShown(t *testing.T) {
	type bound struct {
		Lo, Hi int
		Stated bool
	}
	got := map[string]bound{}
	for id, b := range Shown(estate(t), "db") {
		got[id] = bound{b.Lo, b.Hi, b.Stated}
		if b.Why == "" || len(b.From) == 0 {
			t.Errorf("%s: no reason or no fact: %+v", id, b)
		}
	}
	want := map[string]bound{
		"SOV-1.1": {1, 2, false}, "SOV-2.1": {1, 2, false}, "SOV-2.2": {1, 3, false}, "SOV-2.3": {1, 4, false}, "SOV-3.1": {5, 5, true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Shown (-want +got):\n%s", diff)
	}
	if b := Shown(estate(t), "copy")["SOV-3.4"]; b.Hi != 4 {
		t.Errorf("a copy in Singapore: %+v, want no best answer", b)
	}
	if n := len(Shown(&fact.Set{}, "db")); n != 0 {
		t.Errorf("no facts, but %d answers", n)
	}
}

func TestGradeOfFacts(t *testing.T) {
	f := framework(t)
	stated, err := f.ReadAnswers([]byte("SOV-2.3: 5\nSOV-6.3: 3..4\nSOV-7.1: unknown\n"), "answers.yaml")
	if err != nil {
		t.Fatal(err)
	}
	g := f.Of(estate(t), "db", stated, 2)
	if g.Gate != fact.No || g.SEAL != (Bounds{Hi: 1, Lo: 0}) {
		t.Errorf("gate %v, SEAL %+v, want no and 0 to 1", g.Gate, g.SEAL)
	}
	if len(g.Conflicts) != 1 || g.Conflicts[0].Criterion != "SOV-2.3" {
		t.Errorf("conflicts %+v, want that requests are always rejected", g.Conflicts)
	}
	var b bytes.Buffer
	if err := g.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	if err := f.Of(&fact.Set{}, "unseen", Answers{"SOV-2.3": {Lo: 5, Hi: 5, Stated: true, Why: "stated"}}, 2).WriteText(&b); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "grade.txt")
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	if _, err := json.Marshal(g); err != nil {
		t.Error(err)
	}
}

func TestNothingKnown(t *testing.T) {
	f := framework(t)
	g := f.Grade("x", nil, nil, 2)
	if g.SEAL != (Bounds{Hi: 4, Lo: 0}) || g.Gate != fact.Unknown || g.Answered != -1 || len(g.Gaps) != 48 {
		t.Errorf("nothing known: %+v, gate %v, answered %d, %d gaps", g.SEAL, g.Gate, g.Answered, len(g.Gaps))
	}
	for i, gap := range g.Gaps {
		c := f.Criterion(gap.Criterion)
		if gap.Decides != (c.Answers[0].SEAL < 2) {
			t.Errorf("%s: decides %v", c.ID, gap.Decides)
		}
		if i > 0 && gap.Decides && !g.Gaps[i-1].Decides {
			t.Errorf("%s decides and stands behind one that does not", c.ID)
		}
	}
}

func TestReadAnswers(t *testing.T) {
	f := framework(t)
	for text, want := range map[string]string{
		"SOV-1.1: 5":             "a.yaml:1: SOV-1.1: \"5\" is no answer from 1 to 4",
		"SOV-1.1: 4\nSOV-9.1: 1": `a.yaml:2: "SOV-9.1" is no criterion`,
		"SOV-1.1: 3..2":          "a.yaml:1: ",
		"SOV-1.1: yes":           "a.yaml:1: ",
		"- 1":                    "a.yaml:1: want keys and values",
		"SOV-1.1: [":             "a.yaml:1: ",
		"SOV-1.1: 1\nSOV-1.1: 2": "a.yaml:2: ",
	} {
		_, err := f.ReadAnswers([]byte(text), "a.yaml")
		if e, ok := errors.AsType[*datafile.Error](err); !ok || !strings.HasPrefix(e.Error(), want) {
			t.Errorf("ReadAnswers(%q): %v, want %q", text, err, want)
		}
	}
	got, err := f.ReadAnswers([]byte("SOV-1.1: 9\nSOV-1.2: 2\n"), "a.yaml")
	if err == nil || got["SOV-1.2"].Lo != 2 {
		t.Errorf("one bad line: %v, %v, want the good one and an error", got, err)
	}
}

// TestKnowledgeNarrows checks against every completion of a partial answer set
// drawn at random: the true level and score lie within the bounds.
func TestKnowledgeNarrows(t *testing.T) {
	f := framework(t)
	rapid.Check(t, func(t *rapid.T) {
		full := all(f, func(c *Criterion) int { return rapid.IntRange(1, len(c.Answers)).Draw(t, c.ID) })
		part := Answers{}
		for id, b := range full {
			lo := rapid.IntRange(1, b.Lo).Draw(t, "lo")
			hi := rapid.IntRange(b.Hi, len(f.Criterion(id).Answers)).Draw(t, "hi")
			if rapid.Bool().Draw(t, "known") {
				part[id] = Bound{Lo: lo, Hi: hi}
			}
		}
		minimum := rapid.IntRange(0, 4).Draw(t, "minimum")
		truth, guess := f.Grade("x", full, nil, minimum), f.Grade("x", part, nil, minimum)
		if truth.SEAL.Lo != truth.SEAL.Hi || guess.SEAL.Lo > truth.SEAL.Lo || guess.SEAL.Hi < truth.SEAL.Hi {
			t.Fatalf("level %+v is not within %+v", truth.SEAL, guess.SEAL)
		}
		if guess.Gate != fact.Unknown && guess.Gate != truth.Gate {
			t.Fatalf("gate %v, but in truth %v", guess.Gate, truth.Gate)
		}
		for i := range truth.Scores {
			if guess.Scores[i].Lo > truth.Scores[i].Lo || guess.Scores[i].Hi < truth.Scores[i].Hi {
				t.Fatalf("score %+v is not within %+v", truth.Scores[i], guess.Scores[i])
			}
		}
	})
}

func TestParseRefuses(t *testing.T) {
	good := string(criteria)
	for _, tt := range []struct{ name, old, new, want string }{
		{"weights", "SOV-8: 5}", "SOV-8: 6}", "sum to 101"},
		{"worse answer", "[125.01, 4, \"entirely inside\"]", "[1, 4, \"entirely inside\"]", "SOV-1.1: answer 4 is worse"},
		{"level", "[0, 1, \"entirely outside\"]", "[0, 5, \"entirely outside\"]", "no level from 0 to 4"},
		{"number", "[41.67, 1, \"mostly outside\"]", "[41.678, 1, \"mostly outside\"]", "no number with two places"},
		{"unknown key", "levels:", "stufen: []\nlevels:", "stufen"},
		{"same id", "id: SOV-1.2", "id: SOV-1.1", `criterion "SOV-1.1"`},
	} {
		text := strings.Replace(good, tt.old, tt.new, 1)
		if _, err := Parse([]byte(text), "f.yaml"); text == good || err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: Parse: %v, want %q", tt.name, err, tt.want)
		}
	}
}

func FuzzReadAnswers(f *testing.F) {
	fw := framework(f)
	f.Add([]byte("SOV-1.1: 3\nSOV-2.2: 1..4\nSOV-3.1: unknown\n"))
	f.Add([]byte("&a SOV-1.1: *a"))
	f.Add([]byte("? [x]\n: 1"))
	f.Fuzz(func(t *testing.T, b []byte) {
		answers, err := fw.ReadAnswers(b, "a.yaml")
		if err == nil && answers == nil {
			t.Fatal("neither answers nor an error")
		}
		g := fw.Grade("x", answers, nil, 2)
		if g.SEAL.Lo > g.SEAL.Hi {
			t.Fatalf("SEAL %+v", g.SEAL)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add(criteria)
	f.Add([]byte("objectives: [{id: A, criteria: [{id: A.1, answers: [[., 1, x], [0, 1, y]]}]}]"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if fw, err := Parse(b, "f.yaml"); err == nil {
			fw.Grade("x", nil, nil, 2)
		}
	})
}

func BenchmarkOf(b *testing.B) {
	f, s := framework(b), estate(b)
	b.ReportAllocs()
	for b.Loop() {
		f.Of(s, "db", nil, 2)
	}
}
