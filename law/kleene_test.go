package law_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/lawtest"
)

// TestKleene checks that settling what is unknown never changes what was known,
// and that keeping derivations does not change an answer.
func TestKleene(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := lawtest.Expression(t, 3)
		code, answer, err := lawtest.Code(text)
		if err != nil {
			t.Fatal(text, err)
		}
		w := lawtest.Draw(t)
		before := law.NewMachine(code).Value(w.Record(code), answer).Truth
		if asTrial := law.NewTrial(code).Value(w.Record(code), answer).Truth; asTrial != before {
			t.Fatalf("%s: %v with and %v without derivations", text, before, asTrial)
		}
		w.Settle()
		after := law.NewMachine(code).Value(w.Record(code), answer).Truth
		if before != fact.Unknown && after != before {
			t.Fatalf("%s: %v became %v", text, before, after)
		}
		if after == fact.Unknown && !strings.Contains(text, "math.least") { // nothing is the least of an empty list
			t.Fatalf("%s: not known though everything is", text)
		}
	})
}

// Only what the answer depends on is asked for.
func TestNeedlessQuestions(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       fact.Truth
		asks       []string
	}{
		{"both branches the same", "a ? b : b", fact.Yes, nil},
		{"settled by another", "a || b", fact.Yes, nil},
		{"settled against", "a && !b", fact.No, nil},
		{"really needed", "a && b", fact.Unknown, []string{"a"}},
		{"two needed", "a && c && b", fact.Unknown, []string{"a", "c"}},
		{"word of a few", `v in ["x", "y", "z"]`, fact.Yes, nil},
		{"the same words", `(a ? "x" : "x") == "x"`, fact.Yes, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, answer, err := lawtest.Code(c.text)
			if err != nil {
				t.Fatal(err)
			}
			k := code.Schema.Kind("dealing")
			r := &law.Record{Kind: k, ID: "dealing"} // a and c are not known
			r.Set(k.Field("b"), law.Value{Truth: fact.Yes})
			r.Set(k.Field("v"), law.Value{Any: []string{"x", "y"}})
			got, leaves := law.NewTrial(code).Leaves(r, answer)
			var asks []string
			for _, l := range leaves {
				asks = append(asks, l.Field.Name)
			}
			if got.Truth != c.want || fmt.Sprint(asks) != fmt.Sprint(c.asks) {
				t.Errorf("%s: got %v asking %v, want %v asking %v", c.text, got.Truth, asks, c.want, c.asks)
			}
		})
	}
}

func FuzzExpression(f *testing.F) {
	for _, s := range []string{"a && b", "data.exists(i, i.p)", `v in ["x"]`, "size_of[w] > 1 ? a : b", "math.least(data.map(i, i.n)) > 1", `date("2020-01-01") < date("2021-01-01")`, "((((", "a.b.c[", "!\"x\""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code, answer, err := lawtest.Code(text)
		if err != nil {
			return
		}
		k := code.Schema.Kind("dealing")
		law.NewMachine(code).Value(&law.Record{Kind: k, ID: "dealing"}, answer)
	})
}
