package report

import (
	"os/exec"
	"strings"
	"testing"
)

// What is printed to be typed is one line, and a shell reads from it the words that were meant.
func TestHintsAreTypedAsPrinted(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip(err)
	}
	for _, word := range []string{"estate", "my estate", "it's", "a\nb", "tab\there", `back\slash`, "100%", "a\n'b' %s\\n", "$HOME `id`", "*", "Umlaut ä", "\u202eesrever", "\xff\xfe", "a\u2028b", "~", "#x", "", "a;b", "\x1b[31m"} {
		line := "printf %s " + Quote(word)
		if strings.ContainsAny(line, "\n\r\x1b") {
			t.Errorf("%q is printed on several lines or with control characters: %q", word, line)
		}
		got, err := exec.Command(sh, "-c", line).Output()
		if err != nil || string(got) != word {
			t.Errorf("sh -c %q = %q, %v, want %q", line, got, err, word)
		}
	}
	for path, want := range map[string]string{"-dash": "./-dash", "-": "-", "a": "a", "--x y": "'./--x y'"} {
		if got := QuotePath(path); got != want {
			t.Errorf("QuotePath(%q) = %s, want %s", path, got, want)
		}
	}
	s := Style{Program: "longarm", Flags: "--at 2026-11-01", Paths: []string{"-dash"}}
	if got := s.run("explain", "-name"); got != "longarm explain --at 2026-11-01 -- -name ./-dash" {
		t.Error(got)
	}
	if got := s.run("explain", "name"); got != "longarm explain name --at 2026-11-01 ./-dash" {
		t.Error(got)
	}
}
