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
	j := &jsonReader{f: f, t: f.NewTable(), columns: map[string]int{}}
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
	columns map[string]int
	leaves  int
	health  fhir
	tracks  map[string][]census.Point
	path    []byte
	raw     []byte
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

// record makes a row of a value: each leaf is a cell of the column of its path.
func (j *jsonReader) record(v jsonvalues.Value) {
	j.leaves = 0
	j.path = j.path[:0]
	j.walk(v)
	j.t.EndRow()
	if j.leaves > maxLeaves {
		j.f.Fault("a record has more than " + strconv.Itoa(maxLeaves) + " values")
	}
}

func (j *jsonReader) walk(v jsonvalues.Value) {
	switch v.Kind() {
	case jsonvalues.Object:
		n := len(j.path)
		for k, e := range v.Members() {
			if n > 0 {
				j.path = append(j.path, '.')
			}
			j.path = append(j.path, k.Raw()...)
			j.walk(e)
			j.path = j.path[:n]
		}
	case jsonvalues.Array:
		for e := range v.Elems() {
			j.walk(e)
		}
	case jsonvalues.String, jsonvalues.Number:
		if j.leaves++; j.leaves > maxLeaves {
			return
		}
		c, ok := j.columns[string(j.path)]
		if !ok {
			if len(j.columns) >= census.MaxColumns {
				c = 0
			} else {
				c = len(j.columns)
				j.columns[string(j.path)] = c
			}
			j.t.Column(c, string(j.path))
		}
		j.t.Add(c, j.text(v))
	}
}

// text is the text of a string or number, escapes undone.
func (j *jsonReader) text(v jsonvalues.Value) []byte {
	raw := v.Raw()
	if bytes.IndexByte(raw, '\\') < 0 {
		return raw
	}
	j.raw = append(j.raw[:0], v.String()...)
	return j.raw
}
