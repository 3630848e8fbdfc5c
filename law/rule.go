package law

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

// A Place is a line of a file of a pack.
type Place = datafile.Place

// An Error locates what is wrong in a pack or case file.
type Error = datafile.Error

// An Expr is the text of an expression with its line.
type Expr struct {
	Text string
	Line int
	node *Node
}

// UnmarshalYAML keeps the line.
func (e *Expr) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode {
		return errors.New("an expression is one line of text")
	}
	e.Text, e.Line = n.Value, n.Line
	return nil
}

// Node returns the checked expression of a rule obtained from [Pack.At].
func (e *Expr) Node() *Node { return e.node }

// An Element is one condition of a rule: one sentence, one expression, one citation.
type Element struct {
	ID       string `yaml:"id"`
	Says     string `yaml:"says"`
	When     Expr   `yaml:"when"`
	Citation string `yaml:"cite"`
	// Reading is set where the text is silent or open and the element takes a stand: it says which.
	Reading string `yaml:"reading,omitempty"`
}

// An Exception takes away, or gives back, what the elements of a rule say.
// Among exceptions that hold, the one with the highest priority decides.
type Exception struct {
	Element  `yaml:",inline"`
	Priority int `yaml:"priority"`
	// Then is what the rule comes to under the exception: "yes" or "no" (the default).
	Then fact.Truth `yaml:"then"`
}

// A Rule is one dated rule. It defines a term of a kind of record, or is a
// provision with an outcome for dealings, or both: then the term is whether the provision applies.
type Rule struct {
	ID       string    `yaml:"rule"` // "202.301"
	Title    string    `yaml:"title"`
	Citation string    `yaml:"cite"`
	URL      string    `yaml:"url"`
	Quote    string    `yaml:"quote"` // official words
	From     fact.Date `yaml:"from"`  // first day in force
	To       fact.Date `yaml:"to"`    // first day no longer in force; empty: open
	On       string    `yaml:"on"`    // kind of record; provisions: "dealing"
	Defines  string    `yaml:"defines"`
	Type     string    `yaml:"type"` // of the term; empty: yes-no
	// Value defines a term that is not made of elements.
	Value      Expr        `yaml:"value"`
	All        []Element   `yaml:"all"` // every element must hold
	Any        []Element   `yaml:"any"` // or one of these
	Exceptions []Exception `yaml:"exceptions"`

	// Outcome is what follows where the provision applies; empty for a definition.
	Outcome string `yaml:"outcome"`
	// Level is the level of the pack's scale that a use reaches where the rule holds; 0 for all other rules.
	Level int `yaml:"level"`
	// Condition names a yes-no term on which Outcome depends: Met where it
	// holds, Unmet where it does not, Outcome while it is not known.
	Condition string `yaml:"condition"`
	Met       string `yaml:"met"`
	Unmet     string `yaml:"unmet"`
	// Says is the sentence for readers where the provision applies. {subject},
	// {counterparty}, {reached}, {data} and {assets} stand for names.
	Says string `yaml:"says"`
	// SwitchesOff lists the subparts an exemption takes away, Remain the sections that stay.
	SwitchesOff []string `yaml:"switches_off"`
	Remain      []string `yaml:"remain"`
	// Measures is set where the outcome asks for the pack's catalogue of measures.
	Measures bool `yaml:"measures"`
	// Duties names duties of the pack that the outcome brings.
	Duties []string `yaml:"duties"`
	// Instrument names the entry of law/instrument that a provision of a catalogue stands
	// for, and DecidedBy the packs that decide it: where one is applied, the provision is left out.
	Instrument string   `yaml:"instrument"`
	DecidedBy  []string `yaml:"decided_by"`
	// Unverified says what in the rule was not read in an original.
	Unverified string `yaml:"unverified"`

	Place Place `yaml:"-"`
	Index int   `yaml:"-"` // in Code.Rules
	field *Field
	kind  *Kind
}

// Elements returns the elements and whether one is enough.
func (r *Rule) Elements() (elements []Element, any bool) {
	if len(r.Any) > 0 {
		return r.Any, true
	}
	return r.All, false
}

// Mentions reports whether an expression of the rule contains a name.
func (r *Rule) Mentions(name string) bool {
	elements, _ := r.Elements()
	return slices.ContainsFunc(elements, func(e Element) bool {
		return slices.Contains(strings.FieldsFunc(e.When.Text, func(c rune) bool { return c != '_' && !unicode.IsLetter(c) && !unicode.IsDigit(c) }), name)
	})
}

// Whole reports whether the elements after i are looked at although element i fails: those of a level
// are, those of a provision unless the first fails.
func (r *Rule) Whole(i int) bool { return r.Level > 0 || r.Outcome != "" && i > 0 }

// Field returns the field that the rule defines, of a rule obtained from [Pack.At].
func (r *Rule) Field() *Field { return r.field }

// Key is the name under which a rule's value is kept.
func (r *Rule) Key() string {
	if r.Defines != "" {
		return r.Defines
	}
	return "§" + r.ID
}

// A Term is a word of the vocabulary: something a case file may state of a record of kind On.
type Term struct {
	Name     string   `yaml:"name"`
	On       string   `yaml:"on"`
	Type     string   `yaml:"type"`
	Words    []string `yaml:"words"` // the words it may be; empty: any
	Ask      string   `yaml:"ask"`   // the question, with {name} for the record
	Citation string   `yaml:"cite"`
	// Presume is what is taken as given where a case file is silent (not where it says unknown):
	// of several, the first whose condition holds.
	Presume Presumptions `yaml:"presume"`
	// Use is what it is for the use of a provider by what is seen to hold data, where nobody states it.
	Use string `yaml:"use"`
	// Noted is set for a word that rules must not read: its note says why.
	Noted string `yaml:"noted"`
	Place Place  `yaml:"-"`
}

// A Presume is a value taken as given until somebody states another, and why.
type Presume struct {
	Value string `yaml:"value"`
	Why   string `yaml:"why"`
	// Where names terms of the same record, and the words of
	// which each must have one for the presumption to hold; empty: always.
	Where map[string][]string `yaml:"where"`
	// Unless names terms of the same record, and words: where one of these is stated, nothing is presumed.
	Unless map[string][]string `yaml:"unless"`
	// UnlessTerm names a yes-no term of the same record that a rule defines: where it comes to yes, nothing is presumed.
	UnlessTerm string `yaml:"unless_term"`
	value      Value
}

// Presumptions are alternatives; a pack may write one alone without a list.
type Presumptions []*Presume

// UnmarshalYAML reads one presumption or a list of them.
func (p *Presumptions) UnmarshalYAML(n *yaml.Node) error {
	nodes := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		nodes = n.Content
	}
	for _, m := range nodes {
		var one Presume
		if err := datafile.DecodeNode(m, "", &one); err != nil {
			return err
		}
		*p = append(*p, &one)
	}
	return nil
}

// A Set is a named set of words with dated versions.
type Set struct {
	Name     string       `yaml:"name"`
	Citation string       `yaml:"cite"`
	Versions []SetVersion `yaml:"versions"`
	Place    Place        `yaml:"-"`
	words    []string
}

// A SetVersion is what a set holds from one day on.
type SetVersion struct {
	From  fact.Date `yaml:"from"`
	Words []string  `yaml:"words"`
}

// Words returns the members in force, of a set of a Code.
func (s *Set) Words() []string { return s.words }

// A Table gives a number for each of its words, with dated versions.
type Table struct {
	Name     string         `yaml:"name"`
	Citation string         `yaml:"cite"`
	Versions []TableVersion `yaml:"versions"`
	Place    Place          `yaml:"-"`
	values   map[string]int64
	lo, hi   int64
}

// A TableVersion is what a table holds from one day on.
type TableVersion struct {
	From   fact.Date        `yaml:"from"`
	Values map[string]int64 `yaml:"values"`
}

// Lookup returns the number for a word; ok is false for a word the table does not have.
func (t *Table) Lookup(word string) (n int64, ok bool) {
	n, ok = t.values[word]
	return n, ok
}

// Bounds returns the least and greatest number of the table.
func (t *Table) Bounds() (lo, hi int64) { return t.lo, t.hi }

// A Window makes the data field "window": numbers of the same category are
// added over the dealings with one party in the months before the day of review.
type Window struct {
	Months   int    `yaml:"months"`
	Citation string `yaml:"cite"`
	// Dealings and Data name the yes-no terms of the dealings and of the data that are added.
	Dealings string `yaml:"dealings"`
	Data     string `yaml:"data"`
	// Category names the word of data under which it is counted; empty: its category as stated.
	Category string `yaml:"category"`
	// Joined names sets of such words that are counted together besides, in the field "joined".
	Joined []string `yaml:"joined"`
	// Access names the yes-no term of an access whose party is one of those with whom a dealing is; empty: the other party alone.
	Access string `yaml:"access"`
}

// A Measure is one measure of a pack's catalogue.
type Measure struct {
	ID         fact.Measure `yaml:"id"`
	Says       string       `yaml:"says"`
	Citation   string       `yaml:"cite"`
	Group      string       `yaml:"group"`  // of one group some are chosen; empty: required
	Option     string       `yaml:"option"` // of a group all that make up one option are needed
	Unverified string       `yaml:"unverified"`
}

// A Duty is one duty of a pack.
type Duty struct {
	ID       string    `yaml:"id"`
	Says     string    `yaml:"says"`
	Citation string    `yaml:"cite"`
	From     fact.Date `yaml:"from"` // first day it applies
	// Every is "year" with By "12-31" or "03-01" for a yearly date; empty: continuing.
	Every string `yaml:"every"`
	By    string `yaml:"by"`
	// Days run from an event, as 28 CFR 202.102(c) counts; Event is the date term of the dealing it is stated in.
	Days  int    `yaml:"days"`
	Event string `yaml:"event"`
	// Months run from the last day of the dealing.
	Months int `yaml:"months"`
	// When names a yes-no term of the dealing that must hold; empty: always. Where it is
	// not known, If says in words under what condition the duty stands.
	When string `yaml:"when"`
	If   string `yaml:"if"`
	// For is "previous-year" for what is due about dealings in force at the end of the year before.
	For string `yaml:"for"`
	// Done names a yes-no term of the dealing which says that what fell due was done; empty: nobody is asked.
	Done string `yaml:"done"`
}
