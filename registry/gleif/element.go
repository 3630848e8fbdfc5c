package gleif

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"iter"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// maxDepth is how deep elements may nest within a record.
const maxDepth = 64

var errTags = errors.New("the tags of the record do not match")

// An element reads the fields of one record in XML.
type element struct {
	fields *fields
	rest   []byte
	path   []byte
	starts []int // of the open elements, in path
	counts map[string]int
	number int // of the repeated element at hand
	text   []byte
}

// element gathers the fields of a record, whose text begins with its opening tag.
func (r *reader) element(rec []byte) error {
	if !utf8.Valid(rec) {
		rec, _ = charmap.Windows1252.NewDecoder().Bytes(rec) // a table of bytes: does not fail
		r.recoded = true
	}
	e := &element{fields: &r.fields, rest: rec[bytes.IndexByte(rec, '>')+1:]}
	for {
		text, rest, ok := bytes.Cut(e.rest, []byte("<"))
		if !ok {
			return errTags
		}
		e.text, e.rest = append(e.text, text...), rest
		if done, err := e.markup(); done || err != nil {
			return err
		}
	}
}

// markup reads what follows a "<". done is set at the end of the record.
func (e *element) markup() (done bool, err error) {
	switch {
	case bytes.HasPrefix(e.rest, []byte("![CDATA[")):
		body, err := e.until("]]>")
		e.text = append(e.text, html.EscapeString(string(bytes.TrimPrefix(body, []byte("![CDATA["))))...)
		return false, err
	case bytes.HasPrefix(e.rest, []byte("!--")):
		_, err = e.until("-->")
		return false, err
	}
	tag, err := e.until(">")
	switch {
	case err != nil || len(tag) == 0 || tag[0] == '!' || tag[0] == '?':
		return false, err
	case tag[0] != '/':
		return false, e.open(tag)
	case len(e.starts) == 0:
		return true, nil
	}
	return false, e.close(tag[1:])
}

// until cuts the text before end off what is left.
func (e *element) until(end string) ([]byte, error) {
	body, rest, ok := bytes.Cut(e.rest, []byte(end))
	if !ok {
		return nil, errTags
	}
	e.rest = rest
	return body, nil
}

func (e *element) open(tag []byte) error {
	if len(e.starts) == maxDepth {
		return fmt.Errorf("%w: more than %d levels", errTags, maxDepth)
	}
	whole := append(append([]byte{'<'}, tag...), '>')
	start := len(e.path)
	e.path, e.text = appendName(e.path, tagName(whole)), e.text[:0]
	if repeats[string(e.path)] {
		if e.counts == nil {
			e.counts = make(map[string]int)
		}
		e.counts[string(e.path)]++
		e.number = e.counts[string(e.path)]
	}
	for name, value := range attributes(whole) {
		if a := attribute(name); a != "" {
			e.fields.put(paths[string(e.path)+a], e.number, html.UnescapeString(string(value)))
		}
	}
	if bytes.HasSuffix(tag, []byte("/")) {
		e.path = e.path[:start]
		return nil
	}
	e.starts = append(e.starts, start)
	return nil
}

func (e *element) close(name []byte) error {
	start := e.starts[len(e.starts)-1]
	if closed := appendName(nil, bytes.TrimSpace(name)); !bytes.Equal(bytes.TrimPrefix(e.path[start:], []byte(".")), closed) {
		return fmt.Errorf("%w: %.60q closed by %.60q", errTags, e.path[start:], closed)
	}
	if id := paths[string(e.path)]; id != noField {
		e.fields.put(id, e.number, strings.TrimSpace(html.UnescapeString(string(e.text))))
	}
	e.path, e.starts, e.text = e.path[:start], e.starts[:len(e.starts)-1], e.text[:0]
	return nil
}

// attributes yields the names and raw values of a tag's attributes.
func attributes(tag []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(name, value []byte) bool) {
		rest := bytes.TrimRight(tag[len(tagName(tag))+1:], "/>")
		for {
			name, after, ok := bytes.Cut(rest, []byte("="))
			after = bytes.TrimLeft(after, " \t\r\n")
			if !ok || len(after) == 0 || after[0] != '"' && after[0] != '\'' {
				return
			}
			value, next, ok := bytes.Cut(after[1:], after[:1])
			if !ok || !yield(bytes.TrimSpace(name), value) {
				return
			}
			rest = next
		}
	}
}
