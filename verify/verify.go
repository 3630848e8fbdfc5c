// Package verify checks a saved determination again, from the facts inside it that
// were read, and with the rules and tables that come with the program. It throws away
// everything that was derived, derives it again, and compares both ways: one fact too
// few refuses as one too many. What other code can derive is derived by it too. It needs
// no evidence, no registry and no network.
package verify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/assess"
	"github.com/longarm-project/longarm/check"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/compel"
	"github.com/longarm-project/longarm/law/territory"
	"github.com/longarm-project/longarm/provider"
	"github.com/longarm-project/longarm/reach"
)

// Rules is what a determination is checked against: those it was made by.
type Rules struct {
	Law     *law.Library
	Compels *compel.Library
	// Providers attributes as of the day of the determination; nil: by the gazetteer alone.
	Providers *provider.Table
	// Packs are those of Law as the checker reads them; nil: they are read from the same files.
	Packs *check.Packs
	// Program is the version of the program that checks.
	Program string
}

// ErrUnverified is wrapped by every refusal.
var ErrUnverified = errors.New("it does not follow")

func refuse(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrUnverified, fmt.Errorf(format, args...))
}

// A Result says what was checked.
type Result struct {
	Stated  int // facts that were read
	Derived int // facts that follow from them
	// Sentences is set where the words of the determination were compared too: the program that made it is the one that checks.
	Sentences bool
}

// Determination checks a determination. It returns what is wrong first, with the fact that does not follow.
func Determination(ctx context.Context, d *determination.Determination, r Rules) (*Result, error) {
	if err := whole(d); err != nil {
		return nil, err
	}
	p, err := providers(d, r)
	if err != nil {
		return nil, err
	}
	r.Providers = p
	if err := known(d, r); err != nil {
		return nil, err
	}
	if err := evidenced(d); err != nil {
		return nil, err
	}
	base, err := stated(d)
	if err != nil {
		return nil, err
	}
	again, home, err := derive(ctx, d, base, r)
	if err != nil {
		return nil, err
	}
	sentences := d.Asked.Program == r.Program
	if err := compare(d, again, sentences); err != nil {
		return nil, err
	}
	if err := others(d, home, r); err != nil {
		return nil, err
	}
	n := base.set.Len() + len(base.registers) + len(base.listings)
	return &Result{Stated: n, Derived: len(d.Facts) - n, Sentences: sentences}, nil
}

// whole checks the form, the digest of the whole and that of every fact.
func whole(d *determination.Determination) error {
	if d.Schema != determination.Schema {
		return refuse("schema %q, want %q", d.Schema, determination.Schema)
	}
	seen := make(map[fact.ID]bool, len(d.Facts))
	for _, f := range d.Facts {
		if f.Body == nil {
			return refuse("a fact without content")
		}
		if err := f.Check(); err != nil {
			return refuse("%w", err)
		}
		if err := f.Valid(); err != nil {
			return refuse("%s: %w", describe(f), err)
		}
		if seen[f.ID] {
			return refuse("%s stands twice", describe(f))
		}
		seen[f.ID] = true
	}
	if got := d.Sum(); got != d.Digest {
		return refuse("its content digests to %.8s, it says %.8s", got, d.Digest)
	}
	if _, ok := d.At.Days(); !ok || d.At != d.At.First() {
		return refuse("%q is not a day", d.At)
	}
	return nil
}

// providers opens the gazetteer as of the day of the determination.
func providers(d *determination.Determination, r Rules) (*provider.Table, error) {
	if r.Providers != nil {
		return r.Providers, nil
	}
	return provider.Open(provider.Options{At: d.At, Seen: d.Evidence.ReadOn})
}

// known refuses a determination that was made with other rules and tables than are here.
func known(d *determination.Determination, r Rules) error {
	for _, p := range d.Packs {
		pack, err := r.Law.Pack(p.ID)
		if err != nil {
			return refuse("pack %s of law: %w%s", p.ID, err, build(d))
		}
		if pack.Digest != p.Digest {
			return refuse("pack %s of law has digest %.8s here, %.8s in the determination%s", p.ID, pack.Digest, p.Digest, build(d))
		}
	}
	here, err := assess.With(r.Compels, r.Providers)
	if err != nil {
		return err
	}
	var tables []determination.Used
	for _, u := range d.Asked.With {
		if u.Kind != determination.UsedRegister && u.Kind != determination.UsedClearings {
			tables = append(tables, u)
		}
	}
	for _, u := range tables {
		i := slices.IndexFunc(here, func(h determination.Used) bool { return h.Kind == u.Kind && h.Name == u.Name })
		switch {
		case i < 0 && u.Kind == determination.UsedPrefixes:
			return refuse("it was made with the table of prefixes %s (%.8s): give it with --prefixes", u.Name, u.Digest)
		case i < 0:
			return refuse("it was made with a table of a kind that is not known here: %s%s", u.Kind, build(d))
		case here[i].Digest != u.Digest:
			return refuse("the %s has digest %.8s here, %.8s in the determination%s", strings.TrimSpace(u.Kind+" "+u.Name), here[i].Digest, u.Digest, build(d))
		}
	}
	for _, h := range here {
		if !slices.Contains(tables, h) {
			return refuse("it does not say with which %s it was made", h.Kind)
		}
	}
	return nil
}

// build says how to get the program that knows what this one does not.
func build(d *determination.Determination) string {
	v := d.Asked.Program
	if v == "" || v[0] != 'v' {
		return "; use the build of longarm that wrote it"
	}
	return fmt.Sprintf("; use the build that wrote it: go run github.com/longarm-project/longarm/cmd/longarm@%s verify", v)
}

// others has what other code can derive derived by it.
func others(d *determination.Determination, home []fact.Country, r Rules) error {
	var set fact.Set
	if err := set.AddAll(d.Facts...); err != nil {
		return refuse("%w", err)
	}
	if err := check.Controls(&set, func(name string) (*check.Test, error) { return testNamed(name, d.At) }, d.At); err != nil {
		return refuse("%w", err)
	}
	var named []string
	for _, p := range d.Packs {
		named = append(named, p.Test)
	}
	if err := check.Open(&set, named, func(name string) (*check.Test, error) { return testNamed(name, d.At) }, d.At); err != nil {
		return refuse("%w", err)
	}
	for f := range fact.Of[*fact.Observation](&set) {
		if f.Rule == fact.RuleAlike {
			if err := reach.CheckAlike(&set, f); err != nil {
				return refuse("%s: %w", describe(f), err)
			}
		}
	}
	for f, l := range fact.Of[*fact.Listing](&set) {
		if err := check.Listing(&set, f, l); err != nil {
			return refuse("%s: %w", describe(f), err)
		}
		cleared := slices.ContainsFunc(l.Reasons, func(s string) bool { return strings.HasPrefix(s, "cleared by ") })
		if cleared && !slices.ContainsFunc(d.Asked.With, func(u determination.Used) bool { return u.Kind == determination.UsedClearings }) {
			return refuse("%s is cleared, and no clearings were given", describe(f))
		}
	}
	if err := check.Reach(&set, world(d, home, r)); err != nil {
		return refuse("%w", err)
	}
	packs := r.Packs
	if packs == nil {
		var err error
		if packs, err = check.NewPacks(r.Law.Files()...); err != nil {
			return err
		}
	}
	if err := check.Proof(d, &set, packs); err != nil {
		return refuse("%w", err)
	}
	return nil
}

// world is what the checker of reach asks: the catalogue of compelling laws, and whose a territory is.
func world(d *determination.Determination, home []fact.Country, r Rules) check.World {
	return check.World{At: d.At, Territories: territory.Data(), Governments: d.Asked.Governments, Home: home,
		Laws: func(g fact.Country, arm fact.Arm, on ...string) (out []check.Law) {
			grounds := make([]compel.Ground, len(on))
			for i, o := range on {
				grounds[i] = compel.Ground(o)
			}
			for _, l := range r.Compels.For(g, arm, d.At, grounds...) {
				out = append(out, check.Law{Applies: l.Applies, Abroad: l.Abroad.Truth()})
			}
			return out
		}}
}
