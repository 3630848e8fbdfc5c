package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/screening"
)

// A hitPrinter screens names and writes what they are like, for people or as a line of JSON for each name.
type hitPrinter struct {
	w       io.Writer
	x       *screening.Index
	cleared *screening.Clearings
	lines   bool // JSON lines

	hits, not int // names with a hit that stands; names that could not be compared, and what of the lists was not read
}

// A screened is the line of one name.
type screened struct {
	Query   string      `json:"query"`
	Error   string      `json:"error,omitempty"` // why the name could not be compared
	Results []listedHit `json:"results"`
}

// A listedHit is a hit with what the list says of its entry.
type listedHit struct {
	hit   screening.Hit
	entry listedEntry
}

// A listedEntry is what a list says of an entry, for a reader.
type listedEntry struct {
	List      string    `json:"list"` // the publisher's name of it
	Type      string    `json:"type,omitempty"`
	Names     []string  `json:"names,omitempty"` // the primary one first
	Programs  []string  `json:"programs,omitempty"`
	Measures  []string  `json:"measures,omitempty"`
	Listed    fact.Date `json:"listed,omitempty"`
	Effective fact.Date `json:"effective,omitempty"`
	Removed   fact.Date `json:"removed,omitempty"`
	Version   fact.Date `json:"version,omitempty"` // of the list's file
	Basis     string    `json:"basis,omitempty"`
	Remarks   string    `json:"remarks,omitempty"`
	Link      string    `json:"link,omitempty"`
}

func describeEntry(e *registry.Entry) listedEntry {
	d := listedEntry{
		List: registry.ListTitle(e.List), Type: string(e.Type), Programs: e.Programs, Measures: e.Measures, Listed: e.Listed, Effective: e.Effective,
		Removed: e.Removed, Version: e.Version, Basis: e.Basis, Remarks: e.Remarks, Link: e.Link(),
	}
	for _, n := range e.Names {
		d.Names = append(d.Names, n.Text)
	}
	return d
}

// MarshalJSON writes the hit as the protocol does, and the entry as a further member.
func (h listedHit) MarshalJSON() ([]byte, error) {
	hit, err := h.hit.MarshalJSON()
	if err != nil {
		return nil, err
	}
	entry, err := json.Marshal(h.entry)
	if err != nil {
		return nil, err
	}
	return append(append(append(hit[:len(hit)-1], `,"entry":`...), entry...), '}'), nil
}

// screen writes what one name is like. A name that cannot be compared is told, and the others are screened.
func (p *hitPrinter) screen(q screening.Query) error {
	a := screened{Query: q.Name, Results: []listedHit{}}
	hits, err := p.x.Match(q)
	if errors.Is(err, screening.ErrEmpty) || errors.Is(err, screening.ErrLong) {
		p.not++
		a.Error, err = err.Error(), nil
	}
	if err == nil {
		err = p.cleared.Apply(p.x, &q, hits)
	}
	if err != nil {
		return fmt.Errorf("%.80q: %w", q.Name, err)
	}
	stands := false
	for _, h := range hits {
		e, err := p.x.Entry(h.Index)
		if err != nil {
			return err
		}
		a.Results = append(a.Results, listedHit{h, describeEntry(e)})
		stands = stands || h.Cleared == nil || !h.Cleared.Holds
	}
	if stands {
		p.hits++
	}
	if p.lines {
		line, err := json.Marshal(a)
		if err != nil {
			return err
		}
		_, err = p.w.Write(append(line, '\n'))
		return err
	}
	return p.text(a)
}

// outcome is the end of the command: a hit that stands before a name that was not compared.
func (p *hitPrinter) outcome() error {
	switch {
	case p.hits > 0:
		return &exit{code: exitLevel}
	case p.not > 0:
		return &exit{code: exitUndetermined}
	}
	return nil
}

func (p *hitPrinter) text(a screened) error {
	switch {
	case a.Error != "":
		_, err := fmt.Fprintf(p.w, "%.80s: not screened: %s\n", a.Query, a.Error)
		return err
	case len(a.Results) == 0:
		_, err := fmt.Fprintf(p.w, "%s: no name alike on the lists\n", a.Query)
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", a.Query)
	for _, h := range a.Results {
		h.text(&b)
	}
	_, err := io.WriteString(p.w, b.String())
	return err
}

// inset is what the lines of a hit begin with.
const inset = "           "

func (h *listedHit) text(b *strings.Builder) {
	fmt.Fprintf(b, "  %5.3f  %s  %s", float64(h.hit.Score)/1000, h.hit.ID, h.hit.Reason.Name)
	if k := h.hit.Reason.Kind; k != fact.PrimaryName && len(h.entry.Names) > 0 {
		fmt.Fprintf(b, " (%s of %s)", k, h.entry.Names[0])
	}
	b.WriteByte('\n')
	h.entry.text(b, h.hit.Reason.Name)
	for _, r := range h.hit.Reason.Parts {
		fmt.Fprintf(b, "%s%s\n", inset, part(r))
	}
	for _, ev := range h.hit.Evidence {
		fmt.Fprintf(b, "%s%s %s: agrees %s with %s\n", inset, ev.Kind, ev.Asked, ev.Agrees, strings.Join(ev.Listed, ", "))
	}
	if h.hit.Cleared == nil {
		return
	}
	d := h.hit.Cleared.Decision
	if h.hit.Cleared.Holds {
		fmt.Fprintf(b, "%scleared by %s on %s: %s\n", inset, d.Author, d.Date, d.Reason)
	} else {
		fmt.Fprintf(b, "%scleared by %s on %s, but the %s has changed since\n", inset, d.Author, d.Date, h.hit.Cleared.Changed)
	}
}

// text writes what the list says, a line for each thing that it says.
func (e *listedEntry) text(b *strings.Builder, hit string) {
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(b, "%s%-10s %s\n", inset, label, shorten(strings.Join(strings.Fields(text), " ")))
		}
	}
	list := e.List
	if e.Version != "" {
		list += ", edition of " + string(e.Version)
	}
	line("list", list)
	line("programme", strings.Join(e.Programs, ", "))
	line("listed", days(e))
	line("measures", strings.Join(e.Measures, "; "))
	line("basis", e.Basis)
	line("reason", e.Remarks)
	var also []string
	for _, n := range e.Names {
		if n != hit {
			also = append(also, n)
		}
	}
	line("also", strings.Join(also, "; "))
	line("link", e.Link)
}

// days says when an entry was listed, in effect and removed.
func days(e *listedEntry) string {
	var out []string
	for _, d := range []struct {
		word string
		day  fact.Date
	}{{"", e.Listed}, {"in effect ", e.Effective}, {"removed ", e.Removed}} {
		if d.day != "" {
			out = append(out, d.word+string(d.day))
		}
	}
	if len(out) == 0 {
		return "the list does not say when"
	}
	return strings.Join(out, ", ")
}

// maxShown is how many characters of one thing that a list says are shown; JSON has all.
const maxShown = 300

func shorten(s string) string {
	r := []rune(s)
	if len(r) <= maxShown {
		return s
	}
	return string(r[:maxShown]) + " ..."
}

// part says one line of the reason.
func part(p screening.Part) string {
	switch p.Rule {
	case screening.RuleNotListed:
		return fmt.Sprintf("%q is not in the listed name: costs %d", p.Asked, p.Lost/1000)
	case screening.RuleNotAsked:
		return fmt.Sprintf("%q is only in the listed name: costs %d", p.Listed, p.Lost/1000)
	case screening.RuleCalibration:
		return fmt.Sprintf("calibration: adds %d", p.Earned/1000)
	case screening.RuleConflict:
		return fmt.Sprintf("both names have words of their own: costs %d", p.Lost/1000)
	case screening.RuleIdentifier:
		return fmt.Sprintf("the entry bears the identifier %q (%s), whatever the names", p.Asked, p.Listed)
	}
	return fmt.Sprintf("%q is %q by %s: earns %d of %d", p.Asked, p.Listed, p.Rule, p.Earned/1000, (p.Earned+p.Lost)/1000)
}
