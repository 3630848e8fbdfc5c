// Package longarm takes an organisation's evidence to a determination: which
// governments can read, cut or enter what it uses, what the law in force on a
// date makes of each dealing, and a proof that others can check.
//
// This file is the journey on one page; doc/architecture.md tells the rooms.
package longarm

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/assess"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/casefile"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/compel"
	"github.com/longarm-project/longarm/provider"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/screening"
)

// An Engine holds the open rooms. It may be used for many reviews, several at once.
type Engine struct {
	Readers []evidence.Reader
	Law     *law.Library
	Compels *compel.Library

	// Importers read the registers and lists that lie among the evidence. Optional.
	Importers []registry.Importer
	// Registry is a compiled registry, and Names its name index. Optional.
	Registry *registry.File
	Names    *screening.Index
	// Clearings are reviewers' decisions that a name on a list is another's. Optional.
	Clearings *screening.Clearings
}

// Options are the settings of one review.
type Options struct {
	At     fact.Date // the date of the law and the facts; required
	ReadOn fact.Date // the day the files are read; required
	Packs  []string  // rule packs to apply; empty: all in force
	// Subject is the reviewed organisation, where no case file names it, and Home
	// the country under whose law it is organised, where none says; empty: US.
	Subject fact.PartyID
	Home    fact.Country
	// Governments to judge; empty: all that reach something, but the subject's own.
	Governments []fact.Country
	Prefixes    []string     // files and folders with tables of address prefixes
	FlowLayout  string       // columns of VPC flow logs without a header
	Progress    func(string) // told now and then how far reading is; an empty text ends it
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
	for _, step := range []func(context.Context) error{
		func(ctx context.Context) error { return r.read(ctx, roots) },
		r.attribute,
		r.behind,
		r.screen,
	} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return assess.Assess(ctx,
		assess.Facts{Set: &r.set, Evidence: r.evidence, Subject: r.Subject, Home: r.home},
		assess.Rules{At: o.At, Law: e.Law, Packs: o.Packs, Compels: e.Compels, Governments: o.Governments, Providers: r.providers},
		assess.Options{})
}

// A journey gathers the facts of one review.
type journey struct {
	*Engine
	Options
	set        fact.Set
	evidence   determination.Evidence
	providers  *provider.Table
	home       []fact.Country     // of the subject
	indexes    []*screening.Index // of the registry's lists and those among the evidence
	registries []*registry.File   // the registry, and the registers among the evidence
	closers    []func() error
}

// read takes the evidence in.
func (r *journey) read(ctx context.Context, roots []string) (err error) {
	if r.providers, err = provider.Open(provider.Options{Prefixes: r.Prefixes, Seen: r.ReadOn}); err != nil {
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
	if err := twice(&r.set); err != nil {
		return err
	}
	return r.subject()
}

// twice refuses two statements of a dealing under one name: one of them would be lost.
func twice(set *fact.Set) error {
	at := map[string]fact.Fact{}
	var errs []error
	for _, f := range set.Sorted() {
		d, ok := f.Body.(*fact.Dealing)
		if !ok {
			continue
		}
		if old, ok := at[d.Name]; ok {
			places := []string{old.Sources[0].String(), f.Sources[0].String()}
			slices.Sort(places)
			errs = append(errs, fmt.Errorf("dealing %q is stated at %s and at %s; state it once, or give the other dealing a name of its own", d.Name, places[0], places[1]))
		}
		at[d.Name] = f
	}
	if len(errs) == 0 {
		return nil
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return fmt.Errorf("%w:\n%w", ErrCase, errors.Join(errs...))
}

// subject settles who is reviewed, and where it is at home.
func (r *journey) subject() error {
	subjects := casefile.Subjects(&r.set)
	if r.Subject != "" {
		subjects = []fact.PartyID{r.Subject}
	}
	if len(subjects) > 1 {
		return fmt.Errorf("the case files name several reviewed organisations (%s, %s); choose one with --subject", subjects[0], subjects[1])
	}
	if len(subjects) == 1 {
		r.Subject = subjects[0]
	} else if err := r.presume(); err != nil {
		return err
	}
	for _, s := range fact.PartyClaims(r.set.All())[r.Subject] {
		r.home = append(r.home, s.Party.Organized...)
	}
	slices.Sort(r.home)
	r.home = slices.Compact(r.home)
	if len(r.home) > 0 {
		r.providers = r.providers.For(r.home...)
	}
	return nil
}

// attribute finds out who runs what was observed, and what is known of those parties.
func (r *journey) attribute(context.Context) error {
	for _, f := range r.set.Sorted() {
		for _, a := range r.providers.Attribute(f) {
			if _, err := r.set.Add(a); err != nil {
				return err
			}
		}
	}
	r.evidence.Unknown = unknown(&r.set)
	used := map[fact.ProviderID]bool{}
	for _, a := range fact.Of[*fact.Attribution](&r.set) {
		used[a.Provider] = true
	}
	for _, id := range slices.Sorted(maps.Keys(used)) {
		for _, f := range slices.Concat(r.providers.Parties(id), r.providers.Roles(id)) {
			if _, err := r.set.Add(f); err != nil {
				return err
			}
		}
	}
	return nil
}
