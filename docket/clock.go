package docket

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law/procedure"
)

// A Clock is a period that a step started.
type Clock struct {
	procedure.Clock
	Started fact.Date
	By      string    // the step that started it
	Due     fact.Date // last day; of a minimum, the last day that must have passed
	Ended   fact.Date // empty: it runs, or is suspended
	EndedBy string    // the step that ended it
	// Stopped is the day from which it is suspended; empty: it is not.
	Stopped fact.Date
	Moves   []Move // how Due came to be later than the text alone says
}

// A Move is why a clock ends later.
type Move struct {
	On     fact.Date
	To     fact.Date
	Reason string
}

// Left counts the days from on to the last day; less than nothing: it is overdue. ok is false where the clock does not run.
func (c *Clock) Left(on fact.Date) (days int, ok bool) {
	if c.Ended != "" || c.Stopped != "" {
		return 0, false
	}
	return between(on, c.Due), true
}

// Explain says how the last day was found.
func (c *Clock) Explain() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s from %s (%s on %s), the day itself left out, weekends and holidays counted", c.Length(), c.From, c.By, c.Started)
	for _, m := range c.Moves {
		fmt.Fprintf(&s, "; on %s moved to %s: %s", m.On, m.To, m.Reason)
	}
	if c.Stopped != "" {
		fmt.Fprintf(&s, "; suspended since %s", c.Stopped)
	}
	fmt.Fprintf(&s, "; %s", c.Citation)
	if c.Reading != "" {
		fmt.Fprintf(&s, "; our reading: %s", c.Reading)
	}
	return s.String()
}

func day(d fact.Date) time.Time {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t
}

func between(from, to fact.Date) int { return int(day(to).Sub(day(from)).Hours() / 24) }

func later(d fact.Date, days int) fact.Date {
	return fact.Date(day(d).AddDate(0, 0, days).Format(time.DateOnly))
}

// step takes a step of the procedure as it stands on its day: clocks start and end.
func (c *Case) step(e *Event, b Step) error {
	if c.procedure == nil {
		return refuse("the case follows no procedure")
	}
	sheet, err := c.procedure.At(e.Day())
	if err != nil {
		return refuse("%w", err)
	}
	i := slices.IndexFunc(sheet.Steps, func(s procedure.Step) bool { return s.ID == b.Step })
	if i < 0 {
		var names []string
		for _, s := range sheet.Steps {
			names = append(names, s.ID)
		}
		return refuse("%s has no step %q on %s: there are %s", sheet.Regime.ID, b.Step, e.Day(), strings.Join(names, ", "))
	}
	step := sheet.Steps[i]
	if n := len(c.Steps); n > 0 && c.Steps[n-1].On > e.Day() {
		return refuse("%s was taken on %s, after %s", c.Steps[n-1].Step.Step, c.Steps[n-1].On, e.Day())
	}
	if b.Outcome != "" && !slices.ContainsFunc(sheet.Outcomes, func(o procedure.Item) bool { return o.ID == b.Outcome }) {
		return refuse("%q is no outcome of %s", b.Outcome, sheet.Regime.ID)
	}
	for _, id := range step.Ends {
		if k := c.running(id); k >= 0 {
			c.Clocks[k].Ended, c.Clocks[k].EndedBy, c.Clocks[k].Stopped = e.Day(), step.ID, ""
		}
	}
	for _, id := range step.Starts {
		if c.running(id) >= 0 {
			continue // served on several on different days: the first counts
		}
		clock, _ := sheet.Clock(id)
		due, err := clock.Due(e.Day())
		if err != nil {
			return refuse("%w", err)
		}
		c.Clocks = append(c.Clocks, Clock{Clock: clock, Started: e.Day(), By: step.ID, Due: due})
	}
	c.Steps = append(c.Steps, Taken{b, e.Day(), e.By, step.Citation})
	return nil
}

// Next lists the steps that the procedure of the case has on a day; none where it follows none.
func (c *Case) Next(on fact.Date) []procedure.Step {
	if c.procedure == nil {
		return nil
	}
	sheet, err := c.procedure.At(on)
	if err != nil {
		return nil
	}
	return sheet.Steps
}

// running is the place of the clock of that id that has not ended, or -1.
func (c *Case) running(id string) int {
	return slices.IndexFunc(c.Clocks, func(k Clock) bool { return k.ID == id && k.Ended == "" })
}

func (c *Case) clock(id string) (*Clock, error) {
	k := c.running(id)
	if k < 0 {
		return nil, refuse("no clock %q runs", id)
	}
	return &c.Clocks[k], nil
}

func (c *Case) extend(e *Event, b Extended) error {
	k, err := c.clock(b.Clock)
	if err != nil {
		return err
	}
	switch {
	case k.Extension == "":
		return refuse("%s cannot be extended: %s", b.Clock, k.Citation)
	case strings.TrimSpace(b.Reason) == "":
		return refuse("a clock is extended for a reason: %s", k.Extension)
	case len(b.Until) != 10 || b.Until <= k.Due:
		return refuse("%s ends on %s already", b.Clock, k.Due)
	case b.Writing != "" && c.gone == 0 && !slices.ContainsFunc(c.Evidence, func(o Evidence) bool { return o.Digest == b.Writing }):
		return refuse("the writing %.8s is not among the evidence", b.Writing)
	}
	k.Moves = append(k.Moves, Move{e.Day(), b.Until, "extended " + k.Extension + ": " + b.Reason})
	k.Due = b.Until
	return nil
}

func (c *Case) suspend(e *Event, b Suspended) error {
	k, err := c.clock(b.Clock)
	if err != nil {
		return err
	}
	if k.Stopped != "" || strings.TrimSpace(b.Reason) == "" || e.Day() < k.Started {
		return refuse("%s is suspended already, the day is before its start, or no reason is given", b.Clock)
	}
	k.Stopped = e.Day()
	k.Moves = append(k.Moves, Move{e.Day(), k.Due, "suspended: " + b.Reason})
	return nil
}

func (c *Case) resume(e *Event, b Resumed) error {
	k, err := c.clock(b.Clock)
	if err != nil {
		return err
	}
	if k.Stopped == "" || e.Day() < k.Stopped {
		return refuse("%s is not suspended on %s", b.Clock, e.Day())
	}
	k.Due = later(k.Due, between(k.Stopped, e.Day()))
	k.Moves = append(k.Moves, Move{e.Day(), k.Due, strings.TrimSuffix("resumed: "+b.Reason, ": ")})
	k.Stopped = ""
	return nil
}
