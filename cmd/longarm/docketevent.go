package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/docket"
	"github.com/longarm-project/longarm/fact"
)

// events lists the commands that enter one event each.
func (f *docketFlags) events() []*cobra.Command {
	var party docket.Party
	var step docket.Step
	var extended docket.Extended
	var reason, until, writing, role, text, related, of string
	flag := func(c *cobra.Command, to *string, name, help string) { c.Flags().StringVar(to, name, "", help) }
	why := func(c *cobra.Command) { flag(c, &reason, "reason", "why, in a `LINE`") }

	return []*cobra.Command{
		f.event("party CASE NAME", "Join somebody to a case", 2, func(a []string) (docket.Body, error) {
			party.Name = a[0]
			return party, nil
		}, func(c *cobra.Command) {
			flag(c, &party.Role, "role", strings.Join(docket.PartyRoles[:3], ", ")+" or "+docket.PartyRoles[3])
			flag(c, &party.Of, "of", "of a counsel: the `PARTY` represented")
			flag(c, &party.Contact, "contact", "how to reach them, in a `LINE`")
		}),
		f.event("step CASE STEP", "Take a step of the procedure, which starts and ends clocks", 2, func(a []string) (docket.Body, error) {
			step.Step = a[0]
			return step, nil
		}, func(c *cobra.Command) {
			flag(c, &step.Note, "note", "what is to be said of it, in a `LINE`")
			flag(c, &step.Outcome, "outcome", "of a final determination: prohibited, not-prohibited or mitigated")
		}),
		f.event("extend CASE CLOCK", "Extend a clock, in writing", 2, func(a []string) (docket.Body, error) {
			day, err := dayFlag("until", until)
			extended.Clock, extended.Until, extended.Reason, extended.Writing = a[0], day, reason, fact.Digest(writing)
			return extended, err
		}, func(c *cobra.Command) {
			why(c)
			flag(c, &until, "until", "the new last `DAY`")
			flag(c, &writing, "writing", "the `DIGEST` of the writing among the evidence")
		}),
		f.event("suspend CASE CLOCK", "Stop a clock", 2, func(a []string) (docket.Body, error) {
			return docket.Suspended{Clock: a[0], Reason: reason}, nil
		}, why),
		f.event("resume CASE CLOCK", "Let a suspended clock run on", 2, func(a []string) (docket.Body, error) {
			return docket.Resumed{Clock: a[0], Reason: reason}, nil
		}, why),
		f.event("note CASE TEXT", "Write a note", 2, func(a []string) (docket.Body, error) { return docket.Note{Text: a[0]}, nil }, nil),
		f.event("relate CASE NUMBER", "Name another proceeding", 2, func(a []string) (docket.Body, error) {
			return docket.Related{Number: a[0], Text: text}, nil
		}, func(c *cobra.Command) { flag(c, &text, "text", "what it is, in a `LINE`") }),
		f.event("decide CASE TEXT", "Enter a decision of yours, on a determination", 2, func(a []string) (docket.Body, error) {
			b := docket.Decision{Text: a[0], Determination: fact.Digest(related)}
			if of != "" {
				signature, err := readNamed(of)
				if err != nil {
					return nil, err
				}
				b.Signature = string(signature)
			}
			return b, nil
		}, func(c *cobra.Command) {
			flag(c, &related, "determination", "the `DIGEST` of the determination decided on")
			flag(c, &of, "signature", "the `FILE` with your signature, which longarm sign wrote")
		}),
		f.event("grant CASE USER", "Let somebody see a case", 2, func(a []string) (docket.Body, error) {
			return docket.Grant{User: a[0], Role: docket.Role(role)}, nil
		}, func(c *cobra.Command) { flag(c, &role, "role", "owner, analyst, counsel, reader or auditor") }),
		f.event("withdraw CASE USER", "End a grant", 2, func(a []string) (docket.Body, error) { return docket.Withdrawn{User: a[0]}, nil }, nil),
		f.event("close CASE", "Close a case", 1, func([]string) (docket.Body, error) { return docket.Closed{Reason: reason}, nil }, why),
	}
}

// event is a command that enters what body makes of the arguments after the case.
func (f *docketFlags) event(use, short string, n int, body func([]string) (docket.Body, error), flags func(*cobra.Command)) *cobra.Command {
	var on string
	c := &cobra.Command{
		Use:   use,
		Short: short,
		Args:  args(cobra.ExactArgs(n)),
		RunE: func(c *cobra.Command, a []string) error {
			day, err := dayFlag("on", on)
			if err != nil {
				return err
			}
			b, err := body(a[1:])
			if err != nil {
				return err
			}
			return f.in(c, a[0], func(d *docket.Docket, user string, k *docket.Case) error {
				after, err := d.Enter(c.Context(), user, k.ID, k.Events, day, b)
				if err != nil {
					return err
				}
				fmt.Fprintf(c.OutOrStdout(), "%s: entered as event %d\n", k.Opened.Number, after.Events-1)
				return writeClocks(c, after, today())
			})
		},
	}
	c.Flags().StringVar(&on, "on", "", "the `DAY` on which it happened (default today)")
	if flags != nil {
		flags(c)
	}
	return c
}
