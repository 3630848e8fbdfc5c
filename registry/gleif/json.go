package gleif

import (
	"bufio"
	"io"
	"strings"

	"github.com/longarm-project/longarm/internal/jsonvalues"
)

// headSize is how much of a file is looked at to tell its form.
const headSize = 64 << 10

func peek(r io.Reader) (head []byte, body *bufio.Reader) {
	body = bufio.NewReaderSize(r, headSize)
	head, _ = body.Peek(headSize) // a short or failing file comes out when it is read
	return head, body
}

// json reads an array or lines of records, or an object that wraps an array.
func (r *reader) json(body io.Reader) error {
	s := jsonvalues.NewScanner(body, "records", "relations", "exceptions", "LEIData", "LEIHeader", "LEIRecords", "Header", "RelationshipRecords", "ReportingExceptions", "meta")
	w := jsonWalk{fields: &r.fields}
	for s.Scan() && !r.Stopped() {
		v := s.Value()
		switch {
		case s.Bad() != nil:
			r.Malformed(s.Line(), s.Offset(), s.Bad())
		case headerKey(s.Key()):
			text := v.String()
			if v.Is(jsonvalues.Object) {
				text = v.Get("$").String()
			}
			r.header(strings.ToLower(s.Key()), text)
		case s.Key() == "goldenCopy", s.Key() == "links":
		case !v.Is(jsonvalues.Object):
			r.In.Tally.Skip("not-an-object")
		default:
			if data := v.Get("data"); data.Kind() >= jsonvalues.Array {
				r.answers(data, s)
				continue
			}
			w.walk(v, w.path[:0], 0)
			r.recoded = !s.UTF8()
			r.record(s.Line(), s.Offset())
		}
	}
	return s.Err()
}

// answers reads the records of an answer of the API.
func (r *reader) answers(data jsonvalues.Value, s *jsonvalues.Scanner) {
	w := jsonWalk{fields: &r.fields}
	for v := range data.Elems() {
		w.walk(v, w.path[:0], 0)
		r.record(s.Line(), s.Offset())
	}
}

func headerKey(k string) bool {
	switch k {
	case "ContentDate", "FileContent", "RecordCount", "DeltaStart", "Originator", "Extension", "NextVersion":
		return true
	}
	return false
}

// A jsonWalk gathers the fields of a JSON record.
type jsonWalk struct {
	fields *fields
	path   []byte
}

// walk puts the leaves of v, whose path is given. A leaf is {"$": "text"} as
// GLEIF publishes it, or plain text; attributes begin with "@".
func (w *jsonWalk) walk(v jsonvalues.Value, path []byte, number int) {
	switch v.Kind() {
	case jsonvalues.String, jsonvalues.Number:
		if id, ok := paths[string(path)]; ok {
			w.fields.put(id, number, v.String())
		}
	case jsonvalues.Array:
		n := 0
		for e := range v.Elems() {
			n++
			w.walk(e, path, n)
		}
	case jsonvalues.Object:
		for k, e := range v.Members() {
			key := k.Raw()
			switch {
			case string(key) == "$":
				w.walk(e, path, number)
			case len(key) > 0 && key[0] == '@':
				w.walk(e, append(path, attribute(key[1:])...), number)
			default:
				w.walk(e, appendName(path, key), number)
			}
		}
	}
	w.path = path[:0]
}
