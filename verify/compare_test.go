package verify

import (
	"reflect"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// Every field of a step is compared.
func TestSameStep(t *testing.T) {
	values := map[reflect.Kind]func(reflect.Value){
		reflect.String: func(v reflect.Value) { v.SetString("x") },
		reflect.Slice:  func(v reflect.Value) { v.Set(reflect.MakeSlice(v.Type(), 1, 1)) },
	}
	for i := range reflect.TypeFor[determination.Step]().NumField() {
		var s determination.Step
		f := reflect.ValueOf(&s).Elem().Field(i)
		values[f.Kind()](f)
		if sameStep(s, determination.Step{}) {
			t.Errorf("%s of a step is not compared", reflect.TypeOf(s).Field(i).Name)
		}
	}
}

func TestDifference(t *testing.T) {
	type x struct {
		Name string `json:"name"`
		List []int  `json:"list,omitempty"`
	}
	for _, c := range []struct {
		a, b x
		want string
	}{
		{x{"a", nil}, x{"a", []int{}}, ""},
		{x{"a", nil}, x{"b", nil}, `name is "a", and comes to "b"`},
		{x{"a", []int{1, 2}}, x{"a", []int{1, 3}}, "list[1] is 2, and comes to 3"},
		{x{"a", []int{1}}, x{"a", nil}, "list has 1 entries, and comes to 0"},
	} {
		if got := difference(reflect.ValueOf(c.a), reflect.ValueOf(c.b), ""); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestEvidenced(t *testing.T) {
	digest := fact.Digest(strings.Repeat("a", 64))
	good := func() *determination.Determination {
		return &determination.Determination{
			Evidence: determination.Evidence{ReadOn: "2026-12-01", Files: []determination.File{{Name: "a.log", Digest: digest, Records: 1}, {Name: "b.log", Digest: digest, State: determination.NotEvidence}}},
			Facts:    []fact.Fact{fact.New(&fact.Observation{Asset: "x", What: fact.ObservedPeer}, []fact.Source{{Name: "a.log", Digest: digest, Line: 2, Seen: "2026-12-01"}}, "")},
		}
	}
	if err := evidenced(good()); err != nil {
		t.Fatal(err)
	}
	for name, forge := range map[string]func(*determination.Determination){
		"no row":            func(d *determination.Determination) { d.Evidence.Files = d.Evidence.Files[1:] },
		"no digest":         func(d *determination.Determination) { d.Evidence.Files[0].Digest = "" },
		"out of order":      func(d *determination.Determination) { d.Evidence.Files[0].Name = "c.log" },
		"another day":       func(d *determination.Determination) { d.Evidence.ReadOn = "2026-12-02" },
		"less than nothing": func(d *determination.Determination) { d.Evidence.Files[1].Size = -1 },
	} {
		d := good()
		forge(d)
		if evidenced(d) == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
