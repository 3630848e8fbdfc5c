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
	// At is the day of review, on which territories belong to states; empty: as last known.
	At fact.Date
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
			ways := j.ways(a, g)
			for _, arm := range []fact.Arm{fact.Read, fact.Cut, fact.Enter} {
				out = append(out, j.arm(a, g, arm, ways))
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
	for id, said := range fact.PartyClaims(in.Set.All()) {
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
		for _, p := range side(at.Body) {
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

// side lists the parties on the provider's side of an attribution, or who may be.
func side(a *fact.Attribution) []fact.PartyID {
	out := slices.Clone(a.Operators())
	for _, p := range a.Contractors() {
		if !slices.Contains(out, p) {
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

// A way leads to an asset by its place, or by whoever does something for it. Where
// it is not known who of several does, it holds the reasons of each.
type way struct {
	options [][]reason
	which   string // what would decide between several options
	from    []fact.ID
}

// ways lists the ways of one government, the shortest first.
func (j *judge) ways(a *Asset, g fact.Country) []way {
	var out []way
	for _, at := range a.Attributions {
		use := fact.Step{Fact: at.ID, Kind: fact.StepUses, Asset: a.ID, Provider: at.Body.Provider, Region: at.Body.Region}
		home := fact.Unknown
		if c := at.Body.Country; c != "" {
			home = fact.Is(j.within(g, c))
		}
		if at.Body.Country == g {
			out = append(out, way{options: [][]reason{{{verdict: fact.Yes, home: home, from: []fact.ID{at.ID},
				path:  []fact.Step{use, {Fact: at.ID, Kind: fact.StepStands, Country: g}},
				bound: []bound{{ties: []tie{{truth: fact.Yes, stated: true, grounds: standsThere}}}}}}}})
		}
		for _, role := range []struct {
			kind    fact.StepKind
			parties []fact.PartyID
		}{{fact.StepOperated, at.Body.Operators()}, {fact.StepContract, at.Body.Contractors()}} {
			if role.kind == fact.StepContract && slices.Equal(role.parties, at.Body.Operators()) {
				continue
			}
			if w := j.way(use, at, role.kind, role.parties, g, home); w.any() {
				out = append(out, w)
			}
		}
	}
	slices.SortStableFunc(out, func(x, y way) int {
		a, b := j.first(x), j.first(y)
		return cmp.Or(cmp.Compare(len(a.path), len(b.path)), strings.Compare(j.order(a), j.order(b)))
	})
	return out
}

// way gathers the reasons of those of whom one does something for an attribution.
func (j *judge) way(use fact.Step, at Seen[*fact.Attribution], role fact.StepKind, parties []fact.PartyID, g fact.Country, home fact.Truth) way {
	w := way{from: []fact.ID{at.ID}}
	var names []string
	for _, p := range parties {
		reasons := j.party(use, at, role, p, g)
		for i := range reasons {
			reasons[i].home = home
		}
		slices.SortStableFunc(reasons, func(x, y reason) int {
			return cmp.Or(cmp.Compare(len(x.path), len(y.path)), strings.Compare(j.order(x), j.order(y)))
		})
		w.options = append(w.options, reasons)
		names = append(names, j.name(p))
	}
	if len(parties) > 1 {
		slices.Sort(names)
		w.which = fmt.Sprintf("which it is: %s %s", roleWords[role], strings.Join(names, " or "))
	}
	return w
}

// any reports whether any option has a reason.
func (w way) any() bool {
	return slices.ContainsFunc(w.options, func(r []reason) bool { return len(r) > 0 })
}

// roleWords say in questions what a party does for an attribution.
var roleWords = map[fact.StepKind]string{fact.StepOperated: "it is operated by", fact.StepContract: "the contract is with"}

// first is the shortest reason of any option.
func (j *judge) first(w way) reason {
	var best reason
	for _, o := range w.options {
		if len(o) > 0 && (best.path == nil || len(o[0].path) < len(best.path) || len(o[0].path) == len(best.path) && j.order(o[0]) < j.order(best)) {
			best = o[0]
		}
	}
	return best
}

// stepOrder puts reasons in order whose paths differ in the kind of a step: who
// operates before who contracts.
var stepOrder = []fact.StepKind{
	fact.StepUses, fact.StepHeldFrom, fact.StepStateOf, fact.StepSeated, fact.StepOrganized, fact.StepLives, fact.StepPresent, fact.StepCitizen,
	fact.StepOperated, fact.StepStands, fact.StepHeld, fact.StepContract,
}

// order is what the path of a reason tells, with the names of parties: reasons are
// put in order by it, whatever ids the parties go by.
func (j *judge) order(r reason) string {
	var b strings.Builder
	for _, s := range r.path {
		fmt.Fprintf(&b, "%c|%s|%s|%s|%s|%s|%s|%s|%s;", 'a'+slices.Index(stepOrder, s.Kind), j.name(s.Of), j.name(s.Party), s.Country, s.Asset, s.Provider, s.Region, s.Trust, s.By)
	}
	return b.String()
}

// where is the region of an attribution after a blank, and that it is not open, where so.
func where(at *fact.Attribution) string {
	s := ""
	if at.Region != "" {
		s = " " + at.Region
	}
	if at.Note != "" {
		s += " (" + at.Note + ")"
	}
	return s
}

// party lists how a party on the provider's side is within g's reach: itself, or by those who hold it.
func (j *judge) party(use fact.Step, at Seen[*fact.Attribution], role fact.StepKind, p fact.PartyID, g fact.Country) []reason {
	var out []reason
	runs := fact.Step{Fact: at.ID, Kind: role, Party: p}
	if b := j.ties(p, g); len(b.ties) > 0 {
		out = append(out, reason{verdict: surest(b.ties), from: append(slices.Clone(b.from), at.ID), path: append([]fact.Step{use, runs}, told("", b.ties)...),
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
			steps = append(steps, fact.Step{Fact: id, Kind: fact.StepHeld, Of: i.Asset, Party: i.Owner})
		case cl.Party != nil && !seen[cl.Party.ID]:
			seen[cl.Party.ID] = true
			name := j.name(cl.Party.ID)
			b := j.ties(cl.Party.ID, g)
			if len(b.ties) == 0 {
				untied = append(untied, name)
				continue
			}
			steps, from = append(steps, told(cl.Party.ID, b.ties)...), append(from, b.from...)
			ends = append(ends, bound{name, b.ties})
		}
	}
	if len(steps) == 0 {
		steps = append(steps, fact.Step{Fact: c.id, Kind: fact.StepHeldFrom, Country: g})
	}
	if len(ends) == 0 {
		ends = append(ends, bound{name: cmp.Or(strings.Join(untied, ", "), "those who hold it")})
	}
	return steps, ends, from
}

// told puts the ties of a party that somebody states into steps; none is the party of the step before.
func told(p fact.PartyID, ties []tie) []fact.Step {
	var out []fact.Step
	for _, t := range ties {
		if t.stated {
			out = append(out, fact.Step{Fact: t.claim, Kind: t.kind, Party: p, Country: t.country})
		}
	}
	return out
}

// blockedBy lists the measures that stand in the way of each arm.
var blockedBy = map[fact.Arm][]fact.Measure{
	fact.Read:  {fact.KeysOutOfReach, fact.AccessRemoved},
	fact.Cut:   {fact.ReplicaOutOfReach},
	fact.Enter: {fact.NoStandingAccess, fact.AccessRemoved},
}

// Measures lists the names of the safeguards that stand in the way of an arm.
func Measures() []string {
	var out []string
	for _, ms := range blockedBy {
		for _, m := range ms {
			out = append(out, string(m))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// arm judges one arm of one government over one asset. The surest way decides; of
// those that hold an unknown answer open, each says what would decide it.
func (j *judge) arm(a *Asset, g fact.Country, arm fact.Arm, ways []way) fact.Fact {
	r := &fact.Reach{Arm: arm, Asset: a.ID, Government: g, Verdict: fact.No}
	from := a.all()
	var open []string
	for _, w := range ways {
		from = append(from, w.cites()...)
		if r.Verdict == fact.Yes {
			continue
		}
		b, path := j.over(g, arm, w)
		if r.Path == nil || b.verdict > r.Verdict {
			r.Verdict, r.Path, r.Laws = b.verdict, slices.Clone(path), b.laws
		}
		if b.verdict == fact.Unknown {
			for _, d := range b.decide {
				if !slices.Contains(open, d) {
					open = append(open, d)
				}
			}
		}
	}
	r.Deciding = open
	if len(ways) > 0 {
		means(r, a)
		safeguards(r, a)
	}
	for _, s := range r.Path {
		from = append(from, s.Fact)
	}
	if r.Verdict != fact.Unknown {
		r.Deciding = nil
	}
	return fact.New(r, nil, fact.RuleReach+fact.Rule(arm), from...)
}

// cites lists the facts that the reasons of a way rest on.
func (w way) cites() (ids []fact.ID) {
	ids = w.from
	for _, o := range w.options {
		for _, x := range o {
			ids = append(ids, x.from...)
		}
	}
	return ids
}

// over judges a way: of each option the reason that laws reach most surely. Where it
// is not known which option is right, the answer is theirs if all have the same.
func (j *judge) over(g fact.Country, arm fact.Arm, w way) (best bite, path []fact.Step) {
	least, open := fact.Yes, []string(nil)
	for _, reasons := range w.options {
		var b bite
		var p []fact.Step
		var undecided []string
		for _, x := range reasons {
			c := j.bite(g, arm, x)
			if p == nil || c.verdict > b.verdict {
				b, p = c, x.path
			}
			if c.verdict == fact.Yes {
				break
			}
			undecided = append(undecided, c.decide...)
		}
		if b.verdict == fact.Unknown {
			b.decide = undecided
		}
		least = min(least, b.verdict)
		open = append(open, b.decide...)
		if p != nil && (path == nil || b.verdict > best.verdict) {
			best, path = b, p
		}
	}
	if len(w.options) > 1 {
		if best.verdict > least {
			open = append([]string{w.which}, open...)
			best.verdict = fact.Unknown
		}
		best.decide = open
	}
	return best, path
}

// all lists what the judgement of an asset depends on, so that it can be judged again from these alone.
func (a *Asset) all() (ids []fact.ID) {
	for _, x := range a.Attributions {
		ids = append(ids, x.ID)
	}
	for _, x := range a.Overruled {
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
				r.Path = append(r.Path, fact.Step{Fact: o.ID, Kind: fact.StepTrust, Trust: o.Body.Trust, By: cmp.Or(o.Body.Service, string(o.Body.Asset))})
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
		if !slices.Contains(blockedBy[r.Arm], s.Body.Measure) || r.Verdict == fact.No {
			continue
		}
		switch s.Body.State {
		case fact.Yes:
			r.Verdict = fact.No
			r.Blocked = append(r.Blocked, s.ID)
		case fact.Unknown:
			r.Verdict = min(r.Verdict, fact.Unknown)
			r.Deciding = slices.Insert(r.Deciding, 0, fmt.Sprintf("whether %s stands on %s", strings.ReplaceAll(string(s.Body.Measure), "-", " "), a.ID))
		}
	}
}
