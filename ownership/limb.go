package ownership

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
)

// A LimbVerdict says whether one limb of a definition is met.
type LimbVerdict struct {
	Limb    Limb
	Verdict fact.Truth
	// Bases are those of the limb that are met, or possibly met.
	Bases []Basis
}

// Limbs judges p under each limb of the rule by itself, in the rule's order; nil for a rule without limbs.
// A party may meet several.
func (r *Result) Limbs(p fact.PartyID) []LimbVerdict {
	x, ok := r.w.g.Find(p)
	if !ok {
		return nil
	}
	met := r.met(x)
	var out []LimbVerdict
	for _, limb := range r.Rule.Limbs {
		v := LimbVerdict{Limb: limb, Verdict: fact.No}
		for _, b := range limb.Bases {
			if t, ok := met[b]; ok && t != fact.No {
				v.Verdict = max(v.Verdict, t)
				v.Bases = append(v.Bases, b)
			}
		}
		slices.Sort(v.Bases)
		out = append(out, v)
	}
	return out
}

// met collects everything that puts a node in, with how surely it does.
func (r *Result) met(x uint32) map[Basis]fact.Truth {
	met := make(map[Basis]fact.Truth)
	note := func(b Basis, t fact.Truth) {
		if old, ok := met[b]; !ok || t > old {
			met[b] = t
		}
	}
	n := r.w.g.node(x)
	for _, by := range r.w.rule.by {
		t, _ := r.w.seedBy(n, by)
		note(seedBases[by], t)
	}
	for i, run := range r.runs {
		for _, e := range run.upper.grounds(x, noLimit) {
			note(e.basis, fact.Unknown)
		}
		certain := run.lower.grounds(x, noLimit)
		if i > 0 && len(r.runs) > 1 {
			continue // sure only where the first reading is, and the verdict over all readings
		}
		for _, e := range certain {
			note(e.basis, fact.Yes)
		}
	}
	if dominant := r.runs[0].upper; r.w.rule.means[ByDominance] && !r.w.isState(x) {
		note(ByDominance, dominant.dominated(x, noLimit))
	}
	return met
}

// A Controller is a party that, taken alone, holds another under the rule.
type Controller struct {
	Party   fact.PartyID
	Verdict fact.Truth // yes or possible
	// Ultimate is set for one that no other controller of the same party surely controls.
	Ultimate bool
}

// maxControllers bounds how many parties above one are tried as its controller.
const maxControllers = 500

// Controllers tries each party above p as the only seed, nearest first, at most 500 of them;
// complete is false where there are more. Countries, designations and unknown facts play no part.
func (g *Graph) Controllers(rule *Rule, p fact.PartyID, at fact.Date) (found []Controller, complete bool) {
	x, ok := g.Find(p)
	if !ok {
		return nil, true
	}
	up := g.upstream(x, maxUpstream)
	part := g.part(up)
	complete = len(up) <= maxControllers+1
	alone := *rule
	alone.Seeds, alone.by, alone.ForeignOnly, alone.Employment = Seeds{}, nil, false, ""
	solved := make(map[fact.PartyID]*Result)
	for _, u := range up[1:min(len(up), maxControllers+1)] {
		id := g.ID(u)
		r := part.SolveWith(&alone, at, Options{Seeds: []fact.PartyID{id}, Closed: true})
		if v := r.Verdict(p); v != fact.No {
			solved[id] = r
			found = append(found, Controller{Party: id, Verdict: v})
		}
	}
	for i := range found {
		found[i].Ultimate = !slices.ContainsFunc(found, func(c Controller) bool {
			return c.Party != found[i].Party && solved[c.Party].Verdict(found[i].Party) == fact.Yes &&
				solved[found[i].Party].Verdict(c.Party) != fact.Yes
		})
	}
	return found, complete
}
