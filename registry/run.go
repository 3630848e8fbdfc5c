package registry

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/intake"
)

// Options of Import. The zero value is the default, given field by field.
type Options struct {
	At fact.Date // as Input.At
	// Progress, if not nil, is called now and then, never twice at once.
	Progress func(intake.Progress)
	// Stdin is the path of a file that stands for the root "-"; empty: "-" is a name like others.
	Stdin string
}

// A Report says what became of the files of a run. It is complete once the sequence has ended.
type Report struct {
	Files    []Summary // by name
	Problems []Problem // what could not be read, by name and place
}

// A Problem is something that could not be read.
type Problem = intake.Problem

// A Summary says what became of one file.
type Summary struct {
	Name    string
	Kind    string // the importer's name; empty where none recognises the file
	State   intake.State
	Digest  fact.Digest // of the stored file; empty where it was not read to its end
	Size    int64       // of the stored file
	Note    string      // about the file as a whole: "decoded from UTF-16"
	Path    string      // of the stored file; it depends on the machine: not for output
	SameAs  string      // a file of the same content that was read before
	Failed  bool        // reading ended before the end of the file
	Records int64       // yielded
	Bad     int64       // records that could not be read
	Tally
}

// Digest returns the digest of a file by its name, which may be that of a member of an archive.
func (r *Report) Digest(name string) fact.Digest {
	for _, f := range r.Files {
		if f.Name == name {
			return f.Digest
		}
	}
	return ""
}

// A FileError is the failure that ended the reading of one file. A run goes on with the next.
type FileError struct {
	Name string // as the caller named the file
	Err  error
}

func (e *FileError) Error() string { return e.Name + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *FileError) Unwrap() error { return e.Err }

// GoesOn reports whether a sequence of records goes on after an error.
func GoesOn(err error) bool {
	_, line := errors.AsType[*LineError](err)
	_, file := errors.AsType[*FileError](err)
	return line || file
}

// Import reads the files below roots, each with the importer that is surest of
// it, and yields their records in an order that depends on names and content
// alone. Archives and compressed files are unpacked, UTF-16 is decoded.
//
// What could not be read is yielded as a *LineError or a *FileError with a zero
// Record, and reading goes on with the next record or file. Any other error is
// the last: a root does not exist, or ctx is done. What was yielded before it is
// no whole, and nothing may be built from it.
func Import(ctx context.Context, roots []string, importers []Importer, o Options) (iter.Seq2[Record, error], *Report) {
	r := NewRun(importers, o)
	return r.Records(func(kinds []intake.Kind) (*intake.Result, error) {
		return intake.Walk(ctx, roots, kinds, intake.Options{Workers: 1, Progress: o.Progress, Stdin: o.Stdin})
	}), &r.Report
}

// A Run reads the registers and lists of one walk, which may read other things too.
type Run struct {
	Report Report // complete once the records have ended

	o         Options
	importers []Importer
	seen      *seen
	tallies   map[place]*Tally
	parts     map[Joiner][]Record // held back until all files are read
	held      int
	files     chan taken
	yield     func(Record, error) bool
}

// A place tells files of one name apart.
type place struct{ name, path string }

// A taken is a file that a walk hands over, and where its answer goes.
type taken struct {
	ctx      context.Context
	importer Importer
	file     *intake.Input
	answer   chan<- error
}

// maxParts bounds the parts that are held back; the largest published set has 80,000.
const maxParts = 1 << 22

// NewRun prepares a run. It serves for one walk.
func NewRun(importers []Importer, o Options) *Run {
	return &Run{o: o, importers: importers, seen: new(seen), tallies: make(map[place]*Tally), files: make(chan taken)}
}

var errStopped = errors.New("the caller stopped")

// Records yields the records of the registers that walk finds, which must offer
// its files to the kinds given, beside others if it likes. The walk runs on a
// goroutine of its own, so that yield is called where the caller expects it; it
// has ended when the sequence has.
func (r *Run) Records(walk func(kinds []intake.Kind) (*intake.Result, error)) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		r.yield = yield
		var result *intake.Result
		var failed error
		go func() {
			defer close(r.files)
			result, failed = walk(r.kinds())
		}()
		stopped := false
		for t := range r.files {
			err := errStopped
			if !stopped {
				err = r.read(t)
			}
			stopped = stopped || errors.Is(err, errStopped)
			t.answer <- err
		}
		r.report(result)
		switch {
		case stopped:
		case failed != nil:
			yield(Record{}, failed)
		default:
			r.join(yield)
		}
	}
}

// kinds offers files to the importers, one at a time and in the order of names.
func (r *Run) kinds() []intake.Kind {
	var kinds []intake.Kind
	for _, im := range r.importers {
		kinds = append(kinds, intake.Kind{
			Name: im.Name(), Ordered: true,
			Recognizes: func(_ string, head []byte) Strength { return im.Recognizes(head) },
			Read: func(ctx context.Context, f *intake.Input) (func(bool), error) {
				answer := make(chan error)
				r.files <- taken{ctx, im, f, answer}
				return nil, <-answer
			},
		})
	}
	return kinds
}

// report says what became of the files.
func (r *Run) report(result *intake.Result) {
	if result == nil {
		return
	}
	r.Report.Problems = result.Problems
	for _, f := range result.Files {
		s := Summary{
			Name: f.Name, Kind: f.Kind, State: f.State, Digest: f.Digest, Size: f.Size, Note: f.Note, Path: f.Path,
			SameAs: f.SameAs, Failed: f.Failed, Records: f.Records, Bad: f.Bad,
		}
		if t := r.tallies[place{f.Name, f.Path}]; t != nil {
			s.Tally = *t
		}
		r.Report.Files = append(r.Report.Files, s)
	}
}

var errParts = fmt.Errorf("the files hold more than %d parts of entries", maxParts)

// hold keeps a part of an entry for its importer to join, and reports whether it is one.
func (r *Run) hold(im Importer, rec *Record) bool {
	j, ok := im.(Joiner)
	if !ok || rec.Entry == nil || rec.Entry.Part == "" {
		return false
	}
	if r.parts == nil {
		r.parts = make(map[Joiner][]Record)
	}
	r.parts[j] = append(r.parts[j], *rec)
	r.held++
	return true
}

// join yields what the parts held back make together, counted in the file where an entry begins.
func (r *Run) join(yield func(Record, error) bool) {
	files := make(map[string]*Summary, len(r.Report.Files))
	for i := range r.Report.Files {
		files[r.Report.Files[i].Name] = &r.Report.Files[i]
	}
	for _, im := range r.importers {
		j, ok := im.(Joiner)
		if !ok || len(r.parts[j]) == 0 {
			continue
		}
		for rec, err := range j.Join(r.parts[j]) {
			if line, ok := errors.AsType[*LineError](err); ok && files[line.Name] != nil {
				files[line.Name].Bad++
				r.Report.Problems = append(r.Report.Problems, Problem{Name: line.Name, Line: line.Line, Offset: line.Offset, What: line.Err.Error()})
			} else if s := files[rec.Ref.File]; err == nil && s != nil {
				s.Records, s.State = s.Records+1, intake.Read
				if rec.Entry != nil && rec.Entry.Full() {
					rec.Flags = append(rec.Flags, "values-cut")
					s.Tally.Note("values-cut")
				}
			}
			if !yield(rec, err) {
				return
			}
		}
	}
	intake.SortProblems(r.Report.Problems)
}

// read yields the records of one file. It returns an error where the run is to end.
func (r *Run) read(t taken) error {
	in := &Input{Reader: t.file.Text, Name: t.file.Name, At: r.o.At, seen: r.seen}
	r.tallies[place{t.file.Name, t.file.Path}] = &in.Tally
	defer func() { t.file.Skipped = in.Tally.Skipped }()
	for rec, err := range t.importer.Read(in) {
		if rec.Entry != nil && rec.Entry.Full() {
			rec.Flag(in, "values-cut")
		}
		if r.held >= maxParts && rec.Entry != nil && rec.Entry.Part != "" {
			rec, err = Record{}, &LineError{Name: in.Name, Line: rec.Ref.Line, Err: errParts}
		}
		_, isLine := errors.AsType[*LineError](err)
		switch {
		case err == nil && r.hold(t.importer, &rec):
			continue
		case err == nil:
			t.file.Records++
		case t.ctx.Err() != nil:
			return context.Cause(t.ctx)
		default:
			t.file.Fault(err, t.file.Records)
			if !isLine {
				err = &FileError{in.Name, err}
			}
		}
		if !r.yield(rec, err) {
			return errStopped
		}
		if t.file.Records&1023 == 0 && t.ctx.Err() != nil {
			return context.Cause(t.ctx)
		}
	}
	return nil
}
