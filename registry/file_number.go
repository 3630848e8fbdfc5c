package registry

import (
	"errors"
	"io"
	"strings"

	"github.com/longarm-project/longarm/internal/mmap"
)

// number gives every id a number, in byte order, first those with records, then those
// that only interests name; and joins the ids of one party.
func (b *fileBuild) number() error {
	stated := &spill{dir: b.dir}
	lo, hi := uint32(0), uint32(0) // numbers of ids that are LEIs
	for id, err := range b.ids.sorted() {
		if err != nil {
			return err
		}
		if err := stated.text([]byte(id)); err != nil {
			return err
		}
		n := uint32(b.nStated)
		if strings.HasPrefix(id, "lei:") {
			if hi == 0 {
				lo = n
			}
			hi = n + 1
		}
		b.nStated++
	}
	defer stated.close()
	if err := b.resolve(stated, 0, b.nStated); err != nil {
		return err
	}
	dangling, n, err := b.dangling()
	if err != nil {
		return err
	}
	defer dangling.close()
	b.nIDs = b.nStated + n
	if n > 0 {
		if err := b.resolve(dangling, b.nStated, n); err != nil {
			return err
		}
	}
	if err := b.joinIDs(lo, hi); err != nil {
		return err
	}
	return b.layIDs(stated, dangling)
}

// dangling collects the ids of interests that no record is about.
func (b *fileBuild) dangling() (ids *spill, n int, err error) {
	sorter := newTextSorter(b.dir, b.o.Memory/4)
	texts := b.edgeIDs.all()
	err = eachRow(b.edges, func(r *rawEdge) (bool, error) {
		owner, err1 := readText(texts)
		asset, err2 := readText(texts)
		if err := errors.Join(err1, err2); err != nil {
			return false, err
		}
		if r.Owner.Num == unnumbered {
			err1 = sorter.add(owner)
		}
		if r.Asset.Num == unnumbered {
			err2 = sorter.add(asset)
		}
		return false, errors.Join(err1, err2)
	})
	ids = &spill{dir: b.dir}
	if err != nil {
		return ids, 0, err
	}
	for id, err := range sorter.sorted() {
		if err == nil {
			err = ids.text([]byte(id))
		}
		if err != nil {
			return ids, 0, err
		}
		n++
	}
	return ids, n, nil
}

// A numberTable finds the number of an id by its hashes: open addressing, 16 bytes a place.
type numberTable struct {
	places []named
	mask   uint64
}

func newNumberTable(n int) *numberTable {
	size := 16
	for size < n+n/2 {
		size *= 2
	}
	return &numberTable{places: make([]named, size), mask: uint64(size - 1)}
}

// put stores a number; two ids with the same hashes are an error.
func (t *numberTable) put(x named) error {
	i := x.Hash & t.mask
	for ; t.places[i] != (named{}); i = (i + 1) & t.mask {
		if t.places[i].Hash == x.Hash && t.places[i].Check == x.Check {
			return errors.New("two ids have the same hashes")
		}
	}
	x.Num++ // so that no entry is all zeros
	t.places[i] = x
	return nil
}

func (t *numberTable) fill(x *named) {
	if x.Num != unnumbered {
		return
	}
	for i := x.Hash & t.mask; t.places[i] != (named{}); i = (i + 1) & t.mask {
		if t.places[i].Hash == x.Hash && t.places[i].Check == x.Check {
			x.Num = t.places[i].Num - 1
			return
		}
	}
}

// resolve fills in the numbers of n ids, counted from first, in all raw rows. Where the
// table does not fit the memory it takes several passes, each for part of the hashes.
func (b *fileBuild) resolve(ids *spill, first, n int) error {
	passes := max(1, int(int64(n)*32/max(b.o.Memory, 1)))
	for pass := range passes {
		t := newNumberTable(n / passes)
		if passes > 1 {
			t = newNumberTable(n/passes + n/passes/4 + 1024)
		}
		r := ids.all()
		for i := range n {
			id, err := readText(r)
			if err != nil {
				return err
			}
			x := nameOf(id)
			if x.Hash>>32%uint64(passes) != uint64(pass) {
				continue
			}
			x.Num = uint32(first + i)
			if err := t.put(x); err != nil {
				return err
			}
		}
		if err := b.fillAll(t); err != nil {
			return err
		}
	}
	return nil
}

func (b *fileBuild) fillAll(t *numberTable) error {
	return errors.Join(
		eachRow(b.edges, func(r *rawEdge) (bool, error) { t.fill(&r.Owner); t.fill(&r.Asset); return true, nil }),
		eachRow(b.parties, func(r *rawParty) (bool, error) { t.fill(&r.Who); return true, nil }),
		eachRow(b.sames, func(r *rawSame) (bool, error) { t.fill(&r.A); t.fill(&r.B); return true, nil }),
		eachRow(b.marks, func(r *rawMark) (bool, error) { t.fill(&r.Who); return true, nil }),
		eachRow(b.keys, func(r *rawName) (bool, error) { t.fill(&r.Who); return true, nil }),
	)
}

// eachRow hands out the rows of a spill in order; what f changes, saying so, is written back in place.
func eachRow[T any](s *spill, f func(*T) (changed bool, err error)) error {
	if s.f == nil {
		return nil
	}
	if err := s.buf.Flush(); err != nil {
		return err
	}
	rows := make([]T, 1<<14)
	all, err := mmap.Bytes(rows)
	if err != nil {
		return err
	}
	size := int64(len(all) / len(rows))
	for at := int64(0); at < s.size; at += int64(len(all)) {
		b := all[:min(int64(len(all)), s.size-at)]
		if _, err := s.f.ReadAt(b, at); err != nil && err != io.EOF {
			return err
		}
		dirty := false
		for i := range int64(len(b)) / size {
			changed, err := f(&rows[i])
			if err != nil {
				return err
			}
			dirty = dirty || changed
		}
		if dirty {
			if _, err := s.f.WriteAt(b, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// joinIDs joins what is the same. LEIs, whose numbers run from lo to hi-1, keep their id before
// others, the ids of branches after all others.
func (b *fileBuild) joinIDs(lo, hi uint32) error {
	branch := make(map[uint32]bool)
	err := eachRow(b.parties, func(r *rawParty) (bool, error) {
		if r.Kind == rawBranch {
			branch[r.Who.Num] = true
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	class := func(x uint32) int {
		switch {
		case branch[x]:
			return 2
		case x >= lo && x < hi:
			return 0
		}
		return 1
	}
	b.join = joiner{n: b.nIDs, worse: func(a, c uint32) bool {
		if ka, kc := class(a), class(c); ka != kc {
			return ka > kc
		}
		return a > c
	}}
	return eachRow(b.sames, func(r *rawSame) (bool, error) {
		b.join.join(r.A.Num, r.B.Num)
		return false, nil
	})
}

// layIDs numbers the nodes and spools the sections of ids and aliases.
func (b *fileBuild) layIDs(stated, dangling *spill) error {
	b.nodes = b.nIDs
	if b.join.parent != nil {
		b.final = make([]uint32, b.nIDs)
		b.nodes = 0
		for x := range uint32(b.nIDs) {
			if b.join.root(x) == x {
				b.final[x] = uint32(b.nodes)
				b.nodes++
			}
		}
		for x := range uint32(b.nIDs) {
			b.final[x] = b.final[b.join.root(x)]
		}
	}
	if b.nodes >= int(unnumbered) {
		return errors.New("more than four billion parties")
	}
	b.sum.Parties, b.sum.Dangling, b.sum.Joined = int64(b.nodes), int64(b.nIDs-b.nStated), int64(b.nIDs-b.nodes)
	own, alias := newTextTable(b.dir), newTextTable(b.dir)
	aliasOf := &spill{dir: b.dir}
	defer func() { own.close(); alias.close(); aliasOf.close() }()
	r := stated.all()
	for x := range uint32(b.nIDs) {
		if int(x) == b.nStated {
			r = dangling.all()
		}
		id, err := readText(r)
		if err != nil {
			return err
		}
		if b.join.root(x) == x {
			err = own.add(id)
		} else {
			err = errors.Join(alias.add(id), appendRow(aliasOf, b.node(x)))
		}
		if err != nil {
			return err
		}
	}
	return errors.Join(own.write(b.w, "ids"), alias.write(b.w, "alias"), b.w.Section("alias.of", 4, aliasOf.all()))
}

// node returns the node of an id.
func (b *fileBuild) node(x uint32) uint32 {
	if b.final == nil {
		return x
	}
	return b.final[x]
}

// A textTable is texts one after the other and where each begins.
type textTable struct{ text, at *spill }

func newTextTable(dir string) *textTable { return &textTable{&spill{dir: dir}, &spill{dir: dir}} }

func (t *textTable) add(s string) error {
	if t.text.size+int64(len(s)) > 1<<32-1 {
		return errors.New("more than 4 GiB of ids")
	}
	if err := appendRow(t.at, uint32(t.text.size)); err != nil {
		return err
	}
	_, err := t.text.append([]byte(s))
	return err
}

// write stores the texts as section name and their places as name.at.
func (t *textTable) write(w *Writer, name string) error {
	if err := appendRow(t.at, uint32(t.text.size)); err != nil {
		return err
	}
	if err := w.Section(name, 1, t.text.all()); err != nil {
		return err
	}
	return w.Section(name+".at", 4, t.at.all())
}

func (t *textTable) close() error { return errors.Join(t.text.close(), t.at.close()) }
