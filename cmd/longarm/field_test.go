package main

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// fieldFolders are the folders of cases beside the repository: real shapes of
// evidence, registers and case files that were once read wrongly. Each case is
// a folder with an expected.yaml, whose command is run and whose words, in
// expect, are what the row of the case checks.
var fieldFolders = []string{"../../../shared/data/field", "../../../shared/data/field-cases"}

// A fieldCase is what the command of one case must come to.
type fieldCase struct {
	// command replaces that of the case where it is written for people.
	command string
	// exits are the exit codes of the commands in order.
	exits []int
	// says are regular expressions that the output (standard output and
	// standard error together) matches, never those that it must not. White
	// space is one blank wherever it stands, so that line breaks do not matter.
	says, never []string
	// files are what the files written must match, by name: "out.json".
	files map[string][]string
	// neverIn is the same for what must not stand in them.
	neverIn map[string][]string
}

// fieldCases holds the row of each case, by the name of its folder. Each room
// keeps its rows in a file of its own.
var fieldCases = rows(fieldIntake, fieldRegistry, fieldEvidence)

func rows(parts ...map[string]fieldCase) map[string]fieldCase {
	all := map[string]fieldCase{}
	for _, p := range parts {
		maps.Copy(all, p)
	}
	return all
}

func TestField(t *testing.T) {
	seen := map[string]bool{}
	for _, folder := range fieldFolders {
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Skipf("no cases at hand: %v", err)
		}
		for _, e := range entries {
			if !e.IsDir() {
				continue
			}
			seen[e.Name()] = true
			dir, err := filepath.Abs(filepath.Join(folder, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			t.Run(e.Name(), func(t *testing.T) {
				row, ok := fieldCases[e.Name()]
				if !ok {
					t.Skip("no row in fieldCases says what to expect of it")
				}
				row.check(t, dir)
			})
		}
	}
	for name := range fieldCases {
		if !seen[name] {
			t.Errorf("fieldCases has a row %q, and there is no such case", name)
		}
	}
}

// check runs the case that lies in dir, on a copy, since commands write files.
func (row fieldCase) check(t *testing.T, dir string) {
	b, err := os.ReadFile(filepath.Join(dir, "expected.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var want struct{ Command, Expect string }
	if err := yaml.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	if row.command != "" {
		want.Command = row.command
	}
	work := t.TempDir()
	if err := os.CopyFS(work, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(work, "expected.yaml")); err != nil {
		t.Fatal(err)
	}
	t.Chdir(work)
	output, exits := fieldRun(t, want.Command)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("command: %s\nexpected: %s\noutput:\n%s", want.Command, want.Expect, output)
		}
	})
	if !slices.Equal(exits, row.exits) {
		t.Errorf("exit codes %v, want %v", exits, row.exits)
	}
	matches(t, "the output", output, row.says, row.never)
	for _, name := range slices.Sorted(maps.Keys(row.files)) {
		written, err := os.ReadFile(name)
		if err != nil {
			t.Error(err)
		}
		matches(t, name, string(written), row.files[name], row.neverIn[name])
	}
}

// matches checks a text against expressions, with all white space made one blank.
func matches(t *testing.T, what, text string, says, never []string) {
	t.Helper()
	text = strings.Join(strings.Fields(text), " ")
	for _, e := range says {
		if !regexp.MustCompile(e).MatchString(text) {
			t.Errorf("%s does not match %q", what, e)
		}
	}
	for _, e := range never {
		if found := regexp.MustCompile(e).FindString(text); found != "" {
			t.Errorf("%s holds %q, which %q must not match", what, found, e)
		}
	}
}

// fieldRun runs commands parted by "&&" or ";", and returns all that they print and their exit codes.
func fieldRun(t *testing.T, line string) (output string, exits []int) {
	var out bytes.Buffer
	for _, words := range fieldCommands(t, line) {
		err := run(context.Background(), words, strings.NewReader(""), &out, &out)
		code := 0
		if err != nil {
			code = exitCode(err)
			if e, ok := errors.AsType[*exit](err); !ok || e.err != nil {
				out.WriteString(err.Error() + "\n")
			}
		}
		exits = append(exits, code)
	}
	return out.String(), exits
}

// fieldCommands cuts a line into the words of its commands, without the name of the program.
func fieldCommands(t *testing.T, line string) [][]string {
	var all [][]string
	words, word, open, inWord := []string{}, "", false, false
	endWord := func() {
		if inWord {
			words = append(words, word)
		}
		word, inWord = "", false
	}
	endCommand := func() {
		endWord()
		if len(words) == 0 {
			return
		}
		if words[0] != "longarm" {
			t.Fatalf("the command %q does not begin with longarm", words)
		}
		all = append(all, words[1:])
		words = nil
	}
	for _, r := range line {
		switch {
		case r == '"':
			open, inWord = !open, true
		case open:
			word += string(r)
		case r == ';', r == '&':
			endCommand()
		case r == ' ', r == '\n':
			endWord()
		default:
			word, inWord = word+string(r), true
		}
	}
	endCommand()
	return all
}

func TestFieldCommands(t *testing.T) {
	got := fieldCommands(t, `longarm screen "A B" --list x && longarm law ; longarm review ""`)
	want := [][]string{{"screen", "A B", "--list", "x"}, {"law"}, {"review", ""}}
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("got %q, want %q", got, want)
	}
}
