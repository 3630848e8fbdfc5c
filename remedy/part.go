package remedy

import (
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/reach"
)

// A scope holds the part of a review on which one finding depends, so that a
// change can be tried in about a millisecond: its dealing, the others of the
// same pair of parties (numbers are counted per pair) and of the same assets, what is
// known of these assets, and all claims about the parties and those who hold them.
type scope struct {
	study   *Study
	x       *index
	finding *determination.Finding
	test    string // ownership test by which the pack of the finding says who is covered
	dealing *fact.Dealing
	derived bool // from the use of a provider
	assets  []*reach.Asset
	used    []fact.ProviderID // under the dealing, sorted
	source  fact.Fact         // whose sources hypothetical facts stand on

	facts    []fact.Fact
	controls []fact.Fact
	pairs    map[string]bool // dealings all of whose pair are here
	close    map[string]bool // dealings decided in each trial
	before   *result
	moves    map[*fact.Attribution]*result // what came of moving to each target
	tries    int
}

// newScope cuts the part out. A part that does not give the finding as it was is
// not used; the whole review stands in for it.
func newScope(s *Study, f *determination.Finding) (*scope, error) {
	sc := &scope{study: s, x: s.index, finding: f, pairs: map[string]bool{}, close: map[string]bool{f.Dealing: true}}
	df := sc.about(f.Fact)
	sc.part()
	var err error
	if sc.before, err = sc.decide(nil); err != nil {
		return nil, err
	}
	if !sc.reproduces() {
		sc.everything()
		if sc.before, err = sc.decide(nil); err != nil {
			return nil, err
		}
	}
	sc.tries = 0
	sc.source = sc.sourceOf(df)
	return sc, nil
}

// about notes what the dealing of the finding is about, and returns it.
func (sc *scope) about(id fact.ID) fact.Fact {
	if p, err := sc.study.Rules.Law.Pack(sc.finding.Pack); err == nil {
		sc.test = p.Ownership.Test
	}
	df, _ := sc.study.Set.Get(id)
	sc.dealing = df.Body.(*fact.Dealing)
	sc.derived = !sc.x.base[df.ID]
	for _, id := range sc.finding.Assets {
		if a := sc.x.assets[id]; a != nil {
			sc.assets = append(sc.assets, a)
		}
	}
	sc.used = sc.usedProviders(df)
	return df
}

// usedProviders lists the providers that a dealing is about, sorted: those of its
// attributions, or those of its assets on whose side a counterparty is.
func (sc *scope) usedProviders(df fact.Fact) []fact.ProviderID {
	var out []fact.ProviderID
	for _, id := range df.From {
		g, _ := sc.study.Set.Get(id)
		if a, ok := g.Body.(*fact.Attribution); ok && sc.derived {
			out = append(out, a.Provider)
		}
	}
	if len(out) == 0 {
		for _, a := range sc.assets {
			for _, at := range a.Attributions {
				if sc.with(at.Body) {
					out = append(out, at.Body.Provider)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// with reports whether the dealing is, or may be, with somebody on the provider's side of a place.
func (sc *scope) with(at *fact.Attribution) bool {
	side := slices.Concat(at.Operators(), at.Contractors())
	return slices.ContainsFunc(append(slices.Clone(sc.dealing.CounterpartyOneOf), sc.dealing.Counterparty), func(c fact.PartyID) bool {
		return c != "" && (slices.Contains(side, c) || strings.HasPrefix(string(c), string(at.Provider)+"/"))
	})
}

// sourceOf returns a fact with sources that a hypothetical one may cite.
func (sc *scope) sourceOf(df fact.Fact) fact.Fact {
	if len(df.Sources) > 0 {
		return df
	}
	for _, f := range sc.study.Set.Closure(df.ID) {
		if len(f.Sources) > 0 && f.Body.Kind() == fact.KindObservation {
			return f
		}
	}
	for _, f := range sc.facts {
		if len(f.Sources) > 0 {
			return f
		}
	}
	return df
}

// part gathers the facts that bear on the finding.
func (sc *scope) part() {
	near := sc.nearby()
	assets := map[fact.AssetID]bool{}
	parties := map[fact.PartyID]bool{}
	var ids []fact.ID
	for _, f := range near {
		d := f.Body.(*fact.Dealing)
		ids = append(ids, sc.x.safeguards[d.Name]...)
		for _, a := range d.Assets {
			assets[a] = true
		}
		for _, e := range d.Data {
			assets[e.Asset] = true
		}
		note(parties, []fact.PartyID{d.Subject, d.Counterparty})
		note(parties, d.CounterpartyOneOf)
		for _, a := range d.Access {
			note(parties, a.Parties())
		}
		for _, s := range sc.study.Set.Closure(f.ID) {
			if sc.x.base[s.ID] {
				ids = append(ids, s.ID)
			}
		}
	}
	for id := range assets {
		if a := sc.x.assets[id]; a != nil {
			ids = append(ids, factsOf(a)...)
		}
	}
	ids = append(ids, sc.providers(ids, parties)...)
	ids = append(ids, sc.claims(parties)...)
	sc.take(ids)
}

func factsOf(a *reach.Asset) (ids []fact.ID) {
	for _, o := range a.Observations {
		ids = append(ids, o.ID)
	}
	for _, o := range a.Attributions {
		ids = append(ids, o.ID)
	}
	for _, o := range a.Overruled {
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
func (sc *scope) nearby() []fact.Fact {
	out := slices.Clone(sc.x.pairs[pairOf(sc.dealing)])
	for _, a := range sc.dealing.Assets {
		for _, f := range sc.x.about[a] {
			sc.close[f.Body.(*fact.Dealing).Name] = true
			out = append(out, f)
		}
	}
	for _, to := range sc.targets() {
		for _, p := range sc.pairsWith(to) {
			out = append(out, sc.x.pairs[p]...)
		}
	}
	slices.SortFunc(out, fact.Compare)
	out = slices.CompactFunc(out, func(x, y fact.Fact) bool { return x.ID == y.ID })
	here := map[pair]int{}
	for _, f := range out {
		here[pairOf(f.Body.(*fact.Dealing))]++
	}
	for _, f := range out {
		d := f.Body.(*fact.Dealing)
		sc.pairs[d.Name] = here[pairOf(d)] == len(sc.x.pairs[pairOf(d)])
	}
	return out
}

// providers adds the parties of the providers attributed, and of those that something
// could be moved to, and returns the facts that tell their roles.
func (sc *scope) providers(ids []fact.ID, parties map[fact.PartyID]bool) (roles []fact.ID) {
	seen := map[fact.ProviderID]bool{}
	add := func(a *fact.Attribution) {
		note(parties, a.Operators())
		note(parties, a.Contractors())
		if seen[a.Provider] {
			return
		}
		seen[a.Provider] = true
		for _, f := range sc.study.Rules.Providers.Roles(a.Provider) {
			parties[f.Body.(*fact.Role).Party] = true
			roles = append(roles, f.ID)
		}
	}
	for _, id := range ids {
		f, _ := sc.study.Set.Get(id)
		if a, ok := f.Body.(*fact.Attribution); ok {
			add(a)
		}
	}
	for _, a := range sc.targets() {
		add(a)
	}
	return roles
}

func note(seen map[fact.PartyID]bool, parties []fact.PartyID) {
	for _, p := range parties {
		seen[p] = true
	}
}

// claims lists the claims about parties and all who hold them, and the control facts of them.
func (sc *scope) claims(parties map[fact.PartyID]bool) []fact.ID {
	var ids []fact.ID
	var todo []fact.PartyID
	for p := range parties {
		todo = append(todo, p)
	}
	slices.Sort(todo)
	sc.controls = []fact.Fact{}
	for len(todo) > 0 {
		p := todo[0]
		todo = todo[1:]
		sc.controls = append(sc.controls, sc.x.controls[p]...)
		for _, f := range sc.x.claims[p] {
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
	for _, f := range sc.controls {
		ids = append(ids, f.From...)
	}
	return ids
}

// take keeps the base facts named, with what they come from.
func (sc *scope) take(ids []fact.ID) {
	slices.SortFunc(ids, func(x, y fact.ID) int { return slices.Compare(x[:], y[:]) })
	sc.facts = nil
	for _, f := range sc.study.Set.Closure(slices.Compact(ids)...) {
		if sc.x.base[f.ID] {
			sc.facts = append(sc.facts, f)
		}
	}
	sc.facts = slices.Clip(sc.facts)
}

// everything takes every base fact.
func (sc *scope) everything() {
	sc.facts, sc.controls = nil, []fact.Fact{}
	for f := range sc.study.Set.All() {
		if sc.x.base[f.ID] {
			sc.facts = append(sc.facts, f)
		} else if f.Body.Kind() == fact.KindControl {
			sc.controls = append(sc.controls, f)
		}
	}
	sc.facts = slices.Clip(sc.facts)
	for name := range sc.pairs {
		sc.pairs[name] = true
	}
}

// reproduces reports whether the part gives the finding as the review did.
func (sc *scope) reproduces() bool {
	g := sc.before.named(sc.dealing.Name)
	return g != nil && g.Outcome == sc.finding.Outcome && g.Met == sc.finding.Met && slices.Equal(g.Possible, sc.finding.Possible)
}
