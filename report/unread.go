package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
)

// Bounds of what a page tells line by line; beyond them it counts. JSON holds all.
const (
	maxLines = 12 // problems, and notes about files
	maxNamed = 5  // endpoints of nobody known
)

// state returns what became of a file; one that nobody took and that has no state is no evidence.
func state(f *determination.File) string {
	if f.Kind == "" && f.State == "" {
		return determination.NotEvidence
	}
	return f.State
}

// filesRead counts files for the head of a page.
func filesRead(e *determination.Evidence) string {
	n := map[string]int{}
	for i := range e.Files {
		n[state(&e.Files[i])]++
	}
	s := count(n[""], "file")
	for _, st := range []string{determination.NothingRead, determination.Skipped, determination.NotRecognized, determination.NotEvidence} {
		if n[st] > 0 {
			s += fmt.Sprintf(", %d %s", n[st], st)
		}
	}
	if len(e.Problems) > 0 {
		s += ", " + count(len(e.Problems), "problem")
	}
	return s
}

// unread tells what could not be read, notes about files, and which were not used.
func (p *page) unread() {
	e := &p.d.Evidence
	var texts []string
	for _, pr := range e.Problems {
		texts = append(texts, problem(pr))
	}
	p.labelled("NOT READ", texts, maxLines, "more places")
	p.states(e.Files)
	texts = nil
	for _, f := range e.Files {
		if f.Note != "" && f.Kind != "" {
			texts = append(texts, f.Name+": "+f.Note)
		}
	}
	p.labelled("NOTES", texts, maxLines, "more files")
}

func problem(pr determination.Problem) string {
	s := pr.Name
	if pr.Place != "" {
		s += " (" + pr.Place + ")"
	}
	s += ": " + pr.What
	if pr.Read > 0 {
		was := "were"
		if pr.Read == 1 {
			was = "was"
		}
		s += fmt.Sprintf("; %s before that %s read", count(int(pr.Read), "record"), was)
	}
	return s
}

// states names the files of which nothing was read, apart by what became of them.
func (p *page) states(files []determination.File) {
	by := map[string][]string{}
	for i := range files {
		f := &files[i]
		s := state(f)
		by[s] = append(by[s], f.Name+why(f, s))
	}
	label := "NOT USED"
	for _, st := range []struct{ state, words string }{
		{determination.NotRecognized, "not recognised, with the looks of data"},
		{determination.NothingRead, "recognised but nothing read"},
		{determination.Skipped, "skipped by reason"},
		{determination.NotEvidence, "not evidence"},
	} {
		if names := by[st.state]; len(names) > 0 {
			list := short(names)
			if p.s.All {
				list = strings.Join(names, "; ")
			}
			p.row(0, footWide, label, st.words+": "+list, "")
			label = ""
		}
	}
}

// why tells in brackets as what a file was recognised, and why it was passed over.
func why(f *determination.File, state string) string {
	switch {
	case state == determination.NothingRead:
		return " (" + f.Kind + ")"
	case state == determination.Skipped && f.Kind != "":
		var reasons []string
		for r, n := range f.Skipped {
			reasons = append(reasons, fmt.Sprintf("%s %d", r, n))
		}
		slices.Sort(reasons)
		return " (" + f.Kind + ": " + strings.Join(reasons, ", ") + ")"
	case state == determination.Skipped:
		return " (" + f.Note + ")"
	}
	return ""
}

// strangers says of endpoints of one sort how many are nobody's known, and which are the largest:
//
//	whose 5 of 12 peers are; 4.5 GB out, 1.0 GB in. The largest: 192.0.2.7 (900.0 MB out), ...
func strangers(word string, s determination.Strangers) string {
	text := fmt.Sprintf("whose %d of %s are", s.Unknown, count(s.Seen, word))
	if s.Seen == 1 {
		text = "whose the one " + word + " is"
	}
	if b := traffic(s.BytesOut, s.BytesIn); b != "" {
		text += "; " + b
	}
	var largest []string
	for _, x := range s.Largest[:min(len(s.Largest), maxNamed)] {
		name := x.Endpoint
		var notes []string
		if b := traffic(x.BytesOut, x.BytesIn); b != "" {
			notes = append(notes, b)
		}
		if x.System != "" {
			notes = append(notes, x.System)
		}
		if x.Registered != "" {
			notes = append(notes, "perhaps "+country(x.Registered)+": registered there")
		}
		if len(notes) > 0 {
			name += " (" + strings.Join(notes, ", ") + ")"
		}
		largest = append(largest, name)
	}
	return text + ". The largest: " + strings.Join(largest, ", ")
}

// traffic says amounts of data from the assets' side; empty where there are none.
func traffic(out, in int64) string {
	var parts []string
	for _, x := range []struct {
		n   int64
		way string
	}{{out, "out"}, {in, "in"}} {
		if x.n > 0 {
			parts = append(parts, size(x.n)+" "+x.way)
		}
	}
	return strings.Join(parts, ", ")
}

// size says bytes with one decimal in units of 1,000.
func size(n int64) string {
	if n < 1000 {
		return count(int(n), "byte")
	}
	v, unit := float64(n), 0
	for ; v >= 999.95 && unit < 5; unit++ {
		v /= 1000
	}
	return fmt.Sprintf("%.1f %s", v, strings.Fields("B kB MB GB TB PB")[unit])
}
