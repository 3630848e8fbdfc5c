package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
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
var fieldCases = rows(fieldIntake, fieldRegistry, fieldEvidence, fieldStated, fieldLaw)

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
			t.Run(e.Name(), func(t *testing.T) { fieldCheck(t, e.Name(), dir) })
		}
	}
	for name := range fieldCases {
		if !seen[name] {
			t.Errorf("fieldCases has a row %q, and there is no such case", name)
		}
	}
	for name := range fieldOpen {
		if _, ok := fieldCases[name]; !ok {
			t.Errorf("fieldOpen names %q, of which no row says what is to come of it", name)
		}
	}
}

// fieldCheck holds the case that lies in dir to its row; one that is known to
// be open must not meet it, so that the list of these can only shrink.
func fieldCheck(t *testing.T, name, dir string) {
	row, ok := fieldCases[name]
	if !ok {
		t.Fatal("no row in fieldCases says what to expect of it")
	}
	command, expect := row.expected(t, dir)
	output, wrong := row.run(t, dir, command)
	why, open := fieldOpen[name]
	switch {
	case open && len(wrong) == 0:
		t.Error("it is met now: take it out of fieldOpen")
	case open:
		t.Skipf("known to be open: %s", why)
	case len(wrong) > 0:
		t.Errorf("%s\ncommand: %s\nexpected: %s\noutput:\n%s", strings.Join(wrong, "\n"), command, expect, output)
	}
}

// expected reads the command of a case, or that of the row instead, and what people expect of it.
func (row fieldCase) expected(t *testing.T, dir string) (command, expect string) {
	b, err := os.ReadFile(filepath.Join(dir, "expected.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var want struct{ Command, Expect string }
	if err := yaml.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	return cmp.Or(row.command, want.Command), want.Expect
}

// run runs the command of the case that lies in dir, on a copy, since commands
// write files, and says what is not as the row has it.
func (row fieldCase) run(t *testing.T, dir, command string) (output string, wrong []string) {
	work := t.TempDir()
	if err := os.CopyFS(work, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(work, "expected.yaml")); err != nil {
		t.Fatal(err)
	}
	t.Chdir(work)
	output, exits := fieldRun(t, command)
	if !slices.Equal(exits, row.exits) {
		wrong = append(wrong, fmt.Sprintf("exit codes %v, want %v", exits, row.exits))
	}
	wrong = append(wrong, mismatches("the output", output, row.says, row.never)...)
	for _, name := range slices.Sorted(maps.Keys(row.files)) {
		written, err := os.ReadFile(name)
		if err != nil {
			wrong = append(wrong, err.Error())
			continue
		}
		wrong = append(wrong, mismatches(name, string(written), row.files[name], row.neverIn[name])...)
	}
	return output, wrong
}

// mismatches holds a text to expressions, with all white space made one blank.
func mismatches(what, text string, says, never []string) (wrong []string) {
	text = strings.Join(strings.Fields(text), " ")
	for _, e := range says {
		if !regexp.MustCompile(e).MatchString(text) {
			wrong = append(wrong, fmt.Sprintf("%s does not match %q", what, e))
		}
	}
	for _, e := range never {
		if found := regexp.MustCompile(e).FindString(text); found != "" {
			wrong = append(wrong, fmt.Sprintf("%s holds %q, which %q must not match", what, found, e))
		}
	}
	return wrong
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
