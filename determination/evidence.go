package determination

import "github.com/longarm-project/longarm/fact"

// Evidence is what a review read and what it could not read.
type Evidence struct {
	Files []File `json:"files"`
	// Problems are places that could not be read; what stands before and after them was.
	Problems []Problem `json:"problems,omitempty"`
	// ReadOn is the day the files were read.
	ReadOn fact.Date `json:"read_on,omitempty"`
	// Unknown is what was seen in traffic and names and belongs to nobody known.
	Unknown *Unknown `json:"unknown,omitempty"`
}

// The states of a file of which nothing was read, as File.State gives them.
const (
	NothingRead   = "recognised but nothing read"
	Skipped       = "skipped"
	NotRecognized = "not recognised" // it has the looks of data
	NotEvidence   = "not evidence"
)

// Unknown counts the other sides of traffic that no table attributes to anybody.
type Unknown struct {
	Peers Strangers `json:"peers"` // addresses and prefixes
	Names Strangers `json:"names"` // host names
	// Named are endpoints, and providers as evidence calls them, that configuration,
	// inventories and bills of materials name.
	Named Strangers `json:"named,omitzero"`
}

// Strangers counts the endpoints of one sort that are nobody's known.
type Strangers struct {
	Seen     int   `json:"seen"`    // different endpoints of the sort, known or not
	Unknown  int   `json:"unknown"` // of these, nobody's known
	BytesIn  int64 `json:"bytes_in,omitempty"`
	BytesOut int64 `json:"bytes_out,omitempty"`
	// Largest holds the first of them by bytes, then by records; at most MaxLargest.
	Largest []Stranger `json:"largest,omitempty"`
}

// MaxLargest bounds Strangers.Largest.
const MaxLargest = 20

// A Stranger is an endpoint that is nobody's known.
type Stranger struct {
	Endpoint string `json:"endpoint"`
	BytesIn  int64  `json:"bytes_in,omitempty"` // from the assets' side
	BytesOut int64  `json:"bytes_out,omitempty"`
	Flows    int64  `json:"flows,omitempty"` // records that show it
	// Registered is the country under which a registry holds the address: possible, and
	// nothing of where it is used; System is who announces it, in words. Empty: no table says.
	Registered fact.Country `json:"registered,omitempty"`
	System     string       `json:"system,omitempty"`
}

// A File is one file of evidence.
type File struct {
	Digest fact.Digest `json:"digest"`
	// Kind is the reader that understood it; empty: nobody did.
	Kind string `json:"kind,omitempty"`
	// State tells why nothing of the file was read; empty: it was read.
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
