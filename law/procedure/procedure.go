// Package procedure holds legal procedures as dated data: which regime runs on
// a day, its steps and clocks, the criteria to weigh, and what an initial and a
// final determination must contain. It holds the review of information and
// communications technology and services (15 CFR Part 791, formerly Part 7), and
// the duties of those subject to the rule on bulk data (28 CFR Part 202).
//
// Days are counted as the text counts them: the day of the event is left out,
// and there is no rule on weekends or holidays (none stands in Subparts A to C of
// Part 791, nor in Part 202).
package procedure

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

//go:embed data/icts.yaml
var icts []byte

//go:embed data/dsp.yaml
var dsp []byte

// A Procedure is all regimes of one procedure.
type Procedure struct {
	ID         string   `yaml:"id"`
	Title      string   `yaml:"title"`
	CFR        string   `yaml:"cfr"` // title of the Code
	Parts      []Part   `yaml:"parts"`
	Unverified []string `yaml:"unverified"`
	Regimes    []Regime `yaml:"regimes"`
	Texts      []Text   `yaml:"texts"`
}

// A Part is the number of the part from a day on.
type Part struct {
	From fact.Date `yaml:"from"`
	Part string    `yaml:"part"`
}

// A Regime is one version of the procedure, from its first to its last day.
type Regime struct {
	ID       string    `json:"id" yaml:"id"`
	Text     string    `json:"-" yaml:"text"` // of Procedure.Texts
	From     fact.Date `json:"from" yaml:"from"`
	Last     fact.Date `json:"last,omitempty" yaml:"last"`
	Citation string    `json:"citation" yaml:"cite"`
	Says     string    `json:"says" yaml:"says"`
}

// A Text is what a regime says. Citations lack title and part, as ".109(b)",
// until At completes them.
type Text struct {
	ID       string  `json:"-" yaml:"id"`
	Steps    []Step  `json:"steps" yaml:"steps"`
	Clocks   []Clock `json:"clocks" yaml:"clocks"`
	Criteria []Item  `json:"criteria" yaml:"criteria"`
	Initial  []Item  `json:"initial" yaml:"initial"` // contents of the initial determination
	Final    []Item  `json:"final" yaml:"final"`     // contents of the final determination
	Outcomes []Item  `json:"outcomes" yaml:"outcomes"`

	Indicators []Item `json:"indicators" yaml:"indicators"` // of a foreign nexus
	Sources    []Item `json:"sources" yaml:"sources"`       // classes of information
	Risks      []Item `json:"risks" yaml:"risks"`           // undue or unacceptable
	Disclosure []Item `json:"disclosure" yaml:"disclosure"` // grounds on which information may be given
	Conduct    []Item `json:"conduct" yaml:"conduct"`       // prohibited
}

// A Step is one act of the procedure.
type Step struct {
	ID    string `json:"id" yaml:"id"`
	By    string `json:"by" yaml:"by"`
	Needs string `json:"needs" yaml:"needs"`
	Makes string `json:"makes" yaml:"makes"`
	// Starts and Ends name clocks.
	Starts   []string `json:"starts,omitempty" yaml:"starts"`
	Ends     []string `json:"ends,omitempty" yaml:"ends"`
	Reading  string   `json:"reading,omitempty" yaml:"reading"` // our stand where the text is silent
	Citation string   `json:"citation" yaml:"cite"`
}

// A Clock is a period of days or years.
type Clock struct {
	ID    string `json:"id" yaml:"id"`
	Days  int    `json:"days,omitempty" yaml:"days"`
	Years int    `json:"years,omitempty" yaml:"years"`
	// By is a day of the year, "03-01", in place of a length: the next one after the start.
	By string `json:"by,omitempty" yaml:"by"`
	// Minimum is set for a period that must have passed, not one to act within.
	Minimum   bool   `json:"minimum,omitempty" yaml:"minimum"`
	From      string `json:"from" yaml:"from"`
	To        string `json:"to" yaml:"to"`
	Extension string `json:"extension,omitempty" yaml:"extension"`
	Reading   string `json:"reading,omitempty" yaml:"reading"`
	Citation  string `json:"citation" yaml:"cite"`
}

// Due returns the last day of the clock started on a full day.
func (c Clock) Due(start fact.Date) (fact.Date, error) {
	t, err := time.Parse("2006-01-02", string(start))
	if err != nil {
		return "", fmt.Errorf("%s: %q: %w", c.ID, start, fact.ErrDate)
	}
	if c.By != "" {
		due := fact.Date(fmt.Sprintf("%d-%s", t.Year(), c.By))
		if due <= start {
			due = fact.Date(fmt.Sprintf("%d-%s", t.Year()+1, c.By))
		}
		return due, nil
	}
	return fact.Date(t.AddDate(c.Years, 0, c.Days).Format("2006-01-02")), nil
}

// An Item is a criterion, a content or an outcome.
type Item struct {
	ID   string    `json:"id" yaml:"id"`
	Says string    `json:"says" yaml:"says"`
	From fact.Date `json:"from,omitempty" yaml:"from"` // first day, if later than the regime's
	// Applies names the outcomes that ask for it; empty: all.
	Applies  []string `json:"applies,omitempty" yaml:"applies"`
	Citation string   `json:"citation" yaml:"cite"`
}

// A Sheet is the procedure on a day, with full citations valid on that day.
type Sheet struct {
	At     fact.Date `json:"at"`
	Title  string    `json:"title"`
	Regime Regime    `json:"regime"`
	Text
	Unverified []string `json:"unverified"`
}

// ErrNone is that no procedure is in force on the day.
var ErrNone = errors.New("no procedure in force")

// At returns the procedure on the day at, or ErrNone.
func (p *Procedure) At(at fact.Date) (*Sheet, error) {
	i := slices.IndexFunc(p.Regimes, func(r Regime) bool { return r.From <= at && (r.Last == "" || at <= r.Last) })
	if i < 0 {
		return nil, fmt.Errorf("%s on %s: %w", p.ID, at, ErrNone)
	}
	r := p.Regimes[i]
	j := slices.IndexFunc(p.Texts, func(t Text) bool { return t.ID == r.Text })
	t := p.Texts[j]
	part := ""
	for _, x := range p.Parts {
		if x.From <= at {
			part = x.Part
		}
	}
	cite := func(s string) string { return p.CFR + " CFR " + part + s }
	s := &Sheet{At: at, Title: p.Title, Regime: r, Unverified: p.Unverified}
	for _, x := range t.Steps {
		x.Citation = cite(x.Citation)
		s.Steps = append(s.Steps, x)
	}
	for _, x := range t.Clocks {
		x.Citation = cite(x.Citation)
		s.Clocks = append(s.Clocks, x)
	}
	items := func(in []Item) (out []Item) {
		for _, x := range in {
			if x.From <= at {
				x.Citation = cite(x.Citation)
				out = append(out, x)
			}
		}
		return out
	}
	s.Criteria, s.Initial, s.Final, s.Outcomes = items(t.Criteria), items(t.Initial), items(t.Final), items(t.Outcomes)
	s.Indicators, s.Sources, s.Risks = items(t.Indicators), items(t.Sources), items(t.Risks)
	s.Disclosure, s.Conduct = items(t.Disclosure), items(t.Conduct)
	return s, nil
}

// Contents returns what a final determination of that outcome must hold.
func (s *Sheet) Contents(outcome string) []Item {
	var out []Item
	for _, x := range s.Final {
		if len(x.Applies) == 0 || slices.Contains(x.Applies, outcome) {
			out = append(out, x)
		}
	}
	return out
}

// Clock returns the clock of that ID; ok is false if the regime has none.
func (s *Sheet) Clock(id string) (c Clock, ok bool) {
	if i := slices.IndexFunc(s.Clocks, func(c Clock) bool { return c.ID == id }); i >= 0 {
		return s.Clocks[i], true
	}
	return Clock{}, false
}

// Default returns the embedded procedure of ICTS review.
func Default() (*Procedure, error) { return Parse(icts, "icts.yaml") }

// All returns the embedded procedures.
func All() ([]*Procedure, error) {
	review, err := Default()
	duties, err2 := Parse(dsp, "dsp.yaml")
	return []*Procedure{review, duties}, errors.Join(err, err2)
}

// Parse reads and checks a procedure. name is used in errors.
func Parse(b []byte, name string) (*Procedure, error) {
	var p Procedure
	if err := datafile.Decode(b, name, &p); err != nil {
		return nil, err
	}
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("%s: procedure %s: %w", name, p.ID, err)
	}
	return &p, nil
}

func (p *Procedure) check() error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if len(p.Parts) == 0 || len(p.Regimes) == 0 {
		bad("want parts and regimes")
	}
	for i, r := range p.Regimes {
		if _, err := fact.ParseDate(string(r.From)); err != nil || r.Last != "" && r.Last < r.From {
			bad("regime %s: dates missing or reversed", r.ID)
		}
		if i > 0 && (p.Regimes[i-1].Last == "" || p.Regimes[i-1].Last >= r.From) {
			bad("regimes %s and %s: overlapping periods", p.Regimes[i-1].ID, r.ID)
		}
		if !slices.ContainsFunc(p.Texts, func(t Text) bool { return t.ID == r.Text }) {
			bad("regime %s: no text %q", r.ID, r.Text)
		}
	}
	for _, t := range p.Texts {
		errs = append(errs, t.check()...)
	}
	return errors.Join(errs...)
}

func (t *Text) check() (errs []error) {
	bad := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("text %s: %w", t.ID, fmt.Errorf(format, args...)))
	}
	clocks := map[string]bool{}
	for _, c := range t.Clocks {
		lengths := 0
		for _, given := range []bool{c.Days > 0, c.Years > 0, c.By != ""} {
			if given {
				lengths++
			}
		}
		if _, err := time.Parse("01-02", c.By); clocks[c.ID] || lengths != 1 || c.By != "" && err != nil || !strings.HasPrefix(c.Citation, ".") {
			bad("clock %q: want an id of its own, days, years or a day of the year, and a citation", c.ID)
		}
		clocks[c.ID] = true
	}
	for _, s := range t.Steps {
		for _, c := range slices.Concat(s.Starts, s.Ends) {
			if !clocks[c] {
				bad("step %s: no clock %q", s.ID, c)
			}
		}
		if s.ID == "" || s.By == "" || s.Makes == "" || !strings.HasPrefix(s.Citation, ".") {
			bad("step %q: want id, by, makes and a citation", s.ID)
		}
	}
	outcomes := map[string]bool{}
	for _, o := range t.Outcomes {
		outcomes[o.ID] = true
	}
	for _, x := range slices.Concat(t.Criteria, t.Initial, t.Final, t.Outcomes, t.Indicators, t.Sources, t.Risks, t.Disclosure, t.Conduct) {
		if x.ID == "" || x.Says == "" || !strings.HasPrefix(x.Citation, ".") {
			bad("item %q: want id, says and a citation", x.ID)
		}
		for _, o := range x.Applies {
			if !outcomes[o] {
				bad("item %s: no outcome %q", x.ID, o)
			}
		}
	}
	return errs
}
