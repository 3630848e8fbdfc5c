// Package bods reads the Beneficial Ownership Data Standard of Open Ownership in
// versions 0.4, 0.3, 0.2 and 0.1, as JSON arrays or lines.
//
// The version is told by each statement, not by what it says of itself: 0.4 has
// recordType, the older ones statementType. References may point forwards or to
// statements of other files, so parties are known by ids made of the publisher
// and the record ("bods:companies-house:9bfe59b6a869"), and joined to other
// registers by the identifiers they bear.
//
// See doc/formats/registers.md.
package bods

import (
	"bytes"
	"iter"
	"regexp"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/jsonscan"
	"github.com/longarm-project/longarm/registry"
)

// Importer reads BODS files. It implements registry.Importer.
type Importer struct{}

// Name returns "bods".
func (Importer) Name() string { return "bods" }

// anyStatement matches a member that tells a statement of any version from a schema that describes it.
var anyStatement = regexp.MustCompile(`"statementI[dD]"\s*:\s*["0-9]|"statementType"\s*:\s*"|"recordType"\s*:\s*"(?:entity|person|relationship)"`)

// Recognizes reports whether head begins a file of statements.
func (Importer) Recognizes(head []byte) bool {
	head = bytes.TrimLeft(head, " \t\r\n")
	return len(head) > 0 && (head[0] == '[' || head[0] == '{') && anyStatement.Match(head)
}

// Read yields what the statements of one file say, in file order. A statement
// gives one Party, or an Interest for each of its interests, and Gaps, Sames and
// Ends as it calls for.
func (Importer) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	return func(yield func(registry.Record, error) bool) {
		r := &reader{in: in, yield: yield, publishers: make(map[string]*publisher)}
		s := jsonscan.NewScanner(in, "statements")
		for s.Scan() && !r.stopped {
			if bad := s.Bad(); bad != nil {
				in.Tally.Skip("malformed")
				r.send(registry.Record{}, &registry.LineError{Name: in.Name, Line: s.Line(), Offset: s.Offset(), Err: bad})
				continue
			}
			r.statement(s)
		}
		if s.Err() != nil && !r.stopped {
			yield(registry.Record{}, s.Err())
		}
	}
}

// A reader maps the statements of one file.
type reader struct {
	in      *registry.Input
	yield   func(registry.Record, error) bool
	stopped bool
	yielded int // of the statement at hand

	ref        registry.Ref // of the statement at hand
	flags      []string
	publishers map[string]*publisher
	series     registry.Series
	conflict   bool // another statement of this id says something else: neither replaces the other
	buf        []byte
}

// A publisher is the scope of declaration subjects.
type publisher struct {
	name, prefix string
}

// send yields unless the caller has stopped.
func (r *reader) send(rec registry.Record, err error) {
	if !r.stopped && !r.yield(rec, err) {
		r.stopped = true
	}
}

// emit yields a record of the statement at hand.
func (r *reader) emit(rec registry.Record, flags ...string) {
	rec.Ref = r.ref
	rec.Flags = r.flagged(flags)
	r.yielded++
	r.send(rec, nil)
}

// flagged joins the flags of the statement with those of one record.
func (r *reader) flagged(own []string) []string {
	if len(r.flags)+len(own) == 0 {
		return nil
	}
	return append(append([]string{}, r.flags...), own...)
}

// note counts an oddity and returns it, to be used as a flag.
func (r *reader) note(reason string) string {
	r.in.Tally.Note(reason)
	return reason
}

// flag notes an oddity of the whole statement.
func (r *reader) flag(reason string) { r.flags = append(r.flags, r.note(reason)) }

func (r *reader) statement(s *jsonscan.Scanner) {
	v := s.Value()
	if !v.Is(jsonscan.Object) {
		r.in.Tally.Skip("not-an-object")
		return
	}
	r.flags, r.yielded, r.conflict = nil, 0, false
	p := r.publisher(v)
	r.ref = registry.Ref{File: r.in.Name, Line: s.Line(), Offset: s.Offset(), Publisher: p.name}
	if !s.UTF8() {
		r.flag("encoding-guessed")
	}
	r.ref.Date = r.date(v.Get("statementDate"), &r.flags)
	if r.ref.Date == "" {
		r.ref.Date = r.date(v.Path("publicationDetails", "publicationDate"), &r.flags)
	}
	skip := ""
	switch id := v.Get("statementId"); {
	case v.Get("recordType").Is(jsonscan.String) || id.Is(jsonscan.String):
		skip = r.identified(v, id.String(), func() string { return r.newStatement(v, p) })
	default:
		skip = r.identified(v, v.Get("statementID").String(), func() string { return r.oldStatement(v, p) })
	}
	if r.series.Full {
		r.note("series-not-checked")
	}
	switch {
	case skip != "":
		r.in.Tally.Skip(skip)
	case r.yielded == 0:
		r.in.Tally.Skip("says-nothing")
	default:
		r.in.Tally.Map()
	}
}

// identified maps a statement unless it is a duplicate. Two statements of one id
// with different content are both kept.
func (r *reader) identified(v jsonscan.Value, id string, statement func() string) (skip string) {
	r.ref.ID = id
	if id == "" {
		r.flag("id-missing")
		return statement()
	}
	r.buf = v.AppendCompact(r.buf[:0])
	switch r.in.Seen("bods", id, r.buf) {
	case registry.Again:
		return "duplicate"
	case registry.Conflict:
		r.conflict = true
		r.flag("id-conflict")
	}
	return statement()
}

// publisher returns the publisher of a statement.
func (r *reader) publisher(v jsonscan.Value) *publisher {
	of := v.Path("publicationDetails", "publisher")
	name := of.Get("name")
	if len(name.Raw()) == 0 {
		name = of.Get("url")
	}
	if p, ok := r.publishers[string(name.Raw())]; ok {
		return p
	}
	p := &publisher{name: name.String()}
	p.prefix = "bods:" + slug(p.name) + ":"
	if len(name.Raw()) == 0 {
		p.prefix = "bods:" + slug(r.in.Name) + ":" // ids of unknown origin mean nothing in another file
	}
	if len(r.publishers) < 10_000 {
		r.publishers[string(name.Raw())] = p
	}
	return p
}

// slug writes a name in lower-case letters, digits and hyphens.
func slug(s string) string {
	var b strings.Builder
	gap := false
	for _, c := range strings.ToLower(s) {
		if c < 0x80 && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteRune(c)
	}
	return b.String()
}

// date reads a date; one that is none or lies in the future is noted in flags.
func (r *reader) date(v jsonscan.Value, flags *[]string) fact.Date {
	if len(v.Raw()) == 0 {
		return ""
	}
	d, ok := registry.ParseDate(v.String())
	switch {
	case !ok:
		*flags = append(*flags, r.note("date-invalid"))
	case r.in.Future(d):
		*flags = append(*flags, r.note("date-in-future"))
	}
	return d
}
