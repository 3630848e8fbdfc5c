package ask

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
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
	s := gather(d, map[string]bool{})
	var b strings.Builder
	fmt.Fprintf(&b, `# What evidence cannot show, for: %s
# A line that begins with #? asks. Below it stand the answers: take the # from the one that is
# right, correct it, or leave them all. Run longarm case new again after the next review: it adds
# what is newly open, and keeps all that stands here.
case: longarm-case/1
#author: J. Doe, Acme Health
date: %s
`, command, d.Evidence.ReadOn)
	if presumed := s.subject(); presumed != "" {
		s.count++
		fmt.Fprintf(&b, "%sWho is reviewed? Until you say, a company organised and seated in %s is presumed.\n#subject: us\n", Mark, presumed)
		p := s.root.at("parties")
		p.lines = append(p.lines, fmt.Sprintf("#us: {name: Our Company Inc., kind: company, organized: %s, seat: %s}", presumed, presumed))
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

// empty reports whether there is nothing to add.
func (p *place) empty() bool {
	return len(p.lines) == 0 && !slices.ContainsFunc(p.kids, func(k *place) bool { return !k.empty() })
}

// write returns the lines of a mapping that is not there yet.
func (p *place) write(indent int) []string {
	pad := strings.Repeat(" ", indent)
	out := []string{pad + scalar(p.key) + ":"}
	for _, l := range slices.Concat(p.lines, p.tail) {
		out = append(out, pad+"  "+l)
	}
	for _, k := range p.kids {
		if !k.empty() {
			out = append(out, k.write(indent+2)...)
		}
	}
	return out
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
	asked := map[string]bool{}
	for _, l := range e.lines {
		if l := strings.TrimSpace(l); strings.HasPrefix(l, Mark) {
			asked[l] = true
		}
	}
	s := gather(d, asked)
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

// mapping adds to a mapping whose keys begin after indent columns and whose lines end before end.
func (e *editor) mapping(n *yaml.Node, indent, end int, p *place) {
	pad := strings.Repeat(" ", indent)
	for _, l := range p.lines {
		e.more[end] = append(e.more[end], pad+l)
	}
	for _, k := range p.kids {
		if k.empty() {
			continue
		}
		key, value := member(n, k.key)
		if key == nil {
			if indent == 0 {
				e.more[end] = append(e.more[end], "")
			}
			e.more[end] = append(e.more[end], k.write(indent)...)
			continue
		}
		below := e.below(key.Line, indent)
		switch {
		case value.Kind == yaml.MappingNode && value.Style&yaml.FlowStyle == 0 && len(value.Content) > 0:
			e.mapping(value, value.Content[0].Column-1, below, k)
		case value.Kind == yaml.ScalarNode && value.Tag == "!!null":
			e.mapping(value, indent+2, below, k)
		default:
			e.beside(indent, below, k)
		}
	}
}

// beside adds comments after what stands on one line and takes no lines of its own.
func (e *editor) beside(indent, end int, p *place) {
	pad := strings.Repeat(" ", indent)
	for _, l := range p.lines {
		if strings.HasPrefix(l, "#") {
			if !strings.HasPrefix(l, Mark) {
				l = "# in " + p.key + ": " + strings.TrimLeft(l, "# ")
			}
			e.more[end] = append(e.more[end], pad+l)
		}
	}
	for _, k := range p.kids {
		e.beside(indent, end, &place{key: p.key + "." + k.key, lines: k.lines, kids: k.kids})
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
	if n.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}
