package determination

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/longarm-project/longarm/fact"
	"pgregory.net/rapid"
)

// A proof gives back the steps that it was given, whatever these hold and however large they are.
func TestProofKeepsSteps(t *testing.T) {
	word := rapid.OneOf(rapid.SampledFrom([]string{"", " ", "yes", "dealing sale class", "data 1 of dealing sale window", " x", "x "}), rapid.String())
	input := rapid.Custom(func(t *rapid.T) Input { return Input{word.Draw(t, "name"), word.Draw(t, "value")} })
	id := rapid.Custom(func(t *rapid.T) fact.ID { return fact.ID{rapid.Byte().Draw(t, "byte")} })
	step := rapid.Custom(func(t *rapid.T) Step {
		return Step{
			Rule: word.Draw(t, "rule"), Citation: word.Draw(t, "citation"), About: word.Draw(t, "about"), Value: word.Draw(t, "value"),
			Elements: rapid.SliceOfN(input, 0, 3).Draw(t, "elements"), Inputs: rapid.SliceOfN(input, 0, 5).Draw(t, "inputs"),
			Uses: rapid.SliceOfN(rapid.Int(), 0, 3).Draw(t, "uses"), From: rapid.SliceOfN(id, 0, 3).Draw(t, "from"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(step, 0, 40).Draw(t, "steps")
		for i := range want { // what is empty is read as nothing
			s := &want[i]
			for _, list := range []*[]Input{&s.Elements, &s.Inputs} {
				if len(*list) == 0 {
					*list = nil
				}
			}
			if len(s.Uses) == 0 {
				s.Uses = nil
			}
			if len(s.From) == 0 {
				s.From = nil
			}
		}
		p := NewProof(want...)
		got := p.Steps()
		if p.Len() != len(want) || !slices.EqualFunc(got, want, func(a, b Step) bool { return reflect.DeepEqual(a, b) }) {
			t.Fatalf("got  %+v\nwant %+v", got, want)
		}
		for i := range want {
			if uses := slices.Collect(p.Uses(i)); !slices.Equal(uses, want[i].Uses) {
				t.Fatalf("step %d uses %v, want %v", i, uses, want[i].Uses)
			}
		}
	})
}

// Steps may be larger than a block, and many small ones fill several.
func TestProofBlocks(t *testing.T) {
	var want []Step
	for i := range 30_000 {
		s := Step{Rule: "r", Uses: []int{i - 1}, Inputs: []Input{{"a b", "c"}}}
		if i%10_000 == 7 {
			for k := range 40_000 {
				s.Uses = append(s.Uses, k)
			}
		}
		want = append(want, s)
	}
	p := NewProof(want...)
	for i, s := range p.All() {
		if !reflect.DeepEqual(s, want[i]) {
			t.Fatalf("step %d differs", i)
		}
	}
	if len(p.blocks) < 5 {
		t.Errorf("only %d blocks", len(p.blocks))
	}
}

// A proof is written as the list of its steps, and none as null.
func TestProofAsJSON(t *testing.T) {
	for _, steps := range [][]Step{{}, {{Rule: "r", About: "x", Value: "<&>", Uses: []int{0}}}} {
		p := NewProof(steps...)
		got, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if want, _ := json.Marshal(steps); string(got) != string(want) {
			t.Errorf("got %s, want %s", got, want)
		}
		var q Proof
		if err := json.Unmarshal(got, &q); err != nil || !slices.EqualFunc(q.Steps(), steps, func(a, b Step) bool { return reflect.DeepEqual(a, b) }) {
			t.Errorf("%s is read as %+v, %v", got, q.Steps(), err)
		}
	}
	if b, _ := json.Marshal((*Proof)(nil)); string(b) != "null" {
		t.Errorf("no proof is %s", b)
	}
}
