package census

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"slices"

	"github.com/longarm-project/longarm/census/count"
	"github.com/longarm-project/longarm/census/detect"
)

// PartVersion names the form of parts; doc/formats/part.md describes it.
const PartVersion = "longarm-census-part/1"

// Rules is the version of detectors, tables and combination rules. Parts of two versions do not merge.
const Rules = "2026-12-01.2"

// A Header says of what scan a part is.
type Header struct {
	Part   string `json:"part"`
	Rules  string `json:"rules"`
	Key    string `json:"key"` // Key.Digest
	Shard  int    `json:"shard"`
	Shards int    `json:"shards"`
	Plan   string `json:"plan"`
	Units  int    `json:"units"`
}

// A Part is the result of one shard of a scan.
type Part struct {
	Header
	Stores []*Store
}

// Digest tells keys apart and does not give them away.
func (k Key) Digest() string {
	sum := sha256.Sum256(k[:])
	return hex.EncodeToString(sum[:8])
}

// ErrDamaged is wrapped by the errors of a part that is not as it was written.
var ErrDamaged = errors.New("damaged part")

// jsonFile is a File in a part.
type jsonFile struct {
	Name        string                `json:"name"`
	Format      string                `json:"format,omitempty"`
	Status      Status                `json:"status"`
	Reasons     []string              `json:"reasons,omitempty"`
	Rows        int64                 `json:"rows,omitempty"`
	Bytes       int64                 `json:"bytes,omitempty"`
	NetworkOnly int64                 `json:"network_only,omitempty"`
	Unkeyed     map[string]int64      `json:"unkeyed,omitempty"`
	Unbounded   catSet                `json:"unbounded,omitempty"`
	Idents      map[string]*jsonIdent `json:"idents,omitempty"`
	Uncounted   []string              `json:"uncounted,omitempty"`
	Safeguards  []string              `json:"safeguards,omitempty"`
	Areas       []int64               `json:"areas,omitempty"`
	Near        bool                  `json:"near,omitempty"`
	Counted     map[string]*Counted   `json:"counted"`
	Tables      map[string][]byte     `json:"tables,omitempty"`
}

type jsonIdent struct {
	Cells      int64  `json:"cells"`
	Confidence string `json:"confidence"`
	Mask       string `json:"mask"`
	Row        int64  `json:"row"`
	Column     string `json:"column,omitempty"`
	Range      int    `json:"range,omitempty"`
	Distinct   int64  `json:"distinct,omitempty"`
	Set        []byte `json:"set,omitempty"`
}

type jsonUnit struct {
	Unit
	Files []*jsonFile `json:"files,omitempty"`
}

type jsonStore struct {
	URI       string           `json:"uri"`
	Problems  []string         `json:"problems,omitempty"`
	Unkeyed   map[string]int64 `json:"unkeyed,omitempty"`
	Unbounded catSet           `json:"unbounded,omitempty"`
	Units     int              `json:"units"`
}

type jsonTable struct {
	Key string `json:"key"`
	Set []byte `json:"set"`
}

// A line is one line of a part.
type partLine struct {
	Store  *jsonStore `json:"store,omitempty"`
	Unit   *jsonUnit  `json:"unit,omitempty"`
	File   *jsonFile  `json:"file,omitempty"`
	Table  *jsonTable `json:"table,omitempty"`
	SHA256 string     `json:"sha256,omitempty"`
}

// WritePart writes a part in its one form.
func WritePart(w io.Writer, p *Part) error {
	sum := sha256.New()
	e := json.NewEncoder(io.MultiWriter(w, sum))
	e.SetEscapeHTML(false)
	if err := e.Encode(p.Header); err != nil {
		return err
	}
	for _, s := range slices.SortedFunc(slices.Values(p.Stores), func(a, b *Store) int { return bytes.Compare([]byte(a.URI), []byte(b.URI)) }) {
		if err := s.write(e); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "{\"sha256\":%q}\n", hex.EncodeToString(sum.Sum(nil)))
	return err
}

func (s *Store) write(e *json.Encoder) error {
	err := e.Encode(partLine{Store: &jsonStore{URI: s.URI, Problems: s.Problems, Unkeyed: unkeyedMap(&s.unkeyed), Unbounded: s.vague, Units: len(s.units)}})
	for _, u := range s.sorted() {
		j := &jsonUnit{Unit: *u}
		for _, f := range u.Files {
			j.Files = append(j.Files, f.json())
		}
		err = errors.Join(err, e.Encode(partLine{Unit: j}))
	}
	for _, name := range slices.Sorted(maps.Keys(s.cut)) {
		err = errors.Join(err, e.Encode(partLine{File: s.cut[name].json()}))
	}
	for k, t := range s.tables {
		if t != nil {
			err = errors.Join(err, e.Encode(partLine{Table: &jsonTable{Key: keyNames[k], Set: t.Append(nil)}}))
		}
	}
	return err
}

func unkeyedMap(n *[Categories]int64) map[string]int64 {
	out := map[string]int64{}
	for c, x := range n {
		if x > 0 {
			out[Category(c).String()] = x
		}
	}
	return out
}

func (f *File) json() *jsonFile {
	j := &jsonFile{
		Name: f.Name, Format: f.Format, Status: f.Status, Reasons: f.Reasons, Rows: f.Rows, Bytes: f.Bytes, NetworkOnly: f.NetworkOnly,
		Unkeyed: unkeyedMap(&f.Unkeyed), Unbounded: f.Unbounded, Uncounted: f.Uncounted, Safeguards: f.Safeguards, Areas: f.Areas, Near: f.Near,
		Idents: map[string]*jsonIdent{}, Tables: map[string][]byte{},
	}
	f.eachIdent(func(k detect.Kind, id *Ident) {
		x := &jsonIdent{Cells: id.Cells, Confidence: string(rune(id.Confidence)), Mask: id.Mask, Row: id.Row, Column: id.Column, Range: id.Range, Distinct: id.Distinct}
		if id.distinct != nil {
			x.Set = id.distinct.Append(nil)
		}
		j.Idents[k.String()] = x
	})
	for k, t := range f.tables {
		if t != nil {
			j.Tables[keyNames[k]] = t.Append(nil)
		}
	}
	if f.settled != nil {
		j.Counted = map[string]*Counted{}
		for c, n := range f.settled {
			if n != nil {
				j.Counted[Category(c).String()] = n
			}
		}
	}
	return j
}

// Bounds of a part that is read.
const (
	maxPartLine = 1 << 30
	maxPartList = 1 << 20
)

// ReadPart reads a part and checks it; name is for messages.
func ReadPart(r io.Reader, name string) (*Part, error) {
	d := &partReader{r: bufio.NewReaderSize(r, 1<<20), sum: sha256.New()}
	p, err := d.read()
	if err != nil {
		return nil, fmt.Errorf("%s: line %d: %w", name, d.line, err)
	}
	return p, nil
}

type partReader struct {
	r    *bufio.Reader
	sum  hash.Hash
	line int
}

func (d *partReader) next() ([]byte, error) {
	d.line++
	var out []byte
	for {
		b, err := d.r.ReadSlice('\n')
		out = append(out, b...)
		switch {
		case err == nil:
			return out, nil
		case err != bufio.ErrBufferFull:
			return nil, fmt.Errorf("%w: it ends in the middle", ErrDamaged)
		case len(out) > maxPartLine:
			return nil, fmt.Errorf("%w: a line of more than 1 GiB", ErrDamaged)
		}
	}
}

func (d *partReader) read() (*Part, error) {
	first, err := d.next()
	if err != nil {
		return nil, err
	}
	var p Part
	if err := json.Unmarshal(first, &p.Header); err != nil || p.Part == "" {
		return nil, fmt.Errorf("%w: not a part of a census", ErrDamaged)
	}
	if p.Part != PartVersion || p.Rules != Rules {
		return nil, fmt.Errorf("it is of another version (%s, rules %s; this program writes %s, rules %s): scan again with one version", p.Part, p.Rules, PartVersion, Rules)
	}
	d.sum.Write(first)
	for {
		b, err := d.next()
		if err != nil {
			return nil, err
		}
		var l partLine
		if err := json.Unmarshal(b, &l); err != nil {
			return nil, fmt.Errorf("%w: not JSON", ErrDamaged)
		}
		if l.SHA256 != "" {
			if l.SHA256 != hex.EncodeToString(d.sum.Sum(nil)) {
				return nil, fmt.Errorf("%w: the checksum is wrong", ErrDamaged)
			}
			return &p, p.check()
		}
		d.sum.Write(b)
		if err := p.add(&l); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
		}
	}
}

// check counts what the header and the stores announce.
func (p *Part) check() error {
	if p.Shards < 1 || p.Shard < 1 || p.Shard > p.Shards {
		return fmt.Errorf("%w: part %d of %d", ErrDamaged, p.Shard, p.Shards)
	}
	return nil
}

// add takes one line.
func (p *Part) add(l *partLine) error {
	if l.Store != nil {
		s := NewStore(l.Store.URI)
		s.Problems, s.vague = l.Store.Problems, l.Store.Unbounded
		p.Stores = append(p.Stores, s)
		return takeUnkeyed(&s.unkeyed, l.Store.Unkeyed)
	}
	if len(p.Stores) == 0 {
		return errors.New("no store")
	}
	s := p.Stores[len(p.Stores)-1]
	switch {
	case l.Unit != nil:
		u := l.Unit.Unit
		u.Files = nil
		for _, j := range l.Unit.Files {
			f, err := j.file()
			if err != nil {
				return err
			}
			if f.settled == nil {
				return errors.New("a whole file without numbers")
			}
			u.Files = append(u.Files, f)
		}
		s.units[unitKey{u.Object, u.Index}] = &u
	case l.File != nil:
		f, err := l.File.file()
		if err != nil {
			return err
		}
		s.cut[f.Name] = f
	case l.Table != nil:
		k := slices.Index(keyNames[:], l.Table.Key)
		if k < 0 {
			return errors.New("unknown key")
		}
		t, rest, err := count.Decode(l.Table.Set, &limits)
		if err != nil || len(rest) > 0 {
			return errors.New("a table is broken")
		}
		s.tables[k] = t
	}
	return nil
}

func takeUnkeyed(to *[Categories]int64, from map[string]int64) error {
	for name, n := range from {
		c := categoryOf(name)
		if c < 0 || n < 0 {
			return errors.New("unknown category")
		}
		to[c] = n
	}
	return nil
}

func categoryOf(name string) Category {
	for c := range Categories {
		if c.String() == name {
			return c
		}
	}
	return -1
}

func (j *jsonFile) file() (*File, error) {
	f := &File{
		Name: j.Name, Format: j.Format, Status: j.Status, Reasons: j.Reasons, Rows: j.Rows, Bytes: j.Bytes, NetworkOnly: j.NetworkOnly,
		Unbounded: j.Unbounded, Uncounted: j.Uncounted, Safeguards: j.Safeguards, Areas: j.Areas, Near: j.Near,
	}
	if f.Status.rank() < 0 {
		return nil, errors.New("unknown status")
	}
	if err := takeUnkeyed(&f.Unkeyed, j.Unkeyed); err != nil {
		return nil, err
	}
	for name, x := range j.Idents {
		k := detect.KindOf(name)
		if k == detect.None || len(x.Confidence) != 1 {
			return nil, errors.New("unknown identifier")
		}
		id := &Ident{Cells: x.Cells, Confidence: detect.Confidence(x.Confidence[0]), Mask: x.Mask, Row: x.Row, Column: x.Column, Range: x.Range, Distinct: x.Distinct}
		if len(x.Set) > 0 {
			var err error
			if id.distinct, _, err = count.Decode(x.Set, &identLimits); err != nil {
				return nil, err
			}
		}
		f.Idents[k] = id
	}
	for name, set := range j.Tables {
		k := slices.Index(keyNames[:], name)
		if k < 0 {
			return nil, errors.New("unknown key")
		}
		t, _, err := count.Decode(set, &limits)
		if err != nil {
			return nil, err
		}
		f.tables[k] = t
	}
	if j.Counted != nil {
		f.settled = new([Categories]*Counted)
		for name, n := range j.Counted {
			c := categoryOf(name)
			if c < 0 || n == nil {
				return nil, errors.New("unknown category")
			}
			f.settled[c] = n
		}
	}
	return f, nil
}
