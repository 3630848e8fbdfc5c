package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/evidence/casefile"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/geofence"
	"github.com/longarm-project/longarm/ownership"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/review"
	"github.com/longarm-project/longarm/screening"
)

// sources are what control answers from: case files, a registry file, or both joined.
type sources struct {
	graph *ownership.Graph
	file  *registry.File // nil without --registry
	set   *fact.Set      // claims of case files, with those of the registry above them; nil without case files
}

// sources opens what the flags and the arguments name. It returns the arguments that are no files.
func (f *controlFlags) sources(cmd *cobra.Command, given []string, day fact.Date) (*sources, []string, error) {
	var names []string
	cases := f.cases
	for _, a := range given {
		if _, err := os.Stat(a); err == nil {
			cases = append(cases, a)
		} else {
			names = append(names, a)
		}
	}
	if f.registry == "" && len(cases) == 0 {
		return nil, nil, usage("say whose statements count: a case file (--case FILE) or a registry (--registry FILE; longarm registry import makes one)")
	}
	if len(f.lists) > 0 && len(cases) == 0 {
		return nil, nil, usage("--list is for parties of a case file; a registry holds the lists that it was compiled with")
	}
	s := &sources{}
	if f.registry != "" {
		file, err := registry.Open(f.registry)
		if err != nil {
			return nil, nil, err
		}
		s.file = file
	}
	if len(cases) == 0 {
		s.graph = ownership.FromFile(s.file)
		return s, names, nil
	}
	err := s.read(cases, day)
	if err == nil && len(f.lists) > 0 {
		err = s.screen(cmd, f.lists, day)
	}
	if err == nil {
		err = s.join(names, day)
	}
	if err != nil {
		s.close()
		return nil, nil, err
	}
	return s, names, nil
}

// read takes in the statements of case files. A folder is searched for them.
func (s *sources) read(paths []string, day fact.Date) error {
	s.set = &fact.Set{}
	found := 0
	for _, path := range paths {
		err := filepath.WalkDir(path, func(name string, e fs.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() {
				return err
			}
			is, err := s.readCase(name, name == path, day)
			if is {
				found++
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	if found == 0 {
		return usage("%s: no case file; one begins with \"case: longarm-case/1\"", strings.Join(paths, ", "))
	}
	return nil
}

// readCase takes in one file if it is a case file.
func (s *sources) readCase(name string, named bool, day fact.Date) (is bool, err error) {
	file, err := os.Open(name)
	if err != nil {
		return false, err
	}
	defer file.Close()
	head := make([]byte, 64<<10)
	n, err := io.ReadFull(file, head)
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return false, err
	}
	if !named && (casefile.Reader{}).Recognizes(head[:n]) == 0 {
		return false, nil
	}
	rest, err := io.ReadAll(io.LimitReader(file, casefile.MaxSize+1))
	if err != nil {
		return false, err
	}
	b := append(head[:n:n], rest...)
	c, err := casefile.Parse(b, name, geofence.Judge)
	if err != nil {
		return false, err
	}
	source := fact.Source{Digest: fact.Digest(fmt.Sprintf("%x", sha256.Sum256(b))), Name: name, Seen: day}
	for _, it := range c.Items {
		if _, ok := it.Body.(*fact.Claim); !ok {
			continue
		}
		source.Line = it.Line
		if _, err := s.set.Add(fact.New(it.Body, []fact.Source{source}, "")); err != nil {
			return false, err
		}
	}
	return true, nil
}

// screen compares the names of the parties with lists, as a review does.
func (s *sources) screen(c *cobra.Command, lists []string, day fact.Date) (err error) {
	x, unread, release, err := openIndex(c, "", lists)
	if err != nil {
		return err
	}
	defer release()
	if len(unread) > 0 {
		return fmt.Errorf("--list: %s", strings.Join(unread, "; "))
	}
	listings, _, err := screening.Listings(x, s.set, screening.Listing{At: day, Seen: day})
	if err != nil {
		return err
	}
	return s.set.AddAll(listings...)
}

// join adds what the registry knows of the parties of the case files, of those named, and of all above them.
func (s *sources) join(names []string, day fact.Date) error {
	if s.file != nil {
		c := s.file.Claims(day)
		for p := range fact.PartyClaims(s.set.All()) {
			c.Want(p, p)
		}
		c.WantAll(s.set)
		for _, name := range names {
			for _, n := range s.registered(name) {
				id := s.file.ID(n)
				if named := !isID(name, id); named && c.Wants(id) {
					continue // a case file has it under an id of its own
				}
				c.Want(id, id)
			}
		}
		for _, f := range c.Facts() {
			if _, err := s.set.Add(f); err != nil {
				return err
			}
		}
	}
	lib, err := law.NewLibrary(law.Embedded())
	if err != nil {
		return err
	}
	presumed, err := review.Presumed(s.set, lib, day)
	if err != nil {
		return err
	}
	if err := s.set.AddAll(append(presumed, review.Listed(s.set)...)...); err != nil {
		return err
	}
	var b ownership.Builder
	b.Claims(s.set.All())
	s.graph = b.Build()
	return s.err()
}

// presumed reports whether the status of a party rests on a claim that nobody made.
func (s *sources) presumed(grounds []ownership.Ground) bool {
	return s.set != nil && slices.ContainsFunc(grounds, func(g ownership.Ground) bool {
		f, ok := s.set.Get(g.Claim)
		return ok && f.Rule == fact.RulePresumed
	})
}

// registered returns the nodes of the registry that a person may mean by name: one by id, or all of that name.
func (s *sources) registered(name string) []uint32 {
	for _, id := range idsOf(name) {
		if n, ok := s.file.Find(id); ok {
			return []uint32{n}
		}
	}
	return s.file.Named(name)
}

// idsOf lists the ids that a person may mean by a name: itself, or an LEI.
func idsOf(name string) []fact.PartyID {
	return []fact.PartyID{fact.PartyID(name), fact.PartyID("lei:" + strings.ToUpper(name))}
}

func isID(name string, id fact.PartyID) bool { return slices.Contains(idsOf(name), id) }

// find resolves what the user calls a party.
func (s *sources) find(name string) (fact.PartyID, error) {
	for _, id := range idsOf(name) {
		if n, ok := s.graph.Find(id); ok {
			return s.graph.ID(n), nil
		}
	}
	var found []fact.PartyID
	if s.set != nil {
		for n := range uint32(s.graph.Parties()) {
			if strings.EqualFold(s.graph.Name(n), name) {
				found = append(found, s.graph.ID(n))
			}
		}
	} else {
		for _, n := range s.registered(name) {
			found = append(found, s.graph.ID(n))
		}
	}
	switch len(found) {
	case 0:
		return "", s.unknown(name)
	case 1:
		return found[0], nil
	}
	var ids []string
	for _, p := range found[:min(len(found), 10)] {
		d, _ := s.graph.Describe(p)
		ids = append(ids, fmt.Sprintf("%s (%s)", p, d.Countries))
	}
	return "", usage("%q is the name of %d parties; ask by id: %s", name, len(found), strings.Join(ids, ", "))
}

func (s *sources) unknown(name string) error {
	if s.set == nil {
		return fmt.Errorf("%q: no party of this id or exact name; longarm screen finds names that are alike", name)
	}
	var known []string
	for n := range uint32(s.graph.Parties()) {
		known = append(known, string(s.graph.ID(n)), s.graph.Name(n))
	}
	return fmt.Errorf("%q: no party of this id or exact name, and no file%s", name, datafile.Nearest(name, known))
}

// held lists the parties of which case files state holders, sorted; none without case files.
func (s *sources) held() []string {
	if s.set == nil {
		return nil
	}
	var out []string
	for _, c := range fact.Of[*fact.Claim](s.set) {
		if i := c.Interest; i != nil && c.Authority == fact.Stated && i.Kind != fact.Employment && i.Kind != fact.Contractor {
			out = append(out, string(i.Asset))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// gaps are the holders of whom the registry says that they are missing.
func (s *sources) gaps(p fact.PartyID) []registry.Gap {
	if s.file == nil {
		return nil
	}
	n, ok := s.file.Find(p)
	if !ok {
		return nil
	}
	return s.file.Gaps(n)
}

// places says where grounds stand, once each.
func (s *sources) places(grounds []ownership.Ground) []place {
	var out []place
	for _, g := range grounds {
		if r := g.Record; r.File != "" {
			out = append(out, place{File: r.File, Line: r.Line, Record: r.ID, Offset: r.Offset, Date: r.Date})
			continue
		}
		if s.set == nil {
			continue
		}
		if f, ok := s.set.Get(g.Claim); ok {
			for _, src := range f.Sources {
				out = append(out, place{File: src.Name, Line: src.Line, Place: src.Place})
			}
		}
	}
	slices.SortStableFunc(out, place.compare)
	return slices.Compact(out)
}

func (s *sources) err() error {
	if s.file == nil {
		return nil
	}
	return s.file.Err()
}

func (s *sources) close() error {
	if s.file == nil {
		return nil
	}
	return errors.Join(s.file.Close())
}
