package determination

import (
	"strconv"

	"github.com/longarm-project/longarm/fact"
)

// A Grade says how far one use comes on the scale of one pack. It is no outcome: it
// neither allows nor forbids.
type Grade struct {
	// Name is short, stable between runs and unique among findings and grades.
	Name string `json:"name"`
	Pack string `json:"pack"`
	// Dealing is the dealing's own name, Fact the dealing itself.
	Dealing      string         `json:"dealing"`
	Fact         fact.ID        `json:"fact"`
	Title        string         `json:"title,omitempty"`
	Assets       []fact.AssetID `json:"assets,omitempty"`
	Subject      fact.PartyID   `json:"subject,omitempty"`
	Counterparty fact.PartyID   `json:"counterparty,omitempty"`
	// Scale is what a level is called, and Citation why failing one bars the higher.
	Scale    string `json:"scale"`
	Citation string `json:"citation"`
	// Concerns is whether the scale is about this use at all: yes or unknown. About are the questions that tell.
	Concerns fact.Truth `json:"concerns"`
	About    []Question `json:"about,omitempty"`
	// Reached is the highest level that is surely met with all below it, and Possible
	// the highest that may be; 0: none.
	Reached  int     `json:"reached"`
	Possible int     `json:"possible"`
	Levels   []Level `json:"levels"` // from the lowest
	// Presumed lists what was taken as given because nobody stated otherwise.
	Presumed []Presumption `json:"presumed,omitempty"`
	// Unverified lists passages of law or values of facts behind the grade that were not read in a source.
	Unverified []string `json:"unverified,omitempty"`
}

// A Level is one level of a scale, with every criterion.
type Level struct {
	Level    int    `json:"level"`
	Rule     string `json:"rule"` // "eu-cada/2"
	Citation string `json:"citation"`
	Title    string `json:"title"`
	URL      string `json:"url,omitempty"`
	// Holds is whether all criteria of this level are met, whatever of those below.
	Holds fact.Truth `json:"holds"`
	// Criteria hold the values and facts that the rule of each looks at, and questions for what is not known.
	Criteria []Element `json:"criteria"`
	// Step is the index of the proof step that concludes Holds.
	Step int `json:"step"`
}

// Open reports whether it is not known how far the use comes.
func (g *Grade) Open() bool { return g.Reached < g.Possible || g.Concerns == fact.Unknown }

// Next is the lowest level not surely reached, or nil.
func (g *Grade) Next() *Level {
	if g.Reached < len(g.Levels) {
		return &g.Levels[g.Reached]
	}
	return nil
}

// Span writes the levels that the use reaches and may reach: "1", "1..3".
func (g *Grade) Span() string {
	if g.Reached == g.Possible {
		return strconv.Itoa(g.Reached)
	}
	return strconv.Itoa(g.Reached) + ".." + strconv.Itoa(g.Possible)
}
