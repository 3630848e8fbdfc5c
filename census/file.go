package census

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dchest/siphash"

	"github.com/longarm-project/longarm/census/count"
	"github.com/longarm-project/longarm/census/detect"
)

// A Status says how far an object was read.
type Status string

// The statuses.
const (
	Read   Status = "read"
	Partly Status = "partly"
	Unread Status = "unread"
)

// worse orders statuses.
func (s Status) worse(o Status) bool { return s.rank() > o.rank() }

func (s Status) rank() int { return slices.Index([]Status{Read, Partly, Unread}, s) }

// A Key is the secret with which all that names a person is hashed in one scan. Whoever has it and a
// part can test whether a number is in it; it is never written into results.
type Key [16]byte

func (k *Key) token(space string, v []byte) uint64 {
	var buf [96]byte
	b := append(append(append(buf[:0], space...), 0), v...)
	return siphash.Hash(binary.LittleEndian.Uint64(k[:8]), binary.LittleEndian.Uint64(k[8:]), b)
}

// A File is what one file, or one member of an archive, was found to hold. Files of the same
// name from different ranges of an object merge.
type File struct {
	Name        string // below the store's address
	Format      string // "csv", "json-lines" ...; empty if not recognised
	Status      Status
	Reasons     []string          // why not all was read
	Rows        int64             // rows, records, lines or documents
	Bytes       int64             // after unpacking
	NetworkOnly int64             // records covered by network, authentication or call data alone
	Unkeyed     [Categories]int64 // records about one person each whom nothing tells from others
	Unbounded   catSet            // categories of which there is data about nobody knows how many
	Idents      [detect.Kinds]*Ident
	Uncounted   []string // columns of digests or ciphertext
	Safeguards  []string // ciphertext whose keys lie elsewhere, by scheme
	Areas       []int64  // of 28 CFR 202.1401, in which locations certainly lie
	Near        bool     // a location may lie in a listed area

	tables  tableSet
	settled *[Categories]*Counted // set once the tables are not needed any more
	scan    *Scan
	again   int64 // how many more records are equal to the one that is judged
}

// An Ident is what was found of one kind of identifier.
type Ident struct {
	Cells      int64
	Confidence detect.Confidence
	Mask       string // of the first value
	Row        int64  // of it, from 1
	Column     string // of it, if it has one
	Range      int    // of the object in which it stands
	Distinct   int64  // set once the set is not needed any more
	distinct   *count.Table
}

// identLimits bound the sets of distinct values of an identifier, which decide nothing.
var identLimits = count.Limits{0: 8192}

// ident notes a value of a listed identifier, secret or mark.
func (f *File) ident(k detect.Kind, c detect.Confidence, token uint64, raw []byte, row int64, column string) {
	if k.String() == "" || !k.Listed() && !k.Secret() && !k.Property() {
		return
	}
	id := f.Idents[k]
	if id == nil {
		id = &Ident{Confidence: c, Mask: Mask(raw), Row: row, Column: column, distinct: count.New(&identLimits)}
		f.Idents[k] = id
	}
	if row < id.Row {
		id.Mask, id.Row, id.Column = Mask(raw), row, column
	}
	id.Cells += 1 + f.again
	id.Confidence = min(id.Confidence, c)
	id.distinct.Add(token, count.In(0))
}

// Mask shows the shape of a value and nothing of what it says: digits become #, letters x.
func Mask(v []byte) string {
	var b strings.Builder
	for n := 0; len(v) > 0 && n < 40; n++ {
		r, size := utf8.DecodeRune(v)
		switch {
		case r >= '0' && r <= '9':
			b.WriteByte('#')
		case r < utf8.RuneSelf && strings.ContainsRune("@.-+_/:()*#', ", r):
			b.WriteRune(r)
		case r <= ' ':
			b.WriteByte(' ')
		default:
			b.WriteByte('x')
		}
		v = v[size:]
	}
	return b.String()
}

// fault notes why not all of the file was read.
func (f *File) fault(s Status, reason string) {
	if s.worse(f.Status) {
		f.Status = s
	}
	f.Reasons = addSorted(f.Reasons, reason)
}

// addSorted adds a word to a sorted set.
func addSorted[T cmp.Ordered](set []T, v T) []T {
	if i, ok := slices.BinarySearch(set, v); !ok {
		return slices.Insert(set, i, v)
	}
	return set
}

// merge adds what another range of the same file was found to hold.
func (f *File) merge(o *File) {
	f.Format = cmp.Or(f.Format, o.Format)
	if o.Status.worse(f.Status) {
		f.Status = o.Status
	}
	for _, r := range o.Reasons {
		f.Reasons = addSorted(f.Reasons, r)
	}
	for _, u := range o.Uncounted {
		f.Uncounted = addSorted(f.Uncounted, u)
	}
	for _, s := range o.Safeguards {
		f.Safeguards = addSorted(f.Safeguards, s)
	}
	for _, a := range o.Areas {
		f.Areas = addSorted(f.Areas, a)
	}
	f.Near = f.Near || o.Near
	f.Unbounded |= o.Unbounded
	f.Rows += o.Rows
	f.Bytes += o.Bytes
	f.NetworkOnly += o.NetworkOnly
	for c, n := range o.Unkeyed {
		f.Unkeyed[c] += n
	}
	for k, id := range o.Idents {
		f.mergeIdent(detect.Kind(k), id)
	}
	for k, t := range o.tables {
		if t != nil {
			f.table(key(k)).Merge(t)
		}
	}
}

func (f *File) mergeIdent(k detect.Kind, o *Ident) {
	if o == nil {
		return
	}
	id := f.Idents[k]
	if id == nil {
		c := *o
		c.distinct = count.New(&identLimits)
		c.distinct.Merge(o.distinct)
		f.Idents[k] = &c
		return
	}
	id.Cells += o.Cells
	id.Confidence = min(id.Confidence, o.Confidence)
	id.distinct.Merge(o.distinct)
	if cmp.Or(cmp.Compare(o.Range, id.Range), cmp.Compare(o.Row, id.Row), cmp.Compare(o.Column, id.Column), cmp.Compare(o.Mask, id.Mask)) < 0 {
		id.Mask, id.Row, id.Column, id.Range = o.Mask, o.Row, o.Column, o.Range
	}
}

// hit notes a value found by its shape, with the key and the signal that it gives.
func (f *File) hit(r *record, h detect.Hit, raw []byte, row int64, column string) {
	f.value(r, h.Kind, h.Confidence, detect.Normal(h.Kind, raw, f.scan.buf[:]), raw, row, column)
}

// value notes one value of a kind: its identifier, its key and the signal that it gives.
func (f *File) value(r *record, k detect.Kind, c detect.Confidence, norm, raw []byte, row int64, column string) {
	token := f.scan.key.token(k.String(), norm)
	f.ident(k, c, token, raw, row, column)
	if k.Listed() {
		r.kinds |= 1 << k
	}
	if key := keyOf[k]; key != noKey {
		r.set(key, token)
	}
	switch k {
	case detect.SSN:
		if detect.IssuedSSN(norm) {
			r.signal(1, bySSN)
		}
	case detect.MBI:
		r.signal(1, byGovernment)
		r.cats |= setOf(Health)
	case detect.NationalID:
		if len(raw) == 11 && bytes.Count(raw, []byte("-")) == 2 && detect.Value(detect.SSN, raw, false) != nil {
			r.signal(1, bySSN)
		}
	case detect.Phone:
		if detect.USPhone(norm) {
			r.signal(1, byPhone)
		}
	case detect.IMSI:
		if n := string(norm[:3]); n >= "310" && n <= "316" {
			r.signal(1, bySIM)
		}
	case detect.ICCID:
		if bytes.HasPrefix(norm, []byte("8901")) {
			r.signal(1, bySIM)
		}
	case detect.Address:
		if detect.USAddress(raw) {
			r.signal(1, byPostal)
			r.kinds |= 1 << detect.Zip
			f.ident(detect.Zip, detect.B, f.scan.key.token(detect.Zip.String(), norm), []byte("00000"), row, column)
		}
	}
}
