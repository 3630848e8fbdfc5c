package reach

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// A Ground is how a party is within a government's reach.
type Ground string

// The grounds. Their names are those of the catalogue of compelling laws.
const (
	Incorporation Ground = "incorporation" // organised under its law
	Operation     Ground = "operation"     // principal place of business there
	Presence      Ground = "presence"      // the service stands there
	Residence     Ground = "nationality"   // a person who lives there
	ControlBy     Ground = "control"       // held or controlled by parties who are
)

// A Law compels somebody.
type Law struct {
	Citation string
	// Abroad says whether it reaches data and conduct outside the state.
	Abroad     fact.Truth
	Unverified bool
}

// Compels returns the laws of a government that reach a party on a ground and
// that serve an arm, most specific first; none if none is known.
type Compels func(government fact.Country, ground Ground, arm fact.Arm) []Law

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
			grounds := j.grounds(a, g)
			for _, arm := range []fact.Arm{fact.Read, fact.Cut, fact.Enter} {
				out = append(out, j.arm(a, g, arm, grounds))
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
	j := &judge{in: in, parties: map[fact.PartyID][]claim{}, controls: map[fact.PartyID][]control{}}
	for f, c := range fact.Of[*fact.Claim](in.Set) {
		if c.Party != nil {
			j.parties[c.Party.ID] = append(j.parties[c.Party.ID], claim{f.ID, c.Party, c.Unverified})
		}
	}
	for f, c := range fact.Of[*fact.Control](in.Set) {
		if g, ok := strings.CutPrefix(c.Test, ControlTest); ok {
			j.controls[c.Party] = append(j.controls[c.Party], control{f.ID, c, fact.Country(g)})
		}
	}
	for _, cs := range j.parties {
		slices.SortFunc(cs, func(a, b claim) int { return slices.Compare(a.id[:], b.id[:]) })
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
				all = append(all, c.party.Organized...)
				all = append(all, c.party.Seat, c.party.State)
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
	ground  Ground
	verdict fact.Truth
	path    []fact.Step
	from    []fact.ID
	decide  string // what would decide an unknown verdict
}

// grounds lists the reasons for one government, the strongest and shortest first.
func (j *judge) grounds(a *Asset, g fact.Country) []reason {
	var out []reason
	for _, at := range a.Attributions {
		use := fact.Step{Fact: at.ID, Says: fmt.Sprintf("%s uses %s%s", a.ID, at.Body.Provider, where(at.Body))}
		if at.Body.Country == g {
			out = append(out, reason{ground: Presence, verdict: fact.Yes, from: []fact.ID{at.ID},
				path: []fact.Step{use, {Fact: at.ID, Says: fmt.Sprintf("it stands in %s", g)}}})
		}
		for _, p := range operators(at.Body) {
			out = append(out, j.party(use, at, p, g)...)
		}
	}
	slices.SortStableFunc(out, func(x, y reason) int {
		return cmp.Or(-cmp.Compare(x.verdict, y.verdict), cmp.Compare(len(x.path), len(y.path)))
	})
	return out
}

func where(at *fact.Attribution) string {
	if at.Region != "" {
		return " " + at.Region
	}
	return ""
}

// party lists how a party on the provider's side is within g's reach.
func (j *judge) party(use fact.Step, at Seen[*fact.Attribution], p fact.PartyID, g fact.Country) []reason {
	var out []reason
	runs := fact.Step{Fact: at.ID, Says: role(at.Body, p) + " " + j.name(p)}
	for _, c := range j.parties[p] {
		step := func(says string) []fact.Step {
			return []fact.Step{use, runs, {Fact: c.id, Says: says}}
		}
		from := []fact.ID{at.ID, c.id}
		if slices.Contains(c.party.Organized, g) {
			out = append(out, reason{ground: Incorporation, verdict: fact.Yes, from: from, path: step(fmt.Sprintf("it is organised under the law of %s", g))})
		}
		if c.party.Seat == g {
			out = append(out, reason{ground: Operation, verdict: fact.Yes, from: from, path: step(fmt.Sprintf("its principal place of business is in %s", g))})
		}
	}
	for _, c := range j.controls[p] {
		if c.government != g || c.body.Verdict == fact.No {
			continue
		}
		r := reason{ground: ControlBy, verdict: c.body.Verdict, from: []fact.ID{at.ID, c.id},
			path: append([]fact.Step{use, runs}, j.chain(c, g)...)}
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

// chain tells the holdings of a control proof in words, from the party upwards.
func (j *judge) chain(c control, g fact.Country) []fact.Step {
	var out []fact.Step
	for _, id := range slices.Backward(c.body.Chain) {
		f, ok := j.in.Set.Get(id)
		if !ok {
			continue
		}
		cl, ok := f.Body.(*fact.Claim)
		switch {
		case !ok:
		case cl.Interest != nil:
			i := cl.Interest
			out = append(out, fact.Step{Fact: id, Says: fmt.Sprintf("%s is held by %s (%s)", j.name(i.Asset), j.name(i.Owner), held(i))})
		case cl.Party != nil:
			out = append(out, fact.Step{Fact: id, Says: subject(cl.Party, j.name(cl.Party.ID), g)})
		}
	}
	if len(out) == 0 {
		out = append(out, fact.Step{Fact: c.id, Says: fmt.Sprintf("it is held by parties subject to %s", g)})
	}
	return out
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

func subject(p *fact.Party, name string, g fact.Country) string {
	switch {
	case p.State == g:
		return fmt.Sprintf("%s belongs to the state of %s", name, g)
	case slices.Contains(p.Organized, g):
		return fmt.Sprintf("%s is organised under the law of %s", name, g)
	case p.Seat == g:
		return fmt.Sprintf("%s has its principal place of business in %s", name, g)
	case p.Residence == g:
		return fmt.Sprintf("%s lives in %s", name, g)
	}
	return fmt.Sprintf("%s is subject to %s", name, g)
}

// safeguard names that stand in the way of each arm; doc/formats/case.md tells them.
var standsAgainst = map[fact.Arm][]string{
	fact.Read:  {"keys-out-of-reach", "access-removed"},
	fact.Cut:   {"replica-out-of-reach"},
	fact.Enter: {"no-standing-access", "access-removed"},
}

// arm judges one arm of one government over one asset.
func (j *judge) arm(a *Asset, g fact.Country, arm fact.Arm, grounds []reason) fact.Fact {
	r := &fact.Reach{Arm: arm, Asset: a.ID, Government: g, Verdict: fact.No}
	var from []fact.ID
	if len(grounds) > 0 {
		best := grounds[0]
		r.Verdict, r.Path, from = best.verdict, best.path, slices.Clone(best.from)
		if best.decide != "" {
			r.Deciding = append(r.Deciding, best.decide)
		}
		j.compelled(r, best)
		means(r, a)
		safeguards(r, a)
	}
	from = append(from, a.all()...)
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

// compelled adds the laws that make the ground bite. A ground without any known law leaves the verdict open.
func (j *judge) compelled(r *fact.Reach, best reason) {
	ground := best.ground
	if ground == ControlBy {
		ground = Incorporation // those who control are themselves subject; the law binds them
	}
	laws := j.in.Compels(r.Government, ground, r.Arm)
	for _, l := range laws {
		c := l.Citation
		if l.Unverified {
			c += " (unverified)"
		}
		r.Laws = append(r.Laws, c)
	}
	if len(laws) == 0 {
		r.Verdict = min(r.Verdict, fact.Unknown)
		r.Deciding = append(r.Deciding, fmt.Sprintf("which law of %s could compel them to (none is in the catalogue)", r.Government))
	}
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
