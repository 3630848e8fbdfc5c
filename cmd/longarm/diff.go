package main

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/report"
	"github.com/longarm-project/longarm/report/diff"
)

func diffCommand() *cobra.Command {
	var format, out string
	c := &cobra.Command{
		Use:   "diff BEFORE AFTER",
		Short: "What changed between two saved determinations, and which record did it",
		Long: `Diff compares two determinations saved with "longarm review --format json": the answers that changed, are new or are
gone, each with the records below it that stand in one of the two; changes of the law and of what was asked; and the verdicts of
reach that changed. A record is the same where it says the same, whatever the file, the line and the day on which it was read.

Exit codes: 0 no answer and no verdict changed; 3 some did.`,
		Example: "  longarm diff march.json april.json\n  longarm diff march.json april.json --format html -o changes.html",
		Args:    args(cobra.ExactArgs(2)),
		RunE: func(c *cobra.Command, a []string) error {
			var views [2]*report.View
			for i, name := range a {
				d, err := readWhole(name)
				if err != nil {
					return err
				}
				views[i] = report.NewView(d)
			}
			if err := notOver(out, a, nil); err != nil {
				return err
			}
			d := diff.Of(views[0], views[1])
			write := map[string]func(io.Writer, *diff.Diff) error{"text": diff.Text, "html": diff.HTML, "json": diff.JSON}[format]
			if err := writeTo(c, out, func(w io.Writer) error { return write(w, d) }); err != nil {
				return err
			}
			if len(d.Answers)+len(d.Reach) > 0 {
				return &exit{code: exitLevel}
			}
			return nil
		},
	}
	c.Flags().StringVar(&format, "format", "text", "text, html or json")
	c.Flags().StringVarP(&out, "output", "o", "", "write to `FILE` instead of standard output")
	return c
}
