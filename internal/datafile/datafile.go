// Package datafile reads YAML files of data strictly: rules, tables and
// catalogues that come with longarm or that a user writes.
//
// A file is one document, bounded in size, nesting and number of nodes, without
// anchors, aliases and merged mappings: a value stands where it is written. A key
// that the wanted type does not have, a key that stands twice and a value of the
// wrong shape are errors. All errors are reported, each with file and line.
package datafile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// The bounds of a file.
const (
	MaxSize  = 4 << 20 // bytes
	maxNodes = 400_000 // keys and values
	maxDepth = 64      // mappings and lists within each other
)

// A Place is a line of a file. A struct that [Decode] fills has the place of its
// mapping put into every field of this type that no key names.
type Place struct {
	File string
	Line int // from 1
}

func (p Place) String() string { return fmt.Sprintf("%s:%d", p.File, p.Line) }

// Errorf makes an *Error at p.
func (p Place) Errorf(format string, args ...any) error {
	return &Error{p, fmt.Errorf(format, args...)}
}

// An Error says what is wrong at a place.
type Error struct {
	Place
	Err error
}

func (e *Error) Error() string { return fmt.Sprintf("%s: %v", e.Place, e.Err) }

// Unwrap returns what is wrong.
func (e *Error) Unwrap() error { return e.Err }

// Parse reads the one document of a file into its nodes; a file without any
// reads as null. name is used in errors, each an *Error.
func Parse(b []byte, name string) (*yaml.Node, error) {
	at := Place{name, 1}
	if len(b) > MaxSize {
		return nil, at.Errorf("larger than %d bytes", MaxSize)
	}
	var doc yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(b))
	if err := d.Decode(&doc); errors.Is(err, io.EOF) {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Line: 1}, nil
	} else if err != nil {
		return nil, syntaxError(name, err)
	}
	t := tree{name: name}
	if err := t.check(&doc, 0); err != nil {
		return nil, err
	}
	var next yaml.Node
	if err := d.Decode(&next); err == nil {
		return nil, Place{name, max(next.Line, 1)}.Errorf("only one document may stand in a file")
	} else if !errors.Is(err, io.EOF) {
		return nil, syntaxError(name, err)
	}
	return doc.Content[0], nil
}

// syntaxError gives the parser's message a place.
func syntaxError(name string, err error) error {
	at, text := Place{name, 1}, strings.TrimPrefix(err.Error(), "yaml: ")
	if rest, ok := strings.CutPrefix(text, "line "); ok {
		if number, what, ok := strings.Cut(rest, ": "); ok {
			if n, err := strconv.Atoi(number); err == nil {
				at.Line, text = max(n, 1), what
			}
		}
	}
	return at.Errorf("not YAML: %s", text)
}

type tree struct {
	name  string
	nodes int
}

// check refuses nodes that are too many or too deep, and those that stand for another.
func (t *tree) check(n *yaml.Node, depth int) error {
	at := Place{t.name, max(n.Line, 1)}
	t.nodes++
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return at.Errorf("anchors and aliases are not read; write the value out")
	case t.nodes > maxNodes:
		return at.Errorf("more than %d keys and values", maxNodes)
	case depth > maxDepth:
		return at.Errorf("nested deeper than %d", maxDepth)
	}
	for _, c := range n.Content {
		if err := t.check(c, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// ReadFile reads a file of at most MaxSize bytes.
func ReadFile(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return Read(f, name)
}

// Read reads all of r, at most MaxSize bytes.
func Read(r io.Reader, name string) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err == nil && len(b) > MaxSize {
		err = Place{name, 1}.Errorf("larger than %d bytes", MaxSize)
	}
	return b, err
}

// All decodes every .yaml file of fsys, in order of name, each into a T of its
// own. Errors of all files are joined.
func All[T any](fsys fs.FS) ([]T, error) {
	var out []T
	var errs []error
	err := fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || path.Ext(name) != ".yaml" {
			return err
		}
		b, err := ReadFile(fsys, name)
		if err != nil {
			return err
		}
		var v T
		errs = append(errs, Decode(b, name, &v))
		out = append(out, v)
		return nil
	})
	return out, errors.Join(append(errs, err)...)
}
