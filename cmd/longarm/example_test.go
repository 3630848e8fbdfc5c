package main

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The README's command prints the page that stands in the README and in examples/estate.txt, on any day.
func TestExamplePage(t *testing.T) {
	t.Chdir("../..")
	const page, readme = "examples/estate.txt", "README.md"
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	const command = "    go run ./cmd/longarm "
	_, line, _ := strings.Cut(string(text), command+"review ")
	line, _, _ = strings.Cut(line, "\n")
	var out bytes.Buffer
	err = run(t.Context(), append([]string{"review"}, strings.Fields(line)...), nil, &out, os.Stderr)
	var e *exit
	if !errors.As(err, &e) || e.code != exitLevel {
		t.Fatalf("error %v, want exit code %d", err, exitLevel)
	}
	start := strings.Index(string(text), "```\nlongarm review") + len("```\n")
	end := start + strings.Index(string(text)[start:], "```")
	if *update {
		text = []byte(string(text)[:start] + out.String() + string(text)[end:])
		if err := errors.Join(os.WriteFile(page, out.Bytes(), 0o644), os.WriteFile(readme, text, 0o644)); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), out.String()); d != "" {
		t.Errorf("%s differs; go test ./cmd/longarm -run ExamplePage -update rewrites it:\n%s", page, d)
	}
	if d := cmp.Diff(string(want), string(text)[start:end]); d != "" {
		t.Errorf("the page in %s differs:\n%s", readme, d)
	}
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
