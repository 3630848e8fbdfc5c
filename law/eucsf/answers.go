package eucsf

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/fact"
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

// An AnswerError locates an answer that could not be read.
type AnswerError struct {
	Name string // as the caller named the file
	Line int    // from 1
	Err  error
}

func (e *AnswerError) Error() string { return fmt.Sprintf("%s:%d: %v", e.Name, e.Line, e.Err) }

// Unwrap returns what is wrong.
func (e *AnswerError) Unwrap() error { return e.Err }

// maxAnswers bounds a file of answers.
const maxAnswers = 1 << 20

// ReadAnswers reads stated answers: a YAML mapping from criterion to the number
// of an answer from 1, a range "3..4", or unknown. Lines that cannot be read are
// joined in the error, each an *AnswerError; the others are returned.
func (f *Framework) ReadAnswers(r io.Reader, name string) (Answers, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxAnswers+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxAnswers {
		return nil, &AnswerError{name, 1, fmt.Errorf("longer than %d bytes", maxAnswers)}
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(b, &doc); err != nil {
		return nil, &AnswerError{name, 1, err}
	}
	out := Answers{}
	if len(doc.Content) == 0 {
		return out, nil
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		return nil, &AnswerError{name, root.Line, errors.New("want a mapping from criteria to answers")}
	}
	var errs []error
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		if _, twice := out[key.Value]; twice {
			errs = append(errs, &AnswerError{name, key.Line, fmt.Errorf("%s stands twice", key.Value)})
			continue
		}
		bound, known, err := f.answer(key.Value, value.Value)
		if err != nil {
			errs = append(errs, &AnswerError{name, value.Line, err})
		} else if known {
			bound.Why = fmt.Sprintf("stated in %s:%d", name, value.Line)
			out[key.Value] = bound
		}
	}
	return out, errors.Join(errs...)
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
