package eucsf

import (
	_ "embed"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

//go:embed data/criteria.yaml
var criteria []byte

// A Framework is the criteria with their weights, as published on a day.
type Framework struct {
	Version    string      `yaml:"framework"`
	Calculator fact.Date   `yaml:"calculator"`
	Unverified []string    `yaml:"unverified"`
	Weights    []Weights   `yaml:"weights"`
	Levels     []Level     `yaml:"levels"`
	Objectives []Objective `yaml:"objectives"`
}

// Weights are percentages of the objectives in the score; they sum to 100.
type Weights struct {
	ID      string           `yaml:"id"`
	From    fact.Date        `yaml:"from"` // published
	Source  string           `yaml:"source"`
	Percent map[string]int64 `yaml:"percent"` // by objective
}

// A Level is one SEAL.
type Level struct {
	Level int    `yaml:"level"`
	Name  string `yaml:"name"`
	Says  string `yaml:"says"`
}

// An Objective groups criteria.
type Objective struct {
	ID       string      `yaml:"id"`
	Name     string      `yaml:"name"`
	Criteria []Criterion `yaml:"criteria"`
}

// A Criterion is one question with its answers, from worst to best.
type Criterion struct {
	ID      string   `yaml:"id"`
	About   string   `yaml:"about"`
	Facts   []string `yaml:"facts"` // what would decide it
	Answers []Answer `yaml:"answers"`
}

// An Answer has a value in the score, in hundredths, and grants a SEAL.
type Answer struct {
	Value int64
	SEAL  int
	Says  string
}

// MaxLevel is the highest SEAL.
const MaxLevel = 4

// nominal is the sum of values of an objective that the calculator takes for full, in hundredths.
const nominal = 1000_00

// UnmarshalYAML reads [value, level, label].
func (a *Answer) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.SequenceNode || len(n.Content) != 3 {
		return errors.New("want [value, level, label]")
	}
	value, err := hundredths(n.Content[0].Value)
	if err != nil {
		return err
	}
	level, err := strconv.Atoi(n.Content[1].Value)
	if err != nil || level < 0 || level > MaxLevel {
		return fmt.Errorf("%q is no level from 0 to %d", n.Content[1].Value, MaxLevel)
	}
	*a = Answer{value, level, n.Content[2].Value}
	return nil
}

// hundredths reads a decimal with at most two places.
func hundredths(s string) (int64, error) {
	whole, frac, _ := strings.Cut(s, ".")
	v, err := strconv.ParseUint(whole+(frac + "00")[:2], 10, 24)
	if err != nil || len(frac) > 2 {
		return 0, fmt.Errorf("%q is no number with two places", s)
	}
	return int64(v), nil
}

// Inert says whether every answer grants the highest level, so that the
// criterion moves the score only.
func (c *Criterion) Inert() bool {
	for _, a := range c.Answers {
		if a.SEAL != MaxLevel {
			return false
		}
	}
	return true
}

// Needs returns the number, from 1, of the lowest answer that grants a level.
func (c *Criterion) Needs(level int) int {
	for i, a := range c.Answers {
		if a.SEAL >= level {
			return i + 1
		}
	}
	return len(c.Answers) + 1
}

// Default returns the embedded framework.
func Default() (*Framework, error) { return Parse(criteria, "criteria.yaml") }

// Parse reads and checks a framework, such as one whose values and weights a
// buyer has changed. name is used in errors.
func Parse(b []byte, name string) (*Framework, error) {
	var f Framework
	if err := datafile.Decode(b, name, &f); err != nil {
		return nil, err
	}
	if err := f.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &f, nil
}

func (f *Framework) check() error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	seen := map[string]bool{}
	for _, o := range f.Objectives {
		for _, c := range o.Criteria {
			if !strings.HasPrefix(c.ID, o.ID+".") || seen[c.ID] || len(c.Answers) < 2 {
				bad("criterion %q of %s: want an id of its own below the objective, and two answers", c.ID, o.ID)
			}
			seen[c.ID] = true
			for i := 1; i < len(c.Answers); i++ {
				if a, b := c.Answers[i-1], c.Answers[i]; b.SEAL < a.SEAL || b.Value < a.Value {
					bad("%s: answer %d is worse than the one before", c.ID, i+1)
				}
			}
		}
	}
	if len(f.Levels) != MaxLevel+1 || len(f.Objectives) == 0 || len(f.Weights) == 0 {
		bad("want %d levels, objectives and weights", MaxLevel+1)
	}
	for i, l := range f.Levels {
		if l.Level != i {
			bad("level %d stands at place %d", l.Level, i)
		}
	}
	for _, w := range f.Weights {
		sum := int64(0)
		for _, o := range f.Objectives {
			if w.Percent[o.ID] < 0 || w.Percent[o.ID] > 100 {
				bad("weights %s: %s is not from 0 to 100", w.ID, o.ID)
			}
			sum += w.Percent[o.ID]
		}
		if sum != 100 || len(w.Percent) != len(f.Objectives) {
			bad("weights %s: the objectives sum to %d, not 100", w.ID, sum)
		}
	}
	return errors.Join(errs...)
}

// Criterion returns the criterion of that ID, or nil.
func (f *Framework) Criterion(id string) *Criterion {
	for i := range f.Objectives {
		for j := range f.Objectives[i].Criteria {
			if c := &f.Objectives[i].Criteria[j]; c.ID == id {
				return c
			}
		}
	}
	return nil
}
