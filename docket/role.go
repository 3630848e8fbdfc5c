package docket

import "slices"

// A Role is what a user may do in a case.
type Role string

// The roles.
const (
	Owner   Role = "owner"   // everything, and grants
	Analyst Role = "analyst" // parties, evidence, determinations, steps, clocks, notes
	Counsel Role = "counsel" // decisions and notes
	Reader  Role = "reader"  // reads
	Auditor Role = "auditor" // reads, and exports the record
)

// Roles lists the roles.
var Roles = []Role{Owner, Analyst, Counsel, Reader, Auditor}

// may lists the kinds of event that each role enters; an owner enters all.
var may = map[Role][]Kind{
	Analyst: {"party", "evidence", "determination", "step", "extended", "suspended", "resumed", "note", "related"},
	Counsel: {"decision", "note"},
}

// May reports whether a role enters events of the kind of b.
func (r Role) May(b Body) bool { return r == Owner || slices.Contains(may[r], b.kind()) }
