package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/internal/datafile"
	"github.com/longarm-project/longarm/report"
	"github.com/longarm-project/longarm/report/paper"
)

func paperCommand() *cobra.Command {
	var format, out string
	c := &cobra.Command{
		Use:   "paper [NAME FILE]",
		Short: "Draft a paper that the law asks for, filled in from a saved determination",
		Long: `Paper writes a draft of a paper that a law asks of the reviewed organisation. Each field names the paragraph that
asks for it; what nobody stated is marked, and nothing is made up. Without arguments it lists the papers.

A paper is written only where a finding is one that the law asks it for; otherwise the exit code is 1.`,
		Example: "  longarm paper\n  longarm paper program review.json -o program.html\n  longarm paper audit-report review.json --format docx -o audit.docx",
		Args:    args(cobra.MaximumNArgs(2)),
		RunE: func(c *cobra.Command, a []string) error {
			if len(a) == 0 {
				return papers(c.OutOrStdout())
			}
			k, ok := paper.Named(a[0])
			if !ok {
				var names []string
				for _, k := range paper.Kinds() {
					names = append(names, k.Name)
				}
				return usage("no paper is named %q%s; longarm paper lists them", a[0], datafile.Nearest(a[0], names))
			}
			if len(a) < 2 {
				return usage("longarm paper %s FILE: the saved determination is wanted", k.Name)
			}
			d, err := readWhole(a[1])
			if err != nil {
				return err
			}
			p, err := k.Draft(report.NewView(d))
			if err != nil {
				return err
			}
			if err := notOver(out, a[1:], nil); err != nil {
				return err
			}
			write := map[string]func(io.Writer, *paper.Paper) error{"html": paper.HTML, "docx": paper.DOCX}[format]
			if err := writeTo(c, out, func(w io.Writer) error { return write(w, p) }); err != nil {
				return err
			}
			if !quiet(c) && p.Unstated > 0 {
				_, err = fmt.Fprintf(c.ErrOrStderr(), "longarm: a draft: of %d fields nobody states anything in %d\n", len(p.Fields), p.Unstated)
			}
			return err
		},
	}
	c.Flags().StringVar(&format, "format", "html", "html or docx")
	c.Flags().StringVarP(&out, "output", "o", "", "write to `FILE` instead of standard output")
	return c
}

// papers lists the papers.
func papers(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	var err error
	for _, k := range paper.Kinds() {
		_, e := fmt.Fprintln(t, strings.Join([]string{k.Name, k.Citation, k.Title}, "\t"))
		err = errors.Join(err, e)
	}
	return errors.Join(err, t.Flush())
}
