package eucsf

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// inside lists the members of the European Union and the European Economic Area,
// and last the regions of members that have codes of their own and stand under
// Union law. Recalled; unchanged since 2020-02-01.
var inside = []fact.Country{
	"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV",
	"MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
	"AX", "GF", "GP", "MF", "MQ", "RE", "YT",
}

// Inside says whether a country is of the Union or the European Economic Area;
// an empty country is Unknown.
func Inside(c fact.Country) fact.Truth {
	switch {
	case c == "":
		return fact.Unknown
	case c == "EU" || slices.Contains(inside, c):
		return fact.Yes
	}
	return fact.No
}

// ControlTest begins the Test of the Control facts that Shown reads: whether a
// party is within reach of one government, itself or by those who hold it: "government-CN".
const ControlTest = "government-"

// Shown returns what the facts of a set say of the answers for an asset. It
// gives bounds only: a fact may rule answers out, and few facts prove the best.
//
//   - SOV-1.1: operator or contracting party organised, or controlled, outside
//   - SOV-2.1: the same, for who is organised outside only
//   - SOV-2.2, SOV-2.3: a government outside can reach the asset, or read it
//   - SOV-3.1: keys out of the provider's reach, or not
//   - SOV-3.4: the asset seen standing outside
func Shown(set *fact.Set, asset fact.AssetID) Answers {
	s := &shower{set: set, asset: asset, out: Answers{}}
	parties := s.attributions()
	s.organised(parties)
	s.controlled(parties)
	s.reached()
	s.keys()
	return s.out
}

type shower struct {
	set   *fact.Set
	asset fact.AssetID
	out   Answers
}

// bound narrows the answer to a criterion.
func (s *shower) bound(id string, lo, hi int, why string, stated bool, from ...fact.ID) {
	b, ok := s.out[id]
	if !ok {
		s.out[id] = Bound{lo, hi, stated, why, from}
		return
	}
	lo, hi = max(lo, b.Lo), min(hi, b.Hi)
	if lo > hi { // facts contradict each other: the worse answer stands
		lo = hi
	}
	if strings.Contains(b.Why, why) {
		why = b.Why
	} else {
		why = b.Why + "; " + why
	}
	s.out[id] = Bound{lo, hi, stated || b.Stated, why, append(slices.Clone(b.From), from...)}
}

// attributions bounds where the asset stands and returns who runs it and contracts for it.
func (s *shower) attributions() []fact.PartyID {
	var parties []fact.PartyID
	for f, a := range sorted[*fact.Attribution](s.set) {
		if a.Asset != s.asset {
			continue
		}
		if Inside(a.Country) == fact.No {
			s.bound("SOV-3.4", 1, 4, fmt.Sprintf("stands in %s", a.Country), false, f.ID)
		}
		for _, p := range []fact.PartyID{a.Operator, a.Contracts} {
			if p != "" && !slices.Contains(parties, p) {
				parties = append(parties, p)
			}
		}
	}
	return parties
}

// organised bounds by the law under which operator and contracting party stand.
func (s *shower) organised(parties []fact.PartyID) {
	for f, c := range sorted[*fact.Claim](s.set) {
		if c.Party == nil || !slices.Contains(parties, c.Party.ID) || len(c.Party.Organized) == 0 {
			continue
		}
		if !slices.ContainsFunc(c.Party.Organized, func(c fact.Country) bool { return Inside(c) == fact.Yes }) {
			why := fmt.Sprintf("%s is organised under the law of %s", cmp.Or(c.Party.Name(), string(c.Party.ID)), c.Party.Organized[0])
			s.bound("SOV-1.1", 1, 2, why, c.Unverified, f.ID)
			s.bound("SOV-2.1", 1, 2, why, c.Unverified, f.ID)
		}
	}
}

// controlled bounds by the governments whose parties hold operator and contracting party.
func (s *shower) controlled(parties []fact.PartyID) {
	for f, c := range sorted[*fact.Control](s.set) {
		g, ok := strings.CutPrefix(c.Test, ControlTest)
		if !ok || c.Verdict != fact.Yes || !slices.Contains(parties, c.Party) {
			continue
		}
		if Inside(fact.Country(g)) == fact.No {
			s.bound("SOV-1.1", 1, 2, fmt.Sprintf("%s is within reach of %s, itself or by those who hold it", c.Party, g), false, f.ID)
		}
	}
}

// reached bounds by what governments outside can do.
func (s *shower) reached() {
	for f, r := range sorted[*fact.Reach](s.set) {
		if r.Asset != s.asset || r.Verdict != fact.Yes || Inside(r.Government) != fact.No {
			continue
		}
		s.bound("SOV-2.2", 1, 3, fmt.Sprintf("%s can %s", r.Government, r.Arm), false, f.ID)
		if r.Arm == fact.Read {
			s.bound("SOV-2.3", 1, 4, fmt.Sprintf("%s can read", r.Government), false, f.ID)
		}
	}
}

// keys bounds by who holds the keys.
func (s *shower) keys() {
	for f, g := range sorted[*fact.Safeguard](s.set) {
		if g.Asset != s.asset || g.Measure != fact.KeysOutOfReach {
			continue
		}
		switch g.State {
		case fact.Yes:
			s.bound("SOV-3.1", 5, 5, "keys are out of the provider's reach", g.Seen != fact.Yes, f.ID)
		case fact.No:
			s.bound("SOV-3.1", 1, 4, "keys are within the provider's reach", g.Seen != fact.Yes, f.ID)
		}
	}
}

// sorted yields the facts of one kind in order of ID, so that words do not depend on the order of reading.
func sorted[B fact.Body](set *fact.Set) func(func(fact.Fact, B) bool) {
	type pair struct {
		f fact.Fact
		b B
	}
	var all []pair
	for f, b := range fact.Of[B](set) {
		all = append(all, pair{f, b})
	}
	slices.SortFunc(all, func(x, y pair) int { return slices.Compare(x.f.ID[:], y.f.ID[:]) })
	return func(yield func(fact.Fact, B) bool) {
		for _, p := range all {
			if !yield(p.f, p.b) {
				return
			}
		}
	}
}
