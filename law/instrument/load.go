package instrument

import (
	"cmp"
	"embed"
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/internal/datafile"
)

//go:embed data
var data embed.FS

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
// All that is wrong is joined in one error, each with its file and line.
func Load(fsys fs.FS) (*Library, error) {
	type file struct {
		Instruments []*Instrument `yaml:"instruments"`
		Listings    []*Listing    `yaml:"listings"`
		Cases       []Case        `yaml:"cases"`
	}
	files, err := datafile.All[file](fsys)
	if err != nil {
		return nil, err
	}
	l := &Library{byID: map[string]*Instrument{}}
	for _, f := range files {
		l.instruments = append(l.instruments, f.Instruments...)
		l.listings = append(l.listings, f.Listings...)
		l.cases = append(l.cases, f.Cases...)
	}
	if err := errors.Join(l.finish()...); err != nil {
		return nil, err
	}
	return l, nil
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
