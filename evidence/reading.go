package evidence

import (
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/intake"
)

// A Reading is what Read found.
type Reading struct {
	// Facts are sorted by kind and ID.
	Facts []fact.Fact
	// Files lists every file and archive member, by name.
	Files []File
	// Problems lists what could not be read, by name and place.
	Problems []Problem
	// Partial is set where the reading was interrupted: facts and files are missing.
	Partial bool
}

// A File is one file, or member of an archive, and what became of it.
type File = intake.File

// A Problem is something that could not be read.
type Problem = intake.Problem
