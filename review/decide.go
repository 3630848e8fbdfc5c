package review

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// ErrDate is returned by Decide for options without a day of review.
var ErrDate = errors.New("a review needs the day it is made for")

// Decide applies the packs in force on o.At to every dealing of the set. It
// returns an error for options that make no sense and for words in a dealing
// that no pack knows, with file and line; what is not known is never an error.
func Decide(set *fact.Set, lib *law.Library, o Options) (*determination.Determination, error) {
	codes, err := codesInForce(lib, o)
	if err != nil {
		return nil, err
	}
	words, err := vocabularies(lib, o.At)
	if err != nil {
		return nil, err
	}
	if err := checkWords(set, words); err != nil {
		return nil, err
	}
	d := &determination.Determination{Schema: determination.Schema, At: o.At, LeftOut: o.LeftOut, Disagreements: o.Disagreements, Unseen: o.Unseen, Asked: o.Asked, Evidence: o.Evidence, Findings: []determination.Finding{}, Proof: determination.NewProof(), Facts: []fact.Fact{}}
	suffixes, cited := map[string]string{}, slices.Clone(o.Cite)
	byID := map[string]*law.Code{}
	speaks := slices.ContainsFunc(codes, speaksOfAll)
	for _, c := range codes {
		byID[c.Pack.ID] = c
		suffixes[c.Pack.ID] = c.Pack.Suffix
		p := determination.Pack{ID: c.Pack.ID, Title: c.Pack.Title, Digest: c.Pack.Digest, Status: c.Pack.Status,
			For: c.For(), Test: c.Pack.Ownership.Test, Unverified: c.Pack.Unverified}
		dc := newDecider(newWorld(set, c, o.At), d.Proof)
		dc.brief, dc.slow, dc.played, dc.world.limited = o.Brief, o.slow, o.played, len(o.Asked.Governments) > 0
		dc.days = c.Days()
		if speaks {
			dc.concerned = c.Concerned()
		}
		if o.Progress != nil {
			dc.tell = func(done int) { o.Progress(done, len(dc.world.dealings), c.Pack.ID) }
		}
		if c.Pack.Scale == nil {
			d.Findings, p.Silent = dc.all(d.Findings, o.Only)
		} else {
			var beside []fact.ID
			d.Grades, beside = dc.grades(d.Grades, o.Only)
			cited = append(cited, beside...)
		}
		d.Packs = append(d.Packs, p)
		cited = append(cited, dc.world.cited...)
	}
	slices.SortStableFunc(d.Findings, func(a, b determination.Finding) int {
		return cmp.Or(cmp.Compare(seriousness(a, byID), seriousness(b, byID)), strings.Compare(a.Dealing, b.Dealing), strings.Compare(a.Pack, b.Pack))
	})
	slices.SortStableFunc(d.Grades, func(a, b determination.Grade) int {
		return cmp.Or(cmp.Compare(a.Reached, b.Reached), cmp.Compare(a.Possible, b.Possible), strings.Compare(a.Dealing, b.Dealing), strings.Compare(a.Pack, b.Pack))
	})
	nameAll(d, suffixes)
	if o.Brief {
		return d, nil
	}
	d.Facts = closure(set, d, cited)
	d.Digest = d.Sum()
	return d, nil
}

// speaksOfAll reports whether a pack has a finding for every dealing. Where none of
// those applied does, no pack is silent: somebody must speak of each dealing.
func speaksOfAll(c *law.Code) bool { return len(c.Concerned()) == 0 }

// all adds the findings of the world's dealings to those before, and counts the
// dealings on which the pack is silent.
func (d *decider) all(before []determination.Finding, only func(string) bool) (findings []determination.Finding, silent int) {
	findings = before
	done := 0
	if len(d.concerned) == 0 {
		findings = slices.Grow(findings, len(d.world.dealings))
	}
	for _, p := range sortedPairs(d.world) {
		lines := d.timelines(d.world.groups[p])
		for n, i := range d.world.groups[p] {
			if done++; d.tell != nil {
				d.tell(done)
			}
			if only != nil && !only(d.world.dealings[i].Name) {
				continue
			}
			t := timeline{}
			if lines != nil {
				t = lines[n]
			}
			if t.spans == nil && t.on == nil && d.silent(i) {
				silent++
				continue
			}
			findings = append(findings, d.decideOn(i, t))
		}
		d.forget()
	}
	return findings, silent
}

// decideOn decides dealing i on the day on which it is judged, and says how the answer was on others.
func (d *decider) decideOn(i int, t timeline) determination.Finding {
	of := d
	if t.on != nil {
		of = d.judge(t.on.at)
	}
	f := of.decide(i)
	if t.on != nil {
		d.world.cited = append(d.world.cited, of.world.cited...)
		of.world.cited = nil
	}
	of.onDays(&f, t)
	return f
}

// silent reports whether the pack plainly does not concern dealing i.
func (d *decider) silent(i int) bool {
	if len(d.concerned) == 0 {
		return false
	}
	d.trial.Forget()
	r := d.world.dealing(i)
	return !slices.ContainsFunc(d.concerned, func(f *law.Field) bool { return d.trial.Value(r, f).Truth != fact.No })
}

func codesInForce(lib *law.Library, o Options) ([]*law.Code, error) {
	if _, ok := o.At.Days(); !ok || o.At != o.At.First() {
		return nil, fmt.Errorf("%q: %w", o.At, ErrDate)
	}
	names := slices.Clone(o.Packs)
	if len(names) == 0 {
		names = lib.Names()
	}
	slices.Sort(names)
	var out []*law.Code
	for _, name := range slices.Compact(names) {
		p, err := lib.Pack(name)
		if err != nil {
			return nil, err
		}
		c, err := p.At(o.At)
		if err != nil {
			return nil, err
		}
		if len(c.Decide)+len(c.Levels) > 0 {
			out = append(out, c)
		}
	}
	return besides(out), nil
}

// besides leaves out of catalogues what another of the packs applied decides.
func besides(codes []*law.Code) []*law.Code {
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = c.Pack.ID
	}
	for i, c := range codes {
		codes[i] = c.Besides(names)
	}
	return slices.DeleteFunc(codes, func(c *law.Code) bool { return len(c.Decide)+len(c.Levels) == 0 })
}

// vocabularies returns every pack of the library, in force or not and asked for
// or not: a word that some law knows is no mistake in a case file.
func vocabularies(lib *law.Library, at fact.Date) ([]*law.Code, error) {
	var out []*law.Code
	for _, name := range lib.Names() {
		p, err := lib.Pack(name)
		if err != nil {
			return nil, err
		}
		c, err := p.At(at)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// checkWords refuses terms of dealings that no pack declares, and values of the wrong type.
func checkWords(set *fact.Set, codes []*law.Code) error {
	var errs []error
	for f, d := range fact.Of[*fact.Dealing](set) {
		where := "dealing " + d.Name
		if len(f.Sources) > 0 {
			where = f.Sources[0].String() + ": " + where
		}
		for _, err := range law.CheckTerms(codes, "dealing", d.Terms) {
			errs = append(errs, fmt.Errorf("%s: %w", where, err))
		}
		for _, e := range d.Data {
			for _, err := range law.CheckTerms(codes, "data", e.Terms) {
				errs = append(errs, fmt.Errorf("%s: data %s: %w", where, cmp.Or(e.Name, string(e.Category)), err))
			}
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(errs...)
}

func sortedPairs(w *world) []pair {
	var out []pair
	for p := range w.groups {
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b pair) int {
		return cmp.Or(strings.Compare(string(a.subject), string(b.subject)), strings.Compare(string(a.counterparty), string(b.counterparty)))
	})
	return out
}

// closure returns all facts cited, with what they come from.
func closure(set *fact.Set, d *determination.Determination, cited []fact.ID) []fact.Fact {
	ids := slices.Clone(cited)
	for i := range d.Findings {
		ids = append(ids, d.Findings[i].Fact)
	}
	for i := range d.Grades {
		ids = append(ids, d.Grades[i].Fact)
	}
	facts := set.Closure(sortedIDs(ids)...)
	if facts == nil {
		facts = []fact.Fact{}
	}
	return facts
}

// seriousness ranks findings of several packs. An outcome that is none of ours
// ranks with the most serious if its pack puts it first.
func seriousness(f determination.Finding, codes map[string]*law.Code) int {
	if !f.Outcome.Known() && codes[f.Pack].Pack.Outcomes[0] == string(f.Outcome) {
		return determination.Prohibited.Seriousness()
	}
	return f.Outcome.Seriousness()
}

// A decider decides the dealings of one world.
type decider struct {
	tell  func(done int) // if not nil, told of each dealing
	brief bool
	days  []fact.Date // that the rules compare others with
	// other try how answers were on other days, and judges decide what is judged on one.
	other, judges map[fact.Date]*decider
	// concerned are the terms all of which are no of a dealing on which the pack is silent; none: it speaks of all.
	concerned []*law.Field
	world     *world
	m         *law.Machine
	trial     *law.Machine
	proof     *determination.Proof // of packs before it too
	// about holds the derivations about the dealing being decided, by rule; those
	// of another record are left over from before.
	dealing   *law.Record
	about     []law.Derivation
	ruleNames []string
	// notes holds, by step, what was presumed and what is unverified.
	notes map[int]note
	// texts keeps one copy of texts that many findings share.
	texts map[string]string
	// found holds what was searched for, by what like dealings have in common; turns are the
	// numbers that rules tell apart, nil where they tell all.
	found map[law.Likeness]*tape
	turns *law.Turns
	// slow is set by tests: nothing that was found is used again.
	slow   bool
	played func()
	// measured are the measures of the last dealing that has any.
	measured []determination.Measure
	// made is the step that is being made; its lists are used again.
	made determination.Step
	// index gives the step of a derivation, -1 for one that only the last step
	// of the dealing tells of; passed holds those of the dealing being decided.
	index  []int32
	passed []law.Derivation
}

func newDecider(w *world, proof *determination.Proof) *decider {
	return &decider{world: w, m: law.NewMachine(w.code), trial: law.NewTrial(w.code), proof: proof, other: map[fact.Date]*decider{}, judges: map[fact.Date]*decider{},
		found: map[law.Likeness]*tape{}, turns: w.code.Turns(),
		about: make([]law.Derivation, len(w.code.Rules)), ruleNames: make([]string, len(w.code.Rules)), notes: map[int]note{}, texts: map[string]string{}}
}

// forget drops what belongs to the dealings of one pair.
func (d *decider) forget() {
	for _, all := range []map[fact.Date]*decider{d.other, d.judges} {
		for _, o := range all {
			o.drop()
		}
	}
	d.drop()
}

// drop forgets the records of dealings.
func (d *decider) drop() {
	for _, r := range d.world.records {
		for _, list := range []string{"data", "access", "reach"} {
			v, _, _ := r.Given(r.Kind.Field(list))
			for _, rec := range v.List {
				d.m.Release(rec)
			}
		}
		d.m.Release(r)
	}
	for _, r := range d.world.coursesBy {
		d.m.Release(r)
	}
	d.trial.ReleaseAll()
	clear(d.world.records)
	clear(d.world.exchanges)
	clear(d.world.coursesBy)
	clear(d.world.index)
	clear(d.world.areas)
	clear(d.world.joint)
}

func (d *decider) decide(i int) determination.Finding {
	w, deal := d.world, d.world.dealings[i]
	r := w.dealing(i)
	d.dealing = r
	d.passed = d.passed[:0]
	d.m.Reset()
	w.windows(d.trial, i)
	f := determination.Finding{
		Pack: w.code.Pack.ID, Dealing: deal.Name, Fact: deal.fact.ID, Title: deal.Title,
		Assets: deal.Assets, Subject: deal.Subject, Counterparty: deal.Counterparty, Exact: true,
	}
	var applied []determination.Provision
	var rules []*law.Rule
	possible := map[determination.Outcome]bool{}
	open := true           // no provision applies for sure so far
	var fails []int        // steps on which it rests that provisions before do not apply
	var unclaimed []string // terms that nobody states, for want of which provisions before do not apply
	for _, rule := range w.code.Decide {
		v, n := d.m.Derive(r, rule.Field())
		d.take()
		outcome, met := determination.Outcome(rule.Outcome), fact.Unknown
		if v.Truth != fact.No {
			outcome, met = d.outcome(rule, r)
		}
		if open && v.Truth == fact.No {
			unclaimed = append(unclaimed, d.unclaimed(rule)...)
			fails = append(fails, d.stepsOf(rule, n)...)
		}
		if open && v.Truth != fact.No {
			possible[outcome] = true
			rules = append(rules, rule)
			if v.Truth == fact.Yes {
				open = false
				f.Met = met
			}
		}
		if v.Truth != fact.No || !d.failsFirst(rule) {
			p := d.provision(rule, r, v.Truth, n)
			p.Outcome = outcome
			applied = append(applied, p)
		}
	}
	if open {
		possible[determination.Outcome(w.code.Pack.Otherwise.Outcome)] = true
	}
	f.Provisions = sortProvisions(exact(applied))
	f.Possible = d.listed(possible)
	d.conclude(r, f.Possible)
	if len(f.Possible) > 1 {
		d.undetermined(&f, r)
	}
	if len(f.Possible) == 1 {
		f.Outcome, f.Possible = f.Possible[0], nil
	} else {
		f.Outcome = determination.Undetermined
		if w.code.Pack.Catalogue {
			f.Outcome = determination.NotDecided
		}
	}
	f.Presumed = d.notClaimed(r, unclaimed)
	d.notesOf(&f, fails)
	d.describe(&f, r, deal, rules)
	if says := d.holdersTaken(&f, r, i); says != "" {
		f.Headline = append(f.Headline, says)
	}
	return f
}

// failsFirst reports whether the first element of a rule fails: it is about something else.
func (d *decider) failsFirst(rule *law.Rule) bool {
	es := d.derivation(rule).Elements
	return len(es) > 0 && es[0].Value == fact.No
}

// outcome returns what follows where rule applies, after its condition.
func (d *decider) outcome(rule *law.Rule, r *law.Record) (determination.Outcome, fact.Truth) {
	if rule.Condition == "" {
		return determination.Outcome(rule.Outcome), fact.Unknown
	}
	met := d.m.Value(r, r.Kind.Field(rule.Condition)).Truth
	d.take()
	switch met {
	case fact.Yes:
		return determination.Outcome(rule.Met), met
	case fact.No:
		return determination.Outcome(rule.Unmet), met
	}
	return determination.Outcome(rule.Outcome), met
}

// listed returns the outcomes of a set, the most serious first, as the pack ranks them.
func (d *decider) listed(set map[determination.Outcome]bool) []determination.Outcome {
	var out []determination.Outcome
	for _, o := range d.world.code.Pack.Outcomes {
		if set[determination.Outcome(o)] {
			out = append(out, determination.Outcome(o))
		}
	}
	return out
}

// sortProvisions puts those that apply first, then those that may, then the others.
func sortProvisions(ps []determination.Provision) []determination.Provision {
	slices.SortStableFunc(ps, func(a, b determination.Provision) int { return cmp.Compare(b.Applies, a.Applies) })
	return ps
}
