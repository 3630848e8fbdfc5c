package casefile

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/fact"
)

var update = flag.Bool("update", false, "rewrite golden files")

const luxembourg = `case: longarm-case/1
author: test
date: 2026-10-01
subject: us
parties:
  us: {kind: company, organized: [US], seat: US}
  ven: {kind: person, residence: VE, present: unknown}
  tech: {kind: company, organized: [LU, US]}
interests:
  - {owner: ven, asset: tech, share: 50, votes: 60}
  - {owner: us, asset: tech, min_excl: 25, max: 50, from: 2024-01}
assets:
  db: {also: [aws_s3_bucket.db], on: {provider: aws, region: us-east-1, country: US}, data: [{category: personal-health, persons: 18400..18650}]}
dealings:
  licence:
    counterparty: tech
    access: [tech, {party: ven, able: unknown, means: as owner}]
    data: [{category: human-genomic, persons: ">100", identifiers: [contact, a], terms: {encrypted: yes}}, {category: precise-geolocation, devices: 20, locations: [38.91 -77.04, 38.9..39.0 -77.1..-77.0, unknown]}]
    terms: {consideration: yes, forms: [b, a]}
safeguards:
  - {on: db, measure: keys-out-of-reach, since: 2026-01-01}
claims:
  - {by: Reuters, date: 2022-01-18, about: tech, text: "the words", independent: yes}
`

func TestParse(t *testing.T) {
	c, err := Parse([]byte(luxembourg), "case.yaml", nil)
	if err != nil {
		t.Fatal(err)
	}
	want := &Case{Subject: "us", Items: []Item{
		{&fact.Claim{Author: "test", Date: "2026-10-01", Party: &fact.Party{ID: "us"}, Text: fact.TextSubject}, 4, ""},
		{&fact.Claim{Author: "test", Date: "2026-10-01", Party: &fact.Party{ID: "us", Kind: fact.Company, Organized: []fact.Country{"US"}, Seat: "US"}}, 6, ""},
		{&fact.Claim{Author: "test", Date: "2026-10-01", Party: &fact.Party{ID: "ven", Kind: fact.Person, Residence: "VE", Unknown: []string{"present"}}}, 7, ""},
		{&fact.Claim{Author: "test", Date: "2026-10-01", Party: &fact.Party{ID: "tech", Kind: fact.Company, Organized: []fact.Country{"LU", "US"}}}, 8, ""},
		{&fact.Claim{Author: "test", Date: "2026-10-01", Interest: &fact.Interest{Owner: "ven", Asset: "tech", Kind: fact.Shares, Lo: 50 * fact.Percent, Hi: 50 * fact.Percent}}, 10, ""},
		{&fact.Claim{Author: "test", Date: "2026-10-01", Interest: &fact.Interest{Owner: "ven", Asset: "tech", Kind: fact.Votes, Lo: 60 * fact.Percent, Hi: 60 * fact.Percent}}, 10, ""},
		{&fact.Claim{Author: "test", Date: "2026-10-01", Interest: &fact.Interest{Owner: "us", Asset: "tech", Kind: fact.Shares, Lo: 25*fact.Percent + 1, Hi: 50 * fact.Percent, From: "2024-01"}}, 11, ""},
		{&fact.Attribution{Asset: "db", Country: "US", Method: fact.ByStatement, Provider: "aws", Region: "us-east-1"}, 13, ""},
		{&fact.Count{Asset: "db", Category: fact.PersonalHealth, Number: fact.Range{Lo: 18400, Hi: 18650}, Unit: "us-persons"}, 13, "data[0]"},
		{&fact.Observation{Also: []string{"aws_s3_bucket.db"}, Asset: "db", Provider: "aws", Region: "us-east-1", Store: fact.Yes, What: fact.ObservedAsset}, 13, ""},
		{&fact.Dealing{
			Name: "licence", Subject: "us", Counterparty: "tech", AccessKnown: fact.Yes,
			Access: []fact.Access{{Able: fact.Yes, Party: "tech"}, {Means: "as owner", Party: "ven"}},
			Data:   []fact.Data{{Category: fact.HumanGenomic, Identifiers: []string{"a", "d"}, Number: fact.Range{Lo: 101, Hi: fact.Unbounded}, Terms: map[string]string{"encrypted": "yes"}, Unit: "us-persons"}, {Category: fact.PreciseGeolocation, Number: fact.Range{Lo: 20, Hi: 20}, Unit: "us-devices"}},
			Terms:  map[string]string{"consideration": "yes", "forms": "a,b"},
		}, 15, ""},
		{&fact.Safeguard{Asset: "db", Measure: "keys-out-of-reach", Seen: fact.No, Since: "2026-01-01", State: fact.Yes}, 21, ""},
		{&fact.Claim{Author: "Reuters", Date: "2022-01-18", Independent: fact.Yes, Text: "the words", Party: &fact.Party{ID: "tech"}}, 23, ""},
	}}
	if d := cmp.Diff(want, c); d != "" {
		t.Error(d)
	}
}

func TestErrors(t *testing.T) {
	head := "case: longarm-case/1\nparties:\n  a: {kind: company}\n  b: {kind: company, from: 2024-01-01}\n"
	for name, c := range map[string]struct{ file, want string }{
		"wrong form":       {"case: other\n", `x:1: want "case: longarm-case/1", have "other"`},
		"unknown key":      {head + "dealing: {}\n", `x:5: case file: unknown key "dealing"; did you mean "dealings"?`},
		"one id for two":   {head + "  a: {kind: person}\n", `x:5: parties: "a" is already used at line 3`},
		"130 percent":      {head + "interests:\n  - {owner: a, asset: b, share: 70}\n  - {owner: b, asset: b, share: 60}\n", "x:6: the shares of b add to at least 130 %"},
		"no such party":    {head + "interests:\n  - {owner: aa, asset: b}\n", `x:6: no party "aa" is declared in this file; did you mean "a"?`},
		"before existence": {head + "dealings:\n  d: {counterparty: b, from: 2023-12-31}\n", "x:6: dealing d begins on 2023-12-31, before b existed (from 2024-01-01)"},
		"bad country":      {head + "  c: {seat: China}\n", `x:5: seat: "China" is not a two-letter country code`},
		"persons for devices": {head + "dealings:\n  d: {data: [{category: precise-geolocation, persons: 5}]}\n",
			"x:6: data: precise geolocation is counted in devices"},
		"backwards":    {head + "dealings:\n  d: {data: [{persons: 9..5}]}\n", `x:6: persons: "9..5" runs backwards`},
		"bounds":       {head + "interests:\n  - {owner: a, asset: b, min: 60, max: 50}\n", "x:6: interests: at least 60 % and at most 50 % cannot both hold"},
		"alias":        {"case: &x longarm-case/1\n", "x:1: anchors and aliases are not read"},
		"not yaml":     {head + "  c: [\n", "not YAML"},
		"bad word":     {head + "dealings:\n  d: {class: vendors}\n", `did you mean "vendor"?`},
		"two subjects": {"case: longarm-case/1\nsubject: {name: Acme, organized: US}\nparties: {subject: {name: Other, kind: company}}\n", `parties.subject.name: it is stated at line 2 too`},
		"no country":   {head + "  s: {kind: state}\n", `x:5: parties.s: a state needs its country`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse([]byte(c.file), "x", nil)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v\nwant   %s", err, c.want)
			}
		})
	}
}

// Numbers as people write them are taken, or the error says what to write.
func TestNumbers(t *testing.T) {
	const unbounded = fact.Unbounded
	for written, want := range map[string]any{
		"18000": fact.Range{Lo: 18000, Hi: 18000}, `"18,000"`: fact.Range{Lo: 18000, Hi: 18000}, "18000..20000": fact.Range{Lo: 18000, Hi: 20000},
		`">100"`: fact.Range{Lo: 101, Hi: unbounded}, "<=100": fact.Range{Hi: 100}, "unknown": fact.Range{Hi: unbounded},
		"{at_least: 300}": fact.Range{Lo: 300, Hi: unbounded}, "{at_most: 500}": fact.Range{Hi: 500}, "{at_least: 100, at_most: 500}": fact.Range{Lo: 100, Hi: 500},
		"18,000": "write 18,000 without commas, as in 18000", "1,118,000": "write 1,118,000 without commas",
		">100": `stands in quotation marks: ">100"`, ">=1": `stands in quotation marks: ">=1"`, "%5": `stands in quotation marks: "%5"`,
		"~500": "write 450..550 if that is meant", "about 500": "write 450..550", "18 000": "write 18000 if", "18.000": "write 18000 if", "18k": "write 18000 if",
		"2 million": "write 2000000 if", "100+": "write {at_least: 100} if", "100-200": "write 100..200 if", "100 – 200": "write 100..200 if", "1e5": "is no number: write 18000,",
		"{at_least: 9, at_most: 8}": "at least 9 and at most 8 cannot both hold", "{at_leest: 9}": `did you mean "at_least"?`, "{at_least: many}": `"many" is no number`,
		"900000000000": "more than there can be",
	} {
		for form, file := range map[string]string{
			"braces": "case: longarm-case/1\nassets:\n  a: {data: [{category: personal-health, persons: " + written + "}]}\n",
			"lines":  "case: longarm-case/1\nassets:\n  a:\n    data:\n      - category: personal-health\n        persons: " + written + "\n",
		} {
			c, err := Parse([]byte(file), "x", nil)
			switch want := want.(type) {
			case fact.Range:
				if err != nil || c.Items[0].Body.(*fact.Count).Number != want {
					t.Errorf("%s in %s: %v, %v, want %v", written, form, c.Items[0].Body, err, want)
				}
			case string:
				if form == "lines" && strings.Contains(want, "commas") {
					continue // there they group digits
				}
				if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
					t.Errorf("%s in %s: %v, want %q", written, form, err, want)
				}
			}
		}
	}
}

// What nothing but comments stands below states nothing.
func TestNothingStated(t *testing.T) {
	c, err := Parse([]byte("case: longarm-case/1\nassets:\n  a:\n    data:\ndealings:\n  use of x:\n    access:\n    data:\n      -\n    terms:\n  use of y:\n"), "x", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range c.Items {
		if d, ok := it.Body.(*fact.Dealing); ok {
			t.Errorf("%+v is stated", d)
		}
	}
}

// The subject may be described where it is named.
func TestSubjectAtOnce(t *testing.T) {
	c, err := Parse([]byte("case: longarm-case/1\nsubject: {name: Acme, kind: company, organized: US, seat: US}\ndealings: {d: {class: vendor}}\n"), "x", nil)
	if err != nil || c.Subject != "subject" || c.Items[1].Body.(*fact.Claim).Party.Seat != "US" || c.Items[2].Body.(*fact.Dealing).Subject != "subject" {
		t.Errorf("%v, %+v", err, c)
	}
}

// An entry with answers states the same of each dealing that it names, beside what each states itself.
func TestAnswersOfSeveral(t *testing.T) {
	const file = `case: longarm-case/1
dealings:
  two stores: {answers: [a on x, b on x, a on x], class: vendor, terms: {icts_kinds: none}, access: [{party: "x:p", able: no}], data: [{terms: {t: no}}]}
  a on x: {terms: {expects_sensitive: no}, access: ["x:q"], data: [{category: other}]}
  later: {answers: [b on x], from: 2025-01-01}
  nothing yet:
    answers: [c on x]
    terms:
`
	c, err := Parse([]byte(file), "x", nil)
	if err != nil {
		t.Fatal(err)
	}
	p, q := fact.Access{Party: "x:p", Able: fact.No}, fact.Access{Party: "x:q", Able: fact.Yes}
	all := fact.Range{Hi: fact.Unbounded}
	want := []Item{
		{&fact.Dealing{Name: "a on x", Class: fact.Vendor, AccessKnown: fact.Yes, Access: []fact.Access{q, p}, Terms: map[string]string{"icts_kinds": "none", "expects_sensitive": "no"},
			Data: []fact.Data{{Category: "other", Number: all, Unit: "us-persons", Terms: map[string]string{"t": "no"}}}}, 4, ""},
		{&fact.Dealing{Name: "b on x", Class: fact.Vendor, AccessKnown: fact.Yes, Access: []fact.Access{p}, Terms: map[string]string{"icts_kinds": "none"}, From: "2025-01-01",
			Data: []fact.Data{{Number: all, Unit: "us-persons", Terms: map[string]string{"t": "no"}}}}, 3, ""},
	}
	if d := cmp.Diff(want, c.Items); d != "" {
		t.Error(d)
	}
	c, err = Parse([]byte(`case: longarm-case/1
parties:
  v: {name: Vend, seat: unknown}
  about v: {answers: [v], seat: SG}
assets:
  s: {on: {provider: aws}}
  about s: {answers: [s], data: none}
dealings:
  d: {access: [{party: v, able: unknown, means: tunnel}], data: [{category: other, persons: unknown}]}
  about d: {answers: [d], access: [{party: v, able: no}], data: [{persons: 5}]}
`), "x", nil)
	if err != nil {
		t.Fatal(err)
	}
	want = []Item{
		{&fact.Claim{Author: "author of x", Party: &fact.Party{ID: "v", Names: []fact.Name{{Text: "Vend"}}, Seat: "SG"}}, 3, ""},
		{&fact.Observation{Asset: "s", Provider: "aws", Store: fact.No, What: fact.ObservedAsset}, 6, ""},
		{&fact.Dealing{Name: "d", AccessKnown: fact.Yes, Access: []fact.Access{{Party: "v", Able: fact.No, Means: "tunnel"}},
			Data: []fact.Data{{Category: "other", Number: fact.Range{Lo: 5, Hi: 5}, Unit: "us-persons"}}}, 9, ""},
	}
	if d := cmp.Diff(want, c.Items); d != "" {
		t.Error(d)
	}
	for name, c := range map[string]struct{ file, want string }{
		"twice":   {"  g: {answers: [d], terms: {a: yes}}\n  d: {terms: {a: no}}\n", "x:3: dealings.d.terms.a: it is stated at line 4 too"},
		"of none": {"  g: {answers: [], class: vendor}\n", "x:3: answers: want the names of the dealings that g is about"},
		"unknown": {"  g: {answers: [d], clas: vendor}\n", `did you mean "class"?`},
	} {
		if _, err := Parse([]byte("case: longarm-case/1\ndealings:\n"+c.file), "x", nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func TestSchema(t *testing.T) {
	const golden = "../../doc/formats/case.schema.json"
	got := Schema()
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what Schema returns; run go test -update", golden)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("case.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("case.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(asJSON(t, luxembourg)); err != nil {
		t.Errorf("a good case: %v", err)
	}
	if s.Validate(asJSON(t, "case: longarm-case/1\ndealings: {d: {clas: vendor}}\n")) == nil {
		t.Error("an unknown key passes the schema")
	}
}

// asJSON reads YAML as editors that apply the schema do: dates stay text.
func asJSON(t *testing.T, text string) any {
	t.Helper()
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(text), &n); err != nil {
		t.Fatal(err)
	}
	return plain(n.Content[0])
}

func plain(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			m[n.Content[i].Value] = plain(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		l := []any{}
		for _, c := range n.Content {
			l = append(l, plain(c))
		}
		return l
	}
	if n.Tag == "!!int" {
		return json.Number(n.Value)
	}
	return n.Value
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(luxembourg))
	f.Add([]byte("case: longarm-case/1\nparties: {a: {kind: state}}\ninterests: {owner: a}\n"))
	f.Add([]byte("a: [[[{"))
	f.Add([]byte("case: longarm-case/1\ndealings:\n  g: {answers: [d, d], data: [{terms: {a: b}}]}\n  d: {data: [, {terms: }]}\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, _ := Parse(b, "x", nil)
		for _, it := range c.Items {
			if it.Line < 1 {
				t.Fatalf("%T without a line", it.Body)
			}
		}
	})
}
