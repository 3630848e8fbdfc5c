package check

import (
	"fmt"
	"slices"

	"github.com/longarm-project/longarm/fact"
)

// Chain re-adds a verdict of yes from the claims it cites, by code of its own: a naive
// fixpoint over those claims alone, once for each reading. Anything but a yes has no proof to re-add.
func Chain(c *fact.Control, claims []*fact.Claim, test *Test, at fact.Date) error {
	return addUp(c, claims, claims, headsOf(claims), test, at, true)
}

// addUp is Chain, with all claims that may tell that one cited statement is a part of another, and with or without
// the use of lists of holders that are complete.
func addUp(c *fact.Control, claims, all []*fact.Claim, heads heads, test *Test, at fact.Date, complete bool) error {
	for _, reading := range test.readings() {
		k := newChain(claims, all, heads, test, reading, at, complete)
		for k.pass() {
		}
		if c.Verdict == fact.Yes && !k.status(heads.of(c.Party)) {
			return fmt.Errorf("%s under %s %s: the %d claims cited do not add up to a yes", c.Party, test.Name, reading.Name, len(claims))
		}
	}
	return nil
}

// newChain knows the claims and the parties that are in without an owner.
func newChain(claims, all []*fact.Claim, heads heads, test *Test, reading Reading, at fact.Date, complete bool) *chain {
	k := &chain{heads: heads, test: test, reading: reading, at: at, said: map[fact.PartyID][]*fact.Party{}, held: map[fact.PartyID][]*fact.Interest{}, behind: behind(all, at), lists: complete}
	k.in = [2]map[fact.PartyID]fact.Share{{}, {}}
	for _, claim := range claims {
		if p := claim.Party; p != nil && (p.BranchOf == "" || p.BranchOf == p.ID) { // a branch says nothing of its head office
			of := heads.of(p.ID) // what is stated of it otherwise is
			k.said[of] = append(k.said[of], p)
		}
		if i := claim.Interest; i != nil && fact.Active(i.From, i.To, at) != fact.No {
			of := *i
			of.Owner, of.Asset = heads.of(i.Owner), heads.of(i.Asset)
			if of.Owner != of.Asset || i.Owner == i.Asset {
				k.held[of.Asset] = append(k.held[of.Asset], &of)
			}
		}
	}
	for id := range k.said {
		k.seed(id)
	}
	return k
}

// heads are the parties that branches are branches of.
type heads map[fact.PartyID]fact.PartyID

// headsOf reads them of claims; a branch of two heads is one of none.
func headsOf(claims []*fact.Claim) heads {
	h := heads{}
	for _, c := range claims {
		if p := c.Party; p != nil && p.BranchOf != "" && p.BranchOf != p.ID {
			if old, ok := h[p.ID]; ok && old != p.BranchOf {
				h[p.ID] = p.ID
				continue
			}
			h[p.ID] = p.BranchOf
		}
	}
	return h
}

// of returns the head office of a party, or the party itself; of branches that form a ring, the least.
func (h heads) of(p fact.PartyID) fact.PartyID {
	ring := []fact.PartyID{}
	for {
		next, ok := h[p]
		if !ok || next == p {
			return p
		}
		if i := slices.Index(ring, p); i >= 0 {
			return slices.Min(ring[i:])
		}
		ring = append(ring, p)
		p = next
	}
}

// A chain knows the cited claims and, on each of the two lists, by how much a party is in.
type chain struct {
	heads   heads
	test    *Test
	reading Reading
	at      fact.Date
	said    map[fact.PartyID][]*fact.Party
	held    map[fact.PartyID][]*fact.Interest
	in      [2]map[fact.PartyID]fact.Share
	lists   bool                            // lists of holders that are stated to be complete are taken to be
	behind  map[fact.PartyID][]fact.PartyID // by owner, what it has of others directly
}

// enter records that id is in with weight w and reports whether that is news.
func (k *chain) enter(list int, id fact.PartyID, w fact.Share) bool {
	old := k.in[list][id]
	k.in[list][id] = max(old, w)
	return w > old
}

// pass goes once over all companies and reports whether anything changed.
func (k *chain) pass() (news bool) {
	for asset, held := range k.held {
		foreign := k.foreign(asset) == fact.Yes || !k.test.ForeignOnly
		hired := foreign && k.kind(asset, fact.Company) != fact.Yes && k.employed(held) // a company is nobody's staff
		if k.means(asset, held) || hired {
			news = k.enter(1, asset, fact.Whole) || news
		}
		if k.person(asset) == fact.Yes {
			continue // nobody has shares in a person
		}
		for _, kinds := range k.kinds() {
			a, b := k.sum(asset, held, kinds, 0), k.sum(asset, held, kinds, 1)
			switch {
			case k.reading.Through == "multiply":
				news = k.enter(1, asset, b) || news
			case k.reading.Through == "majority":
				news = a > fact.Whole/2 && k.enter(0, asset, fact.Whole) || news
				news = k.enough(a) && k.enter(1, asset, fact.Whole) || news
			default:
				both := foreign && k.reading.Lists && (k.enough(a) || k.enough(b))
				news = (both || k.enough(a)) && k.enter(0, asset, fact.Whole) || news
				news = (both || k.enough(b)) && k.enter(1, asset, fact.Whole) || news
			}
		}
	}
	return news
}
