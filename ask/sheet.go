package ask

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// Mark begins the line of a question.
const Mark = "#? "

// A place is a mapping of a case file with what is to be added to it.
type place struct {
	key   string
	lines []string // at the level of its keys
	tail  []string // after them, where the place is new
	kids  []*place
}

// at returns the place below p that the keys lead to, made where it is not there.
func (p *place) at(keys ...string) *place {
	for _, k := range keys {
		i := slices.IndexFunc(p.kids, func(x *place) bool { return x.key == k })
		if i < 0 {
			p.kids = append(p.kids, &place{key: k})
			i = len(p.kids) - 1
		}
		p = p.kids[i]
	}
	return p
}

// sections are the keys of a case file that take answers, in their order.
var sections = []string{"parties", "interests", "assets", "dealings"}

// A sheet gathers the questions of a determination by where their answers belong.
type sheet struct {
	d     *determination.Determination
	root  place
	asked map[string]bool // lines of questions that stand already
	alike map[fact.AssetID][]string
	data  map[fact.ID][]fact.Data // of dealings
	count int
}

// gather makes the sheet of d; asked holds the questions that a file has already.
func gather(d *determination.Determination, asked map[string]bool) *sheet {
	s := &sheet{d: d, asked: asked, alike: map[fact.AssetID][]string{}, data: map[fact.ID][]fact.Data{}}
	for _, f := range d.Facts {
		switch b := f.Body.(type) {
		case *fact.Observation:
			if f.Rule == fact.RuleAlike {
				s.alike[b.Asset] = b.Also
			}
		case *fact.Dealing:
			s.data[f.ID] = b.Data
		}
	}
	for _, name := range sections {
		s.root.at(name)
	}
	for i := range d.Findings {
		if f := &d.Findings[i]; f.Outcome.Open() {
			s.finding(f)
		}
	}
	for i := range d.Grades {
		if g := &d.Grades[i]; g.Open() {
			s.grade(g)
		}
	}
	return s
}

// grade adds the questions of the next level of a use that may come further.
func (s *sheet) grade(g *determination.Grade) {
	questions := slices.Clone(g.About)
	if next := g.Next(); next != nil {
		for _, c := range next.Criteria {
			questions = append(questions, c.Questions...)
		}
	}
	for _, q := range questions {
		s.question(q, nil)
	}
}

// finding adds the questions of one finding, each once. Where it is not known what the
// data is, the answer to that comes first: what it asks beside is asked when it is still open.
func (s *sheet) finding(f *determination.Finding) {
	leads := outcomes(f)
	first := slices.ContainsFunc(allQuestions(f), func(q determination.Question) bool { return s.aboutData(f, q) })
	for _, set := range f.Deciding {
		for _, q := range set.Questions {
			switch {
			case s.aboutData(f, q):
				s.holds(f)
			case !first || len(set.Questions) == 1:
				s.question(q, leads[q.Path+q.Ask])
			}
		}
	}
}

// outcomes says, by question, what each answer leads to by itself.
func outcomes(f *determination.Finding) map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, set := range f.Deciding {
		if len(set.Questions) != 1 {
			continue
		}
		to := map[string]string{}
		for _, a := range set.Answers {
			if a.Outcome == determination.Undetermined {
				to[a.Values[0]] = "asks on"
			} else {
				to[a.Values[0]] = strings.ReplaceAll(string(a.Outcome), "-", " ")
			}
		}
		out[set.Questions[0].Path+set.Questions[0].Ask] = to
	}
	return out
}

// aboutData reports whether a question is of the category or number of data of which nothing is known.
func (s *sheet) aboutData(f *determination.Finding, q determination.Question) bool {
	data := s.data[f.Fact]
	return len(data) == 1 && strings.HasPrefix(q.Path, "dealings."+f.Dealing+".data[0].") && !strings.Contains(q.Path, "].terms.") &&
		data[0].Category == fact.UnknownCategory && data[0].Number == (fact.Range{Hi: fact.Unbounded}) && len(data[0].Terms) == 0
}

// holds asks what data there is where nothing is known of it: one entry for all the
// questions about its category and number.
func (s *sheet) holds(f *determination.Finding) {
	at, what, does := s.root.at("dealings", f.Dealing), f.Dealing, "involve"
	if a := s.data[f.Fact][0].Asset; a != "" {
		at, what, does = s.asset(a), string(a), "hold"
	}
	if !s.ask(at, fmt.Sprintf("What data about U.S. persons does %s %s, and about how many of them? One entry for each category.", what, does)) {
		return
	}
	at.lines = append(at.lines, "#data: none  # nothing about persons", "#data: [{category: personal-health, persons: 18000..20000}]")
	for _, q := range allQuestions(f) {
		if strings.HasSuffix(q.Path, ".data[0].category") {
			at.lines = append(at.lines, "# category: "+strings.Join(q.Values, ", "))
			break
		}
	}
	at.lines = append(at.lines, `# persons: 4212, 18000..20000, ">100", "<=100" or unknown (devices: for precise-geolocation)`)
}

func allQuestions(f *determination.Finding) (out []determination.Question) {
	for _, set := range f.Deciding {
		out = append(out, set.Questions...)
	}
	return out
}

// asset is the place of an asset; one that stands for several names them.
func (s *sheet) asset(id fact.AssetID) *place {
	p := s.root.at("assets", string(id))
	if also := s.alike[id]; len(also) > 0 {
		p.tail = flowLines("also", also)
	}
	return p
}

// ask writes the line of a question, and reports whether it was not asked already.
func (s *sheet) ask(at *place, text string) bool {
	line := Mark + strings.Join(strings.Fields(text), " ")
	if s.asked[line] {
		return false
	}
	s.asked[line] = true
	s.count++
	at.lines = append(at.lines, line)
	return true
}

// question writes one question with its answers.
func (s *sheet) question(q determination.Question, leads map[string]string) {
	var answers [][2]string // a line, and a note about it
	var to *place
	wide := 0
	for i, w := range q.Write {
		keys, line, more, err := split(w)
		if err != nil {
			continue // nothing that a case file could take
		}
		at := s.root.at(keys...)
		if to == nil && !s.ask(at, q.Ask) {
			return
		}
		answers = append(answers, [2]string{"#" + line, notes(line, q.Values[i], leads[q.Values[i]], more)})
		wide = max(wide, len(line)+1)
		to = at
	}
	for _, a := range answers {
		if a[1] != "" {
			a[0] = fmt.Sprintf("%-*s  # %s", min(wide, 60), a[0], a[1])
		}
		to.lines = append(to.lines, a[0])
	}
}

// notes say in words what an answer states, and what it leads to.
func notes(line, value, leads, more string) string {
	var notes []string
	if !strings.HasSuffix(line, " "+value) {
		notes = append(notes, value)
	}
	if leads != "" {
		notes = append(notes, leads)
	}
	if more != "" {
		notes = append(notes, "with "+more)
	}
	return strings.Join(notes, "; ")
}
