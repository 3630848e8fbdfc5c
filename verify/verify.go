// Package verify checks a saved determination again, from the facts inside it and
// as far as it can with other code than made it. It needs no evidence, no registry
// and no network.
package verify

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/longarm-project/longarm/assess"
	"github.com/longarm-project/longarm/check"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/compel"
	"github.com/longarm-project/longarm/law/territory"
	"github.com/longarm-project/longarm/ownership"
	"github.com/longarm-project/longarm/reach"
	"github.com/longarm-project/longarm/review"
)

// Rules is what a determination is checked against: those it was made by.
type Rules struct {
	Law     *law.Library
	Compels *compel.Library
}

// Determination checks each fact's digest and grounds, each chain of ownership,
// what is presumed, each reach, and each step of law. It returns what is wrong
// first; an error that wraps check.ErrCheck is about the law.
func Determination(d *determination.Determination, r Rules) error {
	var set fact.Set
	for _, f := range d.Facts {
		if err := f.Check(); err != nil {
			return err
		}
		if _, err := set.Add(f); err != nil {
			return fmt.Errorf("fact %s: %w", f.ID.Short(), err)
		}
	}
	for _, f := range d.Facts {
		if c, ok := f.Body.(*fact.Control); ok {
			if err := checkControl(&set, f, c, d.At); err != nil {
				return fmt.Errorf("fact %s: %w", f.ID.Short(), err)
			}
		}
		if f.Rule == fact.RuleAlike {
			if err := reach.CheckAlike(&set, f); err != nil {
				return err
			}
		}
	}
	presumed, err := review.Presumed(&set, r.Law, d.At)
	if err != nil {
		return err
	}
	for _, f := range d.Facts {
		if f.Rule == fact.RulePresumed && !slices.ContainsFunc(presumed, func(g fact.Fact) bool { return g.ID == f.ID }) {
			return fmt.Errorf("fact %s: what it presumes does not follow from what is stated", f.ID.Short())
		}
	}
	if err := checkReach(&set, d, r); err != nil {
		return err
	}
	if err := check.Steps(d, r.Law); err != nil {
		return err
	}
	return decided(&set, d, r)
}

// checkControl has a chain of ownership added up again, by other code than the
// solver's, and the absence of one solved again from the claims cited.
func checkControl(set *fact.Set, f fact.Fact, c *fact.Control, at fact.Date) error {
	rule, closed, err := testNamed(c.Test, at)
	if err != nil {
		return err
	}
	own, err := ownTest(c.Test, at)
	if err != nil {
		return err
	}
	if err := check.Control(set, f, own, at); err != nil || c.Verdict == fact.Yes {
		return err
	}
	var cited []fact.Fact
	for _, id := range f.From {
		g, _ := set.Get(id)
		if g.Body.Kind() != fact.KindClaim {
			return fmt.Errorf("a chain of ownership rests on a %s", g.Body.Kind())
		}
		cited = append(cited, g)
	}
	var b ownership.Builder
	b.Claims(slices.Values(cited))
	if again := b.Build().SolveWith(rule, at, ownership.Options{Closed: closed}).Verdict(c.Party); again != c.Verdict {
		return fmt.Errorf("%s under %s is %s, and its claims give %s", c.Party, c.Test, c.Verdict, again)
	}
	return nil
}

// testNamed returns the rule of a control fact, and whether it takes what nobody stated as not so.
func testNamed(test string, at fact.Date) (rule *ownership.Rule, closed bool, err error) {
	if country, ok := strings.CutPrefix(test, reach.ControlTest); ok {
		c, err := fact.ParseCountry(country)
		if err != nil {
			return nil, false, err
		}
		rule, err = ownership.GovernmentRule(c, at)
		return rule, true, err
	}
	rule, err = ownership.RuleNamed(test)
	return rule, false, err
}

// ownTest returns the same as the checker reads it.
func ownTest(test string, at fact.Date) (*check.Test, error) {
	if country, ok := strings.CutPrefix(test, reach.ControlTest); ok {
		return check.Government(test, territory.Of(fact.Country(country), at)), nil
	}
	tests, err := tables()
	if err != nil {
		return nil, err
	}
	return check.Named(tests, test)
}

// tables reads the tables of tests once.
var tables = sync.OnceValues(func() ([]*check.Test, error) { return check.Tests(ownership.Tables()) })

// decided decides the facts of the determination once more and compares every byte.
func decided(set *fact.Set, d *determination.Determination, r Rules) error {
	o := review.Options{At: d.At, Packs: []string{}, Disagreements: d.Disagreements, Unseen: d.Unseen, Evidence: d.Evidence}
	for _, p := range d.Packs {
		o.Packs = append(o.Packs, p.ID)
	}
	for _, f := range d.Facts {
		o.Cite = append(o.Cite, f.ID)
	}
	if len(o.Packs) == 0 {
		return nil // nothing was in force
	}
	again, err := review.Decide(set, r.Law, o)
	if err != nil {
		return fmt.Errorf("%w: %w", check.ErrCheck, err)
	}
	got, want := *again, *d
	got.Facts, want.Facts, got.Digest, want.Digest = nil, nil, "", ""
	if !bytes.Equal(fact.Canonical(got), fact.Canonical(want)) {
		return fmt.Errorf("%w: decided again from its own facts it comes out otherwise", check.ErrCheck)
	}
	return nil
}

// checkReach judges every asset again and refuses what does not come out the same.
func checkReach(set *fact.Set, d *determination.Determination, r Rules) error {
	again := map[fact.ID]bool{}
	var governments []fact.Country
	for _, r := range fact.Of[*fact.Reach](set) {
		governments = append(governments, r.Government)
	}
	for _, f := range assess.Reach(set, nil, assess.Rules{At: d.At, Compels: r.Compels, Governments: governments}) {
		again[f.ID] = true
	}
	for f, b := range fact.Of[*fact.Reach](set) {
		if !again[f.ID] {
			return fmt.Errorf("fact %s: %s of %s by %s does not come out the same from the facts it cites", f.ID.Short(), b.Arm, b.Asset, b.Government)
		}
	}
	return nil
}
