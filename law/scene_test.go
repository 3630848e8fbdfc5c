package law_test

import (
	"fmt"
	"testing"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// Scenes are alike where they differ in names, facts, reasons and in numbers that no rule
// tells apart, and in nothing else.
func TestLikeness(t *testing.T) {
	lib, err := law.NewLibrary(law.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	p, err := lib.Pack("us-dsp")
	if err != nil {
		t.Fatal(err)
	}
	code, err := p.At("2026-11-01")
	if err != nil {
		t.Fatal(err)
	}
	turns := code.Turns()
	if turns == nil || !turns.Has(1_000) || !turns.Has(10_000) || turns.Has(5_000) {
		t.Fatal("the turns of us-dsp are not its thresholds")
	}
	kind := code.Schema.Kind
	type parts struct{ dealing, party, data *law.Record }
	n := 0
	scene := func(change func(parts)) *law.Scene {
		n++
		name := func(s string) string { return fmt.Sprint(s, n) }
		x := parts{&law.Record{Kind: kind("dealing"), ID: name("dealing "), Name: name("d")}, &law.Record{Kind: kind("party"), ID: name("party ")}, &law.Record{Kind: kind("data"), ID: name("data 1 of ")}}
		f := fact.ID{byte(n)}
		x.party.Set(kind("party").Field("kind"), law.Value{Word: "company"}, f)
		x.party.Set(kind("party").Field("organized"), law.Value{Words: []string{"SG"}, Open: true}, f)
		x.data.Set(kind("data").Field("number"), law.Value{Lo: 2_000, Hi: 5_000}, f)
		x.data.Set(kind("data").Field("dealing"), law.Value{Ref: x.dealing})
		x.dealing.Set(kind("dealing").Field("data"), law.Value{List: []*law.Record{x.data}})
		x.dealing.Set(kind("dealing").Field("counterparty"), law.Value{Ref: x.party})
		x.dealing.Presume(kind("dealing").Field("class"), law.Value{Word: "vendor"}, name("why "))
		change(x)
		return law.NewScene(x.dealing, 100)
	}
	number := func(lo, hi int64) func(parts) {
		return func(x parts) { x.data.Set(kind("data").Field("number"), law.Value{Lo: lo, Hi: hi}) }
	}
	party := func(field string, v law.Value) func(parts) {
		return func(x parts) { x.party.Set(kind("party").Field(field), v) }
	}
	base := scene(func(parts) {}).Likeness(turns)
	for name, c := range map[string]struct {
		change func(parts)
		like   bool
	}{
		"nothing":                   {func(parts) {}, true},
		"set twice":                 {party("kind", law.Value{Word: "company"}), true},
		"a number not told apart":   {number(2_001, 5_100), true},
		"a lower bound less":        {number(900, 5_000), false},
		"an upper bound more":       {number(2_000, 50_000), false},
		"no upper bound":            {number(2_000, law.Most), false},
		"a number that is known":    {number(2_000, 2_000), false},
		"a threshold":               {number(1_000, 5_000), false},
		"another word":              {party("kind", law.Value{Word: "person"}), false},
		"a word of some":            {party("kind", law.Value{Any: []string{"company", "person"}}), false},
		"another country":           {party("organized", law.Value{Words: []string{"CN"}, Open: true}), false},
		"countries that are all":    {party("organized", law.Value{Words: []string{"SG"}}), false},
		"another field":             {party("seat", law.Value{Word: "SG"}), false},
		"a truth":                   {func(x parts) { x.dealing.Set(kind("dealing").Field("safeguarded"), law.Value{Truth: fact.No}) }, false},
		"stated, and not presumed":  {func(x parts) { x.dealing.Set(kind("dealing").Field("class"), law.Value{Word: "vendor"}) }, false},
		"a party that is another's": {func(x parts) { x.dealing.Set(kind("dealing").Field("subject"), law.Value{Ref: x.party}) }, false},
		"nobody":                    {func(x parts) { x.dealing.Set(kind("dealing").Field("counterparty"), law.Value{}) }, false},
		"data that may be more": {func(x parts) {
			x.dealing.Set(kind("dealing").Field("data"), law.Value{List: []*law.Record{x.data}, Open: true})
		}, false},
		"data twice": {func(x parts) {
			x.dealing.Set(kind("dealing").Field("data"), law.Value{List: []*law.Record{x.data, x.data}})
		}, false},
		"one of two": {func(x parts) {
			o := &law.Record{Kind: kind("party"), ID: "party other"}
			x.dealing.Set(kind("dealing").Field("counterparty"), law.Value{Ref: law.OneOf("dealings.d.counterparty", x.party, o)})
		}, false},
	} {
		if got := scene(c.change).Likeness(turns) == base; got != c.like {
			t.Errorf("%s: alike is %v", name, got)
		}
	}
	if a, b := scene(number(2_000, 5_000)).Likeness(nil), scene(number(2_001, 5_000)).Likeness(nil); a == b {
		t.Error("without turns every number is told apart, and these were not")
	}
	if a, b := scene(number(2_000, 5_000)).Likeness(nil), scene(number(2_000, 5_000)).Likeness(nil); a != b {
		t.Error("the same numbers are not alike")
	}
	if law.NewScene(scene(func(parts) {}).Record(0), 2) != nil {
		t.Error("a scene of three records is taken for one of two")
	}
}
