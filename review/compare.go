package review

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// A Mismatch is an answer that differs from the one a case expects.
type Mismatch struct {
	Place law.Place
	What  string // "dealing sale: outcome"
	Got   string
	Want  string
}

func (m Mismatch) String() string {
	return fmt.Sprintf("%s:%d: %s: got %s, want %s", m.Place.File, m.Place.Line, m.What, m.Got, m.Want)
}

// Compare decides the facts of a case under one pack and returns where the
// answers differ from those the case expects: of outcomes, of every term of the
// pack, and in the words that the pack has for cases.
//
// A term of data or of an access that is asked of a dealing is yes if it is yes of any.
func Compare(set *fact.Set, lib *law.Library, pack string, c *law.Case) ([]Mismatch, error) {
	p, err := lib.Pack(pack)
	if err != nil {
		return nil, err
	}
	code, err := p.At(c.At)
	if err != nil {
		return nil, err
	}
	det, err := Decide(set, lib, Options{At: c.At, Packs: []string{pack}})
	if err != nil {
		return nil, err
	}
	a := asker{det: det, d: newDecider(newWorld(set, code, c.At), nil)}
	var out []Mismatch
	for _, e := range c.Expect {
		got, err := a.answer(e)
		if err != nil {
			return nil, &law.Error{Place: law.Place{File: c.Place.File, Line: e.Line}, Err: err}
		}
		if !a.agrees(got, e) {
			out = append(out, Mismatch{Place: law.Place{File: c.Place.File, Line: e.Line}, What: strings.TrimSuffix(e.Of, "s") + " " + e.Name + ": " + e.Term, Got: got, Want: e.Value})
		}
	}
	return out, nil
}

// Cover applies every rule of the pack to everything the facts of a case tell
// of, and notes in cov to which values the rules come.
func Cover(set *fact.Set, lib *law.Library, pack string, at fact.Date, cov law.Coverage) error {
	p, err := lib.Pack(pack)
	if err != nil {
		return err
	}
	code, err := p.At(at)
	if err != nil {
		return err
	}
	d := newDecider(newWorld(set, code, at), nil)
	records := map[*law.Kind][]*law.Record{}
	for i := range d.world.dealings {
		r := d.world.dealing(i)
		d.world.windows(d.trial, i)
		records[r.Kind] = append(records[r.Kind], r)
		for _, list := range []string{"data", "access", "courses"} {
			v, _, _ := r.Given(r.Kind.Field(list))
			f := r.Kind.Field(list)
			records[f.Of] = append(records[f.Of], v.List...)
		}
	}
	for id := range d.world.claims {
		d.world.party(id)
	}
	for _, r := range d.world.parties {
		records[r.Kind] = append(records[r.Kind], r)
	}
	for kind, list := range records {
		for _, f := range kind.Fields {
			for _, r := range list {
				if f.Rule != nil {
					cov.Add(f.Rule, d.m.Value(r, f))
				}
			}
		}
	}
	return nil
}

type asker struct {
	det *determination.Determination
	d   *decider
}

func (a *asker) answer(e law.Expectation) (string, error) {
	if e.Of == "parties" {
		if len(a.d.world.claims[fact.PartyID(e.Name)]) == 0 {
			return "", fmt.Errorf("expect: no party %q is stated", e.Name)
		}
		return a.field(a.d.world.party(fact.PartyID(e.Name)), e.Term)
	}
	i := slices.IndexFunc(a.d.world.dealings, func(d dealing) bool { return d.Name == e.Name })
	if i < 0 {
		return "", fmt.Errorf("expect: no dealing %q is stated", e.Name)
	}
	if e.Term == "level" && a.d.world.code.Pack.Scale != nil {
		k := slices.IndexFunc(a.det.Grades, func(g determination.Grade) bool { return g.Dealing == e.Name })
		if k < 0 {
			return "none", nil
		}
		return a.det.Grades[k].Span(), nil
	}
	if e.Term == "outcome" {
		return string(a.finding(e.Name).Outcome), nil
	}
	if id, ok := e.Duty(); ok {
		return a.due(e.Name, id)
	}
	words := &a.d.world.code.Pack.Wording.Cases
	if known, ok := words.Terms[e.Term]; ok {
		e.Term = known
	}
	r := a.d.world.dealing(i)
	a.d.world.windows(a.d.trial, i)
	if r.Kind.Field(e.Term) != nil {
		return a.field(r, e.Term)
	}
	for _, list := range []string{"data", "access"} {
		v, _, _ := r.Given(r.Kind.Field(list))
		if k := r.Kind.Field(list).Of; k.Field(e.Term) != nil {
			return a.any(v, k.Field(e.Term))
		}
	}
	return "", fmt.Errorf("expect: no term %q is known", e.Term)
}

// due is the day by which a duty of a dealing is to be met: the one that the finding
// gives, or the first day of the duty where it goes on; "none" where it does not stand.
func (a *asker) due(dealing, id string) (string, error) {
	pack := a.d.world.code.Pack
	i := slices.IndexFunc(pack.Duties, func(d law.Duty) bool { return d.ID == id })
	if i < 0 {
		return "", fmt.Errorf("expect: no duty %q is known", id)
	}
	for _, d := range a.finding(dealing).Duties {
		if d.ID == id {
			return string(cmp.Or(d.Due, pack.Duties[i].From)), nil
		}
	}
	return "none", nil
}

func (a *asker) finding(name string) *determination.Finding {
	i := slices.IndexFunc(a.det.Findings, func(f determination.Finding) bool { return f.Dealing == name })
	if i < 0 {
		return &determination.Finding{Outcome: determination.NotCovered} // no provision of the pack is in force
	}
	return &a.det.Findings[i]
}

func (a *asker) field(r *law.Record, name string) (string, error) {
	f := r.Kind.Field(name)
	if f == nil {
		return "", fmt.Errorf("expect: no term %q of a %s is known", name, r.Kind.Name)
	}
	return a.d.m.Value(r, f).Format(f.Type), nil
}

func (a *asker) any(list law.Value, f *law.Field) (string, error) {
	if f.Type != law.YesNo {
		if len(list.List) == 0 {
			return "unknown", nil
		}
		return a.d.m.Value(list.List[0], f).Format(f.Type), nil
	}
	t := fact.No
	if list.Open {
		t = fact.Unknown
	}
	for _, r := range list.List {
		t = max(t, a.d.m.Value(r, f).Truth)
	}
	return t.String(), nil
}

func (a *asker) agrees(got string, e law.Expectation) bool {
	if got == e.Value || e.Value == "unknown" && strings.HasPrefix(got, "unknown (") {
		return true
	}
	if e.Of != "dealings" || e.Term != "outcome" {
		return false
	}
	f := a.finding(e.Name)
	means, ok := a.d.world.code.Pack.Wording.Cases.Outcomes[e.Value]
	if !ok || means.Outcome != "" && means.Outcome != string(f.Outcome) {
		return false
	}
	got, err := a.answer(law.Expectation{Of: "dealings", Name: e.Name, Term: means.Term})
	return err == nil && got == means.Is
}
