package reach

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law/territory"
)

// A Ground is how somebody comes under a government's law. The names are those
// of the catalogue of compelling laws; which fact gives which is told at links.
type Ground string

// The grounds.
const (
	Incorporation Ground = "incorporation" // organised under its law
	Operation     Ground = "operation"     // runs the service there
	Presence      Ground = "presence"      // is there, or its office or equipment
	Nationality   Ground = "nationality"   // is a citizen
)

// A Law compels somebody.
type Law struct {
	Citation string
	// Applies is Yes, or Unknown where it may have lapsed, as Why says.
	Applies fact.Truth
	Why     string
	// Abroad says whether it reaches data and conduct outside the state.
	Abroad     fact.Truth
	Unverified bool
}

// Compels returns the laws of a government that reach somebody on one of the
// grounds and that serve an arm, most specific first; none if none is known.
type Compels func(government fact.Country, arm fact.Arm, on ...Ground) []Law

// standsThere are the grounds on which a service is reached that stands in the
// state: what stands there is run there. So is what has its principal place of
// business there, of which the office is there too.
var standsThere = []Ground{Operation, Presence}

// links are the facts that tie a party to a country, with the grounds that each
// gives. This is our reading, not law: a body of a state is taken as organised
// under its law; a principal place of business is where the service is run from;
// a person who lives in a state is there, and runs nothing there for that alone.
var links = []struct {
	kind    fact.StepKind
	says    string // of a party, before the country, in what would decide
	grounds []Ground
	of      func(*fact.Party) []fact.Country
	asked   func(persons bool) bool // whether it can be so of a person, or of an entity, of which nobody says
}{
	{fact.StepStateOf, "belongs to the state of", []Ground{Incorporation}, stateOf, func(bool) bool { return false }},
	{fact.StepOrganized, "is organised under the law of", []Ground{Incorporation}, func(p *fact.Party) []fact.Country { return p.Organized }, ofEntities},
	{fact.StepSeated, "has its principal place of business in", standsThere, func(p *fact.Party) []fact.Country { return one(p.Seat) }, ofEntities},
	{fact.StepLives, "lives in", []Ground{Presence}, func(p *fact.Party) []fact.Country { return one(p.Residence) }, ofPersons},
	{fact.StepPresent, "is in", []Ground{Presence}, func(p *fact.Party) []fact.Country { return one(p.Present) }, func(bool) bool { return false }},
	{fact.StepCitizen, "is a citizen of", []Ground{Nationality}, func(p *fact.Party) []fact.Country { return p.Citizenship }, ofPersons},
}

func stateOf(p *fact.Party) []fact.Country {
	if p.Kind != fact.State && p.Kind != fact.StateBody {
		return nil
	}
	return one(p.State)
}

func ofEntities(persons bool) bool { return !persons }
func ofPersons(persons bool) bool  { return persons }

func one(c fact.Country) []fact.Country {
	if c == "" {
		return nil
	}
	return []fact.Country{c}
}

// foremost returns the government's own country if it is among several, else the
// first by code of its territories among them; empty where there is none.
func (j *judge) foremost(g fact.Country, of []fact.Country) fact.Country {
	if slices.Contains(of, g) {
		return g
	}
	in := slices.DeleteFunc(slices.Clone(of), func(c fact.Country) bool { return !j.within(g, c) })
	if len(in) == 0 {
		return ""
	}
	return slices.Min(in)
}

// within reports whether a country is the government's on the day of review.
func (j *judge) within(g, c fact.Country) bool { return c == g || territory.State(c, j.in.At) == g }

// A tie is one fact that binds a party to a government, or may.
type tie struct {
	truth   fact.Truth // Yes; or Unknown where statements differ, or nobody states it
	grounds []Ground
	says    string
	kind    fact.StepKind
	country fact.Country // as stated
	stated  bool
	claim   fact.ID // one that says so, where stated
}

// bonds are the ties of a party to a government, and every claim that they rest
// on. There are none for a party of which no claim names the country.
type bonds struct {
	ties []tie
	from []fact.ID
}

type tieKey struct {
	party      fact.PartyID
	government fact.Country
}

// ties finds the bonds of a party, once.
func (j *judge) ties(p fact.PartyID, g fact.Country) bonds {
	k := tieKey{p, g}
	b, ok := j.known[k]
	if !ok {
		b = j.bind(j.parties[p], g)
		j.known[k] = b
	}
	return b
}

// bind finds what claims about one party say of its ties to g.
func (j *judge) bind(claims []claim, g fact.Country) bonds {
	var b bonds
	persons, any := false, false
	for _, c := range claims {
		persons = persons || c.party.Kind == fact.Person
		b.from = append(b.from, c.id)
	}
	for _, l := range links {
		t := tie{grounds: l.grounds, kind: l.kind, says: l.says + " " + string(g)}
		no := false
		for _, c := range claims {
			of := l.of(c.party)
			in := j.foremost(g, of)
			no = no || in == "" && len(of) > 0
			if in != "" && (!t.stated || j.foremost(g, []fact.Country{t.country, in}) != t.country) {
				t.stated, t.claim, t.country, t.says = true, c.id, in, l.says+" "+string(in)
			}
		}
		if t.stated && !no {
			t.truth = fact.Yes
		}
		if any = any || t.stated; t.stated || !no && l.asked(persons) {
			b.ties = append(b.ties, t)
		}
	}
	if !any {
		return bonds{}
	}
	return b
}

// surest is the truth that any of ties binds.
func surest(ties []tie) fact.Truth {
	t := fact.No
	for _, x := range ties {
		if x.stated {
			t = max(t, x.truth)
		}
	}
	return t
}

// known gathers the grounds of the ties that certainly bind.
func known(ties []tie) []Ground {
	var out []Ground
	for _, x := range ties {
		if x.truth == fact.Yes {
			out = append(out, x.grounds...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
