package main

import (
	"bytes"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/document"
	"github.com/longarm-project/longarm/document/draw"
)

func documentsCommand() *cobra.Command {
	var format, out string
	var all bool
	c := &cobra.Command{
		Use:   "documents FILE...",
		Short: "Press and filings: how many independent sources is this really?",
		Long: `Documents reads press texts and filings (plain text, HTML, mail, PDF, WARC;
files, folders, archives) and says how many independent reports they are, which
text was made from which and how, on how many persons it rests, what was altered
on the way, which quotations are garbled, where texts contradict, and what each
adds of its own. Every line cites a document and its characters. It uses rules
and small tables, no model and no network; what it cannot tell is undetermined.`,
		Example: `  longarm documents clippings/*.txt
  longarm documents --format svg -o lineage.svg clippings`,
		Args: args(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, paths []string) error {
			write, ok := documentWriters[format]
			if !ok {
				return usage("--format %q: say text, json or svg", format)
			}
			docs, problems, err := document.Read(c.Context(), paths)
			if err != nil {
				return err
			}
			r, err := document.Analyse(c.Context(), docs, 0)
			if err != nil {
				return err
			}
			r.NotRead = problems
			var b bytes.Buffer
			if err := write(&b, r, all); err != nil {
				return err
			}
			if err := deliver(c, out, b.Bytes()); err != nil {
				return err
			}
			if len(docs) == 0 {
				return &exit{exitUndetermined, fmt.Errorf("no document was read below %v", paths)}
			}
			return nil
		},
	}
	fs := c.Flags()
	fs.StringVar(&format, "format", "text", "text, json or svg")
	fs.StringVarP(&out, "output", "o", "", "write to `FILE` instead of standard output")
	fs.BoolVar(&all, "all", false, "show claims that stand in the root alone, too")
	return c
}

// documentWriters are the forms of the report.
var documentWriters = map[string]func(io.Writer, *document.Report, bool) error{
	"text": draw.Text,
	"json": func(w io.Writer, r *document.Report, _ bool) error { return writeJSON(w, r) },
	"svg":  func(w io.Writer, r *document.Report, _ bool) error { return draw.SVG(w, r) },
}

// deliver writes to standard output, or beside the file named and then in its place.
func deliver(c *cobra.Command, name string, b []byte) error {
	return writeTo(c, name, func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	})
}
