package registry

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"sort"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
	"github.com/longarm-project/longarm/internal/mmap"
)

// A File is a compiled registry file, mapped for reading. It is safe for
// concurrent use. Damage is found when a part is first touched: then answers
// are empty and Err says where. Ask Err after an answer, not before.
type File struct {
	m        *mmap.File
	bytes    []byte
	sections map[string]*graph.Section
	damage   *graph.Damage
	meta     fileMeta

	nodes                           graph.Column[uint32]
	facts                           graph.Column[graph.Node]
	idsAt, aliasAt, aliasOf         graph.Column[uint32]
	inAt, outAt, nodeAt, profilesAt graph.Column[uint32]
	in, out                         graph.Column[graph.Edge]
	inRef, nodeRef                  graph.Column[refRow]
	keys                            graph.Column[uint64]
	spans                           []graph.Span
	sets                            []graph.CountrySet
	marks                           graph.Column[graph.Mark]
	anonymous, complete, lows       graph.Column[uint32]
	mixed                           graph.Column[uint32]
	persons                         graph.Column[uint64]
	programmes                      []string
}

// Open maps the registry file at path. It checks the header, the sums and the
// small tables; everything else is checked when it is touched, or all at once by
// Verify. Whoever opens it closes it.
func Open(path string) (*File, error) {
	m, err := mmap.Open(path)
	if err != nil {
		return nil, err
	}
	f := &File{m: m, bytes: m.Bytes()}
	if err := f.open(); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), m.Close())
	}
	return f, nil
}

func (f *File) open() (err error) {
	if f.sections, f.damage, err = parseSections(f.bytes); err != nil {
		return err
	}
	if err := errors.Join(
		column(f, "nodes", &f.nodes), column(f, "facts", &f.facts), column(f, "ids.at", &f.idsAt), column(f, "alias.at", &f.aliasAt), column(f, "alias.of", &f.aliasOf),
		column(f, "in.at", &f.inAt), column(f, "out.at", &f.outAt), column(f, "node.at", &f.nodeAt), column(f, "profile.at", &f.profilesAt),
		column(f, "in", &f.in), column(f, "out", &f.out), column(f, "in.ref", &f.inRef), column(f, "node.ref", &f.nodeRef),
		column(f, "namekeys", &f.keys), column(f, "marks", &f.marks), column(f, "anonymous", &f.anonymous), column(f, "complete", &f.complete),
		column(f, "persons", &f.persons), column(f, "lows", &f.lows), column(f, "mixed", &f.mixed),
	); err != nil {
		return err
	}
	if err := f.openTables(); err != nil {
		return err
	}
	return f.fit()
}

func column[T any](f *File, name string, to *graph.Column[T]) error {
	s, ok := f.sections[name]
	if !ok {
		return fmt.Errorf("%w: no section %s", ErrDamaged, name)
	}
	c, err := graph.View[T](s)
	*to = c
	return err
}

// openTables reads the small tables whole.
func (f *File) openTables() error {
	var spans graph.Column[graph.Span]
	if err := column(f, "spans", &spans); err != nil {
		return err
	}
	for _, name := range []string{"ids", "alias", "profile", "refids", "entries"} {
		if _, ok := f.sections[name]; !ok {
			return fmt.Errorf("%w: no section %s", ErrDamaged, name)
		}
	}
	f.spans = spans.Rows(0, uint32(spans.Len()))
	for name, to := range map[string]any{"meta": &f.meta, "programmes": &f.programmes, "csets": &f.sets} {
		b, err := f.Section(name)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(b, to); err != nil {
			return fmt.Errorf("%w: section %s: %w", ErrDamaged, name, err)
		}
	}
	return f.damage.Err()
}

// fit checks that the tables fit each other and says what the rows of large ones must obey.
func (f *File) fit() error {
	n, m := f.nodes.Len(), f.in.Len()
	for name, want := range map[string][2]int{
		"ids.at": {f.idsAt.Len(), n + 1}, "in.at": {f.inAt.Len(), n + 1}, "out.at": {f.outAt.Len(), n + 1}, "node.at": {f.nodeAt.Len(), n + 1},
		"profile.at": {f.profilesAt.Len(), n + 1}, "out": {f.out.Len(), m}, "in.ref": {f.inRef.Len(), m}, "alias.at": {f.aliasAt.Len(), f.aliasOf.Len() + 1},
		"persons": {f.persons.Len(), (n + 63) / 64}, "lows": {f.lows.Len(), n},
	} {
		if want[0] != want[1] {
			return fmt.Errorf("%w: section %s has %d rows, want %d", ErrDamaged, name, want[0], want[1])
		}
	}
	if len(f.spans) == 0 || f.spans[0] != graph.Always || f.meta.Stated < 0 || f.meta.Stated > n {
		return fmt.Errorf("%w: the tables do not fit each other", ErrDamaged)
	}
	edges := func(s *graph.Section, from, to int) bool { return f.goodEdges(s, from, to) }
	f.sections["in"].Good, f.sections["out"].Good = edges, edges
	for name, rows := range map[string]int{
		"ids.at": len(f.sections["ids"].Bytes), "in.at": m, "out.at": m, "node.at": f.nodeRef.Len(),
		"profile.at": len(f.sections["profile"].Bytes) / 8, "alias.at": len(f.sections["alias"].Bytes),
	} {
		f.sections[name].Good = func(s *graph.Section, from, to int) bool { return rising(s.Bytes[from:to], uint32(rows)) }
	}
	numbers := func(s *graph.Section, from, to int) bool { return below(s.Bytes[from:to], uint32(n)) }
	facts := uint32(f.facts.Len())
	f.sections["nodes"].Good = func(s *graph.Section, from, to int) bool { return below(s.Bytes[from:to], facts) }
	f.sections["alias.of"].Good, f.sections["anonymous"].Good, f.sections["complete"].Good, f.sections["mixed"].Good = numbers, numbers, numbers, numbers
	f.sections["marks"].Good = func(s *graph.Section, from, to int) bool { return f.goodMarks(from, to) }
	return nil
}

func (f *File) goodEdges(s *graph.Section, from, to int) bool {
	edges, err := mmap.View[graph.Edge](s.Bytes[from:to])
	n, spans := uint32(f.nodes.Len()), uint32(len(f.spans))
	for _, e := range edges {
		sized := e.Lo <= e.Hi && e.Hi <= uint32(fact.Whole) || isSeats(e.Meta.Number())
		if e.Other >= n || e.Meta.Span() >= spans || int(e.Meta.Number()) >= len(graph.Kinds) || !sized {
			return false
		}
	}
	return err == nil
}

// goodMarks looks at the designations of which a byte lies in the block.
func (f *File) goodMarks(from, to int) bool {
	const size = 24
	marks := f.marks.Unchecked() // the block that is being checked
	for _, m := range marks[from/size : min((to+size-1)/size, len(marks))] {
		if int(m.Node) >= f.nodes.Len() || int(m.Programme) >= len(f.programmes) {
			return false
		}
	}
	return true
}

// isSeats reports whether the bounds of a kind of interest are seats.
func isSeats(kind graph.Meta) bool {
	switch graph.Kinds[kind%graph.Meta(len(graph.Kinds))] {
	case fact.BoardAppointment, fact.BoardMember, fact.BoardChair, fact.Director:
		return true
	}
	return false
}

// rising reports whether numbers do not fall and are at most limit.
func rising(b []byte, limit uint32) bool {
	rows, err := mmap.View[uint32](b)
	for i, v := range rows {
		if v > limit || i > 0 && v < rows[i-1] {
			return false
		}
	}
	return err == nil
}

func below(b []byte, limit uint32) bool {
	rows, err := mmap.View[uint32](b)
	return err == nil && !slices.ContainsFunc(rows, func(v uint32) bool { return v >= limit })
}

// Close unmaps the file; what came from it must not be used any more.
func (f *File) Close() error { return f.m.Close() }

// Err returns the first damage found so far, wrapping ErrDamaged.
func (f *File) Err() error { return f.damage.Err() }

// Verify touches every byte.
func (f *File) Verify() error {
	for _, name := range f.Sections() {
		f.sections[name].TouchAll()
	}
	return f.Err()
}

// Sections lists the names of the sections but the sums, sorted.
func (f *File) Sections() []string {
	var names []string
	for name := range f.sections {
		if name != "sums" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// ErrNoSection is for a section that a file does not have.
var ErrNoSection = errors.New("no such section")

// Section returns the bytes of a section, checked. They must not be written to.
func (f *File) Section(name string) ([]byte, error) {
	s, ok := f.sections[name]
	if !ok || name == "sums" {
		return nil, fmt.Errorf("%s: %w", name, ErrNoSection)
	}
	if !s.Touch(0, len(s.Bytes)) {
		return nil, f.Err()
	}
	return s.Bytes, nil
}

// Summary returns what the file was built from.
func (f *File) Summary() BuildSummary {
	s := f.meta.Summary
	s.Bytes = int64(len(f.bytes))
	return s
}

// Sources returns the files that it was built from, in the order they were read.
func (f *File) Sources() []FileSource { return slices.Clone(f.meta.Sources) }

// Parties counts the nodes, Interests the edges.
func (f *File) Parties() int { return f.nodes.Len() }

// Interests counts the interests.
func (f *File) Interests() int { return f.in.Len() }

// Nodes, In and Out return the columns of the graph; InAt and OutAt where the rows of each node begin.
// Of each node, Nodes has the row in Facts.
func (f *File) Nodes() *graph.Column[uint32]     { return &f.nodes }
func (f *File) Facts() *graph.Column[graph.Node] { return &f.facts }
func (f *File) In() *graph.Column[graph.Edge]    { return &f.in }
func (f *File) InAt() *graph.Column[uint32]      { return &f.inAt }
func (f *File) Out() *graph.Column[graph.Edge]   { return &f.out }
func (f *File) OutAt() *graph.Column[uint32]     { return &f.outAt }

// Spans, Sets and Marks return the tables that nodes and edges refer to; Marks are in order of nodes.
func (f *File) Spans() []graph.Span              { return f.spans }
func (f *File) Sets() []graph.CountrySet         { return f.sets }
func (f *File) Marks() *graph.Column[graph.Mark] { return &f.marks }

// Programmes returns the names that marks refer to.
func (f *File) Programmes() []string { return f.programmes }

// Anonymous returns the nodes whose identity is withheld or unknown, sorted.
func (f *File) Anonymous() *graph.Column[uint32] { return &f.anonymous }

// Persons has a bit for each node that is a natural person.
func (f *File) Persons() *graph.Column[uint64] { return &f.persons }

// LowUnknown stands in Lows for a sum that depends on the day or on how records are joined.
const LowUnknown = ^uint32(0)

// Lows has, for each node, the sum of the lower bounds of the shares in it, at most one
// unit above 100 %, where every holder has one direct record without dates; else LowUnknown.
func (f *File) Lows() *graph.Column[uint32] { return &f.lows }

// Mixed returns the nodes of which a record states own shares or an indirect interest, sorted.
func (f *File) Mixed() *graph.Column[uint32] { return &f.mixed }

// Complete returns the nodes whose holders are all listed, sorted.
func (f *File) Complete() *graph.Column[uint32] { return &f.complete }

// text returns part of a text section.
func (f *File) text(name string, from, to uint32) string {
	s := f.sections[name]
	if from >= to || int64(to) > int64(len(s.Bytes)) || !s.Touch(int(from), int(to)) {
		return ""
	}
	return string(s.Bytes[from:to])
}

// ID returns the id of a node, empty where there is none.
func (f *File) ID(node uint32) fact.PartyID {
	if at := f.idsAt.Rows(node, node+2); at != nil {
		return fact.PartyID(f.text("ids", at[0], at[1]))
	}
	return ""
}

// Find returns the node of an id or of an alias of it.
func (f *File) Find(id fact.PartyID) (node uint32, ok bool) {
	n, stated := uint32(f.nodes.Len()), uint32(f.meta.Stated)
	for _, part := range [][2]uint32{{0, stated}, {stated, n}} {
		if node, ok := search(part[0], part[1], id, f.ID); ok {
			return node, true
		}
	}
	alias := func(i uint32) fact.PartyID {
		if at := f.aliasAt.Rows(i, i+2); at != nil {
			return fact.PartyID(f.text("alias", at[0], at[1]))
		}
		return ""
	}
	if i, ok := search(0, uint32(f.aliasOf.Len()), id, alias); ok && f.Err() == nil {
		return f.aliasOf.At(i), f.Err() == nil
	}
	return 0, false
}

func search(from, to uint32, id fact.PartyID, at func(uint32) fact.PartyID) (uint32, bool) {
	i := from + uint32(sort.Search(int(to-from), func(i int) bool { return at(from+uint32(i)) >= id }))
	return i, i < to && at(i) == id
}

// Named returns the nodes that bear a name, apart from case, spacing and punctuation, in order.
func (f *File) Named(name string) []uint32 {
	key, want := uint64(nameKey(name))<<32, foldName(name)
	n := uint32(f.keys.Len())
	i := uint32(sort.Search(int(n), func(i int) bool { return f.keys.At(uint32(i)) >= key }))
	var out []uint32
	for ; i < n; i++ {
		k := f.keys.At(i)
		if k>>32 != key>>32 {
			break
		}
		p := f.Party(uint32(k))
		if slices.ContainsFunc(p.Names, func(x fact.Name) bool { return foldName(x.Text) == want }) {
			out = append(out, uint32(k))
		}
	}
	return out
}

// profile reads what no test asks of a node.
func (f *File) profile(node uint32) profile {
	var p profile
	at := f.profilesAt.Rows(node, node+2)
	if at == nil || at[0] == at[1] {
		return p
	}
	s := f.sections["profile"]
	from, to := int64(at[0])*8, int64(at[1])*8
	if from > to || to > int64(len(s.Bytes)) || !s.Touch(int(from), int(to)) {
		return p
	}
	if err := json.Unmarshal(s.Bytes[from:to], &p); err != nil {
		f.damage.Set(fmt.Errorf("%w: section profile, byte %d: %w", ErrDamaged, from, err))
	}
	return p
}

// Party returns what the records of a node say together, without countries where records disagree.
func (f *File) Party(node uint32) *fact.Party {
	n, p := f.facts.At(f.nodes.At(node)), f.profile(node)
	all := func(v uint16) []fact.Country {
		if v&graph.SetBit != 0 && int(v&^graph.SetBit) < len(f.sets) && f.sets[v&^graph.SetBit].OneOf {
			return nil
		}
		return graph.Unpack(v, f.sets)
	}
	one := func(v uint16) fact.Country {
		if c := all(v); len(c) == 1 {
			return c[0]
		}
		return ""
	}
	party := &fact.Party{
		Anonymous: n.Flags&graph.NodeAnonymous != 0, Born: p.Born, Citizenship: all(n.Citizenship), From: p.From, ID: f.ID(node),
		Identifiers: p.Identifiers, Kind: graph.PartyKind(n.Kind), Names: p.Names, Organized: all(n.Organized), Present: p.Present,
		Residence: one(n.Residence), Seat: one(n.Seat), State: one(n.State), Status: p.Status, To: p.To,
	}
	if n.Flags&graph.NodeComplete != 0 {
		party.Complete = fact.Yes
	}
	return party
}

// Gaps returns why holders of a node are missing, and Oddities what its records were marked with.
func (f *File) Gaps(node uint32) []Gap { return f.profile(node).Gaps }

// Oddities returns the flags of a node's records.
func (f *File) Oddities(node uint32) []string { return f.profile(node).Flags }

// EdgeRef returns the record of the interest at a place of In.
func (f *File) EdgeRef(place uint32) Ref { return f.ref(f.inRef.At(place)) }

// PartyRefs returns the records about a node itself.
func (f *File) PartyRefs(node uint32) []Ref {
	at := f.nodeAt.Rows(node, node+2)
	if at == nil {
		return nil
	}
	var out []Ref
	for _, r := range f.nodeRef.Rows(at[0], at[1]) {
		out = append(out, f.ref(r))
	}
	return out
}

func (f *File) ref(r refRow) Ref {
	ref := Ref{Date: r.date(), Line: int64(r.Line), Offset: int64(r.OffsetHigh)<<32 | int64(r.OffsetLow)}
	if int(r.Source) < len(f.meta.Sources) {
		ref.File, ref.Publisher = f.meta.Sources[r.Source].Name, f.meta.Sources[r.Source].Publisher
	}
	s := f.sections["refids"]
	if at := int64(r.ID) * 4; at > 0 && at+2 <= int64(len(s.Bytes)) && s.Touch(int(at), int(at)+2) {
		n := int64(binary.LittleEndian.Uint16(s.Bytes[at:]))
		if at+2+n <= int64(len(s.Bytes)) && s.Touch(int(at)+2, int(at+2+n)) {
			ref.ID = string(s.Bytes[at+2 : at+2+n])
		}
	}
	return ref
}

// Entries yields the list entries with their records, in the order they were read.
func (f *File) Entries() iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		b, err := f.Section("entries")
		if err != nil {
			yield(Record{}, err)
			return
		}
		d := json.NewDecoder(strings.NewReader(string(b)))
		for {
			var e storedEntry
			err := d.Decode(&e)
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(Record{}, fmt.Errorf("%w: section entries: %w", ErrDamaged, err))
				return
			}
			if !yield(Record{Entry: e.Entry, Ref: e.Ref}, nil) {
				return
			}
		}
	}
}
