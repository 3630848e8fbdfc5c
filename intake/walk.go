package intake

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

// progressStep is how many stored bytes pass between two reports of progress within a file.
const progressStep = 4 << 20

// maxDigested bounds the size of a file that nobody takes and that is digested all the same.
const maxDigested = 1 << 30

// Options of a walk. The zero value is the default, given field by field.
type Options struct {
	Workers int // files read at a time; 0: one for each processor
	// Progress, if not nil, is called now and then, never twice at once.
	Progress func(Progress)
	// Stdin is the path of a file that stands for the root "-"; empty: "-" is a name like others.
	Stdin string
}

// A Result is what became of all files.
type Result struct {
	// Files lists every file and archive member, by name.
	Files []File
	// Problems lists what could not be read, by name and place.
	Problems []Problem
	// Partial is set where the walk was interrupted: files are missing, though
	// each that is there was read to its end.
	Partial bool
}

// Walk offers all files below roots to kinds. Only a root that does not exist,
// an error of a Kind.Read, and ctx, are errors; everything else that cannot be
// read is a Problem of the Result. Where ctx ends the walk, the Result holds
// what was read before.
func Walk(ctx context.Context, roots []string, kinds []Kind, o Options) (*Result, error) {
	d := &driver{kinds: kinds, o: o, told: make(map[int]int64), originals: make(map[content]*Input), turns: newTurns()}
	problems, err := walk.Each(ctx, roots, walk.Options{
		Workers: o.Workers, Found: d.found, Done: d.turns.done, Stdin: o.Stdin,
	}, func(f *walk.File) error { return d.visit(ctx, f) })
	for _, p := range problems {
		d.problems = append(d.problems, Problem{Name: p.Name, Offset: p.Offset, What: p.What})
	}
	if err == nil {
		for _, k := range kinds {
			if k.Done != nil {
				k.Done()
			}
		}
	}
	r := d.finish()
	r.Partial = ctx.Err() != nil
	return r, err
}

// A driver offers files to kinds, from several goroutines.
type driver struct {
	kinds []Kind
	o     Options
	turns *turns

	mu        sync.Mutex
	files     []*Input
	problems  []Problem // of the walk
	originals map[content]*Input
	progress  Progress
	told      map[int]int64 // stored bytes told as progress, by walk.File.Index
}

// A content is what copies have in common.
type content struct {
	digest fact.Digest
	member int
}

func (d *driver) found(files int, bytes int64) {
	d.progress.OfFiles, d.progress.OfBytes = files, bytes
}

// visit reads one file.
func (d *driver) visit(ctx context.Context, f *walk.File) error {
	defer d.step(f)
	rec := &Input{File: File{Name: f.Name, Size: f.Size, Path: f.Path}, Folder: f.Folder, member: f.Member}
	if f.Skipped != "" {
		rec.State, rec.Note = Skipped, f.Skipped
		d.add(rec)
		return nil
	}
	text, head, note := decoded(f.Head, f)
	rec.Note = note
	k, rivals := d.recognize(f.Name, head)
	if k == nil {
		return d.unread(rec, f, head, rivals)
	}
	rec.Kind = k.Name
	if k.Ordered {
		d.turns.wait(f.Index)
	}
	rec.Text = d.stepping(text, f)
	keep, err := k.Read(ctx, rec)
	rec.Text = nil
	if err != nil {
		return d.cut(rec, err)
	}
	digest, err := f.Digest()
	if isContext(err) {
		return d.cut(rec, err)
	}
	if err != nil {
		rec.Fault(fmt.Errorf("%v: nothing of it is used", err), rec.Records)
	}
	rec.Digest = fact.Digest(digest)
	d.keep(rec, keep, err == nil)
	return nil
}

// cut records a file in which the walk ends, of which nothing is kept.
func (d *driver) cut(rec *Input, err error) error {
	rec.Failed = true
	rec.problems = append(rec.problems, Problem{What: "the reading was interrupted here: not read to the end", Read: rec.Records})
	d.add(rec)
	return err
}

// recognize returns the kind that is surest of a file; nil where none is, or
// where several are equally sure, which rivals names.
func (d *driver) recognize(name string, head []byte) (k *Kind, rivals []string) {
	best := No
	for i := range d.kinds {
		switch s := d.kinds[i].Recognizes(name, head); {
		case s == No || s < best:
		case s > best:
			best, k, rivals = s, &d.kinds[i], []string{d.kinds[i].Name}
		default:
			rivals = append(rivals, d.kinds[i].Name)
		}
	}
	if len(rivals) > 1 {
		slices.Sort(rivals)
		return nil, rivals
	}
	return k, nil
}

// unread records a file that nobody takes.
func (d *driver) unread(rec *Input, f *walk.File, head []byte, rivals []string) error {
	rec.State = classify(head)
	if len(rivals) > 0 {
		rec.State = NotRecognized
		rec.Fault(fmt.Errorf("it may be %s, and nothing tells which: not read", strings.Join(rivals, " or ")), 0)
	}
	if len(f.Head) < walk.HeadSize {
		if _, err := io.Copy(io.Discard, f); isContext(err) {
			return err
		} else if err != nil {
			rec.Fault(err, 0)
		}
	}
	if f.Size <= maxDigested {
		digest, err := f.Digest()
		if isContext(err) {
			return err
		} else if err != nil {
			rec.Fault(err, 0)
		}
		rec.Digest = fact.Digest(digest)
	}
	d.add(rec)
	return nil
}

// stepping tells progress while text is read.
func (d *driver) stepping(text io.Reader, f *walk.File) io.Reader {
	at := f.Offset()
	return readerFunc(func(p []byte) (int, error) {
		n, err := text.Read(p)
		if now := f.Offset(); now-at >= progressStep {
			at = now
			d.step(f)
		}
		return n, err
	})
}

// keep records a file that was read, as a copy if its bytes were read before.
func (d *driver) keep(rec *Input, keep func(whole bool), whole bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if key := (content{rec.Digest, rec.member}); whole && !rec.Own {
		if rec.copyOf = d.originals[key]; rec.copyOf == nil {
			d.originals[key] = rec
		}
	}
	if rec.copyOf != nil {
		rec.problems = nil
	}
	if keep != nil {
		keep(whole)
	}
	d.files = append(d.files, rec)
}

func (d *driver) add(rec *Input) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.files = append(d.files, rec)
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

func (d *driver) finish() *Result {
	nameOriginals(d.files)
	r := &Result{Problems: d.problems}
	for _, f := range d.files {
		if f.copyOf != nil {
			f.SameAs = f.copyOf.Name
		}
		if f.Kind != "" {
			f.settle()
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
	SortProblems(r.Problems)
	return r
}

// SortProblems sorts by name, place and words.
func SortProblems(ps []Problem) {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Offset, b.Offset), strings.Compare(a.What, b.What))
	})
}

// nameOriginals gives each original the least name among its copies, whichever was read first.
func nameOriginals(files []*Input) {
	for _, f := range files {
		if o := f.copyOf; o != nil && f.Name < o.Name {
			f.Name, o.Name = o.Name, f.Name
		}
	}
}

func isContext(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// A turns lets a stored file wait until all before it are done.
type turns struct {
	mu    sync.Mutex
	moved *sync.Cond
	next  int // the first that is not done
	ended map[int]bool
}

func newTurns() *turns {
	t := &turns{ended: make(map[int]bool)}
	t.moved = sync.NewCond(&t.mu)
	return t
}

// wait returns once all stored files before index are done. They began before
// it and wait for none after them, so it ends.
func (t *turns) wait(index int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.next < index {
		t.moved.Wait()
	}
}

// done tells that all of a stored file was visited.
func (t *turns) done(index int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended[index] = true
	for t.ended[t.next] {
		delete(t.ended, t.next)
		t.next++
	}
	t.moved.Broadcast()
}
