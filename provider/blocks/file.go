package blocks

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/netip"
	"slices"

	"github.com/cespare/xxhash/v2"

	"github.com/longarm-project/longarm/internal/mmap"
)

// Magic begins a file. The layout is described in doc/formats/prefixes.md.
const Magic = "LARMBLK1"

// The sections of a file, in order.
const (
	secMeta = iota
	secClasses
	secNodes
	secStarts4
	secNodes4
	secIndex4
	secStarts6
	secNodes6
	sections
)

// headerSize is that of the header: magic, checksum of what follows the checksum, digest
// of the body, and place and size of each section.
const headerSize = 8 + 8 + 32 + sections*16

// A meta is the section of words.
type meta struct {
	Sources []Source `json:"sources"`
	Words   []string `json:"words"`
}

// ErrFile is wrapped by every refusal of a file.
var ErrFile = errors.New("not a table of address blocks that can be used")

// WriteTo compiles the rows and writes them as a file.
func (b *Builder) WriteTo(w io.Writer) (int64, error) {
	c := b.compile()
	words, err := json.Marshal(meta{b.sources, b.list})
	if err != nil {
		return 0, err
	}
	bodies := make([][]byte, sections)
	bodies[secMeta] = words
	for i, view := range map[int]func() ([]byte, error){
		secClasses: func() ([]byte, error) { return mmap.Bytes(c.classes) },
		secNodes:   func() ([]byte, error) { return mmap.Bytes(c.nodes) },
		secStarts4: func() ([]byte, error) { return mmap.Bytes(c.v4) },
		secNodes4:  func() ([]byte, error) { return mmap.Bytes(c.at4) },
		secIndex4:  func() ([]byte, error) { return mmap.Bytes(index4(c.v4)) },
		secStarts6: func() ([]byte, error) { return mmap.Bytes(c.v6) },
		secNodes6:  func() ([]byte, error) { return mmap.Bytes(c.at6) },
	} {
		if bodies[i], err = view(); err != nil {
			return 0, err
		}
	}
	head := make([]byte, headerSize)
	copy(head, Magic)
	at := uint64(headerSize)
	digest, sum := sha256.New(), xxhash.New()
	pad := make([]byte, 8)
	for i, body := range bodies {
		binary.LittleEndian.PutUint64(head[48+16*i:], at)
		binary.LittleEndian.PutUint64(head[56+16*i:], uint64(len(body)))
		at += uint64(len(body)+7) &^ 7
		digest.Write(body)
		digest.Write(pad[:-len(body)&7])
	}
	copy(head[16:], digest.Sum(nil))
	sum.Write(head[16:])
	for _, body := range bodies {
		sum.Write(body)
		sum.Write(pad[:-len(body)&7])
	}
	binary.LittleEndian.PutUint64(head[8:], sum.Sum64())
	out := bufio.NewWriterSize(w, 1<<20)
	n, err := out.Write(head)
	total := int64(n)
	for _, body := range bodies {
		for _, part := range [][]byte{body, pad[:-len(body)&7]} {
			if err == nil {
				n, err = out.Write(part)
				total += int64(n)
			}
		}
	}
	return total, errors.Join(err, out.Flush())
}

// index4 says for each /16 where its intervals begin: those before are shorter.
func index4(starts []uint32) []uint32 {
	out := make([]uint32, 1<<16+1)
	n := 0
	for i := range out {
		for n < len(starts) && uint64(starts[n]) < uint64(i)<<16 {
			n++
		}
		out[i] = uint32(n)
	}
	return out
}

// A File is a table that was compiled. It is safe for concurrent use, and mapped until Close.
type File struct {
	meta
	digest  string
	classes []class
	nodes   []node
	v4      []uint32
	at4     []uint32
	index   []uint32
	v6      []wide
	at6     []uint32
	close   func() error
}

// Open maps the file at path and checks it.
func Open(path string) (*File, error) {
	m, err := mmap.Open(path)
	if err != nil {
		return nil, err
	}
	f, err := Parse(m.Bytes())
	if err != nil {
		return nil, errors.Join(err, m.Close())
	}
	f.close = m.Close
	return f, nil
}

// Parse reads a file from memory, which must not change, and checks it: a file that
// passes has no reference that leads nowhere.
func Parse(b []byte) (*File, error) {
	if len(b) < headerSize || string(b[:8]) != Magic {
		return nil, fmt.Errorf("%w: it does not begin as one", ErrFile)
	}
	if binary.LittleEndian.Uint64(b[8:]) != xxhash.Sum64(b[16:]) {
		return nil, fmt.Errorf("%w: its checksum does not agree; make it again", ErrFile)
	}
	f := &File{digest: hex.EncodeToString(b[16:48]), close: func() error { return nil }}
	var parts [sections][]byte
	for i := range parts {
		at, size := binary.LittleEndian.Uint64(b[48+16*i:]), binary.LittleEndian.Uint64(b[56+16*i:])
		if at > uint64(len(b)) || size > uint64(len(b))-at || at%8 != 0 {
			return nil, fmt.Errorf("%w: section %d lies outside of it", ErrFile, i)
		}
		parts[i] = b[at : at+size]
	}
	if err := json.Unmarshal(parts[secMeta], &f.meta); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFile, err)
	}
	var errs [7]error
	f.classes, errs[0] = mmap.View[class](parts[secClasses])
	f.nodes, errs[1] = mmap.View[node](parts[secNodes])
	f.v4, errs[2] = mmap.View[uint32](parts[secStarts4])
	f.at4, errs[3] = mmap.View[uint32](parts[secNodes4])
	f.index, errs[4] = mmap.View[uint32](parts[secIndex4])
	f.v6, errs[5] = mmap.View[wide](parts[secStarts6])
	f.at6, errs[6] = mmap.View[uint32](parts[secNodes6])
	if err := errors.Join(errs[:]...); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFile, err)
	}
	if err := f.check(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFile, err)
	}
	return f, nil
}

// check finds references that lead nowhere, so that no look-up has to.
func (f *File) check() error {
	if len(f.v4) != len(f.at4) || len(f.v6) != len(f.at6) || len(f.index) != 1<<16+1 {
		return errors.New("its sections do not fit each other")
	}
	for i, n := range f.index {
		if n > uint32(len(f.v4)) || i > 0 && n < f.index[i-1] {
			return errors.New("its index leads nowhere")
		}
	}
	for _, list := range [][]uint32{f.at4, f.at6} {
		if len(list) > 0 && slices.Max(list) > uint32(len(f.nodes)) {
			return errors.New("an interval leads nowhere")
		}
	}
	for i := range f.nodes {
		for k, c := range f.nodes[i].Class {
			if c > uint32(len(f.classes)) || f.nodes[i].Bits[k] > 128 || f.nodes[i].Long > 128 {
				return errors.New("a node leads nowhere")
			}
		}
	}
	for i := range f.classes {
		c := &f.classes[i]
		if max(c.Provider, c.Holder, c.Region, c.Country) > uint32(len(f.Words)) || c.File >= uint32(len(f.Sources)) || c.Next > uint32(i) {
			return errors.New("a row leads nowhere") // a rival stands before it: chains end
		}
	}
	return nil
}

// Close unmaps the file.
func (f *File) Close() error { return f.close() }

// Digest is the SHA-256 of all that follows the header.
func (f *File) Digest() string { return f.digest }

// interval returns where in starts the interval of an address is, -1 where it stands before all.
func (f *File) at(a netip.Addr) int {
	if a.Is4() {
		n := v4(a)
		lo, hi := f.index[n>>16], f.index[n>>16+1]
		i, found := slices.BinarySearch(f.v4[lo:hi], n)
		if !found {
			i--
		}
		return int(lo) + i
	}
	b := a.As16()
	w := wide{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])}
	i, found := slices.BinarySearchFunc(f.v6, w, compareWide)
	if !found {
		i--
	}
	return i
}

func compareWide(x, y wide) int {
	switch {
	case x.Hi < y.Hi || x.Hi == y.Hi && x.Lo < y.Lo:
		return -1
	case x == y:
		return 0
	}
	return 1
}

// node returns what holds for an address, nil where nothing does.
func (f *File) node(a netip.Addr) *node {
	i, at := f.at(a), f.at6
	if a.Is4() {
		at = f.at4
	}
	if i < 0 || at[i] == 0 {
		return nil
	}
	return &f.nodes[at[i]-1]
}

// Longest returns the longest prefix of any row that holds a.
func (f *File) Longest(a netip.Addr) (netip.Prefix, bool) {
	n := f.node(a)
	if n == nil {
		return netip.Prefix{}, false
	}
	p, err := a.Prefix(int(n.Long))
	return p, err == nil
}

// maxScan bounds the intervals looked at for a prefix.
const maxScan = 1 << 16

// Find returns what holds for all of p, which is an address or a prefix: the rows of the
// longest prefixes that hold it, by kind; of one kind several where they differ.
func (f *File) Find(p netip.Prefix) []Found {
	n := f.within(p)
	if n == nil {
		return nil
	}
	var out []Found
	for k := range n.Class {
		for c := n.Class[k]; c > 0; c = f.classes[c-1].Next {
			x := &f.classes[c-1]
			at, err := p.Addr().Prefix(int(n.Bits[k]))
			if err != nil {
				continue
			}
			out = append(out, Found{
				Row:    Row{at, Kind(k), f.word(x.Provider), x.ASN, f.word(x.Holder), f.word(x.Region), f.word(x.Country), x.Front == 1},
				Source: &f.Sources[x.File],
			})
		}
	}
	return out
}

// A Found is a row and where it was read.
type Found struct {
	Row
	Source *Source
}

// within returns the node of the longest prefix that holds all of p: that of the first
// interval in p whose longest prefix is no longer than p. Where narrower prefixes fill all
// of p there is none, and no address was folded into p.
func (f *File) within(p netip.Prefix) *node {
	if p.IsSingleIP() {
		return f.node(p.Addr())
	}
	i := f.at(p.Addr())
	size, at := len(f.v4), f.at4
	if p.Addr().Is6() {
		size, at = len(f.v6), f.at6
	}
	for k := i; k < size && k < i+maxScan; k++ {
		if k > i && !p.Contains(f.start(k, p.Addr().Is4())) {
			return nil
		}
		if k < 0 || at[k] == 0 {
			return nil // nobody's: so nothing holds all of p
		}
		if n := &f.nodes[at[k]-1]; int(n.Long) <= p.Bits() {
			return n
		}
	}
	return nil
}

func (f *File) start(i int, four bool) netip.Addr {
	if four {
		return addr4(f.v4[i])
	}
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], f.v6[i].Hi)
	binary.BigEndian.PutUint64(b[8:], f.v6[i].Lo)
	return netip.AddrFrom16(b)
}

func (f *File) word(n uint32) string {
	if n == 0 || n > math.MaxInt32 {
		return ""
	}
	return f.Words[n-1]
}
