package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/longarm-project/longarm/determination"
)

// Questions writes what would decide the undetermined findings, most decisive
// first, with the place in a case file that takes each answer.
func Questions(w io.Writer, d *determination.Determination, s Style) error {
	p := newPen(w, s)
	asked := 0
	for _, f := range d.Findings {
		if !f.Outcome.Open() {
			continue
		}
		p.sides("", cmp.Or(f.Title, f.Dealing)+": "+join(f.Possible), f.Name)
		for i, set := range f.Deciding {
			asked++
			lead := "either answer"
			if i > 0 {
				lead = "or answer"
			}
			if len(f.Deciding) == 1 {
				lead = "answer"
			}
			p.faint(2, lead)
			for _, q := range set.Questions {
				p.wrap(4, q.Ask)
				p.faint(6, q.Path+list("one of ", q.Values, ", "))
			}
			for _, a := range set.Answers {
				p.faint(6, fmt.Sprintf("%s: %s", strings.Join(a.Values, ", "), a.Outcome))
			}
		}
		p.blank()
	}
	asked += gradeQuestions(p, d)
	if asked == 0 {
		p.line(0, "No question is open.")
	}
	p.digest(d)
	return p.err
}
