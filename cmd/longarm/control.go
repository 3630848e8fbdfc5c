package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
	"github.com/longarm-project/longarm/ownership"
	"github.com/longarm-project/longarm/ownership/draw"
)

// controlFlags are the flags of control.
type controlFlags struct {
	registry, test, tests, at, format string
	cases, lists                      []string
	all, why, whatIf, history, open   bool
	boxes                             int
}

func controlCommand() *cobra.Command {
	var f controlFlags
	c := &cobra.Command{
		Use:   "control [CASE.yaml|ID|NAME...]",
		Short: "Who owns and controls a party, under which legal test, as of a date",
		Long: `Control answers a legal test of ownership for a party: by its id in a case file
or a registry (lei:..., gb-coh:..., a bare LEI), or its exact name. Owners are
those that a case file states (--case FILE, or the file or its folder among the
arguments), those of a registry file (--registry), or both: what the case file
states counts before what a register does. A case file alone is answered for every
party of which it states holders.

--why prints the proof down to the records, --whatif the smallest sale found after
which the answer is no, --history the dates on which it changed. --all answers for
every party whose answer is not no.

A case file is answered as a review answers it: what nobody states is not known. In a
registry alone, facts that no record states are taken as not so; --open takes them as
possible there too. What an answer presumes is printed with it.`,
		Example: `  longarm control examples/estate "Meadowlark Health Inc." --why
  longarm control 5493001KJTIIGC8Y1R12 --registry world.registry --test dsp --at 2025-06-01 --why
  longarm control --all --test ofac50 --registry world.registry --format jsonl`,
		RunE: func(c *cobra.Command, names []string) error { return f.run(c, names) },
	}
	fs := c.Flags()
	fs.StringVar(&f.registry, "registry", "", "the registry `FILE`")
	fs.StringArrayVar(&f.cases, "case", nil, "a case `FILE` that states owners, or a folder with some")
	fs.StringArrayVar(&f.lists, "list", nil, "a list or a folder of lists: parties of a case file with a name on one may be what it designates")
	fs.StringVar(&f.test, "test", "dsp", "the `TEST`; longarm control tests lists them")
	fs.StringVar(&f.tests, "tests", "", "a `FILE` of rule tables of your own")
	fs.StringVar(&f.at, "at", "", "the `DATE` asked about (default today)")
	fs.StringVar(&f.format, "format", "text", "text, json, jsonl, svg, html or dot")
	fs.IntVar(&f.boxes, "boxes", 60, "the greatest number of parties in a picture")
	fs.BoolVar(&f.all, "all", false, "answer for every party whose answer is not no")
	fs.BoolVar(&f.why, "why", false, "print the proof")
	fs.BoolVar(&f.whatIf, "whatif", false, "print what sale would change the answer")
	fs.BoolVar(&f.history, "history", false, "print the dates on which the answer changed")
	fs.BoolVar(&f.open, "open", false, "take facts that nobody states as possible")
	c.AddCommand(controlTestCommand(), controlTestsCommand(), controlDiffCommand())
	return c
}

func controlTestsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "tests",
		Short: "List the legal tests of ownership and control, with citation",
		Args:  args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			rules, err := ownership.Rules()
			if err != nil {
				return err
			}
			w := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
			for _, r := range rules {
				fmt.Fprintf(w, "%s\t%s\t%s\n", r.Name, r.Title, r.Citation)
			}
			return w.Flush()
		},
	}
}

// rule finds the test asked for, in the user's tables first.
func (f *controlFlags) rule() (*ownership.Rule, error) {
	known, err := ownership.Rules()
	if err != nil {
		return nil, err
	}
	if f.tests != "" {
		file, err := os.Open(f.tests)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		own, err := ownership.ReadRules(file, f.tests)
		if err != nil {
			return nil, err
		}
		known = append(own, known...)
	}
	var names []string
	for _, r := range known {
		if r.IsNamed(f.test) {
			return r, nil
		}
		names = append(append(names, r.Name), r.Aliases...)
	}
	return nil, usage("no ownership test is named %q%s; longarm control tests lists them", f.test, datafile.Nearest(f.test, names))
}

func (f *controlFlags) run(c *cobra.Command, names []string) error {
	switch f.format {
	case "text", "json", "jsonl", "svg", "dot", "html":
	default:
		return usage("--format %q is none of text, json, jsonl, svg, html, dot", f.format)
	}
	day, err := dateOr(f.at, today())
	if err != nil {
		return err
	}
	rule, err := f.rule()
	if err != nil {
		return err
	}
	s, names, err := f.sources(c, names, day)
	if err != nil {
		return err
	}
	defer s.close()
	if !f.all && len(names) == 0 {
		names = s.held()
	}
	if f.all == (len(names) > 0) {
		return usage("name parties, or ask for all with --all")
	}
	if len(names) > 1 && (f.format == "svg" || f.format == "dot" || f.format == "html") {
		return usage("a picture is of one party; name one of them")
	}
	q := &query{controlFlags: f, sources: s, rule: rule, at: day, o: ownership.Options{Closed: s.set == nil && !f.open}}
	w := bufio.NewWriter(c.OutOrStdout())
	if f.all {
		err = q.everything(w)
	} else {
		err = q.named(w, names)
	}
	return errors.Join(err, w.Flush(), s.err())
}

// A query is one run of control over its sources.
type query struct {
	*controlFlags
	*sources
	rule *ownership.Rule
	at   fact.Date
	o    ownership.Options
}

func (q *query) everything(w io.Writer) error {
	if q.format != "text" && q.format != "jsonl" && q.format != "json" {
		return usage("--all prints lines: --format text or jsonl")
	}
	r := q.graph.SolveWith(q.rule, q.at, q.o)
	n := 0
	for _, v := range []fact.Truth{fact.Yes, fact.Unknown} {
		for _, p := range r.Parties(v) {
			n++
			a := &answer{Party: p, Test: q.rule.Name, At: q.at, Verdict: v, InForce: r.InForce}
			d, _ := q.graph.Describe(p)
			a.Name, a.Countries = d.Name, d.Countries
			if err := q.line(w, a); err != nil {
				return err
			}
		}
	}
	if q.format == "text" {
		fmt.Fprintf(w, "%d of %d parties\n", n, q.graph.Parties())
	}
	return nil
}

func (q *query) line(w io.Writer, a *answer) error {
	if q.format == "text" {
		_, err := fmt.Fprintf(w, "%-8s  %s  %s\n", verdict(a.Verdict), a.Party, describe(a.Name, a.Countries))
		return err
	}
	return writeLine(w, a)
}

func verdict(t fact.Truth) string {
	if t == fact.Unknown {
		return "possible"
	}
	return t.String()
}

func (q *query) named(w io.Writer, names []string) error {
	in := q.graph.Inquire(q.rule, q.at, q.o)
	for _, name := range names {
		p, err := q.find(name)
		if err != nil {
			return err
		}
		r, ok := in.Ask(p)
		if !ok {
			return fmt.Errorf("%q: nothing is stated of it", name)
		}
		switch q.format {
		case "svg", "dot", "html":
			err = q.picture(w, r, p)
		case "json":
			err = writeJSON(w, q.answer(r, p))
		case "jsonl":
			err = writeLine(w, q.answer(r, p))
		default:
			q.text(w, q.answer(r, p), r, p)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// picture draws the chain above a party.
func (q *query) picture(w io.Writer, r *ownership.Result, p fact.PartyID) error {
	pic, ok := r.Picture(p, q.boxes)
	if !ok {
		return fmt.Errorf("%s: nothing to draw", p)
	}
	if q.format == "html" {
		return ownersHTML(w, pic, q.rule, q.at)
	}
	text := draw.SVG(pic)
	if q.format == "dot" {
		text = draw.DOT(pic)
	}
	_, err := io.WriteString(w, text)
	return err
}
