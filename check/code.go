package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// A code is a pack as it stands on a day, ready to be applied.
type code struct {
	pack   *pack
	kinds  map[string]*kind
	sets   map[string][]string
	rules  map[string]*rule // in force, by id
	decide []*rule
	levels []*rule
	fields map[*rule]*field
	lists  []string // programmes and lists that the pack asks for
	reads  map[*field]bool
	days   []fact.Date // that rules compare others with
}

// givenFields lists the fields that facts give, as doc/formats/rules.md does: of each kind of record, the name, the
// sort, and of records their kind.
const givenFields = `
holding owner=party tie:word share:number
party kind:word organized:words seat:word residence:word present:word citizenship:words status:word state:word designated:words announced:words
affiliation party=party share:number
party affiliations*affiliation
party head=party employers*party control:word owned:number controllers:words holders*holding
dealing class:word subject=party counterparty=party access*access data*data from:date to:date at:date safeguarded:yes-no
dealing courses*course places:words reach*reach
access party=party able:yes-no hired:yes-no in_group:yes-no role:word dealing=dealing
reach government:word arm:word holds:yes-no dealing=dealing
data category:word identifiers:words number:number window:number joined:number dealing=dealing
course with=party dealings*dealing
`

// at returns the pack as it stands on a day, beside other packs that are applied.
func (p *pack) at(day fact.Date, beside []string) (*code, error) {
	c := &code{pack: p, kinds: map[string]*kind{}, sets: map[string][]string{}, rules: map[string]*rule{}, fields: map[*rule]*field{}, reads: map[*field]bool{}}
	for line := range strings.SplitSeq(strings.TrimSpace(givenFields), "\n") {
		parts := strings.Fields(line)
		for _, f := range parts[1:] {
			c.declare(parts[0], f)
		}
	}
	c.kinds["dealing"].fields["courses"].lazy = (*world).courseOf
	c.kinds["data"].fields["window"].lazy = (*world).numbers
	c.kinds["data"].fields["joined"].lazy = (*world).numbers
	for _, s := range p.Sets {
		c.sets[s.Name] = nil
		for _, v := range s.Versions {
			if v.From <= day {
				c.sets[s.Name] = v.Words
			}
		}
	}
	for _, t := range p.words.Terms {
		k := c.kinds[t.On]
		if k == nil || sorts[t.Type] == nothing {
			return nil, fmt.Errorf("term %s: no %s, or no %s", t.Name, t.On, t.Type)
		}
		k.add(&field{name: t.Name, sort: sorts[t.Type], term: t})
	}
	for _, text := range p.rules {
		if !text.inForce(day) {
			continue
		}
		r, err := text.parsed()
		if err != nil {
			return nil, fmt.Errorf("rule %s: %w", text.ID, err)
		}
		c.rules[r.ID] = r
		f := &field{name: r.field(), sort: yesNo, rule: r}
		if r.Type != "" {
			f.sort = sorts[r.Type]
		}
		if c.kinds[r.On] == nil {
			return nil, fmt.Errorf("rule %s: no %s", r.ID, r.On)
		}
		c.kinds[r.On].add(f)
		c.fields[r] = f
		if r.Level > 0 {
			c.levels = append(c.levels, r)
		}
	}
	slices.SortFunc(c.levels, func(a, b *rule) int { return a.Level - b.Level })
	tables := p.tables(day)
	for r := range c.fields {
		b := &binder{code: c, this: c.kinds[r.On], tables: tables}
		if err := b.rule(r); err != nil {
			return nil, fmt.Errorf("rule %s: %w", r.ID, err)
		}
	}
	for _, id := range p.Decide {
		if r := c.rules[id]; r != nil && !slices.ContainsFunc(r.DecidedBy, func(by string) bool { return p.Catalogue && slices.Contains(beside, by) }) {
			c.decide = append(c.decide, r)
		}
	}
	c.asks()
	return c, nil
}

// declare adds a field written as name:sort, name=kind or name*kind.
func (c *code) declare(on, text string) {
	i := strings.IndexAny(text, ":=*")
	f := &field{name: text[:i]}
	switch text[i] {
	case ':':
		f.sort = sorts[text[i+1:]]
	case '=':
		f.sort, f.of = one, c.kind(text[i+1:])
	default:
		f.sort, f.of = many, c.kind(text[i+1:])
	}
	c.kind(on).add(f)
}

func (c *code) kind(name string) *kind {
	if c.kinds[name] == nil {
		c.kinds[name] = &kind{name: name, fields: map[string]*field{}}
	}
	return c.kinds[name]
}

func (k *kind) add(f *field) {
	f.at = len(k.fields)
	k.fields[f.name] = f
}

// tables are those in force on a day.
func (p *pack) tables(day fact.Date) map[string]map[string]int64 {
	out := map[string]map[string]int64{}
	for _, t := range p.Tables {
		out[t.Name] = nil
		for _, v := range t.Versions {
			if v.From <= day {
				out[t.Name] = v.Values
			}
		}
	}
	return out
}

// asks collects the programmes and lists that the pack asks for: the words of its sets and what a party may be
// designated under; of a catalogue those of the sets that its provisions name.
func (c *code) asks() {
	for name, ws := range c.sets {
		named := func(r *rule) bool {
			return slices.ContainsFunc(slices.Concat(r.All, r.Any), func(e element) bool {
				return slices.Contains(strings.FieldsFunc(e.When, func(x rune) bool { return x > 127 || !partOfName(byte(x)) }), name)
			})
		}
		if !c.pack.Catalogue || slices.ContainsFunc(c.decide, named) {
			c.lists = append(c.lists, ws...)
		}
	}
	if !c.pack.Catalogue {
		c.lists = append(c.lists, c.pack.words.choicesOf("party", "designated")...)
	}
}

// concerned lists the provisions or the term all of which are no where the pack is silent; none: it speaks of all.
func (c *code) concerned() (out []*field) {
	if c.pack.Concerns != "" {
		if f := c.kinds["dealing"].fields[c.pack.Concerns]; f != nil {
			out = append(out, f)
		}
	} else if c.pack.Catalogue {
		for _, r := range c.decide {
			out = append(out, c.fields[r])
		}
	}
	return out
}

// A binder finds what the names in the expressions of a rule mean.
type binder struct {
	code   *code
	this   *kind
	tables map[string]map[string]int64
	items  []bound
	err    error
}

type bound struct {
	name string
	sort sort
	of   *kind
}

func (b *binder) rule(r *rule) error {
	if r.value != nil {
		b.bind(r.value)
	}
	for _, list := range [][]element{r.All, r.Any} {
		for i := range list {
			b.bind(list[i].when)
		}
	}
	for i := range r.Exceptions {
		b.bind(r.Exceptions[i].when)
	}
	if r.Condition != "" && b.this.fields[r.Condition] == nil {
		b.fail("condition %s is no field", r.Condition)
	}
	return b.err
}

func (b *binder) fail(format string, args ...any) bound {
	if b.err == nil {
		b.err = fmt.Errorf(format, args...)
	}
	return bound{}
}

// bind finds what n and all below it mean, and says what n is.
func (b *binder) bind(n *node) bound {
	if b.err != nil {
		return bound{}
	}
	switch n.op {
	case "value":
		if n.value.sort == date && n.value.lo == n.value.hi {
			b.code.days = append(b.code.days, dayOf(n.value.lo))
		}
		return bound{sort: n.value.sort}
	case "name", "item":
		return b.named(n)
	case "of":
		of := b.bind(n.args[0])
		if of.of == nil || of.of.fields[n.name] == nil || of.sort != one {
			return b.fail("there is no %s of that", n.name)
		}
		return b.field(n, of.of.fields[n.name])
	case "index":
		table, ok := b.tables[n.args[0].name]
		if !ok {
			return b.fail("%s is no table", n.args[0].name)
		}
		n.table, n.args = table, n.args[1:]
		b.bind(n.args[0])
		return bound{sort: number}
	case "exists", "all", "least":
		over := b.bind(n.args[0])
		it := bound{n.name, word, nil}
		if over.sort == many {
			it = bound{n.name, one, over.of}
		} else if over.sort != words {
			return b.fail("%s goes over lists and words", n.op)
		}
		n.depth = len(b.items)
		b.items = append(b.items, it)
		b.bind(n.args[1])
		b.items = b.items[:n.depth]
		if n.op == "least" {
			return bound{sort: number}
		}
		return bound{sort: yesNo}
	}
	var of []bound
	for _, a := range n.args {
		of = append(of, b.bind(a))
	}
	switch n.op {
	case "?":
		return of[1]
	case "+", "-", "*", "size":
		return bound{sort: number}
	}
	return bound{sort: yesNo}
}

// named finds what a bare name means: what a macro is at, a field of the record the rule is about, a set, or percent.
func (b *binder) named(n *node) bound {
	for i := len(b.items) - 1; i >= 0; i-- {
		if b.items[i].name == n.name {
			n.op, n.depth = "item", i
			return b.items[i]
		}
	}
	if f := b.this.fields[n.name]; f != nil {
		n.op = "name"
		return b.field(n, f)
	}
	if set, ok := b.code.sets[n.name]; ok {
		n.op, n.value = "value", value{sort: words, words: set}
		return bound{sort: words}
	}
	if n.name == "percent" {
		n.op, n.value = "value", exactly(number, int64(fact.Percent))
		return bound{sort: number}
	}
	return b.fail("%s is not known", n.name)
}

func (b *binder) field(n *node, f *field) bound {
	n.field = f
	b.code.reads[f] = true
	return bound{f.name, f.sort, f.of}
}
