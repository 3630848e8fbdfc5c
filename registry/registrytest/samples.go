package registrytest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/registry"
)

// Samples imports the files that match patterns below root, each on its own, and
// compares what became of them with the golden file, which holds one line for
// each file: records read, mapped, skipped and noted by reason, and what was
// yielded. A pattern that ends in "+" has one line for all its files together.
// Samples skips the test where root is not present.
func Samples(t *testing.T, im registry.Importer, root, golden string, update bool, patterns ...string) {
	t.Helper()
	if _, err := os.Stat(root); err != nil {
		t.Skipf("no samples: %v", err)
	}
	var lines []string
	for _, pattern := range patterns {
		pattern, together := strings.CutSuffix(pattern, "+")
		files, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		if err != nil || len(files) == 0 {
			t.Fatalf("no file matches %s: %v", pattern, err)
		}
		slices.Sort(files)
		var sum Result
		unknown := 0
		for _, file := range files {
			name, r, ok := sample(t, im, root, file)
			switch {
			case !ok:
				unknown++
			case together:
				sum.add(r)
			default:
				lines = append(lines, name+": "+Describe(r))
			}
			if !ok && !together {
				lines = append(lines, name+": not recognised")
			}
		}
		if together {
			lines = append(lines, fmt.Sprintf("%s: %d files, %d of them not recognised; %s", pattern, len(files), unknown, Describe(sum)))
		}
	}
	got := strings.Join(lines, "\n") + "\n"
	if update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("samples differ from %s, -want +got:\n%s", golden, diff)
	}
}

func sample(t *testing.T, im registry.Importer, root, file string) (name string, r Result, ok bool) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if name, err = filepath.Rel(root, file); err != nil {
		t.Fatal(err)
	}
	name = filepath.ToSlash(name)
	if im.Recognizes(data[:min(len(data), 64<<10)]) == 0 {
		return name, r, false
	}
	r = Read(im, name, data, "")
	Sound(t, name, r)
	return name, r, true
}

// add joins the result of another file.
func (r *Result) add(other Result) {
	r.Records = append(r.Records, other.Records...)
	r.Errors = append(r.Errors, other.Errors...)
	r.Tally.Read += other.Tally.Read
	r.Tally.Mapped += other.Tally.Mapped
	for reason, n := range other.Tally.Skipped {
		r.Tally.Skip(reason)
		r.Tally.Skipped[reason] += n - 1
		r.Tally.Read--
	}
	for reason, n := range other.Tally.Noted {
		r.Tally.Note(reason)
		r.Tally.Noted[reason] += n - 1
	}
}

// Describe says in one line what became of a file.
func Describe(r Result) string {
	var b strings.Builder
	b.WriteString(r.Tally.String())
	kinds := make(map[string]int64)
	for _, rec := range r.Records {
		word, _, _ := strings.Cut(Text(rec), " ")
		kinds[word]++
	}
	sep := "; yielded "
	for _, kind := range registry.Reasons(kinds) {
		fmt.Fprintf(&b, "%s%s %d", sep, kind, kinds[kind])
		sep = ", "
	}
	if len(r.Errors) > 0 {
		fmt.Fprintf(&b, "; %d errors, first %v", len(r.Errors), r.Errors[0])
	}
	return b.String()
}
