package procedure

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
)

var update = flag.Bool("update", false, "rewrite golden files")

func sheet(t testing.TB, at fact.Date) *Sheet {
	t.Helper()
	p, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	s, err := p.At(at)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRegimeOfTheDay(t *testing.T) {
	for at, want := range map[fact.Date]string{
		"2021-03-22": "IFR", "2023-07-16": "IFR", "2023-07-17": "IFR+CSA", "2024-07-17": "IFR+CSA", "2024-07-18": "IFR@791",
		"2025-02-03": "IFR@791", "2025-02-04": "FINAL", "2025-03-16": "FINAL", "2025-03-17": "FINAL+CV", "2026-11-21": "FINAL+CV",
	} {
		if got := sheet(t, at).Regime.ID; got != want {
			t.Errorf("At(%s) = %s, want %s", at, got, want)
		}
	}
	p, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.At("2021-03-21"); !errors.Is(err, ErrNone) {
		t.Errorf("At the day before: %v, want ErrNone", err)
	}
}

func TestWhatChanged(t *testing.T) {
	for _, tt := range []struct {
		at       fact.Date
		criteria int
		seven    string // of the citation and words of criterion 7
		contents int    // of a determination to mitigate
		facts    bool   // the initial determination gives its factual basis
		lists    [5]int
	}{
		{"2022-01-18", 10, "nature of the vulnerability; 15 CFR 7.103(c)(7)", 6, false, [5]int{8, 4, 3, 6, 1}},
		{"2024-01-18", 18, "nature of the vulnerability; 15 CFR 7.103(c)(7)", 6, false, [5]int{8, 4, 3, 6, 1}},
		{"2025-01-18", 18, "nature of the vulnerability; 15 CFR 791.103(c)(7)", 6, false, [5]int{8, 4, 3, 6, 1}},
		{"2025-06-01", 15, "customer base, business relationships and operating locations of the parties; 15 CFR 791.103(c)(7)", 7, true, [5]int{9, 4, 3, 7, 9}},
	} {
		s := sheet(t, tt.at)
		c := s.Criteria[6]
		if len(s.Criteria) != tt.criteria || c.Says+"; "+c.Citation != tt.seven {
			t.Errorf("%s: %d criteria, the seventh %s; %s", tt.at, len(s.Criteria), c.Says, c.Citation)
		}
		if got := len(s.Contents("mitigated")); got != tt.contents {
			t.Errorf("%s: a determination to mitigate holds %d things, want %d", tt.at, got, tt.contents)
		}
		if got := [5]int{len(s.Sources), len(s.Indicators), len(s.Risks), len(s.Disclosure), len(s.Conduct)}; got != tt.lists {
			t.Errorf("%s: sources, indicators, risks, disclosure, conduct %v, want %v", tt.at, got, tt.lists)
		}
		if got := slices.ContainsFunc(s.Initial, func(x Item) bool { return x.ID == "facts" }); got != tt.facts {
			t.Errorf("%s: factual basis %v, want %v", tt.at, got, tt.facts)
		}
	}
}

func TestClocks(t *testing.T) {
	for _, tt := range []struct {
		at         fact.Date
		clock      string
		start, due fact.Date
	}{
		{"2022-01-18", "review-to-final", "2022-01-18", "2022-07-17"},
		{"2022-01-18", "response", "2022-01-18", "2022-02-17"},
		{"2025-06-01", "initial-to-final", "2025-06-01", "2025-11-28"},
		{"2025-06-01", "agency-concurrence", "2025-12-20", "2026-01-03"}, // a Saturday: no weekend rule
		{"2025-06-01", "retention", "2025-06-01", "2035-06-01"},
	} {
		c, ok := sheet(t, tt.at).Clock(tt.clock)
		got, err := c.Due(tt.start)
		if !ok || err != nil || got != tt.due {
			t.Errorf("%s of %s from %s: due %s, %v, want %s", tt.clock, tt.at, tt.start, got, err, tt.due)
		}
	}
	if _, ok := sheet(t, "2022-01-18").Clock("agency-notice"); ok {
		t.Error("the interim rule has no notice of 21 days")
	}
	if _, err := (Clock{ID: "x", Days: 1}).Due("2022-01"); !errors.Is(err, fact.ErrDate) {
		t.Errorf("Due of a month: %v, want ErrDate", err)
	}
}

// Every clock of a regime is started by a step, save those of penalties and records.
func TestClocksAreStarted(t *testing.T) {
	for _, at := range []fact.Date{"2022-01-18", "2025-06-01"} {
		s := sheet(t, at)
		for _, c := range s.Clocks {
			if c.ID == "retention" || strings.HasPrefix(c.ID, "penalty") {
				continue
			}
			starts := slices.ContainsFunc(s.Steps, func(x Step) bool { return slices.Contains(x.Starts, c.ID) })
			ends := slices.ContainsFunc(s.Steps, func(x Step) bool { return slices.Contains(x.Ends, c.ID) })
			if !starts || !ends {
				t.Errorf("%s: clock %s is started %v, ended %v", at, c.ID, starts, ends)
			}
		}
	}
}

func TestParseRefuses(t *testing.T) {
	good := string(icts)
	for _, tt := range []struct{ name, old, new, want string }{
		{"overlap", "last: 2023-07-16", "last: 2023-07-17", "IFR and IFR+CSA: overlapping"},
		{"reversed", "last: 2023-07-16", "last: 2020-07-16", "IFR: dates missing or reversed"},
		{"no clock", "starts: [response]", "starts: [answer]", `notified: no clock "answer"`},
		{"no outcome", "applies: [prohibited]", "applies: [banned]", `no outcome "banned"`},
		{"no citation", "cite: .109(d)(2)}", "cite: \"\"}", `item "describes"`},
		{"unknown key", "regimes:", "regime: []\nregimes:", `unknown key "regime"`},
		{"no text", "text: interim, from: 2021-03-22", "text: interrim, from: 2021-03-22", `IFR: no text "interrim"`},
	} {
		text := strings.Replace(good, tt.old, tt.new, 1)
		if _, err := Parse([]byte(text), "p.yaml"); text == good || err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: Parse: %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestText(t *testing.T) {
	var b bytes.Buffer
	if err := sheet(t, "2025-06-01").WriteText(&b); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "final.txt")
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
}

func FuzzParse(f *testing.F) {
	f.Add(icts)
	f.Add([]byte("parts: [{from: x, part: y}]\nregimes: [{id: a, text: b, from: 2020-01-01}]\ntexts: [{id: b, clocks: [{id: c, days: 1, cite: .1}]}]"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Parse(b, "p.yaml")
		if err != nil {
			return
		}
		for _, r := range p.Regimes {
			s, err := p.At(r.From)
			if err != nil {
				continue // a first day known to the year only
			}
			if err := s.WriteText(&bytes.Buffer{}); err != nil {
				t.Fatal(err)
			}
		}
	})
}
