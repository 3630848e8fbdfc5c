package check

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/longarm-project/longarm/fact"
)

// Controls checks every Control fact of a set; test returns the test that one is under, as the checker reads it.
func Controls(s *fact.Set, test func(name string) (*Test, error), at fact.Date) error {
	said := newSaid(s)
	for f, c := range fact.Of[*fact.Control](s) {
		t, err := test(c.Test)
		if err == nil {
			day := at
			if c.On != "" {
				day = c.On
			}
			err = said.control(f, t, day)
		}
		if err != nil {
			return fmt.Errorf("fact %s: %w", f.ID.Short(), err)
		}
	}
	return nil
}

// Open holds every Control fact of a set against what could be held at most and at least, as [Bounds] says: of each test that
// facts or packs name, on each day.
func Open(s *fact.Set, tests []string, test func(name string) (*Test, error), at fact.Date) error {
	type asked struct {
		test string
		on   fact.Date
	}
	seen := map[asked]bool{}
	for _, t := range tests {
		seen[asked{t, ""}] = t != ""
	}
	delete(seen, asked{})
	for _, c := range fact.Of[*fact.Control](s) {
		seen[asked{c.Test, c.On}] = true
	}
	for a := range seen {
		t, err := test(a.test)
		if err == nil {
			err = Bounds(s, t, a.on, cmp.Or(a.on, at))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Control checks a Control fact against the set that holds its claims: its digest, that it cites
// every claim of its chain, that it leaves out none that speaks of a party it cites or of a
// company whose list of holders it takes to be complete, and then, with [Chain], that a yes adds up.
func Control(s *fact.Set, f fact.Fact, test *Test, at fact.Date) error {
	return newSaid(s).control(f, test, at)
}

// said holds the claims of a set by what they are about.
type said struct {
	set       *fact.Set
	parties   map[fact.PartyID][]fact.ID // that say something of a party itself
	between   map[[2]fact.PartyID][]fact.Fact
	interests []fact.Fact // that count
	heads     heads
}

func newSaid(s *fact.Set) *said {
	x := &said{set: s, parties: map[fact.PartyID][]fact.ID{}, between: map[[2]fact.PartyID][]fact.Fact{}, interests: fact.InterestClaims(s.All())}
	var all []*fact.Claim
	for _, said := range fact.PartyClaims(s.All()) {
		for _, p := range said {
			all = append(all, &fact.Claim{Party: p.Party})
		}
	}
	x.heads = headsOf(all)
	for f, c := range fact.Of[*fact.Claim](s) {
		if p := c.Party; p != nil && c.Text == "" && p.BranchOf == "" {
			x.parties[p.ID] = append(x.parties[p.ID], f.ID)
		}
		if i := c.Interest; i != nil {
			k := [2]fact.PartyID{i.Owner, i.Asset}
			x.between[k] = append(x.between[k], f)
		}
	}
	return x
}

func (x *said) control(f fact.Fact, test *Test, at fact.Date) error {
	s := x.set
	c, ok := f.Body.(*fact.Control)
	if !ok {
		return fmt.Errorf("fact %s is %s, not control", f.ID.Short(), f.Body.Kind())
	}
	if err := f.Check(); err != nil {
		return err
	}
	if want := fact.RuleOwnership + fact.Rule(test.Name); f.Rule != want {
		return fmt.Errorf("control of %s: derived by %q, want %q", c.Party, f.Rule, want)
	}
	claims, err := cited(s, f, c, at)
	if err != nil {
		return fmt.Errorf("control of %s: %w", c.Party, err)
	}
	if err := x.nothingLeftOut(c, claims); err != nil {
		return fmt.Errorf("control of %s: %w", c.Party, err)
	}
	all := claims
	if slices.ContainsFunc(claims, isSummary) {
		all = nil
		for _, f := range x.interests {
			all = append(all, f.Body.(*fact.Claim))
		}
	}
	if addUp(c, claims, all, x.heads, test, at, false) == nil {
		return nil
	}
	return addUp(c, x.listed(c, claims, at), all, x.heads, test, at, true)
}

// listed returns the claims cited, without the completeness of a list of holders one of whom the chain leaves out.
func (x *said) listed(c *fact.Control, claims []*fact.Claim, at fact.Date) []*fact.Claim {
	partly := make(map[fact.PartyID]bool)
	for _, f := range x.interests {
		i := f.Body.(*fact.Claim).Interest
		if i.Kind == fact.Shares && fact.Active(i.From, i.To, at) != fact.No && !slices.Contains(c.Chain, f.ID) {
			partly[i.Asset] = true
		}
	}
	out := slices.Clone(claims)
	for k, claim := range out {
		if p := claim.Party; p != nil && p.Complete == fact.Yes && partly[p.ID] {
			without := *p
			without.Complete = fact.Unknown
			out[k] = &fact.Claim{Author: claim.Author, Authority: claim.Authority, Party: &without}
		}
	}
	return out
}

// isSummary reports whether a claim states an indirect interest: what else is claimed may be a part of it.
func isSummary(c *fact.Claim) bool { return c.Interest != nil && c.Interest.Direct == fact.No }

func cited(s *fact.Set, f fact.Fact, c *fact.Control, at fact.Date) ([]*fact.Claim, error) {
	from := make(map[fact.ID]bool)
	for _, id := range f.From {
		from[id] = true
	}
	var chain []fact.Fact
	for _, id := range c.Chain {
		g, ok := s.Get(id)
		if !ok || g.Body.Kind() != fact.KindClaim || !from[id] {
			return nil, fmt.Errorf("its chain cites %s, which is not a claim that it comes from", id.Short())
		}
		chain = append(chain, g)
	}
	var claims []*fact.Claim
	for _, said := range fact.PartyClaims(slices.Values(chain)) {
		for _, p := range said {
			claims = append(claims, &fact.Claim{Author: p.Body.Author, Authority: p.Body.Authority, Party: p.Party.OnDay(at)})
		}
	}
	for _, f := range fact.InterestClaims(slices.Values(chain)) {
		claims = append(claims, f.Body.(*fact.Claim))
	}
	return claims, nil
}

// nothingLeftOut refuses a chain that takes one of several claims about a party, or an interest that
// another claim of higher authority overrules. Claims in words alone count for nothing,
// and that a party is a branch matters where its head office is asked for.
func (x *said) nothingLeftOut(c *fact.Control, claims []*fact.Claim) error {
	chain := make(map[fact.ID]bool)
	for _, id := range c.Chain {
		chain[id] = true
	}
	for _, claim := range claims {
		if p := claim.Party; p != nil && c.Verdict == fact.Yes {
			for _, id := range x.parties[p.ID] {
				if !chain[id] {
					return fmt.Errorf("its chain leaves out claim %s", id.Short())
				}
			}
		}
		if i := claim.Interest; i != nil {
			for _, f := range x.between[[2]fact.PartyID{i.Owner, i.Asset}] {
				if fact.Outranks(f.Body.(*fact.Claim), claim) {
					return fmt.Errorf("its chain cites an interest of %s in %s that claim %s overrules", i.Owner, i.Asset, f.ID.Short())
				}
			}
		}
	}
	return nil
}
