package instrument

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

var (
	kinds    = []Kind{Statute, Order, Rule, List, ForeignLaw, Warning}
	statuses = []Status{"", Proposed, Scheduled}
	events   = []Event{"", Shelved, Withdrawn, Blocked}
)

// Conditions of data that a caller may ask for with errors.Is.
var (
	ErrOverlap  = errors.New("overlapping periods")
	ErrReversed = errors.New("dates reversed")
)

// check refuses what contradicts itself and fills Known and LastKnown.
func (l *Library) check() (errs []error) {
	for _, i := range l.instruments {
		if old := l.byID[strings.ToUpper(i.ID)]; old != nil {
			errs = append(errs, i.Place.Errorf("%s: stands already at %s", i.ID, old.Place))
			continue
		}
		l.byID[strings.ToUpper(i.ID)] = i
		errs = append(errs, i.check()...)
	}
	for _, i := range l.instruments {
		errs = append(errs, l.checkEnd(i)...)
	}
	for _, e := range l.listings {
		errs = append(errs, e.check()...)
		if l.byID[strings.ToUpper(e.List)] == nil {
			errs = append(errs, e.Place.Errorf("%s: no such list", e.List))
		}
	}
	errs = append(errs, l.checkLines()...)
	errs = append(errs, l.checkSubjects()...)
	for _, c := range l.cases {
		errs = append(errs, c.check()...)
	}
	return errs
}

func (i *Instrument) check() (errs []error) {
	bad := func(format string, args ...any) {
		errs = append(errs, i.Place.Errorf("%s: %w", i.ID, fmt.Errorf(format, args...)))
	}
	if i.ID == "" || strings.ContainsAny(i.ID, " \t") || strings.ToUpper(i.ID) != i.ID {
		bad("want an id in capitals without spaces")
	}
	if !slices.Contains(kinds, i.Kind) {
		bad("unknown kind %q, want one of %v", i.Kind, kinds)
	}
	if !slices.Contains(statuses, i.Status) {
		bad("unknown status %q, want proposed, scheduled or none", i.Status)
	}
	for _, f := range []struct{ name, text string }{{"title", i.Title}, {"issuer", i.Issuer}, {"cite", i.Citation}, {"says", i.Says}, {"reaches", i.Reaches}, {"effect", i.Effect}} {
		if f.text == "" {
			bad("%s is missing", f.name)
		}
	}
	if len(i.Sources) == 0 {
		bad("no source")
	}
	switch {
	case i.Status == Proposed && i.From != "":
		bad("a proposal has no first day in force")
	case i.Status != Proposed && i.From == "" && i.FromBy == "":
		bad("neither from nor from_by")
	}
	binds := i.Kind != ForeignLaw && i.Kind != Warning && i.Status != Proposed
	switch d := i.Decides; {
	case binds && d == nil:
		bad("decides is missing: the rule of us-catalogue that stands for it, or none and why")
	case d != nil && (d.Rule == "") == (d.None == ""):
		bad("decides: want a rule, or none and why")
	}
	if i.Known == "" {
		i.Known = cmp.Or(i.From, i.FromBy)
	}
	if i.Known == "" {
		bad("known is missing")
	}
	if (i.Set == "") != (len(i.Members) == 0) {
		bad("set and members go together")
	}
	for _, m := range i.Members {
		c, _ := m.Country()
		if got, err := fact.ParseCountry(string(c)); err != nil || got != c {
			bad("member %q: want a two-letter country code in capitals", m)
		}
	}
	errs = append(errs, checkDates(i.Place, i.ID, i.From, i.FromBy, i.Last, i.Known, i.LastKnown, i.Seen)...)
	errs = append(errs, checkOrder(i.Place, i.ID, cmp.Or(i.From, i.FromBy), i.Last)...)
	errs = append(errs, i.checkParts()...)
	return errs
}

func (i *Instrument) checkParts() (errs []error) {
	for _, o := range i.Competent {
		errs = append(errs, checkDates(i.Place, i.ID+": "+o.Office, o.From, o.Last)...)
		errs = append(errs, checkOrder(i.Place, i.ID+": "+o.Office, o.From, o.Last)...)
	}
	for a, o := range i.Competent {
		for _, p := range i.Competent[a+1:] {
			if overlap(o.From, o.Last, p.From, p.Last) {
				errs = append(errs, i.Place.Errorf("%s: two offices at once, %s and %s: %w", i.ID, o.Office, p.Office, ErrOverlap))
			}
		}
	}
	for _, c := range i.Cited {
		if c.From == "" || c.Citation == "" {
			errs = append(errs, i.Place.Errorf("%s: a later citation wants from and cite", i.ID))
		}
		errs = append(errs, checkDates(i.Place, i.ID, c.From)...)
	}
	for _, p := range i.Phases {
		if p.From == "" || p.Says == "" {
			errs = append(errs, i.Place.Errorf("%s: a phase wants from and says", i.ID))
		}
		errs = append(errs, checkDates(i.Place, i.ID, p.From, p.Last)...)
		errs = append(errs, checkOrder(i.Place, i.ID, p.From, p.Last)...)
	}
	return errs
}

// checkEnd fills LastKnown from the instrument that ended i.
func (l *Library) checkEnd(i *Instrument) []error {
	switch {
	case i.EndedBy != "" && i.Last == "":
		return []error{i.Place.Errorf("%s: ended by %s, but has no last day", i.ID, i.EndedBy)}
	case i.EndedBy != "":
		by := l.byID[i.EndedBy]
		if by == nil {
			return []error{i.Place.Errorf("%s: ended by %s, which is not in the data", i.ID, i.EndedBy)}
		}
		if i.LastKnown == "" {
			i.LastKnown = by.Known
		}
	case i.Last != "" && i.LastKnown == "":
		i.LastKnown = i.Known
	}
	return nil
}

func (e *Listing) check() (errs []error) {
	name := e.List + ", " + e.Subject
	bad := func(format string, args ...any) {
		errs = append(errs, e.Place.Errorf("%s: %w", name, fmt.Errorf(format, args...)))
	}
	if e.Subject == "" {
		bad("no subject")
	}
	if len(e.Sources) == 0 {
		bad("no source")
	}
	switch {
	case !slices.Contains(events, e.Event):
		bad("unknown event %q, want one of %v", e.Event, events[1:])
	case e.Event != "" && (e.From != "" || e.Last != "" || e.Effective != "" || e.On == ""):
		bad("%s: want on, and no from, last or effective", e.Event)
	case e.Event == "" && (e.From == "" || e.On != ""):
		bad("want from, and no on")
	}
	if e.Group < 0 || e.Group > 0 && e.Category {
		bad("group counts parties")
	}
	if e.Known == "" {
		e.Known = cmp.Or(e.From, e.On)
	}
	if e.Last != "" && e.LastKnown == "" {
		e.LastKnown = next(e.Last)
	}
	errs = append(errs, checkDates(e.Place, name, e.From, e.Last, e.Known, e.LastKnown, e.Effective, e.DivestBy, e.On)...)
	errs = append(errs, checkOrder(e.Place, name, e.From, e.Last)...)
	errs = append(errs, checkOrder(e.Place, name, e.From, e.Effective)...)
	errs = append(errs, checkOrder(e.Place, name, e.Effective, e.DivestBy)...)
	return errs
}

// checkLines refuses two instruments of a line in force on one day.
func (l *Library) checkLines() (errs []error) {
	for a, i := range l.instruments {
		for _, j := range l.instruments[a+1:] {
			if i.Line == "" || i.Line != j.Line || i.Status == Proposed || j.Status == Proposed {
				continue
			}
			if overlap(i.From, i.Last, j.From, j.Last) {
				errs = append(errs, j.Place.Errorf("line %s: %s and %s (%s): %w", i.Line, j.ID, i.ID, i.Place, ErrOverlap))
			}
		}
	}
	return errs
}

// checkSubjects refuses two listings of one subject on one list on one day.
func (l *Library) checkSubjects() (errs []error) {
	type key struct{ list, subject string }
	by := map[key][]*Listing{}
	for _, e := range l.listings {
		if e.Event != "" {
			continue
		}
		k := key{e.List, strings.ToLower(e.Subject)}
		for _, o := range by[k] {
			if overlap(e.From, e.Last, o.From, o.Last) {
				errs = append(errs, e.Place.Errorf("%s, %s: also at %s: %w", e.List, e.Subject, o.Place, ErrOverlap))
			}
		}
		by[k] = append(by[k], e)
	}
	return errs
}

func checkDates(at datafile.Place, name string, dates ...fact.Date) (errs []error) {
	for _, d := range dates {
		if d == "" {
			continue
		}
		if got, err := fact.ParseDate(string(d)); err != nil {
			errs = append(errs, at.Errorf("%s: %w", name, err))
		} else if got != d {
			errs = append(errs, at.Errorf("%s: %q: want a day, not a time", name, d))
		}
	}
	return errs
}

func checkOrder(at datafile.Place, name string, from, last fact.Date) []error {
	if from != "" && last != "" && from.First() > last.Last() {
		return []error{at.Errorf("%s: %s is before %s: %w", name, last, from, ErrReversed)}
	}
	return nil
}

// overlap says whether two periods certainly or possibly share a day; an empty bound is open.
func overlap(from1, last1, from2, last2 fact.Date) bool {
	after := func(from, last fact.Date) bool { return from != "" && last != "" && from.First() > last.Last() }
	return !after(from1, last2) && !after(from2, last1)
}

// next returns the day after d.
func next(d fact.Date) fact.Date {
	t, err := time.Parse("2006-01-02", string(d.Last()))
	if err != nil {
		return d
	}
	return fact.Date(t.AddDate(0, 0, 1).Format("2006-01-02"))
}
