package law

import (
	"fmt"
	"io/fs"
	"path"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

// An Ownership says which ownership test decides who is covered under a pack.
type Ownership struct {
	// Test is the test whose verdict rules read as the control of a party, and whose
	// sum of shares they read as owned. Empty: the pack asks for none.
	Test string `yaml:"test"`
	// Also lists tests that are run and shown beside it.
	Also []string `yaml:"also"`
	// Threshold is the sum at which owners make a party covered, in percent.
	Threshold string `yaml:"threshold"`
	// Others is set where the owners that count are not countries of concern and those who
	// count with them: what people state of the share of these says nothing here.
	Others bool `yaml:"others"`
	// Readings words a party on which the readings of the test's text differ.
	Readings struct {
		Says  string `yaml:"says"`  // with {name}
		Ask   string `yaml:"ask"`   // which reading holds, with {name}
		Apart string `yaml:"apart"` // the answer by which it is not covered
	} `yaml:"readings"`

	share fact.Share
}

// Share returns the threshold.
func (o *Ownership) Share() fact.Share { return o.share }

// A Wording holds the words of a pack for what its findings say: names of its own
// terms in their parts in a sentence, and sentences. It judges nothing, so it is no
// part of the digest of the pack.
type Wording struct {
	Place Place `yaml:"-"`
	// Class names the word of a dealing that is its class.
	Class string `yaml:"class"`
	// Summary names the terms of a dealing, and of its parties, that a finding lists.
	Summary struct {
		Dealing []string `yaml:"dealing"`
		Party   []string `yaml:"party"`
	} `yaml:"summary"`
	Access Accessing `yaml:"access"`
	Party  Parties   `yaml:"party"`
	Data   DataWords `yaml:"data"`
	// Met and Unmet follow where the condition of a provision is or is not.
	Met   string `yaml:"met"`
	Unmet string `yaml:"unmet"`
	// WhyNot are said of a dealing to which nothing applies, each where its term is no.
	WhyNot []Because `yaml:"why_not"`
	// Cases are words that cases may expect of an outcome or a term.
	Cases CaseWords `yaml:"cases"`
}

// Accessing names the yes-no terms that say whom the law reaches gets at the data.
type Accessing struct {
	Reached      string `yaml:"reached"`      // of an access: its party is such
	Counterparty string `yaml:"counterparty"` // of a dealing: its counterparty is such
	Direct       string `yaml:"direct"`       // of a dealing: such a party gets access
	Somebody     string `yaml:"somebody"`     // stands for one nobody can name
	Open         string `yaml:"open"`         // with {names}: not known whether one gets access
}

// Parties words why a party is one that the law reaches.
type Parties struct {
	Why       []PartyWhy `yaml:"why"`
	Otherwise string     `yaml:"otherwise"`
	// Alike is said of a party whose own name, and Held of one whose owners' names, are like
	// those on a list: with {party}, {names} and the greatest {share} that these may hold.
	Alike string `yaml:"alike"`
	Held  string `yaml:"held"`
}

// A PartyWhy is one reason: a yes-no term that holds, a given field with a word of
// a set or of some words, or owners with the threshold or more. {word} and {share} are filled in.
type PartyWhy struct {
	Term  string   `yaml:"term"`
	Field string   `yaml:"field"`
	Set   string   `yaml:"set"`
	Words []string `yaml:"words"`
	Owned bool     `yaml:"owned"`
	Says  string   `yaml:"says"`
	Alone bool     `yaml:"alone"` // no further reason is said beside it
}

// DataWords words data: names of its terms, and what categories and numbers are called.
type DataWords struct {
	Covered    string            `yaml:"covered"` // yes-no: the law reaches it
	Any        Because           `yaml:"any"`     // the term by which it does so in any number, with {areas}
	Areas      string            `yaml:"areas"`   // with {areas}: where stated locations lie
	Limit      Because           `yaml:"limit"`   // number: more than this is reached, with {number}
	Lowest     Because           `yaml:"lowest"`  // number of the dealing: less than the limit, in combination
	Categories map[string]string `yaml:"categories"`
	Unknown    string            `yaml:"unknown"` // a category not known
	Unit       string            `yaml:"unit"`    // what numbers count
	Units      map[string]string `yaml:"units"`   // by category, where other than Unit
}

// A Because is a term with a sentence.
type Because struct {
	Term string `yaml:"term"`
	Says string `yaml:"says"`
}

// CaseWords are words of cases: other names of terms, and outcomes that stand for
// what a term comes to, with the outcome itself where that must be too.
type CaseWords struct {
	Terms    map[string]string      `yaml:"terms"`
	Outcomes map[string]CaseOutcome `yaml:"outcomes"`
}

// A CaseOutcome holds where Term comes to Is and the outcome is Outcome, if one is named.
type CaseOutcome struct {
	Term    string `yaml:"term"`
	Is      string `yaml:"is"`
	Outcome string `yaml:"outcome"`
}

// wording reads words.yaml, which a pack may leave out.
func (l *loader) wording(p *Pack) {
	name := path.Join(p.dir, "words.yaml")
	if _, err := fs.Stat(l.fsys, name); err != nil {
		return
	}
	b, err := datafile.ReadFile(l.fsys, name)
	if err == nil {
		err = datafile.Decode(b, name, &p.Wording)
	}
	if err != nil {
		l.errs = append(l.errs, err)
	}
}

// ownership reads the threshold.
func (l *loader) ownership(p *Pack) {
	o := &p.Ownership
	if o.Threshold == "" && o.Test == "" {
		return
	}
	share, _, err := fact.ParseShare(o.Threshold)
	if err == nil && (share == 0 || o.Test == "") {
		err = fmt.Errorf("want a test and its threshold in percent")
	}
	if err != nil {
		l.errs = append(l.errs, p.Place.Errorf("ownership: %w", err))
	}
	o.share = share
}

// checkWording makes sure that the terms by which sentences are made exist while rules are in force.
func (c *Code) checkWording(p *Pack) error {
	if len(c.Rules) == 0 {
		return nil
	}
	w := &p.Wording
	check := func(kind string, typ Type, names ...string) error {
		for _, name := range names {
			if f := c.Schema.Kind(kind).Field(name); name != "" && (f == nil || f.Type != typ) {
				return w.Place.Errorf("%q is no %s of a %s", name, typ, kind)
			}
		}
		return nil
	}
	errs := []error{
		check("dealing", Word, w.Class), check("access", YesNo, w.Access.Reached), check("dealing", YesNo, w.Access.Counterparty, w.Access.Direct),
		check("data", YesNo, w.Data.Covered, w.Data.Any.Term), check("data", Number, w.Data.Limit.Term), check("dealing", Number, w.Data.Lowest.Term),
	}
	for _, b := range w.WhyNot {
		errs = append(errs, check("dealing", YesNo, b.Term))
	}
	for _, y := range w.Party.Why {
		errs = append(errs, check("party", YesNo, y.Term))
		f := c.Schema.Kind("party").Field(y.Field)
		if y.Field != "" && (f == nil || f.Type != Word && f.Type != Words) || y.Set != "" && c.sets[y.Set] == nil {
			errs = append(errs, w.Place.Errorf("party: want words of a party and a set, not %s: %s", y.Field, y.Set))
		}
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
