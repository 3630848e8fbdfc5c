package casetest

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
)

// sharedCases lie beside a full checkout only.
var sharedCases = []string{"../../shared/data/ownership/cases-dev.yaml", "../../shared/law/cases-2/ownership/cases.yaml"}

func TestSharedOwnership(t *testing.T) {
	for _, name := range sharedCases {
		t.Run(name, func(t *testing.T) {
			f, err := os.Open(name)
			if errors.Is(err, fs.ErrNotExist) {
				t.Skip("the shared cases are not here")
			}
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			runOwnership(t, f)
		})
	}
}

func TestOwnership(t *testing.T) {
	f, err := os.Open("testdata/ownership.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	runOwnership(t, f)
}

func TestOwnershipProblems(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"unknown key", "seeds: [S], expect: {}, colour: red", `"colour" is not understood`},
		{"unknown test", "test: own51", "no ownership test"},
		{"wrong verdict", "seeds: [S], holdings: [{owner: S, asset: A, share: 40}], expect: {A: yes}", "no, want yes"},
		{"share above 100", "seeds: [S], holdings: [{owner: S, asset: A, share: 140}]", "not a percentage"},
		{"unknown column", "seeds: [S], holdings: [{owner: S, asset: A, stake: 40}]", "[stake] is not understood"},
		{"wrong sum", "seeds: [S], holdings: [{owner: S, asset: A, share: 40}], sums: {A: 41}", "sum is 40 %"},
		{"wrong flag", "seeds: [S], holdings: [{owner: S, asset: A, share: 20}], flags: {A: [significant-minority]}", "flags are []"},
		{"wrong sale", "seeds: [S], holdings: [{owner: S, asset: A, share: 60}], counterfactual: {A: [{sell: S->A, points_more_than: 11}]}", "more than 10 %"},
		{"wrong proof", "seeds: [S], holdings: [{owner: S, asset: A, share: 60}], expect: {A: yes}, minimal_proof_edges: 2", "1 holdings, want 2"},
		{"wrong effect", "holdings: [{owner: S, asset: A, share: 60}], effective: {S->A: 61}", "60 %, want 61 %"},
		{"malformed", "holdings: 7", "cannot unmarshal"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			body := test.body
			if !strings.Contains(body, "test:") {
				body = "test: own50, " + body
			}
			results, err := Ownership(strings.NewReader("schema: ownership-cases/1\ncases:\n- {id: x, " + body + "}\n"))
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(results[0].Problems, "; "); !strings.Contains(got, test.want) {
				t.Errorf("problems %q, want %q among them", got, test.want)
			}
		})
	}
}

func runOwnership(t *testing.T, f *os.File) {
	results, err := Ownership(f)
	if err != nil {
		t.Fatal(err)
	}
	if len(results) == 0 {
		t.Error("no cases")
	}
	for _, c := range results {
		if !c.Passed() {
			t.Errorf("%s:\n\t%s", c.ID, strings.Join(c.Problems, "\n\t"))
		}
	}
}

func FuzzOwnership(f *testing.F) {
	b, err := os.ReadFile("testdata/ownership.yaml")
	if err != nil {
		f.Fatal(err)
	}
	head, rest, _ := strings.Cut(string(b), "- id:")
	for _, c := range strings.Split(rest, "- id:") {
		f.Add([]byte(head + "- id:" + c))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 4096 {
			return
		}
		results, err := Ownership(strings.NewReader(string(b)))
		for _, r := range results {
			if err != nil {
				t.Errorf("results beside an error: %v", r)
			}
		}
	})
}
