package check

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// dealing returns the record of a deal with its access and data.
func (w *world) dealing(i int) *record {
	if w.dealings[i] != nil {
		return w.dealings[i]
	}
	d := w.deals[i]
	name := d.Name
	switch {
	case w.dated != "" && i != w.own:
		name += w.dated
	case w.moved[i]:
		name += " on " + string(w.at)
	}
	r := w.record("dealing", "dealing "+name)
	r.deal = i
	w.dealings[i] = r
	state(r, d.Terms)
	if d.used && d.Class == fact.Vendor {
		for _, t := range w.code.pack.words.Terms {
			if v, ok := read(sorts[t.Type], t.Use); t.Use != "" && t.On == "dealing" && d.Terms[t.Name] == "" && ok {
				r.set(t.Name, v)
			}
		}
	}
	form := d.Terms["form"]
	switch {
	case d.Class != "":
		r.set("class", aWord(string(d.Class)))
	case form != "" && form != "unknown", w.code.pack.Catalogue:
		r.set("class", aWord("unstated"))
	}
	if f := r.kind.fields["affiliate"]; f != nil && f.term != nil && d.Terms["affiliate"] == "" && d.Subject != "" && d.Counterparty != "" {
		if t, told := w.group(d.Subject, d.Counterparty); told {
			r.set("affiliate", t)
		}
	}
	if d.Subject != "" {
		r.set("subject", theRecord(w.party(d.Subject)))
	}
	if c := w.counterparty(d); c != nil {
		r.set("counterparty", theRecord(c))
	}
	for name, day := range map[string]fact.Date{"from": d.From, "to": d.To, "at": w.day(d)} {
		if v := dateOf(day); v.lo != least {
			if name == "at" {
				v.hi = v.lo
			}
			r.set(name, v)
		}
	}
	w.access(r, d)
	w.data(r, i)
	if len(w.code.pack.Measures) > 0 {
		r.set("safeguarded", truthOf(w.safeguarded(d)))
	}
	if len(d.Places) > 0 {
		v := value{sort: words, open: d.PlacesKnown != fact.Yes}
		for _, c := range d.Places {
			v.words = append(v.words, string(c))
		}
		r.set("places", v)
	}
	if w.code.reads[r.kind.fields["reach"]] {
		w.reached(r, d)
	}
	return r
}

// others lists those of whom one is the other party of a deal.
func (d deal) others() []fact.PartyID {
	if d.Counterparty != "" {
		return []fact.PartyID{d.Counterparty}
	}
	return d.CounterpartyOneOf
}

func (w *world) counterparty(d deal) *record {
	return w.oneOf(d.others(), "counterparty of "+d.Name)
}

// assets lists those that a deal is about, each once.
func (d deal) assets() []fact.AssetID {
	out := slices.Clone(d.Assets)
	for _, e := range d.Data {
		if e.Asset != "" && !slices.Contains(out, e.Asset) {
			out = append(out, e.Asset)
		}
	}
	return out
}

// access makes a record of each party with access. Where nobody is stated to have any, the pack may take it that a
// party of the dealing gets it; of the use of a provider nobody else is taken to have it.
func (w *world) access(r *record, d deal) {
	v := value{sort: many, open: d.AccessKnown != fact.Yes && !d.used}
	for i, a := range d.Access {
		var names []string
		for _, p := range a.Parties() {
			names = append(names, string(p))
		}
		of := w.oneOf(a.Parties(), fmt.Sprintf("access %d of %s", i, d.Name))
		if len(a.OneOf) > 0 && slices.Equal(a.OneOf, d.CounterpartyOneOf) {
			of = w.counterparty(d)
		}
		x := w.accessOf(r, strings.Join(names, " or "), of)
		x.set("able", truthOf(a.Able))
		x.set("hired", w.hired(a, d))
		if a.Role != "" {
			x.set("role", aWord(a.Role))
		}
		if r.kind.fields["affiliate"] != nil && d.Subject != "" && len(a.OneOf) == 0 {
			t, told := w.group(d.Subject, a.Party)
			switch {
			case a.Party == d.Subject:
				t = truth(true)
			case !told:
				t = truth(false)
			}
			x.set("in_group", t)
		}
		v.records = append(v.records, x)
	}
	if len(d.Access) == 0 && d.AccessKnown == fact.Unknown {
		for _, g := range w.code.pack.words.Given {
			if g.On != "dealing" || g.Name != "access" {
				continue
			}
			if _, as, ok := w.suppose(r, g); ok {
				of := w.eval.given(r, r.kind.fields[as]).records[0]
				x := w.accessOf(r, strings.Join(of.ids(), " or "), of)
				x.set("able", truth(true))
				x.set("hired", truth(false))
				x.set("in_group", truth(false))
				v = value{sort: many, records: []*record{x}}
			}
		}
	}
	r.set("access", v)
}

func (w *world) accessOf(r *record, who string, of *record) *record {
	x := w.record("access", "access of "+who+" under "+strings.TrimPrefix(r.name, "dealing "))
	x.deal = r.deal
	x.set("party", value{sort: one})
	if of != nil {
		x.set("party", theRecord(of))
	}
	x.set("dealing", theRecord(r))
	return x
}

// hired says whether whoever has access works for the other party, whoever that is. Of one not known that is known only
// of who works for nobody.
func (w *world) hired(a fact.Access, d deal) value {
	with := d.CounterpartyOneOf
	if len(with) == 0 {
		with = []fact.PartyID{d.Counterparty}
	}
	var out []value
	for _, p := range a.Parties() {
		for _, c := range with {
			works := slices.Contains(w.employers[p], c) && p != c
			v := truth(works)
			if !works && c == "" && len(w.employers[p]) > 0 {
				v = anything(yesNo)
			}
			out = append(out, v)
		}
	}
	if len(out) == 0 {
		return anything(yesNo)
	}
	return common(out)
}

// safeguarded says whether the measures of the pack stand: each that is required, and of each group all of one option.
func (w *world) safeguarded(d deal) fact.Truth {
	all := fact.Yes
	options := map[[2]string]fact.Truth{}
	for _, m := range w.code.pack.Measures {
		t := w.stand(m.ID, d)
		if m.Group == "" {
			all = min(all, t)
			continue
		}
		k := [2]string{m.Group, cmp.Or(m.Option, string(m.ID))}
		if o, ok := options[k]; ok {
			t = min(t, o)
		}
		options[k] = t
	}
	best := map[string]fact.Truth{}
	for k, t := range options {
		if b, ok := best[k[0]]; !ok || t > b {
			best[k[0]] = t
		}
	}
	return min(all, fact.And(slices.Collect(maps.Values(best))...))
}

// stand says whether a measure stands on a deal, or else on each of its assets: by the least of what is stated.
func (e *estate) stand(m fact.Measure, d deal) fact.Truth {
	least := func(key string) (t fact.Truth, found bool) {
		for _, s := range e.safeguards[key] {
			if s.Measure == m && (s.Since == "" || s.Since.First() <= e.at) && (!found || s.State < t) {
				t, found = s.State, true
			}
		}
		return t, found
	}
	if t, ok := least("dealing " + d.Name); ok {
		return t
	}
	assets := d.assets()
	if len(assets) == 0 {
		return fact.Unknown
	}
	t := fact.Yes
	for _, a := range assets {
		one, _ := least("asset " + string(a))
		t = min(t, one)
	}
	return t
}

// reached makes a record of each thing that a government was judged to do, or not, to an asset of a deal.
func (w *world) reached(r *record, d deal) {
	assets := d.assets()
	v := value{sort: many, open: w.limited || len(assets) == 0}
	for _, a := range assets {
		v.open = v.open || len(w.reaches[a]) == 0
		for _, x := range w.reaches[a] {
			rec := w.record("reach", fmt.Sprintf("reach of %s to %s %s", x.Government, x.Arm, a))
			rec.set("government", aWord(string(x.Government)))
			rec.set("arm", aWord(string(x.Arm)))
			rec.set("holds", truthOf(x.Verdict))
			rec.set("dealing", theRecord(r))
			v.records = append(v.records, rec)
		}
	}
	r.set("reach", v)
}
