package compel

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
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
	if len(l.Cases()) == 0 {
		t.Fatal("no cases")
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
	err := library(t).Run(Case{State: "CN", Ground: Incorporation, Demand: Keys, At: "2022-01-18", Want: []string{"CN-NIL"}})
	if err == nil || !strings.Contains(err.Error(), "got [], want [CN-NIL]") {
		t.Errorf("Run of a wrong case: %v", err)
	}
}

// corrected says of the laws in which the data departs from the source sheet what a later reading found.
var corrected = map[string]string{
	"CN-DSL":      "art. 2(2) makes liable for processing abroad; the duty of art. 35 names no place",
	"CN-CSL-2026": "the widened sanctions are no duty to assist, and art. 2 ties the law to the territory",
	"RU-374FZ":    "organisers keep data three years from 2026 on: two versions",
}

// TestSheet compares the data with the source sheet where it is present.
func TestSheet(t *testing.T) {
	b, err := os.ReadFile("../../../shared/law/compulsion.yaml")
	if err != nil {
		t.Skip("source sheet not present")
	}
	type row struct {
		ID, State, Abroad, Secrecy string
		From, Last                 fact.Date
		Grounds                    []Ground
		Demands                    []Demand
		Recalled                   bool
	}
	var sheet struct {
		Laws []struct {
			ID, State, Secrecy, Provenance string
			From                           fact.Date `yaml:"in_force_from"`
			Last                           fact.Date `yaml:"in_force_to"`
			Grounds                        []Ground  `yaml:"reached_by"`
			Demands                        []Demand
			Abroad                         string `yaml:"reach_abroad"`
		}
	}
	if err := yaml.Unmarshal(b, &sheet); err != nil {
		t.Fatal(err)
	}
	want, got := map[string]row{}, map[string]row{}
	for _, w := range sheet.Laws {
		if corrected[w.ID] != "" {
			continue
		}
		want[w.ID] = row{w.ID, w.State, w.Abroad, w.Secrecy, w.From, w.Last, w.Grounds, w.Demands, w.Provenance == "recalled"}
	}
	for _, w := range library(t).All() {
		if _, ok := want[w.ID]; !ok {
			continue // not of the sheet
		}
		got[w.ID] = row{w.ID, string(w.State), string(w.Abroad), string(w.Secrecy), w.From, w.Last, w.Grounds, w.Demands, w.Recalled}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("differs from the sheet (-sheet +data):\n%s", diff)
	}
}

func TestFor(t *testing.T) {
	l := library(t)
	for _, tt := range []struct {
		name       string
		government fact.Country
		arm        fact.Arm
		at         fact.Date
		on         []Ground
		want       []string
	}{
		{"China reads through a company of its law", "CN", fact.Read, "2022-01-18", []Ground{Incorporation}, []string{"CN-DSL", "CN-NIL", "CN-CEL-2014", "CN-NSL-77"}},
		{"China cuts by its sanctions, not by a duty to assist", "CN", fact.Cut, "2022-01-18", []Ground{Incorporation}, []string{"CN-AFSL"}},
		{"China cuts what is run there", "CN", fact.Cut, "2020-01-18", []Ground{Operation}, []string{"CN-CSL-58", "CN-CTL-19"}},
		{"China has no vulnerability from a report", "CN", fact.Enter, "2022-01-18", []Ground{Operation}, []string{"CN-NIL", "CN-CEL-2014", "CN-NSL-77"}},
		{"Hong Kong has laws of its own", "HK", fact.Cut, "2022-01-18", []Ground{Operation}, []string{"HK-NSL-43-4"}},
		{"on its first day", "HK", fact.Read, "2020-07-07", []Ground{Presence}, []string{"HK-NSL-43-4", "HK-NSL-43-6"}},
		{"and the day before", "HK", fact.Read, "2020-07-06", []Ground{Presence, Incorporation}, nil},
		{"Russia enters through built-in means", "RU", fact.Enter, "2022-01-18", []Ground{Operation, Presence}, []string{"RU-144FZ-SORM", "RU-40FZ-15"}},
		{"Russia reads, the sourced law first", "RU", fact.Read, "2022-01-18", []Ground{Operation}, []string{"RU-374FZ", "RU-144FZ-SORM", "RU-40FZ-15"}},
		{"Russia keeps longer", "RU", fact.Read, "2026-01-01", []Ground{Offering}, []string{"RU-374FZ-2026"}},
		{"the United States reads", "US", fact.Read, "2026-11-21", []Ground{Incorporation}, []string{"US-CLOUD-2713", "US-SCA-2703"}},
		{"the United States cuts by its sanctions", "US", fact.Cut, "2026-11-21", []Ground{Incorporation}, []string{"US-IEEPA-1702", "US-ECRA"}},
		{"nobody is made to help enter", "US", fact.Enter, "2026-11-21", []Ground{Incorporation, Operation, Presence, Control}, nil},
		{"the United Kingdom enters", "GB", fact.Enter, "2026-11-21", []Ground{Offering}, []string{"UK-IPA-128", "UK-IPA-253"}},
		{"the Union cuts, no member state", "EU", fact.Cut, "2026-11-21", []Ground{Nationality}, []string{"EU-833-2014-5N"}},
		{"nothing in the catalogue", "BR", fact.Read, "2026-11-21", []Ground{Incorporation}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, a := range l.For(tt.government, tt.arm, tt.at, tt.on...) {
				got = append(got, a.ID)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("For(%s, %s) (-want +got):\n%s", tt.government, tt.arm, diff)
			}
		})
	}
}

func TestUnverifiedIsSaid(t *testing.T) {
	for _, a := range library(t).For("RU", fact.Read, "2022-01-18", Operation) {
		if !a.Unverified {
			t.Errorf("%s rests on fields nobody saw and does not say so", a.ID)
		}
	}
	for _, a := range library(t).For("CN", fact.Read, "2022-01-18", Incorporation) {
		if a.Unverified && !a.Recalled {
			t.Errorf("%s was read and says it is unverified", a.ID)
		}
	}
}

const good = `
laws:
- {id: A, state: CN, line: x, title: t, cite: c, from: 2020-01-01, last: 2020-12-31, tail: 2021-06, tail_words: w, grounds: [operation], demands: [keys], arms: [read], who: w, says: s, abroad: unclear, abroad_words: w, secrecy: law, sources: [s]}
- {id: B, state: CN, line: x, title: t, cite: c, from: 2021-01-01, grounds: [operation], demands: [], who: w, says: s, abroad: "no", abroad_words: w, secrecy: order, sources: [s]}
`

func TestLoadErrors(t *testing.T) {
	for _, tt := range []struct {
		name, old, new, want string
		is                   error
	}{
		{"overlap", "last: 2020-12-31", "last: 2021-01-01", "a.yaml:4: B and A (a.yaml:3): overlapping", ErrOverlap},
		{"reversed", "last: 2020-12-31", "last: 2019-12-31", "a.yaml:3: A: dates reversed", nil},
		{"tail without an end", "last: 2020-12-31, ", "", "a.yaml:3: A: dates reversed", nil},
		{"unknown ground", "[operation]", "[birth]", `a.yaml:3: A: unknown ground "birth"`, nil},
		{"unknown demand", "[keys]", "[souls]", `a.yaml:3: A: unknown demand "souls"`, nil},
		{"unknown arm", "arms: [read]", "arms: [grab]", `a.yaml:3: A: unknown arm "grab"`, nil},
		{"an arm that no demand serves", "arms: [read]", "arms: [cut]", "a.yaml:3: A: arms: nothing that it demands serves cut", nil},
		{"no arm", "arms: [read], ", "", "a.yaml:3: A: arms: say which", nil},
		{"unknown key", "who: w", "whom: w", "a.yaml:3: unknown key \"whom\"", nil},
		{"twice", "id: B", "id: A", "a.yaml:4: A: stands already at a.yaml:3", nil},
		{"no date", "2020-01-01", "2020-13-01", "a.yaml:3: A: ", fact.ErrDate},
		{"reach", "abroad: unclear", "abroad: maybe", `a.yaml:3: A: abroad is "maybe"`, nil},
		{"broken", "laws:", "laws: {", "a.yaml:", nil},
		{"empty entry", "laws:", "laws:\n-", "a.yaml:3: an empty entry", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(good, tt.old, tt.new, 1)
			if text == good {
				t.Fatal("nothing replaced")
			}
			_, err := Load(fstest.MapFS{"a.yaml": {Data: []byte(text)}})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
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

// TestMoreAskedMoreAnswered checks that asking on more grounds or for more
// never loses a law, and that nothing that applies abroad fails to apply at home.
func TestMoreAskedMoreAnswered(t *testing.T) {
	l := library(t)
	rapid.Check(t, func(t *rapid.T) {
		q := Query{
			Government: rapid.SampledFrom([]fact.Country{"CN", "RU", "US", "GB", "DE", "FR"}).Draw(t, "government"),
			Grounds:    rapid.SliceOf(rapid.SampledFrom(grounds)).Draw(t, "grounds"),
			Demands:    rapid.SliceOf(rapid.SampledFrom(demands)).Draw(t, "demands"),
			At:         fact.Date(time.Unix(rapid.Int64Range(8e8, 19e8).Draw(t, "at"), 0).UTC().Format("2006-01-02")),
			Abroad:     rapid.Bool().Draw(t, "abroad"),
		}
		more := q
		more.Grounds = append(slices.Clone(q.Grounds), rapid.SampledFrom(grounds).Draw(t, "ground"))
		more.Demands = append(slices.Clone(q.Demands), rapid.SampledFrom(demands).Draw(t, "demand"))
		more.Abroad = false
		wide := l.Ask(more)
		for _, a := range l.Ask(q) {
			i := slices.IndexFunc(wide, func(b Answer) bool { return b.ID == a.ID })
			if i < 0 || wide[i].Applies < a.Applies {
				t.Fatalf("%+v loses %s", more, a.ID)
			}
			if a.Applies == fact.Unknown && a.Why == "" {
				t.Fatalf("%s is open and does not say why", a.ID)
			}
		}
	})
}

func TestText(t *testing.T) {
	var b bytes.Buffer
	l := library(t)
	if err := l.WriteText(&b, "2026-11-21"); err != nil {
		t.Fatal(err)
	}
	b.WriteString("\n")
	if err := l.Named("us-fisa-702-risaa")[0].WriteText(&b); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "laws.txt")
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

func FuzzLoad(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("laws: [null, {id: [x]}]"))
	f.Add([]byte("cases: [{state: CN, ground: operation, demand: keys, at: 2020-01-01}]"))
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := Load(fstest.MapFS{"a.yaml": {Data: b}})
		if err != nil {
			if e, ok := errors.AsType[*datafile.Error](err); !ok || e.Line < 1 {
				t.Fatalf("no place in %v", err)
			}
			return
		}
		if err := l.WriteText(&bytes.Buffer{}, "2022-01-18"); err != nil {
			t.Fatal(err)
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
