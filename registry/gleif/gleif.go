// Package gleif reads what the Global LEI Foundation publishes: level 1 (LEI-CDF
// 3.1), relationship records (RR-CDF 2.1) and reporting exceptions, as CSV, JSON
// and XML, full files and deltas, and answers of its API.
//
// The three formats are brought to one list of fields by path; which of the
// three kinds a record is, its own fields tell. Everything is streamed.
//
// See doc/formats/registers.md.
package gleif

import (
	"bytes"
	"iter"
	"strconv"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// Importer reads GLEIF files. It implements registry.Importer.
type Importer struct{}

// Name returns "gleif".
func (Importer) Name() string { return "gleif" }

// namespaces are those of the three formats (LEI-CDF 2.1 and 3.1 share one).
var namespaces = []string{
	"http://www.gleif.org/data/schema/leidata/2016",
	"http://www.gleif.org/data/schema/rr/2016",
	"http://www.gleif.org/data/schema/repex/2016",
}

// Recognizes says how surely head begins a file of GLEIF records.
func (Importer) Recognizes(head []byte) registry.Strength {
	f := formOf(head)
	if f == xmlForm {
		return registry.Certain // by its namespace
	}
	return registry.Strong.If(f != noForm)
}

type form int

const (
	noForm form = iota
	csvForm
	jsonForm
	xmlForm
)

func formOf(head []byte) form {
	head = bytes.TrimLeft(head, " \t\r\n")
	has := func(s string) bool { return bytes.Contains(head, []byte(s)) }
	switch {
	case len(head) == 0:
		return noForm
	case head[0] == '<':
		for _, ns := range namespaces {
			if has(ns) {
				return xmlForm
			}
		}
	case head[0] == '{' || head[0] == '[':
		if has(`"LEI"`) && (has(`"LegalName"`) || has(`"ExceptionCategory"`) || has(`"LEIHeader"`)) ||
			has(`"RelationshipType"`) && has(`"StartNode"`) || has(`"lei-records"`) {
			return jsonForm
		}
	default:
		line, _, _ := bytes.Cut(head, []byte("\n"))
		if bytes.Contains(line, []byte("Relationship.StartNode.NodeID")) ||
			bytes.Contains(line, []byte("LEI")) && (bytes.Contains(line, []byte("Entity.LegalName")) || bytes.Contains(line, []byte("Exception"))) {
			return csvForm
		}
	}
	return noForm
}

// Read yields what the records of one file say, in file order: a Party for a
// level 1 record, Interests for a relationship, a Gap for an exception.
func (Importer) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	return func(yield func(registry.Record, error) bool) {
		r := &reader{Emitter: registry.NewEmitter(in, yield)}
		head, body := peek(in)
		var err error
		switch formOf(head) {
		case csvForm:
			err = r.csv(body)
		case xmlForm:
			err = r.xml(body)
		default:
			err = r.json(body)
		}
		r.Fail(err)
	}
}

// A reader maps the records of one file.
type reader struct {
	registry.Emitter
	content fact.Date // of the file, from its header
	fields  fields
	recoded bool // the record at hand is not UTF-8 and was read as Windows-1252
	series  registry.Series
	buf     []byte
}

// header takes a field of a file's header.
func (r *reader) header(name, text string) {
	switch name {
	case "recordcount":
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			r.In.Tally.Declare(n)
		}
	case "contentdate":
		r.content, _ = registry.ParseDate(text)
	}
}

// record maps the record whose fields were gathered.
func (r *reader) record(line, offset int64) {
	r.Begin(line, offset, "GLEIF")
	if r.recoded {
		r.Flag("encoding-guessed")
		r.recoded = false
	}
	skip := ""
	switch f := &r.fields; {
	case f.one[relationType] != "" || f.one[startNode] != "":
		skip = r.relation(f)
	case f.one[exceptionCategory] != "":
		skip = r.exception(f)
	case f.one[leiCode] != "":
		skip = r.entity(f)
	default:
		skip = "not-a-record"
	}
	if r.series.Full {
		r.Note("series-not-checked")
	}
	r.End(skip)
	r.fields.reset()
}

// lei returns the party of an identifier. One whose check digits are wrong is
// kept and flagged; text that has not the form of one gives "".
func (r *reader) lei(s string) fact.PartyID {
	id, err := registry.ParseLEI(s)
	if err == nil {
		return fact.PartyID("lei:" + id)
	}
	s = string(bytes.ToUpper(bytes.TrimSpace([]byte(s))))
	if len(s) != 20 {
		return ""
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return ""
		}
	}
	r.Flag("lei-check-digits")
	return fact.PartyID("lei:" + s)
}

// date reads a date; one that is none or lies in the future is flagged.
func (r *reader) date(s string) fact.Date {
	d, ok := registry.ParseDate(s)
	switch {
	case !ok:
		r.Flag("date-invalid")
	case r.In.Future(d):
		r.Flag("date-in-future")
	}
	return d
}

// begin starts the series of the record at hand, which is named by key: what it
// replaces, ends. done is set where nothing more is to be said of it, with the
// reason if it is skipped. Two records of one instant that differ both stand.
func (r *reader) begin(f *fields, key string) (skip string, done bool) {
	r.Ref.Series = registry.SeriesOf("gleif", key)
	if day := f.one[deletedAt]; day != "" {
		r.Ref.Date = r.date(day)
		r.Emit(registry.Record{End: &registry.End{Series: r.Ref.Series, Date: r.Ref.Date.First(), SameDay: true, Why: "deleted"}})
		return "", true
	}
	r.buf = f.appendTo(r.buf[:0])
	sight := r.In.Seen("gleif", key+"|"+f.one[updated], r.buf)
	if sight == registry.Again {
		return "duplicate", true
	}
	if sight == registry.Conflict {
		r.Flag("id-conflict")
	}
	for _, e := range r.series.Add(r.Ref.Series, r.Ref.Date, "replaced") {
		e.SameDay = e.SameDay && sight == registry.First
		r.Emit(registry.Record{End: e})
	}
	return "", false
}
