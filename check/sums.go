package check

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// A lot is data of one deal of which rules say the same.
type lot struct {
	fact.Data
	people []people // whom it is about
	like   string   // the same for data of which rules say the same, numbers apart
}

// A people is a set of distinct persons of which only the size is known. Sets of one name are the same persons.
type people struct {
	name   string
	number fact.Range
	apart  bool // none of them is in a set of another name
}

// A trade is the data of one deal, and what the window of the pack says of it.
type trade struct {
	lots []*lot
	open bool // there may be more of it
	// With whom it is: yes for sure. Asked when first needed.
	with   map[fact.PartyID]bool
	counts value
	// Of each lot, whether it counts, and as what.
	each     []value
	category []string
}

// data makes a record of each lot of a deal.
func (w *world) data(r *record, i int) {
	d := w.deals[i]
	t := w.lots(d)
	w.trades[i] = t
	v := value{sort: many, open: t.open}
	for k, l := range t.lots {
		x := w.record("data", fmt.Sprintf("data %d of %s", k+1, strings.TrimPrefix(r.name, "dealing ")))
		x.deal = i
		if l.Category != "" {
			x.set("category", aWord(string(l.Category)))
		}
		x.set("identifiers", value{sort: words, words: l.Identifiers, open: len(l.Identifiers) == 0 && (l.Category == "" || l.Category == fact.ListedIdentifiers)})
		x.set("number", ofRange(l.Number))
		x.set("dealing", theRecord(r))
		state(x, l.Terms)
		if s := l.Terms["listed_location"]; x.kind.fields["listed_location"] != nil && l.Listed != fact.Unknown && (s == "" || s == "unknown") {
			x.set("listed_location", truthOf(l.Listed))
		}
		v.records = append(v.records, x)
	}
	r.set("data", v)
}

func ofRange(n fact.Range) value {
	if n.Hi == fact.Unbounded {
		return between(number, n.Lo, most)
	}
	return between(number, n.Lo, n.Hi)
}

// lots lists the data of a deal as stated, or else what counts say of its assets, joined where rules say the same of it.
func (w *world) lots(d deal) *trade {
	t := &trade{}
	for i, e := range d.Data {
		who := people{fmt.Sprintf("data %d of %s", i, d.id), e.Number, e.Apart == fact.Yes}
		switch {
		case e.People != "":
			who.name = "people " + e.People
		case e.Asset != "":
			who.name = store(e.Asset, e.Identifiers, e.Number)
		}
		t.lots = append(t.lots, &lot{Data: e, people: []people{who}})
	}
	switch {
	case len(t.lots) > 0 || d.DataKnown == fact.Yes:
	case len(d.Assets) == 0:
		t.open = d.Class != fact.NoClass
	default:
		w.counted(t, d.Assets)
	}
	for _, l := range t.lots {
		l.like = fmt.Sprintf("%s %q %s %s", l.Category, l.Identifiers, l.Listed, written(l.Terms))
	}
	return t
}

// counted joins what counts say of assets.
func (w *world) counted(t *trade, assets []fact.AssetID) {
	known := map[string]*lot{}
	for _, a := range assets {
		t.open = t.open || len(w.counts[a]) == 0
		for _, c := range w.counts[a] {
			key := fmt.Sprintf("%s %q %s", c.Category, c.Identifiers, written(c.Terms))
			l := known[key]
			if l == nil {
				l = &lot{Data: fact.Data{Category: c.Category, Identifiers: c.Identifiers, Terms: c.Terms, Listed: fact.No}}
				known[key] = l
				t.lots = append(t.lots, l)
			}
			who := people{store(c.Asset, c.Identifiers, c.Number), c.Number, c.Apart == fact.Yes}
			if c.People != "" {
				who.name = "people " + c.People
			}
			l.people = append(l.people, who)
			l.Number = size(l.people)
			l.Listed = fact.Or(l.Listed, c.Listed)
		}
	}
}

func written(terms map[string]string) string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(terms)) {
		out = append(out, fmt.Sprintf("%q: %q", name, terms[name]))
	}
	return strings.Join(out, ", ")
}

// store names the persons that one count of a store is about.
func store(a fact.AssetID, identifiers []string, n fact.Range) string {
	return fmt.Sprintf("store %s %q %d..%d", a, identifiers, n.Lo, n.Hi)
}

// size bounds how many distinct persons some sets hold: at least the largest and all that are apart, at most all added.
func size(sets []people) fact.Range {
	type one struct {
		lo, hi int64
		apart  bool
	}
	byName := map[string]*one{}
	for _, p := range sets {
		o := byName[p.name]
		if o == nil {
			o = &one{}
			byName[p.name] = o
		}
		o.apart = o.apart || p.apart
		o.lo = max(o.lo, p.number.Lo)
		if p.number.Hi == fact.Unbounded || o.hi == fact.Unbounded {
			o.hi = fact.Unbounded
		} else {
			o.hi = max(o.hi, p.number.Hi)
		}
	}
	var out fact.Range
	largest := int64(0)
	for _, o := range byName {
		if o.apart {
			out.Lo += o.lo
		} else {
			largest = max(largest, o.lo)
		}
		if o.hi == fact.Unbounded || out.Hi == fact.Unbounded {
			out.Hi = fact.Unbounded
		} else {
			out.Hi += o.hi
		}
	}
	out.Lo += largest
	return out
}

// meets lists all with whom a deal is or may be: the other party and, where the window adds by these, those with access.
func (w *world) meets(d deal) []fact.PartyID {
	out := slices.Clone(d.others())
	if win := w.code.pack.Window; win != nil && win.Access != "" {
		for _, a := range d.Access {
			out = append(out, a.Parties()...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// trade returns the data of a deal with what the window says of the deal.
func (w *world) trade(i int) *trade {
	d, r := w.deals[i], w.dealing(i)
	t := w.trades[i]
	if t.with != nil {
		return t
	}
	win := w.code.pack.Window
	t.with = map[fact.PartyID]bool{}
	t.counts = w.eval.get(r, r.kind.fields[win.Dealings])
	for _, p := range d.others() {
		t.with[p] = d.Counterparty != ""
	}
	list := w.eval.given(r, r.kind.fields["access"]).records
	for k, a := range d.Access {
		if win.Access == "" || k >= len(list) {
			break
		}
		v := w.eval.get(list[k], list[k].kind.fields[win.Access])
		for _, p := range a.Parties() {
			if v.yes {
				t.with[p] = t.with[p] || !v.no && len(a.OneOf) == 0
			}
		}
	}
	return t
}

// lotsOf returns a trade with what the window says of each lot.
func (w *world) lotsOf(i int) *trade {
	t, win := w.trade(i), w.code.pack.Window
	if t.each != nil || len(t.lots) == 0 {
		return t
	}
	r := w.dealing(i)
	each, category := []value{}, []string{}
	for _, x := range w.eval.given(r, r.kind.fields["data"]).records {
		each = append(each, w.eval.get(x, x.kind.fields[win.Data]))
		category = append(category, w.eval.get(x, x.kind.fields[cmp.Or(win.Category, "category")]).word())
	}
	t.each, t.category = each, category
	return t
}

// beside lists the other deals with a party that are in force on a day of the window before deal i is judged, and count or may;
// sure says of each that it is with the party and counts.
func (w *world) beside(i int, p fact.PartyID) (deals []int, sure map[int]bool) {
	d := w.deals[i]
	end := w.day(d)
	last, first := dateOf(end).lo, dateOf(monthsBefore(end, w.code.pack.Window.Months)).lo
	sure = map[int]bool{}
	for _, k := range w.meeting[[2]fact.PartyID{d.Subject, p}] {
		o := w.deals[k]
		if began := dateOf(o.From); k == i || o.From != "" && began.lo > last {
			continue
		}
		if ended := dateOf(o.To); o.To != "" && ended.hi <= first {
			continue
		}
		t := w.trade(k)
		if with, ok := t.with[p]; ok && t.counts.yes {
			deals = append(deals, k)
			sure[k] = w.trade(i).with[p] && with && !t.counts.no
		}
	}
	return deals, sure
}

// courseOf gives a dealing its courses: for each party that it is or may be with, those of the subject within the window.
func (w *world) courseOf(r *record) {
	i := r.deal
	d := w.deals[i]
	r.set("courses", anything(many)) // while it is looked at
	v := value{sort: many}
	if w.code.pack.Window != nil && d.Subject != "" {
		with := w.trade(i).with
		for _, p := range slices.Sorted(maps.Keys(with)) {
			all := append(w.telling(i, p), i)
			slices.Sort(all)
			v.records = append(v.records, w.course(fmt.Sprintf("course of %s with %s%s", d.Subject, p, w.dated), w.party(p), all))
		}
	}
	if len(v.records) == 0 {
		v.records = []*record{w.course("course of dealing "+d.Name+w.dated, nil, []int{i})}
	}
	r.set("courses", v)
}

// telling picks of the deals beside one those that can tell something new: all of whose data is known, and some of it not like
// what stands in the deal itself or in one before it, as far as these surely count. Those that surely count come first.
func (w *world) telling(i int, p fact.PartyID) (out []int) {
	own := w.trade(i)
	told := map[string]bool{}
	if own.with[p] && !own.counts.no && !own.open {
		for _, l := range own.lots {
			told[l.like] = true
		}
	}
	deals, sure := w.beside(i, p)
	for _, first := range []bool{true, false} {
		for _, k := range deals {
			t := w.trade(k)
			if sure[k] != first || t.open || !slices.ContainsFunc(t.lots, func(l *lot) bool { return !told[l.like] }) {
				continue
			}
			out = append(out, k)
			for _, l := range t.lots {
				told[l.like] = told[l.like] || first
			}
		}
	}
	return out
}

// course is the record of some deals that are or may be with a party; nil for one not known.
func (w *world) course(name string, with *record, deals []int) *record {
	key := fmt.Sprint(name, deals)
	if r := w.courses[key]; r != nil {
		return r
	}
	r := w.record("course", name)
	w.courses[key] = r
	v := value{sort: many}
	for _, k := range deals {
		v.records = append(v.records, w.dealing(k))
	}
	r.set("dealings", v)
	r.set("with", value{sort: one})
	if with != nil {
		r.set("with", theRecord(with))
	}
	return r
}

// numbers gives data its numbers over the window: window, of its category, and joined, of all that are counted with it.
func (w *world) numbers(x *record) {
	x.set("window", anything(number)) // while they are looked at
	x.set("joined", anything(number))
	window, joined := w.sums(x)
	for name, v := range map[string]value{"window": window, "joined": joined} {
		term := map[string]string{"window": "persons_in_window", "joined": "persons_joined"}[name]
		if f := x.kind.fields[term]; f != nil { // what a person states goes before what is added
			if s := w.eval.given(x, f); s.lo != least || s.hi != most {
				v = s
			}
		}
		x.set(name, v)
	}
}

// sums bounds the distinct persons of one lot together with those of its category, and of all that are joined with it, in
// its deal and those beside it with one of the parties, whichever is the greatest.
func (w *world) sums(x *record) (window, joined value) {
	alone, nobody := w.eval.given(x, x.kind.fields["number"]), exactly(number, 0)
	i := x.deal
	if w.code.pack.Window == nil || w.deals[i].Subject == "" {
		return alone, nobody
	}
	r := w.dealing(i)
	n := slices.Index(w.eval.given(r, r.kind.fields["data"]).records, x)
	own := w.lotsOf(i)
	if own.each == nil || own.category[n] == "" {
		return alone, nobody
	}
	with := slices.Sorted(maps.Keys(own.with))
	if len(with) == 0 {
		with = []fact.PartyID{""}
	}
	var same, all fact.Range
	for _, p := range with {
		s := &sum{category: own.category[n], kin: w.kin(own.category[n])}
		s.add(own.lots[n], true, true)
		s.trade(own, n, true)
		deals, sure := w.beside(i, p)
		for _, k := range deals {
			s.trade(w.lotsOf(k), -1, sure[k])
		}
		same = greater(same, s.sure, s.may)
		if s.joins {
			all = greater(all, s.joinedSure, s.joinedMay)
		}
	}
	return ofRange(same), ofRange(all)
}

// kin lists the categories that are counted together with one.
func (w *world) kin(category string) []string {
	for _, name := range w.code.pack.Window.Joined {
		if slices.Contains(w.code.sets[name], category) {
			return w.code.sets[name]
		}
	}
	return nil
}

// A sum collects persons: of a category and of all joined with it, those that count for sure and all that may.
type sum struct {
	category              string
	kin                   []string
	sure, may             []people
	joinedSure, joinedMay []people
	joins                 bool // there is data of another category that is joined
}

// add takes up a lot; same says that it is of the category itself.
func (s *sum) add(l *lot, same, sure bool) {
	s.joinedMay = append(s.joinedMay, l.people...)
	if sure {
		s.joinedSure = append(s.joinedSure, l.people...)
	}
	if same {
		s.may = append(s.may, l.people...)
		if sure {
			s.sure = append(s.sure, l.people...)
		}
	}
}

// trade takes up what counts, or may, of a deal, without one lot of it.
func (s *sum) trade(t *trade, without int, sure bool) {
	for k, l := range t.lots {
		if k == without || !t.each[k].yes {
			continue
		}
		certain := sure && !t.each[k].no
		switch c := t.category[k]; {
		case c == s.category:
			s.add(l, true, certain)
		case c != "" && slices.Contains(s.kin, c):
			s.joins = true
			s.add(l, false, certain)
		}
	}
}

// greater is the greater of a number and of what some sets hold: at least those that surely count, at most all.
func greater(n fact.Range, sure, may []people) fact.Range {
	hi := size(may).Hi
	if hi == fact.Unbounded || n.Hi == fact.Unbounded {
		hi = fact.Unbounded
	} else {
		hi = max(hi, n.Hi)
	}
	return fact.Range{Lo: max(n.Lo, size(sure).Lo), Hi: hi}
}
