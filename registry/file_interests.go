package registry

import (
	"errors"
	"iter"
	"math"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
	"github.com/longarm-project/longarm/internal/mmap"
)

// writeInterests lays the interests out by asset and by owner.
func (b *fileBuild) writeInterests() error {
	byAsset := newRowSorter(b.dir, b.o.Memory/2, compareIn)
	defer byAsset.spill.close()
	err := eachRow(b.edges, func(r *rawEdge) (bool, error) { return false, b.place(r, byAsset) })
	if err != nil {
		return err
	}
	if err := b.edges.close(); err != nil {
		return err
	}
	byOwner := newRowSorter(b.dir, b.o.Memory/2, compareOut)
	defer byOwner.spill.close()
	if err := b.writeByAsset(byAsset.sorted(), byOwner); err != nil {
		return err
	}
	return b.writeByOwner(byOwner.sorted())
}

// place applies the ends of its series to an interest and hands it on under the numbers of its nodes.
func (b *fileBuild) place(r *rawEdge, to *rowSorter[inRow]) error {
	if r.Owner.Num == unnumbered || r.Asset.Num == unnumbered {
		return errors.New("an interest names a party without a number")
	}
	meta := r.Meta
	if r.Series != 0 {
		end, void := b.ends.Apply(&Record{Ref: Ref{Series: r.Series, Date: r.Ref.date()}}, int64(r.Seq))
		if void {
			b.sum.Withdrawn++
			return nil
		}
		var err error
		if meta, err = b.ended(meta, end); err != nil {
			return err
		}
	}
	return to.add(inRow{Asset: b.node(r.Asset.Num), Edge: graph.Edge{Other: b.node(r.Owner.Num), Lo: r.Lo, Hi: r.Hi, Meta: meta}, Ref: r.Ref})
}

// ended cuts an interval short at the day a later statement took over.
func (b *fileBuild) ended(m graph.Meta, end fact.Date) (graph.Meta, error) {
	if end == "" {
		return m, nil
	}
	s, cut := b.spans[m.Span()], graph.NewSpan("", end)
	if s.ToFirst <= cut.ToFirst && s.ToLast <= cut.ToLast {
		return m, nil
	}
	s.ToFirst, s.ToLast = min(s.ToFirst, cut.ToFirst), min(s.ToLast, cut.ToLast)
	n, err := b.span(s)
	b.sum.Ended++
	return m.WithSpan(n), err
}

// writeByAsset writes the copy by asset with its records and feeds the copy by owner. Rows that repeat
// another word for word are left out; of their records the first stays.
func (b *fileBuild) writeByAsset(rows iter.Seq2[inRow, error], byOwner *rowSorter[outRow]) error {
	refs := &spill{dir: b.dir}
	defer refs.close()
	starts := newStarts(b.dir, b.nodes)
	defer starts.at.close()
	if err := b.w.begin("in", 16); err != nil {
		return err
	}
	lows := newLows(b.dir, b.nodes)
	defer lows.at.close()
	defer lows.mixed.close()
	var last inRow
	first := true
	for r, err := range rows {
		if err != nil {
			return err
		}
		if !first && r.Asset == last.Asset && r.Edge == last.Edge {
			b.sum.Repeated++
			continue
		}
		last, first = r, false
		if err := errors.Join(
			writeRow(b.w, r.Edge), appendRow(refs, r.Ref), starts.row(r.Asset), lows.row(r.Asset, &r.Edge),
			byOwner.add(outRow{r.Edge.Other, graph.Edge{Other: r.Asset, Lo: r.Edge.Lo, Hi: r.Edge.Hi, Meta: r.Edge.Meta}}),
		); err != nil {
			return err
		}
		b.sum.Interests++
	}
	if b.sum.Interests > math.MaxUint32-1 {
		return errors.New("more than four billion interests")
	}
	return errors.Join(b.w.end(), starts.write(b.w, "in.at"), b.w.Section("in.ref", 20, refs.all()), lows.write(b.w))
}

// lows sums the lower bounds of the shares in each node.
type lows struct {
	at    *spill
	mixed *spill // nodes with own shares or indirect records
	nodes uint32
	next  uint32 // the node whose sum is being made
	sum   uint64
	open  bool   // the sum depends on the day or on how records are joined
	mixes bool   // there are own shares or indirect records
	owner uint32 // of the record before
	any   bool
}

func newLows(dir string, nodes int) *lows {
	return &lows{at: &spill{dir: dir}, mixed: &spill{dir: dir}, nodes: uint32(nodes)}
}

// row takes the interests in order of assets, then owners.
func (l *lows) row(asset uint32, e *graph.Edge) error {
	for l.next < asset {
		if err := l.end(); err != nil {
			return err
		}
	}
	l.mixes = l.mixes || e.Other == asset || e.Meta&graph.MetaIndirect != 0
	switch kind := graph.Kinds[e.Meta.Number()]; {
	case e.Other == asset:
		return nil
	case l.any && l.owner == e.Other:
		l.open = true
	case kind == fact.Shares:
		l.open = l.open || e.Meta.Span() != 0 || e.Meta&(graph.MetaIndirect|graph.MetaConditional) != 0
		l.sum += uint64(e.Lo)
	case kind == fact.Beneficiary || kind == fact.UnknownInterest || kind == fact.Nominator:
		l.open = true
	}
	l.owner, l.any = e.Other, true
	return nil
}

func (l *lows) end() error {
	v := uint32(min(l.sum, uint64(fact.Whole)+1))
	if l.open {
		v = LowUnknown
	}
	var err error
	if l.mixes {
		err = appendRow(l.mixed, l.next)
	}
	l.next, l.sum, l.open, l.mixes, l.any = l.next+1, 0, false, false, false
	return errors.Join(err, appendRow(l.at, v))
}

func (l *lows) write(w *Writer) error {
	for l.next < l.nodes {
		if err := l.end(); err != nil {
			return err
		}
	}
	return errors.Join(w.Section("lows", 4, l.at.all()), w.Section("mixed", 4, l.mixed.all()))
}

func (b *fileBuild) writeByOwner(rows iter.Seq2[outRow, error]) error {
	starts := newStarts(b.dir, b.nodes)
	defer starts.at.close()
	if err := b.w.begin("out", 16); err != nil {
		return err
	}
	for r, err := range rows {
		if err == nil {
			err = errors.Join(writeRow(b.w, r.Edge), starts.row(r.Owner))
		}
		if err != nil {
			return err
		}
	}
	return errors.Join(b.w.end(), starts.write(b.w, "out.at"))
}

// writeRow writes one row into the section begun.
func writeRow[T any](w *Writer, row T) error {
	one := [1]T{row}
	b, err := mmap.Bytes(one[:])
	if err == nil {
		_, err = sectionBody{w}.Write(b)
	}
	return err
}

// starts collects where the rows of each node begin, for nodes in order.
type starts struct {
	at    *spill
	nodes uint32
	next  uint32 // the next node whose start is not written
	rows  uint32
}

func newStarts(dir string, nodes int) *starts {
	return &starts{at: &spill{dir: dir}, nodes: uint32(nodes)}
}

// row notes one more row of node, which must not fall.
func (s *starts) row(node uint32) error {
	for s.next <= node {
		if err := appendRow(s.at, s.rows); err != nil {
			return err
		}
		s.next++
	}
	s.rows++
	return nil
}

func (s *starts) write(w *Writer, name string) error {
	for s.next <= s.nodes {
		if err := appendRow(s.at, s.rows); err != nil {
			return err
		}
		s.next++
	}
	return w.Section(name, 4, s.at.all())
}
