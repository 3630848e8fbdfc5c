package provider

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Gazetteer files are YAML of one plain shape, so that a whole gazetteer is read
// in a few milliseconds and each entry has one line to cite: keys at the margin
// with a scalar, or with a list below of scalars or one-line maps of scalars.

// Bounds of a gazetteer file.
const (
	maxLine   = 4096
	maxFields = 16
)

var errLayout = errors.New("not of the form key: value, - value or - {key: value}")

// A field is one key and value of an entry; the key of a plain scalar is empty.
type field struct{ key, value string }

// An entry is one line of a gazetteer file.
type entry struct {
	section string // the key at the margin that it stands under
	item    bool   // it is an item of a list
	line    int    // from 1
	fields  []field
}

// get returns the value of key, empty where there is none.
func (e *entry) get(key string) string {
	for _, f := range e.fields {
		if f.key == key {
			return f.value
		}
	}
	return ""
}

// A LineError locates a line of a gazetteer or prefix file that could not be read. The rest is still read.
type LineError struct {
	Name string // as the caller named the file
	Line int    // from 1; 0: the whole file
	Err  error
}

func (e *LineError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %v", e.Name, e.Err)
	}
	return fmt.Sprintf("%s:%d: %v", e.Name, e.Line, e.Err)
}

func (e *LineError) Unwrap() error { return e.Err }

// parseLayout reads a gazetteer file. Lines that do not parse are returned as errors, in order.
func parseLayout(name, text string) (entries []entry, bad []*LineError) {
	section := ""
	for n := 1; text != ""; n++ {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		line = strings.TrimRight(line, " \r")
		if t := strings.TrimLeft(line, " "); t == "" || t[0] == '#' {
			continue
		}
		e, err := parseLine(line, section)
		if err != nil {
			bad = append(bad, &LineError{name, n, err})
			continue
		}
		if !e.item {
			section = ""
			if len(e.fields) == 0 {
				section = e.section // opens a list
				continue
			}
		}
		e.line = n
		entries = append(entries, e)
	}
	return entries, bad
}

func parseLine(line, section string) (entry, error) {
	if len(line) > maxLine || !utf8.ValidString(line) {
		return entry{}, fmt.Errorf("%w: longer than %d bytes or not UTF-8", errLayout, maxLine)
	}
	if item, ok := strings.CutPrefix(line, "  - "); ok {
		if section == "" {
			return entry{}, fmt.Errorf("%w: an item outside a list", errLayout)
		}
		fields, err := parseItem(item)
		return entry{section: section, item: true, fields: fields}, err
	}
	key, rest, ok := strings.Cut(line, ":")
	if !ok || !isKey(key) || rest != "" && rest[0] != ' ' {
		return entry{}, errLayout
	}
	if rest = strings.TrimLeft(rest, " "); rest == "" {
		return entry{section: key}, nil
	}
	value, tail, err := scalar(rest, "")
	if err != nil || tail != "" {
		return entry{}, errLayout
	}
	return entry{section: key, fields: []field{{"", value}}}, nil
}

func parseItem(s string) ([]field, error) {
	body, ok := strings.CutPrefix(s, "{")
	if !ok {
		value, tail, err := scalar(s, "")
		if err != nil || tail != "" {
			return nil, errLayout
		}
		return []field{{"", value}}, nil
	}
	fields := make([]field, 0, 6)
	for {
		body = strings.TrimLeft(body, " ")
		key, rest, ok := strings.Cut(body, ": ")
		if !ok || !isKey(key) || len(fields) == maxFields {
			return nil, errLayout
		}
		for _, f := range fields {
			if f.key == key {
				return nil, fmt.Errorf("%w: %s stands twice", errLayout, key)
			}
		}
		value, tail, err := scalar(strings.TrimLeft(rest, " "), ",}")
		if err != nil {
			return nil, err
		}
		fields = append(fields, field{key, value})
		switch {
		case tail == "}":
			return fields, nil
		case strings.HasPrefix(tail, ", "):
			body = tail[1:]
		default:
			return nil, errLayout
		}
	}
}

// scalar reads a plain or double-quoted scalar up to one of the bytes of stop, or to the end.
func scalar(s, stop string) (value, tail string, err error) {
	if strings.HasPrefix(s, `"`) {
		end := strings.IndexByte(s[1:], '"')
		if end < 0 || strings.IndexByte(s[1:1+end], '\\') >= 0 || strings.ContainsFunc(s[1:1+end], isOdd) {
			return "", "", fmt.Errorf("%w: quoted values end on their line and hold no backslash", errLayout)
		}
		return s[1 : 1+end], s[2+end:], nil
	}
	end := len(s)
	if i := strings.IndexAny(s, stop); stop != "" && i >= 0 {
		end = i
	}
	value, tail = s[:end], s[end:]
	if !isPlain(value) {
		return "", "", fmt.Errorf("%w: %.40q needs quotes", errLayout, value)
	}
	return value, tail, nil
}

// isPlain reports whether YAML reads s as the string s without quotes.
func isPlain(s string) bool {
	if s == "" || s != strings.TrimSpace(s) || strings.Contains(s, ": ") || strings.Contains(s, " #") || s[len(s)-1] == ':' {
		return false
	}
	if strings.ContainsAny(s, "{}[],\"'`?") || strings.ContainsFunc(s, isOdd) {
		return false
	}
	return !strings.ContainsRune("-:&*!|>%@#", rune(s[0]))
}

// isOdd reports whether r is neither printable nor a plain space.
func isOdd(r rune) bool { return !unicode.IsPrint(r) }

func isKey(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < 'a' || c > 'z') && c != '-' && c != '_' {
			return false
		}
	}
	return s != ""
}
