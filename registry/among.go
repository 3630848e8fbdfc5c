package registry

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
)

// Among compiles records that were found among other files into a registry file in a folder of
// its own below dir, or below the system's where dir is empty. Entries of lists go to entry and not into the file. Where there is no
// other record, the file is nil. The file lives until done is called, which is never nil.
//
// Errors of single records are in the report and do not end it.
func Among(records iter.Seq2[Record, error], report *Report, dir string, entry func(Ref, *Entry)) (f *File, done func() error, err error) {
	var closers []func() error
	done = func() error {
		var errs []error
		for len(closers) > 0 {
			last := len(closers) - 1
			errs = append(errs, closers[last]())
			closers = closers[:last]
		}
		return errors.Join(errs...)
	}
	next, stop := iter.Pull2(records)
	defer stop()
	rest := func(yield func(Record, error) bool) {
		for rec, err, ok := next(); ok; rec, err, ok = next() {
			if rec.Entry != nil {
				entry(rec.Ref, rec.Entry)
			} else if !yield(rec, err) {
				return
			}
		}
	}
	for rec, err := range rest {
		switch {
		case err != nil && !GoesOn(err):
			return nil, done, err
		case err != nil:
			continue
		}
		folder, err := os.MkdirTemp(dir, "longarm-")
		if err != nil {
			return nil, done, fmt.Errorf("registers among the evidence: %w", err)
		}
		closers = append(closers, func() error { return os.RemoveAll(folder) })
		path := filepath.Join(folder, "among.registry")
		_, err = Create(path, func(yield func(Record, error) bool) {
			if yield(rec, nil) {
				rest(yield)
			}
		}, BuildOptions{Digests: report.Digest})
		if err != nil {
			return nil, done, err
		}
		if f, err = Open(path); err != nil {
			return nil, done, err
		}
		closers = append(closers, f.Close)
	}
	return f, done, nil
}
