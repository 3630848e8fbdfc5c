package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/longarm-project/longarm/determination"
)

// Seen says how much of the sources of a determination was read again.
type Seen struct {
	Files, Of   int      // seen, of those that the determination names
	Missing     []string // not seen
	Facts, Open int      // found where they cite; resting on what was not seen
}

// Verified writes what was checked of a determination and came out right. Stated is how many of its facts were read,
// sentences whether its words were compared too, seen what its sources told, nil where these were not
// read, and signed by whom and when it is signed, empty where it is not.
func Verified(w io.Writer, d *determination.Determination, stated int, sentences bool, seen *Seen, signed string) error {
	p := newPen(w, Style{})
	row := func(name, value string) { p.line(0, fmt.Sprintf("%-29s%s", name, value)) }
	row("whole and in order", "yes: digest "+string(d.Digest))
	laws := "no law"
	if len(d.Packs) > 0 {
		var names []string
		for _, pack := range d.Packs {
			names = append(names, pack.ID)
		}
		laws = "law " + strings.Join(names, ", ")
	}
	decided := count(len(d.Findings), "finding")
	if len(d.Grades) > 0 {
		decided += " and " + count(len(d.Grades), "grade")
	}
	row("follows from what is stated", fmt.Sprintf("yes: %s stated; %s made again (attributions, control, reach, dealings), %s under %s, as of %s",
		count(stated, "fact"), count(len(d.Facts)-stated, "fact"), decided, laws, d.At))
	if !sentences {
		row("", fmt.Sprintf("its words were not compared: longarm %s wrote them, and this is another version", clean(cmp.Or(d.Asked.Program, "of no version"))))
	}
	p.asked(row, d)
	p.sources(row, d, seen)
	row("signed", cmp.Or(signed, "no"))
	if len(d.Findings) == 0 {
		p.blank()
		p.line(0, "NOTHING WAS DECIDED: no law was applied to any dealing. This says nothing about the estate.")
	}
	return p.err
}

// asked says what was asked, where it is less than everything.
func (p *pen) asked(row func(name, value string), d *determination.Determination) {
	var parts []string
	if len(d.Asked.Packs) > 0 {
		parts = append(parts, "only of law "+strings.Join(d.Asked.Packs, ", "))
	}
	if len(d.Asked.Governments) > 0 {
		var names []string
		for _, g := range d.Asked.Governments {
			names = append(names, string(g))
		}
		parts = append(parts, "only of governments "+strings.Join(names, ", "))
	}
	if d.Asked.Subject != "" {
		parts = append(parts, "of "+clean(string(d.Asked.Subject)))
	}
	if len(parts) > 0 {
		row("asked", strings.Join(parts, "; "))
	}
}

// sources says what was read again.
func (p *pen) sources(row func(name, value string), d *determination.Determination, s *Seen) {
	const name = "stated in the sources"
	switch {
	case s == nil:
		row(name, fmt.Sprintf("not looked at: give the evidence with --sources (%s)", count(len(d.Evidence.Files), "file")))
		return
	case len(s.Missing) == 0:
		row(name, fmt.Sprintf("yes: %d of %s seen, each of %s found at its line", s.Files, count(s.Of, "file"), count(s.Facts, "fact")))
		return
	}
	row(name, fmt.Sprintf("in part: %d of %s seen, %s found; %d rest on what was not seen", s.Files, count(s.Of, "file"), count(s.Facts, "fact"), s.Open))
	for i, m := range s.Missing {
		if i == 10 {
			row("", fmt.Sprintf("and %d more", len(s.Missing)-i))
			break
		}
		row("", "not seen: "+clean(m))
	}
}
