package instrument

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed data
var data embed.FS

// A Place is a line of a data file.
type Place struct {
	Name string
	Line int // from 1
}

// An Error locates what is wrong with the data.
type Error struct {
	Place
	Err error
}

func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %v", e.Name, e.Line, e.Err) }

// Unwrap returns what is wrong.
func (e *Error) Unwrap() error { return e.Err }

func (p Place) errorf(format string, args ...any) error {
	return &Error{p, fmt.Errorf(format, args...)}
}

// maxFile bounds a data file.
const maxFile = 4 << 20

// A Library is a checked set of instruments, listings and cases. It does not change.
type Library struct {
	instruments []*Instrument // by ID
	byID        map[string]*Instrument
	listings    []*Listing // by list, subject, first day
	cases       []Case
}

// Default loads the embedded data.
func Default() (*Library, error) {
	sub, err := fs.Sub(data, "data")
	if err != nil {
		return nil, err
	}
	return Load(sub)
}

// Load reads every .yaml file of fsys, in order of name, and checks the whole.
// All that is wrong is joined in one error, each an *Error with its place.
func Load(fsys fs.FS) (*Library, error) {
	l := &Library{byID: map[string]*Instrument{}}
	var errs []error
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".yaml" {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if info.Size() > maxFile {
			errs = append(errs, Place{name, 1}.errorf("longer than %d bytes", maxFile))
			return nil
		}
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		errs = append(errs, l.parse(name, b)...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	errs = append(errs, l.finish()...)
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return l, nil
}

// parse adds what one file holds.
func (l *Library) parse(name string, b []byte) (errs []error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(b, &doc); err != nil {
		return []error{Place{name, yamlLine(err)}.errorf("%s", yamlText(err))}
	}
	if len(doc.Content) == 0 {
		return nil
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		return []error{Place{name, root.Line}.errorf("want instruments, listings or cases")}
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, items := root.Content[i], root.Content[i+1]
		if items.Kind != yaml.SequenceNode {
			errs = append(errs, Place{name, key.Line}.errorf("%s: want a list", key.Value))
			continue
		}
		for _, n := range items.Content {
			if err := l.item(key.Value, Place{name, n.Line}, n); err != nil {
				errs = append(errs, err)
			}
		}
	}
	return errs
}

func (l *Library) item(key string, at Place, n *yaml.Node) error {
	switch key {
	case "instruments":
		i := &Instrument{place: at}
		if err := decode(n, i, at); err != nil {
			return err
		}
		l.instruments = append(l.instruments, i)
	case "listings":
		e := &Listing{place: at}
		if err := decode(n, e, at); err != nil {
			return err
		}
		l.listings = append(l.listings, e)
	case "cases":
		c := Case{place: at}
		if err := decode(n, &c, at); err != nil {
			return err
		}
		l.cases = append(l.cases, c)
	default:
		return at.errorf("%q is none of instruments, listings, cases", key)
	}
	return nil
}

// decode reads a mapping into v, refusing keys v has no field for.
func decode(n *yaml.Node, v any, at Place) error {
	if err := known(n, reflect.TypeOf(v).Elem(), at.Name); err != nil {
		return err
	}
	if err := n.Decode(v); err != nil {
		return at.errorf("%s", yamlText(err))
	}
	return nil
}

// known refuses aliases, and keys that are not fields of t or stand twice.
func known(n *yaml.Node, t reflect.Type, name string) error {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return Place{name, n.Line}.errorf("anchors and aliases are not read")
	case n.Kind == yaml.SequenceNode && t.Kind() == reflect.Slice:
		for _, c := range n.Content {
			if err := known(c, t.Elem(), name); err != nil {
				return err
			}
		}
	case n.Kind == yaml.MappingNode && t.Kind() == reflect.Struct:
		return knownFields(n, t, name)
	case n.Kind == yaml.MappingNode || n.Kind == yaml.SequenceNode || t.Kind() == reflect.Struct || t.Kind() == reflect.Slice:
		return Place{name, n.Line}.errorf("want %s", shape(t))
	}
	return nil
}

func knownFields(n *yaml.Node, t reflect.Type, name string) error {
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if seen[key.Value] {
			return Place{name, key.Line}.errorf("%s stands twice", key.Value)
		}
		seen[key.Value] = true
		f, ok := field(t, key.Value)
		if !ok {
			return Place{name, key.Line}.errorf("unknown key %q", key.Value)
		}
		if err := known(n.Content[i+1], f.Type, name); err != nil {
			return err
		}
	}
	return nil
}

func field(t reflect.Type, key string) (reflect.StructField, bool) {
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() && f.Tag.Get("yaml") == key {
			return f, true
		}
	}
	return reflect.StructField{}, false
}

func shape(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Struct:
		return "a mapping"
	case reflect.Slice:
		return "a list"
	}
	return "a plain value"
}

// yamlText drops the prefix and the line that the YAML reader puts before its words.
func yamlText(err error) string {
	s := strings.TrimPrefix(err.Error(), "yaml: ")
	s = strings.TrimPrefix(s, "unmarshal errors:\n  ")
	if strings.HasPrefix(s, "line ") {
		if _, rest, ok := strings.Cut(s, ": "); ok {
			s = rest
		}
	}
	return s
}

func yamlLine(err error) int {
	line := 1
	if _, rest, ok := strings.Cut(err.Error(), "line "); ok {
		if _, err := fmt.Sscanf(rest, "%d", &line); err != nil {
			return 1
		}
	}
	return line
}

// finish fills what may be left out, sorts, and checks the whole.
func (l *Library) finish() []error {
	errs := l.check()
	slices.SortStableFunc(l.instruments, func(a, b *Instrument) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortStableFunc(l.listings, func(a, b *Listing) int {
		return cmp.Or(cmp.Compare(a.List, b.List), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.From, b.From))
	})
	return errs
}

// Instruments returns all instruments by ID. The slice is the caller's.
func (l *Library) Instruments() []*Instrument { return slices.Clone(l.instruments) }

// Listings returns all listings by list, subject and first day. The slice is the caller's.
func (l *Library) Listings() []*Listing { return slices.Clone(l.listings) }

// Lookup returns the instrument of that ID, letter case aside, or nil.
func (l *Library) Lookup(id string) *Instrument { return l.byID[strings.ToUpper(id)] }
