package ask

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// Mark begins the line of a question.
const Mark = "#? "

// sections are the keys of a case file that take answers, in their order.
var sections = []string{"parties", "interests", "assets", "dealings"}

// A sheet gathers the questions of a determination by where their answers belong.
type sheet struct {
	d      *determination.Determination
	root   place
	asked  map[string]bool     // lines of questions that stand already
	groups map[string][]string // entries of dealings that answer several, by their names
	legend bool                // whether the words for data were told
	alike  map[fact.AssetID][]string
	data   map[fact.ID][]fact.Data // of dealings
	stated map[string]bool         // dealings that people state
	stores map[fact.AssetID]bool   // assets that people state to hold data
	count  int
}

// gather makes the sheet of d; was holds the questions that a file has already.
func gather(d *determination.Determination, was standing) *sheet {
	s := &sheet{d: d, asked: was.asked, groups: was.groups, legend: was.legend, alike: map[fact.AssetID][]string{}, data: map[fact.ID][]fact.Data{}, stated: map[string]bool{}, stores: map[fact.AssetID]bool{}}
	for _, f := range d.Facts {
		switch b := f.Body.(type) {
		case *fact.Observation:
			if f.Rule == fact.RuleAlike {
				s.alike[b.Asset] = b.Also
			}
			if b.What == fact.ObservedAsset && b.Store == fact.Yes {
				s.stores[b.Asset] = true
			}
		case *fact.Dealing:
			s.data[f.ID] = b.Data
			s.stated[b.Name] = s.stated[b.Name] || f.Rule != fact.RuleUse
		}
	}
	for _, name := range sections {
		s.root.at(name)
	}
	all := s.inquiries()
	shared, done := joints(all, func(x *query) bool { return s.asked[line(x.ask)] })
	for _, in := range all {
		if in.data != nil {
			s.holds(in)
		}
		for _, j := range shared {
			if j.of[0] == in {
				s.joint(j)
			}
		}
		for _, x := range in.queries {
			if !done[x] {
				s.query(in, x, nil)
			}
		}
	}
	return s
}

// inquiries lists what is asked of each dealing that is open, those first of which the worst is possible.
func (s *sheet) inquiries() []*inquiry {
	var all []*inquiry
	of := func(dealing, title string, assets []fact.AssetID) *inquiry {
		i := slices.IndexFunc(all, func(in *inquiry) bool { return in.dealing == dealing })
		if i < 0 {
			in := &inquiry{dealing: dealing, title: title, names: []string{dealing}}
			for _, a := range assets {
				in.names = append(in.names, string(a))
			}
			all, i = append(all, in), len(all)
		}
		return all[i]
	}
	for i := range s.d.Findings {
		f := &s.d.Findings[i]
		if !f.Outcome.Open() {
			continue
		}
		in := of(f.Dealing, f.Title, f.Assets)
		in.worst = max(in.worst, f.Worst())
		if len(f.Possible) > 0 && len(in.may) == len(in.open) {
			in.may = append(in.may, f.Possible[0])
		}
		in.open = append(in.open, f.Pack)
		s.finding(in, f)
	}
	for i := range s.d.Grades {
		if g := &s.d.Grades[i]; g.Open() {
			in := of(g.Dealing, g.Title, g.Assets)
			in.open = append(in.open, g.Pack)
			s.grade(in, g)
		}
	}
	slices.SortStableFunc(all, func(a, b *inquiry) int { return cmp.Compare(b.worst, a.worst) })
	return all
}

// grade adds the questions of the next level of a use that may come further.
func (s *sheet) grade(in *inquiry, g *determination.Grade) {
	questions := slices.Clone(g.About)
	if next := g.Next(); next != nil {
		for _, c := range next.Criteria {
			questions = append(questions, c.Questions...)
		}
	}
	for _, q := range questions {
		in.ask(g.Pack, q, nil)
	}
}

// finding adds the questions of one finding. What data there is, where nothing is known of it,
// is one question; what another dealing asks about itself is left to that.
func (s *sheet) finding(in *inquiry, f *determination.Finding) {
	elsewhere := func(q determination.Question) bool {
		return strings.HasPrefix(q.Path, "dealings.") && !strings.HasPrefix(q.Path, "dealings."+f.Dealing+".")
	}
	sets := f.Deciding
	if i := slices.IndexFunc(sets, settlesMost); i >= 0 {
		sets = sets[i : i+1] // what else it asks is open under one answer alone
	}
	own := false
	for _, set := range sets {
		own = own || slices.ContainsFunc(set.Questions, func(q determination.Question) bool { return !elsewhere(q) })
	}
	for _, alone := range []bool{true, false} { // those of which it is known what each answer leads to first
		for _, set := range sets {
			if alone != (len(set.Questions) == 1) {
				continue
			}
			var leads []determination.Answer
			if alone {
				leads = set.Answers
			}
			for _, q := range set.Questions {
				switch {
				case own && elsewhere(q):
				case s.aboutData(f, q):
					in.data = f
				case alone || !slices.ContainsFunc(in.queries, func(x *query) bool { return x.ask == q.Ask && x.path == q.Path }):
					in.ask(f.Pack, q, leads)
				}
			}
		}
	}
}

// settlesMost reports whether all answers to one question but one settle the finding.
func settlesMost(set determination.DecidingSet) bool {
	open := 0
	for _, a := range set.Answers {
		if a.Outcome.Open() {
			open++
		}
	}
	return len(set.Questions) == 1 && len(set.Answers) > 3 && open == 1
}

// aboutData reports whether a question is of the category or number of data of which nothing is known.
func (s *sheet) aboutData(f *determination.Finding, q determination.Question) bool {
	data := s.data[f.Fact]
	return len(data) == 1 && strings.HasPrefix(q.Path, "dealings."+f.Dealing+".data[0].") && !strings.Contains(q.Path, "].terms.") &&
		data[0].Category == fact.UnknownCategory && data[0].Number == (fact.Range{Hi: fact.Unbounded}) && len(data[0].Terms) == 0
}

// holds asks what data there is where nothing is known of it: one entry for all the
// questions about its category and number.
func (s *sheet) holds(in *inquiry) {
	what, does, none := in.dealing, "involve", "none"
	var at *place
	if a := s.data[in.data.Fact][0].Asset; a == "" {
		at = s.dealing(in)
	} else {
		at, what, does = s.asset(a, in), string(a), "hold"
		if s.stores[a] {
			none = "[{category: other}]"
		}
	}
	if !s.ask(at, fmt.Sprintf("What data about U.S. persons does %s %s, about how many?", what, does)) {
		return
	}
	at.lines = append(at.lines, "#data: "+none+"  # nothing about persons")
	const data = "#data: [{category: personal-health, persons: 18000..20000}]"
	if s.legend {
		at.lines = append(at.lines, data+"  # the words as above")
		return
	}
	at.lines = append(at.lines, data+"  # one entry for each category")
	s.legend = true
	var all []string
	for _, set := range in.data.Deciding {
		for _, q := range set.Questions {
			if strings.HasSuffix(q.Path, ".data[0].category") && len(q.Values) > len(all) {
				all = q.Values
			}
		}
	}
	if len(all) > 0 {
		at.lines = append(at.lines, categoriesAre+strings.Join(all, ", "))
	}
	at.lines = append(at.lines, `# persons: 4212, 18000..20000, ">100", "<=100" or unknown; for precise-geolocation write devices: instead`)
}

const categoriesAre = "# category: "

// dealing is the place of a dealing; where evidence makes it, a new one begins with what it is.
func (s *sheet) dealing(in *inquiry) *place {
	p := s.root.at("dealings", in.dealing)
	if in.at == nil || in.at == p {
		p.head, in.at = in.heading(""), p
	}
	return p
}

// heading says what is asked about and what it may come to.
func (in *inquiry) heading(id string) []string {
	title := strings.TrimPrefix(in.title, id+" ")
	if title == in.dealing {
		title = ""
	}
	may := ""
	for i, o := range in.may {
		if i == 0 {
			may = "may be "
		} else {
			may += ", "
		}
		may += strings.ReplaceAll(string(o), "-", " ") + " (" + in.open[i] + ")"
	}
	if title != "" && may != "" {
		title += ": "
	}
	if title+may == "" {
		return nil
	}
	return []string{"# " + title + may}
}

// asset is the place of an asset; one that stands for several names them.
func (s *sheet) asset(id fact.AssetID, in *inquiry) *place {
	p := s.root.at("assets", string(id))
	if in.at == nil || in.at == p {
		p.head, in.at = in.heading(string(id)), p
	}
	if also := s.alike[id]; len(also) > 0 {
		p.tail = flowLines("also", also)
	}
	return p
}

// ask writes the line of a question, and reports whether it was not asked already.
func (s *sheet) ask(at *place, text string) bool {
	if s.asked[line(text)] {
		return false
	}
	s.asked[line(text)] = true
	s.count++
	at.lines = append(at.lines, wrap(Mark, text)...)
	return true
}

// joint asks of several dealings at once what is asked of each alike.
func (s *sheet) joint(j *joint) {
	var names []string
	for _, in := range j.of {
		names = append(names, in.dealing)
	}
	slices.Sort(names)
	p := s.root.at("dealings", s.label(names, j.of[0].kin()))
	p.head = append(flowLines("answers", names), fmt.Sprintf("# what is said here is said of %d uses of one provider; say it of one alone in an entry of its own", len(names)))
	for _, x := range j.queries {
		s.query(j.of[0], x, p)
	}
}

// line is the line by which a question is known.
func line(text string) string { return Mark + strings.Join(strings.Fields(text), " ") }

// label names an entry that answers several dealings: the one that does already, or a new one.
func (s *sheet) label(names []string, kin string) string {
	for i := 1; ; i++ {
		label := "all on " + kin
		if i > 1 {
			label += fmt.Sprintf(" %d", i)
		}
		of, taken := s.groups[label]
		if !taken || slices.Equal(of, names) {
			s.groups[label] = names
			return label
		}
	}
}

// query writes one question with its answers; into is the entry for several dealings, if it is asked of these.
func (s *sheet) query(in *inquiry, x *query, into *place) {
	type answer struct {
		offer offer
		edits []edit
	}
	var answers []answer
	for _, o := range x.offers {
		if got, err := edits(o.write); err == nil {
			answers = append(answers, answer{o, got})
		}
	}
	if len(answers) == 0 {
		return // nothing that a case file could take
	}
	text := x.ask
	if into != nil {
		text, _ = in.template(x.ask)
	}
	place := func(e edit) *place {
		switch {
		case into != nil:
			return into.at(e.keys[2:]...)
		case len(e.keys) > 1 && e.keys[0] == "dealings" && e.keys[1] == in.dealing && !s.stated[in.dealing]:
			return s.dealing(in).at(e.keys[2:]...)
		case len(e.keys) > 1 && e.keys[0] == "assets":
			return s.asset(fact.AssetID(e.keys[1]), in).at(e.keys[2:]...)
		}
		return s.root.at(e.keys...)
	}
	to := place(answers[0].edits[0])
	switch {
	case into != nil: // of those of whom it is asked it was not asked before
		s.count++
		to.lines = append(to.lines, wrap(Mark, text)...)
	case !s.ask(to, text):
		return
	}
	wide := 0
	for _, a := range answers {
		wide = max(wide, len(a.edits[0].line)+1)
	}
	for _, a := range answers {
		line := a.edits[0].line
		s.offer(place(a.edits[0]), line, wide, notes(line, a.offer.value, a.offer.says(in.open), a.edits[1:]))
		for _, e := range a.edits[1:] {
			s.offer(place(e), e.line, 0, a.offer.value)
		}
	}
}

// offer writes a line to take the # from, with a note.
func (s *sheet) offer(to *place, line string, wide int, note string) {
	line = "#" + line
	if note != "" {
		line = fmt.Sprintf("%-*s  # %s", min(wide, 60), line, note)
	}
	if !slices.Contains(to.lines, line) {
		to.lines = append(to.lines, line)
	}
}

// notes say in words what an answer states, and what it leads to.
func notes(line, value, leads string, also []edit) string {
	var notes []string
	if !strings.HasSuffix(strings.TrimRight(line, "}]"), " "+value) {
		notes = append(notes, value)
	}
	if leads != "" {
		notes = append(notes, leads)
	}
	for _, e := range also {
		at := strings.Join(e.keys, ".")
		key, _, _ := strings.Cut(e.line, ":")
		if at == "parties" {
			at += "." + key
		}
		notes = append(notes, "with one of the lines at "+at)
	}
	return strings.Join(notes, "; ")
}
