package fact

import (
	"bytes"
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// An Authority says how far a statement counts against others about the same
// thing. This is the one place where that order stands: what a person states
// about this estate beats the evidence of this estate, which beats published
// registers, which beat the gazetteer's values that were seen in a source, which
// beat the gazetteer's values that were not; what is presumed yields to all.
//
// Within one authority nobody beats anybody: where those who speak differ, the
// value is not known, and [Disagreements] says so.
type Authority string

// The authorities. The empty one is Stated.
const (
	Stated     Authority = ""           // a person, about this estate
	Evidenced  Authority = "evidence"   // a record of this estate
	Registered Authority = "register"   // a public register or list
	Sourced    Authority = "gazetteer"  // a value of the gazetteer that was seen in a source
	Completed  Authority = "completion" // a value of the gazetteer that was not
	Presumed   Authority = "presumed"   // taken as given because nobody says otherwise
)

var authorities = []Authority{Presumed, Completed, Sourced, Registered, Evidenced, Stated}

// Valid reports whether a is one of the authorities.
func (a Authority) Valid() bool { return slices.Contains(authorities, a) }

// Beats reports whether what a says counts and what b says about the same thing does not.
func (a Authority) Beats(b Authority) bool {
	return slices.Index(authorities, a) > slices.Index(authorities, b)
}

// A Said is what one claim says of a party, as far as it counts: fields of which
// a claim of higher authority speaks are empty. Body is the claim itself.
type Said struct {
	ID    ID
	Body  *Claim
	Party *Party
}

// PartyClaims returns the claims about each party, each as far as it counts: the
// highest authority first, then by author and by what they say, so that the order
// does not depend on where or when they were read.
// Names, identifiers and designations add up over all who speak; of every other
// field only the highest authority that states it counts.
func PartyClaims(facts iter.Seq[Fact]) map[PartyID][]Said {
	out := map[PartyID][]Said{}
	for f := range facts {
		if c, ok := f.Body.(*Claim); ok && c.Party != nil {
			out[c.Party.ID] = append(out[c.Party.ID], Said{f.ID, c, c.Party})
		}
	}
	for _, said := range out {
		slices.SortFunc(said, compareSaid)
		yield(said)
	}
	return out
}

func compareSaid(a, b Said) int {
	switch {
	case a.Body.Authority.Beats(b.Body.Authority):
		return -1
	case b.Body.Authority.Beats(a.Body.Authority):
		return 1
	}
	return cmp.Or(strings.Compare(a.Body.Author, b.Body.Author), bytes.Compare(Canonical(a.Party), Canonical(b.Party)),
		slices.Compare(a.ID[:], b.ID[:]))
}

// partyFields are the fields of a party of which one value is right.
var partyFields = []struct {
	name  string
	value func(*Party) string // "" where not stated
	clear func(*Party)
}{
	{"kind", func(p *Party) string { return string(p.Kind) }, func(p *Party) { p.Kind = "" }},
	{"organized", func(p *Party) string { return joined(p.Organized) }, func(p *Party) { p.Organized = nil }},
	{"seat", func(p *Party) string { return string(p.Seat) }, func(p *Party) { p.Seat = "" }},
	{"state", func(p *Party) string { return string(p.State) }, func(p *Party) { p.State = "" }},
	{"residence", func(p *Party) string { return p.stay(true) }, func(p *Party) { p.leave(true) }},
	{"present", func(p *Party) string { return p.stay(false) }, func(p *Party) { p.leave(false) }},
	{"citizenship", func(p *Party) string { return joined(p.Citizenship) }, func(p *Party) { p.Citizenship = nil }},
	{"status", func(p *Party) string { return p.Status }, func(p *Party) { p.Status = "" }},
	{"branch_of", func(p *Party) string { return string(p.BranchOf) }, func(p *Party) { p.BranchOf = "" }},
	{"complete", func(p *Party) string { return known(p.Complete) }, func(p *Party) { p.Complete = Unknown }},
	{"concern", func(p *Party) string {
		if p.Concern == nil {
			return ""
		}
		return fmt.Sprintf("%s..%s", p.Concern.Lo, p.Concern.Hi)
	}, func(p *Party) { p.Concern = nil }},
	{"born", func(p *Party) string { return string(p.Born) }, func(p *Party) { p.Born = "" }},
	{"from", func(p *Party) string { return string(p.From) }, func(p *Party) { p.From = "" }},
	{"to", func(p *Party) string { return string(p.To) }, func(p *Party) { p.To = "" }},
}

// stay says where a person is, or lives, as stated: one country, or several with their days.
func (p *Party) stay(lived bool) string {
	out := string(p.Present)
	if lived {
		out = string(p.Residence)
	}
	for _, s := range p.Stays {
		if s.Lived == lived {
			out += fmt.Sprintf(" %s %s..%s", s.Country, s.From, s.To)
		}
	}
	return out
}

// leave takes back what stay says.
func (p *Party) leave(lived bool) {
	if lived {
		p.Residence = ""
	} else {
		p.Present = ""
	}
	var rest []Stay
	for _, s := range p.Stays {
		if s.Lived != lived {
			rest = append(rest, s)
		}
	}
	p.Stays = rest
}

func known(t Truth) string {
	if t == Unknown {
		return ""
	}
	return t.String()
}

func joined(cs []Country) string {
	var out []string
	for _, c := range cs {
		out = append(out, string(c))
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), ", ")
}

// yield empties, in copies, the fields of which a higher authority speaks.
func yield(said []Said) {
	if len(said) < 2 {
		return
	}
	for _, f := range partyFields {
		highest := Presumed
		for _, s := range said {
			if a := s.Body.Authority; f.value(s.Party) != "" && a.Beats(highest) {
				highest = a
			}
		}
		for i, s := range said {
			if f.value(s.Party) == "" || !highest.Beats(s.Body.Authority) {
				continue
			}
			if s.Party == s.Body.Party {
				p := *s.Party
				said[i].Party = &p
			}
			f.clear(said[i].Party)
		}
	}
}

// InterestClaims returns the claims of interests that count, by ID. An interest
// counts unless a higher authority states the same one (owner, asset, kind, at
// times that meet), or states holders of the asset of that sort and that they are all.
func InterestClaims(facts iter.Seq[Fact]) []Fact {
	type key struct {
		owner, asset PartyID
		kind         InterestKind
	}
	same, holders, complete := map[key][]*Claim{}, map[key][]*Claim{}, map[PartyID]Authority{}
	var out []Fact
	for f := range facts {
		c, ok := f.Body.(*Claim)
		if !ok {
			continue
		}
		if p := c.Party; p != nil && p.Complete == Yes {
			if a, ok := complete[p.ID]; !ok || c.Authority.Beats(a) {
				complete[p.ID] = c.Authority
			}
		}
		if i := c.Interest; i != nil {
			out = append(out, f)
			k := key{i.Owner, i.Asset, i.Kind}
			same[k] = append(same[k], c)
			k.owner = ""
			holders[k] = append(holders[k], c)
		}
	}
	slices.SortFunc(out, Compare)
	return slices.DeleteFunc(out, func(f Fact) bool {
		c := f.Body.(*Claim)
		i, k := c.Interest, key{c.Interest.Owner, c.Interest.Asset, c.Interest.Kind}
		if slices.ContainsFunc(same[k], func(o *Claim) bool { return Outranks(o, c) }) {
			return true
		}
		a, ok := complete[i.Asset]
		k.owner = ""
		return ok && a.Beats(c.Authority) && slices.ContainsFunc(holders[k], func(o *Claim) bool { return o.Authority == a && meet(o.Interest, i) })
	})
}

// Outranks reports whether a states the interest that b states, with higher authority.
func Outranks(a, b *Claim) bool {
	x, y := a.Interest, b.Interest
	return x != nil && y != nil && x.Owner == y.Owner && x.Asset == y.Asset && x.Kind == y.Kind &&
		a.Authority.Beats(b.Authority) && meet(x, y)
}

// meet reports whether two interests may be in force on one day.
func meet(a, b *Interest) bool {
	before := func(end, start Date) bool { return end != "" && start != "" && end.Last() <= start.First() }
	return !before(a.To, b.From) && !before(b.To, a.From)
}

// A Disagreement is that those who speak of one field state different values.
type Disagreement struct {
	About string `json:"about"` // a party, an asset or a dealing, as facts name it
	Field string `json:"field"`
	// Said holds what each says, by value and author.
	Said []Saying `json:"said"`
	// Taken is the value that counts, being a person's where the others are the
	// evidence's. Empty: all have the same authority, and it is not known which is right.
	Taken string `json:"taken,omitempty"`
}

// A Saying is one value of a disagreement.
type Saying struct {
	Author string `json:"author"`
	Fact   ID     `json:"fact"`
	Value  string `json:"value"`
}

// Disagree returns the disagreement of sayings about one field, and false where all say the same.
func Disagree(about, field string, said []Saying) (Disagreement, bool) {
	said = slices.Clone(said)
	slices.SortFunc(said, func(a, b Saying) int {
		return cmp.Or(strings.Compare(a.Value, b.Value), strings.Compare(a.Author, b.Author), slices.Compare(a.Fact[:], b.Fact[:]))
	})
	if len(said) == 0 || said[0].Value == said[len(said)-1].Value {
		return Disagreement{}, false
	}
	return Disagreement{About: about, Field: field, Said: said}, true
}

// Disagreements lists, by party and field, where claims about parties differ.
func Disagreements(parties map[PartyID][]Said) []Disagreement {
	var out []Disagreement
	for id, said := range parties {
		for _, f := range partyFields {
			var values []Saying
			for _, s := range said {
				if v := f.value(s.Party); v != "" {
					values = append(values, Saying{s.Body.Author, s.ID, v})
				}
			}
			if d, ok := Disagree(string(id), f.name, values); ok {
				out = append(out, d)
			}
		}
	}
	slices.SortFunc(out, CompareDisagreements)
	return out
}

// CompareDisagreements orders by what they are about, then by field.
func CompareDisagreements(a, b Disagreement) int {
	return cmp.Or(strings.Compare(a.About, b.About), strings.Compare(a.Field, b.Field))
}
