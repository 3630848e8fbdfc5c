package law

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

// A Code is the rules of a pack in force from one day on, until the next of its
// rules, sets or tables begins or ends: checked and ready to apply. It does not change.
type Code struct {
	Pack   *Pack
	From   fact.Date // first day; empty: before all rules
	Schema *Schema
	// Decide holds the provisions in force in the order in which they decide.
	Decide []*Rule
	// Levels holds the rules in force that have a level, from the lowest.
	Levels []*Rule
	Rules  []*Rule
	sets   map[string]*Set
	tables map[string]*Table
}

// Rule returns the rule in force of that id, or nil.
func (c *Code) Rule(id string) *Rule {
	for _, r := range c.Rules {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// Besides returns c without the provisions of a catalogue that one of the packs named decides.
func (c *Code) Besides(packs []string) *Code {
	if !c.Pack.Catalogue {
		return c
	}
	out := *c
	out.Decide = slices.DeleteFunc(slices.Clone(c.Decide), func(r *Rule) bool {
		return slices.ContainsFunc(r.DecidedBy, func(p string) bool { return slices.Contains(packs, p) })
	})
	return &out
}

// Concerned returns the yes-no fields of a dealing all of which are no where the pack
// plainly does not concern it; none: it speaks of every dealing. A catalogue concerns
// those that one of its provisions may reach.
func (c *Code) Concerned() []*Field {
	var out []*Field
	switch {
	case c.Pack.Concerns != "":
		if f := c.Schema.Kind("dealing").Field(c.Pack.Concerns); f != nil {
			out = append(out, f)
		}
	case c.Pack.Catalogue:
		for _, r := range c.Decide {
			out = append(out, r.Field())
		}
	}
	return out
}

// For lists the countries for whose organisations the pack is; nil: any.
func (c *Code) For() []fact.Country {
	var out []fact.Country
	if s := c.sets[c.Pack.For]; s != nil {
		for _, w := range s.words {
			out = append(out, fact.Country(w))
		}
	}
	return out
}

// Reads reports whether an expression of a rule in force reads field f.
func (c *Code) Reads(f *Field) bool {
	var reads func(n *Node) bool
	reads = func(n *Node) bool { return n.Field == f || slices.ContainsFunc(n.Args, reads) }
	return slices.ContainsFunc(c.Rules, func(r *Rule) bool { return slices.ContainsFunc(r.nodes(), reads) })
}

// Days returns the days that rules in force compare others with, sorted.
func (c *Code) Days() []fact.Date {
	var out []fact.Date
	for _, r := range c.Rules {
		out = append(out, r.Days()...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Days returns the days that the rule itself compares others with, sorted.
func (r *Rule) Days() []fact.Date {
	var out []fact.Date
	var find func(n *Node)
	find = func(n *Node) {
		if n.Op == OpConst && n.Type == Date && n.Value.Lo == n.Value.Hi {
			out = append(out, DayDate(n.Value.Lo))
		}
		for _, a := range n.Args {
			find(a)
		}
	}
	for _, n := range r.nodes() {
		find(n)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Set returns the named set as it stands in c, or nil.
func (c *Code) Set(name string) *Set { return c.sets[name] }

// At returns the rules in force on day at. It may be called by several at once.
func (p *Pack) At(at fact.Date) (*Code, error) {
	after, found := slices.BinarySearchFunc(p.versions, at, func(c *Code, at fact.Date) int { return strings.Compare(string(c.From), string(at)) })
	if !found {
		after--
	}
	return p.versions[after], nil
}

// compile makes the version of the pack that begins on day from.
func (p *Pack) compile(from fact.Date) (*Code, error) {
	c := &Code{Pack: p, From: from, Schema: NewSchema(), sets: map[string]*Set{}, tables: map[string]*Table{}}
	c.date(p)
	if err := p.checkOtherwise(); err != nil {
		return nil, err
	}
	if err := c.vocabulary(p); err != nil {
		return nil, err
	}
	if err := c.givens(p); err != nil {
		return nil, err
	}
	if err := c.declare(p); err != nil {
		return nil, err
	}
	for _, r := range c.Rules {
		if err := c.compile(r); err != nil {
			return nil, err
		}
	}
	if err := c.checkCycles(); err != nil {
		return nil, err
	}
	if err := c.checkBearing(p); err != nil {
		return nil, err
	}
	if err := c.checkWindow(p); err != nil {
		return nil, err
	}
	if err := c.checkWording(p); err != nil {
		return nil, err
	}
	if err := c.checkConcerns(); err != nil {
		return nil, err
	}
	if err := c.levels(p); err != nil {
		return nil, err
	}
	for _, id := range p.Decide {
		if r := c.Rule(id); r != nil {
			c.Decide = append(c.Decide, r)
		} else if !slices.ContainsFunc(p.Rules, func(r *Rule) bool { return r.ID == id }) {
			return nil, p.Place.Errorf("decide names rule %s, which does not exist", id)
		}
	}
	return c, nil
}

// levels puts the rules with a level in order, and makes sure that they are on a scale without gaps.
func (c *Code) levels(p *Pack) error {
	for _, r := range c.Rules {
		if r.Level > 0 {
			c.Levels = append(c.Levels, r)
		}
	}
	slices.SortStableFunc(c.Levels, func(a, b *Rule) int { return cmp.Compare(a.Level, b.Level) })
	for i, r := range c.Levels {
		if p.Scale == nil || r.Level != i+1 {
			return r.Place.Errorf("rule %s has level %d; levels are those of the scale of a pack, 1, 2 and so on, one rule each", r.ID, r.Level)
		}
	}
	if len(c.Levels) == 0 {
		return nil
	}
	if f := c.Schema.Kind("dealing").Field(p.Scale.Of); f == nil || f.Rule == nil || f.Type != YesNo {
		return p.Place.Errorf("scale: %q is no yes-no term of a dealing that a rule defines", p.Scale.Of)
	}
	return nil
}

// checkBearing makes sure that the terms by which presumptions fall are defined while rules are in force.
func (c *Code) checkBearing(p *Pack) error {
	if len(c.Rules) == 0 {
		return nil
	}
	for _, t := range p.Terms {
		for _, pr := range t.Presume {
			if pr.UnlessTerm == "" {
				continue
			}
			if f := c.Schema.Kind(t.On).Field(pr.UnlessTerm); f == nil || f.Rule == nil || f.Type != YesNo {
				return t.Place.Errorf("term %s: unless_term: no rule defines a yes-no term %q of a %s", t.Name, pr.UnlessTerm, t.On)
			}
		}
	}
	return nil
}

// checkWindow makes sure that the terms by which a window adds exist while rules are in force.
func (c *Code) checkWindow(p *Pack) error {
	if p.Window == nil || len(c.Rules) == 0 {
		return nil
	}
	for kind, name := range map[string]string{"dealing": p.Window.Dealings, "data": p.Window.Data} {
		if f := c.Schema.Kind(kind).Field(name); f == nil || f.Type != YesNo {
			return p.Place.Errorf("window: %q is no yes-no term of a %s", name, kind)
		}
	}
	if name := p.Window.Access; name != "" {
		if f := c.Schema.Kind("access").Field(name); f == nil || f.Type != YesNo {
			return p.Place.Errorf("window: %q is no yes-no term of an access", name)
		}
	}
	if name := p.Window.Category; name != "" {
		if f := c.Schema.Kind("data").Field(name); f == nil || f.Type != Word {
			return p.Place.Errorf("window: %q is no word of data", name)
		}
	}
	for _, name := range p.Window.Joined {
		if c.Set(name) == nil {
			return p.Place.Errorf("window: there is no set %q", name)
		}
	}
	return nil
}

// checkConcerns makes sure that the term by which a pack is silent exists while rules are in force.
func (c *Code) checkConcerns() error {
	if f := c.Schema.Kind("dealing").Field(c.Pack.Concerns); c.Pack.Concerns != "" && len(c.Rules) > 0 && (f == nil || f.Type != YesNo) {
		return c.Pack.Place.Errorf("concerns: %q is no yes-no term of a dealing", c.Pack.Concerns)
	}
	return nil
}

// date picks the versions of sets and tables in force.
func (c *Code) date(p *Pack) {
	for _, s := range p.Sets {
		out := &Set{Name: s.Name, Citation: s.Citation}
		for _, v := range s.Versions {
			if v.From <= c.From {
				out.words = v.Words
			}
		}
		c.sets[s.Name] = out
	}
	for _, t := range p.Tables {
		out := &Table{Name: t.Name, Citation: t.Citation, lo: Least, hi: Most}
		for _, v := range t.Versions {
			if v.From > c.From {
				continue
			}
			out.values, out.lo, out.hi = v.Values, Most, Least
			for _, n := range v.Values {
				out.lo, out.hi = min(out.lo, n), max(out.hi, n)
			}
		}
		c.tables[t.Name] = out
	}
}

func (c *Code) vocabulary(p *Pack) error {
	for _, t := range p.Terms {
		fail := func(format string, args ...any) error {
			return t.Place.Errorf("term %s: %w", t.Name, fmt.Errorf(format, args...))
		}
		k := c.Schema.Kind(t.On)
		typ, err := ParseType(t.Type)
		switch {
		case err != nil:
			return fail("%v", err)
		case k == nil:
			return fail("there is no kind of record %q; want party, dealing, access or data", t.On)
		case k.Field(t.Name) != nil:
			return fail("a %s already has a field of that name", t.On)
		case t.Ask == "":
			return fail("it has no question (ask)")
		}
		for _, pr := range t.Presume {
			if err := c.presume(pr, k, typ); err != nil {
				return fail("presume: %v", err)
			}
		}
		if _, err := ParseValue(typ, t.Use); err != nil {
			return fail("use: %v", err)
		}
		f := &Field{Name: t.Name, Type: typ, Term: t}
		for _, w := range t.Words {
			f.Choices = append(f.Choices, Choice{Label: w, Value: w})
		}
		k.add(f)
	}
	return nil
}

// presume reads the value of a presumption and the terms it depends on, which stand before it in the vocabulary.
func (c *Code) presume(p *Presume, k *Kind, typ Type) (err error) {
	if p.Why == "" {
		return fmt.Errorf("it needs its why")
	}
	for what, names := range map[string]map[string][]string{"where": p.Where, "unless": p.Unless} {
		for _, name := range slices.Sorted(maps.Keys(names)) {
			if f := k.Field(name); f == nil || f.Type != Word && f.Type != YesNo {
				return fmt.Errorf("%s: no word or yes-no term %q of a %s stands before it", what, name, k.Name)
			}
		}
	}
	p.value, err = ParseValue(typ, p.Value)
	return err
}

// declare gives each rule in force its field.
func (c *Code) declare(p *Pack) error {
	for _, proto := range p.Rules {
		if c.From == "" || fact.Active(proto.From, proto.To, c.From) != fact.Yes {
			continue
		}
		r := *proto
		r.All, r.Any = slices.Clone(r.All), slices.Clone(r.Any)
		r.Exceptions = slices.Clone(r.Exceptions)
		fail := func(format string, args ...any) error {
			return r.Place.Errorf("rule %s: %w", r.ID, fmt.Errorf(format, args...))
		}
		k := c.Schema.Kind(r.On)
		if k == nil {
			return fail("there is no kind of record %q", r.On)
		}
		typ := YesNo
		if r.Type != "" {
			var err error
			if typ, err = ParseType(r.Type); err != nil {
				return fail("%v", err)
			}
		}
		if r.Value.Text == "" && typ != YesNo {
			return fail("only a yes-no term is made of elements")
		}
		if k.Field(r.Key()) != nil {
			return fail("a %s already has %q", r.On, r.Key())
		}
		r.field = &Field{Name: r.Key(), Type: typ, Rule: &r, slot: k.rules}
		r.kind = k
		k.rules++
		k.add(r.field)
		r.Index = len(c.Rules)
		c.Rules = append(c.Rules, &r)
	}
	return nil
}

// checkOtherwise makes sure that the outcome where nothing applies is one of the pack's.
func (p *Pack) checkOtherwise() error {
	if p.Scale == nil && !slices.Contains(p.Outcomes, p.Otherwise.Outcome) {
		return p.Place.Errorf("otherwise: %q is no outcome of this pack (%s)", p.Otherwise.Outcome, strings.Join(p.Outcomes, ", "))
	}
	return nil
}

func (c *Code) compile(r *Rule) error {
	s := &scope{this: r.kind, sets: c.sets, tables: c.tables}
	one := func(e *Expr, want Type) error {
		n, err := s.compile(e.Text, want)
		if err == nil && depth(n) > maxVars {
			err = errors.New("macros are nested too deep")
		}
		if err != nil {
			return Place{File: r.Place.File, Line: e.Line}.Errorf("%w", err)
		}
		e.node = n
		return nil
	}
	if r.Value.Text != "" {
		if err := one(&r.Value, r.field.Type); err != nil {
			return err
		}
	}
	var errs []error
	for _, list := range [][]Element{r.All, r.Any} {
		for i := range list {
			errs = append(errs, one(&list[i].When, YesNo))
		}
	}
	for i := range r.Exceptions {
		errs = append(errs, one(&r.Exceptions[i].When, YesNo))
	}
	if r.Condition != "" {
		if f := r.kind.Field(r.Condition); f == nil || f.Type != YesNo {
			errs = append(errs, r.Place.Errorf("condition %q is no yes-no term of a %s%s", r.Condition, r.On, datafile.Nearest(r.Condition, fieldNames(r.kind))))
		}
	}
	for _, o := range []string{r.Outcome, r.Met, r.Unmet} {
		if o != "" && !slices.Contains(c.Pack.Outcomes, o) {
			errs = append(errs, r.Place.Errorf("%q is no outcome of this pack (%s)", o, strings.Join(c.Pack.Outcomes, ", ")))
		}
	}
	for _, id := range r.Duties {
		if !slices.ContainsFunc(c.Pack.Duties, func(d Duty) bool { return d.ID == id }) {
			errs = append(errs, r.Place.Errorf("%q is no duty of this pack", id))
		}
	}
	return errors.Join(errs...)
}

// depth counts how many macros are nested in n.
func depth(n *Node) int {
	d := 0
	for _, a := range n.Args {
		d = max(d, depth(a))
	}
	if n.Op == OpExists || n.Op == OpAll || n.Op == OpLeast {
		d++
	}
	return d
}
