package review

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// An exchange is the data of one dealing; open says that there may be more of it.
type exchange struct {
	entries []entry
	open    bool
	// Whether the dealing, and each entry, is of those that a window adds; set when first asked.
	dealing fact.ID
	asked   bool
	counts  fact.Truth
	each    []fact.Truth
}

// exchanged returns the data of dealing i.
func (w *world) exchanged(i int) *exchange {
	x := w.exchanges[i]
	if x == nil {
		x = &exchange{dealing: w.dealings[i].fact.ID}
		x.entries, x.open = w.entries(w.dealings[i])
		w.exchanges[i] = x
	}
	return x
}

// counted returns the data of dealing i with what of it a window adds.
func (w *world) counted(m *law.Machine, i int) *exchange {
	x := w.exchanged(i)
	if x.asked {
		return x
	}
	x.asked = true
	r := w.dealing(i)
	x.counts = m.Value(r, r.Kind.Field(w.code.Pack.Window.Dealings)).Truth
	if x.counts == fact.No {
		return x
	}
	list, _, _ := r.Given(r.Kind.Field("data"))
	for _, rec := range list.List {
		x.each = append(x.each, m.Value(rec, rec.Kind.Field(w.code.Pack.Window.Data)).Truth)
	}
	return x
}

// windows sets the numbers of dealing i over the pack's window: what the same
// pair of parties exchanged of the category in the months before. Other dealings
// are added in full as far as they count; the same store is counted once.
func (w *world) windows(m *law.Machine, i int) {
	r := w.dealing(i)
	list, _, _ := r.Given(w.kind.dealing.Field("data"))
	k := w.kind.data
	others := w.others(m, i)
	for _, rec := range list.List {
		if total := k.Field("persons_in_window"); total != nil {
			if v, ids, _ := rec.Given(total); v.Lo > law.Least || v.Hi < law.Most {
				rec.Set(k.Field("window"), v, ids...)
				continue
			}
		}
		v, ids := w.window(i, rec, others)
		rec.Set(k.Field("window"), v, ids...)
	}
}

// others lists what counts of the dealings of the same pair in force within the window before dealing i is judged.
func (w *world) others(m *law.Machine, i int) []*exchange {
	d := w.dealings[i]
	if w.code.Pack.Window == nil || d.Subject == "" || d.Counterparty == "" {
		return nil
	}
	end := w.day(d)
	last, _ := law.DateDays(end)
	first, _ := law.DateDays(law.AddMonths(end, -w.code.Pack.Window.Months))
	var out []*exchange
	for _, j := range w.pairs[pair{d.Subject, d.Counterparty}] {
		if o := &w.dealings[j]; j == i || o.began > last || o.ended <= first {
			continue
		}
		if x := w.counted(m, j); x.counts != fact.No {
			out = append(out, x)
		}
	}
	return out
}

func (w *world) window(i int, rec *law.Record, others []*exchange) (law.Value, []fact.ID) {
	category, _, _ := rec.Given(w.kind.data.Field("category"))
	v, own, _ := rec.Given(w.kind.data.Field("number"))
	if category.Word == "" || len(others) == 0 {
		return v, own
	}
	ids := slices.Clone(own)
	var seen map[fact.AssetID]bool
	if w.shares(i) {
		seen = w.stores(i, category.Word)
	}
	for _, o := range others {
		sure, all := o.of(category.Word, seen)
		if all.Hi == 0 {
			continue
		}
		if o.counts == fact.Yes {
			v.Lo += sure.Lo
		}
		v.Hi = min(law.Most, v.Hi+number(all).Hi)
		ids = append(ids, o.dealing)
	}
	return v, sortedIDs(ids)
}

// shares reports whether a dealing has an asset that another has too.
func (w *world) shares(i int) bool {
	for _, e := range w.exchanged(i).entries {
		if slices.ContainsFunc(e.assets, func(a fact.AssetID) bool { return w.used[a] > 1 }) {
			return true
		}
	}
	return false
}

// stores returns the assets from which dealing i takes data of the category.
func (w *world) stores(i int, category string) map[fact.AssetID]bool {
	seen := map[fact.AssetID]bool{}
	for _, e := range w.exchanged(i).entries {
		if string(e.Category) == category {
			for _, a := range e.assets {
				seen[a] = true
			}
		}
	}
	return seen
}

// of bounds the distinct persons of the category: those in data that surely
// counts, and all. Stores in seen are left out and then put in.
func (x *exchange) of(category string, seen map[fact.AssetID]bool) (sure, all fact.Range) {
	for k := range x.entries {
		e := &x.entries[k]
		if string(e.Category) != category {
			continue
		}
		known := seen != nil && len(e.assets) > 0
		for _, a := range e.assets {
			if seen != nil {
				known = known && seen[a]
				seen[a] = true
			}
		}
		if known || x.each[k] == fact.No {
			continue
		}
		all = union(all, e.Number)
		if x.each[k] == fact.Yes {
			sure = union(sure, e.Number)
		}
	}
	return sure, all
}
