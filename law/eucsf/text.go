package eucsf

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// WriteText writes the grade for a reader.
func (g *Grade) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%s by the EU Cloud Sovereignty Framework %s\n\n", g.Asset, g.Framework)
	fmt.Fprintf(b, "SEAL   %s%s\n", g.SEAL.words(), binding(g.Binding))
	if g.Minimum > 0 {
		fmt.Fprintf(b, "gate   SEAL-%d or more: %s\n", g.Minimum, g.Gate)
	}
	for _, s := range g.Scores {
		fmt.Fprintf(b, "score  %s, weights %s of %s\n", s.words(), s.Weights, s.From)
	}
	for _, o := range g.Objectives {
		fmt.Fprintf(b, "\n%s %-32s %s\n", o.ID, o.Name, o.SEAL.words())
		for _, c := range o.Criteria {
			if c.Why != "" {
				fmt.Fprintf(b, "  %s %s: %s\n", c.ID, c.About, c.words())
			}
		}
	}
	g.open(b)
	for _, c := range g.Conflicts {
		fmt.Fprintf(b, "\ncontradiction in %s: %s, but %s. The facts stand.\n", c.Criterion, c.Stated, c.Shown)
	}
	fmt.Fprintf(b, "\nnot verified: %s\n", strings.Join(g.Unverified, "; "))
	return b.Flush()
}

// open writes the gaps, those that decide one a line, the others by name.
func (g *Grade) open(w io.Writer) {
	var rest []string
	head := fmt.Sprintf("\nopen, and decides whether SEAL-%d is reached\n", g.Minimum)
	for _, gap := range g.Gaps {
		if !gap.Decides {
			rest = append(rest, gap.Criterion)
			continue
		}
		fmt.Fprint(w, head)
		head = ""
		by := "state an answer"
		if len(gap.Facts) > 0 {
			by = "look at " + strings.Join(gap.Facts, ", ")
		}
		fmt.Fprintf(w, "  %s %s; needs %s; %s\n", gap.Criterion, gap.About, gap.Needs, by)
	}
	if len(rest) > 0 {
		fmt.Fprintf(w, "\nopen without deciding it: %s\n", strings.Join(rest, ", "))
	}
}

func binding(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return ", held down by " + strings.Join(ids, ", ")
}

func (b Bounds) words() string {
	if b.Lo == b.Hi {
		return fmt.Sprintf("SEAL-%d", b.Lo)
	}
	return fmt.Sprintf("SEAL-%d to SEAL-%d", b.Lo, b.Hi)
}

func (s Score) words() string {
	if s.Lo == s.Hi {
		return percent(s.Lo)
	}
	return percent(s.Lo) + " to " + percent(s.Hi)
}

func percent(n int64) string { return fmt.Sprintf("%d.%04d %%", n/10_000, n%10_000) }

func (c CriterionGrade) words() string {
	s := fmt.Sprintf("answer %d", c.Lo)
	switch {
	case c.Lo < c.Hi:
		s = fmt.Sprintf("answers %d to %d", c.Lo, c.Hi)
	case c.Says != "":
		s += ", " + c.Says
	}
	if c.Stated {
		s += " (stated)"
	}
	return s + "; " + c.Why
}

// Of grades an asset by the facts of a set and by stated answers.
func (f *Framework) Of(set *fact.Set, asset fact.AssetID, stated Answers, minimum int) *Grade {
	answers, conflicts := Join(stated, Shown(set, asset))
	return f.Grade(asset, answers, conflicts, minimum)
}
