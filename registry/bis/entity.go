package bis

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/country"
	"github.com/longarm-project/longarm/internal/pattern"
	"github.com/longarm-project/longarm/registry"
)

// A result is a record, or why a row gave none.
type result struct {
	rec registry.Record
	err error
}

// An item is a row with its columns told apart.
type item struct {
	row
	heading string // the country as the list spells it
	entity  cell
	licence cell
	policy  string
	cites   string
	parent  string // the group that a label row names
}

// Errors of rows.
var (
	ErrColumns = errors.New("the row has not the columns of the supplement")
	ErrName    = errors.New("no name in the cell")
	ErrCountry = errors.New("the heading is no known country")
)

// records makes entries of the rows of a supplement.
func (x *reader) records(number string, rows []row) []result {
	var out []result
	items, notes := x.items(number, rows, &out)
	list := map[string]string{"4": EntityList, "6": Unverified, "7": MilitaryEnd}[number]
	b := &builder{list: list, name: x.in.Name, version: versionOf(x.in.Name), notes: notes, seen: make(map[string]int)}
	for _, it := range items {
		n := len(b.made)
		b.add(it)
		if len(b.made) == n {
			x.in.Tally.Skip("no-name")
			out = append(out, result{err: x.bad(it.row, ErrName)})
			continue
		}
		x.in.Tally.Map()
	}
	b.joinAlternates()
	for _, m := range b.made {
		if m.into != nil {
			continue
		}
		m.finish()
		for _, f := range m.rec.Flags {
			x.in.Tally.Note(f)
		}
		out = append(out, result{rec: m.rec})
	}
	slices.SortStableFunc(out, func(a, b result) int { return cmp.Compare(a.line(), b.line()) })
	return out
}

func (r result) line() int64 {
	if e, ok := errors.AsType[*registry.LineError](r.err); ok {
		return e.Line
	}
	return r.rec.Ref.Line
}

func (x *reader) bad(r row, err error) error {
	return &registry.LineError{Name: x.in.Name, Line: r.line, Offset: r.offset, Err: err}
}

var (
	subordinateLabel = pattern.New(`(?i)^subordinate institu\w*:?$`)
	subordinateGroup = pattern.New(`(?i)^the following \S+ subordinate institutions of (.*?):?$`)
	footnote         = pattern.New(`^\D{0,3}(\d)`)
)

// items tells the columns of rows apart, carries countries down, and joins
// continuation rows to the row before. Rows that hold no entry are counted.
func (x *reader) items(number string, rows []row, out *[]result) (items []*item, notes map[string]string) {
	columns := 3
	if number == "4" {
		columns = 5
	}
	notes = make(map[string]string)
	heading, parent, parentCites := "", "", ""
	label := false // the row before says that a subordinate party follows
	for _, r := range rows {
		if len(r.cells) == 1 {
			text := r.cells[0].text(" ")
			if m := footnote.FindStringSubmatch(cmp.Or(first(r.cells[0].marks), text)); m != nil {
				notes[m[1]] = strings.TrimSpace(strings.TrimPrefix(text, m[1]))
			}
			x.in.Tally.Skip("footnote")
			continue
		}
		if len(r.cells) != columns {
			x.in.Tally.Skip("columns")
			*out = append(*out, result{err: x.bad(r, fmt.Errorf("%w: %d, %d wanted", ErrColumns, len(r.cells), columns))})
			continue
		}
		if h := r.cells[0].text(" "); h != "" {
			heading = h
		}
		it := &item{row: r, heading: heading, entity: r.cells[1], cites: r.cells[columns-1].text(" ")}
		if columns == 5 {
			it.licence, it.policy = r.cells[2], r.cells[3].text(" ")
		}
		text := it.entity.text(" ")
		group := subordinateGroup.FindStringSubmatch(text)
		switch {
		case text == "" || text == "[Reserved]":
			x.in.Tally.Skip("reserved")
		case columns == 5 && it.cites == "" && it.policy == "" && it.licence.text("") == "" && len(items) > 0:
			last := items[len(items)-1]
			last.entity.lines = append(append(slices.Clone(last.entity.lines), line{}), it.entity.lines...)
			x.in.Tally.Skip("continuation")
		case group != nil:
			parent, parentCites = group[1], it.cites
			x.in.Tally.Skip("group-heading")
		case subordinateLabel.MatchString(text):
			label = true
			x.in.Tally.Skip("label")
		default:
			if label || it.cites == "" && parent != "" {
				it.parent, it.cites = parent, cmp.Or(it.cites, parentCites)
			} else {
				parent, parentCites = "", ""
			}
			label = false
			items = append(items, it)
			continue
		}
	}
	if number == "7" {
		inherit(items)
	}
	return items, notes
}

func first(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}

// inherit gives rows without a citation that of the next row that has one: the
// group headings of supplement 7 do not all carry theirs.
func inherit(items []*item) {
	next := ""
	for i := len(items) - 1; i >= 0; i-- {
		if items[i].cites == "" {
			items[i].cites = next
		}
		next = items[i].cites
	}
}

// A builder makes entries of items.
type builder struct {
	list, name string
	version    fact.Date
	notes      map[string]string
	seen       map[string]int // names under a heading
	made       []*made
}

// A made entry waits for those of the same party under other countries.
type made struct {
	rec   registry.Record
	home  fact.Country
	see   []string
	keys  []string // folded names
	into  *made
	cites []citation
	rows  int
}

func (b *builder) add(it *item) {
	cites, rest := citations(it.cites)
	for _, p := range it.entity.parties() {
		if len(p.names) == 0 || p.names[0].text == "" {
			continue
		}
		m := &made{home: fact.Country(country.Code(it.heading)), see: p.see, cites: cites, rows: 1}
		e := &registry.Entry{List: b.list, Quality: "hash", Version: b.version, Raw: it.entity.text("\n")}
		m.rec = registry.Record{Entry: e, Flags: p.flags, Ref: registry.Ref{
			File: b.name, Line: it.line, Offset: it.offset, Publisher: publisher}}
		m.names(p)
		for _, as := range listedAs.FindAllStringSubmatch(e.Raw, -1) {
			m.keys = append(m.keys, fold(as[1]))
		}
		for _, a := range p.addresses {
			c, _ := country.Tail(trailingNote.ReplaceAllString(a, ""))
			e.AddAddress(registry.Address{Text: a, Country: cmp.Or(fact.Country(c), m.home)})
		}
		e.AddCountry(m.home)
		e.AddLinked(cmp.Or(p.parent, it.parent))
		e.Remarks = p.remarks
		m.flag(len(p.addresses) == 0 && !p.category, "no-address")
		m.flag(m.home == "", "country-unknown")
		m.flag(p.said >= 0 && p.said != p.dashes, "alias-count-differs")
		m.flag(len(cites) == 0, "no-citation")
		m.flag(rest != "", "citation-not-read")
		m.measures(it, b.notes)
		b.number(m, it.heading)
		b.made = append(b.made, m)
	}
}

func (m *made) flag(is bool, f string) {
	if is {
		m.rec.Flags = append(m.rec.Flags, f)
	}
}

var (
	addressOnly = pattern.New(`^Address \d+$`)
	company     = pattern.New(`(?i)(?:^|[ ,.(])(?:co|company|ltd|limited|inc|corp|corporation|llc|llp|gmbh|jsc|ooo|oao|zao|pao|ao|fsue|fze|fzc|fzco|fzca|pvt|pte|sdn|bhd|sa|s\.a|bv|b\.v|nv|n\.v|institute|university|academy|ministry|factory|plant|center|centre|bureau|group|technologies|technology|trading|electronics|industries|industry|enterprise|enterprises|international|bank|laboratory|laboratories|association|department|corporation|sirketi|şirketi|service|services|systems|solutions|logistics|aviation|engineering|research)(?:$|[ ,.);])`)
)

// shortForms ends a name in one row of a party and not in the other.
var shortForms = pattern.New(`(?i)(?:[ ,.]+(?:ltd|co|inc|llc|limited))+\.?$`)

func (m *made) names(p *party) {
	e := m.rec.Entry
	for i, n := range p.names {
		kind := fact.AlsoKnownAs
		switch {
		case i == 0:
			kind = fact.PrimaryName
		case n.former:
			kind = fact.FormerlyKnownAs
		}
		e.AddName(fact.Name{Kind: kind, Text: n.text})
		m.keys = append(m.keys, fold(n.text))
		for _, bare := range []string{shortForms.ReplaceAllString(n.text, ""), trailingNote.ReplaceAllString(n.text, "")} {
			if key := fold(bare); key != m.keys[len(m.keys)-1] && key != "" {
				m.keys = append(m.keys, key)
			}
		}
	}
	switch primary := p.names[0].text; {
	case addressOnly.MatchString(primary):
		e.Type = registry.AddressEntry // binds every user of the address: 15 CFR 744.16(f)
	case p.category:
		e.Type = registry.CategoryEntry
	case slices.ContainsFunc(p.names, func(n name) bool { return company.MatchString(n.text) }):
		e.Type = registry.OrganizationEntry
	}
}

// measures keeps the licence requirement and review policy, and the rules that footnotes switch on.
func (m *made) measures(it *item, notes map[string]string) {
	e := m.rec.Entry
	if s := it.licence.text(" "); s != "" {
		e.AddMeasure("licence requirement: " + s)
	}
	if it.policy != "" {
		e.AddMeasure("licence review: " + it.policy)
	}
	for _, mark := range it.licence.marks {
		for n := range strings.FieldsFuncSeq(mark, func(r rune) bool { return r < '0' || r > '9' }) {
			e.AddProgram("footnote " + n)
			if notes[n] == "" {
				m.flag(!slices.Contains(m.rec.Flags, "footnote-unknown"), "footnote-unknown")
			}
		}
	}
}

// number makes the number of an entry from the list's heading and the name, for the list has none.
func (b *builder) number(m *made, heading string) {
	key := fold(heading) + "\x00" + m.keys[0]
	if addressOnly.MatchString(m.rec.Entry.Names[0].Text) {
		key += "\x00" + fold(m.rec.Entry.Raw)
	}
	b.seen[key]++
	parts := []string{b.list, key}
	if n := b.seen[key]; n > 1 {
		parts = append(parts, fmt.Sprint(n))
		m.flag(true, "name-twice")
	}
	m.rec.Entry.Number = registry.HashNumber(parts...)
	m.rec.Ref.ID = m.rec.Entry.Number
}

// fold makes names comparable: letters and digits in lower case, nothing else.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r > 127:
			return r
		}
		return -1
	}, s)
}

// joinAlternates joins the entries of one party under several countries: those
// with a name in common, of which one points to the country of the other.
func (b *builder) joinAlternates() {
	byName := make(map[string][]*made)
	for _, m := range b.made {
		for _, k := range m.keys {
			byName[k] = append(byName[k], m)
		}
	}
	for _, m := range b.made {
		for _, see := range m.see {
			c := fact.Country(country.Code(see))
			found := false
			for _, k := range m.keys {
				for _, o := range byName[k] {
					if o != m && o.home == c {
						found = true
						union(m, o)
					}
				}
			}
			m.flag(!found, "alternate-not-found")
		}
	}
	for _, m := range b.made {
		if r := m.root(); r != m {
			r.absorb(m)
		}
	}
}

func (m *made) root() *made {
	for m.into != nil {
		m = m.into
	}
	return m
}

// union joins two entries into the one that comes first in the file.
func union(a, b *made) {
	a, b = a.root(), b.root()
	if a == b {
		return
	}
	if b.rec.Ref.Line < a.rec.Ref.Line {
		a, b = b, a
	}
	b.into = a
}

func (m *made) absorb(o *made) {
	e, f := m.rec.Entry, o.rec.Entry
	for _, n := range f.Names {
		if n.Kind == fact.PrimaryName {
			n.Kind = fact.AlsoKnownAs
		}
		if !slices.ContainsFunc(e.Names, func(k fact.Name) bool { return fold(k.Text) == fold(n.Text) }) {
			e.AddName(n)
		}
	}
	for _, a := range f.Addresses {
		e.AddAddress(a)
	}
	for _, c := range f.Countries {
		e.AddCountry(c)
	}
	for _, s := range f.Measures {
		e.AddMeasure(s)
	}
	for _, s := range f.Programs {
		e.AddProgram(s)
	}
	for _, s := range f.Linked {
		e.AddLinked(s)
	}
	e.Raw += "\n\n" + f.Raw
	m.cites = append(m.cites, o.cites...)
	m.rows++
	for _, flag := range o.rec.Flags {
		m.flag(!slices.Contains(m.rec.Flags, flag), flag)
	}
}

// finish sets citation and date. Listed is the earliest publication cited: the
// day of effect may lie before it and stands in the document alone. Later dates
// are amendments, of a name or address perhaps.
func (m *made) finish() {
	e := m.rec.Entry
	slices.SortStableFunc(m.cites, func(a, b citation) int { return cmp.Compare(a.date, b.date) })
	m.cites = slices.Compact(m.cites)
	var texts []string
	for _, c := range m.cites {
		texts = append(texts, c.String())
		if e.Listed == "" {
			e.Listed = c.date
		}
	}
	e.Basis = strings.Join(texts, "; ")
	m.flag(m.rows > 1, "rows-joined")
	slices.Sort(m.rec.Flags)
	m.rec.Flags = slices.Compact(m.rec.Flags)
}
