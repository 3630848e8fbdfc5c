package evidence

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/walk"
)

// maxProblems bounds the problems told of one file; the rest are counted.
const maxProblems = 20

// progressStep is how many stored bytes pass between two reports of progress within a file.
const progressStep = 4 << 20

// Read reads all files below roots. The first reader that recognises a file
// reads it. Only a root that does not exist, and ctx, are errors; everything
// else that cannot be read is a Problem of the Reading.
func Read(ctx context.Context, roots []string, readers []Reader, o Options) (*Reading, error) {
	o = o.withDefaults()
	d := &driver{readers: readers, o: o, collector: newCollector(o), told: make(map[int]int64)}
	problems, err := walk.Each(ctx, roots, walk.Options{Workers: o.Workers, Found: d.found}, d.visit)
	if err != nil {
		return nil, err
	}
	for _, p := range problems {
		d.problems = append(d.problems, Problem{Name: p.Name, Offset: p.Offset, What: p.What})
	}
	return d.finish(), nil
}

// A driver offers files to readers, from several goroutines.
type driver struct {
	readers []Reader
	o       Options

	mu        sync.Mutex
	collector *collector
	files     []*file
	problems  []Problem // of the walk
	progress  Progress
	told      map[int]int64 // stored bytes told as progress, by File.Index
}

// A file is a File with what cannot be told before all are read.
type file struct {
	File
	folder   string    // as walk.File.Folder
	copyOf   *file     // read instead of this one
	problems []Problem // without names
}

func (d *driver) found(files int, bytes int64) {
	d.progress.OfFiles, d.progress.OfBytes = files, bytes
}

// visit reads one file.
func (d *driver) visit(f *walk.File) error {
	defer d.step(f)
	if f.Skipped != "" {
		d.add(&file{File: File{Name: f.Name, Kind: NotEvidence, Note: f.Skipped}}, nil)
		return nil
	}
	text, head, note := decoded(f.Head, f)
	rec := &file{File: File{Name: f.Name, Size: f.Size, Note: note}, folder: f.Folder}
	i := slices.IndexFunc(d.readers, func(r Reader) bool { return Recognized(r, f.Name, head, d.o) })
	if i < 0 {
		return d.unread(rec, f, head)
	}
	at := f.Offset()
	in := &Input{Name: f.Name, Options: d.o, R: readerFunc(func(p []byte) (int, error) {
		n, err := text.Read(p)
		if now := f.Offset(); now-at >= progressStep {
			at = now
			d.step(f)
		}
		return n, err
	})}
	var items []Item
	items, rec.problems = drain(in, d.readers[i])
	rec.Kind, rec.Records, rec.Skipped = d.readers[i].Name(), in.Records, in.Skipped
	rec.Note = strings.Join(slices.DeleteFunc([]string{note, in.Note}, func(s string) bool { return s == "" }), "; ")
	digest, err := f.Digest()
	if isContext(err) {
		return err
	}
	if err != nil {
		rec.problems = append(rec.problems, Problem{What: err.Error() + ": nothing of it is used", Read: in.Records})
		items = nil
	}
	rec.Digest = fact.Digest(digest)
	d.addUnlessCopy(rec, f.Member, items)
	return nil
}

// unread records a file that no reader took.
func (d *driver) unread(rec *file, f *walk.File, head []byte) error {
	rec.Kind = classify(head)
	if len(f.Head) < walk.HeadSize {
		if _, err := io.Copy(io.Discard, f); isContext(err) {
			return err
		} else if err != nil {
			rec.problems = append(rec.problems, problemOf(err, 0))
		}
	}
	d.add(rec, nil)
	return nil
}

// drain gathers what a reader yields.
func drain(in *Input, r Reader) (items []Item, problems []Problem) {
	more := 0
	for item, err := range r.Read(in) {
		switch {
		case err == nil:
			items = append(items, item)
		case len(problems) < maxProblems:
			problems = append(problems, problemOf(err, in.Records))
		default:
			more++
			if _, bad := errors.AsType[*LineError](err); !bad { // the end of the reading: not to be lost
				problems = append(problems, problemOf(err, in.Records))
			}
		}
	}
	if more > 0 {
		problems = append(problems, Problem{What: fmt.Sprintf("%d more records could not be read", more), Read: in.Records})
	}
	return items, problems
}

func problemOf(err error, read int64) Problem {
	p := Problem{What: err.Error(), Read: read}
	if le, ok := errors.AsType[*LineError](err); ok {
		p.Line, p.What = le.Line, le.Err.Error()
	} else if re, ok := errors.AsType[*walk.ReadError](err); ok {
		p.Offset, p.What = re.Offset, re.Err.Error()
	}
	return p
}

func isContext(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

func (p Problem) place() string {
	switch {
	case p.Line > 0:
		return fmt.Sprintf("%s:%d", p.Name, p.Line)
	case p.Offset > 0:
		return fmt.Sprintf("%s: byte %d", p.Name, p.Offset)
	}
	return p.Name
}

func (p Problem) before() string {
	if p.Read == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d records before that were read)", p.Read)
}

func (d *driver) add(rec *file, items []Item) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.files = append(d.files, rec)
	d.collector.add(rec, items)
}

// addUnlessCopy leaves out what a file holds whose bytes were read already,
// unless it says something else where it stands, beside the other files of its folder.
func (d *driver) addUnlessCopy(rec *file, member int, items []Item) {
	d.mu.Lock()
	if !slices.ContainsFunc(items, func(it Item) bool { return it.Part != nil }) {
		rec.copyOf = d.collector.original(rec, member)
	}
	d.mu.Unlock()
	if rec.copyOf != nil {
		rec.problems, items = nil, nil
	}
	d.add(rec, items)
}

// step reports progress after more of f was read.
func (d *driver) step(f *walk.File) {
	if d.o.Progress == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	now := min(f.Offset(), f.Size)
	d.progress.Bytes += now - d.told[f.Index]
	d.told[f.Index] = now
	d.progress.Files = len(d.told)
	d.o.Progress(d.progress)
}

func (d *driver) finish() *Reading {
	nameOriginals(d.files)
	d.collector.joinParts(d.readers)
	r := &Reading{Facts: d.collector.facts(), Problems: append(d.problems, d.collector.problems()...)}
	for _, f := range d.files {
		if f.copyOf != nil {
			f.SameAs = f.copyOf.Name
		}
		for _, p := range f.problems {
			p.Name = f.Name
			r.Problems = append(r.Problems, p)
		}
		r.Files = append(r.Files, f.File)
	}
	slices.SortFunc(r.Files, func(a, b File) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(string(a.Digest), string(b.Digest)), cmp.Compare(a.Size, b.Size))
	})
	slices.SortStableFunc(r.Problems, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Offset, b.Offset), strings.Compare(a.What, b.What))
	})
	return r
}

// nameOriginals gives each original the least name among its copies, whichever was read first.
func nameOriginals(files []*file) {
	for _, f := range files {
		if o := f.copyOf; o != nil && f.Name < o.Name {
			f.Name, o.Name = o.Name, f.Name
		}
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
