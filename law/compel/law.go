package compel

import (
	"cmp"
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

// A Ground is how a person comes under a law.
type Ground string

// The grounds.
const (
	Incorporation Ground = "incorporation" // organised under the state's law
	Operation     Ground = "operation"     // runs the service or network in the state
	Offering      Ground = "offering"      // offers the service to people in the state, wherever it sits
	Presence      Ground = "presence"      // is in the state, or its staff, equipment or office is
	Control       Ground = "control"       // is controlled by, or controls, one who is reached; holds or controls the data
	Nationality   Ground = "nationality"   // is a citizen
)

// A Demand is what a law can ask for.
type Demand string

// The demands.
const (
	StoredData     Demand = "stored-data"
	LiveData       Demand = "live-data"
	Keys           Demand = "keys"
	DecryptionHelp Demand = "decryption-help"
	Assistance     Demand = "assistance"
	Capability     Demand = "capability" // build in the means
	Premises       Demand = "access-to-premises"
	Retention      Demand = "retention"
	Localisation   Demand = "localisation"
	BlockingDuty   Demand = "blocking-duty" // give nothing to foreign authorities
	Interruption   Demand = "interruption"  // stop, block or limit a service or dealings with somebody
	Interference   Demand = "interference"  // help to get into equipment
	Reports        Demand = "reports"       // tell of vulnerabilities, users or incidents
)

var (
	grounds = []Ground{Incorporation, Operation, Offering, Presence, Control, Nationality}
	demands = []Demand{StoredData, LiveData, Keys, DecryptionHelp, Assistance, Capability, Premises, Retention, Localisation, BlockingDuty, Interruption, Interference, Reports}
	arms    = []fact.Arm{fact.Read, fact.Cut, fact.Enter}
)

// Serves says whether meeting the demand can help a government to read, cut or
// enter. A general duty to assist, and entry to premises, can serve every arm, and
// the purpose of each law says which; a duty to build in means serves reading and
// entering; retention, localisation, blocking duties and reports serve none by
// themselves. This is our reading, not law.
func (d Demand) Serves(arm fact.Arm) bool {
	switch d {
	case Assistance, Premises:
		return true
	case StoredData, LiveData, Keys, DecryptionHelp:
		return arm == fact.Read
	case Capability:
		return arm == fact.Read || arm == fact.Enter
	case Interruption:
		return arm == fact.Cut
	case Interference:
		return arm == fact.Enter
	}
	return false
}

// A Secrecy is whether those compelled may tell.
type Secrecy string

// The values of Secrecy.
const (
	ByLaw     Secrecy = "law"        // follows from the text
	ByOrder   Secrecy = "order"      // needs a separate order
	NoneFound Secrecy = "none-found" // the text read says nothing
)

// A Law is one law in one version.
type Law struct {
	ID string `json:"id" yaml:"id"`
	// Instrument is its ID among the instruments, where it has one.
	Instrument string `json:"instrument,omitempty" yaml:"instrument"`
	// Line names the versions of which one at most is in force.
	Line string `json:"line,omitempty" yaml:"line"`
	// State is whose law it is; "EU" is the Union, whose Members it serves.
	State    fact.Country   `json:"state" yaml:"state"`
	Members  []fact.Country `json:"members,omitempty" yaml:"members"`
	Title    string         `json:"title" yaml:"title"`
	Citation string         `json:"citation" yaml:"cite"`
	// From and Last are the first and the last day in force; an empty Last is open.
	From fact.Date `json:"from" yaml:"from"`
	Last fact.Date `json:"last,omitempty" yaml:"last"`
	// Tail is until when orders given before Last go on.
	Tail      fact.Date `json:"tail,omitempty" yaml:"tail"`
	TailWords string    `json:"tail_words,omitempty" yaml:"tail_words"`

	Grounds []Ground `json:"grounds" yaml:"grounds"`
	Demands []Demand `json:"demands" yaml:"demands"` // empty for a law that only protects
	// Arms are those that the purpose of the law serves.
	Arms []fact.Arm `json:"arms,omitempty" yaml:"arms"`
	Who  string     `json:"who" yaml:"who"`
	Says string     `json:"says" yaml:"says"`

	// Abroad is whether it reaches data and conduct outside the state: yes, no or unclear.
	Abroad      Reach  `json:"abroad" yaml:"abroad"`
	AbroadWords string `json:"abroad_words" yaml:"abroad_words"`

	Secrecy      Secrecy  `json:"secrecy" yaml:"secrecy"`
	SecrecyWords string   `json:"secrecy_words,omitempty" yaml:"secrecy_words"`
	Safeguards   string   `json:"safeguards,omitempty" yaml:"safeguards"`
	Penalty      string   `json:"penalty,omitempty" yaml:"penalty"`
	Notes        []string `json:"notes,omitempty" yaml:"notes"`

	Sources []string `json:"sources" yaml:"sources"`
	// Seen is the last day on which a source showed it; empty: not dated.
	Seen fact.Date `json:"seen,omitempty" yaml:"seen"`
	// Recalled is set where no text was read.
	Recalled bool `json:"recalled,omitempty" yaml:"recalled"`
	// Unverified names fields that were not seen in a source.
	Unverified []string `json:"unverified,omitempty" yaml:"unverified"`

	Place datafile.Place `json:"-" yaml:"-"`
}

// A Reach is whether a law reaches abroad: "yes", "no" or "unclear".
type Reach string

// Truth returns Unknown for unclear.
func (r Reach) Truth() fact.Truth {
	switch r {
	case "yes":
		return fact.Yes
	case "no":
		return fact.No
	}
	return fact.Unknown
}

// InForce says whether the law can be used on the day at: Unknown in its tail,
// and on days that its dates leave open.
func (l *Law) InForce(at fact.Date) fact.Truth {
	began := fact.Active(l.From, "", at)
	switch {
	case l.Last == "" || at <= l.Last.First():
		return began
	case at <= l.Last.Last() || l.Tail != "" && at <= l.Tail.Last():
		return fact.And(began, fact.Unknown)
	}
	return fact.No
}

// Serves says whether the law is one that the government can use: its own, or
// the Union's for a member.
func (l *Law) Serves(government fact.Country) bool {
	return l.State == government || slices.Contains(l.Members, government)
}

// An Answer is that a law applies, or may.
type Answer struct {
	*Law
	// Applies is Yes or Unknown.
	Applies fact.Truth `json:"applies"`
	// Why says why Applies is Unknown, in the words of the law.
	Why string `json:"why,omitempty"`
	// Unverified is set where the answer rests on a field not seen in a source.
	// It hides Law.Unverified, which names the fields.
	Unverified bool `json:"unverified"`
}

// Laws returns the laws that are or may be in force on the day at, by ID.
func (l *Library) Laws(at fact.Date) []Law {
	var out []Law
	for _, w := range l.laws {
		if w.InForce(at) != fact.No {
			out = append(out, *w)
		}
	}
	return out
}

// A Query asks which laws of a government compel a person.
type Query struct {
	Government fact.Country
	// Grounds are those on which the person may be reached; any one is enough.
	Grounds []Ground
	// Demands are what is asked for; any one is enough.
	Demands []Demand
	At      fact.Date
	// Abroad is set where data and conduct lie outside the state.
	Abroad bool
}

// Ask returns the laws that answer q: those that certainly apply first, sourced
// ones before recalled ones, then by ID.
func (l *Library) Ask(q Query) []Answer {
	var out []Answer
	for _, w := range l.laws {
		if a, ok := w.answer(q); ok {
			out = append(out, a)
		}
	}
	slices.SortStableFunc(out, func(a, b Answer) int {
		return cmp.Or(-cmp.Compare(a.Applies, b.Applies), compareBool(a.Recalled, b.Recalled), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// For returns the laws of a government that can make a person reached on one of
// the grounds serve an arm, as Ask orders them. Whether they do so for data and
// conduct abroad is told by each law's Abroad.
func (l *Library) For(government fact.Country, arm fact.Arm, at fact.Date, on ...Ground) []Answer {
	q := Query{Government: government, Grounds: on, At: at}
	for _, d := range demands {
		if d.Serves(arm) {
			q.Demands = append(q.Demands, d)
		}
	}
	return slices.DeleteFunc(l.Ask(q), func(a Answer) bool { return !slices.Contains(a.Arms, arm) })
}

func (l *Law) answer(q Query) (Answer, bool) {
	if !l.Serves(q.Government) || !shares(l.Grounds, q.Grounds) || !shares(l.Demands, q.Demands) {
		return Answer{}, false
	}
	a := Answer{Law: l, Applies: l.InForce(q.At)}
	if a.Applies == fact.Unknown {
		a.Why = cmp.Or(l.TailWords, "its dates leave this day open")
	}
	if q.Abroad {
		a.Applies = fact.And(a.Applies, l.Abroad.Truth())
		if l.Abroad.Truth() == fact.Unknown {
			a.Why = l.AbroadWords
		}
	}
	a.Unverified = l.Recalled || shares(l.Unverified, []string{"all", "grounds", "demands", "from", "last", "tail", "says", "members"}) ||
		q.Abroad && slices.Contains(l.Unverified, "abroad")
	return a, a.Applies != fact.No
}

func shares[T comparable](a, b []T) bool {
	return slices.ContainsFunc(a, func(x T) bool { return slices.Contains(b, x) })
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
