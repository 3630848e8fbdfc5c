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

const magic = "LASCRN01"

// A section is a part of the file, by number.
type section int

const (
	secLists section = iota
	secCounts
	secWordText
	secWordEnd
	secWordWeight
	secPosts   // of persons; of bodies
	_          //
	secPostEnd // of persons; of bodies
	_          //
	secNear
	secSkeleton
	secRows
	secTokens
	secSpans
	secWhole
	secPairs
	secEntries
	secEntryEnd
	sectionCount
)

const (
	rowSize    = 16
	headerSize = len(magic) + int(sectionCount)*16
)

// sections collects the parts of a file.
type sections [sectionCount][]byte

func (s *sections) put(n section, b []byte) { s[n] = b }

// bytes lays the sections one after the other, each at a multiple of eight, behind a table of their places.
func (s *sections) bytes() []byte {
	at := uint64(headerSize)
	head := []byte(magic)
	for _, b := range s {
		head = binary.LittleEndian.AppendUint64(head, at)
		head = binary.LittleEndian.AppendUint64(head, uint64(len(b)))
		at += uint64(len(b)+7) &^ 7
	}
	out := make([]byte, 0, at)
	out = append(out, head...)
	for _, b := range s {
		out = append(out, b...)
		for len(out)%8 != 0 {
			out = append(out, 0)
		}
	}
	return out
}

// An Index answers queries from compiled bytes, which it neither copies nor changes.
// It is safe for concurrent use.
type Index struct {
	lists    []List
	counts   [2]int
	text     []byte
	textEnd  words32
	weight   []byte
	posts    [2][]byte
	postEnd  [2]words32
	near     keyTable
	skel     keyTable
	rows     []byte
	tokens   words32
	spans    words32
	whole    keyTable
	pairs    keyTable
	entries  []byte
	entryEnd []byte
	pool     sync.Pool
}

// Open reads the table of contents of compiled bytes, and nothing else. It returns an error
// wrapping [ErrFormat] where the parts do not fit together. Bytes that are damaged within
// their parts give wrong answers, never a panic; the file that holds them has the checksum.
func Open(b []byte) (*Index, error) {
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
		text: part[secWordText], textEnd: words32(part[secWordEnd]), weight: part[secWordWeight],
		posts: [2][]byte{part[secPosts], part[secPosts+1]}, postEnd: [2]words32{words32(part[secPostEnd]), words32(part[secPostEnd+1])},
		rows: part[secRows], tokens: words32(part[secTokens]), spans: words32(part[secSpans]), entries: part[secEntries], entryEnd: part[secEntryEnd],
	}
	n := x.textEnd.len()
	if len(x.weight) != 2*n || x.postEnd[0].len() != n || x.postEnd[1].len() != n || len(x.rows)%rowSize != 0 || len(x.entryEnd)%8 != 0 || len(part[secCounts]) != 8 {
		return nil, fmt.Errorf("%w: its parts differ in length", ErrFormat)
	}
	for k := range 2 {
		x.counts[k] = int(words32(part[secCounts]).at(k))
	}
	var ok [4]bool
	x.near, ok[0] = openKeys(part[secNear])
	x.skel, ok[1] = openKeys(part[secSkeleton])
	x.whole, ok[2] = openKeys(part[secWhole])
	x.pairs, ok[3] = openKeys(part[secPairs])
	if ok != [4]bool{true, true, true, true} {
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

// word returns the text of a word. It shares the index's bytes; nil stands for a word that is not there.
func (x *Index) word(id uint32) []byte {
	i := int(id)
	if i >= x.textEnd.len() {
		return nil
	}
	var from uint32
	if i > 0 {
		from = x.textEnd.at(i - 1)
	}
	to := x.textEnd.at(i)
	if from >= to || uint64(to) > uint64(len(x.text)) {
		return nil
	}
	return x.text[from:to:to]
}

// wordWeight returns the weight of a word of the index among persons (0) or bodies (1).
func (x *Index) wordWeight(id uint32, k int) weight {
	i := int(id)*2 + k
	if i >= len(x.weight) {
		return lightLoad
	}
	return weight(x.weight[i])
}

// posting returns the encoded rows that hold a word.
func (x *Index) posting(id uint32, k int) []byte {
	i := int(id)
	ends := x.postEnd[k]
	if i >= ends.len() {
		return nil
	}
	var from uint32
	if i > 0 {
		from = ends.at(i - 1)
	}
	to := ends.at(i)
	if from > to || uint64(to) > uint64(len(x.posts[k])) {
		return nil
	}
	return x.posts[k][from:to]
}

// A row is one reading of one name of an entry.
type row struct {
	entry uint32
	name  int // which of the entry's names
	flags uint8
	load  int // of all its words
	words words32
	spans words32 // where each word stands in the name: the byte it begins at, and in the upper half the one it ends before
}

func (x *Index) row(id uint32) (row, bool) {
	at := int(id) * rowSize
	if at+rowSize > len(x.rows) {
		return row{}, false
	}
	b := x.rows[at:]
	from, n := int(binary.LittleEndian.Uint32(b[4:])), int(b[11])
	if n == 0 || n > maxTokens || (from+n)*4 > min(len(x.tokens), len(x.spans)) {
		return row{}, false
	}
	return row{
		entry: binary.LittleEndian.Uint32(b), name: int(binary.LittleEndian.Uint16(b[8:])), flags: b[10], load: int(binary.LittleEndian.Uint16(b[12:])),
		words: x.tokens[from*4:][:n*4], spans: x.spans[from*4:][:n*4],
	}, true
}
