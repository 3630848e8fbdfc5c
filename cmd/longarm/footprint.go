package main

import (
	"errors"
	"io"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/footprint"
	"github.com/longarm-project/longarm/report"
)

func footprintCommand() *cobra.Command {
	var f footprintFlags
	c := &cobra.Command{
		Use:   "footprint PATH...",
		Short: "Which clouds and services an organisation really uses, and what nobody knows",
		Long: `Footprint reads evidence as review does (- is standard input) and says who runs
what it shows: a table by provider, operator and country; standing access of others,
with what stands in its reach; and the endpoints that nobody knows, with what would
settle each. It judges nothing.

Exit codes: 0 all was read; 4 something could not be read, or nothing was; 1 failure;
2 wrong use.`,
		Example: "  longarm footprint ./evidence\n  longarm footprint --format jsonl ./evidence | jq 'select(.provider == null)'",
		Args:    args(cobra.MinimumNArgs(1)),
		RunE:    f.run,
	}
	fs := c.Flags()
	fs.StringVar(&f.review.at, "at", "", "the `DATE` of the gazetteer: who operated what on that day (default today)")
	fs.StringVar(&f.review.readOn, "read-on", "", "the `DATE` to note as the day of reading (default today)")
	fs.StringSliceVar(&f.review.prefixes, "prefixes", nil, "`FILE`s or folders with tables of address prefixes")
	fs.StringVar(&f.review.home, "home", "", "the `COUNTRY` of the organisation, which decides the companies it contracts with (default US)")
	fs.StringVar(&f.review.flowLayout, "flow-fields", "", "the `FIELDS` of VPC flow logs without a header, separated by blanks")
	fs.StringVar(&f.review.format, "format", "text", "text, json or jsonl")
	fs.StringVarP(&f.review.out, "output", "o", "", "write to `FILE` instead of standard output")
	fs.BoolVar(&f.review.all, "all", false, "print every row")
	return c
}

type footprintFlags struct{ review reviewFlags }

func (f *footprintFlags) run(c *cobra.Command, paths []string) (err error) {
	o, err := f.review.options(c)
	if err != nil {
		return err
	}
	stdin, release, err := spool(c, paths...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	o.Stdin = stdin
	e := &longarm.Engine{Readers: readers, Importers: importers, Program: version()}
	fp, read, err := e.Footprint(c.Context(), paths, o)
	if err != nil {
		return err
	}
	var names []string
	for _, file := range read.Files {
		if file.Kind != "" {
			names = append(names, file.Name)
		}
	}
	if err := notOver(f.review.out, paths, names); err != nil {
		return err
	}
	if err := writeTo(c, f.review.out, func(w io.Writer) error { return f.write(c, w, fp, read) }); err != nil {
		return err
	}
	used := 0
	for _, file := range read.Files {
		if file.Kind != "" && file.State == "" {
			used++
		}
	}
	if used == 0 || len(read.Problems) > 0 {
		return &exit{code: exitUndetermined}
	}
	return nil
}

func (f *footprintFlags) write(c *cobra.Command, w io.Writer, fp *footprint.Footprint, read *determination.Evidence) error {
	switch f.review.format {
	case "jsonl":
		return fp.WriteLines(w)
	case "json":
		return writeJSON(w, struct {
			*footprint.Footprint
			Evidence *determination.Evidence `json:"evidence"`
		}{fp, read})
	}
	s := styleOf(w, f.review.all, "")
	if err := fp.WriteText(w, footprint.Style{Width: s.Width, All: s.All, Color: s.Color}); err != nil {
		return err
	}
	return report.Unread(w, read, s)
}
