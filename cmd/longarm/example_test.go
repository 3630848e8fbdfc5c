package main

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The example prints the page that stands in examples/estate.txt and in the README.
func TestExamplePage(t *testing.T) {
	t.Chdir("../..")
	var out bytes.Buffer
	err := run(t.Context(), []string{"review", "--at", "2026-11-01", "--read-on", "2026-11-01", "examples/estate"}, nil, &out, os.Stderr)
	var e *exit
	if !errors.As(err, &e) || e.code != exitLevel {
		t.Fatalf("error %v, want exit code %d", err, exitLevel)
	}
	const page, readme = "examples/estate.txt", "README.md"
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
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
