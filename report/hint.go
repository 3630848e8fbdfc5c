package report

import (
	"fmt"
	"strings"
)

const maxPaths = 4 // of a command

// run writes a command about what was reviewed, with the flags of the review, so that
// a shell takes it as it stands.
func (s Style) run(command string, words ...string) string {
	out := []string{s.program(), command}
	for _, w := range words {
		out = append(out, Quote(w))
	}
	if s.Flags != "" {
		out = append(out, s.Flags)
	}
	return strings.TrimRight(strings.Join(append(out, s.paths()), " "), " ")
}

func (s Style) program() string {
	if s.Program == "" {
		return "longarm"
	}
	return s.Program
}

// command writes a command on a line of its own, which is never broken.
func (p *pen) command(indent int, s string) { p.line(indent, p.dim(clean(s))) }

// paths writes what was reviewed as a shell takes it; where it is much, only the form of it.
func (s Style) paths() string {
	if len(s.Paths) > maxPaths {
		return "PATH..."
	}
	quoted := make([]string, len(s.Paths))
	for i, p := range s.Paths {
		quoted[i] = Quote(p)
	}
	return strings.Join(quoted, " ")
}

// Quote writes a word so that a shell reads it as one.
func Quote(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./=:,+@%", r) || r > 0x7f
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// Command writes a command and its words as the title of a page; of many words it counts the rest.
func Command(name string, words []string) string {
	for i, w := range words {
		if i == maxPaths {
			return fmt.Sprintf("%s and %d more paths", name, len(words)-i)
		}
		name += " " + Quote(w)
	}
	return name
}
