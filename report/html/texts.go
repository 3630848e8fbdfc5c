package html

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed en.txt
var english string

// A catalogue holds the texts of a page by key: another language is another file.
type catalogue map[string]string

// readTexts reads lines of a key, a colon and a text. Empty lines and those that begin with # say nothing.
func readTexts(file string) (catalogue, error) {
	c := catalogue{}
	for n, line := range strings.Split(file, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		key, text, ok := strings.Cut(line, ": ")
		if _, twice := c[key]; !ok || twice {
			return nil, fmt.Errorf("line %d: no key with a text, or one that stands above", n+1)
		}
		c[key] = text
	}
	return c, nil
}

// say writes a text with what is put into it.
func (c catalogue) say(key string, with ...any) string {
	text, ok := c[key]
	if !ok {
		return "[" + key + "]" // a test looks for these
	}
	if len(with) == 0 {
		return text
	}
	return fmt.Sprintf(text, with...)
}

// count writes a number with the text of one or of several.
func (c catalogue) count(key string, n int) string {
	if n == 1 {
		return c.say(key + ".one")
	}
	return c.say(key+".many", thousands(int64(n)))
}

// thousands groups digits: 1,234,567.
func thousands(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
