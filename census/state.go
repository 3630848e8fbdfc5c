package census

import (
	"cmp"
	"slices"

	"github.com/longarm-project/longarm/census/count"
	"github.com/longarm-project/longarm/census/detect"
)

// A Unit is the result of one piece of work: an object, or one range of it.
type Unit struct {
	Object string // below the store's address
	Index  int    // of the range, from 0
	Of     int    // how many ranges the object has; 1: it was read whole
	Size   int64  // of the object as stored
	Tag    string // of the version that was read, where the store has one
	Files  []*File
}

// less orders units by object and range.
func (u *Unit) compare(o *Unit) int {
	return cmp.Or(cmp.Compare(u.Object, o.Object), cmp.Compare(u.Index, o.Index))
}

// A Store is what is known of one store: merge the units of its objects into it in any order.
// It keeps one set of tokens for the whole store, so that a person in two files counts once.
type Store struct {
	URI      string
	Problems []string // what could not be listed or opened
	units    map[unitKey]*Unit
	tables   tableSet
	unkeyed  [Categories]int64
	vague    catSet // categories without an upper bound
}

type unitKey struct {
	object string
	index  int
}

// NewStore returns an empty store of the given address, which holds no credentials.
func NewStore(uri string) *Store { return &Store{URI: uri, units: map[unitKey]*Unit{}} }

// Problem notes what could not be listed or opened.
func (s *Store) Problem(text string) { s.Problems = addSorted(s.Problems, text) }

// Has reports whether a unit was merged.
func (s *Store) Has(object string, index int) bool {
	_, ok := s.units[unitKey{object, index}]
	return ok
}

// Add merges a unit; one that is there already changes nothing.
func (s *Store) Add(u *Unit) {
	k := unitKey{u.Object, u.Index}
	if s.units[k] != nil {
		return
	}
	s.units[k] = u
	for _, f := range u.Files {
		for key, t := range f.tables {
			if t == nil {
				continue
			}
			if s.tables[key] == nil {
				s.tables[key] = count.New(&limits)
			}
			s.tables[key].Merge(t)
		}
		s.add(f)
		if u.Of == 1 {
			f.settle()
		}
	}
}

// add adds what a file has beside its tables.
func (s *Store) add(f *File) {
	s.vague |= f.Unbounded
	for c, n := range f.Unkeyed {
		s.unkeyed[c] += n
	}
}

// settle replaces the sets of a file by their numbers, where no other range will add to them.
func (f *File) settle() {
	if f.settled != nil {
		return
	}
	f.settled = f.countAll()
	f.tables = tableSet{}
	for k, id := range f.Idents {
		if id != nil && id.distinct != nil {
			id.Distinct = distinctOf(id)
			f.Idents[k].distinct = nil
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

// Merge adds what another state of the same store holds.
func (s *Store) Merge(o *Store) {
	for _, p := range o.Problems {
		s.Problem(p)
	}
	for k, t := range o.tables {
		if t == nil {
			continue
		}
		if s.tables[k] == nil {
			s.tables[k] = count.New(&limits)
		}
		s.tables[k].Merge(t)
	}
	for k, u := range o.units {
		if s.units[k] != nil {
			continue
		}
		s.units[k] = u
		for _, f := range u.Files {
			s.add(f)
		}
	}
}

// sorted returns the units in order.
func (s *Store) sorted() []*Unit {
	out := make([]*Unit, 0, len(s.units))
	for _, u := range s.units {
		out = append(out, u)
	}
	slices.SortFunc(out, (*Unit).compare)
	return out
}

// files returns the files of all units by name, ranges of one file merged.
func (s *Store) files() []*File {
	var out []*File
	by := map[string]*File{}
	for _, u := range s.sorted() {
		for _, f := range u.Files {
			if u.Of == 1 {
				out = append(out, f)
				continue
			}
			w := by[f.Name]
			if w == nil {
				w = &File{Name: f.Name, Status: Read}
				by[f.Name] = w
				out = append(out, w)
			}
			w.merge(f)
		}
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
