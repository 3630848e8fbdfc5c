package census

import (
	"cmp"
	"errors"
	"maps"
	"slices"

	"github.com/longarm-project/longarm/census/count"
	"github.com/longarm-project/longarm/census/detect"
)

// A Unit is the result of one piece of work: an object, or one range of it.
type Unit struct {
	Object string  `json:"object"` // below the store's address
	Index  int     `json:"index"`  // of the range, from 0
	Of     int     `json:"of"`     // how many ranges the object has; 1: it was read whole
	Size   int64   `json:"size"`   // of the object as stored
	Tag    string  `json:"tag,omitempty"`
	Files  []*File `json:"-"` // in a Store only those of objects that were read whole
}

func (u *Unit) compare(o *Unit) int {
	return cmp.Or(cmp.Compare(u.Object, o.Object), cmp.Compare(u.Index, o.Index))
}

// A Store is what is known of one store: units of its objects are added in any order.
// It keeps one set of tokens for the whole store, so that a person in two files counts once.
type Store struct {
	URI      string
	Problems []string // what could not be listed or opened
	units    map[unitKey]*Unit
	cut      map[string]*File // files that were read in ranges, by name
	tables   tableSet
	unkeyed  [Categories]int64
	vague    catSet // categories without an upper bound
}

type unitKey struct {
	object string
	index  int
}

// NewStore returns an empty store of the given address, which holds no credentials.
func NewStore(uri string) *Store {
	return &Store{URI: uri, units: map[unitKey]*Unit{}, cut: map[string]*File{}}
}

// Problem notes what could not be listed or opened.
func (s *Store) Problem(text string) { s.Problems = addSorted(s.Problems, text) }

// Has reports whether a unit was added.
func (s *Store) Has(object string, index int) bool {
	_, ok := s.units[unitKey{object, index}]
	return ok
}

// changed reports whether a unit that was added is of another version of the object than the one that is listed now.
func (s *Store) changed(o Object, index int) bool {
	u := s.units[unitKey{o.Name, index}]
	return u != nil && (u.Size != o.Size || u.Tag != o.Tag)
}

// Len returns how many units were added.
func (s *Store) Len() int { return len(s.units) }

// Add adds a unit; one that is there already changes nothing.
func (s *Store) Add(u *Unit) {
	k := unitKey{u.Object, u.Index}
	if s.units[k] != nil {
		return
	}
	s.units[k] = u
	for _, f := range u.Files {
		for key, t := range f.tables {
			if t != nil {
				s.table(key).Merge(t)
			}
		}
		s.vague |= f.Unbounded
		for c, n := range f.Unkeyed {
			s.unkeyed[c] += n
		}
		if u.Of == 1 {
			f.settle()
			continue
		}
		for _, id := range f.Idents {
			if id != nil {
				id.Range = u.Index
			}
		}
		s.cutFile(f)
	}
	if u.Of > 1 {
		u.Files = nil
	}
}

func (s *Store) table(k int) *count.Table {
	if s.tables[k] == nil {
		s.tables[k] = count.New(&limits)
	}
	return s.tables[k]
}

// cutFile adds what one range of a file holds.
func (s *Store) cutFile(f *File) {
	w := s.cut[f.Name]
	if w == nil {
		w = &File{Name: f.Name, Status: Read}
		s.cut[f.Name] = w
	}
	w.merge(f)
}

// settle replaces the sets of a file by their numbers, where no other range will add to them.
func (f *File) settle() {
	if f.settled != nil {
		return
	}
	f.settled = f.countAll()
	f.tables = tableSet{}
	for _, id := range f.Idents {
		if id != nil {
			id.Distinct, id.distinct = distinctOf(id), nil
		}
	}
}

func distinctOf(id *Ident) int64 {
	if id.distinct == nil {
		return id.Distinct
	}
	return int64(id.distinct.Distinct(0).N + 0.5)
}

// countAll works out every category of the file.
func (f *File) countAll() *[Categories]*Counted {
	var out [Categories]*Counted
	for c := range Categories {
		out[c] = counted(&f.tables, f.Unkeyed[c], f.Unbounded.has(c), c)
	}
	return &out
}

// ErrOverlap is returned for two results of which some units are the same and others are not: counters cannot be added.
var ErrOverlap = errors.New("some of its units are in another part already")

// Merge adds what another result of the same store holds. One that is there already as a whole changes nothing.
func (s *Store) Merge(o *Store) error {
	have := 0
	for k := range o.units {
		if s.units[k] != nil {
			have++
		}
	}
	switch {
	case have > 0 && have == len(o.units):
		return nil
	case have > 0:
		return ErrOverlap
	}
	for _, p := range o.Problems {
		s.Problem(p)
	}
	for k, t := range o.tables {
		if t != nil {
			s.table(k).Merge(t)
		}
	}
	s.vague |= o.vague
	for c, n := range o.unkeyed {
		s.unkeyed[c] += n
	}
	for _, f := range o.cut {
		s.cutFile(f)
	}
	maps.Copy(s.units, o.units)
	return nil
}

// sorted returns the units in order.
func (s *Store) sorted() []*Unit {
	return slices.SortedFunc(maps.Values(s.units), (*Unit).compare)
}

// files returns the files of all units by name.
func (s *Store) files() []*File {
	var out []*File
	for _, u := range s.sorted() {
		out = append(out, u.Files...)
	}
	for _, name := range slices.Sorted(maps.Keys(s.cut)) {
		out = append(out, s.cut[name])
	}
	slices.SortStableFunc(out, func(a, b *File) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// missing lists objects of which not all ranges are there.
func (s *Store) missing() []string {
	seen := map[string]int{}
	for k := range s.units {
		seen[k.object]++
	}
	var out []string
	for _, u := range s.units {
		if seen[u.Object] < u.Of {
			out = addSorted(out, u.Object)
		}
	}
	return out
}

// eachIdent calls yield for the identifiers of a file in the order of the catalogue.
func (f *File) eachIdent(yield func(detect.Kind, *Ident)) {
	for k, id := range f.Idents {
		if id != nil {
			yield(detect.Kind(k), id)
		}
	}
}
