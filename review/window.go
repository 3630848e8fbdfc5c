package review

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// An exchange is the data of one dealing, and what of it a window adds.
type exchange struct {
	entries []entry
	open    bool // there may be more of it
	dealing fact.ID
	// Set when first asked: whether the dealing is of those that a window adds, and with whom it is.
	asked  bool
	counts fact.Truth
	with   []involved
	// Set when first asked: whether each entry counts, and as what.
	each     []fact.Truth
	category []string
	courses  bool // its record has them
	windowed bool // the records of its data have their numbers
}

// An involved is a party with whom a dealing of the subject is: its other party, or
// one that gets access; or, unless sure, perhaps.
type involved struct {
	party fact.PartyID
	sure  bool
}

// exchanged returns the data of dealing i.
func (w *world) exchanged(i int) *exchange {
	x := w.exchanges[i]
	if x == nil {
		x = &exchange{dealing: w.dealings[i].fact.ID}
		x.entries, x.open = w.entries(w.dealings[i])
		for k := range x.entries {
			e := &x.entries[k]
			e.like = fmt.Sprint(e.Category, e.Identifiers, e.Terms, e.Listed)
		}
		w.exchanges[i] = x
	}
	return x
}

// exchange returns the data of dealing i with what the pack's window says of the dealing.
func (w *world) exchange(m *law.Machine, i int) *exchange {
	x := w.exchanged(i)
	if x.asked {
		return x
	}
	x.asked = true
	r := w.dealing(i)
	x.counts = m.Value(r, r.Kind.Field(w.code.Pack.Window.Dealings)).Truth
	x.with = w.involved(m, i)
	return x
}

// involved lists with whom dealing i is: the other party, and those with access of whom
// the pack's window says that dealings with them are added.
func (w *world) involved(m *law.Machine, i int) []involved {
	d := w.dealings[i]
	var out []involved
	add := func(p fact.PartyID, sure bool) {
		if k := slices.IndexFunc(out, func(o involved) bool { return o.party == p }); k >= 0 {
			out[k].sure = out[k].sure || sure
			return
		}
		out = append(out, involved{p, sure})
	}
	for _, p := range counterparties(d.Dealing) {
		add(p, d.Counterparty != "")
	}
	r := w.dealing(i)
	list, _, _ := r.Given(r.Kind.Field("access"))
	for k, a := range d.Access {
		if w.code.Pack.Window.Access == "" || k >= len(list.List) {
			break
		}
		t := m.Value(list.List[k], w.kind.access.Field(w.code.Pack.Window.Access)).Truth
		for _, p := range a.Parties() {
			if t != fact.No {
				add(p, t == fact.Yes && len(a.OneOf) == 0)
			}
		}
	}
	slices.SortFunc(out, func(a, b involved) int { return strings.Compare(string(a.party), string(b.party)) })
	return out
}

// counted returns the data of dealing i with what the pack's window says of each entry.
func (w *world) counted(m *law.Machine, i int) *exchange {
	x := w.exchange(m, i)
	if x.each != nil || len(x.entries) == 0 {
		return x
	}
	w.courses(m, i)
	r := w.dealing(i)
	list, _, _ := r.Given(r.Kind.Field("data"))
	for _, rec := range list.List {
		x.each = append(x.each, m.Value(rec, w.kind.data.Field(w.code.Pack.Window.Data)).Truth)
		x.category = append(x.category, m.Value(rec, w.kind.data.Field(cmp.Or(w.code.Pack.Window.Category, "category"))).Word)
	}
	return x
}

// An other is another dealing that may be with one party, within the window.
type other struct {
	dealing int
	sure    bool // it is, and counts
}

// others lists what counts, or may, of the dealings with a party in force within the window before dealing i is judged.
func (w *world) others(m *law.Machine, i int, with involved) []other {
	d := w.dealings[i]
	end := w.day(d)
	last, _ := law.DateDays(end)
	first, _ := law.DateDays(law.AddMonths(end, -w.code.Pack.Window.Months))
	var out []other
	for _, j := range w.pairs[pair{d.Subject, with.party}] {
		o := &w.dealings[j]
		if j == i || o.began > last || o.ended <= first {
			continue
		}
		x := w.exchange(m, j)
		k := slices.IndexFunc(x.with, func(v involved) bool { return v.party == with.party })
		if x.counts != fact.No && k >= 0 {
			out = append(out, other{j, with.sure && x.with[k].sure && x.counts == fact.Yes})
		}
	}
	return out
}

// counterparties lists who the other party of a dealing is, or may be.
func counterparties(d *fact.Dealing) []fact.PartyID {
	if d.Counterparty != "" {
		return []fact.PartyID{d.Counterparty}
	}
	return d.CounterpartyOneOf
}

// courses gives the record of dealing i its courses of dealings: for each party that it is or
// may be with, all within the window that are or may be, itself included. Rules tell which of
// these are. One without data adds nothing; one whose data is not known stands in its own course alone, where it is
// asked about: until then it leaves those beside it as they are, as it does their numbers.
// Records are shared where the dealings are the same.
func (w *world) courses(m *law.Machine, i int) {
	f := w.kind.dealing.Field("courses")
	r := w.dealing(i)
	if w.code.Pack.Window == nil || w.dealings[i].Subject == "" {
		r.Set(f, law.Value{List: []*law.Record{w.course("dealing "+w.dealings[i].Name, nil, []int{i})}})
		return
	}
	x := w.exchange(m, i)
	if x.courses {
		return
	}
	x.courses = true
	v := law.Value{}
	for _, with := range x.with {
		all := append([]int{i}, w.telling(x, with, w.others(m, i, with))...)
		slices.Sort(all)
		v.List = append(v.List, w.course(fmt.Sprintf("%s with %s", w.dealings[i].Subject, with.party), w.party(with.party), all))
	}
	if len(v.List) == 0 {
		v.List = append(v.List, w.course("dealing "+w.dealings[i].Name, nil, []int{i}))
	}
	r.Set(f, v)
}

// telling picks of other dealings with a party those that can tell something of what is given in
// all: data that is not alike what stands in it already, or in a dealing that certainly counts.
// The numbers of data that is alike are of all such data anyway.
func (w *world) telling(own *exchange, with involved, others []other) []int {
	seen := map[string]bool{}
	note := func(x *exchange) {
		for i := range x.entries {
			seen[x.entries[i].like] = true
		}
	}
	if with.sure && own.counts == fact.Yes && !own.open {
		note(own)
	}
	slices.SortStableFunc(others, func(a, b other) int {
		if a.sure == b.sure {
			return 0
		}
		return map[bool]int{true: -1, false: 1}[a.sure]
	})
	var out []int
	for _, o := range others {
		x := w.exchanged(o.dealing)
		if x.open || !slices.ContainsFunc(x.entries, func(e entry) bool { return !seen[e.like] }) {
			continue
		}
		out = append(out, o.dealing)
		if o.sure {
			note(x)
		}
	}
	return out
}

// course is the record of some dealings that are or may be with a party, nil for one not known.
func (w *world) course(name string, with *law.Record, dealings []int) *law.Record {
	var v law.Value
	key := fmt.Sprint(name, dealings)
	if r := w.coursesBy[key]; r != nil {
		return r
	}
	k := w.kind.course
	r := &law.Record{Kind: k, ID: "course of " + name + w.dated(w.base == nil), Name: name, Path: "dealings"}
	if same := w.courseNames[name]; same > 0 {
		r.ID += fmt.Sprintf(" (%d)", same+1)
	}
	w.courseNames[name]++
	w.coursesBy[key] = r
	for _, j := range dealings {
		v.List = append(v.List, w.dealing(j))
		r.Facts = append(r.Facts, w.dealings[j].fact.ID)
	}
	r.Facts = sortedIDs(r.Facts)
	r.Set(k.Field("dealings"), v)
	r.Set(k.Field("with"), law.Value{Ref: with})
	return r
}

// windows sets the numbers over the pack's window of dealing i and of all that stand in its courses.
func (w *world) windows(m *law.Machine, i int) {
	w.windowsOf(m, i)
	courses, _, _ := w.dealing(i).Given(w.kind.dealing.Field("courses"))
	for _, c := range courses.List {
		list, _, _ := c.Given(w.kind.course.Field("dealings"))
		for _, o := range list.List {
			w.windowsOf(m, w.index[o])
		}
	}
}

// windowsOf sets the numbers of dealing i: the distinct persons of a category in what the same
// parties exchanged in the months before, as far as it counts.
func (w *world) windowsOf(m *law.Machine, i int) {
	x := w.exchanged(i)
	if x.windowed {
		return
	}
	x.windowed = true
	w.courses(m, i)
	list, _, _ := w.dealing(i).Given(w.kind.dealing.Field("data"))
	for n, rec := range list.List {
		window, joined, ids := w.window(m, i, n, rec)
		w.number(rec, "window", "persons_in_window", window, ids)
		w.number(rec, "joined", "persons_joined", joined, ids)
	}
}

// number sets field name of a data record to what a person states in the term of that name, or else to v.
func (w *world) number(rec *law.Record, name, term string, v law.Value, ids []fact.ID) {
	if total := w.kind.data.Field(term); total != nil {
		if s, from, _ := rec.Given(total); s.Lo > law.Least || s.Hi < law.Most {
			v, ids = s, from
		}
	}
	rec.Set(w.kind.data.Field(name), v, ids...)
}

// A tally collects sets of persons: those that count for sure, and all that may.
type tally struct {
	sure, all []persons
	ids       []fact.ID
	kinds     int // categories other than that of the entry itself
}

func (t *tally) add(e *entry, sure bool, ids ...fact.ID) {
	t.all = append(t.all, e.sets...)
	if sure {
		t.sure = append(t.sure, e.sets...)
	}
	t.ids = append(t.ids, ids...)
}

func (t *tally) bounds() fact.Range {
	return fact.Range{Lo: together(t.sure).Lo, Hi: together(t.all).Hi}
}

// window bounds the distinct persons of data entry n of dealing i together with those of the
// same category in the dealing itself and in others with one of the parties, whichever is the
// greatest; and of all categories that the pack joins with it, nobody where there is none
// other. Of data that may count, only the upper bound does.
func (w *world) window(m *law.Machine, i, n int, rec *law.Record) (window, joined law.Value, ids []fact.ID) {
	stated, ids, _ := rec.Given(w.kind.data.Field("number"))
	if w.code.Pack.Window == nil || w.dealings[i].Subject == "" {
		return stated, law.Value{}, ids
	}
	own := w.counted(m, i)
	category := own.category[n]
	if category == "" {
		return stated, law.Value{}, ids
	}
	kin := w.kin(category)
	with := own.with
	if len(with) == 0 {
		with = []involved{{}}
	}
	var same, all fact.Range
	for _, p := range with {
		s, a := &tally{}, &tally{}
		s.add(&own.entries[n], true)
		a.add(&own.entries[n], true)
		w.tally(s, a, own, n, category, kin, true, func(k int) []fact.ID { return own.entries[k].ids })
		for _, o := range w.others(m, i, p) {
			x := w.counted(m, o.dealing)
			w.tally(s, a, x, -1, category, kin, o.sure, func(int) []fact.ID { return []fact.ID{x.dealing} })
		}
		w.joint[rec] = w.joint[rec] || len(s.all) > 1
		same = greatest(same, s.bounds())
		if a.kinds > 0 {
			all = greatest(all, a.bounds())
		}
		ids = append(ids, s.ids...)
		ids = append(ids, a.ids...)
	}
	return number(same), number(all), sortedIDs(ids)
}

// tally adds the entries of an exchange that are of a category to same, and those of its kin to all.
func (w *world) tally(same, all *tally, x *exchange, but int, category string, kin []string, sure bool, ids func(int) []fact.ID) {
	for k := range x.entries {
		if k == but || x.each[k] == fact.No {
			continue
		}
		e, certain := &x.entries[k], sure && x.each[k] == fact.Yes
		switch c := x.category[k]; {
		case c == category:
			same.add(e, certain, ids(k)...)
			all.add(e, certain, ids(k)...)
		case c != "" && slices.Contains(kin, c):
			all.kinds++
			all.add(e, certain, ids(k)...)
		}
	}
}

// kin lists the categories that the pack counts together with one.
func (w *world) kin(category string) []string {
	for _, name := range w.code.Pack.Window.Joined {
		if words := w.code.Set(name).Words(); slices.Contains(words, category) {
			return words
		}
	}
	return nil
}

// greatest is the greater of two numbers of which only bounds are known.
func greatest(a, b fact.Range) fact.Range {
	return fact.Range{Lo: max(a.Lo, b.Lo), Hi: larger(a.Hi, b.Hi)}
}
