package instrument

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// WriteText writes v for a reader: what is in force, the sets of countries, who
// is competent, who is listed, and what is not in force and why.
func (v View) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "law as of %s", v.At)
	if v.Known != "" {
		fmt.Fprintf(b, ", as it could be known on %s", v.Known)
	}
	fmt.Fprintln(b)
	state := State("")
	for _, s := range v.Instruments {
		if s.State != state {
			state = s.State
			fmt.Fprintf(b, "\n%s\n", strings.ToUpper(string(state)))
		}
		s.line(b)
	}
	v.sets(b)
	v.lists(b)
	return b.Flush()
}

// line writes one instrument: one line, and a few more where it may bind on the day.
func (s Standing) line(w io.Writer) {
	fmt.Fprintf(w, "  %-26s %-11s %s; %s\n", s.ID, s.Kind, s.Title, s.period())
	if s.InForce == fact.No && s.State != Suspended {
		return
	}
	fmt.Fprintf(w, "  %-26s %-11s %s\n", "", "", s.CiteAt)
	if s.Office != "" {
		fmt.Fprintf(w, "  %-26s %-11s competent: %s%s\n", "", "", s.Office, mark(s.OfficeUnverified))
	}
	for _, p := range s.Phase {
		fmt.Fprintf(w, "  %-26s %-11s since %s: %s%s\n", "", "", p.From, p.Says, mark(p.Unverified))
	}
	if len(s.Unverified) > 0 {
		fmt.Fprintf(w, "  %-26s %-11s not verified: %s\n", "", "", strings.Join(s.Unverified, ", "))
	}
	if s.Stale {
		fmt.Fprintf(w, "  %-26s %-11s no source read after %s\n", "", "", s.Seen)
	}
}

func mark(unverified bool) string {
	if unverified {
		return " (not verified)"
	}
	return ""
}

// period says the days in force in words.
func (s Standing) period() string {
	switch {
	case s.Status == Proposed:
		return "published " + string(s.Known)
	case s.From == "":
		return "since " + string(s.FromBy) + " or before"
	case s.State == InForce || s.State == NotCertain:
		return "since " + string(s.From)
	case s.State == NotYet || s.State == ScheduledState:
		return "from " + string(s.From)
	}
	p := fmt.Sprintf("%s to %s", s.From, s.Last)
	if s.EndedBy != "" {
		p += ", ended by " + s.EndedBy
	}
	return p
}

func (v View) sets(w io.Writer) {
	if len(v.Sets) == 0 {
		return
	}
	fmt.Fprintf(w, "\nCOUNTRIES\n")
	for _, s := range v.Sets {
		names := make([]string, len(s.Members))
		for i, m := range s.Members {
			names[i] = string(m)
		}
		fmt.Fprintf(w, "  %-26s %s: %s\n", s.Instrument, s.Name, strings.Join(names, ", "))
	}
}

// lists writes who stands on a list, then what only nearly happened.
func (v View) lists(w io.Writer) {
	for _, part := range []struct {
		head string
		in   func(Holding) bool
	}{
		{"LISTED", func(h Holding) bool { return h.Listed > fact.No }},
		{"NOT LISTED, BUT ON RECORD", func(h Holding) bool { return h.Listed == fact.No && h.State != NotYetListed }},
	} {
		if !slices.ContainsFunc(v.Listings, part.in) {
			continue
		}
		fmt.Fprintf(w, "\n%s\n", part.head)
		if part.head == "LISTED" {
			fmt.Fprintf(w, "  a selection: %d names are kept here of lists that hold far more, so that no name is cleared by its absence;\n  whole lists are read with longarm registry import\n", v.kept(part.in))
		}
		for _, h := range v.Listings {
			if part.in(h) {
				fmt.Fprintf(w, "  %-26s %s: %s%s\n", h.List, h.Subject, h.Words(), note(h))
			}
		}
	}
}

// kept counts the listings of a part.
func (v View) kept(in func(Holding) bool) int {
	n := 0
	for _, h := range v.Listings {
		if in(h) {
			n++
		}
	}
	return n
}

func note(h Holding) string {
	s := ""
	if h.Citation != "" {
		s += "; " + h.Citation
	}
	if h.Note != "" {
		s += "; " + h.Note
	}
	if len(h.Unverified) > 0 {
		s += "; not verified: " + strings.Join(h.Unverified, ", ")
	}
	return s
}

// WriteText writes the whole of one instrument for a reader, as it stands on the day.
func (s Standing) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%s  %s\n%s, %s: %s\n\n", s.ID, s.Title, s.Kind, s.Issuer, s.CiteAt)
	row := func(name, text string) {
		if text != "" {
			fmt.Fprintf(b, "%-14s %s\n", name, text)
		}
	}
	row("state", string(s.State)+"; "+s.period())
	row("known since", string(s.Known))
	row("competent", s.Office+mark(s.OfficeUnverified))
	row("says", s.Says)
	row("reaches", s.Reaches)
	row("effect", s.Effect)
	if d := s.Decides; d != nil {
		row("in a review", d.words())
	}
	for _, p := range s.Phases {
		row("phase", fmt.Sprintf("%s: %s%s", span(p.From, p.Last), p.Says, mark(p.Unverified)))
	}
	for _, n := range s.Notes {
		row("note", n)
	}
	for _, src := range s.Sources {
		row("source", src)
	}
	row("last seen", string(s.Seen))
	row("not verified", strings.Join(s.Unverified, ", "))
	return b.Flush()
}

// words says where a review asks of the instrument, or why it does not.
func (d *Decides) words() string {
	if d.None != "" {
		return "decides no dealing by itself: " + d.None
	}
	return "asked of every dealing (us-catalogue/" + d.Rule + ", unless a pack decides it)"
}

func span(from, last fact.Date) string {
	if last == "" {
		return "from " + string(from)
	}
	return fmt.Sprintf("%s to %s", from, last)
}

// An Open is a point of the data that was not seen in a source.
type Open struct {
	ID     string   // of the instrument, or list and subject
	Fields []string // as the data name them
}

// Unverified lists every entry with fields not seen in a source, instruments
// before listings, each sorted by ID.
func (l *Library) Unverified() []Open {
	var open []Open
	for _, i := range l.instruments {
		if len(i.Unverified) > 0 {
			open = append(open, Open{i.ID, i.Unverified})
		}
	}
	for _, e := range l.listings {
		if len(e.Unverified) > 0 {
			open = append(open, Open{e.List + ": " + e.Subject, e.Unverified})
		}
	}
	return open
}
