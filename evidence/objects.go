package evidence

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
	"slices"

	"github.com/longarm-project/longarm/internal/jsontokens"
)

// An Object is one record of JSON: maps, lists, strings, and true and false.
// Numbers are strings, as they are written.
type Object struct {
	Line    int64
	Members map[string]any
}

// Bounds of one Object: values, and values within values. What goes beyond is left out.
const (
	maxValues  = 200_000
	maxNesting = 24
)

// Objects yields the records of JSON: the elements of lists under one of the
// names, wherever they stand, and of a list at the top; where there is none of
// these, each object that follows another, as in JSON lines. Syntax errors are
// *LineErrors and end the sequence, as does a failure of r; what was complete
// before is given. Text may end between two elements, as logs do that grow.
func Objects(r io.Reader, lists ...string) iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		o := &objectReader{s: jsontokens.New(r), lists: lists, yield: yield}
		for {
			k, err := o.s.Next()
			if err == nil && k == jsontokens.End {
				return
			}
			if err == nil {
				err = o.top(k)
			}
			if err != nil {
				o.fail(err)
				return
			}
		}
	}
}

type objectReader struct {
	s      *jsontokens.Scanner
	lists  []string
	yield  func(Object, error) bool
	left   int
	listed bool // an element of a list was found in the value at hand
	within bool // an element is being read
}

var errEnough = errors.New("enough")

func (o *objectReader) fail(err error) {
	if errors.Is(err, errEnough) {
		return
	}
	if se, ok := errors.AsType[*jsontokens.SyntaxError](err); ok {
		if o.listed && !o.within && se.Ended {
			return // the list ends between two elements
		}
		err = BadLine(se.Line, "%s", se.What)
	}
	o.yield(Object{}, err)
}

// top reads a value at the top.
func (o *objectReader) top(k jsontokens.Kind) error {
	o.left, o.listed = maxValues, false
	switch k {
	case '[':
		return o.elements()
	case '{':
		line := o.s.Line()
		members, err := o.object(0)
		if err != nil || o.listed {
			return err
		}
		return o.give(line, members)
	}
	return nil
}

func (o *objectReader) give(line int64, members map[string]any) error {
	if !o.yield(Object{line, members}, nil) {
		return errEnough
	}
	return nil
}

// elements gives each object of a list that was opened.
func (o *objectReader) elements() error {
	o.listed = true
	for {
		k, err := o.s.Next()
		if err != nil || k == ']' {
			return err
		}
		if k != '{' {
			if k == '[' {
				err = o.s.Close()
			}
			if err != nil {
				return err
			}
			continue
		}
		o.left, o.within = maxValues, true
		line := o.s.Line()
		members, err := o.object(0)
		if err != nil {
			return err
		}
		o.within = false
		if err := o.give(line, members); err != nil {
			return err
		}
	}
}

// object reads the members of an object that was opened.
func (o *objectReader) object(depth int) (map[string]any, error) {
	members := make(map[string]any)
	for {
		k, err := o.s.Next()
		if err != nil || k == '}' {
			return members, err
		}
		name := string(o.s.Text())
		if k, err = o.s.Next(); err != nil {
			return members, err
		}
		if k == '[' && !o.within && slices.Contains(o.lists, name) {
			if err := o.elements(); err != nil {
				return members, err
			}
			continue
		}
		v, err := o.value(k, depth+1)
		if err != nil {
			return members, err
		}
		if o.left > 0 {
			members[name] = v
		}
	}
}

func (o *objectReader) value(k jsontokens.Kind, depth int) (any, error) {
	if o.left--; (k == '{' || k == '[') && depth > maxNesting {
		return nil, o.s.Close()
	}
	switch k {
	case '{':
		return o.object(depth)
	case '[':
		var out []any
		for {
			k, err := o.s.Next()
			if err != nil || k == ']' {
				return out, err
			}
			v, err := o.value(k, depth+1)
			if err != nil {
				return out, err
			}
			if o.left > 0 {
				out = append(out, v)
			}
		}
	case jsontokens.String, jsontokens.Number:
		if o.left <= 0 {
			return nil, nil
		}
		return string(o.s.Text()), nil
	case jsontokens.True:
		return true, nil
	case jsontokens.False:
		return false, nil
	}
	return nil, nil
}

// At returns the value at the end of a path of names, nil where there is none.
func At(v any, path ...string) any {
	for _, name := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[name]
	}
	return v
}

// Text returns the string at the end of a path of names, "" where there is none.
func (o Object) Text(path ...string) string {
	s, _ := At(o.Members, path...).(string)
	return s
}

// List returns the list at the end of a path of names, nil where there is none.
func (o Object) List(path ...string) []any {
	l, _ := At(o.Members, path...).([]any)
	return l
}

// Peek returns the first n bytes after blanks, fewer at the end, and a reader of the whole text.
func Peek(r io.Reader, n int) (head []byte, whole io.Reader, err error) {
	b := bufio.NewReaderSize(r, 64<<10)
	head, err = b.Peek(64 << 10)
	if err == io.EOF || err == bufio.ErrBufferFull {
		err = nil
	}
	if err != nil && len(head) > 0 {
		err = nil // the failure comes again, when that is read
	}
	head = bytes.TrimLeft(head, " \t\r\n")
	return head[:min(n, len(head))], b, err
}
