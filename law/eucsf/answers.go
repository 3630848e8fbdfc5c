package eucsf

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

// A Bound is what is known of the answer to a criterion.
type Bound struct {
	// Lo and Hi are numbers of answers from 1, inclusive.
	Lo, Hi int
	// Stated is set where somebody only says so.
	Stated bool
	// Why says what bounds the answer, and From which facts.
	Why  string
	From []fact.ID
}

// Answers holds what is known, by criterion. A criterion not in it is not answered.
type Answers map[string]Bound

// ReadAnswers reads stated answers: a YAML mapping from criterion to the number
// of an answer from 1, a range "3..4", or unknown. Lines that cannot be read are
// joined in the error, each with file and line; the others are returned.
func (f *Framework) ReadAnswers(b []byte, name string) (Answers, error) {
	var lines map[string]line
	err := datafile.Decode(b, name, &lines)
	out := Answers{}
	errs := []error{err}
	for _, id := range slices.SortedFunc(maps.Keys(lines), func(a, b string) int { return cmp.Compare(lines[a].line, lines[b].line) }) {
		at := datafile.Place{File: name, Line: lines[id].line}
		bound, known, err := f.answer(id, lines[id].text)
		if err != nil {
			errs = append(errs, at.Errorf("%w", err))
		} else if known {
			bound.Why = fmt.Sprintf("stated in %s", at)
			out[id] = bound
		}
	}
	return out, errors.Join(errs...)
}

// A line is an answer as it stands in a file.
type line struct {
	text string
	line int
}

// UnmarshalYAML keeps the line.
func (l *line) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode {
		return errors.New("an answer is one number, a range or unknown")
	}
	l.text, l.line = n.Value, n.Line
	return nil
}

func (f *Framework) answer(id, text string) (b Bound, known bool, err error) {
	c := f.Criterion(id)
	if c == nil {
		return b, false, fmt.Errorf("%.40q is no criterion of version %s", id, f.Version)
	}
	if text == "" || text == "unknown" {
		return b, false, nil
	}
	first, last, isRange := strings.Cut(text, "..")
	if !isRange {
		last = first
	}
	lo, err1 := strconv.Atoi(first)
	hi, err2 := strconv.Atoi(last)
	if err1 != nil || err2 != nil || lo < 1 || hi > len(c.Answers) || lo > hi {
		return b, false, fmt.Errorf("%s: %.40q is no answer from 1 to %d, nor a range of them", id, text, len(c.Answers))
	}
	return Bound{Lo: lo, Hi: hi, Stated: true}, true, nil
}

// A Conflict is a stated answer that the facts contradict.
type Conflict struct {
	Criterion     string
	Stated, Shown Bound
}

// Join returns what stated answers and facts know together. Where they
// contradict each other the facts stand, and the conflict is returned.
func Join(stated, shown Answers) (Answers, []Conflict) {
	out := Answers{}
	var conflicts []Conflict
	for id, b := range shown {
		out[id] = b
	}
	for id, s := range stated {
		b, ok := out[id]
		switch {
		case !ok:
			out[id] = s
		case s.Lo > b.Hi || s.Hi < b.Lo:
			conflicts = append(conflicts, Conflict{id, s, b})
		default:
			out[id] = Bound{
				Lo: max(s.Lo, b.Lo), Hi: min(s.Hi, b.Hi), Stated: s.Lo > b.Lo || s.Hi < b.Hi || b.Stated,
				Why: s.Why + "; " + b.Why, From: b.From,
			}
		}
	}
	slices.SortFunc(conflicts, func(a, b Conflict) int { return strings.Compare(a.Criterion, b.Criterion) })
	return out, conflicts
}
