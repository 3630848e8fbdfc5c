package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

const maxPaths = 4 // of a command

// run writes a command about what was reviewed, with the flags of the review, so that
// a shell takes it as it stands.
func (s Style) run(command string, words ...string) string {
	out := []string{s.program(), command}
	dashed := slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, "-") })
	if dashed { // flags end before a word that looks like one
		if s.Flags != "" {
			out = append(out, s.Flags)
		}
		out = append(out, "--")
	}
	for _, w := range words {
		out = append(out, Quote(w))
	}
	if s.Flags != "" && !dashed {
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
		quoted[i] = QuotePath(p)
	}
	return strings.Join(quoted, " ")
}

// Quote writes a word so that a shell (POSIX sh) reads it as one, on one line and without
// control characters, which a page would not print.
func Quote(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./=:,+@%", r) || r > 0x7f
	}
	switch {
	case !utf8.ValidString(s) || clean(strings.ReplaceAll(s, " ", "_")) != strings.ReplaceAll(s, " ", "_"):
		return printed(s)
	case s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0:
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// printed writes a word with what no page prints as a shell's printf writes it.
func printed(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch c := s[i]; {
		case c == '%':
			b.WriteString("%%")
		case c == ' ' || r != utf8.RuneError && c != '\'' && c != '\\' && clean(s[i:i+n]) == s[i:i+n]:
			b.WriteString(s[i : i+n])
		default:
			for _, c := range []byte(s[i : i+n]) {
				fmt.Fprintf(&b, "\\%03o", c)
			}
		}
		i += n
	}
	return `"$(printf '` + b.String() + `')"`
}

// QuotePath writes a path so that a shell reads it as one word, and a command not as a flag.
func QuotePath(p string) string {
	if len(p) > 1 && p[0] == '-' {
		p = "./" + p
	}
	if strings.HasSuffix(p, "\n") {
		p += "/" // which a shell would take away
	}
	return Quote(p)
}

// Command writes a command and its words as the title of a page; of many words it counts the rest.
func Command(name string, words []string) string {
	for i, w := range words {
		if i == maxPaths {
			return fmt.Sprintf("%s and %d more paths", name, len(words)-i)
		}
		name += " " + QuotePath(w)
	}
	return name
}
