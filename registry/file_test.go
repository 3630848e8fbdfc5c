package registry

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/cespare/xxhash/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
)

func stream(records []Record) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// sample is a small register: two records of one company, a branch, a dangling holder, a gap, an entry.
func sample() []Record {
	lei := func(v string) fact.Identifier { return fact.Identifier{Scheme: "lei", Value: v} }
	ref := func(line int64) Ref {
		return Ref{File: "register.jsonl", ID: fmt.Sprintf("statement-%d", line), Line: line, Offset: line * 1000, Date: "2025-03-01", Publisher: "register"}
	}
	return []Record{
		{Ref: ref(1), Party: &fact.Party{ID: "lei:5493001KJTIIGC8Y1R12", Kind: fact.Company, Organized: []fact.Country{"US"}, Seat: "US",
			Names: []fact.Name{{Text: "Example Holdings, Inc."}}}},
		{Ref: ref(2), Party: &fact.Party{ID: "local-7", Kind: fact.Company, Organized: []fact.Country{"US", "CN"}, Seat: "CN",
			Identifiers: []fact.Identifier{lei("5493001KJTIIGC8Y1R12")}, Names: []fact.Name{{Text: "Example Holding"}}}},
		{Ref: ref(3), Party: &fact.Party{ID: "branch-1", BranchOf: "local-7", Kind: fact.Branch, Seat: "DE"}},
		{Ref: ref(4), Party: &fact.Party{ID: "owner-1", Kind: fact.Person, Residence: "RU", Status: "none",
			Designated: []fact.Designation{{Programme: "sdn", From: "2024-01-01"}}}, Flags: []string{"born-missing"}},
		{Ref: ref(5), Interest: &fact.Interest{Owner: "owner-1", Asset: "local-7", Kind: fact.Shares, Lo: 60 * fact.Percent, Hi: 60 * fact.Percent, From: "2020-01-01"}},
		{Ref: ref(6), Interest: &fact.Interest{Owner: "owner-1", Asset: "lei:5493001KJTIIGC8Y1R12", Kind: fact.Shares, Lo: 60 * fact.Percent, Hi: 60 * fact.Percent, From: "2020-01-01"}},
		{Ref: ref(7), Interest: &fact.Interest{Owner: "nobody-knows", Asset: "branch-1", Kind: fact.BoardAppointment, Seats: 2, SeatsOf: 5}},
		{Ref: ref(8), Gap: &Gap{Party: "owner-1", Code: "withheld"}},
		{Ref: Ref{File: "list.csv", Line: 3}, Entry: &Entry{List: "us_test", Number: "12", Identifiers: []fact.Identifier{lei("5493001KJTIIGC8Y1R12")}, Listed: "2025-01-01"}},
		{Ref: Ref{File: "register.jsonl", Line: 9, Series: 5, Date: "2021-01-01"}, Interest: &fact.Interest{Owner: "owner-1", Asset: "co-2", Kind: fact.Votes, Hi: fact.Whole}},
		{Ref: ref(10), End: &End{Series: 5, Date: "2023-06-01"}},
	}
}

func build(t testing.TB, records []Record, o BuildOptions) (string, *BuildSummary) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.registry")
	sum, err := Create(path, stream(records), o)
	if err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("the folder holds %v, %v: want the file alone", left, err)
	}
	return path, sum
}

func open(t testing.TB, path string) *File {
	t.Helper()
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestFileHoldsWhatWasRead(t *testing.T) {
	path, sum := build(t, sample(), BuildOptions{Digests: func(string) fact.Digest { return "ab" }})
	f := open(t, path)
	if err := f.Verify(); err != nil {
		t.Fatal(err)
	}
	want := &BuildSummary{Parties: 4, Stated: 4, Dangling: 2, Joined: 2, Interests: 3, Repeated: 1, Ended: 1, Gaps: 1, Entries: 1, Bytes: f.Summary().Bytes}
	if diff := cmp.Diff(want, sum); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
	company, ok := f.Find("local-7")
	if !ok || f.ID(company) != "lei:5493001KJTIIGC8Y1R12" {
		t.Fatalf("local-7 is node %d, %v, with id %q", company, ok, f.ID(company))
	}
	for _, alias := range []fact.PartyID{"lei:5493001KJTIIGC8Y1R12", "branch-1"} {
		if n, ok := f.Find(alias); !ok || n != company {
			t.Errorf("%s is node %d, %v, want %d", alias, n, ok, company)
		}
	}
	if got := f.Named("EXAMPLE holdings inc"); !slices.Equal(got, []uint32{company}) {
		t.Errorf("Named gives %v, want %d", got, company)
	}
	p := f.Party(company)
	if p.Seat != "" || len(p.Names) != 2 || p.Names[0].Text != "Example Holdings, Inc." {
		t.Errorf("party is %+v: want both names, and no seat, since records disagree", p)
	}
	owner, _ := f.Find("owner-1")
	if g := f.Gaps(owner); len(g) != 1 || g[0].Code != "withheld" || f.Facts().At(f.Nodes().At(owner)).Flags&graph.NodeGap == 0 {
		t.Errorf("gaps of the owner are %v", g)
	}
	if got := f.Oddities(owner); !slices.Equal(got, []string{"born-missing"}) {
		t.Errorf("oddities are %v", got)
	}
	at := f.InAt().Rows(company, company+2)
	edges := f.In().Rows(at[0], at[1])
	if len(edges) != 2 || edges[0].Other != owner || edges[0].Lo != uint32(60*fact.Percent) || edges[1].Lo != 2 || edges[1].Hi != 5 {
		t.Errorf("interests in the company are %+v", edges)
	}
	wantRef := Ref{File: "register.jsonl", ID: "statement-5", Line: 5, Offset: 5000, Date: "2025-03-01", Publisher: "register"}
	if diff := cmp.Diff(wantRef, f.EdgeRef(at[0])); diff != "" {
		t.Errorf("record of the first interest (-want +got):\n%s", diff)
	}
	if marks := f.Marks().Rows(0, 2); f.Marks().Len() != 2 || f.Programmes()[marks[0].Programme] != "us_test" || marks[0].Node != company {
		t.Errorf("designations are %+v", marks)
	}
	co, _ := f.Find("co-2")
	at = f.InAt().Rows(co, co+2)
	if s := f.Spans()[f.In().At(at[0]).Meta.Span()]; s.Active(19509) != fact.No || s.Active(19508) != fact.Yes {
		t.Errorf("the interest ended by a later statement has span %+v, want its end on 2023-06-01", s)
	}
	n := 0
	for r, err := range f.Entries() {
		if err != nil || r.Entry.ID() != "us_test:12" || r.Ref.Line != 3 {
			t.Errorf("entry %+v, %v", r, err)
		}
		n++
	}
	if n != 1 {
		t.Errorf("%d entries, want 1", n)
	}
}

func TestFileIsTheSameForAnyMemoryAndOrder(t *testing.T) {
	records := sample()
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range 20_000 {
		owner, asset := fact.PartyID(fmt.Sprintf("x%d", rng.IntN(9000))), fact.PartyID(fmt.Sprintf("x%d", rng.IntN(9000)))
		ref := Ref{File: "register.jsonl", Line: int64(i + 100)}
		if i%3 == 0 {
			records = append(records, Record{Ref: ref, Party: &fact.Party{ID: owner, Kind: fact.Company, Names: []fact.Name{{Text: "Name of " + string(owner)}}}})
		}
		if i%50 == 0 {
			records = append(records, Record{Ref: ref, Same: &Same{A: owner, B: asset}})
		}
		records = append(records, Record{Ref: ref, Interest: &fact.Interest{Owner: owner, Asset: asset, Kind: fact.Shares, Hi: fact.Share(rng.IntN(1e9))}})
	}
	large, _ := build(t, records, BuildOptions{})
	small, _ := build(t, records, BuildOptions{Memory: 1 << 14})
	a, err1 := os.ReadFile(large)
	b, err2 := os.ReadFile(small)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) {
		t.Error("the file depends on the memory of its build")
	}
	f := open(t, small)
	if err := f.Verify(); err != nil {
		t.Error(err)
	}
	for node := range uint32(f.Parties()) {
		if got, ok := f.Find(f.ID(node)); !ok || got != node {
			t.Fatalf("Find(%q) = %d, %v, want %d", f.ID(node), got, ok, node)
		}
	}
}

// answers asks a file a little of everything.
func answers(f *File) []string {
	var out []string
	for node := range uint32(f.Parties()) {
		out = append(out, fmt.Sprint(node, f.ID(node), f.Facts().At(f.Nodes().At(node)), f.Party(node), f.PartyRefs(node), f.Gaps(node)))
		if at := f.InAt().Rows(node, node+2); at != nil {
			out = append(out, fmt.Sprint(f.In().Rows(at[0], at[1])))
		}
		if at := f.OutAt().Rows(node, node+2); at != nil {
			out = append(out, fmt.Sprint(f.Out().Rows(at[0], at[1])))
		}
	}
	for place := range uint32(f.Interests()) {
		out = append(out, fmt.Sprint(f.EdgeRef(place)))
	}
	for _, id := range []fact.PartyID{"local-7", "branch-1", "owner-1", "nothing"} {
		n, ok := f.Find(id)
		out = append(out, fmt.Sprint(n, ok))
	}
	out = append(out, fmt.Sprint(f.Named("example holding"), f.Marks().Rows(0, uint32(f.Marks().Len())), f.Spans(), f.Sets(), f.Sources(), f.Summary()))
	for r, err := range f.Entries() {
		out = append(out, fmt.Sprint(r.Entry, err))
	}
	return out
}

// TestDamage changes every byte that is not filling in turn: it must be found, and
// whatever is answered before that must be the truth.
func TestDamage(t *testing.T) {
	path, _ := build(t, sample(), BuildOptions{})
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f := open(t, path)
	want := answers(f)
	check := func(i int) {
		b := slices.Clone(whole)
		b[i] ^= 1 << (i % 8)
		got, f, err := answersOf(b)
		switch {
		case f == nil && err != nil:
		case err == nil && !slices.Equal(got, want):
			t.Fatalf("byte %d changed: other answers and no error", i)
		case f.Verify() == nil:
			t.Fatalf("byte %d changed and not found", i)
		}
	}
	for i := range pageSize {
		check(i)
	}
	for _, s := range f.sections {
		for i := range len(s.Bytes) {
			check(int(s.At) + i)
		}
	}
	for n := 0; n < len(whole); n += 997 {
		if _, _, err := answersOf(whole[:n]); err == nil {
			t.Fatalf("cut to %d bytes of %d without an error", n, len(whole))
		}
	}
}

func answersOf(b []byte) ([]string, *File, error) {
	f := &File{bytes: b}
	if err := f.open(); err != nil {
		return nil, nil, err
	}
	got := answers(f)
	return got, f, f.Err()
}

func FuzzOpen(f *testing.F) {
	path, _ := build(f, sample(), BuildOptions{})
	whole, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole[:pageSize], whole[pageSize:])
	f.Add([]byte(fileMagic), []byte(nil))
	f.Fuzz(func(t *testing.T, head, rest []byte) {
		answersOf(append(slices.Clone(head), rest...)) // no panic
	})
}

// FuzzForged changes a file and puts its checksums right again: nonsense must not panic.
func FuzzForged(f *testing.F) {
	path, _ := build(f, sample(), BuildOptions{})
	whole, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint32(pageSize), []byte{255, 255, 255, 255})
	f.Add(uint32(24), []byte{200})
	f.Fuzz(func(t *testing.T, at uint32, patch []byte) {
		b := slices.Clone(whole)
		copy(b[int(at)%len(b):], patch)
		reseal(b)
		answersOf(b)
	})
}

// reseal computes the sums of all sections anew.
func reseal(b []byte) {
	le := binary.LittleEndian
	n := int(min(le.Uint32(b[24:]), maxSections))
	extent := func(i int) (from, to uint64) {
		h := b[sectionsAt+i*sectionHeader:]
		from = min(le.Uint64(h[16:]), uint64(len(b)))
		return from, min(from+le.Uint64(h[24:]), uint64(len(b)))
	}
	if n == 0 {
		return
	}
	sums, last := extent(n - 1)
	at := sums
	for i := range n - 1 {
		from, to := extent(i)
		for ; from < to && at+8 <= last; from += graph.BlockSize {
			le.PutUint64(b[at:], xxhash.Sum64(b[from:min(from+graph.BlockSize, to)]))
			at += 8
		}
	}
	le.PutUint64(b[32:], xxhash.Sum64(b[sums:last]))
	le.PutUint64(b[pageSize-8:], xxhash.Sum64(b[:pageSize-8]))
}

func TestCreateLeavesNothingBehindAFailure(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.registry")
	bad := []Record{{Ref: Ref{File: "f"}, Interest: &fact.Interest{Owner: "", Asset: "a"}}}
	if _, err := Create(path, stream(bad), BuildOptions{}); !errors.Is(err, errID) {
		t.Errorf("error is %v, want %v", err, errID)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestEmptyFile(t *testing.T) {
	path, sum := build(t, nil, BuildOptions{})
	f := open(t, path)
	if err := f.Verify(); err != nil || f.Parties() != 0 || sum.Interests != 0 {
		t.Errorf("an empty register: %v, %d parties", err, f.Parties())
	}
	if _, ok := f.Find("x"); ok {
		t.Error("found something")
	}
}
