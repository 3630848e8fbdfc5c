package registry

import (
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/intake"
)

// An Importer reads one format of register or list.
type Importer interface {
	// Name is the short name of the format, such as "gleif-rr" or "bods".
	Name() string

	// Recognizes says how sure it is that head, the first bytes of a file (at most
	// 64 KiB, decompressed), begins a file of this format: the surest importer of
	// all takes the file. It judges by content alone.
	Recognizes(head []byte) Strength

	// Read yields the records of one file, in file order. What cannot be read is
	// yielded as a *LineError with a zero Record, counted in in.Tally, and reading
	// goes on; any other error ends the sequence. Yielded values may be kept.
	//
	// Read counts as it goes: when the sequence has run to its end,
	// in.Tally.Read is in.Tally.Mapped plus all of in.Tally.Skipped.
	Read(in *Input) iter.Seq2[Record, error]
}

// A Strength says how sure an importer is that a file is of its format.
type Strength = intake.Strength

// The strengths, the later the surer.
const (
	No      = intake.No
	Weak    = intake.Weak
	Strong  = intake.Strong
	Certain = intake.Certain
)

// An Input is one file handed to an Importer. Name and Reader are required.
type Input struct {
	io.Reader // the whole decompressed file

	// Name is how the caller names the file; it goes into Ref.File and LineError.Name.
	Name string
	// At is the date of review: later dates of statements are noted as
	// "date-in-future". Empty: dates are not compared with it.
	At fact.Date
	// Tally is filled while the file is read.
	Tally Tally

	seen *seen // of the whole run; nil outside of one
}

// A Tally counts what became of a file's own records (rows, statements, entities).
// The zero value is ready for use.
type Tally struct {
	// Read counts all records of the file, Mapped those that yielded a Record.
	Read, Mapped int64
	// Skipped counts by reason the records that yielded nothing: "malformed",
	// "duplicate", "annulled" ...
	Skipped map[string]int64
	// Noted counts by reason oddities of records that were mapped all the same: "share-ambiguous" ...
	Noted map[string]int64
	// Declared is the number of records that the file itself says it holds.
	// It means something only where HasDeclared is set.
	Declared    int64
	HasDeclared bool
}

// Skip counts one record that is read and yields nothing, for a reason given in lower case with hyphens.
func (t *Tally) Skip(reason string) {
	if t.Skipped == nil {
		t.Skipped = make(map[string]int64)
	}
	t.Read++
	t.Skipped[reason]++
}

// Map counts one record that is read and yields at least one Record.
func (t *Tally) Map() { t.Read++; t.Mapped++ }

// Note counts an oddity by reason.
func (t *Tally) Note(reason string) {
	if t.Noted == nil {
		t.Noted = make(map[string]int64)
	}
	t.Noted[reason]++
}

// Declare records the number of records that the file's own header or trailer states.
func (t *Tally) Declare(n int64) { t.Declared, t.HasDeclared = n, true }

// Agrees says whether Read is the number that the file declares: Unknown where it declares none.
func (t *Tally) Agrees() fact.Truth {
	if !t.HasDeclared {
		return fact.Unknown
	}
	return fact.Is(t.Declared == t.Read)
}

// String says in one line what became of the records:
//
//	read 10, mapped 7; skipped duplicate 2, malformed 1; noted share-rejected 1; declares 12: no
func (t *Tally) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "read %d, mapped %d", t.Read, t.Mapped)
	for _, part := range []struct {
		word   string
		counts map[string]int64
	}{{"skipped", t.Skipped}, {"noted", t.Noted}} {
		sep := "; " + part.word + " "
		for _, reason := range Reasons(part.counts) {
			fmt.Fprintf(&b, "%s%s %d", sep, reason, part.counts[reason])
			sep = ", "
		}
	}
	if t.HasDeclared {
		fmt.Fprintf(&b, "; declares %d: %s", t.Declared, t.Agrees())
	}
	return b.String()
}

// Reasons returns the keys of a count by reason, sorted.
func Reasons(m map[string]int64) []string { return slices.Sorted(maps.Keys(m)) }
