package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/fact"
)

// A Law compels somebody, as far as the checker of reach asks.
type Law struct {
	Applies fact.Truth
	Abroad  fact.Truth // whether it reaches beyond the state
}

// A World is what reach is checked with.
type World struct {
	At fact.Date
	// Laws returns the laws of a government that reach somebody on one of the grounds and serve an arm.
	Laws func(government fact.Country, arm fact.Arm, on ...string) []Law
	// Territories are the bytes of the table of territories.
	Territories []byte
	// Governments are those asked for, empty: all but Home.
	Governments, Home []fact.Country
}

// Reach judges every asset and government again, by a search over the claims, from what the reach facts of a
// set cite: each verdict must be no less than what the attribution on its path gives, and no more than what all
// that it cites give. Every government to which an attribution that counts is tied must be judged.
func Reach(s *fact.Set, w World) error {
	state, own, err := states(w.Territories, w.At)
	if err != nil {
		return err
	}
	c := &reaching{World: w, set: s, state: state, own: own, said: map[fact.PartyID][]*fact.Party{}, controls: map[fact.PartyID][]*fact.Control{}}
	for id, said := range fact.PartyClaims(s.All()) {
		for _, p := range said {
			c.said[id] = append(c.said[id], p.Party)
		}
	}
	for _, x := range fact.Of[*fact.Control](s) {
		if strings.HasPrefix(x.Test, "government-") {
			c.controls[x.Party] = append(c.controls[x.Party], x)
		}
	}
	judged := map[string]bool{}
	for _, r := range fact.Of[*fact.Reach](s) {
		judged[fmt.Sprint(r.Asset, "|", r.Government, "|", r.Arm)] = true
	}
	for f, r := range fact.Of[*fact.Reach](s) {
		if err := c.verdict(f, r); err != nil {
			return fmt.Errorf("fact %s: %s %s %s: %w", f.ID.Short(), r.Government, r.Arm, r.Asset, err)
		}
		if err := c.complete(f, r, judged); err != nil {
			return fmt.Errorf("fact %s: %w", f.ID.Short(), err)
		}
	}
	return nil
}

// states reads which state a territory belongs to on a day, and which territories have laws of their own.
func states(b []byte, at fact.Date) (state map[fact.Country]fact.Country, own map[fact.Country]bool, err error) {
	var file struct {
		States []struct {
			State       fact.Country `yaml:"state"`
			Territories []struct {
				Country fact.Country `yaml:"country"`
				From    fact.Date    `yaml:"from"`
				Laws    string       `yaml:"laws"`
			} `yaml:"territories"`
		} `yaml:"states"`
	}
	if err := yaml.Unmarshal(b, &file); err != nil {
		return nil, nil, err
	}
	state, own = map[fact.Country]fact.Country{}, map[fact.Country]bool{}
	for _, s := range file.States {
		for _, t := range s.Territories {
			if at == "" || t.From <= at {
				state[t.Country], own[t.Country] = s.State, t.Laws != ""
			}
		}
	}
	return state, own, nil
}

// A reaching holds what the check of reach reads.
type reaching struct {
	World
	set      *fact.Set
	state    map[fact.Country]fact.Country
	own      map[fact.Country]bool // territories with laws of their own
	said     map[fact.PartyID][]*fact.Party
	controls map[fact.PartyID][]*fact.Control
}

// within reports whether a country is a government's.
func (c *reaching) within(g, of fact.Country) bool { return of == g || of != "" && c.state[of] == g }

// evidence is what a reach fact cites of its asset.
type evidence struct {
	attributions []*fact.Attribution
	onPath       []*fact.Attribution
	stated       bool // a person states something of the provider's side, which stands in the place of what attributions say
	store        fact.Truth
	declared     bool
	trust        bool
	safeguards   []*fact.Safeguard
}

// cited gathers it.
func (c *reaching) cited(f fact.Fact, r *fact.Reach) evidence {
	e := evidence{store: fact.No}
	path := map[fact.ID]bool{}
	for _, s := range r.Path {
		path[s.Fact] = s.Kind != fact.StepTrust
	}
	owners, counts := fact.Unknown, 0
	var statements []*fact.Attribution
	differ := false
	for _, id := range f.From {
		g, _ := c.set.Get(id)
		switch b := g.Body.(type) {
		case *fact.Attribution:
			e.attributions = append(e.attributions, b)
			if g.Rule == "" {
				statements = append(statements, b)
			}
			if path[id] {
				e.onPath = append(e.onPath, b)
			}
		case *fact.Observation:
			if b.What == fact.ObservedAsset {
				e.declared = true
				differ = differ || owners != fact.Unknown && b.Store != fact.Unknown && b.Store != owners
				if b.Store != fact.Unknown {
					owners = b.Store
				}
			}
			e.declared = e.declared || b.What == fact.ObservedResource
			e.trust = e.trust || b.Trust != ""
			e.store = fact.Or(e.store, b.Store)
		case *fact.Count:
			counts++
		case *fact.Safeguard:
			e.safeguards = append(e.safeguards, b)
		}
	}
	e.settle(statements)
	if counts > 0 {
		e.store = fact.Yes
	}
	if owners != fact.Unknown && !differ {
		e.store = owners
	}
	return e
}

// settle puts what one person states of the provider's side in the place of what attributions to that provider
// say. Several statements, and one of a place, are not followed here. Where no attribution is on a path and all
// say the same, they are what the verdict rests on.
func (e *evidence) settle(statements []*fact.Attribution) {
	if len(statements) > 1 || len(statements) == 1 && (statements[0].Country != "" || statements[0].Region != "") {
		e.stated = true
		return
	}
	for _, s := range statements {
		for _, list := range [][]*fact.Attribution{e.attributions, e.onPath} {
			for i, a := range list {
				e.stated = e.stated || s.Provider != "" && s.Provider != a.Provider
				c := *a
				if len(s.Operators()) > 0 {
					c.Operator, c.OperatorOneOf = s.Operator, s.OperatorOneOf
				}
				if len(s.Contractors()) > 0 {
					c.Contracts, c.ContractsOneOf = s.Contracts, s.ContractsOneOf
				}
				list[i] = &c
			}
		}
	}
	same := func(a *fact.Attribution) bool {
		b := e.attributions[0]
		return a.Provider == b.Provider && a.Country == b.Country && slices.Equal(a.Operators(), b.Operators()) && slices.Equal(a.Contractors(), b.Contractors())
	}
	if len(e.onPath) == 0 && len(e.attributions) > 0 && !slices.ContainsFunc(e.attributions, func(a *fact.Attribution) bool { return !same(a) }) {
		e.onPath = e.attributions
	}
}

// verdict compares one verdict with what the facts cited give.
func (c *reaching) verdict(f fact.Fact, r *fact.Reach) error {
	e := c.cited(f, r)
	most := e.after(r.Arm, c.surest(e.attributions, r.Government, r.Arm))
	if e.stated {
		most = e.after(r.Arm, fact.Yes)
	}
	if r.Verdict > most {
		return fmt.Errorf("it is %s, and what it cites gives no more than %s", r.Verdict, most)
	}
	if least := e.after(r.Arm, c.surest(e.onPath, r.Government, r.Arm)); !e.stated && len(e.onPath) > 0 && r.Verdict < least {
		return fmt.Errorf("it is %s, and its path gives %s", r.Verdict, least)
	}
	return nil
}

// after takes into account what the arm finds and what stands in its way.
func (e evidence) after(arm fact.Arm, t fact.Truth) fact.Truth {
	switch {
	case arm == fact.Read:
		t = min(t, e.store)
	case arm == fact.Cut && !e.declared, arm == fact.Enter && !e.trust:
		t = min(t, fact.Unknown)
	}
	against := map[fact.Arm][]fact.Measure{
		fact.Read:  {fact.KeysOutOfReach, fact.AccessRemoved},
		fact.Cut:   {fact.ReplicaOutOfReach},
		fact.Enter: {fact.NoStandingAccess, fact.AccessRemoved},
	}
	for _, s := range e.safeguards {
		if slices.Contains(against[arm], s.Measure) {
			t = min(t, s.State.Not())
		}
	}
	return t
}

// surest is the most that any of the attributions gives.
func (c *reaching) surest(attributions []*fact.Attribution, g fact.Country, arm fact.Arm) fact.Truth {
	t := fact.No
	for _, a := range attributions {
		home := fact.Unknown
		if a.Country != "" {
			home = fact.Is(c.within(g, a.Country))
		}
		if a.Country == g {
			t = max(t, c.compelled(arm, home, map[fact.Country][]string{g: {"operation", "presence"}}))
		}
		for _, side := range [][]fact.PartyID{a.Operators(), a.Contractors()} {
			t = max(t, c.either(side, g, arm, home))
		}
	}
	return t
}

// either is what all of several parties give, of whom one is meant: unknown where they differ.
func (c *reaching) either(parties []fact.PartyID, g fact.Country, arm fact.Arm, home fact.Truth) fact.Truth {
	least, most := fact.Yes, fact.No
	for _, p := range parties {
		t := c.party(p, g, arm, home)
		least, most = min(least, t), max(most, t)
	}
	switch {
	case len(parties) == 0 || most == fact.No:
		return fact.No
	case least == most:
		return most
	}
	return fact.Unknown
}

// party is whether a party itself, or those who hold it, are compelled.
func (c *reaching) party(p fact.PartyID, g fact.Country, arm fact.Arm, home fact.Truth) fact.Truth {
	t := fact.No
	if certain, possible, grounds := c.ties(p, g); possible {
		own := fact.Unknown
		if certain {
			own = fact.Yes
		}
		t = max(t, min(own, c.compelled(arm, home, grounds)))
	}
	for _, x := range c.controls[p] {
		if x.Test != "government-"+string(g) || x.Verdict == fact.No {
			continue
		}
		held, ends := x.Verdict, 0
		seen := map[fact.PartyID]bool{}
		for _, id := range x.Chain {
			f, _ := c.set.Get(id)
			claim, ok := f.Body.(*fact.Claim)
			if !ok || claim.Party == nil || seen[claim.Party.ID] {
				continue
			}
			seen[claim.Party.ID] = true
			if _, possible, grounds := c.ties(claim.Party.ID, g); possible {
				ends++
				held = min(held, c.compelled(arm, home, grounds))
			}
		}
		if ends == 0 {
			held = fact.Unknown
		}
		t = max(t, held)
	}
	return t
}

// ties says whether claims tie a party to a government, for sure or by some of them, and on
// which grounds for sure, by the country whose laws these are a matter of.
func (c *reaching) ties(p fact.PartyID, g fact.Country) (certain, possible bool, grounds map[fact.Country][]string) {
	grounds = map[fact.Country][]string{}
	of := map[string]func(*fact.Party) []fact.Country{
		"incorporation": func(x *fact.Party) []fact.Country { return x.Organized },
		"state": func(x *fact.Party) []fact.Country {
			if x.Kind == fact.State || x.Kind == fact.StateBody {
				return []fact.Country{x.State}
			}
			return nil
		},
		"seat":        func(x *fact.Party) []fact.Country { return []fact.Country{x.Seat} },
		"residence":   func(x *fact.Party) []fact.Country { return []fact.Country{x.Residence} },
		"presence":    func(x *fact.Party) []fact.Country { return []fact.Country{x.Present} },
		"nationality": func(x *fact.Party) []fact.Country { return x.Citizenship },
	}
	gives := map[string][]string{"incorporation": {"incorporation"}, "state": {"incorporation"}, "seat": {"operation", "presence"},
		"residence": {"presence"}, "presence": {"presence"}, "nationality": {"nationality"}}
	for tie, countries := range of {
		var in []fact.Country
		no := false
		for _, x := range c.said[p] {
			named := slices.DeleteFunc(slices.Clone(countries(x)), func(of fact.Country) bool { return of == "" })
			of := slices.DeleteFunc(slices.Clone(named), func(of fact.Country) bool { return !c.within(g, of) })
			in, no = append(in, of...), no || len(of) == 0 && len(named) > 0
		}
		possible = possible || len(in) > 0
		if len(in) == 0 || no {
			continue
		}
		certain = true
		of := g
		if first := slices.Min(in); !slices.Contains(in, g) && c.own[first] {
			of = first
		}
		grounds[of] = append(grounds[of], gives[tie]...)
	}
	for _, on := range grounds {
		slices.Sort(on)
	}
	return certain, possible, grounds
}

// compelled is whether a law binds somebody on the grounds, of the countries that these are by, about what stands at home or not. That no
// law is known leaves it open.
func (c *reaching) compelled(arm fact.Arm, home fact.Truth, grounds map[fact.Country][]string) fact.Truth {
	t := fact.Unknown
	for of, on := range grounds {
		for _, l := range c.Laws(of, arm, slices.Compact(on)...) {
			t = max(t, fact.And(l.Applies, fact.Or(home, fact.Is(l.Abroad != fact.No))))
		}
	}
	return t
}

// complete refuses where a government is not judged to which the attributions on a path tie the asset.
func (c *reaching) complete(f fact.Fact, r *fact.Reach, judged map[string]bool) error {
	e := c.cited(f, r)
	if e.stated {
		return nil
	}
	tied := map[fact.Country]bool{}
	for _, a := range e.onPath {
		tied[a.Country] = true
		for _, p := range slices.Concat(a.Operators(), a.Contractors()) {
			for _, x := range c.said[p] {
				for _, of := range slices.Concat(x.Organized, x.Citizenship, []fact.Country{x.Seat, x.Residence, x.Present}) {
					tied[of] = true
				}
			}
			for _, x := range c.controls[p] {
				if x.Verdict != fact.No {
					tied[fact.Country(strings.TrimPrefix(x.Test, "government-"))] = true
				}
			}
		}
	}
	for _, g := range slices.Sorted(maps.Keys(tied)) {
		asked := slices.Contains(c.Governments, g) || len(c.Governments) == 0 && !slices.Contains(c.Home, g)
		if g == "" || !asked {
			continue
		}
		for _, arm := range []fact.Arm{fact.Read, fact.Cut, fact.Enter} {
			if !judged[fmt.Sprint(r.Asset, "|", g, "|", arm)] {
				return fmt.Errorf("%s is tied to %s, and its %s of it is not judged", r.Asset, g, arm)
			}
		}
	}
	return nil
}
