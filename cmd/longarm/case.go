package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/ask"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/evidence/casefile"
	"github.com/longarm-project/longarm/law/geofence"
	"github.com/longarm-project/longarm/report"
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
			Use:   "check FILE [PATH...]",
			Short: "Read a case file and say what is wrong in it, and what would not count",
			Long: `Check reads a case file and says what is wrong in it. With PATH, the evidence that it
is about, it also says of each statement that meets nothing there that it does not count.`,
			Example: "  longarm case check estate/case.yaml estate",
			Args:    args(cobra.MinimumNArgs(1)),
			RunE: func(c *cobra.Command, a []string) error {
				b, err := readNamed(a[0])
				if err != nil {
					return err
				}
				k, err := casefile.Parse(b, a[0], geofence.Judge)
				if err != nil {
					return err
				}
				switch asks := bytes.Count(b, []byte(ask.Mark)); {
				case len(k.Items) == 0 && asks > 0:
					_, err := fmt.Fprintf(c.OutOrStdout(), "%s: nothing is stated yet; it asks %d: take the # from the answers that are right\n", a[0], asks)
					return err
				case len(k.Items) == 0:
					return errors.New(a[0] + ": states nothing")
				}
				return checkKnown(c, a, len(k.Items))
			},
		},
	)
	return c
}

// checkKnown prints what of a case file without errors met nothing in the
// gazetteer or in the file itself, and of what waits for evidence how much there is; with
// evidence, each statement that met nothing in that either.
func checkKnown(c *cobra.Command, paths []string, statements int) error {
	e, err := engine()
	if err != nil {
		return err
	}
	name, alone := paths[0], len(paths) == 1
	roots := paths
	if !alone && covers(paths[1:], nil, name) {
		roots = paths[1:]
	}
	if alone {
		e.Importers, e.Formats = nil, nil
	}
	d, err := e.Review(c.Context(), roots, longarm.Options{At: today(), ReadOn: today()})
	if err != nil {
		return err
	}
	out := &strings.Builder{}
	fmt.Fprintf(out, "%s: %d statements, no error\n", name, statements)
	lost, waiting := 0, 0
	for _, u := range d.Unseen {
		if alone && awaitsEvidence(u) {
			waiting++
			continue
		}
		lost++
		fmt.Fprintf(out, "%s: %s %s does not count: %s\n", u.Place, u.Kind, u.Name, u.Why)
	}
	if waiting > 0 {
		be, s := "is", ""
		if waiting > 1 {
			be, s = "are", "s"
		}
		fmt.Fprintf(out, "%d statement%s %s about what evidence shows; with it, longarm case check says which of them count:\n", waiting, s, be)
		fmt.Fprintf(out, "  longarm case check %s PATH...\n", report.QuotePath(name))
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
