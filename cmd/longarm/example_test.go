package main

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The README's command prints the page that stands in the README, and the built program
// the one in examples/estate.txt, on any day: they differ in how a further command is typed.
func TestExamplePage(t *testing.T) {
	t.Chdir("../..")
	const page, readme = "examples/estate.txt", "README.md"
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	_, line, _ := strings.Cut(string(text), "    go run ./cmd/longarm review ")
	line, _, _ = strings.Cut(line, "\n")
	words := append([]string{"review"}, strings.Fields(line)...)
	built := examplePage(t, "longarm", words)
	typed := examplePage(t, "/tmp/go-build1/b001/exe/longarm", words)
	start := strings.Index(string(text), "```\nlongarm review") + len("```\n")
	end := start + strings.Index(string(text)[start:], "```")
	if *update {
		text = []byte(string(text)[:start] + typed + string(text)[end:])
		if err := errors.Join(os.WriteFile(page, []byte(built), 0o644), os.WriteFile(readme, text, 0o644)); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), built); d != "" {
		t.Errorf("%s differs; go test ./cmd/longarm -run ExamplePage -update rewrites it:\n%s", page, d)
	}
	if d := cmp.Diff(typed, string(text)[start:end]); d != "" {
		t.Errorf("the page in %s differs; go test ./cmd/longarm -run ExamplePage -update rewrites it:\n%s", readme, d)
	}
}

// examplePage runs a review of the example as the program of that path.
func examplePage(t *testing.T, program string, words []string) string {
	called := os.Args[0]
	os.Args[0] = program
	defer func() { os.Args[0] = called }()
	var out bytes.Buffer
	err := run(t.Context(), words, nil, &out, os.Stderr)
	if e, ok := errors.AsType[*exit](err); !ok || e.code != exitLevel {
		t.Fatalf("error %v, want exit code %d", err, exitLevel)
	}
	return out.String()
}

// The command of the README for the estate of the Union prints examples/estate-eu.txt, on any day.
func TestUnionExample(t *testing.T) {
	t.Chdir("../..")
	const page = "examples/estate-eu.txt"
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	const command = "review --at 2026-11-01 --home DE examples/estate-eu"
	if !strings.Contains(string(readme), "longarm "+command) {
		t.Errorf("README.md does not name %q", command)
	}
	var out bytes.Buffer
	err = run(t.Context(), strings.Fields(command), nil, &out, os.Stderr)
	var e *exit
	if !errors.As(err, &e) || e.code != exitUndetermined {
		t.Fatalf("error %v, want exit code %d", err, exitUndetermined)
	}
	if *update {
		if err := os.WriteFile(page, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), out.String()); d != "" {
		t.Errorf("%s differs; go test ./cmd/longarm -run UnionExample -update rewrites it:\n%s", page, d)
	}
	for _, f := range []string{"proposed", "not in force"} {
		if !strings.Contains(out.String(), f) {
			t.Errorf("the page does not say %q", f)
		}
	}
}
