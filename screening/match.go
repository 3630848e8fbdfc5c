package screening

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/screening/script"
)

// Errors of Match.
var (
	ErrEmpty = errors.New("name has no letter or digit to compare")
	ErrLong  = errors.New("name is too long")
)

// MaxName is the greatest number of bytes in a name that is compared.
const MaxName = 4096

// ofacFrom is the score, in thousandths, from which hits also say what OFAC's page would show.
const ofacFrom = 500

// DefaultLimit is the number of hits returned where the query states none.
const DefaultLimit = 10

// A Query is a name to look for.
type Query struct {
	Name string
	// Schema says what bears the name: "Person"; "Organization" or "Company" for bodies; "Vessel", "Aircraft";
	// "" or "LegalEntity" for anything.
	Schema string
	// Limit bounds the number of hits, best first; 0 is DefaultLimit.
	Limit int
	// Least is the lowest score of interest, in thousandths.
	Least int
	// At leaves out entries certainly not in force on that day; empty is every day.
	At fact.Date
	// Party is an id of the party asked for, by which decisions are remembered; empty: its name.
	Party string
	// What else is known of the party is set beside the hits and never part of a score.
	Country     fact.Country
	Born        fact.Date
	Identifiers []fact.Identifier
}

// A Hit is an entry whose name is like the name asked.
type Hit struct {
	ID    string // "<list>:<number>"
	Index int    // of the entry in the index
	Score int    // thousandths; 1000: the names are identical after normalising
	// OFACScore is about what the public search page of OFAC would show, in percent, for information: see [OFACScore].
	// It is given for scores from 500; below it is 0.
	OFACScore int
	Active    fact.Truth // whether the entry is in force at Query.At
	Reason    Reason
	Evidence  []Evidence // about what else the query says
	Cleared   *Clearing  // a reviewer's decision, where Clearings.Apply found one
}

// A want is what a schema admits.
type want struct {
	kind  script.NameKind
	mask  uint8                // the flags of a row that matter
	flags uint8                // and what they must be
	types []registry.EntryType // nil: all of the kind
}

// CheckSchema reports a schema that queries cannot have.
func CheckSchema(schema string) error {
	_, err := wanted(schema)
	return err
}

func wanted(schema string) (want, error) {
	switch schema {
	case "Person":
		return want{kind: script.PersonName}, nil
	case "Organization", "Company":
		return want{kind: script.BodyName, mask: rowCraft}, nil
	}
	switch strings.ToLower(schema) {
	case "", "legalentity", "thing":
		return want{kind: script.AnyName}, nil
	case "person":
		return want{kind: script.PersonName}, nil
	case "organization", "organisation", "company", "publicbody", "business", "entity":
		return want{kind: script.BodyName, mask: rowCraft}, nil
	case "vessel":
		return want{kind: script.BodyName, mask: rowCraft, flags: rowCraft, types: []registry.EntryType{registry.VesselEntry}}, nil
	case "aircraft", "airplane":
		return want{kind: script.BodyName, mask: rowCraft, flags: rowCraft, types: []registry.EntryType{registry.AircraftEntry}}, nil
	}
	return want{}, fmt.Errorf("schema %.40q is none of Person, Organization, Company, Vessel, Aircraft, LegalEntity", schema)
}

// A best is the best row of an entry so far.
type best struct {
	entry  uint32
	row    uint32
	points int64
	tie    int32 // less is better among equal points
	form   int8
	kind   int8
	links  [keptLinks]link // the assignment, where it has no more
	count  uint8
}

// keptLinks is the number of links kept with a row, so that most need not be assigned again to be explained.
const keptLinks = 6

// Match returns the entries most alike, best first, ties by id. It returns an error wrapping
// [ErrEmpty] or [ErrLong] for a name that cannot be compared.
func (x *Index) Match(q Query) ([]Hit, error) {
	w, err := wanted(q.Schema)
	if err != nil {
		return nil, err
	}
	s := x.pool.Get().(*search)
	defer x.pool.Put(s)
	s.parts, s.hits = nil, nil // the caller keeps them
	s.texts.Reset()
	return x.match(s, q, w)
}

// match is Match with working memory handed in. Hits and parts of reasons are appended to those of s.
func (x *Index) match(s *search, q Query, w want) ([]Hit, error) {
	if len(q.Name) > MaxName {
		return nil, fmt.Errorf("%w: %d bytes, at most %d are compared", ErrLong, len(q.Name), MaxName)
	}
	asked := q.Name
	q.Name = x.identify(s, &q)
	found, forms := x.candidates(s, q, w)
	if len(forms) == 0 && len(s.identities) == 0 {
		return nil, fmt.Errorf("%.40q: %w", asked, ErrEmpty)
	}
	return x.hits(s, q, w, found, forms), nil
}

// candidates returns the best row of each entry, best first, and the forms of the name asked.
func (x *Index) candidates(s *search, q Query, w want) ([]best, []script.Form) {
	found := s.found[:0]
	var kept []script.Form
	for k, kind := range []script.NameKind{script.PersonName, script.BodyName} {
		if w.kind != script.AnyName && w.kind != kind {
			continue
		}
		for _, f := range s.reader.Read(q.Name, kind) {
			if len(f.Tokens) == 0 {
				continue
			}
			kept = append(kept, f)
			found = x.scan(s, f, k, w, int8(len(kept)-1), found)
			s.at = int8(len(kept) - 1)
		}
	}
	s.found = found
	slices.SortFunc(found, func(a, b best) int {
		return cmp.Or(cmp.Compare(b.points, a.points), cmp.Compare(a.tie, b.tie), cmp.Compare(a.entry, b.entry))
	})
	return found, kept
}

// scan scores the rows gathered for one form and keeps the best of each entry.
func (x *Index) scan(s *search, f script.Form, k int, w want, number int8, found []best) []best {
	x.prepare(s, f.Tokens)
	s.simGen++
	s.matcher.alone = x.holdsAlone(s, k)
	x.gather(s, k, w)
	try := func(id uint32) {
		r, ok := x.row(id)
		if !ok || int(r.flags&rowBody) != k*rowBody || r.flags&w.mask != w.flags || f.Read && r.flags&rowRead != 0 {
			return
		}
		if points, tie := x.scoreRow(s, r, k); points > 0 {
			found = s.keepBest(found, best{entry: r.entry, row: id, points: points, tie: tie, form: number, kind: int8(k)})
		}
	}
	for _, id := range s.same {
		try(id)
	}
	n := min(len(s.ranked), maxScored)
	for i, c := range s.ranked[:n] {
		if i >= fewScored && c.score() < s.ranked[0].score()*farBehind/100 {
			n = i
			break
		}
		if r, ok := x.row(c.row()); ok {
			x.touchWords(s, r.words)
		}
	}
	for _, c := range s.ranked[:n] {
		if !slices.Contains(s.same, c.row()) {
			try(c.row())
		}
	}
	return found
}

// holdsAlone reports whether one word is asked and an entry of kind k holds it.
func (x *Index) holdsAlone(s *search, k int) bool {
	return len(s.words) == 1 && s.words[0].known && len(x.posting(s.words[0].id, k)) > 0
}

// keepBest adds b, which the matcher holds, unless a row of its entry is better.
func (s *search) keepBest(found []best, b best) []best {
	at := slices.IndexFunc(found, func(o best) bool { return o.entry == b.entry })
	if at >= 0 {
		o := &found[at]
		if b.points < o.points || b.points == o.points && (b.tie > o.tie || b.tie == o.tie && b.row > o.row) {
			return found
		}
	} else {
		at = len(found)
		found = append(found, best{})
	}
	b.count = uint8(len(s.matcher.links))
	copy(b.links[:], s.matcher.links)
	found[at] = b
	return found
}

// scoreRow assigns the words of a row to those asked; s.matcher holds the assignment afterwards.
func (x *Index) scoreRow(s *search, r row, k int) (points int64, tie int32) {
	if !x.list(s, r, k) {
		return 0, 0
	}
	m := &s.matcher
	m.fill(s)
	return m.add().points(), m.disorder() + aliasRank(r.flags)
}

// list sets the words of a row opposite those asked.
func (x *Index) list(s *search, r row, k int) bool {
	m := &s.matcher
	m.asked, m.kind, m.listed, m.numbered = s.words, k, m.listed[:0], true
	for i := range r.words.len() {
		id := r.words.at(i)
		b := x.word(id)
		if b == nil {
			return false
		}
		m.listed = append(m.listed, listed{b, id, x.wordWeight(id, k)})
	}
	return true
}

// disorder counts links that cross.
func (m *matcher) disorder() int32 {
	n := int32(0)
	for i := range m.links {
		for j := range m.links {
			if m.links[i].askedFrom < m.links[j].askedFrom && m.links[i].listedFrom > m.links[j].listedFrom {
				n++
			}
		}
	}
	return n
}

func aliasRank(flags uint8) int32 {
	switch {
	case flags&rowWeak != 0:
		return 2000
	case flags&rowAlias != 0:
		return 1000
	}
	return 0
}

// hits makes the answer from the best rows.
func (x *Index) hits(s *search, q Query, w want, found []best, forms []script.Form) []Hit {
	limit := q.Limit
	if limit <= 0 {
		limit = DefaultLimit
	}
	out := s.hits[:0]
	s.texts.Grow(64 * min(limit, len(found)))
	if cap(out) == 0 {
		out = make([]Hit, 0, min(limit, len(found)))
	}
	x.touchEntries(s, found[:min(limit, len(found))])
	if len(s.identities) > 0 {
		out = x.byIdentifier(s, &q, found, out, limit)
	}
	paged := false
	more := q.Country != "" || q.Born != "" || len(q.Identifiers) > 0
	for i := range found {
		b := &found[i]
		if len(out) == limit {
			break
		}
		score := thousandths(calibrate(int(b.points)))
		if score < q.Least {
			break
		}
		if s.isIdentity(b.entry) {
			continue
		}
		r, ok := x.row(b.row)
		if !ok {
			continue
		}
		d, ok := readHead(x.entryBytes(b.entry), r.name)
		if !ok || w.types != nil && !slices.Contains(w.types, registry.EntryType(d.kind)) {
			continue
		}
		active := d.active(q.At)
		if active == fact.No {
			continue
		}
		h := Hit{ID: s.text(d.list, d.number), Index: int(b.entry), Score: score, Active: active}
		h.Reason = x.reason(s, b, r, &d, forms)
		if score >= ofacFrom {
			if !paged {
				s.page.set(q.Name)
				paged = true
			}
			s.pageName.set(h.Reason.Name)
			h.OFACScore = s.page.score(&s.pageName)
		}
		if more {
			if e, err := x.Entry(h.Index); err == nil {
				h.Evidence = evidence(&q, e)
			}
		}
		out = append(out, h)
	}
	s.hits = out
	return out
}

// reason describes the assignment of the words of a row.
func (x *Index) reason(s *search, b *best, r row, d *head, forms []script.Form) Reason {
	f := forms[b.form]
	if s.at != b.form {
		x.prepare(s, f.Tokens)
		s.simGen++
		s.at = b.form
	}
	s.matcher.alone = x.holdsAlone(s, int(b.kind))
	if int(b.count) > len(b.links) {
		x.scoreRow(s, r, int(b.kind))
	} else if x.list(s, r, int(b.kind)) {
		s.matcher.links = append(s.matcher.links[:0], b.links[:b.count]...)
	}
	s.spans = s.spans[:0]
	for _, t := range f.Tokens {
		s.spans = append(s.spans, wordSpan{t.From, t.To})
	}
	n := len(s.spans)
	for i := range r.spans.len() {
		v := r.spans.at(i)
		s.spans = append(s.spans, wordSpan{int32(v & 0xffff), int32(v >> 16)})
	}
	name := s.text(d.name, nil)
	out := Reason{Name: name, Kind: fact.NameKind(s.text(d.nameKind, nil)), Row: s.text(d.nameRow, nil), Version: s.text(d.version, nil)}
	from := len(s.parts)
	out.Points, s.parts = s.matcher.explain(s.parts, written{f.Source, s.spans[:n]}, written{script.Clean(name), s.spans[n:]})
	out.Parts = s.parts[from:len(s.parts):len(s.parts)]
	x.edition(&out, d)
	return out
}

// edition sets which edition of its list an entry is from: the only one, or of several the one of its version.
func (x *Index) edition(r *Reason, d *head) {
	var of *List
	several, version := false, r.Version
	for i := range x.lists {
		l := &x.lists[i]
		if l.ID != string(d.list) || of != nil && of.Version == version && l.Version != version {
			continue
		}
		several = of != nil && (of.Version == version) == (l.Version == version)
		of = l
	}
	if of == nil || several {
		return
	}
	r.Digest = of.Digest
	if r.Version == "" {
		r.Version = of.Version
	}
}

// active reports whether the entry is in force on a day: from its effective day, or else the day it was
// listed, until it was removed.
func (d *head) active(at fact.Date) fact.Truth {
	if at == "" {
		return fact.Yes
	}
	from := d.effective
	if len(from) == 0 {
		from = d.listed
	}
	return fact.Active(fact.Date(from), fact.Date(d.removed), at)
}

// text returns a, or a and b with a colon between them, as a string. All strings of an answer share one piece of memory.
func (s *search) text(a, b []byte) string {
	if len(a) == 0 && b == nil {
		return ""
	}
	from := s.texts.Len()
	s.texts.Write(a)
	if b != nil {
		s.texts.WriteByte(':')
		s.texts.Write(b)
	}
	return s.texts.String()[from:]
}
