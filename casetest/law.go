// Package casetest runs cases: those that stand beside the rules of law packs, and
// files of cases of ownership tests. A case states facts and what must come of them.
package casetest

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/longarm-project/longarm/assess"
	"github.com/longarm-project/longarm/check"
	"github.com/longarm-project/longarm/evidence/casefile"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/geofence"
	"github.com/longarm-project/longarm/review"
)

// A LawResult is how one case of a rule pack came out.
type LawResult struct {
	Pack string
	Case *law.Case
	Err  error // nil: every answer is as expected
}

// Law runs the cases that stand beside the rules of the named packs, of all for none.
func Law(lib *law.Library, packs ...string) ([]LawResult, error) {
	if len(packs) == 0 {
		packs = lib.Names()
	}
	own, err := check.NewPacks(lib.Files()...)
	if err != nil {
		return nil, err
	}
	var out []LawResult
	for _, name := range packs {
		p, err := lib.Pack(name)
		if err != nil {
			return nil, err
		}
		cases, err := p.Cases()
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			out = append(out, LawResult{name, c, LawCase(lib, own, name, c)})
		}
	}
	return out, nil
}

// Lint reports what a pack loads without but should not be without: a
// positive, a negative and a missing-fact case for each rule among them.
func Lint(lib *law.Library, pack string) ([]error, error) {
	p, err := lib.Pack(pack)
	if err != nil {
		return nil, err
	}
	cases, err := p.Cases()
	if err != nil {
		return nil, err
	}
	covered := law.Coverage{}
	for _, c := range cases {
		set, err := caseSet(lib, pack, c)
		if err == nil {
			err = review.Cover(set, lib, pack, c.At, covered)
		}
		if err != nil {
			return nil, err
		}
	}
	return p.Lint(covered), nil
}

// caseSet reads the facts of a case and adds what the ownership tests find.
func caseSet(lib *law.Library, pack string, c *law.Case) (*fact.Set, error) {
	stated, err := casefile.Parse(c.Text, c.Place.File, geofence.Judge)
	if err != nil {
		return nil, err
	}
	digest := fact.Digest(fmt.Sprintf("%x", sha256.Sum256(c.Text)))
	var set fact.Set
	for _, it := range stated.Items {
		src := fact.Source{Digest: digest, Line: it.Line, Name: path.Base(c.Place.File)}
		if _, err := set.Add(fact.New(it.Body, []fact.Source{src}, "")); err != nil {
			return nil, err
		}
	}
	return &set, assess.Control(&set, assess.Rules{At: c.At, Law: lib, Packs: []string{pack}})
}

// LawCase decides the facts of a case under one pack and returns how the answers differ from what it expects, or from
// what the checker makes of them with packs of its own.
func LawCase(lib *law.Library, own *check.Packs, pack string, c *law.Case) error {
	set, err := caseSet(lib, pack, c)
	if err != nil {
		return err
	}
	wrong, err := review.Compare(set, lib, pack, c)
	if err != nil {
		return err
	}
	var lines []string
	for _, m := range wrong {
		lines = append(lines, m.String())
	}
	if len(lines) > 0 {
		return errors.New(strings.Join(lines, "\n"))
	}
	return recheck(lib, own, set, pack, c)
}

// recheck has the determination of a case checked by the other code.
func recheck(lib *law.Library, own *check.Packs, set *fact.Set, pack string, c *law.Case) error {
	d, err := review.Decide(set, lib, review.Options{At: c.At, Packs: []string{pack}, Cite: ids(set)})
	if err != nil {
		return err
	}
	if err := check.Steps(d, own); err != nil {
		return fmt.Errorf("%s: %w", c.Place.File, err)
	}
	return nil
}

// ids lists all facts of a set: what is checked rests on all of them.
func ids(set *fact.Set) (out []fact.ID) {
	for f := range set.All() {
		out = append(out, f.ID)
	}
	return out
}
