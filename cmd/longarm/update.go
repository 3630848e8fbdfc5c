package main

import (
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/provider"
	"github.com/longarm-project/longarm/report"
)

// errNoBlocks leaves the file to write as it was.
var errNoBlocks = errors.New("nothing of what lies there could be read as address blocks: see doc/formats/prefixes.md")

func updateCommand() *cobra.Command {
	var from, out, format string
	c := &cobra.Command{
		Use:   "update --from DIR",
		Short: "Compile published address ranges into one table for --prefixes",
		Long: `Update reads what lies in a folder: the ranges that providers publish (AWS, Azure
service tags, Google, Oracle, Cloudflare, Fastly, geofeeds of DigitalOcean, Linode and
others), what autonomous systems announce (ipverse, pyasn), under which country
registries hold addresses (delegated statistics), and your own MMDB databases and
tables. It makes one file of all, with the digest and day of each, which footprint and
review take with --prefixes. It fetches nothing.

A list that does not say whose it is belongs into a folder with its provider's name.
Exit codes: 0 all was used; 4 some was not; 1 nothing was.`,
		Example: "  longarm update --from ranges -o longarm.blocks\n  longarm footprint --prefixes longarm.blocks ./evidence",
		Args:    args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if from == "" {
				return usage("say which folder with --from DIR: longarm fetches nothing itself")
			}
			if err := notAmong(out, []string{from}); err != nil {
				return err
			}
			var read []provider.Compiling
			err := writeTo(c, out, func(w io.Writer) (err error) {
				if read, err = provider.Compile(from, w); err != nil {
					return err
				}
				if !anyRows(read) {
					return errNoBlocks
				}
				return nil
			})
			if told := tellUpdate(c, read, out, format); err == nil {
				err = told
			}
			if err != nil {
				return err
			}
			bad := 0
			for _, s := range read {
				bad += s.Bad
			}
			return unread(bad)
		},
	}
	c.Flags().StringVar(&from, "from", "", "the `DIR` with the files")
	c.Flags().StringVarP(&out, "output", "o", "longarm.blocks", "the `FILE` to write, which is whole or as it was")
	c.Flags().StringVar(&format, "format", "text", "text or json")
	return c
}

func anyRows(read []provider.Compiling) bool {
	for _, s := range read {
		if s.Rows > 0 {
			return true
		}
	}
	return false
}

// tellUpdate says what became of each file: on standard output, or where the table goes there on standard error.
func tellUpdate(c *cobra.Command, read []provider.Compiling, out, format string) error {
	w := c.OutOrStdout()
	if out == "-" {
		w = c.ErrOrStderr()
	}
	if format == "json" {
		if read == nil {
			read = []provider.Compiling{}
		}
		return writeJSON(w, read)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "file\tform\tof\trows\tbad")
	for _, s := range read {
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%d\n", report.Plain(s.Name), orDash(s.Form), orDash(s.Date), s.Rows, s.Bad)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, s := range read {
		for i, p := range s.Problems {
			if i == 5 {
				fmt.Fprintf(c.ErrOrStderr(), "%s: and %d more\n", report.Plain(s.Name), s.Bad-i)
				break
			}
			fmt.Fprintf(c.ErrOrStderr(), "%s: %s\n", report.Plain(s.Name), report.Plain(p.Error()))
		}
	}
	if out != "-" && anyRows(read) && !quiet(c) {
		_, err := fmt.Fprintf(w, "%s is written; longarm footprint --prefixes %s PATH... uses it\n", out, out)
		return err
	}
	return nil
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
