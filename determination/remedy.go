package determination

import "github.com/longarm-project/longarm/fact"

// RemedySchema names the shape of Remedies, as documented in doc/formats/remedy.md.
const RemedySchema = "longarm-remedy/1"

// Remedies says of each finding that needs something what would make its answer
// better, what would not, and what a prohibition takes away.
type Remedies struct {
	Schema string `json:"schema"`
	// Determination is the digest of the determination that this belongs to.
	Determination fact.Digest `json:"determination"`
	At            fact.Date   `json:"at"`
	// Remedies stand in the order of the findings.
	Remedies []Remedy `json:"remedies"`
	// Lifts stand in the order of the grades.
	Lifts []Lift `json:"lifts,omitempty"`
}

// A Lift says what would bring one use to the next level of a scale. All in it was graded again.
type Lift struct {
	Grade    string `json:"grade"` // its short name
	Pack     string `json:"pack"`
	Dealing  string `json:"dealing"`
	Title    string `json:"title,omitempty"`
	Scale    string `json:"scale"`
	Reached  int    `json:"reached"` // as it is
	Possible int    `json:"possible"`
	Level    int    `json:"level"` // the next
	// Criteria are those of Level that are not met for certain, each with what lifts it alone.
	Criteria []Element `json:"criteria"`
	// Tried are changes of the catalogue, each alone.
	Tried []Lifted `json:"tried"`
	// Way is what is needed of all that helps, and After the levels that it leads to. Without
	// names the criteria that nothing here makes hold.
	Way           []Change `json:"way,omitempty"`
	After         int      `json:"after"`
	AfterPossible int      `json:"after_possible"`
	Without       []string `json:"without,omitempty"`
	// NotTried names changes that were not tried alone, and Untested counts those of Way of which
	// it was not tried to do without them, since trying costs too much. Neither: all was tried.
	NotTried []string `json:"not_tried,omitempty"`
	Untested int      `json:"untested,omitempty"`
}

// A Lifted is what one change does to a grade.
type Lifted struct {
	Change Change `json:"change"`
	// Gone is set where nothing is left to grade, and Moved where the levels are those of what takes the place of the use.
	Gone     bool `json:"gone,omitempty"`
	Moved    bool `json:"moved,omitempty"`
	Reached  int  `json:"reached"`
	Possible int  `json:"possible"`
	// Met and Lost name criteria of the next level that come to hold, and that no longer do.
	Met  []string `json:"met,omitempty"`
	Lost []string `json:"lost,omitempty"`
}

// A Remedy is what was found for one finding. Every outcome in it was decided
// again from changed facts; none of these enters a determination.
type Remedy struct {
	Finding string  `json:"finding"` // its short name
	Pack    string  `json:"pack"`
	Dealing string  `json:"dealing"`
	Title   string  `json:"title,omitempty"`
	Outcome Outcome `json:"outcome"`
	// Possible holds the outcomes still possible when Outcome is Undetermined.
	Possible []Outcome `json:"possible,omitempty"`
	// Ways are sets of changes after which the answer is better, smallest first.
	Ways []Way `json:"ways"`
	// NoHelp lists changes that alone leave the answer as it is and are in no way.
	NoHelp []Trial `json:"no_help"`
	// Tried counts the sets decided again.
	Tried int `json:"tried"`
	// Complete is set where every set of up to MaxChanges changes that may matter was tried.
	Complete bool    `json:"complete"`
	Impact   *Impact `json:"impact,omitempty"`
}

// MaxChanges bounds the changes in one way.
const MaxChanges = 3

// A Way is a set of changes after which the answer is better. No part of it does as much.
type Way struct {
	// Smallest is set where all smaller sets were tried and none leads as far.
	Smallest bool `json:"smallest"`
	Trial
}

// A Trial is what follows when changes are made.
type Trial struct {
	Changes []Change `json:"changes"`
	// Gone is set where the dealing no longer exists; the outcome is that of what takes its place.
	Gone bool `json:"gone,omitempty"`
	// Outcome, Possible and Met are those of Finding, after the changes.
	Outcome  Outcome    `json:"outcome"`
	Possible []Outcome  `json:"possible,omitempty"`
	Met      fact.Truth `json:"met"`
	// Why says what to know of a change that does not help, with its source of law.
	Why string `json:"why,omitempty"`
	// Reach lists the verdicts on the finding's assets that change.
	Reach []ReachChange `json:"reach,omitempty"`
	// Provisions lists the provisions that come to apply otherwise than before.
	Provisions []ProvisionChange `json:"provisions,omitempty"`
	// Also lists other findings whose outcome changes, by name.
	Also []AlsoChange `json:"also,omitempty"`
}

// A Change is one step that somebody can take and show.
type Change struct {
	ID   string `json:"id"`   // of the catalogue: "provider-moved"
	Says string `json:"says"` // the step, in a sentence
	// Shows says what must be shown for the step to count.
	Shows    string    `json:"shows"`
	Citation string    `json:"citation"`
	From     fact.Date `json:"from,omitempty"` // the law cited is in force from
	// Number is the greatest number of persons or devices that is not too many, for a change that has one.
	Number *int64 `json:"number,omitempty"`
	// InPlace is set where the facts already say so.
	InPlace bool `json:"in_place,omitempty"`
}

// A ReachChange is a verdict of reach before and after.
type ReachChange struct {
	Asset      fact.AssetID `json:"asset"`
	Government fact.Country `json:"government"`
	Arm        fact.Arm     `json:"arm"`
	Before     fact.Truth   `json:"before"`
	After      fact.Truth   `json:"after"`
}

// A ProvisionChange is whether a provision applies before and after.
type ProvisionChange struct {
	Rule     string     `json:"rule"`
	Citation string     `json:"citation"`
	Title    string     `json:"title"`
	Before   fact.Truth `json:"before"`
	After    fact.Truth `json:"after"`
	// OutcomeBefore and OutcomeAfter are what follows where it applies.
	OutcomeBefore Outcome `json:"outcome_before"`
	OutcomeAfter  Outcome `json:"outcome_after"`
}

// An AlsoChange is another finding whose outcome the changes alter.
type AlsoChange struct {
	Finding string  `json:"finding"`
	Before  Outcome `json:"before"`
	After   Outcome `json:"after"`
}

// An Impact is what a prohibition of a dealing would take away.
type Impact struct {
	Finding string `json:"finding"`
	// Assets are those of the finding, with what they hold.
	Assets []AssetImpact `json:"assets"`
	// Dependants are other assets and names seen to use these.
	Dependants []Dependant `json:"dependants"`
	Volume     Volume      `json:"volume"`
	// Replacements are what could take the place: copies stated to stand, and providers in use already.
	Replacements []Replacement `json:"replacements"`
	// InForce is the day from which the deciding provision applies; empty where none is sure to.
	InForce  fact.Date `json:"in_force,omitempty"`
	Citation string    `json:"citation,omitempty"`
	// By says by when the dealing must end, in words.
	By string `json:"by,omitempty"`
}

// An AssetImpact is one asset and the data in it.
type AssetImpact struct {
	Asset fact.AssetID `json:"asset"`
	Store fact.Truth   `json:"store"` // whether it holds data
	Data  []Amount     `json:"data,omitempty"`
}

// An Amount is about how many persons or devices data of a category is.
type Amount struct {
	Category fact.Category `json:"category"`
	Number   fact.Range    `json:"number"`
	Unit     string        `json:"unit,omitempty"`
}

// A Dependant is something seen to use an asset.
type Dependant struct {
	Name  string       `json:"name"`
	Asset fact.AssetID `json:"asset"` // that it uses
	How   string       `json:"how"`   // "dns", "traffic" or "name"
	Facts []fact.ID    `json:"facts"`
}

// A Volume is the traffic seen with what a finding is about, from its side.
type Volume struct {
	Flows    int64 `json:"flows"`
	BytesIn  int64 `json:"bytes_in"`
	BytesOut int64 `json:"bytes_out"`
	// First and Last bound the time of what was seen, as RFC 3339; empty: no times known.
	First string `json:"first,omitempty"`
	Last  string `json:"last,omitempty"`
}

// A Replacement is what could take the place of a use.
type Replacement struct {
	Kind string `json:"kind"` // "replica" or "provider"
	Says string `json:"says"`
	// Outcome is what the law would make of it, for a provider, decided anew.
	Outcome Outcome   `json:"outcome,omitempty"`
	Facts   []fact.ID `json:"facts,omitempty"`
}
