package procedure

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// WriteText writes the sheet for a reader.
func (s *Sheet) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%s on %s: %s (%s, %s)\n\nSTEPS\n", s.Title, s.At, s.Regime.ID, s.Regime.Says, s.Regime.Citation)
	for _, x := range s.Steps {
		fmt.Fprintf(b, "  %-22s %s: %s -> %s; %s%s\n", x.ID, x.By, x.Needs, x.Makes, x.Citation, reading(x.Reading))
	}
	fmt.Fprintf(b, "\nCLOCKS\n")
	for _, c := range s.Clocks {
		fmt.Fprintf(b, "  %-22s %s from %s to %s; %s%s%s\n", c.ID, c.Length(), c.From, c.To, c.Citation, extension(c.Extension), reading(c.Reading))
	}
	for _, part := range []struct {
		head  string
		items []Item
	}{{"SOURCES OF INFORMATION", s.Sources}, {"INDICATORS OF A FOREIGN NEXUS", s.Indicators}, {"UNDUE OR UNACCEPTABLE RISK", s.Risks}, {"CRITERIA", s.Criteria}, {"AN INITIAL DETERMINATION HOLDS", s.Initial}, {"A FINAL DETERMINATION HOLDS", s.Final}, {"OUTCOMES", s.Outcomes},
		{"GROUNDS OF DISCLOSURE", s.Disclosure}, {"PROHIBITED CONDUCT", s.Conduct}} {
		fmt.Fprintf(b, "\n%s\n", part.head)
		for _, x := range part.items {
			fmt.Fprintf(b, "  %-22s %s; %s\n", x.ID, x.Says, x.Citation)
		}
	}
	fmt.Fprintf(b, "\nnot verified: %s\n", strings.Join(s.Unverified, "; "))
	return b.Flush()
}

// Length says how long the period is: "30 days", "until 03-01".
func (c Clock) Length() string {
	switch {
	case c.By != "":
		return "until " + c.By
	case c.Years > 0:
		return fmt.Sprintf("%d years", c.Years)
	case c.Minimum:
		return fmt.Sprintf("at least %d days", c.Days)
	}
	return fmt.Sprintf("%d days", c.Days)
}

func extension(s string) string {
	if s == "" {
		return ""
	}
	return "; may be extended " + s
}

func reading(s string) string {
	if s == "" {
		return ""
	}
	return "; our reading: " + s
}
