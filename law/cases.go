package law

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

// A Case is a case file that stands beside a rule, with the answers expected.
// The facts in it are read by whoever runs the case.
type Case struct {
	Place    Place
	Rule     string // folder of the rule it stands beside
	Citation string
	Question string
	At       fact.Date
	Text     []byte // the whole file
	Expect   []Expectation
}

// An Expectation is one answer that a case expects.
type Expectation struct {
	Line int
	// Of is "parties" or "dealings"; Name the party or dealing.
	Of, Name string
	// Term is "outcome", the name of a term, or "duties." and the id of a duty; Value a word, yes, no or unknown, or a day.
	Term, Value string
}

// ReadCase reads what a case file says about itself: citation, question, date and expectations.
func ReadCase(b []byte, name string) (*Case, error) {
	root, err := datafile.Parse(b, name)
	if err != nil {
		return nil, err
	}
	c := &Case{Place: Place{File: name, Line: 1}, Text: b}
	expect := &yaml.Node{}
	for k, v := range pairsOf(root) {
		switch k.Value {
		case "citation":
			c.Citation = v.Value
		case "question":
			c.Question = v.Value
		case "at":
			c.At = fact.Date(v.Value)
		case "expect":
			expect = v
		}
	}
	if _, ok := c.At.Days(); !ok {
		return nil, c.Place.Errorf("a case needs `at`, the date of the decision")
	}
	return c, c.expect(expect)
}

func (c *Case) expect(n *yaml.Node) error {
	fail := func(n *yaml.Node, format string, args ...any) error {
		return Place{File: c.Place.File, Line: max(n.Line, 1)}.Errorf(format, args...)
	}
	if n.Kind != yaml.MappingNode {
		return fail(n, "a case needs `expect`, with parties and dealings below it")
	}
	for of, things := range pairsOf(n) {
		if of.Value != "parties" && of.Value != "dealings" {
			return fail(of, "expect: %q is neither parties nor dealings", of.Value)
		}
		for name, terms := range pairsOf(things) {
			for term, value := range pairsOf(terms) {
				if term.Value == "duties" && value.Kind == yaml.MappingNode {
					for duty, due := range pairsOf(value) {
						c.Expect = append(c.Expect, Expectation{Line: duty.Line, Of: of.Value, Name: name.Value, Term: dutyTerm + duty.Value, Value: due.Value})
					}
					continue
				}
				if term.Value == "parts" && value.Kind == yaml.MappingNode {
					for party, outcome := range pairsOf(value) {
						c.Expect = append(c.Expect, Expectation{Line: party.Line, Of: of.Value, Name: fact.PartName(name.Value, fact.PartyID(party.Value)), Term: "outcome", Value: plain(outcome.Value)})
					}
					continue
				}
				if value.Kind != yaml.ScalarNode {
					return fail(value, "expect: %s.%s is one word", name.Value, term.Value)
				}
				c.Expect = append(c.Expect, Expectation{Line: term.Line, Of: of.Value, Name: name.Value, Term: term.Value, Value: plain(value.Value)})
			}
		}
	}
	if len(c.Expect) == 0 {
		return fail(n, "a case expects nothing")
	}
	return nil
}

// dutyTerm stands before the id of a duty in the term of an expectation.
const dutyTerm = "duties."

// Duty returns the id of the duty that the expectation is about; ok is false for any other.
func (e Expectation) Duty() (id string, ok bool) { return strings.CutPrefix(e.Term, dutyTerm) }

// plain writes true and false as yes and no.
func plain(s string) string {
	switch s {
	case "true":
		return "yes"
	case "false":
		return "no"
	}
	return s
}

func pairsOf(n *yaml.Node) func(yield func(k, v *yaml.Node) bool) {
	return func(yield func(k, v *yaml.Node) bool) {
		if n.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !yield(n.Content[i], n.Content[i+1]) {
				return
			}
		}
	}
}

// Cases returns the cases beside the rules of a pack, in the order of their files.
func (p *Pack) Cases() ([]*Case, error) {
	files, err := fs.Glob(p.fsys, path.Join(p.dir, "*", "cases", "*.yaml"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	var out []*Case
	var errs []error
	for _, name := range files {
		b, err := datafile.ReadFile(p.fsys, name)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		c, err := ReadCase(b, name)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		c.Rule = path.Base(path.Dir(path.Dir(name)))
		out = append(out, c)
	}
	return out, errors.Join(errs...)
}
