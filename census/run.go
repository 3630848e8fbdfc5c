package census

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/longarm-project/longarm/internal/walk"
)

// An Object is one stored file, as its store lists it.
type Object struct {
	Name    string // below the store's address
	Size    int64
	Tag     string // of its version, where the store has one
	Skipped string // why it is not to be read, or empty
}

// A Holder is a store of objects: a folder, a bucket.
type Holder interface {
	// URI is the address of the store, without credentials.
	URI() string
	// Objects yields every object in an order that depends on names alone. An error ends the listing of what it
	// is about; others may follow.
	Objects(ctx context.Context) iter.Seq2[Object, error]
	// Open opens an object. Closing it releases what it holds.
	Open(ctx context.Context, o Object) (StoredObject, error)
}

// A StoredObject is an open object.
type StoredObject interface {
	walk.Stored
	io.Closer
}

// Grid is the length of the ranges into which large objects are cut. It is the same in every
// scan, so that any cut of the work gives the same result.
const Grid = 64 << 20

// units returns into how many ranges of so many bytes an object is cut.
func (o Object) units(grid int64) int { return max(1, int((o.Size+grid-1)/grid)) }

// A Cutter is a format whose files can be read in ranges: a range holds the records that begin in it.
type Cutter interface {
	Format
	// Cuts reports whether a file with this head can be read in ranges.
	Cuts(head []byte) bool
}

// A Runner scans the objects of stores.
type Runner struct {
	Formats []Format
	Key     Key
	Fence   Fence
	Workers int // at a time; at least 1
	// Shard and Shards choose every Shards-th unit of work, from Shard on; Shards 0 or 1: all.
	Shard, Shards int
	// Progress counts bytes read and objects done; it may be read at any time.
	Progress Progress
	// Done, if not nil, is called after each unit, one call at a time.
	Done func(*Store)
	// Range is the length of ranges; 0: Grid.
	Range int64

	plan  hash.Hash
	units int
}

// Plan returns the digest of all units of the stores scanned so far, of every shard, and how many they are.
func (r *Runner) Plan() (digest string, units int) {
	if r.plan == nil {
		return "", 0
	}
	return hex.EncodeToString(r.plan.Sum(nil)), r.units
}

// Begin enters a store into the plan.
func (r *Runner) Begin(s *Store) {
	if r.plan == nil {
		r.plan = sha256.New()
	}
	r.Range = cmp.Or(r.Range, Grid)
	fmt.Fprintf(r.plan, "store %q %d\n", s.URI, r.Range)
}

// Mine enters an object that is one unit of work into the plan, and reports whether this shard does it.
func (r *Runner) Mine(o Object) bool {
	r.enter(o, 1)
	return r.Shards <= 1 || (r.units-1)%r.Shards == r.Shard
}

// enter notes an object in the plan.
func (r *Runner) enter(o Object, units int) {
	r.units += units
	fmt.Fprintf(r.plan, "%q %d %q %q %d\n", o.Name, o.Size, o.Tag, o.Skipped, units)
}

// Progress tells how far a scan is.
type Progress struct {
	Objects, Found, Bytes, Total atomic.Int64
}

// A piece is one unit of work.
type piece struct {
	object Object
	index  int
}

// Scan scans the objects of h into s. Units that s holds are not scanned again. If ctx ends, what was scanned stays in s,
// and the error is that of ctx.
func (r *Runner) Scan(ctx context.Context, h Holder, s *Store) error {
	r.Begin(s)
	g, each := errgroup.WithContext(ctx)
	work := make(chan piece)
	var mu sync.Mutex
	for range max(1, r.Workers) {
		scan := NewScan(r.Key, r.Fence)
		g.Go(func() error {
			for p := range work {
				u := r.unit(each, scan, h, p)
				if each.Err() != nil {
					return each.Err()
				}
				mu.Lock()
				s.Add(u)
				r.Progress.Objects.Add(1)
				if r.Done != nil {
					r.Done(s)
				}
				mu.Unlock()
			}
			return nil
		})
	}
	g.Go(func() error {
		defer close(work)
		n := r.units
		for o, err := range h.Objects(each) {
			if err != nil {
				mu.Lock()
				s.Problem(err.Error())
				mu.Unlock()
				continue
			}
			r.enter(o, o.units(r.Range))
			for i := range o.units(r.Range) {
				n++
				if r.Shards > 1 && (n-1)%r.Shards != r.Shard {
					continue
				}
				mu.Lock()
				have := s.Has(o.Name, i)
				if s.changed(o, i) {
					s.Problem(o.Name + ": it changed since it was read: what was read then is counted; scan anew to have it as it is")
				}
				mu.Unlock()
				if have {
					continue
				}
				r.Progress.Found.Add(1)
				select {
				case work <- piece{o, i}:
				case <-each.Done():
					return each.Err()
				}
			}
		}
		return nil
	})
	err := g.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// errElsewhere ends the reading of a unit of a file that another unit reads as a whole.
var errElsewhere = errors.New("read by the first unit")

// unit scans one piece of work.
func (r *Runner) unit(ctx context.Context, scan *Scan, h Holder, p piece) *Unit {
	u := &Unit{Object: p.object.Name, Index: p.index, Of: p.object.units(r.Range), Size: p.object.Size, Tag: p.object.Tag}
	if p.object.Skipped != "" {
		f := scan.NewFile(p.object.Name)
		f.fault(Unread, p.object.Skipped)
		u.Files = []*File{f}
		return u
	}
	stored, err := h.Open(ctx, p.object)
	if err != nil {
		u.Files = []*File{failedFile(scan, p.object.Name, err)}
		return u
	}
	defer stored.Close()
	counted := &counting{StoredObject: stored, n: &r.Progress.Bytes}
	visit := func(w *walk.File) error {
		src := &Source{Reader: w, Name: w.Name, Head: w.Head}
		src.At, src.Size = w.At()
		if u.Of > 1 && !r.cut(src, u) {
			if u.Index > 0 {
				return errElsewhere
			}
		}
		u.Files = append(u.Files, scan.One(ctx, r.Formats, src))
		return ctx.Err()
	}
	o := walk.Options{Floor: 1 << 30}
	problems, err := walk.Unpack(ctx, p.object.Name, counted, p.object.Size, o, visit)
	for _, q := range problems {
		if u.Index == 0 {
			f := scan.NewFile(q.Name)
			f.fault(Unread, q.What)
			u.Files = append(u.Files, f)
		}
	}
	if err != nil && err != errElsewhere && ctx.Err() == nil {
		u.Files = append(u.Files, failedFile(scan, p.object.Name, err))
	}
	return u
}

// cut sets the range that a unit reads, if the source can be cut.
func (r *Runner) cut(src *Source, u *Unit) bool {
	if src.At == nil || recoded(src.Head) {
		return false
	}
	for _, f := range r.Formats {
		if !f.Recognise(src.Head, src.Name) {
			continue
		}
		c, ok := f.(Cutter)
		if !ok || !c.Cuts(src.Head) {
			return false
		}
		src.From = int64(u.Index) * r.Range
		src.To = min(src.Size, src.From+r.Range)
		return true
	}
	return false
}

func failedFile(scan *Scan, name string, err error) *File {
	f := scan.NewFile(name)
	f.fault(Unread, "cannot be opened: "+err.Error())
	return f
}

// A counting object counts what is read of it.
type counting struct {
	StoredObject
	n *atomic.Int64
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.StoredObject.Read(p)
	c.n.Add(int64(n))
	return n, err
}

func (c *counting) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.StoredObject.ReadAt(p, off)
	c.n.Add(int64(n))
	return n, err
}

// Bytes is a store of one object in memory.
type Bytes struct {
	Name string
	Data []byte
}

// URI implements Holder.
func (b Bytes) URI() string { return b.Name }

// Objects implements Holder.
func (b Bytes) Objects(context.Context) iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		yield(Object{Name: b.Name, Size: int64(len(b.Data))}, nil)
	}
}

// Open implements Holder.
func (b Bytes) Open(_ context.Context, o Object) (StoredObject, error) {
	if o.Name != b.Name {
		return nil, fmt.Errorf("%s: no such object", o.Name)
	}
	return nopCloser{bytes.NewReader(b.Data)}, nil
}

type nopCloser struct{ *bytes.Reader }

func (nopCloser) Close() error { return nil }
