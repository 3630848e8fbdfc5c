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

// windows sets the numbers of dealing i over the pack's window: the distinct persons
// of the category in what the same pair of parties exchanged in the months before,
// as far as it counts.
func (w *world) windows(m *law.Machine, i int) {
	r := w.dealing(i)
	list, _, _ := r.Given(w.kind.dealing.Field("data"))
	k := w.kind.data
	others := w.others(m, i)
	for n, rec := range list.List {
		if total := k.Field("persons_in_window"); total != nil {
			if v, ids, _ := rec.Given(total); v.Lo > law.Least || v.Hi < law.Most {
				rec.Set(k.Field("window"), v, ids...)
				continue
			}
		}
		v, ids := w.window(i, n, rec, others)
		rec.Set(k.Field("window"), v, ids...)
	}
}

// An other is the data of another dealing that may be of the same pair of parties.
type other struct {
	*exchange
	sure bool // it is of the same pair, and counts
}

// others lists what counts, or may, of the dealings of the same pair in force within
// the window before dealing i is judged. Where it is not known which of several is
// the other party, dealings with any of them may be of the pair.
func (w *world) others(m *law.Machine, i int) []other {
	d := w.dealings[i]
	if w.code.Pack.Window == nil || d.Subject == "" {
		return nil
	}
	end := w.day(d)
	last, _ := law.DateDays(end)
	first, _ := law.DateDays(law.AddMonths(end, -w.code.Pack.Window.Months))
	var out []other
	seen := map[int]bool{i: true}
	for _, c := range counterparties(d.Dealing) {
		for _, j := range w.pairs[pair{d.Subject, c}] {
			o := &w.dealings[j]
			if seen[j] || o.began > last || o.ended <= first {
				continue
			}
			seen[j] = true
			if x := w.counted(m, j); x.counts != fact.No {
				same := d.Counterparty != "" && d.Counterparty == o.Counterparty
				out = append(out, other{x, same && x.counts == fact.Yes})
			}
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

// window bounds the distinct persons of data entry n of dealing i together with those
// of the same category in the dealing itself and in others: of data that may count,
// only the upper bound does.
func (w *world) window(i, n int, rec *law.Record, others []other) (law.Value, []fact.ID) {
	category, _, _ := rec.Given(w.kind.data.Field("category"))
	v, ids, _ := rec.Given(w.kind.data.Field("number"))
	if category.Word == "" {
		return v, ids
	}
	own := w.exchanged(i)
	sure, all := slices.Clone(own.entries[n].sets), slices.Clone(own.entries[n].sets)
	ids = slices.Clone(ids)
	for k := range own.entries {
		if e := &own.entries[k]; k != n && string(e.Category) == category.Word {
			sure, all = append(sure, e.sets...), append(all, e.sets...)
			ids = append(ids, e.ids...)
		}
	}
	for _, o := range others {
		more := false
		for k := range o.entries {
			e := &o.entries[k]
			if string(e.Category) != category.Word || o.each[k] == fact.No {
				continue
			}
			more = true
			all = append(all, e.sets...)
			if o.each[k] == fact.Yes && o.sure {
				sure = append(sure, e.sets...)
			}
		}
		if more {
			ids = append(ids, o.dealing)
		}
	}
	w.joint[rec] = len(all) > 1
	out := number(fact.Range{Lo: together(sure).Lo, Hi: together(all).Hi})
	return out, sortedIDs(ids)
}
