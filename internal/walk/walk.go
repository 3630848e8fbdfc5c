// Package walk visits the files below given paths, and the members of the
// archives among them, within bounds that no hostile file can break.
//
// What a file is packed in is told by its first bytes, never by its name: gzip,
// zstd, bzip2, xz, lz4, snappy, zip and tar, one inside another to a bounded depth. Office
// documents and Java archives, which are zip files too, are left whole.
//
// Memory does not grow with the size of a file: about 200 KiB for each worker,
// and up to MaxInner where a zip file lies inside another archive.
package walk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"
)

// HeadSize is the most that File.Head holds.
const HeadSize = 64 << 10

// MaxInner is the largest zip file that is read inside another archive; it is held in memory.
const MaxInner = 32 << 20

// Options bound a walk. The zero value is the default, given field by field.
type Options struct {
	Workers int   // files visited at a time; 0: one for each processor
	Depth   int   // packings one inside another; 0: 4
	Files   int   // files below the roots; 0: 1 000 000
	Members int   // members of one stored file, at all depths; 0: 100 000
	Ratio   int64 // unpacked bytes allowed for each stored byte; 0: 256
	Floor   int64 // unpacked bytes always allowed for one stored file; 0: 64 MiB
	// Found, if not nil, is told how many files of how many bytes will be visited, before the first is.
	Found func(files int, bytes int64)
	// Done, if not nil, is told when all of a stored file was visited, by File.Index: the last call for it.
	Done func(index int)
	// Stdin is the path of a file that stands for the root "-", as what was given
	// on standard input; empty: "-" is a name like others.
	Stdin string
}

// StdinName is the File.Name of what was given on standard input.
const StdinName = "standard input"

func (o Options) withDefaults() Options {
	o.Workers = cmp.Or(o.Workers, runtime.GOMAXPROCS(0))
	o.Depth = cmp.Or(o.Depth, 4)
	o.Files = cmp.Or(o.Files, 1_000_000)
	o.Members = cmp.Or(o.Members, 100_000)
	o.Ratio = cmp.Or(o.Ratio, 256)
	o.Floor = cmp.Or(o.Floor, 64<<20)
	return o
}

// A Problem is something below the roots that could not be walked.
type Problem struct {
	Name   string // as File.Name
	Offset int64  // in the stored file, where it means something
	What   string
}

// Errors that a File's Read returns inside a *ReadError.
var (
	ErrTruncated = errors.New("truncated")
	ErrExpands   = errors.New("expands beyond the bound for packed files")
)

// A ReadError locates a failure to unpack or read a file.
type ReadError struct {
	Offset int64 // bytes taken of the packed stream, up to a buffer ahead of the damage
	Err    error
}

func (e *ReadError) Error() string { return fmt.Sprintf("%v at byte %d", e.Err, e.Offset) }

// Unwrap returns the cause.
func (e *ReadError) Unwrap() error { return e.Err }

// Each calls visit for every file below roots, from up to o.Workers goroutines
// at once, and returns once all calls have. Files and problems come in an order
// that depends on their names alone; see File.Index. A file below two of the
// roots is visited once, under its longer name.
//
// Symbolic links are not followed: what they lead to within the root is visited
// where it stands, and links out of it are told as problems. An error of visit ends
// the walk and is returned, as is that of a root that does not exist, or of ctx.
// Everything else that cannot be read is a Problem, and the walk goes on.
func Each(ctx context.Context, roots []string, o Options, visit func(*File) error) ([]Problem, error) {
	w := &walker{o: o.withDefaults(), visit: visit}
	files, err := w.list(ctx, roots)
	if err != nil {
		return nil, err
	}
	if o.Found != nil {
		var bytes int64
		for _, f := range files {
			bytes += f.size
		}
		o.Found(len(files), bytes)
	}
	err = w.run(ctx, files)
	slices.SortFunc(w.problems, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), cmp.Compare(a.Offset, b.Offset), strings.Compare(a.What, b.What))
	})
	return w.problems, err
}

// Unpack calls visit for a file that is kept anywhere, or for what it holds if it
// is packed, with the bounds of Each. Names begin with name. It returns what could not be read.
func Unpack(ctx context.Context, name string, file Stored, size int64, o Options, visit func(*File) error) ([]Problem, error) {
	w := &walker{o: o.withDefaults(), visit: visit}
	s := newStored(ctx, file, size, w.o)
	s.unstream() // a digest is rarely wanted, and then read for
	u := &unpacker{walker: w, stored: s, real: name, name: name}
	err := u.offer(name, s, 0)
	return w.problems, err
}

// A Listed is a file below the roots.
type Listed struct {
	Name    string // as File.Name
	Path    string // to open it
	Size    int64
	Skipped string // as File.Skipped
}

// List returns the files that Each would visit, in its order.
func List(ctx context.Context, roots []string, o Options) ([]Listed, []Problem, error) {
	w := &walker{o: o.withDefaults()}
	files, err := w.list(ctx, roots)
	out := make([]Listed, len(files))
	for i, f := range files {
		out[i] = Listed{f.name, f.path, f.size, f.skipped}
	}
	return out, w.problems, err
}

type walker struct {
	o     Options
	visit func(*File) error

	mu       sync.Mutex
	problems []Problem
}

func (w *walker) problem(name string, offset int64, what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.problems = append(w.problems, Problem{Name: name, Offset: offset, What: what})
}

func (w *walker) run(ctx context.Context, files []found) error {
	g, each := errgroup.WithContext(ctx)
	g.SetLimit(w.o.Workers)
	for i, f := range files {
		if each.Err() != nil {
			break
		}
		g.Go(func() error {
			if w.o.Done != nil {
				defer w.o.Done(i)
			}
			return w.one(each, i, f)
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return context.Cause(ctx)
}

// one visits what one stored file holds.
func (w *walker) one(ctx context.Context, index int, f found) error {
	if f.skipped != "" {
		return w.visit(&File{Index: index, Name: f.name, Skipped: f.skipped})
	}
	file, err := os.Open(f.path)
	if err != nil {
		w.problem(f.name, 0, "cannot be opened: "+reason(err))
		return nil
	}
	defer file.Close()
	s := newStored(ctx, file, f.size, w.o)
	u := &unpacker{walker: w, stored: s, index: index, real: f.real, name: f.name}
	return u.offer(f.name, s, 0)
}

// reason is the cause of a file system error without the path, which is told elsewhere.
func reason(err error) string {
	if pe, ok := errors.AsType[*os.PathError](err); ok {
		return pe.Err.Error()
	}
	return err.Error()
}
