package remedy

import (
	"context"
	"slices"

	"github.com/longarm-project/longarm/assess"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// A result is what came of a trial.
type result struct {
	findings []determination.Finding
	dealings map[string]bool // by name, decided or not
	reach    map[reached]fact.Truth
	// finding is the answer that counts: that of the dealing, or the worst of those that take its place.
	finding determination.Finding
	gone    bool
	rank    int
}

type reached struct {
	asset      fact.AssetID
	government fact.Country
	arm        fact.Arm
}

// named returns the worst finding about the dealing of that name, or nil.
func (t *result) named(dealing string) *determination.Finding {
	var out *determination.Finding
	for i := range t.findings {
		if f := &t.findings[i]; f.Dealing == dealing && (out == nil || f.Worst() > out.Worst()) {
			out = f
		}
	}
	return out
}

// decide makes the changes and decides again.
func (sc *scope) decide(cs []change) (*result, error) {
	sc.tries++
	d := draft{facts: sc.facts, source: sc.source}
	for _, c := range cs {
		c.apply(&d)
	}
	var set fact.Set
	for _, f := range d.facts {
		if _, err := set.Add(f); err != nil {
			return nil, err
		}
	}
	o := assess.Options{Controls: sc.controls, Brief: true, Only: sc.only(cs)}
	if d.owned {
		o.Controls = nil
	}
	o.NoLaw = len(cs) == 1 && cs[0].lawNeutral && sc.before != nil
	rules := sc.study.Rules
	rules.Packs = []string{sc.finding.Pack}
	ctx := context.Background() // a trial takes no time worth stopping
	a, err := assess.Assess(ctx, assess.Facts{Set: &set, Subject: sc.study.Facts.Subject, Home: sc.study.Facts.Home}, rules, o)
	if err != nil {
		return nil, err
	}
	t := &result{reach: map[reached]fact.Truth{}, dealings: map[string]bool{}}
	for _, d := range fact.Of[*fact.Dealing](a.Set) {
		t.dealings[d.Name] = true
	}
	for _, r := range fact.Of[*fact.Reach](a.Set) {
		t.reach[reached{r.Asset, r.Government, r.Arm}] = r.Verdict
	}
	if o.NoLaw {
		t.findings, t.finding, t.rank = sc.before.findings, sc.before.finding, sc.before.rank
		return t, nil
	}
	t.findings = a.Determination.Findings
	sc.judge(t)
	return t, nil
}

// only says which dealings a trial decides: that of the finding, those about its
// assets, and new ones; all where others may be altered.
func (sc *scope) only(cs []change) func(string) bool {
	if slices.ContainsFunc(cs, func(c change) bool { return c.wide }) {
		return nil
	}
	return func(name string) bool {
		return sc.close[name] || sc.before != nil && !sc.before.dealings[name]
	}
}

// rankBefore is the rank that a dealing had; known is false for one that was not there.
func (sc *scope) rankBefore(dealing string) (was int, known bool) {
	if f := sc.before.named(dealing); f != nil {
		return f.Worst(), true
	}
	if was, known = sc.x.ranks[answered{sc.finding.Pack, dealing}]; known {
		return was, true
	}
	return (&determination.Finding{Outcome: determination.Prohibited}).Worst(), sc.before.dealings[dealing]
}

// judge finds the answer that counts. What a change brings about counts with it:
// a dealing that was not there before, and another one that became worse.
func (sc *scope) judge(t *result) {
	if f := t.named(sc.dealing.Name); f != nil {
		t.finding = *f
	} else {
		t.gone = true
		t.finding = determination.Finding{Outcome: determination.NotCovered, Dealing: sc.dealing.Name, Pack: sc.finding.Pack}
	}
	t.rank = t.finding.Worst()
	if sc.before == nil {
		return
	}
	for i := range t.findings {
		f := &t.findings[i]
		was, known := sc.rankBefore(f.Dealing)
		switch {
		case !known && (t.gone && len(t.finding.Provisions) == 0 || f.Worst() > t.rank):
			t.finding = *f
		case !known || f.Dealing == sc.dealing.Name || f.Worst() <= was:
			continue
		}
		t.rank = max(t.rank, f.Worst())
	}
}
