package check

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// ErrCheck is wrapped by every refusal of Steps.
var ErrCheck = errors.New("the determination does not check")

func refuse(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrCheck, fmt.Errorf(format, args...))
}

// Packs reads packs of law from their files. Each is read once, when first asked for; several may ask at once.
type Packs struct {
	packs map[string]func() (*pack, error)
}

// NewPacks returns the packs in some file systems: every folder with a pack.yaml. A later one goes before an earlier of the same name.
func NewPacks(files ...fs.FS) (*Packs, error) {
	p := &Packs{packs: map[string]func() (*pack, error){}}
	for _, fsys := range files {
		names, err := fs.Glob(fsys, "*/pack.yaml")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			dir := path.Dir(name)
			p.packs[dir] = sync.OnceValues(func() (*pack, error) { return readPack(fsys, dir) })
		}
	}
	return p, nil
}

// open returns a pack, which must be the one that a determination was made with.
func (p *Packs) open(of determination.Pack) (*pack, error) {
	get := p.packs[of.ID]
	if get == nil {
		return nil, refuse("there is no pack %s", of.ID)
	}
	x, err := get()
	switch {
	case err != nil:
		return nil, refuse("pack %s: %w", of.ID, err)
	case x.digest != of.Digest:
		return nil, refuse("pack %s has digest %.8s here, %.8s in the determination", of.ID, x.digest, of.Digest)
	case x.Title != of.Title || x.Ownership.Test != of.Test:
		return nil, refuse("pack %s has another title or ownership test", of.ID)
	}
	return x, nil
}

// Steps verifies what a determination makes of its facts in law, offline. It checks the digest of every fact, of
// the packs and of the whole, lays the facts out and applies the rules again with code of its own, and compares: every
// step of the proof, every finding and every grade, and that none is missing.
func Steps(d *determination.Determination, packs *Packs) error {
	if d.Schema != determination.Schema {
		return refuse("schema %q, want %q", d.Schema, determination.Schema)
	}
	if got := d.Sum(); got != d.Digest {
		return refuse("its content digests to %.8s, it says %.8s", got, d.Digest)
	}
	var set fact.Set
	for _, f := range d.Facts {
		if f.Body == nil {
			return refuse("a fact without content")
		}
		if err := f.Check(); err != nil {
			return refuse("%w", err)
		}
		if _, err := set.Add(f); err != nil {
			return refuse("%w", err)
		}
	}
	if set.Len() != len(d.Facts) {
		return refuse("a fact stands twice")
	}
	return Proof(d, &set, packs)
}

// Proof does as Steps does for a determination whose facts make up a set and whose digests are known to be right.
func Proof(d *determination.Determination, set *fact.Set, packs *Packs) error {
	c := &checker{d: d, set: set, estate: newEstate(set, d.At, len(d.Asked.Governments) > 0), steps: map[string][]int{}}
	var names []string
	for _, p := range d.Packs {
		names = append(names, p.ID)
	}
	codes := map[string]*code{}
	for _, p := range d.Packs {
		x, err := packs.open(p)
		if err != nil {
			return err
		}
		if codes[p.ID] != nil {
			return refuse("pack %s stands twice", p.ID)
		}
		if codes[p.ID], err = x.at(d.At, names); err != nil {
			return refuse("pack %s: %w", p.ID, err)
		}
		c.speaks = c.speaks || len(codes[p.ID].concerned()) == 0
	}
	if err := c.sort(codes); err != nil {
		return err
	}
	for i := range d.Packs {
		if err := c.pack(&d.Packs[i], codes[d.Packs[i].ID]); err != nil {
			return fmt.Errorf("under %s: %w", d.Packs[i].ID, err)
		}
	}
	return nil
}

// A checker compares a determination with what comes of its facts.
type checker struct {
	d      *determination.Determination
	set    *fact.Set
	estate *estate
	speaks bool             // a pack has a finding for every dealing
	steps  map[string][]int // by pack
	// Of the pack that is checked: its world on the day of the review, and of each deal the day it is judged on
	// and the world as it was then.
	id     string
	world  *world
	judged []judgement
	worlds []*world
	made   map[string][]int // steps by record and field
}

// sort puts the steps by their packs, and refuses those of none.
func (c *checker) sort(codes map[string]*code) error {
	for i, s := range c.d.Proof.All() {
		id, _, ok := strings.Cut(s.Rule, "/")
		if !ok || codes[id] == nil {
			return refuse("step %d: %s is no rule of a pack that was applied", i, s.Rule)
		}
		c.steps[id] = append(c.steps[id], i)
	}
	for i := range c.d.Findings {
		if x := codes[c.d.Findings[i].Pack]; x == nil || x.pack.Scale != nil {
			return refuse("finding %s is under a pack that was not applied, or that grades", c.d.Findings[i].Name)
		}
	}
	for i := range c.d.Grades {
		if x := codes[c.d.Grades[i].Pack]; x == nil || x.pack.Scale == nil {
			return refuse("grade %s is under a pack that was not applied, or has no scale", c.d.Grades[i].Name)
		}
	}
	return nil
}

// judge says of each deal on which day it is judged.
func (c *checker) judge(x *code) {
	c.world = newWorld(c.estate, x)
	c.judged, c.worlds = make([]judgement, len(c.estate.deals)), make([]*world, len(c.estate.deals))
	moved := map[int]bool{}
	for i := range c.estate.deals {
		if x.pack.Scale == nil {
			c.judged[i] = c.world.judgement(i)
		}
		if day := c.judged[i].on; day != "" {
			moved[i] = true
			c.worlds[i] = c.world.on(day, i)
		}
	}
	if len(moved) > 0 { // records bear other names then
		c.world = newWorld(c.estate, x)
		c.world.moved = moved
	}
	for i := range c.worlds {
		if c.worlds[i] == nil {
			c.worlds[i] = c.world
		}
		c.record(i)
	}
}

// record is that of a deal on the day it is judged on.
func (c *checker) record(i int) *record { return c.worlds[i].dealing(i) }

// pack checks all that stands under one pack.
func (c *checker) pack(p *determination.Pack, x *code) error {
	c.id, c.made = p.ID, map[string][]int{}
	c.judge(x)
	concluded := map[string]bool{}
	for _, i := range c.steps[p.ID] {
		s := c.d.Proof.At(i)
		_, id, _ := strings.Cut(s.Rule, "/")
		if id == determination.DecideStep {
			if concluded[s.About] {
				return refuse("step %d: there are two conclusions about %s", i, s.About)
			}
			concluded[s.About] = true
			if err := c.conclusion(i, &s); err != nil {
				return fmt.Errorf("step %d: %w", i, err)
			}
			continue
		}
		r := x.rules[id]
		if r == nil || s.Citation != r.Citation {
			return refuse("step %d: rule %s is not in force on %s, or cites another text", i, s.Rule, c.d.At)
		}
		if err := c.any(s.About, func(rec *record) error { return c.step(i, &s, r, rec) }); err != nil {
			return fmt.Errorf("step %d: %w", i, err)
		}
		key := plain(s.About) + " " + r.field()
		c.made[key] = append(c.made[key], i)
	}
	if x.pack.Scale != nil {
		return c.grades(p, concluded)
	}
	return c.findings(p, concluded)
}

// any looks for a record of that name of which check holds.
func (c *checker) any(about string, check func(*record) error) error {
	about = plain(about)
	err := refuse("there is no %s", about)
	try := func(w *world) bool {
		for _, r := range w.named[about] {
			if err = check(r); err == nil {
				return true
			}
		}
		return false
	}
	for again := range 2 {
		if try(c.world) {
			return nil
		}
		for _, w := range c.worlds {
			if w != c.world && try(w) {
				return nil
			}
		}
		if again == 0 && strings.HasPrefix(about, "course of ") {
			for i := range c.worlds { // courses are made when asked for
				r := c.record(i)
				c.worlds[i].eval.given(r, r.kind.fields["courses"])
			}
			continue
		}
		break
	}
	return err
}

var numbered = regexp.MustCompile(` \([0-9]+\)($|, course of |, perhaps more$| [a-z_]+$)`)

// plain leaves out the number by which courses of one name are told apart.
func plain(name string) string {
	if !strings.HasPrefix(name, "course of ") {
		return name
	}
	return numbered.ReplaceAllString(name, "$1")
}

// step applies a rule to a record again and compares what it looked at, what that was, and what it came to.
func (c *checker) step(i int, s *determination.Step, r *rule, rec *record) error {
	if rec.kind.name != r.On {
		return refuse("rule %s is not about %s", r.ID, s.About)
	}
	var log []looked
	e := evaluator{log: &log}
	v, elements := e.apply(r, rec)
	switch {
	case e.err != nil:
		return refuse("%s of %s: %w", r.ID, s.About, e.err)
	case v.String() != s.Value:
		return refuse("%s of %s comes to %s, it says %s", r.ID, s.About, v, s.Value)
	case !slices.Equal(elements, s.Elements):
		return refuse("%s of %s looks at %v, it says %v", r.ID, s.About, elements, s.Elements)
	}
	return c.rests(i, s, log)
}

// rests compares what a step read, and the steps and facts that it names for it.
func (c *checker) rests(i int, s *determination.Step, log []looked) error {
	n := 0
	for _, l := range log {
		// Two accesses of one party are written alike, and the first that is read stands; courses are told apart by number.
		if slices.ContainsFunc(log[:n], func(o looked) bool {
			return o.field == l.field && (o.record == l.record || o.record.name == l.record.name && l.record.kind.name != "course")
		}) {
			continue
		}
		log[n] = l
		if n++; n > len(s.Inputs) {
			return refuse("%s of %s looks at %s, and does not say so", s.Rule, s.About, l.name())
		}
		in := s.Inputs[n-1]
		if name, v := plain(in.Name), plain(in.Value); name != l.name() || v != l.v.String() {
			return refuse("%s of %s looks at %s, which is %s; it says that %s is %s", s.Rule, s.About, l.name(), l.v, in.Name, in.Value)
		}
	}
	if log = log[:n]; n < len(s.Inputs) {
		return refuse("%s of %s does not look at %s", s.Rule, s.About, s.Inputs[n].Name)
	}
	for _, u := range s.Uses {
		if u < 0 || u >= i {
			return refuse("%s of %s uses step %d, which does not stand before it", s.Rule, s.About, u)
		}
	}
	for _, l := range log {
		if l.field.rule == nil {
			continue
		}
		if before := c.made[l.name()]; len(before) > 0 && !slices.ContainsFunc(before, func(u int) bool { return slices.Contains(s.Uses, u) }) {
			return refuse("%s of %s looks at %s and does not use its step", s.Rule, s.About, l.name())
		}
	}
	for _, id := range s.From {
		if _, ok := c.set.Get(id); !ok {
			return refuse("%s of %s rests on fact %s, which is not there", s.Rule, s.About, id.Short())
		}
	}
	return nil
}

// conclusion checks the last step of a dealing.
func (c *checker) conclusion(i int, s *determination.Step) error {
	x := c.world.code
	if s.Citation != x.pack.Title {
		return refuse("the conclusion about %s cites another text", s.About)
	}
	if x.pack.Scale != nil {
		return c.any(s.About, func(r *record) error { return c.graded(s, r) })
	}
	return c.any(s.About, func(r *record) error {
		if r.kind.name != "dealing" {
			return refuse("%s is no dealing", s.About)
		}
		var elements []determination.Input
		var log []looked // of provisions that fail on what is given: they have no step of their own
		for _, p := range x.decide {
			v, read := c.provision(p, r)
			elements = append(elements, determination.Input{Name: p.ID, Value: v.String()})
			log = append(log, read...)
			for _, u := range c.made[s.About+" "+p.field()] {
				if len(read) == 0 && !slices.Contains(s.Uses, u) {
					return refuse("the conclusion about %s does not use the step of %s", s.About, p.ID)
				}
			}
		}
		if !slices.Equal(elements, s.Elements) {
			return refuse("the provisions come to %v of %s, it says %v", elements, s.About, s.Elements)
		}
		if open := strings.Join(c.world.open(r).words, ", "); open != s.Value {
			return refuse("the conclusion about %s is %s, it says %s", s.About, open, s.Value)
		}
		return c.rests(i, s, log)
	})
}

// provision applies a provision. Read is what it looked at, where it fails at its first element on what is given alone.
func (c *checker) provision(p *rule, r *record) (v value, read []looked) {
	e := evaluator{log: &read}
	v, elements := e.apply(p, r)
	derived := slices.ContainsFunc(read, func(l looked) bool { return l.field.rule != nil })
	if v.yes || derived || len(elements) == 0 || elements[0].Value != "no" {
		return v, nil
	}
	return v, read
}

// An opening is the outcomes that the provisions leave open for a dealing, the most serious first.
type opening struct {
	words []string
	met   value  // of the provision that applies, if it has a condition
	cites string // the first provision that applies or may
}

func (w *world) open(r *record) opening {
	x, e := w.code, evaluator{}
	possible, out := map[string]bool{}, opening{met: anything(yesNo)}
	sure := false
	for _, p := range x.decide {
		v := e.get(r, x.fields[p])
		if !v.yes {
			continue
		}
		outcome, met := p.Outcome, anything(yesNo)
		if p.Condition != "" {
			met = e.get(r, r.kind.fields[p.Condition])
			if !met.no {
				outcome = p.Met
			} else if !met.yes {
				outcome = p.Unmet
			}
		}
		possible[outcome] = true
		out.cites = cmp.Or(out.cites, p.Citation)
		if sure = !v.no; sure {
			out.met = met
			break
		}
	}
	if !sure {
		possible[x.pack.Otherwise.Outcome] = true
	}
	for _, o := range x.pack.Outcomes {
		if possible[o] {
			out.words = append(out.words, o)
		}
	}
	return out
}
