package registry

import (
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"slices"

	"github.com/longarm-project/longarm/fact"
)

// A Joiner is an Importer of a format in which one entry is spread over several
// files, each of which is read on its own: its Read yields entries whose Part is
// set. Import holds them back and has them joined when all files are read.
type Joiner interface {
	Importer

	// Join puts the parts together, which come in the order they were read, and
	// yields whole entries in the order of file and place. A part that belongs to
	// no entry is yielded as a *LineError with a zero Record.
	Join(parts []Record) iter.Seq2[Record, error]
}

// EntryAt says whether e was listed on the day at. An empty at is every day: Yes.
//
// The first day is Effective, or Listed where no other day of effect is known
// (publication may follow it: a rule of the BIS binds from its effective date).
// An entry without either date is known to be listed from the day of its list
// file on, and Unknown before; without that day too it is Unknown. A list file
// is taken to stand until a newer one is read, so no answer is No only
// because the file is old.
func EntryAt(e *Entry, at fact.Date) fact.Truth {
	if at == "" {
		return fact.Yes
	}
	from := e.Effective
	if from == "" {
		from = e.Listed
	}
	if from != "" {
		return fact.Active(from, e.Removed, at)
	}
	began := fact.Unknown
	if e.Version != "" && fact.Active(e.Version, "", at) == fact.Yes {
		began = fact.Yes
	}
	return fact.And(began, fact.Active("", e.Removed, at))
}

// HashNumber makes a number for an entry of a list that has none: 16 hexadecimal
// digits of the SHA-256 digest of parts. The same parts give the same number.
func HashNumber(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// Clone returns a copy of e that shares nothing with it.
func (e *Entry) Clone() *Entry {
	c := *e
	c.Names = slices.Clone(e.Names)
	c.Addresses = slices.Clone(e.Addresses)
	c.Countries = slices.Clone(e.Countries)
	c.Citizenship = slices.Clone(e.Citizenship)
	c.Born = slices.Clone(e.Born)
	c.Identifiers = slices.Clone(e.Identifiers)
	c.Programs = slices.Clone(e.Programs)
	c.Linked = slices.Clone(e.Linked)
	c.Measures = slices.Clone(e.Measures)
	return &c
}

// MaxValues is the most names, addresses, identifiers and so on of one entry.
// The SDN entry with the most names has 96. What is added
// beyond is left out, and Full says so.
const MaxValues = 4096

// Full reports whether e has reached MaxValues of something. Import flags such entries "values-cut".
func (e *Entry) Full() bool {
	return MaxValues <= max(len(e.Names), len(e.Addresses), len(e.Countries), len(e.Citizenship), len(e.Born),
		len(e.Identifiers), len(e.Programs), len(e.Linked), len(e.Measures))
}

// AddName adds n to the names of e, unless e has the same text of the same kind
// already. The first name added is the primary one.
func (e *Entry) AddName(n fact.Name) {
	if n.Text == "" || len(e.Names) >= MaxValues || slices.ContainsFunc(e.Names, func(m fact.Name) bool { return m.Text == n.Text && m.Kind == n.Kind }) {
		return
	}
	e.Names = append(e.Names, n)
}

// AddAddress adds a, unless e has it already or it says nothing, and counts its country among those of e.
func (e *Entry) AddAddress(a Address) {
	if a.Country != "" {
		e.AddCountry(a.Country)
	}
	if a != (Address{}) && len(e.Addresses) < MaxValues && !slices.Contains(e.Addresses, a) {
		e.Addresses = append(e.Addresses, a)
	}
}

// AddCountry adds c to the countries of e, in order. The empty country is left out.
func (e *Entry) AddCountry(c fact.Country) { e.Countries = addSorted(e.Countries, c) }

// AddCitizenship adds c to the citizenships of e and to its countries, in order.
func (e *Entry) AddCitizenship(c fact.Country) {
	e.Citizenship = addSorted(e.Citizenship, c)
	e.AddCountry(c)
}

// AddBorn adds a date of birth, in order.
func (e *Entry) AddBorn(d fact.Date) { e.Born = addSorted(e.Born, d) }

// AddIdentifier adds id unless it is there or has no value.
func (e *Entry) AddIdentifier(id fact.Identifier) {
	if id.Value != "" && len(e.Identifiers) < MaxValues && !slices.Contains(e.Identifiers, id) {
		e.Identifiers = append(e.Identifiers, id)
	}
}

func addSorted[T ~string](s []T, v T) []T {
	i, found := slices.BinarySearch(s, v)
	if found || v == "" || len(s) >= MaxValues {
		return s
	}
	return slices.Insert(s, i, v)
}

// AddProgram adds the name of a programme unless it is there.
func (e *Entry) AddProgram(p string) { e.Programs = addNew(e.Programs, p) }

// AddMeasure adds what the entry has as a consequence, in the list's words, unless it is there.
func (e *Entry) AddMeasure(m string) { e.Measures = addNew(e.Measures, m) }

// AddLinked adds the name of a party that the entry is linked to unless it is there.
func (e *Entry) AddLinked(name string) { e.Linked = addNew(e.Linked, name) }

func addNew(s []string, v string) []string {
	if v == "" || len(s) >= MaxValues || slices.Contains(s, v) {
		return s
	}
	return append(s, v)
}
