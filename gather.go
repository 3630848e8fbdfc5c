package longarm

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/intake"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/screening"
)

// gather takes in all that lies below roots in one walk: evidence becomes facts,
// registers become a file that behind asks, lists an index that screen asks.
func (r *journey) gather(ctx context.Context, roots []string) error {
	c := evidence.NewCollector(evidence.Options{Seen: r.ReadOn, Fold: r.fold, FlowLayout: r.FlowLayout})
	run := registry.NewRun(r.Importers, registry.Options{At: r.At})
	var result *intake.Result
	records := run.Records(func(kinds []intake.Kind) (*intake.Result, error) {
		var err error
		result, err = intake.Walk(ctx, roots, append(kinds, evidence.Kinds(r.Readers, c)...), intake.Options{Progress: r.tell, Stdin: r.Stdin})
		return result, err
	})
	if err := r.compile(records, &run.Report); err != nil {
		return err
	}
	result.Problems = run.Report.Problems
	reading := c.Reading(result)
	if err := caseErrors(reading); err != nil {
		return err
	}
	r.evidence = evidenceOf(reading, run.Report.Files, r.ReadOn)
	for _, f := range reading.Facts {
		if _, err := r.set.Add(f); err != nil {
			return err
		}
	}
	return nil
}

// compile makes a registry file of the registers that lie among the evidence, and
// an index of the entries of lists. Without either it makes nothing.
func (r *journey) compile(records iter.Seq2[registry.Record, error], report *registry.Report) error {
	var names screening.Builder
	entries := 0
	next, stop := iter.Pull2(records)
	defer stop()
	// rest yields what is for the registry file and keeps entries apart.
	rest := func(yield func(registry.Record, error) bool) {
		for rec, err, ok := next(); ok; rec, err, ok = next() {
			if rec.Entry != nil {
				names.Add(rec.Entry)
				entries++
			} else if !yield(rec, err) {
				return
			}
		}
	}
	for rec, err := range rest {
		if err != nil && !registry.GoesOn(err) {
			return err
		}
		if err != nil {
			continue // told by the report
		}
		if err := r.create(rec, rest, report); err != nil {
			return err
		}
	}
	if entries == 0 {
		return nil
	}
	for _, f := range report.Files {
		if f.Kind != "" && f.Mapped > 0 {
			names.AddList(screening.List{ID: f.Kind, File: f.Name, Digest: string(f.Digest)})
		}
	}
	x, err := screening.Open(names.Bytes())
	if err != nil {
		return err
	}
	r.indexes = append(r.indexes, x)
	return nil
}

// create compiles the records from first on into a file that lives as long as the gathering.
func (r *journey) create(first registry.Record, rest iter.Seq2[registry.Record, error], report *registry.Report) (err error) {
	dir, err := os.MkdirTemp(r.Scratch, "longarm-")
	if err != nil {
		return fmt.Errorf("registers among the evidence: %w", err)
	}
	r.closers = append(r.closers, func() error { return os.RemoveAll(dir) })
	path := filepath.Join(dir, "among.registry")
	_, err = registry.Create(path, func(yield func(registry.Record, error) bool) {
		if yield(first, nil) {
			rest(yield)
		}
	}, registry.BuildOptions{Digests: report.Digest})
	if err != nil {
		return err
	}
	f, err := registry.Open(path)
	if err != nil {
		return err
	}
	r.closers = append(r.closers, f.Close)
	r.registries = append(r.registries, f)
	return nil
}

// close ends the use of what gather made.
func (r *journey) close() error {
	var errs []error
	for len(r.closers) > 0 {
		last := len(r.closers) - 1
		errs = append(errs, r.closers[last]())
		r.closers = r.closers[:last]
	}
	return errors.Join(errs...)
}

func (r *journey) tell(p intake.Progress) {
	if r.Progress == nil {
		return
	}
	r.Progress(fmt.Sprintf("read %d of %d files, %d of %d MB", p.Files, p.OfFiles, p.Bytes>>20, p.OfBytes>>20))
}

// caseErrors joins the errors of case files, which stop a review.
func caseErrors(reading *evidence.Reading) error {
	cases := map[string]bool{}
	for _, f := range reading.Files {
		cases[f.Name] = cases[f.Name] || f.Kind == "case"
	}
	var errs []error
	for _, p := range reading.Problems {
		if cases[p.Name] {
			errs = append(errs, errors.New(p.String()))
		}
	}
	if len(errs) == 0 {
		return nil
	}
	return fmt.Errorf("%w:\n%w", ErrCase, errors.Join(errs...))
}

// evidenceOf says what became of the files; registers knows of those that importers took.
func evidenceOf(reading *evidence.Reading, registers []registry.Summary, on fact.Date) determination.Evidence {
	joined := map[[2]string]registry.Summary{}
	for _, s := range registers {
		joined[[2]string{s.Name, s.Path}] = s
	}
	e := determination.Evidence{ReadOn: on, Files: []determination.File{}}
	for _, f := range reading.Files {
		file := determination.File{
			Digest: f.Digest, Kind: f.Kind, State: string(f.State), Name: f.Name, Records: f.Records, Size: f.Size,
			Skipped: f.Skipped, Note: f.Note, SameAs: f.SameAs,
		}
		if s, ok := joined[[2]string{f.Name, f.Path}]; ok && s.Tally.Read > 0 {
			file.Records, file.State = s.Mapped, string(s.State)
		}
		e.Files = append(e.Files, file)
	}
	for _, p := range reading.Problems {
		place := ""
		switch {
		case p.Line > 0:
			place = fmt.Sprintf("line %d", p.Line)
		case p.Offset > 0:
			place = fmt.Sprintf("byte %d", p.Offset)
		}
		e.Problems = append(e.Problems, determination.Problem{Name: p.Name, Place: place, Read: p.Read, What: p.What})
	}
	return e
}
