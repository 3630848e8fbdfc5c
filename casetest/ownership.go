package casetest

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/ownership"
)

// An OwnershipResult is the outcome of one case of a file of ownership cases.
type OwnershipResult struct {
	ID string
	// Problems says, one a line, what differs from what the case expects; none: passed.
	Problems []string
}

// Passed reports whether everything the case expects holds.
func (c OwnershipResult) Passed() bool { return len(c.Problems) == 0 }

// maxCases bounds a file of cases in bytes.
const maxCases = 16 << 20

// Ownership runs every case of a file of schema "ownership-cases/1" (doc/formats/ownership-cases.md)
// and returns a result for each, in order. An expectation that is not understood is a problem of its case.
func Ownership(r io.Reader) ([]OwnershipResult, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxCases+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxCases {
		return nil, fmt.Errorf("more than %d bytes of cases", maxCases)
	}
	var file struct {
		Schema string      `yaml:"schema"`
		Cases  []yaml.Node `yaml:"cases"`
	}
	if err := yaml.Unmarshal(b, &file); err != nil {
		return nil, err
	}
	if file.Schema != "ownership-cases/1" {
		return nil, fmt.Errorf("schema is %q, want ownership-cases/1", file.Schema)
	}
	results := make([]OwnershipResult, len(file.Cases))
	for i := range file.Cases {
		results[i] = runCase(&file.Cases[i])
	}
	return results, nil
}

// runCase decodes a case by itself, so that one that is malformed fails alone.
func runCase(node *yaml.Node) OwnershipResult {
	var c caseEntry
	if err := node.Decode(&c); err != nil {
		return OwnershipResult{cmp.Or(c.ID, fmt.Sprintf("case at line %d", node.Line)), []string{err.Error()}}
	}
	return c.run()
}

// A caseEntry is one case as written. Unknown keys end up in Rest and are problems.
type caseEntry struct {
	ID             string                       `yaml:"id"`
	Test           string                       `yaml:"test"`
	At             string                       `yaml:"at"`
	Seeds          []fact.PartyID               `yaml:"seeds"`
	Holdings       []caseHolding                `yaml:"holdings"`
	Entities       map[fact.PartyID]caseEntity  `yaml:"entities"`
	Roles          []caseRole                   `yaml:"roles"`
	Instruments    []caseInstrument             `yaml:"instruments"`
	Board          map[fact.PartyID]caseBoard   `yaml:"board"`
	Groups         [][]fact.PartyID             `yaml:"groups"`
	Consolidation  [][]fact.PartyID             `yaml:"consolidation"`
	Complete       []fact.PartyID               `yaml:"complete"`
	Anonymous      []fact.PartyID               `yaml:"anonymous"`
	Attendance     attendance                   `yaml:"attendance"`
	Turnout        attendance                   `yaml:"turnout"`
	Strict         bool                         `yaml:"strict"`
	Undisclosed    string                       `yaml:"undisclosed"`
	Expect         verdicts                     `yaml:"expect"`
	Sums           map[fact.PartyID]figure      `yaml:"sums"`
	Effective      map[string]figure            `yaml:"effective"`
	Flags          map[fact.PartyID][]string    `yaml:"flags"`
	BasisExpected  string                       `yaml:"basis_expected"`
	Readings       map[string]map[string]string `yaml:"readings"`
	PerSeed        map[string]verdicts          `yaml:"per_seed"`
	Also           map[string]verdicts          `yaml:"also"`
	Counterfactual map[fact.PartyID][]caseSale  `yaml:"counterfactual"`
	ProofEdges     *int                         `yaml:"minimal_proof_edges"`
	Rest           map[string]any               `yaml:",inline"`
}

type caseSale struct {
	Sell           string `yaml:"sell"`
	PointsMoreThan figure `yaml:"points_more_than"`
	PointsAtLeast  figure `yaml:"points_at_least"`
}

// notes are keys of a case that inform the reader and expect nothing.
var notes = []string{"source", "basis", "why", "note", "lists", "title"}

// A trial is one case being run.
type trial struct {
	c        *caseEntry
	g        *ownership.Graph
	rule     *ownership.Rule
	opts     ownership.Options
	problems []string
}

func (t *trial) problem(format string, args ...any) {
	t.problems = append(t.problems, fmt.Sprintf(format, args...))
}

func (c *caseEntry) run() OwnershipResult {
	t := &trial{c: c}
	if err := t.prepare(); err != nil {
		return OwnershipResult{c.ID, []string{err.Error()}}
	}
	t.expect(t.rule, t.opts, t.g, c.Expect)
	t.sums()
	t.effective()
	t.flags()
	t.basis()
	t.readings()
	t.perSeed()
	t.also()
	t.sales()
	t.edges()
	return OwnershipResult{c.ID, t.problems}
}

// prepare builds the graph with groups and finds the rule.
func (t *trial) prepare() error {
	for _, key := range unknownKeys[caseEntry](t.c.Rest) {
		if !slices.Contains(notes, key) {
			t.problem("%q is not understood", key)
		}
	}
	var err error
	if t.rule, err = t.named(t.c.Test); err != nil {
		return err
	}
	t.opts = ownership.Options{Seeds: t.c.Seeds, Closed: true, Undisclosed: t.c.Undisclosed == "adversary", Attendance: map[fact.PartyID]fact.Share{}}
	if err := t.attendance(); err != nil {
		return err
	}
	t.g, err = t.c.graph(true)
	return err
}

// attendance takes one percentage for every party expected, or one for each company named.
func (t *trial) attendance() error {
	a := t.c.Attendance
	if a.each == nil && a.all.text == "" {
		a = t.c.Turnout
	}
	if a.all.text != "" {
		a.each = make(map[fact.PartyID]figure)
		for p := range t.c.Expect {
			a.each[p] = a.all
		}
	}
	for p, v := range a.each {
		part, _, err := v.share()
		if err != nil {
			return fmt.Errorf("attendance of %s: %w", p, err)
		}
		t.opts.Attendance[p] = part
	}
	return nil
}

// named finds the rule of a case; cases that only ask for figures need none.
func (t *trial) named(name string) (*ownership.Rule, error) {
	if name == "integrated" || name == "gleif" {
		name = "own50"
	}
	r, err := ownership.RuleNamed(name)
	if err != nil {
		return nil, err
	}
	r.Strict = r.Strict || t.c.Strict
	return r, nil
}

// expect compares verdicts: one for each party, or one for each date.
func (t *trial) expect(rule *ownership.Rule, o ownership.Options, g *ownership.Graph, want verdicts) {
	for _, p := range slices.Sorted(maps.Keys(want)) {
		for _, at := range slices.Sorted(maps.Keys(want[p])) {
			t.verdict(rule, o, g, p, cmp.Or(at, fact.Date(t.c.At)), want[p][at])
		}
	}
}

func (t *trial) verdict(rule *ownership.Rule, o ownership.Options, g *ownership.Graph, p fact.PartyID, at fact.Date, want string) {
	if want == "cycle" {
		if chain, cycle := g.Parents(p, at); !cycle {
			t.problem("%s: consolidated by %v without a cycle", p, chain)
		}
		return
	}
	var v fact.Truth
	if err := v.UnmarshalText([]byte(want)); err != nil {
		t.problem("%s: expected verdict %v", p, err)
		return
	}
	if got := g.SolveWith(rule, at, o).Verdict(p); got != v {
		t.problem("%s at %q under %s: %s, want %s", p, at, rule.Name, got, v)
	}
}

func (t *trial) solve() *ownership.Result { return t.g.SolveWith(t.rule, t.day(), t.opts) }

// day is the date of what a case expects without a date: its own, or the last one it names.
func (t *trial) day() fact.Date {
	day := fact.Date(t.c.At)
	for _, v := range t.c.Expect {
		for at := range v {
			day = max(day, at)
		}
	}
	return day
}

func (t *trial) sums() {
	for _, p := range slices.Sorted(maps.Keys(t.c.Sums)) {
		lo, hi, err := t.c.Sums[p].bounds()
		if err != nil {
			t.problem("sum of %s: %v", p, err)
			continue
		}
		if l, h := t.solve().Bounds(p); l != lo || h != hi {
			t.problem("%s: sum is %s, want %s", p, shareRange(l, h), shareRange(lo, hi))
		}
	}
}

// slackOf is how far a figure may be off: a millionth of a percent, or half of the last decimal where it has some.
func slackOf(f figure) fact.Share {
	_, decimals, _ := strings.Cut(f.text, ".")
	slack := fact.Percent / 2
	for range decimals {
		slack /= 10
	}
	if decimals == "" {
		slack = 0
	}
	return max(slack, 10)
}

func near(a, b, slack fact.Share) bool { return a <= b+slack && b <= a+slack }

// effective compares figures, with or without chains through the party itself.
func (t *trial) effective() {
	for _, pair := range slices.Sorted(maps.Keys(t.c.Effective)) {
		owner, asset, _ := strings.Cut(pair, "->")
		lo, hi, err := t.c.Effective[pair].bounds()
		if err != nil {
			t.problem("effective %s: %v", pair, err)
			continue
		}
		slack := slackOf(t.c.Effective[pair])
		e, _ := t.g.Effective(fact.PartyID(strings.TrimSpace(owner)), fact.PartyID(strings.TrimSpace(asset)), t.day())
		plain := near(e.PlainLo, lo, slack) && near(e.PlainHi, hi, slack)
		corrected := near(e.CorrectedLo, lo, slack) && near(e.CorrectedHi, hi, slack)
		if !plain && !corrected {
			t.problem("effective %s: %s, want %s", pair, shareRange(e.PlainLo, e.PlainHi), shareRange(lo, hi))
		}
	}
}

func (t *trial) flags() {
	for _, p := range slices.Sorted(maps.Keys(t.c.Flags)) {
		got := t.solve().Flags(p)
		for _, want := range t.c.Flags[p] {
			if !slices.Contains(got, want) {
				t.problem("%s: flags are %v, want %s among them", p, got, want)
			}
		}
	}
}

// basis looks for the expected basis as that of some party whose verdict is not no.
func (t *trial) basis() {
	if t.c.BasisExpected == "" {
		return
	}
	r := t.solve()
	var got []ownership.Basis
	for _, p := range slices.Sorted(maps.Keys(t.c.Expect)) {
		if b := r.Bases(p); len(b) > 0 {
			got = append(got, b[0])
		}
	}
	if !slices.Contains(got, ownership.Basis(t.c.BasisExpected)) {
		t.problem("bases are %v, want %s", got, t.c.BasisExpected)
	}
}

func (t *trial) readings() {
	r := t.solve()
	for _, name := range slices.Sorted(maps.Keys(t.c.Readings)) {
		for _, p := range slices.Sorted(maps.Keys(t.c.Readings[name])) {
			want := t.c.Readings[name][p]
			if got := r.Under(fact.PartyID(p))[name]; fmt.Sprint(got) != want && (got != fact.Unknown || want != "possible") {
				t.problem("%s read as %s: %s, want %s", p, name, got, want)
			}
		}
	}
}

// perSeed solves for each seed alone, without the groups.
func (t *trial) perSeed() {
	if len(t.c.PerSeed) == 0 {
		return
	}
	g, err := t.c.graph(false)
	if err != nil {
		t.problem("%v", err)
		return
	}
	for _, seed := range slices.Sorted(maps.Keys(t.c.PerSeed)) {
		o := t.opts
		o.Seeds = []fact.PartyID{fact.PartyID(seed)}
		t.expect(t.rule, o, g, t.c.PerSeed[seed])
	}
}

func (t *trial) also() {
	for _, name := range slices.Sorted(maps.Keys(t.c.Also)) {
		rule, err := t.named(name)
		if err != nil {
			t.problem("%v", err)
			continue
		}
		t.expect(rule, t.opts, t.g, t.c.Also[name])
	}
}

// sales compares the single sales that take a party out.
func (t *trial) sales() {
	for _, p := range slices.Sorted(maps.Keys(t.c.Counterfactual)) {
		var want, got []string
		for _, s := range t.c.Counterfactual[p] {
			v, err := s.exceeds(t.rule.Strict)
			if err != nil {
				t.problem("counterfactual of %s: %v", p, err)
			}
			want = append(want, fmt.Sprintf("%s more than %s", strings.ReplaceAll(s.Sell, " ", ""), v))
		}
		for _, s := range t.solve().WhatIf(p).Single {
			got = append(got, fmt.Sprintf("%s->%s more than %s", s.Owner, s.Asset, s.Exceeds))
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.problem("%s is taken out by %q, want %q", p, got, want)
		}
	}
}

func (s caseSale) exceeds(strict bool) (fact.Share, error) {
	if s.PointsAtLeast.stated() {
		v, _, err := s.PointsAtLeast.share()
		return v - 1, err
	}
	v, _, err := s.PointsMoreThan.share()
	return v, err
}

// edges compares the size of the largest proof among the parties that are in.
func (t *trial) edges() {
	if t.c.ProofEdges == nil {
		return
	}
	r, most := t.solve(), 0
	for p := range t.c.Expect {
		if proof, ok := r.Why(p); ok && r.Verdict(p) == fact.Yes {
			most = max(most, proof.Edges())
		}
	}
	if c := cmp.Compare(most, *t.c.ProofEdges); c != 0 {
		t.problem("the largest proof has %d holdings, want %d", most, *t.c.ProofEdges)
	}
}

func shareRange(lo, hi fact.Share) string {
	if lo == hi {
		return lo.String()
	}
	return fmt.Sprintf("%s to %s", lo, hi)
}
