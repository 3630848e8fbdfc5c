package instrument

import (
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

// A Kind says what sort of instrument it is.
type Kind string

// The kinds of instrument.
const (
	Statute    Kind = "statute"
	Order      Kind = "order"
	Rule       Kind = "rule"
	List       Kind = "list"
	ForeignLaw Kind = "foreign-law" // law of a state other than the United States
	Warning    Kind = "warning"     // binds nobody
)

// A Status is how far an instrument has come; empty is enacted.
type Status string

// The statuses other than enacted.
const (
	Proposed  Status = "proposed"  // never in force
	Scheduled Status = "scheduled" // to begin by an earlier act, not confirmed
)

// An Instrument is one period of one instrument.
type Instrument struct {
	ID       string   `json:"id" yaml:"id"`
	Kind     Kind     `json:"kind" yaml:"kind"`
	Title    string   `json:"title" yaml:"title"`
	Issuer   string   `json:"issuer" yaml:"issuer"`
	Citation string   `json:"citation" yaml:"cite"`
	Cited    []Cited  `json:"cited,omitempty" yaml:"cited"`
	Status   Status   `json:"status,omitempty" yaml:"status"`
	Says     string   `json:"says" yaml:"says"`
	Reaches  string   `json:"reaches" yaml:"reaches"`
	Effect   string   `json:"effect" yaml:"effect"`
	Notes    []string `json:"notes,omitempty" yaml:"notes"`
	// Subjects names parties that the instrument is about.
	Subjects []string `json:"subjects,omitempty" yaml:"subjects"`

	// From and Last are the first and the last day in force; an empty Last is open.
	From fact.Date `json:"from,omitempty" yaml:"from"`
	Last fact.Date `json:"last,omitempty" yaml:"last"`
	// FromBy is a day by which it was in force, where the first day is not known.
	FromBy fact.Date `json:"from_by,omitempty" yaml:"from_by"`
	// Known is the day from which it could be known; in a loaded library never empty.
	Known fact.Date `json:"known" yaml:"known"`
	// LastKnown is the day from which its end could be known.
	LastKnown fact.Date `json:"last_known,omitempty" yaml:"last_known"`
	// EndedBy is the instrument that ended it.
	EndedBy string `json:"ended_by,omitempty" yaml:"ended_by"`

	// Line names the line of succession it belongs to.
	Line string `json:"line,omitempty" yaml:"line"`
	// Suspends is set for a period in which the rest of the line does not apply.
	Suspends bool `json:"suspends,omitempty" yaml:"suspends"`

	// Set is what its members are called, as "countries of concern".
	Set     string   `json:"set,omitempty" yaml:"set"`
	Members []Member `json:"members,omitempty" yaml:"members"`

	// Decides says where a review asks it of a dealing; nil only for what is foreign,
	// binds nobody or was never in force.
	Decides *Decides `json:"decides,omitempty" yaml:"decides"`

	Competent []Office `json:"competent,omitempty" yaml:"competent"`
	Phases    []Phase  `json:"phases,omitempty" yaml:"phases"`

	Sources []string `json:"sources" yaml:"sources"`
	// Seen is the last day on which a source showed it unchanged; empty: not dated.
	Seen fact.Date `json:"seen,omitempty" yaml:"seen"`
	// Unverified names fields that were not seen in a source; "all" is every one.
	Unverified []string `json:"unverified,omitempty" yaml:"unverified"`

	Place datafile.Place `json:"-" yaml:"-"`
}

// Decides says which provision of the pack us-catalogue stands for an instrument where
// no pack decides it, or else why no dealing is decided by it alone.
type Decides struct {
	Rule string `json:"rule,omitempty" yaml:"rule"`
	None string `json:"none,omitempty" yaml:"none"`
}

// A Cited is how an instrument is cited from a day on, after it was renumbered.
type Cited struct {
	From     fact.Date `json:"from" yaml:"from"`
	Citation string    `json:"citation" yaml:"cite"`
}

// CiteOn returns the citation valid on a day.
func (i *Instrument) CiteOn(at fact.Date) string {
	cite := i.Citation
	for _, c := range i.Cited {
		if c.From.Last() <= at {
			cite = c.Citation
		}
	}
	return cite
}

// A Member is a country of a set, or something in it: "VE: Maduro Regime" is a
// regime and not the country.
type Member string

// Country returns the country, and whether the member is less than all of it.
func (m Member) Country() (c fact.Country, part bool) {
	code, _, part := strings.Cut(string(m), ":")
	return fact.Country(code), part
}

// An Office is who was competent, from its first to its last day; empty bounds
// are those of the instrument. A rule or list without any has its issuer.
type Office struct {
	Office     string    `json:"office" yaml:"office"`
	From       fact.Date `json:"from,omitempty" yaml:"from"`
	Last       fact.Date `json:"last,omitempty" yaml:"last"`
	Unverified bool      `json:"unverified,omitempty" yaml:"unverified"`
}

// A Phase is what changes within the period of an instrument.
type Phase struct {
	From       fact.Date `json:"from" yaml:"from"`
	Last       fact.Date `json:"last,omitempty" yaml:"last"`
	Says       string    `json:"says" yaml:"says"`
	Unverified bool      `json:"unverified,omitempty" yaml:"unverified"`
}

// An Event is what became of a listing that never bound anybody.
type Event string

// The events.
const (
	Shelved   Event = "shelved"   // proposed and not decided
	Withdrawn Event = "withdrawn" // made public and taken back
	Blocked   Event = "blocked"   // a transaction that was stopped
)

// A Listing is that a party, a group or a category stood on a list, or nearly.
type Listing struct {
	List    string   `json:"list" yaml:"list"` // the ID of an instrument
	Subject string   `json:"subject" yaml:"subject"`
	Also    []string `json:"also,omitempty" yaml:"also"` // further names it answers to
	// Category is set where things are listed, not a party.
	Category bool `json:"category,omitempty" yaml:"category"`
	// Group counts the parties where the entry stands for several; 0 is one.
	Group int `json:"group,omitempty" yaml:"group"`

	// From and Last are the first and the last day listed.
	From fact.Date `json:"from,omitempty" yaml:"from"`
	Last fact.Date `json:"last,omitempty" yaml:"last"`
	// Known and LastKnown are as in Instrument; LastKnown defaults to the day after Last.
	Known     fact.Date `json:"known" yaml:"known"`
	LastKnown fact.Date `json:"last_known,omitempty" yaml:"last_known"`
	// Effective is the first day on which the listing binds; empty: From.
	Effective fact.Date `json:"effective,omitempty" yaml:"effective"`
	DivestBy  fact.Date `json:"divest_by,omitempty" yaml:"divest_by"`
	// Event and On say what happened instead of a listing, and when.
	Event Event     `json:"event,omitempty" yaml:"event"`
	On    fact.Date `json:"on,omitempty" yaml:"on"`

	Citation   string   `json:"citation,omitempty" yaml:"cite"`
	Note       string   `json:"note,omitempty" yaml:"note"`
	Sources    []string `json:"sources" yaml:"sources"`
	Unverified []string `json:"unverified,omitempty" yaml:"unverified"`

	Place datafile.Place `json:"-" yaml:"-"`
}

// Names reports whether the listing answers to name, letter case aside.
func (l *Listing) Names(name string) bool {
	if strings.EqualFold(l.Subject, name) {
		return true
	}
	for _, a := range l.Also {
		if strings.EqualFold(a, name) {
			return true
		}
	}
	return false
}

// Parties counts the parties named by the listing, 0 for a category.
func (l *Listing) Parties() int {
	if l.Category {
		return 0
	}
	return max(l.Group, 1)
}
