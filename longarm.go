// Package longarm takes an organisation's evidence to a determination: which
// governments can read, cut or enter what it uses, what the law in force on a
// date makes of each dealing, and a proof that others can check.
//
// This file is the journey on one page, and gather.go what reads files on it;
// doc/architecture.md describes the rooms.
package longarm

import (
	"context"
	"errors"
	"fmt"

	"github.com/longarm-project/longarm/assess"
	"github.com/longarm-project/longarm/census"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/intake"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/compel"
	"github.com/longarm-project/longarm/law/instrument"
	"github.com/longarm-project/longarm/provider"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/screening"
)

// An Engine holds the open rooms. It may be used for many reviews, several at once.
type Engine struct {
	Readers []evidence.Reader
	Law     *law.Library
	Compels *compel.Library
	// Instruments holds the catalogue, with names of parties that its entries are about:
	// parties are compared with these as with a list. Optional.
	Instruments *instrument.Library

	// Importers read the registers and lists that lie among the evidence. Optional.
	Importers []registry.Importer
	// Formats read the files that hold what an asset holds, and are counted. Optional.
	Formats []census.Format
	// Registry is a compiled registry, and Names its name index. Optional.
	Registry *registry.File
	Names    *screening.Index
	// Clearings are reviewers' decisions that a name on a list is another's, and Cleared their file. Optional.
	Clearings *screening.Clearings
	Cleared   determination.Used
	// Program is the version of the program, which a determination notes. Optional.
	Program string
}

// Options are the settings of one review.
type Options struct {
	At     fact.Date // the date of the law and the facts; required
	ReadOn fact.Date // the day the files are read; required
	Packs  []string  // rule packs to apply; empty: all in force that are for the subject's country
	// Subject is the reviewed organisation, where no case file names it, and Home
	// the country under whose law it is organised, where none says; empty: US.
	Subject fact.PartyID
	Home    fact.Country
	// Governments to judge; empty: all that reach something, but the subject's own.
	Governments []fact.Country
	Prefixes    []string     // files and folders with tables of address prefixes
	Documents   []string     // press and filings: files and folders
	FlowLayout  string       // columns of VPC flow logs without a header
	Progress    func(string) // told now and then how far reading and deciding are; an empty text ends it
	Stdin       string       // path of a file that stands for the root "-"
	Scratch     string       // folder for registers among the evidence while they are read; empty: the system's
}

// ErrCase is returned when a case file has errors: what people state must be right before it is judged.
var ErrCase = errors.New("the case file has errors")

// Review reads the evidence below roots and decides every dealing found in it.
func (e *Engine) Review(ctx context.Context, roots []string, o Options) (*determination.Determination, error) {
	a, err := e.Assess(ctx, roots, o)
	if err != nil {
		return nil, err
	}
	return a.Determination, nil
}

// Assess does as Review does, and keeps the facts and rules, so that they can be changed and assessed again.
func (e *Engine) Assess(ctx context.Context, roots []string, o Options) (a *assess.Assessment, err error) {
	r := &journey{Engine: e, Options: o}
	defer func() { err = errors.Join(err, r.close()) }()
	if r.Progress != nil {
		defer r.Progress("")
	}
	for _, step := range []func(context.Context) error{
		func(ctx context.Context) error { return r.read(ctx, roots) },
		r.count,
		r.press,
		r.attribute,
		r.behind,
		r.screen,
	} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	asked, err := e.asked(o, r.providers)
	if err != nil {
		return nil, err
	}
	return assess.Assess(ctx,
		assess.Facts{Set: &r.set, Evidence: r.evidence, Subject: r.Subject, Home: r.home, Asked: asked},
		assess.Rules{At: o.At, Law: e.Law, Packs: o.Packs, Compels: e.Compels, Governments: o.Governments, Providers: r.providers},
		assess.Options{Progress: r.deciding()})
}

// deciding tells how far the decisions are, if anybody wants to know.
func (r *journey) deciding() func(done, of int, pack string) {
	if r.Progress == nil {
		return nil
	}
	return func(done, of int, pack string) {
		r.Progress(fmt.Sprintf("decided %d of %d dealings under %s", done, of, pack))
	}
}

// asked notes what was asked and with what.
func (e *Engine) asked(o Options, providers *provider.Table) (determination.Asked, error) {
	a := determination.Asked{Subject: o.Subject, Home: o.Home, Governments: o.Governments, Packs: o.Packs, FlowLayout: o.FlowLayout, Program: e.Program}
	with, err := assess.With(e.Compels, providers)
	if err != nil {
		return a, err
	}
	if e.Registry != nil {
		for _, s := range e.Registry.Sources() {
			with = append(with, determination.Used{Kind: determination.UsedRegister, Name: s.Name, Digest: s.Digest})
		}
	}
	if e.Clearings != nil {
		with = append(with, e.Cleared)
	}
	a.With = determination.SortUsed(with)
	return a, nil
}

// A journey gathers the facts of one review.
type journey struct {
	*Engine
	Options
	set        fact.Set
	evidence   determination.Evidence
	files      []evidence.File // all that was walked
	providers  *provider.Table
	home       []fact.Country     // of the subject
	indexes    []*screening.Index // of the registry's lists and those among the evidence
	registries []*registry.File   // the registry, and the registers among the evidence
	closers    []func() error
}

// read takes the evidence in.
func (r *journey) read(ctx context.Context, roots []string) (err error) {
	if r.providers, err = provider.Open(provider.Options{Prefixes: r.Prefixes, At: r.At, Seen: r.ReadOn}); err != nil {
		return err
	}
	if r.Registry != nil {
		r.registries = append(r.registries, r.Registry)
	}
	if r.Names != nil {
		r.indexes = append(r.indexes, r.Names)
	}
	if err := r.gather(ctx, roots); err != nil {
		return err
	}
	if err := assess.Wrong(&r.set, assess.Rules{At: r.At, Law: r.Law, Providers: r.providers}); err != nil {
		return fmt.Errorf("%w:\n%w", ErrCase, err)
	}
	if r.Subject, r.home, err = assess.Subject(&r.set, r.Subject, r.Home); err != nil {
		return err
	}
	if len(r.home) > 0 {
		r.providers = r.providers.For(r.home...)
	}
	return nil
}

// attribute finds out who runs what was observed, and what is known of those parties.
func (r *journey) attribute(context.Context) (err error) {
	r.evidence.Unknown, err = assess.Attribute(&r.set, r.providers)
	return err
}

// behind takes in what registers know of every party named so far, and of those above it.
func (r *journey) behind(context.Context) error {
	return registry.AddClaims(r.registries, &r.set, assess.Parties, r.ReadOn)
}

// screen compares the names of every party named so far with the lists. A name
// that cannot be compared is a problem on the page, and not a party on no list.
func (r *journey) screen(context.Context) error {
	indexes := r.indexes
	if r.Instruments != nil {
		x, err := screening.Open(catalogue(r.Instruments, r.At))
		if err != nil {
			return err
		}
		indexes = append(indexes[:len(indexes):len(indexes)], x)
	}
	for _, x := range indexes {
		listings, not, err := screening.Listings(x, &r.set, screening.Listing{At: r.At, Seen: r.ReadOn, Clearings: r.Clearings})
		if err != nil {
			return err
		}
		if err := r.set.AddAll(listings...); err != nil {
			return err
		}
		for _, u := range not {
			r.evidence.Problems = append(r.evidence.Problems, determination.Problem{
				Name: u.Source.Name, Place: intake.Problem{Line: u.Source.Line}.Place(), What: fmt.Sprintf("a name of %s is compared with no list: %v", u.Party, u.Err),
			})
		}
	}
	return nil
}
