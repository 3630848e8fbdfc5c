package registry

import "github.com/longarm-project/longarm/internal/jsonvalues"

// An Emitter yields what the records of one file say, and counts them. An importer embeds
// it in what maps its records, calls Begin with each, then Emit, Flag and Note, and End.
type Emitter struct {
	In *Input
	// Ref is that of the record at hand, Flags its oddities.
	Ref   Ref
	Flags []string

	yield   func(Record, error) bool
	stopped bool
	outside bool // the caller's code runs
	emitted int  // of the record at hand
}

// NewEmitter returns an emitter of the file in to the yield of a sequence.
func NewEmitter(in *Input, yield func(Record, error) bool) Emitter {
	return Emitter{In: in, yield: yield}
}

// Stopped reports whether the caller wants no more.
func (e *Emitter) Stopped() bool { return e.stopped }

// Begin goes on to the next record, which is at a place of the file.
func (e *Emitter) Begin(line, offset int64, publisher string) {
	e.Ref = Ref{File: e.In.Name, Line: line, Offset: offset, Publisher: publisher}
	e.Flags, e.emitted = nil, 0
}

// Emitted reports whether the record at hand yielded anything.
func (e *Emitter) Emitted() bool { return e.emitted > 0 }

// End counts the record at hand: as skipped for a reason, or as mapped.
func (e *Emitter) End(skip string) {
	switch {
	case skip != "":
		e.In.Tally.Skip(skip)
	case e.emitted == 0:
		e.In.Tally.Skip("says-nothing")
	default:
		e.In.Tally.Map()
	}
}

// Emit yields a record with Ref, and with the flags of the record at hand and its own.
func (e *Emitter) Emit(rec Record, flags ...string) {
	rec.Ref = e.Ref
	if len(e.Flags)+len(flags) > 0 {
		rec.Flags = append(append([]string{}, e.Flags...), flags...)
	}
	e.emitted++
	e.send(rec, nil)
}

// Note counts an oddity and returns it, to be used as a flag.
func (e *Emitter) Note(reason string) string {
	e.In.Tally.Note(reason)
	return reason
}

// Flag notes an oddity of the record at hand and flags all that it yields.
func (e *Emitter) Flag(reason string) { e.Flags = append(e.Flags, e.Note(reason)) }

// Malformed counts and reports a record that cannot be read.
func (e *Emitter) Malformed(line, offset int64, err error) {
	e.In.Tally.Skip("malformed")
	e.send(Record{}, &LineError{Name: e.In.Name, Line: line, Offset: offset, Err: err})
}

// Fail yields the error that ends the sequence, if there is one.
func (e *Emitter) Fail(err error) {
	if err != nil {
		e.send(Record{}, err)
	}
}

func (e *Emitter) send(rec Record, err error) {
	if e.stopped {
		return
	}
	e.outside = true
	goesOn := e.yield(rec, err)
	e.outside, e.stopped = false, !goesOn
}

// Values calls each with every value of a JSON file, and reports those that are none.
func (e *Emitter) Values(s *jsonvalues.Scanner, each func(*jsonvalues.Scanner)) {
	for s.Scan() && !e.stopped {
		if bad := s.Bad(); bad != nil {
			e.Malformed(s.Line(), s.Offset(), bad)
			continue
		}
		e.guarded(s, each)
	}
	e.Fail(s.Err())
}

// guarded calls each, and reports a value on which the program itself fails as one that cannot be read.
func (e *Emitter) guarded(s *jsonvalues.Scanner, each func(*jsonvalues.Scanner)) {
	line, offset := s.Line(), s.Offset()
	defer func() {
		if e.outside { // the caller's own panic
			return
		}
		if r := recover(); r != nil {
			e.In.Tally.Skip("malformed")
			e.send(Record{}, fault(e.In, line, offset, r))
		}
	}()
	each(s)
}
