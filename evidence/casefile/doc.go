// Package casefile reads case files: what machines cannot see.
//
// A case file is YAML, described in doc/formats/case.md. People state in it who
// the parties are, who holds and employs whom, which dealings there are and
// which safeguards stand. Every field may be left out or be "unknown". Each
// statement becomes a fact that cites file and line; statements about parties
// and interests become claims with an author.
package casefile

import (
	"fmt"

	"github.com/longarm-project/longarm/fact"
)

// Form is the value of the key "case" by which a case file is recognised.
const Form = "longarm-case/1"

// MaxSize bounds a case file, in bytes.
const MaxSize = 16 << 20

// A Case is a case file that was read.
type Case struct {
	Subject fact.PartyID // the reviewed organisation, empty if not said
	At      fact.Date    // the date of decision, only in cases of law
	Items   []Item       // in the order of the file
}

// An Item is one statement.
type Item struct {
	Body fact.Body
	Line int64
	// Place tells entries of one line apart, as a path of the case file: "data[1]".
	Place string
}

// An Error says what is wrong at a line of a case file, and what to change.
type Error struct {
	Name string
	Line int
	What string
}

func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.Name, e.Line, e.What) }
