package oracle

import (
	"strings"
	"testing"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/ext"
	"pgregory.net/rapid"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/lawtest"
)

func celEnv(t testing.TB) *cel.Env {
	env, err := cel.NewEnv(ext.Math(),
		cel.Variable("a", cel.BoolType), cel.Variable("b", cel.BoolType), cel.Variable("c", cel.BoolType),
		cel.Variable("m", cel.IntType), cel.Variable("n", cel.IntType),
		cel.Variable("v", cel.StringType), cel.Variable("w", cel.StringType),
		cel.Variable("ws", cel.ListType(cel.StringType)), cel.Variable("vowels", cel.ListType(cel.StringType)),
		cel.Variable("size_of", cel.MapType(cel.StringType, cel.IntType)),
		cel.Variable("data", cel.ListType(cel.MapType(cel.StringType, cel.DynType))),
	)
	if err != nil {
		t.Fatal(err)
	}
	return env
}

// TestAgainstCEL compares our evaluation with cel-go's: what is known agrees with
// every way to settle the unknown, and with nothing unknown the two are the same.
func TestAgainstCEL(t *testing.T) {
	env := celEnv(t)
	rapid.Check(t, func(t *rapid.T) {
		text := lawtest.Expression(t, rapid.IntRange(0, 3).Draw(t, "depth"))
		if strings.Contains(text, "math.least") {
			t.Skip("cel-go refuses the least of an empty list")
		}
		w := lawtest.Draw(t)
		if rapid.Bool().Draw(t, "settled") {
			w.Settle()
		}
		code, answer, err := lawtest.Code(text)
		if err != nil {
			t.Fatal(text, err)
		}
		got := law.NewMachine(code).Value(w.Record(code), answer).Truth
		ast, iss := env.Compile(text)
		if iss.Err() != nil {
			t.Fatalf("%s is not CEL: %v", text, iss.Err())
		}
		prg, err := env.Program(ast)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[fact.Truth]bool{}
		w.Total(func(vars map[string]any) {
			out, _, err := prg.Eval(vars)
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			seen[fact.Is(out.Value().(bool))] = true
		})
		if got != fact.Unknown && (len(seen) != 1 || !seen[got]) {
			t.Fatalf("%s: got %v, CEL gives %v over %+v", text, got, seen, w)
		}
		if w.Settled() && got == fact.Unknown {
			t.Fatalf("%s: unknown though everything is known", text)
		}
	})
}

// TestRulesAreCEL compiles every expression of the packs with cel-go, as far as
// its parser goes: our language is a part of CEL.
func TestRulesAreCEL(t *testing.T) {
	env, err := cel.NewEnv(ext.Math())
	if err != nil {
		t.Fatal(err)
	}
	lib, err := law.NewLibrary(law.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range lib.Names() {
		p, err := lib.Pack(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range p.Rules {
			var texts []string
			if r.Value.Text != "" {
				texts = append(texts, r.Value.Text)
			}
			elements, _ := r.Elements()
			for _, e := range elements {
				texts = append(texts, e.When.Text)
			}
			for _, x := range r.Exceptions {
				texts = append(texts, x.When.Text)
			}
			for _, text := range texts {
				if _, iss := env.Parse(text); iss.Err() != nil {
					t.Errorf("%s: %s: %v", r.Place.File, text, iss.Err())
				}
			}
		}
	}
}
