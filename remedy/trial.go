package longarm

import (
	"context"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/assess"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/reach"
)

// A bench holds the part of a review on which one finding depends, so that a
// change can be tried in about a millisecond: its dealing, the others of the
// same pair of parties (numbers are counted per pair) and of the same assets, what is
// known of these assets, and all claims about the parties and those who hold them.
type bench struct {
	s        *Study
	x        *index
	finding  *determination.Finding
	dealing  *fact.Dealing
	derived  bool // from the use of a provider
	assets   []*reach.Asset
	provider fact.ProviderID // used under the dealing, if one is
	ground   fact.Fact       // whose sources hypothetical facts stand on

	facts    []fact.Fact
	controls []fact.Fact
	pairs    map[string]bool // dealings all of whose pair are here
	close    map[string]bool // dealings decided in each trial
	before   *tried
	moved    map[*fact.Attribution]*tried // what came of moving to each target
	tries    int
}

// newBench cuts the part out. A part that does not give the finding as it was is
// not used; the whole review stands in for it.
func newBench(s *Study, f *determination.Finding) (*bench, error) {
	b := &bench{s: s, x: s.find(), finding: f, pairs: map[string]bool{}, close: map[string]bool{f.Dealing: true}}
	df, _ := s.Set.Get(f.Fact)
	b.dealing = df.Body.(*fact.Dealing)
	b.derived = !b.x.base[df.ID]
	for _, id := range f.Assets {
		if a := b.x.assets[id]; a != nil {
			b.assets = append(b.assets, a)
		}
	}
	b.provider = b.usedProvider(df)
	b.part()
	var err error
	if b.before, err = b.try(nil); err != nil {
		return nil, err
	}
	if !b.faithful() {
		b.whole()
		if b.before, err = b.try(nil); err != nil {
			return nil, err
		}
	}
	b.tries = 0
	b.ground = b.standing(df)
	return b, nil
}

// usedProvider is the provider that a dealing is about: that of its attributions, or of its counterparty.
func (b *bench) usedProvider(df fact.Fact) fact.ProviderID {
	for _, id := range df.From {
		g, _ := b.s.Set.Get(id)
		if a, ok := g.Body.(*fact.Attribution); ok && b.derived {
			return a.Provider
		}
	}
	for _, a := range b.assets {
		for _, at := range a.Attributions {
			c := b.dealing.Counterparty
			if c != "" && (c == at.Body.Operator || c == at.Body.Contracts || strings.HasPrefix(string(c), string(at.Body.Provider)+"/")) {
				return at.Body.Provider
			}
		}
	}
	return ""
}

// standing returns a fact with sources that a hypothetical one may cite.
func (b *bench) standing(df fact.Fact) fact.Fact {
	if len(df.Sources) > 0 {
		return df
	}
	for _, f := range b.s.Set.Closure(df.ID) {
		if len(f.Sources) > 0 && f.Body.Kind() == fact.KindObservation {
			return f
		}
	}
	for _, f := range b.facts {
		if len(f.Sources) > 0 {
			return f
		}
	}
	return df
}

// part gathers the facts that bear on the finding.
func (b *bench) part() {
	near := b.nearby()
	assets := map[fact.AssetID]bool{}
	parties := map[fact.PartyID]bool{}
	var ids []fact.ID
	for _, f := range near {
		d := f.Body.(*fact.Dealing)
		ids = append(ids, b.x.safeguards[d.Name]...)
		for _, a := range d.Assets {
			assets[a] = true
		}
		for _, e := range d.Data {
			assets[e.Asset] = true
		}
		parties[d.Subject], parties[d.Counterparty] = true, true
		for _, a := range d.Access {
			parties[a.Party] = true
		}
		for _, s := range b.s.Set.Closure(f.ID) {
			if b.x.base[s.ID] {
				ids = append(ids, s.ID)
			}
		}
	}
	for id := range assets {
		if a := b.x.assets[id]; a != nil {
			ids = append(ids, factsOf(a)...)
		}
	}
	b.providers(ids, parties)
	ids = append(ids, b.claims(parties)...)
	b.take(ids)
}

func factsOf(a *reach.Asset) (ids []fact.ID) {
	for _, o := range a.Observations {
		ids = append(ids, o.ID)
	}
	for _, o := range a.Attributions {
		ids = append(ids, o.ID)
	}
	for _, o := range a.Counts {
		ids = append(ids, o.ID)
	}
	for _, o := range a.Safeguards {
		ids = append(ids, o.ID)
	}
	return ids
}

// nearby lists the dealings of the same pair of parties, those about the same
// assets, and those with whom something could be moved to.
func (b *bench) nearby() []fact.Fact {
	out := slices.Clone(b.x.pairs[pairOf(b.dealing)])
	for _, a := range b.dealing.Assets {
		for _, f := range b.x.about[a] {
			b.close[f.Body.(*fact.Dealing).Name] = true
			out = append(out, f)
		}
	}
	for _, to := range b.targets() {
		out = append(out, b.x.pairs[pair{b.dealing.Subject, to.Contracts}]...)
	}
	slices.SortFunc(out, fact.Compare)
	out = slices.CompactFunc(out, func(x, y fact.Fact) bool { return x.ID == y.ID })
	here := map[pair]int{}
	for _, f := range out {
		here[pairOf(f.Body.(*fact.Dealing))]++
	}
	for _, f := range out {
		d := f.Body.(*fact.Dealing)
		b.pairs[d.Name] = here[pairOf(d)] == len(b.x.pairs[pairOf(d)])
	}
	return out
}

// providers adds the parties of the providers attributed, and of those that something could be moved to.
func (b *bench) providers(ids []fact.ID, parties map[fact.PartyID]bool) {
	seen := map[fact.ProviderID]bool{}
	add := func(a *fact.Attribution) {
		parties[a.Operator], parties[a.Contracts] = true, true
		if seen[a.Provider] {
			return
		}
		seen[a.Provider] = true
		for _, m := range b.s.Rules.Providers.Affiliates(a.Provider) {
			parties[m.Party] = true
		}
	}
	for _, id := range ids {
		f, _ := b.s.Set.Get(id)
		if a, ok := f.Body.(*fact.Attribution); ok {
			add(a)
		}
	}
	for _, a := range b.targets() {
		add(a)
	}
}

// claims lists the claims about parties and all who hold them, and the control facts of them.
func (b *bench) claims(parties map[fact.PartyID]bool) []fact.ID {
	var ids []fact.ID
	var todo []fact.PartyID
	for p := range parties {
		todo = append(todo, p)
	}
	slices.Sort(todo)
	b.controls = []fact.Fact{}
	for len(todo) > 0 {
		p := todo[0]
		todo = todo[1:]
		b.controls = append(b.controls, b.x.controls[p]...)
		for _, f := range b.x.claims[p] {
			ids = append(ids, f.ID)
			c := f.Body.(*fact.Claim)
			var next fact.PartyID
			switch {
			case c.Interest != nil && c.Interest.Asset == p:
				next = c.Interest.Owner
			case c.Party != nil:
				next = c.Party.BranchOf
			}
			if next != "" && !parties[next] {
				parties[next] = true
				todo = append(todo, next)
			}
		}
	}
	for _, f := range b.controls {
		ids = append(ids, f.From...)
	}
	return ids
}

// take keeps the base facts named, with what they come from.
func (b *bench) take(ids []fact.ID) {
	slices.SortFunc(ids, func(x, y fact.ID) int { return slices.Compare(x[:], y[:]) })
	b.facts = nil
	for _, f := range b.s.Set.Closure(slices.Compact(ids)...) {
		if b.x.base[f.ID] {
			b.facts = append(b.facts, f)
		}
	}
	b.facts = slices.Clip(b.facts)
}

// whole takes every base fact.
func (b *bench) whole() {
	b.facts, b.controls = nil, []fact.Fact{}
	for f := range b.s.Set.All() {
		if b.x.base[f.ID] {
			b.facts = append(b.facts, f)
		} else if f.Body.Kind() == fact.KindControl {
			b.controls = append(b.controls, f)
		}
	}
	b.facts = slices.Clip(b.facts)
	for name := range b.pairs {
		b.pairs[name] = true
	}
}

// faithful reports whether the part gives the finding as the review did.
func (b *bench) faithful() bool {
	g := b.before.named(b.dealing.Name)
	return g != nil && g.Outcome == b.finding.Outcome && g.Met == b.finding.Met && slices.Equal(g.Possible, b.finding.Possible)
}

// tried is what came of a trial.
type tried struct {
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
func (t *tried) named(dealing string) *determination.Finding {
	var out *determination.Finding
	for i := range t.findings {
		if f := &t.findings[i]; f.Dealing == dealing && (out == nil || f.Worst() > out.Worst()) {
			out = f
		}
	}
	return out
}

// try makes the changes and decides again.
func (b *bench) try(cs []change) (*tried, error) {
	b.tries++
	d := draft{facts: b.facts, ground: b.ground}
	for _, c := range cs {
		c.apply(&d)
	}
	var set fact.Set
	for _, f := range d.facts {
		if _, err := set.Add(f); err != nil {
			return nil, err
		}
	}
	o := assess.Options{Controls: b.controls, Brief: true, Only: b.only(cs)}
	if d.owned {
		o.Controls = nil
	}
	o.NoLaw = len(cs) == 1 && cs[0].unheard && b.before != nil
	rules := b.s.Rules
	rules.Packs = []string{b.finding.Pack}
	ctx := context.Background() // a trial takes no time worth stopping
	a, err := assess.Assess(ctx, assess.Facts{Set: &set, Subject: b.s.Facts.Subject, Home: b.s.Facts.Home}, rules, o)
	if err != nil {
		return nil, err
	}
	t := &tried{reach: map[reached]fact.Truth{}, dealings: map[string]bool{}}
	for _, d := range fact.Of[*fact.Dealing](a.Set) {
		t.dealings[d.Name] = true
	}
	for _, r := range fact.Of[*fact.Reach](a.Set) {
		t.reach[reached{r.Asset, r.Government, r.Arm}] = r.Verdict
	}
	if o.NoLaw {
		t.findings, t.finding, t.rank = b.before.findings, b.before.finding, b.before.rank
		return t, nil
	}
	t.findings = a.Determination.Findings
	b.judge(t)
	return t, nil
}

// only says which dealings a trial decides: that of the finding, those about its
// assets, and new ones; all where others may be altered.
func (b *bench) only(cs []change) func(string) bool {
	if slices.ContainsFunc(cs, func(c change) bool { return c.wide }) {
		return nil
	}
	return func(name string) bool {
		return b.close[name] || b.before != nil && !b.before.dealings[name]
	}
}

// was is the rank that a dealing had; known is false for one that was not there.
func (b *bench) was(dealing string) (was int, known bool) {
	if f := b.before.named(dealing); f != nil {
		return f.Worst(), true
	}
	if was, known = b.x.ranks[answered{b.finding.Pack, dealing}]; known {
		return was, true
	}
	return (&determination.Finding{Outcome: determination.Prohibited}).Worst(), b.before.dealings[dealing]
}

// judge finds the answer that counts. What a change brings about counts with it:
// a dealing that was not there before, and another one that became worse.
func (b *bench) judge(t *tried) {
	if f := t.named(b.dealing.Name); f != nil {
		t.finding = *f
	} else {
		t.gone = true
		t.finding = determination.Finding{Outcome: determination.NotCovered, Dealing: b.dealing.Name, Pack: b.finding.Pack}
	}
	t.rank = t.finding.Worst()
	if b.before == nil {
		return
	}
	for i := range t.findings {
		f := &t.findings[i]
		was, known := b.was(f.Dealing)
		switch {
		case !known && (t.gone && len(t.finding.Provisions) == 0 || f.Worst() > t.rank):
			t.finding = *f
		case !known || f.Dealing == b.dealing.Name || f.Worst() <= was:
			continue
		}
		t.rank = max(t.rank, f.Worst())
	}
}
