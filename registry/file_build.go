package registry

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
	"github.com/longarm-project/longarm/internal/mmap"
	"github.com/longarm-project/longarm/internal/outfile"
)

// BuildOptions of Create. The zero value is the default.
type BuildOptions struct {
	// Memory bounds the rows held at once in bytes; 0: 1 GiB. Beside them the build
	// takes some 25 bytes for each party while it gives out numbers, in passes if they do not fit.
	Memory int64
	// Digests, if not nil, is asked after the last record for the digest of each file read.
	Digests func(file string) fact.Digest
	// Refuse, if not nil, is asked after the last record; its error ends the build.
	Refuse func() error
	// Sections, if not nil, may add sections of its own, such as a compiled name index.
	Sections func(w *Writer) error
}

// A BuildSummary counts what a registry file was built from.
type BuildSummary struct {
	Parties    int64 `json:"parties"`    // nodes
	Stated     int64 `json:"stated"`     // records about parties
	Dangling   int64 `json:"dangling"`   // nodes that are only named by interests
	Joined     int64 `json:"joined"`     // ids that turned out to be another's
	Interests  int64 `json:"interests"`  // rows
	Repeated   int64 `json:"repeated"`   // interests told twice in the same words
	Withdrawn  int64 `json:"withdrawn"`  // records that the register took back
	Ended      int64 `json:"ended"`      // interests that a later statement ends
	Gaps       int64 `json:"gaps"`       // reasons why a holder is missing
	Entries    int64 `json:"entries"`    // list entries
	Unreadable int64 `json:"unreadable"` // records that could not be read
	Bytes      int64 `json:"-"`          // of the file
}

// A FileSource is one file that a registry file was built from.
type FileSource struct {
	Name      string      `json:"name"`
	Digest    fact.Digest `json:"digest,omitempty"`
	Publisher string      `json:"publisher,omitempty"`
	Latest    fact.Date   `json:"latest,omitempty"` // the newest statement
}

// Create builds the registry file at path from records, which may come in any
// order. Records and files that could not be read (*LineError, *FileError) are
// counted; any other error, of records or of the file system, ends the build and
// leaves what is at path as it is.
func Create(path string, records iter.Seq2[Record, error], o BuildOptions) (*BuildSummary, error) {
	if o.Memory <= 0 {
		o.Memory = 1 << 30
	}
	folder, err := outfile.Begin(path)
	if err != nil {
		return nil, err
	}
	b := newFileBuild(folder.Dir, o)
	err = b.run(folder, records)
	return &b.sum, errors.Join(err, b.close(), folder.Close())
}

// A fileBuild holds what a build has on disk and in memory.
type fileBuild struct {
	dir string
	o   BuildOptions
	sum BuildSummary
	seq uint64

	sources  []FileSource
	sourceAt map[string]uint16
	spans    []graph.Span
	spanAt   map[graph.Span]uint32
	sets     []graph.CountrySet
	progs    []string
	progAt   map[string]uint32
	ends     Ends

	ids                                *textSorter // of parties and of whatever is the same as one
	edgeIDs                            *spill      // owner and asset of each edge, as text
	edges, parties, sames, marks, keys *spill      // raw rows
	profiles, refIDs, entries          *spill

	w       *Writer
	nIDs    int // ids in all
	nStated int // of these, the first, sorted, have records
	join    joiner
	final   []uint32 // node of each id; nil: the same number
	nodes   int
}

func newFileBuild(dir string, o BuildOptions) *fileBuild {
	b := &fileBuild{
		dir: dir, o: o,
		sourceAt: make(map[string]uint16), spanAt: map[graph.Span]uint32{graph.Always: 0}, spans: []graph.Span{graph.Always}, progAt: make(map[string]uint32),
		ids: newTextSorter(dir, o.Memory/4),
	}
	for _, s := range []**spill{&b.edgeIDs, &b.edges, &b.parties, &b.sames, &b.marks, &b.keys, &b.profiles, &b.refIDs, &b.entries} {
		*s = &spill{dir: dir}
	}
	return b
}

func (b *fileBuild) close() error {
	var errs []error
	for _, s := range []*spill{b.edgeIDs, b.edges, b.parties, b.sames, b.marks, b.keys, b.profiles, b.refIDs, b.entries, b.ids.spill} {
		errs = append(errs, s.close())
	}
	return errors.Join(errs...)
}

func (b *fileBuild) run(folder *outfile.Folder, records iter.Seq2[Record, error]) error {
	if _, err := b.refIDs.append([]byte{0, 0, 0, 0}); err != nil {
		return err
	}
	for r, err := range records {
		if err != nil && !GoesOn(err) {
			return err
		}
		if err != nil {
			b.sum.Unreadable++
			continue
		}
		if err := b.take(&r); err != nil {
			return fmt.Errorf("%s: %w", r.Ref.File, err)
		}
	}
	if b.o.Refuse != nil {
		if err := b.o.Refuse(); err != nil {
			return err
		}
	}
	var err error
	if b.w, err = newWriter(folder); err != nil {
		return err
	}
	defer b.w.Abort()
	for _, step := range []func() error{b.number, b.writeInterests, b.writeNodes, b.writeRest} {
		if err := step(); err != nil {
			return err
		}
	}
	if err := b.w.Close(); err != nil {
		return err
	}
	b.sum.Bytes = b.w.at
	return nil
}

// errID is for a party that cannot be stored.
var errID = errors.New("the id of a party is empty or longer than 4096 bytes")

// take spills one record.
func (b *fileBuild) take(r *Record) error {
	b.seq++
	b.ends.Add(r, int64(b.seq))
	ref, err := b.ref(&r.Ref)
	if err != nil {
		return err
	}
	switch {
	case r.Party != nil:
		return b.takeParty(r, ref)
	case r.Interest != nil:
		return b.takeInterest(r, ref)
	case r.Gap != nil:
		return b.takeProfile(r, ref, r.Gap.Party, rawGap, graph.Node{}, profile{Gaps: []Gap{*r.Gap}, Flags: r.Flags})
	case r.Same != nil:
		return b.same(r.Same.A, r.Same.B)
	case r.Entry != nil:
		return b.takeEntry(r)
	}
	return nil
}

// ref stores a record's place; its id goes into the table of record ids.
func (b *fileBuild) ref(r *Ref) (refRow, error) {
	n, ok := b.sourceAt[r.File]
	if !ok {
		if len(b.sources) > 1<<16-1 {
			return refRow{}, errors.New("more than 65,535 files")
		}
		n = uint16(len(b.sources))
		b.sourceAt[r.File] = n
		b.sources = append(b.sources, FileSource{Name: r.File, Publisher: r.Publisher})
	}
	if s := &b.sources[n]; r.Date > s.Latest {
		s.Latest = r.Date
	}
	row := refRow{OffsetLow: uint32(r.Offset), OffsetHigh: uint16(r.Offset >> 32), Source: n, Date: graph.DayFirst, Line: uint32(min(max(r.Line, 0), 1<<32-1))}
	if d, ok := r.Date.Days(); ok {
		row.Date = d
	}
	if r.ID == "" {
		return row, nil
	}
	id := r.ID[:min(len(r.ID), maxText)]
	at := b.refIDs.size
	if at/4 > 1<<32-1 {
		return row, errors.New("more than 16 GiB of record ids")
	}
	row.ID = uint32(at / 4)
	if err := b.refIDs.text([]byte(id)); err != nil {
		return row, err
	}
	_, err := b.refIDs.append(make([]byte, (4-b.refIDs.size%4)%4))
	return row, err
}

// A profile is what no test asks of a party.
type profile struct {
	Born        fact.Date         `json:"born,omitempty"`
	Flags       []string          `json:"flags,omitempty"`
	From        fact.Date         `json:"from,omitempty"`
	Gaps        []Gap             `json:"gaps,omitempty"`
	Identifiers []fact.Identifier `json:"identifiers,omitempty"`
	Names       []fact.Name       `json:"names,omitempty"`
	Present     fact.Country      `json:"present,omitempty"`
	Status      string            `json:"status,omitempty"`
	To          fact.Date         `json:"to,omitempty"`
}

func (p *profile) empty() bool {
	return p.Born == "" && len(p.Flags) == 0 && p.From == "" && len(p.Gaps) == 0 && len(p.Identifiers) == 0 &&
		len(p.Names) == 0 && p.Present == "" && p.Status == "" && p.To == ""
}

func (b *fileBuild) takeParty(r *Record, ref refRow) error {
	p := r.Party
	b.sum.Stated++
	kind, node := rawStated, graph.PackNode(p, &b.sets)
	if p.BranchOf != "" && p.BranchOf != p.ID {
		kind, node = rawBranch, graph.Node{}
		if err := b.same(p.BranchOf, p.ID); err != nil {
			return err
		}
	}
	for _, key := range joinKeys(p) {
		if err := b.same(p.ID, key); err != nil {
			return err
		}
	}
	for _, d := range p.Designated {
		if err := b.mark(p.ID, d); err != nil {
			return err
		}
	}
	for _, n := range p.Names {
		if err := appendRow(b.keys, rawName{nameOf(string(p.ID)), nameKey(n.Text), 0}); err != nil {
			return err
		}
	}
	return b.takeProfile(r, ref, p.ID, kind, node, profile{
		Born: p.Born, Flags: r.Flags, From: p.From, Identifiers: p.Identifiers, Names: p.Names, Present: p.Present, Status: p.Status, To: p.To,
	})
}

func (b *fileBuild) takeProfile(r *Record, ref refRow, id fact.PartyID, kind uint32, node graph.Node, p profile) error {
	if err := b.id(id); err != nil {
		return err
	}
	row := rawParty{Who: nameOf(string(id)), Seq: b.seq, Series: r.Ref.Series, Node: node, Ref: ref, Kind: kind}
	if !p.empty() {
		j, err := json.Marshal(p)
		if err != nil {
			return err
		}
		at, err := b.profiles.append(j)
		if err != nil {
			return err
		}
		row.At, row.Len = uint64(at), uint32(len(j))
	}
	return appendRow(b.parties, row)
}

func (b *fileBuild) id(id fact.PartyID) error {
	if id == "" || len(id) > maxText {
		return errID
	}
	return b.ids.add(string(id))
}

// same notes that b is another id of a.
func (b *fileBuild) same(x, y fact.PartyID) error {
	if err := errors.Join(b.id(x), b.id(y)); err != nil {
		return err
	}
	return appendRow(b.sames, rawSame{nameOf(string(x)), nameOf(string(y))})
}

func (b *fileBuild) mark(id fact.PartyID, d fact.Designation) error {
	n, ok := b.progAt[d.Programme]
	if !ok {
		n = uint32(len(b.progs))
		b.progAt[d.Programme] = n
		b.progs = append(b.progs, d.Programme)
	}
	return appendRow(b.marks, rawMark{Who: nameOf(string(id)), Programme: n, Span: graph.NewSpan(d.From, d.To)})
}

func (b *fileBuild) takeInterest(r *Record, ref refRow) error {
	i := r.Interest
	if i.Owner == "" || i.Asset == "" || len(i.Owner) > maxText || len(i.Asset) > maxText {
		return errID
	}
	span, err := b.span(graph.NewSpan(i.From, i.To))
	if err != nil {
		return err
	}
	e := graph.NewEdge(i, span)
	row := rawEdge{
		Owner: nameOf(string(i.Owner)), Asset: nameOf(string(i.Asset)), Seq: b.seq, Series: r.Ref.Series,
		Lo: e.Lo, Hi: e.Hi, Meta: e.Meta, Ref: ref,
	}
	if err := errors.Join(b.edgeIDs.text([]byte(i.Owner)), b.edgeIDs.text([]byte(i.Asset))); err != nil {
		return err
	}
	return appendRow(b.edges, row)
}

func (b *fileBuild) span(s graph.Span) (uint32, error) {
	n, ok := b.spanAt[s]
	if ok {
		return n, nil
	}
	if len(b.spans) >= graph.MaxSpans {
		return 0, fmt.Errorf("more than %d distinct intervals", graph.MaxSpans)
	}
	n = uint32(len(b.spans))
	b.spanAt[s] = n
	b.spans = append(b.spans, s)
	return n, nil
}

// storedEntry is a list entry with its record, one JSON line each.
type storedEntry struct {
	Entry *Entry `json:"entry"`
	Ref   Ref    `json:"ref"`
}

// takeEntry stores a list entry and, where it carries a number by which parties are
// joined, marks the party that bears it as designated by the list.
func (b *fileBuild) takeEntry(r *Record) error {
	b.sum.Entries++
	j, err := json.Marshal(storedEntry{r.Entry, r.Ref})
	if err != nil {
		return err
	}
	if _, err := b.entries.append(append(j, '\n')); err != nil {
		return err
	}
	for _, key := range joinKeys(&fact.Party{Identifiers: r.Entry.Identifiers}) {
		if err := b.id(key); err != nil {
			return err
		}
		for _, d := range designations(r.Entry) {
			if err := b.mark(key, d); err != nil {
				return err
			}
		}
	}
	return nil
}

// designations are those that an entry makes: its list, and of OFAC's lists each programme too.
func designations(e *Entry) []fact.Designation {
	from := e.Effective
	if from == "" {
		from = e.Listed
	}
	out := []fact.Designation{{Programme: e.List, From: from, To: e.Removed}}
	if e.List == "us_ofac" || strings.HasPrefix(e.List, "us_ofac_") {
		for _, p := range e.Programs {
			out = append(out, fact.Designation{Programme: "sdn:" + p, From: from, To: e.Removed})
		}
	}
	return out
}

// appendRow spills one row of fixed size.
func appendRow[T any](s *spill, row T) error {
	one := [1]T{row}
	b, err := mmap.Bytes(one[:])
	if err == nil {
		_, err = s.append(b)
	}
	return err
}
