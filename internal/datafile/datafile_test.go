package datafile

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// A sample has a field of every kind that Decode fills.
type sample struct {
	Name   string            `yaml:"name"`
	Count  int               `yaml:"count"`
	Large  int64             `yaml:"large"`
	Flag   bool              `yaml:"flag"`
	Words  []string          `yaml:"words"`
	By     map[string]int64  `yaml:"by"`
	Inner  []*inner          `yaml:"inner"`
	Texts  map[string]string `yaml:"texts"`
	Upper  upper             `yaml:"upper"`
	Untold string
	common `yaml:",inline"`
	Common `yaml:",inline"`
	Place  Place `yaml:"-"`
}

type inner struct {
	ID    string `yaml:"id"`
	Place Place  `yaml:"-"`
}

type common struct{ Hidden string }

type Common struct {
	Cite string `yaml:"cite"`
}

// upper is text in capitals.
type upper string

func (u *upper) UnmarshalText(b []byte) error {
	if string(bytes.ToUpper(b)) != string(b) {
		return errors.New("want capitals")
	}
	*u = upper(b)
	return nil
}

// A pair reads itself from a list of two.
type pair struct{ a, b inner }

func (p *pair) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.SequenceNode || len(n.Content) != 2 {
		return errors.New("want two")
	}
	return errors.Join(DecodeNode(n.Content[0], "", &p.a), DecodeNode(n.Content[1], "", &p.b))
}

func TestDecode(t *testing.T) {
	const text = `# a comment
name: 202.301
count: 1_000
flag: yes
words: [a, no, 2025-04-08]
by: {x: -3}
inner:
  - {id: one}
  -
    id: two
upper: EU
untold: told
cite: c
`
	var got sample
	if err := Decode([]byte(text), "f.yaml", &got); err != nil {
		t.Fatal(err)
	}
	want := sample{
		Name: "202.301", Count: 1000, Flag: true, Words: []string{"a", "no", "2025-04-08"}, By: map[string]int64{"x": -3},
		Inner: []*inner{{"one", Place{"f.yaml", 8}}, {"two", Place{"f.yaml", 10}}},
		Upper: "EU", Untold: "told", Common: Common{"c"}, Place: Place{"f.yaml", 2},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(sample{}, common{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"an unknown key", "nmae: x", `f.yaml:1: unknown key "nmae"; did you mean "name"?`},
		{"a key twice", "name: x\nname: y", "f.yaml:2: name stands twice; keep one"},
		{"a key of a map twice", "by: {x: 1, x: 2}", "f.yaml:1: x stands twice; keep one"},
		{"a list for text", "name: [x]", "f.yaml:1: want a plain value, have a list"},
		{"text for a list", "words: x", "f.yaml:1: want a list, have a plain value"},
		{"a list for a mapping", "\n- x", "f.yaml:2: want keys and values, have a list"},
		{"no number", "count: many", `f.yaml:1: "many" is no whole number, or too large`},
		{"a number that may be octal", "count: 010", `f.yaml:1: "010" is no whole number, or too large`},
		{"too large a number", "large: 9223372036854775808", `f.yaml:1: "9223372036854775808" is no whole number, or too large`},
		{"no truth", "flag: on", `f.yaml:1: "on" is neither true nor false`},
		{"text that reads itself", "upper: eu", "f.yaml:1: want capitals"},
		{"an empty entry", "words:\n-\n- x", "f.yaml:2: an empty entry"},
		{"an anchor", "name: &a x", "f.yaml:1: anchors and aliases are not read; write the value out"},
		{"an alias", "name: x\nuntold: *a", "f.yaml:1: not YAML: unknown anchor 'a' referenced"},
		{"a merge", "<<: {name: x}", `f.yaml:1: unknown key "<<"`},
		{"two documents", "name: x\n---\nname: y", "f.yaml:2: only one document may stand in a file"},
		{"a key that is null", "texts: {~: x}", "f.yaml:1: a key is one word"},
		{"a key that is a list", "? [a]\n: b", "f.yaml:1: a key is one word"},
		{"broken", "name: x\nwords: [", "f.yaml:2: not YAML: did not find expected node content"},
		{"broken after the document", "name: x\n---\nwords: [", "f.yaml:3: not YAML: did not find expected node content"},
		{"nested without end", "words: " + strings.Repeat("[", 100) + strings.Repeat("]", 100), "f.yaml:1: nested deeper than 64"},
		{"too many values", "words: [" + strings.Repeat("a,", maxNodes) + "]", "f.yaml:1: more than 400000 keys and values"},
		{"too large", strings.Repeat("#", MaxSize+1), "f.yaml:1: larger than 4194304 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var s sample
			err := Decode([]byte(c.text), "f.yaml", &s)
			if err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// Every error of a file is reported, up to a bound, each at its place.
func TestDecodeReportsAll(t *testing.T) {
	err := Decode([]byte("count: a\nlarge: b\n"), "f.yaml", new(sample))
	want := "f.yaml:1: \"a\" is no whole number, or too large\nf.yaml:2: \"b\" is no whole number, or too large"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	err = Decode([]byte("by:\n"+lines(1000, "  k%d: x\n")), "f.yaml", new(sample))
	if n := strings.Count(err.Error(), "\n") + 1; n != maxErrors {
		t.Errorf("%d errors reported, want %d", n, maxErrors)
	}
}

func TestDecodeOwn(t *testing.T) {
	var v struct{ P pair }
	if err := Decode([]byte("\np: [{id: x}, {id: y}]"), "f.yaml", &v); err != nil || v.P.b.ID != "y" {
		t.Errorf("got %+v, %v", v, err)
	}
	err := Decode([]byte("\np: [{id: x}, {ib: [y]}]"), "f.yaml", &v)
	if want := `f.yaml:2: unknown key "ib"; did you mean "id"?`; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	err = Decode([]byte("\np: 3"), "f.yaml", &v)
	if want := "f.yaml:2: want two"; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestAll(t *testing.T) {
	got, err := All[inner](fstest.MapFS{"b.yaml": {Data: []byte("id: b")}, "a/c.yaml": {Data: []byte("id: c")}, "note.txt": {Data: []byte("[")}, "z.yaml": {}})
	want := []inner{{"c", Place{"a/c.yaml", 1}}, {"b", Place{"b.yaml", 1}}, {}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	_, err = All[inner](fstest.MapFS{"a.yaml": {Data: []byte("x: 1")}, "b.yaml": {Data: []byte("y: 1")}})
	if want := "a.yaml:1: unknown key \"x\"\nb.yaml:1: unknown key \"y\""; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func lines(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// FuzzDecode checks that every error has a place in the file, and that what both
// we and the strict mode of the library read comes to the same.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("name: x\ncount: 3\nwords: [a, b]\nby: {x: 1}\ninner: [{id: a}]\nupper: A\n"))
	f.Add([]byte("inner:\n- id: ~\n-\n"))
	f.Add([]byte("a: &a [*a]"))
	f.Add([]byte("? {a: b}\n: c\n--- x"))
	f.Add([]byte("texts: {a: 2001-01-01, b: 0x10, c: .5, d: yes, 1: null}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var ours, theirs sample
		err := Decode(b, "f.yaml", &ours)
		if err != nil {
			checkPlaces(t, err, bytes.Count(b, []byte("\n"))+bytes.Count(b, []byte("\r"))+2)
			return
		}
		d := yaml.NewDecoder(bytes.NewReader(b))
		d.KnownFields(true)
		if d.Decode(&theirs) != nil || bytes.Contains(b, []byte("!")) {
			return // stricter than we, or a value of a type that is written at it
		}
		clearPlaces(&ours)
		if !reflect.DeepEqual(ours, theirs) {
			t.Fatalf("%q: (-library +ours)\n%s", b, cmp.Diff(theirs, ours, cmp.AllowUnexported(sample{}, common{})))
		}
	})
}

func checkPlaces(t *testing.T, err error, lines int) {
	if all, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range all.Unwrap() {
			checkPlaces(t, e, lines)
		}
		return
	}
	if e, ok := errors.AsType[*Error](err); ok && (e.File != "f.yaml" || e.Line < 1 || e.Line > lines) {
		t.Fatalf("no place in %d lines: %v", lines, err)
	}
}

func clearPlaces(s *sample) {
	s.Place = Place{}
	for _, in := range s.Inner {
		in.Place = Place{}
	}
}
