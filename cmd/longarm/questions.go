package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/ask"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
	"github.com/longarm-project/longarm/report"
	"github.com/longarm-project/longarm/report/paper"
)

func questionsCommand() *cobra.Command {
	var to, format, out string
	c := &cobra.Command{
		Use:   "questions --to PARTY FILE",
		Short: "A letter to a counterparty that asks what only it can answer, with an answer sheet",
		Long: `Questions gathers from a saved determination what a party can answer about itself and its holders, of all that is
open: as a letter (html), or as the answer sheet alone (yaml). The sheet is a case file of which the party is the author; once it is filled
in, "longarm review PATH --case SHEET" reads its answers as claims of that party.

Questions about dealings are for the reviewed organisation itself: longarm case new asks these.`,
		Example: "  longarm questions --to tidewater review.json -o letter.html\n  longarm questions --to tidewater review.json --format yaml -o tidewater.yaml",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, a []string) error {
			d, err := readWhole(a[0])
			if err != nil {
				return err
			}
			v := report.NewView(d)
			if to == "" {
				return usage("--to is wanted: the party that is asked")
			}
			party, err := partyOf(v, to)
			if err != nil {
				return err
			}
			l := ask.To(d, party, v.Party(party))
			if len(l.Questions) == 0 {
				return fmt.Errorf("nothing is open that %s can answer about itself", v.Party(party))
			}
			if err := notOver(out, a, nil); err != nil {
				return err
			}
			from := ""
			if len(d.Findings) > 0 && d.Findings[0].Subject != "" {
				from = v.Party(d.Findings[0].Subject)
			}
			p := paper.Letter{To: v.Party(party), From: from, At: d.At, Digest: d.Digest, Questions: l.Questions, Sheet: string(l.Sheet)}
			return writeTo(c, out, func(w io.Writer) error {
				if format == "html" {
					return p.HTML(w)
				}
				_, err := w.Write(l.Sheet)
				return err
			})
		},
	}
	c.Flags().StringVar(&to, "to", "", "the `PARTY` that is asked, by id or name")
	c.Flags().StringVar(&format, "format", "html", "html or yaml")
	c.Flags().StringVarP(&out, "output", "o", "", "write to `FILE` instead of standard output")
	return c
}

// partyOf finds a party by its id, or by the name that one alone has.
func partyOf(v *report.View, to string) (fact.PartyID, error) {
	var ids []string
	var named []fact.PartyID
	for _, id := range v.Parties() {
		if string(id) == to {
			return id, nil
		}
		if v.Party(id) == to {
			named = append(named, id)
		}
		ids = append(ids, string(id))
	}
	switch len(named) {
	case 0:
		return "", usage("no party %q is stated%s", to, datafile.Nearest(to, ids))
	case 1:
		return named[0], nil
	}
	return "", usage("%d parties are called %q: give an id, such as %s", len(named), to, named[0])
}
