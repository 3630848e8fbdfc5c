package screening

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"github.com/longarm-project/longarm/registry"
)

// ErrFormat is returned by Open for bytes that are no index.
var ErrFormat = errors.New("not a screening index")

const magic = "LASCRN03"

// A section is a part of the file, by number.
type section int

const (
	secLists section = iota
	secCounts
	secWords
	secLongText
	secPosts // of persons; of bodies
	_        //
	secLike
	secNear
	secSkeleton
	secRows
	secTokens
	secSpans
	secWhole
	secPairs
	secEntries
	secEntryEnd
	secIDs
	sectionCount
)

// headerSize is a multiple of alignment, so that records of words and rows do not straddle lines of the cache.
const (
	alignment  = 64
	headerSize = (len(magic) + int(sectionCount)*16 + alignment - 1) / alignment * alignment
)

// sections collects the parts of a file.
type sections [sectionCount][]byte

func (s *sections) put(n section, b []byte) { s[n] = b }

// bytes lays the sections one after the other, each at a multiple of alignment, behind a table of their places.
func (s *sections) bytes() []byte {
	at := uint64(headerSize)
	head := []byte(magic)
	for _, b := range s {
		head = binary.LittleEndian.AppendUint64(head, at)
		head = binary.LittleEndian.AppendUint64(head, uint64(len(b)))
		at += uint64(len(b)+alignment-1) &^ (alignment - 1)
	}
	var gap [alignment]byte
	out := make([]byte, 0, at)
	out = append(out, head...)
	out = append(out, gap[:headerSize-len(head)]...)
	for _, b := range s {
		out = append(out, b...)
		out = append(out, gap[:-len(out)&(alignment-1)]...)
	}
	return out
}

// An Index answers queries from compiled bytes, which it neither copies nor changes.
// It is safe for concurrent use.
type Index struct {
	lists    []List
	counts   [2]int
	words    []byte // records of words, and one more for where the last ends
	longText []byte
	posts    [2][]byte
	like     []byte
	near     keyTable
	skel     keyTable
	rows     []byte
	tokens   words32
	spans    words32
	whole    keyTable
	pairs    keyTable
	ids      keyTable // of identifiers, to entries
	entries  []byte
	entryEnd []byte
	pool     sync.Pool
}

// Open reads the table of contents of compiled bytes, and nothing else. It returns an error
// wrapping [ErrFormat] where the parts do not fit together. Bytes that are damaged within
// their parts give wrong answers, never a panic; the file that holds them has the checksum.
func Open(b []byte) (*Index, error) {
	if len(b) >= len(magic) && string(b[:len(magic)-2]) == magic[:len(magic)-2] && string(b[:len(magic)]) != magic {
		return nil, fmt.Errorf("%w of this version: compile the lists again", ErrFormat)
	}
	if len(b) < headerSize || string(b[:len(magic)]) != magic {
		return nil, fmt.Errorf("%w: no mark at its head", ErrFormat)
	}
	var part [sectionCount][]byte
	for i := range part {
		h := b[len(magic)+i*16:]
		at, n := binary.LittleEndian.Uint64(h), binary.LittleEndian.Uint64(h[8:])
		if at > uint64(len(b)) || n > uint64(len(b))-at {
			return nil, fmt.Errorf("%w: part %d lies outside the file", ErrFormat, i)
		}
		part[i] = b[at:][:n:n]
	}
	x := &Index{
		words: part[secWords], longText: part[secLongText], posts: [2][]byte{part[secPosts], part[secPosts+1]}, like: part[secLike],
		rows: part[secRows], tokens: words32(part[secTokens]), spans: words32(part[secSpans]), entries: part[secEntries], entryEnd: part[secEntryEnd],
	}
	if len(x.words)%wordSize != 0 || len(x.rows)%rowSize != 0 || len(x.entryEnd)%8 != 0 || len(part[secCounts]) != 8 {
		return nil, fmt.Errorf("%w: its parts differ in length", ErrFormat)
	}
	for k := range 2 {
		x.counts[k] = int(words32(part[secCounts]).at(k))
	}
	var ok [5]bool
	x.near, ok[0] = openKeys(part[secNear])
	x.skel, ok[1] = openKeys(part[secSkeleton])
	x.whole, ok[2] = openKeys(part[secWhole])
	x.pairs, ok[3] = openKeys(part[secPairs])
	x.ids, ok[4] = openKeys(part[secIDs])
	if ok != [5]bool{true, true, true, true, true} {
		return nil, fmt.Errorf("%w: a table of keys is cut short", ErrFormat)
	}
	if err := x.readLists(part[secLists]); err != nil {
		return nil, err
	}
	x.pool.New = func() any { return newSearch() }
	return x, nil
}

func (x *Index) readLists(b []byte) error {
	d := &decoder{b: b}
	x.lists = list(d, func() List { return List{ID: d.str(), Version: d.str(), Digest: d.str(), File: d.str()} })
	if d.bad {
		return fmt.Errorf("%w: its lists are damaged", ErrFormat)
	}
	return nil
}

// Lists returns the editions of the lists in the index, by id. The caller must not change them.
func (x *Index) Lists() []List { return x.lists }

// Len returns the number of entries.
func (x *Index) Len() int { return len(x.entryEnd) / 8 }

// Names returns the number of names, each reading of a name counted.
func (x *Index) Names() int { return len(x.rows) / rowSize }

// Entry returns entry i of 0 to Len-1.
func (x *Index) Entry(i int) (*registry.Entry, error) {
	b := x.entryBytes(uint32(i))
	if b == nil {
		return nil, errEntry
	}
	return decodeEntry(b)
}

func (x *Index) entryBytes(i uint32) []byte {
	if uint64(i) >= uint64(x.Len()) {
		return nil
	}
	var from uint64
	if i > 0 {
		from = binary.LittleEndian.Uint64(x.entryEnd[(i-1)*8:])
	}
	to := binary.LittleEndian.Uint64(x.entryEnd[i*8:])
	if from > to || to > uint64(len(x.entries)) {
		return nil
	}
	return x.entries[from:to]
}
