package law

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
)

const testPack = `id: p
title: A pack
outcomes: [bad, fine]
otherwise: {outcome: fine, says: nothing applies}
decide: ["1"]
sets:
  - {name: far, cite: c, versions: [{from: 2020-01-01, words: [a]}, {from: 2021-01-01, words: [a, b]}]}
tables:
  - {name: limits, cite: c, versions: [{from: 2020-01-01, values: {a: 1, b: 2}}]}
`

const testFacts = `terms:
  - {name: ok, on: dealing, type: yes-no, ask: "Is {name} ok?", cite: c}
  - {name: day, on: dealing, type: date, ask: "When is {name}?", cite: c}
  - {name: many, on: dealing, type: number, ask: "How many?", cite: c}
`

const testRule = `rule: "1"
title: A rule
cite: c 1
from: 2020-01-01
on: dealing
outcome: bad
all:
  - id: e
    says: It is ok.
    when: 'ok'
    cite: c 1
`

// pack returns a pack with some files replaced or added.
func pack(files map[string]string) fs.FS {
	m := fstest.MapFS{
		"p/pack.yaml": {Data: []byte(testPack)}, "p/facts.yaml": {Data: []byte(testFacts)}, "p/1/rule.yaml": {Data: []byte(testRule)},
	}
	for name, text := range files {
		m["p/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

func when(expr string) map[string]string {
	return map[string]string{"1/rule.yaml": strings.Replace(testRule, "'ok'", "'"+expr+"'", 1)}
}

func TestLoadRefuses(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"an unknown word", when("okk"), `p/1/rule.yaml:10: not an expression: column 1: "okk" is not known here; did you mean "ok"?`},
		{"a date against a number", when("day > 3"), `p/1/rule.yaml:10: not an expression: column 5: a date and a number do not go together`},
		{"a word in order", when(`class < "x"`), `p/1/rule.yaml:10: not an expression: column 1: a word has no order; only numbers and dates are compared so`},
		{"not a condition", when("many + 1"), `p/1/rule.yaml:10: not an expression: column 6: the expression gives a number, a yes-no is wanted`},
		{"a division", when("many / 0 == 1"), `p/1/rule.yaml:10: not an expression: column 6: '/' is not part of the language`},
		{"an unknown table", when(`limit[class] > 1`), `p/1/rule.yaml:10: not an expression: column 1: "limit" is no table of this pack`},
		{"an unknown field of a record", when("subject.sead == \"X\""), `p/1/rule.yaml:10: not an expression: column 9: a party has no "sead"; did you mean "seat"?`},
		{"cut short", when("ok &&"), `p/1/rule.yaml:10: not an expression: column 6: something is missing at the end`},
		{"nested without end", when(strings.Repeat("(", 100)), `p/1/rule.yaml:10: not an expression: column 33: nested deeper than 64`},
		{"an element without citation", map[string]string{"1/rule.yaml": strings.Replace(testRule, "    cite: c 1\n", "", 1)},
			`p/1/rule.yaml:10: element "e" of rule 1 has no citation`},
		{"an unknown key", map[string]string{"1/rule.yaml": testRule + "elemnts: []\n"}, `p/1/rule.yaml:12: unknown key "elemnts"`},
		{"a presumption on a later word", map[string]string{"facts.yaml": `terms:
  - {name: ok, on: dealing, type: yes-no, ask: "Is it?", cite: c, presume: [{value: "yes", why: w, where: {late: ["yes"]}}]}
  - {name: late, on: dealing, type: yes-no, ask: "Is it?", cite: c}
`}, `p/facts.yaml:2: term ok: presume: where: no word or yes-no term "late" of a dealing stands before it`},
		{"a given field that facts do not give", map[string]string{"facts.yaml": testFacts + "given:\n  - {on: party, name: sead, ask: \"?\"}\n"},
			`p/facts.yaml:6: given sead of a party: facts give no such field; did you mean "seat"?`},
		{"a choice of the wrong type", map[string]string{"facts.yaml": testFacts + "given:\n  - {on: party, name: seat, ask: \"?\", may: [{label: x, party: {seat: US}}]}\n"},
			`p/facts.yaml:6: given seat of a party: may: x: want a value that is a word`},
		{"choices not named", map[string]string{"facts.yaml": testFacts + "given:\n  - {on: party, name: seat, ask: \"?\", may: land}\n"},
			`p/facts.yaml:6: given seat of a party: may: there is no list of choices "land"`},
		{"a choice without a label", map[string]string{"facts.yaml": testFacts + "choices:\n  land: [{value: US}]\n"},
			`p/facts.yaml:6: a value that a field may have needs its label`},
		{"a supposition outside of no set", map[string]string{"facts.yaml": testFacts + "given:\n  - {on: party, name: status, ask: \"?\", presume: [{value: none, why: w, outside: {seat: near}}]}\n"},
			`p/facts.yaml:6: given status of a party: presume: outside: want a word of a party and a set, not seat: near`},
		{"an outcome of no pack", map[string]string{"1/rule.yaml": strings.Replace(testRule, "bad", "worse", 1)},
			`p/1/rule.yaml:1: "worse" is no outcome of this pack (bad, fine)`},
		{"overlapping versions", map[string]string{"1/later.yaml": strings.Replace(testRule, "2020", "2022", 1)},
			`p/1/later.yaml:1: rule 1 of 2022-01-01 overlaps the version in p/1/rule.yaml; give that one a ` + "`to`"},
		{"an end before the beginning", map[string]string{"1/rule.yaml": testRule + "to: 2019-01-01\n"}, `p/1/rule.yaml:1: rule 1 ends on 2019-01-01, before it begins on 2020-01-01`},
		{"an end that is no day", map[string]string{"1/rule.yaml": testRule + "to: 2021-05\n"}, `p/1/rule.yaml:1: "2021-05" is no day; want YYYY-MM-DD`},
		{"versions of a set out of order", map[string]string{"pack.yaml": strings.Replace(testPack, "from: 2021-01-01", "from: 2019-01-01", 1)},
			`p/pack.yaml:7: set far: the version from 2019-01-01 does not begin after the one before it`},
		{"exceptions of equal priority", map[string]string{"1/rule.yaml": testRule + `exceptions:
  - {id: x, says: X., when: '!ok', cite: c, priority: 1}
  - {id: y, says: Y., when: 'ok', cite: c, priority: 1}
`}, `p/1/rule.yaml:14: exceptions x and y of rule 1 have the same priority; which one goes first?`},
		{"neither all nor any", map[string]string{"1/rule.yaml": strings.Split(testRule, "all:")[0]}, `p/1/rule.yaml:1: rule 1 needs exactly one of value, all and any`},
		{"a rule that decides but is not there", map[string]string{"pack.yaml": strings.Replace(testPack, `["1"]`, `["1", "2"]`, 1)}, `p/pack.yaml:1: decide names rule 2, which does not exist`},
		{"a term of no kind", map[string]string{"facts.yaml": strings.Replace(testFacts, "on: dealing, type: date", "on: deal, type: date", 1)},
			`p/facts.yaml:3: term day: there is no kind of record "deal"; want party, dealing, access or data`},
		{"a term that exists", map[string]string{"facts.yaml": testFacts + `  - {name: class, on: dealing, type: word, ask: "?", cite: c}` + "\n"}, `p/facts.yaml:5: term class: a dealing already has a field of that name`},
		{"a circle", map[string]string{"1/rule.yaml": strings.Replace(testRule, "outcome: bad", "outcome: bad\ndefines: first", 1) + "  - {id: f, says: F., when: second, cite: c}\n",
			"1/second.yaml": strings.NewReplacer(`"1"`, `"2"`, "outcome: bad", "defines: second", "'ok'", "'!first'").Replace(testRule)},
			`p/1/rule.yaml:1: rule 1 needs its own value: first needs second needs first; break the circle`},
		{"two documents", map[string]string{"1/rule.yaml": testRule + "---\n" + testRule}, `p/1/rule.yaml:12: only one document may stand in a file`},
		{"not YAML", map[string]string{"1/rule.yaml": "rule: [\n"}, `p/1/rule.yaml:1: not YAML: did not find expected node content`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := LoadPack(pack(c.files), "p")
			if err == nil {
				t.Fatalf("loaded, want %s", c.want)
			}
			if diff := cmp.Diff(c.want, err.Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestPresumeWhere(t *testing.T) {
	p, err := LoadPack(pack(map[string]string{"facts.yaml": `terms:
  - {name: part, on: dealing, type: word, words: [x, y, z], ask: "Which?", cite: c}
  - {name: ok, on: dealing, type: yes-no, ask: "Is it?", cite: c, presume: [{value: "yes", why: w, where: {part: [x]}}, {value: "no", why: w, where: {part: [y]}}]}
`}), "p")
	if err != nil {
		t.Fatal(err)
	}
	code, err := p.At("2025-01-01")
	if err != nil {
		t.Fatal(err)
	}
	k := code.Schema.Kind("dealing")
	for part, want := range map[string]fact.Truth{"x": fact.Yes, "y": fact.No, "z": fact.Unknown, "": fact.Unknown} {
		r := &Record{Kind: k}
		if part != "" {
			r.Set(k.Field("part"), Value{Word: part})
		}
		if got, _, _ := r.Given(k.Field("ok")); got.Truth != want {
			t.Errorf("ok where part is %q: got %v, want %v", part, got.Truth, want)
		}
	}
}

func TestSuppositions(t *testing.T) {
	p, err := LoadPack(pack(map[string]string{"facts.yaml": testFacts + `given:
  - {on: party, name: present, ask: "?", presume: [{as: residence, where: {kind: [person]}, why: w}]}
  - on: party
    name: status
    ask: "?"
    presume:
      - {value: none, outside: {residence: far}, why: w}
      - {value: near, unknown: [residence], outside: {present: far}, why: v}
`}), "p")
	if err != nil {
		t.Fatal(err)
	}
	c, err := p.At("2020-06-01")
	if err != nil {
		t.Fatal(err)
	}
	k := c.Schema.Kind("party")
	for _, tt := range []struct{ kind, residence, present, want string }{
		{"person", "b", "", "none"}, {"person", "a", "b", ""}, {"person", "", "b", "near"}, {"person", "", "a", ""}, {"person", "", "", ""},
	} {
		r := &Record{Kind: k}
		for name, w := range map[string]string{"kind": tt.kind, "residence": tt.residence, "present": tt.present} {
			if w != "" {
				r.Set(k.Field(name), Value{Word: w})
			}
		}
		got := ""
		for _, s := range k.Field("status").Given.Presume {
			if v, ok := s.Of(r, k.Field("status")); got == "" && ok && s.Holds(c, r) {
				got = v.Word
			}
		}
		if got != tt.want {
			t.Errorf("%+v: presumed %q", tt, got)
		}
	}
}

func TestVersions(t *testing.T) {
	files := map[string]string{
		"1/rule.yaml":  strings.Replace(testRule, "from: 2020-01-01", "from: 2020-01-01\nto: 2022-01-01", 1),
		"1/later.yaml": strings.Replace(strings.Replace(testRule, "2020", "2022", 1), "'ok'", `'class in far'`, 1),
	}
	p, err := LoadPack(pack(files), "p")
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[fact.Date]string{"2019-12-31": "", "2020-01-01": "ok", "2021-12-31": "ok", "2022-01-01": "class in far"} {
		c, err := p.At(at)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if r := c.Rule("1"); r != nil {
			got = r.All[0].When.Text
		}
		if got != want {
			t.Errorf("on %s: got %q, want %q", at, got, want)
		}
	}
	for at, want := range map[fact.Date]int{"2019-01-01": 0, "2020-06-01": 1, "2021-01-01": 2} {
		c, err := p.At(at)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(c.Set("far").Words()); got != want {
			t.Errorf("set on %s: %d words, want %d", at, got, want)
		}
	}
}

// TestSelfReference: a rule may ask itself of another record, and comes to "not
// known" where records lead back to the first.
func TestSelfReference(t *testing.T) {
	rule := strings.NewReplacer(`"1"`, `"2"`, "outcome: bad", "defines: turning", "on: dealing", "on: party", "'ok'", "'head.turning'").Replace(testRule)
	p, err := LoadPack(pack(map[string]string{"1/loop.yaml": rule}), "p")
	if err != nil {
		t.Fatal(err)
	}
	c, err := p.At("2020-01-01")
	if err != nil {
		t.Fatal(err)
	}
	k := c.Schema.Kind("party")
	r := &Record{Kind: k, ID: "party p"}
	r.Set(k.Field("head"), Value{Ref: r})
	if got := NewMachine(c).Value(r, k.Field("turning")).Truth; got != fact.Unknown {
		t.Errorf("got %v, want unknown", got)
	}
}

func TestReadCase(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"no date", "case: longarm-case/1\nexpect: {dealings: {d: {outcome: bad}}}\n", "c.yaml:1: a case needs `at`, the date of the decision"},
		{"nothing expected", "at: 2026-01-01\nexpect: {}\n", "c.yaml:2: a case expects nothing"},
		{"expected of assets", "at: 2026-01-01\nexpect:\n  assets: {}\n", `c.yaml:3: expect: "assets" is neither parties nor dealings`},
		{"not one word", "at: 2026-01-01\nexpect: {dealings: {d: {outcome: [bad]}}}\n", "c.yaml:2: expect: d.outcome is one word"},
		{"not YAML", "at: [\n", "c.yaml:1: not YAML: did not find expected node content"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadCase([]byte(c.text), "c.yaml")
			if got := fmt.Sprint(err); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
	c, err := ReadCase([]byte("at: 2026-01-01\nexpect: {dealings: {d: {outcome: bad, ok: true}}, parties: {p: {us_person: no}}}\n"), "c.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := []Expectation{
		{Line: 2, Of: "dealings", Name: "d", Term: "outcome", Value: "bad"}, {Line: 2, Of: "dealings", Name: "d", Term: "ok", Value: "yes"},
		{Line: 2, Of: "parties", Name: "p", Term: "us_person", Value: "no"},
	}
	if diff := cmp.Diff(want, c.Expect); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestLint: the embedded lint is run with the cases at the root; here it sees none.
func TestLint(t *testing.T) {
	p, err := LoadPack(pack(nil), "p")
	if err != nil {
		t.Fatal(err)
	}
	c, err := p.At("2020-01-01")
	if err != nil {
		t.Fatal(err)
	}
	cov := Coverage{}
	cov.Add(c.Rule("1"), Value{Truth: fact.Yes})
	cov.Add(c.Rule("1"), Value{})
	var got []string
	for _, err := range p.Lint(cov) {
		got = append(got, err.Error())
	}
	want := []string{
		"p/1/rule.yaml:1: rule 1: no case in which it comes to no",
		"p/facts.yaml:3: term day: no rule or duty reads it", "p/facts.yaml:4: term many: no rule or duty reads it",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDeadline(t *testing.T) {
	for _, c := range []struct {
		from fact.Date
		days int
		want fact.Date
	}{
		{"2025-11-03", 14, "2025-11-17"},
		{"2025-10-27", 14, "2025-11-10"},
		{"2025-10-28", 14, "2025-11-12"}, // 11 November is Veterans Day
		{"2025-11-01", 14, "2025-11-17"}, // a Saturday runs to Monday
		{"2025-12-11", 14, "2025-12-26"}, // Christmas
		{"2025-12-18", 14, "2026-01-02"}, // New Year
		{"2026-06-20", 14, "2026-07-06"}, // 4 July 2026 is a Saturday
		{"2026-06-19", 14, "2026-07-06"}, // and its holiday is the Friday before
		{"2025-11-13", 14, "2025-11-28"}, // Thanksgiving
		{"2025-05-12", 14, "2025-05-27"}, // Memorial Day
		{"2026-02-02", 14, "2026-02-17"}, // Washington's Birthday
		{"2027-12-17", 14, "2028-01-03"}, // 1 January 2028 is a Saturday, its holiday falls on 31 December 2027
	} {
		if got := Deadline(c.from, c.days); got != c.want {
			t.Errorf("%d days from %s: got %s, want %s", c.days, c.from, got, c.want)
		}
	}
}

func TestAddMonths(t *testing.T) {
	for _, c := range []struct {
		from fact.Date
		n    int
		want fact.Date
	}{
		{"2026-06-01", -12, "2025-06-01"}, {"2024-02-29", 12, "2025-02-28"}, {"2025-03-31", -1, "2025-02-28"}, {"2025-12-15", 120, "2035-12-15"}, {"2026-01-31", 1, "2026-02-28"},
	} {
		if got := AddMonths(c.from, c.n); got != c.want {
			t.Errorf("%s %+d months: got %s, want %s", c.from, c.n, got, c.want)
		}
	}
}

func TestParseValue(t *testing.T) {
	for _, c := range []struct {
		typ  Type
		text string
		want string
	}{
		{Number, "18400..18650", "18400..18650"}, {Number, ">100", ">=101"}, {Number, ">=100", ">=100"}, {Number, "<100", "<=99"}, {Number, "1_000", "1000"},
		{Number, "unknown", "unknown"}, {Date, "2025-11", "2025-11-01..2025-11-30"}, {Words, "b, a, b", "a, b"}, {Words, "none", "none"}, {Word, "", "unknown"}, {YesNo, "no", "no"},
	} {
		v, err := ParseValue(c.typ, c.text)
		if err != nil || v.Format(c.typ) != c.want {
			t.Errorf("%s %q: got %q, %v, want %q", c.typ, c.text, v.Format(c.typ), err, c.want)
		}
	}
	for _, c := range []struct {
		typ  Type
		text string
	}{{Number, "many"}, {Number, "5..1"}, {Number, "=5"}, {Number, "99999999999999999999"}, {Date, "soon"}, {Word, "two words"}, {YesNo, "perhaps"}, {List, "x"}} {
		if _, err := ParseValue(c.typ, c.text); err == nil {
			t.Errorf("%s %q: accepted", c.typ, c.text)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		lib, err := NewLibrary(Embedded())
		if err != nil {
			b.Fatal(err)
		}
		for _, name := range lib.Names() {
			p, err := lib.Pack(name)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := p.At("2026-06-01"); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func FuzzLoadPack(f *testing.F) {
	f.Add(testPack, testFacts, testRule)
	f.Fuzz(func(t *testing.T, pk, facts, rule string) {
		_, err := LoadPack(pack(map[string]string{"pack.yaml": pk, "facts.yaml": facts, "1/rule.yaml": rule}), "p")
		if err != nil && !strings.Contains(err.Error(), ":") {
			t.Errorf("an error without a place: %v", err)
		}
	})
}

func FuzzReadCase(f *testing.F) {
	f.Add([]byte("at: 2026-01-01\nexpect: {dealings: {d: {outcome: bad}}}\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := ReadCase(b, "c.yaml")
		if err == nil && len(c.Expect) == 0 {
			t.Error("a case that expects nothing was read")
		}
	})
}

// The day to which a pack was read is the same whether the pack is opened or not.
func TestReadOn(t *testing.T) {
	lib, err := NewLibrary(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	some := false
	for _, name := range lib.Names() {
		p, err := lib.Pack(name)
		if err != nil {
			t.Fatal(err)
		}
		if day, err := lib.ReadOn(name); err != nil || day != p.Read {
			t.Errorf("%s: %s, %v; want %s", name, day, err, p.Read)
		}
		some = some || p.Read != ""
	}
	if _, err := lib.ReadOn("none"); err == nil || !some {
		t.Errorf("a pack that there is not: %v; some were read: %v", err, some)
	}
}
