package check

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/longarm-project/longarm/fact"
)

// club is a pack whose rules define a term of a dealing by one expression each.
func club(t testing.TB, expressions map[string]string) *code {
	t.Helper()
	files := fstest.MapFS{
		"club/pack.yaml": {Data: []byte(`
id: club
outcomes: [forbidden, allowed]
otherwise: {outcome: allowed}
window: {months: 12, dealings: counts, data: each, category: sort, joined: [two], access: reached}
sets:
  - {name: two, versions: [{from: 2024-01-01, words: [a, b]}, {from: 2025-01-01, words: [a, b, c]}]}
  - {name: later, versions: [{from: 2030-01-01, words: [a]}]}
tables:
  - {name: limits, versions: [{from: 2024-01-01, values: {a: 10, b: 20}}, {from: 2025-01-01, values: {a: 15, b: 20}}]}
`)},
		"club/facts.yaml": {Data: []byte(`
terms:
  - {name: yes, on: dealing, type: yes-no}
  - {name: no, on: dealing, type: yes-no}
  - {name: open, on: dealing, type: yes-no}
  - {name: n5, on: dealing, type: number}
  - {name: range, on: dealing, type: number}
  - {name: above, on: dealing, type: number}
  - {name: none, on: dealing, type: number}
  - {name: day, on: dealing, type: date}
  - {name: month, on: dealing, type: date}
  - {name: word_a, on: dealing, type: word}
  - {name: any, on: dealing, type: word}
  - {name: list, on: dealing, type: words}
  - {name: some, on: dealing, type: words}
  - {name: presumed, on: dealing, type: yes-no, presume: {value: "yes"}}
  - {name: other, on: dealing, type: yes-no, presume: [{value: "yes", where: {word_a: [b]}}, {value: "no", unless: {no: ["no"]}}, {value: "yes"}]}
  - {name: counts, on: dealing, type: yes-no, presume: {value: "yes"}}
  - {name: each, on: data, type: yes-no, presume: {value: "yes"}}
  - {name: sort, on: data, type: word}
  - {name: reached, on: access, type: yes-no}
`)},
	}
	for name, text := range expressions {
		files["club/"+name+"/rule.yaml"] = &fstest.MapFile{Data: []byte("rule: \"" + name + "\"\nfrom: 2024-01-01\non: dealing\ndefines: " + name + "\nall:\n  - {id: e, when: '" + text + "'}\n")}
	}
	p, err := readPack(files, "club")
	if err != nil {
		t.Fatal(err)
	}
	c, err := p.at("2025-06-01", nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// What expressions come to, each of yes, no and unknown in its place.
func TestExpressions(t *testing.T) {
	terms := map[string]string{
		"yes": "yes", "no": "no", "n5": "5", "range": "5..9", "above": ">5", "day": "2025-03-31", "month": "2025-03", "word_a": "a", "list": "a, b", "some": "none",
	}
	for _, tt := range []struct{ want, text string }{
		{"yes", `yes`}, {"no", `no`}, {"unknown", `open`}, {"no", `!yes`}, {"unknown", `!open`},
		{"yes", `presumed`}, {"unknown", `other && open`},
		{"unknown", `yes && open`}, {"no", `no && open`}, {"no", `open && no`}, {"yes", `yes || open`}, {"yes", `open || yes`}, {"unknown", `open || no`},
		// ranks: ! before *, * before +, + before order, order before &&, && before ||, || before ?:
		{"yes", `yes || no && no`}, {"no", `!yes || no`}, {"yes", `n5 + n5 * 2 == 15`}, {"yes", `n5 * 2 + n5 == 15`}, {"yes", `n5 - 2 - 2 == 1`},
		{"yes", `(n5 + n5) * 2 == 20`}, {"yes", `no ? no : yes ? yes : no`}, {"yes", `yes || no ? yes : no`}, {"yes", `1 < 2 == true`}, {"yes", `no && no || yes`},
		{"yes", `open ? yes : yes`}, {"unknown", `open ? yes : no`}, {"no", `open ? no : no`},
		// numbers at their borders
		{"no", `n5 > 5`}, {"yes", `n5 >= 5`}, {"no", `n5 < 5`}, {"yes", `n5 <= 5`}, {"yes", `n5 == 5`}, {"no", `n5 != 5`},
		{"unknown", `range > 5`}, {"yes", `range > 4`}, {"no", `range > 9`}, {"yes", `range >= 5`}, {"unknown", `range >= 9`}, {"no", `range >= 10`},
		{"unknown", `range < 9`}, {"yes", `range < 10`}, {"no", `range < 5`}, {"yes", `range <= 9`}, {"unknown", `range <= 5`}, {"no", `range <= 4`},
		{"unknown", `range == 5`}, {"no", `range == 10`}, {"unknown", `range == range`}, {"yes", `above > 5`}, {"yes", `above >= 6`}, {"unknown", `above > 6`},
		{"unknown", `above + 1 > 0`}, {"unknown", `none > 0`}, {"unknown", `none <= 0`}, {"yes", `range - 5 >= 0`}, {"unknown", `range - range > 0`}, {"yes", `range * 2 >= 10`},
		{"unknown", `2000000000 * n5 > 0`}, {"yes", `50 * percent == 500000000`},
		// dates
		{"yes", `day == date("2025-03-31")`}, {"yes", `day < date("2025-04-01")`}, {"unknown", `month < date("2025-03-31")`}, {"yes", `month < date("2025-04-01")`}, {"no", `month < date("2025-03-01")`},
		{"yes", `month >= date("2025-03-01")`}, {"unknown", `month == day`},
		// words
		{"yes", `word_a == "a"`}, {"no", `word_a == "b"`}, {"unknown", `any == "a"`}, {"unknown", `any != "a"`}, {"yes", `word_a in ["a", "b"]`}, {"no", `word_a in ["b"]`},
		{"unknown", `any in ["a"]`}, {"no", `any in later`}, {"yes", `word_a in two`}, {"yes", `"c" in two`}, {"no", `"d" in two`}, {"no", `"a" in some`},
		{"yes", `(open ? "a" : "b") in two`}, {"no", `(open ? "a" : "b") in ["c"]`}, {"unknown", `(open ? "a" : "b") == "a"`}, {"no", `(open ? "a" : "b") == "c"`}, {"unknown", `(open ? "a" : any) == "a"`},
		// lists
		{"yes", `list.exists(x, x == "b")`}, {"no", `list.exists(x, x == "c")`}, {"no", `list.all(x, x == "b")`}, {"yes", `list.all(x, x in two)`}, {"no", `some.exists(x, true)`}, {"yes", `some.all(x, false)`},
		{"yes", `size(list) == 2`}, {"yes", `size(some) == 0`}, {"yes", `list.exists(x, list.exists(y, x == "a" && y == "b"))`}, {"unknown", `list.exists(x, x == "a" && open)`},
		{"unknown", `data.exists(d, true)`}, {"unknown", `data.all(d, true)`}, {"unknown", `size(data) > 3`}, {"yes", `size(data) >= 0`}, {"no", `data.all(d, false) && no`},
		{"unknown", `access.exists(a, a.able)`}, {"unknown", `subject.kind == "person"`}, {"unknown", `subject == counterparty`},
		// tables: by the word, by those it may be, and by all
		{"yes", `limits["a"] == 15`}, {"yes", `limits[word_a] == 15`}, {"unknown", `limits[any] > 15`}, {"yes", `limits[any] >= 15`}, {"yes", `limits[any] <= 20`}, {"unknown", `limits["z"] > 0`},
		{"yes", `limits[open ? "a" : "b"] >= 15`}, {"unknown", `limits[open ? "a" : "z"] >= 0`},
		{"yes", `math.least(list.map(x, limits[x])) == 15`}, {"unknown", `math.least(some.map(x, 3)) > 0`}, {"unknown", `math.least(data.map(d, 3)) > 0`}, {"yes", `math.least(data.map(d, 3)) <= 3 || open || yes`},
	} {
		c := club(t, map[string]string{"asked": tt.text})
		r := &record{kind: c.kinds["dealing"], name: "dealing d"}
		r.kind.fields["courses"].lazy = nil
		state(r, terms)
		e := evaluator{}
		v, _ := e.apply(c.rules["asked"], r)
		if v.String() != tt.want || e.err != nil {
			t.Errorf("%s: got %s, want %s (%v)", tt.text, v, tt.want, e.err)
		}
	}
}

// Of several presumptions the first is taken that holds, and none of what is stated as unknown.
func TestPresumptions(t *testing.T) {
	c := club(t, map[string]string{"asked": "other", "also": "presumed"})
	for _, tt := range []struct {
		terms       map[string]string
		asked, also string
	}{
		{nil, "no", "yes"},
		{map[string]string{"word_a": "b"}, "yes", "yes"},
		{map[string]string{"no": "no"}, "yes", "yes"},
		{map[string]string{"no": "yes"}, "no", "yes"},
		{map[string]string{"other": "unknown", "presumed": "unknown"}, "unknown", "unknown"},
		{map[string]string{"other": "yes", "presumed": "no"}, "yes", "no"},
	} {
		r := &record{kind: c.kinds["dealing"], name: "dealing d"}
		state(r, tt.terms)
		e := evaluator{}
		a, b := e.get(r, r.kind.fields["asked"]), e.get(r, r.kind.fields["also"])
		if a.String() != tt.asked || b.String() != tt.also {
			t.Errorf("%v: got %s and %s, want %s and %s", tt.terms, a, b, tt.asked, tt.also)
		}
	}
}

// Sets and tables change on the day a version begins.
func TestVersions(t *testing.T) {
	c := club(t, nil)
	for _, tt := range []struct {
		day   string
		words int
		limit int64
	}{{"2023-12-31", 0, 0}, {"2024-01-01", 2, 10}, {"2024-12-31", 2, 10}, {"2025-01-01", 3, 15}} {
		x, err := c.pack.at(fact.Date(tt.day), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, table := len(x.sets["two"]), c.pack.tables(fact.Date(tt.day))["limits"]["a"]; got != tt.words || table != tt.limit {
			t.Errorf("%s: %d words and a limit of %d, want %d and %d", tt.day, got, table, tt.words, tt.limit)
		}
	}
}

// Exceptions decide by their priority, the highest in the end, and may give back what another took.
func TestExceptions(t *testing.T) {
	c := club(t, map[string]string{"asked": "yes"})
	r := &record{kind: c.kinds["dealing"], name: "dealing d"}
	state(r, map[string]string{"yes": "yes", "no": "no"})
	x := func(priority int, when, then string) exception {
		return exception{element{ID: when, When: when}, priority, then}
	}
	for _, tt := range []struct {
		want string
		of   []exception
	}{
		{"yes", nil},
		{"no", []exception{x(1, "yes", "")}},
		{"yes", []exception{x(1, "no", "")}},
		{"unknown", []exception{x(1, "open", "")}},
		{"yes", []exception{x(2, "yes", "yes"), x(1, "yes", "no")}},
		{"no", []exception{x(1, "yes", "yes"), x(2, "yes", "no")}},
		{"unknown", []exception{x(1, "yes", "no"), x(2, "open", "yes")}},
		{"yes", []exception{x(1, "open", "no"), x(2, "yes", "yes")}},
	} {
		y := *c.rules["asked"]
		y.Exceptions = tt.of
		p, err := y.parsed()
		if err != nil {
			t.Fatal(err)
		}
		b := &binder{code: c, this: c.kinds["dealing"]}
		if err := b.rule(p); err != nil {
			t.Fatal(err)
		}
		e := evaluator{}
		if v, _ := e.apply(p, r); v.String() != tt.want {
			t.Errorf("%v: got %s, want %s", tt.of, v, tt.want)
		}
	}
}

// Any text is an expression or an error, and deep ones are refused.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`a.b && !c || d in ["x"]`, `x ? y : z`, `math.least(a.map(x, t[x]))`, strings.Repeat("(", 5000), strings.Repeat("!", 4000) + "a", `date("2025-01-01")`, `a.exists(`, `[`, `"`, `-`, `a.map(x, y)`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := parse(text)
		if (n == nil) != (err != nil) && err == nil {
			t.Errorf("%q: %v, %v", text, n, err)
		}
		if err != nil {
			return
		}
		c := club(t, nil)
		b := &binder{code: c, this: c.kinds["dealing"], tables: c.pack.tables("2025-06-01")}
		if b.bind(n); b.err != nil {
			return
		}
		e := evaluator{}
		_ = e.eval(n, &record{kind: c.kinds["dealing"], name: "dealing d"}).String()
	})
}
