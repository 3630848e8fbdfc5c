package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/determination"
)

// Neither thousands of paths nor thousands of problems fill the page.
func TestPageIsBounded(t *testing.T) {
	d := small(t)
	var paths []string
	for i := range 3000 {
		name := fmt.Sprintf("infra %d.tf", i)
		paths = append(paths, name)
		d.Evidence.Files = append(d.Evidence.Files, determination.File{Name: name, Kind: "terraform-config", Note: "a note"})
		d.Evidence.Problems = append(d.Evidence.Problems, determination.Problem{Name: name, What: "cannot be opened: permission denied"})
	}
	var b bytes.Buffer
	if err := Page(&b, d, Style{Title: Command("longarm review", paths), Paths: paths}); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	if n := strings.Count(page, "\n"); n > 100 {
		t.Errorf("%d lines", n)
	}
	for _, want := range []string{
		"longarm review 'infra 0.tf' 'infra 1.tf' 'infra 2.tf' 'infra 3.tf' and 2996 more paths",
		" infra 11.tf: cannot", "and 2,988 more places; --all shows them", "and 2,988 more files; --all shows them", "longarm explain one PATH...",
	} {
		if !strings.Contains(strings.Join(strings.Fields(page), " "), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestQuote(t *testing.T) {
	for word, want := range map[string]string{
		"estate": "estate", "./a/b-1.log": "./a/b-1.log", "my estate": "'my estate'", "it's": `'it'\''s'`, "": "''", "a;b": "'a;b'", "$HOME": "'$HOME'",
	} {
		if got := Quote(word); got != want {
			t.Errorf("Quote(%q) = %s, want %s", word, got, want)
		}
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{0: "0 bytes", 1: "1 byte", 999: "999 bytes", 1000: "1.0 kB", 999_950: "1.0 MB", 4_500_000_000: "4.5 GB", 1 << 62: "4611.7 PB"} {
		if got := size(n); got != want {
			t.Errorf("size(%d) = %s, want %s", n, got, want)
		}
	}
}
