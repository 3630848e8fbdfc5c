package longarm

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/census"
	"github.com/longarm-project/longarm/census/folder"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law/geofence"
)

// count takes a census of the files that a case file says to hold what an asset holds. A number that a person
// states of the same data stands, and where the files say otherwise the page says so.
func (r *journey) count(ctx context.Context) error {
	for _, f := range r.set.Sorted() {
		o, ok := f.Body.(*fact.Observation)
		if !ok || len(o.Files) == 0 || len(f.Sources) == 0 {
			continue
		}
		if err := r.countAsset(ctx, o, f.Sources[0]); err != nil {
			return err
		}
	}
	return nil
}

// countAsset takes the census of one asset, which the case file at source joins to its files.
func (r *journey) countAsset(ctx context.Context, o *fact.Observation, source fact.Source) error {
	paths := map[string]string{}
	var sources []fact.Source
	for _, name := range o.Files {
		if !r.take(path.Join(path.Dir(source.Name), name), paths) {
			r.problem(source, fmt.Sprintf("files of %s: %s is not among the files that were given: what it holds is not counted", o.Asset, name))
		}
	}
	if len(paths) == 0 {
		return nil
	}
	h, err := folder.Of(string(o.Asset), paths)
	if err != nil {
		r.problem(source, fmt.Sprintf("files of %s: %v", o.Asset, err))
		return nil
	}
	sum := sha256.New()
	for x, err := range h.Objects(ctx) {
		if err != nil {
			return err
		}
		digest, err := digestOf(paths[x.Name])
		if err != nil {
			return fmt.Errorf("%s cannot be read", x.Name)
		}
		fmt.Fprintln(sum, digest)
		sources = append(sources, fact.Source{Digest: digest, Name: x.Name, Seen: r.ReadOn})
	}
	// No token leaves this function, so that the key need not be secret; made of the content, it gives the same numbers again.
	run := census.Runner{Formats: r.Formats, Key: census.Key(sum.Sum(nil)[:16]), Fence: listed, Workers: 2}
	s := census.NewStore(h.URI())
	if err := run.Scan(ctx, h, s); err != nil {
		return err
	}
	r.unread(s)
	return r.enter(o.Asset, s.Counts(o.Asset), sources, source)
}

// take finds the walked files of a name, or below it, and notes their paths. A file of an archive is taken with its archive.
func (r *journey) take(name string, paths map[string]string) (found bool) {
	for i, f := range r.files {
		stored, _, _ := strings.Cut(f.Name, "!")
		if (stored == name || strings.HasPrefix(stored, name+"/") || name == ".") && f.Path != "" {
			paths[stored] = f.Path
			found = true
			if i < len(r.evidence.Files) && r.evidence.Files[i].Name == f.Name && f.Kind == "" {
				r.evidence.Files[i].Kind, r.evidence.Files[i].State = "data", ""
			}
		}
	}
	return found
}

func digestOf(name string) (fact.Digest, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return fact.Digest(hex.EncodeToString(h.Sum(nil))), nil
}

// listed judges a location by the list of 28 CFR 202.1401.
func listed(lat, lon float64) (fact.Truth, []int64) {
	return geofence.Judge(geofence.Box{South: lat, West: lon, North: lat, East: lon})
}

// unread puts on the page what a census could not read.
func (r *journey) unread(s *census.Store) {
	for _, f := range s.Report().List {
		if f.Status != census.Read {
			r.evidence.Problems = append(r.evidence.Problems, determination.Problem{Name: f.URI, Read: f.Rows, What: "not counted to its end: " + strings.Join(f.Reasons, "; ")})
		}
	}
}

func (r *journey) problem(at fact.Source, what string) {
	r.evidence.Problems = append(r.evidence.Problems, determination.Problem{Name: at.Name, Place: fmt.Sprintf("line %d", at.Line), What: what})
}

// enter adds what was counted, but for categories of which a person states a number; then it compares.
func (r *journey) enter(asset fact.AssetID, counts []*fact.Count, sources []fact.Source, at fact.Source) error {
	stated := map[fact.Category]fact.Range{}
	for _, f := range r.set.Sorted() {
		if c, ok := f.Body.(*fact.Count); ok && c.Asset == asset {
			stated[c.Category] = c.Number
		}
	}
	var errs []error
	for _, c := range counts {
		n, ok := stated[c.Category]
		if !ok {
			if len(stated) > 0 && c.Category == fact.OtherData {
				continue
			}
			errs = append(errs, r.set.AddAll(fact.New(c, sources, "")))
			continue
		}
		if c.Number.Lo > n.Hi && n.Hi != fact.Unbounded || n.Lo > c.Number.Hi && c.Number.Hi != fact.Unbounded {
			r.problem(at, fmt.Sprintf("data of %s: %s of category %s are stated, and its files hold %s: the stated number stands", asset, number(n), c.Category, number(c.Number)))
		}
	}
	for _, c := range slices.Sorted(maps.Keys(stated)) {
		n := stated[c]
		if n.Lo > 0 && !has(counts, c) {
			r.problem(at, fmt.Sprintf("data of %s: %s of category %s are stated, and its files hold none: the stated number stands", asset, number(n), c))
		}
	}
	return errors.Join(errs...)
}

func has(counts []*fact.Count, c fact.Category) bool {
	for _, x := range counts {
		if x.Category == c || x.Category == fact.UnknownCategory {
			return true
		}
	}
	return false
}

func number(n fact.Range) string {
	switch {
	case n.Hi == fact.Unbounded:
		return fmt.Sprintf("%d or more", n.Lo)
	case n.Lo == n.Hi:
		return fmt.Sprint(n.Lo)
	}
	return fmt.Sprintf("%d to %d", n.Lo, n.Hi)
}
