package ownership

import (
	"embed"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

//go:embed rules/*.yaml
var tables embed.FS

// Digest is that of the files of the built-in tests.
var Digest = sync.OnceValues(func() (fact.Digest, error) {
	sum, err := datafile.Sum(tables)
	return fact.Digest(sum), err
})

// Tables holds the files of the built-in tests.
func Tables() fs.FS { return tables }

// A Rule is one legal test as a table. The tables in force ship in rules/ as
// YAML that a lawyer can read; [ReadRules] reads more from a file of the same form.
type Rule struct {
	// Name is the test's name in [fact.Control] and on the command line.
	Name string `yaml:"name"`
	// Aliases are further names.
	Aliases  []string `yaml:"aliases"`
	Title    string   `yaml:"title"`
	Citation string   `yaml:"citation"`
	// Read says how the text was seen and when.
	Read string `yaml:"read"`
	// Threshold is a percentage as text; Strict asks for more than it, otherwise it is enough.
	Threshold string `yaml:"threshold"`
	Strict    bool   `yaml:"strict"`
	// Sum lists what is added up: "shares", "votes", "profit", "surplus", "board".
	// Each is summed alone; one that reaches the threshold is enough.
	Sum []string `yaml:"sum"`
	// VotesFromShares reads a holder's shares as its votes where no votes are stated.
	VotesFromShares bool  `yaml:"votes-from-shares"`
	Seeds           Seeds `yaml:"seeds"`
	// ForeignOnly: only foreign persons (28 CFR 202.221) can have the status, designated ones
	// excepted. U.S. persons that owners in reach hold pass reach on but have no status.
	ForeignOnly bool `yaml:"foreign-only"`
	// Employment says whose employees and contractors get the status: "" nobody's, "all" those of any entity
	// with it, "state" for certain those of states and their bodies, possibly those of other entities.
	Employment string `yaml:"employment"`
	// Control lists the means other than sums that put a party in, by the names of [Basis].
	Control []Basis `yaml:"control"`
	// DominantFloor is the least percentage of votes that may be a dominant minority; empty: never.
	DominantFloor string `yaml:"dominant-floor"`
	// Blocking is the least percentage of votes that may decide by blocking, whoever holds more; empty: never.
	Blocking string `yaml:"blocking"`
	// Undisclosed: what no holder is listed for may belong to parties that are in, unless somebody
	// states that all holders are listed.
	Undisclosed bool `yaml:"undisclosed"`
	// Readings lists the readings of the text where it allows several. A verdict is yes
	// where all say yes, no where all say no.
	Readings []Reading `yaml:"readings"`
	// Periods lists when the test is in force; none: always.
	Periods []Period `yaml:"periods"`
	// Limbs group what the verdict may rest on by the limbs of the text.
	Limbs []Limb   `yaml:"limbs"`
	Notes []string `yaml:"notes"`

	Place datafile.Place `yaml:"-"` // where it stands; empty for a rule that no file holds

	threshold uint32
	floor     uint32
	blocking  uint32
	sums      []dimension
	means     map[Basis]bool
	countries [26*26 + 1]bool
	halfBoard bool    // half of the seats is enough
	by        []uint8 // Seeds.By by number
}

// Seeds says who is in without an owner.
type Seeds struct {
	Countries []fact.Country `yaml:"countries"`
	// Except, in place of Countries, means all but these.
	Except []fact.Country `yaml:"except"`
	// By lists the facts that tie a party to one of the countries: "state", "organized", "seat",
	// "organized-and-seat", "residence", "citizenship"; "foreign-national" is anyone but a U.S. national.
	By []string `yaml:"by"`
	// Foreign says who must be a foreign person to be a seed by such facts: "" nobody, "persons" natural persons, "all".
	Foreign string `yaml:"foreign"`
	// Programmes lists designations that count; a trailing * matches any ending.
	Programmes []string `yaml:"programmes"`
}

// A Reading is one way to read a text.
type Reading struct {
	Name string `yaml:"name"`
	Text string `yaml:"text"`
	// Lists sums each paragraph's own list of owners by itself (28 CFR 202.211(a)(1) and (2)).
	Lists bool `yaml:"lists"`
	// Through says whose stakes count below a party that is in: "" all of them in full,
	// "majority" only those of seeds and of parties majority-held by such, "multiply" the product along each chain.
	Through string `yaml:"through"`
	// Tiers bounds the number of levels below the seeds; 0: no bound.
	Tiers int `yaml:"tiers"`
}

// A Limb is one limb of a definition.
type Limb struct {
	Name  string  `yaml:"name"`
	Text  string  `yaml:"text"`
	Bases []Basis `yaml:"bases"`
}

// A Period is a time in which a rule applies: From inclusive, To exclusive.
type Period struct {
	From fact.Date `yaml:"from"`
	To   fact.Date `yaml:"to"`
	Why  string    `yaml:"why"`
	// Unverified marks a period that no source dated within it confirms.
	Unverified bool `yaml:"unverified"`
	// Stayed marks a period in which the rule does not apply.
	Stayed bool `yaml:"stayed"`
}

// builtIn reads the tables once.
var builtIn = sync.OnceValues(readBuiltIn)

// Rules returns the built-in rules in the order of their files. They are the caller's own.
func Rules() ([]*Rule, error) {
	rules, err := builtIn()
	own := make([]*Rule, len(rules))
	for i, r := range rules {
		c := *r
		own[i] = &c
	}
	return own, err
}

func readBuiltIn() ([]*Rule, error) {
	names, err := fs.Glob(tables, "rules/*.yaml")
	if err != nil {
		return nil, err
	}
	var rules []*Rule
	for _, name := range names {
		f, err := tables.Open(name)
		if err != nil {
			return nil, err
		}
		more, err := ReadRules(f, path.Base(name))
		f.Close()
		if err != nil {
			return nil, err
		}
		rules = append(rules, more...)
	}
	return rules, nil
}

// RuleNamed returns the built-in rule of that name.
func RuleNamed(name string) (*Rule, error) {
	rules, err := Rules()
	if err != nil {
		return nil, err
	}
	var known []string
	for _, r := range rules {
		if r.IsNamed(name) {
			return r, nil
		}
		known = append(known, r.Name)
	}
	return nil, fmt.Errorf("no ownership test is named %q; there are %s", name, strings.Join(known, ", "))
}

// IsNamed reports whether name is that of the rule, or an alias.
func (r *Rule) IsNamed(name string) bool { return r.Name == name || slices.Contains(r.Aliases, name) }

// ReadRules reads a file of rules: "rules:" and a list. Errors have file and line.
func ReadRules(r io.Reader, name string) ([]*Rule, error) {
	b, err := datafile.Read(r, name)
	if err != nil {
		return nil, err
	}
	var file struct {
		Rules []*Rule `yaml:"rules"`
	}
	if err := datafile.Decode(b, name, &file); err != nil {
		return nil, err
	}
	for _, rule := range file.Rules {
		if err := rule.Compile(); err != nil {
			return nil, rule.Place.Errorf("%s: %w", rule.Name, err)
		}
	}
	return file.Rules, nil
}

// Compile checks a rule and makes it ready to solve. Rules that [ReadRules] returns are compiled.
func (r *Rule) Compile() error {
	if r.Name == "" {
		return fmt.Errorf("the rule has no name")
	}
	var err error
	if r.threshold, err = percentage("threshold", r.Threshold); err != nil {
		return err
	}
	if r.floor, err = percentage("dominant-floor", r.DominantFloor); err != nil {
		return err
	}
	if r.blocking, err = percentage("blocking", r.Blocking); err != nil {
		return err
	}
	if r.threshold == 0 && len(r.Sum) > 0 {
		return fmt.Errorf("something is summed but the threshold is missing")
	}
	if err := r.compileSums(); err != nil {
		return err
	}
	if r.countries, err = countryTable(r.Seeds.Countries, r.Seeds.Except); err != nil {
		return err
	}
	if !slices.Contains([]string{"", "all", "persons"}, r.Seeds.Foreign) {
		return fmt.Errorf("seeds foreign %q; there are all and persons", r.Seeds.Foreign)
	}
	if !slices.Contains([]string{"", "all", "state"}, r.Employment) {
		return fmt.Errorf("employment %q; there are all and state", r.Employment)
	}
	r.by = nil
	for _, by := range r.Seeds.By {
		n := slices.Index(seedFields, by)
		if n < 0 {
			return fmt.Errorf("seeds by %q; there are %v", by, seedFields)
		}
		r.by = append(r.by, uint8(n))
	}
	for _, x := range r.Readings {
		if !slices.Contains([]string{"", "majority", "multiply"}, x.Through) {
			return fmt.Errorf("reading %s: through %q; there are majority and multiply", x.Name, x.Through)
		}
	}
	return r.compileMeans()
}

func (r *Rule) compileMeans() error {
	r.means = make(map[Basis]bool)
	for _, m := range r.Control {
		if !slices.Contains(controlMeans, m) {
			return fmt.Errorf("control by %q; there are %v", m, controlMeans)
		}
		r.means[m] = true
	}
	if slices.Contains(r.Sum, "board") {
		r.means[ByBoard] = true
	}
	return nil
}

func (r *Rule) compileSums() error {
	r.sums = nil
	for _, s := range r.Sum {
		if s == "board" {
			r.halfBoard = !r.Strict
			continue
		}
		d, ok := dimensions[s]
		if !ok {
			return fmt.Errorf("cannot sum %q", s)
		}
		if s == "votes" && !r.VotesFromShares {
			d.kinds = d.kinds[:1]
		}
		r.sums = append(r.sums, d)
	}
	return nil
}

func percentage(field, text string) (uint32, error) {
	if text == "" {
		return 0, nil
	}
	lo, hi, err := fact.ParseShare(text)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", field, err)
	}
	if lo != hi {
		return 0, fmt.Errorf("%s: %s has more than seven decimals", field, text)
	}
	return uint32(lo), nil
}

// least is the least sum that meets the threshold.
func (r *Rule) least() uint64 {
	if r.Strict {
		return uint64(r.threshold) + 1
	}
	return uint64(r.threshold)
}

// reaching is the least part of all shares issued that meets the threshold where so much is the company's own and
// does not count.
func (r *Rule) reaching(own uint64) uint64 {
	need := uint64(r.threshold) * (whole - own)
	if r.Strict {
		return need/whole + 1
	}
	return (need + whole - 1) / whole
}

// reaches reports whether a sum meets the threshold.
func (r *Rule) reaches(sum uint64) bool { return sum >= r.least() }

// InForce says whether the rule applies on a day, and why not where it does not.
// A period that no source confirms makes it unknown. An empty day is every day: yes.
func (r *Rule) InForce(at fact.Date) (fact.Truth, string) {
	if len(r.Periods) == 0 || at == "" {
		return fact.Yes, ""
	}
	why := "outside the periods in which the test is in force"
	for _, p := range r.Periods {
		t := fact.Active(p.From, p.To, at)
		if t == fact.No {
			continue
		}
		switch {
		case p.Stayed:
			t = t.Not()
		case p.Unverified:
			t = fact.Unknown
		}
		return t, p.Why
	}
	return fact.No, why
}

// readings returns the readings to solve: one plain reading where the rule names none.
func (r *Rule) readings() []Reading {
	if len(r.Readings) == 0 {
		return []Reading{{}}
	}
	return r.Readings
}
