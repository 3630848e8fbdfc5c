package determination

import "github.com/longarm-project/longarm/fact"

// Evidence is what a review read and what it could not read.
type Evidence struct {
	Files []File `json:"files"`
	// Problems are places that could not be read; what stands before and after them was.
	Problems []Problem `json:"problems,omitempty"`
	// ReadOn is the day the files were read.
	ReadOn fact.Date `json:"read_on,omitempty"`
}

// A File is one file of evidence.
type File struct {
	Digest fact.Digest `json:"digest"`
	// Kind is the reader that understood it; empty: nobody did.
	Kind string `json:"kind,omitempty"`
	// State tells why nothing of the file was read: "recognised but nothing read",
	// "skipped", "not recognised" or "not evidence"; empty: it was read.
	State string `json:"state,omitempty"`
	Name  string `json:"name"`
	// Note says something about the file as a whole, such as "decoded from UTF-16".
	Note    string `json:"note,omitempty"`
	Records int64  `json:"records,omitempty"`
	// SameAs names a file of the same content that was read instead.
	SameAs string `json:"same_as,omitempty"`
	Size   int64  `json:"size"`
	// Skipped counts records passed over, by reason.
	Skipped map[string]int64 `json:"skipped,omitempty"`
}

// A Problem is a place that could not be read.
type Problem struct {
	Name  string `json:"name"`
	Place string `json:"place,omitempty"` // "line 12", "byte 81920"
	// Read counts the records that were read from the file before it.
	Read int64  `json:"read,omitempty"`
	What string `json:"what"`
}
