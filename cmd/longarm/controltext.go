package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/ownership"
)

func (q *query) text(w io.Writer, a *answer, r *ownership.Result, p fact.PartyID) {
	fmt.Fprintln(w, describe(a.Name, a.Countries))
	if a.Name != string(p) {
		fmt.Fprintf(w, "  %s\n", p)
	}
	fmt.Fprintf(w, "%s (%s): %s, as of %s\n", q.rule.Title, a.Citation, strings.ToUpper(verdict(a.Verdict)), a.At)
	if in, why := q.rule.InForce(a.At); in == fact.No {
		fmt.Fprintf(w, "  the rule is not in force on that day: %s\n", why)
	} else if in == fact.Unknown {
		fmt.Fprintf(w, "  whether the rule is in force on that day is not certain: %s\n", why)
	}
	if a.Reason != "" {
		fmt.Fprintf(w, "  %s\n", a.Reason)
	}
	fmt.Fprintf(w, "  held by parties that count: %s\n", span(*a.Lo, *a.Hi))
	for _, b := range a.Basis {
		fmt.Fprintf(w, "  by %s\n", strings.ReplaceAll(string(b), "-", " "))
	}
	for _, x := range a.Presumed {
		fmt.Fprintf(w, "  presumed: %s\n", x)
	}
	for _, l := range a.Limbs {
		fmt.Fprintf(w, "  limb %s: %s\n", l.Limb, verdict(l.Verdict))
	}
	if a.Reading != "" {
		fmt.Fprintf(w, "  readings differ: %s\n", a.Reading)
	}
	for _, f := range a.Flags {
		fmt.Fprintf(w, "  flag: %s\n", flagText(f))
	}
	for _, g := range a.Gaps {
		fmt.Fprintf(w, "  holder missing: %s %s\n", g.Code, g.Text)
	}
	if a.Reason != "" && len(a.Why) > 0 {
		fmt.Fprintln(w, "how its owners meet the test:")
	} else if len(a.Why) > 0 {
		fmt.Fprintln(w, "why:")
	}
	writeSteps(w, a.Why)
	if cert, ok := r.WhyNot(p); ok && cert.Text(q.name) != "" {
		fmt.Fprintf(w, "%s:\n  %s\n", whyNotHead(a), strings.ReplaceAll(cert.Text(q.name), "\n", "\n  "))
	}
	writeSales(w, a.WhatIf)
	writeHistory(w, a.History)
	fmt.Fprintln(w)
}

func whyNotHead(a *answer) string {
	switch {
	case a.Reason != "":
		return "who holds it"
	case a.Verdict == fact.No:
		return "why not"
	}
	return "why not for certain"
}

// span writes a range of shares.
func span(lo, hi percent) string {
	if lo == hi {
		return fact.Share(lo).String()
	}
	return strings.TrimSuffix(fact.Share(lo).String(), " %") + " to " + fact.Share(hi).String()
}

// flags in words, by their names.
var flagTexts = map[string]string{
	"closed-ring":                 "all that holds it is held in turn by what it holds; no owner outside is known, so the answer says nothing of who owns it",
	"controlled-by-listed-person": "a party that counts has a seat, contract or other means of control, which this test does not count",
	"covered-before":              "the answer was yes until",
	"holders-missing":             "a register says that holders are missing",
	"red-flag-29":                 "what a listed owner holds cannot be determined (Red Flag 29, Supp. 3 to 15 CFR Part 732)",
	"share-conflict":              "records of one holding disagree",
	"shares-above-100":            "the holdings stated add up to more than 100 %",
	"significant-minority":        "parties that count hold 25 % or more",
}

// flagText gives a flag its words, with its name.
func flagText(flag string) string {
	name, rest, dated := strings.Cut(flag, ":")
	text, ok := flagTexts[name]
	switch {
	case !ok:
		return flag
	case dated:
		return text + " " + rest + " (" + name + ")"
	}
	return text + " (" + name + ")"
}

// writeSteps prints each step with the records it rests on.
func writeSteps(w io.Writer, steps []step) {
	for _, s := range steps {
		fmt.Fprintf(w, "  %s: %s", s.Name, strings.ReplaceAll(string(s.Basis), "-", " "))
		if s.Sum != nil {
			fmt.Fprintf(w, ", %s", fact.Share(*s.Sum))
		}
		fmt.Fprintln(w)
		for _, h := range s.Holdings {
			fmt.Fprintf(w, "    %s by %s", bond(h), h.Name)
			if h.Lo != nil {
				fmt.Fprintf(w, ", %s", span(*h.Lo, *h.Hi))
			}
			if h.Indirect {
				fmt.Fprint(w, " indirectly")
			}
			if !h.Counts {
				fmt.Fprint(w, "; does not count")
			}
			fmt.Fprintln(w)
			writePlaces(w, h.Places)
		}
		writePlaces(w, s.Places)
	}
}

// bond says how a holding binds its asset to its owner.
func bond(h holding) string {
	switch h.Kind {
	case fact.Shares, fact.Votes, fact.Profit, fact.Surplus, fact.UnknownInterest:
		return "held"
	case fact.Employment:
		return "employed"
	case fact.Contractor:
		return "engaged"
	}
	return strings.ReplaceAll(string(h.Kind), "-", " ")
}

func writePlaces(w io.Writer, places []place) {
	for _, p := range places {
		fmt.Fprintf(w, "      %s", p.File)
		if p.Record != "" {
			fmt.Fprintf(w, ", record %s, byte %d", p.Record, p.Offset)
		} else if p.Place != "" {
			fmt.Fprintf(w, ", %s", p.Place)
		} else if p.Line > 0 {
			fmt.Fprintf(w, ":%d", p.Line)
		}
		if p.Date != "" {
			fmt.Fprintf(w, ", %s", p.Date)
		}
		fmt.Fprintln(w)
	}
}

func writeSales(w io.Writer, s *whatIf) {
	switch {
	case s == nil:
		return
	case len(s.Sales) == 0:
		fmt.Fprintln(w, "what if: no sale above this party changes the answer")
		return
	case s.Smallest:
		fmt.Fprintln(w, "what if (smallest):")
	default:
		fmt.Fprintln(w, "what if (smallest found):")
	}
	for _, s := range s.Sales {
		fmt.Fprintf(w, "  %s sells more than %s of %s\n", s.OwnerName, fact.Share(s.MoreThan), s.AssetName)
	}
}

func writeHistory(w io.Writer, rows []interval) {
	if len(rows) > 0 {
		fmt.Fprintln(w, "history:")
	}
	for i, h := range rows {
		from := "from " + string(h.From)
		if h.From == "" {
			from = "at all times"
			if i+1 < len(rows) {
				from = "before " + string(rows[i+1].From)
			}
		}
		said := "the rule is not in force"
		if h.Verdict != nil {
			said = verdict(*h.Verdict)
			if h.InForce == fact.Unknown {
				said += "; whether the rule is in force is not certain"
			}
		}
		fmt.Fprintf(w, "  %-18s %s\n", from, said)
	}
}
