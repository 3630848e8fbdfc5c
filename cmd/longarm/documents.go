package main

import (
	"fmt"
	"io"
	"strings"

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
			if err := notOver(out, paths, namesOfDocuments(docs)); err != nil {
				return err
			}
			if err := writeTo(c, out, func(w io.Writer) error { return write(w, r, all) }); err != nil {
				return err
			}
			if len(docs) == 0 {
				return &exit{exitUndetermined, fmt.Errorf("no document was read below %s", strings.Join(paths, ", "))}
			}
			failed := 0
			for _, p := range problems {
				if p.Failed {
					failed++
				}
			}
			return unread(failed)
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

// namesOfDocuments are the files that were read.
func namesOfDocuments(docs []*document.Document) []string {
	var out []string
	for _, d := range docs {
		name, _, _ := strings.Cut(d.Name, "#")
		out = append(append(out, name), d.Copies...)
	}
	return out
}
