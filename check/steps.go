package check

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// ErrCheck is wrapped by every refusal of Steps.
var ErrCheck = errors.New("the determination does not check")

func refuse(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrCheck, fmt.Sprintf(format, args...))
}

// Steps verifies the proof of a determination against the rules of lib, offline. It
// checks the digest of every fact, of the packs and of the whole; derives every
// step of the proof again with an evaluator of its own, from the facts cited and the
// steps before; and applies the order of the provisions to the steps.
func Steps(d *determination.Determination, lib *law.Library) error {
	var set fact.Set
	c := newChecker(d, &set)
	if err := c.form(); err != nil {
		return err
	}
	if err := c.facts(); err != nil {
		return err
	}
	return c.check(lib)
}

// Proof does as Steps does for a determination whose facts make up a set and whose digests are known to be right.
func Proof(d *determination.Determination, set *fact.Set, lib *law.Library) error {
	return newChecker(d, set).check(lib)
}

func newChecker(d *determination.Determination, set *fact.Set) *checker {
	var moved []*determination.Finding
	for i := range d.Findings {
		if d.Findings[i].On != "" {
			moved = append(moved, &d.Findings[i])
		}
	}
	return &checker{d: d, set: set, moved: moved, codes: map[string]*law.Code{}, value: map[string]string{}, made: map[string]int{}, conditions: map[string]string{}}
}

func (c *checker) check(lib *law.Library) error {
	if err := c.packs(lib); err != nil {
		return err
	}
	if err := c.proof(); err != nil {
		return err
	}
	if err := c.findings(); err != nil {
		return err
	}
	return c.grades()
}

type checker struct {
	d     *determination.Determination
	codes map[string]*law.Code
	set   *fact.Set
	// moved are the findings about dealings that are judged on another day than that of the review.
	moved []*determination.Finding
	// stated is what is given on each day, read when first asked.
	stated map[fact.Date]*stated
	value  map[string]string // of steps, by pack, record and field
	// made gives the step of each of these that has one.
	made map[string]int
	// conditions holds the values that provisions read of their conditions.
	conditions map[string]string
}

func (c *checker) form() error {
	if c.d.Schema != determination.Schema {
		return refuse("schema %q, want %q", c.d.Schema, determination.Schema)
	}
	if got := c.d.Sum(); got != c.d.Digest {
		return refuse("its content digests to %.8s, it says %.8s", got, c.d.Digest)
	}
	return nil
}

// packs opens the packs that were applied, which must be those at hand.
func (c *checker) packs(lib *law.Library) error {
	for _, p := range c.d.Packs {
		pack, err := lib.Pack(p.ID)
		if err != nil {
			return refuse("pack %s: %v", p.ID, err)
		}
		if pack.Digest != p.Digest {
			return refuse("pack %s has digest %.8s here, %.8s in the determination", p.ID, pack.Digest, p.Digest)
		}
		if c.codes[p.ID], err = pack.At(c.d.At); err != nil {
			return refuse("pack %s: %v", p.ID, err)
		}
	}
	names := slices.Collect(maps.Keys(c.codes))
	for id, code := range c.codes {
		c.codes[id] = code.Besides(names)
	}
	return nil
}

func (c *checker) facts() error {
	for _, f := range c.d.Facts {
		if f.Body == nil {
			return refuse("a fact without content")
		}
		if err := f.Check(); err != nil {
			return refuse("%v", err)
		}
		if _, err := c.set.Add(f); err != nil {
			return refuse("%v", err)
		}
	}
	if c.set.Len() != len(c.d.Facts) {
		return refuse("a fact stands twice")
	}
	return nil
}

// rule finds the rule in force that a step or provision names.
func (c *checker) rule(name string) (string, *law.Rule, error) {
	pack, id, _ := strings.Cut(name, "/")
	if code := c.codes[pack]; code != nil {
		if r := code.Rule(id); r != nil {
			return pack, r, nil
		}
	}
	return "", nil, refuse("rule %s is not in force on %s", name, c.d.At)
}

func (c *checker) proof() error {
	for i, s := range c.d.Proof.All() {
		if err := c.step(i, &s); err != nil {
			return fmt.Errorf("step %d: %w", i, err)
		}
	}
	return nil
}

// step checks the inputs of one step and derives its value again.
func (c *checker) step(i int, s *determination.Step) error {
	if pack, ok := strings.CutSuffix(s.Rule, "/"+determination.DecideStep); ok {
		if code := c.codes[pack]; code != nil && code.Pack.Scale != nil {
			return c.graded(code, s)
		}
		return c.conclusion(pack, s)
	}
	pack, rule, err := c.rule(s.Rule)
	if err != nil {
		return err
	}
	if s.Citation != rule.Citation {
		return refuse("cites %s, the rule says %s", s.Citation, rule.Citation)
	}
	key := pack + "|" + s.About + " " + rule.Field().Name
	if _, twice := c.value[key]; twice {
		return refuse("%s of %s is derived twice", rule.ID, s.About)
	}
	for _, u := range s.Uses {
		if u < 0 || u >= i {
			return refuse("uses step %d, which does not stand before it", u)
		}
	}
	e := evaluation{about: s.About, inputs: map[string]string{}}
	for _, in := range s.Inputs {
		if err := c.input(pack, s, in); err != nil {
			return err
		}
		e.inputs[in.Name] = in.Value
		if rule.Condition != "" && in.Name == s.About+" "+rule.Condition {
			c.conditions[pack+"|"+in.Name] = in.Value
		}
	}
	for _, id := range s.From {
		if _, ok := c.set.Get(id); !ok {
			return refuse("rests on fact %s, which is not there", id.Short())
		}
	}
	value, elements, err := e.apply(rule)
	if err != nil {
		return err
	}
	if value != s.Value || !slices.Equal(elements, s.Elements) {
		return refuse("%s of %s comes to %s, it says %s", rule.ID, s.About, value, s.Value)
	}
	c.value[key], c.made[key] = value, i
	return nil
}

// conclusion checks the last step of a dealing: what each provision came to, by
// its own step or, where it failed on what was given, by looking at it again.
func (c *checker) conclusion(pack string, s *determination.Step) error {
	code := c.codes[pack]
	if code == nil || len(s.Elements) != len(code.Decide) || s.Citation != code.Pack.Title {
		return refuse("the conclusion about %s does not tell of every provision", s.About)
	}
	e := evaluation{about: s.About, inputs: map[string]string{}}
	for _, in := range s.Inputs {
		if err := c.input(pack, s, in); err != nil {
			return err
		}
		e.inputs[in.Name] = in.Value
	}
	for i, rule := range code.Decide {
		key := pack + "|" + s.About + " " + rule.Field().Name
		if _, ok := c.value[key]; !ok {
			v, _, err := e.apply(rule)
			if err != nil || v != "no" {
				return refuse("%s of %s has no step and comes to %s (%v)", rule.ID, s.About, v, err)
			}
			c.value[key] = v
		}
		if i, ok := c.made[key]; ok && !slices.Contains(s.Uses, i) {
			return refuse("the conclusion about %s does not use the step of %s", s.About, rule.ID)
		}
		if want := (determination.Input{Name: rule.ID, Value: c.value[key]}); s.Elements[i] != want {
			return refuse("the conclusion about %s says %s is %s", s.About, s.Elements[i].Name, s.Elements[i].Value)
		}
	}
	open, err := c.open(code, s.About)
	if err != nil {
		return err
	}
	var words []string
	for _, o := range code.Pack.Outcomes {
		if slices.Contains(open, determination.Outcome(o)) {
			words = append(words, o)
		}
	}
	if want := strings.Join(words, ", "); s.Value != want {
		return refuse("the conclusion about %s is %s, it says %s", s.About, want, s.Value)
	}
	return nil
}

// input checks that a value was derived before, or is what the facts say.
func (c *checker) input(pack string, s *determination.Step, in determination.Input) error {
	if v, derived := c.value[pack+"|"+in.Name]; derived {
		if v != in.Value {
			return refuse("%s is %s, it says %s", in.Name, v, in.Value)
		}
		if i, ok := c.made[pack+"|"+in.Name]; !ok || !slices.Contains(s.Uses, i) {
			return refuse("%s is used without its step", in.Name)
		}
		return nil
	}
	code := c.codes[pack]
	if code == nil {
		return refuse("pack %s was not applied", pack)
	}
	name, on := c.dayOf(pack, in.Name)
	g := given{c.statedOn(on), code.Pack, s.From}
	if want, ok := g.says(name); ok && want != strings.ReplaceAll(in.Value, " on "+string(on), "") {
		return refuse("the facts say that %s is %s, not %s", in.Name, want, in.Value)
	}
	return nil
}

// dayOf parts the name of an input into that of the record and field, and the day on which it is looked at.
func (c *checker) dayOf(pack, name string) (string, fact.Date) {
	if len(c.moved) == 0 {
		return name, c.d.At
	}
	record, field, _ := cutLast(name)
	if n := len(record) - len(" on 2006-01-02"); n > 0 && record[n:n+4] == " on " {
		if day := fact.Date(record[n+4:]); day == day.First() {
			return record[:n] + " " + field, day
		}
	}
	for _, f := range c.moved {
		if f.Pack == pack && (record == "dealing "+f.Dealing || strings.HasSuffix(record, " of "+f.Dealing) || strings.HasSuffix(record, " under "+f.Dealing)) {
			return name, f.On
		}
	}
	return name, c.d.At
}

func cutLast(s string) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, ' ')
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

func (c *checker) statedOn(day fact.Date) *stated {
	if c.stated == nil {
		c.stated = map[fact.Date]*stated{}
	}
	if c.stated[day] == nil {
		c.stated[day] = newStated(c.set, day)
		c.stated[day].other = day != c.d.At
	}
	return c.stated[day]
}

// findings applies the order of the provisions to the values of the proof.
func (c *checker) findings() error {
	seen := map[string]bool{}
	for i := range c.d.Findings {
		f := &c.d.Findings[i]
		code := c.codes[f.Pack]
		deal, ok := c.set.Get(f.Fact)
		if code == nil || !ok {
			return refuse("finding %s: pack %s or its dealing is not there", f.Name, f.Pack)
		}
		body, ok := deal.Body.(*fact.Dealing)
		if !ok || body.Name != f.Dealing || seen[f.Pack+" "+f.Fact.String()] {
			return refuse("finding %s is not about dealing %s, or stands twice", f.Name, f.Dealing)
		}
		seen[f.Pack+" "+f.Fact.String()] = true
		possible, err := c.possible(code, f)
		if err != nil {
			return err
		}
		for _, o := range append(slices.Clone(f.Possible), f.Outcome) {
			if o != determination.Undetermined && !slices.Contains(possible, o) { // of a catalogue, not-decided is among them
				return refuse("finding %s: %s does not follow from the proof", f.Name, o)
			}
		}
		if len(possible) == 1 && f.Outcome != possible[0] {
			return refuse("finding %s: the proof gives %s, it says %s", f.Name, possible[0], f.Outcome)
		}
	}
	taken := takenUp(c.d.Facts)
	for f := range fact.Of[*fact.Dealing](c.set) {
		for pack, code := range c.codes {
			if taken[f.ID] || code.Pack.Scale != nil || len(code.Concerned()) > 0 && c.speaks() {
				continue // whether it is silent rightly is told when the facts are decided again
			}
			if !seen[pack+" "+f.ID.String()] {
				return refuse("there is no finding for dealing %s under %s", f.ID.Short(), pack)
			}
		}
	}
	return nil
}

// takenUp are the facts that a dealing among facts was derived from.
func takenUp(facts []fact.Fact) map[fact.ID]bool {
	taken := map[fact.ID]bool{}
	for _, f := range facts {
		if f.Body.Kind() != fact.KindDealing {
			continue
		}
		for _, id := range f.From {
			taken[id] = true
		}
	}
	return taken
}

// speaks reports whether one of the packs has a finding for every dealing.
func (c *checker) speaks() bool {
	for _, code := range c.codes {
		if len(code.Concerned()) == 0 {
			return true
		}
	}
	return false
}

// possible lists the outcomes that the steps leave open, and checks the provisions that the finding shows.
func (c *checker) possible(code *law.Code, f *determination.Finding) ([]determination.Outcome, error) {
	for _, rule := range code.Decide {
		v := c.value[f.Pack+"|dealing "+f.Dealing+" "+rule.Field().Name]
		for _, p := range f.Provisions {
			if p.Rule == f.Pack+"/"+rule.ID && (p.Applies.String() != v || p.Citation != rule.Citation || p.Quote != rule.Quote) {
				return nil, refuse("finding %s: provision %s differs from the proof or the rule", f.Name, rule.ID)
			}
		}
	}
	return c.open(code, "dealing "+f.Dealing)
}

// open lists the outcomes that the steps about a dealing leave open, as its provisions decide.
func (c *checker) open(code *law.Code, dealing string) ([]determination.Outcome, error) {
	var out []determination.Outcome
	for _, rule := range code.Decide {
		about := code.Pack.ID + "|" + dealing + " "
		v, ok := c.value[about+rule.Field().Name]
		if !ok {
			return nil, refuse("%s: the proof does not look at %s", dealing, rule.ID)
		}
		if v == "no" {
			continue
		}
		outcome := determination.Outcome(rule.Outcome)
		switch met, asked := c.conditions[about+rule.Condition]; {
		case rule.Condition != "" && !asked:
			return nil, refuse("%s: the proof does not look at the condition of %s", dealing, rule.ID)
		case met == "yes":
			outcome = determination.Outcome(rule.Met)
		case met == "no":
			outcome = determination.Outcome(rule.Unmet)
		}
		out = append(out, outcome)
		if v == "yes" {
			return out, nil
		}
	}
	return append(out, determination.Outcome(code.Pack.Otherwise.Outcome)), nil
}
