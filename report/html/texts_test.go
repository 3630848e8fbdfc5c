package html

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestTextsAreUsed: each key of the catalogue is asked for somewhere, so that who translates it translates what is read.
func TestTextsAreUsed(t *testing.T) {
	c, err := readTexts(english)
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	code.WriteString(layout)
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".go") && !strings.HasSuffix(e.Name(), "_test.go") {
			b, err := os.ReadFile(e.Name())
			if err != nil {
				t.Fatal(err)
			}
			code.Write(b)
		}
	}
	asked := regexp.MustCompile(`"([a-z.]+)"`).FindAllStringSubmatch(code.String(), -1)
	used := map[string]bool{}
	for _, m := range asked {
		used[m[1]] = true
	}
	for key := range c {
		stem := key[:max(0, strings.LastIndexByte(key, '.'))]
		if !used[key] && !used[stem] && !used[stem+"."] {
			t.Errorf("nothing asks for the text %q", key)
		}
	}
}
