package law

import (
	"slices"
	"strings"
)

// A Coverage tells, by rule id, to which values the cases of a pack bring each
// rule: "yes", "no" and "unknown", or "known" and "unknown" for words, numbers and dates.
type Coverage map[string]map[string]bool

// Add notes a value of a rule.
func (c Coverage) Add(r *Rule, v Value) {
	if c[r.ID] == nil {
		c[r.ID] = map[string]bool{}
	}
	c[r.ID][kindOfValue(r, v)] = true
}

func kindOfValue(r *Rule, v Value) string {
	switch t := r.field.Type; {
	case t == YesNo:
		return v.Truth.String()
	case v.Known(t):
		return "known"
	}
	return "unknown"
}

// Lint reports what LoadPack accepts but a pack should not be without: a
// positive, a negative and a missing-fact case for every rule, a provision for
// every outcome, and words that no rule reads.
func (p *Pack) Lint(c Coverage) []error {
	var errs []error
	for i, r := range p.Rules {
		if i > 0 && p.Rules[i-1].ID == r.ID {
			continue // another version of the same
		}
		wants := []string{"yes", "no", "unknown"}
		if r.Type != "" && r.Type != YesNo.String() {
			wants = []string{"known", "unknown"}
		}
		for _, w := range wants {
			if !c[r.ID][w] {
				errs = append(errs, r.Place.Errorf("rule %s: no case in which it comes to %s", r.ID, w))
			}
		}
	}
	errs = append(errs, p.unasked()...)
	read := p.wordsRead()
	for _, t := range p.Terms {
		if !read[t.Name] && t.Noted == "" {
			errs = append(errs, t.Place.Errorf("term %s: no rule or duty reads it", t.Name))
		}
	}
	return errs
}

// unasked reports given fields that a rule reads and of which the pack does not
// say what they may be, so that no answer to them can be sought.
func (p *Pack) unasked() []error {
	var errs []error
	seen := map[string]bool{}
	var look func(r *Rule, n *Node)
	look = func(r *Rule, n *Node) {
		if f := n.Field; n.Op == OpField && f.Rule == nil && len(f.Choices) == 0 && (f.Type == Word || f.Type == Words) && f.Name != "control" && f.Name != "tie" && !seen[f.Name] {
			seen[f.Name] = true
			errs = append(errs, r.Place.Errorf("rule %s reads %s; facts.yaml does not say what it may be", r.ID, f.Name))
		}
		for _, a := range n.Args {
			look(r, a)
		}
	}
	for _, c := range p.versions {
		for _, r := range c.Rules {
			for _, n := range r.nodes() {
				look(r, n)
			}
		}
	}
	return errs
}

// wordsRead collects the names that expressions and duties of the pack use.
func (p *Pack) wordsRead() map[string]bool {
	read := map[string]bool{"persons_in_window": true, "persons_joined": true}
	add := func(text string) {
		for _, w := range strings.FieldsFunc(text, func(r rune) bool { return r > 127 || !isLetter(byte(r)) && !isDigit(byte(r)) }) {
			read[w] = true
		}
	}
	for _, r := range p.Rules {
		add(r.Value.Text)
		add(r.Condition)
		for _, e := range slices.Concat(r.All, r.Any) {
			add(e.When.Text)
		}
		for _, x := range r.Exceptions {
			add(x.When.Text)
		}
	}
	add(p.Concerns)
	for _, t := range p.Terms {
		for _, pr := range t.Presume {
			add(pr.UnlessTerm)
			for name := range pr.Unless {
				add(name)
			}
		}
	}
	for _, d := range p.Duties {
		add(d.Event)
		add(d.When)
		add(d.Done)
	}
	return read
}
