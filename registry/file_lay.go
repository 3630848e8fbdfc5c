package registry

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/longarm-project/longarm/graph"
	"github.com/longarm-project/longarm/internal/mmap"
)

// writeNodes joins the records of each party.
func (b *fileBuild) writeNodes() error {
	sorter := newRowSorter(b.dir, b.o.Memory/2, compareParty)
	defer sorter.spill.close()
	err := eachRow(b.parties, func(r *rawParty) (bool, error) {
		if r.Series != 0 {
			end, void := b.ends.Apply(&Record{Ref: Ref{Series: r.Series, Date: r.Ref.date()}}, int64(r.Seq))
			if void || r.Kind == rawGap && end != "" {
				b.sum.Withdrawn++
				return false, nil
			}
		}
		r.Who.Num = b.node(r.Who.Num)
		return false, sorter.add(*r)
	})
	if err != nil {
		return err
	}
	n := newNodeWriter(b)
	defer n.close()
	if err := b.w.begin("nodes", 4); err != nil {
		return err
	}
	var group []rawParty
	for r, err := range sorter.sorted() {
		if err != nil {
			return err
		}
		if len(group) > 0 && group[0].Who.Num != r.Who.Num {
			if err := n.node(group); err != nil {
				return err
			}
			group = group[:0]
		}
		group = append(group, r)
	}
	if err := n.node(group); err != nil {
		return err
	}
	return n.finish()
}

// nodeWriter writes the sections that have one row for each node.
type nodeWriter struct {
	b        *fileBuild
	marked   []uint32 // nodes with designations, sorted
	refs     *spill
	starts   *starts
	profiles *spill
	at       *spill
	masked   *spill // anonymous nodes
	complete *spill // nodes whose holders are all listed
	persons  *spill // a bit for each node
	facts    graph.FactTable
	bits     uint64
	next     uint32
}

func newNodeWriter(b *fileBuild) *nodeWriter {
	return &nodeWriter{b: b, refs: &spill{dir: b.dir}, starts: newStarts(b.dir, b.nodes), profiles: &spill{dir: b.dir}, at: &spill{dir: b.dir}, masked: &spill{dir: b.dir}, complete: &spill{dir: b.dir}, persons: &spill{dir: b.dir}}
}

func (n *nodeWriter) close() {
	for _, s := range []*spill{n.refs, n.starts.at, n.profiles, n.at, n.masked, n.complete, n.persons} {
		s.close()
	}
}

// node writes one node with its records, after nodes that have none.
func (n *nodeWriter) node(group []rawParty) error {
	if len(group) == 0 {
		return nil
	}
	id := group[0].Who.Num
	if err := n.fill(id); err != nil {
		return err
	}
	var packed []graph.Node
	gap := false
	for _, r := range group {
		if r.Kind == rawStated {
			packed = append(packed, r.Node)
		}
		gap = gap || r.Kind == rawGap
		if err := errors.Join(appendRow(n.refs, r.Ref), n.starts.row(id)); err != nil {
			return err
		}
	}
	node := graph.MergeNodes(packed, &n.b.sets)
	if gap {
		node.Flags |= graph.NodeGap
		n.b.sum.Gaps++
	}
	if err := n.profile(group); err != nil {
		return err
	}
	n.next = id + 1
	return n.write(id, node)
}

// write stores a node; those whose designations came by another way carry the flag too.
func (n *nodeWriter) write(id uint32, node graph.Node) error {
	if n.marked == nil {
		n.marked = n.b.markedNodes()
	}
	if _, ok := slices.BinarySearch(n.marked, id); ok {
		node.Flags |= graph.NodeDesignated
	}
	if node.Flags&graph.NodeAnonymous != 0 {
		if err := appendRow(n.masked, id); err != nil {
			return err
		}
	}
	if err := n.bit(id, node.Kind == graph.NodePerson); err != nil {
		return err
	}
	if node.Flags&graph.NodeComplete != 0 {
		if err := appendRow(n.complete, id); err != nil {
			return err
		}
	}
	return writeRow(n.b.w, n.facts.Row(node))
}

// bit notes whether node id, the next in order, is a person.
func (n *nodeWriter) bit(id uint32, person bool) error {
	if person {
		n.bits |= 1 << (id % 64)
	}
	if id%64 != 63 && int(id) != n.b.nodes-1 {
		return nil
	}
	bits := n.bits
	n.bits = 0
	return appendRow(n.persons, bits)
}

// fill writes the nodes before id that have no records.
func (n *nodeWriter) fill(id uint32) error {
	for ; n.next < id; n.next++ {
		if err := errors.Join(n.write(n.next, graph.Node{}), appendRow(n.at, uint32(n.profiles.size/8))); err != nil {
			return err
		}
	}
	return nil
}

// profile joins the profiles of a node's records: one alone is copied as it is.
func (n *nodeWriter) profile(group []rawParty) error {
	if n.profiles.size/8 > math.MaxUint32 {
		return errors.New("more than 32 GiB of names and identifiers")
	}
	if err := appendRow(n.at, uint32(n.profiles.size/8)); err != nil {
		return err
	}
	var texts [][]byte
	for _, r := range group {
		if r.Len == 0 {
			continue
		}
		b := make([]byte, r.Len)
		if err := n.b.profiles.readAt(b, int64(r.At)); err != nil {
			return err
		}
		if !slices.ContainsFunc(texts, func(t []byte) bool { return bytes.Equal(t, b) }) {
			texts = append(texts, b)
		}
	}
	if len(texts) == 0 {
		return nil
	}
	text := texts[0]
	if len(texts) > 1 {
		var err error
		if text, err = mergeProfiles(texts); err != nil {
			return err
		}
	}
	for len(text)%8 != 0 {
		text = append(text, ' ')
	}
	_, err := n.profiles.append(text)
	return err
}

// readAt reads back what was appended.
func (s *spill) readAt(b []byte, at int64) error {
	if s.buf.Buffered() > 0 {
		if err := s.buf.Flush(); err != nil {
			return err
		}
	}
	_, err := s.f.ReadAt(b, at)
	return err
}

// mergeProfiles joins lists and takes the first of single values, in the order of records.
func mergeProfiles(texts [][]byte) ([]byte, error) {
	var all profile
	for _, text := range texts {
		var p profile
		if err := json.Unmarshal(text, &p); err != nil {
			return nil, err
		}
		all.Born, all.From, all.To = cmp.Or(all.Born, p.Born), cmp.Or(all.From, p.From), cmp.Or(all.To, p.To)
		all.Present, all.Status = cmp.Or(all.Present, p.Present), cmp.Or(all.Status, p.Status)
		all.Flags = addMissing(all.Flags, p.Flags)
		all.Gaps = addMissing(all.Gaps, p.Gaps)
		all.Identifiers = addMissing(all.Identifiers, p.Identifiers)
		all.Names = addMissing(all.Names, p.Names)
	}
	return json.Marshal(all)
}

// maxProfile bounds how many names, identifiers or gaps of one party are kept.
const maxProfile = 4096

func addMissing[T comparable](to, from []T) []T {
	for _, x := range from {
		if len(to) < maxProfile && !slices.Contains(to, x) {
			to = append(to, x)
		}
	}
	return to
}

func (n *nodeWriter) finish() error {
	if err := n.fill(uint32(n.b.nodes)); err != nil {
		return err
	}
	if err := appendRow(n.at, uint32(n.profiles.size/8)); err != nil {
		return err
	}
	w := n.b.w
	facts, err := mmap.Bytes(n.facts.Rows)
	return errors.Join(err,
		w.end(), w.Section("facts", 12, bytes.NewReader(facts)), n.starts.write(w, "node.at"), w.Section("node.ref", 20, n.refs.all()),
		w.Section("profile", 1, n.profiles.all()), w.Section("profile.at", 4, n.at.all()), w.Section("anonymous", 4, n.masked.all()), w.Section("complete", 4, n.complete.all()), w.Section("persons", 8, n.persons.all()),
	)
}

// markedNodes lists the nodes that have designations, sorted.
func (b *fileBuild) markedNodes() []uint32 {
	marked := []uint32{}
	err := eachRow(b.marks, func(r *rawMark) (bool, error) {
		if r.Who.Num != unnumbered {
			marked = append(marked, b.node(r.Who.Num))
		}
		return false, nil
	})
	if err != nil {
		return marked
	}
	slices.Sort(marked)
	return slices.Compact(marked)
}

// writeRest writes designations, names and the small tables.
func (b *fileBuild) writeRest() error {
	var marks []graph.Mark
	err := eachRow(b.marks, func(r *rawMark) (bool, error) {
		marks = append(marks, graph.Mark{Node: b.node(r.Who.Num), Programme: r.Programme, Span: r.Span})
		return false, nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(marks, func(x, y graph.Mark) int {
		return cmp.Or(cmp.Compare(x.Node, y.Node), cmp.Compare(b.progs[x.Programme], b.progs[y.Programme]), compareSpan(x.Span, y.Span))
	})
	markBytes, err1 := mmap.Bytes(slices.Compact(marks))
	spanBytes, err2 := mmap.Bytes(b.spans)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	if b.o.Digests != nil {
		for i := range b.sources {
			b.sources[i].Digest = b.o.Digests(b.sources[i].Name)
		}
	}
	if err := b.writeKeys(); err != nil {
		return err
	}
	if b.o.Sections != nil {
		if err := b.o.Sections(b.w); err != nil {
			return err
		}
	}
	return errors.Join(
		b.w.Section("marks", 24, bytes.NewReader(markBytes)),
		b.w.Section("spans", 16, bytes.NewReader(spanBytes)),
		b.w.Section("refids", 1, b.refIDs.all()),
		b.w.Section("entries", 1, b.entries.all()),
		b.json("programmes", b.progs), b.json("csets", b.sets),
		b.json("meta", fileMeta{Stated: b.statedNodes(), Summary: b.sum, Sources: b.sources}),
	)
}

// fileMeta is the section meta.
type fileMeta struct {
	Stated  int          `json:"stated"` // the first nodes, in byte order of their ids
	Summary BuildSummary `json:"summary"`
	Sources []FileSource `json:"sources"`
}

// statedNodes counts the nodes whose ids have records: they come first.
func (b *fileBuild) statedNodes() int { return b.nodes - (b.nIDs - b.nStated) }

func (b *fileBuild) json(name string, v any) error {
	j, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("section %s: %w", name, err)
	}
	return b.w.Section(name, 1, bytes.NewReader(j))
}

func compareSpan(a, b graph.Span) int {
	return cmp.Or(cmp.Compare(a.FromFirst, b.FromFirst), cmp.Compare(a.FromLast, b.FromLast), cmp.Compare(a.ToFirst, b.ToFirst), cmp.Compare(a.ToLast, b.ToLast))
}
