package instrument

import (
	"cmp"
	"slices"

	"github.com/longarm-project/longarm/fact"
)

// A State is what an instrument or a listing is on a day, in words.
type State string

// The states of an instrument, in the order they are shown.
const (
	InForce         State = "in force"
	ScheduledState  State = "scheduled, unconfirmed"
	NotYet          State = "not yet in force"
	Suspended       State = "suspended"
	Ended           State = "no longer in force"
	ProposedState   State = "proposed, never in force"
	NotCertain      State = "not certain"
	Listed          State = "listed"
	NotYetEffective State = "listed, not yet effective"
	NotYetListed    State = "not yet listed"
	Removed         State = "removed"
	ShelvedState    State = "shelved"
	WithdrawnState  State = "withdrawn"
	BlockedState    State = "blocked"
)

var order = []State{InForce, ScheduledState, NotCertain, Suspended, NotYet, Ended, ProposedState}

// A Standing is what an instrument is on a day, as far as was known.
type Standing struct {
	*Instrument
	State State `json:"state"`
	// CiteAt is the citation valid on the day.
	CiteAt string `json:"citation_at"`
	// InForce is Unknown for what is scheduled but unconfirmed and for dates not known to the day.
	InForce fact.Truth `json:"in_force"`
	// Office is who was competent on the day; empty: not in force, or not in the data.
	Office string `json:"office,omitempty"`
	// OfficeUnverified is set where Office was not seen in a source.
	OfficeUnverified bool `json:"office_unverified,omitempty"`
	// Phase is what the phases in course on the day say.
	Phase []Phase `json:"phase,omitempty"`
	// Stale is set where the day lies after the last one on which a source was seen.
	Stale bool `json:"stale,omitempty"`
}

// A Holding is what a listing is on a day, as far as was known.
type Holding struct {
	*Listing
	State State `json:"state"`
	// Listed says whether the subject stands on the list, bound or not yet.
	Listed fact.Truth `json:"listed"`
	// Binds says whether the listing is effective.
	Binds fact.Truth `json:"binds"`
}

// A Set is the countries that an instrument in force names.
type Set struct {
	Name       string   `json:"name"`
	Instrument string   `json:"instrument"`
	Members    []Member `json:"members"`
	// InForce is Yes or Unknown; sets not in force are left out.
	InForce fact.Truth `json:"in_force"`
}

// Has says whether the set holds all of country c. It is Unknown where only a
// part of the country is named, or the set itself may not be in force.
func (s Set) Has(c fact.Country) fact.Truth {
	r := fact.No
	for _, m := range s.Members {
		if country, part := m.Country(); country == c && !part {
			r = fact.Yes
		} else if country == c {
			r = fact.Or(r, fact.Unknown)
		}
	}
	return fact.And(r, s.InForce)
}

// A View is the library on a day, as it could be known on another.
type View struct {
	At fact.Date `json:"at"`
	// Known is the day up to which things could be known; empty: all that is in the data.
	Known fact.Date `json:"known,omitempty"`
	// Instruments are sorted by state, in force first, then by ID.
	Instruments []Standing `json:"instruments"`
	Sets        []Set      `json:"sets"`
	// Listings are sorted by list, subject and first day.
	Listings []Holding `json:"listings"`
}

// At returns what is so on the day at, as far as it could be known on the day
// known; an empty known is all that the data say. Both are full days. What could
// not be known then is left out: an instrument not yet published, the end of one
// not yet revoked. So the view answers what a reader of that day would have said.
func (l *Library) At(at, known fact.Date) View {
	v := View{At: at, Known: known, Instruments: []Standing{}, Sets: []Set{}, Listings: []Holding{}}
	for _, i := range l.instruments {
		if s, ok := l.standing(i, at, known); ok {
			v.Instruments = append(v.Instruments, s)
			if i.Set != "" && (s.State == InForce || s.InForce == fact.Unknown) {
				v.Sets = append(v.Sets, Set{i.Set, i.ID, i.Members, s.InForce})
			}
		}
	}
	slices.SortStableFunc(v.Instruments, func(a, b Standing) int {
		return cmp.Compare(slices.Index(order, a.State), slices.Index(order, b.State))
	})
	for _, e := range l.listings {
		if h, ok := e.at(at, known); ok {
			v.Listings = append(v.Listings, h)
		}
	}
	return v
}

// Standing returns what the instrument of that ID is on a day; ok is false if
// it is not in the data or could not be known.
func (l *Library) Standing(id string, at, known fact.Date) (s Standing, ok bool) {
	if i := l.Lookup(id); i != nil {
		return l.standing(i, at, known)
	}
	return Standing{}, false
}

func (l *Library) standing(i *Instrument, at, known fact.Date) (Standing, bool) {
	if !knowable(i.Known, known) {
		return Standing{}, false
	}
	s := Standing{Instrument: i, CiteAt: i.CiteOn(at), Stale: i.Seen != "" && at > i.Seen}
	last := i.Last
	if last != "" && !knowable(i.LastKnown, known) {
		last = ""
	}
	began, over := reached(i.From, at), passed(last, at)
	if i.From == "" && began == fact.Yes {
		began = fact.And(fact.Yes, fact.Or(fact.Unknown, reached(i.FromBy, at)))
	}
	switch {
	case i.Status == Proposed:
		s.State, s.InForce = ProposedState, fact.No
	case began == fact.No:
		s.State, s.InForce = NotYet, fact.No
	case over == fact.Yes:
		s.State, s.InForce = l.ending(i, at, known), fact.No
	case i.Status == Scheduled:
		s.State, s.InForce = ScheduledState, fact.Unknown
	case began == fact.Unknown || over == fact.Unknown:
		s.State, s.InForce = NotCertain, fact.Unknown
	default:
		s.State, s.InForce = InForce, fact.Yes
		s.name(at)
	}
	return s, true
}

// name fills the office and the phases of the day. Who issues a rule or a list
// is taken to be competent for it; who enacts a statute or an order is not.
func (s *Standing) name(at fact.Date) {
	if s.Kind == Rule || s.Kind == List {
		s.Office = s.Issuer
	}
	for _, o := range s.Competent {
		if fact.And(reached(o.From, at), passed(o.Last, at).Not()) == fact.Yes {
			s.Office, s.OfficeUnverified = o.Office, o.Unverified
		}
	}
	for _, p := range s.Phases {
		if fact.And(reached(p.From, at), passed(p.Last, at).Not()) == fact.Yes {
			s.Phase = append(s.Phase, p)
		}
	}
}

// ending says how a period that is over ended: for good, or suspended on that day.
func (l *Library) ending(i *Instrument, at, known fact.Date) State {
	by := l.Lookup(i.EndedBy)
	if by == nil || !by.Suspends {
		return Ended
	}
	if s, ok := l.standing(by, at, known); ok && s.State == InForce {
		return Suspended
	}
	return Ended
}

// Line returns what stands on a line on a day: the one instrument in force or
// scheduled, and whether what the line is about applies. While a suspension is
// in force it does not. ok is false when nothing of the line stands.
func (l *Library) Line(line string, at, known fact.Date) (s Standing, applies fact.Truth, ok bool) {
	applies = fact.No
	for _, i := range l.instruments {
		if i.Line != line {
			continue
		}
		if t, seen := l.standing(i, at, known); seen && t.InForce > fact.No && (!ok || t.InForce > s.InForce) {
			s, ok, applies = t, true, t.InForce
			if i.Suspends {
				applies = t.InForce.Not()
			}
		}
	}
	return s, applies, ok
}

// at says what the listing is on a day; ok is false if it could not be known.
func (e *Listing) at(at, known fact.Date) (Holding, bool) {
	if !knowable(e.Known, known) {
		return Holding{}, false
	}
	h := Holding{Listing: e, Listed: fact.No, Binds: fact.No}
	if e.Event != "" {
		if reached(e.On, at) == fact.No {
			return Holding{}, false
		}
		h.State = State(e.Event)
		return h, true
	}
	last := e.Last
	if last != "" && !knowable(e.LastKnown, known) {
		last = ""
	}
	began, over := reached(e.From, at), passed(last, at)
	h.Listed = fact.And(began, over.Not())
	h.Binds = fact.And(h.Listed, reached(e.Effective, at))
	switch {
	case over == fact.Yes:
		h.State = Removed
	case began == fact.No:
		h.State = NotYetListed
	case h.Listed == fact.Unknown:
		h.State = NotCertain
	case h.Binds == fact.No:
		h.State = NotYetEffective
	default:
		h.State = Listed
	}
	return h, true
}

// knowable says whether what was known from a day on was known on the day known.
func knowable(from, known fact.Date) bool { return known == "" || from.Last() <= known }

// reached says whether the day from has come; an empty one always has.
func reached(from, at fact.Date) fact.Truth {
	switch {
	case from == "" || from.Last() <= at:
		return fact.Yes
	case from.First() > at:
		return fact.No
	}
	return fact.Unknown
}

// passed says whether the day last is over; an empty one never is.
func passed(last, at fact.Date) fact.Truth {
	switch {
	case last == "" || last.First() >= at:
		return fact.No
	case last.Last() < at:
		return fact.Yes
	}
	return fact.Unknown
}
