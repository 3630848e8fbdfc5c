package determination

import "github.com/longarm-project/longarm/fact"

// Schema names the shape of a Determination, as documented in doc/formats/determination.md.
const Schema = "longarm-determination/3"

// A Determination is the answer for one set of facts, one date and the packs of
// law in force on it. It holds the facts it rests on, so it can be checked offline.
type Determination struct {
	Schema string    `json:"schema"`
	At     fact.Date `json:"at"` // date of the law and of the facts
	// Asked is what was asked and with what: who checks asks the same again.
	Asked Asked  `json:"asked"`
	Packs []Pack `json:"packs"`
	// LeftOut names packs that were not applied, since they are for organisations of other countries.
	LeftOut []string `json:"left_out,omitempty"`
	// Evidence is what was read.
	Evidence Evidence `json:"evidence"`
	// Findings stand by seriousness, then by name.
	Findings []Finding `json:"findings"`
	// Grades are the uses that packs put on a scale: the lowest first, then by name.
	Grades []Grade `json:"grades,omitempty"`
	// Disagreements are where those who state something differ, so that it is not
	// known or not what evidence shows. Sorted by what they are about.
	Disagreements []fact.Disagreement `json:"disagreements,omitempty"`
	// Unseen is what people state that met nothing and does not count. Sorted by kind and name.
	Unseen []Unseen `json:"unseen,omitempty"`
	// Proof holds every derivation. A step uses only steps before it.
	Proof *Proof `json:"proof"`
	// Facts is the closure of all facts cited, premises before conclusions.
	Facts []fact.Fact `json:"facts"`
	// Digest is the SHA-256 of the canonical encoding of all other fields.
	Digest fact.Digest `json:"digest"`
}

// A Pack is a version of a body of rules that was applied.
type Pack struct {
	ID     string      `json:"id"` // "us-dsp"
	Title  string      `json:"title"`
	Digest fact.Digest `json:"digest"` // of its rule files
	// Status says in words what the text is, where it is no law in force; empty: law.
	Status string `json:"status,omitempty"`
	// For are the countries for whose organisations the pack is; empty: any.
	For []fact.Country `json:"for,omitempty"`
	// Test is the ownership test by which the pack says who is covered; empty: none.
	Test string `json:"test,omitempty"`
	// Unverified lists passages of the pack that were not read in an original.
	Unverified []string `json:"unverified,omitempty"`
	// Silent counts the dealings that are plainly none of its concern: it has no finding for these.
	Silent int `json:"silent,omitempty"`
}

// A Finding is the answer for one dealing under one pack.
type Finding struct {
	// Name is short, stable between runs and unique, such as "gen-ali".
	Name string `json:"name"`
	Pack string `json:"pack"`
	// Dealing is the dealing's own name, Fact the dealing itself.
	Dealing      string         `json:"dealing"`
	Fact         fact.ID        `json:"fact"`
	Title        string         `json:"title,omitempty"`
	Assets       []fact.AssetID `json:"assets,omitempty"`
	Subject      fact.PartyID   `json:"subject,omitempty"`
	Counterparty fact.PartyID   `json:"counterparty,omitempty"`
	Class        fact.Class     `json:"class,omitempty"` // as stated or derived; empty: not known
	Outcome      Outcome        `json:"outcome"`
	// Possible holds the outcomes still possible when Outcome is Undetermined or NotDecided, most serious first.
	Possible []Outcome `json:"possible,omitempty"`
	// Exact is false when Possible may hold too much because there were too many unknowns to try.
	Exact bool `json:"exact"`
	// On is the day on which an ended dealing is judged, where it is not its last: the facts about its
	// parties were others then, and the answer a more serious one.
	On fact.Date `json:"on,omitempty"`
	// Spans tell how the answer was on other days of the dealing, the oldest first, the present one last; none:
	// it was the same on all that were looked at.
	Spans []Span `json:"spans,omitempty"`
	// Met says whether the conditions of a restricted or conditional outcome are in place.
	Met fact.Truth `json:"met"`
	// Headline is the answer in plain sentences, the outcome's reason first.
	Headline []string `json:"headline"`
	// Provisions lists the rules that decide or may decide, the deciding one first,
	// then those looked at and found not to apply.
	Provisions []Provision `json:"provisions"`
	// Terms are the derived values, by name: "us_person(acme)", "bulk(claims-db)", "outcome".
	Terms []Term `json:"terms,omitempty"`
	// Deciding holds the sets of questions whose answers would decide, most decisive first.
	Deciding []DecidingSet `json:"deciding,omitempty"`
	// Presumed lists what was taken as given because nobody stated otherwise.
	Presumed []Presumption `json:"presumed,omitempty"`
	Measures []Measure     `json:"measures,omitempty"`
	Duties   []Duty        `json:"duties,omitempty"`
	// Unverified lists passages of law or values of facts behind this finding that were not read in a source.
	Unverified []string `json:"unverified,omitempty"`
}

// A Span is what the law made of a dealing for some days.
type Span struct {
	From     fact.Date `json:"from"`
	To       fact.Date `json:"to"` // the last day
	Outcome  Outcome   `json:"outcome"`
	Citation string    `json:"citation,omitempty"` // of the provision that decides
}

// A Provision is how one rule applies to the dealing.
type Provision struct {
	Rule     string     `json:"rule"`     // "us-dsp/202.301"
	Citation string     `json:"citation"` // "28 CFR 202.301(a)"
	Title    string     `json:"title"`
	URL      string     `json:"url,omitempty"`
	Quote    string     `json:"quote,omitempty"` // the official words
	Applies  fact.Truth `json:"applies"`
	// Outcome is what follows if it applies.
	Outcome    Outcome   `json:"outcome"`
	Elements   []Element `json:"elements,omitempty"`
	Exceptions []Element `json:"exceptions,omitempty"`
	// Conditions are what the outcome is subject to, such as the security requirements.
	Conditions []Element `json:"conditions,omitempty"`
	// Step is the index of the proof step that concludes Applies.
	Step int `json:"step"`
}

// An Element is one sentence of a rule and whether it holds.
type Element struct {
	ID       string     `json:"id"`
	Says     string     `json:"says"`
	Citation string     `json:"citation"`
	Value    fact.Truth `json:"value"`
	// Facts are the facts it reads; the provision's step leads to those below.
	Facts []fact.ID `json:"facts,omitempty"`
	// Unknown lists what was looked at and is not fully known.
	Unknown []Field `json:"unknown,omitempty"`
	// Values shows what was looked at, in words: "claims-db: window = 18400..18650".
	Values []string `json:"values,omitempty"`
	// Reading says how the element reads the text where the text is open.
	Reading string `json:"reading,omitempty"`
	// Questions are asked of a criterion of a level that is not known.
	Questions []Question `json:"questions,omitempty"`
	// Lifts hold what would make a criterion hold that does not, or is not known to: one
	// question with the answers that do so alone, or some that do so together, with one answer each.
	Lifts [][]Question `json:"lifts,omitempty"`
}

// A Field is one field of a record of the case.
type Field struct {
	About string `json:"about"` // the record, as in Step: "dealing sale"
	Name  string `json:"name"`  // "ordinarily_incident"
}

// A Term is a derived value in words: yes, no, unknown, a word, or a number or range.
type Term struct {
	Name  string `json:"name"`
	About string `json:"about,omitempty"` // the party, data entry or access it is about; empty: the dealing
	Value string `json:"value"`
}

// A DecidingSet is a set of facts that would decide an undetermined finding.
// No smaller set inside it does.
type DecidingSet struct {
	Questions []Question `json:"questions"`
	// Surely is set when every combination of answers decides; otherwise some do.
	Surely bool `json:"surely"`
	// Answers lists the combinations tried, each decided again.
	Answers []Answer `json:"answers"`
}

// A Question asks for one fact, in the words of the case file.
type Question struct {
	Ask string `json:"ask"` // "Who holds the keys of backups-2026?"
	// Path is where the case file takes the answer: "parties.foo.seat", "dealings.sale.terms.knowing".
	Path string `json:"path"`
	// Values are the answers that a case file can state, in words.
	Values []string `json:"values,omitempty"`
	// Write holds, for each of Values, what states it: YAML to be merged into a case file.
	Write []string `json:"write,omitempty"`
}

// An Answer is one combination of answers, in the order of the questions, and what it leads to.
type Answer struct {
	Values  []string  `json:"values"`
	Outcome Outcome   `json:"outcome"`
	Still   []Outcome `json:"still,omitempty"` // when Outcome is Undetermined
}

// A Presumption is a value taken as given until somebody states another.
type Presumption struct {
	Path  string `json:"path"` // where the case file takes a statement
	Value string `json:"value"`
	Why   string `json:"why"`
}

// A Measure is one measure that an outcome asks for.
type Measure struct {
	ID       fact.Measure `json:"id"` // "cisa-i-b-1"
	Says     string       `json:"says"`
	Citation string       `json:"citation"`
	State    fact.Truth   `json:"state"`          // Unknown: not shown
	Seen     fact.Truth   `json:"seen,omitempty"` // Yes: evidence shows it; No: a person states it
	Since    fact.Date    `json:"since,omitempty"`
	Facts    []fact.ID    `json:"facts,omitempty"`
	// Group is set for measures of which a sufficient combination is chosen, empty for those each
	// required; Option names those of a group that stand or fall together.
	Group  string `json:"group,omitempty"`
	Option string `json:"option,omitempty"`
	// Unverified is set where the wording of the measure was not read in the original.
	Unverified bool `json:"unverified,omitempty"`
}

// A Duty is something the law asks of the subject because of the outcome.
type Duty struct {
	ID       string    `json:"id"`
	Says     string    `json:"says"`
	Citation string    `json:"citation"`
	Due      fact.Date `json:"due,omitempty"` // empty: continuing, or runs from an event not known
	// Past are the days before the review on which it fell due, where nobody states that it was done.
	Past []fact.Date `json:"past,omitempty"`
}

// A Step is one derivation: a rule, what went in, what came out.
type Step struct {
	Rule     string `json:"rule"` // "us-dsp/202.205"
	Citation string `json:"citation"`
	// About names the thing the step is about: "party foo", "data claims-db", "dealing sale".
	About string `json:"about"`
	// Elements holds the value of each element and exception of the rule that was looked at.
	Elements []Input `json:"elements,omitempty"`
	// Inputs are the values read, in the order of reading.
	Inputs []Input `json:"inputs,omitempty"`
	Value  string  `json:"value"`
	// Uses are the earlier steps whose values went in; From the facts that did.
	Uses []int     `json:"uses,omitempty"`
	From []fact.ID `json:"from,omitempty"`
}

// An Input is a value that went into a step.
type Input struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// DecideStep is the name of the step that concludes a dealing under a pack, in place of a rule id.
const DecideStep = "decide"
