package reach

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// ControlTest begins the Test of the Control facts that say whether a party is
// within reach of one government, itself or by those who hold it: "government-CN".
const ControlTest = "government-"

// An Input is what Judge needs. Set and Compels are required.
type Input struct {
	Set    *fact.Set
	Assets []*Asset // of Set
	// Compels knows the laws in force at the date of review.
	Compels Compels
	// Governments to judge; empty: every one in whose reach some party or place is, but those of Home.
	Governments []fact.Country
	// Home are the countries of the reviewed organisation, left out unless asked for.
	Home []fact.Country
}

// Judge returns the reach facts of every asset and government, sorted by asset,
// government and arm. An asset without any attribution has none.
func Judge(in Input) []fact.Fact {
	j := newJudge(in)
	var out []fact.Fact
	for _, a := range in.Assets {
		for _, g := range j.governments(a) {
			reasons := j.reasons(a, g)
			for _, arm := range []fact.Arm{fact.Read, fact.Cut, fact.Enter} {
				out = append(out, j.arm(a, g, arm, reasons))
			}
		}
	}
	return out
}

// A judge indexes what the judgement of all assets shares.
type judge struct {
	in       Input
	parties  map[fact.PartyID][]claim
	controls map[fact.PartyID][]control
	known    map[tieKey]bonds
	asked    map[lawKey][]Law
}

type claim struct {
	id         fact.ID
	party      *fact.Party
	unverified bool
}

type control struct {
	id         fact.ID
	body       *fact.Control
	government fact.Country
}

func newJudge(in Input) *judge {
	j := &judge{in: in, parties: map[fact.PartyID][]claim{}, controls: map[fact.PartyID][]control{}, known: map[tieKey]bonds{}, asked: map[lawKey][]Law{}}
	for id, said := range fact.PartyClaims(in.Set) {
		for _, s := range said {
			j.parties[id] = append(j.parties[id], claim{s.ID, s.Party, s.Body.Unverified})
		}
	}
	for f, c := range fact.Of[*fact.Control](in.Set) {
		if g, ok := strings.CutPrefix(c.Test, ControlTest); ok {
			j.controls[c.Party] = append(j.controls[c.Party], control{f.ID, c, fact.Country(g)})
		}
	}
	for _, cs := range j.controls {
		slices.SortFunc(cs, func(a, b control) int { return slices.Compare(a.id[:], b.id[:]) })
	}
	return j
}

// governments lists those in whose reach the asset may be.
func (j *judge) governments(a *Asset) []fact.Country {
	var all []fact.Country
	for _, at := range a.Attributions {
		all = append(all, at.Body.Country)
		for _, p := range operators(at.Body) {
			for _, c := range j.parties[p] {
				for _, l := range links {
					all = append(all, l.of(c.party)...)
				}
			}
			for _, c := range j.controls[p] {
				if c.body.Verdict != fact.No {
					all = append(all, c.government)
				}
			}
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return slices.DeleteFunc(all, func(c fact.Country) bool {
		if len(j.in.Governments) > 0 {
			return !slices.Contains(j.in.Governments, c)
		}
		return c == "" || slices.Contains(j.in.Home, c)
	})
}

// operators are the parties on the provider's side of an attribution.
func operators(a *fact.Attribution) []fact.PartyID {
	var out []fact.PartyID
	for _, p := range []fact.PartyID{a.Operator, a.Contracts} {
		if p != "" && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// A reason is one way in which an asset is within a government's reach.
type reason struct {
	verdict fact.Truth // before any law
	home    fact.Truth // whether it stands in the government's country
	path    []fact.Step
	from    []fact.ID
	decide  string  // what would decide an unknown verdict
	bound   []bound // those whom a law must compel
}

// reasons lists the reasons for one government, the shortest first.
func (j *judge) reasons(a *Asset, g fact.Country) []reason {
	var out []reason
	for _, at := range a.Attributions {
		use := fact.Step{Fact: at.ID, Says: fmt.Sprintf("%s uses %s%s", a.ID, at.Body.Provider, where(at.Body))}
		home := fact.Unknown
		if c := at.Body.Country; c != "" {
			home = fact.Is(within(g, c))
		}
		if at.Body.Country == g {
			out = append(out, reason{verdict: fact.Yes, home: home, from: []fact.ID{at.ID},
				path:  []fact.Step{use, {Fact: at.ID, Says: fmt.Sprintf("it stands in %s", g)}},
				bound: []bound{{ties: []tie{{truth: fact.Yes, stated: true, grounds: standsThere}}}}})
		}
		for _, p := range operators(at.Body) {
			for _, r := range j.party(use, at, p, g) {
				r.home = home
				out = append(out, r)
			}
		}
	}
	slices.SortStableFunc(out, func(x, y reason) int { return cmp.Compare(len(x.path), len(y.path)) })
	return out
}

func where(at *fact.Attribution) string {
	if at.Region != "" {
		return " " + at.Region
	}
	return ""
}

// party lists how a party on the provider's side is within g's reach: itself, or by those who hold it.
func (j *judge) party(use fact.Step, at Seen[*fact.Attribution], p fact.PartyID, g fact.Country) []reason {
	var out []reason
	runs := fact.Step{Fact: at.ID, Says: role(at.Body, p) + " " + j.name(p)}
	if b := j.ties(p, g); len(b.ties) > 0 {
		out = append(out, reason{verdict: surest(b.ties), from: append(slices.Clone(b.from), at.ID), path: append([]fact.Step{use, runs}, told("it", b.ties)...),
			bound: []bound{{j.name(p), b.ties}}})
	}
	for _, c := range j.controls[p] {
		if c.government != g || c.body.Verdict == fact.No {
			continue
		}
		chain, bound, from := j.chain(c, g)
		r := reason{verdict: c.body.Verdict, from: append(from, at.ID, c.id), path: append([]fact.Step{use, runs}, chain...), bound: bound}
		if r.verdict == fact.Unknown {
			r.decide = fmt.Sprintf("who holds %s, and how much (%s)", j.name(p), shares(c.body))
		}
		out = append(out, r)
	}
	return out
}

func shares(c *fact.Control) string {
	if c.WhyNot != "" {
		return c.WhyNot
	}
	return fmt.Sprintf("between %s and %s is known to be held from there", c.Lo, c.Hi)
}

func role(at *fact.Attribution, p fact.PartyID) string {
	if p == at.Operator {
		return "it is operated by"
	}
	return "the contract is with"
}

func (j *judge) name(p fact.PartyID) string {
	for _, c := range j.parties[p] {
		if len(c.party.Names) > 0 {
			return c.party.Name()
		}
	}
	return string(p)
}

// chain tells the holdings of a control proof in words, from the party upwards,
// and lists those at its ends, whom a law must compel: all of them, since a proof
// holds nobody who can be spared.
func (j *judge) chain(c control, g fact.Country) (steps []fact.Step, ends []bound, from []fact.ID) {
	var untied []string
	seen := map[fact.PartyID]bool{}
	for _, id := range slices.Backward(c.body.Chain) {
		f, _ := j.in.Set.Get(id)
		cl, ok := f.Body.(*fact.Claim)
		switch {
		case !ok:
		case cl.Interest != nil:
			i := cl.Interest
			steps = append(steps, fact.Step{Fact: id, Says: fmt.Sprintf("%s is held by %s (%s)", j.name(i.Asset), j.name(i.Owner), held(i))})
		case cl.Party != nil && !seen[cl.Party.ID]:
			seen[cl.Party.ID] = true
			name := j.name(cl.Party.ID)
			b := j.ties(cl.Party.ID, g)
			if len(b.ties) == 0 {
				untied = append(untied, name)
				continue
			}
			steps, from = append(steps, told(name, b.ties)...), append(from, b.from...)
			ends = append(ends, bound{name, b.ties})
		}
	}
	if len(steps) == 0 {
		steps = append(steps, fact.Step{Fact: c.id, Says: fmt.Sprintf("it is held by parties subject to %s", g)})
	}
	if len(ends) == 0 {
		ends = append(ends, bound{name: cmp.Or(strings.Join(untied, ", "), "those who hold it")})
	}
	return steps, ends, from
}

func held(i *fact.Interest) string {
	switch {
	case i.Kind != fact.Shares && i.Kind != fact.Votes:
		return string(i.Kind)
	case i.Lo == i.Hi:
		return i.Lo.String()
	case i.Lo == 0 && i.Hi == fact.Whole:
		return "share not known"
	}
	return fmt.Sprintf("%s to %s", i.Lo, i.Hi)
}

// told puts the ties that somebody states into steps.
func told(name string, ties []tie) []fact.Step {
	var out []fact.Step
	for _, t := range ties {
		if t.stated {
			out = append(out, fact.Step{Fact: t.claim, Says: name + " " + t.says})
		}
	}
	return out
}

// safeguard names that stand in the way of each arm; doc/formats/case.md tells them.
var standsAgainst = map[fact.Arm][]string{
	fact.Read:  {"keys-out-of-reach", "access-removed"},
	fact.Cut:   {"replica-out-of-reach"},
	fact.Enter: {"no-standing-access", "access-removed"},
}

// arm judges one arm of one government over one asset, by the reason that laws make bite most.
func (j *judge) arm(a *Asset, g fact.Country, arm fact.Arm, reasons []reason) fact.Fact {
	r := &fact.Reach{Arm: arm, Asset: a.ID, Government: g, Verdict: fact.No}
	from := a.all()
	for _, x := range reasons {
		from = append(from, x.from...)
		if r.Verdict == fact.Yes {
			continue
		}
		if b := j.bite(g, arm, x); r.Path == nil || b.verdict > r.Verdict {
			r.Verdict, r.Path, r.Laws, r.Deciding = b.verdict, slices.Clone(x.path), b.laws, b.decide
		}
	}
	if len(reasons) > 0 {
		means(r, a)
		safeguards(r, a)
	}
	for _, s := range r.Path {
		from = append(from, s.Fact)
	}
	if r.Verdict != fact.Unknown {
		r.Deciding = nil
	}
	return fact.New(r, nil, "reach/"+string(arm), from...)
}

// all lists what the judgement of an asset depends on, so that it can be judged again from these alone.
func (a *Asset) all() (ids []fact.ID) {
	for _, x := range a.Attributions {
		ids = append(ids, x.ID)
	}
	for _, x := range a.Observations {
		ids = append(ids, x.ID)
	}
	for _, x := range a.Counts {
		ids = append(ids, x.ID)
	}
	for _, x := range a.Safeguards {
		ids = append(ids, x.ID)
	}
	return ids
}

// means judges whether the arm finds anything to act on: data, a service, a way in.
func means(r *fact.Reach, a *Asset) {
	switch r.Arm {
	case fact.Read:
		switch a.Store() {
		case fact.No:
			r.Verdict = fact.No
		case fact.Unknown:
			r.Verdict = min(r.Verdict, fact.Unknown)
			r.Deciding = append(r.Deciding, fmt.Sprintf("what data %s holds or sends there", a.ID))
		}
	case fact.Enter:
		trust := false
		for _, o := range a.Observations {
			if o.Body.Trust != "" {
				trust = true
				r.Path = append(r.Path, fact.Step{Fact: o.ID, Says: fmt.Sprintf("standing trust: %s by %s", o.Body.Trust, cmp.Or(o.Body.Service, string(o.Body.Asset)))})
			}
		}
		if !trust {
			r.Verdict = min(r.Verdict, fact.Unknown)
			r.Deciding = append(r.Deciding, fmt.Sprintf("whether a tunnel, role, agent or update from the provider leads back from %s (none was seen)", a.ID))
		}
	case fact.Cut:
		if !a.Declared() {
			r.Verdict = min(r.Verdict, fact.Unknown)
			r.Deciding = append(r.Deciding, fmt.Sprintf("whether anything depends on %s (only traffic or names were seen)", a.ID))
		}
	}
}

// safeguards takes into account what stands on the asset: a safeguard that stands
// blocks the arm, one that is not known to stand leaves it open.
func safeguards(r *fact.Reach, a *Asset) {
	for _, s := range a.Safeguards {
		if !slices.Contains(standsAgainst[r.Arm], s.Body.Measure) || r.Verdict == fact.No {
			continue
		}
		switch s.Body.State {
		case fact.Yes:
			r.Verdict = fact.No
			r.Blocked = append(r.Blocked, s.ID)
		case fact.Unknown:
			r.Verdict = min(r.Verdict, fact.Unknown)
			r.Deciding = slices.Insert(r.Deciding, 0, fmt.Sprintf("whether %s stands on %s", strings.ReplaceAll(s.Body.Measure, "-", " "), a.ID))
		}
	}
}
