package determination

import (
	"cmp"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// Asked is what was asked, and with what it was answered beside the evidence.
type Asked struct {
	// Subject and Home are those asked for; empty: what the evidence says.
	Subject fact.PartyID `json:"subject,omitempty"`
	Home    fact.Country `json:"home,omitempty"`
	// Governments are those to judge; empty: all that reach something.
	Governments []fact.Country `json:"governments,omitempty"`
	// Packs are the packs of law to apply; empty: all in force.
	Packs []string `json:"packs,omitempty"`
	// FlowLayout names the columns of flow logs without a header.
	FlowLayout string `json:"flow_layout,omitempty"`
	// With lists the tables and files that it was answered with, beside the packs, by kind and name.
	With []Used `json:"with,omitempty"`
	// Program is the version of the program. Another may use other words for the same.
	Program string `json:"program,omitempty"`
}

// A Used is a table or file that an answer rests on beside the evidence.
type Used struct {
	// Kind is one of the Used constants.
	Kind   string      `json:"kind"`
	Name   string      `json:"name,omitempty"` // of a file that was given; empty: it comes with the program
	Digest fact.Digest `json:"digest"`
}

// The kinds of table and file.
const (
	UsedGazetteer   = "gazetteer"
	UsedPrefixes    = "prefixes"
	UsedTests       = "ownership tests"
	UsedTerritories = "territories"
	UsedLaws        = "compelling laws"
	UsedRegister    = "register"
	UsedClearings   = "clearings"
)

// SortUsed sorts by kind, name and digest.
func SortUsed(us []Used) []Used {
	slices.SortFunc(us, func(a, b Used) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Name, b.Name), strings.Compare(string(a.Digest), string(b.Digest)))
	})
	return slices.Compact(us)
}
