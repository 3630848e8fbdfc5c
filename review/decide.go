package review

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// ErrDate is returned by Decide for options without a day of review.
var ErrDate = errors.New("a review needs the day it is made for")

// Decide applies the packs in force on o.At to every dealing of the set. It
// returns an error for options that make no sense and for words in a dealing
// that no pack knows, with file and line; what is not known is never an error.
func Decide(set *fact.Set, lib *law.Library, o Options) (*Determination, error) {
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
	d := &Determination{Schema: Schema, At: o.At, Evidence: o.Evidence, Findings: []Finding{}, Proof: []Step{}, Facts: []fact.Fact{}}
	suffixes := map[string]string{}
	for _, c := range codes {
		suffixes[c.Pack.ID] = c.Pack.Suffix
		d.Packs = append(d.Packs, Pack{ID: c.Pack.ID, Title: c.Pack.Title, Digest: c.Pack.Digest, Unverified: c.Pack.Unverified})
		dc := newDecider(newWorld(set, c, o.At), len(d.Proof))
		for _, p := range sortedPairs(dc.world) {
			for _, i := range dc.world.pairs[p] {
				d.Findings = append(d.Findings, dc.decide(i))
			}
			clear(dc.world.records)
		}
		d.Proof = append(d.Proof, dc.steps...)
	}
	slices.SortStableFunc(d.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(seriousness(a), seriousness(b)), strings.Compare(a.Dealing, b.Dealing), strings.Compare(a.Pack, b.Pack))
	})
	nameFindings(d.Findings, suffixes)
	d.Facts = closure(set, d, o.Cite)
	d.Digest = d.digest()
	return d, nil
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
		if len(c.Decide) > 0 {
			out = append(out, c)
		}
	}
	return out, nil
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
	for p := range w.pairs {
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b pair) int {
		return cmp.Or(strings.Compare(string(a.subject), string(b.subject)), strings.Compare(string(a.counterparty), string(b.counterparty)))
	})
	return out
}

// closure returns all facts cited, with what they come from.
func closure(set *fact.Set, d *Determination, cite []fact.ID) []fact.Fact {
	ids := slices.Clone(cite)
	for _, f := range d.Findings {
		ids = append(ids, f.Fact)
		for _, m := range f.Measures {
			ids = append(ids, m.Facts...)
		}
	}
	for _, s := range d.Proof {
		ids = append(ids, s.From...)
	}
	slices.SortFunc(ids, func(a, b fact.ID) int { return slices.Compare(a[:], b[:]) })
	facts := set.Closure(slices.Compact(ids)...)
	if facts == nil {
		facts = []fact.Fact{}
	}
	return facts
}

// digest is the SHA-256 of the determination's encoding without its digest.
func (d *Determination) digest() fact.Digest {
	c := *d
	c.Digest = ""
	sum := sha256.Sum256(fact.Canonical(c))
	return fact.Digest(hex.EncodeToString(sum[:]))
}

var serious = []Outcome{Prohibited, Undetermined, Conditional, Restricted, Reviewable, Authorized, Exempt, NotCovered}

func seriousness(f Finding) int {
	return slices.Index(serious, f.Outcome)
}

// A decider decides the dealings of one world.
type decider struct {
	world *world
	m     *law.Machine
	trial *law.Machine
	steps []Step
	first int // number of the first step
	// about holds the derivations about the dealing being decided.
	dealing *law.Record
	about   map[*law.Rule]law.Derivation
	// notes holds, for each step, what was presumed and what is unverified.
	notes []note
}

type note struct {
	presumed   []Presumption
	unverified []string
}

func newDecider(w *world, first int) *decider {
	return &decider{world: w, m: law.NewMachine(w.code), trial: law.NewTrial(w.code), first: first, about: map[*law.Rule]law.Derivation{}}
}

func (d *decider) decide(i int) Finding {
	w, deal := d.world, d.world.dealings[i]
	r := w.dealing(i)
	d.dealing = r
	clear(d.about)
	w.windows(d.m, i)
	f := Finding{
		Pack: w.code.Pack.ID, Dealing: deal.Name, Fact: deal.fact.ID, Title: deal.Title,
		Assets: deal.Assets, Subject: deal.Subject, Counterparty: deal.Counterparty, Exact: true,
	}
	var applied []Provision
	var rules []*law.Rule
	possible := map[Outcome]bool{}
	open := true // no provision applies for sure so far
	for _, rule := range w.code.Decide {
		v, n := d.m.Derive(r, rule.Field())
		d.take()
		p := d.provision(rule, r, v.Truth, n)
		outcome, met := d.outcome(rule, r)
		if open && v.Truth != fact.No {
			possible[outcome] = true
			rules = append(rules, rule)
			if v.Truth == fact.Yes {
				open = false
				f.Met = met
			}
		}
		p.Outcome = outcome
		if v.Truth != fact.No || p.Elements[0].Value != fact.No {
			applied = append(applied, p)
		}
	}
	if open {
		possible[Outcome(w.code.Pack.Otherwise.Outcome)] = true
	}
	f.Provisions = sortProvisions(applied)
	f.Possible = listed(possible)
	if len(f.Possible) > 1 {
		d.undetermined(&f, r)
	}
	if len(f.Possible) == 1 {
		f.Outcome, f.Possible = f.Possible[0], nil
	} else {
		f.Outcome = Undetermined
	}
	d.describe(&f, r, deal, rules)
	return f
}

// outcome returns what follows where rule applies, after its condition.
func (d *decider) outcome(rule *law.Rule, r *law.Record) (Outcome, fact.Truth) {
	if rule.Condition == "" {
		return Outcome(rule.Outcome), fact.Unknown
	}
	met := d.m.Value(r, r.Kind.Field(rule.Condition)).Truth
	d.take()
	switch met {
	case fact.Yes:
		return Outcome(rule.Met), met
	case fact.No:
		return Outcome(rule.Unmet), met
	}
	return Outcome(rule.Outcome), met
}

func listed(set map[Outcome]bool) []Outcome {
	var out []Outcome
	for _, o := range serious {
		if set[o] {
			out = append(out, o)
		}
	}
	return out
}

// sortProvisions puts those that apply first, then those that may, then the others.
func sortProvisions(ps []Provision) []Provision {
	slices.SortStableFunc(ps, func(a, b Provision) int { return cmp.Compare(b.Applies, a.Applies) })
	return ps
}

// take turns the derivations made since the last call into steps.
func (d *decider) take() {
	for _, dv := range d.m.Take() {
		d.steps = append(d.steps, d.step(dv))
		d.notes = append(d.notes, d.note(dv))
		if dv.Record == d.dealing {
			d.about[dv.Rule] = dv
		}
	}
}

func (d *decider) step(dv law.Derivation) Step {
	s := Step{
		Rule: d.world.code.Pack.ID + "/" + dv.Rule.ID, Citation: dv.Rule.Citation, About: dv.Record.ID,
		Value: dv.Value.Format(dv.Rule.Field().Type),
	}
	elements, _ := dv.Rule.Elements()
	for i, t := range dv.Elements {
		var id string
		if i < len(elements) {
			id = elements[i].ID
		} else {
			id = "exception " + dv.Rule.Exceptions[i-len(elements)].ID
		}
		s.Elements = append(s.Elements, Input{Name: id, Value: t.String()})
	}
	for _, rd := range dv.Reads {
		in := Input{Name: rd.Record.ID + " " + rd.Field.Name, Value: inputText(rd.Value, rd.Field.Type)}
		if slices.Contains(s.Inputs, in) {
			continue
		}
		s.Inputs = append(s.Inputs, in)
		if rd.Derivation >= 0 {
			s.Uses = append(s.Uses, d.first+rd.Derivation)
		}
		s.From = append(s.From, rd.Facts...)
	}
	slices.Sort(s.Uses)
	s.Uses = slices.Compact(s.Uses)
	s.From = sortedIDs(s.From)
	return s
}

// inputText prints a value as proofs do: records by their ids.
func inputText(v law.Value, t law.Type) string {
	if t != law.Ref && t != law.List {
		return v.Format(t)
	}
	ids := law.Value{Open: v.Open}
	for _, r := range v.List {
		ids.Words = append(ids.Words, r.ID)
	}
	if t == law.Ref {
		if v.Ref == nil {
			return "unknown"
		}
		return v.Ref.ID
	}
	return ids.Format(law.Words)
}

func sortedIDs(ids []fact.ID) []fact.ID {
	slices.SortFunc(ids, func(a, b fact.ID) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(ids)
}
