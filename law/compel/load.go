package compel

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/fact"
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

// A Library is a checked set of laws and cases. It does not change.
type Library struct {
	laws  []*Law // by ID
	cases []Case
}

// Default loads the embedded data.
func Default() (*Library, error) {
	sub, err := fs.Sub(data, "data")
	if err != nil {
		return nil, err
	}
	return Load(sub)
}

// Load reads every .yaml file at the root of fsys, in order of name, and checks the whole.
// All that is wrong is joined in one error, each an *Error with its place.
func Load(fsys fs.FS) (*Library, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, err
	}
	l := &Library{}
	var errs []error
	for _, name := range names {
		b, err := read(fsys, name)
		if err != nil {
			return nil, err
		}
		errs = append(errs, l.parse(path.Base(name), b)...)
	}
	slices.SortStableFunc(l.laws, func(a, b *Law) int { return cmp.Compare(a.ID, b.ID) })
	errs = append(errs, l.check()...)
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return l, nil
}

func read(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(b) > maxFile {
		err = Place{name, 1}.errorf("longer than %d bytes", maxFile)
	}
	return b, err
}

// parse adds what one file holds. It is read twice: strictly into values, and
// into nodes that know their lines.
func (l *Library) parse(name string, b []byte) []error {
	var file struct {
		Laws  []*Law
		Cases []Case
	}
	var lines struct{ Laws, Cases []yaml.Node }
	dec := yaml.NewDecoder(bytes.NewReader(b))
	dec.KnownFields(true)
	if err := dec.Decode(&file); errors.Is(err, io.EOF) {
		return nil
	} else if err != nil {
		return yamlErrors(name, err)
	}
	if err := yaml.Unmarshal(b, &lines); err != nil {
		return yamlErrors(name, err)
	}
	for i, w := range file.Laws {
		if w == nil {
			return []error{Place{name, lines.Laws[i].Line}.errorf("an empty entry")}
		}
		w.place = Place{name, lines.Laws[i].Line}
		l.laws = append(l.laws, w)
	}
	for i, c := range file.Cases {
		c.place = Place{name, lines.Cases[i].Line}
		l.cases = append(l.cases, c)
	}
	return nil
}

// yamlErrors gives the words of the YAML reader a place each.
func yamlErrors(name string, err error) (errs []error) {
	lines := strings.Split(strings.TrimPrefix(err.Error(), "yaml: "), "\n")
	if te, ok := errors.AsType[*yaml.TypeError](err); ok {
		lines = te.Errors
	}
	for _, s := range lines {
		at := Place{name, 1}
		if n, rest, ok := strings.Cut(strings.TrimPrefix(s, "line "), ": "); ok {
			if v, err := strconv.Atoi(n); err == nil {
				at.Line, s = max(v, 1), rest
			}
		}
		errs = append(errs, at.errorf("%s", s))
	}
	return errs
}

// ErrOverlap is that two versions of a law are in force on one day.
var ErrOverlap = errors.New("overlapping periods")

func (l *Library) check() (errs []error) {
	for i, w := range l.laws {
		errs = append(errs, w.check()...)
		for _, o := range l.laws[:i] {
			if o.ID == w.ID {
				errs = append(errs, w.place.errorf("%s: stands already at %s:%d", w.ID, o.place.Name, o.place.Line))
			} else if w.Line != "" && w.Line == o.Line && overlap(w, o) {
				errs = append(errs, w.place.errorf("%s and %s (%s:%d): %w", w.ID, o.ID, o.place.Name, o.place.Line, ErrOverlap))
			}
		}
	}
	for _, c := range l.cases {
		errs = append(errs, c.check()...)
	}
	return errs
}

func overlap(a, b *Law) bool {
	after := func(from, last fact.Date) bool { return last != "" && from.First() > last.Last() }
	return !after(a.From, b.Last) && !after(b.From, a.Last)
}

func (l *Law) check() (errs []error) {
	bad := func(format string, args ...any) {
		errs = append(errs, l.place.errorf("%s: %w", l.ID, fmt.Errorf(format, args...)))
	}
	for _, f := range []struct{ name, text string }{{"id", l.ID}, {"title", l.Title}, {"cite", l.Citation}, {"from", string(l.From)},
		{"who", l.Who}, {"says", l.Says}, {"abroad_words", l.AbroadWords}} {
		if f.text == "" {
			bad("%s is missing", f.name)
		}
	}
	if len(l.Sources) == 0 {
		bad("no source")
	}
	for _, c := range append([]fact.Country{l.State}, l.Members...) {
		if got, err := fact.ParseCountry(string(c)); err != nil || got != c {
			bad("%q: want a two-letter country code in capitals", c)
		}
	}
	for _, d := range []fact.Date{l.From, l.Last, l.Tail, l.Seen} {
		if got, err := fact.ParseDate(string(d)); d != "" && (err != nil || got != d) {
			bad("%q: %w", d, fact.ErrDate)
		}
	}
	if l.Last != "" && l.Last.Last() < l.From.First() || l.Tail != "" && (l.Last == "" || l.Tail.Last() <= l.Last.Last()) {
		bad("dates reversed: want from, last, tail in this order")
	}
	if len(l.Grounds) == 0 {
		bad("no ground")
	}
	errs = append(errs, l.words()...)
	return errs
}

// words checks what must be of a vocabulary.
func (l *Law) words() (errs []error) {
	for _, g := range l.Grounds {
		if !slices.Contains(grounds, g) {
			errs = append(errs, l.place.errorf("%s: unknown ground %q, want one of %v", l.ID, g, grounds))
		}
	}
	for _, d := range l.Demands {
		if !slices.Contains(demands, d) {
			errs = append(errs, l.place.errorf("%s: unknown demand %q, want one of %v", l.ID, d, demands))
		}
	}
	if !slices.Contains([]Reach{"yes", "no", "unclear"}, l.Abroad) {
		errs = append(errs, l.place.errorf("%s: abroad is %q, want yes, no or unclear", l.ID, l.Abroad))
	}
	if !slices.Contains([]Secrecy{ByLaw, ByOrder, NoneFound}, l.Secrecy) {
		errs = append(errs, l.place.errorf("%s: secrecy is %q, want law, order or none-found", l.ID, l.Secrecy))
	}
	return errs
}

// Lookup returns the law of that ID, or nil.
func (l *Library) Lookup(id string) *Law {
	for _, w := range l.laws {
		if strings.EqualFold(w.ID, id) {
			return w
		}
	}
	return nil
}

// All returns all laws by ID. The slice is the caller's.
func (l *Library) All() []*Law { return slices.Clone(l.laws) }
