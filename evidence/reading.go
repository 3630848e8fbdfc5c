package evidence

import "github.com/longarm-project/longarm/fact"

// A Reading is what Read found.
type Reading struct {
	// Facts are sorted by kind and ID.
	Facts []fact.Fact
	// Files lists every file and archive member, by name.
	Files []File
	// Problems lists what could not be read, by name and place.
	Problems []Problem
}

// The kinds of file that no reader took, as File.Kind gives them.
const (
	// NotEvidence is a file that is clearly something else: empty, prose, an image, a program.
	NotEvidence = "not evidence"
	// NotRecognized is a file that might be evidence of a kind that no reader knows.
	NotRecognized = "not recognised"
)

// A File is one file, or member of an archive, and what became of it.
type File struct {
	Name    string           `json:"name"`
	Digest  fact.Digest      `json:"digest,omitempty"` // of the stored file; empty if it was not read to the end
	Size    int64            `json:"size"`             // of the stored file
	Kind    string           `json:"kind"`             // the reader's name, NotEvidence or NotRecognized
	Records int64            `json:"records,omitempty"`
	Skipped map[string]int64 `json:"skipped,omitempty"` // records left out, by reason
	// SameAs names a file of the same content that was read instead.
	SameAs string `json:"same_as,omitempty"`
	// Note says something about the file as a whole, such as "decoded from UTF-16".
	Note string `json:"note,omitempty"`
}

// A Problem is something that could not be read.
type Problem struct {
	Name   string `json:"name"`             // as File.Name; "." for a root itself
	Line   int64  `json:"line,omitempty"`   // from 1
	Offset int64  `json:"offset,omitempty"` // of the packed stream, in bytes
	What   string `json:"what"`
	// Read counts the records of the file read before it.
	Read int64 `json:"read,omitempty"`
}

// String returns the problem as one line: place, what, and how much was read before.
func (p Problem) String() string { return p.place() + ": " + p.What + p.before() }
