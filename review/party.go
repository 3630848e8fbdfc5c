package review

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

func word(s string) law.Value { return law.Value{Word: s} }

// party returns the record of a party, made from all claims about it; nil for the empty id.
func (w *world) party(id fact.PartyID) *law.Record {
	if id == "" {
		return nil
	}
	if r := w.parties[id]; r != nil {
		return r
	}
	k := w.kind.party
	r := &law.Record{Kind: k, ID: "party " + string(id) + w.dated(w.base == nil), Name: string(id), Path: "parties." + string(id)}
	w.parties[id] = r // before the rest: a branch may lead back here
	for _, c := range w.claims[id] {
		r.Facts = append(r.Facts, c.id)
		if n := c.party.Name(); len(c.party.Names) > 0 && r.Name == string(id) {
			r.Name = n
		}
	}
	m := merger{record: r, claims: w.claims[id]}
	for name, get := range partyWords {
		m.word(name, get)
	}
	m.countries("organized", func(p *fact.Party) []fact.Country { return p.Organized })
	m.countries("citizenship", func(p *fact.Party) []fact.Country { return p.Citizenship })
	w.designations(&m)
	w.employment(&m)
	w.control(&m)
	if w.readsHolders {
		w.holdings(id, r)
	}
	if w.readsGroup {
		w.affiliations(id, r)
	}
	w.suppose(&m)
	w.cite(id)
	var heads []fact.PartyID
	for _, h := range m.values(headOf) {
		heads = append(heads, fact.PartyID(h))
	}
	if head := w.oneOf(heads, r.Path+".branch_of"); head != nil {
		r.Set(k.Field("head"), law.Value{Ref: head})
	}
	return r
}

// oneOf returns the record of a party that is one of some, sorted; nil for none.
func (w *world) oneOf(of []fact.PartyID, path string) *law.Record {
	switch len(of) {
	case 0:
		return nil
	case 1:
		return w.party(of[0])
	}
	key := path
	for _, p := range of {
		key += "|" + string(p)
	}
	if r := w.choices[key]; r != nil {
		return r
	}
	var records []*law.Record
	for _, p := range of {
		records = append(records, w.party(p))
	}
	r := law.OneOf(path, records...)
	w.choices[key] = r
	return r
}

// cite notes the facts that the record of a party was made of.
func (w *world) cite(id fact.PartyID) {
	for _, c := range w.claims[id] {
		w.cited = append(w.cited, c.id)
	}
	for _, e := range w.employers[id] {
		w.cited = append(w.cited, e.id)
	}
	for _, c := range w.controls[id] {
		w.cited = append(w.cited, c.id)
	}
	w.cited = append(w.cited, w.holders[id]...)
}

// A merger brings several claims about one party together. Where they differ, a
// word is one of those stated.
type merger struct {
	record *law.Record
	claims []claimed
}

func (m *merger) field(name string) *law.Field { return m.record.Kind.Field(name) }

func (m *merger) values(get func(*fact.Party) string) []string {
	var out []string
	for _, c := range m.claims {
		if s := get(c.party); s != "" {
			out = append(out, s)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// agreed returns what all say who say anything; ok is false where they differ.
func (m *merger) agreed(get func(*fact.Party) string) (s string, ok bool) {
	switch vs := m.values(get); len(vs) {
	case 0:
		return "", true
	case 1:
		return vs[0], true
	}
	return "", false
}

func kindOf(p *fact.Party) string { return string(p.Kind) }
func headOf(p *fact.Party) string { return string(p.BranchOf) }

// partyWords are the fields of a party that are one word.
var partyWords = map[string]func(*fact.Party) string{
	"kind":      kindOf,
	"residence": func(p *fact.Party) string { return string(p.Residence) },
	"seat":      func(p *fact.Party) string { return string(p.Seat) },
	"state":     func(p *fact.Party) string { return string(p.State) },
	"present":   func(p *fact.Party) string { return string(p.Present) },
	"status":    func(p *fact.Party) string { return p.Status },
}

func (m *merger) word(name string, get func(*fact.Party) string) {
	switch vs := m.values(get); len(vs) {
	case 0:
	case 1:
		m.record.Set(m.field(name), word(vs[0]))
	default:
		m.record.Set(m.field(name), law.Value{Any: vs})
	}
}

// countries sets a set of countries: where those who state it differ, what they
// have in common is known of it, and that there may be more.
func (m *merger) countries(name string, get func(*fact.Party) []fact.Country) {
	var said []law.Value
	for _, c := range m.claims {
		if cs := slices.Clone(get(c.party)); len(cs) > 0 {
			slices.Sort(cs)
			said = append(said, words(slices.Compact(cs)))
		}
	}
	if len(said) > 0 {
		m.record.Set(m.field(name), law.Common(law.Words, said))
	}
}

// unsure reports whether somebody states that the field is not known.
func (m *merger) unsure(name string) bool {
	return slices.ContainsFunc(m.claims, func(c claimed) bool { return slices.Contains(c.party.Unknown, name) })
}

// suppose presumes, in the order of the pack, what it takes as given of a party
// where nobody states the field, nor that it is not known.
func (w *world) suppose(m *merger) {
	for _, g := range w.code.Pack.Givens {
		if g.On != m.record.Kind.Name || m.stated(g.Name) {
			continue
		}
		f := m.field(g.Name)
		if s := w.supposed(m.record, f); s != nil {
			v, _ := s.Of(m.record, f)
			m.record.Presume(f, v, s.Why)
		}
	}
}

// supposed returns the first supposition about field f of r that holds, or nil.
func (w *world) supposed(r *law.Record, f *law.Field) *law.Supposition {
	if f.Given == nil {
		return nil
	}
	for _, s := range f.Given.Presume {
		if _, known := s.Of(r, f); known && s.Holds(w.code, r) {
			return s
		}
	}
	return nil
}

// designations lists the programmes under which the party is designated on the day.
func (w *world) designations(m *merger) {
	var v law.Value
	for _, c := range m.claims {
		for _, d := range c.party.Designated {
			active := fact.Active(d.From, d.To, w.at)
			if d.Possible && active == fact.Yes {
				active = fact.Unknown
			}
			switch {
			case !w.lists[d.Programme]: // this law does not ask for it
			case active == fact.Yes:
				v.Words = append(v.Words, d.Programme)
			case active == fact.Unknown:
				v.Open = true
			}
		}
	}
	v.Words = append(v.Words, w.namedBy(m)...)
	w.announced(m)
	slices.Sort(v.Words)
	v.Words = slices.Compact(v.Words)
	if m.unsure("designated") {
		v.Open = true
	}
	if len(v.Words) > 0 || v.Open {
		m.record.Set(m.field("designated"), v)
	}
}

// announced lists the programmes in effect of which nothing had been published by the day.
func (w *world) announced(m *merger) {
	var v law.Value
	for _, c := range m.claims {
		for _, d := range c.party.Designated {
			if d.Published == "" || !w.lists[d.Programme] || fact.Active(d.From, d.To, w.at) == fact.No {
				continue
			}
			switch fact.Active(d.Published, "", w.at) {
			case fact.No:
				v.Words = append(v.Words, d.Programme)
			case fact.Unknown:
				v.Open = true
			}
		}
	}
	slices.Sort(v.Words)
	v.Words = slices.Compact(v.Words)
	m.record.Set(m.field("announced"), v)
}

// namedBy lists the programmes of the pack that name the party by its full name, in its country.
func (w *world) namedBy(m *merger) []string {
	var out []string
	for i := range w.code.Pack.Named {
		n := &w.code.Pack.Named[i]
		name, country, denied := false, false, false
		for _, c := range m.claims {
			denied = denied || c.party.Undesignated
			for _, x := range c.party.Names {
				name = name || n.Is(x.Text)
			}
			for _, at := range append(slices.Clone(c.party.Organized), c.party.Seat) {
				country = country || slices.Contains(n.Countries, string(at))
			}
		}
		if name && country && !denied {
			out = append(out, n.Programme)
		}
	}
	return out
}

// employment lists whom a person works for. The list is complete if somebody says so, or if it names anyone.
func (w *world) employment(m *merger) {
	id := partyOf(m.record)
	var v law.Value
	var ids []fact.ID
	for _, e := range w.employers[id] {
		if r := w.party(e.owner); !slices.Contains(v.List, r) {
			v.List = append(v.List, r)
		}
		ids = append(ids, e.id)
	}
	f := m.field("employers")
	kind, agree := m.agreed(kindOf)
	switch {
	case m.complete():
		m.record.Set(f, v, append(ids, m.record.Facts...)...)
	case len(v.List) > 0 && !m.unsure("employers"):
		m.record.Set(f, v, ids...)
	case agree && kind != string(fact.Person):
		m.record.Set(f, v)
	}
}

// complete reports whether those who say anything of it say that all holders or employers are listed.
func (m *merger) complete() bool {
	s, ok := m.agreed(func(p *fact.Party) string {
		if p.Complete == fact.Unknown {
			return ""
		}
		return p.Complete.String()
	})
	return ok && s == fact.Yes.String()
}

// control sets what the ownership test found, or, without it, what follows from a complete list of no holders.
func (w *world) control(m *merger) {
	id := partyOf(m.record)
	var ids []fact.ID
	state, lo, hi := "none", int64(0), int64(fact.Whole)
	var from []fact.Country
	controls := w.controls[id]
	if heads := m.values(headOf); len(heads) > 1 { // it is a branch of one of them
		controls = nil
		for _, h := range heads {
			controls = append(controls, w.controls[fact.PartyID(h)]...)
			w.cite(fact.PartyID(h))
		}
	}
	for i, c := range controls {
		ids = append(ids, c.id)
		from = append(from, c.Governments...)
		verdict := map[fact.Truth]string{fact.Yes: "yes", fact.No: "no", fact.Unknown: "open"}[c.Verdict]
		if i == 0 {
			state, lo, hi = verdict, int64(c.Lo), int64(c.Hi)
			continue
		}
		if verdict != state {
			state = "open"
		}
		lo, hi = min(lo, int64(c.Lo)), max(hi, int64(c.Hi))
	}
	if i := slices.IndexFunc(controls, func(c control) bool { return c.Reading != "" && c.Verdict == fact.Unknown }); i >= 0 {
		// The readings of the test differ: no sum decides.
		w.split[m.record] = true
		enough := int64(w.code.Pack.Ownership.Share())
		lo, hi = min(lo, enough-1), max(hi, enough)
	}
	complete := m.complete()
	closed := w.supposed(m.record, m.field("control")) // why owners and employers that nobody lists do not count
	if state == "no" && !complete && closed != nil && len(m.values(kindOf)) > 0 {
		m.record.Presume(m.field("control"), word(state), closed.Why, ids...)
	} else {
		m.record.Set(m.field("control"), word(state), ids...)
	}
	if kinds := m.values(kindOf); !complete && closed != nil && len(kinds) > 0 && kinds[0] != string(fact.Person) && !slices.ContainsFunc(m.claims, func(c claimed) bool { return c.party.Concern != nil }) {
		w.unlisted[m.record] = true
	}
	if state == "none" && len(w.holders[id]) == 0 && complete {
		hi = 0
	}
	m.record.Set(m.field("owned"), law.Value{Lo: lo, Hi: hi}, ids...)
	w.controllers(m, state, from, ids)
	if !w.code.Pack.Ownership.Others {
		w.concern(m)
	}
}

// controllers sets the countries from which the party is controlled, where it is for certain.
func (w *world) controllers(m *merger, state string, from []fact.Country, ids []fact.ID) {
	v := law.Value{Open: state != "yes" && state != "no"}
	if state == "yes" {
		slices.Sort(from)
		v.Words = words(slices.Compact(from)).Words
	}
	m.record.Set(m.field("controllers"), v, ids...)
}

// holdings lists the shares and powers that are stated over a party, each with who has it.
func (w *world) holdings(id fact.PartyID, r *law.Record) {
	var v law.Value
	k := w.kind.holding
	for _, fid := range w.ties[id] {
		f, _ := w.set.Get(fid)
		i := f.Body.(*fact.Claim).Interest
		rec := &law.Record{Kind: k, ID: fmt.Sprintf("holding of %s in %s", i.Owner, id), Name: string(i.Owner), Path: "interests", Facts: []fact.ID{fid}}
		if slices.ContainsFunc(v.List, func(o *law.Record) bool { return o.ID == rec.ID }) {
			rec.ID += " by " + fid.Short()
		}
		rec.Set(k.Field("owner"), law.Value{Ref: w.party(i.Owner)})
		rec.Set(k.Field("tie"), word(string(i.Kind)))
		rec.Set(k.Field("share"), law.Value{Lo: int64(i.Lo), Hi: int64(i.Hi)})
		v.List = append(v.List, rec)
	}
	r.Set(r.Kind.Field("holders"), v, w.ties[id]...)
}

// concern takes what people state of the share as a whole in place of what is known
// of single holders: the bounds that all agree on.
func (w *world) concern(m *merger) {
	lo, hi := int64(0), int64(fact.Whole)
	stated := false
	for _, c := range m.claims {
		if s := c.party.Concern; s != nil {
			lo, hi, stated = max(lo, int64(s.Lo)), min(hi, int64(s.Hi)), true
		}
	}
	if !stated {
		return
	}
	if lo > hi { // they contradict each other
		lo, hi = 0, int64(fact.Whole)
	}
	m.record.Set(m.field("owned"), law.Value{Lo: lo, Hi: hi})
	if state, _, _ := m.record.Given(m.field("control")); state.Word != "open" {
		m.record.Set(m.field("control"), word("none"))
	}
}

// stated reports whether anybody states field name, be it as unknown.
func (m *merger) stated(name string) bool { return m.record.Has(m.field(name)) || m.unsure(name) }

// partyOf is the party that a record is of.
func partyOf(r *law.Record) fact.PartyID { return fact.PartyID(strings.TrimPrefix(r.Path, "parties.")) }
