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
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/jsonvalues"
	"github.com/longarm-project/longarm/internal/pattern"
	"github.com/longarm-project/longarm/registry"
)

// Importer reads FollowTheMoney files. It implements registry.Importer.
type Importer struct{}

// Name returns "ftm".
func (Importer) Name() string { return "ftm" }

// entityHead matches the members that an entity must have.
var entityHead = []*pattern.Pattern{
	pattern.New(`"id"\s*:\s*"`), pattern.New(`"schema"\s*:\s*"`), pattern.New(`"properties"\s*:\s*\{`),
}

// deltaHead matches a line that deletes an entity, of which only the id may be told.
var deltaHead = pattern.New(`^\s*\{\s*"op"\s*:\s*"(?:ADD|MOD|DEL)"`)

// Recognizes says how surely head begins a file of entities.
func (Importer) Recognizes(head []byte) registry.Strength {
	head = bytes.TrimLeft(head, " \t\r\n")
	if len(head) == 0 || head[0] != '{' && head[0] != '[' {
		return registry.No
	}
	if deltaHead.Match(head) {
		return registry.Strong
	}
	return registry.Strong.If(!slices.ContainsFunc(entityHead, func(r *pattern.Pattern) bool { return !r.Match(head) }))
}

// Read yields what the entities of one file say, in file order: a Party for
// each person, company or thing, Interests, Sames, and an Entry for each target of a list.
func (Importer) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	return func(yield func(registry.Record, error) bool) {
		r := &reader{Emitter: registry.NewEmitter(in, yield)}
		r.Values(jsonvalues.NewScanner(in), r.line)
	}
}

// A reader maps the entities of one file.
type reader struct {
	registry.Emitter
	buf []byte
}

// line maps one line: an entity, or an operation of a delta on one.
func (r *reader) line(s *jsonvalues.Scanner) {
	v, op := s.Value(), ""
	if e := v.Get("entity"); e.Is(jsonvalues.Object) {
		op, v = v.Get("op").String(), e
	}
	r.Begin(s.Line(), s.Offset(), "")
	skip := ""
	switch {
	case !v.Is(jsonvalues.Object):
		skip = "not-an-object"
	case op == "DEL":
		skip = r.deleted(v)
	case op != "" && op != "ADD" && op != "MOD":
		skip = "operation-unknown"
	default:
		skip = r.entity(v, op, !s.UTF8())
	}
	if r.Emitted() {
		skip = "" // one nested in it says something
	}
	r.End(skip)
}

func (r *reader) deleted(v jsonvalues.Value) (skip string) {
	id := v.Get("id").String()
	if id == "" {
		return "id-missing"
	}
	r.Ref.ID, r.Ref.Series = id, registry.SeriesOf("ftm", id)
	r.Emit(registry.Record{End: &registry.End{Series: r.Ref.Series, Why: "deleted"}})
	return ""
}

// entity maps an entity and those nested in it. It returns why this one says nothing.
func (r *reader) entity(v jsonvalues.Value, op string, recoded bool) (skip string) {
	id, schema := v.Get("id").String(), v.Get("schema").String()
	switch {
	case id == "":
		return "id-missing"
	case schema == "":
		return "schema-missing"
	}
	r.nested(v, recoded)
	r.Flags = nil
	if recoded {
		r.Flag("encoding-guessed")
	}
	r.Ref.ID, r.Ref.Series = id, registry.SeriesOf("ftm", id)
	r.Ref.Date, _ = registry.ParseDate(v.Get("last_change").String())
	r.Ref.Publisher = publisher(v.Get("datasets"))
	switch op {
	case "MOD":
		r.Emit(registry.Record{End: &registry.End{Series: r.Ref.Series, Date: r.Ref.Date.First(), SameDay: true, Why: "replaced"}})
	case "":
		switch r.In.Seen("ftm", id, r.content(v)) {
		case registry.Again:
			return "duplicate"
		case registry.Conflict:
			r.Flag("id-conflict")
		}
	}
	e := &entity{Value: v, props: v.Get("properties"), id: party(id), schema: schema}
	mean := meaningOf(schema)
	if mean == nil {
		r.Flag("schema-unknown")
		mean = (*reader).thing
	}
	skip = mean(r, e)
	for old := range v.Get("referents").Elems() {
		if o := old.String(); o != "" && o != id && skip == "" {
			r.Emit(registry.Record{Same: &registry.Same{A: party(o), B: e.id, Why: "referent"}})
		}
	}
	return skip
}

// nested maps the entities that stand in place of ids. Their depth is bounded by that of JSON values.
func (r *reader) nested(v jsonvalues.Value, recoded bool) {
	ref := r.Ref
	for _, values := range v.Get("properties").Members() {
		for e := range values.Elems() {
			if e.Is(jsonvalues.Object) {
				if skip := r.entity(e, "", recoded); skip != "" && skip != "duplicate" {
					r.Note("nested-" + skip)
				}
				r.Ref = ref
			}
		}
	}
}

// content writes what an entity says, nested entities by their ids: the same
// for the same entity in a flat and a nested export.
func (r *reader) content(v jsonvalues.Value) []byte {
	r.buf = append(r.buf[:0], v.Get("schema").Raw()...)
	for key, values := range v.Get("properties").Members() {
		r.buf = append(append(append(r.buf, 0), key.Raw()...), 0)
		for e := range values.Elems() {
			if e.Is(jsonvalues.Object) {
				e = e.Get("id")
			}
			r.buf = append(append(r.buf, e.Raw()...), 1)
		}
	}
	return r.buf
}

// publisher names the datasets of an entity: the first, and how many more.
func publisher(datasets jsonvalues.Value) string {
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
	jsonvalues.Value
	props  jsonvalues.Value
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
		if v.Is(jsonvalues.Object) {
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
