package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/ownership"
	"github.com/longarm-project/longarm/registry"
)

// controlFlags are the flags of control.
type controlFlags struct {
	registry, test, tests, at, format string
	all, why, whatIf, history, open   bool
	boxes                             int
}

func controlCommand() *cobra.Command {
	var f controlFlags
	c := &cobra.Command{
		Use:   "control ID|NAME...",
		Short: "Who owns and controls a party, under which legal test, as of a date",
		Long: `Control answers a legal test of ownership for a party of a registry file: by its
id (lei:..., gb-coh:..., a bare LEI) or its exact name. --why prints the proof
down to the records, --whatif the smallest sale found after which the answer is
no, --history the dates on which it changed. --all answers for every party.

Facts that no record states are taken as not so; --open takes them as possible.`,
		Example: `  longarm control 5493001KJTIIGC8Y1R12 --registry world.registry --test dsp --at 2025-06-01 --why
  longarm control --all --test dsp --registry world.registry --format jsonl`,
		RunE: func(c *cobra.Command, names []string) error { return f.run(c, names) },
	}
	fs := c.Flags()
	fs.StringVar(&f.registry, "registry", "", "the registry `FILE`")
	fs.StringVar(&f.test, "test", "dsp", "the `TEST`; longarm control tests lists them")
	fs.StringVar(&f.tests, "tests", "", "a `FILE` of rule tables of your own")
	fs.StringVar(&f.at, "at", "", "the `DATE` asked about (default today)")
	fs.StringVar(&f.format, "format", "text", "text, json, jsonl, svg or dot")
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
	if f.tests != "" {
		file, err := os.Open(f.tests)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		rules, err := ownership.ReadRules(file, f.tests)
		if err != nil {
			return nil, err
		}
		for _, r := range rules {
			if r.Name == f.test {
				return r, nil
			}
		}
	}
	return ownership.RuleNamed(f.test)
}

func (f *controlFlags) run(c *cobra.Command, names []string) error {
	if f.registry == "" {
		return usage("say which registry file with --registry FILE; longarm registry import makes one")
	}
	if f.all == (len(names) > 0) {
		return usage("name parties, or ask for all with --all")
	}
	day, err := dateOr(f.at, today())
	if err != nil {
		return err
	}
	rule, err := f.rule()
	if err != nil {
		return err
	}
	file, err := registry.Open(f.registry)
	if err != nil {
		return err
	}
	defer file.Close()
	g := ownership.FromFile(file)
	q := &query{controlFlags: f, file: file, graph: g, rule: rule, at: day, o: ownership.Options{Closed: !f.open}}
	w := bufio.NewWriter(c.OutOrStdout())
	if f.all {
		err = q.everything(w)
	} else {
		err = q.named(w, names)
	}
	return errors.Join(err, w.Flush(), file.Err())
}

// A query is one run of control over an open registry.
type query struct {
	*controlFlags
	file  *registry.File
	graph *ownership.Graph
	rule  *ownership.Rule
	at    fact.Date
	o     ownership.Options
}

// An answer is what control says of one party.
type answer struct {
	Party   fact.PartyID      `json:"party"`
	Name    string            `json:"name,omitempty"`
	Test    string            `json:"test"`
	At      fact.Date         `json:"at"`
	Verdict fact.Truth        `json:"verdict"`
	InForce fact.Truth        `json:"in_force"` // whether the rule applies on the day; the verdict is given all the same
	Lo      fact.Share        `json:"lo"`
	Hi      fact.Share        `json:"hi"`
	Basis   []ownership.Basis `json:"basis,omitempty"`
	Reading string            `json:"reading,omitempty"`
	Limbs   []limb            `json:"limbs,omitempty"`
	Flags   []string          `json:"flags,omitempty"`
	Gaps    []registry.Gap    `json:"gaps,omitempty"`

	Why     *ownership.Proof       `json:"why,omitempty"`
	WhyNot  *ownership.Certificate `json:"why_not,omitempty"`
	WhatIf  *ownership.Relief      `json:"what_if,omitempty"`
	History []ownership.Change     `json:"history,omitempty"`
}

// A limb is one limb of a definition and whether it is met.
type limb struct {
	Limb    string            `json:"limb"`
	Verdict fact.Truth        `json:"verdict"`
	Bases   []ownership.Basis `json:"bases,omitempty"`
}

func (q *query) everything(w io.Writer) error {
	r := q.graph.SolveWith(q.rule, q.at, q.o)
	n := 0
	for _, v := range []fact.Truth{fact.Yes, fact.Unknown} {
		for _, p := range r.Parties(v) {
			n++
			a := answer{Party: p, Test: q.rule.Name, At: q.at, Verdict: v}
			if node, ok := q.graph.Find(p); ok {
				a.Name = q.graph.Name(node)
			}
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

func (q *query) line(w io.Writer, a answer) error {
	if q.format == "text" {
		_, err := fmt.Fprintf(w, "%-8s %s  %s\n", verdict(a.Verdict), a.Party, a.Name)
		return err
	}
	b, err := json.Marshal(a)
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	return err
}

func verdict(t fact.Truth) string {
	if t == fact.Unknown {
		return "possible"
	}
	return t.String()
}

// find resolves what the user calls a party to its node.
func (q *query) find(name string) (uint32, error) {
	for _, id := range []string{name, "lei:" + strings.ToUpper(name)} {
		if n, ok := q.graph.Find(fact.PartyID(id)); ok {
			return n, nil
		}
	}
	nodes := q.file.Named(name)
	switch len(nodes) {
	case 0:
		return 0, fmt.Errorf("%q: no party of this id or exact name; longarm screen finds names that are alike", name)
	case 1:
		return nodes[0], nil
	}
	var ids []string
	for _, n := range nodes[:min(len(nodes), 10)] {
		ids = append(ids, string(q.graph.ID(n)))
	}
	return 0, usage("%q is the name of %d parties; ask by id: %s", name, len(nodes), strings.Join(ids, ", "))
}

func (q *query) named(w io.Writer, names []string) error {
	in := q.graph.Inquire(q.rule, q.at, q.o)
	for _, name := range names {
		node, err := q.find(name)
		if err != nil {
			return err
		}
		r, ok := in.Ask(q.graph.ID(node))
		if !ok {
			return fmt.Errorf("%q: not in the registry", name)
		}
		if q.format == "svg" || q.format == "dot" {
			err = q.picture(w, r, node)
		} else {
			err = q.answer(w, r, node)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// picture draws the chain above a party.
func (q *query) picture(w io.Writer, r *ownership.Result, node uint32) error {
	p, ok := r.Picture(q.graph.ID(node), q.boxes)
	if !ok {
		return fmt.Errorf("%s: nothing to draw", q.graph.ID(node))
	}
	text := p.SVG()
	if q.format == "dot" {
		text = p.DOT()
	}
	_, err := io.WriteString(w, text)
	return err
}

func (q *query) answer(w io.Writer, r *ownership.Result, node uint32) error {
	p := q.graph.ID(node)
	a := answer{
		Party: p, Name: q.graph.Name(node), Test: q.rule.Name, At: q.at, Verdict: r.Verdict(p),
		Basis: r.Bases(p), Reading: r.Split(p), Flags: r.Flags(p), Gaps: q.file.Gaps(node),
	}
	a.Lo, a.Hi = r.Bounds(p)
	a.InForce = r.InForce
	for _, l := range r.Limbs(p) {
		a.Limbs = append(a.Limbs, limb{l.Limb.Name, l.Verdict, l.Bases})
	}
	if proof, ok := r.Why(p); ok && q.why {
		a.Why = proof
	}
	if cert, ok := r.WhyNot(p); ok {
		a.WhyNot = cert
	}
	if q.whatIf {
		relief := r.WhatIf(p)
		a.WhatIf = &relief
	}
	if q.history {
		a.History, _ = q.graph.History(q.rule, p, q.o)
	}
	switch q.format {
	case "json":
		return writeJSON(w, a)
	case "jsonl":
		return q.line(w, a)
	case "text":
		q.text(w, a)
		return nil
	}
	return usage("--format %q is none of text, json, jsonl, svg, dot", q.format)
}
