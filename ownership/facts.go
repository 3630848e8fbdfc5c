package ownership

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
	"github.com/longarm-project/longarm/law/territory"
)

// Facts returns a Control fact for each party, in order, with the claims it rests on
// as From and "ownership/<rule>" as its Rule: the claims of the proof for a yes, all claims on
// the way up for anything else. A party of which no claim says anything gets no fact.
func Facts(r *Result, parties []fact.PartyID) []fact.Fact { return FactsOn(r, parties, "") }

// FactsOn does as Facts does, of facts that say on which day they hold: another than that of the review.
func FactsOn(r *Result, parties []fact.PartyID, on fact.Date) []fact.Fact {
	var out []fact.Fact
	for _, p := range parties {
		if f, ok := r.fact(p, on); ok {
			out = append(out, f)
		}
	}
	return out
}

// Fact returns the Control fact of one party; ok is false where there is no claim to rest it on.
func (r *Result) Fact(p fact.PartyID) (f fact.Fact, ok bool) { return r.fact(p, "") }

func (r *Result) fact(p fact.PartyID, on fact.Date) (f fact.Fact, ok bool) {
	if _, known := r.w.g.Find(p); !known {
		return fact.Fact{}, false
	}
	c := &fact.Control{Party: p, Test: r.Rule.Name, Verdict: r.Verdict(p), Reading: r.Split(p), On: on}
	c.Lo, c.Hi = r.Bounds(p)
	for _, b := range r.Bases(p) {
		c.Basis = append(c.Basis, string(b))
	}
	slices.Sort(c.Basis)
	c.Chain = r.withBranches(r.chain(p), p)
	c.Governments = r.Governments(p)
	from := c.Chain
	if cert, not := r.WhyNot(p); not {
		c.WhyNot = cert.String()
		from = r.withBranches(slices.Concat(from, claimsOf(cert.Grounds)), p)
	}
	if len(from) == 0 {
		return fact.Fact{}, false
	}
	return fact.New(c, nil, fact.RuleOwnership+fact.Rule(r.Rule.Name), from...), true
}

// withBranches adds to claims those by which p, or a party to one of their interests, is a branch.
func (r *Result) withBranches(claims []fact.ID, p fact.PartyID) []fact.ID {
	l := r.w.g.labels
	beside := l.branch(p)
	for _, id := range claims {
		beside = append(beside, l.via(id)...)
	}
	return unique(slices.Concat(claims, claimsOf(beside)))
}

// chain lists the claims of the proof, holders before those they hold, over all readings that hold.
func (r *Result) chain(p fact.PartyID) []fact.ID {
	var out []fact.ID
	for _, proof := range r.Proofs(p) {
		for _, s := range proof.Steps {
			out = append(out, claimsOf(s.Grounds)...)
			for _, h := range s.Holdings {
				out = append(out, claimsOf(h.Grounds)...)
			}
		}
	}
	return unique(out)
}

// Proofs returns a proof for each reading under which p is as surely in as the verdict
// says: one for most rules, one for each reading for a yes of a rule with several.
func (r *Result) Proofs(p fact.PartyID) []*Proof {
	x, ok := r.w.g.Find(p)
	if !ok {
		return nil
	}
	if r.verdict(x) != fact.Yes {
		if proof, ok := r.Why(p); ok {
			return []*Proof{proof}
		}
		return nil
	}
	var out []*Proof
	for _, run := range r.runs {
		out = append(out, run.lower.prove(x))
	}
	return out
}

// Claims puts what a proof cites into the form of claims, for [Check], from the graph itself: for
// graphs of registers, whose records are no claims. Intervals are left out, since all that is cited is in force.
func (r *Result) Claims(p *Proof) []*fact.Claim {
	var out []*fact.Claim
	for _, s := range p.Steps {
		if x, ok := r.w.g.Find(s.Party); ok {
			party := r.w.stated(x)
			party.Complete = fact.Is(s.ByComplete)
			out = append(out, &fact.Claim{Author: "register", Party: party})
		}
		for _, h := range s.Holdings {
			i := &fact.Interest{Owner: h.Owner, Asset: h.Asset, Kind: h.Kind, Lo: h.Lo, Hi: h.Hi, Seats: h.Seats, SeatsOf: h.SeatsOf}
			if h.Indirect {
				i.Direct = fact.No
			}
			if h.Power {
				i.Note = "power over important matters"
			}
			out = append(out, &fact.Claim{Author: "register", Interest: i})
		}
	}
	return out
}

// stated returns a node's facts as a party; of countries on which records disagree, none.
func (w *world) stated(x uint32) *fact.Party {
	n, g := w.g.node(x), w.g
	all := func(v uint16) []fact.Country {
		if v&graph.SetBit != 0 && int(v&^graph.SetBit) < len(g.sets) && g.sets[v&^graph.SetBit].OneOf {
			return nil
		}
		return g.unpack(v)
	}
	one := func(v uint16) fact.Country {
		if c := all(v); len(c) == 1 {
			return c[0]
		}
		return ""
	}
	p := &fact.Party{
		ID: g.ID(x), Kind: graph.PartyKind(n.Kind), Organized: all(n.Organized), Seat: one(n.Seat),
		Residence: one(n.Residence), State: one(n.State), Citizenship: all(n.Citizenship),
	}
	switch {
	case n.Flags&graph.NodeForeign != 0 && p.Kind == fact.Person:
		p.Status = "none"
	case n.Flags&graph.NodeUSPerson != 0 && p.Kind == fact.Person:
		p.Present = "US"
	}
	for _, m := range g.marksOf(x) {
		if w.marked(m) == fact.Yes {
			p.Designated = append(p.Designated, fact.Designation{Programme: g.programmes[m.Programme]})
		}
	}
	return p
}

func claimsOf(grounds []Ground) []fact.ID {
	var out []fact.ID
	for _, g := range grounds {
		if !g.Claim.IsZero() {
			out = append(out, g.Claim)
		}
	}
	return out
}

func unique(ids []fact.ID) []fact.ID {
	seen := make(map[fact.ID]bool)
	return slices.DeleteFunc(ids, func(id fact.ID) bool {
		old := seen[id]
		seen[id] = true
		return old
	})
}

// Governments returns the countries from whose parties the proofs of p start, sorted. A
// territory is given as the state to which it belongs.
func (r *Result) Governments(p fact.PartyID) []fact.Country {
	var out []fact.Country
	for _, proof := range r.Proofs(p) {
		for _, s := range proof.Steps {
			if x, ok := r.w.g.Find(s.Party); ok && len(s.Holdings) == 0 {
				out = append(out, r.w.countries(x, s.Basis)...)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// countries returns the rule's countries that the basis of a seed names; for a
// designated party and a named seed, all to which its facts tie it.
func (w *world) countries(x uint32, basis Basis) []fact.Country {
	n := w.g.node(x)
	fields := map[Basis][]uint16{
		ByState: {n.State}, ByOrganized: {n.Organized}, BySeat: {n.Seat}, ByResidence: {n.Residence}, ByCitizenship: {n.Citizenship},
		ByDesignation: {n.State, n.Organized, n.Seat, n.Residence}, ByList: {n.State, n.Organized, n.Seat, n.Residence},
	}
	var out []fact.Country
	for _, v := range fields[basis] {
		for _, c := range w.g.unpack(v) {
			if t := w.within(graph.PackCountry(c)); t == fact.Yes || basis == ByList {
				out = append(out, territory.State(c, w.at))
			}
		}
	}
	return out
}

// unpack lists the countries of a packed field.
func (g *Graph) unpack(v uint16) []fact.Country { return graph.Unpack(v, g.sets) }
