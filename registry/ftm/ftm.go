// Package ftm reads FollowTheMoney entities as JSON lines: exports of
// OpenSanctions, full and delta, flat and nested.
//
// Every value of a property is text, and several values are normal. Schemata
// inherit; what a schema means here is that of the nearest ancestor it has in
// the table of this package, and schemata that it does not know are accepted.
//
// See doc/formats/registers.md.
package ftm

import (
	"bytes"
	"fmt"
	"iter"
	"regexp"
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/jsonscan"
	"github.com/longarm-project/longarm/registry"
)

// Importer reads FollowTheMoney files. It implements registry.Importer.
type Importer struct{}

// Name returns "ftm".
func (Importer) Name() string { return "ftm" }

// entityHead matches the members that an entity must have.
var entityHead = []*regexp.Regexp{
	regexp.MustCompile(`"id"\s*:\s*"`), regexp.MustCompile(`"schema"\s*:\s*"`), regexp.MustCompile(`"properties"\s*:\s*\{`),
}

// deltaHead matches a line that deletes an entity, of which only the id may be told.
var deltaHead = regexp.MustCompile(`^\s*\{\s*"op"\s*:\s*"(?:ADD|MOD|DEL)"`)

// Recognizes reports whether head begins a file of entities.
func (Importer) Recognizes(head []byte) bool {
	head = bytes.TrimLeft(head, " \t\r\n")
	if len(head) == 0 || head[0] != '{' && head[0] != '[' {
		return false
	}
	if deltaHead.Match(head) {
		return true
	}
	return !slices.ContainsFunc(entityHead, func(r *regexp.Regexp) bool { return !r.Match(head) })
}

// Read yields what the entities of one file say, in file order: a Party for
// each person, company or thing, Interests, Sames, and an Entry for each target of a list.
func (Importer) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	return func(yield func(registry.Record, error) bool) {
		r := &reader{in: in, yield: yield}
		s := jsonscan.NewScanner(in)
		for s.Scan() && !r.stopped {
			if bad := s.Bad(); bad != nil {
				in.Tally.Skip("malformed")
				r.send(registry.Record{}, &registry.LineError{Name: in.Name, Line: s.Line(), Offset: s.Offset(), Err: bad})
				continue
			}
			r.line(s)
		}
		if s.Err() != nil && !r.stopped {
			yield(registry.Record{}, s.Err())
		}
	}
}

// A reader maps the entities of one file.
type reader struct {
	in      *registry.Input
	yield   func(registry.Record, error) bool
	stopped bool
	yielded int // of the line at hand

	ref   registry.Ref // of the entity at hand
	flags []string
	buf   []byte
}

func (r *reader) send(rec registry.Record, err error) {
	if !r.stopped && !r.yield(rec, err) {
		r.stopped = true
	}
}

// emit yields a record with the flags of the entity at hand and its own.
func (r *reader) emit(rec registry.Record, flags ...string) {
	rec.Ref = r.ref
	if len(r.flags)+len(flags) > 0 {
		rec.Flags = append(append([]string{}, r.flags...), flags...)
	}
	r.yielded++
	r.send(rec, nil)
}

// note counts an oddity and returns it, to be used as a flag.
func (r *reader) note(reason string) string {
	r.in.Tally.Note(reason)
	return reason
}

func (r *reader) flag(reason string) { r.flags = append(r.flags, r.note(reason)) }

// line maps one line: an entity, or an operation of a delta on one.
func (r *reader) line(s *jsonscan.Scanner) {
	v, op := s.Value(), ""
	if e := v.Get("entity"); e.Is(jsonscan.Object) {
		op, v = v.Get("op").String(), e
	}
	r.yielded, r.flags = 0, nil
	r.ref = registry.Ref{File: r.in.Name, Line: s.Line(), Offset: s.Offset()}
	skip := ""
	switch {
	case !v.Is(jsonscan.Object):
		skip = "not-an-object"
	case op == "DEL":
		skip = r.deleted(v)
	case op != "" && op != "ADD" && op != "MOD":
		skip = "operation-unknown"
	default:
		skip = r.entity(v, op, !s.UTF8())
	}
	switch {
	case r.yielded > 0:
		r.in.Tally.Map()
	case skip != "":
		r.in.Tally.Skip(skip)
	default:
		r.in.Tally.Skip("says-nothing")
	}
}

func (r *reader) deleted(v jsonscan.Value) (skip string) {
	id := v.Get("id").String()
	if id == "" {
		return "id-missing"
	}
	r.ref.ID, r.ref.Series = id, registry.SeriesOf("ftm", id)
	r.emit(registry.Record{End: &registry.End{Series: r.ref.Series, Why: "deleted"}})
	return ""
}

// entity maps an entity and those nested in it. It returns why this one says nothing.
func (r *reader) entity(v jsonscan.Value, op string, recoded bool) (skip string) {
	id, schema := v.Get("id").String(), v.Get("schema").String()
	switch {
	case id == "":
		return "id-missing"
	case schema == "":
		return "schema-missing"
	}
	r.nested(v, recoded)
	r.flags = nil
	if recoded {
		r.flag("encoding-guessed")
	}
	r.ref.ID, r.ref.Series = id, registry.SeriesOf("ftm", id)
	r.ref.Date, _ = registry.ParseDate(v.Get("last_change").String())
	r.ref.Publisher = publisher(v.Get("datasets"))
	switch op {
	case "MOD":
		r.emit(registry.Record{End: &registry.End{Series: r.ref.Series, Date: r.ref.Date.First(), SameDay: true, Why: "replaced"}})
	case "":
		switch r.in.Seen("ftm", id, r.content(v)) {
		case registry.Again:
			return "duplicate"
		case registry.Conflict:
			r.flag("id-conflict")
		}
	}
	e := &entity{Value: v, props: v.Get("properties"), id: party(id), schema: schema}
	mean := meaningOf(schema)
	if mean == nil {
		r.flag("schema-unknown")
		mean = (*reader).thing
	}
	skip = mean(r, e)
	for old := range v.Get("referents").Elems() {
		if o := old.String(); o != "" && o != id && skip == "" {
			r.emit(registry.Record{Same: &registry.Same{A: party(o), B: e.id, Why: "referent"}})
		}
	}
	return skip
}

// nested maps the entities that stand in place of ids. Their depth is bounded by that of JSON values.
func (r *reader) nested(v jsonscan.Value, recoded bool) {
	ref := r.ref
	for _, values := range v.Get("properties").Members() {
		for e := range values.Elems() {
			if e.Is(jsonscan.Object) {
				if skip := r.entity(e, "", recoded); skip != "" && skip != "duplicate" {
					r.note("nested-" + skip)
				}
				r.ref = ref
			}
		}
	}
}

// content writes what an entity says, nested entities by their ids: the same
// for the same entity in a flat and a nested export.
func (r *reader) content(v jsonscan.Value) []byte {
	r.buf = append(r.buf[:0], v.Get("schema").Raw()...)
	for key, values := range v.Get("properties").Members() {
		r.buf = append(append(append(r.buf, 0), key.Raw()...), 0)
		for e := range values.Elems() {
			if e.Is(jsonscan.Object) {
				e = e.Get("id")
			}
			r.buf = append(append(r.buf, e.Raw()...), 1)
		}
	}
	return r.buf
}

// publisher names the datasets of an entity: the first, and how many more.
func publisher(datasets jsonscan.Value) string {
	first, n := "", -1
	for d := range datasets.Elems() {
		if n++; n == 0 {
			first = d.String()
		}
	}
	if n > 0 {
		return fmt.Sprintf("%s and %d more", first, n)
	}
	return first
}

// party is the id of the party that an entity is.
func party(id string) fact.PartyID { return fact.PartyID("ftm:" + id) }

// An entity is one entity at hand.
type entity struct {
	jsonscan.Value
	props  jsonscan.Value
	id     fact.PartyID
	schema string
}

// texts yields the values of a property that are text and not empty.
func (e *entity) texts(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for v := range e.props.Get(name).Elems() {
			if s := v.String(); s != "" && !yield(s) {
				return
			}
		}
	}
}

// text returns the first value of a property, "" where it has none.
func (e *entity) text(name string) string {
	for s := range e.texts(name) {
		return s
	}
	return ""
}

// parties returns the parties that a property refers to, by id or nested, each once.
func (e *entity) parties(name string) (ids []fact.PartyID) {
	for v := range e.props.Get(name).Elems() {
		if v.Is(jsonscan.Object) {
			v = v.Get("id")
		}
		if id := v.String(); id != "" && !slices.Contains(ids, party(id)) {
			ids = append(ids, party(id))
		}
	}
	return ids
}

// countries returns the countries of a property, each once.
func (e *entity) countries(names ...string) (list []fact.Country) {
	for _, name := range names {
		for s := range e.texts(name) {
			if c := registry.JurisdictionCountry(s); c != "" && !slices.Contains(list, c) {
				list = append(list, c)
			}
		}
	}
	return list
}
