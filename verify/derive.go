package verify

import (
	"context"

	"github.com/longarm-project/longarm/assess"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// derive makes the determination again from what was read, and says where the subject is at home.
func derive(ctx context.Context, d *determination.Determination, b *base, r Rules) (*determination.Determination, []fact.Country, error) {
	set := &b.set
	rules := assess.Rules{At: d.At, Law: r.Law, Packs: d.Asked.Packs, Compels: r.Compels, Governments: d.Asked.Governments, Providers: r.Providers}
	if err := assess.Wrong(set, rules); err != nil {
		return nil, nil, refuse("%w", err)
	}
	all := set.Clone()
	subject, home, err := assess.Subject(all, d.Asked.Subject, d.Asked.Home)
	if err != nil {
		return nil, nil, refuse("%w", err)
	}
	if len(home) > 0 {
		rules.Providers = rules.Providers.For(home...)
	}
	evidence := d.Evidence
	if evidence.Unknown, err = assess.Attribute(all, rules.Providers); err != nil {
		return nil, nil, refuse("%w", err)
	}
	for _, given := range [][]fact.Fact{b.registers, b.listings} {
		for _, f := range given {
			if _, err := all.Add(f); err != nil {
				return nil, nil, refuse("%s: %w", describe(f), err)
			}
		}
	}
	a, err := assess.Assess(ctx, assess.Facts{Set: all, Evidence: evidence, Subject: subject, Home: home, Asked: d.Asked}, rules, assess.Options{})
	if err != nil {
		return nil, nil, refuse("%w", err)
	}
	return a.Determination, home, nil
}
