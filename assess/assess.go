package assess

import (
	"context"
	"slices"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/compel"
	"github.com/longarm-project/longarm/provider"
	"github.com/longarm-project/longarm/reach"
	"github.com/longarm-project/longarm/review"
)

// Facts is what was gathered of one estate.
type Facts struct {
	// Set holds what was read, attributed, published and listed. Required.
	Set *fact.Set
	// Evidence says what was read.
	Evidence determination.Evidence
	// Subject is the reviewed organisation, and Home the countries under whose law it is organised.
	Subject fact.PartyID
	Home    []fact.Country
	// Asked is what was asked, for the determination to note.
	Asked determination.Asked
}

// Rules is what the facts are judged by.
type Rules struct {
	// At is the date of the law and of the facts. Required.
	At fact.Date
	// Law holds the packs, and Packs names those to apply; empty: those in force that are for organisations of Home.
	Law   *law.Library
	Packs []string
	// Compels holds the laws by which governments compel those within their reach.
	Compels *compel.Library
	// Governments to judge; empty: all that reach something, but those of Home.
	Governments []fact.Country
	// Providers tells which companies stand behind a provider, as customers at Home meet them.
	Providers *provider.Table
}

// Options leave out what a caller has already or does not need. The zero value leaves out nothing.
type Options struct {
	// Controls are the control facts of the claims in Facts where they were solved
	// before, as a trial that alters no claim has them. Nil: they are solved.
	Controls []fact.Fact
	// Brief and Only are those of review.Options.
	Brief bool
	Only  func(dealing string) bool
	// Progress is that of review.Options.
	Progress func(done, of int, pack string)
	// NoLaw ends before the law is applied; there is no Determination then.
	NoLaw bool
}

// An Assessment is what came of facts under rules.
type Assessment struct {
	Facts Facts
	Rules Rules
	// Set holds all facts: the first Given were gathered or presumed, the others derived.
	Set   *fact.Set
	Given int
	// Assets are those of Set, sorted by ID.
	Assets        []*reach.Asset
	Determination *determination.Determination
}

// Assess derives and decides. It returns an error for rules that make no sense,
// for facts whose words no law knows, and when ctx ends between two stages.
func Assess(ctx context.Context, f Facts, r Rules, o Options) (*Assessment, error) {
	var left []string
	var err error
	if len(r.Packs) == 0 {
		if r.Packs, left, err = r.Law.For(f.Home, r.At); err != nil {
			return nil, err
		}
	}
	a := &Assessment{Facts: f, Rules: r, Set: f.Set.Clone()}
	if a.Given, err = control(a.Set, r, o.Controls); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	a.Assets = reach.Assets(a.Set)
	facts := slices.Concat(reachOf(a.Set, a.Assets, f.Home, r), reach.Dealings(reach.Uses{Set: a.Set, Assets: a.Assets, Subject: f.Subject}))
	if err := a.Set.AddAll(facts...); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil || o.NoLaw {
		return a, err
	}
	differ, missed := disagreements(a.Set, a.Assets), unseen(a)
	a.Determination, err = review.Decide(a.Set, r.Law, review.Options{
		At: r.At, Packs: r.Packs, LeftOut: left, Asked: f.Asked, Evidence: f.Evidence, Disagreements: differ, Unseen: missed, Cite: ids(a.Set), Brief: o.Brief, Only: o.Only, Progress: o.Progress,
	})
	return a, err
}

// ids lists all facts: a determination carries them, so that whoever has it can derive it again and miss nothing.
func ids(set *fact.Set) []fact.ID {
	out := make([]fact.ID, 0, set.Len())
	for f := range set.All() {
		out = append(out, f.ID)
	}
	return out
}

// disagreements lists where people, or publishers, differ on a party or an asset.
func disagreements(set *fact.Set, assets []*reach.Asset) []fact.Disagreement {
	out := fact.Disagreements(fact.PartyClaims(set.All()))
	for _, a := range assets {
		out = append(out, a.Disagreements...)
	}
	slices.SortFunc(out, fact.CompareDisagreements)
	return out
}
