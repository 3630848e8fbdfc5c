// Package registry holds published records of parties, interests and
// designations. Every importer yields the same records, and both ownership and
// screening are built from them, so that each register is read once.
package registry

import (
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/intake"
)

// A Ref says where a record was read.
type Ref struct {
	Date      fact.Date // of the statement
	File      string    // as the caller named it, members of archives after "!"
	ID        string    // the register's own id of the record
	Line      int64     // from 1, 0 where lines mean nothing
	Offset    int64     // of the record's first byte in the decompressed file
	Publisher string
	// Series is the same for all statements that describe one thing over time,
	// each replacing the one before; 0 where a register has no such series. See [SeriesOf].
	Series uint64
}

// A Record is one of Party, Interest, Gap, Entry, Same and End: exactly one is not nil.
type Record struct {
	Ref      Ref
	Party    *fact.Party
	Interest *fact.Interest
	Gap      *Gap
	Entry    *Entry
	Same     *Same
	End      *End
	// Flags name oddities of the record by reason, such as "share-ambiguous" or "dates-in-future".
	Flags []string
}

// A Gap is why a holder of a party is missing from a register.
type Gap struct {
	Party fact.PartyID
	Code  string // "natural-persons", "withheld", "no-lei", "below-threshold", "unknown" ...
	Text  string // the register's own words
	// Max bounds the share of each holder not listed; zero: no bound is known.
	Max fact.Share
	// From is the first day for which it is stated, To the first day no longer; empty is open.
	From, To fact.Date
}

// A Same is that two ids name one party, by a published identifier or by the register's own word.
type Same struct {
	A, B fact.PartyID
	// Why is "lei", "register-number", "replaces", "referent" or "duplicate" where
	// they are one; "merged" and "succession" say that B came after A.
	Why string
}

// An End is that the statements of a series are no longer the latest: those
// dated before Date hold until Date at most. An empty Date withdraws what was
// read before: it does not hold at any time. [Ends] applies ends to interests.
type End struct {
	Series uint64
	Date   fact.Date
	// SameDay is set where statements of the same date that were read before end too.
	SameDay bool
	Why     string // "replaced", "closed", "deleted"
}

// An EntryType says what sort of thing is listed.
type EntryType string

// The types of list entry.
const (
	PersonEntry       EntryType = "person"
	OrganizationEntry EntryType = "organization"
	VesselEntry       EntryType = "vessel"
	AircraftEntry     EntryType = "aircraft"
	AddressEntry      EntryType = "address" // binds every user of the address
	CategoryEntry     EntryType = "category"
	UnknownEntry      EntryType = ""
)

// An Entry is one entry of a list.
type Entry struct {
	List   string // short id: "us_ofac", "us_bis_el" ...
	Number string // the list's own number, or a hash where it has none; List + ":" + Number is the id
	// Quality says how stable Number is: "official", "positional", "hash".
	Quality     string
	Type        EntryType
	Names       []fact.Name // primary first
	Addresses   []Address
	Countries   []fact.Country // named by the entry, sorted
	Citizenship []fact.Country
	Born        []fact.Date
	Identifiers []fact.Identifier
	Programs    []string
	Linked      []string // names of parties it is linked to ("Linked To:")
	Basis       string   // citation
	Measures    []string
	Listed      fact.Date // published
	Effective   fact.Date
	Removed     fact.Date // first day no longer listed
	DivestBy    fact.Date
	Remarks     string
	Raw         string // the row or cell as it stands in the file, for explanations
	// Version is the date of the list file where it says one.
	Version fact.Date
	// Part names the file of a set that this is only a part of, and is empty for
	// a whole entry: see [Joiner].
	Part string
}

// ID returns "<list>:<number>".
func (e *Entry) ID() string { return e.List + ":" + e.Number }

// An Address is a postal address in the list's own words.
type Address struct {
	Text    string
	Country fact.Country
}

// A LineError locates a record that could not be read. Reading goes on after it.
type LineError = intake.LineError
