package terraform

import (
	"strings"
	"testing"
)

// Whatever the parser would recurse on is refused before it is parsed.
func TestTooDeep(t *testing.T) {
	many := strings.Repeat
	for name, c := range map[string]struct {
		text string
		line int
	}{
		"brackets":          {"a = 1\nx = " + many("[", 100_000), 2},
		"not":               {"x = " + many("!", 500_000) + "true", 1},
		"minus":             {"x = " + many("- ", 500_000) + "1", 1},
		"signs over lines":  {"x = (" + many("!\n", 1000) + "true)", 502},
		"conditions":        {"x = " + many("a ? b : ", 1000) + "c", 1},
		"interpolation":     {`x = "` + many(`${"`, 1000), 1},
		"a line of dashes":  {"# " + many("-", 1000) + "\nx = 1", 0},
		"many lines":        {many("x = a ? 1 : -1\n", 1000), 0},
		"blocks one by one": {many("a { b = [1, 2] }\n", 1000), 0},
	} {
		if got := tooDeep([]byte("\n" + c.text)); got != c.line && got != c.line+1 {
			t.Errorf("%s: line %d, want %d", name, got, c.line)
		}
	}
}
