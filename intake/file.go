package intake

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/walk"
)

// A State says what became of a file.
type State string

// The states of a file. Those of which nothing was read are told apart, for
// each asks for something else of the user.
const (
	Read          State = ""                            // records were read
	NothingRead   State = "recognised but nothing read" // a reader took it and found no record
	Skipped       State = "skipped"                     // passed over, for the reasons that Skipped or Note give
	NotRecognized State = "not recognised"              // it has the looks of data, and no reader knows it
	NotEvidence   State = "not evidence"                // clearly something else: empty, prose, an image, a program
)

// A File is one file, or member of an archive, and what became of it.
type File struct {
	Name    string
	Digest  fact.Digest // of the stored file; empty if it was not read to the end
	Size    int64       // of the stored file
	Kind    string      // of Kind.Name; empty where nobody took it
	State   State
	Records int64            // read so far
	Bad     int64            // records that could not be read
	Failed  bool             // reading ended before the end of the file
	Skipped map[string]int64 // records left out, by reason
	// SameAs names a file of the same content that stands for this one.
	SameAs string
	// Note says something about the file as a whole, such as "decoded from UTF-16".
	Note string
	// Path is that of the stored file, free of links. It depends on the machine: not for output.
	Path string
}

// An Input is one file while it is read: what is known of it, and what its
// reader notes in it.
type Input struct {
	File
	Text io.Reader // UTF-8 without byte order mark
	// Folder is the same for files of one folder, of disk or archive, and for no
	// others. It depends on the machine: not for output.
	Folder string
	// Own is set by who reads the file where its content says something else in
	// another folder: then it is no copy of anything.
	Own bool

	member   int
	copyOf   *Input
	problems []Problem // without names
}

// CopyOf returns the file that stands for in, nil where it stands for itself. It
// is known when keep is called.
func (in *Input) CopyOf() *Input { return in.copyOf }

// AddNote adds a few words about the file as a whole.
func (f *File) AddNote(note string) {
	if f.Note != "" && note != "" {
		f.Note += "; "
	}
	f.Note += note
}

// maxProblems bounds the records told of one file that could not be read; the rest are counted.
const maxProblems = 20

// Fault notes what a reader could not read: a record (a *[LineError], after which
// reading goes on), or the rest of the file. Read counts the records before it.
func (in *Input) Fault(err error, read int64) {
	if isContext(err) {
		return // the walk tells of it
	}
	p := Problem{What: err.Error(), Read: read}
	if e, ok := errors.AsType[*LineError](err); ok {
		if in.Bad++; in.Bad > maxProblems {
			return
		}
		p.Line, p.Offset, p.What = e.Line, e.Offset, e.Err.Error()
	} else {
		in.Failed = true
		if e, ok := errors.AsType[*walk.ReadError](err); ok {
			p.Offset, p.What = e.Offset, e.Err.Error()
		}
	}
	in.problems = append(in.problems, p)
}

// settle says what became of a file that a reader took.
func (in *Input) settle() {
	if more := in.Bad - maxProblems; more > 0 {
		in.problems = append(in.problems, Problem{What: fmt.Sprintf("%d more records could not be read", more), Read: in.Records})
	}
	switch {
	case in.Records > 0:
		in.State = Read
	case len(in.Skipped) > 0 && in.Bad == 0 && !in.Failed:
		in.State = Skipped
	default:
		in.State = NothingRead
	}
}

// A LineError locates a record that could not be read. Reading goes on after it.
type LineError struct {
	Name   string // as the caller named the file; empty: told by who knows it
	Line   int64  // from 1; 0 where lines mean nothing
	Offset int64  // in the unpacked file, where lines mean nothing
	Err    error
}

func (e *LineError) Error() string {
	p := Problem{Name: e.Name, Line: e.Line, Offset: e.Offset}
	return strings.TrimPrefix(p.place()+": "+e.Err.Error(), ": ")
}

// Unwrap returns the cause.
func (e *LineError) Unwrap() error { return e.Err }

// A Problem is something that could not be read.
type Problem struct {
	Name   string // as File.Name; "." for a root itself
	Line   int64  // from 1
	Offset int64  // in bytes, where lines mean nothing
	What   string
	// Read counts the records of the file read before it.
	Read int64
}

// String returns the problem as one line: place, what, and how much was read before.
func (p Problem) String() string {
	s := p.place() + ": " + p.What
	if p.Read > 0 {
		s += fmt.Sprintf(" (%d records before that were read)", p.Read)
	}
	return s
}

// Place returns the place in the file in words: "line 12", "byte 81920", or nothing for the whole file.
func (p Problem) Place() string {
	switch {
	case p.Line > 0:
		return fmt.Sprintf("line %d", p.Line)
	case p.Offset > 0:
		return fmt.Sprintf("byte %d", p.Offset)
	}
	return ""
}

func (p Problem) place() string {
	at := ""
	switch {
	case p.Name == "":
		return p.Place()
	case p.Line > 0:
		at = fmt.Sprintf(":%d", p.Line)
	case p.Offset > 0:
		at = fmt.Sprintf(": byte %d", p.Offset)
	}
	return p.Name + at
}

// A Progress says how far a walk is, in stored files and bytes.
type Progress struct {
	Files, OfFiles int
	Bytes, OfBytes int64
}
