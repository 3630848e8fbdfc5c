package datafile

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxErrors bounds the errors reported of one file.
const maxErrors = 50

// Decode reads the one document of a file into v, a pointer, and returns all
// errors joined, each an *Error. A file without a document leaves v as it is.
//
// Mappings go into structs, by the names in `yaml` tags as package yaml reads
// them, and into maps with keys of text; lists into slices; plain values into
// text, numbers, truths (true, false, yes, no) and encoding.TextUnmarshaler. A
// type with UnmarshalYAML(*yaml.Node) reads itself.
func Decode(b []byte, name string, v any) error {
	root, err := Parse(b, name)
	if err != nil {
		return err
	}
	return DecodeNode(root, name, v)
}

// DecodeNode decodes one node of a file, for types that read themselves. They
// may leave name empty: whoever decodes the file fills it in.
func DecodeNode(n *yaml.Node, name string, v any) error {
	d := decoder{name: name, fields: map[reflect.Type][]field{}}
	d.value(n, reflect.ValueOf(v).Elem())
	return errors.Join(d.errs...)
}

type decoder struct {
	name   string
	errs   []error
	fields map[reflect.Type][]field // of structs, once looked at
}

// A field is what a key of a mapping goes into.
type field struct {
	key   string
	index []int
}

func (d *decoder) errorf(n *yaml.Node, format string, args ...any) {
	d.fail(d.at(n).Errorf(format, args...))
}

func (d *decoder) at(n *yaml.Node) Place { return Place{d.name, max(n.Line, 1)} }

func (d *decoder) fail(err error) {
	switch len(d.errs) {
	case maxErrors:
	case maxErrors - 1:
		d.errs = append(d.errs, fmt.Errorf("%s: more errors follow; these first", d.name))
	default:
		d.errs = append(d.errs, err)
	}
}

var placeType = reflect.TypeFor[Place]()

// value reads n into v.
func (d *decoder) value(n *yaml.Node, v reflect.Value) {
	if d.own(n, v) || isNull(n) {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		p := reflect.New(v.Type().Elem())
		d.value(n, p.Elem())
		v.Set(p)
	case reflect.Struct:
		if d.shape(n, yaml.MappingNode, "keys and values") {
			d.mapping(n, v)
		}
	case reflect.Map:
		if d.shape(n, yaml.MappingNode, "keys and values") {
			d.dictionary(n, v)
		}
	case reflect.Slice:
		if d.shape(n, yaml.SequenceNode, "a list") {
			d.list(n, v)
		}
	default:
		if d.shape(n, yaml.ScalarNode, "a plain value") {
			if err := plain(n.Value, v); err != nil {
				d.errorf(n, "%w", err)
			}
		}
	}
}

// isNull reports whether nothing stands after a key, or null or ~.
func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

func (d *decoder) shape(n *yaml.Node, want yaml.Kind, words string) bool {
	if n.Kind == want {
		return true
	}
	have := map[yaml.Kind]string{yaml.MappingNode: "keys and values", yaml.SequenceNode: "a list", yaml.ScalarNode: "a plain value"}[n.Kind]
	d.errorf(n, "want %s, have %s", words, have)
	return false
}

// own lets a type read itself that can, and reports whether it can.
func (d *decoder) own(n *yaml.Node, v reflect.Value) bool {
	switch u := v.Addr().Interface().(type) {
	case yaml.Unmarshaler:
		if err := u.UnmarshalYAML(n); err != nil {
			d.fail(d.placed(n, err))
		}
	case encoding.TextUnmarshaler:
		if !isNull(n) && d.shape(n, yaml.ScalarNode, "a plain value") {
			if err := u.UnmarshalText([]byte(n.Value)); err != nil {
				d.errorf(n, "%w", err)
			}
		}
	default:
		return false
	}
	return true
}

// placed gives an error of a type that reads itself a place where it has none.
func (d *decoder) placed(n *yaml.Node, err error) error {
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		for _, e := range joined.Unwrap() {
			d.placed(n, e)
		}
		return err
	}
	var e *Error
	if !errors.As(err, &e) {
		return &Error{d.at(n), err}
	}
	if e.File == "" {
		e.File = d.name
	}
	return err
}

func (d *decoder) mapping(n *yaml.Node, v reflect.Value) {
	fields := d.fieldsOf(v.Type())
	d.pairs(n, func(k, val *yaml.Node) {
		i := slices.IndexFunc(fields, func(f field) bool { return f.key == k.Value })
		if i < 0 {
			d.errorf(k, "unknown key %q%s", k.Value, Nearest(k.Value, keysOf(fields)))
			return
		}
		d.value(val, v.FieldByIndex(fields[i].index))
	})
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.Type == placeType && f.IsExported() && !slices.ContainsFunc(fields, func(x field) bool { return x.index[0] == i }) {
			v.Field(i).Set(reflect.ValueOf(d.at(n)))
		}
	}
}

func (d *decoder) dictionary(n *yaml.Node, v reflect.Value) {
	if v.Type().Key().Kind() != reflect.String {
		panic("datafile: a map wants keys of text") // a fault of the type handed in
	}
	v.Set(reflect.MakeMap(v.Type()))
	d.pairs(n, func(k, val *yaml.Node) {
		elem := reflect.New(v.Type().Elem()).Elem()
		d.value(val, elem)
		v.SetMapIndex(reflect.ValueOf(k.Value).Convert(v.Type().Key()), elem)
	})
}

// pairs calls each with the keys of a mapping and their values, and refuses keys that stand twice.
func (d *decoder) pairs(n *yaml.Node, each func(k, v *yaml.Node)) {
	seen := make(map[string]bool, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		switch {
		case k.Kind != yaml.ScalarNode || isNull(k):
			d.errorf(k, "a key is one word")
		case seen[k.Value]:
			d.errorf(k, "%s stands twice; keep one", k.Value)
		default:
			seen[k.Value] = true
			each(k, n.Content[i+1])
		}
	}
}

func (d *decoder) list(n *yaml.Node, v reflect.Value) {
	out := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, c := range n.Content {
		if isNull(c) {
			d.errorf(c, "an empty entry")
			continue
		}
		d.value(c, out.Index(i))
	}
	v.Set(out)
}

// plain reads text into v.
func plain(text string, v reflect.Value) error {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
		return nil
	case reflect.Bool:
		switch text {
		case "true", "yes":
			v.SetBool(true)
			return nil
		case "false", "no":
			v.SetBool(false)
			return nil
		}
		return fmt.Errorf("%.40q is neither true nor false", text)
	case reflect.Int, reflect.Int64:
		n, err := number(text)
		if err == nil {
			v.SetInt(n)
		}
		return err
	}
	panic("datafile: cannot fill a " + v.Type().String()) // a fault of the type handed in
}

// number reads a whole number, in which digits may be grouped with "_". One that
// begins with 0 is refused: to some readers of YAML it is octal.
func number(text string) (int64, error) {
	digits := strings.ReplaceAll(text, "_", "")
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || len(digits) > 1 && digits != strconv.FormatInt(n, 10) {
		return 0, fmt.Errorf("%.40q is no whole number, or too large", text)
	}
	return n, nil
}

// fieldsOf lists the keys of a struct, those of inlined structs among them.
func (d *decoder) fieldsOf(t reflect.Type) []field {
	if known, ok := d.fields[t]; ok {
		return known
	}
	var out []field
	for i := range t.NumField() {
		f := t.Field(i)
		name, option, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case name == "-" || !f.IsExported():
		case option == "inline":
			for _, in := range d.fieldsOf(f.Type) {
				out = append(out, field{in.key, append([]int{i}, in.index...)})
			}
		case name == "":
			out = append(out, field{strings.ToLower(f.Name), []int{i}})
		default:
			out = append(out, field{name, []int{i}})
		}
	}
	d.fields[t] = out
	return out
}

func keysOf(fields []field) []string {
	keys := make([]string, len(fields))
	for i, f := range fields {
		keys[i] = f.key
	}
	return keys
}
