package law

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/ext"
	"pgregory.net/rapid"

	"github.com/longarm-project/longarm/fact"
)

// testCode makes a code with a few fields of each type, to try expressions on.
func testCode() (*Code, *Kind, *Kind) {
	item := &Kind{Name: "item"}
	for name, t := range map[string]Type{"p": YesNo, "n": Number, "w": Word} {
		item.add(&Field{Name: name, Type: t})
	}
	k := &Kind{Name: "thing"}
	for _, name := range []string{"a", "b", "c"} {
		k.add(&Field{Name: name, Type: YesNo})
	}
	for _, name := range []string{"m", "n"} {
		k.add(&Field{Name: name, Type: Number})
	}
	for _, name := range []string{"v", "w"} {
		k.add(&Field{Name: name, Type: Word})
	}
	k.add(&Field{Name: "ws", Type: Words})
	k.add(&Field{Name: "items", Type: List, Of: item})
	c := &Code{
		Schema: &Schema{Kinds: []*Kind{k, item}},
		sets:   map[string]*Set{"vowels": {Name: "vowels", words: []string{"x", "y"}}},
		tables: map[string]*Table{"size_of": {Name: "size_of", values: map[string]int64{"x": 1, "y": 2, "z": 3}, lo: 1, hi: 3}},
	}
	return c, k, item
}

func (c *Code) testCompile(t interface{ Fatal(...any) }, k *Kind, text string) *Node {
	s := &scope{this: k, sets: c.sets, tables: c.tables}
	n, err := s.compile(text, YesNo)
	if err != nil {
		t.Fatal(text, err)
	}
	return n
}

// genBool makes expressions of the language.
func genBool(t *rapid.T, depth int, in string) string {
	atoms := []string{"a", "b", "c", "true", "m > 2", "n <= m", "m + n == 4", "v == w", `w in ["x", "z"]`, "v in vowels", `"y" in ws`,
		"size(ws) > 1", `size_of[w] >= 2`, "m * 2 < n + 1", `(a ? v : w) == "x"`, "math.least(items.map(i, i.n)) > 1"}
	if in != "" {
		atoms = append(atoms, in+".p", in+".n > m", in+`.w == "x"`)
	}
	if depth == 0 {
		return rapid.SampledFrom(atoms).Draw(t, "atom")
	}
	sub := func() string { return genBool(t, depth-1, in) }
	switch rapid.IntRange(0, 7).Draw(t, "form") {
	case 0:
		return "(" + sub() + " && " + sub() + ")"
	case 1:
		return "(" + sub() + " || " + sub() + ")"
	case 2:
		return "!(" + sub() + ")"
	case 3:
		return "(" + sub() + " ? " + sub() + " : " + sub() + ")"
	case 4, 5:
		if in == "" {
			name := rapid.SampledFrom([]string{"exists", "all"}).Draw(t, "macro")
			return "items." + name + "(i, " + genBool(t, depth-1, "i") + ")"
		}
	case 6:
		if in == "" {
			return `ws.exists(s, s == v || s in vowels)`
		}
	}
	return rapid.SampledFrom(atoms).Draw(t, "atom")
}

// A world gives every field a set of values it may have; total worlds give one.
type testWorld struct {
	truths  map[string][]bool
	numbers map[string][]int64
	words   map[string][]string
	ws      []string
	wsMore  bool // "y" may be among them too
	items   []map[string]any
}

func drawWorld(t *rapid.T) testWorld {
	w := testWorld{truths: map[string][]bool{}, numbers: map[string][]int64{}, words: map[string][]string{}}
	for _, name := range []string{"a", "b", "c"} {
		w.truths[name] = rapid.SampledFrom([][]bool{{true}, {false}, {true, false}}).Draw(t, name)
	}
	for _, name := range []string{"m", "n"} {
		lo := rapid.Int64Range(0, 4).Draw(t, name)
		w.numbers[name] = []int64{lo}
		if rapid.Bool().Draw(t, name+"?") {
			w.numbers[name] = append(w.numbers[name], lo+1, lo+2)
		}
	}
	for _, name := range []string{"v", "w"} {
		w.words[name] = rapid.SampledFrom([][]string{{"x"}, {"y"}, {"z"}, {"x", "y"}, {"x", "y", "z"}}).Draw(t, name)
	}
	w.ws = rapid.SampledFrom([][]string{nil, {"x"}, {"x", "z"}}).Draw(t, "ws")
	w.wsMore = rapid.Bool().Draw(t, "ws?")
	for range rapid.IntRange(0, 2).Draw(t, "items") {
		w.items = append(w.items, map[string]any{
			"p": rapid.Bool().Draw(t, "p"), "n": rapid.Int64Range(0, 3).Draw(t, "n"), "w": rapid.SampledFrom([]string{"x", "y"}).Draw(t, "w"),
		})
	}
	return w
}

// settle gives everything its first value.
func (w *testWorld) settle() {
	for name, vs := range w.truths {
		w.truths[name] = vs[:1]
	}
	for name, vs := range w.numbers {
		w.numbers[name] = vs[:1]
	}
	for name, vs := range w.words {
		w.words[name] = vs[:1]
	}
	w.wsMore = false
}

// record lays the world out with what is not settled left unknown.
func (w testWorld) record(k, item *Kind) *Record {
	r := &Record{Kind: k, ID: "thing"}
	for name, vs := range w.truths {
		if len(vs) == 1 {
			r.Set(k.Field(name), Value{Truth: fact.Is(vs[0])})
		}
	}
	for name, vs := range w.numbers {
		r.Set(k.Field(name), Value{Lo: slices.Min(vs), Hi: slices.Max(vs)})
	}
	for name, vs := range w.words {
		v := Value{Any: vs}
		if len(vs) == 1 {
			v = Value{Word: vs[0]}
		}
		r.Set(k.Field(name), v)
	}
	r.Set(k.Field("ws"), Value{Words: w.ws, Open: w.wsMore})
	var list Value
	for _, it := range w.items {
		e := &Record{Kind: item}
		e.Set(item.Field("p"), Value{Truth: fact.Is(it["p"].(bool))})
		n := it["n"].(int64)
		e.Set(item.Field("n"), Value{Lo: n, Hi: n})
		e.Set(item.Field("w"), Value{Word: it["w"].(string)})
		list.List = append(list.List, e)
	}
	r.Set(k.Field("items"), list)
	return r
}

// total calls visit with every way to settle the world, as variables of CEL.
func (w testWorld) total(visit func(map[string]any)) {
	vars := map[string]any{
		"vowels": []string{"x", "y"}, "size_of": map[string]int64{"x": 1, "y": 2, "z": 3}, "items": w.items, "ws": w.ws,
	}
	var choices []func(next func())
	for name, vs := range w.truths {
		choices = append(choices, func(next func()) {
			for _, v := range vs {
				vars[name] = v
				next()
			}
		})
	}
	for name, vs := range w.numbers {
		choices = append(choices, func(next func()) {
			for _, v := range vs {
				vars[name] = v
				next()
			}
		})
	}
	for name, vs := range w.words {
		choices = append(choices, func(next func()) {
			for _, v := range vs {
				vars[name] = v
				next()
			}
		})
	}
	if w.wsMore {
		choices = append(choices, func(next func()) {
			for _, more := range [][]string{nil, {"y"}} {
				vars["ws"] = append(slices.Clone(w.ws), more...)
				next()
			}
		})
	}
	var walk func(int)
	walk = func(i int) {
		if i == len(choices) {
			visit(vars)
			return
		}
		choices[i](func() { walk(i + 1) })
	}
	walk(0)
}

func celEnv(t testing.TB) *cel.Env {
	env, err := cel.NewEnv(ext.Math(),
		cel.Variable("a", cel.BoolType), cel.Variable("b", cel.BoolType), cel.Variable("c", cel.BoolType),
		cel.Variable("m", cel.IntType), cel.Variable("n", cel.IntType),
		cel.Variable("v", cel.StringType), cel.Variable("w", cel.StringType),
		cel.Variable("ws", cel.ListType(cel.StringType)), cel.Variable("vowels", cel.ListType(cel.StringType)),
		cel.Variable("size_of", cel.MapType(cel.StringType, cel.IntType)),
		cel.Variable("items", cel.ListType(cel.MapType(cel.StringType, cel.DynType))),
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
	code, k, item := testCode()
	rapid.Check(t, func(t *rapid.T) {
		text := genBool(t, rapid.IntRange(0, 3).Draw(t, "depth"), "")
		if strings.Contains(text, "math.least") {
			t.Skip("cel-go refuses the least of an empty list")
		}
		w := drawWorld(t)
		if rapid.Bool().Draw(t, "settled") {
			w.settle()
		}
		node := code.testCompile(t, k, text)
		got := NewMachine(code).truth(node, &frame{this: w.record(k, item)})
		asTrial := NewTrial(code).truth(node, &frame{this: w.record(k, item)})
		if got != asTrial {
			t.Fatalf("%s: %v with and %v without tracing", text, got, asTrial)
		}
		ast, iss := env.Compile(text)
		if iss.Err() != nil {
			t.Fatalf("%s is not CEL: %v", text, iss.Err())
		}
		prg, err := env.Program(ast)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[fact.Truth]bool{}
		w.total(func(vars map[string]any) {
			out, _, err := prg.Eval(vars)
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			seen[fact.Is(out.Value().(bool))] = true
		})
		if got != fact.Unknown && (len(seen) != 1 || !seen[got]) {
			t.Fatalf("%s: got %v, CEL gives %v over %+v", text, got, seen, w)
		}
		settled := len(w.truths["a"])*len(w.truths["b"])*len(w.truths["c"])*len(w.numbers["m"])*len(w.numbers["n"])*len(w.words["v"])*len(w.words["w"]) == 1 && !w.wsMore
		if settled && got == fact.Unknown {
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
	lib, err := NewLibrary(Embedded())
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

// TestKleene checks that settling what is unknown never changes what was known.
func TestKleene(t *testing.T) {
	code, k, item := testCode()
	rapid.Check(t, func(t *rapid.T) {
		text := genBool(t, 3, "")
		w := drawWorld(t)
		node := code.testCompile(t, k, text)
		before := NewMachine(code).truth(node, &frame{this: w.record(k, item)})
		w.settle()
		after := NewMachine(code).truth(node, &frame{this: w.record(k, item)})
		if before != fact.Unknown && after != before {
			t.Fatalf("%s: %v became %v", text, before, after)
		}
	})
}

func TestNeedlessQuestions(t *testing.T) {
	code, k, item := testCode()
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
			w := testWorld{truths: map[string][]bool{"a": {true, false}, "b": {true}, "c": {true, false}}, words: map[string][]string{"v": {"x", "y"}}}
			m := NewTrial(code)
			got := m.truth(code.testCompile(t, k, c.text), &frame{this: w.record(k, item)})
			var asks []string
			for _, l := range m.leaves {
				asks = append(asks, l.Field.Name)
			}
			if got != c.want || fmt.Sprint(asks) != fmt.Sprint(c.asks) {
				t.Errorf("%s: got %v asking %v, want %v asking %v", c.text, got, asks, c.want, c.asks)
			}
		})
	}
}
