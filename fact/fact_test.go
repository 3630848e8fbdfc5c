package fact

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var src = []Source{{Name: "a.log", Line: 3, Digest: "00"}}

func TestSetRefuses(t *testing.T) {
	var s Set
	if _, err := s.Add(New(&Count{Asset: "a"}, nil, "")); !errors.Is(err, ErrGroundless) {
		t.Errorf("groundless: %v", err)
	}
	id, err := s.Add(New(&Count{Asset: "a"}, src, ""))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Add(New(&Count{Asset: "b"}, nil, "", id)); !errors.Is(err, ErrNoRule) {
		t.Errorf("no rule: %v", err)
	}
	if _, err := s.Add(New(&Count{Asset: "b"}, nil, "r", ID{1})); !errors.Is(err, ErrDangling) {
		t.Errorf("dangling: %v", err)
	}
	d, err := s.Add(New(&Count{Asset: "b"}, nil, "r", id))
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Closure(d); len(got) != 2 || got[0].ID != id || got[1].ID != d {
		t.Errorf("closure = %v", got)
	}
}

// Fields of every encoded struct stand in the order of their JSON names: otherwise the encoding is not canonical.
func TestFieldOrder(t *testing.T) {
	for _, v := range []any{Observation{}, Attribution{}, Control{}, Listing{}, Count{}, Data{}, Access{}, Dealing{},
		Safeguard{}, Claim{}, Step{}, Reach{}, Party{}, Name{}, Identifier{}, Designation{}, Interest{}, Range{}, Source{}, Role{}, Disagreement{}, Saying{}, encoded{}} {
		rt := reflect.TypeOf(v)
		var names []string
		for i := range rt.NumField() {
			name, _, _ := strings.Cut(rt.Field(i).Tag.Get("json"), ",")
			names = append(names, name)
		}
		if !slices.IsSorted(names) {
			t.Errorf("%s: fields %v are not in order", rt, names)
		}
	}
}

// canonical is the oracle: decode to maps, whose keys encoding/json sorts, and encode again.
func canonical(t *testing.T, b []byte) []byte {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return Canonical(v)
}

func TestRoundTrip(t *testing.T) {
	f := New(&Dealing{
		Name: "sale \u2028 <a> & \\u2028", Class: DataBrokerage, Subject: "us", Counterparty: "b",
		Access: []Access{{Party: "b", Able: Yes}},
		Data:   []Data{{Category: HumanGenomic, Number: Range{Lo: 101, Hi: Unbounded}, Terms: map[string]string{"z": "1", "a": "yes"}}},
	}, src, "")
	if got, want := f.Encode(), canonical(t, f.Encode()); !bytes.Equal(got, want) {
		t.Errorf("not canonical:\n%s\n%s", got, want)
	}
	if !bytes.Contains(f.Encode(), []byte("sale \u2028 <a> & \\\\u2028")) {
		t.Errorf("escapes: %s", f.Encode())
	}
	b, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	var g Fact
	if err := json.Unmarshal(b, &g); err != nil {
		t.Fatal(err)
	}
	if err := g.Check(); err != nil {
		t.Error(err)
	}
	g.Body.(*Dealing).Data[0].Number.Lo = 100
	if g.Check() == nil {
		t.Error("a changed body passes Check")
	}
}

func TestSourcesOrderDoesNotMatter(t *testing.T) {
	a, b := Source{Name: "a", Digest: "1"}, Source{Name: "b", Digest: "2"}
	x, y := New(&Count{}, []Source{a, b, a}, ""), New(&Count{}, []Source{b, a}, "")
	if x.ID != y.ID {
		t.Error("order or repetition of sources changes the ID")
	}
}

func TestActive(t *testing.T) {
	for _, c := range []struct {
		from, to, at Date
		want         Truth
	}{
		{"", "", "2025-01-01", Yes},
		{"2021-06-30", "", "2021-06-30", Yes},
		{"", "2021-06-30", "2021-06-30", No},
		{"2030-01-01", "", "2026-01-01", No},
		{"2021-06", "", "2021-06-15", Unknown},
		{"", "2021", "2021-06-15", Unknown},
		{"", "2021", "2022-01-01", No},
	} {
		if got := Active(c.from, c.to, c.at); got != c.want {
			t.Errorf("Active(%s, %s, %s) = %v, want %v", c.from, c.to, c.at, got, c.want)
		}
	}
}

func TestParseShare(t *testing.T) {
	for _, c := range []struct {
		in     string
		lo, hi Share
		ok     bool
	}{
		{"50", 50 * Percent, 50 * Percent, true},
		{" 16.66666665 %", 166666666, 166666667, true},
		{"100.0000000", Whole, Whole, true},
		{"100.00000001", 0, 0, false},
		{"-1", 0, 0, false}, {"1/3", 0, 0, false}, {"1e9", 0, 0, false}, {"", 0, 0, false}, {"NaN", 0, 0, false},
	} {
		lo, hi, err := ParseShare(c.in)
		if lo != c.lo || hi != c.hi || (err == nil) != c.ok {
			t.Errorf("ParseShare(%q) = %d, %d, %v", c.in, lo, hi, err)
		}
	}
	if got := Share(166666667).String(); got != "16.6666667 %" {
		t.Errorf("String = %q", got)
	}
}

func FuzzFact(f *testing.F) {
	f.Add([]byte(`{"body":{"asset":"a","category":"","number":{"hi":1,"lo":0},"unit":""},"id":"","kind":"count"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var x Fact
		if json.Unmarshal(b, &x) != nil {
			return
		}
		x = New(x.Body, x.Sources, x.Rule, x.From...)
		out, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		var y Fact
		if err := json.Unmarshal(out, &y); err != nil {
			t.Fatal(err)
		}
		if err := y.Check(); err != nil {
			t.Fatal(err)
		}
	})
}
