package remedy

import (
	"cmp"
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// ErrFinding is returned for a name that no finding of the study has.
var ErrFinding = errors.New("no finding has this name")

// Bounds of the search for ways, for one finding.
const (
	maxTries = 250       // sets decided again
	maxMixed = 12        // changes tried together with others
	maxWork  = 2_000_000 // facts gone through in all trials together, beyond those of one change
)

// All looks for remedies of the findings and lifts of the grades of those names, of all for none.
func (s *Study) All(names ...string) (*determination.Remedies, error) {
	var findings, grades []string
	for _, n := range names {
		if slices.ContainsFunc(s.Determination.Grades, func(g determination.Grade) bool { return g.Name == n }) {
			grades = append(grades, n)
		} else {
			findings = append(findings, n)
		}
	}
	out := &determination.Remedies{Schema: determination.RemedySchema, Determination: s.Determination.Digest, At: s.Determination.At, Remedies: []determination.Remedy{}}
	var err error
	if len(findings) > 0 || len(grades) == 0 {
		if out, err = s.Remedies(findings...); err != nil {
			return nil, err
		}
	}
	if len(grades) > 0 || len(findings) == 0 {
		out.Lifts, err = s.Lifts(grades...)
	}
	return out, err
}

// Remedies looks for remedies of every finding that needs action or is
// undetermined, in the order of the findings; where names are given, of those findings alone.
func (s *Study) Remedies(names ...string) (*determination.Remedies, error) {
	for _, name := range names {
		if _, err := s.named(name); err != nil {
			return nil, err
		}
	}
	out := &determination.Remedies{Schema: determination.RemedySchema, Determination: s.Determination.Digest, At: s.Determination.At, Remedies: []determination.Remedy{}}
	for i := range s.Determination.Findings {
		f := &s.Determination.Findings[i]
		if len(names) > 0 && !slices.Contains(names, f.Name) || f.Worst() == 0 {
			continue
		}
		r, err := s.remedy(f)
		if err != nil {
			return nil, err
		}
		out.Remedies = append(out.Remedies, *r)
	}
	return out, nil
}

// Remedy looks for sets of changes after which the finding of that name is
// better, tries each by deciding again, and says what does not help and what a
// prohibition would take away.
func (s *Study) Remedy(name string) (*determination.Remedy, error) {
	f, err := s.named(name)
	if err != nil {
		return nil, err
	}
	return s.remedy(f)
}

func (s *Study) named(name string) (*determination.Finding, error) {
	for i := range s.Determination.Findings {
		if f := &s.Determination.Findings[i]; f.Name == name {
			return f, nil
		}
	}
	return nil, fmt.Errorf("%q: %w", name, ErrFinding)
}

func (s *Study) remedy(f *determination.Finding) (*determination.Remedy, error) {
	c, err := changes()
	if err != nil {
		return nil, err
	}
	b, err := newScope(s, f)
	if err != nil {
		return nil, err
	}
	list, err := b.candidates(c)
	if err != nil {
		return nil, err
	}
	out := &determination.Remedy{
		Finding: f.Name, Pack: f.Pack, Dealing: f.Dealing, Title: f.Title, Outcome: f.Outcome, Possible: f.Possible,
		Ways: []determination.Way{}, NoHelp: []determination.Trial{}, Complete: true,
	}
	sh := search{scope: b, list: list, seen: map[uint64]*result{0: b.before}, out: out}
	if err := sh.run(); err != nil {
		return nil, err
	}
	out.Tried = b.tries
	out.Impact = b.impact(c)
	return out, b.replacements(c, out.Impact)
}

// A search tries sets of changes, each a set of bits over the list.
type search struct {
	*scope
	list []change
	seen map[uint64]*result
	out  *determination.Remedy
	// ways found, in the order in which they were tried.
	ways []uint64
	cut  bool
}

// run tries all sets by size. A set of which a part already leaves nothing to ask for is not tried:
// it could only do more than is needed. A change that the law does not look at is tried alone.
func (s *search) run() error {
	var mixed []int
	for i := range s.list {
		if err := s.set(1 << i); err != nil {
			return err
		}
		if s.list[i].law {
			mixed = append(mixed, i)
		}
	}
	if len(mixed) > maxMixed {
		mixed, s.cut = mixed[:maxMixed], true
	}
	for size := 2; size <= determination.MaxChanges; size++ {
		var failed error
		choose(mixed, size, func(set uint64) {
			if failed == nil {
				failed = s.set(set)
			}
		})
		if failed != nil {
			return failed
		}
	}
	s.out.Complete = !s.cut
	s.report()
	return nil
}

// choose visits the sets of that size, in the order of the list.
func choose(list []int, size int, visit func(uint64)) {
	var walk func(from int, left int, set uint64)
	walk = func(from, left int, set uint64) {
		if left == 0 {
			visit(set)
			return
		}
		for i := from; i <= len(list)-left; i++ {
			walk(i+1, left-1, set|1<<list[i])
		}
	}
	walk(0, size, 0)
}

// set tries one set, after all its parts.
func (s *search) set(set uint64) error {
	best := s.before.rank
	for part := (set - 1) & set; part != 0; part = (part - 1) & set {
		t := s.seen[part]
		if t == nil {
			return nil // a part of it already suffices, or the search was cut short
		}
		best = min(best, t.rank)
	}
	if best == 0 {
		return nil
	}
	if s.tries >= maxTries || bits.OnesCount64(set) > 1 && s.tries*len(s.facts) > maxWork {
		s.cut = true
		return nil
	}
	t, err := s.decide(s.changes(set))
	if err != nil {
		return err
	}
	s.seen[set] = t
	if t.rank < best {
		s.ways = append(s.ways, set)
	}
	return nil
}

func (s *search) changes(set uint64) []change {
	var out []change
	for i := range s.list {
		if set&(1<<i) != 0 {
			out = append(out, s.list[i])
		}
	}
	return out
}

// report writes down the ways, and the changes that are in none.
func (s *search) report() {
	slices.SortStableFunc(s.ways, func(a, b uint64) int {
		return cmp.Or(cmp.Compare(bits.OnesCount64(a), bits.OnesCount64(b)), cmp.Compare(s.seen[a].rank, s.seen[b].rank))
	})
	var in uint64
	for _, set := range s.ways {
		in |= set
		s.out.Ways = append(s.out.Ways, determination.Way{Smallest: s.smallest(set), Trial: s.describe(set)})
	}
	for i := range s.list {
		t := s.seen[1<<i]
		if in&(1<<i) != 0 || t == nil || t.rank < s.before.rank {
			continue
		}
		tr := s.describe(1 << i)
		tr.Why = s.list[i].of.why(s.finding.Pack)
		s.out.NoHelp = append(s.out.NoHelp, tr)
	}
}

// smallest reports whether all smaller sets were tried and none leads as far.
func (s *search) smallest(set uint64) bool {
	n := bits.OnesCount64(set)
	if s.cut && n > 1 {
		return false
	}
	for _, other := range s.ways {
		if bits.OnesCount64(other) < n && s.seen[other].rank <= s.seen[set].rank {
			return false
		}
	}
	return true
}

// describe says what follows from a set.
func (s *search) describe(set uint64) determination.Trial {
	t := s.seen[set]
	out := determination.Trial{Gone: t.gone, Outcome: t.finding.Outcome, Possible: t.finding.Possible, Met: t.finding.Met}
	for _, c := range s.changes(set) {
		out.Changes = append(out.Changes, c.Change)
	}
	out.Reach = s.reachChanges(t)
	out.Provisions = provisionChanges(&s.before.finding, &t.finding)
	out.Also = s.also(t)
	return out
}

// reachChanges compares the verdicts on the finding's assets. One that is no longer given is no.
func (s *search) reachChanges(t *result) []determination.ReachChange {
	keys := map[reached]bool{}
	for k := range s.before.reach {
		keys[k] = true
	}
	for k := range t.reach {
		keys[k] = true
	}
	verdict := func(m map[reached]fact.Truth, k reached) fact.Truth {
		if v, ok := m[k]; ok {
			return v
		}
		return fact.No
	}
	var out []determination.ReachChange
	for k := range keys {
		if a, b := verdict(s.before.reach, k), verdict(t.reach, k); a != b && slices.Contains(s.finding.Assets, k.asset) {
			out = append(out, determination.ReachChange{Asset: k.asset, Government: k.government, Arm: k.arm, Before: a, After: b})
		}
	}
	slices.SortFunc(out, func(a, b determination.ReachChange) int {
		return cmp.Or(strings.Compare(string(a.Asset), string(b.Asset)), strings.Compare(string(a.Government), string(b.Government)), -strings.Compare(string(a.Arm), string(b.Arm)))
	})
	return out
}

// provisionChanges compares how provisions apply. One that is no longer shown does not.
func provisionChanges(before, after *determination.Finding) []determination.ProvisionChange {
	var out []determination.ProvisionChange
	find := func(f *determination.Finding, rule string) *determination.Provision {
		i := slices.IndexFunc(f.Provisions, func(p determination.Provision) bool { return p.Rule == rule })
		if i < 0 {
			return &determination.Provision{Applies: fact.No}
		}
		return &f.Provisions[i]
	}
	seen := map[string]bool{}
	for _, p := range slices.Concat(before.Provisions, after.Provisions) {
		if seen[p.Rule] {
			continue
		}
		seen[p.Rule] = true
		a, b := find(before, p.Rule), find(after, p.Rule)
		if a.Applies == b.Applies && (a.Outcome == b.Outcome || a.Applies == fact.No) {
			continue
		}
		out = append(out, determination.ProvisionChange{
			Rule: p.Rule, Citation: p.Citation, Title: p.Title, Before: a.Applies, After: b.Applies,
			OutcomeBefore: cmp.Or(a.Outcome, p.Outcome), OutcomeAfter: cmp.Or(b.Outcome, p.Outcome),
		})
	}
	return out
}

// also lists other findings that the changes alter, as far as all that bears on them was decided again.
func (s *search) also(t *result) []determination.AlsoChange {
	var out []determination.AlsoChange
	for _, f := range s.study.Determination.Findings {
		if f.Pack != s.finding.Pack || f.Dealing == s.dealing.Name || !s.pairs[f.Dealing] || !s.close[f.Dealing] {
			continue
		}
		was := s.before.named(f.Dealing)
		if was == nil || was.Outcome != f.Outcome {
			continue
		}
		after := determination.NotCovered
		if now := t.named(f.Dealing); now != nil {
			after = now.Outcome
		}
		if after != f.Outcome {
			out = append(out, determination.AlsoChange{Finding: f.Name, Before: f.Outcome, After: after})
		}
	}
	return out
}
