package ask

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// A Letter is what one party is asked, with the sheet that takes its answers: a case file of which it is the author.
type Letter struct {
	Sheet     []byte
	Questions []determination.Question // each once
	For       []string                 // the findings that wait for an answer, by name
}

// To gathers what party can answer about itself and its holders: of findings that are open, the questions
// that a case file takes at the party or at its interests. Questions about dealings are for the reviewed organisation. Name is
// how the party is called.
func To(d *determination.Determination, party fact.PartyID, name string) Letter {
	of := *d
	of.Findings, of.Grades = nil, nil
	var l Letter
	for _, f := range d.Findings {
		if !f.Outcome.Open() {
			continue
		}
		var sets []determination.DecidingSet
		for _, set := range f.Deciding {
			own := set.Questions[:0:0]
			for _, q := range set.Questions {
				if !about(q.Path, party) {
					continue
				}
				own = append(own, q)
				if !slices.ContainsFunc(l.Questions, func(o determination.Question) bool { return o.Ask == q.Ask && o.Path == q.Path }) {
					l.Questions = append(l.Questions, q)
				}
			}
			if len(own) == len(set.Questions) {
				sets = append(sets, set)
			} else if len(own) > 0 { // what the answers lead to depends on others too
				sets = append(sets, determination.DecidingSet{Questions: own})
			}
		}
		if len(sets) > 0 {
			f.Deciding = sets
			of.Findings = append(of.Findings, f)
			l.For = append(l.For, f.Name)
		}
	}
	s := gather(&of, standing{asked: map[string]bool{}, groups: map[string][]string{}})
	var b strings.Builder
	fmt.Fprintf(&b, `# Questions to %s
# A line that begins with #? asks. Below it stand the answers: take the # from the one that is
# right, or correct it. What is not answered stays open. Put your name and the day at author and date.
case: longarm-case/1
author: %s
date: %s
`, oneLine(name), scalar(oneLine(name)), d.Evidence.ReadOn)
	for _, p := range s.root.kids {
		if !p.empty() {
			b.WriteString("\n" + strings.Join(p.write(0), "\n") + "\n")
		}
	}
	l.Sheet = []byte(b.String())
	return l
}

// about reports whether a case file takes an answer at a party or its interests.
func about(path string, party fact.PartyID) bool {
	return strings.HasPrefix(path, "parties."+string(party)+".") || path == "interests (asset: "+string(party)+")"
}

// oneLine is text without line breaks and control characters, which would end a comment.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 }), " ")
}
