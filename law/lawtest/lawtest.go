// Package lawtest draws expressions of the language of rules, and records they
// are about, for tests of what evaluates them.
package lawtest

import (
	"fmt"
	"slices"
	"strconv"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

const pack = `id: p
title: A pack
outcomes: [bad, fine]
otherwise: {outcome: fine, says: nothing applies}
sets:
  - {name: vowels, cite: c, versions: [{from: 2020-01-01, words: [x, y]}]}
tables:
  - {name: size_of, cite: c, versions: [{from: 2020-01-01, values: {x: 1, y: 2, z: 3}}]}
`

// terms are those of a dealing, and of the data it is about.
var terms = [...]struct{ name, on, kind string }{
	{"a", "dealing", "yes-no"}, {"b", "dealing", "yes-no"}, {"c", "dealing", "yes-no"},
	{"m", "dealing", "number"}, {"n", "dealing", "number"}, {"v", "dealing", "word"}, {"w", "dealing", "word"}, {"ws", "dealing", "words"},
	{"p", "data", "yes-no"}, {"n", "data", "number"}, {"w", "data", "word"},
}

// Code makes a pack of one rule, that a dealing has an answer: what the
// expression comes to. It returns its rules and the field.
func Code(expression string) (*law.Code, *law.Field, error) {
	facts := "terms:\n"
	for _, t := range terms {
		facts += fmt.Sprintf("  - {name: %s, on: %s, type: %s, ask: \"?\", cite: c}\n", t.name, t.on, t.kind)
	}
	rule := "{rule: \"1\", title: A rule, cite: c, from: 2020-01-01, on: dealing, defines: answer, value: " + strconv.Quote(expression) + "}"
	files := fstest.MapFS{"p/pack.yaml": {Data: []byte(pack)}, "p/facts.yaml": {Data: []byte(facts)}, "p/1/rule.yaml": {Data: []byte(rule)}}
	p, err := law.LoadPack(files, "p")
	if err != nil {
		return nil, nil, err
	}
	c, err := p.At("2020-01-01")
	return c, c.Schema.Kind("dealing").Field("answer"), err
}

// Expression draws a yes-no expression of the language about a dealing of [Code].
func Expression(t *rapid.T, depth int) string { return expression(t, depth, "") }

// expression draws one within a macro over the variable in, where that is not empty.
func expression(t *rapid.T, depth int, in string) string {
	atoms := []string{"a", "b", "c", "true", "m > 2", "n <= m", "m + n == 4", "v == w", `w in ["x", "z"]`, "v in vowels", `"y" in ws`,
		"size(ws) > 1", `size_of[w] >= 2`, "m * 2 < n + 1", `(a ? v : w) == "x"`, "math.least(data.map(i, i.n)) > 1"}
	if in != "" {
		atoms = append(atoms, in+".p", in+".n > m", in+`.w == "x"`)
	}
	if depth == 0 {
		return rapid.SampledFrom(atoms).Draw(t, "atom")
	}
	sub := func() string { return expression(t, depth-1, in) }
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
			return "data." + name + "(i, " + expression(t, depth-1, "i") + ")"
		}
	case 6:
		if in == "" {
			return `ws.exists(s, s == v || s in vowels)`
		}
	}
	return rapid.SampledFrom(atoms).Draw(t, "atom")
}

// A World gives every field of a dealing a set of values it may have.
type World struct {
	truths  map[string][]bool
	numbers map[string][]int64
	words   map[string][]string
	ws      []string
	wsMore  bool // "y" may be among them too
	items   []map[string]any
}

// Draw draws a world in which something may be open.
func Draw(t *rapid.T) World {
	w := World{truths: map[string][]bool{}, numbers: map[string][]int64{}, words: map[string][]string{}}
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

// Settle gives everything its first value.
func (w *World) Settle() {
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

// Settled reports whether everything has one value.
func (w World) Settled() bool {
	for _, vs := range w.truths {
		if len(vs) > 1 {
			return false
		}
	}
	for _, vs := range w.numbers {
		if len(vs) > 1 {
			return false
		}
	}
	for _, vs := range w.words {
		if len(vs) > 1 {
			return false
		}
	}
	return !w.wsMore
}

// Record lays the world out as a dealing, with what is not settled left unknown.
func (w World) Record(c *law.Code) *law.Record {
	k, item := c.Schema.Kind("dealing"), c.Schema.Kind("data")
	r := &law.Record{Kind: k, ID: "dealing"}
	for name, vs := range w.truths {
		if len(vs) == 1 {
			r.Set(k.Field(name), law.Value{Truth: fact.Is(vs[0])})
		}
	}
	for name, vs := range w.numbers {
		r.Set(k.Field(name), law.Value{Lo: slices.Min(vs), Hi: slices.Max(vs)})
	}
	for name, vs := range w.words {
		v := law.Value{Any: vs}
		if len(vs) == 1 {
			v = law.Value{Word: vs[0]}
		}
		r.Set(k.Field(name), v)
	}
	r.Set(k.Field("ws"), law.Value{Words: w.ws, Open: w.wsMore})
	var list law.Value
	for _, it := range w.items {
		e := &law.Record{Kind: item}
		e.Set(item.Field("p"), law.Value{Truth: fact.Is(it["p"].(bool))})
		n := it["n"].(int64)
		e.Set(item.Field("n"), law.Value{Lo: n, Hi: n})
		e.Set(item.Field("w"), law.Value{Word: it["w"].(string)})
		list.List = append(list.List, e)
	}
	r.Set(k.Field("data"), list)
	return r
}

// Total calls visit with every way to settle the world, as variables of CEL.
func (w World) Total(visit func(map[string]any)) {
	vars := map[string]any{
		"vowels": []string{"x", "y"}, "size_of": map[string]int64{"x": 1, "y": 2, "z": 3}, "data": w.items, "ws": w.ws,
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
