package registry

import (
	"slices"
	"time"

	"github.com/cespare/xxhash/v2"

	"github.com/longarm-project/longarm/fact"
)

// SeriesOf returns the key of the series named id in a scope, as a rule the
// format and the publisher. It is never 0.
func SeriesOf(scope, id string) uint64 {
	var d xxhash.Digest
	d.Reset()
	d.WriteString(scope)
	d.Write([]byte{0})
	d.WriteString(id)
	return max(d.Sum64(), 1)
}

// A Series finds, within the statements of one kind, those that replace others.
// The zero value is ready for use. It takes 16 bytes for each series, for at
// most seenLimit of them; those beyond replace nothing, and Full is set.
type Series struct {
	Full  bool
	table table // the day of the first statement, twice, and 1 more if an End of that day was given
}

// Add takes the statement of a series in the order of the file, and returns the
// ends that it makes of others, before it or after it in the file: none for the
// first of a series. A statement without a date replaces nothing.
func (s *Series) Add(series uint64, date fact.Date, why string) []*End {
	day, ok := date.Days()
	if !ok {
		return nil
	}
	last, again, full := s.table.entry(series)
	switch {
	case full:
		s.Full = true
		return nil
	case !again:
		*last = uint64(int64(day)+1<<32) << 1
		return nil
	}
	ends := []*End{{Series: series, Date: date.First(), SameDay: true, Why: why}}
	if *last&1 == 0 { // the first of the series may yet prove to replace an older one
		ends = append(ends, &End{Series: series, Date: dayDate(int64(*last>>1) - 1<<32), Why: why})
		*last |= 1
	}
	return ends
}

// dayDate is the inverse of fact.Date.Days.
func dayDate(day int64) fact.Date {
	return fact.Date(time.Unix(day*86400, 0).UTC().Format(time.DateOnly))
}

// Ends gathers the ends among the records of a run and applies them. The zero
// value is ready for use. Records are numbered by the caller in the order in
// which they were yielded.
type Ends struct {
	of map[uint64][]end
}

type end struct {
	date    fact.Date
	sameDay bool
	seq     int64
}

// Len counts the series that have ends.
func (e *Ends) Len() int { return len(e.of) }

// Add takes record number seq; records that are no End are ignored.
func (e *Ends) Add(r *Record, seq int64) {
	if r.End == nil {
		return
	}
	if e.of == nil {
		e.of = make(map[uint64][]end)
	}
	at := end{date: r.End.Date, sameDay: r.End.SameDay, seq: seq}
	e.of[r.End.Series] = append(e.of[r.End.Series], at)
}

// Apply returns the first day on which record number seq no longer stands:
// empty where nothing ends it. void is set where it was withdrawn altogether.
// All records must have been added before.
func (e *Ends) Apply(r *Record, seq int64) (to fact.Date, void bool) {
	if r.Ref.Series == 0 {
		return "", false
	}
	for _, end := range e.of[r.Ref.Series] {
		switch {
		case end.date == "" && end.seq > seq:
			return "", true
		case end.date == "", r.Ref.Date == "" && end.seq < seq:
		case r.Ref.Date == "", end.date > r.Ref.Date.First(), end.date == r.Ref.Date.First() && end.sameDay && end.seq > seq:
			if to == "" || end.date < to {
				to = end.date
			}
		}
	}
	return to, false
}

// Settle yields the interests, gaps and other records of a run with all ends
// applied, and no End. It holds everything in memory: it is meant for folders,
// not for whole registers, which the registry file settles on disk.
func Settle(records []Record) []Record {
	var ends Ends
	for i := range records {
		ends.Add(&records[i], int64(i))
	}
	out := make([]Record, 0, len(records))
	for i, r := range records {
		to, void := ends.Apply(&r, int64(i))
		if r.End != nil || void {
			continue
		}
		if r.Interest != nil && to != "" && (r.Interest.To == "" || to < r.Interest.To) {
			cut := *r.Interest
			cut.To = to
			r.Interest = &cut
		}
		if r.Gap != nil && to != "" && (r.Gap.To == "" || to < r.Gap.To) {
			cut := *r.Gap
			cut.To = to
			r.Gap = &cut
		}
		out = append(out, r)
	}
	return slices.Clip(out)
}
