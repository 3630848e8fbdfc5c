package compel

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// WriteText writes the laws in force on the day at for a reader, by state.
func (l *Library) WriteText(w io.Writer, at fact.Date) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "laws that compel, as of %s\n", at)
	for _, law := range l.Laws(at) {
		open := ""
		if law.InForce(at) == fact.Unknown {
			open = " (open: " + law.TailWords + ")"
		}
		fmt.Fprintf(b, "  %-3s %-18s %s; since %s%s\n", law.State, law.ID, law.Title, law.From, open)
		fmt.Fprintf(b, "  %-3s %-18s reaches by %s; demands %s; serves: %s; abroad: %s\n", "", "", join(law.Grounds, "nothing"), join(law.Demands, "nothing"), join(law.Arms, "no arm"), law.Abroad)
		if law.Recalled || len(law.Unverified) > 0 {
			fmt.Fprintf(b, "  %-3s %-18s not verified: %s\n", "", "", strings.Join(law.Unverified, ", "))
		}
	}
	return b.Flush()
}

// WriteText writes the whole of one law for a reader.
func (l *Law) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	row := func(name, text string) {
		if text != "" {
			fmt.Fprintf(b, "%-14s %s\n", name, text)
		}
	}
	fmt.Fprintf(b, "%s  %s (%s)\n%s\n\n", l.ID, l.Title, l.State, l.Citation)
	row("in force", strings.TrimSuffix(fmt.Sprintf("%s to %s", l.From, l.Last), " to "))
	row("after that", l.TailWords)
	row("who", l.Who)
	row("reached by", join(l.Grounds, ""))
	row("demands", join(l.Demands, ""))
	row("serves", join(l.Arms, ""))
	row("says", l.Says)
	row("abroad", string(l.Abroad)+". "+l.AbroadWords)
	row("secrecy", strings.TrimSuffix(string(l.Secrecy)+". "+l.SecrecyWords, ". "))
	row("safeguards", l.Safeguards)
	row("penalty", l.Penalty)
	for _, n := range l.Notes {
		row("note", n)
	}
	for _, s := range l.Sources {
		row("source", s)
	}
	if l.Recalled {
		row("provenance", "recalled, no text read")
	}
	row("last seen", string(l.Seen))
	row("not verified", strings.Join(l.Unverified, ", "))
	return b.Flush()
}

func join[T ~string](words []T, none string) string {
	if len(words) == 0 {
		return none
	}
	s := make([]string, len(words))
	for i, w := range words {
		s[i] = string(w)
	}
	return strings.Join(s, ", ")
}
