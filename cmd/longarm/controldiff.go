package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/ownership"
	"github.com/longarm-project/longarm/registry"
)

func controlDiffCommand() *cobra.Command {
	var f controlFlags
	c := &cobra.Command{
		Use:   "diff OLD.registry NEW.registry",
		Short: "Which verdicts changed between two registry files, and which record caused it",
		Args:  args(cobra.ExactArgs(2)),
		RunE:  func(c *cobra.Command, a []string) error { return f.diff(c.OutOrStdout(), a[0], a[1]) },
	}
	fs := c.Flags()
	fs.StringVar(&f.test, "test", "dsp", "the `TEST`; longarm control tests lists them")
	fs.StringVar(&f.tests, "tests", "", "a `FILE` of rule tables of your own")
	fs.StringVar(&f.at, "at", "", "the `DATE` asked about (default today)")
	fs.StringVar(&f.format, "format", "text", "text or jsonl")
	fs.BoolVar(&f.open, "open", false, "take facts that nobody states as possible")
	return c
}

// A change is one line of control diff.
type change struct {
	Party fact.PartyID `json:"party"`
	Name  string       `json:"name,omitempty"`
	Old   fact.Truth   `json:"old"`
	New   fact.Truth   `json:"new"`
	Why   []string     `json:"why,omitempty"`
}

func (f *controlFlags) diff(out io.Writer, oldName, newName string) error {
	day, err := dateOr(f.at, today())
	if err != nil {
		return err
	}
	rule, err := f.rule()
	if err != nil {
		return err
	}
	var results [2]*ownership.Result
	var files [2]*registry.File
	for i, name := range []string{oldName, newName} {
		if files[i], err = registry.Open(name); err != nil {
			return err
		}
		defer files[i].Close()
		results[i] = ownership.FromFile(files[i]).SolveWith(rule, day, ownership.Options{Closed: !f.open})
	}
	w := bufio.NewWriter(out)
	n := 0
	for d := range ownership.Diff(results[0], results[1]) {
		n++
		if err := f.changed(w, files, d); err != nil {
			return err
		}
	}
	if f.format == "text" {
		fmt.Fprintf(w, "%d verdicts changed\n", n)
	}
	return errors.Join(w.Flush(), files[0].Err(), files[1].Err())
}

func (f *controlFlags) changed(w io.Writer, files [2]*registry.File, d ownership.Difference) error {
	c := change{Party: d.Party, Old: d.Old, New: d.New}
	for _, file := range files {
		if n, ok := file.Find(d.Party); ok {
			c.Name = file.Party(n).Name()
		}
	}
	for _, k := range d.Causes {
		c.Why = append(c.Why, k.What+records("was", k.Old)+records("is", k.New))
	}
	if f.format == "jsonl" {
		b, err := json.Marshal(c)
		if err == nil {
			_, err = w.Write(append(b, '\n'))
		}
		return err
	}
	fmt.Fprintf(w, "%s -> %s  %s  %s\n", verdict(c.Old), verdict(c.New), c.Party, c.Name)
	for _, why := range c.Why {
		fmt.Fprintf(w, "    %s\n", why)
	}
	return nil
}

// records names the records of a cause.
func records(word string, grounds []ownership.Ground) string {
	out := ""
	for _, g := range grounds {
		if r := g.Record; r.File != "" {
			out += fmt.Sprintf("; %s %s, record %s, byte %d", word, r.File, r.ID, r.Offset)
		}
	}
	return out
}
