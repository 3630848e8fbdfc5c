package ownership

import (
	"fmt"

	"github.com/longarm-project/longarm/fact"
)

// Verify checks a Control fact against the set that holds its claims: its digest, that it cites
// every claim of its chain, that it leaves out none that speaks of a party it cites or of a
// company whose list of holders it takes to be complete, and then, with [Check], that a yes adds up.
func Verify(s *fact.Set, f fact.Fact, r *Rule, at fact.Date) error {
	c, ok := f.Body.(*fact.Control)
	if !ok {
		return fmt.Errorf("fact %s is %s, not control", f.ID.Short(), f.Body.Kind())
	}
	if err := f.Check(); err != nil {
		return err
	}
	if want := "ownership/" + r.Name; f.Rule != want {
		return fmt.Errorf("control of %s: derived by %q, want %q", c.Party, f.Rule, want)
	}
	claims, err := cited(s, f, c)
	if err != nil {
		return fmt.Errorf("control of %s: %w", c.Party, err)
	}
	if err := nothingLeftOut(s, c, claims); err != nil {
		return fmt.Errorf("control of %s: %w", c.Party, err)
	}
	return Check(c, claims, r, at)
}

func cited(s *fact.Set, f fact.Fact, c *fact.Control) ([]*fact.Claim, error) {
	from := make(map[fact.ID]bool)
	for _, id := range f.From {
		from[id] = true
	}
	var claims []*fact.Claim
	for _, id := range c.Chain {
		g, ok := s.Get(id)
		claim, isClaim := g.Body.(*fact.Claim)
		if !ok || !isClaim || !from[id] {
			return nil, fmt.Errorf("its chain cites %s, which is not a claim that it comes from", id.Short())
		}
		claims = append(claims, claim)
	}
	return claims, nil
}

func nothingLeftOut(s *fact.Set, c *fact.Control, claims []*fact.Claim) error {
	stated, complete := make(map[fact.PartyID]bool), make(map[fact.PartyID]bool)
	for _, claim := range claims {
		if claim.Party != nil {
			stated[claim.Party.ID] = true
			complete[claim.Party.ID] = complete[claim.Party.ID] || claim.Party.Complete == fact.Yes
		}
	}
	chain := make(map[fact.ID]bool)
	for _, id := range c.Chain {
		chain[id] = true
	}
	for f, claim := range fact.Of[*fact.Claim](s) {
		about := claim.Party != nil && stated[claim.Party.ID] ||
			claim.Interest != nil && complete[claim.Interest.Asset] && claim.Interest.Kind == fact.Shares
		if about && !chain[f.ID] && c.Verdict == fact.Yes {
			return fmt.Errorf("its chain leaves out claim %s", f.ID.Short())
		}
	}
	return nil
}
