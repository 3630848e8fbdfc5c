package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/ownership"
)

func (q *query) text(w io.Writer, a answer) {
	fmt.Fprintf(w, "%s (%s)\n", a.Name, a.Party)
	fmt.Fprintf(w, "%s: %s, as of %s\n", q.rule.Citation, strings.ToUpper(verdict(a.Verdict)), a.At)
	if in, why := q.rule.InForce(a.At); in != fact.Yes {
		fmt.Fprintf(w, "  the rule is not in force on that day: %s\n", why)
	}
	if a.Lo == a.Hi {
		fmt.Fprintf(w, "  held by parties that count: %s\n", a.Lo)
	} else {
		fmt.Fprintf(w, "  held by parties that count: %s to %s\n", a.Lo, a.Hi)
	}
	for _, b := range a.Basis {
		fmt.Fprintf(w, "  by %s\n", b)
	}
	for _, l := range a.Limbs {
		fmt.Fprintf(w, "  %s: %s\n", l.Limb, verdict(l.Verdict))
	}
	if a.Reading != "" {
		fmt.Fprintf(w, "  readings differ: %s\n", a.Reading)
	}
	for _, f := range a.Flags {
		fmt.Fprintf(w, "  flag: %s\n", f)
	}
	for _, g := range a.Gaps {
		fmt.Fprintf(w, "  holder missing: %s %s\n", g.Code, g.Text)
	}
	if a.Why != nil {
		fmt.Fprintln(w, "why:")
		writeProof(w, a.Why)
	}
	if a.WhyNot != nil {
		fmt.Fprintf(w, "why not more:\n  %s\n", strings.ReplaceAll(a.WhyNot.String(), "\n", "\n  "))
	}
	if a.WhatIf != nil {
		writeRelief(w, a.WhatIf)
	}
	for _, h := range a.History {
		from := string(h.From)
		if from == "" {
			from = "before"
		}
		fmt.Fprintf(w, "  %-10s %s\n", from, verdict(h.Verdict))
	}
	fmt.Fprintln(w)
}

// writeProof prints each step with the records it rests on.
func writeProof(w io.Writer, p *ownership.Proof) {
	for _, s := range p.Steps {
		fmt.Fprintf(w, "  %s: %s\n", s.Party, s.Basis)
		for _, h := range s.Holdings {
			fmt.Fprintf(w, "    held by %s", h.Owner)
			if h.Hi > 0 {
				fmt.Fprintf(w, ", %s to %s", h.Lo, h.Hi)
			}
			fmt.Fprintln(w)
			writeRecords(w, h.Grounds)
		}
		writeRecords(w, s.Grounds)
	}
}

func writeRecords(w io.Writer, grounds []ownership.Ground) {
	for _, g := range grounds {
		r := g.Record
		if r.File == "" {
			continue
		}
		fmt.Fprintf(w, "      %s, record %s, byte %d", r.File, r.ID, r.Offset)
		if r.Date != "" {
			fmt.Fprintf(w, ", %s", r.Date)
		}
		fmt.Fprintln(w)
	}
}

func writeRelief(w io.Writer, r *ownership.Relief) {
	if r.Least == nil {
		fmt.Fprintln(w, "what if: no sale above this party changes the answer")
		return
	}
	word := "smallest found"
	if r.Least.Smallest {
		word = "smallest"
	}
	fmt.Fprintf(w, "what if (%s):\n", word)
	for _, s := range r.Least.Sales {
		fmt.Fprintf(w, "  %s sells more than %s of %s\n", s.Owner, s.Exceeds, s.Asset)
	}
}
