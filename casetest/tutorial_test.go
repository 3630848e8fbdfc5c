package casetest

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/longarm-project/longarm/check"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/review"
)

// TestRulesTutorial builds the pack of the tutorial in doc/formats/rules.md as a
// reader would, and runs its case.
func TestRulesTutorial(t *testing.T) {
	doc, err := os.ReadFile("../doc/formats/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	_, tutorial, ok := strings.Cut(string(doc), "## A rule from nothing")
	if !ok {
		t.Fatal("the page has no tutorial")
	}
	files := fstest.MapFS{}
	for _, m := range regexp.MustCompile("(?s)`(club/[^`]+\\.yaml)`:\n\n```yaml\n(.*?)```").FindAllStringSubmatch(tutorial, -1) {
		files[m[1]] = &fstest.MapFile{Data: []byte(m[2])}
	}
	if len(files) != 4 {
		t.Fatalf("the tutorial has %d files, want 4", len(files))
	}
	lib, err := law.NewLibrary(files)
	if err != nil {
		t.Fatal(err)
	}
	p, err := lib.Pack("club")
	if err != nil {
		t.Fatal(err)
	}
	cases, err := p.Cases()
	if err != nil {
		t.Fatal(err)
	}
	own, err := check.NewPacks(lib.Files()...)
	if err != nil {
		t.Fatal(err)
	}
	covered := law.Coverage{}
	for _, c := range cases {
		set, err := caseSet(lib, "club", c)
		if err != nil {
			t.Fatal(err)
		}
		mismatches, err := review.Compare(set, lib, "club", c)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range mismatches {
			t.Error(m)
		}
		if err := review.Cover(set, lib, "club", c.At, covered); err != nil {
			t.Fatal(err)
		}
		d, err := review.Decide(set, lib, review.Options{At: c.At, Cite: ids(set)})
		if err != nil {
			t.Fatal(err)
		}
		if err := check.Steps(d, own); err != nil {
			t.Error(err)
		}
		for _, f := range d.Findings {
			if f.Outcome == determination.Undetermined {
				if got, want := f.Deciding[0].Questions[0].Ask, "How many kilograms does the dog of puppy weigh?"; got != want {
					t.Errorf("got %q, want %q", got, want)
				}
			}
		}
	}
	for _, err := range p.Lint(covered) {
		t.Error(err)
	}
}
