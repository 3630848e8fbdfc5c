package fact

// A Rule names what derives a fact.
type Rule string

// The rules by which rooms derive facts. One that ends with a slash is followed by
// what it was applied for.
const (
	RuleAttribution Rule = "provider/attribution"          // who runs what was observed
	RuleListing     Rule = "screening/match"               // a party is one on a list
	RuleListed      Rule = "review/listed"                 // a name on a list makes a designation, or a possible one
	RulePresumed    Rule = "review/presumed"               // what is taken as given of a person
	RuleOwnership   Rule = "ownership/"                    // the answer of the test named after it
	RuleReach       Rule = "reach/"                        // whether a government reaches an asset, by the arm named after it
	RuleAlike       Rule = "reach/alike"                   // one observation for those of resources that differ by name alone
	RuleUse         Rule = "reach/use-is-vendor-agreement" // use of a cloud is a dealing: cloud computing services in 28 CFR 202.258
	RuleRemedy      Rule = "remedy/"                       // a fact that holds only where the change named after it is made
)

// AuthorPresumed is the author of what is taken as given because nobody says otherwise.
const AuthorPresumed = "presumed"

// PresumedHome is the country under whose law a reviewed organisation is organised of which nobody says where.
const PresumedHome Country = "US"

// TextSubject is the text of the claim by which a case file names the reviewed organisation.
const TextSubject = "is the reviewed organisation"

// A Measure is the short name of a measure that may stand on an asset or a dealing.
type Measure string

// The measures that stand in a government's way.
// The packs of law name further ones, by the numbers of their catalogues.
const (
	KeysOutOfReach    Measure = "keys-out-of-reach"    // encrypted, with keys that nobody in the government's reach holds
	ReplicaOutOfReach Measure = "replica-out-of-reach" // a copy, tested to take over, stands out of reach
	NoStandingAccess  Measure = "no-standing-access"   // no tunnel, role, agent or update channel leads back
	AccessRemoved     Measure = "access-removed"       // those in reach can no longer get at it
)

// The units of counts.
const (
	USPersons = "us-persons"
	USDevices = "us-devices"
)
