package review

import (
	"cmp"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// Listed returns a claim of a designation for every entry of a list that a party of
// the set is like: of the list, and under OFAC's of each programme. It is a possible
// one, unless the entry bears an identifier of the party. None is made of a hit that
// a reviewer cleared, nor of a party that somebody states to be under no designation.
func Listed(set *fact.Set) []fact.Fact {
	denied := map[fact.PartyID]bool{}
	for _, c := range fact.Of[*fact.Claim](set) {
		if c.Party != nil && c.Party.Undesignated && c.Authority == fact.Stated {
			denied[c.Party.ID] = true
		}
	}
	var out []fact.Fact
	for f, l := range fact.Of[*fact.Listing](set) {
		possible, cleared := true, false
		for _, r := range l.Reasons {
			possible = possible && !strings.HasPrefix(r, bearsIdentifier)
			cleared = cleared || strings.HasPrefix(r, "cleared by ")
		}
		if cleared || possible && denied[l.Party] {
			continue
		}
		p := &fact.Party{ID: l.Party}
		for _, programme := range programmes(l) {
			p.Designated = append(p.Designated, fact.Designation{Programme: programme, From: l.From, To: l.To, Possible: possible})
		}
		out = append(out, fact.New(&fact.Claim{Author: l.List, Authority: fact.Registered, Party: p}, nil, fact.RuleListed, f.ID))
	}
	slices.SortFunc(out, fact.Compare)
	return out
}

// bearsIdentifier begins the reason of a hit that is more than a name.
const bearsIdentifier = "the entry bears its identifier"

// programmes are what an entry of a list designates under.
func programmes(l *fact.Listing) []string {
	out := []string{l.List}
	if l.List == "us_ofac" || strings.HasPrefix(l.List, "us_ofac_") {
		for _, p := range strings.Split(l.Program, ", ") {
			if p != "" {
				out = append(out, "sdn:"+p)
			}
		}
	}
	return out
}

// listsOf collects the programmes and lists that the sets and questions of a pack name.
func listsOf(code *law.Code) map[string]bool {
	out := map[string]bool{}
	for _, s := range code.Pack.Sets {
		if code.Pack.Catalogue && !slices.ContainsFunc(code.Decide, func(r *law.Rule) bool { return r.Mentions(s.Name) }) {
			continue // another pack decides the laws that ask for it
		}
		for _, w := range code.Set(s.Name).Words() {
			out[w] = true
		}
	}
	if code.Pack.Catalogue {
		return out
	}
	for _, c := range code.Schema.Kind("party").Field("designated").Choices {
		out[c.Value] = true
	}
	return out
}

// A like is an entry of a list that a party may be, since its name is alike.
type like struct {
	party fact.PartyID
	*fact.Listing
}

// likes returns the entries of lists that the pack asks for which a party may be, or
// those on whom what is known of its owners rests: of each list the entry most like it, sorted.
func (w *world) likes(id fact.PartyID) []like {
	var from []fact.ID
	for _, c := range w.claims[id] {
		from = append(from, c.id)
	}
	for _, c := range w.controls[id] {
		f, _ := w.set.Get(c.id)
		from = append(from, f.From...)
	}
	var out []like
	for _, c := range sortedIDs(from) {
		f, _ := w.set.Get(c)
		claim, ok := f.Body.(*fact.Claim)
		if !ok || f.Rule != fact.RuleListed || !slices.ContainsFunc(claim.Party.Designated, func(d fact.Designation) bool { return d.Possible && w.lists[d.Programme] }) {
			continue
		}
		for _, id := range f.From {
			g, _ := w.set.Get(id)
			if l, ok := g.Body.(*fact.Listing); ok {
				out = append(out, like{claim.Party.ID, l})
			}
		}
	}
	slices.SortFunc(out, func(a, b like) int {
		return cmp.Or(strings.Compare(string(a.party), string(b.party)), strings.Compare(a.List, b.List), -cmp.Compare(a.Score, b.Score), strings.Compare(a.Entry, b.Entry))
	})
	return slices.CompactFunc(out, func(a, b like) bool { return a.List == b.List && a.party == b.party })
}
