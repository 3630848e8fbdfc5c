package instrument

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

var update = flag.Bool("update", false, "rewrite golden files")

func library(t testing.TB) *Library {
	t.Helper()
	l, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestCases(t *testing.T) {
	l := library(t)
	if len(l.Cases()) < 18 {
		t.Fatalf("%d cases, want at least the 18 of the source sheet", len(l.Cases()))
	}
	for _, c := range l.Cases() {
		t.Run(c.String(), func(t *testing.T) {
			if err := l.Run(c); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCaseFails(t *testing.T) {
	err := library(t).Run(Case{At: "2022-01-18", Ask: "in-force", Of: "EO-13971", Want: "yes"})
	if err == nil || !strings.Contains(err.Error(), `got "no", want "yes"`) {
		t.Errorf("Run of a wrong case: %v", err)
	}
}

// TestSheet compares periods and citations with the source sheet where it is present.
func TestSheet(t *testing.T) {
	b, err := os.ReadFile("../../../shared/law/instruments.yaml")
	if err != nil {
		t.Skip("source sheet not present")
	}
	var sheet struct {
		Instruments []struct {
			ID   string
			Kind string
			From fact.Date `yaml:"in_force_from"`
			Last fact.Date `yaml:"in_force_to"`
			By   string    `yaml:"revoked_by"`
		}
		Events []struct {
			List, Subject string
			Event         string
			From          fact.Date `yaml:"added_on"`
		} `yaml:"list_events"`
	}
	if err := yaml.Unmarshal(b, &sheet); err != nil {
		t.Fatal(err)
	}
	l := library(t)
	if len(sheet.Instruments) > len(l.Instruments()) {
		t.Errorf("%d instruments, the sheet has %d", len(l.Instruments()), len(sheet.Instruments))
	}
	for _, want := range sheet.Instruments {
		got := l.Lookup(want.ID)
		if got == nil {
			t.Errorf("%s is missing", want.ID)
			continue
		}
		if want.ID == "CFIUS" {
			want.From = "1988-08-23" // the sheet begins with the amendment of 2018 (Pub. L. 100-418 sec. 5021)
		}
		if got.From != want.From || got.Last != want.Last || got.EndedBy != want.By {
			t.Errorf("%s: %s to %s by %q, want %s to %s by %q", want.ID, got.From, got.Last, got.EndedBy, want.From, want.Last, want.By)
		}
		if kind := strings.Replace(want.Kind, "law-of-foreign-state", "foreign-law", 1); string(got.Kind) != kind {
			t.Errorf("%s: kind %s, want %s", want.ID, got.Kind, kind)
		}
	}
	for _, e := range sheet.Events {
		first, _, _ := strings.Cut(strings.TrimPrefix(e.Subject, "category: "), ",")
		first, _, _ = strings.Cut(first, " and ")
		first, _, _ = strings.Cut(first, ";")
		if e.Event == "" && len(l.matching(e.List, first, e.From)) == 0 {
			t.Errorf("%s, %s from %s is missing", e.List, e.Subject, e.From)
		}
	}
}

func (l *Library) matching(list, words string, from fact.Date) (es []*Listing) {
	for _, e := range l.listings {
		if e.List == list && e.From == from && (e.Names(words) || strings.Contains(e.Subject, strings.Fields(words)[0])) {
			es = append(es, e)
		}
	}
	return es
}

const good = `
instruments:
- {id: A, kind: order, line: x, title: t, issuer: i, cite: c, from: 2020-01-01, last: 2020-12-31, ended_by: B, says: s, reaches: r, effect: e, decides: {none: n}, sources: [s]}
- {id: B, kind: rule, line: x, title: t, issuer: i, cite: c, from: 2021-01-01, known: 2020-11-01, says: s, reaches: r, effect: e, decides: {none: n}, sources: [s]}
- {id: L, kind: list, title: t, issuer: i, cite: c, from: 2020-01-01, says: s, reaches: r, effect: e, decides: {none: n}, sources: [s]}
listings:
- {list: L, subject: Acme, from: 2020-02-01, last: 2020-03-01, sources: [s]}
`

func TestLoadErrors(t *testing.T) {
	for _, tt := range []struct {
		name, old, new string
		want           string // place and words
		is             error
	}{
		{"overlap of a line", "last: 2020-12-31", "last: 2021-01-01", "a.yaml:4: line x: B and A (a.yaml:3): overlapping", ErrOverlap},
		{"dates reversed", "last: 2020-12-31", "last: 2019-12-31", "a.yaml:3: A: 2019-12-31 is before 2020-01-01", ErrReversed},
		{"unknown kind", "kind: rule", "kind: ukase", `a.yaml:4: B: unknown kind "ukase"`, nil},
		{"unknown key", "line: x, title: t, issuer: i, cite: c, from: 2021-01-01", "lines: x, title: t, issuer: i, cite: c, from: 2021-01-01", `a.yaml:4: unknown key "lines"`, nil},
		{"twice", "kind: rule,", "kind: rule, kind: rule,", "a.yaml:4: kind stands twice", nil},
		{"same id", "id: B", "id: A", "a.yaml:4: A: stands already at a.yaml:3", nil},
		{"no such date", "2021-01-01", "2021-02-30", "a.yaml:4: B: ", fact.ErrDate},
		{"unknown list", "list: L", "list: M", "a.yaml:7: M: no such list", nil},
		{"listing overlaps", "listings:\n", "listings:\n- {list: L, subject: ACME, from: 2020-03-01, sources: [s]}\n", "a.yaml:8: L, Acme: also at a.yaml:7: overlapping", ErrOverlap},
		{"no source", "decides: {none: n}, sources: [s]}\nlistings", "decides: {none: n}}\nlistings", "a.yaml:5: L: no source", nil},
		{"ended by nobody", "ended_by: B", "ended_by: C", "a.yaml:3: A: ended by C, which is not in the data", nil},
		{"not a list", "listings:", "listings: 3\nmore:", "a.yaml:6: want a list", nil},
		{"broken", "listings:", "listings: [", "a.yaml:", nil},
		{"alias", "sources: [s]}\nlistings", "sources: &x [s]}\nlistings", "a.yaml:5: anchors", nil},
		{"nothing said of what it decides", "decides: {none: n}, sources: [s]}\nlistings", "sources: [s]}\nlistings", "a.yaml:5: L: decides is missing", nil},
		{"decided and not", "decides: {none: n}, sources: [s]}\nlistings", "decides: {rule: r, none: n}, sources: [s]}\nlistings", "a.yaml:5: L: decides: want a rule, or none and why", nil},
		{"event with a period", "last: 2020-03-01", "event: shelved", "a.yaml:7: L, Acme: shelved: want on", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(good, tt.old, tt.new, 1)
			if text == good {
				t.Fatal("nothing replaced")
			}
			_, err := Load(fstest.MapFS{"a.yaml": {Data: []byte(text)}})
			if err == nil {
				t.Fatal("Load accepted it")
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Load: %v\nwant %q", err, tt.want)
			}
			if tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("Load: %v is not %v", err, tt.is)
			}
		})
	}
	if _, err := Load(fstest.MapFS{"a.yaml": {Data: []byte(good)}}); err != nil {
		t.Errorf("Load of the good text: %v", err)
	}
}

func TestShownAsTheyAre(t *testing.T) {
	var b bytes.Buffer
	if err := library(t).At("2022-01-18", "").WriteText(&b); err != nil {
		t.Fatal(err)
	}
	golden(t, "at-2022-01-18.txt", b.Bytes())
	b.Reset()
	s, ok := library(t).Standing("eo-13971", "2022-01-18", "")
	if !ok {
		t.Fatal("EO-13971 is missing")
	}
	if err := s.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	golden(t, "eo-13971.txt", b.Bytes())
}

func TestJSON(t *testing.T) {
	b, err := json.Marshal(library(t).At("2026-11-21", ""))
	if err != nil {
		t.Fatal(err)
	}
	var v View
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	for _, s := range v.Instruments {
		if s.ID == "BIS-AFFILIATES-2" {
			if s.State != ScheduledState || s.InForce != fact.Unknown || !s.Stale {
				t.Errorf("BIS-AFFILIATES-2: %s, in force %v, stale %v", s.State, s.InForce, s.Stale)
			}
			return
		}
	}
	t.Error("BIS-AFFILIATES-2 is missing")
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func day(t *rapid.T, label string) fact.Date {
	n := rapid.IntRange(0, 40*365).Draw(t, label)
	return fact.Date(time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n).Format("2006-01-02"))
}

// TestOneOfALine checks that a line never has two in force, and that the answer
// of Line agrees with a walk over all instruments.
func TestOneOfALine(t *testing.T) {
	l := library(t)
	rapid.Check(t, func(t *rapid.T) {
		at, known := day(t, "at"), day(t, "known")
		n := map[string]int{}
		for _, s := range l.At(at, known).Instruments {
			if s.Line != "" && s.InForce != fact.No {
				n[s.Line]++
			}
		}
		for _, i := range l.instruments {
			if i.Line == "" {
				continue
			}
			if _, _, ok := l.Line(i.Line, at, known); ok != (n[i.Line] == 1) || n[i.Line] > 1 {
				t.Fatalf("line %s on %s known %s: %d in force, Line says %v", i.Line, at, known, n[i.Line], ok)
			}
		}
	})
}

// TestLearning checks that what was known stays known: a later day of knowledge
// never loses an instrument, and knowing all is the view of the last day.
func TestLearning(t *testing.T) {
	l := library(t)
	rapid.Check(t, func(t *rapid.T) {
		at, k1, k2 := day(t, "at"), day(t, "k1"), day(t, "k2")
		if k1 > k2 {
			k1, k2 = k2, k1
		}
		a, b := l.At(at, k1), l.At(at, k2)
		if len(a.Instruments) > len(b.Instruments) || len(a.Listings) > len(b.Listings) {
			t.Fatalf("known %s has more than known %s", k1, k2)
		}
		v, all := l.At(at, "2099-12-31"), l.At(at, "")
		v.Known = ""
		if diff := cmp.Diff(all.Sets, v.Sets); diff != "" || len(v.Instruments) != len(all.Instruments) {
			t.Fatalf("knowing all differs: %s", diff)
		}
	})
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("instruments: [{id: A, members: [\"VE: x\", cn]}]\ncases: [{at: 2020, ask: x}]"))
	f.Add([]byte("a: &a [*a]"))
	f.Add([]byte("{listings: [{from: 2020, event: blocked}, 3, [4]]}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := Load(fstest.MapFS{"a.yaml": {Data: b}})
		if err != nil {
			if e, ok := errors.AsType[*datafile.Error](err); !ok || e.Line < 1 {
				t.Fatalf("no place in %v", err)
			}
			return
		}
		if err := l.At("2022-01-18", "2021-01-01").WriteText(&bytes.Buffer{}); err != nil {
			t.Fatal(err)
		}
		for _, c := range l.Cases() {
			l.Run(c) // must not panic
		}
	})
}

func BenchmarkDefault(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Default(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAt(b *testing.B) {
	l := library(b)
	b.ReportAllocs()
	for b.Loop() {
		l.At("2022-01-18", "")
	}
}
