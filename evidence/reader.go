package evidence

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/netip"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/intake"
)

// A Reader reads one kind of evidence. Its methods may be called at once from several goroutines.
type Reader interface {
	// Name names the kind, as File.Kind gives it: "vpc-flow", "terraform-state".
	Name() string
	// Recognizes says how sure it is that a file which begins with head is of this
	// kind: the surest reader of all takes the file. Head holds up to 64 KiB of
	// text in UTF-8 and may end anywhere. The name of the file plays no part.
	Recognizes(head []byte) Strength
	// Read yields what in holds, in an order that depends on in alone. A bad
	// record yields a *LineError and reading goes on; a failure of in yields that
	// error and ends the sequence. Memory does not grow with the length of in.
	// Nothing sensitive enters an Item or an error.
	Read(in *Input) iter.Seq2[Item, error]
}

// An Item is what a reader found, still without its source.
type Item struct {
	// Body may be nil for an item that only adds a Part.
	Body fact.Body
	// Line is the first line that shows it, from 1; 0 where lines mean nothing.
	Line int64
	// Place is the place in words of the format, such as a resource address or "42 records".
	Place string
	// Part, if not nil, is what the file adds to the Join of a Joiner; Body may then be nil.
	Part any
	// Root, if not empty, names what the asset's name is unique in, such as the
	// lineage of a state: assets of like name in other roots are told apart.
	Root string
}

// An Input is one file as a Reader sees it.
type Input struct {
	Name    string    // as fact.Source.Name
	R       io.Reader // text in UTF-8 without byte order mark; may be read by Read only
	Options Options

	// Note says something about the file as a whole, for File.Note. The reader may set it.
	Note string
	// Records counts what was read so far: log records, resources, DNS records. The reader keeps it.
	Records int64
	// Skipped counts records left out, by reason. The reader keeps it, by Skip.
	Skipped map[string]int64
}

// Skip counts n records left out for a reason, which is a few words: "internal address".
func (in *Input) Skip(reason string, n int64) {
	if n == 0 {
		return
	}
	if in.Skipped == nil {
		in.Skipped = make(map[string]int64)
	}
	in.Skipped[reason] += n
}

// A Strength says how sure a reader is that a file is of its kind.
type Strength = intake.Strength

// The strengths, the later the surer.
const (
	No      = intake.No
	Weak    = intake.Weak
	Strong  = intake.Strong
	Certain = intake.Certain
)

// A LineError locates a record that could not be read. Reading goes on after it.
type LineError = intake.LineError

// BadLine returns a *LineError with a formatted cause, which must not quote what may be secret.
func BadLine(line int64, format string, args ...any) error {
	return &LineError{Line: line, Err: fmt.Errorf(format, args...)}
}

// ErrLayout is returned by a reader of logs without a header whose columns it will not guess.
var ErrLayout = errors.New("the layout of the columns is not certain")

// Options say how to read. The zero value is the default, given field by field.
type Options struct {
	Seen    fact.Date // the day the files are read, for fact.Source; empty: not told
	Workers int       // files read at a time; 0: one for each processor
	// Progress, if not nil, is called now and then, never twice at once.
	Progress func(intake.Progress)
	// Stdin is the path of a file that stands for the root "-"; empty: "-" is a name like others.
	Stdin string
	// Fold gives the prefix of addresses that are attributed like a: the longest
	// prefix of the attribution table, or the zero Prefix if the table does not hold a.
	// Tables too full for single addresses count by these. Nil: by /24 and /48.
	// It may be called at once from several goroutines.
	Fold func(a netip.Addr) netip.Prefix
	// FlowLayout names the columns of VPC flow logs without a header, as AWS names
	// them, separated by blanks; empty: inferred where that is certain.
	FlowLayout string
	// Pairs bounds the pairs of asset and endpoint kept for one log; 0: 65 536.
	Pairs int
	// Facts bounds the facts of all files together; beyond it, like observations
	// of several files are joined. 0: 100 000.
	Facts int
}

// Defaults of Options.Pairs and Options.Facts.
const (
	defaultPairs = 65_536
	defaultFacts = 100_000
)

func (o Options) withDefaults() Options {
	o.Pairs = cmp.Or(o.Pairs, defaultPairs)
	o.Facts = cmp.Or(o.Facts, defaultFacts)
	if o.Fold == nil {
		o.Fold = foldByLength
	}
	return o
}

// foldByLength is Fold where no attribution table is given: /24 and /48, the
// longest prefixes that are commonly routed.
func foldByLength(a netip.Addr) netip.Prefix {
	bits := 24
	if a.Is6() {
		bits = 48
	}
	p, _ := a.Prefix(bits)
	return p
}
