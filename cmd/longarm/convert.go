package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report"
	"github.com/longarm-project/longarm/report/csv"
	"github.com/longarm-project/longarm/report/html"
	"github.com/longarm-project/longarm/report/jsonl"
	"github.com/longarm-project/longarm/report/oscal"
	"github.com/longarm-project/longarm/report/sarif"
	"github.com/longarm-project/longarm/report/xlsx"
)

// A writer writes a determination in one format.
type writer struct {
	format string
	write  func(io.Writer, *report.View) error
}

// writers lists every writer of reports; text is the page of a terminal and has its own way.
var writers = []writer{
	{"html", html.Write},
	{"csv", csv.Write},
	{"xlsx", xlsx.Write},
	{"sarif", sarif.Write},
	{"oscal", oscal.Write},
	{"jsonl", jsonl.Write},
	{"json", func(w io.Writer, v *report.View) error { return determination.Write(w, v.Determination) }},
}

// writerOf finds the writer of a format.
func writerOf(format string) (writer, error) {
	var names []string
	for _, w := range writers {
		if w.format == format {
			return w, nil
		}
		names = append(names, w.format)
	}
	return writer{}, usage("--format %q is none of %s", format, strings.Join(names, ", "))
}

// formatsOf names the formats of writers, as the help of a flag lists them.
func formatsOf(first ...string) string {
	for _, w := range writers {
		first = append(first, w.format)
	}
	last := len(first) - 1
	return strings.Join(first[:last], ", ") + " or " + first[last]
}

func convertCommand() *cobra.Command {
	var format, out, accepted string
	c := &cobra.Command{
		Use:   "convert FILE",
		Short: "Turn a saved determination into a report for a reader or a machine, without its evidence",
		Long: `Convert reads a determination saved with "longarm review --format json" and writes it in
another format. It decides nothing and reads no evidence; a file whose digest is not that of what stands in it is
refused (longarm verify checks the rest).

html is one page for a browser that asks for nothing from outside; see doc/formats/reports.md for each.`,
		Example: "  longarm convert review.json --format html -o report.html",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, a []string) error {
			w, err := writerOf(format)
			if err != nil {
				return err
			}
			v, err := viewOf(a[0])
			if err != nil {
				return err
			}
			if err := notOver(out, a, nil); err != nil {
				return err
			}
			if v.Accepted, err = readAccepted(accepted, v.Determination); err != nil {
				return err
			}
			return writeTo(c, out, func(to io.Writer) error { return w.write(to, v) })
		},
	}
	c.Flags().StringVar(&format, "format", "html", formatsOf())
	c.Flags().StringVar(&accepted, "accepted", "", "a `FILE` of findings that somebody accepted until a day")
	c.Flags().StringVarP(&out, "output", "o", "", "write to `FILE` instead of standard output")
	return c
}

// viewOf reads a saved determination for those who write reports of it.
func viewOf(name string) (*report.View, error) {
	d, err := readWhole(name)
	if err != nil {
		return nil, err
	}
	e, err := engine()
	if err != nil {
		return nil, err
	}
	v := report.NewView(d)
	v.Read = readDays(d, e)
	return v, nil
}

// readWhole reads a saved determination, and refuses one that is not as longarm saved it.
func readWhole(name string) (*determination.Determination, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	d, err := determination.Read(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for _, f := range d.Facts {
		if err := f.Check(); err != nil {
			return nil, &exit{exitUnverified, fmt.Errorf("%s: it was changed after it was saved: %w", name, err)}
		}
	}
	if d.Sum() != d.Digest {
		return nil, &exit{exitUnverified, fmt.Errorf("%s: its digest is not of what stands in it: it was changed after it was saved, or another release wrote it", name)}
	}
	return d, nil
}

// readDays are the days to which the texts of the packs were read, of packs that this program has as they were applied.
func readDays(d *determination.Determination, e *longarm.Engine) map[string]fact.Date {
	out := map[string]fact.Date{}
	for _, k := range d.Packs {
		if p, err := e.Law.Pack(k.ID); err == nil && p.Digest == k.Digest {
			out[k.ID] = p.Read
		}
	}
	return out
}
