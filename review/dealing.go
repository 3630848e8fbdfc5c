package review

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// dealing returns the record of dealing i with its access and data, whose
// numbers over the pair's window are set by window.
func (w *world) dealing(i int) *law.Record {
	if r := w.records[i]; r != nil {
		return r
	}
	d := w.dealings[i]
	k := w.kind.dealing
	path := "dealings." + d.Name
	r := &law.Record{Kind: k, ID: "dealing " + d.Name + w.dated(w.judges(i)), Name: d.Name, Path: path, Facts: []fact.ID{d.fact.ID}}
	w.records[i] = r
	w.index[r] = i
	w.terms(r, d.Terms)
	w.class(r, d)
	w.affiliate(r, d)
	if d.Subject != "" {
		r.Set(k.Field("subject"), law.Value{Ref: w.party(d.Subject)})
	}
	if c := w.counterparty(d); c != nil {
		r.Set(k.Field("counterparty"), law.Value{Ref: c})
	}
	for name, day := range map[string]fact.Date{"from": d.From, "to": d.To} {
		if lo, hi := law.DateDays(day); lo > law.Least {
			r.Set(k.Field(name), law.Value{Lo: lo, Hi: hi})
		}
	}
	day, _ := law.DateDays(w.day(d))
	r.Set(k.Field("at"), law.Value{Lo: day, Hi: day})
	w.access(r, d)
	w.data(r, i)
	w.safeguarded(r, d)
	w.use(r, d)
	return r
}

// day returns the day on which dealing d is judged: the day of review, the first day of
// a dealing still to come, or the last day of one that has ended.
func (w *world) day(d dealing) fact.Date {
	switch {
	case d.From != "" && d.From.First() > w.at:
		return d.From.First()
	case d.To != "" && d.To.Last() <= w.at:
		if n, ok := d.To.Days(); ok {
			return law.DayDate(int64(n) - 1)
		}
	}
	return w.at
}

// terms sets the words of the vocabulary that are stated of r. Words of other packs are passed over.
func (w *world) terms(r *law.Record, terms map[string]string) {
	for name, text := range terms {
		f := r.Kind.Field(name)
		if f == nil || f.Term == nil {
			continue
		}
		if v, err := law.ParseValue(f.Type, text); err == nil {
			r.Set(f, v)
		}
	}
}

// class sets the class as stated. "unstated" leaves it to the form of the dealing.
func (w *world) class(r *law.Record, d dealing) {
	k := w.kind.dealing
	if d.fact.Rule == fact.RuleUse && d.Class == fact.Vendor {
		w.used(r, d)
	}
	f := k.Field("class")
	form := d.Terms["form"]
	switch {
	case d.Class != fact.UnknownClass:
		r.Set(f, word(string(d.Class)))
	case form != "" && form != "unknown":
		r.Set(f, word("unstated"))
	case w.code.Pack.Catalogue:
		r.Presume(f, word("unstated"), "a law that turns on the kind of dealing is looked at where the kind is stated")
	}
}

// use sets where what is used stands, and what governments can do to it.
func (w *world) use(r *law.Record, d dealing) {
	if len(d.Places) > 0 {
		v := words(d.Places)
		v.Open = d.PlacesKnown != fact.Yes
		r.Set(w.kind.dealing.Field("places"), v)
	}
	if !w.readsReach {
		return
	}
	assets := assetsOf(d.Dealing)
	v := law.Value{Open: w.limited || len(assets) == 0}
	k := w.kind.reach
	for _, a := range assets {
		v.Open = v.Open || len(w.reaches[a]) == 0
		for _, x := range w.reaches[a] {
			rec := &law.Record{Kind: k, ID: reachID(x.Reach), Name: fmt.Sprintf("%s can %s %s", x.Government, x.Arm, a), Facts: []fact.ID{x.id}}
			rec.Set(k.Field("government"), word(string(x.Government)))
			rec.Set(k.Field("arm"), word(string(x.Arm)))
			rec.Set(k.Field("holds"), law.Value{Truth: x.Verdict})
			rec.Set(k.Field("dealing"), law.Value{Ref: r})
			v.List = append(v.List, rec)
			w.cited = append(w.cited, x.id)
		}
	}
	r.Set(w.kind.dealing.Field("reach"), v)
}

// reachID names what a government can do to an asset in the ids of records.
func reachID(x *fact.Reach) string {
	return fmt.Sprintf("reach of %s to %s %s", x.Government, x.Arm, x.Asset)
}

// used sets the terms that follow from the dealing being the use of a provider.
func (w *world) used(r *law.Record, d dealing) {
	for _, t := range w.code.Pack.Terms {
		if t.Use == "" || t.On != r.Kind.Name || d.Terms[t.Name] != "" {
			continue
		}
		f := r.Kind.Field(t.Name)
		v, _ := law.ParseValue(f.Type, t.Use) // checked when the pack was loaded
		r.Set(f, v)
	}
}

func (w *world) access(r *law.Record, d dealing) {
	k := w.kind.access
	v := law.Value{Open: d.AccessKnown != fact.Yes}
	for i, a := range d.Access {
		path := fmt.Sprintf("%s.access[%d]", r.Path, i)
		party := w.oneOf(a.Parties(), path+".party")
		if len(a.OneOf) > 0 && slices.Equal(a.OneOf, d.CounterpartyOneOf) {
			party = w.counterparty(d)
		}
		rec := &law.Record{Kind: k, ID: fmt.Sprintf("access of %s under %s", accessID(a), nameIn(r)), Facts: r.Facts}
		rec.Name = accessID(a)
		rec.Path = path
		rec.Set(k.Field("party"), law.Value{Ref: party})
		rec.Set(k.Field("able"), law.Value{Truth: a.Able})
		hired, ids := w.hiredBy(a, d)
		rec.Set(k.Field("hired"), law.Value{Truth: hired}, ids...)
		if a.Role != "" {
			rec.Set(k.Field("role"), word(a.Role))
		}
		rec.Set(k.Field("dealing"), law.Value{Ref: r})
		w.inGroup(rec, a, d)
		v.List = append(v.List, rec)
	}
	f := w.kind.dealing.Field("access")
	if len(d.Access) == 0 && d.AccessKnown == fact.Unknown {
		if s := w.supposed(r, f); s != nil {
			r.Presume(f, law.Value{List: []*law.Record{w.obtains(r, d, s.As)}}, s.Why)
			return
		}
	}
	if v.Open && d.fact.Rule == fact.RuleUse {
		v.Open = false
		r.Presume(f, v, "those whom the provider's group is known to let in are listed; nobody else is taken to have access until somebody states it")
		return
	}
	r.Set(f, v)
}

// nameIn is the name of a dealing in the ids of records.
func nameIn(r *law.Record) string { return strings.TrimPrefix(r.ID, "dealing ") }

// obtains is the access that the party in a field of dealing d gets by what the dealing is.
func (w *world) obtains(r *law.Record, d dealing, field string) *law.Record {
	k := w.kind.access
	of, _, _ := r.Given(r.Kind.Field(field))
	name := string(partyOf(of.Ref))
	for i, o := range of.Ref.OneOf() {
		if i == 0 {
			name = string(partyOf(o))
			continue
		}
		name += " or " + string(partyOf(o))
	}
	rec := &law.Record{Kind: k, ID: fmt.Sprintf("access of %s under %s", name, nameIn(r)), Name: name, Path: r.Path + ".access", Facts: r.Facts}
	rec.Set(k.Field("party"), of)
	rec.Set(k.Field("able"), law.Value{Truth: fact.Yes})
	rec.Set(k.Field("hired"), law.Value{Truth: fact.No})
	rec.Set(k.Field("in_group"), law.Value{Truth: fact.No})
	rec.Set(k.Field("dealing"), law.Value{Ref: r})
	return rec
}

// counterparty is the record of the other party of a dealing, or of whoever it is; nil: not known.
func (w *world) counterparty(d dealing) *law.Record {
	if d.Counterparty != "" {
		return w.party(d.Counterparty)
	}
	return w.oneOf(d.CounterpartyOneOf, "dealings."+d.Name+".counterparty")
}

// accessID names whoever has access in the ids of records.
func accessID(a fact.Access) string {
	if len(a.OneOf) == 0 {
		return string(a.Party)
	}
	var all []string
	for _, p := range a.OneOf {
		all = append(all, string(p))
	}
	return strings.Join(all, " or ")
}

// hiredBy says whether whoever has access works for the counterparty, whoever that is.
func (w *world) hiredBy(a fact.Access, d dealing) (fact.Truth, []fact.ID) {
	with := d.CounterpartyOneOf
	if len(with) == 0 {
		with = []fact.PartyID{d.Counterparty}
	}
	var ids []fact.ID
	var all []fact.Truth
	for _, p := range a.Parties() {
		for _, c := range with {
			t, cited := w.hired(p, c)
			all, ids = append(all, t), append(ids, cited...)
		}
	}
	if len(all) == 0 || slices.Min(all) != slices.Max(all) {
		return fact.Unknown, ids
	}
	return all[0], ids
}

// hired says whether party works for counterparty, as staff or contractor. Of a
// counterparty not known it is known only of who works for nobody.
func (w *world) hired(party, counterparty fact.PartyID) (fact.Truth, []fact.ID) {
	employers := w.employers[party]
	for _, e := range employers {
		if e.owner == counterparty && party != counterparty {
			return fact.Yes, []fact.ID{e.id}
		}
	}
	if counterparty == "" && len(employers) > 0 {
		return fact.Unknown, []fact.ID{employers[0].id}
	}
	return fact.No, nil
}

// An entry is one data entry of a dealing before it becomes a record.
type entry struct {
	fact.Data
	sets   []persons // whom it is about; Number is of all of them together
	ids    []fact.ID
	assets []fact.AssetID
	like   string // the same text for data of which rules say the same, numbers apart
}

// data makes a record of each data entry; data known only from the assets is grouped by category.
func (w *world) data(r *law.Record, n int) {
	d := w.dealings[n]
	x := w.exchanged(n)
	k := w.kind.data
	v := law.Value{Open: x.open}
	for i, e := range x.entries {
		rec := &law.Record{Kind: k, Facts: e.ids, Name: entryName(e, i, len(x.entries), d.Name), Path: fmt.Sprintf("%s.data[%d]", r.Path, i)}
		rec.ID = fmt.Sprintf("data %d of %s", i+1, nameIn(r))
		if len(d.Data) == 0 {
			rec.Path = fmt.Sprintf("assets.%s.data", e.assets[0])
		}
		if e.Category != fact.UnknownCategory {
			rec.Set(k.Field("category"), word(string(e.Category)))
		}
		ids := law.Value{Open: len(e.Identifiers) == 0 && maybeIdentifiers(e.Category), Words: e.Identifiers}
		rec.Set(k.Field("identifiers"), ids)
		rec.Set(k.Field("number"), number(e.Number))
		rec.Set(k.Field("dealing"), law.Value{Ref: r})
		w.terms(rec, e.Terms)
		if f := k.Field(listedLocation); f != nil && e.Listed != fact.Unknown && !stated(e.Terms[listedLocation]) {
			rec.Set(f, law.Value{Truth: e.Listed})
		}
		if len(e.Areas) > 0 {
			w.areas[rec] = e.Areas
		}
		w.cited = append(w.cited, e.ids...)
		v.List = append(v.List, rec)
	}
	r.Set(w.kind.dealing.Field("data"), v)
}

// maybeIdentifiers reports whether an entry of that category may hold listed identifiers that nobody listed.
func maybeIdentifiers(c fact.Category) bool {
	return c == fact.UnknownCategory || c == fact.ListedIdentifiers
}

// listedLocation is the term that stated locations answer (28 CFR 202.222(a)(1)).
const listedLocation = "listed_location"

// stated reports whether a term is answered in words.
func stated(s string) bool { return s != "" && s != "unknown" }

func number(r fact.Range) law.Value {
	v := law.Value{Lo: r.Lo, Hi: r.Hi}
	if r.Hi == fact.Unbounded {
		v.Hi = law.Most
	}
	return v
}

// entryName calls entry i of n of a dealing: as it is named, or by the store it lies in, or else by the dealing.
func entryName(e entry, i, n int, dealing string) string {
	switch {
	case e.Name != "":
		return e.Name
	case len(e.assets) == 1:
		return string(e.assets[0])
	case len(e.assets) > 1:
		return fmt.Sprintf("%s and %d more", e.assets[0], len(e.assets)-1)
	case n == 1:
		return dealing
	case e.Category != "":
		return fmt.Sprintf("%s (%s)", dealing, e.Category)
	}
	return fmt.Sprintf("%s (data %d)", dealing, i+1)
}

// entries lists the data of a dealing: as stated, or what counts say of its assets.
func (w *world) entries(d dealing) (out []entry, open bool) {
	for i, e := range d.Data {
		n := entry{Data: e, sets: []persons{personsOf(d, i, e)}, ids: []fact.ID{d.fact.ID}}
		if e.Asset != "" {
			n.assets = []fact.AssetID{e.Asset}
		}
		out = append(out, n)
	}
	if len(out) > 0 {
		return out, false
	}
	if d.DataKnown == fact.Yes {
		return nil, false
	}
	if len(d.Assets) == 0 {
		return nil, d.Class != fact.NoClass
	}
	index := map[string]int{}
	for _, a := range d.Assets {
		if len(w.counts[a]) == 0 {
			open = true
		}
		for _, c := range w.counts[a] {
			key := fmt.Sprint(c.Category, c.Identifiers, c.Terms)
			i, ok := index[key]
			if !ok {
				i = len(out)
				index[key] = i
				out = append(out, entry{Data: fact.Data{Category: c.Category, Identifiers: c.Identifiers, Terms: c.Terms, Unit: c.Unit}, ids: []fact.ID{d.fact.ID}})
				out[i].Listed = fact.No
			}
			out[i].add(c)
		}
	}
	return out, open
}

// add joins the count of one more store: the persons may be the same or others.
func (e *entry) add(c count) {
	e.sets = append(e.sets, personsCounted(c))
	e.Number = together(e.sets)
	e.Listed = fact.Or(e.Listed, c.Listed)
	e.Areas = slices.Concat(e.Areas, c.Areas)
	slices.Sort(e.Areas)
	e.Areas = slices.Compact(e.Areas)
	e.ids = append(e.ids, c.id)
	if !slices.Contains(e.assets, c.Asset) {
		e.assets = append(e.assets, c.Asset)
	}
}
