package ask

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/country"
	"github.com/longarm-project/longarm/internal/datafile"
)

// A Result is a case file with the questions that are open.
type Result struct {
	Text  []byte
	Added int // questions that were not there before
	Open  int // findings that wait for an answer
}

// New writes a case file that asks all that is open in d. Command is what reads it again.
func New(d *determination.Determination, command string) Result {
	s := gather(d, standing{asked: map[string]bool{}, groups: map[string][]string{}})
	var b strings.Builder
	fmt.Fprintf(&b, `# What evidence cannot show. A line that begins with #? asks; below it stand the answers. Take the #
# from the one that is right, and correct it where it is not; what you do not know, leave. Then type
#   %s
# Where something is open still, longarm case new asks it here, and keeps all that stands.
`, command)
	for _, l := range s.laws() {
		b.WriteString(l + "\n")
	}
	fmt.Fprintf(&b, "case: longarm-case/1\n#author: J. Doe, Acme Health\ndate: %s\n", d.Evidence.ReadOn)
	if presumed := s.subject(); presumed != "" {
		s.count++
		fmt.Fprintf(&b, "%sWho is reviewed? Until you say, a company organised and seated in %s is presumed.\n", Mark, country.In(presumed))
		fmt.Fprintf(&b, "#subject: {name: Our Company Inc., kind: company, organized: %s, seat: %s}\n", presumed, presumed)
	}
	for _, p := range s.root.kids {
		if p.empty() {
			continue
		}
		b.WriteString("\n")
		for _, l := range p.write(0) {
			b.WriteString(l + "\n")
		}
	}
	return Result{[]byte(b.String()), s.count, open(d)}
}

// laws says what the short names of laws stand for.
func (s *sheet) laws() (out []string) {
	for _, p := range s.d.Packs {
		open := slices.ContainsFunc(s.d.Findings, func(f determination.Finding) bool { return f.Pack == p.ID && f.Outcome.Open() }) ||
			slices.ContainsFunc(s.d.Grades, func(g determination.Grade) bool { return g.Pack == p.ID && g.Open() })
		if open {
			out = append(out, "# "+p.ID+": "+p.Title)
		}
	}
	return out
}

// subject is the country of the reviewed organisation where nobody named it; else empty.
func (s *sheet) subject() string {
	for _, f := range s.d.Facts {
		if c, ok := f.Body.(*fact.Claim); ok && c.Author == fact.AuthorPresumed && c.Party != nil && len(c.Party.Organized) == 1 {
			return string(c.Party.Organized[0])
		}
	}
	return ""
}

func open(d *determination.Determination) (n int) {
	for i := range d.Findings {
		if d.Findings[i].Outcome.Open() {
			n++
		}
	}
	for i := range d.Grades {
		if d.Grades[i].Open() {
			n++
		}
	}
	return n
}

// Add returns a case file with the questions that are newly open in d added where
// their answers belong. Every line that stands in it stays.
func Add(text []byte, name string, d *determination.Determination) (Result, error) {
	doc, err := datafile.Parse(text, name)
	if err != nil {
		return Result{}, err
	}
	if doc.Kind != yaml.MappingNode || doc.Style&yaml.FlowStyle != 0 {
		return Result{}, fmt.Errorf("%s: not a case file written as keys, one a line", name)
	}
	unix := strings.ReplaceAll(string(text), "\r\n", "\n")
	if strings.ContainsAny(unix, "\r\u0085\u2028\u2029") {
		return Result{}, fmt.Errorf("%s: lines end in an unusual way; write it with common ends of lines", name)
	}
	e := &editor{lines: strings.Split(strings.TrimRight(unix, "\n"), "\n"), more: map[int][]string{}}
	s := gather(d, e.standing(doc))
	for _, section := range s.root.kids {
		if _, value := member(doc, section.key); value != nil {
			around(section, value)
		}
	}
	e.mapping(doc, 0, len(e.lines), &s.root)
	if s.count == 0 {
		return Result{text, 0, open(d)}, nil
	}
	out := strings.Join(e.join(), "\n") + "\n"
	if strings.Contains(string(text), "\r\n") {
		out = strings.ReplaceAll(out, "\n", "\r\n")
	}
	return Result{[]byte(out), s.count, open(d)}, nil
}

// An editor adds lines after lines of a file.
type editor struct {
	lines []string
	more  map[int][]string // by the number of lines before
}

func (e *editor) join() []string {
	out := slices.Clone(e.more[0])
	for i, l := range e.lines {
		out = append(append(out, l), e.more[i+1]...)
	}
	return out
}

// around leads what belongs to an entry that is written on one line to another, which answers it.
func around(section *place, n *yaml.Node) {
	if n.Kind != yaml.MappingNode || n.Style&yaml.FlowStyle != 0 {
		return
	}
	for _, k := range section.kids {
		_, value := member(n, k.key)
		if value == nil || k.empty() || takes(value, k) {
			continue
		}
		of := k.key
		for i := 1; ; i++ {
			k.key = "about " + of
			if i > 1 {
				k.key += fmt.Sprintf(" %d", i)
			}
			there, value := member(n, k.key)
			_, names := member(value, "answers")
			if there == nil || names != nil && len(names.Content) == 1 && names.Content[0].Value == of && takes(value, k) {
				break
			}
		}
		k.head, k.tail = []string{"answers: [" + scalar(of) + "]"}, nil
	}
}

// takes reports whether the lines of a place can be added to a value.
func takes(n *yaml.Node, p *place) bool {
	block := n.Style&yaml.FlowStyle == 0 && len(n.Content) > 0
	switch {
	case n.Kind == yaml.ScalarNode && n.Tag == "!!null":
		return true
	case n.Kind == yaml.SequenceNode && block:
		return !slices.ContainsFunc(p.kids, func(k *place) bool {
			i := k.index()
			return !k.empty() && i >= 0 && i < len(n.Content) && !takes(n.Content[i], k)
		})
	case n.Kind == yaml.MappingNode && block:
		return !slices.ContainsFunc(p.kids, func(k *place) bool {
			_, value := member(n, k.key)
			return value != nil && !k.empty() && !takes(value, k)
		})
	}
	return false
}

// Standing is what a file asks already.
type standing struct {
	asked  map[string]bool     // lines of questions
	groups map[string][]string // entries that answer several dealings, by their names
	legend bool                // whether it tells the words for data
}

// standing finds what the file asks already.
func (e *editor) standing(doc *yaml.Node) standing {
	out := standing{asked: map[string]bool{}, groups: map[string][]string{}}
	for i, l := range e.lines {
		out.legend = out.legend || strings.HasPrefix(strings.TrimSpace(l), categoriesAre)
		if q := e.question(i); q != "" {
			out.asked[q] = true
		}
	}
	_, dealings := member(doc, "dealings")
	for i := 0; dealings != nil && dealings.Kind == yaml.MappingNode && i+1 < len(dealings.Content); i += 2 {
		key, value := dealings.Content[i], dealings.Content[i+1]
		_, names := member(value, "answers")
		var of []string
		for j := 0; names != nil && names.Kind == yaml.SequenceNode && j < len(names.Content); j++ {
			of = append(of, names.Content[j].Value)
		}
		slices.Sort(of)
		out.groups[key.Value] = of
		for i := key.Line; i < e.below(key.Line, key.Column-1); i++ {
			l := e.question(i)
			for _, name := range of { // each by its own names
				asset, _, _ := strings.Cut(name, " on ")
				out.asked[strings.ReplaceAll(l, each, name)] = true
				out.asked[strings.ReplaceAll(l, each, asset)] = true
			}
		}
	}
	return out
}

// question is the question that begins at a line, with the lines on which it goes on; else empty.
func (e *editor) question(i int) string {
	l := strings.TrimSpace(e.lines[i])
	if !strings.HasPrefix(l, Mark) {
		return ""
	}
	for i++; i < len(e.lines) && strings.HasPrefix(strings.TrimSpace(e.lines[i]), goesOn); i++ {
		l += " " + strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(e.lines[i]), goesOn))
	}
	return strings.Join(strings.Fields(l), " ")
}

// mapping adds to a mapping whose keys begin after indent columns and whose lines end before
// end: first to what stands in it, where it may be the last, then what is new.
func (e *editor) mapping(n *yaml.Node, indent, end int, p *place) {
	for _, k := range p.kids {
		if key, value := member(n, k.key); key != nil && !k.empty() {
			e.value(value, indent, e.below(key.Line, indent), k)
		}
	}
	pad := strings.Repeat(" ", indent)
	for _, l := range p.lines {
		e.more[end] = append(e.more[end], pad+l)
	}
	for _, k := range p.kids {
		if key, _ := member(n, k.key); key != nil || k.empty() {
			continue
		}
		if indent == 0 {
			e.more[end] = append(e.more[end], "")
		}
		e.more[end] = append(e.more[end], k.write(indent)...)
	}
}

// value adds to the value of a key that begins after indent columns.
func (e *editor) value(n *yaml.Node, indent, end int, p *place) {
	block := n.Style&yaml.FlowStyle == 0 && len(n.Content) > 0
	switch {
	case n.Kind == yaml.MappingNode && block:
		e.mapping(n, n.Content[0].Column-1, end, p)
	case n.Kind == yaml.SequenceNode && block:
		e.sequence(n, end, p)
	case n.Kind == yaml.ScalarNode && n.Tag == "!!null":
		for _, l := range p.lines {
			e.more[end] = append(e.more[end], strings.Repeat(" ", indent+2)+l)
		}
		e.more[end] = append(e.more[end], p.below(indent+2, 0)...)
	default:
		e.beside(indent, end, p)
	}
}

// sequence adds to a list, each element of which begins on a line of its own.
func (e *editor) sequence(n *yaml.Node, end int, p *place) {
	indent := n.Column - 1
	if last := e.below(n.Content[len(n.Content)-1].Line, indent); last > end {
		end = last // a list that begins no further in than its key
	}
	var fresh place
	for _, k := range p.kids {
		switch i := k.index(); {
		case k.empty():
		case i < 0 || i >= len(n.Content):
			fresh.kids = append(fresh.kids, k)
		default:
			e.value(n.Content[i], indent, e.below(n.Content[i].Line, indent), k)
		}
	}
	for _, l := range p.lines {
		e.more[end] = append(e.more[end], strings.Repeat(" ", indent)+l)
	}
	e.more[end] = append(e.more[end], fresh.below(indent, len(n.Content))...)
}

// beside adds comments after what stands on one line and takes no lines of its own.
func (e *editor) beside(indent, end int, p *place) {
	pad := strings.Repeat(" ", indent)
	for _, l := range p.lines {
		if strings.HasPrefix(l, "#") {
			if !strings.HasPrefix(l, Mark) && !strings.HasPrefix(l, goesOn) {
				l = "# in " + p.key + ": " + strings.TrimLeft(l, "# ")
			}
			e.more[end] = append(e.more[end], pad+l)
		}
	}
	for _, k := range p.kids {
		key := p.key + "." + k.key
		if k.index() >= 0 {
			key = p.key + k.key
		}
		e.beside(indent, end, &place{key: key, lines: k.lines, kids: k.kids})
	}
}

// below is the number of lines before the end of what stands under the key of a line:
// lines that begin further in, comments among them, without blank ones at the end.
func (e *editor) below(line, indent int) int {
	end := line
	for i := line; i < len(e.lines); i++ {
		l := e.lines[i]
		text := strings.TrimLeft(l, " ")
		if text == "" {
			continue
		}
		if len(l)-len(text) <= indent {
			break
		}
		end = i + 1
	}
	return end
}

func member(n *yaml.Node, name string) (key, value *yaml.Node) {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}
