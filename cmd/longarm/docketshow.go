package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/docket"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report"
)

func (f *docketFlags) showCommand() *cobra.Command {
	var format, at string
	var events bool
	c := &cobra.Command{
		Use:   "show CASE",
		Short: "Show a case: its clocks, steps, parties, evidence and decisions",
		Args:  args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, a []string) error {
			day, err := dayFlag("at", at)
			if err != nil {
				return err
			}
			if day == "" {
				day = today()
			}
			return f.in(c, a[0], func(d *docket.Docket, user string, k *docket.Case) error {
				if events || format == "json" {
					all, err := d.Events(c.Context(), user, k.ID)
					if err != nil {
						return err
					}
					if format == "json" {
						return writeJSON(c.OutOrStdout(), map[string]any{"case": k, "events": all})
					}
					return writeEvents(c.OutOrStdout(), all)
				}
				return writeCase(c, k, day)
			})
		},
	}
	c.Flags().StringVar(&format, "format", "text", "text or json")
	c.Flags().StringVar(&at, "at", "", "the `DAY` on which the clocks are looked at (default today)")
	c.Flags().BoolVar(&events, "events", false, "list the events with their numbers")
	return c
}

// writeCases lists cases as a table.
func writeCases(c *cobra.Command, all []docket.Listed) error {
	if len(all) == 0 {
		_, err := fmt.Fprintln(c.OutOrStdout(), "No case was granted to you.")
		return err
	}
	return table(c.OutOrStdout(), func(row func(...string)) {
		row("NUMBER", "STATE", "OPENED", "YOU", "TITLE")
		for _, l := range all {
			row(l.Number, l.State, string(l.Opened), string(l.Role), l.Title)
		}
	})
}

// table writes rows in columns.
func table(w io.Writer, rows func(row func(...string))) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	rows(func(cells ...string) {
		for i := range cells {
			cells[i] = strings.ReplaceAll(report.Plain(cells[i]), "\t", " ")
		}
		fmt.Fprintln(t, strings.Join(cells, "\t"))
	})
	return t.Flush()
}

// writeCase is the page of a case.
func writeCase(c *cobra.Command, k *docket.Case, at fact.Date) error {
	w := c.OutOrStdout()
	fmt.Fprintf(w, "%s  %s\n%s · opened %s · %d events · as of %s\n", report.Plain(k.Opened.Number), report.Plain(k.Opened.Title), k.State(), k.OpenedOn, k.Events, at)
	if k.Closed != "" {
		fmt.Fprintf(w, "closed: %s\n", report.Plain(k.Closed))
	}
	if err := writeClocks(c, k, at); err != nil {
		return err
	}
	for _, part := range []struct {
		head string
		rows [][]string
	}{
		{"STEPS", stepRows(k)}, {"PARTIES", partyRows(k)}, {"EVIDENCE", evidenceRows(k)}, {"DETERMINATIONS", determinationRows(k)},
		{"DECISIONS", decisionRows(k)}, {"NOTES", noteRows(k)}, {"RELATED", relatedRows(k)}, {"SEEN BY", grantRows(k)},
	} {
		if len(part.rows) == 0 {
			continue
		}
		fmt.Fprintf(w, "\n%s\n", part.head)
		err := table(w, func(row func(...string)) {
			for _, r := range part.rows {
				row(append([]string{" " + r[0]}, r[1:]...)...)
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// writeClocks tells the clocks of a case, those that run first, each with how its last day was found.
func writeClocks(c *cobra.Command, k *docket.Case, at fact.Date) error {
	if len(k.Clocks) == 0 {
		return nil
	}
	clocks := slices.Clone(k.Clocks)
	slices.SortStableFunc(clocks, func(a, b docket.Clock) int {
		switch {
		case (a.Ended == "") != (b.Ended == ""):
			if a.Ended == "" {
				return -1
			}
			return 1
		}
		return strings.Compare(string(a.Due), string(b.Due))
	})
	w := c.OutOrStdout()
	fmt.Fprintln(w, "\nCLOCKS")
	for i := range clocks {
		x := &clocks[i]
		fmt.Fprintf(w, "  %-22s %s\n    %s\n", x.ID, standing(x, at), report.Plain(x.Explain()))
	}
	return nil
}

// standing says how a clock stands on a day.
func standing(x *docket.Clock, at fact.Date) string {
	days, runs := x.Left(at)
	switch {
	case x.Ended != "":
		return fmt.Sprintf("ended %s by %s", x.Ended, x.EndedBy)
	case !runs:
		return fmt.Sprintf("suspended since %s", x.Stopped)
	case days < 0 && x.Minimum:
		return fmt.Sprintf("passed on %s", x.Due)
	case days < 0:
		return fmt.Sprintf("OVERDUE by %s, was due %s", counted(-days), x.Due)
	case days == 0:
		return fmt.Sprintf("due today, %s", x.Due)
	case x.Minimum:
		return fmt.Sprintf("runs %s more, until %s", counted(days), x.Due)
	}
	return fmt.Sprintf("due %s, in %s", x.Due, counted(days))
}

func counted(days int) string {
	if days == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", days)
}

func stepRows(k *docket.Case) (out [][]string) {
	for _, s := range k.Steps {
		out = append(out, []string{string(s.On), s.Step.Step, s.By, s.Citation, strings.TrimSpace(s.Outcome + " " + s.Note)})
	}
	return out
}

func partyRows(k *docket.Case) (out [][]string) {
	for _, p := range k.Parties {
		role := p.Role
		if p.Of != "" {
			role += " of " + p.Of
		}
		out = append(out, []string{p.Name, role, p.Contact})
	}
	return out
}

func evidenceRows(k *docket.Case) (out [][]string) {
	for _, e := range k.Evidence {
		var days []string
		for _, d := range []struct {
			what string
			day  fact.Date
		}{{"happened", e.EventDay}, {"received", e.Received}, {"counts from", e.Effective}} {
			if d.day != "" {
				days = append(days, d.what+" "+string(d.day))
			}
		}
		handling := e.Handling
		if handling == "" {
			handling = "confidential"
		}
		out = append(out, []string{e.Name, fmt.Sprintf("%d bytes", e.Size), handling, strings.Join(days, ", "), string(e.Digest[:12])})
	}
	return out
}

func determinationRows(k *docket.Case) (out [][]string) {
	for i, d := range k.Determinations {
		count := map[string]int{}
		for _, o := range d.Answers {
			count[o]++
		}
		var parts []string
		for o, n := range count {
			parts = append(parts, fmt.Sprintf("%d %s", n, o))
		}
		slices.Sort(parts)
		out = append(out, []string{fmt.Sprintf("version %d", i+1), "as of " + string(d.At), strings.Join(parts, ", "), string(d.Digest[:12])})
	}
	return out
}

func decisionRows(k *docket.Case) (out [][]string) {
	for _, d := range k.Decisions {
		signed := "not signed"
		if d.Signature != "" {
			signed = "signed"
		}
		on := ""
		if d.Determination != "" {
			on = "on " + string(d.Determination[:min(12, len(d.Determination))])
		}
		out = append(out, []string{string(d.On), d.By, d.Text, on, signed})
	}
	return out
}

func noteRows(k *docket.Case) (out [][]string) {
	for _, n := range k.Notes {
		out = append(out, []string{string(n.On), n.By, n.Text})
	}
	return out
}

func relatedRows(k *docket.Case) (out [][]string) {
	for _, r := range k.Related {
		out = append(out, []string{r.Number, r.Text})
	}
	return out
}

func grantRows(k *docket.Case) (out [][]string) {
	for user, role := range k.Grants {
		out = append(out, []string{user, string(role)})
	}
	slices.SortFunc(out, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	return out
}

// writeEvents lists the events of a case.
func writeEvents(w io.Writer, all []*docket.Event) error {
	return table(w, func(row func(...string)) {
		row("EVENT", "ENTERED", "BY", "ON", "KIND", "WHAT")
		for i, e := range all {
			if e == nil {
				row(fmt.Sprint(i), "", "", "", "", "deleted after retention")
				continue
			}
			row(fmt.Sprint(e.N), e.Entered, e.By, string(e.On), string(e.Kind), string(fact.Canonical(e.Body)))
		}
	})
}
