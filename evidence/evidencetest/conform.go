// Package evidencetest holds the tests that every evidence.Reader must pass.
package evidencetest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
)

// A Sample is a small file of the kind that a reader reads.
type Sample struct {
	Name    string
	Content string
	// Secret, if not empty, stands in Content and must never be repeated.
	Secret string
}

// Conform checks what evidence.Reader promises, on each sample: it recognises
// the sample, gives the same items twice and however the input is cut into
// reads, survives the loss of the end at any byte and zeroed bytes, tells a
// failing input, places its items, and repeats no secret.
func Conform(t *testing.T, r evidence.Reader, samples ...Sample) {
	t.Helper()
	if r.Name() == "" || strings.ContainsAny(r.Name(), " \t") {
		t.Errorf("Name() = %q, want one word", r.Name())
	}
	for _, foreign := range []string{"", "\x00\x01\x02", "# Notes\n\nSome prose about nothing, 2024.\n", "<html></html>"} {
		if r.Recognizes([]byte(foreign)) > 0 {
			t.Errorf("Recognizes(%q)", foreign)
		}
	}
	for _, s := range samples {
		t.Run(s.Name, func(t *testing.T) { conform(t, r, s) })
	}
}

func conform(t *testing.T, r evidence.Reader, s Sample) {
	content := []byte(s.Content)
	if r.Recognizes(content[:min(len(content), 64<<10)]) == 0 {
		t.Fatal("the sample is not recognised")
	}
	whole := Run(r, s.Name, bytes.NewReader(content), evidence.Options{})
	if len(whole.Items) == 0 {
		t.Error("the sample gives nothing")
	}
	for _, it := range whole.Items {
		if it.Line == 0 && it.Place == "" {
			t.Errorf("%s has neither line nor place", it.Body)
		}
		if lines := int64(bytes.Count(content, []byte("\n")) + 1); it.Line > lines {
			t.Errorf("%s is at line %d of %d", it.Body, it.Line, lines)
		}
	}
	for name, reader := range map[string]io.Reader{"again": bytes.NewReader(content), "byte by byte": iotest.OneByteReader(bytes.NewReader(content))} {
		if diff := cmp.Diff(whole, Run(r, s.Name, reader, evidence.Options{})); diff != "" {
			t.Errorf("%s (-first +then):\n%s", name, diff)
		}
	}
	hostile(t, r, s)
	repeats(t, r, s)
}

// hostile damages the sample in all ways.
func hostile(t *testing.T, r evidence.Reader, s Sample) {
	content := []byte(s.Content)
	step := 1 + len(content)/3000
	for cut := 0; cut < len(content); cut += step {
		r.Recognizes(content[:cut])
		Run(r, s.Name, bytes.NewReader(content[:cut]), evidence.Options{})
		zeroed := bytes.Clone(content)
		zeroed[cut] = 0
		Run(r, s.Name, bytes.NewReader(zeroed), evidence.Options{})
	}
	broken := errors.New("the disk broke")
	got := Run(r, s.Name, io.MultiReader(bytes.NewReader(content[:len(content)/2]), iotest.ErrReader(broken)), evidence.Options{})
	if n := len(got.Errors); n == 0 || !strings.Contains(got.Errors[n-1], broken.Error()) {
		t.Errorf("errors of an input that fails: %q, want the failure last", got.Errors)
	}
}

// repeats looks for the secret in all that the reader gives.
func repeats(t *testing.T, r evidence.Reader, s Sample) {
	if s.Secret == "" {
		return
	}
	for cut := len(s.Content); cut > 0; cut -= 1 + len(s.Content)/200 {
		got := Run(r, s.Name, strings.NewReader(s.Content[:cut]), evidence.Options{})
		if text := fmt.Sprint(got); strings.Contains(text, s.Secret) {
			t.Fatalf("cut at byte %d, the secret is repeated: %s", cut, text)
		}
	}
}

// A Result is all that a reader gave.
type Result struct {
	Items   []Item
	Errors  []string
	Note    string
	Records int64
	Skipped map[string]int64
}

// An Item is an evidence.Item with its body in canonical form.
type Item struct {
	Body  string
	Line  int64
	Place string
}

// Run reads input by itself.
func Run(r evidence.Reader, name string, input io.Reader, o evidence.Options) Result {
	in := &evidence.Input{Name: name, R: input, Options: o}
	var out Result
	for it, err := range Each(r, in) {
		if err != nil {
			out.Errors = append(out.Errors, err.Error())
			continue
		}
		out.Items = append(out.Items, Item{Body: string(fact.Canonical(it.Body)), Line: it.Line, Place: it.Place})
	}
	out.Note, out.Records, out.Skipped = in.Note, in.Records, in.Skipped
	return out
}

// Each yields what r reads of one file, and then what it joins of that.
func Each(r evidence.Reader, in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		var parts []evidence.Part
		for it, err := range r.Read(in) {
			if it.Part != nil {
				parts = append(parts, evidence.Part{Folder: "/", Name: evidence.BaseName(in.Name), Value: it.Part})
			}
			if (it.Body != nil || err != nil) && !yield(it, err) {
				return
			}
		}
		j, ok := r.(evidence.Joiner)
		if !ok {
			return
		}
		for got := range j.Join(parts) {
			at := got.From[0]
			if got.Skipped != "" {
				in.Skip(got.Skipped, 1)
			} else if !yield(evidence.Item{Body: got.Body, Line: at.Line, Place: at.Place}, got.Err) {
				return
			}
		}
	}
}

// Fuzz lets the fuzzer look for inputs that make a reader panic, hang or give
// items that are no facts.
func Fuzz(f *testing.F, r evidence.Reader, samples ...Sample) {
	for _, s := range samples {
		f.Add([]byte(s.Content))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r.Recognizes(b)
		got := Run(r, "f", bytes.NewReader(b), evidence.Options{Pairs: 50})
		for _, it := range got.Items {
			if !json.Valid([]byte(it.Body)) || it.Line == 0 && it.Place == "" {
				t.Errorf("item %+v", it)
			}
		}
	})
}

// Observations reads a file, by its own name, with one reader through
// evidence.Read, and returns its observations and the record of the file. It
// skips the test if the file is not there.
func Observations(t *testing.T, r evidence.Reader, path string, o evidence.Options) ([]*fact.Observation, evidence.File) {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		t.Skip("sample data is not here:", filepath.Base(path))
	}
	got, err := evidence.Read(context.Background(), []string{path}, []evidence.Reader{r}, o)
	if err != nil {
		t.Fatal(err)
	}
	var obs []*fact.Observation
	for _, f := range got.Facts {
		if ob, ok := f.Body.(*fact.Observation); ok {
			obs = append(obs, ob)
		}
	}
	if len(got.Files) != 1 {
		t.Fatalf("%d files, want 1", len(got.Files))
	}
	return obs, got.Files[0]
}
