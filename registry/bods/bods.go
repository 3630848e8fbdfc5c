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
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/jsonvalues"
	"github.com/longarm-project/longarm/internal/pattern"
	"github.com/longarm-project/longarm/registry"
)

// Importer reads BODS files. It implements registry.Importer.
type Importer struct{}

// Name returns "bods".
func (Importer) Name() string { return "bods" }

// anyStatement matches a member that tells a statement of any version from a schema that describes it.
var anyStatement = pattern.New(`"statementI[dD]"\s*:\s*["0-9]|"statementType"\s*:\s*"|"recordType"\s*:\s*"(?:entity|person|relationship)"`)

// Recognizes says how surely head begins a file of statements.
func (Importer) Recognizes(head []byte) registry.Strength {
	head = bytes.TrimLeft(head, " \t\r\n")
	return registry.Strong.If(len(head) > 0 && (head[0] == '[' || head[0] == '{') && anyStatement.Match(head))
}

// Read yields what the statements of one file say, in file order. A statement
// gives one Party, or an Interest for each of its interests, and Gaps, Sames and
// Ends as it calls for.
func (Importer) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	return func(yield func(registry.Record, error) bool) {
		r := &reader{Emitter: registry.NewEmitter(in, yield), publishers: make(map[string]*publisher)}
		if err := r.findPublisher(); err != nil {
			r.Fail(err)
			return
		}
		r.Values(jsonvalues.NewScanner(in, "statements"), r.statement)
	}
}

// A reader maps the statements of one file.
type reader struct {
	registry.Emitter
	publishers map[string]*publisher
	ofFile     *publisher // whom the first statement that has a publisher names; nil where the head of the file names none
	series     registry.Series
	conflict   bool // another statement of this id says something else: neither replaces the other
	buf        []byte
}

func (r *reader) statement(s *jsonvalues.Scanner) {
	v := s.Value()
	if !v.Is(jsonvalues.Object) {
		r.In.Tally.Skip("not-an-object")
		return
	}
	p := r.publisher(v)
	r.Begin(s.Line(), s.Offset(), p.name)
	r.conflict = false
	if !s.UTF8() {
		r.Flag("encoding-guessed")
	}
	r.Ref.Date = r.date(v.Get("statementDate"), &r.Flags)
	if r.Ref.Date == "" {
		r.Ref.Date = r.date(v.Path("publicationDetails", "publicationDate"), &r.Flags)
	}
	skip := ""
	switch id := v.Get("statementId"); {
	case v.Get("recordType").Is(jsonvalues.String) || id.Is(jsonvalues.String):
		skip = r.identified(v, id.String(), func() string { return r.newStatement(v, p) })
	default:
		skip = r.identified(v, v.Get("statementID").String(), func() string { return r.oldStatement(v, p) })
	}
	if r.series.Full {
		r.Note("series-not-checked")
	}
	r.End(skip)
}

// identified maps a statement unless it is a duplicate. Two statements of one id
// with different content are both kept.
func (r *reader) identified(v jsonvalues.Value, id string, statement func() string) (skip string) {
	r.Ref.ID = id
	if id == "" {
		r.Flag("id-missing")
		return statement()
	}
	r.buf = v.AppendCompact(r.buf[:0])
	switch r.In.Seen("bods", id, r.buf) {
	case registry.Again:
		return "duplicate"
	case registry.Conflict:
		r.conflict = true
		r.Flag("id-conflict")
	}
	return statement()
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
func (r *reader) date(v jsonvalues.Value, flags *[]string) fact.Date {
	if len(v.Raw()) == 0 {
		return ""
	}
	d, ok := registry.ParseDate(v.String())
	switch {
	case !ok:
		*flags = append(*flags, r.Note("date-invalid"))
	case r.In.Future(d):
		*flags = append(*flags, r.Note("date-in-future"))
	}
	return d
}
