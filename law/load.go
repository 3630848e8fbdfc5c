package law

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

// A Pack is a body of rules with its vocabulary.
type Pack struct {
	ID     string `yaml:"id"`
	Title  string `yaml:"title"`
	Source string `yaml:"source"` // the text it was encoded from
	// Read is the day to which that text stands; empty: not known. What came later is not in the pack.
	Read fact.Date `yaml:"read"`
	// Suffix is added to the names of findings, such as "-icts"; empty: none.
	Suffix string `yaml:"suffix"`
	URL    string `yaml:"url"`
	// Concerns names a yes-no term of dealings: where it is no, the pack plainly does not
	// concern a dealing and is silent on it. Empty: it speaks of every dealing.
	Concerns string `yaml:"concerns"`
	// Catalogue is set for a pack whose provisions are laws that it does not decide: it
	// says where they reach a dealing, or may.
	Catalogue bool `yaml:"catalogue"`
	// Status says in words what the text is, where it is no law in force: "proposed: ...". Empty: law.
	Status string `yaml:"status"`
	// For names the set of countries whose organisations the pack is for; empty: any.
	For string `yaml:"for"`
	// Scale is set for a pack that puts uses on a scale of levels, in place of outcomes.
	Scale *Scale `yaml:"scale"`
	// Decide lists the provisions by rule id in the order in which they
	// decide: the first that applies gives the outcome.
	Decide []string `yaml:"decide"`
	// Otherwise is the outcome where none applies, with its sentence.
	Otherwise Otherwise `yaml:"otherwise"`
	Outcomes  []string  `yaml:"outcomes"` // all outcomes, most serious first
	Window    *Window   `yaml:"window"`
	Ownership Ownership `yaml:"ownership"`
	Group     *Group    `yaml:"group"` // nil: the pack asks of none
	Named     []Named   `yaml:"named"`
	Sets      []*Set    `yaml:"sets"`
	Tables    []*Table  `yaml:"tables"`
	Measures  []Measure `yaml:"measures"`
	Duties    []Duty    `yaml:"duties"`
	// Unverified lists what in the pack was not read in an original.
	Unverified []string `yaml:"unverified"`

	Place  Place    `yaml:"-"`
	Terms  []*Term  `yaml:"-"`
	Givens []*Given `yaml:"-"`
	// Wording is that of words.yaml.
	Wording Wording `yaml:"-"`
	// Choices are the lists that fields of Givens and Terms name.
	Choices map[string][]Choice `yaml:"-"`
	Rules   []*Rule             `yaml:"-"` // sorted by id, then date
	Digest  fact.Digest         `yaml:"-"` // over names and bytes of all its rule files, words and cases not counted

	fsys     fs.FS
	dir      string
	versions []*Code // by first day; one for each day on which something begins or ends, and one for the time before
}

// An Otherwise is what follows where no provision applies.
type Otherwise struct {
	Outcome string `yaml:"outcome"`
	Says    string `yaml:"says"`
}

// A Scale puts uses on levels: the rules with a level say what each asks for.
type Scale struct {
	Name string `yaml:"name"` // what a level is called: "Union assurance level"
	// Of names the yes-no term of the dealings that are graded.
	Of       string `yaml:"of"`
	Citation string `yaml:"cite"`
	// None says in words that no level is reached.
	None string `yaml:"none"`
}

// maxFiles bounds the rule files of a pack.
const maxFiles = 4096

// LoadPack reads the pack in folder dir of fsys and checks it for every day on
// which one of its rules begins or ends. It returns all errors found, each an
// *Error with file and line, joined.
func LoadPack(fsys fs.FS, dir string) (*Pack, error) {
	l := &loader{fsys: fsys, sum: sha256.New()}
	p := &Pack{fsys: fsys, dir: dir}
	l.read(path.Join(dir, "pack.yaml"), p)
	l.facts(p)
	l.ownership(p)
	l.groups(p)
	l.wording(p)
	l.rules(p)
	p.Digest = fact.Digest(hex.EncodeToString(l.sum.Sum(nil)))
	if len(l.errs) == 0 {
		l.check(p)
	}
	if len(l.errs) > 0 {
		return nil, errors.Join(l.errs...)
	}
	return p, nil
}

type loader struct {
	fsys fs.FS
	sum  hash.Hash
	errs []error
}

func (l *loader) fail(file string, line int, err error) {
	l.errs = append(l.errs, Place{File: file, Line: max(line, 1)}.Errorf("%w", err))
}

// A vocabulary is what facts.yaml holds.
type vocabulary struct {
	// Common names files beside the packs of the same form, which hold what this one does not say.
	Common  []string            `yaml:"common"`
	Terms   []*Term             `yaml:"terms"`
	Given   []*Given            `yaml:"given"`
	Choices map[string][]Choice `yaml:"choices"`
}

// facts reads the vocabulary of a pack, and what it has in common with others.
func (l *loader) facts(p *Pack) {
	var own vocabulary
	l.read(path.Join(p.dir, "facts.yaml"), &own)
	p.Terms, p.Givens, p.Choices = own.Terms, own.Given, own.Choices
	for _, name := range own.Common {
		var more vocabulary
		l.read(path.Join(p.dir, "..", commonFolder, name+".yaml"), &more)
		for _, t := range more.Terms {
			if !slices.ContainsFunc(p.Terms, func(o *Term) bool { return o.On == t.On && o.Name == t.Name }) {
				p.Terms = append(p.Terms, t)
			}
		}
		for _, g := range more.Given {
			if !slices.ContainsFunc(p.Givens, func(o *Given) bool { return o.On == g.On && o.Name == g.Name }) {
				p.Givens = append(p.Givens, g)
			}
		}
		for k, list := range more.Choices {
			if p.Choices == nil {
				p.Choices = map[string][]Choice{}
			}
			if _, ok := p.Choices[k]; !ok {
				p.Choices[k] = list
			}
		}
	}
}

// commonFolder lies beside the packs and is none.
const commonFolder = "common"

// read decodes one file, which must exist, into v.
func (l *loader) read(name string, v any) {
	b, err := datafile.ReadFile(l.fsys, name)
	if err != nil {
		l.fail(name, 1, err)
		return
	}
	fmt.Fprintf(l.sum, "%s %d\n", name, len(b))
	l.sum.Write(b)
	if err := datafile.Decode(b, name, v); err != nil {
		l.errs = append(l.errs, err)
	}
}

// rules reads every rule file below the pack: *.yaml in its folders, those in "cases" left out.
func (l *loader) rules(p *Pack) {
	files, err := ruleFiles(l.fsys, p.dir)
	if err != nil {
		l.fail(p.dir, 1, err)
	}
	for _, name := range files {
		r := &Rule{Place: Place{File: name, Line: 1}}
		l.read(name, r)
		slices.SortStableFunc(r.Exceptions, func(a, b Exception) int { return cmp.Compare(b.Priority, a.Priority) })
		for i := range r.Exceptions {
			if r.Exceptions[i].Then == fact.Unknown {
				r.Exceptions[i].Then = fact.No
			}
		}
		p.Rules = append(p.Rules, r)
	}
	slices.SortStableFunc(p.Rules, func(a, b *Rule) int {
		return cmp.Or(strings.Compare(a.ID, b.ID), strings.Compare(string(a.From), string(b.From)))
	})
}

func ruleFiles(fsys fs.FS, dir string) ([]string, error) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range entries {
		if !e.IsDir() || e.Name() == "cases" {
			continue
		}
		sub, err := fs.ReadDir(fsys, path.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		for _, f := range sub {
			if !f.IsDir() && strings.HasSuffix(f.Name(), ".yaml") {
				out = append(out, path.Join(dir, e.Name(), f.Name()))
			}
		}
	}
	if len(out) > maxFiles {
		return nil, fmt.Errorf("more than %d rule files", maxFiles)
	}
	return out, nil
}

// check refuses rules that a lawyer could not follow or a machine not apply.
func (l *loader) check(p *Pack) {
	switch {
	case p.ID == "" || p.Scale == nil && (p.Otherwise.Outcome == "" || len(p.Outcomes) == 0):
		l.errs = append(l.errs, p.Place.Errorf("id, outcomes and otherwise are required"))
	case p.Scale != nil && (len(p.Outcomes)+len(p.Decide) > 0 || p.Scale.Name == "" || p.Scale.Of == ""):
		l.errs = append(l.errs, p.Place.Errorf("a scale needs name and of, and stands in place of outcomes and decide"))
	case p.For != "" && !slices.ContainsFunc(p.Sets, func(s *Set) bool { return s.Name == p.For }):
		l.errs = append(l.errs, p.Place.Errorf("for: there is no set %q", p.For))
	}
	for i, r := range p.Rules {
		l.shape(r)
		if i > 0 && p.Rules[i-1].ID == r.ID {
			if prev := p.Rules[i-1]; prev.To == "" || prev.To > r.From {
				l.fail(r.Place.File, 1, fmt.Errorf("rule %s of %s overlaps the version in %s; give that one a `to`", r.ID, r.From, prev.Place.File))
			}
		}
	}
	for _, s := range p.Sets {
		for i, v := range s.Versions {
			l.begins(s.Place, "set "+s.Name, v.From, i > 0 && v.From <= s.Versions[i-1].From)
		}
	}
	for _, t := range p.Tables {
		for i, v := range t.Versions {
			l.begins(t.Place, "table "+t.Name, v.From, i > 0 && v.From <= t.Versions[i-1].From)
		}
	}
	if len(l.errs) > 0 {
		return
	}
	for _, from := range p.boundaries() {
		c, err := p.compile(from)
		if err != nil {
			l.errs = append(l.errs, err)
			return
		}
		p.versions = append(p.versions, c)
	}
}

// begins checks the first day of a version of a set or table; late says that it is not after that of the version before.
func (l *loader) begins(at Place, what string, from fact.Date, late bool) {
	err := wholeDay(from)
	if late {
		err = fmt.Errorf("the version from %s does not begin after the one before it", from)
	}
	if err != nil {
		l.errs = append(l.errs, at.Errorf("%s: %w", what, err))
	}
}

// wholeDay refuses what is no date, or only a month or a year: law begins and ends on a day.
func wholeDay(d fact.Date) error {
	if _, err := fact.ParseDate(string(d)); err != nil {
		return err
	}
	if d != d.First() {
		return fmt.Errorf("%q is no day; want YYYY-MM-DD", d)
	}
	return nil
}

func (l *loader) shape(r *Rule) {
	fail := func(line int, format string, args ...any) { l.fail(r.Place.File, line, fmt.Errorf(format, args...)) }
	if r.ID == "" || r.Title == "" || r.Citation == "" || r.From == "" || r.On == "" {
		fail(1, "rule, title, cite, from and on are required")
	}
	for _, d := range []fact.Date{r.From, r.To} {
		if err := wholeDay(d); d != "" && err != nil {
			fail(1, "%v", err)
		}
	}
	if r.To != "" && r.To <= r.From {
		fail(1, "rule %s ends on %s, before it begins on %s", r.ID, r.To, r.From)
	}
	if r.Defines == "" && r.Outcome == "" && r.Level == 0 {
		fail(1, "rule %s must define a term, or have an outcome or a level", r.ID)
	}
	if r.Level < 0 || r.Level > 0 && (r.Outcome != "" || r.On != "dealing" || len(r.All) == 0 || len(r.Exceptions) > 0) {
		fail(1, "rule %s: a level is a number from 1, of a rule on dealings with all and no outcome and no exceptions", r.ID)
	}
	forms := 0
	for _, has := range []bool{r.Value.Text != "", len(r.All) > 0, len(r.Any) > 0} {
		if has {
			forms++
		}
	}
	if forms != 1 {
		fail(1, "rule %s needs exactly one of value, all and any", r.ID)
	}
	elements, _ := r.Elements()
	for _, e := range elements {
		checkElement(fail, r, &e)
	}
	for i := range r.Exceptions {
		x := &r.Exceptions[i]
		checkElement(fail, r, &x.Element)
		if i > 0 && r.Exceptions[i-1].Priority == x.Priority {
			fail(x.When.Line, "exceptions %s and %s of rule %s have the same priority; which one goes first?", r.Exceptions[i-1].ID, x.ID, r.ID)
		}
	}
}

func checkElement(fail func(int, string, ...any), r *Rule, e *Element) {
	if e.Citation == "" {
		fail(e.When.Line, "element %q of rule %s has no citation", e.ID, r.ID)
	}
	if e.ID == "" || e.Says == "" || e.When.Text == "" {
		fail(e.When.Line, "an element of rule %s needs id, says, when and cite", r.ID)
	}
}

// boundaries returns the days on which something of the pack begins or ends, in
// order, after an empty one for the time before.
func (p *Pack) boundaries() []fact.Date {
	days := []fact.Date{""}
	for _, r := range p.Rules {
		days = append(days, r.From)
		if r.To != "" {
			days = append(days, r.To)
		}
	}
	for _, s := range p.Sets {
		for _, v := range s.Versions {
			days = append(days, v.From)
		}
	}
	for _, t := range p.Tables {
		for _, v := range t.Versions {
			days = append(days, v.From)
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}
