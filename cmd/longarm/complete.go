package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
	"github.com/spf13/pflag"

	"github.com/longarm-project/longarm/internal/datafile"
	"github.com/longarm-project/longarm/law/compel"
	"github.com/longarm-project/longarm/law/instrument"
	"github.com/longarm-project/longarm/ownership"
	"github.com/longarm-project/longarm/provider"
)

// values are what flags of a name take, for the completion of shells.
var values = map[string]func() []string{
	"fail-on": func() []string { return levels },
	"law":     lawNames,
	"test":    testNames,
	"schema":  func() []string { return []string{"Person", "Organization", "Vessel", "Aircraft"} },
}

// lawNames lists the packs of law.
func lawNames() []string {
	e, err := engine()
	if err != nil {
		return nil
	}
	return e.Law.Names()
}

// testNames lists the ownership tests.
func testNames() []string {
	rules, err := ownership.Rules()
	if err != nil {
		return nil
	}
	var out []string
	for _, r := range rules {
		out = append(out, r.Name)
	}
	return out
}

// complete gives every command the values that its flags take: those that are known by
// the flag's name, or stand in its help as "a, b or c".
func complete(c *cobra.Command) {
	c.Flags().VisitAll(func(f *pflag.Flag) {
		of := values[f.Name]
		if words := formats(f); f.Name == "format" && len(words) > 0 {
			of = func() []string { return words }
		}
		if of != nil {
			// A flag that two commands share is registered twice, which says an error and does nothing.
			_ = c.RegisterFlagCompletionFunc(f.Name, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
				return of(), cobra.ShellCompDirectiveNoFileComp
			})
		}
	})
	if c.Name() == "show" && c.HasParent() && c.Parent().Name() == "law" {
		c.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return citable(), cobra.ShellCompDirectiveNoFileComp
		}
	}
	if c.Name() == "provider" {
		c.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			_, ids := provider.Entry("")
			return providersOnly(ids), cobra.ShellCompDirectiveNoFileComp
		}
	}
	for _, sub := range c.Commands() {
		complete(sub)
	}
}

// formats are the words of the help of --format.
func formats(f *pflag.Flag) []string {
	if f.Name != "format" {
		return nil
	}
	var out []string
	for _, w := range strings.FieldsFunc(f.Usage, func(r rune) bool { return r == ' ' || r == ',' }) {
		if w != "or" {
			out = append(out, w)
		}
	}
	return out
}

// citable lists the ids that law show takes.
func citable() []string {
	out := lawNames()
	if lib, err := instrument.Default(); err == nil {
		for _, i := range lib.Instruments() {
			out = append(out, i.ID)
		}
	}
	if laws, err := compel.Default(); err == nil {
		for _, l := range laws.All() {
			out = append(out, l.ID)
		}
	}
	_, ids := provider.Entry("")
	return append(out, ids...)
}

// providersOnly leaves out the file of sources.
func providersOnly(ids []string) []string {
	return slices.DeleteFunc(ids, func(id string) bool { return id == "sources" })
}

// checkFormat refuses a format that a command does not write.
func checkFormat(c *cobra.Command) error {
	f := c.Flags().Lookup("format")
	if f == nil {
		return nil
	}
	if words := formats(f); !slices.Contains(words, f.Value.String()) {
		return usage("--format %q is none of %s: say %s", f.Value.String(), strings.Join(words, ", "), f.Usage)
	}
	return nil
}

// flagMeant adds to the error of a flag that there is not which may be meant.
func flagMeant(c *cobra.Command, err error) string {
	_, name, ok := strings.Cut(err.Error(), "unknown flag: --")
	if !ok {
		return ""
	}
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return strings.ReplaceAll(datafile.Nearest(name, names), `"`, "")
}

func manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man DIR",
		Short: "Write the manual pages of every command into a folder",
		Args:  args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, a []string) error {
			if err := os.MkdirAll(a[0], 0o755); err != nil {
				return err
			}
			c.Root().DisableAutoGenTag = true
			head := doc.GenManHeader{Title: "LONGARM", Section: "1", Source: "longarm"}
			if err := doc.GenManTree(c.Root(), &head, a[0]); err != nil {
				return err
			}
			pages, err := filepath.Glob(filepath.Join(a[0], "longarm*.1"))
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "%d pages in %s; man -l %s reads one\n", len(pages), a[0], filepath.Join(a[0], "longarm.1"))
			return err
		},
	}
}
