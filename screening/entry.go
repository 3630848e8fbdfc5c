package screening

import (
	"encoding/binary"
	"errors"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// errEntry is returned for the bytes of an entry that do not decode.
var errEntry = errors.New("entry is damaged")

// encodeEntry appends e: every string with its length before it, every list with its number of items.
func encodeEntry(dst []byte, e *registry.Entry) []byte {
	str := func(s string) {
		dst = binary.AppendUvarint(dst, uint64(len(s)))
		dst = append(dst, s...)
	}
	count := func(n int) { dst = binary.AppendUvarint(dst, uint64(n)) }
	str(e.List)
	str(e.Number)
	str(string(e.Type))
	for _, d := range []fact.Date{e.Effective, e.Listed, e.Removed, e.DivestBy, e.Version} {
		str(string(d))
	}
	count(len(e.Names))
	for _, n := range e.Names {
		str(n.Text)
		str(string(n.Kind))
		str(n.Row)
		str(n.Lang)
		str(n.Script)
	}
	str(e.Quality)
	count(len(e.Addresses))
	for _, a := range e.Addresses {
		str(a.Text)
		str(string(a.Country))
	}
	for _, cs := range [][]fact.Country{e.Countries, e.Citizenship} {
		count(len(cs))
		for _, c := range cs {
			str(string(c))
		}
	}
	count(len(e.Born))
	for _, d := range e.Born {
		str(string(d))
	}
	count(len(e.Identifiers))
	for _, i := range e.Identifiers {
		str(i.Scheme)
		str(i.Value)
		str(string(i.Country))
	}
	for _, ss := range [][]string{e.Programs, e.Linked, e.Measures} {
		count(len(ss))
		for _, s := range ss {
			str(s)
		}
	}
	str(e.Basis)
	str(e.Remarks)
	str(e.Raw)
	str(e.Part)
	return dst
}

// A decoder reads what encodeEntry wrote. After the first fault all it returns is empty.
type decoder struct {
	b   []byte
	bad bool
}

func (d *decoder) uint() uint64 {
	n, k := binary.Uvarint(d.b)
	if k <= 0 {
		d.bad, d.b = true, nil
		return 0
	}
	d.b = d.b[k:]
	return n
}

func (d *decoder) str() string { return string(d.raw()) }

// raw reads a string without copying it.
func (d *decoder) raw() []byte {
	if len(d.b) > 0 {
		if n := int(d.b[0]); n < 0x80 && n < len(d.b) { // nearly always
			s := d.b[1 : 1+n]
			d.b = d.b[1+n:]
			return s
		}
	}
	n := d.uint()
	if n > uint64(len(d.b)) {
		d.bad, d.b = true, nil
		return nil
	}
	s := d.b[:n]
	d.b = d.b[n:]
	return s
}

// count reads the number of items of a list, each of at least one byte.
func (d *decoder) count() int {
	n := d.uint()
	if n > uint64(len(d.b)) {
		d.bad, d.b = true, nil
		return 0
	}
	return int(n)
}

func list[T any](d *decoder, item func() T) []T {
	n := d.count()
	if n == 0 {
		return nil
	}
	out := make([]T, 0, min(n, 1024))
	for range n {
		if d.bad {
			return nil
		}
		out = append(out, item())
	}
	return out
}

func decodeEntry(b []byte) (*registry.Entry, error) {
	d := &decoder{b: b}
	date := func() fact.Date { return fact.Date(d.str()) }
	e := &registry.Entry{List: d.str(), Number: d.str(), Type: registry.EntryType(d.str())}
	e.Effective, e.Listed, e.Removed, e.DivestBy, e.Version = date(), date(), date(), date(), date()
	e.Names = list(d, func() fact.Name {
		return fact.Name{Text: d.str(), Kind: fact.NameKind(d.str()), Row: d.str(), Lang: d.str(), Script: d.str()}
	})
	e.Quality = d.str()
	e.Addresses = list(d, func() registry.Address { return registry.Address{Text: d.str(), Country: fact.Country(d.str())} })
	country := func() fact.Country { return fact.Country(d.str()) }
	e.Countries = list(d, country)
	e.Citizenship = list(d, country)
	e.Born = list(d, date)
	e.Identifiers = list(d, func() fact.Identifier {
		return fact.Identifier{Scheme: d.str(), Value: d.str(), Country: country()}
	})
	e.Programs, e.Linked, e.Measures = list(d, d.str), list(d, d.str), list(d, d.str)
	e.Basis, e.Remarks, e.Raw, e.Part = d.str(), d.str(), d.str(), d.str()
	if d.bad || len(d.b) != 0 {
		return nil, errEntry
	}
	return e, nil
}

// A head is what every hit needs of its entry, read without the rest. It shares the index's bytes.
type head struct {
	list, number, kind         []byte
	effective, listed, removed []byte
	version                    []byte
	name                       []byte // the name asked for
	nameKind, nameRow          []byte
}

// readHead reads the head of an entry, with name i of its names.
func readHead(b []byte, i int) (head, bool) {
	d := &decoder{b: b}
	h := head{list: d.raw(), number: d.raw(), kind: d.raw(), effective: d.raw(), listed: d.raw(), removed: d.raw()}
	d.raw()
	h.version = d.raw()
	n := d.count()
	if i >= n {
		return h, false
	}
	for range i {
		for range 5 {
			d.raw()
		}
	}
	h.name, h.nameKind, h.nameRow = d.raw(), d.raw(), d.raw()
	return h, !d.bad
}
