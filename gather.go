package longarm

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/netip"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/casefile"
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
	if err := casefile.Errors(reading); err != nil {
		return fmt.Errorf("%w:\n%w", ErrCase, err)
	}
	r.evidence = evidenceOf(reading, run.Report.Files, r.ReadOn)
	r.files = reading.Files
	return r.set.AddAll(reading.Facts...)
}

func (r *journey) fold(a netip.Addr) netip.Prefix {
	p, _ := r.providers.Prefix(a)
	return p
}

// compile makes a registry file of the registers that lie among the evidence, and
// an index of the entries of lists. Without either it makes nothing.
func (r *journey) compile(records iter.Seq2[registry.Record, error], report *registry.Report) error {
	var names screening.Builder
	lists := map[[2]string]bool{} // by id and file
	f, done, err := registry.Among(records, report, r.Scratch, func(at registry.Ref, e *registry.Entry) {
		names.Add(e)
		lists[[2]string{e.List, at.File}] = true
	})
	r.closers = append(r.closers, done)
	if err != nil {
		return err
	}
	if f != nil {
		r.registries = append(r.registries, f)
	}
	if len(lists) == 0 {
		return nil
	}
	for l := range lists {
		names.AddList(screening.List{ID: l[0], File: l[1], Digest: string(report.Digest(l[1]))})
	}
	x, err := screening.Open(names.Bytes())
	if err != nil {
		return err
	}
	for _, f := range names.Faults() {
		report.Problems = append(report.Problems, intake.Problem{Name: f.Entry, What: f.What})
	}
	r.indexes = append(r.indexes, x)
	return nil
}

// close ends the use of what gather made.
func (r *journey) close() error {
	var errs []error
	for _, done := range r.closers {
		errs = append(errs, done())
	}
	return errors.Join(errs...)
}

func (r *journey) tell(p intake.Progress) {
	if r.Progress == nil {
		return
	}
	r.Progress(fmt.Sprintf("read %d of %d files, %d of %d MB", p.Files, p.OfFiles, p.Bytes>>20, p.OfBytes>>20))
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
		e.Problems = append(e.Problems, determination.Problem{Name: p.Name, Place: p.Place(), Read: p.Read, What: p.What})
	}
	return e
}
