package instrument

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

// A Case is a question to the data with the answer they must give.
type Case struct {
	At    fact.Date `yaml:"at"`
	Known fact.Date `yaml:"known"`
	// Ask is one of in-force, regime, line, member, listed, state, cite, competent, named.
	Ask     string `yaml:"ask"`
	Of      string `yaml:"of"`      // an instrument, a line, a list, or any list
	Subject string `yaml:"subject"` // a party, or for member a country
	Want    string `yaml:"want"`

	Place datafile.Place `json:"-" yaml:"-"`
}

// String says the question in words.
func (c Case) String() string {
	s := strings.Join(slices.DeleteFunc([]string{c.Ask, c.Of, c.Subject}, func(s string) bool { return s == "" }), " ")
	if c.Known != "" {
		return fmt.Sprintf("%s on %s as known on %s", s, c.At, c.Known)
	}
	return fmt.Sprintf("%s on %s", s, c.At)
}

func (c Case) check() []error {
	errs := checkDates(c.Place, "case", c.At, c.Known)
	if len(c.At) != 10 || c.Known != "" && len(c.Known) != 10 {
		errs = append(errs, c.Place.Errorf("case: want full days"))
	}
	if answers[c.Ask] == nil {
		errs = append(errs, c.Place.Errorf("case: unknown ask %q", c.Ask))
	}
	if c.Want == "" {
		errs = append(errs, c.Place.Errorf("case: want is missing"))
	}
	return errs
}

// Cases returns the cases of the data in file order. The slice is the caller's.
func (l *Library) Cases() []Case { return slices.Clone(l.cases) }

// Run answers c and returns an error that says question, answer and want if they differ.
func (l *Library) Run(c Case) error {
	got, err := l.Answer(c)
	if err != nil {
		return c.Place.Errorf("%v: %w", c, err)
	}
	if got != c.Want {
		return c.Place.Errorf("%v: got %q, want %q", c, got, c.Want)
	}
	return nil
}

var answers = map[string]func(*Library, Case) (string, error){
	"in-force":  (*Library).answerInForce,
	"regime":    (*Library).answerRegime,
	"line":      (*Library).answerLine,
	"member":    (*Library).answerMember,
	"listed":    (*Library).answerListed,
	"state":     (*Library).answerState,
	"cite":      (*Library).answerCite,
	"competent": (*Library).answerCompetent,
	"named":     (*Library).answerNamed,
}

// Answer answers the question of c in words; it ignores c.Want.
func (l *Library) Answer(c Case) (string, error) {
	if f := answers[c.Ask]; f != nil {
		return f(l, c)
	}
	return "", fmt.Errorf("unknown ask %q", c.Ask)
}

func (l *Library) answerInForce(c Case) (string, error) {
	if l.Lookup(c.Of) == nil {
		return "", fmt.Errorf("%s is not in the data", c.Of)
	}
	s, ok := l.Standing(c.Of, c.At, c.Known)
	if !ok {
		return fact.No.String(), nil
	}
	return s.InForce.String(), nil
}

func (l *Library) answerCite(c Case) (string, error) {
	i := l.Lookup(c.Of)
	if i == nil {
		return "", fmt.Errorf("%s is not in the data", c.Of)
	}
	return i.CiteOn(c.At), nil
}

func (l *Library) answerCompetent(c Case) (string, error) {
	if l.Lookup(c.Of) == nil {
		return "", fmt.Errorf("%s is not in the data", c.Of)
	}
	s, _ := l.Standing(c.Of, c.At, c.Known)
	return cmp.Or(s.Office, "none"), nil
}

func (l *Library) answerRegime(c Case) (string, error) {
	if err := l.hasLine(c.Of); err != nil {
		return "", err
	}
	if s, _, ok := l.Line(c.Of, c.At, c.Known); ok {
		return s.ID, nil
	}
	return "none", nil
}

func (l *Library) answerLine(c Case) (string, error) {
	if err := l.hasLine(c.Of); err != nil {
		return "", err
	}
	s, applies, ok := l.Line(c.Of, c.At, c.Known)
	if ok && s.State == ScheduledState {
		return string(s.State), nil
	}
	return applies.String(), nil
}

func (l *Library) answerMember(c Case) (string, error) {
	if err := l.hasLine(c.Of); err != nil {
		return "", err
	}
	s, _, ok := l.Line(c.Of, c.At, c.Known)
	if !ok {
		return fact.No.String(), nil
	}
	return Set{Members: s.Members, InForce: s.InForce}.Has(fact.Country(c.Subject)).String(), nil
}

func (l *Library) hasLine(line string) error {
	if !slices.ContainsFunc(l.instruments, func(i *Instrument) bool { return i.Line == line }) {
		return fmt.Errorf("line %s is not in the data", line)
	}
	return nil
}

// Holdings returns what the listings of a subject are on a day, on one list or,
// for "any", on all.
func (l *Library) Holdings(list, subject string, at, known fact.Date) []Holding {
	var hs []Holding
	for _, e := range l.listings {
		if (list == "any" || strings.EqualFold(e.List, list)) && e.Names(subject) {
			if h, ok := e.at(at, known); ok {
				hs = append(hs, h)
			}
		}
	}
	return hs
}

func (l *Library) answerListed(c Case) (string, error) {
	if c.Of != "any" && l.Lookup(c.Of) == nil {
		return "", fmt.Errorf("%s is not in the data", c.Of)
	}
	r := fact.No
	for _, h := range l.Holdings(c.Of, c.Subject, c.At, c.Known) {
		r = fact.Or(r, h.Listed)
	}
	return r.String(), nil
}

func (l *Library) answerState(c Case) (string, error) {
	var words []string
	for _, h := range l.Holdings(c.Of, c.Subject, c.At, c.Known) {
		if h.State != NotYetListed {
			words = append(words, h.Words())
		}
	}
	if len(words) == 0 {
		return "never listed", nil
	}
	return strings.Join(words, "; "), nil
}

func (l *Library) answerNamed(c Case) (string, error) {
	n := 0
	for _, e := range l.listings {
		if !strings.EqualFold(e.List, c.Of) {
			continue
		}
		if h, ok := e.at(c.At, c.Known); ok && h.Listed == fact.Yes {
			n += e.Parties()
		}
	}
	return fmt.Sprint(n), nil
}

// Words says the state of h with its date.
func (h Holding) Words() string {
	switch h.State {
	case NotYetEffective:
		return fmt.Sprintf("%s (effective %s)", h.State, h.Effective)
	case Removed:
		return fmt.Sprintf("%s (%s)", h.State, next(h.Last))
	case NotYetListed:
		return fmt.Sprintf("%s (%s)", h.State, h.From)
	case ShelvedState, WithdrawnState, BlockedState:
		return fmt.Sprintf("%s (%s)", h.State, h.On)
	}
	return string(h.State)
}
