package review

import (
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// Presumed returns a claim with the status that a pack of the library supposes of
// persons who live outside a set of countries, for every person stated to live
// abroad of whom nobody states a status, citizenship or presence in the set, or
// that one of them is not known. The rules suppose the same of a party they look at;
// the claims let tests of ownership count such persons, and findings list them. They
// rest on all that is stated of the person.
func Presumed(set *fact.Set, lib *law.Library, at fact.Date) ([]fact.Fact, error) {
	codes, err := vocabularies(lib, at)
	if err != nil {
		return nil, err
	}
	var out []fact.Fact
	for _, c := range codes {
		for _, f := range abroad(set, c) {
			if !slices.ContainsFunc(out, func(g fact.Fact) bool { return g.ID == f.ID }) {
				out = append(out, f)
			}
		}
	}
	return out, nil
}

// statusAbroad returns the supposition of a pack about the status of persons who
// live outside a set of countries, and the set; nil without one.
func statusAbroad(c *law.Code) (*law.Supposition, []string) {
	g := c.Schema.Kind("party").Field("status").Given
	if g == nil {
		return nil, nil
	}
	for _, s := range g.Presume {
		if set := s.Outside["residence"]; set != "" && len(c.Set(set).Words()) > 0 {
			return s, c.Set(set).Words()
		}
	}
	return nil, nil
}

// abroad makes the claims that one pack supposes.
func abroad(set *fact.Set, c *law.Code) []fact.Fact {
	supposed, members := statusAbroad(c)
	if supposed == nil {
		return nil
	}
	type person struct {
		claims  []fact.ID
		abroad  bool
		settled bool
	}
	within := func(c fact.Country) bool { return slices.Contains(members, string(c)) }
	people := map[fact.PartyID]*person{}
	var order []fact.PartyID
	for f, c := range fact.Of[*fact.Claim](set) {
		p := c.Party
		if p == nil || c.Text != "" || f.Rule == fact.RulePresumed {
			continue
		}
		who := people[p.ID]
		if who == nil {
			who = &person{}
			people[p.ID] = who
			order = append(order, p.ID)
		}
		who.claims = append(who.claims, f.ID)
		who.abroad = who.abroad || p.Kind == fact.Person && p.Residence != "" && !within(p.Residence)
		who.settled = who.settled || p.Status != "" || within(p.Present) || within(p.Residence) || slices.ContainsFunc(p.Citizenship, within) ||
			slices.ContainsFunc([]string{"status", "present", "citizenship"}, func(s string) bool { return slices.Contains(p.Unknown, s) })
	}
	slices.Sort(order)
	var out []fact.Fact
	for _, id := range order {
		if who := people[id]; who.abroad && !who.settled {
			c := &fact.Claim{Author: "longarm", Authority: fact.Presumed, Party: &fact.Party{ID: id, Kind: fact.Person, Status: supposed.Value}}
			out = append(out, fact.New(c, nil, fact.RulePresumed, who.claims...))
		}
	}
	return out
}

// presumedIn lists what a fact rests on that nobody stated.
func (w *world) presumedIn(id fact.ID) []determination.Presumption {
	f, ok := w.set.Get(id)
	if c, control := f.Body.(*fact.Control); !ok || !control || c.Verdict == fact.No {
		return nil // who is presumed foreign can only bring a party nearer to being covered
	}
	supposed, _ := statusAbroad(w.code)
	if supposed == nil {
		return nil
	}
	var out []determination.Presumption
	for _, from := range f.From {
		g, _ := w.set.Get(from)
		if c, ok := g.Body.(*fact.Claim); ok && g.Rule == fact.RulePresumed {
			out = append(out, determination.Presumption{Path: "parties." + string(c.Party.ID) + ".status", Value: c.Party.Status, Why: supposed.Why})
		}
	}
	return out
}

// unclaimed names the terms of the dealing that nobody states and for want of
// which a provision does not apply: an exemption not claimed, an evasion not stated.
func (d *decider) unclaimed(rule *law.Rule) []string {
	var out []string
	for _, rd := range d.derivation(rule).Reads {
		if rd.Presumed != "" && rd.Record == d.dealing && rd.Field.Term != nil {
			out = append(out, rd.Field.Name+": "+rd.Value.Format(rd.Field.Type))
		}
	}
	return out
}

// stepsOf returns the step of derivation n of rule, or, where only the last step of
// the dealing tells of it, the steps it reads.
func (d *decider) stepsOf(rule *law.Rule, n int) []int {
	if i := d.index[n]; i >= 0 {
		return []int{int(i)}
	}
	var out []int
	for _, rd := range d.derivation(rule).Reads {
		if rd.Derivation >= 0 && d.index[rd.Derivation] >= 0 {
			out = append(out, int(d.index[rd.Derivation]))
		}
	}
	return out
}

// notClaimed is the one presumption that all terms not claimed come to: of each it would be
// the same, in every finding. Texts are kept, since most findings share them.
func (d *decider) notClaimed(r *law.Record, terms []string) []determination.Presumption {
	if len(terms) == 0 {
		return nil
	}
	slices.Sort(terms)
	text := strings.Join(slices.Compact(terms), ", ")
	if kept, ok := d.texts[text]; ok {
		text = kept
	} else {
		d.texts[text] = text
	}
	return []determination.Presumption{{Path: r.Path + ".terms", Value: text, Why: "exemptions, evasion and licences are looked at where they are stated"}}
}

// holdersTaken says of which parties the answer takes it that nobody whom the law counts holds them, since
// not all holders are stated, where it would be a more serious one if somebody did.
func (d *decider) holdersTaken(f *determination.Finding, r *law.Record, i int) string {
	worst := determination.Outcome(d.world.code.Pack.Outcomes[0])
	if d.brief || f.Outcome.Open() || f.Outcome == worst {
		return ""
	}
	var names []string
	for _, p := range partiesOf(r) {
		control, owned := p.Kind.Field("control"), p.Kind.Field("owned")
		if !d.world.unlisted[p] {
			continue
		}
		state, from, why := p.Given(control)
		share, shareFrom, _ := p.Given(owned)
		p.Set(control, word("open"))
		p.Set(owned, law.Value{Lo: share.Lo, Hi: int64(fact.Whole)}, shareFrom...)
		possible, _ := d.possible(i)
		if why != "" {
			p.Presume(control, state, why, from...)
		} else {
			p.Set(control, state, from...)
		}
		p.Set(owned, share, shareFrom...)
		if len(possible) > 0 && possible[0].Seriousness() < f.Outcome.Seriousness() {
			names = append(names, p.Name)
		}
	}
	d.trial.Forget()
	if len(names) == 0 {
		return ""
	}
	slices.Sort(names)
	return "This takes it that nobody whom the law counts holds " + strings.Join(slices.Compact(names), ", ") + ": not all holders are stated."
}
