package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// Bounds holds every verdict of one test on one day against what all claims together give, whoever cites them, where all that
// leads to a party is plain (see plain). What surely adds up is yes. What does not add up even where all that is not known comes
// out against the party is no. Between the two it is open, and the bounds are exactly these sums. Elsewhere a verdict that is not
// yes is held against nothing, but for its being there.
func Bounds(s *fact.Set, test *Test, on, at fact.Date) error {
	b := newBounding(s, test, at)
	facts := map[fact.PartyID]bool{}
	for f, c := range fact.Of[*fact.Control](s) {
		if c.Test != test.Name || c.On != on {
			continue
		}
		if facts[c.Party] {
			return fmt.Errorf("fact %s: %s has two facts under %s", f.ID.Short(), c.Party, test.Name)
		}
		facts[c.Party] = true
		if err := b.compare(c); err != nil {
			return fmt.Errorf("fact %s: control of %s under %s: %w", f.ID.Short(), c.Party, test.Name, err)
		}
	}
	if on != "" || strings.HasPrefix(test.Name, "government-") {
		return nil // of other days only of those to whom something changed; of governments only of those in sight
	}
	for _, p := range slices.Sorted(maps.Keys(b.named)) {
		if !facts[p] {
			return fmt.Errorf("%s has no fact under %s", p, test.Name)
		}
	}
	return nil
}

// A bounding knows who is surely in, by each reading, and who may be.
type bounding struct {
	test  *Test
	heads heads
	sure  []*chain
	may   []*possible
	named map[fact.PartyID]bool // parties that facts name and of which something is claimed
}

func newBounding(s *fact.Set, test *Test, at fact.Date) *bounding {
	var all []*fact.Claim
	for _, said := range fact.PartyClaims(s.All()) {
		for _, p := range said {
			all = append(all, &fact.Claim{Author: p.Body.Author, Authority: p.Body.Authority, Party: p.Party.OnDay(at)})
		}
	}
	for _, f := range fact.InterestClaims(s.All()) {
		all = append(all, f.Body.(*fact.Claim))
	}
	b := &bounding{test: test, heads: headsOf(all), named: map[fact.PartyID]bool{}}
	for _, c := range all {
		if c.Party != nil && c.Party.ID != "" {
			b.named[c.Party.ID] = true
		}
	}
	for _, r := range test.readings() {
		k := newChain(all, all, b.heads, test, r, at, true)
		for k.pass() {
		}
		b.sure = append(b.sure, k)
		m := &possible{chain: newChain(all, all, b.heads, test, r, at, true)}
		m.solve()
		b.may = append(b.may, m)
	}
	return b
}

// compare holds one verdict against the bounds.
func (b *bounding) compare(c *fact.Control) error {
	p := b.heads.of(c.Party)
	least, most := fact.Yes, fact.No
	plain, counted := true, true
	for i := range b.sure {
		counted = counted && b.sure[i].reading.Tiers == 0 // tiers are not counted here
		t := fact.Unknown
		if b.sure[i].status(p) {
			t = fact.Yes
		} else if !b.may[i].status(p) {
			t = fact.No
		}
		least, most = min(least, t), max(most, t)
		plain = plain && counted && b.may[i].reading.Through == "" && b.may[i].plain(p)
	}
	switch {
	case least == fact.Yes && plain && c.Verdict != fact.Yes:
		return fmt.Errorf("it is %s, and the claims add up to a yes", c.Verdict)
	case most == fact.No && plain && c.Verdict != fact.No:
		return fmt.Errorf("it is %s, and all that could be held does not add up", c.Verdict)
	case most != fact.Yes && c.Verdict == fact.Yes && plain:
		return fmt.Errorf("it is yes, and what is surely held does not add up")
	case plain && least != most && c.Verdict != fact.Unknown, plain && least == most && c.Verdict != least:
		return fmt.Errorf("it is %s, and what is held and could be held gives %s to %s", c.Verdict, least, most)
	}
	if !counted || !b.may[0].plain(p) || b.may[0].reading.Through != "" || b.heads.of(c.Party) != c.Party {
		return nil
	}
	lo, hi := b.sums(p)
	if c.Lo != lo || c.Hi != hi {
		return fmt.Errorf("it says %s to %s, and the claims give %s to %s", c.Lo, c.Hi, lo, hi)
	}
	return nil
}

// sums are the least and the most that those in hold of a party.
func (b *bounding) sums(p fact.PartyID) (lo, hi fact.Share) {
	k, m := b.sure[0], b.may[0]
	for _, kinds := range k.kinds() {
		t := k.table(p, k.held[p], kinds)
		lo = max(lo, fact.Share(min(k.sumRows(p, t, func(o fact.PartyID) uint64 {
			if k.in[0][o] > 0 || k.in[1][o] > 0 {
				return uint64(fact.Whole)
			}
			return 0
		}), uint64(fact.Whole))))
		hi = max(hi, m.most(p, kinds, func(o fact.PartyID) bool { return m.lists[0][o] || m.lists[1][o] }))
	}
	return lo, hi
}

// possible is who may be in: where all that is not known comes out against the party.
type possible struct {
	*chain
	lists  [2]map[fact.PartyID]bool
	plains map[fact.PartyID]bool
}

// solve lets in who may be.
func (m *possible) solve() {
	m.lists = [2]map[fact.PartyID]bool{{}, {}}
	m.plains = map[fact.PartyID]bool{}
	ids := map[fact.PartyID]bool{}
	for id := range m.said {
		ids[id] = true
	}
	for id, held := range m.held {
		ids[id] = true
		for _, i := range held {
			ids[i.Owner] = true
		}
	}
	for _, head := range m.heads {
		ids[head] = true
	}
	for id := range ids {
		a, b := m.seeds(id)
		if m.reading.Lists {
			m.lists[0][id], m.lists[1][id] = a, b
			if a && m.agency(id) {
				m.lists[1][id] = true
			}
		} else if a || b {
			m.lists[0][id], m.lists[1][id] = m.reading.Through == "majority", true
		}
	}
	for m.pass() {
	}
}

// one returns what is claimed of a party as one; ok is false where claims differ.
func (m *possible) one(id fact.PartyID) (p fact.Party, ok bool) {
	ok = true
	word := func(to *string, s string) {
		if s != "" {
			ok = ok && (*to == "" || *to == s)
			*to = s
		}
	}
	set := func(to *[]fact.Country, cs []fact.Country) {
		if len(cs) > 0 {
			ok = ok && (len(*to) == 0 || slices.Equal(*to, cs))
			*to = cs
		}
	}
	for _, s := range m.said[id] {
		kind, seat, state, home, here := string(p.Kind), string(p.Seat), string(p.State), string(p.Residence), string(p.Present)
		word(&kind, string(s.Kind))
		word(&seat, string(s.Seat))
		word(&state, string(s.State))
		word(&home, string(s.Residence))
		word(&here, string(s.Present))
		word(&p.Status, s.Status)
		p.Kind, p.Seat, p.State, p.Residence, p.Present = fact.PartyKind(kind), fact.Country(seat), fact.Country(state), fact.Country(home), fact.Country(here)
		set(&p.Organized, s.Organized)
		set(&p.Citizenship, s.Citizenship)
		p.Designated = append(p.Designated, s.Designated...)
		p.Anonymous = p.Anonymous || s.Anonymous
		ok = ok && s.BranchOf == ""
	}
	return p, ok
}

// agency reports whether a body of a country on the first list may be organised there itself.
func (m *possible) agency(id fact.PartyID) bool {
	p, _ := m.one(id)
	return p.Kind == fact.StateBody && m.within(p.Organized...) == fact.Yes
}

// within says whether one of some countries is one of the test's. What nobody states may be; of governments it is not.
func (m *possible) within(cs ...fact.Country) fact.Truth {
	cs = slices.DeleteFunc(slices.Clone(cs), func(c fact.Country) bool { return c == "" })
	if len(cs) == 0 {
		return m.unsaid()
	}
	return fact.Is(slices.ContainsFunc(cs, func(c fact.Country) bool {
		return slices.Contains(m.test.Seeds.Countries, c) || len(m.test.Seeds.Except) > 0 && !slices.Contains(m.test.Seeds.Except, c)
	}))
}

// unsaid is what becomes of a country that nobody states.
func (m *possible) unsaid() fact.Truth {
	if strings.HasPrefix(m.test.Name, "government-") {
		return fact.No
	}
	return fact.Unknown
}

// seeds says whether a party may be in without an owner, as a country of the first list and otherwise.
func (m *possible) seeds(id fact.PartyID) (first, other bool) {
	p, ok := m.one(id)
	if !ok {
		return true, true
	}
	for _, d := range p.Designated {
		for _, want := range m.test.Seeds.Programmes {
			head, open := strings.CutSuffix(want, "*")
			if (d.Programme == want || open && strings.HasPrefix(d.Programme, head)) && fact.Active(d.From, d.To, m.at) != fact.No {
				other = true
			}
		}
	}
	for _, by := range m.test.Seeds.By {
		if m.tied(id, &p, by) != fact.No {
			first, other = first || by == "state", other || by != "state"
		}
	}
	if p.Anonymous && m.foreign(id) != fact.No {
		other = true
	}
	return first, other || m.undisclosed(id, &p)
}

// tied says how one of the facts of a test ties a party to its countries: of a person those of persons, of an entity those of entities, and of
// what is neither for sure those that somebody states.
func (m *possible) tied(id fact.PartyID, p *fact.Party, by string) fact.Truth {
	state := p.Kind == fact.State || p.Kind == fact.StateBody
	open := p.Kind == ""
	person := p.Kind == fact.Person || open && len(p.Organized) == 0 && p.Seat == ""
	entity := p.Kind != fact.Person && !(state && p.State != "")
	switch {
	case by == "state" && state:
		return m.within(p.State)
	case by == "organized" && entity && !(open && len(p.Organized) == 0):
		return m.foreignToo(id, p, m.within(p.Organized...))
	case by == "seat" && entity && !state && !(open && p.Seat == ""):
		return m.foreignToo(id, p, m.within(p.Seat))
	case by == "organized-and-seat" && entity && !(open && len(p.Organized) == 0 && p.Seat == ""):
		return m.foreignToo(id, p, fact.And(m.within(p.Organized...), m.within(p.Seat)))
	case by == "residence" && person:
		return m.foreignToo(id, p, m.within(p.Residence))
	case by == "citizenship" && person:
		return m.foreignToo(id, p, m.within(p.Citizenship...))
	case by == "foreign-national" && person:
		switch {
		case p.Status == "us-citizen" || p.Status == "us-national" || slices.Contains(p.Citizenship, "US"):
			return fact.No
		case len(p.Citizenship) > 0 || m.foreign(id) == fact.Yes:
			return fact.Yes
		}
		return m.unsaid()
	}
	return fact.No
}

// foreignToo adds that the party must be a foreign person, where the test asks for that.
func (m *possible) foreignToo(id fact.PartyID, p *fact.Party, t fact.Truth) fact.Truth {
	is := m.foreign(id)
	switch {
	case m.test.Seeds.Foreign == "all", m.test.Seeds.Foreign == "persons" && p.Kind == fact.Person:
		if is == fact.Unknown && m.unsaid() == fact.No && p.Kind == fact.Person {
			is = fact.Yes
		}
		return min(t, is)
	case m.test.Seeds.Foreign == "persons" && p.Kind == "":
		return min(t, max(is, fact.Unknown))
	}
	return t
}

// undisclosed reports whether holders of an entity that nobody lists may alone be enough, where the test asks for all.
func (m *possible) undisclosed(id fact.PartyID, p *fact.Party) bool {
	if !m.test.Undisclosed || m.complete(id) || p.Kind == fact.Person || p.Kind == fact.State || p.Kind == fact.StateBody {
		return false
	}
	for _, kinds := range m.kinds() {
		listed := uint64(0)
		for _, s := range m.table(id, m.held[id], kinds).rows {
			listed += s.lo
		}
		if listed <= uint64(fact.Whole) && m.enough(fact.Share(uint64(fact.Whole)-listed)) {
			return true
		}
	}
	return false
}

// pass goes once over all companies and reports whether anybody came in.
func (m *possible) pass() (news bool) {
	enter := func(list int, id fact.PartyID) {
		if !m.lists[list][id] {
			m.lists[list][id], news = true, true
		}
	}
	for id, held := range m.held {
		p, one := m.one(id)
		foreign := m.foreign(id) != fact.No
		if m.test.Employment != "" && (p.Kind != fact.Company || !one) && (foreign || !m.test.ForeignOnly) && m.engaged(held) {
			enter(1, id)
		}
		if !m.straight(id) || len(m.test.Control) > 0 {
			// by anything at all: more may be in than are
			if slices.ContainsFunc(held, func(i *fact.Interest) bool { return i.Owner != id && (m.lists[0][i.Owner] || m.lists[1][i.Owner]) }) {
				enter(0, id)
				enter(1, id)
			}
			continue
		}
		if p.Kind == fact.Person && one {
			continue
		}
		for _, kinds := range m.kinds() {
			for list := range 2 {
				from := list
				if !m.reading.Lists {
					from = 1
				}
				if !m.enough(m.most(id, kinds, func(o fact.PartyID) bool { return m.lists[from][o] })) {
					continue
				}
				if list == 1 || m.reading.Lists {
					enter(list, id)
				}
				if m.reading.Lists && foreign {
					enter(1-list, id)
				}
			}
		}
	}
	return news
}

// engaged reports whether one that may have the status employs or engages a party.
func (m *possible) engaged(held []*fact.Interest) bool {
	return slices.ContainsFunc(held, func(i *fact.Interest) bool {
		p, one := m.one(i.Owner)
		return (i.Kind == fact.Employment || i.Kind == fact.Contractor) && (p.Kind != fact.Person || !one) && m.status(i.Owner)
	})
}

// status reports whether a party that may be in may have the status itself.
func (m *possible) status(id fact.PartyID) bool {
	if !m.lists[0][id] && !m.lists[1][id] {
		return false
	}
	p, one := m.one(id)
	return !one || !m.test.ForeignOnly || p.Kind == fact.State || p.Kind == fact.StateBody || m.foreign(id) != fact.No || len(p.Designated) > 0
}

// most is the most that some holders may have of a company: what is stated of them at most, as far as what others surely have
// leaves room.
func (m *possible) most(id fact.PartyID, kinds []fact.InterestKind, in func(fact.PartyID) bool) fact.Share {
	var theirs, others uint64
	for owner, s := range m.table(id, m.held[id], kinds).rows {
		if owner != id && in(owner) {
			theirs += s.hi
		} else {
			others += s.lo
		}
	}
	room := uint64(fact.Whole) - min(others, uint64(fact.Whole))
	if m.test.Undisclosed && !m.complete(id) {
		return fact.Share(room)
	}
	return fact.Share(min(theirs, room))
}

// straight reports whether the holders of a company are stated plainly: each once, directly, of what is its own nothing, no votes of others, and
// no more than all.
func (m *possible) straight(id fact.PartyID) bool {
	seen := map[fact.PartyID]bool{}
	total := map[fact.InterestKind]uint64{}
	for _, i := range m.held[id] {
		switch i.Kind {
		case fact.Employment, fact.Contractor:
			continue
		case fact.Shares:
		default:
			return false
		}
		if seen[i.Owner] || i.Owner == id || i.Direct == fact.No || i.Conditional || fact.Active(i.From, i.To, m.at) != fact.Yes {
			return false
		}
		seen[i.Owner] = true
		total[i.Kind] += uint64(i.Lo)
	}
	return total[fact.Shares] <= uint64(fact.Whole)
}

// clear reports whether of nobody above a party claims differ.
func (m *possible) clear(id fact.PartyID) bool {
	for _, p := range m.above(id) {
		if _, one := m.one(p); !one {
			return false
		}
	}
	return true
}

// above lists a party and all that hold something of it, directly or through others.
func (m *possible) above(id fact.PartyID) []fact.PartyID {
	up := []fact.PartyID{id}
	for i := 0; i < len(up); i++ {
		for _, x := range m.held[up[i]] {
			if !slices.Contains(up, x.Owner) {
				up = append(up, x.Owner)
			}
		}
	}
	return up
}

// plain reports whether all that leads to a party is: of nobody do claims differ, and all holders are stated plainly.
func (m *possible) plain(id fact.PartyID) bool {
	if len(m.test.Control) > 0 {
		return false
	}
	if known, ok := m.plains[id]; ok {
		return known
	}
	m.plains[id] = m.clear(id) && !slices.ContainsFunc(m.above(id), func(p fact.PartyID) bool { return !m.straight(p) })
	return m.plains[id]
}
