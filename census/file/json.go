package file

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/longarm-project/longarm/census"
	"github.com/longarm-project/longarm/internal/jsonvalues"
)

// JSON reads JSON documents, arrays and lines: each value, or each element of the array that a document wraps, is a record.
// A Bundle of FHIR, FHIR lines and GeoJSON have readers of their own, which this one calls.
type JSON struct{}

// Name implements census.Format.
func (JSON) Name() string { return "json" }

// Recognise implements census.Format.
func (JSON) Recognise(head []byte, _ string) bool {
	h := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(h) < 2 || !census.IsText(head) {
		return false
	}
	switch h[0] {
	case '{':
		h = bytes.TrimLeft(h[1:], " \t\r\n")
		return len(h) > 0 && (h[0] == '"' || h[0] == '}')
	case '[':
		h = bytes.TrimLeft(h[1:], " \t\r\n")
		return len(h) > 0 && bytes.IndexByte([]byte(`{["]-0123456789tfn`), h[0]) >= 0 && jsonArray(h)
	}
	return false
}

// jsonArray reports whether a bracket at the start of text opens an array, and not the section of a configuration file.
func jsonArray(h []byte) bool {
	return h[0] == '{' || h[0] == '[' || h[0] == '"' || bytes.ContainsAny(h[:min(len(h), 200)], ",]")
}

// limits of what a record may hold.
const (
	maxRecord = 16 << 20
	maxLeaves = 100_000
)

// Scan implements census.Format.
func (JSON) Scan(ctx context.Context, src *census.Source, f *census.File) error {
	head := bytes.TrimLeft(bytes.TrimPrefix(src.Head, []byte("\xef\xbb\xbf")), " \t\r\n")
	var enter []string
	if first, wraps := wrapper(head, len(src.Head) < census.HeadSize); wraps {
		enter = []string{first}
	}
	in, err := lineRange(src)
	if err != nil {
		return err
	}
	s := jsonvalues.NewScanner(in, enter...)
	s.Limit = maxRecord
	j := &jsonReader{f: f, t: f.NewTable(), root: member{column: -1}}
	defer j.close()
	bad := 0
	for s.Scan() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if s.Bad() != nil {
			bad++
			continue
		}
		v := s.Value()
		f.Bytes = s.Offset() + int64(len(v.Raw()))
		switch {
		case v.Get("resourceType").Is(jsonvalues.String):
			j.resource(v)
		case v.Get("resource").Get("resourceType").Is(jsonvalues.String):
			j.resource(v.Get("resource"))
		case v.Get("type").Equal("Feature"):
			j.feature(v)
		default:
			j.top(v, s.Key() != "")
		}
	}
	if bad > 0 {
		f.Fault(fmt.Sprintf("%d values are not JSON", bad))
	}
	if err := s.Err(); err != nil {
		if errors.Is(err, jsonvalues.ErrTruncated) || errors.Is(err, jsonvalues.ErrSyntax) || errors.Is(err, jsonvalues.ErrDepth) || errors.Is(err, jsonvalues.ErrLong) {
			return fmt.Errorf("the rest from line %d is not JSON that can be read", s.Line())
		}
		return err
	}
	return nil
}

// wrapper returns the first key of an object at the top of a file, and whether its members are to be read one by one:
// it holds an array of objects, or is too long to be one record.
func wrapper(head []byte, all bool) (first string, wraps bool) {
	if len(head) == 0 || head[0] != '{' {
		return "", false
	}
	rest := bytes.TrimLeft(head[1:], " \t\r\n")
	if len(rest) == 0 || rest[0] != '"' {
		return "", false
	}
	end := bytes.IndexByte(rest[1:], '"')
	if end < 0 {
		return "", false
	}
	first = string(rest[1 : 1+end])
	if all {
		return first, false // top looks into it
	}
	depth, quoted := 0, false
	for i, c := range head { // one object a line is no wrapper
		switch {
		case quoted && c == '\\':
			continue
		case c == '"' && (i == 0 || head[i-1] != '\\'):
			quoted = !quoted
		case quoted:
		case c == '{', c == '[':
			depth++
		case c == '}', c == ']':
			if depth--; depth == 0 {
				return first, false
			}
		}
	}
	return first, true
}

// A jsonReader turns values into rows.
type jsonReader struct {
	f       *census.File
	t       *census.Table
	root    member
	columns int
	leaves  int
	from    int  // of the record in the text that was parsed
	base    int  // of the record in the table's batch
	escaped bool // the record has escapes
	health  fhir
	tracks  map[string][]census.Point
}

func (j *jsonReader) close() {
	j.t.Close()
	j.health.close(j.f)
	j.closeTracks()
}

// top reads a value at the top of the file, or a member of its wrapper.
func (j *jsonReader) top(v jsonvalues.Value, member bool) {
	if v.Is(jsonvalues.Object) {
		for _, e := range v.Members() {
			if e.Is(jsonvalues.Array) && e.Len() >= 2 && firstOf(e).Is(jsonvalues.Object) && !member && j.alone(v) {
				for x := range e.Elems() {
					switch {
					case x.Get("type").Equal("Feature"):
						j.feature(x)
					case x.Get("resource").Get("resourceType").Is(jsonvalues.String):
						j.resource(x.Get("resource"))
					default:
						j.record(x)
					}
				}
				return
			}
		}
	}
	j.record(v)
	if member && !v.Is(jsonvalues.Object) && !v.Is(jsonvalues.Array) {
		j.f.Rows-- // what a wrapper says of itself is looked at and is no record
	}
}

// alone reports whether an object has few members beside an array: it wraps it, and is no record that holds a list.
func (j *jsonReader) alone(v jsonvalues.Value) bool {
	scalars := 0
	for _, e := range v.Members() {
		if e.Is(jsonvalues.String) || e.Is(jsonvalues.Number) {
			scalars++
		}
	}
	return scalars <= 3 && j.t.Rows() == 0
}

func firstOf(v jsonvalues.Value) jsonvalues.Value {
	for e := range v.Elems() {
		return e
	}
	return jsonvalues.Value{}
}

// A member is a key of an object, at its path; members below it are those of the object that it holds.
type member struct {
	key    string
	column int // of a value there; -1 before the first
	path   string
	below  []*member
}

// find returns the member of a key, which is as a rule the one after the last.
func (m *member) find(key []byte, guess int) (*member, int) {
	if guess < len(m.below) && m.below[guess].key == string(key) {
		return m.below[guess], guess
	}
	for i, b := range m.below {
		if b.key == string(key) {
			return b, i
		}
	}
	if len(m.below) >= maxMembersOf {
		return m.below[0], 0
	}
	b := &member{key: string(key), column: -1, path: join(m.path, string(key))}
	m.below = append(m.below, b)
	return b, len(m.below) - 1
}

// maxMembersOf bounds the different keys of one object: beyond, a key stands for the first.
const maxMembersOf = 4096

// record makes a row of a value: each leaf is a cell of the column of its path. Leaves stay where they lie in the text of
// the record, unless an escape has to be undone.
func (j *jsonReader) record(v jsonvalues.Value) {
	j.leaves = 0
	raw := v.Raw()
	j.from, _ = v.Span()
	j.base = j.t.Text(raw)
	j.escaped = bytes.IndexByte(raw, '\\') >= 0
	j.walk(v, &j.root)
	j.t.EndRow()
	if j.leaves > maxLeaves {
		j.f.Fault("a record has more than " + strconv.Itoa(maxLeaves) + " values")
	}
}

func (j *jsonReader) walk(v jsonvalues.Value, at *member) {
	switch v.Kind() {
	case jsonvalues.Object:
		i := -1
		for k, e := range v.Members() {
			var m *member
			m, i = at.find(k.Raw(), i+1)
			j.walk(e, m)
		}
	case jsonvalues.Array:
		for e := range v.Elems() {
			j.walk(e, at)
		}
	case jsonvalues.String, jsonvalues.Number:
		if j.leaves++; j.leaves > maxLeaves {
			return
		}
		if at.column < 0 {
			if at.column = j.columns; j.columns < census.MaxColumns-1 {
				j.columns++
			}
			j.t.Column(at.column, at.path)
		}
		start, end := v.Span()
		if j.escaped && bytes.IndexByte(v.Raw(), '\\') >= 0 {
			j.t.Add(at.column, []byte(v.String())) // behind the text of the record
			return
		}
		j.t.Cell(at.column, j.base+start-j.from, j.base+end-j.from)
	}
}
