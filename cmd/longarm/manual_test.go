package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// The scripts are a manual: doc/formats/exit.md says with which codes each command ends, and for each of them
// a script named COMMAND-CODE-WORDS.txtar shows it. A row stands for the commands below it that have none.
func TestEveryExitCodeHasAScript(t *testing.T) {
	table := exitTable(t)
	all := map[string]bool{}
	var walkTree func(c *cobra.Command)
	walkTree = func(c *cobra.Command) {
		if c.Runnable() && c.Name() != "help" {
			all[strings.TrimPrefix(c.CommandPath(), "longarm ")] = true
		}
		for _, below := range c.Commands() {
			walkTree(below)
		}
	}
	root := &cobra.Command{Use: "longarm"}
	root.AddCommand(commands()...)
	walkTree(root)
	for name := range all {
		row := name
		for table[row] == nil && strings.Contains(row, " ") {
			row = row[:strings.LastIndexByte(row, ' ')]
		}
		if table[row] == nil {
			t.Errorf("doc/formats/exit.md does not say how longarm %s ends", name)
		}
	}
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		m := regexp.MustCompile(`^([a-z]+(?:-[a-z]+)*?)-(\d+)-([a-z0-9-]+)$`).FindStringSubmatch(name)
		if m == nil {
			t.Errorf("%s is not named COMMAND-CODE-WORDS.txtar", file)
			continue
		}
		command := strings.ReplaceAll(m[1], "-", " ")
		if !slices.Contains(table[command], m[2]) {
			t.Errorf("%s: doc/formats/exit.md does not say that %s ends with %s", file, command, m[2])
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !ends(string(text), command, m[2]) {
			t.Errorf("%s: no line runs longarm %s and wants %s", file, command, m[2])
		}
		shown[command+" "+m[2]] = true
	}
	for command, codes := range table {
		for _, code := range codes {
			if !shown[command+" "+code] {
				t.Errorf("no script testdata/script/%s-%s-*.txtar", strings.ReplaceAll(command, " ", "-"), code)
			}
		}
	}
}

// ends reports whether a script runs a command that ends with a code.
func ends(script, command, code string) bool {
	run := fmt.Sprintf(`(sh -c ')?longarm( -\S+( \S+)?)* %s\b`, command)
	line := fmt.Sprintf(`(?m)^exits %s %s`, code, run)
	if code == "0" {
		line = fmt.Sprintf(`(?m)^(exits 0|exec) %s`, run)
	}
	return regexp.MustCompile(line).MatchString(script)
}

// exitTable reads the table of commands and their exit codes.
func exitTable(t *testing.T) map[string][]string {
	text, err := os.ReadFile("../../doc/formats/exit.md")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z ]+)` \\| ([0-9 ]+) \\|$").FindAllStringSubmatch(string(text), -1) {
		out[m[1]] = strings.Fields(m[2])
	}
	if len(out) < 20 {
		t.Fatalf("%d rows in the table", len(out))
	}
	return out
}
