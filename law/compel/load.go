package compel

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

//go:embed data
var data embed.FS

// A Library is a checked set of laws and cases. It does not change.
type Library struct {
	// Digest is that of the files.
	Digest fact.Digest

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

// Load reads every .yaml file of fsys, in order of name, and checks the whole.
// All that is wrong is joined in one error, each with its file and line.
func Load(fsys fs.FS) (*Library, error) {
	type file struct {
		Laws  []*Law `yaml:"laws"`
		Cases []Case `yaml:"cases"`
	}
	files, err := datafile.All[file](fsys)
	if err != nil {
		return nil, err
	}
	sum, err := datafile.Sum(fsys)
	if err != nil {
		return nil, err
	}
	l := &Library{Digest: fact.Digest(sum)}
	for _, f := range files {
		l.laws = append(l.laws, f.Laws...)
		l.cases = append(l.cases, f.Cases...)
	}
	slices.SortStableFunc(l.laws, func(a, b *Law) int { return cmp.Compare(a.ID, b.ID) })
	if err := errors.Join(l.check()...); err != nil {
		return nil, err
	}
	return l, nil
}

// ErrOverlap is that two versions of a law are in force on one day.
var ErrOverlap = errors.New("overlapping periods")

func (l *Library) check() (errs []error) {
	for i, w := range l.laws {
		errs = append(errs, w.check()...)
		for _, o := range l.laws[:i] {
			if o.ID == w.ID {
				errs = append(errs, w.Place.Errorf("%s: stands already at %s", w.ID, o.Place))
			} else if w.Line != "" && w.Line == o.Line && overlap(w, o) {
				errs = append(errs, w.Place.Errorf("%s and %s (%s): %w", w.ID, o.ID, o.Place, ErrOverlap))
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
		errs = append(errs, l.Place.Errorf("%s: %w", l.ID, fmt.Errorf(format, args...)))
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
	for _, arm := range arms {
		if slices.Contains(l.Arms, arm) && !slices.ContainsFunc(l.Demands, func(d Demand) bool { return d.Serves(arm) }) {
			bad("arms: nothing that it demands serves %s", arm)
		}
	}
	if len(l.Arms) == 0 && slices.ContainsFunc(l.Demands, func(d Demand) bool { return slices.ContainsFunc(arms, d.Serves) }) {
		bad("arms: say which of %v its purpose serves", arms)
	}
	errs = append(errs, l.words()...)
	return errs
}

// words checks what must be of a vocabulary.
func (l *Law) words() (errs []error) {
	for _, g := range l.Grounds {
		if !slices.Contains(grounds, g) {
			errs = append(errs, l.Place.Errorf("%s: unknown ground %q, want one of %v", l.ID, g, grounds))
		}
	}
	for _, d := range l.Demands {
		if !slices.Contains(demands, d) {
			errs = append(errs, l.Place.Errorf("%s: unknown demand %q, want one of %v", l.ID, d, demands))
		}
	}
	for _, a := range l.Arms {
		if !slices.Contains(arms, a) {
			errs = append(errs, l.Place.Errorf("%s: unknown arm %q, want one of %v", l.ID, a, arms))
		}
	}
	if !slices.Contains([]Reach{"yes", "no", "unclear"}, l.Abroad) {
		errs = append(errs, l.Place.Errorf("%s: abroad is %q, want yes, no or unclear", l.ID, l.Abroad))
	}
	if !slices.Contains([]Secrecy{ByLaw, ByOrder, NoneFound}, l.Secrecy) {
		errs = append(errs, l.Place.Errorf("%s: secrecy is %q, want law, order or none-found", l.ID, l.Secrecy))
	}
	return errs
}

// Named returns the law of that ID, or the versions that belong to the instrument
// of that ID, in the order of their IDs; letter case does not matter.
func (l *Library) Named(id string) []*Law {
	var out []*Law
	for _, w := range l.laws {
		if strings.EqualFold(w.ID, id) || strings.EqualFold(w.Instrument, id) {
			out = append(out, w)
		}
	}
	return out
}

// All returns all laws by ID. The slice is the caller's.
func (l *Library) All() []*Law { return slices.Clone(l.laws) }
