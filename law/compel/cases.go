package compel

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

// A Case is a question to the data with the laws that must answer.
type Case struct {
	State  fact.Country `yaml:"state"`
	Ground Ground       `yaml:"ground"`
	Demand Demand       `yaml:"demand"`
	At     fact.Date    `yaml:"at"`
	Abroad bool         `yaml:"abroad"`
	// Want holds IDs by name; one that only may apply has a question mark.
	Want []string `yaml:"want"`

	Place datafile.Place `json:"-" yaml:"-"`
}

// String says the question in words.
func (c Case) String() string {
	where := ""
	if c.Abroad {
		where = " abroad"
	}
	return fmt.Sprintf("%s on %s asks %s%s on %s", c.State, c.Ground, c.Demand, where, c.At)
}

func (c Case) check() []error {
	if !slices.Contains(grounds, c.Ground) || !slices.Contains(demands, c.Demand) || len(c.At) != 10 {
		return []error{c.Place.Errorf("case: want state, ground, demand and a full day")}
	}
	return nil
}

// Cases returns the cases of the data in file order. The slice is the caller's.
func (l *Library) Cases() []Case { return slices.Clone(l.cases) }

// Run answers c and returns an error that says question, answer and want if they differ.
func (l *Library) Run(c Case) error {
	got := []string{}
	for _, a := range l.Ask(Query{c.State, []Ground{c.Ground}, []Demand{c.Demand}, c.At, c.Abroad}) {
		id := a.ID
		if a.Applies == fact.Unknown {
			id += "?"
		}
		got = append(got, id)
	}
	slices.Sort(got)
	if !slices.Equal(got, c.Want) {
		return c.Place.Errorf("%v: got [%s], want [%s]", c, strings.Join(got, " "), strings.Join(c.Want, " "))
	}
	return nil
}

// An Open is a law with points that were not seen in a source.
type Open struct {
	ID       string
	Recalled bool
	Fields   []string // as the data name them
}

// Unverified lists every law with points not seen in a source, by ID.
func (l *Library) Unverified() []Open {
	var open []Open
	for _, w := range l.laws {
		if w.Recalled || len(w.Unverified) > 0 {
			open = append(open, Open{w.ID, w.Recalled, w.Unverified})
		}
	}
	return open
}
