package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/evidence/casefile"
	"github.com/longarm-project/longarm/law/geofence"
)

func caseCommand() *cobra.Command {
	c := &cobra.Command{Use: "case", Short: "Write a case file to fill in, and check one"}
	c.AddCommand(
		caseNewCommand(),
		&cobra.Command{
			Use:   "schema",
			Short: "Print the JSON Schema of case files",
			Args:  args(cobra.NoArgs),
			RunE: func(c *cobra.Command, _ []string) error {
				_, err := c.OutOrStdout().Write(casefile.Schema())
				return err
			},
		},
		&cobra.Command{
			Use:   "check FILE",
			Short: "Read a case file and say what is wrong in it, and what would not count",
			Args:  args(cobra.ExactArgs(1)),
			RunE: func(c *cobra.Command, a []string) error {
				b, err := readNamed(a[0])
				if err != nil {
					return err
				}
				k, err := casefile.Parse(b, a[0], geofence.Judge)
				if err != nil {
					return err
				}
				if len(k.Items) == 0 {
					return errors.New(a[0] + ": states nothing")
				}
				return checkKnown(c, a[0], len(k.Items))
			},
		},
	)
	return c
}

// checkKnown prints what of a case file without errors met nothing in the
// gazetteer or in the file itself, and what evidence has yet to show.
func checkKnown(c *cobra.Command, name string, statements int) error {
	e, err := engine()
	if err != nil {
		return err
	}
	e.Importers, e.Formats = nil, nil
	d, err := e.Review(c.Context(), []string{name}, longarm.Options{At: today(), ReadOn: today()})
	if err != nil {
		return err
	}
	out := &strings.Builder{}
	fmt.Fprintf(out, "%s: %d statements, no error\n", name, statements)
	lost := 0
	for _, u := range d.Unseen {
		word := "counts if evidence shows it"
		if !awaitsEvidence(u) {
			lost++
			word = "does not count"
		}
		fmt.Fprintf(out, "%s: %s %s %s: %s\n", u.Place, u.Kind, u.Name, word, u.Why)
	}
	if _, err := io.WriteString(c.OutOrStdout(), out.String()); err != nil {
		return err
	}
	if lost > 0 {
		return &exit{exitUndetermined, nil}
	}
	return nil
}

// awaitsEvidence reports whether a statement that met nothing in the case file alone may meet evidence.
func awaitsEvidence(u determination.Unseen) bool { return u.Kind != "region" && u.Kind != "party" }
