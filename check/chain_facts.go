package check

import (
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// seed puts a party in that is in without an owner.
func (k *chain) seed(id fact.PartyID) {
	a, b := false, k.designated(id)
	within := func(c fact.Country) fact.Truth {
		if c == "" {
			return fact.Unknown
		}
		return fact.Is(slices.Contains(k.test.Seeds.Countries, c) || len(k.test.Seeds.Except) > 0 && !slices.Contains(k.test.Seeds.Except, c))
	}
	national := func(p *fact.Party) fact.Truth {
		us := p.Status == "us-citizen" || p.Status == "us-national" || slices.Contains(p.Citizenship, "US")
		if p.Kind != fact.Person || !us && len(p.Citizenship) == 0 && p.Status == "" {
			return fact.Unknown
		}
		return fact.Is(!us)
	}
	by := map[string]func(*fact.Party) fact.Truth{
		"organized": func(p *fact.Party) fact.Truth { return anyOf(p.Organized, within) },
		"seat":      func(p *fact.Party) fact.Truth { return within(p.Seat) },
		"residence": func(p *fact.Party) fact.Truth { return within(p.Residence) },
		"citizenship": func(p *fact.Party) fact.Truth {
			return anyOf(p.Citizenship, within)
		},
		"foreign-national": national,
		"organized-and-seat": func(p *fact.Party) fact.Truth {
			return fact.And(anyOf(p.Organized, within), within(p.Seat))
		},
		"state": func(p *fact.Party) fact.Truth {
			if p.Kind != fact.State && p.Kind != fact.StateBody {
				return fact.Unknown
			}
			return within(p.State)
		},
	}
	person := k.person(id)
	if placed := slices.ContainsFunc(k.said[id], func(p *fact.Party) bool { return len(p.Organized) > 0 || p.Seat != "" }); placed && person == fact.Unknown {
		person = fact.No
	}
	public := k.kind(id, fact.State, fact.StateBody) == fact.Yes
	belongs := slices.ContainsFunc(k.said[id], func(p *fact.Party) bool { return p.State != "" })
	for _, name := range k.test.Seeds.By {
		if public && (name == "seat" || belongs && strings.HasPrefix(name, "organized")) {
			continue // a state's body is its state's
		}
		ofPersons := name == "residence" || name == "citizenship" || name == "foreign-national"
		if k.agreed(id, by[name]) != fact.Yes || ofPersons && person == fact.No || !ofPersons && person == fact.Yes {
			continue
		}
		if name == "state" {
			a = true
		} else {
			exempt := k.test.Seeds.Foreign == "" || k.test.Seeds.Foreign == "persons" && !ofPersons && k.person(id) == fact.No
			b = b || exempt || k.foreign(id) == fact.Yes
		}
	}
	if a && (k.reading.Lists || k.reading.Through == "majority") || b && k.reading.Through == "majority" {
		k.enter(0, id, fact.Whole)
	}
	if b || a && !k.reading.Lists {
		k.enter(1, id, fact.Whole)
	}
}

func anyOf(cs []fact.Country, within func(fact.Country) fact.Truth) fact.Truth {
	if len(cs) == 0 {
		return fact.Unknown
	}
	return fact.Is(slices.ContainsFunc(cs, func(c fact.Country) bool { return within(c) == fact.Yes }))
}

// person says whether a party is stated to be one.
func (k *chain) person(id fact.PartyID) fact.Truth {
	return k.kind(id, fact.Person)
}

// kind says whether a party is stated to be of one of some kinds.
func (k *chain) kind(id fact.PartyID, of ...fact.PartyKind) fact.Truth {
	return k.agreed(id, func(p *fact.Party) fact.Truth {
		if p.Kind == "" {
			return fact.Unknown
		}
		return fact.Is(slices.Contains(of, p.Kind))
	})
}

// agreed is yes or no where all claims about a party that say anything say that.
func (k *chain) agreed(id fact.PartyID, says func(*fact.Party) fact.Truth) fact.Truth {
	t := fact.Unknown
	for _, p := range k.said[id] {
		s := says(p)
		if t != fact.Unknown && s != fact.Unknown && s != t {
			return fact.Unknown
		}
		if s != fact.Unknown {
			t = s
		}
	}
	return t
}

func (k *chain) foreign(id fact.PartyID) fact.Truth {
	return k.agreed(id, func(p *fact.Party) fact.Truth {
		switch {
		case p.Kind == fact.State || p.Kind == fact.StateBody && p.State != "":
			return fact.Is(p.State != "" && p.State != "US")
		case p.Kind != fact.Person && len(p.Organized) > 0:
			return fact.Is(slices.ContainsFunc(p.Organized, func(c fact.Country) bool { return c != "US" }))
		case p.Kind != fact.Person && p.Kind != "":
			return fact.Unknown
		case strings.HasPrefix(p.Status, "us-") || p.Present == "US" || slices.Contains(p.Citizenship, "US"):
			return fact.No
		case p.Status == "none" || len(p.Citizenship) > 0 && p.Residence != "" && p.Residence != "US":
			return fact.Yes
		}
		return fact.Unknown
	})
}

func (k *chain) designated(id fact.PartyID) bool {
	for _, p := range k.said[id] {
		for _, d := range p.Designated {
			for _, want := range k.test.Seeds.Programmes {
				head, open := strings.CutSuffix(want, "*")
				named := d.Programme == want || open && strings.HasPrefix(d.Programme, head)
				if named && !d.Possible && fact.Active(d.From, d.To, k.at) == fact.Yes {
					return true
				}
			}
		}
	}
	return false
}

func (k *chain) complete(id fact.PartyID) bool {
	return k.lists && k.agreed(id, func(p *fact.Party) fact.Truth { return p.Complete }) == fact.Yes
}

func (k *chain) enough(s fact.Share) bool {
	t, _, _ := fact.ParseShare(k.test.Threshold)
	return s > t || s == t && !k.test.Strict
}

// kinds returns, for each thing that is summed, the kinds of interest in order of preference.
func (k *chain) kinds() [][]fact.InterestKind {
	var out [][]fact.InterestKind
	for _, s := range k.test.Sum {
		switch {
		case s == "shares":
			out = append(out, []fact.InterestKind{fact.Shares, fact.Beneficiary, fact.UnknownInterest, fact.Nominator})
		case s == "board":
		case s == "votes" && k.test.VotesFromShares:
			out = append(out, []fact.InterestKind{fact.Votes, fact.Shares, fact.UnknownInterest})
		default:
			out = append(out, []fact.InterestKind{fact.InterestKind(s)})
		}
	}
	return out
}

// kindOf returns the first of kinds that the owner's interests state.
func (k *chain) kindOf(owner fact.PartyID, held []*fact.Interest, kinds []fact.InterestKind) fact.InterestKind {
	for _, kind := range kinds {
		if slices.ContainsFunc(held, func(i *fact.Interest) bool { return i.Owner == owner && i.Kind == kind }) {
			return kind
		}
	}
	return "none"
}

// weight is how much of an owner's stake counts: all of it, or under multiplication the part held of the owner.
func (k *chain) weight(owner fact.PartyID, list int, held []*fact.Interest) fact.Share {
	if w := k.in[list][owner]; w > 0 {
		return w
	}
	if !slices.Contains(k.test.Control, "acting-in-concert") {
		return 0
	}
	own := slices.ContainsFunc(held, func(i *fact.Interest) bool { return k.in[list][i.Owner] > 0 && i.Lo > 0 })
	for _, x := range k.allies(owner) {
		if own && k.in[list][x] > 0 {
			return fact.Whole
		}
	}
	return 0
}

// allies returns those who act in concert with a party or hold its proxy.
func (k *chain) allies(id fact.PartyID) (out []fact.PartyID) {
	for _, held := range k.held {
		for _, i := range held {
			if fact.Active(i.From, i.To, k.at) != fact.Yes {
				continue
			}
			if (i.Kind == fact.Concert || i.Kind == fact.Proxy) && i.Asset == id {
				out = append(out, i.Owner)
			} else if i.Kind == fact.Concert && i.Owner == id {
				out = append(out, i.Asset)
			}
		}
	}
	return out
}

// employed reports whether an entity with the status employs or engages the party.
func (k *chain) employed(held []*fact.Interest) bool {
	return k.test.Employment != "" && slices.ContainsFunc(held, func(i *fact.Interest) bool {
		state := slices.ContainsFunc(k.said[i.Owner], func(p *fact.Party) bool { return p.Kind == fact.State || p.Kind == fact.StateBody })
		work := i.Kind == fact.Employment || i.Kind == fact.Contractor
		person := slices.ContainsFunc(k.said[i.Owner], func(p *fact.Party) bool { return p.Kind == fact.Person })
		return work && !person && (state || k.test.Employment == "all") && !i.Conditional && fact.Active(i.From, i.To, k.at) == fact.Yes && k.status(i.Owner)
	})
}

// means reports whether an instrument that the rule accepts gives parties in certain control.
func (k *chain) means(asset fact.PartyID, held []*fact.Interest) bool {
	seats, of, casting := 0, 0, false
	for _, i := range held {
		if i.Owner == asset || i.Conditional || k.in[1][i.Owner] == 0 || fact.Active(i.From, i.To, k.at) != fact.Yes {
			continue
		}
		power := saysPower(i.Note)
		switch i.Kind {
		case fact.Statute, fact.Articles, fact.Trustee, fact.Nominator:
			if k.accepts(i.Kind) {
				return true
			}
		case fact.SpecialShare, fact.Contract, fact.OtherInfluence, fact.Settlor, fact.Protector, fact.Beneficiary, fact.Proxy:
			if power && k.accepts(i.Kind) {
				return true
			}
		case fact.BoardAppointment, fact.BoardMember, fact.BoardChair, fact.Director:
			seats, of, casting = seats+i.Seats, max(of, i.SeatsOf), casting || power
		}
	}
	half := casting || slices.Contains(k.test.Sum, "board") && !k.test.Strict
	majority := of > 0 && (2*seats > of || 2*seats == of && half) || of == 0 && casting
	return majority && (slices.Contains(k.test.Control, "board-majority") || slices.Contains(k.test.Sum, "board"))
}

func (k *chain) accepts(kind fact.InterestKind) bool {
	b := string(kind)
	if kind == fact.Settlor || kind == fact.Protector || kind == fact.Beneficiary {
		b = "trust"
	}
	return slices.Contains(k.test.Control, b)
}

// saysPower looks for words of power in a note.
func saysPower(note string) bool {
	note = strings.ToLower(note)
	for _, w := range []string{"unknown", "no veto", "no casting", "without veto", "no power"} {
		if strings.Contains(note, w) {
			return false
		}
	}
	for _, w := range []string{"veto", "casting", "power of attorney", "power-of-attorney", "important matters", "appoint or remove", "majority of the board", "majority of directors"} {
		if strings.Contains(note, w) {
			return true
		}
	}
	return false
}

// status reports whether a party that is in meets the test itself.
func (k *chain) status(id fact.PartyID) bool {
	w := max(k.in[0][id], k.in[1][id])
	if k.reading.Through == "multiply" && !k.enough(w) || w == 0 || k.reading.Through == "majority" && k.in[1][id] == 0 {
		return false
	}
	state := slices.ContainsFunc(k.said[id], func(p *fact.Party) bool { return p.Kind == fact.State || p.Kind == fact.StateBody })
	return !k.test.ForeignOnly || state || k.foreign(id) == fact.Yes || k.designated(id)
}
