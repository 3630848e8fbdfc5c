package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/ask"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/evidence/casefile"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law/geofence"
	"github.com/longarm-project/longarm/report"
)

func caseNewCommand() *cobra.Command {
	var f reviewFlags
	c := &cobra.Command{
		Use:   "new PATH...",
		Short: "Write a case file with every open question at its place",
		Long: `New reviews the evidence and writes a case file that asks all that is open: parties,
assets (those that are alike as one entry with a list) and dealings, with the
answers that there are, each on a line to take the # from.

It writes case.yaml in the folder that is reviewed, or adds to the case file that
lies there: what stands in it is kept, byte for byte, and what is newly open is
added where its answer belongs. -o writes to another file, or to - standard output.`,
		Example: "  longarm case new ./estate\n  longarm review ./estate",
		Args:    args(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, paths []string) error {
			a, closeAll, err := f.assess(c, paths)
			if err != nil {
				return err
			}
			defer closeAll()
			return f.writeCase(c, a.Determination, paths)
		},
	}
	f.register(c)
	c.Flags().StringVarP(&f.out, "output", "o", "", "the case `FILE` to write or to add to")
	return c
}

// writeCase writes or adds to a case file.
func (f *reviewFlags) writeCase(c *cobra.Command, d *determination.Determination, paths []string) error {
	out, err := f.caseFile(d, paths)
	if err != nil {
		return err
	}
	again := f.again("longarm review", paths)
	if out != "-" && !covers(paths, f.cases, out) {
		again += " --case " + report.Quote(out)
	}
	old, err := readNamed(out)
	switch {
	case out == "-" || errors.Is(err, fs.ErrNotExist):
		old = nil
	case err != nil:
		return err
	}
	r, err := fillIn(d, old, out, again)
	if err != nil {
		return err
	}
	if out == "-" {
		_, err := c.OutOrStdout().Write(r.Text)
		return err
	}
	if r.Added > 0 {
		if err := writeTo(c, out, func(w io.Writer) error { _, err := w.Write(r.Text); return err }); err != nil {
			return err
		}
	}
	says := told(r, out, again)
	if len(d.Findings)+len(d.Grades) == 0 {
		says = "Nothing was assessed, so nothing is asked: no dealing and no use of a provider was found in what was read."
	}
	_, err = fmt.Fprintln(c.OutOrStdout(), says)
	return err
}

// told says what was done, and what comes next.
func told(r ask.Result, out, again string) string {
	switch {
	case r.Open == 0 && r.Added == 0:
		return "No question is open."
	case r.Added == 0:
		return fmt.Sprintf("%s asks all that is open already: take the # from what is right, then\n  %s", out, again)
	}
	s := "s"
	if r.Added == 1 {
		s = ""
	}
	return fmt.Sprintf("%s: %d question%s written. Take the # from what is right, then\n  %s", out, r.Added, s, again)
}

// fillIn is a new case file, or the old one with what is newly open.
func fillIn(d *determination.Determination, old []byte, name, again string) (ask.Result, error) {
	if len(bytes.TrimSpace(old)) == 0 {
		r := ask.New(d, again)
		if r.Open == 0 {
			r.Added = 0
		}
		return r, checkSame(nil, r.Text, name)
	}
	before, err := casefile.Parse(old, name, geofence.Judge)
	if err != nil {
		return ask.Result{}, fmt.Errorf("%w\nnothing was written; -o names another file", err)
	}
	r, err := ask.Add(old, name, d)
	if err != nil {
		return r, err
	}
	return r, checkSame(before, r.Text, name)
}

// checkSame refuses a text that does not state all that was stated before.
func checkSame(before *casefile.Case, text []byte, name string) error {
	after, err := casefile.Parse(text, name, geofence.Judge)
	if err != nil {
		return fmt.Errorf("%s: a question cannot be added here, and nothing was written: %w", name, err)
	}
	if before == nil {
		return nil
	}
	rest := before.Items
	for _, it := range after.Items {
		if len(rest) > 0 && bytes.Equal(fact.Canonical(rest[0].Body), fact.Canonical(it.Body)) {
			rest = rest[1:]
		}
	}
	if len(rest) > 0 {
		return fmt.Errorf("%s: a question cannot be added without changing what it states, and nothing was written", name)
	}
	return nil
}

// caseFile is the file to write: the one named, the one case file that was read, or
// case.yaml in the folder reviewed.
func (f *reviewFlags) caseFile(d *determination.Determination, paths []string) (string, error) {
	if f.out != "" {
		return f.out, nil
	}
	found := append([]string(nil), f.cases...)
	for _, file := range d.Evidence.Files {
		if file.Kind == casefile.Kind && file.SameAs == "" {
			for _, p := range paths {
				if name := below(p, file.Name); name != "" {
					found = append(found, name)
				}
			}
		}
	}
	slices.Sort(found)
	found = slices.Compact(found)
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return "", usage("several case files are read (%s): say with -o which is to ask", strings.Join(found, ", "))
	}
	if info, err := os.Stat(paths[0]); err == nil && info.IsDir() {
		return filepath.Join(paths[0], "case.yaml"), nil
	}
	return "case.yaml", nil
}

// below is the path of a file that was read below a root under that name; empty: it is not there.
func below(root, name string) string {
	for _, p := range []string{filepath.Join(root, filepath.FromSlash(name)), root} {
		if info, err := os.Stat(p); err == nil && info.Mode().IsRegular() && filepath.Base(p) == filepath.Base(filepath.FromSlash(name)) {
			return p
		}
	}
	return ""
}

// covers reports whether a review of the paths reads the file.
func covers(paths, cases []string, file string) bool {
	for _, p := range slices.Concat(paths, cases) {
		if rel, err := filepath.Rel(p, file); err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			return true
		}
	}
	return false
}
