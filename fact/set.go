package fact

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

// Errors of Set.Add.
var (
	ErrGroundless = errors.New("fact cites neither sources nor the facts it comes from")
	ErrNoRule     = errors.New("derived fact names no rule")
	ErrDangling   = errors.New("fact comes from a fact that is not in the set")
)

// A Set holds facts by ID. The zero value is an empty set. A Set is not safe for concurrent use.
type Set struct {
	byID  map[ID]int
	facts []Fact
}

// Add adds f and returns its ID; adding a fact twice is no error. It refuses a fact that
// cites nothing, a derived one without a rule, and one that comes from facts not yet in the set.
func (s *Set) Add(f Fact) (ID, error) {
	if _, ok := s.byID[f.ID]; ok {
		return f.ID, nil
	}
	switch {
	case len(f.Sources) == 0 && len(f.From) == 0:
		return ID{}, fmt.Errorf("%s: %w", f.Body.Kind(), ErrGroundless)
	case len(f.From) > 0 && f.Rule == "":
		return ID{}, fmt.Errorf("%s: %w", f.Body.Kind(), ErrNoRule)
	}
	for _, id := range f.From {
		if _, ok := s.byID[id]; !ok {
			return ID{}, fmt.Errorf("%s: %w: %s", f.Body.Kind(), ErrDangling, id.Short())
		}
	}
	if s.byID == nil {
		s.byID = make(map[ID]int)
	}
	s.byID[f.ID] = len(s.facts)
	s.facts = append(s.facts, f)
	return f.ID, nil
}

// AddAll adds facts in their order, until one is refused.
func (s *Set) AddAll(facts ...Fact) error {
	for _, f := range facts {
		if _, err := s.Add(f); err != nil {
			return err
		}
	}
	return nil
}

// Clone returns a set of the same facts, to which others can be added.
func (s *Set) Clone() *Set { return &Set{maps.Clone(s.byID), slices.Clone(s.facts)} }

// Get returns the fact named id.
func (s *Set) Get(id ID) (Fact, bool) {
	i, ok := s.byID[id]
	if !ok {
		return Fact{}, false
	}
	return s.facts[i], true
}

// Len counts the facts in s.
func (s *Set) Len() int { return len(s.facts) }

// All yields the facts in the order they were added.
func (s *Set) All() iter.Seq[Fact] { return slices.Values(s.facts) }

// Sorted returns all facts by kind and ID: the order in which they are written.
func (s *Set) Sorted() []Fact {
	out := slices.Clone(s.facts)
	slices.SortFunc(out, Compare)
	return out
}

// Compare orders facts by kind, then ID.
func Compare(a, b Fact) int {
	if c := cmp.Compare(a.Body.Kind(), b.Body.Kind()); c != 0 {
		return c
	}
	return slices.Compare(a.ID[:], b.ID[:])
}

// Closure returns the facts named by ids and all that they come from, premises
// before conclusions. Facts not in s are left out.
func (s *Set) Closure(ids ...ID) []Fact {
	var out []Fact
	seen := make(map[ID]bool)
	var visit func(ID)
	visit = func(id ID) {
		f, ok := s.Get(id)
		if !ok || seen[id] {
			return
		}
		seen[id] = true
		for _, from := range f.From {
			visit(from)
		}
		out = append(out, f)
	}
	for _, id := range ids {
		visit(id)
	}
	return out
}

// Of yields the facts of s whose body is a B, with that body, in the order they were added.
func Of[B Body](s *Set) iter.Seq2[Fact, B] {
	return func(yield func(Fact, B) bool) {
		for _, f := range s.facts {
			if b, ok := f.Body.(B); ok && !yield(f, b) {
				return
			}
		}
	}
}

func compareSources(a, b Source) int {
	return cmp.Or(
		strings.Compare(a.Name, b.Name),
		cmp.Compare(a.Line, b.Line),
		strings.Compare(a.Place, b.Place),
		strings.Compare(string(a.Digest), string(b.Digest)),
		strings.Compare(string(a.Seen), string(b.Seen)),
	)
}
